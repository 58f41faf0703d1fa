"""Everybody who is connected: one session for each account, seat and client, swept for silence, drained at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Protocol

from core.domain.nouns import Actor
from core.hub.access import Access, UnavailableError
from core.hub.engine import Engine
from core.hub.fanout import Fanout
from core.hub.limits import Limits
from core.hub.marks import RightsMarks
from core.hub.presence import Lookers
from core.hub.sign_ins import SignIns
from core.hub.sources import SourceWatch
from core.protocol import errors
from core.protocol.codec import encode
from core.protocol.errors import Error
from core.protocol.frames import Drain

Place = tuple[str, str, str]  # account, seat, client
LOOK_S: Final = 0.02
_log: Final = logging.getLogger("hubpost.room")


class Guest(Protocol):
    """A connection as the room knows it."""

    actor: Actor | None  # who it is, once that is known
    key: str | None  # of the token it came in with

    @property
    def is_quiet(self) -> bool:
        """True when nothing waits to be sent to it."""

    def check(self, now: float) -> None:
        """End it when it has been silent for too long."""

    def say(self, frame: bytes) -> None:
        """Send it a frame."""

    def end(self, code: int, error: Error | None = None) -> None:
        """Close it with this code, after an error where one explains it."""


class Room:
    """What sessions share."""

    def __init__(
        self,
        engine: Engine,
        access: Access,
        watch: SourceWatch,
        monotonic: Callable[[], float],
        token_bytes: Callable[[int], bytes],
        district: str,
        limits: Limits | None = None,
    ) -> None:
        self.engine: Final = engine
        self.access: Final = access
        self.watch: Final = watch
        self.monotonic: Final = monotonic
        self.district: Final = district
        self.limits: Final = limits or Limits()
        self.fanout: Final = Fanout(engine.epoch)
        self.lookers: Final = Lookers(engine.board)
        self.marks: Final = RightsMarks(engine.journal)
        self.sign_ins: Final = SignIns(engine.journal)
        self._token_bytes = token_bytes
        self._guests: dict[Guest, None] = {}
        self._seated: dict[Place, Guest] = {}
        self._taken: dict[tuple[str, str], str] = {}  # (account, seat) → who took it over
        engine.watchers.append(self.fanout)

    def __len__(self) -> int:
        return len(self._guests)

    @property
    def seated(self) -> int:
        """How many clients are signed in."""
        return len(self._seated)

    def new_name(self) -> str:
        """A name nobody can guess, for a session or a snapshot."""
        return self._token_bytes(12).hex()

    def enter(self, guest: Guest) -> None:
        """Somebody connected."""
        self._guests[guest] = None

    def sit(self, guest: Guest, place: Place) -> None:
        """Somebody signed in; an older session in that place gives way."""
        older = self._seated.pop(place, None)
        self._seated[place] = guest
        if older is not None and older is not guest:
            older.end(4010)

    def occupant(self, account: str, seat: str) -> str | None:
        """Who else sits at that seat; the same person at another client does not count."""
        return next((name for name, at, _ in self._seated if at == seat and name != account), None) if seat else None

    def take(self, account: str, seat: str) -> None:
        """This account takes the seat: whoever else sat there is told so and gives way, also one whose line is down."""
        self._taken.pop((account, seat), None)
        for name, at, client in tuple(self._seated):
            if at == seat and name != account:
                self._taken[name, seat] = account
                self._seated.pop((name, at, client)).end(4010, errors.seat_taken(seat, account))

    def taken_by(self, account: str, seat: str) -> str | None:
        """Who took that seat over from this account since it signed in."""
        return self._taken.get((account, seat))

    def sits_elsewhere(self, guest: Guest) -> bool:
        """Whether the same person has another session."""
        name = guest.actor.name if guest.actor is not None else None
        return any(other is not guest and place[0] == name for place, other in self._seated.items())

    def leave(self, guest: Guest, place: Place | None) -> None:
        """Somebody is gone."""
        self._guests.pop(guest, None)
        if place is not None and self._seated.get(place) is guest:
            del self._seated[place]

    def sweep(self) -> None:
        """End whoever did not say who they are in time, or has fallen silent."""
        now = self.monotonic()
        for guest in tuple(self._guests):
            guest.check(now)

    async def watch_silence(self, every: float = 0.5) -> None:
        """Sweep for ever."""
        while True:
            self.sweep()
            await asyncio.sleep(every)

    async def review(self) -> None:
        """End with 4006 whoever came in with a token that opens no more, or opens something else now."""
        asked = {guest: guest.key for guest in self._guests if guest.key is not None}
        if not asked:
            return
        try:
            standing = await self.access.standing(set(asked.values()))
        except UnavailableError as failed:
            _log.error("rights could not be looked at: %s", failed)
            return
        for guest, key in asked.items():
            if guest.key == key and not _same_rights(guest.actor, standing.get(key)):
                guest.end(4006)
                if guest.actor is not None:
                    await self.marks.changed(guest.actor.name, self.engine.durable.seq)

    async def watch_rights(self, every: float = 2.0) -> None:
        """Review for ever."""
        while True:
            await self.review()
            await asyncio.sleep(every)

    async def drain(self) -> None:
        """Tell everybody that the hub goes down, let what waits go out, and close."""
        frame = encode(Drain(after_ms=int(self.limits.drain_s * 1000)))
        self.engine.draining = True
        for guest in tuple(self._guests):
            guest.say(frame)
        end = self.monotonic() + self.limits.drain_s
        while self.monotonic() < end and not (self.engine.backlog == 0 and all(g.is_quiet for g in self._guests)):
            await asyncio.sleep(LOOK_S)
        for guest in tuple(self._guests):
            guest.end(4014)


def _same_rights(one: Actor | None, other: Actor | None) -> bool:
    return one is not None and other is not None and (one.role, one.scope) == (other.role, other.scope)
