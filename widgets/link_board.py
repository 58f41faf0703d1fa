"""The board of one video network: every room or camera with its state, its age and who said so, by level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from core.domain.nouns import LinkState
from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import GROUP_HEAD, INSET

ROW: Final = 44
_BAD: Final = frozenset({LinkState.DOWN})
_WARN: Final = frozenset({LinkState.SLOW, LinkState.STALE})


class LinkRow(Struct, frozen=True):
    """One site in words; `by_hand` rows carry a hand's mark and never a tick."""

    id: str
    name: str
    group: str
    state: LinkState
    word: str  # the state in words
    told: str  # age and by whom
    by_hand: bool = False
    call: str = ""  # the last roll call's answer
    has_stream: bool = False
    is_old: bool = False  # the hub is out of reach: the head says since when, the row is grey


class GroupHead(Struct, frozen=True):
    """The head of one level: its name and its counts."""

    id: str
    name: str
    counts: str
    is_old: bool = False  # some of it no longer holds


class _Line(Struct, frozen=True):
    top: int
    high: int
    row: int | None
    head: int | None = None


class LinkBoard(QAbstractScrollArea):
    """Rows under the heads of their levels; `selected` tells the site, `activated` wants its picture."""

    selected = Signal(str)
    activated = Signal(str)

    def __init__(self, look: Look, name_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._name_key = look, name_key
        self._heads: tuple[GroupHead, ...] = ()
        self._rows: tuple[LinkRow, ...] = ()
        self._lines: list[_Line] = []
        self._current: str | None = None
        self._playing: str | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.restyle(look)

    # --- what the owner says ----------------------------------------------------------------------------------

    def show_board(self, heads: Sequence[GroupHead], rows: Sequence[LinkRow]) -> None:
        """Show these levels and sites in this order; the current site stays."""
        order = {head.id: place for place, head in enumerate(heads)}
        self._heads = tuple(heads)
        self._rows = tuple(sorted(rows, key=lambda row: order[row.group]))
        if self._current is None and self._rows:
            self._current = self._rows[0].id
        self._lay()
        self.viewport().update()

    def show_playing(self, link: str | None) -> None:
        """Mark the site whose picture is shown."""
        self._playing = link
        self.viewport().update()

    @property
    def current(self) -> str | None:
        """The site under the bar."""
        return self._current

    @property
    def rows(self) -> tuple[LinkRow, ...]:
        """What is shown, from top to bottom."""
        return self._rows

    def select(self, link: str) -> None:
        """Make a site the current one and bring it into sight."""
        if any(row.id == link for row in self._rows):
            self._set_current(link)
            self._show_current()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._speak()
        self.viewport().update()

    # --- keys and mouse ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J, K and the arrows move; every other key goes on to the page."""
        page = max(1, self.viewport().height() // ROW - 1)
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
        }.get(Qt.Key(event.key()))
        if by is None or not self._rows or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        ids = [row.id for row in self._rows]
        here = ids.index(self._current) if self._current in ids else 0
        self.select(ids[min(last - 1, max(0, here + by))])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a site."""
        row = self._row_at(event.position().y())
        if row is not None:
            self._set_current(row.id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press has done it."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click wants its picture."""
        row = self._row_at(event.position().y())
        if row is not None:
            self.activated.emit(row.id)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in full what the row had no room for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), _told(row) if row is not None else "", self)
            return True
        return super().viewportEvent(event)

    # --- Qt's side --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """A column of the page."""
        return QSize(480, 800)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the smallest desk."""
        return QSize(300, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the lines anew."""
        super().resizeEvent(event)
        self._lay()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears, and the page learns which board has the keys."""
        super().focusInEvent(event)
        self.viewport().update()
        if self._current is not None:
            self.selected.emit(self._current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines on screen."""
        painter, theme = QPainter(self.viewport()), self._look.theme
        area, offset = self.viewport().rect(), self.verticalScrollBar().value()
        painter.fillRect(area, theme.bg1)
        for line in self._lines:
            box = QRectF(0, line.top - offset, area.width(), line.high)
            if box.bottom() < 0 or box.top() > area.height():
                continue
            if line.head is not None:
                self._paint_head(painter, box, self._heads[line.head])
            elif line.row is not None:
                self._paint_row(painter, box, self._rows[line.row])
        painter.end()

    # --- painting ---------------------------------------------------------------------------------------------

    def _paint_head(self, painter: QPainter, box: QRectF, head: GroupHead) -> None:
        theme = self._look.theme
        painter.fillRect(box, theme.bg2)
        inner = box.adjusted(INSET, 0, -INSET, 0)
        room = paint.width(head.counts, "label")
        paint.write(painter, inner.adjusted(0, 0, -room - 8, 0), head.name, "second_strong", theme.t1)
        paint.write(painter, inner, head.counts, "label", theme.t3 if head.is_old else theme.t2, paint.RIGHT)

    def _paint_row(self, painter: QPainter, box: QRectF, row: LinkRow) -> None:
        theme, is_current = self._look.theme, row.id == self._current
        if is_current:
            painter.fillRect(box, theme.bg3 if self.hasFocus() else theme.bg2)
            painter.fillRect(
                QRectF(box.left(), box.top(), 4, box.height()), theme.acc if self.hasFocus() else theme.edge
            )
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.line)
        self._paint_mark(painter, QRectF(box.left() + 14, box.top() + 13, 18, 18), row)
        left, right = box.left() + 42, box.right() - INSET
        strong = row.state in _BAD | _WARN and not row.is_old
        ink = self._ink(row)
        wide = paint.width(row.word, "second_strong")
        first = QRectF(left, box.top() + 3, right - left, 21)
        paint.write(painter, first, row.word, "second_strong" if strong else "second", ink, paint.RIGHT)
        icon = 22 if row.has_stream else 0
        paint.write(painter, first.adjusted(0, 0, -wide - 10 - icon, 0), row.name, "body", theme.t1)
        if row.has_stream:
            at = left + min(paint.width(row.name, "body"), first.width() - wide - 10 - icon) + 6
            tone = theme.acc if row.id == self._playing else theme.t3
            paint_icon(painter, QRectF(at, box.top() + 5, 16, 16), "video", tone)
        second = QRectF(left, box.top() + 23, right - left, 18)
        room = paint.width(row.told, "label")
        paint.write(painter, second, row.told, "label", theme.t3, paint.RIGHT)
        paint.write(painter, second.adjusted(0, 0, -room - 10, 0), row.call, "label", theme.t2)
        if is_current and self.hasFocus():
            paint.focus_ring(painter, box.adjusted(0, 0, 0, -1), theme)

    def _ink(self, row: LinkRow) -> QColor:
        theme = self._look.theme
        if row.is_old:
            return theme.t3
        if row.state in _BAD:
            return theme.p1.text
        return theme.p2.text if row.state in _WARN else theme.t2

    def _paint_mark(self, painter: QPainter, box: QRectF, row: LinkRow) -> None:
        """A tick only where a machine says that it is well; a person for what is known by hand; else a bare ring."""
        theme = self._look.theme
        if row.state in _BAD:
            paint_icon(painter, box, "link_down", theme.p1.text)
        elif row.by_hand:
            paint_icon(painter, box, "person", theme.t2)
        elif row.state in _WARN:
            paint_icon(painter, box, "clock", self._ink(row))
        elif row.state is LinkState.OK:
            paint_icon(painter, box, "tick", theme.t2)
        else:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.edge, 1.4, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.adjusted(4, 4, -4, -4))
            painter.restore()

    # --- inside -----------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        lines: list[_Line] = []
        top = 0
        for place, head in enumerate(self._heads):
            lines.append(_Line(top, GROUP_HEAD, None, place))
            top += GROUP_HEAD
            for number, row in enumerate(self._rows):
                if row.group == head.id:
                    lines.append(_Line(top, ROW, number))
                    top += ROW
        self._lines = lines
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, top - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(ROW)

    def _row_at(self, y: float) -> LinkRow | None:
        at = y + self.verticalScrollBar().value()
        found = next((line.row for line in self._lines if line.top <= at < line.top + line.high), None)
        return None if found is None else self._rows[found]

    def _set_current(self, link: str) -> None:
        if link != self._current:
            self._current = link
            self._speak()
            self.viewport().update()
            self.selected.emit(link)

    def _show_current(self) -> None:
        line = next((v for v in self._lines if v.row is not None and self._rows[v.row].id == self._current), None)
        if line is None:
            return
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if line.top - GROUP_HEAD < bar.value():
            bar.setValue(line.top - GROUP_HEAD)
        elif line.top + ROW > bar.value() + room:
            bar.setValue(line.top + ROW - room)

    def _speak(self) -> None:
        row = next((row for row in self._rows if row.id == self._current), None)
        said = _told(row).replace("\n", ", ") if row is not None else ""
        paint.name(self, self._look.text(self._name_key), said)


def _told(row: LinkRow) -> str:
    return "\n".join(part for part in (row.name, row.word, row.told, row.call) if part)
