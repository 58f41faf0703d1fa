"""Hub time on a console: the hub's last word carried on by a monotonic clock, never this machine's own date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

Monotonic = Callable[[], float]
SKEW_S: Final = 2.0


class HubClock:
    """Tells hub time; until the hub has spoken it tells `wall`, and `is_heard` says so."""

    def __init__(self, monotonic: Monotonic, wall: Callable[[], datetime]) -> None:
        self._monotonic = monotonic
        self._wall = wall
        self._base: datetime | None = None
        self._at = 0.0

    @property
    def is_heard(self) -> bool:
        """True once the hub has told its time."""
        return self._base is not None

    def hears(self, now: datetime, at: float) -> None:
        """Take the hub's own time, heard at the monotonic instant `at`."""
        self._base, self._at = now, at

    def now(self) -> datetime:
        """Hub time, aware, UTC."""
        if self._base is None:
            return self._wall()
        return self._base + timedelta(seconds=self._monotonic() - self._at)

    def skew(self) -> float:
        """How many seconds this machine's date is ahead of the hub's; 0 until the hub has spoken."""
        return 0.0 if self._base is None else (self._wall() - self.now()).total_seconds()

    @property
    def is_skewed(self) -> bool:
        """True when this machine's date is more than two seconds away from the hub's."""
        return abs(self.skew()) > SKEW_S
