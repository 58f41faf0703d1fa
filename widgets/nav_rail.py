"""The pages of the desk down the left edge: icon, word, key, and how many things there need me."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from widgets import format as fmt
from widgets import paint
from widgets.icons import paint_icon
from widgets.keys import own
from widgets.look import Look
from widgets.theme import GAP, NAV, NAV_ITEM


class NavPage(Struct, frozen=True):
    """One page: its id, the key of its word, its icon and its key on the keyboard."""

    id: str
    text: str
    icon: str
    key: str = ""
    is_last: bool = False  # stands at the foot of the rail


PAGES: Final = (
    NavPage("desk", "nav.desk", "desk", "F2"),
    NavPage("escalations", "nav.escalations", "escalation", "F3"),
    NavPage("video", "nav.video", "video", "F4"),
    NavPage("settings", "nav.settings", "settings", is_last=True),
)


class NavButton(QAbstractButton):
    """One page of the rail."""

    def __init__(self, look: Look, page: NavPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._page, self._needs = look, page, 0
        self._refusal = ""
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def show_needs(self, count: int) -> None:
        """How many things on this page need me."""
        self._needs = count
        self.restyle(self._look)

    def refuse(self, why: str | None) -> None:
        """Forbid the page to this role and say why, or allow it with None."""
        self._refusal = why or ""
        self.setEnabled(why is None)
        self.setToolTip(self._refusal)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        text = look.text(self._page.text)
        self.setText(text)
        said = look.text("nav.needs", page=text, count=self._needs) if self._needs else text
        paint.name(self, said, self._refusal or self._key())
        self.update()

    def sizeHint(self) -> QSize:
        """One place of the rail."""
        return QSize(NAV, NAV_ITEM[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bar, surface, icon, word, key and bubble."""
        painter, theme = QPainter(self), self._look.theme
        here = self.isChecked()
        box = QRectF(6, 0, NAV - 12, NAV_ITEM[1])
        if here:
            painter.fillRect(QRectF(0, 8, 3, NAV_ITEM[1] - 16), theme.acc)
        if here or (self.underMouse() and self.isEnabled()):
            paint.panel(painter, box, theme.bg3 if here else theme.bg2)
        ink = theme.tdis if not self.isEnabled() else theme.t1 if here else theme.t2
        paint_icon(painter, QRectF(0, 8, NAV, 22), self._page.icon, ink)
        role = "second_strong" if here else "second"
        paint.write(painter, QRectF(2, 29, NAV - 4, 18), self.text(), role, ink, paint.CENTRE)
        key_ink = theme.tdis if not self.isEnabled() else theme.t3
        paint.write(painter, QRectF(0, 46, NAV, 15), self._key(), "nav_key", key_ink, paint.CENTRE)
        if self._needs:
            self._paint_bubble(painter)
        if self.hasFocus():
            paint.focus_ring(painter, box, theme)

    def _key(self) -> str:
        return " ".join(self._look.caps((own(f"page.{self._page.id}", self._page.key),)))

    def _paint_bubble(self, painter: QPainter) -> None:
        theme = self._look.theme
        text = fmt.count(self._needs) if self._needs < 100 else "99+"
        wide = max(18.0, paint.width(text, "label_strong") + 8)
        box = QRectF(NAV - 5 - wide, 2, wide, 18)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.edge)
        painter.setBrush(theme.bg1)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        painter.restore()
        paint.write(painter, box, text, "label_strong", theme.t1, paint.CENTRE)


class NavRail(QWidget):
    """All pages there are; a page that does not exist is not shown."""

    chosen = Signal(str)

    def __init__(self, look: Look, pages: Sequence[NavPage] = PAGES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._buttons = {page.id: NavButton(look, page, self) for page in pages}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, GAP)
        layout.setSpacing(GAP)
        layout.addStretch(1)
        for page in pages:
            button = self._buttons[page.id]
            layout.insertWidget(layout.count() if page.is_last else layout.count() - 1, button)
            button.clicked.connect(lambda _=False, id=page.id: self.chosen.emit(id))
        self.setFixedWidth(NAV)
        self.restyle(look)

    def show_page(self, page_id: str) -> None:
        """Mark the page that is open."""
        self._buttons[page_id].setChecked(True)

    def show_needs(self, page_id: str, count: int) -> None:
        """How many things on a page need me; 0 takes the bubble away."""
        self._buttons[page_id].show_needs(count)

    def refuse(self, page_id: str, why: str | None) -> None:
        """Forbid a page to this role and say why, or allow it with None."""
        self._buttons[page_id].refuse(why)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, look.text("nav"))
        for button in self._buttons.values():
            button.restyle(look)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(self.rect(), self._look.theme.bg1)
