"""The ground as a picture in square pieces: each is drawn once for a zoom, and moving the map draws only new ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QPainter, QPixmap

from widgets.map_points import View

_SIDE: Final = 256  # of a piece, in the screen's own pixels
_KEPT: Final = 2.5  # so many windows full of pieces are kept

Draw = Callable[[QPainter, View], None]


class Tiles:
    """Pieces of one zoom and one look. A piece never depends on how the map came here, so kept and new ones agree."""

    def __init__(self, draw: Draw, ratio: float) -> None:
        self._draw, self._ratio = draw, ratio
        self._scale = 0.0
        self._pieces: dict[tuple[int, int], QPixmap] = {}  # the one used last stands last
        self._laid: tuple[View, QPixmap] | None = None

    def forget(self) -> None:
        """What they show is another now."""
        self._pieces.clear()
        self._laid = None

    def paint(self, painter: QPainter, view: View) -> None:
        """Lay the ground of a snapped view; the painter's clip says how much of it."""
        if self._laid is None or self._laid[0] != view:
            self._laid = view, self._lay(view)
        painter.drawPixmap(0, 0, self._laid[1])

    def _lay(self, view: View) -> QPixmap:
        """The pieces in one picture of the window: a storm of moving marks needs no more than parts of that."""
        if view.scale != self._scale:
            self._scale = view.scale
            self._pieces.clear()
        (left, top), ratio = view.corner(self._ratio), self._ratio
        width, height = math.ceil(view.width * ratio), math.ceil(view.height * ratio)
        found = QPixmap(max(1, width), max(1, height))
        painter = QPainter(found)
        used = 0
        for y in _steps(top, top + height):
            for x in _steps(left, left + width):
                painter.drawPixmap(x * _SIDE - left, y * _SIDE - top, self._piece((x, y)))
                used += 1
        painter.end()
        while len(self._pieces) > used * _KEPT:
            del self._pieces[next(iter(self._pieces))]
        found.setDevicePixelRatio(ratio)
        return found

    def _piece(self, key: tuple[int, int]) -> QPixmap:
        found = self._pieces.pop(key, None) or self._drawn(*key)
        self._pieces[key] = found
        return found

    def _drawn(self, column: int, row: int) -> QPixmap:
        metres, wide = _SIDE / (self._ratio * self._scale), _SIDE / self._ratio
        pixmap = QPixmap(_SIDE, _SIDE)
        pixmap.setDevicePixelRatio(self._ratio)
        painter = QPainter(pixmap)
        self._draw(painter, View((column + 0.5) * metres, (row + 0.5) * metres, self._scale, wide, wide))
        painter.end()
        pixmap.setDevicePixelRatio(1.0)  # laid pixel by pixel
        return pixmap


def _steps(low: float, high: float) -> range:
    return range(math.floor(low / _SIDE), math.ceil(high / _SIDE))
