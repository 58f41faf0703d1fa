"""Where something is: GCJ-02 and WGS84, and a Place as said turned into one point and one main grid."""

from __future__ import annotations

import math
from typing import Final

from msgspec import Struct

from core.domain.district import District, Words, grid_at, grids_by_address
from core.domain.nouns import Place
from core.domain.shapes import is_in_box, metres_between

__all__ = ["NOTES", "Located", "gcj02_to_wgs84", "locate", "metres_between", "wgs84_to_gcj02"]

# GCJ-02 bends Krasovsky 1940 coordinates; these two belong to that ellipsoid.
_AXIS_M: Final = 6_378_245.0
_ECCENTRICITY_2: Final = 0.006_693_421_622_965_943
_BENT_AREA: Final = (72.004, 0.8293, 137.8347, 55.8271)  # outside it GCJ-02 equals WGS84
_ENOUGH_DEGREES: Final = 1e-9  # a tenth of a millimetre

NOTES: Final[dict[str, Words]] = {
    "from_gcj02": Words("已由 GCJ-02 换算为 WGS84", "converted from GCJ-02 to WGS84"),
    "swapped": Words("经纬度似已颠倒，已对调", "longitude and latitude look swapped and were exchanged"),
    "not_a_coordinate": Words("坐标超出经纬度范围，未采用", "the coordinate is out of range and was not used"),
    "half_coordinate": Words("坐标缺少经度或纬度，未采用", "half of the coordinate is missing; it was not used"),
    "unknown_crs": Words("未知坐标系，按 WGS84 处理", "unknown coordinate system, taken as WGS84"),
    "outside": Words("坐标在本区之外", "the point lies outside the district"),
    "unknown_grid": Words("没有这个网格编码", "there is no such grid code"),
    "grid_and_point_differ": Words(
        "网格编码与坐标不在一处，以编码为准", "grid code and point differ; the code was taken"
    ),
    "from_address": Words("网格由地址推断，请核对", "the grid was inferred from the address; check it"),
    "unknown_address": Words("地址中没有可识别的村社或网格名称", "no known community or grid name in the address"),
    "grid_centre": Words("只有网格，位置取网格中心", "only a grid is known; the point is its centre"),
}


class Located(Struct, frozen=True, omit_defaults=True):
    """A place made comparable: a WGS84 point, the main grid, others it may be, and what had to be assumed.

    `lon` and `lat` are None when nothing tells them; `grid` None sends the case to the "no grid" queue.
    `notes` are keys of NOTES, in the order they were found.
    """

    lon: float | None = None
    lat: float | None = None
    grid: str | None = None
    grids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The GCJ-02 coordinate a Chinese web map shows for a WGS84 point."""
    if not is_in_box(_BENT_AREA, lon, lat):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    ripple = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + ripple
    north += _waves(y, (20, 1), (40, 3), (160, 12), (320, 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + ripple
    east += _waves(x, (20, 1), (40, 3), (150, 12), (300, 30))
    sine = math.sin(math.radians(lat))
    flat = 1 - _ECCENTRICITY_2 * sine * sine
    along_meridian = _AXIS_M * (1 - _ECCENTRICITY_2) / flat**1.5
    along_parallel = _AXIS_M / math.sqrt(flat) * math.cos(math.radians(lat))
    return lon + math.degrees(east / along_parallel), lat + math.degrees(north / along_meridian)


def _waves(at: float, *waves: tuple[int, int]) -> float:
    """Sum of height · sin(π·at / length) over (height, length), two thirds of it."""
    return sum(height * math.sin(at * math.pi / length) for height, length in waves) * 2 / 3


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """The WGS84 point whose GCJ-02 image is (lon, lat), by fixed-point iteration to a tenth of a millimetre."""
    true_lon, true_lat = lon, lat
    for _ in range(20):
        image_lon, image_lat = wgs84_to_gcj02(true_lon, true_lat)
        off_lon, off_lat = lon - image_lon, lat - image_lat
        true_lon, true_lat = true_lon + off_lon, true_lat + off_lat
        if max(abs(off_lon), abs(off_lat)) < _ENOUGH_DEGREES:
            break
    return true_lon, true_lat


def locate(district: District, place: Place | None) -> Located:
    """`place` as one WGS84 point and one main grid; what does not fit is noted and never refused.

    A known grid code wins over the point, a point inside the district over the address.
    """
    if place is None:
        return Located()
    lon, lat, notes = _point(district, place)
    if place.grid:
        told = district.grids.get(place.grid)
        if told is not None:
            return _in_named_grid(district, told.code, lon, lat, notes)
        notes = (*notes, "unknown_grid")
    if lon is not None and lat is not None:
        here = grid_at(district, lon, lat)
        if here is not None:
            return Located(lon, lat, here, notes=notes)
        notes = (*notes, "outside")
    return _by_words(district, place, lon, lat, notes)


def _point(district: District, place: Place) -> tuple[float | None, float | None, tuple[str, ...]]:
    """The point as WGS84, or None, None; exchanged when only the exchanged one lies in the district."""
    lon, lat = place.lon, place.lat
    if lon is None and lat is None:
        return None, None, ()
    if lon is None or lat is None:
        return None, None, ("half_coordinate",)
    notes: tuple[str, ...] = ()
    if not _is_near(district, lon, lat) and _is_near(district, lat, lon):
        lon, lat, notes = lat, lon, ("swapped",)
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # written so that NaN fails too
        return None, None, ("not_a_coordinate",)
    crs = (place.crs or "wgs84").casefold()
    if crs == "gcj02":
        lon, lat = gcj02_to_wgs84(lon, lat)
        notes = (*notes, "from_gcj02")
    elif crs != "wgs84":
        notes = (*notes, "unknown_crs")
    return lon, lat, notes


_NEAR_DEGREES: Final = 0.5  # generous: enough to tell longitude from latitude, and wider than any bend


def _is_near(district: District, lon: float, lat: float) -> bool:
    """True within half a degree of the district's boundary box."""
    lons, lats = zip(*district.boundary, strict=True)
    box = (
        min(lons) - _NEAR_DEGREES,
        min(lats) - _NEAR_DEGREES,
        max(lons) + _NEAR_DEGREES,
        max(lats) + _NEAR_DEGREES,
    )
    return is_in_box(box, lon, lat)


def _in_named_grid(
    district: District, code: str, lon: float | None, lat: float | None, notes: tuple[str, ...]
) -> Located:
    """The grid was named: keep the point if there is one, say so if it lies elsewhere, else take the centre."""
    if lon is None or lat is None:
        return Located(*district.grids[code].centre, code, notes=(*notes, "grid_centre"))
    here = grid_at(district, lon, lat)
    if here == code:
        return Located(lon, lat, code, notes=notes)
    return Located(lon, lat, code, (here,) if here else (), (*notes, "grid_and_point_differ"))


def _by_words(
    district: District, place: Place, lon: float | None, lat: float | None, notes: tuple[str, ...]
) -> Located:
    """Only the address is left: its best grid, the others it may mean beside it, and no invented point."""
    if not place.address:
        return Located(lon, lat, notes=notes)
    found = grids_by_address(district, place.address)
    if not found:
        return Located(lon, lat, notes=(*notes, "unknown_address"))
    return Located(lon, lat, found[0], found[1:], (*notes, "from_address"))
