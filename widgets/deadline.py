"""Running limits as pills: form first, then hue, so that late is seen without colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import Clock, Deadline
from widgets import format as fmt
from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import GAP

SOON_SHARE: Final = 0.25
SOON_SECONDS: Final = 60.0
_PAD: Final = 6.0
_LEFT: Final = 12.0  # the insides of a card
_RIGHT: Final = 10.0
_BESIDE: Final = 4.0


class DeadlineState(StrEnum):
    """How a limit stands; each has a form of its own."""

    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"
    LATE_MET = "late_met"
    NONE = "none"


class Limit(Struct, frozen=True):
    """One limit as it is shown; `due` None means there is none, `met_at` stops it; `seconds` is its whole length."""

    clock: Clock
    due: datetime | None = None
    seconds: int = 0
    paused: bool = False
    met_at: datetime | None = None
    origin: str = ""  # where the limit comes from, in words; the tool tip

    @classmethod
    def of(cls, deadline: Deadline, origin: str = "") -> Limit:
        """A case's running clock as a limit to show."""
        return cls(clock=deadline.kind, due=deadline.due, seconds=deadline.limit, paused=deadline.paused, origin=origin)


def state_of(limit: Limit, now: datetime) -> DeadlineState:
    """How a limit stands now: due soon from a quarter of it, or 60 s, before its end."""
    if limit.due is None:
        return DeadlineState.NONE
    if limit.met_at is not None:
        return DeadlineState.MET if limit.met_at <= limit.due else DeadlineState.LATE_MET
    if limit.paused:
        return DeadlineState.PAUSED
    left = (limit.due - now).total_seconds()
    if left <= 0:
        return DeadlineState.OVERDUE
    return DeadlineState.DUE_SOON if left <= max(limit.seconds * SOON_SHARE, SOON_SECONDS) else DeadlineState.ON_TRACK


def text_of(limit: Limit, now: datetime, look: Look) -> str:
    """What the pill says."""
    state = state_of(limit, now)
    if limit.due is None or state is DeadlineState.NONE:
        return fmt.EM_SPACE
    if state is DeadlineState.PAUSED:
        return look.text("paused")
    if limit.met_at is not None:
        if state is DeadlineState.LATE_MET:
            return look.text("late", span=fmt.span((limit.met_at - limit.due).total_seconds(), look.lang))
        return fmt.hour_minute(limit.met_at)
    left = (limit.due - now).total_seconds()
    return fmt.overdue(-left, look.lang) if left <= 0 else fmt.span(left, look.lang)


def share_left(limit: Limit, now: datetime) -> float:
    """How much of the limit is left, 0 to 1."""
    if limit.due is None or limit.seconds <= 0:
        return 0.0
    return min(1.0, max(0.0, (limit.due - now).total_seconds() / limit.seconds))


class PillType(Struct, frozen=True):
    """The type a pill is set in: plain figures, figures in a pill, and its height."""

    plain: str
    pill: str
    height: float


IN_ROW: Final = PillType("deadline", "pill", 20)
IN_DETAIL: Final = PillType("timer", "timer_pill", 26)


def pill_width(limit: Limit, now: datetime, look: Look, kind: PillType = IN_ROW) -> float:
    """How wide one limit is drawn."""
    state, text = state_of(limit, now), text_of(limit, now, look)
    framed = state in (DeadlineState.DUE_SOON, DeadlineState.OVERDUE)
    ticked = state in (DeadlineState.MET, DeadlineState.LATE_MET)
    return paint.width(text, _role(state, kind)) + (2 * _PAD if framed else 0) + (18 if ticked else 0)


def _role(state: DeadlineState, kind: PillType) -> str:
    if state in (DeadlineState.DUE_SOON, DeadlineState.OVERDUE):
        return kind.pill
    return kind.plain if state is DeadlineState.ON_TRACK else "second"


def paint_pill(
    painter: QPainter, right: float, middle: float, limit: Limit, now: datetime, look: Look, kind: PillType = IN_ROW
) -> QRectF:
    """Draw one limit ending at `right`, centred on the height `middle`; gives the box it filled."""
    theme, state, text = look.theme, state_of(limit, now), text_of(limit, now, look)
    framed = state in (DeadlineState.DUE_SOON, DeadlineState.OVERDUE)
    role = _role(state, kind)
    ticked = state in (DeadlineState.MET, DeadlineState.LATE_MET)
    wide = pill_width(limit, now, look, kind)
    box = QRectF(right - wide, middle - kind.height / 2, wide, kind.height)
    ink = {
        DeadlineState.ON_TRACK: theme.t1,
        DeadlineState.DUE_SOON: theme.due_soon.text,
        DeadlineState.OVERDUE: theme.over.text,
        DeadlineState.PAUSED: theme.t3,
    }.get(state, theme.t2)
    if framed:
        fill = theme.over.fill if state is DeadlineState.OVERDUE else theme.due_soon.tint
        edge = theme.over.edge if state is DeadlineState.OVERDUE else theme.due_soon.edge
        paint.panel(painter, box, fill, edge, 1.4)
        paint.write(painter, box.translated(0, -1), text, role, ink, paint.CENTRE)  # figures and 超 in its middle
        return box
    if ticked:
        paint_icon(painter, QRectF(box.left(), middle - 8, 16, 16), "tick", ink)
    paint.write(painter, box, text, role, ink, paint.RIGHT)
    return box


def paint_bar(painter: QPainter, box: QRectF, limit: Limit, now: datetime, look: Look) -> None:
    """Draw how much of a limit is left, shrinking to the right; nothing for one that does not run."""
    theme, state = look.theme, state_of(limit, now)
    if state not in (DeadlineState.ON_TRACK, DeadlineState.DUE_SOON):
        return
    painter.fillRect(box, theme.line)
    wide = box.width() * share_left(limit, now)
    ink = theme.t3 if state is DeadlineState.ON_TRACK else theme.due_soon.edge
    painter.fillRect(QRectF(box.right() - wide, box.top(), wide, box.height()), ink)


def spoken(limit: Limit, now: datetime, look: Look) -> str:
    """The limit in one phrase for a screen reader."""
    return f"{look.word(limit.clock)} {look.text(f'state.{state_of(limit, now)}')} {text_of(limit, now, look)}".strip()


class DeadlinePill(QWidget):
    """One limit as a pill with figures that keep their place."""

    def __init__(self, look: Look, kind: PillType = IN_ROW, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._kind = look, kind
        self._limit = Limit(clock=Clock.RESPONSE)
        self._now: datetime | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_limit(self, limit: Limit, now: datetime) -> None:
        """Show another limit."""
        self._limit, self._now = limit, now
        self.restyle(self._look)

    def tick(self, phase: bool, now: datetime) -> None:
        """Let the time pass; a pill never blinks."""
        self._now = now
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        if self._now is not None:
            paint.name(self, spoken(self._limit, self._now, look), self._limit.origin)
            self.setToolTip(self._limit.origin)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for the longest text in either form, so that nothing jumps."""
        longest = paint.width(fmt.overdue(fmt.DAY - 1, self._look.lang), self._kind.pill) + 2 * _PAD
        late = paint.width(self._look.text("late", span="00:00:00"), "second") + 20
        return QSize(round(max(longest, late) + 3), round(self._kind.height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill at the right edge."""
        if self._now is not None:
            paint_pill(
                QPainter(self), self.width() - 1, self.height() / 2, self._limit, self._now, self._look, self._kind
            )


class DeadlineTrio(QWidget):
    """The limits of one case side by side, each with its name, its length and what is left of it."""

    HEIGHT = 48
    LOW = 36

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._is_low = False
        self._limits: tuple[Limit, ...] = ()
        self._now: datetime | None = None
        self.setFixedHeight(self.HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def set_low(self, is_low: bool) -> None:
        """On one line, or on two."""
        self._is_low = is_low
        self.setFixedHeight(self.LOW if is_low else self.HEIGHT)
        self.update()

    def show_limits(self, limits: Sequence[Limit], now: datetime) -> None:
        """Show these limits, at most four, in this order."""
        self._limits, self._now = tuple(limits[:4]), now
        self.restyle(self._look)

    def tick(self, phase: bool, now: datetime) -> None:
        """Let the time pass."""
        self._now = now
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look, now = look, self._now
        if now is not None:
            paint.name(self, "; ".join(spoken(limit, now, look) for limit in self._limits))
            self.setToolTip("\n".join(f"{look.word(i.clock)}  {i.origin}" for i in self._limits if i.origin))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw one card per limit."""
        if self._now is None or not self._limits:
            return
        painter = QPainter(self)
        left = 0.0
        for limit, wide in zip(self._limits, self.shares(), strict=True):
            self._paint_card(painter, QRectF(left, 0, wide, self.height()), limit, self._now)
            left += wide + GAP

    def shares(self) -> tuple[float, ...]:
        """How wide each card is: the same for all, unless the name of one needs what others have to spare."""
        if self._now is None or not self._limits:
            return ()
        room = self.width() - GAP * (len(self._limits) - 1)
        least = [self._least(limit, self._now) for limit in self._limits]
        level = room / len(least)
        if max(least) <= level or sum(least) > room:
            return (level,) * len(least)
        spare = (room - sum(least)) / len(least)
        return tuple(one + spare for one in least)

    def _least(self, limit: Limit, now: datetime) -> float:
        """The name whole beside what is left of the limit."""
        pill = pill_width(limit, now, self._look, IN_DETAIL)
        return paint.width(self._look.word(limit.clock), "second") + pill + _LEFT + _RIGHT + _BESIDE + 1

    def _paint_card(self, painter: QPainter, box: QRectF, limit: Limit, now: datetime) -> None:
        theme, look = self._look.theme, self._look
        paint.panel(painter, box, theme.bg2)
        inner = box.adjusted(_LEFT, 0, -_RIGHT, 0)
        if self._is_low:
            self._paint_low(painter, inner, limit, now)
            return
        pill = paint_pill(painter, inner.right(), box.top() + 16, limit, now, look, IN_DETAIL)
        room = max(0.0, pill.left() - inner.left() - _BESIDE)
        length = self._length(limit)
        paint.write(painter, QRectF(inner.left(), box.top() + 4, room, 20), look.word(limit.clock), "second", theme.t2)
        paint.write(painter, QRectF(inner.left(), box.top() + 29, inner.width() - 82, 17), length, "label", theme.t3)
        paint_bar(painter, QRectF(inner.right() - 76, box.top() + 38, 76, 3), limit, now, look)

    def _paint_low(self, painter: QPainter, line: QRectF, limit: Limit, now: datetime) -> None:
        """Name, length and what is left in one line; the length gives way where the room ends, the name never."""
        theme, look = self._look.theme, self._look
        pill = paint_pill(painter, line.right(), line.center().y() - 2, limit, now, look, IN_DETAIL)
        word = look.word(limit.clock)
        room = max(0.0, pill.left() - line.left() - _BESIDE)
        line = line.adjusted(0, 0, 0, -4)
        paint.write(painter, QRectF(line.left(), line.top(), room, line.height()), word, "second", theme.t2)
        left = line.left() + paint.width(word, "second") + 8
        length = self._length(limit)
        if paint.width(length, "label") <= pill.left() - 6 - left:
            paint.write(painter, QRectF(left, line.top(), pill.left() - left, line.height()), length, "label", theme.t3)
        paint_bar(painter, QRectF(line.right() - 76, line.bottom(), 76, 3), limit, now, look)

    def _length(self, limit: Limit) -> str:
        if limit.due is None:
            return self._look.text("no_limit")
        return self._look.text("limit", span=fmt.limit(limit.seconds, self._look.lang))
