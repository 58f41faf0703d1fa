"""Hub time: the wall at the start carried on by the monotonic clock, so that no step of the wall moves a deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from core.domain.clock import whole_ms

LEAP: Final = timedelta(hours=24)  # a wall further ahead of all this hub lived through is doubtful
STEP_S: Final = 2.0  # a wall that differs by more than this from where it stood has been moved


class Boot(Struct, frozen=True):
    """One run of the machine: its id ("" where it has none) and how many seconds it has lasted, asleep or not."""

    id: str
    ran: Callable[[], float]


class Kept(Struct, frozen=True):
    """Where hub time stood when it was last put beside the events."""

    boot: str
    ran: float
    now: datetime


class Beginning(Struct, frozen=True):
    """Where hub time begins, and by how many seconds the wall is ahead beyond belief."""

    at: datetime
    leap: float | None = None


def begin(wall: datetime, boot: Boot, kept: Kept | None, high_water: datetime | None) -> Beginning:
    """In the same boot, hub time goes on whatever the wall says; in another, it is the wall's but never goes back."""
    if kept is not None and boot.id and kept.boot == boot.id and boot.ran() >= kept.ran:
        went_on = kept.now + timedelta(seconds=boot.ran() - kept.ran)
        return Beginning(at=went_on if high_water is None else max(went_on, high_water))
    if high_water is None:
        return Beginning(at=wall)
    ahead = wall - high_water
    return Beginning(at=max(wall, high_water), leap=ahead.total_seconds() if ahead > LEAP else None)


def kept_as(text: str | None) -> Kept | None:
    """What `Kept` was written as, or None for nothing or another form."""
    try:
        return None if text is None else msgspec.json.decode(text, type=Kept)
    except msgspec.DecodeError:
        return None


class HubClock:
    """Hub time never goes back and never jumps; the wall clock is only compared with it (reliability.md 2.4)."""

    def __init__(
        self,
        wall: Callable[[], datetime],
        monotonic: Callable[[], float],
        beginning: Beginning | None = None,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._anchor_mono = monotonic()
        self._anchor = wall() if beginning is None else beginning.at
        self._leap = None if beginning is None else beginning.leap
        self._offset = 0.0  # how far the wall is known to stand from hub time

    def now(self) -> datetime:
        """Hub time, UTC, whole milliseconds."""
        return whole_ms(self._anchor + timedelta(seconds=self._monotonic() - self._anchor_mono))

    @property
    def offset(self) -> float:
        """Seconds the wall is known to be ahead of hub time (behind when negative)."""
        return self._offset

    def step(self) -> float | None:
        """Compare with the wall: the seconds it was moved by since the last comparison, or None.

        The first comparison tells of a leap before the start.
        """
        if self._leap is not None:
            leap, self._leap = self._leap, None
            return round(leap, 3)
        hub = self._anchor + timedelta(seconds=self._monotonic() - self._anchor_mono)
        ahead = (self._wall() - hub).total_seconds()
        moved = ahead - self._offset
        if abs(moved) <= STEP_S:
            return None
        self._offset = ahead
        return round(moved, 3)
