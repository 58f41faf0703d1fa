"""What the feed asks of the disk, and the thread that does it, so that no write ever holds up the line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from msgspec import Struct

from core.client.items import EventsItem, ResultItem, SnapshotItem, ViewItem
from core.client.stream import Mark
from core.client.window import Entry
from core.domain.commands import Command

PictureItem = SnapshotItem | EventsItem | ViewItem
P = ParamSpec("P")
T = TypeVar("T")


class StoreError(Exception):
    """The disk did not take it; the text says why."""


class Kept(Struct, frozen=True):
    """What the disk holds for one credential: who it belongs to, the outbox, and the last picture."""

    actor: str | None
    waiting: tuple[Entry, ...] = ()
    asking: tuple[Entry, ...] = ()
    others: int = 0
    picture: SnapshotItem | None = None
    mark: Mark | None = None


class Saved(Struct, frozen=True):
    """What saving one command came to: its entry, or what is known of this id from before."""

    entry: Entry
    result: ResultItem | None = None  # it was answered before
    is_mismatch: bool = False  # the id stands for another command


class Store(Protocol):
    """The disk, used from one thread; every method returns only when what it wrote is durable. Raises StoreError."""

    def load(self, key: str, now: datetime) -> Kept:
        """What is held for this credential."""

    def adopt(self, key: str, actor: str) -> Kept:
        """Learn whose credential it is; what is held for that actor, without a picture."""

    def save(self, owner: str, commands: Sequence[Command], now: datetime) -> list[Saved]:
        """Put commands into the outbox in this order, all or none."""

    def mark(self, results: Sequence[ResultItem], asking: Sequence[str], confirmed: Sequence[str]) -> None:
        """Note what became of commands, which ask, and which were confirmed."""

    def keep(self, owner: str, items: Sequence[PictureItem], mark: Mark, now: datetime) -> None:
        """Bring the picture on disk up to `mark`."""


class Keeper:
    """A Store behind an executor of one thread; without one, in line, as a simulation wants it."""

    def __init__(self, store: Store, executor: Executor | None) -> None:
        self.store = store
        self._executor = executor

    async def do(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one of the store's verbs."""
        if self._executor is None:
            return verb(*args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._executor, lambda: verb(*args, **kwargs))
