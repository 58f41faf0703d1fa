"""Notices that this machine has slept: its date went on, its monotonic clock stood still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.domain.clock import Clock

LOOK_S: Final = 1.0  # how often to look while something is waited for
LEAST_S: Final = 5.0  # a shorter nap costs no line, and a date is set right by less than that all day


class SleepWatch:
    """Tells by how much the date ran ahead of the monotonic clock since the last look; 0 for less than 5 s.

    A date that somebody sets forward looks the same, and costs one reconnection.
    """

    def __init__(self, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._clock, self._monotonic = clock, monotonic
        self._ahead = self._now()

    def slept(self) -> float:
        """Seconds slept since this was asked before."""
        before, self._ahead = self._ahead, self._now()
        found = self._ahead - before
        return found if found >= LEAST_S else 0.0

    def _now(self) -> float:
        return self._clock.now().timestamp() - self._monotonic()
