"""Paints what the map shows: the kept ground, then names and marks, the selection and the plates over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from widgets import paint
from widgets.look import Look
from widgets.map_counts import CountSheet
from widgets.map_ground import Ground
from widgets.map_marks import case_atlas, paint_chosen, paint_plate, paint_scale, scale_box, site_atlas, worker_atlas
from widgets.map_names import Box, Boxes, boxes, overlaps, paint_name
from widgets.map_points import Floats, Ints, View, paint_points, seen
from widgets.map_scene import Chosen, Scene, in_order, worker_boxes
from widgets.map_tiles import Tiles

SITES_FULL: Final = 0.06  # pixels per metre; farther away units and sites are drawn small
_INSET: Final = 8.0
_NOTE_LEAST: Final = 80.0
_LINE_MOST: Final = 1.5


class Sites(Struct, frozen=True):
    """Units and video sites that are shown."""

    slots: Ints
    x: Floats
    y: Floats
    kind: Ints


class MapPicture:
    """One look at one fineness. `sites` gives the marks that belong to the ground, `has_grids` whether grids do."""

    def __init__(
        self,
        look: Look,
        ground: Ground,
        ratio: float,
        sites: Callable[[], Sites],
        has_grids: Callable[[], bool],
    ) -> None:
        self._look, self._ground = look, ground
        self._sites, self._has_grids = sites, has_grids
        theme = look.theme
        self._case_atlas, self._site_atlas = case_atlas(theme, ratio), site_atlas(theme, ratio)
        self._worker_atlas, self._counts = worker_atlas(theme, ratio), CountSheet(theme, ratio)
        self._line = min(ratio, _LINE_MOST)  # pens count in the screen's pixels; small grids would drown in thick ones
        self._tiles = Tiles(self._paint_ground, ratio)
        self._corners: tuple[View, tuple[Box, tuple[Box, ...]]] | None = None

    def forget_ground(self) -> None:
        """Layers or sites are others."""
        self._tiles.forget()

    def plates(self, view: View, marks: Boxes) -> tuple[Box, ...]:
        """Where the scale stands, and what is said of the base map: in a corner where it hides no mark."""
        if self._corners is None or self._corners[0] != view:
            self._corners = view, self._plate_places(view)
        scale, notes = self._corners[1]
        if not notes:
            return (scale,)
        return scale, notes[int(np.argmin(overlaps(boxes(notes), marks).any(axis=1)))]  # the first where all hide one

    def _plate_places(self, view: View) -> tuple[Box, tuple[Box, ...]]:
        """The scale's place, and those the note may have."""
        scale = scale_box(_INSET, view.height - _INSET, view.scale, self._look)
        wide = paint.width(self._look.text("map.no_tiles"), "label") + 16
        far, low, high = view.width - _INSET, scale.top(), scale.height()
        found = (scale.left(), low, scale.right(), low + high)
        beside = scale.right() + _INSET
        if beside + _NOTE_LEAST > far:
            return found, ()
        if beside + wide > far:
            return found, ((beside, low, far, low + high),)
        corners = ((far - wide, low), (beside, low), (_INSET, _INSET))
        return found, tuple((left, top, left + wide, top + high) for left, top in corners)

    def paint(self, painter: QPainter, scene: Scene, exposed: QRect, dirty: Boxes | None) -> None:
        """All that reaches into `dirty`, or into `exposed` when that is not known; the painter is clipped to it."""
        if dirty is None:
            dirty = boxes([(exposed.left(), exposed.top(), exposed.right() + 1.0, exposed.bottom() + 1.0)])
        self._tiles.paint(painter, scene.view)
        self._paint_grids(painter, scene)
        for name, is_dirty in zip(scene.names, _reach(boxes(n.box for n in scene.names), dirty), strict=True):
            if is_dirty:
                paint_name(painter, name, self._look.theme)
        self._paint_cases(painter, scene.cases[_reach(scene.case_boxes, dirty)])
        if scene.chosen is not None and _reach(boxes((scene.chosen.box(), scene.chosen.plate)), dirty).any():
            self._paint_chosen(painter, scene.chosen)
        shrink = 1.0 if scene.view.scale >= SITES_FULL else 0.75
        x, y = scene.workers[_reach(worker_boxes(scene.workers), dirty)].T.astype(np.float64)
        paint_points(painter, self._worker_atlas, x, y, np.zeros(len(x), np.intp), shrink)
        if _reach(boxes(scene.plates), dirty).any():
            self._paint_plates(painter, scene)

    # --- the ground -------------------------------------------------------------------------------------------

    def _paint_ground(self, painter: QPainter, view: View) -> None:
        theme, ground = self._look.theme, self._ground
        area = QRectF(0, 0, view.width, view.height)
        painter.fillRect(area, theme.map.land)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        to_screen = transform(view)
        near = 4 / view.scale
        metres = to_screen.inverted()[0].mapRect(area).adjusted(-near, -near, near, near)
        painter.setTransform(to_screen, combine=True)
        painter.fillPath(ground.outline, theme.map.block)
        if self._has_grids():
            stroke(painter, ground.grid_lines.through(metres), theme.map.grid, self._line, (4.0, 3.0))
        stroke(painter, ground.town_lines.through(metres), theme.edge, 1.2 * self._line)
        stroke(painter, ground.outline, theme.edge, 1.8 * self._line)
        painter.restore()
        sites = self._sites()
        sx, sy, inside = seen(view, sites.x, sites.y, 12)
        shrink = 1.0 if view.scale >= SITES_FULL else 0.55
        paint_points(painter, self._site_atlas, sx[inside], sy[inside], sites.kind[inside], shrink)

    # --- what stands over it ----------------------------------------------------------------------------------

    def _paint_grids(self, painter: QPainter, scene: Scene) -> None:
        """The selected case's grid, and the others it concerns."""
        chosen, others = scene.grids
        theme, grids = self._look.theme, self._ground.grids
        if chosen is None and not others:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(transform(scene.view), combine=True)
        for code in others:
            if code in grids:
                stroke(painter, grids[code], theme.acc, 1.2 * self._line, (3.0, 3.0))
        here = grids.get(chosen or "")
        if here is not None:
            tint = QColor(theme.acc)
            tint.setAlphaF(0.10)
            painter.fillPath(here, tint)
            stroke(painter, here, theme.acc, 1.8 * self._line)
        painter.restore()

    def _paint_cases(self, painter: QPainter, cases: Ints) -> None:
        x, y, kind, count = in_order(cases).T
        x, y = x.astype(np.float64), y.astype(np.float64)
        paint_points(painter, self._case_atlas, x, y, kind)
        several = count > 1
        self._counts.paint(painter, x[several], y[several], count[several])

    def _paint_chosen(self, painter: QPainter, chosen: Chosen) -> None:
        painter.save()
        paint_chosen(painter, QPointF(chosen.x, chosen.y), chosen.priority, self._look.theme)
        left, top, _, bottom = chosen.plate
        paint_plate(painter, left, (top + bottom) / 2, chosen.text, self._look, "second_strong", strong=True)
        painter.restore()

    def _paint_plates(self, painter: QPainter, scene: Scene) -> None:
        painter.save()
        paint_scale(painter, _INSET, scene.view.height - _INSET, scene.view.scale, self._look)
        for left, top, right, bottom in scene.plates[1:]:
            box = QRectF(left, top, right - left, bottom - top)
            paint.panel(painter, box, self._look.theme.bg1)
            words = box.adjusted(8, 0, -7, 0)
            paint.write(painter, words, self._look.text("map.no_tiles"), "label", self._look.theme.t2)
        painter.restore()


def transform(view: View) -> QTransform:
    """From metres to the pixels of a view."""
    return (
        QTransform()
        .translate(view.width / 2, view.height / 2)
        .scale(view.scale, view.scale)
        .translate(-view.x, -view.y)
    )


def stroke(painter: QPainter, path: QPainterPath, colour: QColor, width: float, dashes: tuple[float, ...] = ()) -> None:
    """A line of so many of the screen's pixels however near the ground is; its round corners grow no thorns."""
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
    pen.setCosmetic(True)
    if dashes:
        pen.setDashPattern(dashes)
    painter.strokePath(path, pen)


def _reach(found: Boxes, dirty: Boxes) -> NDArray[np.bool_]:
    """Which boxes reach into something dirty."""
    return np.asarray(overlaps(found, dirty).any(axis=1))


__all__ = ["SITES_FULL", "Box", "MapPicture", "Sites", "stroke", "transform"]
