"""One map for the district: grids, cases, units and video sites, following the selected case until it is locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.domain.district import District
from core.domain.nouns import HIDDEN, Case, Link, LinkState, Priority
from core.domain.on_task import on_task
from widgets import format as fmt
from widgets import paint
from widgets.as_of import paint_as_of
from widgets.buttons import QuietButton
from widgets.look import Look
from widgets.map_canvas import MapCanvas
from widgets.map_ground import Ground
from widgets.map_layers import LayerPanel
from widgets.map_marks import CAMERAS, OFF, ON, OUTSIDE, PRIORITIES, ROOMS, UNIT, UNSURE, paint_sign
from widgets.theme import INSET, PANEL_HEAD

_NEAR_SCALE: Final = 0.2  # pixels per metre when the map goes to a case: a few grids around it

_REST_MS: Final = 200  # the map follows when the hand rests that long: no key of a fast walk waits for the ground

_LEVEL: Final = {priority: place for place, priority in enumerate(PRIORITIES)}
_WELL: Final = {LinkState.OK: ON, LinkState.SLOW: ON, LinkState.DOWN: OFF}
_DERIVED: Final = frozenset({"community", "grid"})


class _OnMap(QuietButton):
    """A button on the ground: it has a surface of its own."""

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor, str]:
        fill, edge, ink, caps = super()._colours()
        return fill or self._look.theme.bg1, edge, ink, caps


class DistrictMap(QWidget):
    """Head with layers and lock, and the ground below; `selected` tells the case that was chosen.

    The owner gives the cases (`set_cases`, `change_cases`), the lines of the video sites (`show_links`), the selection
    (`follow`, `show_case`) and the age of old data; hidden or closed cases are not drawn, and one without a place is
    said to have none. `layers_changed` tells which layers the operator wants now.
    """

    selected = Signal(str)
    layers_changed = Signal(object)  # dict of layer → drawn or not

    def __init__(self, look: Look, district: District, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._district = look, district
        self._ground = Ground(district)
        extent = self._ground.extent
        self._west, self._north, self._east, self._south = extent.left(), extent.top(), extent.right(), extent.bottom()
        self._chosen: Case | None = None
        self._is_locked = False
        self._next: Case | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.settle)
        self._head = PANEL_HEAD
        self.canvas = MapCanvas(look, self._ground, self)
        self.canvas.clicked_case.connect(self.selected)
        self.canvas.lock_asked.connect(self.toggle_lock)
        self.canvas.layers_asked.connect(self.toggle_layers)
        self.canvas.spoken_changed.connect(self._speak)
        self.layers = LayerPanel(
            look, lambda painter, box, name: paint_sign(painter, box, name, self._look.theme), self
        )
        self.layers.toggled.connect(self._switch)
        self.layers.closed.connect(self.canvas.setFocus)
        self._layers = QuietButton(look, "map.layers", ("T",), small=True, parent=self)
        self._layers.clicked.connect(self.toggle_layers)
        self._stale = ""
        self._told: tuple[object, ...] = ()
        self._people: dict[str, tuple[str, ...]] = {}  # case → its marks among the workers
        self._lock = QuietButton(look, "map.lock", ("L",), small=True, parent=self)
        self._lock.clicked.connect(self.toggle_lock)
        self._zoom = [_OnMap(look, key, small=True, parent=self) for key in ("map.in", "map.out")]
        self._zoom[0].clicked.connect(lambda: self.canvas.zoom(1.5))
        self._zoom[1].clicked.connect(lambda: self.canvas.zoom(1 / 1.5))
        self.setFocusProxy(self.canvas)
        self._put_sites()
        self.restyle(look)

    # --- what the owner says ----------------------------------------------------------------------------------

    def set_cases(self, cases: Iterable[Case]) -> None:
        """Draw these cases and no others."""
        self.canvas.cases.clear()
        self.canvas.titles.clear()
        self.canvas.workers.clear()
        self.canvas.worker_names.clear()
        self._people.clear()
        self.canvas.changed()
        self.change_cases(cases)

    def change_cases(self, here: Iterable[Case], gone: Iterable[str] = ()) -> None:
        """Draw, move or take away some cases; the rest stays as it is."""
        if self.note_cases(here, gone):
            self.draw_cases()

    def note_cases(self, here: Iterable[Case], gone: Iterable[str] = ()) -> bool:
        """Take some cases in, to be drawn later; whether the map is another by them."""
        moved = [self._put(case) for case in here]
        left = [self._drop(no) for no in gone]
        return any(moved) or any(left)

    def draw_cases(self) -> None:
        """Draw what was noted."""
        self.canvas.changed()
        self._tell()

    def show_links(self, links: Mapping[str, Link]) -> None:
        """What is known of the lines of the video sites."""
        is_other = False
        for site in self._district.links.values():
            link = links.get(site.id)
            state = link.state if link is not None else LinkState.UNKNOWN
            self.canvas.site_states[site.id] = state
            is_other |= self._put_site(site.id, site.network, site.lon, site.lat, _WELL.get(state, UNSURE))
        if is_other:
            self.canvas.sites_changed()

    def show_layers(self, shown: Mapping[str, bool]) -> None:
        """Draw these layers; a layer that is not named stays as it is."""
        for name, is_shown in shown.items():
            if name in self.canvas.shown and self.canvas.shown[name] is not is_shown:
                self.canvas.show_layer(name, is_shown)
        self.layers.show_layers(self.canvas.shown)
        self._tell()

    @property
    def look(self) -> Look:
        """The present appearance."""
        return self._look

    def show_stale(self, words: str) -> None:
        """Say in these words that what is shown ends at a time of day; "" when it is live."""
        if words != self._stale:
            self._stale = words
            self._tell()

    def toggle_layers(self) -> None:
        """Open the panel of layers, or close it (T)."""
        if self.layers.isVisible():
            self.layers.close_again()
            return
        self.layers.show_counts(self._counts())
        self._place()
        self.layers.open()

    def follow(self, case: Case | None) -> None:
        """Show this case as the selected one as soon as the hand rests."""
        self._next = case
        self._rest.start()

    def settle(self) -> None:
        """Show at once what `follow` was told last."""
        if self._rest.isActive() or self.sender() is self._rest:
            self._rest.stop()
            self.show_case(self._next)

    def show_case(self, case: Case | None) -> None:
        """Make this the selected case; the map goes there unless it is locked or it is the one already shown."""
        is_other = (case.no if case else None) != (self._chosen.no if self._chosen else None)
        self._chosen = case
        if case is None:
            self.canvas.choose(None, None)
        else:
            self._put(case)
            self.canvas.choose(case.no, case.grid, case.grids)
            spot = self.canvas.cases.at(case.no)
            if is_other and spot is not None and not self._is_locked:
                self.canvas.centre_on(*spot, least_scale=_NEAR_SCALE)
        self._tell()

    @property
    def is_locked(self) -> bool:
        """Whether the map stays where it is when another case is selected."""
        return self._is_locked

    def toggle_lock(self) -> None:
        """Stay here, or follow the selection again (L)."""
        self._is_locked = not self._is_locked
        self._lock.say("map.unlock" if self._is_locked else "map.lock")
        spot = self.canvas.cases.at(self._chosen.no) if self._chosen is not None else None
        if not self._is_locked and spot is not None:
            self.canvas.centre_on(*spot, least_scale=_NEAR_SCALE)
        self._place()
        self._tell()

    def show_bare(self, magnified: float) -> None:
        """The ground alone, shown so many times as large, for where nobody operates it."""
        self._head = 0
        self.canvas.magnify(magnified)
        for button in (self._layers, self._lock, *self._zoom):
            button.hide()
        self._place()
        self.update()

    def degrees_at(self, px: float, py: float) -> tuple[float, float]:
        """Longitude and latitude under a pixel of the canvas."""
        return self._ground.flat.degrees(*self.canvas.view().spot(px, py))

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.layers.restyle(look)
        self.layers.show_layers(self.canvas.shown)
        for button in (self._layers, self._lock, *self._zoom):
            button.restyle(look)
        for button, key in zip(self._zoom, ("map.zoom_in", "map.zoom_out"), strict=True):
            button.setToolTip(look.text(key))
            button.setAccessibleName(look.text(key))
        self.canvas.restyle(look)
        self._told = ()
        self._tell()
        self._place()
        self.update()

    # --- Qt's side --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """The desk's right panel."""
        return QSize(528, 600)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a tab of the detail."""
        return QSize(300, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Head on top, ground below."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the head."""
        if not self._head:
            return
        painter, look = QPainter(self), self._look
        painter.fillRect(QRectF(0, 0, self.width(), PANEL_HEAD), look.theme.bg1)
        title = look.text("map")
        paint.write(painter, QRectF(INSET, 0, 120, PANEL_HEAD), title, "head", look.theme.t1)
        left = INSET + paint.width(title, "head") + 12
        room = QRectF(left, 0, self._lock.x() - left - 8, PANEL_HEAD)
        if room.width() > 60:
            if self._stale:
                told = paint_as_of(painter, room, self._stale, look, at_right=False)
                room.setLeft(min(room.right(), told.right() + 12))
            paint.write(painter, room, self.status(), "second", look.theme.t2)

    def status(self) -> str:
        """What the map does with the selection, in words."""
        case = self._chosen
        if not self.canvas.shown["cases"]:
            return self._look.text("map.hidden")
        if not len(self.canvas.cases) and case is None:
            return self._look.text("map.none")
        if case is not None and self.canvas.cases.at(case.no) is None and case.closed_at is None:
            return self._look.text("map.no_place", no=fmt.short_no(case.no))
        return self._look.text("map.locked" if self._is_locked else "map.follows")

    # --- inside -----------------------------------------------------------------------------------------------

    def _place(self) -> None:
        x = self.width() - 8
        for button in (self._layers, self._lock):
            size = button.sizeHint()
            x -= size.width()
            button.setGeometry(x, (PANEL_HEAD - size.height()) // 2, size.width(), size.height())
            x -= 4
        self.canvas.setGeometry(0, self._head, self.width(), max(0, self.height() - self._head))
        for place, button in enumerate(self._zoom):
            button.setGeometry(self.width() - 38, PANEL_HEAD + 8 + place * 32, 30, 30)
            button.raise_()
        covered = [button.geometry().translated(0, -self._head) for button in self._zoom if not button.isHidden()]
        self.canvas.keep_clear(QRectF(box) for box in covered)
        self.layers.move(max(0, self.width() - self.layers.width() - 8), self._head + 4)
        self.layers.raise_()

    def _sign(self, painter: QPainter, box: QRectF, layer: str) -> None:
        paint_sign(painter, box, layer, self._look.theme)

    def _switch(self, name: str, is_shown: bool) -> None:
        self.show_layers({name: is_shown})
        self.layers_changed.emit(dict(self.canvas.shown))

    def _counts(self) -> dict[str, int]:
        canvas = self.canvas
        kinds = canvas.sites.counts(UNSURE * 4)
        units = int(kinds[UNIT] + kinds[OUTSIDE])
        return {
            "grids": len(self._ground.grids),
            "cases": len(canvas.cases),
            "units": units,
            "workers": len(canvas.workers),
            "links": len(canvas.sites) - units,
        }

    def _tell(self) -> None:
        """Say it when it is another: what a reader is told, and the head, which is all of this widget that is painted.

        A mark that only moves changes neither, and the ground below takes care of itself.
        """
        case = self._chosen
        told = (self._counts(), self._urgent(), self.status(), self._stale, case and self._title(case))
        if told != self._told or self.canvas.pointer.numbers:
            self._told = told
            self._speak()
            self.update(0, 0, self.width(), self._head)

    def _urgent(self) -> int:
        return int(self.canvas.cases.counts(len(PRIORITIES))[: _LEVEL[Priority.P3]].sum())

    def _speak(self) -> None:
        """Say what a reader of the picture sees: the selection, how many of each, what is under the keyboard."""
        look, counts, case, top = self._look, self._counts(), self._chosen, self._urgent()
        chosen = look.text("map.spoken_free") if case is None else look.text("map.spoken_chosen", no=self._title(case))
        told = (self.canvas.pointed_said(), chosen, self._stale, self.status())
        said = look.text("map.spoken", top=top, **{name: count for name, count in counts.items() if name != "grids"})
        line = "; ".join(part for part in (*told, said, look.text("map.no_tiles")) if part)
        paint.name(self, look.text("map"), line)
        paint.name(self.canvas, look.text("map"), f"{line}; {look.text('map.keys')}")

    def _title(self, case: Case) -> str:
        title = self._look.text("masked") if case.title == HIDDEN else case.title
        return f"{fmt.short_no(case.no)} {title}"

    def _put(self, case: Case) -> bool:
        """Draw a case where it is; whether anything on the ground is another for it."""
        are_others = self._put_people(case)
        spot = self._spot(case)
        if spot is None or case.closed_at is not None:
            return self._drop(case.no) or are_others
        self.canvas.titles[case.no] = case.title
        return self.canvas.cases.put(case.no, *spot, _LEVEL[case.priority]) or are_others

    def _drop(self, no: str) -> bool:
        canvas = self.canvas
        canvas.titles.pop(no, None)
        gone = self._people.pop(no, ())
        for name in gone:
            canvas.workers.drop(name)
            canvas.worker_names.pop(name, None)
        return canvas.cases.drop(no) or bool(gone)

    def _put_people(self, case: Case) -> bool:
        """Workers while they have a task, each at the grid they serve; whether anybody came or went."""
        canvas, now = self.canvas, {}
        if not case.tasks and case.no not in self._people:
            return False
        for one in on_task(self._district, case):
            spot, person = self._ground.centres.get(one.place), self._district.workers.get(one.worker)
            if spot is not None and person is not None:
                now[f"{case.no}/{one.worker}"] = (spot, (person.name_zh, person.name_en, case.no))
        before = self._people.get(case.no, ())
        if before == tuple(now):
            return False
        for name in before:
            canvas.workers.drop(name)
            canvas.worker_names.pop(name, None)
        for name, (spot, said) in now.items():
            canvas.workers.put(name, *spot, 0)
            canvas.worker_names[name] = said
        self._people[case.no] = tuple(now)
        return True

    def _spot(self, case: Case) -> tuple[float, float] | None:
        if case.lon is not None and case.lat is not None:
            spot = self._ground.flat.x(case.lon), self._ground.flat.y(case.lat)
            if self._west <= spot[0] <= self._east and self._north <= spot[1] <= self._south:
                return spot
        return self._ground.centres.get(case.grid or "")

    def _put_sites(self) -> None:
        flat, canvas = self._ground.flat, self.canvas
        for unit in self._district.units.values():
            if unit.lon is not None and unit.lat is not None and unit.kind not in _DERIVED:
                kind = OUTSIDE if unit.kind == "outside" else UNIT
                canvas.sites.put(unit.id, flat.x(unit.lon), flat.y(unit.lat), kind)
                canvas.site_names[unit.id] = (unit.short_zh, unit.short_en)
        for link in self._district.links.values():
            self._put_site(link.id, link.network, link.lon, link.lat, UNSURE)
            canvas.site_names[link.id] = (link.name_zh, link.name_en)

    def _put_site(self, name: str, network: str, lon: float, lat: float, well: int) -> bool:
        kind = (ROOMS if network == "rooms" else CAMERAS)[well]
        return self.canvas.sites.put(name, self._ground.flat.x(lon), self._ground.flat.y(lat), kind)
