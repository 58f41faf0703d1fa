"""Who may start this seat without a hub: the last person the hub let in here, for twelve hours, by their password.

Beside the last picture lies one small file: whose session it was, what they might do, when the hub said so, and an
Argon2id hash of the password. Nobody else gets in, five wrong passwords end it, and so does a hub that says no.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from msgspec import Struct
from msgspec.structs import replace

from core.client.items import ReadyItem
from core.domain.nouns import Role

FILE: Final = "grant.json"
LASTS: Final = timedelta(hours=12)
TRIES: Final = 5
SET_BACK: Final = timedelta(minutes=5)  # a date further back than the grant's own was set back on purpose


class Grant(Struct, frozen=True):
    """What the hub said last: this person may do this, as of `at` on this machine's date."""

    key: str
    user: str
    actor: str
    roles: tuple[Role, ...]
    scope: tuple[str, ...]
    seat: str | None
    district: str | None
    at: datetime
    verifier: str = ""  # empty where a token is the secret and not a password
    failed: int = 0


class OfferItem(Struct, frozen=True):
    """Without the hub this person may go on until then, with a picture of then; None stands for nobody."""

    user: str | None = None
    until: datetime | None = None
    data_at: datetime | None = None


class Grants:
    """The file in `folder`; every method is quick work for the disk's thread, `keep` and `admit` take a hashing."""

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime],
        data_at: Callable[[str], datetime | None],
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._path = folder / FILE
        self._now = now
        self._data_at = data_at
        self._hasher = hasher or PasswordHasher()

    def keep(self, ready: ReadyItem, key: str, user: str, password: str | None) -> None:
        """The hub has let somebody in: begin their twelve hours, and end anybody else's."""
        before = self._read()
        verifier = self._hasher.hash(password) if password is not None else ""
        if password is None and before is not None and before.key == key:
            verifier = before.verifier  # the same session came back by its token
        self._write(
            Grant(
                key=key,
                user=user,
                actor=ready.actor,
                roles=ready.roles,
                scope=ready.scope,
                seat=ready.seat,
                district=ready.district,
                at=self._now(),
                verifier=verifier,
            )
        )

    def drop(self) -> None:
        """The hub has said no: nobody starts here without it."""
        with suppress(FileNotFoundError):
            self._path.unlink()

    def offer(self) -> OfferItem:
        """Who may start here without the hub now."""
        grant = self._valid()
        data_at = self._data_at(grant.key) if grant is not None else None
        if grant is None or data_at is None or not grant.verifier:
            return OfferItem()
        return OfferItem(grant.user, grant.at + LASTS, data_at)

    def admit(self, user: str, password: str, seat: str | None) -> ReadyItem | int:
        """A session on this machine's word, or how many tries are left; 0 also where there is no grant at all."""
        grant = self._valid()
        if grant is None or not grant.verifier:
            return 0
        if grant.user == user and self._fits(grant.verifier, password):
            self._write(replace(grant, failed=0))
            return _ready(replace(grant, seat=seat or grant.seat))
        failed = grant.failed + 1
        if failed >= TRIES:
            self.drop()
        else:
            self._write(replace(grant, failed=failed))
        return max(0, TRIES - failed)

    def admit_token(self, key: str) -> ReadyItem | None:
        """A session for a seat that holds the very token the hub took."""
        grant = self._valid()
        return _ready(grant) if grant is not None and grant.key == key and self._data_at(key) is not None else None

    def _fits(self, verifier: str, password: str) -> bool:
        try:
            return self._hasher.verify(verifier, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _valid(self) -> Grant | None:
        grant, now = self._read(), self._now()
        return grant if grant is not None and grant.at - SET_BACK <= now < grant.at + LASTS else None

    def _read(self) -> Grant | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Grant)
        except (OSError, msgspec.MsgspecError):
            return None  # without a grant that can be read, the hub is asked

    def _write(self, grant: Grant) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(grant))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self._path)


def _ready(grant: Grant) -> ReadyItem:
    return ReadyItem(
        actor=grant.actor,
        roles=grant.roles,
        scope=grant.scope,
        seat=grant.seat,
        token=None,
        district=grant.district,
        until=grant.at + LASTS,
    )
