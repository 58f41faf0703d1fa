"""One line a seat: who sits there, how many cases they hold and how grave, what of it is late and what breaks next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.domain.nouns import Priority
from widgets import format as fmt
from widgets import paint
from widgets.as_of import paint_as_of
from widgets.badges import STRIP_SIZE, paint_priority
from widgets.deadline import Limit, paint_pill
from widgets.look import Look
from widgets.strip_blocks import Counts
from widgets.theme import INSET, PANEL_HEAD, TABLE_ROW

_SEAT: Final = 110.0
_PERSON: Final = 96.0
_CLAIMED: Final = 72.0
_SENT: Final = 84.0
_HELD: Final = 112.0
_LEVEL: Final = 50.0
_LATE: Final = 70.0
_BAR: Final = 60.0
_FIRST: Final = 190.0  # the next deadline, at the right
_COLUMNS: Final = _SEAT + _PERSON + _CLAIMED + _SENT + _HELD + 4 * _LEVEL + _LATE


class SeatKind(StrEnum):
    """What a row stands for: what nobody has, what units have of nobody here, a seat that has claimed
    something or is one's own, and where somebody sat last who has claimed nothing now."""

    NOBODY = "nobody"
    UNITS = "units"
    SEAT = "seat"
    LAST = "last"


class SeatRow(Struct, frozen=True):
    """A seat's load: `levels` counts all of it, `claimed` and `sent` are its two parts."""

    kind: SeatKind
    seat: str
    person: str
    levels: Counts
    claimed: int = 0
    sent: int = 0
    overdue: int = 0
    first_no: str = ""
    first: Limit | None = None


class SeatsBoard(QWidget):
    """All seats that hold a case, the one with the most first; a click on a seat's next deadline asks for the case."""

    case_chosen = Signal(str)

    def __init__(self, look: Look, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._now = look, now
        self._rows: tuple[SeatRow, ...] = ()
        self._as_of = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle(look)

    @property
    def rows(self) -> tuple[SeatRow, ...]:
        """What it shows."""
        return self._rows

    def show_rows(self, rows: Sequence[SeatRow], now: datetime) -> None:
        """Show these."""
        self._now = now
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.restyle(self._look)
        self.update()

    def show_as_of(self, words: str) -> None:
        """Say that the figures end at a time of day; "" while they are live."""
        if words != self._as_of:
            self._as_of = words
            self.restyle(self._look)

    @property
    def as_of(self) -> str:
        """What it says of the age of its figures."""
        return self._as_of

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        said = "; ".join(
            f"{self._seat(row)} {row.person} {look.text('col.claimed')} {row.claimed} "
            f"{look.text('col.sent_out')} {row.sent} {look.text('col.held')} {row.levels.total()} "
            f"{look.text('overdue')} {row.overdue}"
            for row in self._rows
        )
        paint.name(self, look.text("seats"), said)
        self.update()

    def sizeHint(self) -> QSize:
        """Head and six rows."""
        return QSize(760, 2 * PANEL_HEAD + 6 * TABLE_ROW)

    def minimumSizeHint(self) -> QSize:
        """Head and two rows."""
        return QSize(560, 2 * PANEL_HEAD + 2 * TABLE_ROW)

    def event(self, event: QEvent) -> bool:
        """Under the mouse a seat somebody had says what is not known of it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.told_at(event.pos().toPointF()), self)
            return True
        return super().event(event)

    def told_at(self, point: QPointF) -> str:
        """What the row at a place says of itself, "" where there is nothing to add."""
        row = self._row_at(point)
        is_last = row is not None and row.kind is SeatKind.LAST and row.seat
        return self._look.text("seats.last.tip", seat=row.seat) if row is not None and is_last else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A row's next deadline leads to its case."""
        if event.button() is Qt.MouseButton.LeftButton:
            row = self._row_at(event.position())
            if row is not None and row.first_no:
                self.case_chosen.emit(row.first_no)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, column heads and rows."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        paint.panel(painter, QRectF(self.rect()), theme.bg1)
        right = float(self.width()) - INSET
        paint.write(painter, QRectF(INSET, 0, right, PANEL_HEAD), look.text("seats"), "head", theme.t1)
        paint_as_of(painter, QRectF(INSET, 0, right - INSET, PANEL_HEAD), self._as_of, look)
        heads = QRectF(0, PANEL_HEAD, self.width(), 26)
        for key, left, align in self._columns():
            box = QRectF(left, heads.top(), right - left, heads.height())
            paint.write(painter, box, look.text(key), "label", theme.t3, align)
        painter.fillRect(QRectF(0, heads.bottom(), self.width(), 1), theme.line)
        if not self._rows:
            middle = QRectF(INSET, heads.bottom() + 10, right - INSET, 24)
            paint.write(painter, middle, look.text("seats.none"), "body_strong", theme.t2)
            paint.write(painter, middle.translated(0, 24), look.text("seats.none_more"), "second", theme.t3)
        most = max((row.levels.total() for row in self._rows), default=1)
        for place, row in enumerate(self._rows):
            self._paint_row(
                painter, QRectF(0, heads.bottom() + 1 + place * TABLE_ROW, self.width(), TABLE_ROW), row, most
            )

    def _columns(self) -> tuple[tuple[str, float, Qt.AlignmentFlag], ...]:
        x, times = float(INSET), self._stretch()
        person = x + times * _SEAT
        claimed = person + times * _PERSON
        sent = claimed + times * _CLAIMED
        held = sent + times * _SENT
        levels = held + times * _HELD
        late = levels + times * 4 * _LEVEL
        return (
            ("col.seat", x, paint.LEFT),
            ("col.person", person, paint.LEFT),
            ("col.claimed", claimed, paint.LEFT),
            ("col.sent_out", sent, paint.LEFT),
            ("col.held", held, paint.LEFT),
            ("col.levels", levels, paint.LEFT),
            ("col.late", late, paint.LEFT),
            ("col.first", late + times * _LATE, paint.RIGHT),
        )

    def _stretch(self) -> float:
        """How many times as wide the columns are as they must be: they share all the room there is."""
        return max(1.0, (self.width() - 2 * INSET - _FIRST) / _COLUMNS)

    def _paint_row(self, painter: QPainter, box: QRectF, row: SeatRow, most: int) -> None:
        look, theme = self._look, self._look.theme
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.line)
        at, times = {key: left for key, left, _ in self._columns()}, self._stretch()
        ink = theme.p2.text if row.kind is SeatKind.NOBODY else theme.t1 if row.kind is SeatKind.SEAT else theme.t2

        def cell(key: str, wide: float) -> QRectF:
            return QRectF(at[key], box.top(), times * wide - 6, box.height())

        wide = _SEAT if row.person else _SEAT + _PERSON
        paint.write(painter, cell("col.seat", wide), self._seat(row), "second_strong", ink)
        paint.write(painter, cell("col.person", _PERSON), row.person, "second", theme.t2)
        parts = (("col.claimed", _CLAIMED, row.claimed), ("col.sent_out", _SENT, row.sent))
        for key, wide, part in {SeatKind.NOBODY: (), SeatKind.UNITS: parts[1:]}.get(row.kind, parts):
            paint.write(painter, cell(key, wide), fmt.count(part), "body", theme.t1 if part else theme.t3)
        held = cell("col.held", _HELD)
        bar = QRectF(held.left(), held.center().y() - 4, times * _BAR * row.levels.total() / max(1, most), 8)
        painter.fillRect(QRectF(held.left(), bar.top(), times * _BAR, 8), theme.bg3)
        painter.fillRect(bar, theme.t3)
        count = held.adjusted(times * _BAR + 8, 0, 0, 0)
        paint.write(painter, count, fmt.count(row.levels.total()), "body_strong", theme.t1)
        for place, priority in enumerate(Priority):
            x, number = at["col.levels"] + place * times * _LEVEL, row.levels.of(priority)
            if not number:
                continue
            paint_priority(
                painter, QRectF(x, box.center().y() - STRIP_SIZE / 2, STRIP_SIZE, STRIP_SIZE), priority, theme
            )
            text = QRectF(x + STRIP_SIZE + 5, box.top(), _LEVEL - STRIP_SIZE - 5, box.height())
            paint.write(painter, text, fmt.count(number), "body", theme.t1)
        late = fmt.count(row.overdue)
        role, late_ink = ("body_strong", theme.t1) if row.overdue else ("body", theme.t3)
        paint.write(painter, cell("col.late", _LATE), late, role, late_ink)
        if row.first is not None:
            right = box.right() - INSET
            pill = paint_pill(painter, right, box.center().y(), row.first, self._now, look)
            words = f"{fmt.short_no(row.first_no)} {look.word(row.first.clock)}"
            room = QRectF(at["col.first"], box.top(), max(0.0, pill.left() - 10 - at["col.first"]), box.height())
            paint.write(painter, room, words, "second", theme.t2, paint.RIGHT)

    def _seat(self, row: SeatRow) -> str:
        if row.kind is SeatKind.NOBODY:
            return self._look.text("nobody")
        if row.kind is SeatKind.UNITS:
            return self._look.text("seats.units")
        if not row.seat:
            return fmt.DASH
        return self._look.text("seat" if row.kind is SeatKind.SEAT else "seats.last", seat=row.seat)

    def _row_at(self, point: QPointF) -> SeatRow | None:
        place = int((point.y() - PANEL_HEAD - 27) // TABLE_ROW)
        return self._rows[place] if 0 <= place < len(self._rows) else None
