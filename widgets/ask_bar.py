"""What both inline bars that ask have in common: two buttons at the right, Enter and Esc, and who gets the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.buttons import PrimaryButton, QuietButton
from widgets.look import Look
from widgets.theme import INSET


class AskBar(QWidget):
    """A child overlay; what it asks, where it lies and what it draws is its kinds' own."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._host = look, parent
        self._run: Callable[[], None] = lambda: None
        self._left: Callable[[], None] = lambda: None
        self._go = PrimaryButton(look, "confirm.go", ("Enter",), parent=self)
        self._cancel = QuietButton(look, "confirm.cancel", ("Esc",), parent=self)
        self._go.clicked.connect(self._confirm)
        self._cancel.clicked.connect(self.dismiss)
        self.hide()

    def _open(self, run: Callable[[], None], left: Callable[[], None], first: QWidget) -> None:
        """Ask; `run` on yes, then `left` in any case, so that the keyboard goes back."""
        self._run, self._left = run, left
        self.restyle(self._look)
        self.fit()
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Close without the act."""
        if not self.isHidden():
            self.hide()
            self._left()

    @property
    def is_open(self) -> bool:
        """Whether it asks something now."""
        return not self.isHidden()

    def fit(self) -> None:
        """Lie at the foot."""

    def restyle(self, look: Look) -> None:
        """Take a new theme or language; the words of the question stay as they were asked."""
        self._look = look
        for button in (self._go, self._cancel):
            button.restyle(look)
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons stand at the right."""
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does it, unless Cancel has the keyboard; Esc leaves; nothing goes on to the list behind."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.dismiss if self._cancel.hasFocus() else self._confirm)()
        event.accept()

    def _confirm(self) -> None:
        self.hide()
        self._run()
        self._left()

    def _place(self) -> None:
        self._buttons_from((self.height() - self._go.sizeHint().height()) // 2)

    def _buttons_from(self, top: int) -> int:
        """Put the buttons at this height; gives where the room to their left ends."""
        right = self.width() - INSET
        for button in (self._cancel, self._go):
            size = button.sizeHint()
            right -= size.width()
            button.setGeometry(right, top, size.width(), size.height())
            right -= 10
        return right
