"""The record of a case, newest first: when, who, and what in words; long texts wrap and none is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from math import ceil
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.domain.board import LOCAL
from widgets import format as fmt
from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import RING

Index = QModelIndex | QPersistentModelIndex
_WHEN: Final = 84
_WHO: Final = 88  # at least
_WHO_SHARE: Final = 0.28  # of the width, at most
_MARK: Final = 18.0  # beside the name of what is pending or an alarm
_ROW: Final = 27
_AROUND: Final = 6  # above and below the words


class EntryKind(StrEnum):
    """What an entry of the record is."""

    EVENT = "event"
    PENDING = "pending"  # asked here, not yet answered by the hub
    GAP = "gap"  # entries known to be missing
    ALARM = "alarm"  # a rise or a limit that was missed


class Entry(Struct, frozen=True):
    """One line of the record; `text` is in words already, `at` is when it happened."""

    at: datetime
    who: str
    text: str
    kind: EntryKind = EntryKind.EVENT


class TimelineModel(QAbstractListModel):
    """The entries in the order they are given."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.now: datetime | None = None
        self._entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: Sequence[Entry], now: datetime) -> None:
        """Take a new record; when only newer entries came on top, the old ones stay where they are."""
        entries, self.now = tuple(entries), now
        grown = len(entries) - len(self._entries)
        if grown > 0 and self._entries and entries[grown:] == self._entries:
            self.beginInsertRows(QModelIndex(), 0, grown - 1)
            self._entries = entries
            self.endInsertRows()
        elif entries != self._entries:
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()

    def set_look(self, look: Look) -> None:
        """Take a new theme or language."""
        self.look = look
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def entry(self, place: int) -> Entry:
        """The entry in one row."""
        return self._entries[place]

    def when(self, entry: Entry) -> str:
        """The time of an entry: with seconds today, with the date before."""
        local, now = entry.at.astimezone(LOCAL), self.now or entry.at
        return fmt.clock(entry.at) if local.date() == now.astimezone(LOCAL).date() else local.strftime("%m-%d %H:%M")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """How many entries."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of an entry."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{self.when(entry)}  {entry.who}  {entry.text}"
        return None


def _role(entry: Entry) -> str:
    return "body_strong" if entry.kind is EntryKind.ALARM else "body"


def _name_width(entry: Entry) -> float:
    mark = _MARK if entry.kind in (EntryKind.PENDING, EntryKind.ALARM) else 0.0
    return paint.width(entry.who, "second") + mark


class _Delegate(QStyledItemDelegate):
    """Paints one entry, wrapped to the width there is."""

    room = 300
    who: float = _WHO

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height its text needs."""
        model = index.model()
        assert isinstance(model, TimelineModel)
        entry = model.entry(index.row())
        metrics = paint.metrics(_role(entry))
        box = metrics.boundingRect(QRectF(0, 0, self.text_width(), 20_000), self._flags(), entry.text)
        return QSize(self.room, max(_ROW, ceil(box.height()) + _AROUND))

    def text_width(self) -> float:
        """How wide the words may run."""
        return max(80.0, float(self.room - _WHEN - 6) - self.who)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw time, actor and words."""
        model = index.model()
        assert isinstance(model, TimelineModel)
        theme, entry = model.look.theme, model.entry(index.row())
        box = QRectF(option.rect)
        view = self.parent()
        if isinstance(view, Timeline) and box.top() > 0 and box.bottom() > view.viewport().height():
            return  # an entry is shown whole or not at all: half a line is read wrong
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.bg3)
        gap = entry.kind is EntryKind.GAP
        if gap:
            paint.hatch(painter, QRectF(box.left(), box.top() + 5, _WHEN - 12, _ROW - 10), theme.edge)
        else:
            paint.write(painter, QRectF(box.left(), box.top(), _WHEN, _ROW), model.when(entry), "second", theme.t3)
        who = QRectF(box.left() + _WHEN, box.top(), self.who - 8, _ROW)
        if entry.kind in (EntryKind.PENDING, EntryKind.ALARM):
            mark = "clock" if entry.kind is EntryKind.PENDING else "warning"
            paint_icon(painter, QRectF(who.right() - 15, who.top() + 6, 15, 15), mark, theme.t2)
            who.setRight(who.right() - 18)
        paint.write(painter, who, entry.who, "second", theme.t2)
        words = QRectF(box.left() + _WHEN + self.who, box.top() + 3, self.text_width(), box.height() - 3)
        painter.setFont(model.look.font(_role(entry)))
        painter.setPen(theme.t2 if entry.kind is EntryKind.PENDING or gap else theme.t1)
        painter.drawText(words, self._flags(), entry.text)
        painter.restore()

    @staticmethod
    def _flags() -> int:
        return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class Timeline(QListView):
    """The record of the selected case."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._model = TimelineModel(look, self)
        self._delegate = _Delegate(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.restyle(look)

    def show_entries(self, entries: Sequence[Entry], now: datetime) -> None:
        """Show this record, newest first."""
        self._model.set_entries(entries, now)
        self._measure()

    def count(self) -> int:
        """How many entries it shows."""
        return self._model.rowCount()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._model.set_look(look)
        paint.name(self, look.text("timeline"))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        self._delegate.room = self.viewport().width()
        super().resizeEvent(event)
        self._measure()
        self.scheduleDelayedItemsLayout()

    def _measure(self) -> None:
        """The names take what the longest of them needs, as far as the words keep most of the room."""
        self._delegate.room = self.viewport().width()
        entries = [self._model.entry(place) for place in range(self._model.rowCount())]
        needed = max((_name_width(entry) for entry in entries), default=0.0) + 9
        who = max(float(_WHO), min(needed, _WHO_SHARE * self._delegate.room))
        if who != self._delegate.who:
            self._delegate.who = who
            self.scheduleDelayedItemsLayout()
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys, never a search."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries, or the sentence for none, and the ring."""
        super().paintEvent(event)
        painter, theme = QPainter(self.viewport()), self._look.theme
        if self._model.rowCount() == 0:
            box = QRectF(0, 0, self.viewport().width(), _ROW)
            paint.write(painter, box, self._look.text("timeline.empty"), "body", theme.t2)
        if self.hasFocus():
            paint.panel(painter, QRectF(self.viewport().rect()), None, theme.acc, RING)
