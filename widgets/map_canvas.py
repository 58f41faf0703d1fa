"""The painted ground of the district map: borders kept as a picture, marks stamped over it, one case ringed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.domain.nouns import HIDDEN, LinkState, Priority
from widgets import format as fmt
from widgets import paint
from widgets.look import Look
from widgets.map_counts import CountSheet
from widgets.map_ground import Ground, Label
from widgets.map_layers import SHOWN
from widgets.map_marks import (
    DISC,
    OUTSIDE,
    PRIORITIES,
    RING,
    UNIT,
    case_atlas,
    paint_chosen,
    paint_plate,
    paint_scale,
    site_atlas,
    worker_atlas,
)
from widgets.map_pointer import MapPointer
from widgets.map_points import Clusters, Points, View, clusters, paint_points, seen

CLUSTER_BELOW: Final = 0.16  # pixels per metre; above it every case stands alone
_CELL: Final = 34.0
_MOST_ALONE: Final = 1_000  # more than that in sight are grouped, however near
_MOST_SCALE: Final = 2.5
_STEP: Final = 1.5
_SITES_FULL: Final = 0.06  # pixels per metre; farther away units and sites are drawn small
_MARGIN: Final = 0.5  # how much more ground than the window the kept picture holds, on each side
_BELOW: Final = 25.0  # pixels from a grid's middle down to the people there
_LABEL_MOST: Final = 190.0


class MapCanvas(QWidget):
    """Paints ground and marks, pans and zooms; what is chosen is told as a case number."""

    clicked_case = Signal(str)
    lock_asked = Signal()
    layers_asked = Signal()
    spoken_changed = Signal()

    def __init__(self, look: Look, ground: Ground, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._ground = look, ground
        self._magnified = 1.0
        self.cases, self.sites, self.workers = Points(), Points(), Points()
        self.titles: dict[str, str] = {}
        self.site_names: dict[str, tuple[str, str]] = {}
        self.site_states: dict[str, LinkState] = {}
        self.worker_names: dict[str, tuple[str, str, str]] = {}  # name in Chinese and English, number of the case
        self.shown: dict[str, bool] = dict(SHOWN)
        self.pointer = MapPointer(self)
        self._chosen: str | None = None
        self._chosen_grid: str | None = None
        self._other_grids: tuple[str, ...] = ()
        self._x, self._y = ground.extent.center().x(), ground.extent.center().y()
        self._scale = 0.0  # set when the size is known
        self._drag: QPoint | None = None
        self._moved = False
        self._base: QPixmap | None = None
        self._base_view = View(0, 0, 0, 0, 0)
        self._grouped: tuple[tuple[float, float, float], Clusters] | None = None
        self._chosen_title: tuple[str, str] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.restyle(look)

    # --- what the owner says ----------------------------------------------------------------------------------

    def magnify(self, scale: float) -> None:
        """Draw stamps and layers so many times as fine: the canvas is shown that much larger."""
        self._magnified = scale
        self.restyle(self._look)

    @property
    def look(self) -> Look:
        """The look it wears."""
        return self._look

    def _ratio(self) -> float:
        return self.devicePixelRatioF() * self._magnified

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        ratio = self._ratio()
        self._case_atlas, self._site_atlas = case_atlas(look.theme, ratio), site_atlas(look.theme, ratio)
        self._worker_atlas = worker_atlas(look.theme, ratio)
        self._base = None
        self._counts = CountSheet(look.theme, ratio)
        self.update()

    def sites_changed(self) -> None:
        """Units or video sites are others: they are part of the kept picture."""
        self._base = None
        self.update()

    def changed(self) -> None:
        """The marks are others: group them anew and repaint."""
        self._grouped = None
        self.update()

    def show_layer(self, name: str, is_shown: bool) -> None:
        """Show or hide one of `LAYERS`."""
        self.shown[name] = is_shown
        self._base = None
        self.changed()

    def choose(self, no: str | None, grid: str | None, others: Iterable[str] = ()) -> None:
        """Ring a case and accent its grid; nothing moves."""
        self._chosen, self._chosen_grid, self._other_grids = no, grid, tuple(others)
        self.changed()

    def centre_on(self, x: float, y: float, least_scale: float = 0.0) -> None:
        """Bring a spot to the middle, and near enough to be told from its neighbours."""
        self._x, self._y = x, y
        self._set_scale(max(self._scale, least_scale))
        self.update()

    def fit(self) -> None:
        """Show the whole district."""
        extent = self._ground.extent
        self._x, self._y = extent.center().x(), extent.center().y()
        self._set_scale(self._least_scale())
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Come nearer or go farther; the spot under `at` stays where it is."""
        view = self.view()
        at = at or QPointF(view.width / 2, view.height / 2)
        x, y = view.spot(at.x(), at.y())
        self._set_scale(self._scale * factor)
        self._x = x - (at.x() - view.width / 2) / self._scale
        self._y = y - (at.y() - view.height / 2) / self._scale
        self._keep_inside()
        self.update()

    def view(self) -> View:
        """What is on screen now."""
        return View(self._x, self._y, self._scale, float(self.width()), float(self.height()))

    def cases_at(self, px: float, py: float) -> tuple[str, ...]:
        """The cases under a pixel, the most urgent first."""
        if not self.shown["cases"]:
            return ()
        group = self.clusters()
        sx, sy = self.view().to_screen(group.x, group.y)
        away = np.hypot(sx - px, sy - py)
        under = np.flatnonzero(away <= DISC / 2 + 2)
        if not len(under):
            return self._chosen_under(px, py)
        return self.cases.names(group.members(int(under[np.argmin(away[under])])))

    def _chosen_under(self, px: float, py: float) -> tuple[str, ...]:
        spot = self.cases.at(self._chosen) if self._chosen is not None else None
        if spot is None or self._chosen is None:
            return ()
        view = self.view()
        sx, sy = (spot[0] - view.x) * view.scale + view.width / 2, (spot[1] - view.y) * view.scale + view.height / 2
        return (self._chosen,) if math.hypot(sx - px, sy - py) <= RING / 2 else ()

    # --- Qt's side --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """The desk's right panel."""
        return QSize(528, 560)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a tab."""
        return QSize(240, 180)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is seen; the first time show the whole district."""
        super().resizeEvent(event)
        self._base = None
        self._set_scale(self._scale if self._scale > 0 else self._least_scale())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Stamp the ground, then the marks, then what is said over them."""
        painter = QPainter(self)
        view = self.view()
        self._paint_base(painter, view)
        painter.save()
        self._paint_grid(painter, view)
        painter.restore()
        if self.shown["cases"]:
            self._paint_cases(painter, view)
        self._paint_chosen(painter, view)
        if self.shown["workers"]:
            self._paint_workers(painter, view)
        if self.hasFocus():
            self.pointer.paint(painter)
        plate = paint_scale(painter, 8, self.height() - 8, self._scale, self._look)
        note = self._look.text("map.no_tiles")
        room = QRectF(plate.right() + 8, plate.top(), self.width() - plate.right() - 16, plate.height())
        wide = min(room.width(), paint.width(note, "label") + 16)
        if wide > 80:
            box = QRectF(room.right() - wide, room.top(), wide, room.height())
            paint.panel(painter, box, self._look.theme.bg1)
            paint.write(painter, box.adjusted(8, 0, -7, 0), note, "label", self._look.theme.t3)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()), self._look.theme)

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.told_at(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def told_at(self, px: float, py: float) -> str:
        """What is under a pixel, in words; empty for bare ground outside the grids."""
        numbers = self.cases_at(px, py)
        if numbers:
            lines = [self._said(no) for no in numbers[:5]]
            if len(numbers) > 5:
                lines.append(self._look.text("map.more", count=len(numbers) - 5))
            return "\n".join(lines)
        zh = self._look.lang.startswith("zh")
        people = self._people_at(px, py) if self.shown["workers"] else ""
        if people:
            return people
        slots, x, y, _ = self._sites()
        near = self._nearest(x, y, px, py)
        if near is not None:
            return self._site_said(self.sites.names(slots[near : near + 1])[0])
        spot = QPointF(*self.view().spot(px, py))
        code = next((c for c, path in self._ground.grids.items() if path.contains(spot)), None)
        return "" if code is None else self._ground.grid_names[code][0 if zh else 1]

    def _nearest(self, x: np.ndarray, y: np.ndarray, px: float, py: float) -> int | None:
        if not len(x):
            return None
        sx, sy = self.view().to_screen(x, y)
        away = np.hypot(sx - px, sy - py)
        near = int(np.argmin(away))
        return near if away[near] <= 9 else None

    def _site_said(self, name: str) -> str:
        """A unit's name, or a site's with the state of its line."""
        said = self.site_names[name][0 if self._look.lang.startswith("zh") else 1]
        state = self.site_states.get(name)
        return said if state is None else self._look.text("map.site", name=said, state=self._look.word(state))

    def _people_at(self, px: float, py: float) -> str:
        """Who is on a task here, and on which."""
        slots, x, y, _ = self.workers.all()
        sx, sy = self.view().to_screen(x, y)
        under = slots[np.hypot(sx - px, sy + _BELOW - py) <= 9]
        side = 0 if self._look.lang.startswith("zh") else 1
        told = (self.worker_names[name] for name in self.workers.names(under))
        return "\n".join(self._look.text("map.worker", name=one[side], task=fmt.short_no(one[2])) for one in told)

    def pointed_said(self) -> str:
        """The mark under the keyboard in words; empty when it stands nowhere."""
        numbers = self.pointer.numbers
        if not numbers:
            return ""
        first = min(numbers, key=self.cases.kind)
        level = self._look.word(_priority(self.cases.kind(first)))
        return self._look.text("map.pointed", count=len(numbers), level=level, first=self._said(first))

    def _said(self, no: str) -> str:
        """A case as it is spoken of: the last figures and the title."""
        title = self.titles.get(no, "")
        return f"{fmt.short_no(no)} {self._look.text('masked') if title == HIDDEN else title}"

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.zoom(_STEP ** (event.angleDelta().y() / 240), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag, self._moved = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the ground."""
        at = event.position().toPoint()
        if self._drag is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        by = at - self._drag
        if self._moved or by.manhattanLength() > 4:
            self._moved, self._drag = True, at
            self._pan(-by.x(), -by.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click without a drag chooses what is under it; of several in one spot, the next after the chosen one."""
        dragged, self._drag = self._moved, None
        if dragged or event.button() is not Qt.MouseButton.LeftButton:
            return
        self.pointer.leave()
        self._enter(self.cases_at(event.position().x(), event.position().y()))

    def _enter(self, numbers: tuple[str, ...]) -> None:
        """Choose a mark's case; a mark of several opens first."""
        if not numbers:
            return
        if len(numbers) > 1 and self._spread(numbers) * _MOST_SCALE > DISC:
            self._open(numbers)
            return
        place = numbers.index(self._chosen) + 1 if self._chosen in numbers else 0
        self.clicked_case.emit(numbers[place % len(numbers)])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Come nearer."""
        if not self.cases_at(event.position().x(), event.position().y()):
            self.zoom(_STEP, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows pan, + and - zoom, Home shows all, N and P go from mark to mark, Enter selects; L locks, T layers."""
        key = Qt.Key(event.key())
        step = 60
        by = {
            Qt.Key.Key_Left: (-step, 0),
            Qt.Key.Key_Right: (step, 0),
            Qt.Key.Key_Up: (0, -step),
            Qt.Key.Key_Down: (0, step),
        }.get(key)
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif by is not None:
            self._pan(*by)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif key == Qt.Key.Key_Home:
            self.fit()
        elif key == Qt.Key.Key_L:
            self.lock_asked.emit()
        elif key == Qt.Key.Key_T:
            self.layers_asked.emit()
        elif key in (Qt.Key.Key_N, Qt.Key.Key_P):
            self.pointer.step(1 if key == Qt.Key.Key_N else -1)
            self._point()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pointer.numbers:
            self._enter(self.pointer.numbers)
            self._point()
        else:
            event.ignore()

    def _point(self) -> None:
        self.update()
        self.spoken_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.update()

    # --- moving -----------------------------------------------------------------------------------------------

    def _least_scale(self) -> float:
        extent = self._ground.extent
        return max(1e-4, min((self.width() - 24) / extent.width(), (self.height() - 60) / extent.height()))

    def _set_scale(self, scale: float) -> None:
        self._scale = min(_MOST_SCALE, max(self._least_scale(), scale))
        self._grouped = None

    def _pan(self, px: float, py: float) -> None:
        self._x += px / self._scale
        self._y += py / self._scale
        self._keep_inside()
        self.update()

    def _keep_inside(self) -> None:
        extent = self._ground.extent
        self._x = min(extent.right(), max(extent.left(), self._x))
        self._y = min(extent.bottom(), max(extent.top(), self._y))

    def _spread(self, numbers: Iterable[str]) -> float:
        spots = np.array([self.cases.at(no) for no in numbers])
        return float(np.ptp(spots, axis=0).max())

    def _open(self, numbers: Iterable[str]) -> None:
        """Come so near that a group falls apart."""
        spots = np.array([self.cases.at(no) for no in numbers])
        middle = (spots.min(axis=0) + spots.max(axis=0)) / 2
        room = min(self.width(), self.height()) * 0.5
        wanted = min(_MOST_SCALE, room / max(1.0, float(np.ptp(spots, axis=0).max())))
        self.centre_on(float(middle[0]), float(middle[1]), max(wanted, self._scale * _STEP))

    # --- painting ---------------------------------------------------------------------------------------------

    def clusters(self) -> Clusters:
        """The cases as they are drawn: grouped below a zoom; above it each alone, and only those near the window."""
        view = self.view()
        is_far = self._scale < CLUSTER_BELOW
        key = (view.scale, 0.0, 0.0) if is_far else (view.scale, view.x, view.y)
        if self._grouped is None or self._grouped[0] != key:
            slots, x, y, kind = self.cases.all()
            if is_far:
                found = clusters(slots, x, y, kind, _CELL / view.scale).merged(DISC / view.scale)
            else:
                _, _, near = seen(view, x, y, RING)
                cell = 1.0 if np.count_nonzero(near) <= _MOST_ALONE else _CELL / view.scale
                found = clusters(slots[near], x[near], y[near], kind[near], cell)
            self._grouped = key, found
        return self._grouped[1]

    def _paint_base(self, painter: QPainter, view: View) -> None:
        """Stamp the kept picture; draw it anew when the zoom is another or the window has left it."""
        kept = self._base_view
        dx, dy = (view.x - kept.x) * view.scale, (view.y - kept.y) * view.scale
        room_x, room_y = (kept.width - view.width) / 2, (kept.height - view.height) / 2
        if self._base is None or kept.scale != view.scale or abs(dx) > room_x or abs(dy) > room_y:
            kept = View(view.x, view.y, view.scale, view.width * (1 + _MARGIN), view.height * (1 + _MARGIN))
            self._base, self._base_view = self._render(kept), kept
            dx = dy = 0.0
            room_x, room_y = (kept.width - view.width) / 2, (kept.height - view.height) / 2
        painter.drawPixmap(QPointF(round(-room_x - dx), round(-room_y - dy)), self._base)

    def _render(self, view: View) -> QPixmap:
        theme, ratio = self._look.theme, self._ratio()
        pixmap = QPixmap(round(view.width * ratio), round(view.height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme.map.land)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setTransform(_transform(view), combine=True)
        painter.fillPath(self._ground.outline, theme.map.block)
        if self.shown["grids"]:
            _stroke(painter, self._ground.grid_lines, theme.map.grid, 1.0, (4.0, 3.0))
        _stroke(painter, self._ground.town_lines, theme.edge, 1.2)
        _stroke(painter, self._ground.outline, theme.edge, 1.8)
        painter.restore()
        self._paint_names(painter, view, self._paint_sites(painter, view))
        painter.end()
        return pixmap

    def _paint_names(self, painter: QPainter, view: View, taken: list[QRectF]) -> None:
        """Grids' names where they fit into their grids, else the towns'; none over what is already there."""
        if not self.shown["names"]:
            return
        fitting = [v for v in self._ground.grid_labels if self._width(v) + 10 < v.wide * view.scale]
        if not self.shown["grids"] or len(fitting) < len(self._ground.grid_labels) / 3:
            fitting = list(self._ground.town_labels)
        area = QRectF(0, 0, view.width, view.height)
        for label in fitting:
            wide = self._width(label)
            left = (label.x - view.x) * view.scale + view.width / 2 - wide / 2
            middle = (label.y - view.y) * view.scale + view.height / 2
            box = QRectF(left - 3, middle - 9, wide + 6, 18)
            if area.intersects(box):
                self._paint_name(painter, box, label.text(self._look.lang), taken)

    def _paint_name(self, painter: QPainter, box: QRectF, text: str, taken: list[QRectF]) -> None:
        if any(box.intersects(other) for other in taken):
            return
        taken.append(box)
        painter.fillRect(box, self._look.theme.map.block)
        paint.write(painter, box, text, "label", self._look.theme.t3, paint.CENTRE)

    def _width(self, label: Label) -> float:
        return paint.width(label.text(self._look.lang), "label")

    def _paint_grid(self, painter: QPainter, view: View) -> None:
        theme = self._look.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(_transform(view), combine=True)
        for code in self._other_grids:
            if code in self._ground.grids:
                _stroke(painter, self._ground.grids[code], theme.acc, 1.2, (3.0, 3.0))
        here = self._ground.grids.get(self._chosen_grid or "")
        if here is not None:
            tint = QColor(theme.acc)
            tint.setAlphaF(0.10)
            painter.fillPath(here, tint)
            _stroke(painter, here, theme.acc, 1.8)

    def _sites(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        slots, x, y, kind = self.sites.all()
        is_unit = (kind == UNIT) | (kind == OUTSIDE)
        wanted = (is_unit & self.shown["units"]) | (~is_unit & self.shown["links"])
        return slots[wanted], x[wanted], y[wanted], kind[wanted]

    def _paint_sites(self, painter: QPainter, view: View) -> list[QRectF]:
        """Units, rooms and cameras; near enough, the units' names too. Gives what they cover."""
        slots, x, y, kind = self._sites()
        sx, sy, inside = seen(view, x, y, 12)
        shrink = 1.0 if view.scale >= _SITES_FULL else 0.55
        paint_points(painter, self._site_atlas, sx[inside], sy[inside], kind[inside], shrink)
        places = np.flatnonzero(inside)
        taken = [QRectF(sx[place] - 7, sy[place] - 7, 14, 14) for place in places]
        if view.scale < CLUSTER_BELOW or not self.shown["names"]:
            return taken
        side = 0 if self._look.lang.startswith("zh") else 1
        for place in places:
            if kind[place] in (UNIT, OUTSIDE):
                name = self.site_names[self.sites.ids[slots[place]]][side]
                box = QRectF(sx[place] + 8, sy[place] - 9, paint.width(name, "label") + 6, 18)
                self._paint_name(painter, box, name, taken)
        return taken

    def _paint_workers(self, painter: QPainter, view: View) -> None:
        """Under the badge of their case, which stands at the same grid."""
        _, x, y, kind = self.workers.all()
        sx, sy, inside = seen(view, x, y, 12)
        shrink = 1.0 if view.scale >= _SITES_FULL else 0.75
        paint_points(painter, self._worker_atlas, sx[inside], sy[inside] + _BELOW, kind[inside], shrink)

    def _paint_cases(self, painter: QPainter, view: View) -> None:
        group = self.clusters()
        sx, sy, inside = seen(view, group.x, group.y, DISC)
        order = np.flatnonzero(inside)
        order = order[np.argsort(-group.kind[order], kind="stable")]
        paint_points(painter, self._case_atlas, sx[order], sy[order], group.kind[order])
        several = order[group.count[order] > 1]
        self._counts.paint(painter, sx[several], sy[several], group.count[several])

    def _paint_chosen(self, painter: QPainter, view: View) -> None:
        spot = self.cases.at(self._chosen) if self._chosen is not None else None
        if spot is None or self._chosen is None:
            return
        sx, sy = view.to_screen(np.array([spot[0]]), np.array([spot[1]]))
        middle = QPointF(round(float(sx[0])), round(float(sy[0])))
        if not QRectF(self.rect()).adjusted(-RING, -RING, RING, RING).contains(middle):
            return
        painter.save()
        paint_chosen(painter, middle, _priority(self.cases.kind(self._chosen)), self._look.theme)
        text = paint.elided(self._said(self._chosen), "second_strong", _LABEL_MOST)
        wide = paint.width(text, "second_strong") + 14
        left = middle.x() + RING / 2 + 4
        if left + wide > self.width() - 4:
            left = max(4.0, middle.x() - RING / 2 - 4 - wide)
        paint_plate(painter, left, middle.y(), text, self._look, "second_strong", strong=True)
        painter.restore()


def _transform(view: View) -> QTransform:
    """From metres to the pixels of a view."""
    return (
        QTransform()
        .translate(view.width / 2, view.height / 2)
        .scale(view.scale, view.scale)
        .translate(-view.x, -view.y)
    )


def _stroke(
    painter: QPainter, path: QPainterPath, colour: QColor, width: float, dashes: tuple[float, ...] = ()
) -> None:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    if dashes:
        pen.setDashPattern(dashes)
    painter.strokePath(path, pen)


def _priority(kind: int) -> Priority:
    return PRIORITIES[kind]
