"""Paste and parse on screen: the original at the left with what was taken, the reports it becomes at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QTableWidgetItem, QTextEdit, QVBoxLayout, QWidget

from widgets.buttons import PrimaryButton, QuietButton
from widgets.composing import guard
from widgets.laid_panel import LaidPanel, cell
from widgets.look import Look
from widgets.tick_box import TickBox

FIELDS: Final = ("title", "place", "time", "name", "phone", "duty")
COLUMNS: Final = ("title", "time", "place", "name")
_MOST: Final = {"title": 200, "place": 200, "time": 20, "name": 80, "phone": 40, "duty": 80}


class Stretch(Struct, frozen=True):
    """What was taken from where in the original, counted in characters as Qt counts them."""

    field: str
    start: int
    end: int


class PasteRow(Struct, frozen=True):
    """One report on screen: its fields as texts, whether it is ticked, and where its words come from."""

    values: Mapping[str, str]
    is_ticked: bool
    start: int
    end: int
    stretches: tuple[Stretch, ...] = ()


class PastePanel(LaidPanel):
    """`edited` carries row, field and text; `ticked` a row and whether; `pasted` the whole text."""

    pasted = Signal(str)
    edited = Signal(int, str, str)
    ticked = Signal(int, bool)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, "paste", parent)
        self._rows: tuple[PasteRow, ...] = ()
        self._is_filling = False
        self.source = self.area("paste.source")
        self.rows = self.table("paste.rows", len(COLUMNS))
        self._ticks = TickBox(look, self.rows)
        self.rows.setItemDelegateForColumn(0, self._ticks)
        self.fields: dict[str, QLineEdit] = {name: self.line(f"paste.{name}", _MOST[name]) for name in FIELDS}
        self._send = self.button(PrimaryButton(look, "paste.send", ("Ctrl+Enter",), parent=self))
        self._cancel = self.button(QuietButton(look, "confirm.cancel", ("Esc",), parent=self))
        self._build()
        self.source.textChanged.connect(lambda: self.pasted.emit(self.source.toPlainText()))
        self.rows.currentCellChanged.connect(lambda *_: self._show_row())
        self.rows.itemChanged.connect(self._tick)
        self.rows.installEventFilter(self)
        for name, field in self.fields.items():
            field.textEdited.connect(lambda text, name=name: self._edit(name, text))
            field.installEventFilter(self)
            guard(field)
        self._send.clicked.connect(self.sent)
        self._cancel.clicked.connect(self.dismiss)
        self.restyle(look)

    def show_rows(self, rows: Sequence[PasteRow]) -> None:
        """The reports as read; the first is shown in the fields."""
        at = max(0, self.rows.currentRow())
        self._rows = tuple(rows)
        self._is_filling = True
        self.rows.setRowCount(len(rows))
        for place, row in enumerate(rows):
            self._fill(place, row)
        self._is_filling = False
        if rows:
            self.rows.setCurrentCell(min(at, len(rows) - 1), 0)
        self._show_row()

    def show_row(self, place: int, row: PasteRow) -> None:
        """One report has changed; the field that is being typed in stays as it is."""
        self._rows = (*self._rows[:place], row, *self._rows[place + 1 :])
        self._is_filling = True
        self._fill(place, row)
        self._is_filling = False

    @property
    def row(self) -> int:
        """The place of the report shown in the fields, -1 without any."""
        return self.rows.currentRow() if self._rows else -1

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        super().restyle(look)
        self._ticks.restyle(look)
        self.rows.setHorizontalHeaderLabels([look.text(f"paste.{name}") for name in COLUMNS])
        self._mark()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks a row; the stretch of the field that has the keyboard stands out in the original."""
        if watched is self.rows and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            item = self.rows.item(self.rows.currentRow(), 0)
            if Qt.Key(event.key()) == Qt.Key.Key_Space and item is not None:
                is_on = item.checkState() == Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)
                return True
        elif event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._mark()
        return False

    def _fill(self, place: int, row: PasteRow) -> None:
        for column, name in enumerate(COLUMNS):
            item = self.rows.item(place, column)
            if item is None:
                item = cell()
                self.rows.setItem(place, column, item)
            item.setText(row.values[name])
            if column == 0:
                item.setCheckState(Qt.CheckState.Checked if row.is_ticked else Qt.CheckState.Unchecked)

    def _show_row(self) -> None:
        if self._is_filling:
            return
        row = self._rows[self.row] if 0 <= self.row < len(self._rows) else None
        for name, field in self.fields.items():
            field.setText("" if row is None else row.values[name])
            field.setCursorPosition(0)
            field.setEnabled(row is not None)
        self._mark()

    def _mark(self) -> None:
        """The stretches of the shown report; while a field has the keyboard, its own alone."""
        row = self._rows[self.row] if 0 <= self.row < len(self._rows) else None
        name = next((name for name, field in self.fields.items() if field.hasFocus()), None)
        own = [] if row is None else [s for s in row.stretches if name is None or s.field == name]
        self.source.setExtraSelections([self._selection(s.start, s.end) for s in own])

    def _selection(self, start: int, end: int) -> QTextEdit.ExtraSelection:
        made, shape = QTextEdit.ExtraSelection(), QTextCharFormat()
        shape.setBackground(self._look.theme.bg3)
        shape.setForeground(self._look.theme.t1)
        shape.setFontUnderline(True)
        cursor = QTextCursor(self.source.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        made.cursor, made.format = cursor, shape
        return made

    def _edit(self, name: str, text: str) -> None:
        if self.row >= 0:
            self.edited.emit(self.row, name, text)

    def _tick(self, item: QTableWidgetItem) -> None:
        if not self._is_filling and item.column() == 0:
            self.ticked.emit(item.row(), item.checkState() == Qt.CheckState.Checked)

    def _build(self) -> None:
        left, right, columns, form, foot = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(), QFormLayout(), QHBoxLayout()
        left.addWidget(self.label("paste.source"))
        left.addWidget(self.source, 1)
        right.addWidget(self.label("paste.rows"))
        right.addWidget(self.rows, 1)
        for name, field in self.fields.items():
            form.addRow(self.label(f"paste.{name}"), field)
        right.addLayout(form)
        columns.addLayout(left, 2)
        columns.addSpacing(12)
        columns.addLayout(right, 3)
        foot.addWidget(self._send)
        foot.addWidget(self._cancel)
        foot.addStretch(1)
        self.body.addLayout(columns, 1)
        self.body.addLayout(foot)
        self.rows.setColumnWidth(0, 300)
        self.rows.setColumnWidth(1, 130)
        self.rows.setColumnWidth(2, 200)
