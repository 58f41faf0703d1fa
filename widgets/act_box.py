"""A box for an act that needs words: what is done to what, one thing to choose, the text, one way to send."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from widgets import paint
from widgets.buttons import PrimaryButton, QuietButton
from widgets.composing import guard
from widgets.look import Look
from widgets.theme import INSET

_HEAD = 30
_HINT = 24


class ActText(Struct, frozen=True):
    """What the box says; `choice` is the thing to choose as it stands now, empty when there is none."""

    title: str
    placeholder: str
    send: str  # key of the button's words
    choice: str = ""
    hint: str = ""


class _Field(QPlainTextEdit):
    """The words; Ctrl+Enter sends them, Esc is the box's, and an input method keeps its own Enter."""

    sent = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Ctrl+Enter and Esc, leave all else to the editor."""
        key = Qt.Key(event.key())
        is_sent = (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
        if is_sent:
            self.sent.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ActBox(QWidget):
    """An inline form: `sent` carries the words, `choice_asked` wants a list, `closed` ends it without an act."""

    sent = Signal(str)
    choice_asked = Signal()
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._text = ActText("", "", "act.send")
        self._fault = ""
        self._field = _Field(self)
        self._field.sent.connect(self._send)
        self._field.left.connect(self.dismiss)
        self._field.installEventFilter(self)
        guard(self._field)
        self._choice = QuietButton(look, "verbatim", ("Tab",), values={"text": ""}, small=True)
        self._choice.clicked.connect(self.choice_asked)
        self._send_button = PrimaryButton(look, "act.send", ("Ctrl+Enter",))
        self._send_button.clicked.connect(self._send)
        self._cancel = QuietButton(look, "act.cancel", ("Esc",))
        self._cancel.clicked.connect(self.dismiss)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._send_button)
        row.addWidget(self._cancel)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(INSET, _HEAD + 6, INSET, 12)
        column.setSpacing(6)
        column.addWidget(self._choice)
        column.addWidget(self._field)
        column.addSpacing(_HINT)
        column.addLayout(row)
        self.setTabOrder(self._field, self._choice)
        self.setTabOrder(self._choice, self._send_button)
        self.setFocusProxy(self._field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()
        self.restyle(look)

    def ask(self, text: ActText, words: str = "") -> None:
        """Open for one act, with the keyboard in the text."""
        self._fault = ""
        self._field.setPlainText(words)
        self.show_text(text)
        self.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_text(self, text: ActText) -> None:
        """Say something else, e.g. after a choice; what was typed stays."""
        self._text = text
        self._send_button.say(text.send)
        self._choice.setVisible(bool(text.choice))
        if text.choice:
            self._choice.say("verbatim", text=text.choice)
        self.restyle(self._look)

    def show_fault(self, fault: str) -> None:
        """Why it was not sent, at the place; empty takes it away."""
        self._fault = fault
        self.update()

    def dismiss(self) -> None:
        """Close without an act; what was typed goes with it."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def words(self) -> str:
        """What was typed, without blank ends."""
        return self._field.toPlainText().strip()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for part in (self._choice, self._send_button, self._cancel):
            part.restyle(look)
        self._field.setFont(look.font("body"))
        self._field.setPlaceholderText(self._text.placeholder)
        palette = self._field.palette()
        if palette.color(QPalette.ColorRole.PlaceholderText) != look.theme.t3:
            palette.setColor(QPalette.ColorRole.PlaceholderText, look.theme.t3)
            self._field.setPalette(palette)
        paint.name(self, self._text.title, self._text.hint)
        paint.name(self._field, self._text.title, self._text.hint)
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        """Head, choice, three lines, hint and buttons."""
        choice = 34 if self._text.choice else 0
        return QSize(400, _HEAD + 6 + choice + 74 + 6 + _HINT + 6 + 34 + 12)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The ring around the field is drawn by its style; the box only repaints its own edge."""
        if watched is self._field and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it from its buttons too."""
        if Qt.Key(event.key()) == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw surface, title and hint."""
        painter, theme = QPainter(self), self._look.theme
        box = QRectF(self.rect())
        paint.panel(painter, box, theme.bg2, theme.acc, 1.6)
        inner = box.adjusted(INSET, 0, -INSET, 0)
        paint.write(painter, QRectF(inner.left(), 4, inner.width(), _HEAD), self._text.title, "head", theme.t1)
        hint = QRectF(inner.left(), self._field.geometry().bottom() + 4, inner.width(), _HINT)
        ink = theme.p1.text if self._fault else theme.t2
        paint.write(painter, hint, self._fault or self._text.hint, "second", ink)

    def _send(self) -> None:
        if self.words():
            self.sent.emit(self.words())
        else:
            self.show_fault(self._look.text("act.empty"))


def one_line(parts: Sequence[str]) -> str:
    """Parts of a sentence joined by the middle dot, blanks left out."""
    return " · ".join(part for part in parts if part)
