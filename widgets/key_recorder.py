"""A button that takes the next key pressed: how a key is chosen, by pressing it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from widgets.buttons import QuietButton
from widgets.look import Look

_ALONE: Final = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_unknown}
)
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier


def key_of(event: QKeyEvent) -> str:
    """The name of a pressed key, as actions write it; empty for a modifier alone.

    It is the key that counts, not the sign it wrote, so that Caps Lock and full width change nothing; a sign reached
    with Shift is the sign itself.
    """
    key, held = Qt.Key(event.key()), event.modifiers() & ~_KEYPAD
    if key in _ALONE:
        return ""
    key = Qt.Key.Key_Return if key is Qt.Key.Key_Enter else Qt.Key.Key_Tab if key is Qt.Key.Key_Backtab else key
    name = QKeySequence(QKeyCombination(held & ~_SHIFT, key)).toString(QKeySequence.SequenceFormat.PortableText)
    is_sign = len(name) == 1 and not name.isalnum()
    if held & _SHIFT and not is_sign:
        name = QKeySequence(QKeyCombination(held, key)).toString(QKeySequence.SequenceFormat.PortableText)
    return name


class KeyRecorder(QuietButton):
    """Pressed, it waits for one key and tells it; Esc, or the keyboard going elsewhere, lets all as it was."""

    recorded = Signal(str)
    _is_waiting = False  # asked by Qt before the button is built

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "set.record", small=True, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(lambda: self._wait(True))

    @property
    def is_waiting(self) -> bool:
        """Whether the next key is taken."""
        return self._is_waiting

    def event(self, event: QEvent) -> bool:
        """While it waits no shortcut of the window hears the key, and Tab moves nothing."""
        if self._is_waiting and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyRelease:
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard went elsewhere."""
        super().focusOutEvent(event)
        self._wait(False)

    def _take(self, event: QKeyEvent) -> None:
        name = key_of(event)
        if not name or event.isAutoRepeat():
            return
        self._wait(False)
        if name != "Esc":
            self.recorded.emit(name)

    def _wait(self, is_waiting: bool) -> None:
        if is_waiting != self._is_waiting:
            self._is_waiting = is_waiting
            self.say("set.record.wait" if is_waiting else "set.record")
            if is_waiting:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
