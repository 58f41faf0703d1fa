"""Text fields of a form: they tell Enter and arrows only outside a composition, and Tab always leads on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from widgets import paint
from widgets.composing import guard
from widgets.look import Look


class LineField(QLineEdit):
    """One line; `entered` is Enter, `walked` an arrow up or down, `picked` Alt with a digit; none while composing."""

    entered = Signal()
    walked = Signal(int)
    picked = Signal(int)  # 0 for Alt+1

    def __init__(self, most: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.composing = False
        self.setMaxLength(most)
        guard(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and arrows are the form's."""
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and not self.composing and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif plain and not self.composing and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.walked.emit(1 if key == Qt.Key.Key_Down else -1)
        elif _is_alt(event) and not self.composing and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.picked.emit(key - Qt.Key.Key_1)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether an input method holds an unfinished word."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)


def _is_alt(event: QKeyEvent) -> bool:
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier


class TextField(QPlainTextEdit):
    """Several lines; Tab leads on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.composing = False
        self.setTabChangesFocus(True)
        guard(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether an input method holds an unfinished word."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)


def dress(field: QLineEdit | QPlainTextEdit, look: Look, label: str, hint: str = "", fault: str = "") -> None:
    """Typeface, hint and what a screen reader says of a field."""
    field.setFont(look.font("body"))
    field.setPlaceholderText(hint)
    paint.name(field, label, fault or hint)
    palette = field.palette()
    if palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.PlaceholderText) != look.theme.t3:
        palette.setColor(QPalette.ColorRole.PlaceholderText, look.theme.t3)
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.PlaceholderText, look.theme.tdis)
        field.setPalette(palette)
