"""The tracker of tasks: every unit that was given a part, how far it has got and how long it has left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.domain.nouns import OPEN_TASK, TaskState
from widgets import format as fmt
from widgets import paint
from widgets.deadline import DeadlineState, Limit, paint_pill, state_of, text_of
from widgets.look import Look
from widgets.text import Pair
from widgets.theme import RING, TABLE_ROW

Index = QModelIndex | QPersistentModelIndex
_LEAST_UNIT: Final = 112  # what a unit's name keeps, in pixels
_AIR: Final = 6  # between what is measured and its neighbour
_MOST_UNIT: Final = 240  # what it takes at most, where the case's title finds room too
_LEAST_TITLE, _MOST_TITLE = 200, 520  # what is left over the steps of a part share
_SHARING: Final = ("col.role", "col.sent", "col.receipt", "col.scene")
_DROPPED: Final = ("col.role", "col.sent", "col.scene")
_MEASURED: Final = ("col.sent", "col.receipt")  # as wide as what stands in them: the rest is the unit's
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)  # before the first rows are given


class TaskRow(Struct, frozen=True):
    """One task as the tracker shows it; `state` None means its dispatch is still in the outbox."""

    task: str
    case_no: str
    unit: str
    role: str  # "lead" | "assist"
    state: TaskState | None
    limit: Limit
    asked: bool = False
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    receipted_at: datetime | None = None
    on_scene_at: datetime | None = None
    phone: str | None = None
    title: str = ""  # of its case
    told: str = ""  # when it was urged, who was reached by telephone and when, in words
    urged_at: datetime | None = None


class _Column(Struct, frozen=True):
    head: str
    sample: Pair | None = None  # the widest text to leave room for, zh and en; None takes what is left
    role: str = "second"
    right: bool = False


_DAY_BEFORE: Final = ("昨 00:00", "Wed 00:00")

COLUMNS: Final = (
    _Column("col.unit"),
    _Column("col.case", ("0000", "0000")),
    _Column("col.title"),
    _Column("col.role", ("主办", "Assist")),
    _Column("col.sent", _DAY_BEFORE),
    _Column("col.receipt", ("已催 00:00", "urged 00:00")),
    _Column("col.scene", ("00:00", "00:00")),
    _Column("col.left", ("超 00:00:00", "+00:00:00"), "pill", right=True),
)


class TaskModel(QAbstractTableModel):
    """The rows of the tracker in the order they are given; never editable, so that single keys stay keys."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.now = _NEVER
        self._rows: tuple[TaskRow, ...] = ()

    def set_rows(self, rows: Sequence[TaskRow], now: datetime) -> None:
        """Take a new list; rows that stay in place are changed in place."""
        rows, self.now = tuple(rows), now
        if [row.task for row in rows] != [row.task for row in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        changed = [place for place, row in enumerate(rows) if row != self._rows[place]]
        self._rows = rows
        for place in changed:
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(COLUMNS) - 1))

    def set_now(self, now: datetime) -> None:
        """Let the time pass: only the last column changes."""
        self.now = now
        if self._rows:
            last = len(COLUMNS) - 1
            self.dataChanged.emit(self.index(0, last), self.index(len(self._rows) - 1, last))

    def set_look(self, look: Look) -> None:
        """Take a new theme or language."""
        self.look = look
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))

    def row(self, place: int) -> TaskRow:
        """The task in one row."""
        return self._rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """How many tasks."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """How many columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The word above a column."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.look.text(COLUMNS[section].head) if 0 <= section < len(COLUMNS) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        head = COLUMNS[index.column()].head
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, head)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = "\n".join(part for part in (row.unit, row.phone or "", row.told) if part)
            return told if head == "col.unit" else row.limit.origin if head == "col.left" else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            phone = f" {row.phone}" if head == "col.unit" and row.phone else ""
            return f"{self.look.text(head)} {self._text(row, head)}{phone}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Selectable and nothing more."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def widest(self, head: str) -> str:
        """The widest text of a column, "" without rows."""
        texts = {self._text(row, head) for row in self._rows}
        return max(texts, key=lambda text: paint.width(text, "body_strong"), default="")

    def _time(self, at: datetime | None) -> str:
        return fmt.DASH if at is None else fmt.column_time(at, self.now, self.look.lang)

    def _text(self, row: TaskRow, head: str) -> str:
        look = self.look
        if head == "col.left":
            return text_of(row.limit, self.now, look)
        if head == "col.receipt":
            return self._receipt(row)
        if head == "col.sent":
            return look.text("receipt.queued") if row.state is None else self._time(row.sent_at)
        return {
            "col.unit": row.unit,
            "col.case": fmt.short_no(row.case_no),
            "col.title": row.title,
            "col.role": look.text("role.asked" if row.asked else f"role.{row.role}"),
            "col.scene": self._time(row.on_scene_at),
        }[head]

    def _receipt(self, row: TaskRow) -> str:
        if row.receipted_at is not None:
            return self._time(row.receipted_at)
        if row.state in (TaskState.RETURNED, TaskState.RECALLED, TaskState.STOOD_DOWN):
            return self.look.word(row.state)
        if row.state not in OPEN_TASK:
            return fmt.DASH
        if row.urged_at is not None:
            return self.look.text("dispatch.urged", time=fmt.hour_minute(row.urged_at))
        return self.look.text("receipt.none")


class _Delegate(QStyledItemDelegate):
    """Paints a cell of the tracker."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw row surface, hairline and the cell's text or pill."""
        model = index.model()
        assert isinstance(model, TaskModel)
        look, theme, row = model.look, model.look.theme, model.row(index.row())
        column = COLUMNS[index.column()]
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, theme.bg3 if selected else theme.bg1)
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.line)
        if selected and index.column() == 0:
            painter.fillRect(QRectF(box.left(), box.top(), 4, box.height()), theme.acc)
        if column.head == "col.left":
            paint_pill(painter, box.right() - 14, box.center().y(), row.limit, model.now, look)
        else:
            text = str(index.data() or "")
            waiting = column.head == "col.receipt" and row.receipted_at is None and row.state in OPEN_TASK
            late = waiting and state_of(row.limit, model.now) in (DeadlineState.DUE_SOON, DeadlineState.OVERDUE)
            strong = late or column.head == "col.unit"
            ink = theme.t1 if strong else theme.t2
            role = "second_strong" if column.head == "col.unit" else "body_strong" if late else "second"
            inner = box.adjusted(14 if index.column() == 0 else 2, 0, -4, 0)
            paint.write(painter, inner, text, role, ink)
        painter.restore()


class _Head(QHeaderView):
    """The words above the columns, in label type."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.look = look
        self.setFixedHeight(26)
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one word."""
        box = QRectF(rect)
        theme, column = self.look.theme, COLUMNS[section]
        painter.save()
        painter.fillRect(box, theme.bg1)
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.line)
        inner = box.adjusted(14 if section == 0 else 2, 0, -14 if column.right else -4, 0)
        align = paint.RIGHT if column.right else paint.LEFT
        paint.write(painter, inner, self.look.text(column.head), "label", theme.t3, align)
        painter.restore()


class TaskTracker(QTableView):
    """The table of tasks; a row chosen by click or Enter says which case to go to."""

    case_chosen = Signal(str)
    task_selected = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wide: dict[str, int] = {}  # of each column but the unit's and the title's
        self._model = TaskModel(look, self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self._head = _Head(look, self)
        self.setHorizontalHeader(self._head)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(TABLE_ROW)
        self.verticalHeader().setMinimumSectionSize(TABLE_ROW)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self._size_columns()
        self.clicked.connect(lambda index: self.case_chosen.emit(self._model.row(index.row()).case_no))
        self.selectionModel().currentRowChanged.connect(self._tell_selected)
        self.restyle(look)

    def show_rows(self, rows: Sequence[TaskRow], now: datetime) -> None:
        """Show these tasks in this order; the selected task stays selected."""
        kept = self.selected_task()
        self._model.set_rows(rows, now)
        self._size_columns()
        if kept is not None and self.selected_task() != kept:
            self._select(kept)

    def selected_task(self) -> str | None:
        """The task under the bar, if any."""
        index = self.currentIndex()
        return self._model.row(index.row()).task if index.isValid() else None

    def tick(self, phase: bool, now: datetime) -> None:
        """Let the time pass; only the last column is painted anew."""
        self._model.set_now(now)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._head.look = look
        self._model.set_look(look)
        paint.name(self, look.text("tracker"))
        self._size_columns()
        self._head.viewport().update()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the case; J and K move like the arrows; letters are never a search."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.case_chosen.emit(self._model.row(self.currentIndex().row()).case_no)
        elif key in (Qt.Key.Key_J, Qt.Key.Key_K) and not event.modifiers():
            self._move(1 if key == Qt.Key.Key_J else -1)
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or the sentence for none, and the ring."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        theme = self._look.theme
        if self._model.rowCount() == 0:
            box = QRectF(14, 4, self.viewport().width() - 28, TABLE_ROW)
            paint.write(painter, box, self._look.text("tracker.empty"), "body", theme.t2)
        if self.hasFocus():
            paint.panel(painter, QRectF(self.viewport().rect()), None, theme.acc, RING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the names of the units have too little room, less needed columns go; with more, the titles come."""
        super().resizeEvent(event)
        self._drop_columns()

    def _drop_columns(self) -> None:
        """A unit's name keeps its least width: the role goes first, then two of the times."""
        spare = self.viewport().width() - _LEAST_UNIT
        heads = [column.head for column in COLUMNS]
        wide = sum(self._wide[head] for head in heads if head in self._wide)
        for head in _DROPPED:
            is_gone = wide > spare
            self.setColumnHidden(heads.index(head), is_gone)
            wide -= self._wide[head] if is_gone else 0
        has_title = self.viewport().width() - wide >= _MOST_UNIT + _LEAST_TITLE
        self.setColumnHidden(heads.index("col.title"), not has_title)
        mode = QHeaderView.ResizeMode.Fixed if has_title else QHeaderView.ResizeMode.Stretch
        self._head.setSectionResizeMode(0, mode)
        if has_title:
            self._head.resizeSection(0, _MOST_UNIT)
        spare = self.viewport().width() - wide - _MOST_UNIT - _MOST_TITLE if has_title else 0
        for head in _SHARING:
            self._head.resizeSection(heads.index(head), self._wide[head] + max(0, spare) // len(_SHARING))

    def _size_columns(self) -> None:
        zh = self._look.lang == "zh_CN"
        for place, column in enumerate(COLUMNS):
            if column.sample is None:
                self._head.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)  # the unit's: see below
                continue
            self._head.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            sample = paint.width(column.sample[0 if zh else 1], column.role) + (14 + 14 if column.right else 0)
            if column.head in _MEASURED:
                sample = paint.width(self._model.widest(column.head), "second_strong") + _AIR
            wide = round(max(sample, paint.width(self._look.text(column.head), "label"))) + 8
            self._wide[column.head] = max(self._head.minimumSectionSize(), wide)
            if self._head.sectionSize(place) != self._wide[column.head]:
                self._head.resizeSection(place, self._wide[column.head])
        self._drop_columns()

    def _move(self, by: int) -> None:
        last = self._model.rowCount() - 1
        if last >= 0:
            place = min(last, max(0, self.currentIndex().row() + by))
            self.setCurrentIndex(self._model.index(place, 0))

    def _select(self, task: str) -> None:
        for place in range(self._model.rowCount()):
            if self._model.row(place).task == task:
                self.setCurrentIndex(self._model.index(place, 0))
                return

    def _tell_selected(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self.task_selected.emit(self._model.row(current.row()).task)
