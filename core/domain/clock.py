"""Time as an argument: the one place that says what a clock is, and the clocks tests use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells hub time; everything in core that needs the time is given one of these."""

    def now(self) -> datetime:
        """The current instant, aware, UTC, whole milliseconds."""


class ManualClock:
    """A clock that stands still until it is moved, for tests, seeds and simulation."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Move forward by `seconds` and return the new instant."""
        self._now += timedelta(seconds=seconds)
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to `instant`, forward or back."""
        self._now = instant


def whole_ms(instant: datetime) -> datetime:
    """`instant` in UTC, cut to milliseconds: the resolution of everything journaled."""
    instant = instant.astimezone(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
