"""The bar along the foot: the keys that work here, the last thing done and how long it may be taken back, data age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import format as fmt
from widgets import paint
from widgets.buttons import QuietButton
from widgets.icons import paint_icon
from widgets.key_hint import keys_width, paint_keys
from widgets.keys import own
from widgets.look import Look
from widgets.theme import COMMAND_BAR

_OLD: Final = 5.0  # seconds from which the data time is marked
_PAD: Final = 14


class ActionState(StrEnum):
    """What became of the last action."""

    SENT = "sent"
    PENDING = "pending"
    RECALLED = "recalled"
    FAILED = "failed"


class LastAction(Struct, frozen=True):
    """The last thing done, in words; `until` is when it can no longer be taken back."""

    text: str
    state: ActionState = ActionState.SENT
    until: datetime | None = None


class Hint(Struct, frozen=True):
    """A key and the key of the words for what it does."""

    keys: tuple[str, ...]
    text: str
    count: int = 0
    name: str = ""  # what its words name, e.g. a case


_MARKS: Final = {
    ActionState.SENT: "tick",
    ActionState.PENDING: "clock",
    ActionState.RECALLED: "replay",
    ActionState.FAILED: "warning",
}


class CommandBar(QWidget):
    """Command line and key hints at the left, the last action with its recall, data time and outbox at the right."""

    recall_requested = Signal()
    keys_requested = Signal()
    line_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._hints: tuple[Hint, ...] = ()
        self._action: LastAction | None = None
        self._now: datetime | None = None
        self._as_of: datetime | None = None
        self._outbox = 0
        self._drawn: tuple[object, ...] = ()  # what the picture was made from
        self._recall = QuietButton(look, "recall", (own("recall", "F8"),), small=True, parent=self)
        self._recall.clicked.connect(self.recall_requested)
        self._recall.hide()
        self._keys = QuietButton(look, "keys", (own("keys", "F1"),), small=True, parent=self)
        self._keys.clicked.connect(self.keys_requested)
        self._line = QuietButton(look, "foot.line", (own("palette", "Ctrl+K"),), small=True, parent=self)
        self._line.clicked.connect(self.line_requested)
        self.setFixedHeight(COMMAND_BAR)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Show the keys that work where the keyboard is; those without room are left out from the end."""
        if self._hints != tuple(hints):
            self._hints = tuple(hints)
            self.update()

    def show_action(self, action: LastAction | None, now: datetime) -> None:
        """Show what was done last; the recall button stays while it may be taken back."""
        self._action, self._now = action, now
        self._refresh()

    def show_data(self, as_of: datetime | None, outbox: int, now: datetime) -> None:
        """Show how new the data is and how many commands wait in the outbox."""
        self._as_of, self._outbox, self._now = as_of, outbox, now
        self._refresh()

    def recall_left(self) -> float:
        """Seconds in which the last action can still be taken back, 0 when it cannot."""
        action, now = self._action, self._now
        if action is None or now is None or action.until is None:
            return 0.0
        if action.state not in (ActionState.SENT, ActionState.PENDING):
            return 0.0
        return max(0.0, (action.until - now).total_seconds())

    def tick(self, phase: bool, now: datetime) -> None:
        """Let the time pass."""
        self._now = now
        self._refresh()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._recall.restyle(look)
        self._keys.restyle(look)
        self._line.restyle(look)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts anew."""
        super().resizeEvent(event)
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw hints, last action, data time and outbox."""
        painter, theme = QPainter(self), self._look.theme
        painter.fillRect(self.rect(), theme.bg1)
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.bg0)
        right = self._paint_right(painter)
        left = self._action_left()
        self._paint_hints(painter, left - 16)
        self._paint_action(painter, left, right - 16)

    def _action_left(self) -> int:
        return round(self.width() * 0.41)

    def _paint_hints(self, painter: QPainter, right: float) -> None:
        theme, x = self._look.theme, float(_PAD + self._line.width() + 16)
        for hint in self._hints:
            text = self._look.text(hint.text, count=hint.count, name=hint.name)
            wide = keys_width(hint.keys, self._look) + 6 + paint.width(text, "second")
            if x + wide > right:
                return
            end = paint_keys(painter, x, self.height() / 2, hint.keys, self._look)
            paint.write(painter, QRectF(end + 6, 0, wide, self.height()), text, "second", theme.t2)
            x += wide + 16

    def _paint_action(self, painter: QPainter, left: float, right: float) -> None:
        theme, action = self._look.theme, self._action
        if action is None:
            room = QRectF(left, 0, right - left, self.height())
            paint.write(painter, room, self._look.text("no_action"), "second", theme.t3)
            return
        failed = action.state is ActionState.FAILED
        ink = theme.p1.text if failed else theme.t1 if action.state is ActionState.SENT else theme.t2
        paint_icon(painter, QRectF(left, self.height() / 2 - 8, 16, 16), _MARKS[action.state], ink)
        paint.write(painter, self._action_box(), self._action_text(), "second_strong", ink)

    def _action_text(self) -> str:
        action = self._action
        if action is None:
            return ""
        if action.state is ActionState.RECALLED:
            return f"{self._look.text('recalled')} · {action.text}"
        return action.text

    def _action_box(self) -> QRectF:
        left = self._action_left() + 22
        room = self.width() - self._right_width() - left - 16
        if self._recall.isVisibleTo(self):
            room -= self._recall.sizeHint().width() + 12
        return QRectF(
            left, 0, max(0.0, min(paint.width(self._action_text(), "second_strong") + 2, room)), self.height()
        )

    def _right_texts(self) -> tuple[tuple[str, bool], ...]:
        look, now = self._look, self._now
        if self._as_of is None or now is None:
            data, old = look.text("data_none"), True
        else:
            data = look.text("data_time", time=fmt.clock(self._as_of))
            old = now - self._as_of > timedelta(seconds=_OLD)
        return (data, old), (look.text("outbox", count=fmt.count(self._outbox)), self._outbox > 0)

    def _right_width(self) -> float:
        texts = sum(paint.width(text, "second_strong") + 22 for text, _ in self._right_texts())
        return texts + self._keys.sizeHint().width() + _PAD

    def _paint_right(self, painter: QPainter) -> float:
        theme = self._look.theme
        x = self.width() - self._right_width()
        left = x
        for text, marked in self._right_texts():
            wide = paint.width(text, "second_strong") + 22
            role, ink = ("second_strong", theme.p2.text) if marked else ("second", theme.t2)
            paint.write(painter, QRectF(x, 0, wide, self.height()), text, role, ink)
            x += wide
        return left

    def _refresh(self) -> None:
        left = self.recall_left()
        if left > 0:
            self._recall.say("recall_left", left=int(left + 0.999))
        self._recall.setVisible(left > 0)
        self._recall.resize(self._recall.sizeHint())
        middle = (COMMAND_BAR - self._recall.height()) // 2
        self._recall.move(round(self._action_box().right() + 12), middle)
        self._line.resize(self._line.sizeHint())
        self._line.move(_PAD, (COMMAND_BAR - self._line.height()) // 2)
        self._keys.resize(self._keys.sizeHint())
        self._keys.move(self.width() - self._keys.width() - _PAD, middle)
        texts, state = self._right_texts(), self._action.state if self._action is not None else None
        drawn = (
            self._look,
            self._action_text(),
            state,
            texts,
            self._keys.width(),
            self._line.width(),
            self._recall.width(),
            left > 0,
        )
        if drawn != self._drawn:
            self._drawn = drawn
            said = ", ".join([self._action_text(), *(text for text, _ in texts)])
            paint.name(self, self._look.text("foot"), said.strip(", "))
            self.update()
