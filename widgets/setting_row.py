"""One line of the settings: what it is, what it means, and at the right how it is chosen."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from widgets import paint
from widgets.buttons import QuietButton
from widgets.key_hint import keys_width, paint_keys
from widgets.key_recorder import KeyRecorder
from widgets.look import Look
from widgets.segments import Option, Segments
from widgets.theme import GROUP_HEAD, INSET

HEAD: Final = "head"
FACT: Final = "fact"
CHOICE: Final = "choice"
KEY: Final = "key"
_HIGH: Final = {HEAD: GROUP_HEAD + 10, FACT: 36, CHOICE: 56, KEY: 36}
_BETWEEN: Final = 10


class SettingText(Struct, frozen=True):
    """One setting as it is shown; `find` holds what a search may hit, in both languages."""

    id: str
    title: str
    kind: str = FACT
    detail: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    chosen: str = ""
    caps: tuple[str, ...] = ()
    acts: tuple[Option, ...] = ()
    warning: str = ""
    find: str = ""

    @property
    def shape(self) -> tuple[str, str, int, int]:
        """What decides which controls it needs."""
        return self.id, self.kind, len(self.options), len(self.acts)


class SettingRow(QWidget):
    """Built for one shape of setting; other words and values come through `show_setting`."""

    chosen = Signal(str, str)  # setting, option
    acted = Signal(str, str)  # setting, act
    recorded = Signal(str, str)  # setting, key

    def __init__(self, look: Look, text: SettingText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._text = look, text
        self.segments = Segments(look, self) if text.kind == CHOICE else None
        self.recorder = KeyRecorder(look, self) if text.kind == KEY else None
        self.buttons = [QuietButton(look, "verbatim", small=True, values={"text": ""}, parent=self) for _ in text.acts]
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, 0)
        row.setSpacing(6)
        row.addStretch(1)
        for control in (self.segments, self.recorder, *self.buttons):
            if control is not None:
                row.addWidget(control)
        self._connect()
        self.setFixedHeight(_HIGH[text.kind])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_setting(look, text)

    @property
    def text(self) -> SettingText:
        """What it shows."""
        return self._text

    def show_setting(self, look: Look, text: SettingText) -> None:
        """Show other words or values of the same shape."""
        self._look, self._text = look, text
        if self.segments is not None:
            self.segments.show_options(look, text.title, text.options, text.chosen)
        if self.recorder is not None:
            self.recorder.restyle(look)
            paint.name(self.recorder, f"{text.title} {self.recorder.text()}", " ".join(look.caps(text.caps)))
        for button, act in zip(self.buttons, text.acts, strict=True):
            button.say("verbatim", text=act.text)
            button.refuse(act.refusal or None)
            button.restyle(look)
            paint.name(button, f"{text.title} {act.text}", act.refusal)
        chosen = next((option.text for option in text.options if option.id == text.chosen), text.value)
        paint.name(self, f"{text.title} {chosen}".strip(), text.warning or text.detail)
        self.setToolTip(text.warning or text.detail)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, and values and caps that are no control."""
        painter, theme, text = QPainter(self), self._look.theme, self._text
        wide, high = float(self.width()), float(self.height())
        if text.kind == HEAD:
            paint.write(painter, QRectF(INSET, 8, wide - 2 * INSET, high - 8), text.title, "label_strong", theme.t2)
            return
        painter.fillRect(QRectF(INSET, high - 1, wide - 2 * INSET, 1), theme.line)
        right = self._controls_left()
        if text.kind == KEY:
            right = self._paint_caps(painter, right)
        elif text.value:
            left = max(INSET + wide * 0.3, right - paint.width(text.value, "body") - 2)
            room = QRectF(left, 0, right - left, high - 1)
            paint.write(painter, room, text.value, "body", theme.t1, paint.RIGHT)
            right = left
        self._paint_words(painter, right - INSET - _BETWEEN)

    def _paint_words(self, painter: QPainter, room: float) -> None:
        theme, text, high = self._look.theme, self._text, float(self.height())
        second = text.warning or text.detail
        ink = theme.p2.text if text.warning else theme.t2
        if text.kind == KEY or not second or text.kind == FACT:
            paint.write(painter, QRectF(INSET, 0, room, high - 1), text.title, "body", theme.t1)
            if second:
                left = INSET + paint.width(text.title, "body") + 12
                paint.write(painter, QRectF(left, 0, max(0.0, room - left + INSET), high - 1), second, "second", ink)
            return
        paint.write(painter, QRectF(INSET, 7, room, 22), text.title, "body", theme.t1)
        paint.write(painter, QRectF(INSET, 28, room, 20), second, "second", ink)

    def _paint_caps(self, painter: QPainter, right: float) -> float:
        look, theme, text = self._look, self._look.theme, self._text
        if not text.caps:
            room = QRectF(0, 0, right, self.height() - 1)
            paint.write(painter, room, look.text("set.key.none"), "second", theme.t3, paint.RIGHT)
            return right - 40
        left = right - keys_width(text.caps, look)
        paint_keys(painter, left, self.height() / 2, text.caps, look)
        return left

    def _controls_left(self) -> float:
        controls = [c for c in (self.segments, self.recorder, *self.buttons) if c is not None]
        return float(min((c.x() for c in controls), default=self.width() - INSET)) - (_BETWEEN if controls else 0)

    def _connect(self) -> None:
        if self.segments is not None:
            self.segments.chosen.connect(lambda option: self.chosen.emit(self._text.id, option))
        if self.recorder is not None:
            self.recorder.recorded.connect(lambda key: self.recorded.emit(self._text.id, key))
        for at, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, at=at: self.acted.emit(self._text.id, self._text.acts[at].id))
