"""Where names stand on the map: never over a mark, a plate or each other; one that finds no place is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from widgets import paint
from widgets.theme import Theme

Box = tuple[float, float, float, float]  # left, top, right, bottom
Boxes = NDArray[np.float64]  # a row for each

HIGH: Final = 18.0
_PAD: Final = 3.0
_BESIDE: Final = 8.0  # from the middle of a mark to its name


class Wish(Struct, frozen=True):
    """A name and the places it may take, the best first."""

    text: str
    tries: tuple[Box, ...]
    is_chosen: bool = False


class Name(Struct, frozen=True):
    """A name at its place."""

    text: str
    box: Box
    is_chosen: bool = False


class Wishes:
    """Names of one view in the order of their right to a place."""

    def __init__(self, wishes: Sequence[Wish], room: Box, marks: Boxes) -> None:
        self._wishes = wishes
        self._boxes = b = boxes(box for wish in wishes for box in wish.tries)
        outside = (b[:, 0] < room[0]) | (b[:, 1] < room[1]) | (b[:, 2] > room[2]) | (b[:, 3] > room[3])
        self._never = outside | overlaps(b, marks).any(axis=1)
        self._each_other = overlaps(b, b)

    def granted(self, taken: Boxes) -> tuple[Name, ...]:
        """The names that find a place beside what is taken already."""
        blocked = self._never | overlaps(self._boxes, taken).any(axis=1)
        found, first = [], 0
        for wish in self._wishes:
            free = np.flatnonzero(~blocked[first : first + len(wish.tries)])
            if len(free):
                found.append(Name(wish.text, wish.tries[int(free[0])], wish.is_chosen))
                blocked |= self._each_other[first + int(free[0])]
            first += len(wish.tries)
        return tuple(found)


def boxes(found: object) -> Boxes:
    """Boxes as rows."""
    return np.array(list(found), np.float64).reshape(-1, 4)  # type: ignore[call-overload]


def overlaps(a: Boxes, b: Boxes) -> NDArray[np.bool_]:
    """Which box of `a` (rows) covers part of which box of `b` (columns)."""
    found: NDArray[np.bool_] = a[:, None, 0] < b[None, :, 2]
    found &= a[:, None, 2] > b[None, :, 0]
    found &= a[:, None, 1] < b[None, :, 3]
    found &= a[:, None, 3] > b[None, :, 1]
    return found


def around(x: float, y: float, text: str, steps: Sequence[tuple[float, float]], role: str = "label") -> tuple[Box, ...]:
    """Places with the middle at a spot and so many pixels beside it."""
    half = paint.width(text, role) / 2 + _PAD
    x, y = round(x), round(y)
    return tuple((x + dx - half, y + dy - HIGH / 2, x + dx + half, y + dy + HIGH / 2) for dx, dy in steps)


def beside(x: float, y: float, text: str) -> tuple[Box, ...]:
    """Right of a mark, left of it, below and above."""
    half, x, y = paint.width(text, "label") / 2 + _PAD, round(x), round(y)
    away = _BESIDE + half
    steps = ((away, 0.0), (-away, 0.0), (0.0, _BESIDE + HIGH / 2), (0.0, -_BESIDE - HIGH / 2))
    return around(x, y, text, steps)


def paint_name(painter: QPainter, name: Name, theme: Theme) -> None:
    """A name on a plate of the ground's colour, so that no border runs through it; the selected grid's has its edge."""
    left, top, right, bottom = name.box
    box = QRectF(left, top, right - left, bottom - top)
    paint.panel(painter, box, theme.map.block, theme.acc if name.is_chosen else None)
    paint.write(painter, box, name.text, "label", theme.t1 if name.is_chosen else theme.t2, paint.CENTRE)
