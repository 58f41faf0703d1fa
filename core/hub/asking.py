"""What a client asks, before any rule looks at it: whose it is, whether it can be read, and how fast it may come."""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec
from msgspec import Struct

from core.domain.commands import BODIES, Command, body_from
from core.domain.nouns import Actor, Role
from core.domain.rules.rights import may
from core.hub.answers import refused
from core.hub.buckets import Bucket
from core.hub.limits import Limits
from core.hub.room import Room
from core.protocol import codec, errors
from core.protocol.frames import Cmd, Result

NAME_MAX: Final = 80


def judged(one: Cmd, actor: Actor | None, room: Room) -> Result | asyncio.Future[Result]:
    """The outcome to come, or the error of a command that no rule has to look at."""
    engine = room.engine
    if actor is None:
        return refused(one.id[:NAME_MAX], errors.UNAUTHENTICATED)
    if not 0 < len(one.id) <= NAME_MAX:
        return refused(one.id[:NAME_MAX], errors.BODY, f"id: 1–{NAME_MAX}")
    rights = engine.board.rights
    if one.name in rights.commands and not may(rights, actor, one.name):
        return refused(one.id, errors.FORBIDDEN)
    if one.name not in BODIES:
        return refused(one.id, errors.UNKNOWN, one.name[:40])
    try:
        body = body_from(one.name, one.body)
    except msgspec.ValidationError as bad:
        return refused(one.id, errors.BODY, str(bad))
    if actor.role in (Role.SOURCE, Role.REPLAY):
        room.watch.heard(actor.name, engine.clock.now())
    command = Command(
        id=one.id,
        name=one.name,
        subject=one.subject,
        body=body,
        expected_version=one.expected_version,
        occurred_at=one.occurred_at,
    )
    return engine.submit(command, actor, codec.digest_of(one))


class _Named(Struct):
    op: str
    id: str


def command_id(raw: bytes) -> str | None:
    """The id of a command whose frame lacks something else, so that its sender knows which it was."""
    try:
        named = msgspec.json.decode(raw, type=_Named)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return named.id[:NAME_MAX] if named.op == "cmd" else None


def bucket_of(actor: Actor, limits: Limits) -> Bucket | None:
    """A console's bucket, a source's own quota, or none for a replay."""
    if actor.role is Role.REPLAY:
        return None
    if actor.role is Role.SOURCE:
        return Bucket(limits.source_rate, limits.source_burst)
    return Bucket(limits.rate, limits.burst)
