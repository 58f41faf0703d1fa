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


Block = Callable[[Look, datetime], None]
"""Brings one part of a strip up to the desk."""


class StripFeed:
    """Tells one strip what is new to it, and no more: each block told lays the whole strip out anew."""

    def __init__(self, desk: Desk, shown: Strip) -> None:
        self._desk, self._strip = desk, shown
        self._told: dict[str, tuple[Any, ...]] = {}
        self.lamps: list[Lamp] = []  # as last shown

    def show(self, look: Look, now: datetime) -> None:
        """Bring the strip up to the desk."""
        for block in self.blocks():
            block(look, now)

    def blocks(self) -> tuple[Block, ...]:
        """The parts it is brought up in."""
        return (self._show_where, self._show_counts, self._show_load, self._show_next, self._show_links)

    def _show_where(self, look: Look, now: datetime) -> None:
        desk, told = self._desk, self._strip
        district = desk.board.district
        centre = strip.marked(desk, district.centre_zh if look.lang.startswith("zh") else district.centre_en, look)
        calm = "drill" if desk.mode == "drill" else "live"
        mode = "offline" if desk.connection.is_lost else calm
        self._tell("where", (centre, desk.actor.seat or "", mode), told.show_where)

    def _show_counts(self, look: Look, now: datetime) -> None:
        counts, told = self._desk.queue.counts(), self._strip
        unacked = strip.unacked_counts(counts.unacked, counts.unacked_top)
        self._tell("unacked", (unacked,), told.show_unacked)
        overdue = strip.overdue_count(self._desk)
        self._tell("open", (strip.counts_of(counts.by_priority), overdue, counts.unheld), told.show_open)

    def _show_load(self, look: Look, now: datetime) -> None:
        queue = self._desk.queue
        self._tell("load", (queue.counts().in_last_10_min, queue.arrivals(), MOST), self._strip.show_load)

    def _show_next(self, look: Look, now: datetime) -> None:
        desk, told = self._desk, self._strip
        self._tell("next", (strip.next_clock(desk),), lambda found: told.show_next(found, now))
        self._tell("shift", (strip.shift_of(desk, look, now),), lambda found: told.show_shift(found, now))
        told.show_time(now, strip_skew(desk))

    def _show_links(self, look: Look, now: datetime) -> None:
        self.lamps = strip.lamps(self._desk, look, now)
        self._tell("links", (tuple(self.lamps),), self._strip.show_links)

    def _tell(self, block: str, said: tuple[Any, ...], show: Callable[..., None]) -> None:
        if self._told.get(block) != said:
            self._told[block] = said
            show(*said)


def strip_skew(desk: Desk) -> float:
    """How far this machine's date is off, in seconds; 0 when it is within what nobody minds."""
    return desk.clock.skew() if desk.clock.is_skewed else 0.0
