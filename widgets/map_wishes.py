"""Which names a view of the map asks for: the selected grid's first, then units', grids' or towns'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from widgets import paint
from widgets.map_ground import Ground, Label
from widgets.map_names import HIGH, Boxes, Wish, Wishes, around, beside
from widgets.map_points import Floats, View

NAMED_ABOVE: Final = 0.16  # pixels per metre; nearer than that units and the selected grid are named
_ROOM: Final = 10.0  # a grid is so much wider than its name
_GRID_STEPS: Final = (0.0, -17.0, 17.0)
_CHOSEN_STEPS: Final = (0.0, -18.0, 18.0, -36.0, 36.0, -54.0, 54.0, -72.0, 72.0)
_EDGE: Final = 3.0
_TOWN_STEPS: Final = ((0.0, 0.0), (0.0, -22.0), (0.0, 22.0), (-26.0, 0.0), (26.0, 0.0), (0.0, -44.0), (0.0, 44.0))


class Labels:
    """Names of one kind with their places as arrays and their widths in pixels, in one language."""

    def __init__(self, labels: Sequence[Label], lang: str) -> None:
        self.texts = [label.text(lang) for label in labels]
        self._x, self._y = np.array([v.x for v in labels]), np.array([v.y for v in labels])
        self._wide, self._high = np.array([v.wide for v in labels]), np.array([v.high for v in labels])
        self._needs = np.array([paint.width(text, "label") for text in self.texts]) + _ROOM

    def fit(self, scale: float) -> bool:
        """Whether a good part of them fits into their places."""
        return int(np.count_nonzero(self._needs < self._wide * scale)) * 3 >= len(self.texts)

    def in_sight(self, view: View, *, fitting: bool) -> list[int]:
        """Those on screen, and if asked only those that fit into their places."""
        x, y = view.to_screen(self._x, self._y)
        inside = (x > 0) & (x < view.width) & (y > 0) & (y < view.height)
        if fitting:
            inside &= self._needs < self._wide * view.scale
        return np.flatnonzero(inside).tolist()

    def spot(self, place: int, view: View) -> tuple[float, float]:
        """Where one stands on screen."""
        x, y = view.to_screen(self._x[place : place + 1], self._y[place : place + 1])
        return float(x[0]), float(y[0])

    def steps(self, place: int, view: View, steps: Iterable[float]) -> list[tuple[float, float]]:
        """So far up or down as stays within its place."""
        most = float(self._high[place]) * view.scale / 2 - HIGH / 2
        return [(0.0, step) for step in steps if abs(step) <= max(0.0, most)]

    def outside(self, place: int, view: View) -> list[tuple[float, float]]:
        """Below its place, above it, right and left of it, and from there a line up or down."""
        down = float(self._high[place]) * view.scale / 2 + HIGH / 2 + 2
        aside = (float(self._wide[place]) * view.scale + float(self._needs[place])) / 2 + 2
        sides = [(x, y) for y in (0.0, HIGH + 6, -HIGH - 6) for x in (aside, -aside)]
        return [(0.0, down), (0.0, -down), *sides]


class MapLabels:
    """The names of a district in one language."""

    def __init__(self, ground: Ground, lang: str) -> None:
        self._ground = ground
        self._grids, self._towns = Labels(ground.grid_labels, lang), Labels(ground.town_labels, lang)
        self._place = {code: place for place, code in enumerate(ground.grids)}

    def wishes(
        self,
        view: View,
        chosen_grid: str | None,
        *,
        has_grids: bool,
        units: tuple[Floats, Floats, Sequence[str]],
        marks: Boxes,
    ) -> Wishes:
        """What is to be named in a view, in the order of the right to a place; `marks` stand on the ground for good."""
        is_near = view.scale >= NAMED_ABOVE
        chosen = self._place.get(chosen_grid or "") if is_near else None
        found = [self._chosen(view, chosen)] if chosen is not None else []
        if is_near:
            x, y = view.to_screen(units[0], units[1])
            found += [Wish(n, beside(px, py, n)) for px, py, n in zip(x.tolist(), y.tolist(), units[2], strict=True)]
        found += self._places(view, chosen, has_grids=has_grids)
        return Wishes(found, (_EDGE, _EDGE, view.width - _EDGE, view.height - _EDGE), marks)

    def _places(self, view: View, chosen: int | None, *, has_grids: bool) -> list[Wish]:
        if has_grids and self._grids.fit(view.scale):
            some, steps = self._grids, _GRID_STEPS
            found = [place for place in some.in_sight(view, fitting=True) if place != chosen]
            return [self._wish(some, place, view, some.steps(place, view, steps)) for place in found]
        towns = self._towns
        found = towns.in_sight(view, fitting=False)
        return [self._wish(towns, place, view, self._near_town(place, view)) for place in found]

    def _near_town(self, place: int, view: View) -> list[tuple[float, float]]:
        """Where a town may be named: in the middle, else where the ground below is still nearest to its own grids."""
        px, py = self._towns.spot(place, view)
        spots = [view.spot(px + dx, py + dy) for dx, dy in _TOWN_STEPS]
        near = self._ground.towns_near(np.array([x for x, _ in spots]), np.array([y for _, y in spots]))
        return [step for step, town in zip(_TOWN_STEPS, near, strict=True) if town == self._ground.towns[place]]

    def _chosen(self, view: View, place: int) -> Wish:
        """Within the grid, else right beside it."""
        steps = [*self._grids.steps(place, view, _CHOSEN_STEPS), *self._grids.outside(place, view)]
        text = self._grids.texts[place]
        return Wish(text, around(*self._grids.spot(place, view), text, steps), is_chosen=True)

    def _wish(self, some: Labels, place: int, view: View, steps: Sequence[tuple[float, float]]) -> Wish:
        text = some.texts[place]
        return Wish(text, around(*some.spot(place, view), text, steps))
