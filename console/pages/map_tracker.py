"""The map over the tracker, for a window of its own: another map than the desk's, with its own lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from console.actions import HERE, Action, bind
from console.as_of import as_of_words
from console.desk import Desk
from console.map_feed import MapFeed, map_acts
from console.prefs import PrefsStore
from console.tracked import Tracked
from core.domain.board import Changes
from widgets import paint
from widgets.district_map import DistrictMap
from widgets.look import Look
from widgets.tab_row import TabRow, TabText
from widgets.theme import GAP
from widgets.tracker import TaskTracker

SHARES: Final = (620, 400)


class MapTrackerPage(QWidget):
    """Follows the selection until it is locked (L); a click on a case selects it for every window."""

    name = "map"
    case_wanted = Signal(str)

    def __init__(self, desk: Desk, look: Look, parent: QWidget | None = None, prefs: PrefsStore | None = None) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, look
        self._phase = True
        self._tracked = Tracked(desk, look)
        self._is_tracker_old = True
        self.map = DistrictMap(look, desk.board.district)
        self._map_feed = MapFeed(desk, self.map, prefs or PrefsStore(None, self))
        self.tracker = TaskTracker(look)
        self._head = TabRow(look)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self._actions = map_acts(self.map.toggle_lock, self.map.toggle_layers)
        self._build()
        self.map.selected.connect(self.case_wanted)
        self.tracker.case_chosen.connect(self.case_wanted)
        desk.selected.connect(self._selected)
        desk.requeued.connect(self._begin)
        bind(self, self._actions, lambda action: action.run(), HERE)
        self._begin()
        self.restyle(look)

    def widget(self) -> QWidget:
        """The page itself."""
        return self

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self._tracked.restyle(look)
        self._head.show_as_of(as_of_words(self._desk, look))
        for part in (self.map, self.tracker, self._head):
            part.restyle(look)
        self._show_tracker()
        self.update()

    def refresh(self, changes: Changes) -> None:
        """Note what one frame changed; twice a second is often enough for a map."""
        self._map_feed.take(changes)
        self._is_tracker_old |= self._tracked.take(changes)

    def tick(self, now: datetime) -> None:
        """Half a second passed."""
        self._phase = self._look.is_still or not self._phase
        self._map_feed.show()
        self._head.show_as_of(as_of_words(self._desk, self._look))
        if self._is_tracker_old:
            self._show_tracker()
        self.tracker.tick(self._phase, now)

    def needs_me(self) -> int:
        """Nothing here waits for anybody."""
        return 0

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
        """The surface under the tracker."""
        paint.panel(QPainter(self), QRectF(self.rect()), self._look.theme.bg1)

    def _build(self) -> None:
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.tracker, 1)
        self.splitter.setHandleWidth(GAP)
        self.splitter.setChildrenCollapsible(False)
        for place, part in enumerate((self.map, below)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(place, SHARES[place])
        self.splitter.setSizes(list(SHARES))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)

    def _begin(self) -> None:
        """Another actor or another picture: all of it anew."""
        self._map_feed.begin()
        self._selected(self._desk.selection)
        self._tracked.rebuild()
        self._show_tracker()

    def _selected(self, no: str | None) -> None:
        self.map.follow(self._desk.case(no))

    def _show_tracker(self) -> None:
        self._is_tracker_old = False
        self.tracker.show_rows(self._tracked.first(), self._desk.now())
        self._head.show_tabs((TabText("tracker", self._look.text("tracker"), self._tracked.count),), "tracker")
