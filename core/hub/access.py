"""Who may come in: accounts with Argon2id passwords, tokens kept as hashes, and a lock after too many failures."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from core.domain.clock import Clock
from core.domain.nouns import Actor, Role
from core.journal.tables import accounts, tokens

TOKEN_BYTES: Final = 32
SIGN_IN_LIFE: Final = timedelta(hours=12)
FAILURES: Final = 5
LOCKED: Final = timedelta(minutes=15)
REMEMBERED: Final = 10_000  # names whose failures are counted, real or not
AT_ONCE: Final = 2  # passwords hashed at the same time; each takes memory and a core


class AccountError(Exception):
    """An account cannot be added or changed; the text says what to do."""


class UnavailableError(Exception):
    """The accounts cannot be read, or a token cannot be kept: nobody is at fault, and later it may go."""


class Failures(Struct, frozen=True):
    """Failed sign-ins in a row, and until when the name is locked."""

    count: int = 0
    until: datetime | None = None


class Access:
    """Knows accounts and tokens in the hub's database; every look-up and hashing is off the loop."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        token_bytes: Callable[[int], bytes],
        hasher: PasswordHasher | None = None,
        reading: Engine | None = None,
    ) -> None:
        """`reading` looks up on a disk that cannot be written to; without one, `engine` does both."""
        self._engine = engine
        self._reading = reading or engine
        self._clock = clock
        self._token_bytes = token_bytes
        self._hasher = hasher or PasswordHasher()
        # Verified where there is no account, so that an unknown name takes as long as a wrong password.
        self._nobody = self._hasher.hash(token_bytes(16).hex())
        self._failures: OrderedDict[str, Failures] = OrderedDict()
        self._hashing = asyncio.Semaphore(AT_ONCE)

    async def known(self, token: str) -> Actor | None:
        """The account behind a token, or None when it is unknown, run out, revoked or the account is disabled.

        Raises UnavailableError, as `standing` and `sign_in` do, when the disk does not let it be told.
        """
        key = key_of(token)
        return (await self.standing((key,))).get(key)

    async def standing(self, keys: Collection[str]) -> dict[str, Actor]:
        """The accounts behind those of the tokens' keys that still open, in one look."""
        return await asyncio.to_thread(self._by_keys, keys)

    async def sign_in(self, user: str, password: str) -> tuple[Actor, str] | None:
        """The account and a new token good for twelve hours; None says nothing about which part was wrong."""
        async with self._hashing:
            found = await asyncio.to_thread(self._by_password, user, password)
        now = self._clock.now()
        failures = self._failures.get(user, Failures())
        if failures.until is not None and failures.until > now:
            return None
        if found is None:
            self._failed(user, failures, now)
            return None
        self._failures.pop(user, None)
        with _unavailable():
            token = await asyncio.to_thread(self.issue, found.name, "sign_in", SIGN_IN_LIFE)
        return found, token

    def failed(self, user: str) -> int:
        """How often a sign-in under this name failed since it last went well."""
        return self._failures.get(user, Failures()).count

    def left(self, user: str) -> tuple[int, int | None]:
        """Tries left under this name, and for how many milliseconds it is locked; alike for names that do not exist."""
        failures = self._failures.get(user, Failures())
        now = self._clock.now()
        if failures.until is None or failures.until <= now:
            return FAILURES - (0 if failures.until is not None else failures.count), None
        return 0, int((failures.until - now).total_seconds() * 1000)

    async def end(self, key: str) -> None:
        """The token of a sign-in opens no more; one that was issued stays good. Raises UnavailableError."""
        await asyncio.to_thread(self._end, key)

    def _end(self, key: str) -> None:
        with _unavailable(), self._writing() as connection:
            own = (tokens.c.hash == key) & (tokens.c.kind == "sign_in")
            connection.execute(update(tokens).where(own).values(revoked=True))

    def add(self, name: str, role: Role, scope: tuple[str, ...] = (), password: str | None = None) -> None:
        """Make an account, or give the one of that name this role, scope and password; raises AccountError.

        Another role or scope ends the tokens given out under the old one.
        """
        if role is Role.HUB:
            raise AccountError("nobody signs in as the hub; choose another role")
        if not name or len(name) > 80 or any(sign.isspace() or not sign.isprintable() for sign in name):
            raise AccountError("a name has 1 to 80 signs and no blanks")
        row = {
            "role": role.value,
            "scope": json.dumps(list(scope), ensure_ascii=False),
            "disabled": False,
            **({"password_hash": self._hasher.hash(password)} if password is not None else {}),
        }
        with self._writing() as connection:
            was = connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
            if was is not None and (was.role == Role.SOURCE) != (role is Role.SOURCE):
                raise AccountError(f"{name!r} is {was.role} already, and no account becomes a source or ceases to be "
                                   "one; choose another name")  # fmt: skip
            if was is not None and (was.role, was.scope) != (row["role"], row["scope"]):
                connection.execute(update(tokens).where(tokens.c.account == name).values(revoked=True))
            if connection.execute(update(accounts).where(accounts.c.name == name).values(row)).rowcount == 0:
                connection.execute(insert(accounts).values({**row, "name": name, "created_at": self._now()}))

    def issue(self, name: str, kind: str, life: timedelta | None = None) -> str:
        """A new token for an account; only its hash is kept. `life` None is for good."""
        token = self._token_bytes(TOKEN_BYTES).hex()
        ends = None if life is None else (self._clock.now() + life).isoformat()
        row = {"hash": key_of(token), "account": name, "kind": kind, "created_at": self._now(), "expires_at": ends}
        with self._writing() as connection:
            connection.execute(delete(tokens).where(tokens.c.expires_at < self._now()))
            connection.execute(insert(tokens).values({**row, "revoked": False}))
        return token

    def disable(self, name: str) -> bool:
        """Shut an account and its tokens; False when there is none of that name."""
        with self._writing() as connection:
            connection.execute(update(tokens).where(tokens.c.account == name).values(revoked=True))
            return (
                connection.execute(update(accounts).where(accounts.c.name == name).values(disabled=True)).rowcount > 0
            )

    def close(self) -> None:
        """Let go of the database; for those who opened it only for this."""
        self._engine.dispose()
        self._reading.dispose()

    def _by_keys(self, keys: Collection[str]) -> dict[str, Actor]:
        wanted = (
            select(accounts, tokens.c.hash, tokens.c.expires_at)
            .join(tokens, tokens.c.account == accounts.c.name)
            .where(tokens.c.hash.in_(keys), tokens.c.revoked.is_(False), accounts.c.disabled.is_(False))
        )
        with _unavailable(), self._reading.begin() as connection:
            rows = connection.execute(wanted).all()
        now = self._clock.now()
        good = (r for r in rows if r.expires_at is None or datetime.fromisoformat(r.expires_at) > now)
        return {row.hash: _actor(row.name, row.role, row.scope) for row in good}

    def _by_password(self, user: str, password: str) -> Actor | None:
        with _unavailable(), self._reading.begin() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == user)).one_or_none()
        stored = row.password_hash if row is not None and row.password_hash and not row.disabled else None
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerifyMismatchError, InvalidHashError):
            return None
        return _actor(row.name, row.role, row.scope) if stored and row is not None else None

    def _failed(self, user: str, before: Failures, now: datetime) -> None:
        count = 1 if before.until is not None else before.count + 1
        self._failures[user] = Failures(count=count, until=now + LOCKED if count >= FAILURES else None)
        self._failures.move_to_end(user)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(immediate=True) as connection, connection.begin():
            yield connection

    def _now(self) -> str:
        return self._clock.now().isoformat()


def seated(actor: Actor, seat: str | None) -> Actor:
    """The account at the seat its client names."""
    return replace(actor, seat=seat)


def _actor(name: str, role: str, scope: str) -> Actor:
    return Actor(name=name, role=Role(role), scope=tuple(json.loads(scope)))


def key_of(token: str) -> str:
    """What a token is kept and asked for under; it does not give the token away."""
    return sha256(token.encode()).hexdigest()


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as failed:
        raise UnavailableError(str(getattr(failed, "orig", failed))) from failed
