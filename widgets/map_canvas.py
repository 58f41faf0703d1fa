"""The painted ground of the district map: borders kept as a picture, marks stamped over it, one case ringed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.domain.nouns import HIDDEN, LinkState, Priority
from widgets import format as fmt
from widgets import map_frame as frame
from widgets import paint
from widgets.look import Look
from widgets.map_ground import Ground
from widgets.map_groups import Groups
from widgets.map_layers import SHOWN
from widgets.map_marks import DISC, OUTSIDE, PLATE_HIGH, PRIORITIES, RING, UNIT, plate_wide
from widgets.map_names import Box, Boxes, Name, Wishes, boxes, overlaps
from widgets.map_picture import SITES_FULL, MapPicture, Sites
from widgets.map_pointer import MapPointer
from widgets.map_points import MOST_MERGED, Clusters, Ints, Points, View, clusters, seen
from widgets.map_scene import (
    Chosen,
    Scene,
    case_boxes,
    changed_boxes,
    joined,
    region,
    whole_pixels,
    within,
    worker_boxes,
)
from widgets.map_wishes import NAMED_ABOVE, MapLabels

CLUSTER_BELOW: Final = NAMED_ABOVE  # above it every case stands alone whose mark covers no other
_CELL: Final = 48.0  # pixels: a mark and its figure stand clear of the next one
_APART: Final = 36.0  # and so far from one of another square
_MOST_ALONE: Final = 1_000  # more than that in sight are grouped, however near
_MOST_SCALE: Final = 2.5
_SAME_RATIO: Final = 0.01
_STEP: Final = 1.5
_BELOW: Final = 25.0  # pixels from a grid's middle down to the people there
_LABEL_MOST: Final = 240.0


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
        self._fine = 0.0  # pixels of the screen to one of the canvas, when it has been painted
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
        self._is_whole = True  # nobody has moved it from where the whole district is seen
        self._aim: tuple[float, float] | None = None  # the spot it went to, as long as nobody has moved it from there
        self._clear: Boxes = boxes(())
        self._scene: Scene | None = None
        self._dirty: Boxes | None = None  # what is to be painted anew, when it is known
        self._dirty_region = QRegion()
        self._wishes: tuple[View, Wishes] | None = None
        self._groups: tuple[float, Groups] | None = None  # for a scale
        self._is_many = False
        self._others: list[Boxes] | None = None  # what is another since the scene was made; None when it is not known
        self._grouped: tuple[tuple[float, float, float], Clusters] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.restyle(look)

    # --- what the owner says ----------------------------------------------------------------------------------

    def magnify(self, scale: float) -> None:
        """Draw stamps and layers so many times as fine: the canvas is shown that much larger."""
        self._magnified, self._fine = scale, 0.0
        self.restyle(self._look)

    @property
    def look(self) -> Look:
        """The look it wears."""
        return self._look

    def _ratio(self) -> float:
        return self._fine or self.devicePixelRatioF() * self._magnified

    def _new_picture(self) -> MapPicture:
        return MapPicture(self._look, self._ground, self._ratio(), self._sites, lambda: self.shown["grids"])

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._picture = self._new_picture()
        self._labels: MapLabels | None = None
        self._wishes = None
        self._all_anew()

    def sites_changed(self) -> None:
        """Units or video sites are others: they are part of the kept picture."""
        self._wishes = None
        self._picture.forget_ground()
        self._all_anew()

    def keep_clear(self, covered: Iterable[QRectF]) -> None:
        """What lies over the ground: no name stands under it."""
        self._clear = boxes(box.getCoords() for box in covered)
        self._all_anew()

    def changed(self) -> None:
        """The marks are others: group them anew and repaint what differs."""
        self._grouped = None
        self._some_anew()

    def show_layer(self, name: str, is_shown: bool) -> None:
        """Show or hide one of `LAYERS`."""
        self.shown[name] = is_shown
        self._grouped = None
        self.sites_changed()

    def choose(self, no: str | None, grid: str | None, others: Iterable[str] = ()) -> None:
        """Ring a case and accent its grid; nothing moves."""
        if grid != self._chosen_grid:
            self._wishes = None
        self._chosen, self._chosen_grid, self._other_grids = no, grid, tuple(others)
        self.changed()

    def centre_on(self, x: float, y: float, least_scale: float = 0.0) -> None:
        """Bring a spot near the middle, and near enough to be told from its neighbours; the district fills the view."""
        self._set_scale(max(self._scale, least_scale))
        self._stand(frame.filled(self._ground, replace(self._asked(), x=x, y=y)))
        self._aim = x, y

    def fit(self) -> None:
        """Show the whole district."""
        self._set_scale(self._least_scale())
        self._stand(frame.whole(self._ground, self._asked()))
        self._is_whole = True

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Come nearer or go farther; the spot under `at` stays where it is, unless there is no ground to show."""
        view = self._asked()
        at = at or QPointF(view.width / 2, view.height / 2)
        x, y = view.spot(at.x(), at.y())
        self._set_scale(view.scale * factor)
        if self._scale == self._least_scale():
            self.fit()
            return
        x -= (at.x() - view.width / 2) / self._scale
        y -= (at.y() - view.height / 2) / self._scale
        there = replace(self._asked(), x=x, y=y)
        self._stand(there if factor > 1 else frame.filled(self._ground, there))

    def view(self) -> View:
        """What is on screen now, with the ground on whole pixels."""
        return self._asked().snapped(self._ratio())

    def _asked(self) -> View:
        return View(self._x, self._y, self._scale, float(self.width()), float(self.height()))

    def _stand(self, view: View) -> None:
        self._x, self._y, self._is_whole, self._aim = view.x, view.y, False, None
        self._all_anew()

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
        """Keep what is seen: the whole district stays whole, and the spot it went to near the middle."""
        super().resizeEvent(event)
        if self._is_whole:
            self.fit()
            return
        self.centre_on(*(self._aim or (self._x, self._y)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the ground, then what stands on it, as far as it is to be painted anew."""
        painter, exposed = QPainter(self), event.region()
        fine = painter.deviceTransform().m11()
        if abs(fine - self._ratio()) > _SAME_RATIO:  # on another screen, or in a picture of it
            self._fine = fine
            self._picture = self._new_picture()
            self._scene, self._dirty_region = None, QRegion()
        known = self._dirty if exposed == self._dirty_region else None
        self._dirty, self._dirty_region = None, QRegion()
        self._picture.paint(painter, self.scene(), exposed.boundingRect(), known)
        if self.hasFocus():
            self.pointer.paint(painter)
        if self.hasFocus() and not self.rect().adjusted(3, 3, -3, -3).contains(exposed.boundingRect()):
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
        sites = self._sites()
        near = self._nearest(sites.x, sites.y, px, py)
        if near is not None:
            return self._site_said(self.sites.names(sites.slots[near : near + 1])[0])
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
        self._some_anew()
        self.spoken_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears."""
        super().focusInEvent(event)
        self._all_anew()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self._all_anew()

    # --- moving -----------------------------------------------------------------------------------------------

    def _least_scale(self) -> float:
        return frame.least_scale(self._ground, self.width(), self.height())

    def _set_scale(self, scale: float) -> None:
        self._scale = min(_MOST_SCALE, max(self._least_scale(), scale))
        self._grouped = None

    def _pan(self, px: float, py: float) -> None:
        self._stand(frame.moved(self._ground, self._asked(), px / self._scale, py / self._scale))

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
        """The cases as they are drawn: grouped below a zoom; above it only where marks would cover each other."""
        view = self.view()
        is_far = self._scale < CLUSTER_BELOW
        key = (view.scale, 0.0, 0.0) if is_far else (view.scale, view.x, view.y)
        if self._grouped is None or self._grouped[0] != key:
            slots, x, y, kind = self.cases.all()
            many = self._many(view)
            if many is not None:
                found = many.clusters()
            elif is_far:
                found = clusters(slots, x, y, kind, _CELL / view.scale).merged(_APART / view.scale)
            else:
                _, _, near = seen(view, x, y, RING)
                cell = 1.0 if np.count_nonzero(near) <= _MOST_ALONE else _CELL / view.scale
                found = clusters(slots[near], x[near], y[near], kind[near], cell).merged(DISC / view.scale)
            self._grouped = key, found
        return self._grouped[1]

    def _many(self, view: View) -> Groups | None:
        """The groups of a far zoom where they are so many that they are kept up instead of being made anew."""
        if view.scale >= CLUSTER_BELOW or len(self.cases) <= MOST_MERGED:
            self._groups = self._others = None
            return None
        if self._groups is None or self._groups[0] != view.scale:
            self._groups = view.scale, Groups(self.cases, self._ground.extent, _CELL / view.scale)
            self._others = None
        else:
            moved = self._groups[1].refresh(view)
            if self._others is not None:
                self._others.append(moved)
        return self._groups[1] if len(self._groups[1]) > MOST_MERGED else None

    def _all_anew(self) -> None:
        """Paint everything anew."""
        self._others = None
        self._scene, self._dirty, self._dirty_region = None, None, QRegion()
        self.update()

    def _some_anew(self) -> None:
        """Paint what is another than before; nothing when nothing is."""
        before, was_many, self._scene = self._scene, self._is_many, None
        if before is None or not self.isVisible():
            self._all_anew()
            return
        now = self.scene()
        is_known = was_many and self._is_many and self._others is not None
        found = changed_boxes(before, now, joined(self._others or ()) if is_known else None)
        if found is None:
            self._all_anew()
        elif len(found):
            found = whole_pixels(within(found, 0, 0, self.width(), self.height()))
            self._dirty_region += region(found)
            self._dirty_region &= QRegion(self.rect())
            self._dirty = found if self._dirty is None else joined((self._dirty, found))
            self.update(self._dirty_region)
        self._others = []

    def scene(self) -> Scene:
        """What stands over the ground now."""
        if self._scene is None:
            view = self.view()
            cases, workers = self._case_rows(view), self._worker_rows(view)
            shown = self.shown["cases"]
            marks = case_boxes(cases)
            plates = self._picture.plates(view, marks)
            covered = joined((marks, worker_boxes(workers), boxes(plates), self._clear))
            chosen = self._chosen_now(view, covered)
            ring = self.pointer.box() if self.hasFocus() and shown else None
            taken = covered if chosen is None else joined((covered, boxes((chosen.box(), chosen.plate))))
            names = self._names(view, taken) if self.shown["names"] else ()
            grids = (self._chosen_grid, self._other_grids)
            self._scene = Scene(view, cases, marks, workers, names, chosen, grids, ring, plates)
        return self._scene

    def _case_rows(self, view: View) -> Ints:
        self._is_many = False
        if not self.shown["cases"]:
            return np.zeros((0, 4), np.intp)
        many = self._many(view)
        self._is_many = many is not None
        if many is not None:
            rows = many.marks(view)
        else:
            group = self.clusters()
            sx, sy = view.to_screen(group.x, group.y)
            rows = np.column_stack((np.round(sx), np.round(sy), group.kind, group.count)).astype(np.intp)
        x, y = rows[:, 0], rows[:, 1]
        return rows[(x > -RING) & (x < view.width + RING) & (y > -RING) & (y < view.height + RING)]

    def _worker_rows(self, view: View) -> Ints:
        """Under the badge of their case, which stands at the same grid."""
        if not self.shown["workers"] or not len(self.workers):
            return np.zeros((0, 2), np.intp)
        _, x, y, _ = self.workers.all()
        x, y, inside = seen(view, x, y, RING)
        return np.unique(np.round(np.column_stack((x[inside], y[inside] + _BELOW))).astype(np.intp), axis=0)

    def _sites(self) -> Sites:
        slots, x, y, kind = self.sites.all()
        is_unit = (kind == UNIT) | (kind == OUTSIDE)
        wanted = (is_unit & self.shown["units"]) | (~is_unit & self.shown["links"])
        return Sites(slots[wanted], x[wanted], y[wanted], kind[wanted])

    def _site_boxes(self, view: View) -> Boxes:
        sites = self._sites()
        x, y, inside = seen(view, sites.x, sites.y, 12)
        x, y, half = x[inside], y[inside], 7.0 if view.scale >= SITES_FULL else 4.0
        return np.column_stack((x - half, y - half, x + half, y + half))

    def _names(self, view: View, taken: Boxes) -> tuple[Name, ...]:
        """Names beside what is taken; what is asked for stays the same as long as the view and the ground do."""
        if self._wishes is None or self._wishes[0] != view:
            self._wishes = view, self._wished(view)
        return self._wishes[1].granted(taken)

    def _wished(self, view: View) -> Wishes:
        self._labels = self._labels or MapLabels(self._ground, self._look.lang)
        sites, side = self._sites(), 0 if self._look.lang.startswith("zh") else 1
        _, _, inside = seen(view, sites.x, sites.y, 12)
        inside &= (sites.kind == UNIT) | (sites.kind == OUTSIDE)
        units = [self.site_names[name][side] for name in self.sites.names(sites.slots[inside])]
        places = sites.x[inside], sites.y[inside], units
        marks = self._site_boxes(view)
        return self._labels.wishes(view, self._chosen_grid, has_grids=self.shown["grids"], units=places, marks=marks)

    def _chosen_now(self, view: View, covered: Boxes) -> Chosen | None:
        spot = self.cases.at(self._chosen) if self._chosen is not None else None
        if spot is None or self._chosen is None:
            return None
        sx, sy = view.to_screen(np.array([spot[0]]), np.array([spot[1]]))
        x, y = round(float(sx[0])), round(float(sy[0]))
        if not QRectF(self.rect()).adjusted(-RING, -RING, RING, RING).contains(x, y):
            return None
        text = paint.elided(self._said(self._chosen), "second_strong", min(_LABEL_MOST, view.width / 2))
        plate, is_free = _plate_at(x, y, plate_wide(text, "second_strong"), view, covered)
        if not is_free:  # the number alone covers nothing, or less
            text = text.split(" ", 1)[0]
            plate, _ = _plate_at(x, y, plate_wide(text, "second_strong"), view, covered)
        return Chosen(x, y, _priority(self.cases.kind(self._chosen)), text, plate)


def _plate_at(x: int, y: int, wide: float, view: View, covered: Boxes) -> tuple[Box, bool]:
    """Right of the ring, left of it, below or above: the first place that is free, else the first that is in sight.

    Also whether it is free.
    """
    away, half = RING / 2 + 4, PLATE_HIGH / 2
    own = np.hypot((covered[:, 0] + covered[:, 2]) / 2 - x, (covered[:, 1] + covered[:, 3]) / 2 - y) < RING / 2
    middles = ((away + wide / 2, 0), (-away - wide / 2, 0), (0, away + half), (0, -away - half))
    tries = boxes((x + dx - wide / 2, y + dy - half, x + dx + wide / 2, y + dy + half) for dx, dy in middles)
    sight = (tries[:, 0] >= 4) & (tries[:, 2] <= view.width - 4) & (tries[:, 1] >= 4) & (tries[:, 3] <= view.height - 4)
    free = sight & ~overlaps(tries, covered[~own]).any(axis=1)
    for fitting in (free, sight):
        if fitting.any():
            left, top, right, bottom = tries[int(np.argmax(fitting))].tolist()
            return (left, top, right, bottom), fitting is free
    left = max(4.0, min(view.width - 4 - wide, x + away))
    return (left, y - half, left + wide, y + half), False


def _priority(kind: int) -> Priority:
    return PRIORITIES[kind]
