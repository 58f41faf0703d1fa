"""Which matter it is: what the text suggests, by digit and with the words that say so; nothing is taken in silence."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import paint
from widgets.key_hint import keys_width, paint_keys
from widgets.look import Look

ROW: Final = 26
MOST: Final = 4
_DIGITS: Final = {getattr(Qt.Key, f"Key_{digit}"): digit for digit in range(1, MOST + 1)}


class MatterLine(Struct, frozen=True):
    """One matter: its code, name, and why it stands here."""

    code: str
    name: str
    reason: str = ""


class MatterChoice(QWidget):
    """A list with the keyboard: digits choose, `/` looks through all matters, 0 says it is in no list."""

    chosen = Signal(str)  # a matter's code, "" for none
    search_asked = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._lines: tuple[MatterLine, ...] = ()
        self._chosen: str | None = None
        self._said = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def show_matters(self, lines: tuple[MatterLine, ...], chosen: str | None, said: str) -> None:
        """These matters; `chosen` None leaves it open, and `said` is the line below them."""
        self._lines, self._chosen, self._said = lines[:MOST], chosen, said
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, look.text("register.matter"), self.spoken())
        self.update()

    def spoken(self) -> str:
        """The lines in words, and which one is taken."""
        parts = [f"{at}. {line.name} {line.reason}".strip() for at, line in enumerate(self._lines, start=1)]
        return "; ".join((*parts, self._said))

    def sizeHint(self) -> QSize:
        """Four matters and the line below them."""
        return QSize(300, (MOST + 1) * ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, 0 says none of these, the slash searches; all else is the form's."""
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif key in _DIGITS:
            self._take(_DIGITS[key] - 1)
        elif key == Qt.Key.Key_0:
            self.chosen.emit("")
        elif key == Qt.Key.Key_Slash:
            self.search_asked.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click takes a row; on the line below it looks through all."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at = int(event.position().y() // ROW)
        if at < len(self._seen()):
            self._take(at)
        else:
            self.search_asked.emit()

    def focusInEvent(self, event: object) -> None:
        """The ring appears."""
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """The ring goes."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the matters, the one that is taken with its mark, and what the keys do."""
        painter, theme = QPainter(self), self._look.theme
        box = QRectF(self.rect())
        paint.panel(
            painter, box, theme.input, theme.acc if self.hasFocus() else theme.edge, 2 if self.hasFocus() else 1
        )
        for at, line in enumerate(self._seen()):
            self._paint_line(painter, QRectF(4, at * ROW + 1, box.width() - 8, ROW), at, line)
        below = QRectF(10, len(self._seen()) * ROW, box.width() - 20, ROW)
        hint = self._look.text("register.matter.keys")
        room = paint.width(hint, "label")
        paint.write(painter, below, hint, "label", theme.t3, paint.RIGHT)
        paint.write(painter, below.adjusted(0, 0, -room - 10, 0), self._said, "second", theme.t2)

    def _paint_line(self, painter: QPainter, row: QRectF, at: int, line: MatterLine) -> None:
        look, theme = self._look, self._look.theme
        is_taken = line.code == self._chosen
        if is_taken:
            paint.panel(painter, row.adjusted(0, 1, 0, -1), theme.bg3)
            painter.fillRect(QRectF(row.left(), row.top() + 1, 4, row.height() - 2), theme.acc)
        paint_keys(painter, row.left() + 8, row.center().y(), (str(at + 1),), look)
        x = row.left() + 8 + keys_width(("1",), look) + 8
        mark = look.text("register.matter.taken") if is_taken else ""
        right = row.right() - 8 - (paint.width(mark, "label_strong") + 10 if mark else 0)
        name = min(paint.width(line.name, "body"), (right - x) * 0.62)
        paint.write(painter, QRectF(x, row.top(), name + 1, row.height()), line.name, "body", theme.t1)
        why = QRectF(x + name + 12, row.top(), right - x - name - 12, row.height())
        paint.write(painter, why, line.reason, "second", theme.t2)
        if mark:
            paint.write(painter, row.adjusted(0, 0, -8, 0), mark, "label_strong", theme.acc, paint.RIGHT)

    def _seen(self) -> tuple[MatterLine, ...]:
        """The matters there is room for, above the line that is always there."""
        return self._lines[: max(1, self.height() // ROW - 1)]

    def _take(self, at: int) -> None:
        if at < len(self._seen()):
            self.chosen.emit(self._lines[at].code)
