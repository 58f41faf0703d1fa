"""Where the map may stand: the district fills it as far as it goes, and is in the middle where all of it fits."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QPointF

from widgets.map_ground import Ground
from widgets.map_points import View

AROUND = 30.0  # pixels kept beyond the border: a mark on it, its figure and the line itself are not cut
BELOW = 40.0  # and below it, where the scale stands


def least_scale(ground: Ground, width: float, height: float) -> float:
    """Pixels per metre at which the whole district fits, with its marks."""
    wide, high = ground.extent.width(), ground.extent.height()
    return max(1e-4, min((width - 2 * AROUND) / wide, (height - AROUND - BELOW) / high))


def whole(ground: Ground, view: View) -> View:
    """The whole district in the middle of the room above the scale."""
    middle = ground.extent.center()
    return replace(view, x=middle.x(), y=middle.y() + (BELOW - AROUND) / 2 / view.scale)


def filled(ground: Ground, view: View) -> View:
    """As near to where it was asked to stand as the district goes: no empty ground beyond what the band shows of it."""
    low, high = _across(ground, view)
    view = replace(view, x=min(high, max(low, view.x)))
    low, high = _down(ground, view)
    return replace(view, y=min(high, max(low, view.y)))


def moved(ground: Ground, view: View, by_x: float, by_y: float) -> View:
    """So many metres on, held where the district ends; what stood beyond its end already is not pushed back.

    The middle stays in the district once it is there: beside a slanting border no more than half is empty.
    """
    there = _along_y(ground, _along_x(ground, view, by_x), by_y)
    if not _is_inside(ground, view) or _is_inside(ground, there):
        return there
    for slid in (_along_x(ground, view, by_x), _along_y(ground, view, by_y)):
        if _is_inside(ground, slid):
            return slid
    return view


def _is_inside(ground: Ground, view: View) -> bool:
    return ground.outline.contains(QPointF(view.x, view.y))


def _along_x(ground: Ground, view: View, by: float) -> View:
    low, high = _across(ground, view)
    return replace(view, x=min(max(high, view.x), max(min(low, view.x), view.x + by))) if by else view


def _along_y(ground: Ground, view: View, by: float) -> View:
    low, high = _down(ground, view)
    return replace(view, y=min(max(high, view.y), max(min(low, view.y), view.y + by))) if by else view


def _across(ground: Ground, view: View) -> tuple[float, float]:
    """Between which two places the middle may stand, from left to right."""
    half = view.height / 2 / view.scale
    left, right = ground.across(view.y - half, view.y + half)
    return _between(left, right, view.width / view.scale, AROUND / view.scale, AROUND / view.scale)


def _down(ground: Ground, view: View) -> tuple[float, float]:
    """And from top to bottom."""
    half = view.width / 2 / view.scale
    top, bottom = ground.down(view.x - half, view.x + half)
    return _between(top, bottom, view.height / view.scale, AROUND / view.scale, BELOW / view.scale)


def _between(low: float, high: float, room: float, before: float, after: float) -> tuple[float, float]:
    low, high = low - before, high + after
    if high - low <= room:
        return (low + high) / 2, (low + high) / 2
    return low + room / 2, high - room / 2
