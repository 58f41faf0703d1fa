"""The head of a case: how urgent, which, what, since when, whose it is, and the one act it waits for."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import Priority
from widgets import format as fmt
from widgets import paint
from widgets.badges import DETAIL_SIZE, paint_priority
from widgets.buttons import QuietButton
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import INSET

MINE: Final = "mine"
OTHERS: Final = "others"
NOBODY: Final = "nobody"
_FIRST: Final = 34.0
_SECOND: Final = 36.0


class Head(Struct, frozen=True):
    """What a case's head shows; `act` is the key of the button's words, None when there is nothing to take."""

    no: str
    priority: Priority
    title: str
    source: str
    opened_at: datetime
    is_acked: bool
    held: str = NOBODY
    holder: str = ""
    closed: str = ""  # the outcome in words once it is closed
    act: str | None = None
    keys: tuple[str, ...] = ()
    refusal: str | None = None
    waiting: str = ""  # "", "sent" or "queued"


class CaseHeader(QWidget):
    """Two lines: badge, level, number and source; then the title and who has it."""

    taken = Signal()
    HEIGHT = 74

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._head: Head | None = None
        self._now: datetime | None = None
        self._button = QuietButton(look, "ack_claim", ("Space",), accent=True, parent=self)
        self._button.clicked.connect(self.taken)
        self._button.hide()
        self.setFixedHeight(self.HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_head(self, head: Head, now: datetime) -> None:
        """Show this case."""
        self._head, self._now = head, now
        self._button.setVisible(head.act is not None)
        if head.act is not None:
            self._button.say(head.act)
            self._button.set_keys(head.keys)
            self._button.refuse(head.refusal)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._button.restyle(look)
        head = self._head
        if head is not None:
            paint.name(self, f"{look.word(head.priority)} {head.no} {head.title}", self._state()[0])
            self.setToolTip(head.title)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(400, self.HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw badge, words and state."""
        head, now = self._head, self._now
        if head is None or now is None:
            return
        painter, look, theme = QPainter(self), self._look, self._look.theme
        top = QRectF(0, 2, self.width(), _FIRST)
        paint_priority(painter, QRectF(0, 4, DETAIL_SIZE, DETAIL_SIZE), head.priority, theme)
        x = DETAIL_SIZE + 10.0
        word = look.word(head.priority)
        paint.write(painter, top.adjusted(x, 0, 0, 0), word, "head", theme.t1)
        x += paint.width(word, "head") + 12
        source = f"{head.source} · {fmt.list_time(head.opened_at, now, look.lang)}"
        room = paint.width(source, "second")
        paint.write(painter, top, source, "second", theme.t2, paint.RIGHT)
        paint.write(painter, top.adjusted(x, 0, -room - 12, 0), head.no, "body", theme.t2)
        self._paint_second(painter, head)

    def _paint_second(self, painter: QPainter, head: Head) -> None:
        theme = self._look.theme
        line = QRectF(0, _FIRST + 2, self.width(), _SECOND)
        right = self._button.x() - 12 if self._button.isVisibleTo(self) else self.width()
        text, icon = self._state()
        colour = theme.acc if head.held == MINE else theme.t2
        wide = paint.width(text, "second_strong")
        paint.write(
            painter, QRectF(right - wide - 1, line.top(), wide + 1, line.height()), text, "second_strong", colour
        )
        left = right - wide - 20
        if icon == "square":
            painter.fillRect(QRectF(left + 6, line.center().y() - 5, 10, 10), theme.t1)
        elif icon:
            paint_icon(painter, QRectF(left + 2, line.center().y() - 8, 16, 16), icon, colour)
        paint.write(painter, line.adjusted(0, 0, left - self.width() - INSET, 0), head.title, "title", theme.t1)

    def _state(self) -> tuple[str, str]:
        head, look = self._head, self._look
        if head is None:
            return "", ""
        if head.waiting:
            return look.text("waiting." + head.waiting), "clock"
        if head.closed:
            return head.closed, "tick"
        if head.held == MINE:
            return look.text("mine"), "person"
        if head.held == OTHERS:
            return head.holder, "lock"
        return (look.text("nobody"), "") if head.is_acked else (look.text("not_acked"), "square")

    def _place(self) -> None:
        size = self._button.sizeHint()
        self._button.setGeometry(
            self.width() - size.width(), round(_FIRST + (_SECOND - size.height()) / 2) + 2, size.width(), size.height()
        )
