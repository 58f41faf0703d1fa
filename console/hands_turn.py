"""Whose turn it is: a key's own picture comes before the news, and the news is never kept waiting for long."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import perf_counter
from typing import Final

PICTURE_S: Final = 0.06  # within that time a key has its picture, on a slow machine too
MOST_S: Final = 0.15  # longer than that nothing waits, however fast somebody types


class HandsTurn:
    """Told of each key that is struck; asked by what would come between it and its picture."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self.now = clock
        self._struck = -inf

    def take(self) -> None:
        """A key was struck."""
        self._struck = self.now()

    def comes_first(self, since: float) -> bool:
        """Whether what was last done at `since` lets the hand go first."""
        now = self.now()
        return now - self._struck < PICTURE_S and now - since < MOST_S


__all__ = ["MOST_S", "PICTURE_S", "HandsTurn"]
