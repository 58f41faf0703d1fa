"""How fast to try again and how fast to send: two small rules with time and chance as arguments."""

from __future__ import annotations

from random import Random
from typing import Final

FIRST_S: Final = 0.2
CAP_S: Final = 5.0
STABLE_S: Final = 10.0  # a line that held this long counts as good
FRAMES_PER_S: Final = 15.0  # below the hub's 20, so that heartbeats always fit
BURST: Final = 40.0  # below the hub's 60


class BackOff:
    """Full jitter: each wait is random between nothing and a limit that doubles up to five seconds."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._tries = 0

    def next(self) -> float:
        """Seconds until the next try."""
        limit = min(CAP_S, FIRST_S * 2 ** min(self._tries, 16))
        self._tries += 1
        return self._rng.uniform(0.0, limit)

    def worked(self) -> None:
        """Begin anew after a line that held."""
        self._tries = 0


class Pacer:
    """A bucket of frames that fills evenly."""

    def __init__(self, now: float) -> None:
        self._tokens = BURST
        self._at = now

    def wait(self, now: float) -> float:
        """Take one frame out of the bucket; how many seconds to wait before it may be sent."""
        self._tokens = min(BURST, self._tokens + (now - self._at) * FRAMES_PER_S)
        self._at = now
        self._tokens -= 1.0
        return max(0.0, -self._tokens / FRAMES_PER_S)
