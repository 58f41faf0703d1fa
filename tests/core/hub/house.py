"""A whole hub in one process for stories: real journal and writer, a clock moved by hand, lines without sockets."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from core.domain.board import Board
from core.domain.clock import ManualClock
from core.domain.commands import BODIES, INTERNAL, Command
from core.domain.nouns import Actor, Role
from core.hub.access import Access
from core.hub.clockwork import Clockwork
from core.hub.engine import Bounds, Engine
from core.hub.limits import Limits
from core.hub.line import LineClosedError
from core.hub.room import Room
from core.hub.session import Session
from core.hub.sources import SourceWatch
from core.journal.errors import JournalError
from core.journal.journal import Journal
from core.journal.rows import Entry, Head
from core.journal.writer import Writer
from core.protocol.frames import Result
from tests.core.domain.world import START, rights, yingze

GUARD_S = 20.0  # a story that hangs fails; none waits for it
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "a long password"


def story(work: Coroutine[Any, Any, Any]) -> Any:
    """Run one story; what hangs fails."""

    async def guarded() -> Any:
        async with asyncio.timeout(GUARD_S):
            return await work

    return asyncio.run(guarded())


class Disk:
    """Stands around the commit: can be held up, and can fail before or after the bytes are down."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.open = threading.Event()
        self.open.set()
        self.fails: str | None = None  # "before" | "after"
        self.asked = threading.Event()

    def append(self, entries: Sequence[Entry]) -> Head:
        self.asked.set()
        assert self.open.wait(GUARD_S)
        if self.fails == "before":
            raise JournalError("io", "planted")
        head = self.journal.append(entries)
        if self.fails == "after":
            raise JournalError("io", "planted")
        return head

    def reopen(self) -> Head:
        if self.fails is not None:
            raise JournalError("io", "planted")
        return self.journal.reopen()


class Wire:
    """A line without a socket: what the hub sends is in `heard`, what it is told comes from `tell`."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.raw: list[bytes] = []
        self.code: int | None = None
        self.gone = asyncio.Event()
        self.is_stalled = False
        self._told: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def recv(self) -> bytes:
        frame = await self._told.get()
        if frame is None:
            raise LineClosedError
        return frame

    async def send(self, frame: bytes) -> None:
        if self.is_stalled:
            await asyncio.Event().wait()
        if self.gone.is_set():
            raise LineClosedError
        self.raw.append(frame)
        self.heard.put_nowait(json.loads(frame))

    async def close(self, code: int, reason: str) -> None:
        self.code = code
        self.gone.set()

    def abort(self) -> None:
        self.gone.set()

    def tell(self, frame: bytes | None) -> None:
        self._told.put_nowait(frame)


class Talk:
    """A client at one end of a wire."""

    def __init__(self, house: House) -> None:
        self.wire = Wire()
        self.session = Session(self.wire, house.room)
        self.task = asyncio.create_task(self.session.run())
        self.frames: list[dict[str, Any]] = []
        self._ids = count(1)
        self._house = house

    def say(self, **frame: Any) -> None:
        self.wire.tell(json.dumps(frame, ensure_ascii=False).encode())

    def ask(self, name: str, subject: str = "", version: int | None = None, id: str = "", **body: Any) -> str:
        """Send a command; its id."""
        id = id or self._house.next_id()
        frame: dict[str, Any] = {"op": "cmd", "id": id, "name": name, "subject": subject, "body": body}
        if version is not None:
            frame["expected_version"] = version
        self.say(**frame)
        return id

    async def hear(self) -> dict[str, Any]:
        frame = await self.wire.heard.get()
        self.frames.append(frame)
        return frame

    async def until(self, op: str, **fields: Any) -> dict[str, Any]:
        """Hear frames up to the first of that kind with those fields."""
        while True:
            frame = await self.hear()
            if frame["op"] == op and all(frame.get(key) == value for key, value in fields.items()):
                return frame

    async def result(self, id: str) -> dict[str, Any]:
        return await self.until("result", id=id)

    async def event(self, name: str) -> dict[str, Any]:
        """Hear frames up to an event of that name."""
        while True:
            frame = await self.until("events")
            for event in frame["events"]:
                if event["type"] == f"hubpost.{name}":
                    return dict(event)

    async def closed(self) -> int | None:
        """The close code once the line is gone."""
        await self.wire.gone.wait()
        await self.task
        return self.wire.code

    async def hang_up(self) -> None:
        self.wire.tell(None)
        await self.task


class House:
    """The hub's parts; `start` and `stop` stand for a process's life, the folder outlives it."""

    def __init__(self, folder: Path, limits: Limits | None = None, bounds: Bounds | None = None) -> None:
        self.folder = folder
        self.clock = ManualClock(START)
        self.now_s = 0.0  # the monotonic clock
        self.limits = limits or Limits(events_per_s=1e9)
        self.bounds = bounds or Bounds(probe_s=0.0)
        self.talks: list[Talk] = []
        self._ids = count(1)
        self._bytes = count(1)

    async def __aenter__(self) -> House:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def next_id(self) -> str:
        return f"01900000-0000-7000-8000-{next(self._ids):012d}"

    async def start(self) -> None:
        self.journal = Journal(self.folder / "hub.db", self.clock, lambda: self.some_bytes(16), lambda: "epoch-1")
        self.disk = Disk(self.journal)
        self.engine = Engine(
            self.journal,
            lambda: Board(yingze(), rights()),
            self.clock,
            lambda ok, bad: Writer(self.disk, ok, bad),
            self.bounds,
        )
        await self.engine.start()
        self.access = Access(self.journal.engine, self.clock, self.some_bytes, QUICK, self.journal.reading)
        self.watch = SourceWatch(lambda: self.engine.board, self.clock.now(), self.engine.submit)
        self.room = Room(
            self.engine, self.access, self.watch, lambda: self.now_s, self.some_bytes, "yingze", self.limits
        )
        self.clockwork = Clockwork(self.engine)

    async def stop(self) -> None:
        for talk in self.talks:
            await talk.hang_up()
        self.talks = []
        await self.engine.stop()
        self.journal.close()

    async def crash(self) -> None:
        """As `kill -9` leaves it: no last picture, no good-bye."""
        for talk in self.talks:
            await talk.hang_up()
        self.talks = []
        for task in tuple(self.engine._tasks):
            task.cancel()
        await asyncio.to_thread(self.engine._pen.stop)
        self.journal.close()

    def some_bytes(self, size: int) -> bytes:
        return next(self._bytes).to_bytes(size, "big")

    def token(self, name: str, role: Role, *scope: str) -> str:
        self.access.add(name, role, scope)
        return self.access.issue(name, "issued")

    def connect(self) -> Talk:
        talk = Talk(self)
        self.talks.append(talk)
        return talk

    async def enter(
        self,
        name: str,
        role: Role,
        *scope: str,
        seat: str | None = None,
        client: str = "test",
        caps: Sequence[str] = (),
    ) -> Talk:
        """Somebody who is signed in and has the whole snapshot."""
        talk = self.connect()
        talk.say(op="identify", token=self.token(name, role, *scope), client=client, seat=seat, caps=caps)
        await talk.until("snapshot_end")
        return talk

    async def ask(self, actor: Actor, name: str, subject: str = "", version: int | None = None, **body: Any) -> Result:
        """A command straight to the engine."""
        return await self.send(actor, name, subject, version, **body)

    def send(
        self, actor: Actor, name: str, subject: str = "", version: int | None = None, id: str = "", **body: Any
    ) -> asyncio.Future[Result]:
        id = id or self.next_id()
        kind = BODIES.get(name) or INTERNAL[name]
        command = Command(id=id, name=name, subject=subject, body=kind(**body), expected_version=version)
        digest = None if name in INTERNAL else json.dumps([name, subject, version, str(body)])
        return self.engine.submit(command, actor, digest)

    async def report(self, actor: Actor, **body: Any) -> str:
        """A new case's subject."""
        body.setdefault("title", "幸福里 3 号楼燃气异味")
        result = await self.ask(actor, "case.report", **body)
        assert result.ok, result
        assert result.subject is not None
        return result.subject

    async def fire(self) -> None:
        """Fire all that is due now and wait for the disk."""
        while self.clockwork.fire_due():
            pass
        await self.settled()

    async def settled(self) -> None:
        await self.engine.settled(self.engine.board.seq)

    def names(self, after: int = 0) -> list[str]:
        return [event.name for event in self.journal.read(after=after)]
