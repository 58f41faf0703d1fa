"""Paints one strip of the queue: fixed fields in fixed places, like a flight strip."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntFlag, auto
from operator import attrgetter
from typing import Final, NamedTuple

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QStaticText, QTransform

from core.domain.merged import ALONE, Share
from core.domain.nouns import Clock, Priority
from widgets import paint
from widgets.badges import STRIP_SIZE, paint_priority
from widgets.deadline import Limit, paint_bar, paint_pill
from widgets.holder import GLYPHS, MINE, NOBODY
from widgets.icons import paint_icon
from widgets.kept_pictures import KeptPictures
from widgets.key_hint import key_width, paint_keys
from widgets.look import Look
from widgets.presence import dots_width, paint_dots
from widgets.queue_text import StripText
from widgets.theme import COMPACT_STRIP, GROUP_HEAD, RING, kept_font

TIME_WIDTH: Final = 136  # the column of what is left, at the right edge: all that the second's tick repaints
MARK_WIDTH: Final = 24  # the column of the unacked square, at the left edge: all that the blink repaints
_BADGE: Final = {Priority.P1: 28, Priority.P2: 28, Priority.P3: 27, Priority.P4: 24}
_BADGE_X: Final = 40
_TITLE_X: Final = 64
_INSET: Final = 16
_NO_WIDTH: Final = 38  # the short number where it stands before other words
_INDENT: Final = 16  # how far a case listed under its row stands in
_SOURCE_FROM_RIGHT: Final = 312
_STATE_FROM_RIGHT: Final = 250
_COMPACT_STATE_FROM_RIGHT: Final = 221
_STEP_FROM_RIGHT: Final = 84
_BAR: Final = (58, 3)
_FIRST, _SECOND = 15, 34  # heights of the two lines' middles
_ROOMY_FIRST, _ROOMY_SECOND = 18, 39
_NARROW: Final = 670  # below this width the source column gives way to the title
_HEAD_NAME: Final = 150  # a group's name and figure, which the pill leaves clear
_CACHED: Final = 8192
_OF_TIME: Final = ("step", "limit", "closed_at")  # painted at every tick, beside the kept picture
_WORDS: Final = attrgetter(*(name for name in StripText.__struct_fields__ if name not in _OF_TIME))
_MIDDLE: Final = 0.37  # how far below the middle of a figure or a Chinese character its baseline is, in font sizes


class Part(IntFlag):
    """Which parts of a strip are to be painted."""

    MARK = auto()
    BODY = auto()
    TIME = auto()
    ALL = MARK | BODY | TIME


class Mode(Struct, frozen=True):
    """How a strip stands in the view, apart from its case."""

    is_current: bool = False
    is_marked: bool = False
    is_focused: bool = False
    is_pending: bool = False
    is_beside: bool = False  # what is pending leaves the state as it is: it stays in sight
    is_lit: bool = True  # the unacked square's phase
    share: Share = ALONE  # how many cases share the row
    present: tuple[str, ...] = ()  # others who have it open
    is_news: bool = False  # changed since its holder looked
    stale: str = ""  # that the source's data is old, in words
    is_again: bool = False  # marked by this person to look at again


class Strip(Struct, frozen=True):
    """One case as the painter needs it; `is_paused` and `is_unacked` come from the queue's columns."""

    text: StripText
    priority: Priority
    is_unacked: bool = False
    is_paused: bool = False


class _Columns(NamedTuple):
    source: float | None
    state: float
    step: float
    right: float


def _columns(width: int) -> _Columns:
    source = width - _SOURCE_FROM_RIGHT if width >= _NARROW else None
    return _Columns(source, width - _STATE_FROM_RIGHT, width - _STEP_FROM_RIGHT, width - _INSET)


def title_room(width: int) -> float:
    """How wide a title may be in a two-line strip of `width` before it is cut."""
    at = _columns(width)
    return (at.source or at.state) - 8 - _TITLE_X


class StripPainter:
    """Paints strips and group heads in one appearance; laid-out texts are kept between frames."""

    def __init__(self, look: Look, density: str = "normal") -> None:
        self.look = look
        self.density = density
        self.is_compact = density == "compact"
        is_roomy = density == "roomy"
        self._first, self._second = (_ROOMY_FIRST, _ROOMY_SECOND) if is_roomy else (_FIRST, _SECOND)
        self._texts: dict[tuple[str, str, int], QStaticText] = {}
        self._bodies = KeptPictures()

    def strip(
        self, painter: QPainter, box: QRect, strip: Strip, mode: Mode, now: datetime, part: Part = Part.ALL
    ) -> None:
        """Paint the asked parts of one strip into `box`; its body is a picture as long as it says the same."""
        theme = self.look.theme
        is_raised = mode.is_current or mode.is_marked
        if Part.BODY in part:
            stands = (mode.is_pending, mode.is_beside, mode.share, mode.present, mode.stale)

            def make(on: QPainter, at: QRect) -> None:
                self.ground(on, at, is_raised)
                self._whole_body(on, at, strip, mode)

            self._bodies.paint(
                painter, box, (_WORDS(strip.text), strip.priority, strip.is_unacked, is_raised, stands), make
            )
        else:
            self.ground(painter, box, is_raised)
        if Part.MARK in part:
            self._mark(painter, box, strip, mode)
        if Part.TIME in part:
            self._time(painter, box, strip, now)
        if mode.is_focused:
            paint.focus_ring(painter, QRectF(box).adjusted(RING, RING, -RING, -RING), theme)

    def _whole_body(self, painter: QPainter, box: QRect, strip: Strip, mode: Mode) -> None:
        """Badge and words: what neither time nor the blink changes."""
        middle = box.top() + box.height() / 2
        size = _BADGE[strip.priority] - (4 if self.is_compact else 0)
        if mode.share.is_member:
            size -= 8
        badge = QRectF(box.left() + _BADGE_X - size / 2, middle - size / 2, size, size)
        self._stacked(painter, badge, mode.share)
        paint_priority(painter, badge, strip.priority, self.look.theme)
        (self._compact_body if self.is_compact else self._body)(painter, box, strip, mode)

    def ground(self, painter: QPainter, box: QRect, is_raised: bool) -> None:
        """Paint what lies under all parts of a strip."""
        theme = self.look.theme
        painter.fillRect(box, theme.bg3 if is_raised else theme.bg1)
        if not is_raised:
            painter.fillRect(QRect(box.left() + _TITLE_X, box.bottom(), box.width() - _TITLE_X, 1), theme.line)

    def head(self, painter: QPainter, box: QRect, name: str, count: str, summary: str, is_collapsed: bool) -> None:
        """Paint one group's head."""
        theme, middle = self.look.theme, box.top() + box.height() / 2
        painter.fillRect(box, theme.bg2)
        x = box.left() + 14.0
        if is_collapsed:
            self._triangle(painter, QPointF(x + 4, middle), theme.t2)
            x += 16
        self._write(painter, name, "second_strong", theme.t1, x, middle, 400)
        x += paint.width(name, "second_strong") + 8
        self._write(painter, count, "body_strong", theme.t1, x, middle, 120)
        room = QRectF(x + 60, box.top(), box.right() + 1 - _INSET - x - 60, GROUP_HEAD)
        paint.write(painter, room, summary, "label", theme.t2, paint.RIGHT)

    def waiting(self, painter: QPainter, area: QRect, priority: Priority, text: str) -> QRect:
        """Paint the pill that says what waits above at the right of a head, clear of its name; gives its box."""
        theme = self.look.theme
        key = key_width(self.look.words.key("Home"))
        room = area.width() - _HEAD_NAME - 2 * _INSET - STRIP_SIZE - key - 44
        text = paint.elided(text, "second_strong", room)
        wide = round(paint.width(text, "second_strong") + STRIP_SIZE + key + 44)
        box = QRect(area.right() + 1 - _INSET - wide, area.top() + 1, wide, area.height() - 2)
        paint.panel(painter, QRectF(box), theme.bg3, theme.edge)
        middle = box.top() + box.height() / 2
        badge = QRectF(box.left() + 11, middle - STRIP_SIZE / 2, STRIP_SIZE, STRIP_SIZE)
        paint_priority(painter, badge, priority, theme)
        self._write(painter, text, "second_strong", theme.t1, badge.right() + 9, middle, round(room) + 1)
        paint_keys(painter, box.right() - 11 - key, middle, ("Home",), self.look)
        return box

    def message(self, painter: QPainter, area: QRect, text: str) -> None:
        """Paint what is said when there is no row."""
        line = QRectF(area.left() + 20, area.top() + 40, area.width() - 40, 24)
        paint.write(painter, line, text, "body", self.look.theme.t2, paint.CENTRE)

    def _mark(self, painter: QPainter, box: QRect, strip: Strip, mode: Mode) -> None:
        theme, middle = self.look.theme, box.top() + box.height() // 2
        if mode.is_current:
            painter.fillRect(QRect(box.left(), box.top(), 4, box.height()), theme.acc)
        if mode.is_again:
            self._corner(painter, QPointF(box.topLeft()), theme.t1)
        if mode.is_marked:
            paint_icon(painter, QRectF(box.left() + 7, middle - 8, 16, 16), "tick", theme.acc)
        elif strip.is_unacked:
            square = QRect(box.left() + 10, middle - 5, 10, 10)
            if mode.is_lit:
                painter.fillRect(square, theme.t1)
            else:
                painter.setPen(QPen(theme.t2, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(square.adjusted(0, 0, -1, -1))
        elif mode.is_news:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.acc)
            painter.drawEllipse(QPointF(box.left() + 15, middle), 3.5, 3.5)
            painter.restore()

    def _stacked(self, painter: QPainter, badge: QRectF, share: Share) -> None:
        """The edges of what lies behind a shared row's badge; beside a listed case, the line it hangs on."""
        theme = self.look.theme
        painter.setPen(QPen(theme.t3, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if share.is_member:
            x = badge.left() - 6
            painter.drawLine(QPointF(x, badge.top() - 6), QPointF(x, badge.bottom() + 6))
        for step in (4, 2) if share.count > 1 else ():
            painter.setBrush(theme.bg3)
            painter.drawRect(badge.translated(step, -step).adjusted(0.5, 0.5, -0.5, -0.5))

    def _counted(self, painter: QPainter, share: Share, x: float, middle: float) -> float:
        """How many cases share the row, before its title; gives how far that moves the title."""
        if share.count < 2:
            return _INDENT if share.is_member else 0.0
        theme, words = self.look.theme, f"×{share.count}"
        wide = paint.width(words, "second_strong") + 12
        chip = QRectF(x, middle - 9, wide, 18)
        paint.panel(painter, chip, theme.bg3, theme.t2)
        paint.write(painter, chip, words, "second_strong", theme.t1, paint.CENTRE)
        return wide + 6

    def _body(self, painter: QPainter, box: QRect, strip: Strip, mode: Mode) -> None:
        theme, text, at = self.look.theme, strip.text, _columns(box.width())
        first, second = box.top() + self._first, box.top() + self._second
        left = box.left()
        end = (at.source or at.state) - 8
        moved = self._counted(painter, mode.share, left + _TITLE_X, first)
        self._title(painter, strip, left + _TITLE_X + moved, first, title_room(box.width()) - moved)
        stale = f" · {mode.stale}" if mode.stale else ""
        begin = _TITLE_X + (_INDENT if mode.share.is_member else 0)
        if at.source is None:
            self._number(painter, text, left + begin, second)
            begin += _NO_WIDTH
        else:
            self._number(painter, text, left + at.source, second)
        dots = dots_width(mode.present)
        beside = at.source is not None and _NO_WIDTH + dots <= at.state - at.source  # the number leaves room for one
        end -= 0 if beside else dots
        room = end - begin - paint.width(stale, "second")
        place = paint.end_kept(text.place, "second", room)
        self._write(painter, place, "second", theme.t2, left + begin, second, room)
        shown = min(paint.width(place, "second"), room)
        self._write(painter, stale, "second", theme.t1, left + begin + shown, second, end - begin)
        if mode.present:
            place_of_dots = (at.source or 0) + _NO_WIDTH if beside else end + 4
            paint_dots(painter, left + place_of_dots, second, mode.present, self.look)
        if at.source is not None:
            self._write(painter, text.source, "second", theme.t2, left + at.source, first, at.state - at.source - 4)
        state_room = box.width() - TIME_WIDTH + 20 - at.state
        self._state(painter, strip, mode, left + at.state, first, state_room)
        self._holder(painter, text, left + at.state, second, state_room)

    def _compact_body(self, painter: QPainter, box: QRect, strip: Strip, mode: Mode) -> None:
        left, middle = box.left(), box.top() + COMPACT_STRIP / 2
        state = box.width() - _COMPACT_STATE_FROM_RIGHT
        holder = state - 81
        dots = dots_width(mode.present)
        begin = _TITLE_X + (_INDENT if mode.share.is_member else 0)
        self._number(painter, strip.text, left + begin, middle)
        moved = _NO_WIDTH + self._counted(painter, mode.share, left + _TITLE_X + _NO_WIDTH, middle)
        self._title(painter, strip, left + _TITLE_X + moved, middle, holder - _TITLE_X - 8 - moved - dots)
        paint_dots(painter, left + holder - dots - 4, middle, mode.present, self.look)
        self._holder(painter, strip.text, left + holder, middle, 79)
        self._state(painter, strip, mode, left + state, middle, box.width() - TIME_WIDTH - state)

    def _number(self, painter: QPainter, text: StripText, x: float, middle: float) -> None:
        """What the command line calls it, in figures of one width."""
        self._write(painter, text.no, "second", self.look.theme.t2, x, middle, _NO_WIDTH)

    def _title(self, painter: QPainter, strip: Strip, x: float, middle: float, room: float) -> None:
        is_high = strip.priority in (Priority.P1, Priority.P2)
        role = "row_unacked" if strip.is_unacked else "row_strong" if is_high else "row"
        self._write(painter, strip.text.title, role, self.look.theme.t1, x, middle, room)

    def _state(self, painter: QPainter, strip: Strip, mode: Mode, x: float, middle: float, room: float) -> None:
        theme = self.look.theme
        if mode.is_pending:
            paint_icon(painter, QRectF(x - 1, middle - 7, 14, 14), "clock", theme.t1)
            x, room = x + 16, room - 16
        if mode.is_pending and not mode.is_beside:
            self._write(painter, self.look.text("receipt.queued"), "second_strong", theme.t1, x, middle, room)
            return
        ink, role = (theme.t1, "second_strong") if strip.is_unacked else (theme.t2, "second")
        self._write(painter, strip.text.state, role, ink, x, middle, room)

    def _holder(self, painter: QPainter, text: StripText, x: float, middle: float, room: float) -> None:
        theme = self.look.theme
        if text.held == NOBODY:
            self._write(painter, text.holder, "second", theme.t3, x, middle, room)
            return
        ink = theme.acc if text.held == MINE else theme.t2
        paint_icon(painter, QRectF(x - 1, middle - 7, 14, 14), GLYPHS[text.held], ink)
        self._write(painter, text.holder, "second", ink, x + 16, middle, room - 16)

    def _time(self, painter: QPainter, box: QRect, strip: Strip, now: datetime) -> None:
        at, limit = _columns(box.width()), self._limit(strip)
        right = box.left() + at.right
        if self.is_compact:
            paint_pill(painter, right, box.top() + COMPACT_STRIP / 2, limit, now, self.look)
            return
        pill = paint_pill(painter, right, box.top() + self._first, limit, now, self.look)
        step, theme = strip.text.step, self.look.theme
        has_bar = limit.due is not None and limit.met_at is None and not limit.paused and limit.due > now
        bar = QRectF(right - _BAR[0], box.top() + self._second, *_BAR)
        if has_bar:
            paint_bar(painter, bar, limit, now, self.look)
        end = box.left() + at.step if has_bar else right
        room = QRectF(end - 76, max(box.top() + self._second - 9, pill.bottom() - 2), 76, 20)
        paint.write(painter, room, step, "label", theme.t2, paint.RIGHT)

    def _limit(self, strip: Strip) -> Limit:
        """The limit as the pill wants it; a closed case shows when it was closed, behind a tick."""
        text = strip.text
        if text.closed_at is not None:
            return Limit(clock=Clock.HANDLING, due=text.closed_at, met_at=text.closed_at)
        if strip.is_paused:
            return Limit(clock=Clock.HANDLING, due=_LONG_AGO, paused=True)
        return Limit.of(text.limit) if text.limit is not None else Limit(clock=Clock.HANDLING)

    def _corner(self, painter: QPainter, at: QPointF, ink: QColor) -> None:
        """A folded corner: look at this again."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon([at + QPointF(4, 0), at + QPointF(16, 0), at + QPointF(4, 12)])
        painter.restore()

    def _triangle(self, painter: QPainter, centre: QPointF, ink: QColor) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        corners = [centre + QPointF(-3, -4.5), centre + QPointF(4, 0), centre + QPointF(-3, 4.5)]
        painter.drawPolygon(corners)
        painter.restore()

    def _write(
        self, painter: QPainter, text: str, role: str, ink: QColor, x: float, middle: float, room: float
    ) -> None:
        if not text or room < 8:
            return
        laid = self._laid(text, role, int(room))
        typeface = kept_font(role)
        painter.setFont(typeface)
        painter.setPen(ink)
        measures = paint.metrics(role)
        baseline = round(middle + _MIDDLE * typeface.pixelSize())  # whole pixels, so that one line has one baseline
        painter.drawStaticText(QPointF(round(x), baseline - measures.ascent()), laid)

    def _laid(self, text: str, role: str, room: int) -> QStaticText:
        laid = self._texts.get((text, role, room))
        if laid is None:
            if len(self._texts) >= _CACHED:
                self._texts.clear()
            laid = QStaticText(paint.elided(text, role, room))
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            laid.prepare(QTransform(), kept_font(role))
            self._texts[text, role, room] = laid
        return laid


_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
