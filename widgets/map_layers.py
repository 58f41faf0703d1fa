"""The map's layers and legend in one: each kind of mark with its sign, how many there are, and whether it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look

LAYERS: Final = ("grids", "cases", "units", "workers", "links", "names")
SHOWN: Final = {"grids": True, "cases": True, "units": True, "workers": True, "links": False, "names": True}
_ROW: Final = 34
_WIDE: Final = 300
_PAD: Final = 8.0
_WAYS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1}
Sign = Callable[[QPainter, QRectF, str], None]


class LayerRow(QAbstractButton):
    """One layer: a tick when it is drawn, its sign, its word and how many marks it has."""

    def __init__(self, name: str, look: Look, sign: Sign, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self._look, self._sign, self._count = name, look, sign, -1
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_count(self, count: int) -> None:
        """How many marks there are; below 0 there is nothing to count."""
        if count != self._count:
            self._count = count
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.setText(look.text(f"map.layer.{self.name}"))
        paint.name(self, self.text(), str(self._count) if self._count >= 0 else "")
        self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(_WIDE, _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tick, sign, word, figure."""
        painter, theme, high = QPainter(self), self._look.theme, float(self.height())
        box = QRectF(_PAD, high / 2 - 8, 16, 16)
        paint.panel(painter, box, theme.input, theme.edge)
        if self.isChecked():
            paint_icon(painter, box, "tick", theme.t1)
        self._sign(painter, QRectF(_PAD + 24, 0, 28, high), self.name)
        words = QRectF(_PAD + 60, 0, self.width() - _PAD * 2 - 110, high)
        paint.write(painter, words, self.text(), "body", theme.t1 if self.isChecked() else theme.t2)
        if self._count >= 0:
            room = QRectF(self.width() - 58, 0, 58 - _PAD - 2, high)
            paint.write(painter, room, f"{self._count:,}", "second", theme.t2, paint.RIGHT)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()), theme)


class LayerPanel(QWidget):
    """Laid over the map, never a popup: arrows move, Space and Enter switch, Esc and T close."""

    toggled = Signal(str, bool)
    closed = Signal()

    def __init__(self, look: Look, sign: Sign, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.rows = [LayerRow(name, look, sign, self) for name in LAYERS]
        for row in self.rows:
            row.toggled.connect(partial(self.toggled.emit, row.name))
        self.hide()
        self.restyle(look)

    def show_layers(self, shown: Mapping[str, bool]) -> None:
        """Tick what is drawn, without telling."""
        for row in self.rows:
            was = row.blockSignals(True)
            row.setChecked(shown[row.name])
            row.blockSignals(was)
            row.update()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many marks each layer has."""
        for row in self.rows:
            row.show_count(counts.get(row.name, -1))

    def open(self) -> None:
        """Lie over the map and take the keyboard."""
        self.show()
        self.raise_()
        self.rows[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_again(self) -> None:
        """Go, and give the keyboard back."""
        self.hide()
        self.closed.emit()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for place, row in enumerate(self.rows):
            row.restyle(look)
            row.setGeometry(1, 1 + place * _ROW, _WIDE, _ROW)
        self._notes = tuple(look.text(f"map.{note}") for note in ("cluster", "workers_at_grid", "struck"))
        paint.name(self, look.text("map.layers"), " ".join(self._notes))
        self.resize(_WIDE + 2, self._high())
        self.update()

    def _high(self) -> int:
        return len(self.rows) * _ROW + 12 + 20 * sum(len(self._lines(note)) for note in self._notes)

    def _lines(self, note: str) -> list[str]:
        """A note in lines that fit."""
        lines, words = [""], note.split(" ") if self._look.lang == "en" else list(note)
        gap = " " if self._look.lang == "en" else ""
        for word in words:
            longer = f"{lines[-1]}{gap}{word}" if lines[-1] else word
            if paint.width(longer, "label") > _WIDE - 2 * _PAD and lines[-1]:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, switch, close."""
        key, here = Qt.Key(event.key()), next((at for at, row in enumerate(self.rows) if row.hasFocus()), 0)
        if key in _WAYS:
            self.rows[(here + _WAYS[key]) % len(self.rows)].setFocus(Qt.FocusReason.TabFocusReason)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.rows[here].toggle()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_T):
            self.close_again()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface, and what the marks mean."""
        painter, theme = QPainter(self), self._look.theme
        paint.panel(painter, QRectF(self.rect()), theme.bg1, theme.edge)
        y = len(self.rows) * _ROW + 6.0
        for note in self._notes:
            for line in self._lines(note):
                paint.write(painter, QRectF(_PAD, y, _WIDE - 2 * _PAD, 20), line, "label", theme.t2)
                y += 20
