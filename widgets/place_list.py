"""Places found while one types, below their field: arrows and Enter, or Alt and a digit, take one; no keyboard here."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.look import Look

ROW: Final = 28
_DIGITS: Final = 9
_NUMBER: Final = 18


class PlaceLine(Struct, frozen=True):
    """One place: its name, where it belongs, and what it is."""

    name: str
    where: str
    kind: str


class PlaceList(QWidget):
    """Lies over the form as long as something fits; `taken` tells which place."""

    taken = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._lines: tuple[PlaceLine, ...] = ()
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def lines(self) -> tuple[PlaceLine, ...]:
        """What is shown."""
        return self._lines if not self.isHidden() else ()

    @property
    def at(self) -> int:
        """The marked row, -1 for none: what was typed stands as it is."""
        return self._at

    def show_lines(self, lines: tuple[PlaceLine, ...]) -> None:
        """Show these, none of them marked; none at all takes the list away."""
        self._lines, self._at = lines, -1
        self.resize(self.width(), len(lines) * ROW + 4)
        self.setVisible(bool(lines))
        self.raise_()
        self.restyle(self._look)

    def walk(self, by: int) -> None:
        """Mark the next or the one before; before the first stands what was typed."""
        if self._lines:
            self._at = max(-1, min(len(self._lines) - 1, self._at + by))
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        marked = self._lines[self._at].name if self._at >= 0 else ""
        paint.name(self, look.text("register.places"), marked or "; ".join(line.name for line in self._lines))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click takes a row."""
        at = int((event.position().y() - 2) // ROW)
        if event.button() is Qt.MouseButton.LeftButton and 0 <= at < len(self._lines):
            self.taken.emit(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter, theme = QPainter(self), self._look.theme
        paint.panel(painter, QRectF(self.rect()), theme.bg2, theme.acc, 1.6)
        for at, line in enumerate(self._lines):
            row = QRectF(3, 2 + at * ROW, self.width() - 6, ROW)
            if at == self._at:
                paint.panel(painter, row, theme.bg3)
                painter.fillRect(QRectF(row.left(), row.top(), 4, row.height()), theme.acc)
            kind = paint.width(line.kind, "label") + 8
            paint.write(painter, row.adjusted(12, 0, 0, 0), str(at + 1) if at < _DIGITS else "", "key", theme.t2)
            inner = row.adjusted(12 + _NUMBER, 0, -10, 0)
            paint.write(painter, inner, line.kind, "label", theme.t3, paint.RIGHT)
            name = min(paint.width(line.name, "body"), (inner.width() - kind) * 0.66)
            paint.write(painter, QRectF(inner.left(), row.top(), name + 1, ROW), line.name, "body", theme.t1)
            where = QRectF(inner.left() + name + 12, row.top(), inner.width() - name - 12 - kind, ROW)
            paint.write(painter, where, line.where, "second", theme.t2)
