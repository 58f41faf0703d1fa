"""What lies under the marks: the district in metres, each border once, and where names may stand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from core.domain.district import District

Floats = NDArray[np.float64]
Spot = tuple[float, float]

_SPIKE: Final = math.radians(1.0)  # a sharper corner is none
_LEAST_CORNERS: Final = 3
_DEGREE_M: Final = 111_195.0  # a degree of latitude on the mean sphere


class Flat(Struct, frozen=True):
    """Degrees as metres east and south of one origin; true to a few metres within a district."""

    lon: float
    lat: float
    east_m: float  # metres in a degree of longitude

    @classmethod
    def around(cls, lon: float, lat: float) -> Flat:
        """With its origin there."""
        return cls(lon, lat, _DEGREE_M * math.cos(math.radians(lat)))

    def x(self, lon: float) -> float:
        """Metres east."""
        return (lon - self.lon) * self.east_m

    def y(self, lat: float) -> float:
        """Metres south, as a screen counts."""
        return (self.lat - lat) * _DEGREE_M

    def degrees(self, x: float, y: float) -> Spot:
        """Longitude and latitude of a spot in metres."""
        return self.lon + x / self.east_m, self.lat - y / _DEGREE_M


class Label(Struct, frozen=True):
    """A name at a spot, in metres, with the width and height in metres it may fill."""

    zh: str
    en: str
    x: float
    y: float
    wide: float
    high: float

    def text(self, lang: str) -> str:
        """The name in one language."""
        return self.zh if lang.startswith("zh") else self.en


class Lines:
    """Borders as lines, each with the box it fills, so that a small picture strokes only what may run through it."""

    def __init__(self, paths: Iterable[QPainterPath]) -> None:
        self._paths = list(paths)
        boxes = [path.boundingRect().getCoords() for path in self._paths]
        self._left, self._top, self._right, self._bottom = np.array(boxes, np.float64).reshape(-1, 4).T

    def through(self, area: QRectF) -> QPainterPath:
        """One path of all lines that may run through this area."""
        meets = (self._left <= area.right()) & (self._right >= area.left())
        meets &= (self._top <= area.bottom()) & (self._bottom >= area.top())
        found = QPainterPath()
        for place in np.flatnonzero(meets):
            found.addPath(self._paths[place])
        return found


class Ground:
    """A district ready to paint: borders of grids and of towns, the outline, each grid's surface, and names."""

    def __init__(self, district: District) -> None:
        west, south, east, north = _box(district.boundary)
        self.flat = Flat.around((west + east) / 2, (south + north) / 2)
        self.outline = self._ring([self._flat_spot(spot) for spot in district.boundary])
        self.extent: QRectF = self.outline.boundingRect()
        self._edge_x = np.array([self.flat.x(lon) for lon, _ in district.boundary])
        self._edge_y = np.array([self.flat.y(lat) for _, lat in district.boundary])
        self.grids: dict[str, QPainterPath] = {
            code: self._ring(without_spikes([self._flat_spot(spot) for spot in g.polygon]))
            for code, g in district.grids.items()
        }
        self.grid_names = {code: (g.name_zh, g.name_en) for code, g in district.grids.items()}
        self.centres: dict[str, Spot] = {
            code: (self.flat.x(g.centre[0]), self.flat.y(g.centre[1])) for code, g in district.grids.items()
        }
        self._grid_x, self._grid_y = np.array(list(self.centres.values())).T
        self._town_of = [grid.town for grid in district.grids.values()]
        inner, between = _borders(district)
        self.grid_lines = self._lines(inner)
        self.town_lines = self._lines(between)
        self.grid_labels = tuple(
            Label(g.name_zh, g.name_en, *self.centres[code], box.width(), box.height())
            for code, g in district.grids.items()
            for box in (self.grids[code].boundingRect(),)
        )
        self.town_labels = tuple(self._town_labels(district))
        here = set(self._town_of)
        self.towns = tuple(code for code in district.towns if code in here)  # as their names stand

    def across(self, top: float, bottom: float) -> tuple[float, float]:
        """How far the district reaches from left to right between two heights; all its width where it is not."""
        return _reach(self._edge_x, self._edge_y, top, bottom)

    def down(self, left: float, right: float) -> tuple[float, float]:
        """How far it reaches from top to bottom between two sides; all its height where it is not."""
        return _reach(self._edge_y, self._edge_x, left, right)

    def towns_near(self, x: Floats, y: Floats) -> list[str]:
        """The town whose grid is the nearest, for each spot."""
        away = (x[:, None] - self._grid_x) ** 2 + (y[:, None] - self._grid_y) ** 2
        return [self._town_of[place] for place in np.argmin(away, axis=1).tolist()]

    def _town_labels(self, district: District) -> Iterable[Label]:
        for town in district.towns.values():
            mine = np.array([self.centres[c] for c, g in district.grids.items() if g.town == town.code])
            if len(mine):
                (wide, high), (x, y) = np.ptp(mine, axis=0), mine.mean(axis=0)
                yield Label(town.name_zh, town.name_en, float(x), float(y), float(wide), float(high))

    def _flat_spot(self, spot: Spot) -> Spot:
        return self.flat.x(spot[0]), self.flat.y(spot[1])

    def _ring(self, ring: Iterable[Spot]) -> QPainterPath:
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring]))
        path.closeSubpath()
        return path

    def _lines(self, edges: Iterable[tuple[Spot, Spot]]) -> Lines:
        return Lines(self._line(chain) for chain in chains(edges))

    def _line(self, chain: Iterable[Spot]) -> QPainterPath:
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(self.flat.x(lon), self.flat.y(lat)) for lon, lat in chain]))
        return path


def _box(ring: Iterable[Spot]) -> tuple[float, float, float, float]:
    lons, lats = zip(*ring, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _reach(along: Floats, across: Floats, low: float, high: float) -> tuple[float, float]:
    """The least and the most a ring has on one axis within a band of the other: its corners there and its crossings."""
    here, after = across, np.roll(across, -1)
    found = [along[(here >= low) & (here <= high)]]
    for limit in (low, high):
        crosses = (here < limit) != (after < limit)
        share = (limit - here[crosses]) / (after[crosses] - here[crosses])
        found.append(along[crosses] + share * (np.roll(along, -1)[crosses] - along[crosses]))
    reached = np.concatenate(found)
    if not len(reached):
        reached = along
    return float(reached.min()), float(reached.max())


def _borders(district: District) -> tuple[list[tuple[Spot, Spot]], list[tuple[Spot, Spot]]]:
    """Every border between grids once: those inside a town, and those between two towns."""
    towns: dict[tuple[Spot, Spot], set[str]] = {}
    for grid in district.grids.values():
        for a, b in zip(grid.polygon, grid.polygon[1:], strict=False):
            if a != b:
                towns.setdefault((min(a, b), max(a, b)), set()).add(grid.town)
    inner = [edge for edge, sides in towns.items() if len(sides) == 1]
    return inner, [edge for edge, sides in towns.items() if len(sides) > 1]


def without_spikes(ring: Iterable[Spot]) -> list[Spot]:
    """A closed ring without the corners where it goes out and comes back on the same line: they enclose nothing.

    A border that a neighbour shares may have them; the surface of the grid itself is drawn without.
    """
    spots = list(ring)[:-1]
    place = 0
    while place < len(spots) and len(spots) > _LEAST_CORNERS:
        (ax, ay), (x, y), (bx, by) = spots[place - 1], spots[place], spots[(place + 1) % len(spots)]
        turn = math.atan2((ax - x) * (by - y) - (ay - y) * (bx - x), (ax - x) * (bx - x) + (ay - y) * (by - y))
        if abs(turn) < _SPIKE:
            del spots[place]
            place = max(0, place - 2)  # what stood beside it may be one now
        else:
            place += 1
    return [*spots, spots[0]]


def chains(edges: Iterable[tuple[Spot, Spot]]) -> list[list[Spot]]:
    """Edges joined into lines as long as may be, so that dashes run on over their corners; each edge is used once."""
    near: dict[Spot, dict[Spot, None]] = {}
    for a, b in edges:
        near.setdefault(a, {})[b] = None
        near.setdefault(b, {})[a] = None
    degree = {spot: len(there) for spot, there in near.items()}
    found = []
    for start in sorted(near, key=lambda spot: degree[spot] == 2):  # ends and crossings first, closed rings last
        while near[start]:
            line = [start]
            while near[line[-1]] and (len(line) == 1 or degree[line[-1]] == 2):
                here, there = line[-1], next(iter(near[line[-1]]))
                del near[here][there], near[there][here]
                line.append(there)
            found.append(line)
    return found
