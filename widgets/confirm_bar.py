"""The inline bar that asks before an act: what, to whom, how many, and from which key; never a dialog (ux.md 3.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.ask_bar import AskBar
from widgets.look import Look
from widgets.theme import COMMAND_BAR, GAP, INSET

HEIGHT: Final = 84


class Question(Struct, frozen=True):
    """What is asked: the act, whom it concerns, the key of the button's words; `is_final` starts on Cancel."""

    what: str
    whom: str
    go: str = "confirm.go"
    is_final: bool = False


class ConfirmBar(AskBar):
    """A child overlay at the foot of its window; Enter on Confirm does it, Esc or Cancel does not."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._question = Question("", "")
        self.restyle(look)

    def ask(self, question: Question, run: Callable[[], None], left: Callable[[], None] = lambda: None) -> None:
        """Ask this; `run` on yes, then `left` in any case, so that the keyboard goes back."""
        self._question = question
        self._go.set_keys(() if question.is_final else ("Enter",))
        self._cancel.set_keys(("Enter", "Esc") if question.is_final else ("Esc",))
        self._go.say(question.go)
        self._open(run, left, self._cancel if question.is_final else self._go)

    @property
    def question(self) -> Question:
        """What it asks."""
        return self._question

    def fit(self) -> None:
        """Lie at the foot of the window, over the command bar's upper edge."""
        host = self._host.rect()
        self.setGeometry(GAP, host.height() - COMMAND_BAR - HEIGHT - GAP, host.width() - 2 * GAP, HEIGHT)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language; the words of the question stay as they were asked."""
        super().restyle(look)
        paint.name(self, self._question.what, self._question.whom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, Esc leaves, arrows go from one to the other."""
        if Qt.Key(event.key()) in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(True)
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays between the two buttons."""
        (self._go if self._cancel.hasFocus() else self._cancel).setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, the act and whom it concerns."""
        painter, theme = QPainter(self), self._look.theme
        paint.panel(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.bg2, theme.acc, 2)
        room = self._go.x() - 2 * INSET
        paint.write(painter, QRectF(INSET, 10, room, 30), self._question.what, "head", theme.t1)
        paint.write(painter, QRectF(INSET, 42, room, 28), self._question.whom, "body", theme.t2)
