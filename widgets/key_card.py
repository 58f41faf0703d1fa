"""The key card: every key that works on this screen, laid over it; any key takes it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.buttons import QuietButton
from widgets.key_hint import keys_width, paint_keys
from widgets.look import Look
from widgets.theme import INSET

_ROWS: Final = (30, 27, 24, 22)  # heights of a line; the first that lets all lines fit
_HEAD: Final = 44
_WIDE: Final = 1100
_MORE: Final = 18  # for a reason on a line of its own
_CAPS: Final = 124


_STAYS: Final = (
    *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Tab, Qt.Key.Key_Backtab),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
)  # nothing to move on the card, and nothing moves behind it


class KeyLine(Struct, frozen=True):
    """One key or several for the same thing, and its words; a refusal says why it does nothing now."""

    keys: tuple[str, ...]
    text: str
    refusal: str = ""


class KeyCard(QWidget):
    """A child overlay in two columns."""

    closed = Signal()
    handbook_asked = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._lines: tuple[KeyLine, ...] = ()
        self._row = _ROWS[0]
        self._handbook = QuietButton(look, "keycard.handbook", ("H",), small=True, parent=self)
        self._handbook.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._handbook.clicked.connect(self._to_handbook)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def open(self, lines: Sequence[KeyLine]) -> None:
        """Lay these keys over the middle of the window."""
        self._lines = tuple(lines)
        parent = self.window()
        self.resize(min(_WIDE, parent.width() - 4 * INSET), 1)
        for self._row in _ROWS:
            high = round(max((cell.bottom() for cell, _ in self._cells()), default=_HEAD)) + INSET
            if high <= parent.height() - 2 * INSET:
                break
        self.resize(self.width(), high)
        self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)
        self.restyle(self._look)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Take it away."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    @property
    def lines(self) -> tuple[KeyLine, ...]:
        """What it lists."""
        return self._lines

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._handbook.restyle(look)
        self._handbook.resize(self._handbook.sizeHint())
        self._handbook.move(self.width() - self._handbook.width() - INSET, (_HEAD - self._handbook.height()) // 2)
        spoken = "; ".join(f"{' '.join(look.caps(i.keys))} {i.text}" for i in self._lines)
        paint.name(self, look.text("keycard"), spoken)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key closes it but those that move; H opens the handbook."""
        if event.key() == Qt.Key.Key_H:
            self._to_handbook()
        elif event.key() not in _STAYS:
            self.dismiss()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click too."""
        self.dismiss()

    def focusOutEvent(self, event: object) -> None:
        """Going elsewhere too; the keyboard is not called back."""
        self.hide()

    def _to_handbook(self) -> None:
        self.dismiss()
        self.handbook_asked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines down two columns."""
        painter, theme = QPainter(self), self._look.theme
        box = QRectF(self.rect())
        paint.panel(painter, box, theme.bg2, theme.acc, 2)
        head = QRectF(INSET, 2, box.width() - 2 * INSET, _HEAD - 2)
        paint.write(painter, head, self._look.text("keycard"), "head", theme.t1)
        for cell, line in self._cells():
            self._paint_line(painter, cell, line)

    def _paint_line(self, painter: QPainter, cell: QRectF, line: KeyLine) -> None:
        """Caps and words, the reason after them or, where that is too long, below."""
        theme, first = self._look.theme, QRectF(cell.left(), cell.top(), cell.width(), self._row)
        paint_keys(painter, first.left(), first.center().y(), line.keys, self._look)
        words = first.adjusted(self._words_at(line), 0, 0, 0)
        paint.write(painter, words, line.text, "body", theme.tdis if line.refusal else theme.t1)
        if not line.refusal:
            return
        room = words.adjusted(paint.width(line.text, "body") + 10, 0, 0, 0)
        if cell.height() > self._row:
            room = QRectF(words.left(), first.bottom() - 6, words.width(), _MORE)
        paint.write(painter, room, line.refusal, "label", theme.t3)

    def _words_at(self, line: KeyLine) -> float:
        return max(_CAPS, keys_width(line.keys, self._look) + 10)

    def _cells(self) -> list[tuple[QRectF, KeyLine]]:
        """Where each line stands: down the left column to the middle, then down the right."""
        wide = (self.width() - 2 * INSET) / 2
        highs = [self._high(line, wide - INSET) for line in self._lines]
        cells, column, top, half = [], 0, 0.0, sum(highs) / 2
        for line, high in zip(self._lines, highs, strict=True):
            if column == 0 and top >= half:
                column, top = 1, 0.0
            cells.append((QRectF(INSET + column * wide, _HEAD + top, wide - INSET, high), line))
            top += high
        return cells

    def _high(self, line: KeyLine, wide: float) -> float:
        said = paint.width(line.text, "body") + 10 + paint.width(line.refusal, "label")
        return self._row + (_MORE - 4 if line.refusal and self._words_at(line) + said > wide else 0)
