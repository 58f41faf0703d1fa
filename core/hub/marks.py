"""Under which rights an account was last seen, so that a picture made under others is not carried on."""

from __future__ import annotations

import asyncio
import logging
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.exc import SQLAlchemyError

from core.domain.nouns import Actor
from core.domain.rules.rights import Rights
from core.journal.errors import JournalError
from core.journal.journal import Journal

_KEY: Final = "rights:"
_log: Final = logging.getLogger("hubpost.marks")


class Mark(Struct, frozen=True):
    """What an account's rights come to, and the last event told under others (−1: none)."""

    fingerprint: str
    others_upto: int = -1


class RightsMarks:
    """Remembers one mark for each account, beside the events."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._marks: dict[str, Mark] = {}

    async def see(self, actor: Actor, rights: Rights, head: int) -> Mark:
        """The account's mark; where its rights differ from those it was seen with, that is so up to `head`."""
        found = fingerprint(actor, rights)
        try:
            known = self._marks.get(actor.name) or await self._kept(actor.name)
        except (JournalError, SQLAlchemyError) as failed:
            _log.error("the rights of %s were noted and cannot be read: %s", actor.name, failed)
            return Mark(fingerprint=found, others_upto=head)
        if known is not None and known.fingerprint == found:
            self._marks[actor.name] = known
            return known
        mark = Mark(fingerprint=found, others_upto=-1 if known is None else head)
        await self._keep(actor.name, mark)
        return mark

    async def changed(self, name: str, head: int) -> None:
        """A session of this account ended because its rights did: what it was told up to `head` it had under those."""
        known = self._marks.get(name)
        if known is not None:
            await self._keep(name, replace(known, others_upto=head))

    async def _kept(self, name: str) -> Mark | None:
        said = await asyncio.to_thread(self._journal.get_meta, _KEY + name)
        return None if said is None else msgspec.json.decode(said, type=Mark)

    async def _keep(self, name: str, mark: Mark) -> None:
        self._marks[name] = mark
        try:
            await asyncio.to_thread(self._journal.set_meta, _KEY + name, msgspec.json.encode(mark).decode())
        except (JournalError, SQLAlchemyError) as failed:  # at the next start they differ again from what is kept
            _log.error("the rights of %s could not be noted: %s", name, failed)


def fingerprint(actor: Actor, rights: Rights) -> str:
    """One text for equal rights: role, scope, profile and the rights file."""
    commands = {name: sorted(roles) for name, roles in sorted(rights.commands.items())}
    parts = (actor.role, sorted(actor.scope), rights.profiles[actor.role], commands)
    return sha256(msgspec.json.encode(parts)).hexdigest()
