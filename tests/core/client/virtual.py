"""An asyncio loop whose time jumps to the next timer instead of waiting, and the clock that goes with it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


class _Selector(selectors.SelectSelector):
    jumped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and timeout is None:
            raise RuntimeError("nothing will ever happen")
        if not found and timeout is not None:
            self.jumped += timeout
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time stands still while there is work and jumps when there is none."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.jumped


class VirtualClock:
    """The wall clock of a VirtualLoop, in step with it, and one that can be set apart from it."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self.offset = timedelta()

    def now(self) -> datetime:
        return START + timedelta(seconds=round(self._loop.time(), 3)) + self.offset


def virtually(story: Coroutine[Any, Any, T]) -> T:
    """Run a story to its end under virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)
