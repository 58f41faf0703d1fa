"""A third party that only listens: the CloudEvents WebSockets binding, one event per message."""

from __future__ import annotations

import asyncio
import contextlib

from core.domain.nouns import Actor
from core.hub.line import Line, LineClosedError
from core.hub.outbox import Outbox
from core.hub.room import Room
from core.hub.sight import Broad, Narrow, broad
from core.protocol.errors import Error


class Listening:
    """Hears from now on what its rights allow; what it sends is not read for meaning."""

    def __init__(self, line: Line, room: Room, actor: Actor, key: str) -> None:
        self.actor: Actor | None = actor
        self.key: str | None = key
        rights = room.engine.board.rights
        self.outbox = Outbox(room.limits)
        self.outbox.is_open = True
        self.sight: Broad | Narrow = broad(rights, actor) or Narrow(actor)
        self.profile = rights.profiles[actor.role]
        self.since = 0
        self._line = line
        self._room = room
        self._wake = asyncio.Event()
        self._over = asyncio.Event()
        self._code: int | None = None

    @property
    def is_quiet(self) -> bool:
        """True when nothing waits to be sent."""
        return self.outbox.is_empty

    def check(self, now: float) -> None:
        """A listener has no heartbeat to miss."""

    def say(self, frame: bytes) -> None:
        """A listener is told events and nothing else."""

    def end(self, code: int, error: Error | None = None) -> None:
        """Close with this code."""
        self._code = code
        self._over.set()

    def told(self) -> None:
        """Something was put into the outbox; who takes too little is cut."""
        if self.outbox.is_full:
            self.end(4013)
        else:
            self._wake.set()

    async def run(self) -> None:
        """Send until one side ends it."""
        self._room.enter(self)
        self._room.fanout.join(self, self._room.engine.durable.seq)
        work = [asyncio.create_task(self._pump()), asyncio.create_task(self._drop())]
        try:
            await self._over.wait()
        finally:
            self._room.fanout.leave(self)
            self._room.leave(self, None)
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            if self._code is not None:
                await self._line.close(self._code, "")

    async def _pump(self) -> None:
        with contextlib.suppress(LineClosedError):
            while True:
                self._wake.clear()
                for event in self.outbox.single_events():
                    await self._line.send(event)
                await self._wake.wait()
        self._over.set()

    async def _drop(self) -> None:
        with contextlib.suppress(LineClosedError):
            while True:
                await self._line.recv()
        self._over.set()
