"""Whether a sheet says that the matter is over, and how: side by side by digit, 0 for open."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import paint
from widgets.key_hint import keys_width, paint_keys
from widgets.look import Look
from widgets.theme import CONTROL

_KEY_0: Final = int(Qt.Key.Key_0)
_INSET: Final = 8


class EndingChoice(QWidget):
    """Digits or arrows choose; what then happens is said by whoever shows it."""

    chosen = Signal(str)  # an outcome's code, "" for open

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._options: tuple[tuple[str, str], ...] = ()
        self._chosen = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_options(self, options: tuple[tuple[str, str], ...], chosen: str) -> None:
        """Codes with their words, open first, and the one that is taken."""
        self._options, self._chosen = options, chosen
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(
            self, look.text("paper.end"), next((word for code, word in self._options if code == self._chosen), "")
        )
        self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(300, CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and arrows; all else is the panel's."""
        at = int(event.key()) - _KEY_0
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif 0 <= at < len(self._options):
            self.chosen.emit(self._options[at][0])
        elif step and self._options:
            now = next((place for place, (code, _) in enumerate(self._options) if code == self._chosen), 0)
            self.chosen.emit(self._options[max(0, min(len(self._options) - 1, now + step))][0])
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        for code, _, box in self._boxes():
            if box.contains(event.position()):
                self.chosen.emit(code)

    def focusInEvent(self, event: object) -> None:
        """The ring appears."""
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """The ring goes."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw each with its key; the taken one in bold on a surface with a frame."""
        painter, theme = QPainter(self), self._look.theme
        for at, (code, word, box) in enumerate(self._boxes()):
            is_taken = code == self._chosen
            edge = theme.acc if is_taken and self.hasFocus() else theme.edge
            paint.panel(painter, box, theme.bg3 if is_taken else None, edge, 2 if is_taken else 1)
            paint_keys(painter, box.left() + _INSET, box.center().y(), (str(at),), self._look)
            left = 2 * _INSET + keys_width((str(at),), self._look)
            role = "body_strong" if is_taken else "body"
            paint.write(painter, box.adjusted(left, 0, -2, 0), word, role, theme.t1 if is_taken else theme.t2)

    def _boxes(self) -> list[tuple[str, str, QRectF]]:
        """Each one's surface, as wide as its word at its boldest."""
        found, x = [], 1.0
        for at, (code, word) in enumerate(self._options):
            wide = 3 * _INSET + keys_width((str(at),), self._look) + paint.width(word, "body_strong")
            found.append((code, word, QRectF(x, 1, wide, self.height() - 2)))
            x += wide + 4
        return found
