"""Marks on the map as arrays: where each is, what shape it has, and which of them stand too close to be told apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, cast

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtGui import QPainter, QPixmap
from shiboken6 import Shiboken

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Edge = float | NDArray[Any]

MOST_MERGED: Final = 250
_MOST_CELLS: Final = 400_000
_SAME: Final = 1e-3
_FIELDS: Final = 10  # of a QPainter.PixmapFragment: x, y, source left and top, width, height, scales, rotation, opacity


class View(Struct, frozen=True):
    """What part of the ground is on screen: the spot in the middle, pixels per metre, and the size."""

    x: float
    y: float
    scale: float
    width: float
    height: float

    def to_screen(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Spots in metres as logical pixels."""
        return (x - self.x) * self.scale + self.width / 2, (y - self.y) * self.scale + self.height / 2

    def spot(self, px: float, py: float) -> tuple[float, float]:
        """A pixel as a spot in metres."""
        return self.x + (px - self.width / 2) / self.scale, self.y + (py - self.height / 2) / self.scale

    def corner(self, ratio: float) -> tuple[int, int]:
        """The upper left corner in the screen's own pixels, counted from the origin of the ground."""
        left, top = self.x * self.scale - self.width / 2, self.y * self.scale - self.height / 2
        return round(left * ratio), round(top * ratio)

    def snapped(self, ratio: float) -> View:
        """The nearest view with whole pixels at its corner: what is drawn of the ground can be moved and stays true."""
        left, top = self.corner(ratio)
        x, y = (left / ratio + self.width / 2) / self.scale, (top / ratio + self.height / 2) / self.scale
        return View(x, y, self.scale, self.width, self.height)


class Points:
    """Named marks with a place and a kind each; puts and drops cost what they touch, not what there is."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._slots: dict[str, int] = {}
        self._free: list[int] = []
        self._x = np.zeros(64)
        self._y = np.zeros(64)
        self._kind = np.full(64, -1, np.intp)
        self._order: Ints | None = None
        self._touched: set[int] = set()
        self._counts: tuple[int, Ints] | None = None

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, name: str) -> bool:
        return name in self._slots

    def put(self, name: str, x: float, y: float, kind: int) -> bool:
        """Place a mark, or move it; False when nothing is another than before."""
        slot = self._slots.get(name)
        if slot is None:
            slot = self._free.pop() if self._free else self._append()
            self._slots[name] = slot
            self.ids[slot] = name
        if (self._x[slot], self._y[slot], self._kind[slot]) == (x, y, kind):
            return False
        if self._kind[slot] != kind:
            self._order = self._counts = None
        self._touched.add(slot)
        self._x[slot], self._y[slot], self._kind[slot] = x, y, kind
        return True

    def drop(self, name: str) -> bool:
        """Take a mark away; False when there is none of that name."""
        slot = self._slots.pop(name, None)
        if slot is None:
            return False
        self._kind[slot] = -1
        self._free.append(slot)
        self._touched.add(slot)
        self._order = self._counts = None
        return True

    def clear(self) -> None:
        """Take all marks away."""
        for name in list(self._slots):
            self.drop(name)

    def at(self, name: str) -> tuple[float, float] | None:
        """Where a mark is."""
        slot = self._slots.get(name)
        return None if slot is None else (float(self._x[slot]), float(self._y[slot]))

    def slot(self, name: str) -> int | None:
        """The slot of a mark."""
        return self._slots.get(name)

    def counts(self, kinds: int) -> Ints:
        """How many marks there are of each kind."""
        if self._counts is None or self._counts[0] != kinds:
            self._counts = kinds, np.bincount(self._kind[self._kind >= 0], minlength=kinds)
        return self._counts[1]

    def raw(self) -> tuple[Floats, Floats, Ints]:
        """Places and kinds slot by slot; a kind below 0 is a free slot."""
        used = len(self.ids)
        return self._x[:used], self._y[:used], self._kind[:used]

    def take_touched(self) -> Ints:
        """The slots put or dropped since the last time."""
        found = np.array(sorted(self._touched), np.intp)
        self._touched.clear()
        return found

    def kind(self, name: str) -> int:
        """What shape a mark has."""
        return int(self._kind[self._slots[name]])

    def all(self) -> tuple[Ints, Floats, Floats, Ints]:
        """Slots, places and kinds of all marks, the highest kind first, so that the lowest is painted on top."""
        if self._order is None:
            alive = np.flatnonzero(self._kind >= 0)
            self._order = alive[np.argsort(-self._kind[alive], kind="stable")]
        order = self._order
        return order, self._x[order], self._y[order], self._kind[order]

    def names(self, slots: Iterable[int]) -> tuple[str, ...]:
        """The marks in these slots."""
        return tuple(self.ids[slot] for slot in slots)

    def _append(self) -> int:
        slot = len(self.ids)
        self.ids.append("")
        if slot >= len(self._kind):
            more = len(self._kind)
            self._x = np.concatenate([self._x, np.zeros(more)])
            self._y = np.concatenate([self._y, np.zeros(more)])
            self._kind = np.concatenate([self._kind, np.full(more, -1, np.intp)])
        return slot


class Clusters(Struct, frozen=True):
    """Marks drawn together: places, the leading kind, how many, and each mark's cluster."""

    x: Floats
    y: Floats
    kind: Ints
    count: Ints
    slots: Ints
    member_of: Ints

    def merged(self, nearer_than: float) -> Clusters:
        """Clusters that still overlap drawn as one, the most urgent first; left as they are when there are many."""
        if len(self.x) > MOST_MERGED:
            return self
        into = np.full(len(self.x), -1, np.intp)
        kept: list[int] = []
        for place in np.lexsort((-self.count, self.kind)):
            near = np.hypot(self.x[kept] - self.x[place], self.y[kept] - self.y[place]) if kept else np.zeros(0)
            into[place] = int(np.argmin(near)) if len(near) and near.min() < nearer_than else len(kept)
            if into[place] == len(kept):
                kept.append(int(place))
        count = np.bincount(into, self.count).astype(np.intp) if kept else self.count
        return Clusters(self.x[kept], self.y[kept], self.kind[kept], count, self.slots, into[self.member_of])

    def of(self, slot: int) -> int | None:
        """The cluster a mark is drawn in."""
        found = np.flatnonzero(self.slots == slot)
        return int(self.member_of[found[0]]) if len(found) else None

    def members(self, cluster: int) -> Ints:
        """The slots of one cluster."""
        found: Ints = self.slots[self.member_of == cluster]
        return found


def clusters(slots: Ints, x: Floats, y: Floats, kind: Ints, cell: float) -> Clusters:
    """Marks in one cell of the ground become one, at their middle, with the lowest kind (the most urgent) in front."""
    if not len(slots):
        none = np.zeros(0, np.intp)
        return Clusters(np.zeros(0), np.zeros(0), none, none, slots, none)
    member_of, count = _cells(np.floor(x / cell).astype(np.int64), np.floor(y / cell).astype(np.int64))
    lead = np.zeros(len(count), np.intp)
    for level in range(int(kind.max()), -1, -1):
        lead[member_of[kind == level]] = level
    return Clusters(
        x=np.bincount(member_of, x) / count,
        y=np.bincount(member_of, y) / count,
        kind=lead,
        count=count,
        slots=slots,
        member_of=member_of,
    )


def _cells(column: NDArray[np.int64], row: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """Each mark's cell, numbered from 0 without gaps, and how many marks a cell has; few cells need no sorting."""
    column, row = column - column.min(), row - row.min()
    high = int(row.max()) + 1
    key = column * high + row
    if (int(column.max()) + 1) * high > _MOST_CELLS:
        _, member_of, count = np.unique(key, return_inverse=True, return_counts=True)
        return member_of.astype(np.intp), count.astype(np.intp)
    held = np.bincount(key)
    used = np.flatnonzero(held)
    number = np.zeros(len(held), np.intp)
    number[used] = np.arange(len(used))
    return number[key], held[used]


class Atlas(Struct, frozen=True):
    """All shapes side by side in one picture: `size` logical pixels each, `ratio` pixels to one of them."""

    pixmap: QPixmap
    size: int
    ratio: float


def paint_points(painter: QPainter, atlas: Atlas, x: Floats, y: Floats, kind: Ints, shrink: float = 1.0) -> int:
    """Draw marks of the atlas, centred, in one call; says how many. `shrink` below 1 draws them smaller."""
    side = atlas.size * atlas.ratio
    return stamp(painter, atlas.pixmap, np.round(x), np.round(y), (kind * side, 0.0, side, side), shrink / atlas.ratio)


def stamp(
    painter: QPainter, sheet: QPixmap, x: Floats, y: Floats, part: tuple[Edge, Edge, Edge, Edge], scale: float
) -> int:
    """Draw parts of a sheet (left, top, width, height), each centred on its spot, in one call; says how many."""
    if not len(x):
        return 0
    parts = np.empty((len(x), _FIELDS))
    for place, edge in enumerate(part):
        parts[:, 2 + place] = edge
    to_screen = painter.deviceTransform()
    if abs(scale * to_screen.m11() - 1) < _SAME:  # pixel for pixel: none may fall between the screen's own
        parts[:, 0] = _on_pixels(x, parts[:, 4], to_screen.m11(), to_screen.dx())
        parts[:, 1] = _on_pixels(y, parts[:, 5], to_screen.m22(), to_screen.dy())
    else:
        parts[:, 0], parts[:, 1] = x, y
    parts[:, 6] = parts[:, 7] = scale
    parts[:, 8], parts[:, 9] = 0.0, 1.0
    first = cast(QPainter.PixmapFragment, Shiboken.wrapInstance(parts.ctypes.data, QPainter.PixmapFragment))
    painter.drawPixmapFragments(first, len(parts), sheet)
    return len(parts)


def _on_pixels(middle: Floats, size: Floats, ratio: float, offset: float) -> Floats:
    """The middle moved less than a pixel, so that a part of that size begins with a whole one."""
    found: Floats = (np.floor(middle * ratio + offset - size / 2 + 0.5) + size / 2 - offset) / ratio
    return found


def seen(view: View, x: Floats, y: Floats, margin: float) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Places on screen, and which of them are in sight."""
    sx, sy = view.to_screen(x, y)
    inside = (sx > -margin) & (sx < view.width + margin) & (sy > -margin) & (sy < view.height + margin)
    return sx, sy, inside
