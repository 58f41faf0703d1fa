"""Salts for commitments, drawn from the system many at a time: one call for each would cost more than hashing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

SALT_BYTES: Final = 16
_AT_ONCE: Final = 256


def pooled(draw: Callable[[int], bytes]) -> Callable[[], bytes]:
    """Gives a fresh salt at each call; `draw` is `os.urandom` or its stand-in. For one thread, as the writer's is."""

    def salts() -> Iterator[bytes]:
        while True:
            drawn = draw(SALT_BYTES * _AT_ONCE)
            yield from [drawn[start : start + SALT_BYTES] for start in range(0, len(drawn), SALT_BYTES)]

    return salts().__next__
