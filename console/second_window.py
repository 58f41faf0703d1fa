"""A window on another monitor: the small strip, what is not normal, and one screen; it never takes the keyboard."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console import strip_view as strip
from console.actions import key_lines, wear
from console.desk import Desk
from console.pages import Page
from console.strip_feed import StripFeed
from widgets.banner import ModeBanner
from widgets.key_card import KeyCard
from widgets.look import Look
from widgets.small_strip import SmallStrip
from widgets.theme import GAP

LEAST: Final = (960, 600)


class SecondWindow(QWidget):
    """Shows one page beside the main window; `is_own` pages are shown by it alone and refreshed by it."""

    gone = Signal()  # somebody closed it
    handbook_asked = Signal()

    def __init__(self, desk: Desk, look: Look, page: Page, is_own: bool) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._desk, self._look = desk, look
        self.page, self.is_own = page, is_own
        self.strip = SmallStrip(look)
        self.banner = ModeBanner(look)
        self._feed = StripFeed(desk, self.strip)
        self._is_closing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.banner)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addLayout(self._body, 1)
        if getattr(page, "has_strip", False):
            self.strip.hide()
            self.banner.hide()
            self._body.setContentsMargins(0, 0, 0, 0)
        self._body.addWidget(page.widget(), 1)
        page.widget().show()
        self.key_card = KeyCard(look, self)
        self.key_card.handbook_asked.connect(self.handbook_asked)
        self.banner.acted.connect(self._banner_acted)
        for key, act in (("Esc", self.escape), ("F1", self._keys)):
            shortcut = QShortcut(key, self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)
        if is_own:
            desk.changed.connect(page.refresh)
        self.setMinimumSize(*LEAST)
        self.restyle(look)
        page.tick(desk.now())

    def restyle(self, look: Look) -> None:
        """Take another theme or language; a lent page is told by its owner."""
        self._look = look
        for part in (self.strip, self.banner, self.key_card):
            part.restyle(look)
        if self.is_own:
            self.page.restyle(look)
        wear(self, look.keys)
        screen = look.text(f"screen.{self.page.name}")
        self.setWindowTitle(look.text("window.side", screen=screen, hub=look.text("hub")))
        self._show()
        self.update()

    def tick(self, phase: bool, now: datetime) -> None:
        """Half a second passed."""
        self.strip.tick(phase, now)
        self.page.tick(now)
        self._show()

    def go_there(self) -> None:
        """Bring the keyboard here."""
        self.activateWindow()
        self.page.take_focus()

    def escape(self) -> None:
        """Take away the key card, else let the page undo one step."""
        if self.key_card.isVisible():
            self.key_card.dismiss()
        elif not self.page.escape():
            self.page.take_focus()

    def put_away(self) -> None:
        """Close for good, leaving a lent page to its owner."""
        self._is_closing = True
        if self.is_own:
            self._desk.changed.disconnect(self.page.refresh)
        else:
            self.page.widget().setParent(None)
        self.close()
        self.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground between the panels."""
        QPainter(self).fillRect(self.rect(), self._look.theme.bg0)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by hand: what it shows goes home."""
        super().closeEvent(event)
        if not self._is_closing:
            self._is_closing = True
            self.gone.emit()

    def _show(self) -> None:
        now = self._desk.now()
        self._feed.show(self._look, now)
        self.strip.show_data(self._desk.connection.data_at)
        if not self.strip.isHidden():
            self.banner.show_notices(strip.notices(self._desk, self._look, now))

    def _banner_acted(self, act: str) -> None:
        verb, _, command_id = act.partition(":")
        self._desk.review(command_id, verb == "send")

    def _keys(self) -> None:
        self.key_card.open(key_lines(self.page.acts(), self._look))
