"""Keeps a strip up: the main window's and the small one of every other window are told the same, by the same calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from console import strip_view as strip
from console.desk import Desk
from core.domain.rules.surge import MOST
from widgets.look import Look
from widgets.strip_blocks import Counts, Lamp, NextClock, Shift


class Strip(Protocol):
    """What a strip can be told."""

    def show_where(self, centre: str, seat: str, mode: str = "live") -> None:
        """Centre, seat and mode."""

    def show_unacked(self, counts: Counts, silenced: bool = False) -> None:
        """How many nobody has seen."""

    def show_next(self, next_clock: NextClock | None, now: datetime) -> None:
        """The limit that breaks next."""

    def show_open(self, counts: Counts, overdue: int, unheld: int = 0) -> None:
        """Open cases, limits passed, and cases nobody holds."""

    def show_load(self, count: int, bars: Sequence[int], most: int = 10) -> None:
        """New cases in ten minutes."""

    def show_links(self, lamps: Sequence[Lamp]) -> None:
        """The lines to the sources."""

    def show_shift(self, shift: Shift | None, now: datetime) -> None:
        """Who is on duty."""

    def show_time(self, now: datetime, skew: float = 0.0) -> None:
        """Hub time."""

    def tick(self, phase: bool, now: datetime) -> None:
        """Half a second passed."""


class StripFeed:
    """Tells one strip what is new to it, and no more: each block told lays the whole strip out anew."""

    def __init__(self, desk: Desk, shown: Strip) -> None:
        self._desk, self._strip = desk, shown
        self._told: dict[str, tuple[Any, ...]] = {}

    def show(self, look: Look, now: datetime) -> list[Lamp]:
        """Bring the strip up to the desk; gives the lamps it shows."""
        desk, told = self._desk, self._strip
        district = desk.board.district
        centre = strip.marked(desk, district.centre_zh if look.lang.startswith("zh") else district.centre_en, look)
        calm = "drill" if desk.mode == "drill" else "live"
        mode = "offline" if desk.connection.is_lost else calm
        self._tell("where", (centre, desk.actor.seat or "", mode), told.show_where)
        self._show_counts()
        self._tell("next", (strip.next_clock(desk),), lambda found: told.show_next(found, now))
        self._tell("shift", (strip.shift_of(desk, look, now),), lambda found: told.show_shift(found, now))
        told.show_time(now, strip_skew(desk))
        lamps = strip.lamps(desk, look, now)
        self._tell("links", (tuple(lamps),), told.show_links)
        return lamps

    def _show_counts(self) -> None:
        counts, told = self._desk.queue.counts(), self._strip
        unacked = strip.unacked_counts(counts.unacked, counts.unacked_top)
        self._tell("unacked", (unacked,), told.show_unacked)
        overdue = strip.overdue_count(self._desk)
        self._tell("open", (strip.counts_of(counts.by_priority), overdue, counts.unheld), told.show_open)
        self._tell("load", (counts.in_last_10_min, self._desk.queue.arrivals(), MOST), told.show_load)

    def _tell(self, block: str, said: tuple[Any, ...], show: Callable[..., None]) -> None:
        if self._told.get(block) != said:
            self._told[block] = said
            show(*said)


def strip_skew(desk: Desk) -> float:
    """How far this machine's date is off, in seconds; 0 when it is within what nobody minds."""
    return desk.clock.skew() if desk.clock.is_skewed else 0.0
