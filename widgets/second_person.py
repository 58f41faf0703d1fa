"""The form for a leader's word by telephone: who, from which number, when, and what was said."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from widgets import paint
from widgets.buttons import PrimaryButton, QuietButton
from widgets.composing import guard
from widgets.look import Look
from widgets.theme import CONTROL, INSET

WIDE: Final = 560
_HEAD: Final = 76
_STEP: Final = 60
_FIELDS: Final = (("who", 0, 0, 2), ("account", 0, 1, 2), ("phone", 1, 0, 2), ("time", 1, 1, 2), ("text", 2, 0, 1))
_MOST: Final = {"who": 80, "account": 80, "phone": 40, "time": 5, "text": 2000}


class Call(Struct, frozen=True):
    """What was typed, without blank ends."""

    who: str
    account: str
    phone: str
    time: str
    text: str


class PhoneForm(QWidget):
    """A child overlay; `recorded` carries a Call, `closed` says that the form is gone."""

    recorded = Signal(object)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._host = look, parent
        self._about, self._fault = "", ""
        self._fields = {name: QLineEdit(self) for name, *_ in _FIELDS}
        for name, field in self._fields.items():
            field.setMaxLength(_MOST[name])
            field.returnPressed.connect(self._send)
            guard(field)
        self._send_button = PrimaryButton(look, "phone.send", ("Enter",), parent=self)
        self._send_button.clicked.connect(self._send)
        self._cancel = QuietButton(look, "confirm.cancel", ("Esc",), parent=self)
        self._cancel.clicked.connect(self.dismiss)
        self.hide()
        self.restyle(look)

    def ask(self, about: str, time: str) -> None:
        """Open for one act; the time stands at now and may be written over."""
        self._about, self._fault = about, ""
        for field in self._fields.values():
            field.clear()
        self._fields["time"].setText(time)
        self.restyle(self._look)
        self.fit()
        self.show()
        self.raise_()
        self._fields["who"].setFocus(Qt.FocusReason.PopupFocusReason)

    def field(self, name: str) -> QLineEdit:
        """The field "who", "account", "phone", "time" or "text"."""
        return self._fields[name]

    def show_fault(self, fault: str) -> None:
        """Why it was not recorded; what was typed stays."""
        self._fault = fault
        paint.name(self, self._title(), fault)
        self.update()

    @property
    def fault(self) -> str:
        """What it says is wrong."""
        return self._fault

    def dismiss(self) -> None:
        """Close without recording."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def fit(self) -> None:
        """In the middle of its window."""
        high = _HEAD + 3 * _STEP + 84
        self.setGeometry((self._host.width() - WIDE) // 2, max(60, (self._host.height() - high) // 3), WIDE, high)
        self._place()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for name, field in self._fields.items():
            field.setFont(look.font("body"))
            paint.name(field, look.text(f"phone.{name}"))
        for button in (self._send_button, self._cancel):
            button.restyle(look)
        paint.name(self, self._title(), self._fault)
        self._place()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; what no field takes goes no further."""
        if Qt.Key(event.key()) == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays within the form."""
        ring: list[QWidget] = [*self._fields.values(), self._send_button, self._cancel]
        at = next((place for place, widget in enumerate(ring) if widget.hasFocus()), -1)
        ring[(at + (1 if forward else -1)) % len(ring)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, the act, the labels and the fault or the hint."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        paint.panel(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.bg2, theme.acc, 2)
        wide = self.width() - 2 * INSET
        paint.write(painter, QRectF(INSET, 6, wide, 32), self._title(), "head", theme.t1)
        hint = look.text("phone.hint")
        paint.write(painter, QRectF(INSET, 38, wide, 22), hint, "label", theme.t2)
        for name, field in self._fields.items():
            above = QRectF(field.x(), field.y() - 21, field.width(), 20)
            paint.write(painter, above, look.text(f"phone.{name}"), "second", theme.t2)
        if self._fault:
            line = QRectF(INSET, self.height() - 78, wide, 24)
            paint.write(painter, line, self._fault, "second_strong", theme.p1.text)

    def _title(self) -> str:
        return f"{self._look.text('phone.title')} · {self._about}"

    def _send(self) -> None:
        said = Call(**{name: field.text().strip() for name, field in self._fields.items()})
        missing = next((name for name in ("who", "phone", "time", "text") if not getattr(said, name)), None)
        if missing is None:
            self.recorded.emit(said)
            return
        self._fields[missing].setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_fault(self._look.text("phone.empty"))

    def _place(self) -> None:
        wide = self.width() - 2 * INSET
        for name, row, column, columns in _FIELDS:
            each = (wide - (columns - 1) * 12) // columns
            at = INSET + column * (each + 12)
            self._fields[name].setGeometry(at, _HEAD + 10 + row * _STEP, each, CONTROL)
        x = INSET
        for button in (self._send_button, self._cancel):
            size = button.sizeHint()
            button.setGeometry(x, self.height() - size.height() - 12, size.width(), size.height())
            x += size.width() + 10
