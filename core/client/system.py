"""The machine's own time and chance: the one place in the client that asks for them, for composition roots only."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random, SystemRandom

from core.domain.clock import whole_ms


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        return whole_ms(datetime.now(UTC))


def system_rng() -> Random:
    """The machine's randomness."""
    return SystemRandom()
