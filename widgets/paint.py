"""The few strokes every painted widget shares: text that is cut at its end, a ring for focus, a hatch for not live."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QWidget

from widgets.theme import RADIUS, RING, Theme, font, kept_font

LEFT: Final = Qt.AlignmentFlag.AlignLeft
RIGHT: Final = Qt.AlignmentFlag.AlignRight
CENTRE: Final = Qt.AlignmentFlag.AlignHCenter
MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=64)
def metrics(role: str) -> QFontMetricsF:
    """The measures of one role's typeface."""
    return QFontMetricsF(font(role))


@lru_cache(maxsize=4096)
def width(text: str, role: str) -> float:
    """How wide a text is, in logical pixels."""
    return metrics(role).horizontalAdvance(text)


def elided(text: str, role: str, room: float) -> str:
    """A text cut at its end to the room there is; never for numbers, badges or deadlines."""
    if width(text, role) <= room:
        return text
    return metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, room + 0.5)


def end_kept(text: str, role: str, room: float, between: str = " · ") -> str:
    """A place or a chain of names in the room there is: what stands before its last part is cut, that part never."""
    head, found, last = text.rpartition(between)
    if width(text, role) <= room or not found:
        return elided(text, role, room)
    spare = room - width(found + last, role) - 2  # whoever draws it may have whole pixels only
    return elided(head, role, spare) + found + last if spare >= 24 else elided(last, role, room)


def write(
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: str,
    colour: QColor,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """Write one line, centred in height and cut at its end if it is too long."""
    shown = elided(text, role, rect.width())
    if not shown:
        return
    laid = _laid(shown, role)
    spare = rect.width() - laid.wide
    x = rect.x() + (0.0 if align is LEFT else spare if align is RIGHT else spare / 2)
    painter.setFont(kept_font(role))  # callers go on with it
    painter.setPen(colour)
    at = QPointF(x, rect.y() + (rect.height() - laid.high) / 2)
    if laid.ink <= rect.width() and laid.high <= rect.height():
        laid.layout.draw(painter, at)
        return
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    laid.layout.draw(painter, at)
    painter.restore()


class _Laid:
    """A line shaped once and painted often: shaping anew is most of what painting a text costs."""

    def __init__(self, text: str, role: str) -> None:
        self.layout = QTextLayout(text.replace("\n", " ").replace("\t", " "), kept_font(role))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        self.layout.setTextOption(option)
        self.layout.setCacheEnabled(True)
        self.layout.beginLayout()
        line = self.layout.createLine()
        line.setLineWidth(1 << 24)
        self.layout.endLayout()
        self.wide, self.high = line.horizontalAdvance(), line.ascent() + line.descent()
        self.ink = line.naturalTextWidth()  # a last letter may lean out of its own width


@lru_cache(maxsize=2048)  # some 7 MiB; what counts down is another text each second
def _laid(text: str, role: str) -> _Laid:
    return _Laid(text, role)


def panel(painter: QPainter, rect: QRectF, fill: QColor | None, edge: QColor | None = None, line: float = 1.0) -> None:
    """A flat rounded surface, with an edge if it is a control."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, line) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    half = 0.0
    if edge is not None:  # an edge between two pixels is a paler one on both
        half = line / 2
        rect = QRectF(round(rect.left()), round(rect.top()), round(rect.width()), round(rect.height()))
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), RADIUS, RADIUS)
    painter.restore()


def focus_ring(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """The 2 px ring that says where the keyboard is, drawn along the inside of the rectangle."""
    panel(painter, rect, None, theme.acc, RING)


def hatch(painter: QPainter, rect: QRectF, colour: QColor, step: float = 9.0) -> None:
    """Slanted bars: the mark of what is not live, readable without colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(rect)
    painter.setPen(QPen(colour, step / 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    x = rect.left() - rect.height()
    while x < rect.right() + rect.height():
        painter.drawLine(QPointF(x, rect.bottom() + 2), QPointF(x + rect.height() + 4, rect.top() - 2))
        x += step
    painter.restore()


def name(widget: QWidget, text: str, detail: str = "") -> None:
    """Tell a screen reader what a painted widget says."""
    widget.setAccessibleName(text)
    widget.setAccessibleDescription(detail)
