"""Plain geometry on WGS84 degrees, written out so that a point on a shared edge falls in exactly one polygon."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

EARTH_RADIUS_M: Final = 6_371_008.8

Point = tuple[float, float]
Ring = tuple[Point, ...]
Box = tuple[float, float, float, float]


def box_of(ring: Iterable[Point]) -> Box:
    """West, south, east, north of `ring`, in degrees."""
    lons, lats = zip(*ring, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def is_in_box(box: Box, lon: float, lat: float) -> bool:
    """True inside or on the edge of `box`."""
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


def is_in_ring(ring: Sequence[Point], lon: float, lat: float) -> bool:
    """Even-odd rule, half open: of two polygons sharing an edge exactly one claims a point on it.

    Each edge is computed from its lower end, so both neighbours compute the very same crossing.
    """
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > lat) == (by > lat):
            continue
        lower, upper = ((ax, ay), (bx, by)) if ay < by else ((bx, by), (ax, ay))
        if lon < lower[0] + (upper[0] - lower[0]) * ((lat - lower[1]) / (upper[1] - lower[1])):
            inside = not inside
    return inside


def area_of(ring: Sequence[Point]) -> float:
    """Shoelace area in square degrees, positive when the ring runs counter-clockwise."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance of two (lon, lat) points in metres."""
    (lon_a, lat_a), (lon_b, lat_b) = a, b
    half_lat = math.radians(lat_b - lat_a) / 2
    half_lon = math.radians(lon_b - lon_a) / 2
    across = math.cos(math.radians(lat_a)) * math.cos(math.radians(lat_b))
    haversine = math.sin(half_lat) ** 2 + across * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, haversine)))


def metres_to_ring(ring: Sequence[Point], lon: float, lat: float) -> float:
    """Distance from a point to the nearest edge of `ring` in metres; exact enough within some 100 km."""
    metres_per_lat = math.radians(1) * EARTH_RADIUS_M
    metres_per_lon = metres_per_lat * math.cos(math.radians(lat))
    flat = [((x - lon) * metres_per_lon, (y - lat) * metres_per_lat) for x, y in ring]
    return min(_metres_to_edge(a, b) for a, b in pairwise(flat))


def _metres_to_edge(a: Point, b: Point) -> float:
    """Distance from the origin to the segment a–b."""
    (ax, ay), (bx, by) = a, b
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
    return math.hypot(ax + along * dx, ay + along * dy)
