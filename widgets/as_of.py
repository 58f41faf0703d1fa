"""Says in the head of a panel that its data ends at a time of day; while the data is live there is nothing to say."""

from __future__ import annotations

from math import ceil
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look

_ICON: Final = 14.0
_GAP: Final = 5.0
_ROLE: Final = "second_strong"
_PLATE: Final = 28


def as_of_width(words: str) -> float:
    """How much room the words take with their clock."""
    return _ICON + _GAP + paint.width(words, _ROLE) + 1 if words else 0.0


def paint_as_of(painter: QPainter, room: QRectF, words: str, look: Look, at_right: bool = True) -> QRectF:
    """Draw the words with a clock at one end of the room: by glyph and weight, never by hue; gives the box taken.

    Where there is no room for all of it the first word goes, then all but the time; it never lies over anything.
    """
    words = next((each for each in _shorter(words, look) if as_of_width(each) <= room.width()), "")
    if not words:
        return QRectF(room.right() if at_right else room.left(), room.top(), 0, room.height())
    wide = as_of_width(words)
    box = QRectF(room.right() - wide if at_right else room.left(), room.top(), wide, room.height())
    theme = look.theme
    paint_icon(painter, QRectF(box.left(), box.center().y() - _ICON / 2, _ICON, _ICON), "clock", theme.t1)
    paint.write(painter, box.adjusted(_ICON + _GAP, 0, 0, 0), words, _ROLE, theme.t1)
    return box


def _shorter(words: str, look: Look) -> tuple[str, ...]:
    """The words, and the same without what the clock beside them says already."""
    first = "数据" if look.lang.startswith("zh") else "Data "
    return words, words.removeprefix(first), words.rsplit(" ", 1)[-1]


class AsOfPlate(QWidget):
    """The same on a plate of its own, for a panel without a head; hidden while the data is live."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._words = look, ""
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def show_as_of(self, words: str) -> None:
        """Say so, or nothing."""
        if words != self._words:
            self._words = words
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, self._words)
        self.setVisible(bool(self._words))
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(ceil(as_of_width(self._words)) + 16, _PLATE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A small panel with the words."""
        painter = QPainter(self)
        paint.panel(painter, QRectF(self.rect()), self._look.theme.bg1, self._look.theme.line)
        paint_as_of(painter, QRectF(self.rect()).adjusted(8, 0, -8, 0), self._words, self._look, at_right=False)
