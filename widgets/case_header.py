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
from widgets.as_of import paint_as_of
from widgets.badges import DETAIL_SIZE, paint_priority
from widgets.buttons import QuietButton
from widgets.holder import GLYPHS, MINE, NOBODY
from widgets.icons import paint_icon
from widgets.keys import own
from widgets.look import Look
from widgets.presence import dots_width, paint_dots
from widgets.wrapped import wrapped

_FIRST: Final = 34.0
_SECOND: Final = 36.0
_TITLE_LINES: Final = 2
_LEAST_SOURCE: Final = 40.0  # less than so much of a source says nothing


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
    queued: bool = False  # the hub is away: to take it would wait in the outbox
    waiting: str = ""  # "", "sent" or "queued"
    is_beside: bool = False  # what waits leaves the state as it is: it stays in sight
    others: tuple[str, ...] = ()  # who else has it open
    lapsed_at: datetime | None = None  # when my own claim lapsed, while nobody has it since
    ends_at: datetime | None = None  # when my own claim is about to lapse
    source_short: str = ""  # where its whole name has no room


class CaseHeader(QWidget):
    """Badge, level, number, who has it and the source; below the title, on a second line if it must, and its button."""

    taken = Signal()
    HEIGHT = 74
    MORE = 28  # for the title's second line

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._head: Head | None = None
        self._now: datetime | None = None
        self._title: list[str] = []
        self._as_of = ""
        self._button = QuietButton(look, "ack_claim", (own("take", "Space"),), accent=True, parent=self)
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
            self._button.queue(head.queued)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._button.restyle(look)
        head = self._head
        if head is not None:
            paint.name(self, f"{look.word(head.priority)} {head.no} {head.title}", self._said())
            self.setToolTip("\n".join(part for part in (head.title, head.source, self._present()) if part))
        self._place()
        self.update()

    def show_as_of(self, words: str) -> None:
        """Say where the case came from no longer, but when what is known of it ends; "" while it is live."""
        if words != self._as_of:
            self._as_of = words
            self.update()

    def tick(self, now: datetime) -> None:
        """Let the time pass: what is left of a claim is counted down."""
        if self._head is not None and self._head.ends_at is not None:
            self._now = now
            self.restyle(self._look)

    def title_lines(self) -> tuple[str, ...]:
        """The title as it is broken now."""
        return tuple(self._title)

    def sizeHint(self) -> QSize:
        """Two lines, or three."""
        return QSize(400, self.HEIGHT + (self.MORE if len(self._title) > 1 else 0))

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
        paint.write(painter, top.adjusted(x, 0, 0, 0), head.no, "body", theme.t2)
        x += paint.width(head.no, "body") + 14
        x = self._paint_state(painter, x, top)
        if head.others:
            paint_dots(painter, x + 12, top.center().y(), head.others, look)
            x += 12 + dots_width(head.others)
        self._paint_source(painter, top.adjusted(x + 14, 0, 0, 0), head, now)
        for place, line in enumerate(self._title):
            at = QRectF(0, _FIRST + 2 + place * self.MORE, self._title_room(), _SECOND)
            paint.write(painter, at, line, "title", theme.t1)

    def _paint_source(self, painter: QPainter, room: QRectF, head: Head, now: datetime) -> None:
        """Where it came from gives way to when, and both to how old it all is."""
        if self._as_of:
            paint_as_of(painter, room, self._as_of, self._look)
            return
        ink, time = self._look.theme.t2, f" · {fmt.list_time(head.opened_at, now, self._look.lang)}"
        wide = paint.width(time, "second")
        if room.width() < wide + _LEAST_SOURCE:
            time = time.removeprefix(" · ")
            paint.write(painter, room, time, "second", ink, paint.RIGHT)
            return
        paint.write(painter, room, time, "second", ink, paint.RIGHT)
        room = room.adjusted(0, 0, -wide, 0)
        is_whole = paint.width(head.source, "second") <= room.width()
        paint.write(
            painter, room, head.source if is_whole else head.source_short or head.source, "second", ink, paint.RIGHT
        )

    def _title_room(self) -> float:
        button = self._button.sizeHint().width() + 12 if self._button.isVisibleTo(self) else 0
        return float(self.width() - button)

    def _paint_state(self, painter: QPainter, left: float, line: QRectF) -> float:
        """Whose it is, or that nobody has seen it; gives the right end."""
        head, theme = self._head, self._look.theme
        if head is None:
            return left
        text, icon = self._state()
        colour = (
            theme.acc
            if head.held == MINE and icon != "warning"
            else theme.t1
            if icon in ("square", "warning")
            else theme.t2
        )
        if icon == "square":
            painter.fillRect(QRectF(left, line.center().y() - 5, 10, 10), theme.t1)
            left += 16
        elif icon:
            paint_icon(painter, QRectF(left, line.center().y() - 8, 16, 16), icon, colour)
            left += 20
        wide = paint.width(text, "second_strong")
        paint.write(painter, QRectF(left, line.top(), wide + 1, line.height()), text, "second_strong", colour)
        left += wide
        if head.waiting and head.is_beside:
            paint_icon(painter, QRectF(left + 10, line.center().y() - 8, 16, 16), "clock", theme.t1)
            words, left = self._waits(), left + 30
            wide = paint.width(words, "second_strong")
            paint.write(painter, QRectF(left, line.top(), wide + 1, line.height()), words, "second_strong", theme.t1)
            left += wide
        return left

    def _waits(self) -> str:
        waiting = self._head.waiting if self._head is not None else ""
        return self._look.text("waiting." + waiting) if waiting else ""

    def _said(self) -> str:
        head = self._head
        beside = self._waits() if head is not None and head.is_beside else ""
        return "; ".join(words for words in (self._state()[0], beside, self._present()) if words)

    def _present(self) -> str:
        others = self._head.others if self._head is not None else ()
        return self._look.text("row.present", names=", ".join(others)) if others else ""

    def _state(self) -> tuple[str, str]:
        head, look = self._head, self._look
        if head is None:
            return "", ""
        if head.waiting and not head.is_beside:
            return self._waits(), "clock"
        if head.closed:
            return head.closed, "tick"
        if head.held == MINE and head.ends_at is not None and self._now is not None:
            left = max(0, round((head.ends_at - self._now).total_seconds()))
            return look.text("head.ends", seconds=left), "warning"
        if head.held != NOBODY:
            return head.holder or look.text("mine"), GLYPHS[head.held]
        if head.lapsed_at is not None and head.is_acked:
            return look.text("head.lapsed", time=fmt.hour_minute(head.lapsed_at)), "warning"
        return (look.text("nobody"), "") if head.is_acked else (look.text("not_acked"), "square")

    def _place(self) -> None:
        title = self._head.title if self._head is not None else ""
        self._title = wrapped(title, "title", max(120.0, self._title_room()), _TITLE_LINES)
        self.setFixedHeight(self.sizeHint().height())
        size = self._button.sizeHint()
        self._button.setGeometry(
            self.width() - size.width(), round(_FIRST + (_SECOND - size.height()) / 2) + 2, size.width(), size.height()
        )
