"""The lead's second window: the map over the board of all seats with their claims and load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from console.actions import HERE, Action, bind
from console.as_of import as_of_words
from console.desk import Desk
from console.map_feed import MapFeed, map_acts
from console.pages.sat import Seats
from console.prefs import PrefsStore
from console.strip_view import turn_at
from core.domain.board import Changes
from core.domain.columns import NEVER, PRIORITIES, Slots, to_ms
from core.domain.rules.clocks import tightest
from widgets import paint
from widgets.deadline import Limit
from widgets.district_map import DistrictMap
from widgets.look import Look
from widgets.seats_board import SeatKind, SeatRow, SeatsBoard
from widgets.strip_blocks import Counts
from widgets.theme import GAP

SHARES: Final = (600, 420)


class SeatsPage(QWidget):
    """Who has how much; nothing is ever without an owner unseen: what nobody has is a row of its own."""

    name = "seats"
    case_wanted = Signal(str)

    def __init__(self, desk: Desk, look: Look, parent: QWidget | None = None, prefs: PrefsStore | None = None) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, look
        self.map = DistrictMap(look, desk.board.district)
        self._seats = Seats()
        self._map_feed = MapFeed(desk, self.map, prefs or PrefsStore(None, self))
        self.board = SeatsBoard(look, desk.now())
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self._actions = map_acts(self.map.toggle_lock, self.map.toggle_layers)
        self._build()
        self.map.selected.connect(self.case_wanted)
        self.board.case_chosen.connect(self.case_wanted)
        desk.selected.connect(self._selected)
        desk.requeued.connect(self._begin)
        bind(self, self._actions, lambda action: action.run(), HERE)
        self._begin()

    def widget(self) -> QWidget:
        """The page itself."""
        return self

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self.map.restyle(look)
        self.board.restyle(look)
        self.board.show_as_of(as_of_words(self._desk, look))
        self.update()

    def refresh(self, changes: Changes) -> None:
        """Note what one frame changed."""
        self._map_feed.take(changes)
        cases = self._desk.board.cases
        self._seats.take(cases[no] for no in changes.cases if no in cases)

    def tick(self, now: datetime) -> None:
        """Half a second passed: map and figures follow."""
        self._map_feed.show()
        self.board.show_as_of(as_of_words(self._desk, self._look))
        self.board.show_rows(seat_rows(self._desk, self._seats), now)

    def needs_me(self) -> int:
        """How many cases nobody has."""
        return self._desk.queue.counts().unheld

    def take_focus(self) -> None:
        """The map has the keyboard."""
        self.map.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def acts(self) -> Sequence[Action]:
        """What works here."""
        return self._actions

    def escape(self) -> bool:
        """Close the layers."""
        if self.map.layers.isVisible():
            self.map.toggle_layers()
            return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground between the panels."""
        painter = QPainter(self)
        paint.panel(painter, QRectF(self.rect()), self._look.theme.bg0)

    def _build(self) -> None:
        self.splitter.setHandleWidth(GAP)
        self.splitter.setChildrenCollapsible(False)
        for place, part in enumerate((self.map, self.board)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(place, SHARES[place])
        self.splitter.setSizes(list(SHARES))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)

    def _begin(self) -> None:
        self._map_feed.begin()
        self._seats = Seats(self._desk.board.cases.values())
        self._selected(self._desk.selection)
        self.board.show_rows(seat_rows(self._desk, self._seats), self._desk.now())

    def _selected(self, no: str | None) -> None:
        self.map.show_case(self._desk.case(no))


_NOBODY, _UNITS = -1, -2  # rows that are nobody's seat


def seat_rows(desk: Desk, seats: Seats) -> list[SeatRow]:
    """What nobody has, what units have of nobody here, then each seat, the fullest first.

    Every open case stands in one row: with who claimed it, else with who sent out the part that runs. Who sits here,
    and whoever had a seat in this shift, has a row also with nothing in it.
    """
    col, size, now_ms = desk.columns, len(desk.columns), to_ms(desk.now())
    is_open = col.present[:size] & ~col.closed[:size]
    holder = col.holder[:size]
    sent = np.where(col.running[:size], np.where(col.sender[:size] == 0, _UNITS, col.sender[:size]), _NOBODY)
    whose = np.where(holder != 0, holder, sent)
    turn = turn_at(desk.board.district, desk.now())
    here = (*seats.since(turn.starts if turn is not None else None), desk.actor.name)
    people = {person: col.people.code(person) for person in here if person}
    rows = []
    for code in sorted({*np.unique(whose[is_open]).tolist(), *people.values()}):
        slots = np.flatnonzero(is_open & (whose == code)).astype(np.int64)
        rows.append(_row(desk, code, slots, now_ms, seats))
    return sorted(rows, key=lambda row: (_ORDER[row.kind], -row.levels.total(), row.seat, row.person))


_ORDER: Final = {SeatKind.NOBODY: 0, SeatKind.UNITS: 1, SeatKind.SEAT: 2, SeatKind.LAST: 2}


def _row(desk: Desk, code: int, slots: Slots, now_ms: int, seats: Seats) -> SeatRow:
    col = desk.columns
    levels = np.bincount(col.priority[slots], minlength=len(PRIORITIES))
    due = np.where(col.paused[slots], NEVER, col.due[slots])
    coming = np.where(due > now_ms, due, NEVER)
    is_any = bool(len(slots)) and int(coming.min()) < NEVER
    case = desk.case(col.no(int(slots[int(np.argmin(coming))]))) if is_any else None
    deadline = tightest(case) if case is not None else None
    held = slots[col.holder[slots] != 0]
    claimed = len(held)
    kind, person = {_NOBODY: SeatKind.NOBODY, _UNITS: SeatKind.UNITS}.get(code), ""
    if kind is None:
        person = col.people.name(code) or ""
        kind = SeatKind.SEAT if claimed or person == desk.actor.name else SeatKind.LAST
    return SeatRow(
        kind=kind,
        seat=_seat(desk, seats, person, held),
        person=person,
        levels=Counts(*(int(n) for n in levels)),
        claimed=claimed,
        sent=len(slots) - claimed if kind is not SeatKind.NOBODY else 0,
        overdue=int(np.count_nonzero(due <= now_ms)),
        first_no=case.no if case is not None else "",
        first=Limit.of(deadline) if deadline is not None else None,
    )


def _seat(desk: Desk, seats: Seats, person: str, held: Slots) -> str:
    if person and person == desk.actor.name:
        return desk.actor.seat or ""
    mine = (desk.case(desk.columns.no(slot)) for slot in held.tolist()) if person else ()
    return seats.of(person, (case for case in mine if case is not None))
