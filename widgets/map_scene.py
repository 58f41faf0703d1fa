"""What stands over the ground at one moment, and where two moments differ: only that is painted anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from core.domain.nouns import Priority
from widgets.map_counts import PLATE_ABOVE, plate_reach
from widgets.map_marks import CASE_SIZE, RING
from widgets.map_names import Box, Boxes, Name, boxes
from widgets.map_points import Ints, View

_FAR: Final = 1 << 12  # marks reach so far beyond the window at most, in pixels
_NEAR: Final = 48  # pixels; what changes in one square of them is painted anew together
_EDGES: Final = 4  # pixels
_HALF: Final = CASE_SIZE / 2 + 1
_MOST_BOXES: Final = 600  # more than that are the whole window


class Chosen(Struct, frozen=True):
    """The selected case: where, how urgent, what its plate says and where the plate stands."""

    x: int
    y: int
    priority: Priority
    text: str
    plate: Box

    def box(self) -> Box:
        """What its ring covers."""
        half = RING / 2 + 1
        return self.x - half, self.y - half, self.x + half, self.y + half


class Scene(Struct, frozen=True):
    """Marks, names, the selection and the keyboard's ring."""

    view: View
    cases: Ints  # a row for each: x, y, kind, count; in no order
    case_boxes: Boxes  # what each covers, its figure included
    workers: Ints  # x, y
    names: tuple[Name, ...]
    chosen: Chosen | None
    grids: tuple[str | None, tuple[str, ...]]
    ring: Box | None
    plates: tuple[Box, ...]  # the scale's, then what is said of the base map


def case_boxes(cases: Ints) -> Boxes:
    """What each mark covers, its figure included."""
    found = np.empty((len(cases), 4))
    x, y, _, count = cases.T
    found[:, 0], found[:, 1], found[:, 2], found[:, 3] = x - _HALF, y - _HALF, x + _HALF, y + _HALF
    several = np.flatnonzero(count > 1)
    found[several, 1] -= PLATE_ABOVE - _HALF
    found[several, 2] = np.maximum(found[several, 2], x[several] + plate_reach(count[several]))
    return found


def changed_boxes(before: Scene, after: Scene, marks: Boxes | None = None) -> Boxes | None:
    """What is another in the later one; None when it may be anything. `marks` is known where their groups are kept."""
    if before.view != after.view or before.grids != after.grids:
        return None
    found = [_other_marks(before, after) if marks is None else marks, _worker_boxes(before, after)]
    found.append(boxes(name.box for name in set(before.names) ^ set(after.names)))
    if before.chosen != after.chosen:
        both = [each for each in (before.chosen, after.chosen) if each is not None]
        found.append(boxes(box for each in both for box in (each.box(), each.plate)))
    found.append(boxes(set(before.plates) ^ set(after.plates)))
    if before.ring != after.ring:
        found.append(boxes(ring for ring in (before.ring, after.ring) if ring is not None))
    all_of_them = np.concatenate(found)
    return all_of_them if len(all_of_them) <= _MOST_BOXES else None


def whole_pixels(found: Boxes) -> Boxes:
    """Boxes that reach to full steps: fewer different edges make the region they unite to a simpler one."""
    return np.column_stack((np.floor(found[:, :2] / _EDGES), np.ceil(found[:, 2:] / _EDGES))) * _EDGES


def region(found: Boxes) -> QRegion:
    """Boxes of whole pixels in one."""
    united = QRegion()
    for left, top, right, bottom in found.astype(int).tolist():
        united += QRect(left, top, right - left, bottom - top)
    return united


def _worker_boxes(before: Scene, after: Scene) -> Boxes:
    if before.workers is after.workers or not len(before.workers) + len(after.workers):
        return np.zeros((0, 4))
    gone = set(map(tuple, before.workers.tolist())) ^ set(map(tuple, after.workers.tolist()))
    return worker_boxes(np.array(list(gone), np.intp).reshape(-1, 2))


def worker_boxes(workers: Ints) -> Boxes:
    """What each worker's mark covers."""
    if not len(workers):
        return np.zeros((0, 4))
    x, y = workers.T
    return np.column_stack((x - 9, y - 9, x + 9, y + 9)).astype(np.float64)


def _other_marks(before: Scene, after: Scene) -> Boxes:
    """What marks cover that stand in one of them only; one that was and is in about the same place is one box."""
    rows = np.concatenate((before.cases, after.cases))
    key = ((rows[:, 0] + _FAR) << 42) | ((rows[:, 1] + _FAR) << 26) | (rows[:, 2] << 23) | rows[:, 3]
    order = np.argsort(key)
    key = key[order]
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else np.zeros(0, np.intp)
    way = np.where(order < len(before.cases), 1, -1)
    others = order[starts[np.add.reduceat(way, starts) != 0]] if len(key) else order
    found = np.concatenate((before.case_boxes, after.case_boxes))[others]
    cell = (rows[others, 0] // _NEAR) * _FAR + rows[others, 1] // _NEAR
    order = np.argsort(cell)
    found, cell = found[order], cell[order]
    if not len(cell):
        return found
    starts = np.flatnonzero(np.concatenate(([True], cell[1:] != cell[:-1])))
    least, most = np.minimum.reduceat(found[:, :2], starts), np.maximum.reduceat(found[:, 2:], starts)
    return np.column_stack((least, most))


def in_order(cases: Ints) -> Ints:
    """The most urgent last, so that it lies on top; the same marks are always in the same order."""
    x, y, kind, count = cases.T
    return cases[np.lexsort((count, x, y, -kind))]


def within(found: Boxes, left: float, top: float, right: float, bottom: float) -> Boxes:
    """The boxes that reach into a rectangle."""
    inside = (found[:, 0] < right) & (found[:, 2] > left) & (found[:, 1] < bottom) & (found[:, 3] > top)
    return found[inside]


def joined(found: Iterable[Boxes]) -> Boxes:
    """All boxes in one list."""
    return np.concatenate([np.zeros((0, 4)), *found])
