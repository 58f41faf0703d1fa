"""What a wall shows, all of it 2.3 times as large as on a desk: map, counts, the next deadlines; nobody operates it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QSizePolicy, QWidget

from core.domain.nouns import Clock, Priority
from widgets import format as fmt
from widgets import paint
from widgets.as_of import paint_as_of
from widgets.badges import STRIP_SIZE, paint_priority
from widgets.deadline import Limit, paint_pill, text_of
from widgets.look import Look
from widgets.strip_blocks import Counts
from widgets.theme import GAP, INSET, PANEL_HEAD

SCALE: Final = 2.3  # body text of 14 px becomes 32 px: 20 arc minutes at 3.5 m on a 55-inch panel
MOST: Final = 12
_ROW: Final = 24.0
_TOP: Final = 62.0
_WIDE: Final = 440.0
_PLACE: Final = "body"
_APART: Final = 8.0
_STEPS: Final = {
    Clock.RESPONSE: ("响应", "resp."),
    Clock.RECEIPT: ("签收", "rcpt"),
    Clock.SCENE: ("到场", "scene"),
    Clock.HANDLING: ("办结", "close"),
    Clock.SUPERVISION: ("督办", "supv."),
}


class WallRow(Struct, frozen=True):
    """One deadline: number, priority, kind of matter and street, never what anybody wrote; who has it, step and time.

    `holder` is a unit, a seat or the words for nobody, never a person.
    """

    no: str
    priority: Priority
    words: str
    limit: Limit
    is_unacked: bool = False
    street: str = ""
    holder: str = ""
    is_unheld: bool = False

    @property
    def said(self) -> str:
        """What it says in words, for a screen reader."""
        return " ".join(part for part in (fmt.short_no(self.no), self.words, self.street, self.holder) if part)


class DueList(QWidget):
    """What is unacknowledged and overdue, in figures, and the deadlines that break next."""

    def __init__(self, look: Look, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._now = look, now
        self._as_of, self._unheld = "", 0
        self._unacked, self._overdue, self._open = Counts(), 0, Counts()
        self._rows: tuple[WallRow, ...] = ()
        self._more = 0
        self._phase = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.restyle(look)

    @property
    def rows(self) -> tuple[WallRow, ...]:
        """The deadlines it shows."""
        return self._rows

    def show_counts(self, unacked: Counts, overdue: int, open_: Counts, unheld: int = 0) -> None:
        """These figures; `unheld` is what no seat has claimed and no unit works on."""
        self._unacked, self._overdue, self._open, self._unheld = unacked, overdue, open_, unheld
        self.restyle(self._look)

    def show_as_of(self, words: str) -> None:
        """Say that the deadlines' data ends at a time of day; "" while it is live."""
        if words != self._as_of:
            self._as_of = words
            self.restyle(self._look)

    def show_rows(self, rows: Sequence[WallRow], now: datetime, more: int = 0) -> None:
        """These, in this order from the top; `more` is how many unacknowledged found no row."""
        self._rows, self._now, self._more = tuple(rows[: MOST - 1 if more else MOST]), now, more
        self.restyle(self._look)

    def tick(self, phase: bool, now: datetime) -> None:
        """Half a second passed."""
        self._phase, self._now = phase, now
        self.update()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        said = "; ".join(f"{r.said} {text_of(r.limit, self._now, look)}" for r in self._rows)
        counts = f"{look.text('unacked')} {self._unacked.total()} {look.text('overdue')} {self._overdue}"
        counts = f"{counts} {look.text('strip.unheld', count=fmt.count(self._unheld))}"
        more = look.text("wall.more", count=fmt.count(self._more)) if self._more else ""
        paint.name(self, counts, "; ".join(part for part in (self._as_of, said, more) if part))
        self.update()

    def sizeHint(self) -> QSize:
        """Two figures and twelve rows."""
        return QSize(round(_WIDE), round(_TOP + PANEL_HEAD + MOST * _ROW))

    def minimumSizeHint(self) -> QSize:
        """No less: a row that is cut is none."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the figures on top, the deadlines below."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        paint.panel(painter, QRectF(self.rect()), theme.bg1)
        half = (self.width() - 3 * 8) / 2
        self._paint_unacked(painter, QRectF(8, 8, half, _TOP - 14))
        self._paint_overdue(painter, QRectF(16 + half, 8, half, _TOP - 14))
        head = QRectF(INSET, _TOP, self.width() - 2 * INSET, PANEL_HEAD - 6)
        title = look.text("wall.due") if self._rows else look.text("wall.none")
        aged = paint_as_of(painter, head, self._as_of, look)
        paint.write(painter, head.adjusted(0, 0, -aged.width() - 8, 0), title, "head", theme.t1)
        taken = aged.width() + 12 if self._as_of else 0
        self._paint_unheld(painter, head.adjusted(paint.width(title, "head") + 12, 0, -taken, 0))
        row_height = min(_ROW + 8, (self.height() - head.bottom() - 6) / MOST)
        unacked = sum(row.is_unacked for row in self._rows)
        lines: list[WallRow | None] = list(self._rows)
        if self._more:
            lines.insert(unacked, None)  # how many more of them there are stands right below them
        for place, row in enumerate(lines):
            box = QRectF(0, head.bottom() + place * row_height, self.width(), row_height)
            if row is None:
                self._paint_more(painter, box)
            else:
                self._paint_row(painter, box, row)

    def _paint_unacked(self, painter: QPainter, box: QRectF) -> None:
        look, theme, top = self._look, self._look.theme, self._unacked.highest()
        if top is None:
            paint.panel(painter, box, theme.bg2)
            paint.write(painter, box.adjusted(12, 0, 0, 0), look.text("unacked"), "head", theme.t3)
            paint.write(painter, box.adjusted(0, 0, -12, 0), "0", "count", theme.t3, paint.RIGHT)
            return
        token = theme.priority(top)
        paint.panel(painter, box, theme.bg2, token.edge, 2)
        paint_priority(painter, QRectF(box.left() + 10, box.center().y() - 11, 22, 22), top, theme)
        if self._phase:
            painter.fillRect(QRectF(box.left() + 38, box.center().y() - 5, 10, 10), theme.t1)
        paint.write(painter, box.adjusted(54, 0, 0, 0), look.text("unacked"), "head", theme.t1)
        count = fmt.count(self._unacked.total())
        paint.write(painter, box.adjusted(0, 0, -12, 0), count, "count", theme.t1, paint.RIGHT)

    def _paint_overdue(self, painter: QPainter, box: QRectF) -> None:
        look, theme = self._look, self._look.theme
        paint.panel(painter, box, theme.bg2)
        paint.write(
            painter, box.adjusted(12, 0, 0, 0), look.text("overdue"), "head", theme.t1 if self._overdue else theme.t3
        )
        count = fmt.count(self._overdue)
        if not self._overdue:
            paint.write(painter, box.adjusted(0, 0, -12, 0), count, "count", theme.t3, paint.RIGHT)
            return
        wide = paint.width(count, "count") + 20
        pill = QRectF(box.right() - 10 - wide, box.center().y() - 15, wide, 30)
        paint.panel(painter, pill, theme.over.fill, theme.over.edge, 1.4)
        paint.write(painter, pill, count, "count", theme.over.text, paint.CENTRE)

    def _paint_unheld(self, painter: QPainter, room: QRectF) -> None:
        """How many nobody has, where there is room for all of it beside the age of the data."""
        text = self._look.text("strip.unheld", count=fmt.count(self._unheld))
        if paint.width(text, "second_strong") <= room.width():
            ink = self._look.theme.t1 if self._unheld else self._look.theme.t3
            paint.write(painter, room, text, "second_strong", ink, paint.RIGHT)

    def _paint_more(self, painter: QPainter, box: QRectF) -> None:
        look, theme = self._look, self._look.theme
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.line)
        painter.fillRect(QRectF(5, box.center().y() - 4, 8, 8), theme.t1)
        words = look.text("wall.more", count=fmt.count(self._more))
        paint.write(painter, box.adjusted(18, 0, -10, 0), words, "body_strong", theme.t1)

    def _paint_row(self, painter: QPainter, box: QRectF, row: WallRow) -> None:
        look, theme = self._look, self._look.theme
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.line)
        middle = box.center().y()
        if row.is_unacked:
            painter.fillRect(QRectF(5, middle - 4, 8, 8), theme.t1)
        paint_priority(painter, QRectF(18, middle - STRIP_SIZE / 2, STRIP_SIZE, STRIP_SIZE), row.priority, theme)
        number = fmt.short_no(row.no)
        x = 18.0 + STRIP_SIZE + 8
        paint.write(painter, QRectF(x, box.top(), 60, box.height()), number, _PLACE, theme.t2)
        x += paint.width("0000", _PLACE) + 8
        pill = paint_pill(painter, box.right() - 10, middle, row.limit, self._now, look)
        self._paint_words(painter, QRectF(x, box.top(), pill.left() - 8 - x, box.height()), row)

    def _paint_words(self, painter: QPainter, box: QRectF, row: WallRow) -> None:
        """The matter from the left, who has it and the step from the right; the street goes first, then the step."""
        theme = self._look.theme
        step = _STEPS[row.limit.clock][0 if self._look.lang.startswith("zh") else 1]
        wide = {part: paint.width(part, _PLACE) + _APART for part in (row.holder, step) if part}
        with_street = " · ".join(part for part in (row.words, row.street) if part)
        room = box.width() - sum(wide.values())
        words = with_street if paint.width(with_street, _PLACE) <= room else row.words
        has_step = paint.width(words, _PLACE) <= room
        for part, ink in ((step if has_step else "", theme.t2), (row.holder, theme.t1 if row.is_unheld else theme.t2)):
            if part:
                paint.write(painter, box, part, _PLACE, ink, paint.RIGHT)
                box = box.adjusted(0, 0, -wide[part], 0)
        paint.write(painter, box, words, _PLACE, theme.t1)


class Magnifier(QGraphicsView):
    """Shows a widget `scale` times as large, drawn anew at that size; it takes no keys and no clicks."""

    def __init__(self, shown: QWidget, scale: float = SCALE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown, self._scale = shown, scale
        self.setScene(QGraphicsScene(self))
        self._proxy = self.scene().addWidget(shown)
        self.scale(scale, scale)
        self.setInteractive(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for side in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            side(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)

    @property
    def magnified(self) -> float:
        """How many times as large it is shown now."""
        return self.transform().m11()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the widget the room there is, counted in its own pixels."""
        super().resizeEvent(event)
        least = self._shown.minimumSizeHint()
        fits = min(self.width() / max(1, least.width()), self.height() / max(1, least.height()))
        scale = min(self._scale, fits)  # on a smaller panel everything stays in sight, at less than full size
        self.resetTransform()
        self.scale(scale, scale)
        self._proxy.resize(self.width() / scale, self.height() / scale)
        self.scene().setSceneRect(self._proxy.geometry())


__all__ = ["GAP", "MOST", "SCALE", "DueList", "Magnifier", "WallRow"]
