"""The keyboard on the map: from mark to mark without a mouse, and what is said about each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from widgets.look import Look
from widgets.map_marks import DISC
from widgets.map_points import Clusters, Points, View, seen


class Marked(Protocol):
    """What the pointer needs of the ground it walks on."""

    cases: Points

    @property
    def shown(self) -> Mapping[str, bool]:
        """Which layers are drawn."""

    @property
    def look(self) -> Look:
        """The look."""

    def view(self) -> View:
        """What is on screen."""

    def clusters(self) -> Clusters:
        """The cases as they are drawn."""


class MapPointer:
    """Stands on one mark of cases; the marks in sight come in the order of urgency, then from top to bottom."""

    def __init__(self, canvas: Marked) -> None:
        self._canvas = canvas
        self._at: str | None = None  # a case of the mark

    @property
    def numbers(self) -> tuple[str, ...]:
        """The cases of the mark it stands on; none when it stands nowhere or its case has gone."""
        place = self._place()
        return () if place is None else self._canvas.cases.names(self._canvas.clusters().members(place))

    def step(self, by: int) -> None:
        """To the next mark in sight, or the one before; round at the end."""
        order, here = self._order(), self._place()
        if not order:
            self._at = None
            return
        place = (order.index(here) + by) % len(order) if here in order else (0 if by > 0 else len(order) - 1)
        self._at = self._canvas.cases.names(self._canvas.clusters().members(order[place]))[0]

    def leave(self) -> None:
        """Stand nowhere."""
        self._at = None

    def box(self) -> tuple[float, float, float, float] | None:
        """What its ring covers."""
        middle, half = self._middle(), DISC / 2 + 9
        if middle is None:
            return None
        return middle.x() - half, middle.y() - half, middle.x() + half, middle.y() + half

    def paint(self, painter: QPainter) -> None:
        """A ring around the mark."""
        middle = self._middle()
        if middle is None:
            return
        theme = self._canvas.look.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, wide in ((theme.map.halo, 6.0), (theme.acc, 2.0)):
            painter.setPen(QPen(colour, wide))
            painter.drawEllipse(middle, DISC / 2 + 5, DISC / 2 + 5)
        painter.restore()

    def _middle(self) -> QPointF | None:
        place = self._place()
        if place is None:
            return None
        group = self._canvas.clusters()
        x, y = self._canvas.view().to_screen(group.x[place : place + 1], group.y[place : place + 1])
        return QPointF(float(x[0]), float(y[0]))

    def _place(self) -> int | None:
        canvas = self._canvas
        slot = canvas.cases.slot(self._at) if self._at is not None and canvas.shown["cases"] else None
        return None if slot is None else canvas.clusters().of(slot)

    def _order(self) -> list[int]:
        canvas = self._canvas
        if not canvas.shown["cases"]:
            return []
        group = canvas.clusters()
        sx, sy, inside = seen(canvas.view(), group.x, group.y, 0)
        order = np.flatnonzero(inside)
        return [int(place) for place in order[np.lexsort((sx[order], sy[order], group.kind[order]))]]
