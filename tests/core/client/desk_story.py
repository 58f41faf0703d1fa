"""One console in a story: the feed over a fake hub, under virtual time, and everything it told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from core.client.credentials import Credentials, Token
from core.client.feed import Feed
from core.client.ids import Ids
from core.client.items import EventsItem, Item, LinkItem, ResultItem, SnapshotItem
from core.client.keeper import Keeper, Kept, PictureItem, Saved, Store, StoreError
from core.client.stream import Mark
from core.client.window import Entry
from core.domain.commands import Command, Note
from tests.core.client.fake_hub import FakeHub
from tests.core.client.virtual import VirtualClock, VirtualLoop

I = TypeVar("I", bound=Item)  # noqa: E741


class MemoryStore:
    """A disk that is a list; `fails` makes it refuse."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.asked: set[str] = set()
        self.kept: list[tuple[Sequence[PictureItem], Mark]] = []
        self.fails = False

    def load(self, key: str, now: datetime) -> Kept:
        return self.adopt(key, key)

    def adopt(self, key: str, actor: str) -> Kept:
        waiting = tuple(e for i, e in self.entries.items() if i not in self.asked)
        return Kept(actor=actor, waiting=waiting, asking=tuple(self.entries[i] for i in self.asked))

    def save(self, owner: str, commands: Sequence[Command], now: datetime) -> list[Saved]:
        if self.fails:
            raise StoreError("disk full")
        saved = []
        for command in commands:
            entry = Entry(no=len(self.entries) + 1, command=command, saved_at=now)
            saved.append(Saved(entry=self.entries.setdefault(command.id, entry)))
        return saved

    def mark(self, results: Sequence[ResultItem], asking: Sequence[str], confirmed: Sequence[str]) -> None:
        for result in results:
            self.entries.pop(result.id, None)
            self.asked.discard(result.id)
        self.asked |= set(asking)
        self.asked -= set(confirmed)

    def keep(self, owner: str, items: Sequence[PictureItem], mark: Mark, now: datetime) -> None:
        if self.fails:
            raise StoreError("disk full")
        self.kept.append((tuple(items), mark))


class Console:
    """A feed, what it told, and the verbs a story needs."""

    def __init__(
        self,
        hub: FakeHub,
        store: Store,
        credentials: Credentials | None = None,
        room: Callable[[], bool] = lambda: True,
    ) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        self.loop = loop
        self.clock = VirtualClock(loop)
        self.hub = hub
        self.told: list[Item] = []
        self.times: list[float] = []
        self.ids = Ids(self.clock, Random(7))
        self.feed = Feed(
            hub.dial,
            "ws://hub",
            credentials or Token("t-1"),
            Keeper(store, None),
            self._hear,
            self.clock,
            Random(3),
            room=room,
        )

    def _hear(self, item: Item) -> None:
        self.told.append(item)
        self.times.append(self.loop.time())

    def all(self, kind: type[I]) -> list[I]:
        return [item for item in self.told if isinstance(item, kind)]

    def last(self, kind: type[I]) -> I:
        return self.all(kind)[-1]

    def links(self) -> list[str]:
        """The states of the line, each once while it lasts."""
        states = [item.state.value for item in self.all(LinkItem)]
        return [state for i, state in enumerate(states) if i == 0 or states[i - 1] != state]

    def seqs(self) -> list[int]:
        """The sequence of every event told, in the order told."""
        return [event.seq for item in self.all(EventsItem) for event in item.events]

    def snapshots(self) -> int:
        return len(self.all(SnapshotItem))

    def note(self, case: int = 0, name: str = "case.note") -> Command:
        return Command(id=self.ids.next(), name=name, subject=f"case/{self.hub.cases[case].no}", body=Note(text="x"))

    async def until(self, is_so: Callable[[], bool], within: float = 30.0) -> float:
        """Let time pass until something is so; the seconds it took."""
        start = self.loop.time()
        while not is_so():
            assert self.loop.time() - start <= within, f"not within {within} s; told {self.told[-5:]}"
            await asyncio.sleep(0.01)
        return self.loop.time() - start

    def is_live(self) -> bool:
        links = self.all(LinkItem)
        return bool(links) and links[-1].state.value == "live"

    async def live(self) -> None:
        await self.until(self.is_live)

    async def after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def wall_jumps(self, seconds: float) -> None:
        self.clock.offset += timedelta(seconds=seconds)


@asynccontextmanager
async def console(
    hub: FakeHub,
    store: Store | None = None,
    credentials: Credentials | None = None,
    room: Callable[[], bool] = lambda: True,
) -> AsyncIterator[Console]:
    """A running console that is stopped cleanly at the end of the story."""
    desk = Console(hub, MemoryStore() if store is None else store, credentials, room)
    running = asyncio.ensure_future(desk.feed.run())
    try:
        yield desk
    finally:
        desk.feed.stop()
        await running
