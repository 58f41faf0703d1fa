"""How many cases each mark stands for: a figure's plate is drawn once into a sheet, and all are stamped in one go."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from widgets import paint
from widgets.map_points import Floats, Ints, stamp
from widgets.theme import Theme

_HIGH: Final = 16
_ROOM: Final = 8.0  # left and right of the figures together
_ASIDE: Final = 7  # from a mark's middle to the plate's left edge
_ABOVE: Final = 18  # and up to its upper edge
_WIDEST: Final = "8888888"
_COMMON: Final = 1_000  # figures below this are found without a search
_TENS: Final = 10 ** np.arange(1, len(_WIDEST))
PLATE_ABOVE: Final = _ABOVE + 1.0
_ROWS: Final = 32  # a new sheet's, doubled when they are full
_MOST_ROWS: Final = 256  # figures nobody shows any more go when there are that many


@cache
def _reaches() -> Floats:
    """How far right of a mark's middle a plate with one figure may reach, with two, and so on."""
    wide = [math.ceil(paint.width("8" * figures, "label_strong")) + _ROOM for figures in range(1, len(_WIDEST) + 1)]
    found: Floats = np.maximum(16.0, np.array(wide)) + _ASIDE + 1
    return found


def plate_reach(count: Ints) -> Floats:
    """How far right of a mark's middle the plate of each figure may reach, in logical pixels."""
    found: Floats = _reaches()[np.searchsorted(_TENS, count, "right")]
    return found


class CountSheet:
    """The plates of one theme and one fineness, a row of the sheet for each figure."""

    def __init__(self, theme: Theme, ratio: float) -> None:
        self._theme, self._ratio = theme, ratio
        self._high = round(_HIGH * ratio)  # of a row, in the sheet's own pixels, as the widths
        self._begin()

    def _begin(self) -> None:
        self._rows: dict[int, int] = {}
        self._row_of = np.full(_COMMON, -1, np.intp)  # the same for figures below that
        self._widths: list[int] = []
        self._sheet = self._empty(_ROWS)

    def paint(self, painter: QPainter, x: Floats, y: Floats, count: Ints) -> None:
        """Stamp a plate at the upper right of every mark."""
        if not len(count):
            return
        rows = self._row_of[np.minimum(count, _COMMON - 1)]
        if int(rows.min()) < 0 or int(count.max()) >= _COMMON:
            rows = self._looked_up(count)
        wide = np.array(self._widths)[rows]
        left, top = np.round(x) + _ASIDE, np.round(y) - _ABOVE
        middle_x, middle_y = left + wide / (2 * self._ratio), top + self._high / (2 * self._ratio)
        stamp(painter, self._sheet, middle_x, middle_y, (0, rows * self._high, wide, self._high), 1 / self._ratio)

    def _looked_up(self, count: Ints) -> Ints:
        """The row of each figure, drawn if it lacks."""
        shown, which = np.unique(count, return_inverse=True)
        figures: list[int] = shown.tolist()
        lacking = [figure for figure in figures if figure not in self._rows]
        if lacking:
            self._draw(figures, lacking)
        return np.array([self._rows[figure] for figure in figures], np.intp)[which]

    def _draw(self, shown: Sequence[int], lacking: Sequence[int]) -> None:
        """Add the plates that lack; a full sheet is begun anew with what is shown now."""
        if len(self._rows) + len(lacking) > _MOST_ROWS:
            self._begin()
            lacking = shown
        self._make_room(len(self._rows) + len(lacking))
        painter = QPainter(self._sheet)
        for figure in lacking:
            plate = self._plate(str(figure))
            painter.drawPixmap(0, len(self._rows) * self._high, plate)
            self._rows[figure] = len(self._rows)
            if figure < _COMMON - 1:
                self._row_of[figure] = self._rows[figure]
            self._widths.append(plate.width())
        painter.end()

    def _plate(self, text: str) -> QPixmap:
        box = QRectF(0, 0, max(16.0, math.ceil(paint.width(text, "label_strong")) + _ROOM), _HIGH)
        plate = QPixmap(round(box.width() * self._ratio), self._high)
        plate.setDevicePixelRatio(self._ratio)
        plate.fill(Qt.GlobalColor.transparent)
        painter = QPainter(plate)
        paint.panel(painter, box, self._theme.bg1, self._theme.edge)
        paint.write(painter, box, text, "label_strong", self._theme.t1, paint.CENTRE)
        painter.end()
        plate.setDevicePixelRatio(1.0)  # the sheet counts in its own pixels
        return plate

    def _make_room(self, rows: int) -> None:
        before, room = self._sheet, self._sheet.height() // self._high
        if rows <= room:
            return
        while room < rows:
            room *= 2
        self._sheet = self._empty(room)
        painter = QPainter(self._sheet)
        painter.drawPixmap(0, 0, before)
        painter.end()

    def _empty(self, rows: int) -> QPixmap:
        wide = math.ceil((paint.width(_WIDEST, "label_strong") + _ROOM + 1) * self._ratio)
        sheet = QPixmap(wide, rows * self._high)
        sheet.fill(Qt.GlobalColor.transparent)
        return sheet
