"""The machine's own time and chance: the one place in the client that asks for them, for composition roots only."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from random import Random, SystemRandom

from core.domain.clock import whole_ms


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        return whole_ms(datetime.now(UTC))


def since_boot() -> float:
    """Seconds that go on while the machine sleeps, where the system counts them; else those awake."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def system_rng() -> Random:
    """The machine's randomness."""
    return SystemRandom()
