"""When each account signed in last and where, so that its owner sees what was not their own doing."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError

from core.domain.nouns import Actor
from core.journal.errors import JournalError
from core.journal.journal import Journal
from core.protocol.frames import LastSignIn

_KEY: Final = "sign_in:"
_log: Final = logging.getLogger("hubpost.sign_ins")


class Kept(Struct, frozen=True):
    """One sign-in as kept beside the events."""

    at: datetime
    seat: str | None = None


class SignIns:
    """Remembers the last sign-in of each account."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def note(self, actor: Actor, failed: int, now: datetime) -> LastSignIn:
        """The sign-in before this one, with the failures since; this one is kept in its place."""
        try:
            before = await asyncio.to_thread(self._swap, _KEY + actor.name, Kept(at=now, seat=actor.seat))
        except (JournalError, SQLAlchemyError, msgspec.DecodeError) as trouble:  # no reason to keep anybody out
            _log.error("the last sign-in of %s cannot be told: %s", actor.name, trouble)
            before = None
        return LastSignIn(failed=failed) if before is None else LastSignIn(failed, at=before.at, seat=before.seat)

    def _swap(self, key: str, kept: Kept) -> Kept | None:
        said = self._journal.get_meta(key)
        self._journal.set_meta(key, msgspec.json.encode(kept).decode())
        return None if said is None else msgspec.json.decode(said, type=Kept)
