"""What narrows the queue: a search field and a few chips that say what they leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from widgets import paint
from widgets.buttons import QuietButton
from widgets.composing import guard
from widgets.key_hint import DISABLED, NORMAL, keys_width, paint_keys
from widgets.look import Look
from widgets.theme import FILTER, INSET

_FIELD = 236
_LEAST_FIELD = 132
_WIDEST = 132
_BETWEEN = 7
_HEIGHT = FILTER + 14


class Chip(Struct, frozen=True):
    """One chip: its id, its words with what it leaves, and whether it narrows now."""

    id: str
    text: str
    is_on: bool = False


class FilterBar(QWidget):
    """A search field and chips; Enter in the field goes back to the list, Esc clears it.

    Chips that find no room stand behind the last one, which leads to all of them; what narrows now comes first.
    """

    searched = Signal(str)
    asked = Signal(str)  # a chip's id; "" is the list of all
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.field = _SearchField(self)
        self.field.textChanged.connect(self.searched)
        self.field.installEventFilter(self)
        guard(self.field)
        self._chips: tuple[Chip, ...] = ()
        self._buttons: dict[str, QuietButton] = {}
        self._more = QuietButton(look, "filter.more", ("A",), small=True, parent=self)
        self._more.clicked.connect(lambda: self.asked.emit(""))
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def texts(self) -> tuple[str, ...]:
        """The chips in sight, from left to right."""
        shown = [b for b in self._buttons.values() if not b.isHidden()]
        return tuple(b.text() for b in sorted(shown, key=lambda b: b.x()))

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show these chips."""
        if tuple(chips) == self._chips:
            return
        self._chips = tuple(chips)
        for chip in self._chips:
            button = self._buttons.get(chip.id) or self._button(chip.id)
            button.say("verbatim", text=chip.text)
            button.setChecked(chip.is_on)
        self._place()

    def _button(self, id: str) -> QuietButton:
        button = QuietButton(self._look, "verbatim", small=True, values={"text": ""}, parent=self)
        button.setCheckable(True)
        button.clicked.connect(lambda: self._clicked(id))
        self._buttons[id] = button
        return button

    def _clicked(self, id: str) -> None:
        """What it narrows is said by the owner, not by the click."""
        self._buttons[id].setChecked(next(chip.is_on for chip in self._chips if chip.id == id))
        self.asked.emit(id)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.field.restyle(look)
        paint.name(self, look.text("filter.search"))
        for button in (*self._buttons.values(), self._more):
            button.restyle(look)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Down go back to the list, Esc clears first."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.left.emit()
                return True
            if key == Qt.Key.Key_Escape:
                self.field.clear()
                self.left.emit()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        top, end = (_HEIGHT - FILTER) // 2, self.width() - INSET
        wide = {id: min(button.sizeHint().width(), _WIDEST) + _BETWEEN for id, button in self._buttons.items()}
        chips = [chip for chip in self._chips if chip.id in wide]
        more = self._more.sizeHint().width() + _BETWEEN
        shown = self._fitting(chips, wide, self.width() - 2 * INSET - _LEAST_FIELD - more)
        room = self.width() - 2 * INSET - more - sum(wide[chip.id] for chip in shown)
        self.field.setGeometry(INSET, top, max(_LEAST_FIELD, min(_FIELD, room)), FILTER)
        left = self.field.geometry().right() + 1 + _BETWEEN
        for chip in chips:
            self._buttons[chip.id].setVisible(chip in shown)
            if chip in shown:
                self._buttons[chip.id].setGeometry(left, top, wide[chip.id] - _BETWEEN, FILTER)
                left += wide[chip.id]
        self._more.setGeometry(min(left, end - more + _BETWEEN), top, more - _BETWEEN, FILTER)

    def _fitting(self, chips: Sequence[Chip], wide: Mapping[str, int], room: float) -> list[Chip]:
        """The chips that fit in their order; those that narrow are taken first."""
        taken: list[Chip] = []
        for chip in sorted(chips, key=lambda chip: not chip.is_on):
            if room >= wide[chip.id]:
                taken.append(chip)
                room -= wide[chip.id]
        return [chip for chip in chips if chip in taken]


class _SearchField(QLineEdit):
    """The field, with the key that leads to it drawn at its end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look: Look | None = None
        self.setTextMargins(0, 0, 26, 0)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.setFont(look.font("second"))
        self.setPlaceholderText(look.text("filter.search"))
        paint.name(self, look.text("filter.search"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field and its key."""
        super().paintEvent(event)
        if self._look is not None and not self.hasFocus():
            wide = keys_width(("/",), self._look)
            mode = NORMAL if self.isEnabled() else DISABLED
            paint_keys(QPainter(self), self.width() - wide - 6, self.height() / 2, ("/",), self._look, mode)
