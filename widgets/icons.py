"""The desk's own line icons, drawn in whatever colour the theme asks for."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

BOX: Final = 20

ICONS: Final = (
    "analysis",
    "clock",
    "coordination",
    "desk",
    "done",
    "down_level",
    "empty",
    "escalation",
    "eye",
    "feedback",
    "grid",
    "handover",
    "link_down",
    "lock",
    "merge",
    "mic",
    "muted",
    "order",
    "paperclip",
    "person",
    "phone",
    "photo",
    "pin",
    "replay",
    "report_in",
    "send",
    "settings",
    "sound",
    "split",
    "stood_down",
    "take_back",
    "tick",
    "triage",
    "two_ticks",
    "up_level",
    "video",
    "warning",
)


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=256)
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon(name: str, colour: QColor, size: int = BOX, ratio: float = 1.0) -> QPixmap:
    """One icon of `ICONS` as a square picture; `ratio` is the screen's pixels per logical pixel."""
    return _pixmap(name, colour.name(), size, ratio)


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw an icon centred in a rectangle, as large as its shorter side allows and never above twice its box."""
    size = int(min(rect.width(), rect.height(), 2 * BOX))
    c = rect.center()
    magnified = round(painter.deviceTransform().m11(), 2)  # on a wall: a picture made for one pixel each is jagged
    picture = icon(name, colour, size, max(painter.device().devicePixelRatioF(), magnified))
    painter.drawPixmap(round(c.x() - size / 2), round(c.y() - size / 2), picture)
