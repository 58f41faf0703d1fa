"""The strip along the top of every window: the things that must never be out of sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import paint
from widgets.link_lamps import LinkLamps
from widgets.look import Look
from widgets.strip_blocks import (
    Counts,
    Lamp,
    LoadMeter,
    NextClock,
    NextDeadline,
    OpenCounts,
    OverduePill,
    Shift,
    UnackedBlock,
)
from widgets.strip_seat import NOT_LIVE, ClockBlock, ShiftBlock, SoundBlock, SoundState, WhereBlock
from widgets.theme import TOP_STRIP

_WIDE: Final = 1600
_GAP: Final = 22
_TIGHT_GAP: Final = 12


Block = (
    WhereBlock
    | UnackedBlock
    | NextDeadline
    | OpenCounts
    | OverduePill
    | LoadMeter
    | ClockBlock
    | ShiftBlock
    | SoundBlock
    | LinkLamps
)


def _start(gap: int) -> int:
    """Where the first block begins: beside the mark of the house."""
    return 76 if gap == _GAP else 58


class _Asked:
    """How wide the blocks want to be, each asked once and again when it has given way."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._wide: dict[Block, int] = {}
        for block in blocks:
            self.again(block)

    def again(self, block: Block) -> None:
        """This one has changed."""
        parent = block.parentWidget()
        self._wide.pop(block, None)
        if parent is not None and block.isVisibleTo(parent):
            self._wide[block] = block.sizeHint().width()

    def needed(self, gap: int) -> int:
        """The room all of them need; one that is hidden needs none, and no gap."""
        return _start(gap) + sum(wide + gap for wide in self._wide.values())


class TopStrip(QWidget):
    """All always-visible items; what a narrow window has no room for goes in a fixed order and never the vital ones."""

    unacked_clicked = Signal()
    next_clicked = Signal(str)
    open_clicked = Signal()
    overdue_clicked = Signal()
    sound_clicked = Signal()
    links_clicked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._mode = look, "live"
        self._next_case = ""
        self._phase = True
        self.where = WhereBlock(look, self)
        self.unacked = UnackedBlock(look, self)
        self.next = NextDeadline(look, self)
        self.open = OpenCounts(look, self)
        self.overdue = OverduePill(look, self)
        self.load = LoadMeter(look, self)
        self.links = LinkLamps(look, self)
        self.sound = SoundBlock(look, self)
        self.shift = ShiftBlock(look, self)
        self.clock = ClockBlock(look, self)
        self._left: tuple[Block, ...] = (
            self.where,
            self.unacked,
            self.next,
            self.open,
            self.overdue,
            self.load,
        )
        self._right: tuple[Block, ...] = (self.clock, self.shift, self.sound, self.links)
        self._lines: list[float] = []
        self._sizes: tuple[object, ...] = ()  # what the last arrangement was made for
        self._has_dropped = False  # whether anything gave way in it
        self._shift: Shift | None = None
        self._skew = 0.0
        self._next: NextClock | None = None
        self.unacked.clicked.connect(self.unacked_clicked)
        self.next.clicked.connect(self._tell_next)
        self.open.clicked.connect(self.open_clicked)
        self.overdue.clicked.connect(self.overdue_clicked)
        self.sound.clicked.connect(self.sound_clicked)
        self.links.clicked.connect(self.links_clicked)
        self.setFixedHeight(TOP_STRIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        paint.name(self, look.text("strip"))

    def show_where(self, centre: str, seat: str, mode: str = "live") -> None:
        """Centre, seat and mode: "live", "offline", "drill" or "replay"; all but live hatch the strip's edge."""
        self._mode = mode
        self.where.show_where(centre, seat, mode)
        self._arrange()

    def show_unacked(self, counts: Counts, silenced: bool = False) -> None:
        """How many nobody has seen, by priority."""
        self.unacked.show_counts(counts, silenced)
        self._arrange()

    def show_next(self, next_clock: NextClock | None, now: datetime) -> None:
        """The limit that breaks next, or None."""
        self._next, self._next_case = next_clock, next_clock.case_no if next_clock else ""
        self.next.show_next(next_clock, now)
        self._arrange()

    def show_open(self, counts: Counts, overdue: int, unheld: int = 0) -> None:
        """Open cases by priority, how many limits have been passed, and how many cases nobody holds."""
        self.open.show_counts(counts, unheld)
        self.overdue.show_count(overdue)
        self._arrange()

    def show_load(self, count: int, bars: Sequence[int], most: int = 10) -> None:
        """New cases in ten minutes, the eight counts before (oldest first), and the most there should be."""
        self.load.show_load(count, bars, most)
        self._arrange()

    def show_links(self, lamps: Sequence[Lamp]) -> None:
        """The lines to the sources, the server's last."""
        self.links.show_lamps(lamps)
        self._arrange()

    def show_shift(self, shift: Shift | None, now: datetime) -> None:
        """Who is on duty."""
        self._shift = shift
        self.shift.show_shift(shift, now)
        self._arrange()

    def show_sound(self, state: SoundState) -> None:
        """Whether this seat sounds."""
        self.sound.show_sound(state)
        self._arrange()

    def show_time(self, now: datetime, skew: float = 0.0) -> None:
        """Server time, and how far this seat's clock is off."""
        self._skew = skew
        self.clock.show_time(now, skew)

    def tick(self, phase: bool, now: datetime) -> None:
        """Let the time pass: clock, next deadline, handover, and the square that blinks."""
        self._phase = phase
        self.unacked.tick(phase)
        self.clock.show_time(now, self._skew)
        self.next.show_next(self._next, now)
        self.shift.show_shift(self._shift, now)
        self._arrange(is_told=False)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, look.text("strip"))
        for block in (*self._left, *self._right):
            block.restyle(look)
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop or bring back what the width has no room for."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the mark of the house and the lines between blocks."""
        painter, theme = QPainter(self), self._look.theme
        painter.fillRect(self.rect(), theme.bg1)
        mark = QRectF(18, 12, 28, 28)
        paint.panel(painter, mark, None, theme.t2, 1.6)
        paint.write(painter, mark, self._look.text("hub_mark"), "head", theme.t1, paint.CENTRE)
        for x in self._lines:
            painter.fillRect(QRectF(x, 12, 1, 28), theme.line)
        if self._mode != "live":
            ink = theme.violet if self._mode in NOT_LIVE else theme.t2
            paint.hatch(painter, QRectF(0, TOP_STRIP - 4, self.width(), 4), ink)
        else:
            painter.fillRect(QRectF(0, TOP_STRIP - 1, self.width(), 1), theme.bg0)

    def _tell_next(self) -> None:
        if self._next_case:
            self.next_clicked.emit(self._next_case)

    def _arrange(self, is_told: bool = True) -> None:
        """Drop in order until all fits: spare room, load bars, counts by priority, seat, load, fine lines, names.

        What is told may bring back what gave way; time alone does not, unless it changes a width.
        """
        wide = self.width()
        if wide <= 0:
            return
        sizes = (wide, self._look, *self._widths())
        if sizes == self._sizes and not (is_told and self._has_dropped):
            return  # most of what is told changes no width
        self._has_dropped = False
        for each in (self.open, self.where, self.links, self.shift):
            each.set_brief(False)
        self.load.set_brief(wide < _WIDE)
        self.links.set_tight(False)
        self.links.set_folded(False)
        self.next.set_tight(False)
        self.load.show()
        asked = _Asked((*self._left, *self._right))
        gap = _GAP
        drops: tuple[tuple[Block, Callable[[bool], None]], ...] = (
            (self.links, self.links.set_tight),
            (self.next, self.next.set_tight),
            (self.load, self.load.set_brief),
        )
        for block, drop in drops:
            if asked.needed(gap) <= wide:
                break
            drop(True)
            asked.again(block)
            self._has_dropped = True
        if asked.needed(gap) > wide:
            gap = _TIGHT_GAP
        for brief in (self.open, self.where):
            if asked.needed(gap) <= wide:
                break
            brief.set_brief(True)
            asked.again(brief)
            self._has_dropped = True
        self.load.setVisible(asked.needed(gap) <= wide)
        asked.again(self.load)
        for block, fold in (
            (self.links, self.links.set_brief),
            (self.links, self.links.set_folded),
            (self.shift, self.shift.set_brief),
        ):
            if asked.needed(gap) <= wide:
                break
            fold(True)
            asked.again(block)
            self._has_dropped = True
        self.where.set_brief(False)  # what was folded after it may have left room again
        asked.again(self.where)
        if asked.needed(gap) > wide:
            self.where.set_brief(True)
        self._place(gap)
        self._sizes = (wide, self._look, *self._widths())
        self._has_dropped |= gap != _GAP or not self.load.isVisibleTo(self)

    def _widths(self) -> list[int]:
        return [block.sizeHint().width() for block in (*self._left, *self._right) if block.isVisibleTo(self)]

    def _place(self, gap: int) -> None:
        before, self._lines = self._lines, []
        x = _start(gap)
        shown = [block for block in self._left if block.isVisibleTo(self)]
        for block in shown:
            size = block.sizeHint()
            block.setGeometry(x, 0, size.width(), TOP_STRIP)
            x += size.width() + gap
            if block not in (self.unacked, shown[-1]):
                self._lines.append(x - gap / 2)
        x = self.width() - (18 if gap == _GAP else 12)
        for block in self._right:
            size = block.sizeHint()
            x -= size.width()
            block.setGeometry(x, 0, size.width(), TOP_STRIP)
            if block is not self._right[-1]:
                self._lines.append(x - gap / 2)
            x -= gap
        if self._lines != before:
            self.update()
