"""The ladder of one case from grid to shift lead: who was asked on each rung, when, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import Rung
from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look

_LINE: Final = 22.0
_GAP: Final = 8.0
_LOW: Final = (18.0, 4.0)  # the same two where there is little height
_WORD: Final = 84.0
_MARK: Final = 22.0


class RungState(StrEnum):
    """How one rung stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    NEXT = "next"
    LATER = "later"
    PASSED = "passed"  # passed over: vacant, or everybody there was asked on a lower rung


class RungLine(Struct, frozen=True):
    """One rung in words: its people with their posts and masked telephones, and what is to be said of it."""

    rung: Rung
    state: RungState
    people: tuple[str, ...]
    remark: str


class RungLadder(QWidget):
    """Rungs from bottom to top as lines from top to bottom, joined where they were asked."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lines: tuple[RungLine, ...] = ()
        self._line, self._gap = _LINE, _GAP
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def set_low(self, is_low: bool) -> None:
        """Stand closer, or not."""
        self._line, self._gap = _LOW if is_low else (_LINE, _GAP)
        self.restyle(self._look)

    def show_lines(self, lines: Sequence[RungLine]) -> None:
        """Show these rungs."""
        self._lines = tuple(lines)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        said = "; ".join(f"{look.word(v.rung)} {v.remark} {', '.join(v.people)}" for v in self._lines)
        paint.name(self, look.text("rung.ladder"), said)
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its people."""
        return QSize(400, round(sum(self._high(line) for line in self._lines)) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw mark, name, remark and people of each rung."""
        painter, theme = QPainter(self), self._look.theme
        top = 2.0
        for place, line in enumerate(self._lines):
            high = self._high(line)
            if place + 1 < len(self._lines):
                joined = self._lines[place + 1].state in (RungState.ASKED, RungState.ANSWERED)
                style = Qt.PenStyle.SolidLine if joined else Qt.PenStyle.DotLine
                painter.setPen(QPen(theme.t2 if joined else theme.edge, 1.4, style))
                painter.drawLine(QPointF(9, top + 20), QPointF(9, top + high + 3))
            self._paint_mark(painter, QPointF(9, top + self._line / 2), line.state)
            is_quiet = line.state in (RungState.LATER, RungState.PASSED)
            ink = theme.t3 if is_quiet else theme.t1
            role = "second" if is_quiet else "second_strong"
            paint.write(painter, QRectF(_MARK, top, _WORD, self._line), self._look.word(line.rung), role, ink)
            rest = QRectF(_MARK + _WORD, top, self.width() - _MARK - _WORD, self._line)
            paint.write(painter, rest, line.remark, "second", theme.t2 if not is_quiet else theme.t3)
            for number, person in enumerate(line.people):
                box = rest.translated(0, self._line * (number + 1))
                paint.write(painter, box, person, "second", theme.t1 if not is_quiet else theme.t3)
            top += high

    def _paint_mark(self, painter: QPainter, at: QPointF, state: RungState) -> None:
        theme = self._look.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(at.x() - 6, at.y() - 6, 12, 12)
        if state is RungState.ANSWERED:
            paint_icon(painter, box.adjusted(-2, -2, 2, 2), "tick", theme.t1)
        else:
            pen = QPen(theme.t1 if state in (RungState.ASKED, RungState.NEXT) else theme.edge, 1.6)
            if state is RungState.NEXT:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.setBrush(theme.t1 if state is RungState.ASKED else theme.bg1)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    def _high(self, line: RungLine) -> float:
        return self._line * (1 + len(line.people)) + self._gap
