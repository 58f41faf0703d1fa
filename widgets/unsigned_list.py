"""What waits for a second person and what is still unsigned, laid over the window: rows to decide by one key each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.domain.nouns import Priority
from widgets import paint
from widgets.badges import paint_priority
from widgets.key_hint import keys_width, paint_keys
from widgets.look import Look
from widgets.theme import BANNER, GAP, INSET, TOP_STRIP

WIDE: Final = 860
_HEAD: Final = 44
_FOOT: Final = 38
_ROW: Final = 58
_GROUP: Final = 30
_ROLE: Final = Qt.ItemDataRole.UserRole


class PersonRow(Struct, frozen=True):
    """One row: `key` names it, `keys` are what works on it as (cap, words); a `group` row is only a heading."""

    key: str
    title: str
    detail: str = ""
    aside: str = ""
    priority: Priority | None = None
    keys: tuple[tuple[str, str], ...] = ()
    is_disputed: bool = False
    is_group: bool = False


class _Painter(QStyledItemDelegate):
    """Two lines a row: what, and who; the age at the right."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Headings are lower than rows."""
        row: PersonRow = index.data(_ROLE)
        return QSize(WIDE - 2 * GAP, _GROUP if row.is_group else _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row; the current one is marked by a bar and a surface, not by colour alone."""
        row: PersonRow = index.data(_ROLE)
        theme, box = self.look.theme, QRectF(option.rect)
        if row.is_group:
            paint.write(painter, box.adjusted(INSET, 0, 0, 0), row.title, "label_strong", theme.t2)
            return
        view = self.parent()
        if isinstance(view, QListWidget) and view.currentIndex() == index:
            paint.panel(painter, box.adjusted(2, 1, -2, -1), theme.bg3)
            painter.fillRect(QRectF(box.left() + 2, box.top() + 1, 4, box.height() - 2), theme.acc)
        left = box.left() + INSET
        if row.priority is not None:
            paint_priority(painter, QRectF(left, box.top() + 8, 20, 20), row.priority, theme)
        left += 30
        aside = paint.width(row.aside, "second") + 12
        right = box.right() - INSET
        first = QRectF(left, box.top() + 5, right - left - aside, 26)
        second = QRectF(left, box.top() + 30, right - left, 22)
        paint.write(painter, first, row.title, "body", theme.t1)
        age = QRectF(right - aside, box.top() + 5, aside, 26)
        paint.write(painter, age, row.aside, "second", theme.t2, paint.RIGHT)
        paint.write(painter, second, row.detail, "second", theme.p1.text if row.is_disputed else theme.t2)


class _List(QListWidget):
    """Arrows and J, K walk; every other key is the panel's."""

    pressed = Signal(str)
    look: Look

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or in words that there are none."""
        super().paintEvent(event)
        painter, room = QPainter(self.viewport()), QRectF(self.viewport().rect())
        if self.count() == 0:
            box = room.adjusted(INSET - GAP, 0, -INSET, 0)
            paint.write(painter, box, self.look.text("second.none"), "body", self.look.theme.t2)
        if self.hasFocus():  # the marked row stays marked without the keyboard
            paint.focus_ring(painter, room, self.look.theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, or say which key it was."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_J: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Up: -1}
        if key in steps:
            self.walk(steps[key])
        elif key in _KEYS:
            self.pressed.emit(_KEYS[key])
        event.accept()

    def walk(self, by: int) -> None:
        """The next row that is no heading."""
        place = self.currentRow() + by
        while 0 <= place < self.count():
            if not self.item(place).data(_ROLE).is_group:
                self.setCurrentRow(place)
                return
            place += by


_KEYS: Final = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_R: "R",
    Qt.Key.Key_P: "P",
    Qt.Key.Key_G: "G",
    Qt.Key.Key_Escape: "Esc",
}


class UnsignedList(QWidget):
    """A child overlay; `acted` carries the key that was pressed and the row's key."""

    acted = Signal(str, str)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._host = look, parent
        self._rows: tuple[PersonRow, ...] = ()
        self._list = _List(self)
        self._list.look = look
        self._list.setEditTriggers(QListWidget.EditTrigger.NoEditTriggers)
        self._list.setFrameShape(QListWidget.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._painter = _Painter(look, self._list)
        self._list.setItemDelegate(self._painter)
        self._list.pressed.connect(self._pressed)
        self._list.currentRowChanged.connect(lambda _: self.update())
        self.setFocusProxy(self._list)
        self.hide()
        self.restyle(look)

    def open(self, rows: Sequence[PersonRow]) -> None:
        """Show these rows, with the keyboard on the first."""
        self.show_rows(rows)
        self.fit()
        self.show()
        self.raise_()
        if self.current is None:
            self._list.setCurrentRow(-1)
            self._list.walk(1)
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def show_rows(self, rows: Sequence[PersonRow]) -> None:
        """Show these; the current row stays the current one where it is still there."""
        if tuple(rows) == self._rows:
            return
        before, keys = self.current, [row.key for row in self._rows]
        self._rows = tuple(rows)
        if keys == [row.key for row in rows]:
            for place, row in enumerate(rows):
                self._fill(self._list.item(place), row)
        else:
            self._rebuild(before)
        self.fit()
        self.update()

    @property
    def current(self) -> str | None:
        """The key of the current row."""
        item = self._list.currentItem()
        row: PersonRow | None = item.data(_ROLE) if item is not None else None
        return None if row is None or row.is_group else row.key

    @property
    def texts(self) -> tuple[str, ...]:
        """Every row as it reads."""
        return tuple(" ".join(t for t in (r.title, r.detail, r.aside) if t) for r in self._rows)

    def fit(self) -> None:
        """As high as its rows, within the window, under the strip."""
        rows = sum(_GROUP if row.is_group else _ROW for row in self._rows) or _ROW
        top = TOP_STRIP + 3 * BANNER + 2 * GAP
        high = min(_HEAD + rows + _FOOT + GAP, self._host.height() - top - 60)
        wide = min(WIDE, self._host.width() - 40)
        self.setGeometry((self._host.width() - wide) // 2, top, wide, high)
        self._list.setGeometry(GAP, _HEAD, wide - 2 * GAP, high - _HEAD - _FOOT)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = self._painter.look = self._list.look = look
        paint.name(self, look.text("second.title"), "; ".join(self.texts))
        paint.name(self._list, look.text("second.title"))
        self._list.viewport().update()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, the title, and what the keys do on the current row."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        paint.panel(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.bg2, theme.acc, 2)
        wide = self.width() - 2 * INSET
        paint.write(painter, QRectF(INSET, 2, wide, _HEAD - 2), look.text("second.title"), "head", theme.t1)
        x, middle = float(INSET), self.height() - _FOOT / 2
        for cap, words in self._hints():
            paint_keys(painter, x, middle, (cap,), look)
            x += keys_width((cap,), look) + 6
            paint.write(painter, QRectF(x, middle - 14, 200, 28), words, "second", theme.t2)
            x += paint.width(words, "second") + 18

    def _hints(self) -> tuple[tuple[str, str], ...]:
        row = next((r for r in self._rows if r.key == self.current), None)
        return row.keys if row is not None else ()

    def _pressed(self, key: str) -> None:
        if key == "Esc":
            self.dismiss()
        elif self.current is not None and any(cap == key for cap, _ in self._hints()):
            self.acted.emit(key, self.current)

    def _rebuild(self, before: str | None) -> None:
        self._list.clear()
        for row in self._rows:
            item = QListWidgetItem()
            if row.is_group:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._fill(item, row)
            self._list.addItem(item)
        place = next((at for at, row in enumerate(self._rows) if row.key == before and not row.is_group), None)
        if place is not None:
            self._list.setCurrentRow(place)
        else:
            self._list.walk(1)

    def _fill(self, item: QListWidgetItem, row: PersonRow) -> None:
        item.setData(_ROLE, row)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, " ".join(t for t in (row.title, row.detail, row.aside) if t))
