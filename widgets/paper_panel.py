"""A paper sheet keyed back, one a screen: its number, when it was, what it says, whom one called; what is missing."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.domain.paper import CALLS
from widgets import paint
from widgets.buttons import PrimaryButton, QuietButton
from widgets.ending_choice import EndingChoice
from widgets.laid_panel import LaidPanel
from widgets.look import Look
from widgets.matter_choice import ROW, MatterChoice
from widgets.urgency_choice import UrgencyChoice

_MATTERS: Final = 2  # in sight; the others are found by typing
_BETWEEN: Final = 16
_LABEL: Final = 24
TOP: Final = ("pad", "number", "time")
FIELDS: Final = ("title", "place", "narrative", "name", "phone")
LAST: Final = ("outcome", "ended")
TELLING: Final = ("time", "title", "narrative", "outcome", "ended")
CALL: Final = ("unit", "who", "at")
_MOST: Final = {"pad": 20, "number": 8, "time": 20, "title": 200, "narrative": 2000, "outcome": 2000, "ended": 20}
_KEPT: Final = ("pad",)
BLANK: Final = "F6"
PHONES: Final = "F7"


class Typed(Struct, frozen=True):
    """What stands in the fields, without blank ends; `calls` are unit, who answered and when."""

    values: dict[str, str]
    calls: tuple[tuple[str, str, str], ...]


class PaperPanel(LaidPanel):
    """`numbered` carries a sheet's number as typed; `printed` asks for blank sheets or for the list of telephones;
    `told` says that words changed from which matter and ending are read.
    """

    numbered = Signal(str)
    pad_changed = Signal(str)
    printed = Signal(str)
    told = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, "paper", parent)
        self.fields: dict[str, QLineEdit] = {
            name: self.line(f"paper.{name}", _MOST.get(name, 80)) for name in (*TOP, *FIELDS)
        }
        self.matter = self.choice(MatterChoice(look, self))
        self.matter.setFixedHeight((_MATTERS + 1) * ROW)
        self.urgency = self.choice(UrgencyChoice(look, self))
        self.calls = [{name: self.line(f"paper.{name}", 80) for name in CALL} for _ in range(CALLS)]
        self.fields |= {name: self.line(f"paper.{name}", _MOST[name]) for name in LAST}
        self.ending = self.choice(EndingChoice(look, self))
        self.missing, self.said, self.ending_said = QLabel(self), QLabel(self), QLabel(self)
        for label in (self.missing, self.said, self.ending_said):
            label.setWordWrap(True)
        self._send = self.button(PrimaryButton(look, "paper.send", ("Ctrl+Enter",), parent=self))
        self._blank = self.button(QuietButton(look, "paper.print", (BLANK,), parent=self))
        self._phones = self.button(QuietButton(look, "paper.phones", (PHONES,), parent=self))
        self._cancel = self.button(QuietButton(look, "confirm.cancel", ("Esc",), parent=self))
        self._build()
        self._send.clicked.connect(self.sent)
        self._blank.clicked.connect(lambda: self.printed.emit("sheets"))
        self._phones.clicked.connect(lambda: self.printed.emit("phones"))
        self._cancel.clicked.connect(self.dismiss)
        self.keyed(BLANK, self._blank)
        self.keyed(PHONES, self._phones)
        self.fields["number"].textEdited.connect(self.numbered)
        self.fields["pad"].textEdited.connect(self.pad_changed)
        telling = [self.fields[name] for name in TELLING] + [call["unit"] for call in self.calls]
        for field in telling:
            field.textEdited.connect(self.told)
        self.restyle(look)

    def first(self) -> QLineEdit:
        """The set where none is named yet, else the number."""
        return self.fields["number" if self.fields["pad"].text() else "pad"]

    def typed(self) -> Typed:
        """What stands there."""
        calls = tuple((c["unit"].text().strip(), c["who"].text().strip(), c["at"].text().strip()) for c in self.calls)
        return Typed({name: field.text().strip() for name, field in self.fields.items()}, calls)

    def clear(self, number: str) -> None:
        """The next sheet: the set stays, the number is filled in, the keyboard goes to the time."""
        for name, field in self.fields.items():
            if name not in _KEPT:
                field.clear()
        for call in self.calls:
            for field in call.values():
                field.clear()
        self.fields["number"].setText(number)
        self.fields["time" if number else "number"].setFocus()

    def show_missing(self, text: str) -> None:
        """Which sheets of the set nobody keyed back yet."""
        self.missing.setText(text)
        paint.name(self.missing, text)

    def show_said(self, text: str) -> None:
        """What became of the last one."""
        self.said.setText(text)
        paint.name(self.said, text)

    def show_ending_said(self, text: str) -> None:
        """What becomes of the outcome."""
        self.ending_said.setText(text)
        paint.name(self.ending_said, text)

    def go_to(self, name: str, call: int = -1) -> None:
        """Put the keyboard where something is wrong."""
        (self.fields[name] if call < 0 else self.calls[call][name]).setFocus()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        super().restyle(look)
        for label in (self.missing, self.said, self.ending_said):
            label.setFont(look.font("body"))

    def _build(self) -> None:
        columns, foot = QHBoxLayout(), QHBoxLayout()
        columns.addLayout(self._left(), 1)
        columns.addSpacing(_BETWEEN)
        columns.addLayout(self._right(), 1)
        for button in (self._send, self._blank, self._phones, self._cancel):
            foot.addWidget(button)
        foot.addStretch(1)
        self.body.addLayout(columns)
        self.body.addStretch(1)
        self.body.addWidget(self.missing)
        self.body.addWidget(self.said)
        self.body.addLayout(foot)

    def _left(self) -> QVBoxLayout:
        """What was told: the sheet, the matter and how urgent it is."""
        column, grid = QVBoxLayout(), _grid(6)
        for at, name in enumerate(TOP):
            self._put(grid, 0, 2 * at, name, 2)
        self._put(grid, 2, 0, "title", 6)
        self._put(grid, 4, 0, "place", 3)
        self._put(grid, 4, 3, "narrative", 3)
        self._put(grid, 6, 0, "name", 3)
        self._put(grid, 6, 3, "phone", 3)
        column.addLayout(grid)
        for name, part in (("duty", self.matter), ("urgency", self.urgency)):
            column.addWidget(self.label(f"paper.{name}"))
            column.addWidget(part)
        column.addStretch(1)
        return column

    def _right(self) -> QVBoxLayout:
        """What was done: the calls, the outcome and whether it is over."""
        column, calls, last = QVBoxLayout(), _grid(3), _grid(3)
        for at, name in enumerate(CALL):
            calls.addWidget(self.label(f"paper.{name}"), 0, at)
            for row, call in enumerate(self.calls):
                calls.addWidget(call[name], row + 1, at)
        self._put(last, 0, 0, "outcome", 2)
        self._put(last, 0, 2, "ended")
        column.addWidget(self.label("paper.calls"))
        column.addLayout(calls)
        column.addLayout(last)
        column.addWidget(self.label("paper.end"))
        column.addWidget(self.ending)
        column.addWidget(self.ending_said)
        column.addStretch(1)
        return column

    def _put(self, grid: QGridLayout, row: int, column: int, name: str, wide: int = 1) -> None:
        grid.addWidget(self.label(f"paper.{name}"), row, column, 1, wide, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self.fields[name], row + 1, column, 1, wide)
        grid.setRowMinimumHeight(row, _LABEL if row else 0)


def _grid(columns: int) -> QGridLayout:
    made = QGridLayout()
    made.setHorizontalSpacing(12)
    made.setVerticalSpacing(3)
    for column in range(columns):
        made.setColumnStretch(column, 1)
    return made
