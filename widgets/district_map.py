"""One map for the district: grids, cases, units and video sites, following the selected case until it is locked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.domain.district import District
from core.domain.nouns import Case
from widgets import format as fmt
from widgets import paint
from widgets.buttons import QuietButton
from widgets.look import Look
from widgets.map_canvas import MapCanvas
from widgets.map_ground import Ground
from widgets.map_marks import CAMERA, OUTSIDE, PRIORITIES, ROOM, UNIT
from widgets.theme import INSET, PANEL_HEAD

LAYERS: Final = ("grids", "cases", "units", "links")
_NEAR_SCALE: Final = 0.2  # pixels per metre when the map goes to a case: a few grids around it

_REST_MS: Final = 90  # the map follows when the hand rests that long: no key of a fast walk waits for the ground

_LEVEL: Final = {priority: place for place, priority in enumerate(PRIORITIES)}
_DERIVED: Final = frozenset({"community", "grid"})


class _OnMap(QuietButton):
    """A button on the ground: it has a surface of its own."""

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor, str]:
        fill, edge, ink, caps = super()._colours()
        return fill or self._look.theme.bg1, edge, ink, caps


class DistrictMap(QWidget):
    """Head with layers and lock, and the ground below; `selected` tells the case that was clicked.

    The owner gives the cases (`set_cases`, `change_cases`) and the selection (`show_case`); hidden or closed cases
    are not drawn, and one without a place is said to have none.
    """

    selected = Signal(str)

    def __init__(self, look: Look, district: District, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._district = look, district
        self._ground = Ground(district)
        self._chosen: Case | None = None
        self._is_locked = False
        self._next: Case | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.settle)
        self._head = PANEL_HEAD
        self.canvas = MapCanvas(look, self._ground, self)
        self.canvas.clicked_case.connect(self.selected)
        self.canvas.lock_asked.connect(self.toggle_lock)
        self._layers = {name: QuietButton(look, f"map.{name}", small=True, parent=self) for name in LAYERS}
        for name, button in self._layers.items():
            button.setCheckable(True)
            button.setChecked(self.canvas.shown[name])
            button.toggled.connect(partial(self.canvas.show_layer, name))
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
        self.canvas.changed()
        self.change_cases(cases)

    def change_cases(self, here: Iterable[Case], gone: Iterable[str] = ()) -> None:
        """Draw, move or take away some cases; the rest stays as it is."""
        moved = [self._put(case) for case in here]
        left = [self._drop(no) for no in gone]
        if any(moved) or any(left):
            self.canvas.changed()

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
        self.update()

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
        self.update()

    def show_bare(self, magnified: float) -> None:
        """The ground alone, shown so many times as large, for where nobody operates it."""
        self._head = 0
        self.canvas.magnify(magnified)
        for button in (*self._layers.values(), self._lock, *self._zoom):
            button.hide()
        self._place()
        self.update()

    def degrees_at(self, px: float, py: float) -> tuple[float, float]:
        """Longitude and latitude under a pixel of the canvas."""
        return self._ground.flat.degrees(*self.canvas.view().spot(px, py))

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for button in (*self._layers.values(), self._lock, *self._zoom):
            button.restyle(look)
        for button, key in zip(self._zoom, ("map.zoom_in", "map.zoom_out"), strict=True):
            button.setToolTip(look.text(key))
            button.setAccessibleName(look.text(key))
        self.canvas.restyle(look)
        paint.name(self, look.text("map"), look.text("map.no_tiles"))
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
            paint.write(painter, room, self.status(), "second", look.theme.t2)

    def status(self) -> str:
        """What the map does with the selection, in words."""
        case = self._chosen
        if case is not None and self.canvas.cases.at(case.no) is None and case.closed_at is None:
            return self._look.text("map.no_place", no=fmt.short_no(case.no))
        return self._look.text("map.locked" if self._is_locked else "map.follows")

    # --- inside -----------------------------------------------------------------------------------------------

    def _place(self) -> None:
        x = self.width() - 8
        for button in (*reversed(self._layers.values()), self._lock):
            size = button.sizeHint()
            x -= size.width()
            button.setGeometry(x, (PANEL_HEAD - size.height()) // 2, size.width(), size.height())
            x -= 4
        self.canvas.setGeometry(0, self._head, self.width(), max(0, self.height() - self._head))
        for place, button in enumerate(self._zoom):
            button.setGeometry(self.width() - 38, PANEL_HEAD + 8 + place * 32, 30, 30)
            button.raise_()

    def _put(self, case: Case) -> bool:
        """Draw a case where it is; whether anything on the ground is another for it."""
        spot = self._spot(case)
        if spot is None or case.closed_at is not None:
            return self._drop(case.no)
        self.canvas.titles[case.no] = case.title
        return self.canvas.cases.put(case.no, *spot, _LEVEL[case.priority])

    def _drop(self, no: str) -> bool:
        self.canvas.titles.pop(no, None)
        return self.canvas.cases.drop(no)

    def _spot(self, case: Case) -> tuple[float, float] | None:
        if case.lon is not None and case.lat is not None:
            spot = self._ground.flat.x(case.lon), self._ground.flat.y(case.lat)
            if self._ground.extent.contains(QPointF(*spot)):
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
            kind = ROOM if link.network == "rooms" else CAMERA
            canvas.sites.put(link.id, flat.x(link.lon), flat.y(link.lat), kind)
            canvas.site_names[link.id] = (link.name_zh, link.name_en)
