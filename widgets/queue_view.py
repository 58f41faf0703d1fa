"""The operator's queue on screen: paints only what is seen, and moves nothing under the hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleValueChangeEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from core.domain.columns import PRIORITIES, to_ms
from core.domain.merged import Merged
from core.domain.queue import Filter, Group, Queue, Shift
from widgets import paint
from widgets.look import Look
from widgets.queue_access import install_accessibility
from widgets.queue_geometry import Geometry, Line
from widgets.queue_text import RowText
from widgets.strip_paint import MARK_WIDTH, TIME_WIDTH, Mode, Part, Strip, StripPainter
from widgets.theme import GROUP_HEAD

HOLD_MS: Final = 3_000
_MOST_NEW: Final = 500  # more at once are a picture being read, not news
_BAR_WIDTH: Final = 12
_LETTERS: Final = frozenset({Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_X})

Seen = dict[str, int]
"""Case numbers on screen and how far below the upper edge each begins."""


class QueueView(QAbstractScrollArea):
    """The cases of one `Queue` as strips under group heads; the selection is a case number.

    The owner changes columns and queue, then calls `refresh` with the shift; it calls `tick` twice a second. The
    order stays frozen while a key was pressed in the last 3 s. Rows that come in never move the current row.
    """

    access: QAccessibleInterface | None = None

    selected = Signal(str)
    activated = Signal(str)
    marked = Signal(int)
    touched = Signal()  # a key was struck here, a shortcut's too
    moved = Signal()  # other rows are on screen, or the same elsewhere

    def __init__(
        self, queue: Queue | Merged, texts: RowText, look: Look, now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._queue = queue if isinstance(queue, Merged) else Merged(queue)
        self._texts, self._look, self._now = texts, look, now
        self._strips = StripPainter(look)
        self._is_lit = True
        self._is_still = False
        self._current: str | None = None
        self._row_hint = 0
        self._marks: dict[str, None] = {}
        self._pending: frozenset[str] = frozenset()
        self._beside: frozenset[str] = frozenset()
        self._stale: Mapping[str, int] = {}
        self._remarks: Mapping[str, str] = {}
        self._present: Mapping[str, tuple[str, ...]] = {}
        self._news: frozenset[str] = frozenset()
        self._last_key_ms = -HOLD_MS
        self._waiting: dict[int, None] = {}
        self._pill = QRect()
        self._is_ringed = False  # as last painted
        self._seen: Seen = {}
        self._lines: list[Line] = []
        self._slots: list[int] = []
        self._geometry = Geometry(())
        self._summaries: dict[Group, str] = {}
        self._is_summed_up = True
        self._heads: dict[Group, tuple[str, str, str, bool]] = {}  # as last painted
        install_accessibility()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._bar = self._overlaid_bar()
        self.restyle(look, texts)

    # --- what the owner says ----------------------------------------------------------------------------------

    def refresh(self, shift: Shift) -> None:
        """Show what one step of the queue changed."""
        before, pill = self._arranged(), self._waiting.copy()
        self._is_summed_up = False
        if len(shift.entered) <= _MOST_NEW:
            self._waiting.update(dict.fromkeys(shift.entered.tolist()))
        self._relaid()
        if self._arranged() != before or self._waiting != pill:
            self.viewport().update()
        elif len(shift.changed):
            changed = set(shift.changed.tolist())
            for line, slot in zip(self._lines, self._slots, strict=True):
                if slot in changed:
                    self.viewport().update(self._box(line))
            self._repaint_heads()
        self._told(shift)

    def tick(self, phase: bool, now: datetime) -> None:
        """Let time pass: the square's phase, what is left in each row, and the end of a hold."""
        seconds_before, self._now = int(self._now.timestamp()), now
        if self._queue.is_held and to_ms(now) - self._last_key_ms >= HOLD_MS:
            self._queue.release(self._current)
            self._relaid()
            self.viewport().update()
        if phase != self._is_lit and not self._is_still:
            self._is_lit = phase
            self.viewport().update(self._marks_region())
        is_later = int(now.timestamp()) != seconds_before
        if is_later or not self._is_summed_up:
            self._is_summed_up = True
            self._summaries.clear()
            self._repaint_heads()
        if is_later:
            area = self.viewport().rect()
            self.viewport().update(QRect(area.right() + 1 - TIME_WIDTH, 0, TIME_WIDTH, area.height()))

    def _repaint_heads(self) -> None:
        """Heads that say something else than they were painted with; what they sum up is told anew with each tick."""
        sticky = self._sticky()
        for line in [*(line for line in self._lines if line.place is None), *([sticky] if sticky is not None else [])]:
            if self._heads.get(line.head.group) != self._head_words(line):
                self.viewport().update(self._box(line))

    def set_filter(self, shown: Filter) -> None:
        """Show something else; the current row keeps its place when it is still shown."""
        self._queue.set_filter(shown, self._current)
        self._summaries.clear()
        self._waiting.clear()
        self._relaid()
        self.viewport().update()

    def set_queue(self, queue: Queue | Merged, texts: RowText) -> None:
        """Show another queue, e.g. after the picture was loaded anew; the selection stays if the case is there."""
        self._queue = queue if isinstance(queue, Merged) else Merged(queue)
        self._waiting.clear()
        self.restyle(self._look, texts)

    def regrouped(self) -> None:
        """Show rows that have come together or apart; the current one keeps its place."""
        self._relaid()
        self.viewport().update()

    def toggle_shared(self) -> bool:
        """List the cases that share the current row, or close the list; False when it shares none."""
        found = self._current is not None and self._queue.toggle(self._current)
        if found:
            self.regrouped()
            self._speak()
        return found

    def set_pending(self, numbers: Iterable[str], beside: Iterable[str] = ()) -> None:
        """Mark the cases something was asked for that has not reached the hub; `beside` it, the state stays."""
        before = self._pending, self._beside
        self._pending, self._beside = frozenset(numbers), frozenset(beside)
        self._repaint((before[0] ^ self._pending) | (before[1] ^ self._beside))

    def set_present(self, present: Mapping[str, tuple[str, ...]]) -> None:
        """Mark the cases that others have open, with their initials."""
        if present != self._present:
            before, self._present = self._present, dict(present)
            self._repaint(no for no in before.keys() | present.keys() if before.get(no) != present.get(no))

    def set_remarks(self, remarks: Mapping[str, str]) -> None:
        """Say something in rows for a while, e.g. that another was faster."""
        if remarks != self._remarks:
            before, self._remarks = self._remarks, dict(remarks)
            self._repaint(no for no in before.keys() | remarks.keys() if before.get(no) != remarks.get(no))

    def set_news(self, numbers: Iterable[str]) -> None:
        """Mark the cases that changed since their holder here looked at them."""
        before, self._news = self._news, frozenset(numbers)
        self._repaint(before ^ self._news)

    def set_stale(self, sources: Mapping[str, int]) -> None:
        """Mark the cases of sources whose data ends at an instant (ms)."""
        if sources != self._stale:
            self._stale = dict(sources)
            self.viewport().update()

    def set_density(self, density: str) -> None:
        """One of `STRIPS`: a case takes one line, or two with less or more air."""
        if density == self.density:
            return
        self._strips = StripPainter(self._look, density)
        self._relaid()
        self.viewport().update()

    def set_still(self, is_still: bool) -> None:
        """Reduced motion: the unacked squares stay lit."""
        self._is_still, self._is_lit = is_still, True
        self.viewport().update()

    def restyle(self, look: Look, texts: RowText) -> None:
        """Take a new theme or language."""
        self._look, self._texts = look, texts
        self._strips = StripPainter(look, self._strips.density)
        self._summaries.clear()
        self.setAccessibleName(texts.queue())
        self._relaid()
        self.viewport().update()

    # --- selection --------------------------------------------------------------------------------------------

    @property
    def current(self) -> str | None:
        """The number of the selected case, whether it is shown or not."""
        return self._current

    @property
    def marks(self) -> tuple[str, ...]:
        """The numbers of the cases marked for one act, in the order they were marked."""
        return tuple(self._marks)

    @property
    def density(self) -> str:
        """How much room a case takes."""
        return self._strips.density

    def select(self, no: str) -> None:
        """Make a case the current one and bring it into sight; folded groups open for it."""
        place = self._queue.queue.place_of(no)
        if place is not None and any(head.group is place[0] and head.collapsed for head in self._queue.groups()):
            self._queue.fold(place[0], False)
            self._relaid()
            self.viewport().update()
        if self._queue.reveal(no):
            self._relaid()
            self.viewport().update()
        is_other, before, self._current = no != self._current, self._current, no
        waiting = len(self._waiting)
        self._show(no)
        if waiting != len(self._waiting):
            self.viewport().update(QRect(0, 0, self.viewport().width(), GROUP_HEAD))
        self._repaint_rows(before, no)
        if is_other:
            self._speak()
            self.selected.emit(no)

    def _repaint_rows(self, before: str | None, now: str | None) -> None:
        """Only the row that was current and the one that is: a key must not wait for the rest."""
        if self._is_ringed or self._rings():
            self.viewport().update()
            return
        self._repaint(no for no in (before, now) if no is not None)

    def _repaint(self, numbers: Iterable[str]) -> None:
        """Only the rows of these cases, as far as they are in sight."""
        wanted = self._seen.keys() & frozenset(numbers)
        for line, slot in zip(self._lines, self._slots, strict=True) if wanted else ():
            if slot >= 0 and self._queue.columns.no(slot) in wanted:
                self.viewport().update(self._box(line))

    def mark(self, numbers: Iterable[str]) -> None:
        """Mark some more."""
        self._set_marks({**self._marks, **dict.fromkeys(numbers)})

    def unmark(self, numbers: Iterable[str]) -> None:
        """Unmark some."""
        gone = set(numbers)
        self._set_marks({no: None for no in self._marks if no not in gone})

    def clear_marks(self) -> None:
        """Unmark all."""
        self._set_marks({})

    def visible_numbers(self) -> list[str]:
        """The numbers of the cases on screen, from top to bottom."""
        return list(self._seen)

    def in_sight(self) -> frozenset[str]:
        """The numbers of the cases more than half of which can be read, clear of the head at the upper edge."""
        half, least = self._geometry.strip / 2, self.viewport().height()
        return frozenset(no for no, top in self._seen.items() if top + half >= GROUP_HEAD and top + half <= least)

    @property
    def waiting(self) -> int:
        """How many new rows lie above what is on screen."""
        return len(self._waiting)

    def spoken(self) -> str:
        """The current row in one sentence; empty when it is not among the cases known here."""
        slot = None if self._current is None else self._queue.columns.slot(self._current)
        if slot is None or not self._queue.columns.present[slot]:
            return ""
        said, share = self._texts.spoken(slot, to_ms(self._now)), self._queue.share(slot)
        more = [self._texts.shared(share.count, share.is_open)] if share.count > 1 else []
        no = self._current or ""
        more += [self._remarks[no]] if no in self._remarks else []
        more += [self._texts.news()] if no in self._news else []
        more += [self._texts.present(self._present[no])] if no in self._present else []
        more += [self._texts.again()] if self._queue.columns.again[slot] else []
        return ", ".join((said, *more))

    # --- keys and mouse ---------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Any key, a shortcut's too, holds the order for 3 s."""
        if event.type() == QEvent.Type.ShortcutOverride:
            self._touch()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves and marks are the view's; every other key goes on to its parent."""
        self._touch()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        act = self._acts().get((Qt.Key(event.key()), modifiers))
        if event.key() in _LETTERS and not self._look.keys.has_single:
            act = None
        if act is None:
            event.ignore()
            return
        act()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A row is selected, marked with Ctrl, all up to it with Shift; a head folds; the pill leads to the top."""
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        at = event.position().toPoint()
        if self._pill.contains(at):
            self._to_top()
            return
        line = self._line_at(at)
        if line is None:
            return
        if line.place is None:
            self._queue.fold(line.head.group, not line.head.collapsed)
            self._relaid()
            self.viewport().update()
            return
        no = self._number(line)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._toggle(no)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._mark_to(no)
        else:
            self.select(no)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A row is opened."""
        line = self._line_at(event.position().toPoint())
        if line is not None and line.place is not None:
            self.activated.emit(self._number(line))

    # --- Qt's side --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """The width of the desk's left panel, and a dozen rows."""
        return QSize(692, 600)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the smallest desk."""
        return QSize(420, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the scroll bar along the right edge and what is seen in place."""
        super().resizeEvent(event)
        self._bar.setGeometry(self.width() - _BAR_WIDTH, 0, _BAR_WIDTH, self.height())
        self._relaid()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What stays in sight is moved and not painted anew: a step brings in one row, and rows cost the most."""
        self._look_at(self.verticalScrollBar().value())
        area = self.viewport().rect()
        if self._is_ringed or self._rings() or abs(dy) >= area.height():
            self.viewport().update()
            return
        # The bar lies over the right edge and a pinned case over the head: what lies under something cannot be moved.
        self.viewport().scroll(0, dy, area.adjusted(0, GROUP_HEAD, -_BAR_WIDTH, 0))
        self.viewport().update(QRect(area.right() + 1 - _BAR_WIDTH, 0, _BAR_WIDTH, area.height()))
        self.viewport().update(QRect(0, 0, area.width(), GROUP_HEAD))  # the head stays

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears."""
        super().focusInEvent(event)
        self._repaint_rows(self._current, self._current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self._repaint_rows(self._current, self._current)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the asked region: lines it touches, and of those only the columns it touches."""
        painter, region = QPainter(self.viewport()), event.region()
        area = self.viewport().rect()
        bottom = self._geometry.height - self.verticalScrollBar().value()
        if bottom <= area.bottom():
            painter.fillRect(QRect(0, max(bottom, 0), area.width(), area.height()), self._look.theme.bg1)
        sticky = self._sticky()
        for line, slot in zip(self._lines, self._slots, strict=True):
            box = self._box(line)
            if not region.intersects(box):
                continue
            if line.place is None:
                self._paint_head(painter, line)
            else:
                self._paint_strip(painter, box, slot, _parts(region, box))
        if sticky is not None:
            self._paint_head(painter, sticky)
        if not self._geometry.heads:
            text = self._texts.empty(self._queue.hidden_count(), self._queue.filter.is_plain)
            self._strips.message(painter, area, text)
        self._is_ringed = self._rings()
        if self._is_ringed:
            paint.focus_ring(painter, area.toRectF(), self._look.theme)
        self._paint_pill(painter, area)
        painter.end()

    # --- inside -----------------------------------------------------------------------------------------------

    def _rings(self) -> bool:
        """Whether the whole list wears the ring: the keyboard is here and no row in sight can show it."""
        return self.hasFocus() and self._current not in self._seen

    def _acts(self) -> dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[], None]]:
        key, none, shift = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
        page = max(self.viewport().height() // self._geometry.strip - 1, 1)
        moves = {key.Key_J: 1, key.Key_Down: 1, key.Key_K: -1, key.Key_Up: -1}
        moves |= {key.Key_PageDown: page, key.Key_PageUp: -page}
        acts: dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[], None]]
        acts = {(name, none): partial(self._step, by) for name, by in moves.items()}
        acts |= {(name, shift): partial(self._extend, by) for name, by in moves.items() if abs(by) == 1}
        acts[key.Key_Home, none] = self._to_top
        acts[key.Key_End, none] = self._to_end
        acts[key.Key_X, none] = lambda: self._toggle(self._current)
        acts[key.Key_Return, none] = acts[key.Key_Enter, none] = self._activate
        return acts

    def _touch(self) -> None:
        self._last_key_ms = to_ms(self._now)
        self._queue.hold()
        self.touched.emit()

    def _step(self, by: int) -> None:
        """Move the selection over `by` rows; heads are passed over, and folded groups with them."""
        rows = self._queue.row_count()
        row = None if self._current is None else self._queue.row_of(self._current)
        start = self._row_hint - (1 if by > 0 else 0) if row is None else row
        target = min(max(start + by, 0), rows - 1)
        way = 1 if by > 0 else -1
        no = self._strip_from(target, way) or self._strip_from(target, -way)
        if no is not None and not (row is not None and self._queue.row_of(no) == row):
            self.select(no)

    def _strip_from(self, row: int, way: int) -> str | None:
        """The number of the first case at `row` or beyond it in the direction `way`."""
        while 0 <= row < self._queue.row_count():
            found = self._queue.rows(row, row + 1)[0]
            if isinstance(found, int):
                return self._queue.columns.no(found)
            row += way
        return None

    def _to_top(self) -> None:
        self._queue.release(self._current)
        self._waiting.clear()
        self._seen = {}
        self._relaid()
        self.verticalScrollBar().setValue(0)
        no = self._strip_from(0, 1)
        if no is not None:
            self.select(no)
        self.viewport().update()

    def _to_end(self) -> None:
        no = self._strip_from(self._queue.row_count() - 1, -1)
        if no is not None:
            self.select(no)

    def _activate(self) -> None:
        if self._current is not None:
            self.activated.emit(self._current)

    def _toggle(self, no: str | None) -> None:
        if no is not None:
            self._set_marks(
                {n: None for n in self._marks if n != no} if no in self._marks else {**self._marks, no: None}
            )

    def _extend(self, way: int) -> None:
        """Mark the current row, step, and mark that one too; stepping back unmarks the one left."""
        before = self._current
        self._step(way)
        if before is None or self._current is None or before == self._current:
            return
        if before in self._marks and self._current in self._marks:
            self._set_marks({no: None for no in self._marks if no != before})
        else:
            self._set_marks({**self._marks, before: None, self._current: None})

    def _mark_to(self, no: str) -> None:
        """Mark all rows from the current one to this one, which becomes the current one."""
        start = self._queue.row_of(self._current) if self._current is not None else None
        end = self._queue.row_of(no)
        if start is not None and end is not None:
            rows = self._queue.rows(min(start, end), max(start, end) + 1)
            columns = self._queue.columns
            self._set_marks({**self._marks, **{columns.no(row): None for row in rows if isinstance(row, int)}})
        self.select(no)

    def _set_marks(self, marks: dict[str, None]) -> None:
        if list(marks) != list(self._marks):
            before, self._marks = self._marks, marks
            self._repaint(before.keys() ^ marks.keys())
            self.marked.emit(len(marks))

    def _arranged(self) -> list[tuple[int, int]]:
        """What stands where on screen, whatever the rows and heads say."""
        value = self.verticalScrollBar().value()
        return [(line.top - value, slot) for line, slot in zip(self._lines, self._slots, strict=True)]

    def _relaid(self) -> None:
        """Lay the lines out anew around the row that must not move."""
        self._geometry = Geometry(self._queue.groups(), self.density)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        value = self._anchored(bar.value())
        was = bar.blockSignals(True)
        bar.setRange(0, max(self._geometry.height - height, 0))
        bar.setPageStep(max(height - GROUP_HEAD, 1))
        bar.setSingleStep(self._geometry.strip)
        bar.setValue(value)
        bar.blockSignals(was)
        self._mirror()
        self._look_at(bar.value())

    def _anchored(self, value: int) -> int:
        """The scroll value at which the anchor stands where it stood: the current row, else the first one still here.

        At the top of the list with no row selected in sight, the list stays at its top.
        """
        anchors = [self._current] if self._current in self._seen else []
        if value > 0 or anchors:
            anchors += [no for no, offset in self._seen.items() if offset >= 0]
        for no in anchors:
            place = None if no is None else self._queue.place_of(no)
            top = None if place is None else self._geometry.top_of(*place)
            if no is not None and top is not None:
                return top - self._seen[no]
        return value

    def _look_at(self, value: int) -> None:
        """Remember which lines are on screen, and where."""
        before, waited = self._seen, len(self._waiting)
        self._lines = self._geometry.lines(value, value + self.viewport().height())
        slots: dict[Group, list[int]] = {}
        for head in {line.head.group for line in self._lines if line.place is not None}:
            places = [line.place for line in self._lines if line.head.group is head and line.place is not None]
            slots[head] = self._queue.window(head, places[0], places[-1] + 1).tolist()
        self._slots = [-1 if line.place is None else slots[line.head.group].pop(0) for line in self._lines]
        columns = self._queue.columns
        self._seen = {
            columns.no(slot): line.top - value for line, slot in zip(self._lines, self._slots, strict=True) if slot >= 0
        }
        row = None if self._current is None else self._queue.row_of(self._current)
        self._row_hint = self._row_hint if row is None else row
        self._forget_seen(value)
        if self._seen != before or len(self._waiting) != waited:
            self.moved.emit()

    def _forget_seen(self, value: int) -> None:
        """New rows wait only while they lie above what is on screen."""
        if value == 0 and not self._queue.is_held:
            self._waiting.clear()
        for slot in list(self._waiting):
            if not self._lies_above(slot, value):
                del self._waiting[slot]

    def _lies_above(self, slot: int, value: int) -> bool:
        if not self._queue.columns.present[slot]:
            return False
        place = self._queue.place_of(self._queue.columns.no(slot))
        if place is None:  # the order is held: it will show where it comes in
            return self._queue.is_held
        top = self._geometry.top_of(*place)
        return top is not None and top + self._geometry.strip <= value + GROUP_HEAD

    def _show(self, no: str) -> None:
        """Scroll as little as needed to bring a case into sight, clear of the head that stays at the top."""
        place = self._queue.place_of(no)
        top = None if place is None else self._geometry.top_of(*place)
        bar = self.verticalScrollBar()
        if top is not None:
            least = top + self._geometry.strip - self.viewport().height()
            bar.setValue(max(min(bar.value(), top - GROUP_HEAD), least))
        self._look_at(bar.value())

    def _told(self, shift: Shift) -> None:
        if self._current is not None and len(shift.changed):
            slot = self._queue.columns.slot(self._current)
            if slot is not None and slot in shift.changed:
                self._speak()

    def _speak(self) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, self.spoken()))

    def _box(self, line: Line) -> QRect:
        return QRect(0, line.top - self.verticalScrollBar().value(), self.viewport().width(), line.height)

    def _sticky(self) -> Line | None:
        return self._geometry.sticky(self.verticalScrollBar().value())

    def _line_at(self, at: QPoint) -> Line | None:
        sticky = self._sticky()
        if sticky is not None and self._box(sticky).contains(at):
            return sticky
        return next((line for line in self._lines if self._box(line).contains(at)), None)

    def _number(self, line: Line) -> str:
        return self._queue.columns.no(self._slots[self._lines.index(line)])

    def _marks_region(self) -> QRegion:
        """The squares of unacked rows on screen."""
        region, acked = QRegion(), self._queue.columns.acked
        for line, slot in zip(self._lines, self._slots, strict=True):
            if slot >= 0 and not acked[slot]:
                box = self._box(line)
                region += QRect(box.left(), box.top(), MARK_WIDTH, box.height())
        return region

    def _paint_strip(self, painter: QPainter, box: QRect, slot: int, part: Part) -> None:
        columns = self._queue.columns
        no = columns.no(slot)
        is_current = no == self._current
        if not part and not is_current:
            self._strips.ground(painter, box, no in self._marks)
            return
        since = self._stale.get(columns.case(slot).source)
        strip = Strip(
            text=self._texts.strip(slot),
            priority=PRIORITIES[columns.priority[slot]],
            is_unacked=not columns.acked[slot] and not columns.closed[slot],
            is_paused=bool(columns.paused[slot]),
        )
        mode = Mode(
            is_current=is_current,
            is_marked=no in self._marks,
            is_focused=is_current and self.hasFocus(),
            is_pending=no in self._pending,
            is_beside=no in self._beside,
            is_lit=self._is_lit,
            share=self._queue.share(slot),
            present=self._present.get(no, ()),
            is_news=no in self._news,
            stale=self._remarks.get(no, "") or ("" if since is None else self._texts.stale(since)),
            is_again=bool(columns.again[slot]),
        )
        self._strips.strip(painter, box, strip, mode, self._now, part)

    def _head_words(self, line: Line) -> tuple[str, str, str, bool]:
        """What a head says: name, figure, summary, and whether it is folded."""
        group = line.head.group
        if group not in self._summaries:
            self._summaries[group] = self._texts.summary(group, self._queue.summary(group), to_ms(self._now))
        return self._texts.group(group), f"{line.head.count:,}", self._summaries[group], line.head.collapsed

    def _paint_head(self, painter: QPainter, line: Line) -> None:
        words = self._heads[line.head.group] = self._head_words(line)
        self._strips.head(painter, self._box(line), *words)

    def _paint_pill(self, painter: QPainter, area: QRect) -> None:
        """Say what waits above in the head at the upper edge, where no row lies under it."""
        self._pill = QRect()
        if not self._waiting:
            return
        columns = self._queue.columns
        first = min(self._waiting, key=lambda slot: (int(columns.priority[slot]), slot))
        level = PRIORITIES[columns.priority[first]]
        text = self._texts.waiting(len(self._waiting), level, self._texts.strip(first))
        self._pill = self._strips.waiting(painter, QRect(0, 0, area.width(), GROUP_HEAD), level, text)

    def _overlaid_bar(self) -> QScrollBar:
        """A bar over the right edge instead of beside the rows, in step with the scroll area's own."""
        bar, own = QScrollBar(Qt.Orientation.Vertical, self), self.verticalScrollBar()
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar.valueChanged.connect(own.setValue)
        own.valueChanged.connect(self._mirror)
        return bar

    def _mirror(self) -> None:
        own, bar = self.verticalScrollBar(), self._bar
        was = bar.blockSignals(True)
        bar.setRange(own.minimum(), own.maximum())
        bar.setPageStep(own.pageStep())
        bar.setSingleStep(own.singleStep())
        bar.setValue(own.value())
        bar.blockSignals(was)
        bar.setVisible(own.maximum() > 0)


def _parts(region: QRegion, box: QRect) -> Part:
    """The parts of a strip that a region touches."""
    left, right = box.left() + MARK_WIDTH, box.right() + 1 - TIME_WIDTH
    spans = ((Part.MARK, box.left(), left), (Part.BODY, left, right), (Part.TIME, right, box.right() + 1 - _BAR_WIDTH))
    found = Part(0)
    for part, start, end in spans:
        if region.intersects(QRect(start, box.top(), end - start, box.height())):
            found |= part
    return found
