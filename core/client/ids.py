"""Command ids: UUIDv7 of RFC 9562, made where the command is made, so that a resend is the same command."""

from __future__ import annotations

from random import Random
from typing import Final
from uuid import UUID

from core.domain.clock import Clock

_RANDOM_BITS: Final = 74  # rand_a and rand_b together
_LOW_BITS: Final = 62


class Ids:
    """Makes ids that rise strictly, also within one millisecond and when the clock steps back."""

    def __init__(self, clock: Clock, rng: Random) -> None:
        self._clock = clock
        self._rng = rng
        self._last = 0

    def next(self) -> str:
        """A new id in its usual text form."""
        ms = int(self._clock.now().timestamp() * 1000)
        self._last = max(ms << _RANDOM_BITS | self._rng.getrandbits(_RANDOM_BITS), self._last + 1)
        return str(UUID(int=_laid_out(self._last)))


def _laid_out(value: int) -> int:
    ms, random = value >> _RANDOM_BITS, value & (1 << _RANDOM_BITS) - 1
    high, low = random >> _LOW_BITS, random & (1 << _LOW_BITS) - 1
    return ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
