"""A row of tabs with their counts: the open one is underlined and bold, never only coloured."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import format as fmt
from widgets import paint
from widgets.as_of import paint_as_of
from widgets.look import Look
from widgets.theme import INSET, PANEL_HEAD

_BETWEEN = 22.0
_TIGHT = 14.0  # where there is little room


class TabText(Struct, frozen=True):
    """One tab: its id, its words, and how many things it holds (None = no figure)."""

    id: str
    text: str
    count: int | None = None


class TabRow(QWidget):
    """The head of a panel."""

    chosen = Signal(str)
    aside_clicked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tabs: tuple[TabText, ...] = ()
        self._open = ""
        self._aside = ""
        self._as_of = ""
        self.setFixedHeight(PANEL_HEAD)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_tabs(self, tabs: Sequence[TabText], open_id: str, aside: str = "") -> None:
        """Show these tabs, one of them open, and a remark at the right."""
        if (tuple(tabs), open_id, aside) != (self._tabs, self._open, self._aside):
            self._tabs, self._open, self._aside = tuple(tabs), open_id, aside
            self.restyle(self._look)

    def show_as_of(self, words: str) -> None:
        """Say that what stands below ends at a time of day; "" while it is live."""
        if words != self._as_of:
            self._as_of = words
            self.restyle(self._look)

    @property
    def as_of(self) -> str:
        """What it says of the age of what stands below."""
        return self._as_of

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        here = next((tab for tab in self._tabs if tab.id == self._open), None)
        told = "; ".join(part for part in (here.text if here else "", self._as_of) if part)
        paint.name(self, ", ".join(f"{tab.text} {tab.count or 0}" for tab in self._tabs), told)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as all tabs."""
        return QSize(round(self._spread(_BETWEEN)[-1].right() + INSET) if self._tabs else 100, PANEL_HEAD)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens a tab."""
        for tab, box in zip(self._tabs, self._boxes(), strict=True):
            if box.adjusted(-8, 0, 8, 0).contains(event.position()):
                self.chosen.emit(tab.id)
                return
        if self._aside and self._tabs and event.position().x() > self._boxes()[-1].right() + 12:
            self.aside_clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to the next tab."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        ids = [tab.id for tab in self._tabs]
        if by is None or self._open not in ids:
            event.ignore()
            return
        self.chosen.emit(ids[(ids.index(self._open) + by) % len(ids)])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tabs and the line under the open one."""
        painter, theme = QPainter(self), self._look.theme
        right = self.width() - INSET
        for tab, box in zip(self._tabs, self._boxes(), strict=True):
            is_open = tab.id == self._open
            role = "head" if is_open else "row"
            ink = theme.t1 if is_open else theme.t2
            paint.write(painter, box, tab.text, role, ink)
            if tab.count is not None:
                wide = paint.width(tab.text, role)
                figure = box.adjusted(wide + 6, 1, 0, 0)
                paint.write(painter, figure, fmt.count(tab.count), "second_strong" if is_open else "second", ink)
            if is_open:
                painter.fillRect(QRectF(box.left(), PANEL_HEAD - 3, box.width(), 3), theme.acc)
        painter.fillRect(QRectF(0, PANEL_HEAD - 1, self.width(), 1), theme.line)
        if self._tabs:
            room = QRectF(self._boxes()[-1].right() + 12, 0, 0, PANEL_HEAD)
            room.setRight(right)
            room.setRight(paint_as_of(painter, room, self._as_of, self._look).left() - (12 if self._as_of else 0))
            # Beside the age of the data the remark stands whole or not at all; a press there asks for it still.
            if self._aside and not (self._as_of and room.width() < paint.width(self._aside, "second")):
                paint.write(painter, room, self._aside, "second", theme.t2, paint.RIGHT)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()), theme)

    def _boxes(self) -> list[QRectF]:
        """Where the tabs stand: closer where the remark would be cut otherwise."""
        boxes = self._spread(_BETWEEN)
        aside = paint.width(self._aside, "second") + 12 if self._aside else 0
        if boxes and boxes[-1].right() + aside > self.width() - INSET:
            boxes = self._spread(_TIGHT)
        return boxes

    def _spread(self, between: float) -> list[QRectF]:
        boxes, left = [], float(INSET)
        for tab in self._tabs:
            role = "head" if tab.id == self._open else "row"
            wide = paint.width(tab.text, role)
            if tab.count is not None:
                wide += 6 + paint.width(fmt.count(tab.count), "second_strong")
            boxes.append(QRectF(left, 0, wide + 2, PANEL_HEAD))
            left += wide + between
        return boxes
