"""B10: a frame of the district map with 2,000 grids, 5,000 marks and 1,000 moves a second, beside pyqtgraph's."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle
from random import Random
from time import perf_counter, thread_time
from typing import Any, Final, Protocol

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QApplication, QGraphicsItem, QGraphicsPathItem, QWidget

from console.app import application, rules
from console.bench_queue import FRAME_MS, OursOnScreen, Paints, open_cases, result, version_of
from core.domain.columns import PRIORITIES
from core.domain.district import District, Grid
from core.domain.nouns import Case
from widgets.district_map import DistrictMap
from widgets.look import Look
from widgets.theme import DARK, Theme

START: Final = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
COLUMNS, ROWS = 50, 40
MARKS: Final = 5_000
MOVES: Final = 1_000
QUEUE, UPDATES = 100_000, 5_000
SIZE: Final = (1100, 900)
RATIO_GOAL: Final = 0.25
FRAMES_GOAL: Final = 25.0
_TURNS: Final = 4  # in a round, so that a machine that is busy for a while is so for both
Spot = tuple[float, float]


def wide_district(columns: int = COLUMNS, rows: int = ROWS) -> District:
    """The shipped district with a net of crooked grids in place of its own, and no units or sites of its own."""
    own, rng = rules("yingze")[0], Random(10)
    lons, lats = zip(*own.boundary, strict=True)
    west, south, wide, high = min(lons), min(lats), max(lons) - min(lons), max(lats) - min(lats)

    def corner(column: int, row: int) -> Spot:
        off = 0.3 if 0 < column < columns and 0 < row < rows else 0.0
        x, y = column + rng.uniform(-off, off), row + rng.uniform(-off, off)
        return west + wide * x / columns, south + high * y / rows

    net = {(column, row): corner(column, row) for column in range(columns + 1) for row in range(rows + 1)}
    some, grids = next(iter(own.grids.values())), {}
    for column in range(columns):
        for row in range(rows):
            ring = tuple(net[at] for at in _ring(column, row))
            xs, ys = zip(*ring, strict=True)
            code, name = f"{some.community}-{column * rows + row:04d}", f"网格{column * rows + row}"
            grids[code] = replace(
                some, code=code, name_zh=name, name_en=name, polygon=ring,
                box=(min(xs), min(ys), max(xs), max(ys)), centre=(sum(xs[:4]) / 4, sum(ys[:4]) / 4),
            )  # fmt: skip
    edge = (net[0, 0], net[columns, 0], net[columns, rows], net[0, rows], net[0, 0])
    return replace(own, grids=grids, boundary=edge)


def _ring(column: int, row: int) -> tuple[tuple[int, int], ...]:
    return (column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)


def marks(count: int, district: District, rng: Random) -> list[Case]:
    """So many cases, each somewhere in its grid."""
    grids = list(district.grids.values())
    return [_at(case, rng.choice(grids), rng) for case in open_cases(count, rng)]


def _at(case: Case, grid: Grid, rng: Random) -> Case:
    west, south, east, north = grid.box
    return replace(case, grid=grid.code, lon=rng.uniform(west, east), lat=rng.uniform(south, north))


class Map(Protocol):
    """One way to draw it."""

    @property
    def widget(self) -> QWidget:
        """The window."""

    @property
    def painted(self) -> QWidget:
        """The part that paints ground and marks."""

    def take(self, moved: Sequence[Case]) -> None:
        """These have moved."""

    def paint(self) -> None:
        """Paint at once what that asks for."""


class OursOnScreen10:
    """The product's map."""

    def __init__(self, district: District, known: Sequence[Case]) -> None:
        self.widget = DistrictMap(Look(DARK, "zh_CN"), district)
        self.widget.set_cases(known)
        self.painted = self.widget.canvas

    def take(self, moved: Sequence[Case]) -> None:
        """As the desk tells it."""
        self.widget.change_cases(moved)

    def paint(self) -> None:
        """What the event loop would paint next: the parts that are others, in head and ground."""
        QCoreApplication.sendPostedEvents(self.widget, QEvent.Type.UpdateRequest)


class PeerOnScreen10:
    """pyqtgraph as fast as it goes: one cached path item, one scatter whose places are changed in its own array."""

    def __init__(self, district: District, known: Sequence[Case], theme: Theme) -> None:
        import pyqtgraph as pg  # not loaded where only the names of the benchmarks are asked

        self.widget = pg.PlotWidget(background=theme.map.land)
        self.painted = self.widget.viewport()
        self.widget.setMouseEnabled(False, False)
        self.widget.hideAxis("left")
        self.widget.hideAxis("bottom")
        path = QPainterPath()
        for grid in district.grids.values():
            _draw_ring(path, grid.polygon)
        ground = QGraphicsPathItem(path)
        pen = QPen(theme.map.grid, 1)
        pen.setCosmetic(True)
        ground.setPen(pen)
        ground.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.widget.addItem(ground)
        symbols = dict(zip(PRIORITIES, ("d", "t1", "s", "o"), strict=True))
        fills = {p: pg.mkBrush(theme.priority(p).fill or theme.bg1) for p in PRIORITIES}
        self._places = {case.no: place for place, case in enumerate(known)}
        self._marks = pg.ScatterPlotItem(
            x=[case.lon for case in known],
            y=[case.lat for case in known],
            size=17,
            pxMode=True,
            symbol=[symbols[case.priority] for case in known],
            brush=[fills[case.priority] for case in known],
            pen=pg.mkPen(theme.edge),
        )
        self.widget.addItem(self._marks)
        box = path.boundingRect()
        self.widget.setRange(QRectF(box.x(), box.y(), box.width(), box.height()), disableAutoRange=True)

    def take(self, moved: Sequence[Case]) -> None:
        """Into the scatter's own array: setData would style all marks anew each time."""
        data, places = self._marks.data, [self._places[case.no] for case in moved]
        data["x"][places] = [case.lon for case in moved]
        data["y"][places] = [case.lat for case in moved]
        self._marks.invalidate()
        self._marks.update()

    def paint(self) -> None:
        """The viewport at once: a scatter is one item, all of it others; the scene's own queue costs more."""
        self.painted.repaint()


def _draw_ring(path: QPainterPath, ring: Sequence[Spot]) -> None:
    path.moveTo(*ring[0])
    for spot in ring[1:]:
        path.lineTo(*spot)
    path.closeSubpath()


def run(seconds: float = 3.0, rounds: int = 3, count: int = MARKS, queue: int = QUEUE) -> list[dict[str, Any]]:
    """Frames of ours and of the peer in turn, then ours beside the fed queue of B3."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application("zh_CN", "dark")
    rng, district = Random(10), wide_district()
    known = marks(count, district, rng)
    grids = list(district.grids.values())
    moves = cycle([_at(rng.choice(known), rng.choice(grids), rng) for _ in range(MOVES * 10)])
    maps: dict[str, Map] = {"ours": OursOnScreen10(district, known), "peer": PeerOnScreen10(district, known, DARK)}
    took: dict[str, list[float]] = {name: [] for name in maps}
    for turn in range(rounds * _TURNS):
        for name in list(maps)[:: -1 if turn % 2 else 1]:
            took[name] += _frames(
                app, maps[name], lambda: [next(moves) for _ in range(_per_frame(MOVES))], seconds / _TURNS
            )
    frames, rows = _beside_the_queue(app, maps["ours"], lambda: next(moves), queue, seconds)
    for each in maps.values():
        each.widget.close()
        each.widget.deleteLater()
    at = f"{len(district.grids):,} grids, {count:,} marks, {MOVES:,} moves/s"
    own, other = (float(np.median(took[name])) * 1000 for name in ("ours", "peer"))
    print(f"map, {at}: frame {own:.2f} ms, pyqtgraph {other:.2f} ms, ratio {own / other:.3f}")
    worst = {name: float(np.percentile(took[name], 95)) * 1000 for name in took}
    return [
        result(f"B10 frame, {at}", own, "ms", None, other, RATIO_GOAL, own / other <= RATIO_GOAL),
        result(f"B10 frame p95, {at}", worst["ours"], "ms", None, worst["peer"], RATIO_GOAL,
               worst["ours"] / worst["peer"] <= RATIO_GOAL),
        result(f"B10 frames beside the queue of B3, {at}", frames, "frames/s", 1000 / FRAME_MS, None, FRAMES_GOAL,
               frames >= FRAMES_GOAL),
        result(f"B10 queue's frames beside the map, {queue:,} cases, {UPDATES:,}/s", rows, "frames/s",
               1000 / FRAME_MS, None, FRAMES_GOAL, rows >= FRAMES_GOAL),
    ]  # fmt: skip


def _per_frame(rate: int) -> int:
    return math.ceil(rate * FRAME_MS / 1000)


def _frames(app: QApplication, shown: Map, moved: Callable[[], list[Case]], seconds: float) -> list[float]:
    """Seconds of work each frame takes: the moves taken in, and what they change painted."""
    shown.widget.resize(*SIZE)
    shown.widget.show()
    app.processEvents()
    took = []
    until = perf_counter() + seconds
    while perf_counter() < until:
        batch = moved()
        begun = thread_time()
        shown.take(batch)
        shown.paint()
        took.append(thread_time() - begun)
        app.processEvents()
    shown.widget.hide()
    return took[2:]  # the first ones draw what is kept from then on


def _beside_the_queue(
    app: QApplication, shown: Map, moved: Callable[[], Case], queue: int, seconds: float
) -> tuple[float, float]:
    """Frames a second of map and queue while both are fed."""
    rng = Random(3)
    screen = OursOnScreen(open_cases(queue, rng), START)
    news = cycle([version_of(rng.randrange(queue), 2, rng) for _ in range(UPDATES * 2)])
    for widget, size in ((screen.widget, (692, 860)), (shown.widget, SIZE)):
        widget.resize(*size)
        widget.show()
    app.processEvents()
    paints = Paints(shown.painted), Paints(screen.painted)
    begun = last = perf_counter()

    def frame() -> None:
        nonlocal last
        now = perf_counter()
        since, last = min(now - last, 0.1), now
        screen.take([next(news) for _ in range(round(since * UPDATES))], START + timedelta(seconds=now - begun))
        shown.take([moved() for _ in range(round(since * MOVES))])

    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=FRAME_MS)
    timer.timeout.connect(frame)
    timer.start()
    while perf_counter() - begun < seconds * 2:
        app.processEvents()
    timer.stop()
    lasted = perf_counter() - begun
    screen.widget.close()
    screen.widget.deleteLater()
    return paints[0].count / lasted, paints[1].count / lasted
