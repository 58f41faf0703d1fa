"""The buttons of a card in lines, from left to right; a row of its own can stand away from the card it serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.buttons import SQUEEZE, QuietButton
from widgets.theme import CONTROL

GAP: Final = 8


def flow(buttons: Sequence[QuietButton], room: int, height: int, pad: int = 0, top: int | None = None) -> int:
    """How high these buttons are in as many lines as they need; puts them there, from `top`, if it is given."""
    if not buttons:
        return 0
    spare = room - 2 * pad
    widths = [button.sizeHint().width() for button in buttons]
    over = sum(widths) + GAP * (len(widths) - 1) - spare
    if 0 < over <= SQUEEZE * len(widths):
        widths = [wide - SQUEEZE for wide in widths]
    left, line = pad, 0
    for button, needed in zip(buttons, widths, strict=True):
        wide = min(needed, spare)
        if left > pad and left + wide > room - pad:
            left, line = pad, line + 1
        if top is not None:
            button.setGeometry(left, top + line * (height + GAP) + 2, max(1, wide), height)
        left += wide + GAP
    return (line + 1) * (height + GAP)


class ActionRow(QWidget):
    """Holds the buttons of `owner`, who gets the keys nobody here takes, wherever the row stands."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._buttons: tuple[QuietButton, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_buttons(self, buttons: Sequence[QuietButton]) -> None:
        """Lay out these of its children."""
        self._buttons = tuple(buttons)
        self._arrange()

    def needed(self, wide: int) -> int:
        """How high it is when it is that wide; 0 without a button."""
        high = flow(self._buttons, wide, CONTROL)
        return high - GAP + 4 if high else 0

    def stand_in(self, place: QWidget) -> None:
        """Go over to another widget; the keyboard stays on the button it was on."""
        if self.parentWidget() is place:
            return
        held = next((button for button in self._buttons if button.hasFocus()), None)
        self.setParent(place)
        self.show()
        if held is not None:
            held.setFocus()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, self.needed(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the card work from its buttons too."""
        if self.parentWidget() is self._owner:
            super().keyPressEvent(event)
        else:
            self._owner.keyPressEvent(event)

    def _arrange(self) -> None:
        flow(self._buttons, self.width(), CONTROL, top=0)
