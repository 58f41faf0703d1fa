"""A table before it is taken in: the file, which column fills which field, what each row becomes, how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QWidget

from widgets import paint
from widgets.buttons import PrimaryButton, QuietButton
from widgets.composing import guard
from widgets.laid_panel import LaidPanel, cell
from widgets.look import Look

FIELDS: Final = ("title", "narrative", "place", "time", "name", "phone", "duty", "priority")
_COLUMNS: Final = ("import.row", "import.result", "import.field.title", "import.field.place", "import.field.time")
_WIDE: Final = (60, 240, 380, 260)
_A_LINE: Final = 4
CHOOSE: Final = "F6"
SAVE: Final = "F7"


class ImportLine(Struct, frozen=True):
    """One row on screen."""

    number: int
    result: str
    title: str
    place: str
    time: str


class ImportPanel(LaidPanel):
    """`read` carries a path, `turned` a field whose column is to be another one; `sent` takes the rows in."""

    read = Signal(str)
    chosen = Signal()
    turned = Signal(str)
    saved = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, "import", parent)
        self.path = self.line("import.path", 1000)
        self._choose = self.button(QuietButton(look, "import.choose", (CHOOSE,), small=True, parent=self))
        self.columns = {
            name: self.button(QuietButton(look, f"import.field.{name}", small=True, parent=self)) for name in FIELDS
        }
        self.rows = self.table("import.rows", len(_COLUMNS))
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.count = QLabel(self)
        self._send = self.button(PrimaryButton(look, "import.send", ("Ctrl+Enter",), parent=self))
        self._save = self.button(QuietButton(look, "import.save", (SAVE,), parent=self))
        self._cancel = self.button(QuietButton(look, "confirm.cancel", ("Esc",), parent=self))
        self._build()
        self.path.installEventFilter(self)
        guard(self.path)
        self._choose.clicked.connect(self.chosen)
        for name, button in self.columns.items():
            button.clicked.connect(lambda _=False, name=name: self.turned.emit(name))
        self._send.clicked.connect(self.sent)
        self._save.clicked.connect(self.saved)
        self._cancel.clicked.connect(self.dismiss)
        self.keyed(CHOOSE, self._choose)
        self.keyed(SAVE, self._save)
        self.restyle(look)

    def show_columns(self, columns: Mapping[str, str]) -> None:
        """Field → the header it is taken from; "" for none."""
        for name, button in self.columns.items():
            field = self._look.text(f"import.field.{name}")
            column = columns.get(name) or self._look.text("import.no_column")
            button.say("import.column", field=field, column=column[:16])

    def show_lines(self, lines: Sequence[ImportLine]) -> None:
        """All rows."""
        self.rows.setRowCount(len(lines))
        for place, line in enumerate(lines):
            for column, text in enumerate((str(line.number), line.result, line.title, line.place, line.time)):
                self.rows.setItem(place, column, cell(text))

    def show_result(self, place: int, result: str) -> None:
        """What became of one row."""
        item = self.rows.item(place, 1)
        if item is not None and item.text() != result:
            item.setText(result)

    def show_count(self, text: str, done: int = 0, of: int = 0) -> None:
        """The sums in words, and how far it is while rows are being sent."""
        self.count.setText(text)
        paint.name(self.count, text)
        self.bar.setVisible(done < of)
        self.bar.setMaximum(max(1, of))
        self.bar.setValue(done)
        paint.name(self.bar, text)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        super().restyle(look)
        self.count.setFont(look.font("body"))
        self.rows.setHorizontalHeaderLabels([look.text(key) for key in _COLUMNS])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the path reads the file; Ctrl+Enter is the panel's."""
        if watched is self.path and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.read.emit(self.path.text().strip())
                return True
        return False

    def _build(self) -> None:
        first, columns, foot = QHBoxLayout(), QGridLayout(), QHBoxLayout()
        first.addWidget(self.label("import.path"))
        first.addWidget(self.path, 1)
        first.addWidget(self._choose)
        for place, button in enumerate(self.columns.values()):
            columns.addWidget(button, place // _A_LINE, place % _A_LINE, Qt.AlignmentFlag.AlignLeft)
        for button in (self._send, self._save, self._cancel):
            foot.addWidget(button)
        foot.addSpacing(12)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.bar, 1)
        self.body.addLayout(first)
        self.body.addWidget(self.label("import.columns"))
        self.body.addLayout(columns)
        self.body.addWidget(self.label("import.rows"))
        self.body.addWidget(self.rows, 1)
        self.body.addLayout(foot)
        for column, wide in enumerate(_WIDE):
            self.rows.setColumnWidth(column, wide)
