"""The field for a remark on a case: one line that grows to three, sent with Ctrl+Enter, safe for Chinese input."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from widgets import paint
from widgets.composing import guard
from widgets.key_hint import DISABLED, NORMAL, keys_width, paint_keys
from widgets.look import Look
from widgets.theme import CONTROL

_LINES = 3
_KEYS = ("Ctrl+Enter",)


class _Field(QPlainTextEdit):
    """The text field itself; tells when Ctrl+Enter was pressed."""

    sent = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keep_clear(self, right: int) -> None:
        """Leave so many pixels free of text at the right."""
        if self.viewportMargins().right() != right:
            self.setViewportMargins(0, 0, right, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Ctrl+Enter, leave all else to the editor."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
            return
        super().keyPressEvent(event)


class NoteBox(QWidget):
    """A remark being written; what was typed stays until `done` says that it is recorded."""

    submitted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._state, self._why = "idle", ""
        self._field = _Field(self)
        self._field.sent.connect(self._submit)
        self._field.textChanged.connect(self._grow)
        self._field.installEventFilter(self)
        guard(self._field)
        self._hints = _Hints(self._field, look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._field)
        self.setFocusProxy(self._field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def text(self) -> str:
        """What stands in the field, without blank ends."""
        return self._field.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Put a draft back."""
        self._field.setPlainText(text)

    def show_state(self, state: str, why: str = "") -> None:
        """Show "idle", "sending", "queued" or "failed" with its reason; the text is kept."""
        self._state, self._why = state, why
        self.restyle(self._look)

    def done(self) -> None:
        """The remark is recorded: empty the field."""
        self._field.clear()
        self.show_state("idle")

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._field.setFont(look.font("body"))
        paint.name(self, look.text("note.placeholder"))
        paint.name(self._field, look.text("note.placeholder"), self._status())
        self._hints.show_hints(look, self._status(), self._state == "failed")
        self._grow()
        self._field.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the hints at the field's right edge."""
        if watched is self._field and event.type() in (QEvent.Type.Resize, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._place_hints()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._grow()

    def sizeHint(self) -> QSize:
        """One to three lines."""
        return QSize(300, self._height())

    def _submit(self) -> None:
        if self.text() and self._state != "sending":
            self.submitted.emit(self.text())

    def _grow(self) -> None:
        self.setFixedHeight(self._height())
        lines = self._lines()
        wanted = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > _LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._field.setVerticalScrollBarPolicy(wanted)
        self._hints.show_hints(self._look, self._status(), self._state == "failed")
        self._place_hints()

    def _height(self) -> int:
        shown = min(_LINES, self._lines())
        return CONTROL + 4 + round((shown - 1) * paint.metrics("body").lineSpacing())

    def _lines(self) -> int:
        lines = 0
        block = self._field.document().firstBlock()
        while block.isValid():
            lines += max(1, block.lineCount())
            block = block.next()
        return max(1, lines)

    def _place_hints(self) -> None:
        hint = self._hints.sizeHint()
        self._field.keep_clear(hint.width() + 4)
        self._hints.setGeometry(self._field.width() - hint.width() - 8, 1, hint.width(), CONTROL + 2)
        placeholder = self._look.text("note.placeholder")
        if self._field.placeholderText() != placeholder:
            self._field.setPlaceholderText(placeholder)
        palette = self._field.palette()
        if palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.PlaceholderText) != self._look.theme.t3:
            palette.setColor(QPalette.ColorRole.PlaceholderText, self._look.theme.t3)
            palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.PlaceholderText, self._look.theme.tdis)
            self._field.setPalette(palette)

    def _status(self) -> str:
        return "" if self._state == "idle" else self._look.text(f"note.{self._state}", why=self._why)


class _Hints(QWidget):
    """What stands at the right inside the field: the state, then the keys; the mouse goes through it."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self._look, self._status, self._failed = look, "", False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_hints(self, look: Look, status: str, failed: bool) -> None:
        """Show this state."""
        self._look, self._status, self._failed = look, status, failed
        self.update()

    def sizeHint(self) -> QSize:
        """Status and caps."""
        status = paint.width(self._status, "second") + 10 if self._status else 0.0
        return QSize(round(status + self._caps_width() + 2), CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the status and the caps."""
        painter, theme = QPainter(self), self._look.theme
        painter.fillRect(self.rect().adjusted(0, 3, 0, -3), theme.input if self.isEnabled() else theme.bg1)
        caps_left = self.width() - self._caps_width()
        ink = theme.p1.text if self._failed else theme.t2
        paint.write(painter, QRectF(0, 0, caps_left - 8, self.height()), self._status, "second", ink, paint.RIGHT)
        mode = NORMAL if self.isEnabled() else DISABLED
        paint_keys(painter, caps_left, self.height() / 2, self._caps(), self._look, mode)

    def _caps(self) -> tuple[str, ...]:
        field = self.parentWidget()
        return _KEYS if field is not None and field.hasFocus() else ("N", *_KEYS)

    def _caps_width(self) -> float:
        return keys_width(self._caps(), self._look)
