"""Signing in: seat, number and password over the whole window; the state of the lines is seen before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.domain.nouns import LinkState
from widgets import format as fmt
from widgets import paint
from widgets.buttons import PrimaryButton, QuietButton
from widgets.composing import guard, secret
from widgets.link_lamps import lamp_text
from widgets.look import Look
from widgets.strip_blocks import Lamp
from widgets.theme import CONTROL

_WIDE: Final = 420
_STEP: Final = 62
_LAMPS: Final = 10
_SOUND: Final = 28
_FIELDS: Final = ("seat", "user", "password")


class SignInPanel(QWidget):
    """A child overlay, not a dialog; Enter in any field signs in."""

    submitted = Signal(str, str, str)  # user, password, seat
    offline_asked = Signal(str, str, str)  # user, password, seat
    theme_asked = Signal()
    lang_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._centre = ""
        self._error = ""
        self._lamps: tuple[Lamp, ...] = ()
        self._now: datetime | None = None
        self._busy = False
        self._fields = {name: QLineEdit(self) for name in _FIELDS}
        secret(self._fields["password"])
        self._fields["seat"].setMaxLength(8)
        for field in self._fields.values():
            field.returnPressed.connect(self.submit)
            guard(field)
        self._button = PrimaryButton(look, "signin", ("Enter",), parent=self)
        self._button.clicked.connect(self.submit)
        self._theme = QuietButton(look, "theme.light", small=True, parent=self)
        self._theme.clicked.connect(self.theme_asked)
        self._lang = QuietButton(look, "lang.en", small=True, parent=self)
        self._lang.clicked.connect(self.lang_asked)
        self._offline = QuietButton(look, "signin.offline", parent=self)
        self._offline.clicked.connect(lambda: self._submit(self.offline_asked))
        self._offline.hide()
        self._offer = ""
        self._tests_sound = self._is_tried = False
        self._sound_lack = ""
        self._sound = QuietButton(look, "signin.sound", small=True, parent=self)
        self._sound.hide()
        self.setAutoFillBackground(False)
        self.restyle(look)

    def show_where(self, centre: str, seat: str = "", user: str = "") -> None:
        """Whose desk this is; what is known already stands in the fields."""
        self._centre = centre
        self._fields["seat"].setText(seat)
        self._fields["user"].setText(user)
        self.update()

    def show_lines(self, lamps: Sequence[Lamp], now: datetime | None) -> None:
        """The state of the lines, the hub's first, and the hub's time if it was heard."""
        self._lamps, self._now = tuple(lamps), now
        self._place()  # more lines make the panel taller, and everything in it stands elsewhere
        self.update()

    def show_error(self, text: str, keep: bool = False) -> None:
        """Why it did not work; the password is asked again unless Enter alone may follow (`keep`)."""
        self._error, self._busy = text, False
        if text and keep:
            self._fields["password"].setFocus()
        elif text:
            self._fields["password"].clear()
            self._fields["password"].setFocus()
        self.restyle(self._look)

    def show_sound_test(self, test: Callable[[], str]) -> None:
        """Offer to hear this seat before the work begins; `test` gives the words why it cannot be heard, or none."""
        self._sound.clicked.connect(lambda: self._try_sound(test))
        self._tests_sound = True
        self._sound.show()
        self._place()

    @property
    def sound_said(self) -> str:
        """What the line about the sound says."""
        return self._sound_lack or self._look.text("signin.sound_heard" if self._is_tried else "signin.sound_ask")

    def _try_sound(self, test: Callable[[], str]) -> None:
        lack = test()
        self._is_tried = True
        self._sound_lack = self._look.text("sound.lack", why=lack) if lack else ""
        self.restyle(self._look)

    def show_offer(self, text: str) -> None:
        """That and how one may go on without the hub; an empty text offers nothing."""
        if text != self._offer:
            self._offer = text
            self._offline.setVisible(bool(text))
            self.restyle(self._look)

    @property
    def offer(self) -> str:
        """What it says about going on without the hub."""
        return self._offer

    def show_busy(self) -> None:
        """It is being tried."""
        self._busy, self._error = True, ""
        self.restyle(self._look)

    @property
    def error(self) -> str:
        """What it says is wrong."""
        return self._error

    def field(self, name: str) -> QLineEdit:
        """The field "seat", "user" or "password"."""
        return self._fields[name]

    def submit(self) -> None:
        """Sign in with what stands in the fields; an empty one is gone to instead."""
        self._submit(self.submitted)

    def _submit(self, told: SignalInstance) -> None:
        empty = next((f for f in self._fields.values() if not f.text().strip()), None)
        if empty is not None:
            empty.setFocus()
            return
        told.emit(
            self._fields["user"].text().strip(), self._fields["password"].text(), self._fields["seat"].text().strip()
        )

    def take_focus(self) -> None:
        """Go to the first empty field."""
        empty = next((f for f in self._fields.values() if not f.text()), self._fields["password"])
        empty.setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for name, field in self._fields.items():
            field.setFont(look.font("body"))
            paint.name(field, look.text(f"signin.{name}"))
        self._button.say("signin.busy" if self._busy else "signin")
        self._button.refuse(look.text("signin.busy") if self._busy else None)
        self._theme.say("theme.light" if look.theme.name == "dark" else "theme.dark")
        self._lang.say("lang.en" if look.lang.startswith("zh") else "lang.zh_CN")
        for button in (self._button, self._offline, self._theme, self._lang, self._sound):
            button.restyle(look)
        paint.name(self, look.text("signin"), self._error)
        paint.name(self._sound, f"{look.text('signin.sound')} {self.sound_said}")
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay in the middle."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the names, the labels, the error and the lines."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        painter.fillRect(self.rect(), theme.bg0)
        left, top = self._origin()
        paint.panel(painter, QRectF(left - 28, top - 28, _WIDE + 56, self._height()), theme.bg1)
        paint.write(painter, QRectF(left, top - 8, _WIDE, 22), self._centre, "second", theme.t2)
        paint.write(painter, QRectF(left, top + 14, _WIDE, 34), look.text("hub"), "title", theme.t1)
        for place, name in enumerate(_FIELDS):
            label = QRectF(left, top + 60 + place * _STEP, _WIDE, 20)
            paint.write(painter, label, look.text(f"signin.{name}"), "second", theme.t2)
        if self._error:
            line = QRectF(left, top + 62 + 3 * _STEP, _WIDE, 24)
            paint.write(painter, line, self._error, "second_strong", theme.p1.text)
        below = top + 130 + 3 * _STEP
        if self._tests_sound:
            self._paint_sound(painter, QRectF(left, below, self._sound.x() - left - 8, _SOUND))
        if self._offer:
            line = QRectF(left, below + self._sound_room(), _WIDE, 24)
            paint.write(painter, line, self._offer, "second", theme.t2)
        self._paint_lines(painter, left, below + 20 + self._sound_room() + self._offer_room())

    def _paint_sound(self, painter: QPainter, line: QRectF) -> None:
        look, theme = self._look, self._look.theme
        head = look.text("signin.sound_line")
        paint.write(painter, line, head, "label_strong", theme.t2)
        words = line.adjusted(paint.width(head, "label_strong") + 12, 0, 0, 0)
        ink = theme.p2.text if self._sound_lack else theme.t2
        paint.write(painter, words, self.sound_said, "second", ink)

    def _paint_lines(self, painter: QPainter, left: float, top: float) -> None:
        look, theme = self._look, self._look.theme
        painter.fillRect(QRectF(left, top - 10, _WIDE, 1), theme.line)
        clock = fmt.clock(self._now) if self._now is not None else "--:--:--"
        paint.write(painter, QRectF(left, top, _WIDE, 24), look.text("signin.links"), "label_strong", theme.t2)
        paint.write(
            painter,
            QRectF(left, top, _WIDE, 24),
            look.text("signin.clock", time=clock),
            "label",
            theme.t2,
            paint.RIGHT,
        )
        for place, lamp in enumerate(self._lamps[:_LAMPS]):
            cell = QRectF(left + (place % 2) * _WIDE / 2, top + 26 + (place // 2) * 22, _WIDE / 2 - 12, 22)
            fine = lamp.state is LinkState.OK
            word = look.word(LinkState.OK) if fine else lamp_text(lamp, look)
            quiet = lamp.state in (LinkState.OK, LinkState.MANUAL, LinkState.UNKNOWN)
            paint.write(painter, cell, lamp.name, "second", theme.t1)
            paint.write(painter, cell, word, "second_strong", theme.t2 if quiet else theme.p2.text, paint.RIGHT)

    def _offer_room(self) -> int:
        return 24 if self._offer else 0

    def _sound_room(self) -> int:
        return _SOUND + 6 if self._tests_sound else 0

    def _height(self) -> float:
        return (
            self._sound_room()
            + self._offer_room()
            + 28
            + 150
            + 3 * _STEP
            + 28
            + 22 * ((min(_LAMPS, len(self._lamps)) + 1) // 2)
            + 24
        )

    def _origin(self) -> tuple[int, int]:
        return (self.width() - _WIDE) // 2, max(40, round((self.height() - self._height()) / 2))

    def _place(self) -> None:
        left, top = self._origin()
        for place, field in enumerate(self._fields.values()):
            field.setGeometry(left, top + 82 + place * _STEP, _WIDE, CONTROL)
        row = top + 92 + 3 * _STEP
        size = self._button.sizeHint()
        self._button.setGeometry(left, row, size.width(), size.height())
        self._offline.setGeometry(left + size.width() + 8, row, self._offline.sizeHint().width(), size.height())
        right = left + _WIDE
        for button in (self._lang, self._theme):
            size = button.sizeHint()
            right -= size.width()
            button.setGeometry(right, row + 3, size.width(), size.height())
            right -= 6
        size = self._sound.sizeHint()
        self._sound.setGeometry(left + _WIDE - size.width(), top + 130 + 3 * _STEP, size.width(), size.height())
