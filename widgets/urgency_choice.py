"""How urgent it is: four levels side by side by digit, with what the matter would give."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import Priority
from widgets import paint
from widgets.badges import paint_priority
from widgets.key_hint import paint_keys
from widgets.look import Look
from widgets.theme import CONTROL

_ALL: Final = tuple(Priority)
_DIGITS: Final = {getattr(Qt.Key, f"Key_{at + 1}"): at for at in range(len(_ALL))}
_BADGE: Final = 32
_LEAST_SAID: Final = 70  # less room shows no half words


class UrgencyChoice(QWidget):
    """Digits 1 to 4 or arrows choose; 0 leaves it to the matter again."""

    chosen = Signal(object)  # a Priority, or None

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._priority, self._is_own = Priority.P3, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def show_priority(self, priority: Priority, is_own: bool) -> None:
        """The level that would be sent, and whether somebody chose it or the matter gives it."""
        self._priority, self._is_own = priority, is_own
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, look.text("register.urgency"), f"{look.word(self._priority)}, {self._said()}")
        self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(400, CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and arrows; all else is the form's."""
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif key in _DIGITS:
            self.chosen.emit(_ALL[_DIGITS[key]])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            at = _ALL.index(self._priority) + (1 if key == Qt.Key.Key_Right else -1)
            self.chosen.emit(_ALL[max(0, min(len(_ALL) - 1, at))])
        elif key == Qt.Key.Key_0:
            self.chosen.emit(None)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        for priority, box in self._boxes():
            if box.contains(event.position()):
                self.chosen.emit(priority)

    def focusInEvent(self, event: object) -> None:
        """The ring appears."""
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """The ring goes."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the levels with badge and word, the taken one on a surface with a frame."""
        painter, theme = QPainter(self), self._look.theme
        for priority, box in self._boxes():
            is_taken = priority is self._priority
            ringed = is_taken and self.hasFocus()
            paint.panel(
                painter,
                box,
                theme.bg3 if is_taken else None,
                theme.acc if ringed else theme.edge,
                2 if is_taken else 1,
            )
            if is_taken:
                paint_priority(painter, QRectF(box.left() + 8, box.center().y() - 9, 18, 18), priority, theme)
            else:  # hue is for what is chosen; the others show their key
                paint_keys(painter, box.left() + 7, box.center().y(), (str(_ALL.index(priority) + 1),), self._look)
            ink = theme.t1 if is_taken else theme.t2
            role = "body_strong" if is_taken else "body"
            paint.write(painter, box.adjusted(_BADGE, 0, -2, 0), self._look.word(priority), role, ink)
        left = self._boxes()[-1][1].right() + 10
        if self.width() - left > _LEAST_SAID:
            paint.write(painter, QRectF(left, 0, self.width() - left, self.height()), self._said(), "second", theme.t2)

    def _said(self) -> str:
        return self._look.text("register.urgency.own" if self._is_own else "register.urgency.matter")

    def _boxes(self) -> list[tuple[Priority, QRectF]]:
        """Each level's surface, as wide as its word at its boldest."""
        found, x = [], 0.0
        for priority in _ALL:
            wide = _BADGE + paint.width(self._look.word(priority), "body_strong") + 10
            found.append((priority, QRectF(x, 0, wide, self.height())))
            x += wide + 4
        return found
