"""Collects what the picture went through and hands it to the disk in batches, off the path of the line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from core.client.items import EventsItem, FaultItem, Item, SnapshotItem, ViewItem
from core.client.keeper import Keeper, PictureItem, StoreError
from core.client.stream import Mark
from core.domain.clock import Clock

EVERY_S: Final = 10.0
MANY: Final = 5_000  # events that are written at once, without waiting for the ten seconds
TOO_MANY: Final = 200_000  # events held for a disk that does not answer; then only a new snapshot is kept


class Recorder:
    """Keeps the picture on disk at most ten seconds behind."""

    def __init__(self, keeper: Keeper, inbox: Callable[[Item], None], clock: Clock) -> None:
        self._keeper = keeper
        self._inbox = inbox
        self._clock = clock
        self._wake = asyncio.Event()
        self._owner = ""
        self._mark: Mark | None = None
        self._pending: list[PictureItem] = []
        self._events = 0
        self._is_whole = False  # whether what is pending continues what is on disk
        self._is_closing = False

    def open(self, owner: str, mark: Mark | None) -> None:
        """Begin with what the disk holds for this owner."""
        self._owner, self._mark = owner, mark
        self._pending, self._events = [], 0
        self._is_whole = mark is not None
        self._is_closing = False
        self._wake.clear()

    def take(self, item: Item, mark: Mark | None) -> None:
        """Note what brought the picture to `mark`."""
        match item:
            case SnapshotItem():
                self._pending, self._events = [item], 0
                self._is_whole = True
                self._wake.set()
            case EventsItem() | ViewItem() if self._is_whole:
                self._pending.append(item)
                if isinstance(item, EventsItem):
                    self._events += len(item.events)
                if self._events >= MANY:
                    self._wake.set()
        self._mark = mark

    def close(self) -> None:
        """Let `run` write what is left and end."""
        self._is_closing = True
        self._wake.set()

    async def run(self) -> None:
        """Write at least each ten seconds until `close`."""
        while not self._is_closing:
            try:
                async with asyncio.timeout(EVERY_S):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            await self._write()

    async def _write(self) -> None:
        if not self._pending or self._mark is None:
            return
        items, mark, events = self._pending, self._mark, self._events
        self._pending, self._events = [], 0
        try:
            await self._keeper.do(self._keeper.store.keep, self._owner, items, mark, self._clock.now())
        except StoreError as fault:
            self._inbox(FaultItem(where="store", detail=str(fault)))
            self._put_back(items, events)

    def _put_back(self, items: list[PictureItem], events: int) -> None:
        if self._pending and isinstance(self._pending[0], SnapshotItem):
            return
        self._pending = [*items, *self._pending]
        self._events += events
        if self._events > TOO_MANY:
            self._pending, self._events = [], 0
            self._is_whole = False
