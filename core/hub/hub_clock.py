"""Hub time: the wall at the start carried on by the monotonic clock, so that no step of the wall moves a deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from core.domain.clock import whole_ms

STEP_S: Final = 2.0  # a wall that differs by more than this from where it stood has been moved


class HubClock:
    """Hub time never goes back and never jumps; the wall clock is only compared with it (reliability.md 2.4)."""

    def __init__(
        self,
        wall: Callable[[], datetime],
        monotonic: Callable[[], float],
        high_water: datetime | None = None,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._anchor_mono = monotonic()
        now = wall()
        self._anchor = now if high_water is None else max(now, high_water)
        self._offset = 0.0  # how far the wall is known to stand from hub time

    def now(self) -> datetime:
        """Hub time, UTC, whole milliseconds."""
        return whole_ms(self._anchor + timedelta(seconds=self._monotonic() - self._anchor_mono))

    @property
    def offset(self) -> float:
        """Seconds the wall is known to be ahead of hub time (behind when negative)."""
        return self._offset

    def step(self) -> float | None:
        """Compare with the wall: the seconds it was moved by since the last comparison, or None."""
        hub = self._anchor + timedelta(seconds=self._monotonic() - self._anchor_mono)
        ahead = (self._wall() - hub).total_seconds()
        moved = ahead - self._offset
        if abs(moved) <= STEP_S:
            return None
        self._offset = ahead
        return round(moved, 3)
