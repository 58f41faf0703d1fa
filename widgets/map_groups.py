"""Cases far away as groups in the squares of a net: what moves costs the squares it left and came to, no others."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QRectF

from widgets.map_names import Boxes
from widgets.map_points import Clusters, Floats, Ints, Points, View
from widgets.map_scene import case_boxes

_NOWHERE: Final = -1
_LEVELS: Final = 8


class Groups:
    """The groups of one zoom, kept up with `points`; a square is counted anew in the order of the slots.

    So its middle is the same to the last bit however it came about.
    """

    def __init__(self, points: Points, extent: QRectF, cell: float) -> None:
        self._points, self._cell = points, cell
        self._left, self._top = np.floor(extent.left() / cell), np.floor(extent.top() / cell)
        self._high = int(np.floor(extent.bottom() / cell) - self._top) + 1
        self._wide = int(np.floor(extent.right() / cell) - self._left) + 1
        size = self._high * self._wide
        self._x, self._y = np.zeros(size), np.zeros(size)
        self._kind, self._count = np.zeros(size, np.intp), np.zeros(size, np.intp)
        self._cell_of = np.zeros(0, np.intp)
        points.take_touched()
        self._all()

    def refresh(self, view: View) -> Boxes:
        """Take in what was put and dropped since the last time; gives what is another on screen now."""
        touched = self._points.take_touched()
        if not len(touched):
            return np.zeros((0, 4))
        x, y, kind = self._points.raw()
        if len(kind) > len(self._cell_of):
            more = np.full(len(kind) - len(self._cell_of), _NOWHERE, np.intp)
            self._cell_of = np.concatenate((self._cell_of, more))
        left = self._cell_of[touched]
        came = np.where(kind[touched] >= 0, self._cells(x[touched], y[touched]), _NOWHERE)
        self._cell_of[touched] = came
        is_other = np.zeros(len(self._count) + 1, np.bool_)  # the last one stands for nowhere
        is_other[left] = is_other[came] = True
        is_other[_NOWHERE] = False
        others = np.flatnonzero(is_other)
        before = self._rows(view, others)
        self._count_anew(others, np.flatnonzero(is_other[self._cell_of]))
        after = self._rows(view, others)
        differs = (before != after).any(axis=1)
        before, after = before[differs], after[differs]
        covered = case_boxes(np.concatenate((before, after)))
        covered[np.concatenate((before[:, 3], after[:, 3])) == 0] = (np.inf, np.inf, -np.inf, -np.inf)  # nobody there
        old, new = covered[: len(before)], covered[len(before) :]
        return np.column_stack((np.minimum(old[:, :2], new[:, :2]), np.maximum(old[:, 2:], new[:, 2:])))

    def marks(self, view: View) -> Ints:
        """Rows of x, y, kind and count on screen."""
        return self._rows(view, np.flatnonzero(self._count))

    def _rows(self, view: View, squares: Ints) -> Ints:
        x, y = view.to_screen(self._x[squares], self._y[squares])
        found = np.empty((len(squares), 4), np.intp)
        found[:, 0], found[:, 1] = np.round(x), np.round(y)
        found[:, 2], found[:, 3] = self._kind[squares], self._count[squares]
        return found

    def __len__(self) -> int:
        return int(np.count_nonzero(self._count))

    def clusters(self) -> Clusters:
        """The same as groups with their members."""
        used = np.flatnonzero(self._count)
        number = np.zeros(len(self._count) + 1, np.intp)
        number[used] = np.arange(len(used))
        slots = np.flatnonzero(self._cell_of >= 0)
        of = number[self._cell_of[slots]]
        return Clusters(self._x[used], self._y[used], self._kind[used], self._count[used], slots, of)

    def _all(self) -> None:
        x, y, kind = self._points.raw()
        self._cell_of = np.where(kind >= 0, self._cells(x, y), _NOWHERE)
        self._count_anew(np.arange(len(self._count)), np.flatnonzero(self._cell_of >= 0))

    def _cells(self, x: Floats, y: Floats) -> Ints:
        column = np.clip(np.floor(x / self._cell) - self._left, 0, self._wide - 1).astype(np.intp)
        row = np.clip(np.floor(y / self._cell) - self._top, 0, self._high - 1).astype(np.intp)
        return np.asarray(column * self._high + row)

    def _count_anew(self, squares: Ints, slots: Ints) -> None:
        """Count these squares, whose members are in these slots."""
        place = np.zeros(len(self._count), np.intp)
        place[squares] = np.arange(len(squares))
        x, y, kind = self._points.raw()
        of, some = place[self._cell_of[slots]], len(squares)
        count = np.bincount(of, minlength=some)
        least = np.maximum(count, 1)
        self._count[squares] = count
        self._x[squares] = np.bincount(of, x[slots], some) / least
        self._y[squares] = np.bincount(of, y[slots], some) / least
        lead = np.full(some, _LEVELS, np.intp)
        np.minimum.at(lead, of, kind[slots])
        self._kind[squares] = lead
