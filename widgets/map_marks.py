"""The shapes on the map: priority badges on a disc, units, rooms and cameras, drawn once and stamped from then on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from core.domain.nouns import Priority
from widgets import format as fmt
from widgets import paint
from widgets.badges import paint_priority
from widgets.look import Look
from widgets.map_points import Atlas
from widgets.theme import Theme

DISC: Final = 26
BADGE: Final = 17
RING: Final = 44
PLATE_HIGH: Final = 22
PRIORITIES: Final = tuple(Priority)
UNIT, ROOM, CAMERA, OUTSIDE, ROOM_OFF, CAMERA_OFF, ROOM_UNSURE, CAMERA_UNSURE = range(8)
ON, OFF, UNSURE = range(3)
ROOMS: Final = (ROOM, ROOM_OFF, ROOM_UNSURE)  # by what is known of the line: on, off, nothing for sure
CAMERAS: Final = (CAMERA, CAMERA_OFF, CAMERA_UNSURE)

Draw = Callable[[QPainter, Theme], None]
CASE_SIZE: Final = DISC + 2
_SITE_SIZE: Final = 18


def case_atlas(theme: Theme, ratio: float) -> Atlas:
    """The four badges, each on its disc."""
    pixmap, painter = _sheet(CASE_SIZE, len(PRIORITIES), ratio)
    for place, priority in enumerate(PRIORITIES):
        middle = QPointF((place + 0.5) * CASE_SIZE, CASE_SIZE / 2)
        paint_disc(painter, middle, priority, theme)
    painter.end()
    return _atlas(pixmap, CASE_SIZE, ratio)


def paint_disc(painter: QPainter, middle: QPointF, priority: Priority, theme: Theme) -> None:
    """One badge on its disc."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.edge, 1))
    painter.setBrush(theme.bg1)
    painter.drawEllipse(middle, DISC / 2 - 0.5, DISC / 2 - 0.5)
    box = QRectF(middle.x() - BADGE / 2, middle.y() - BADGE / 2, BADGE, BADGE)
    paint_priority(painter, box.translated(0, -1.5 if priority is Priority.P2 else 0), priority, theme)


def site_atlas(theme: Theme, ratio: float) -> Atlas:
    """Units, rooms, cameras and outside bodies, in the order of their numbers."""
    return _drawn((_unit, _room, _camera, _outside, *_unwell(_room), *_unwell(_camera)), theme, ratio)


def worker_atlas(theme: Theme, ratio: float) -> Atlas:
    """The one shape of a worker."""
    return _drawn((_worker,), theme, ratio)


def _drawn(shapes: Sequence[Draw], theme: Theme, ratio: float) -> Atlas:
    pixmap, painter = _sheet(_SITE_SIZE, len(shapes), ratio)
    for place, draw in enumerate(shapes):
        painter.save()
        painter.translate((place + 0.5) * _SITE_SIZE, _SITE_SIZE / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter, theme)
        painter.restore()
    painter.end()
    return _atlas(pixmap, _SITE_SIZE, ratio)


def paint_sign(painter: QPainter, box: QRectF, layer: str, theme: Theme) -> None:
    """A layer's mark, as the legend shows it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = box.center()
    if layer == "cases":
        painter.translate(middle)
        painter.scale(0.8, 0.8)
        paint_disc(painter, QPointF(0, 0), Priority.P1, theme)
    elif layer == "grids":
        pen = QPen(theme.map.grid, 1.4)
        pen.setDashPattern((4.0, 3.0))
        painter.setPen(pen)
        painter.drawRect(QRectF(middle.x() - 9, middle.y() - 7, 18, 14))
    elif layer == "names":
        painter.setPen(QPen(theme.t3, 1.6))
        for y, half in ((-4.0, 9.0), (1.0, 6.0), (6.0, 9.0)):
            painter.drawLine(middle + QPointF(-half, y), middle + QPointF(half, y))
    else:
        painter.translate(middle)
        {"units": _unit, "workers": _worker, "links": _camera}[layer](painter, theme)
    painter.restore()


def _sheet(size: int, shapes: int, ratio: float) -> tuple[QPixmap, QPainter]:
    pixmap = QPixmap(round(size * shapes * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap, QPainter(pixmap)


def _atlas(pixmap: QPixmap, size: int, ratio: float) -> Atlas:
    pixmap.setDevicePixelRatio(1.0)  # fragments count in the picture's own pixels
    return Atlas(pixmap, size, ratio)


def _unit(painter: QPainter, theme: Theme) -> None:
    painter.setPen(QPen(theme.map.halo, 1))
    painter.setBrush(theme.acc)
    painter.drawRect(QRectF(-4, -4, 8, 8))


def _outside(painter: QPainter, theme: Theme) -> None:
    """Asked and not dispatched: the same square, hollow."""
    painter.setPen(QPen(theme.acc, 1.6))
    painter.setBrush(theme.map.land)
    painter.drawRect(QRectF(-3.5, -3.5, 7, 7))


def _worker(painter: QPainter, theme: Theme) -> None:
    """A person in a ring."""
    painter.setPen(QPen(theme.t1, 1.4))
    painter.setBrush(theme.bg1)
    painter.drawEllipse(QPointF(0, 0), 7.6, 7.6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.t1)
    painter.drawEllipse(QPointF(0, -2.4), 2.2, 2.2)
    painter.drawPie(QRectF(-4.4, 0.6, 8.8, 8.2), 0, 180 * 16)


def _unwell(draw: Draw) -> tuple[Draw, Draw]:
    """The same shape struck out, for a line that is down, and with a gap, for one nothing is known of for sure."""

    def off(painter: QPainter, theme: Theme) -> None:
        draw(painter, theme)
        for colour, wide in ((theme.map.halo, 4.0), (theme.t1, 1.8)):
            painter.setPen(QPen(colour, wide))
            painter.drawLine(QPointF(-6.5, 6), QPointF(6.5, -6))

    def unsure(painter: QPainter, theme: Theme) -> None:
        draw(painter, theme)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.bg1)
        painter.drawRect(QRectF(-4, -3, 8, 6))
        paint.write(painter, QRectF(-6, -9, 12, 18), "?", "label_strong", theme.t2, paint.CENTRE)

    return off, unsure


def _room(painter: QPainter, theme: Theme) -> None:
    """A screen on a foot."""
    painter.setPen(QPen(theme.t3, 1.2))
    painter.setBrush(theme.bg1)
    painter.drawRect(QRectF(-5.5, -4.5, 11, 7))
    painter.drawLine(QPointF(0, 2.5), QPointF(0, 5))
    painter.drawLine(QPointF(-3, 5), QPointF(3, 5))


def _camera(painter: QPainter, theme: Theme) -> None:
    """A small box with a dot."""
    painter.setPen(QPen(theme.t3, 1.2))
    painter.setBrush(theme.bg1)
    painter.drawRect(QRectF(-5, -4, 10, 8))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.t2)
    painter.drawEllipse(QPointF(0, 0), 1.7, 1.7)


def paint_chosen(painter: QPainter, middle: QPointF, priority: Priority, theme: Theme) -> None:
    """The selected case: a double ring around its badge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.map.halo, 5))
    painter.setBrush(theme.bg1)
    painter.drawEllipse(middle, RING / 2 - 2.5, RING / 2 - 2.5)
    painter.setPen(QPen(theme.t1, 2.4))
    painter.drawEllipse(middle, RING / 2 - 2.5, RING / 2 - 2.5)
    box = QRectF(middle.x() - 11, middle.y() - 11, 22, 22)
    paint_priority(painter, box.translated(0, -2 if priority is Priority.P2 else 0), priority, theme)


def plate_wide(text: str, role: str) -> float:
    """How wide a plate with these words is."""
    return paint.width(text, role) + 14


def paint_plate(
    painter: QPainter, left: float, middle: float, text: str, look: Look, role: str = "label", strong: bool = False
) -> None:
    """Words on a panel plate, from `left`, centred on `middle`."""
    theme = look.theme
    box = QRectF(left, middle - PLATE_HIGH / 2, plate_wide(text, role), PLATE_HIGH)
    paint.panel(painter, box, theme.bg1, theme.t1 if strong else theme.line)
    paint.write(painter, box.adjusted(7, 0, -5, 0), text, role, theme.t1 if strong else theme.t2)


def scale_box(left: float, bottom: float, scale: float, look: Look) -> QRectF:
    """The plate the scale stands on."""
    metres = round_length(90 / scale)
    wide = metres * scale + paint.width(fmt.distance(metres, look.lang), "label") + 26
    return QRectF(left, bottom - 26, wide, 26)


def paint_scale(painter: QPainter, left: float, bottom: float, scale: float, look: Look) -> None:
    """A bar that says how long so many pixels are."""
    theme = look.theme
    metres = round_length(90 / scale)
    wide = metres * scale
    text = fmt.distance(metres, look.lang)
    plate = scale_box(left, bottom, scale, look)
    paint.panel(painter, plate, theme.bg1)
    painter.setPen(QPen(theme.t1, 1.6))
    y, x = plate.center().y(), plate.left() + 8
    painter.drawLine(QPointF(x, y), QPointF(x + wide, y))
    for end in (x, x + wide):
        painter.drawLine(QPointF(end, y - 4), QPointF(end, y + 4))
    words = QRectF(x + wide + 8, plate.top(), plate.right() - x - wide - 8, plate.height())
    paint.write(painter, words, text, "label", theme.t1)


def round_length(most: float) -> float:
    """The longest of 1, 2 and 5 times a power of ten that is not above `most`."""
    power = 1.0
    while power * 10 <= most:
        power *= 10
    while power > most:
        power /= 10
    return max(step * power for step in (1, 2, 5) if step * power <= most)
