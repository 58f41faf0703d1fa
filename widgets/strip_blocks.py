"""The blocks of the top strip: each says one always-visible thing and keeps its width while figures change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from core.domain.nouns import Clock, LinkState, Priority
from widgets import format as fmt
from widgets import paint
from widgets.badges import STRIP_SIZE, paint_priority
from widgets.deadline import DeadlineState, Limit, state_of, text_of
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import TOP_STRIP

UPPER: Final = QRectF(0, 4, 10000, 18)
LOWER: Final = QRectF(0, 25, 10000, 20)
_BARS: Final = 8


class NextClock(Struct, frozen=True):
    """The limit that breaks next, and whose it is."""

    case_no: str
    limit: Limit


class Lamp(Struct, frozen=True):
    """One source's line: `name` as the room says it, `age` of its last sign in seconds if known; `detail` names all."""

    id: str
    name: str
    state: LinkState
    age: float | None = None
    detail: tuple[str, ...] = ()


class Shift(Struct, frozen=True):
    """Who is on duty: name of the shift, its hours, its lead and me."""

    name: str
    starts: datetime
    ends: datetime
    lead: str = ""
    me: str = ""


class Counts(Struct, frozen=True):
    """How many cases of each priority."""

    p1: int = 0
    p2: int = 0
    p3: int = 0
    p4: int = 0

    def of(self, priority: Priority) -> int:
        """The count of one priority."""
        return {Priority.P1: self.p1, Priority.P2: self.p2, Priority.P3: self.p3, Priority.P4: self.p4}[priority]

    def total(self) -> int:
        """All four together."""
        return self.p1 + self.p2 + self.p3 + self.p4

    def highest(self) -> Priority | None:
        """The most urgent priority that has any."""
        return next((priority for priority in Priority if self.of(priority)), None)


def part(row: QRectF, left: float, right: float) -> QRectF:
    """A piece of the upper or lower line of a block."""
    return QRectF(left, row.top(), right - left, row.height())


def fix(widget: QWidget) -> None:
    """Give a block the strip's height and its own width."""
    widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    widget.setFixedHeight(TOP_STRIP)


class UnackedBlock(QAbstractButton):
    """The count of what nobody has seen, on the colour of the most urgent; its square is all that blinks."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._counts, self._phase, self._silenced = look, Counts(), True, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        fix(self)
        self.restyle(look)

    def show_counts(self, counts: Counts, silenced: bool = False) -> None:
        """Show these counts."""
        self._counts, self._silenced = counts, silenced
        self.restyle(self._look)

    def tick(self, phase: bool) -> None:
        """Blink in step with everything else."""
        if phase != self._phase:
            self._phase = phase
            if self._counts.total():
                self.update(0, 0, 40, self.height())

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        top = self._counts.highest()
        said = f"{look.text('unacked')} {fmt.count(self._counts.total())}"
        paint.name(self, said, look.word(top) if top else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for three figures."""
        return QSize(round(10 + 10 + 8 + paint.width(self._look.text("unacked"), "head") + 10 + 40 + 10), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the block, or grey text for none."""
        painter, theme, top = QPainter(self), self._look.theme, self._counts.highest()
        box = QRectF(0, 11, self.width(), 30)
        if top is None:
            paint.write(painter, box.adjusted(10, 0, 0, 0), self._look.text("unacked_none"), "head", theme.t3)
        else:
            token = theme.priority(top)
            paint.panel(painter, box, token.fill, token.edge, max(1.2, token.width))
            if self._phase:
                painter.fillRect(QRectF(10, 21, 10, 10), token.digit)
            words = box.adjusted(28, 0, 0, 0)
            paint.write(painter, words, self._look.text("unacked"), "head", token.digit)
            count = fmt.count(self._counts.total())
            paint.write(painter, box.adjusted(0, 0, -10, 0), count, "count", token.digit, paint.RIGHT)
            if self._silenced:
                paint_icon(painter, QRectF(box.right() - 14, box.top() + 1, 12, 12), "muted", token.digit)
        if self.hasFocus():
            paint.focus_ring(painter, box.adjusted(0, -4, 0, 4), theme)


class NextDeadline(QAbstractButton):
    """The limit that breaks next: whose, how long, which step."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._next: NextClock | None = None
        self._now: datetime | None = None
        self._tight = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        fix(self)
        self.restyle(look)

    def set_tight(self, tight: bool) -> None:
        """Keep room for no more than what stands there now."""
        if tight != self._tight:
            self._tight = tight
            self.restyle(self._look)

    def show_next(self, next_clock: NextClock | None, now: datetime) -> None:
        """Show another limit, or none."""
        self._next, self._now = next_clock, now
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, f"{look.text('next_deadline')} {' '.join(self._parts())}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the longest limit."""
        if self._tight:
            number, left, step_word = self._parts()
            shown = paint.width(number, "body") + paint.width(left, "pill") + paint.width(step_word, "second") + 34
            return QSize(round(max(shown, paint.width(self._look.text("next_deadline"), "label") + 2)), TOP_STRIP)
        widest = paint.width(fmt.overdue(fmt.DAY - 1, self._look.lang), "pill")
        step = max(paint.width(self._look.word(clock), "second") for clock in Clock)
        return QSize(round(paint.width("0000", "body") + widest + step + 42), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words above, number, time and step below."""
        painter, theme, look = QPainter(self), self._look.theme, self._look
        right = float(self.width())
        paint.write(painter, part(UPPER, 0, right), look.text("next_deadline"), "label", theme.t3)
        if self._next is None or self._now is None:
            paint.write(painter, part(LOWER, 0, right), look.text("none"), "body", theme.t3)
        else:
            number, left, step = self._parts()
            x = paint.width(number, "body")
            paint.write(painter, part(LOWER, 0, x + 2), number, "body", theme.t2)
            x += 8
            state = state_of(self._next.limit, self._now)
            wide = paint.width(left, "pill")
            box = QRectF(x, 23, wide + 12, 22)
            ink = theme.t1
            if state is DeadlineState.OVERDUE:
                paint.panel(painter, box, theme.over.fill, theme.over.edge, 1.2)
                ink = theme.over.text
            elif state is DeadlineState.DUE_SOON:
                paint.panel(painter, box, theme.due_soon.tint, theme.due_soon.edge, 1.2)
                ink = theme.due_soon.text
            paint.write(painter, box, left, "pill", ink, paint.CENTRE)
            paint.write(painter, part(LOWER, box.right() + 8, right), step, "second", theme.t2)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()).adjusted(0, 3, 0, -3), theme)

    def _parts(self) -> tuple[str, str, str]:
        if self._next is None or self._now is None:
            return "", self._look.text("none"), ""
        limit = self._next.limit
        return fmt.short_no(self._next.case_no), text_of(limit, self._now, self._look), self._look.word(limit.clock)


class OpenCounts(QAbstractButton):
    """Open cases by priority, or only their sum where the window is narrow; above them how many nobody holds."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._counts, self._unheld, self._brief = look, Counts(), 0, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        fix(self)
        self.restyle(look)

    def show_counts(self, counts: Counts, unheld: int = 0) -> None:
        """Show these counts, and how many of them nobody holds."""
        self._counts, self._unheld = counts, unheld
        self.restyle(self._look)

    def set_brief(self, brief: bool) -> None:
        """Show the sum alone."""
        if brief != self._brief:
            self._brief = brief
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        each = ", ".join(f"{look.word(priority)} {self._counts.of(priority)}" for priority in Priority)
        unheld = look.text("strip.unheld", count=fmt.count(self._unheld))
        paint.name(self, f"{look.text('open')} {self._counts.total()}, {unheld}", each)
        self.setToolTip(look.text("strip.unheld.go", each=f"{each}, {unheld}"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the figures, at least two each."""
        if self._brief:
            return QSize(max(44, round(paint.width(fmt.count(self._counts.total()), "body_strong")) + 8), TOP_STRIP)
        return QSize(round(sum(self._step(priority) for priority in Priority)), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the word above, badges and counts below."""
        painter, theme = QPainter(self), self._look.theme
        word, unheld = self._look.text("open"), self._look.text("strip.unheld", count=fmt.count(self._unheld))
        paint.write(painter, part(UPPER, 0, self.width()), word, "label", theme.t3)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()).adjusted(0, 3, 0, -3), theme)
        if self._brief:
            total = fmt.count(self._counts.total())
            paint.write(painter, part(LOWER, 0, self.width()), total, "body_strong", theme.t1)
            return
        left = paint.width(word, "label") + 14
        if self._unheld and left + paint.width(unheld, "label") <= self.width():
            paint.write(painter, part(UPPER, left, self.width()), unheld, "label", theme.t1)
        x = 0.0
        for priority in Priority:
            paint_priority(painter, QRectF(x, 26, STRIP_SIZE, STRIP_SIZE), priority, theme)
            text = fmt.count(self._counts.of(priority))
            paint.write(painter, part(LOWER, x + STRIP_SIZE + 6, self.width() + 40), text, "row", theme.t1)
            x += self._step(priority)

    def _step(self, priority: Priority) -> float:
        return STRIP_SIZE + 6 + max(22.0, paint.width(fmt.count(self._counts.of(priority)), "row") + 4) + 8


class OverduePill(QAbstractButton):
    """How many limits have been passed, solid; grey when none. A click leads to the one passed longest."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._count = look, 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        fix(self)
        self.restyle(look)

    def show_count(self, count: int) -> None:
        """Show another count."""
        self._count = count
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, f"{look.text('overdue')} {self._text()}")
        self.setToolTip(look.text("strip.overdue.go"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for three figures."""
        text = max(paint.width(self._text(), "pill") + 16, paint.width(self._look.text("overdue"), "label"))
        return QSize(max(56, round(text) + 2), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the word above, the pill below."""
        painter, theme = QPainter(self), self._look.theme
        paint.write(painter, part(UPPER, 0, self.width()), self._look.text("overdue"), "label", theme.t3)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()).adjusted(0, 3, 0, -3), theme)
        if self._count == 0:
            paint.write(painter, part(LOWER, 0, self.width()), "0", "body", theme.t3)
            return
        box = QRectF(0, 23, paint.width(self._text(), "pill") + 16, 22)
        paint.panel(painter, box, theme.over.fill, theme.over.edge, 1.4)
        paint.write(painter, box, self._text(), "pill", theme.over.text, paint.CENTRE)

    def _text(self) -> str:
        return self._look.text("overdue_count", count=fmt.count(self._count))


class LoadMeter(QWidget):
    """How many new cases in ten minutes against what one operator can take, with eight bars of what came before."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count, self._most, self._brief = 0, 10, False
        self._bars: tuple[int, ...] = (0,) * _BARS
        fix(self)
        self.restyle(look)

    def show_load(self, count: int, bars: Sequence[int], most: int = 10) -> None:
        """Show a count, the eight counts before it (oldest first), and the most one operator should get."""
        self._count, self._most = count, most
        self._bars = ((0,) * _BARS + tuple(bars))[-_BARS:]
        self.restyle(self._look)

    def set_brief(self, brief: bool) -> None:
        """Leave the bars out."""
        if brief != self._brief:
            self._brief = brief
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, f"{look.text('load')} {self._count} / {self._most}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Figures, and the bars unless brief."""
        words = paint.width(self._look.text("load"), "label")
        return QSize(round(max(words, 64) if self._brief else max(words, 78) + 62), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words above, the count and the bars below."""
        painter, theme = QPainter(self), self._look.theme
        over = self._count > self._most
        paint.write(painter, part(UPPER, 0, self.width()), self._look.text("load"), "label", theme.t3)
        count = fmt.count(self._count)
        paint.write(painter, part(LOWER, 0, 60), count, "pill", theme.p2.text if over else theme.t1)
        x = paint.width(count, "pill") + 4
        paint.write(painter, part(LOWER, x, x + 50), f"/ {self._most}", "second", theme.t3)
        if self._brief:
            return
        tallest = max(self._most, *self._bars)
        left = self.width() - _BARS * 7
        for place, value in enumerate(self._bars):
            high = max(2.0, 26.0 * value / tallest)
            ink: QColor = theme.p2.text if value > self._most else theme.t1 if place == _BARS - 1 else theme.t3
            painter.fillRect(QRectF(left + place * 7, 44 - high, 5, high), ink)
