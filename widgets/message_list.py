"""The message log laid over the window: all short news since the sign-in, newest first, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from widgets import paint
from widgets.icons import paint_icon
from widgets.key_hint import keys_width, paint_keys
from widgets.look import Look
from widgets.tab_row import TabRow, TabText
from widgets.theme import BANNER, GAP, INSET, PANEL_HEAD, TABLE_ROW, TOP_STRIP
from widgets.toast import MARKS, ToastKind

WIDE: Final = 860
KINDS: Final = ("all", ToastKind.FAILED, ToastKind.DONE, ToastKind.INFO, ToastKind.REMINDER)
_FOOT: Final = 36
_TIME: Final = 96
_KIND: Final = 88
_ROLE: Final = Qt.ItemDataRole.UserRole


class Message(Struct, frozen=True):
    """One message in one language: when, what sort, what it says, and the case it speaks of if it does."""

    time: str
    kind: ToastKind
    text: str
    case_no: str = ""


class MessageList(QWidget):
    """A child overlay; `opened` names a case, `turned` asks for another kind."""

    opened = Signal(str)
    turned = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._host = look, parent
        self._rows: tuple[Message, ...] = ()
        self._kind = KINDS[0]
        self._tabs = TabRow(look, self)
        self._tabs.chosen.connect(self.turned)
        self._list = _List(self)
        self._painter = _Painter(look, self._list)
        self._list.setItemDelegate(self._painter)
        self._list.walked.connect(self._turn)
        self._list.entered_row.connect(self._open)
        self._list.left.connect(self.dismiss)
        self._list.currentRowChanged.connect(lambda _: self.update())
        self.setFocusProxy(self._list)
        self.hide()
        self.restyle(look)

    def open(self) -> None:
        """Lay it over the window, with the keyboard on the newest."""
        self.fit()
        self.show()
        self.raise_()
        self._list.setCurrentRow(0)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Take it away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def show_messages(self, rows: Sequence[Message], kind: str, counts: Sequence[int]) -> None:
        """Show these, newest first; `counts` are how many there are of each of `KINDS`."""
        look = self._look
        tabs = [TabText(k, look.text(f"msg.{k}"), count) for k, count in zip(KINDS, counts, strict=True)]
        self._tabs.show_tabs(tabs, kind)
        if tuple(rows) == self._rows and kind == self._kind:
            return
        grown = len(rows) - len(self._rows) if kind == self._kind else 0
        current = max(0, self._list.currentRow()) + max(0, grown)
        self._rows, self._kind = tuple(rows), kind
        self._list.clear()
        for row in rows:
            item = QListWidgetItem()
            item.setData(_ROLE, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self._spoken(row))
            self._list.addItem(item)
        self._list.setCurrentRow(min(current if grown else 0, len(rows) - 1))
        self.update()

    @property
    def texts(self) -> tuple[str, ...]:
        """Every row as it reads."""
        return tuple(self._spoken(row) for row in self._rows)

    @property
    def current(self) -> Message | None:
        """The row the keyboard is on."""
        at = self._list.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def fit(self) -> None:
        """In the middle, under the strip, never over the whole window."""
        wide = min(WIDE, self._host.width() - 40)
        top = TOP_STRIP + BANNER + GAP
        high = min(620, self._host.height() - top - 60)
        self.setGeometry((self._host.width() - wide) // 2, top, wide, high)
        self._place_tabs()
        self._list.setGeometry(GAP, PANEL_HEAD + 10, wide - 2 * GAP, high - PANEL_HEAD - 10 - _FOOT)

    def _place_tabs(self) -> None:
        """The kinds stand beside the title."""
        left = round(INSET + paint.width(self._look.text("msg"), "head"))
        self._tabs.setGeometry(left, 4, self.width() - left - 4, PANEL_HEAD)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = self._painter.look = look
        self._tabs.restyle(look)
        self._list.setStyleSheet("QListWidget { background: transparent; border: none; outline: none; }")
        paint.name(self, look.text("msg"))
        paint.name(self._list, look.text("msg"))
        self._list.viewport().update()
        self._place_tabs()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, what the keys do, and that there is nothing where there is nothing."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        paint.panel(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.bg2, theme.acc, 2)
        head = QRectF(INSET, 4, self._tabs.x() - INSET, PANEL_HEAD)
        paint.write(painter, head, look.text("msg"), "head", theme.t1)
        if not self._rows:
            room = QRectF(INSET, PANEL_HEAD + 10, self.width() - 2 * INSET, self.height() - PANEL_HEAD - _FOOT - 10)
            paint.write(painter, room, look.text("msg.empty"), "body", theme.t2, paint.CENTRE)
        here = self.current
        hints = [(("Left", "Right"), "msg.kind"), (("Esc",), "dismiss")]
        if here is not None and here.case_no:
            hints.insert(0, (("Enter",), "msg.open"))
        x, middle = float(INSET), self.height() - _FOOT / 2
        for caps, words in hints:
            paint_keys(painter, x, middle, caps, look)
            x += keys_width(caps, look) + 6
            paint.write(painter, QRectF(x, middle - 14, 240, 28), look.text(words), "second", theme.t2)
            x += paint.width(look.text(words), "second") + 18

    def _spoken(self, row: Message) -> str:
        no = row.case_no.rpartition("-")[2]
        return " ".join(t for t in (row.time, self._look.text(f"msg.{row.kind}"), row.text, no) if t)

    def _turn(self, by: int) -> None:
        self.turned.emit(KINDS[(KINDS.index(self._kind) + by) % len(KINDS)])

    def _open(self) -> None:
        here = self.current
        if here is not None and here.case_no:
            self.opened.emit(here.case_no)


class _List(QListWidget):
    """Arrows and J, K walk, left and right turn to another kind."""

    walked = Signal(int)
    entered_row = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.itemDoubleClicked.connect(lambda _: self.entered_row.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, turn, open; other keys are nobody's."""
        key = Qt.Key(event.key())
        by = {Qt.Key.Key_J: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Up: -1}.get(key)
        if by is not None:
            self.setCurrentRow(min(max(self.currentRow() + by, 0), self.count() - 1))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.walked.emit(1 if key is Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_row.emit()
        elif key is Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        event.accept()


class _Painter(QStyledItemDelegate):
    """Time, mark and kind, words, and the last figures of the case at the right."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A table's row."""
        return QSize(100, TABLE_ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one message."""
        row: Message = index.data(_ROLE)
        theme, box, view = self.look.theme, QRectF(option.rect), self.parent()
        if isinstance(view, QListWidget) and view.currentIndex() == index:
            paint.panel(painter, box.adjusted(2, 1, -2, -1), theme.bg3)
            painter.fillRect(QRectF(box.left() + 2, box.top() + 1, 4, box.height() - 2), theme.acc)
        ink = theme.p1.text if row.kind is ToastKind.FAILED else theme.t2
        left, high = box.left() + INSET, box.height()
        paint.write(painter, QRectF(left, box.top(), _TIME - 8, high), row.time, "second", theme.t2)
        left += _TIME
        paint_icon(painter, QRectF(left, box.top(), 16, high), MARKS[row.kind], ink)
        paint.write(
            painter, QRectF(left + 22, box.top(), _KIND - 26, high), self.look.text(f"msg.{row.kind}"), "second", ink
        )
        left += _KIND
        no = row.case_no.rpartition("-")[2]
        aside = paint.width(no, "second_strong") + 12 if no else 0.0
        right = box.right() - INSET
        paint.write(painter, QRectF(left, box.top(), right - left - aside, high), row.text, "body", theme.t1)
        paint.write(painter, QRectF(right - aside, box.top(), aside, high), no, "second_strong", theme.t1, paint.RIGHT)
