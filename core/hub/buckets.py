"""Token buckets: how fast one sender may go."""

from __future__ import annotations

from datetime import datetime


class Bucket:
    """Holds up to `burst` tokens, filled at `rate` a second."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at: datetime | None = None

    def take(self, now: datetime, count: float = 1.0) -> float:
        """Take tokens and return 0, or take none and return the seconds to wait."""
        if self._at is not None:
            self._tokens = min(self._burst, self._tokens + max(0.0, (now - self._at).total_seconds()) * self._rate)
        self._at = now
        if self._tokens >= count:
            self._tokens -= count
            return 0.0
        return (count - self._tokens) / self._rate
