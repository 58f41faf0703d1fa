"""The list a shift lead reviews: each rise nobody answered as one row, why it rose, how high, whom it asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from core.domain.nouns import LADDER, Priority, Rung
from widgets import format as fmt
from widgets import paint
from widgets.badges import ROW_SIZE, paint_priority
from widgets.deadline import Limit, paint_pill
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import GROUP_HEAD, INSET

ROW: Final = 54
HEAD: Final = 26
_WIDE: Final = 900  # below it the column of those asked is left to the detail
_NARROW_COLUMNS: Final = (("col.why", 182.0), ("col.ladder", 122.0), ("col.tightest", 98.0))
_WIDE_COLUMNS: Final = (("col.why", 236.0), ("col.ladder", 150.0), ("col.asked", 190.0), ("col.tightest", 118.0))


class RiseRow(Struct, frozen=True):
    """One row in words; `asked` are the rungs that were asked, the last of them is where it stands."""

    key: str
    case_no: str
    priority: Priority
    title: str
    where: str  # who has it, and the place
    why: str
    why_more: str
    since: datetime
    limit: Limit
    asked: tuple[Rung, ...] = ()
    people: str = ""
    answered: str = ""
    needs_person: bool = False
    waits: bool = False  # a superior's approval is asked for
    is_unacked: bool = False
    is_pending: bool = False  # something was asked of the hub and is not answered; `why_more` says what


class _Line(Struct, frozen=True):
    """A row of the list, or the head of its two groups."""

    top: int
    high: int
    row: int | None
    head: str = ""


class EscalationList(QAbstractScrollArea):
    """Two groups, those that need a person and those that still climb; `selected` tells the row's key."""

    selected = Signal(str)
    activated = Signal(str)

    def __init__(self, look: Look, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._now = look, now
        self._rows: tuple[RiseRow, ...] = ()
        self._lines: list[_Line] = []
        self._current: str | None = None
        self._place = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(0, HEAD, 0, 0)
        self.restyle(look)

    # --- what the owner says ----------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[RiseRow], now: datetime) -> None:
        """Show these rows in this order; the current one stays, and stays where it is seen."""
        seen_at = self._top_of(self._current)
        self._rows, self._now = tuple(rows), now
        keys = [row.key for row in self._rows]
        self._lay()
        if self._current not in keys:
            following = keys[min(self._place, len(keys) - 1)] if keys else None
            self._set_current(following)
        elif seen_at is not None:
            moved = (self._top_of(self._current) or 0) - seen_at
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved)
        self._place = keys.index(self._current) if self._current in keys else 0
        self._speak()
        self.viewport().update()

    def tick(self, now: datetime) -> None:
        """Let the time pass: only ages and countdowns change."""
        self._now = now
        self.viewport().update()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._lay()
        self._speak()
        self.update()
        self.viewport().update()

    @property
    def current(self) -> str | None:
        """The key of the current row."""
        return self._current

    @property
    def rows(self) -> tuple[RiseRow, ...]:
        """What is shown, from top to bottom."""
        return self._rows

    def select(self, key: str) -> None:
        """Make a row the current one and bring it into sight."""
        if any(row.key == key for row in self._rows):
            self._set_current(key)
            self._show_current()

    # --- keys and mouse ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J, K and the arrows move; Home and End; every other key goes on to the page."""
        key, page = Qt.Key(event.key()), max(1, self.viewport().height() // ROW - 1)
        last = len(self._rows)
        by = {
            Qt.Key.Key_J: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_K: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -last,
            Qt.Key.Key_End: last,
        }.get(key)
        if by is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        if self._rows:
            self._place = min(len(self._rows) - 1, max(0, self._place + by))
            self._set_current(self._rows[self._place].key)
            self._show_current()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a row."""
        row = self._row_at(event.position().y())
        if row is not None:
            self._place = row
            self._set_current(self._rows[row].key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press has done it."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens it."""
        row = self._row_at(event.position().y())
        if row is not None:
            self.activated.emit(self._rows[row].key)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in full what the row had no room for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self.told(self._rows[row]) if row is not None else "", self)
            return True
        return super().viewportEvent(event)

    def told(self, row: RiseRow) -> str:
        """A row in full."""
        rung = self._look.word(row.asked[-1]) if row.asked else fmt.DASH
        parts = (row.title, row.where, row.why, row.why_more, rung, row.people, row.answered)
        return "\n".join(part for part in parts if part)

    # --- Qt's side --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """The left part of the page."""
        return QSize(1060, 800)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the smallest desk."""
        return QSize(560, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the lines anew."""
        super().resizeEvent(event)
        self._lay()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """The words above the columns stand outside the part that scrolls."""
        done = super().event(event)
        if event.type() == QEvent.Type.Paint:
            painter = QPainter(self)
            self._paint_words(painter)
            painter.end()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines on screen."""
        painter, theme = QPainter(self.viewport()), self._look.theme
        area = self.viewport().rect()
        painter.fillRect(area, theme.bg1)
        offset = self.verticalScrollBar().value()
        for line in self._lines:
            box = QRectF(0, line.top - offset, area.width(), line.high)
            if box.bottom() < 0 or box.top() > area.height():
                continue
            if line.row is None:
                self._paint_head(painter, box, line.head)
            else:
                self._paint_row(painter, box, self._rows[line.row])
        painter.end()

    # --- painting ---------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[tuple[str, float], ...]:
        return _WIDE_COLUMNS if self.viewport().width() >= _WIDE else _NARROW_COLUMNS

    def _boxes(self, box: QRectF) -> dict[str, QRectF]:
        """Where each column stands in a row."""
        found, right = {}, box.right() - INSET
        for name, wide in reversed(self._columns()):
            found[name] = QRectF(right - wide, box.top(), wide - 12, box.height())
            right -= wide
        found["col.case"] = QRectF(box.left() + 52, box.top(), right - box.left() - 64, box.height())
        found["col.tightest"].setRight(box.right() - INSET)
        return found

    def _paint_words(self, painter: QPainter) -> None:
        theme = self._look.theme
        head = QRectF(0, 0, self.width(), HEAD)
        painter.fillRect(head, theme.bg1)
        painter.fillRect(QRectF(0, HEAD - 1, self.width(), 1), theme.line)
        inner = QRectF(0, 0, self.viewport().width(), HEAD)
        for name, box in self._boxes(inner).items():
            align = paint.RIGHT if name == "col.tightest" else paint.LEFT
            paint.write(painter, box, self._look.text(name), "label", theme.t3, align)

    def _paint_head(self, painter: QPainter, box: QRectF, text: str) -> None:
        theme = self._look.theme
        painter.fillRect(box, theme.bg2)
        paint.write(painter, box.adjusted(INSET, 0, -INSET, 0), text, "second_strong", theme.t1)

    def _paint_row(self, painter: QPainter, box: QRectF, row: RiseRow) -> None:
        theme, is_current = self._look.theme, row.key == self._current
        if is_current:
            painter.fillRect(box, theme.bg3)
            painter.fillRect(QRectF(box.left(), box.top(), 4, box.height()), theme.acc)
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.line)
        paint_priority(painter, QRectF(box.left() + 18, box.top() + 15, ROW_SIZE, ROW_SIZE), row.priority, theme)
        if row.is_unacked:
            painter.fillRect(QRectF(box.left() + 6, box.top() + 22, 9, 9), theme.t1)
        boxes = self._boxes(box)
        strong = row.needs_person
        self._two(painter, boxes["col.case"], row.title, row.where, "row_unacked" if strong else "row")
        why_more = boxes["col.why"]
        if row.is_pending:
            paint_icon(painter, QRectF(why_more.left(), why_more.top() + 31, 14, 14), "clock", theme.t2)
        self._two(painter, why_more, row.why, row.why_more, "second_strong", 18 if row.is_pending else 0)
        self._paint_ladder(painter, boxes["col.ladder"], row)
        if "col.asked" in boxes:
            self._two(painter, boxes["col.asked"], row.people, row.answered, "second")
        self._paint_clock(painter, boxes["col.tightest"], row)
        if is_current and self.hasFocus():
            paint.focus_ring(painter, box.adjusted(0, 0, 0, -1), theme)

    def _two(self, painter: QPainter, box: QRectF, first: str, second: str, role: str, indent: float = 0) -> None:
        theme = self._look.theme
        paint.write(painter, QRectF(box.left(), box.top() + 5, box.width(), 24), first, role, theme.t1)
        below = QRectF(box.left() + indent, box.top() + 28, box.width() - indent, 20)
        paint.write(painter, below, paint.end_kept(second, "second", below.width()), "second", theme.t2)

    def _paint_ladder(self, painter: QPainter, box: QRectF, row: RiseRow) -> None:
        """Five rungs in a line: filled where somebody was asked, larger where it stands."""
        theme, look = self._look.theme, self._look
        middle = box.top() + 17
        here = row.asked[-1] if row.asked else None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.edge, 1.2))
        painter.drawLine(QPointF(box.left() + 5, middle), QPointF(box.left() + 5 + 4 * 15, middle))
        for place, rung in enumerate(LADDER):
            at = QPointF(box.left() + 5 + place * 15, middle)
            painter.setBrush(theme.t1 if rung in row.asked else theme.bg3 if row.key == self._current else theme.bg1)
            painter.setPen(QPen(theme.t1 if rung in row.asked else theme.edge, 1.2))
            side = 5.0 if rung is here else 3.0
            painter.drawRect(QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side))
        painter.restore()
        word = look.word(here) if here is not None else look.text("rise.approval")
        age = fmt.age((self._now - row.since).total_seconds(), look.lang)
        line = QRectF(box.left(), box.top() + 28, box.width(), 20)
        paint.write(painter, line, f"{word} · {age}", "second", theme.t2)

    def _paint_clock(self, painter: QPainter, box: QRectF, row: RiseRow) -> None:
        theme, look = self._look.theme, self._look
        paint_pill(painter, box.right(), box.top() + 17, row.limit, self._now, look)
        line = QRectF(box.left(), box.top() + 30, box.width(), 18)
        word = look.word(row.limit.clock) if row.limit.due is not None else look.text("no_limit")
        paint.write(painter, line, word, "label", theme.t2, paint.RIGHT)

    # --- inside -----------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        """Put every line at its height: the two heads and the rows under them."""
        lines: list[_Line] = []
        top = 0
        for needs, key in ((True, "rise.needs"), (False, "rise.climbs")):
            mine = [place for place, row in enumerate(self._rows) if row.needs_person is needs]
            if mine:
                lines.append(_Line(top, GROUP_HEAD, None, self._look.text(key, count=len(mine))))
                top += GROUP_HEAD
            for place in mine:
                lines.append(_Line(top, ROW, place))
                top += ROW
        self._lines = lines
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, top - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(ROW)

    def _top_of(self, key: str | None) -> int | None:
        return next((v.top for v in self._lines if v.row is not None and self._rows[v.row].key == key), None)

    def _row_at(self, y: float) -> int | None:
        at = y + self.verticalScrollBar().value()
        return next((line.row for line in self._lines if line.top <= at < line.top + line.high), None)

    def _set_current(self, key: str | None) -> None:
        if key == self._current:
            return
        self._current = key
        self._speak()
        self.viewport().update()
        if key is not None:
            self.selected.emit(key)

    def _show_current(self) -> None:
        top = self._top_of(self._current)
        if top is None:
            return
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if top - GROUP_HEAD < bar.value():
            bar.setValue(top - GROUP_HEAD)
        elif top + ROW > bar.value() + room:
            bar.setValue(top + ROW - room)

    def _speak(self) -> None:
        row = next((row for row in self._rows if row.key == self._current), None)
        paint.name(self, self._look.text("rise.list"), self.told(row).replace("\n", ", ") if row is not None else "")
