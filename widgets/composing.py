"""While an input method holds an unfinished word, the keys that finish or drop it are its own."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_FOREIGN: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FIRST_F, _LAST_F = int(Qt.Key.Key_F1), int(Qt.Key.Key_F35)


class Composing(QObject):
    """Watches one text field; what still reaches the field of the input method's keys goes no further."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self.is_open = False
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember the unfinished word, and keep its keys from the field and from every shortcut."""
        kind = event.type()
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self.is_open = bool(event.preeditString())
        elif kind == QEvent.Type.FocusOut:
            self.is_open = False
        elif self.is_open and isinstance(event, QKeyEvent) and _is_its_own(event):
            event.accept()
            return True
        return False


def guard(field: QWidget) -> None:
    """Leave its keys to the input method; call it after every other filter of the field, for the last one is asked
    first."""
    Composing(field)


def secret(field: QLineEdit) -> None:
    """A password's letters go past the input method: whoever left it on would type them as pinyin, unseen."""
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # the echo mode alone leaves it on


def _is_its_own(event: QKeyEvent) -> bool:
    """Plain keys and Ctrl+Enter; function keys and other Ctrl keys work on, as everywhere."""
    key = Qt.Key(event.key())
    if key in _ENTER:
        return True
    return not event.modifiers() & _FOREIGN and not _FIRST_F <= int(key) <= _LAST_F
