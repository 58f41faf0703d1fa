"""The wall: a read-only mirror of the desk's own picture, made to be read from 3.5 m; no keys, no personal data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console import strip_view as strip
from console.actions import Action
from console.as_of import as_of_words
from console.case_view import unit_name, zh
from console.desk import Desk
from console.pages import Page
from console.strip_feed import StripFeed
from console.surge_view import surge_words
from core.client.items import LinkStatus, ReadyItem
from core.domain.board import NOTHING, Changes
from core.domain.columns import NEVER, to_ms
from core.domain.holding import responsible
from core.domain.nouns import Case, Role
from core.domain.rules.clocks import tightest
from widgets import format as fmt
from widgets.as_of import AsOfPlate
from widgets.banner import BannerKind, ModeBanner, Notice
from widgets.deadline import Limit
from widgets.district_map import DistrictMap
from widgets.look import Look
from widgets.small_strip import SmallStrip
from widgets.state_view import Blank, StateView, ViewState
from widgets.theme import GAP
from widgets.wall_view import MOST, SCALE, DueList, Magnifier, WallRow

TICK_MS: Final = 500
_KEPT: Final = 4  # rows that a flood of the unacknowledged leaves to the next deadlines


class WallPage(QWidget):
    """Strip, map, what nobody has seen, what is over and the next twelve deadlines, 2.3 times as large."""

    name = "wall"
    has_strip = True
    case_wanted = Signal(str)  # never: nobody operates a wall

    def __init__(self, desk: Desk, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, look
        self._phase = True
        self._unmapped = NOTHING
        self.strip = SmallStrip(look)
        self.strip.leave_out("unacked", "overdue")  # they stand below, as large as it goes
        self.banner = ModeBanner(look)
        self.map = DistrictMap(look, desk.board.district)
        self.map.show_bare(SCALE)
        self.map.canvas.show_layer("units", False)  # a wall shows what happens, not who could be sent
        self.due = DueList(look, desk.now())
        self._age = AsOfPlate(look, self.map)
        self._age.move(GAP, GAP)
        self._feed = StripFeed(desk, self.strip)
        self._inside = _Ground(look)
        self._build()
        desk.requeued.connect(self._begin)
        self._begin()
        self.restyle(look)

    def widget(self) -> QWidget:
        """The page itself."""
        return self

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        for part in (self.strip, self.banner, self.map, self.due, self._age, self._inside):
            part.restyle(look)
        self._show()

    def refresh(self, changes: Changes) -> None:
        """Note what one frame changed; the wall follows twice a second."""
        self._unmapped |= changes

    def tick(self, now: datetime) -> None:
        """Half a second passed."""
        self._phase = self._look.is_still or not self._phase
        changes, self._unmapped = self._unmapped, NOTHING
        cases = self._desk.board.cases
        if changes.cases:
            here = [cases[no] for no in changes.cases if no in cases]
            self.map.change_cases(here, [no for no in changes.cases if no not in cases])
        self.strip.tick(self._phase, now)
        self.due.tick(self._phase, now)
        if self._phase:
            self._show()

    def needs_me(self) -> int:
        """Nobody is asked for anything here."""
        return 0

    def take_focus(self) -> None:
        """The wall takes no keys."""

    def acts(self) -> Sequence[Action]:
        """There is nothing to do here."""
        return ()

    def escape(self) -> bool:
        """There is nothing to undo."""
        return False

    def _build(self) -> None:
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.banner)
        row = QHBoxLayout()
        row.setContentsMargins(GAP, GAP, GAP, GAP)
        row.setSpacing(GAP)
        row.addWidget(self.map, 1)
        row.addWidget(self.due)
        column.addLayout(row, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Magnifier(self._inside))

    def _begin(self) -> None:
        self.map.set_cases(self._desk.board.cases.values())
        self._show()

    def _show(self) -> None:
        desk, now = self._desk, self._desk.now()
        self._feed.show(self._look, now)
        self.strip.show_data(desk.connection.data_at)
        self.banner.show_notices(wall_notices(desk, self._look, now))
        words = as_of_words(desk, self._look)
        self._age.show_as_of(words)
        self.due.show_as_of(words)
        counts = desk.queue.counts()
        unacked = strip.unacked_counts(counts.unacked, counts.unacked_top)
        late = strip.overdue_count(desk)
        self.due.show_counts(unacked, late, strip.counts_of(counts.by_priority), counts.unheld)
        rows = wall_rows(desk, self._look)
        self.due.show_rows(rows, now, more=max(0, counts.unacked - sum(row.is_unacked for row in rows)))


class _Ground(QWidget):
    """The ground between the panels."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def restyle(self, look: Look) -> None:
        """Take a new theme."""
        self._look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One colour."""
        QPainter(self).fillRect(self.rect(), self._look.theme.bg0)


def wall_notices(desk: Desk, look: Look, now: datetime) -> list[Notice]:
    """What is not normal, in few words and with nothing to press: the type is large and nobody operates a wall."""
    data_at = desk.connection.data_at
    since = look.text("wall.offline", time=fmt.clock(data_at)) if data_at is not None else look.text("data_none")
    own = {BannerKind.OFFLINE: since, BannerKind.SURGE: surge_words(desk, look)}
    return [Notice(each.kind, own.get(each.kind, each.text)) for each in strip.notices(desk, look, now)]


def wall_rows(desk: Desk, look: Look) -> list[WallRow]:
    """What nobody has acknowledged, late or not, the gravest on top; below it the deadlines that break next.

    Their words are kind and street: a title is free text and may name a person.
    """
    col, size, now_ms = desk.columns, len(desk.columns), to_ms(desk.now())
    runs = col.present[:size] & ~col.closed[:size] & ~col.paused[:size] & (col.due[:size] < NEVER)
    unseen = np.flatnonzero(runs & ~col.acked[:size])
    coming = np.flatnonzero(runs & col.acked[:size] & (col.due[:size] > now_ms))
    room = MOST - min(_KEPT, len(coming))
    is_more = max(len(unseen), desk.queue.counts().unacked) > min(room, len(unseen))
    room, most = room - is_more, MOST - is_more  # what finds no row is counted in one
    top = unseen[np.lexsort((col.due[unseen], col.priority[unseen]))][:room]
    first = np.concatenate((top, coming[np.argsort(col.due[coming], kind="stable")]))[:most]
    cases = (desk.case(col.no(int(slot))) for slot in first)
    return [row for case in cases if case is not None and (row := _row(desk, case, look)) is not None]


def _row(desk: Desk, case: Case, look: Look) -> WallRow | None:
    deadline = tightest(case)
    if deadline is None:
        return None
    district = desk.board.district
    duty, town = district.duties.get(case.duty or ""), district.towns.get(case.town or "")
    words = (duty.name_zh if zh(look) else duty.name_en) if duty is not None else look.word(case.kind)
    street = (town.name_zh if zh(look) else town.name_en.removesuffix(" Sub-district")) if town is not None else ""
    holder, is_unheld = _holder(desk, case, look)
    return WallRow(case.no, case.priority, words, Limit.of(deadline), not case.acked, street, holder, is_unheld)


def _holder(desk: Desk, case: Case, look: Look) -> tuple[str, bool]:
    """The unit at work, else the seat that claimed it, else that nobody has it; a wall names no person."""
    unit = responsible(case)
    if unit is not None:
        return unit_name(desk.board.district, unit, look), False
    if case.holder is not None:
        return look.text("seat", seat=case.holder_seat) if case.holder_seat else look.text("col.claimed"), False
    return look.text("nobody"), True


class WallWindow(QWidget):
    """A wall as a program of its own; it shows nothing to a token that may do more than look."""

    closing = Signal()

    def __init__(self, desk: Desk, look: Look, make: Callable[[Desk, Look], Page] = WallPage) -> None:
        super().__init__()
        self._desk, self._look = desk, look
        self._page: Page | None = None
        self._make = make
        self.state = StateView(look, Blank(ViewState.LOADING, "wall.no_data"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.state)
        desk.ready.connect(self._ready)
        desk.connected.connect(self._line_changed)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.setWindowTitle(look.text("hub"))

    @property
    def page(self) -> Page | None:
        """What it shows, None until a viewer's session stands."""
        return self._page

    def tick(self) -> None:
        """Half a second passed."""
        if self._page is not None:
            self._page.tick(self._desk.now())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say so first: threads end before the window does."""
        self._timer.stop()
        self.closing.emit()
        super().closeEvent(event)

    def _ready(self, ready: ReadyItem) -> None:
        if any(role is not Role.VIEWER for role in ready.roles):
            role = self._look.word(ready.roles[0])
            self._say("wall.not_viewer", self._look.text("wall.not_viewer_more", role=role))
            self._desk.stop()
            return
        if self._page is None:
            page = self._make(self._desk, self._look)
            self._desk.changed.connect(page.refresh)
            self.state.hide()
            self._column.addWidget(page.widget())
            self._page = page

    def _line_changed(self) -> None:
        link = self._desk.connection.link
        if link is not None and link.state is LinkStatus.REFUSED:
            self._say("wall.refused", link.detail)

    def _say(self, text: str, detail: str) -> None:
        if self._page is not None:
            self._desk.changed.disconnect(self._page.refresh)
            self._page.widget().hide()
            self._page.widget().deleteLater()
            self._page = None
        self.state.show_blank(Blank(ViewState.ERROR, text, detail=detail))
        self.state.show()
