"""The priority badge: shape, digit and colour say the same thing, so that any one of them is enough."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import Priority
from widgets.look import Look
from widgets.theme import Theme, font

STRIP_SIZE: Final = 17
ROW_SIZE: Final = 22
DETAIL_SIZE: Final = 28
WALL_SIZE: Final = 34

# digit height, digit drop and shape extent, all as a share of the badge size
_DIGIT: Final = {Priority.P1: 0.56, Priority.P2: 0.52, Priority.P3: 0.62, Priority.P4: 0.58}
_DROP: Final = {Priority.P1: 0.0, Priority.P2: 0.16, Priority.P3: 0.0, Priority.P4: 0.0}


def badge_path(rect: QRectF, priority: Priority) -> QPainterPath:
    """The outline of one priority inside a square: diamond, triangle, square or circle."""
    path = QPainterPath()
    c = rect.center()
    if priority is Priority.P1:
        path.addPolygon(
            QPolygonF(
                [
                    QPointF(c.x(), rect.top()),
                    QPointF(rect.right(), c.y()),
                    QPointF(c.x(), rect.bottom()),
                    QPointF(rect.left(), c.y()),
                ]
            )
        )
        path.closeSubpath()
    elif priority is Priority.P2:
        top = rect.top() + rect.height() * 0.04
        bottom = rect.bottom() - rect.height() * 0.06
        path.addPolygon(QPolygonF([QPointF(c.x(), top), QPointF(rect.right(), bottom), QPointF(rect.left(), bottom)]))
        path.closeSubpath()
    elif priority is Priority.P3:
        path.addRect(rect.adjusted(*_inset(rect, 0.1)))
    else:
        path.addEllipse(rect.adjusted(*_inset(rect, 0.06)))
    return path


def _inset(rect: QRectF, share: float) -> tuple[float, float, float, float]:
    d = rect.width() * share
    return d, d, -d, -d


@lru_cache(maxsize=64)
def _digit_path(priority: Priority, size: float) -> QPainterPath:
    face = font("label_strong")
    face.setBold(True)
    face.setPixelSize(max(9, round(size * _DIGIT[priority])))
    text = priority.value[1:]
    box = QFontMetricsF(face).tightBoundingRect(text)
    path = QPainterPath()
    path.addText(-box.center().x(), -box.center().y(), face, text)
    return path


def paint_priority(painter: QPainter, rect: QRectF, priority: Priority, theme: Theme, merged: bool = False) -> None:
    """Draw one badge inside a square; `merged` puts two more edges behind it, for rows that stand for several."""
    token = theme.priority(priority)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = token.width / 2
    box = rect.adjusted(half, half, -half, -half)
    pen = QPen(token.edge, token.width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin if priority is not Priority.P2 else Qt.PenJoinStyle.RoundJoin)
    path = badge_path(box, priority)
    if merged:
        _paint_stack(painter, path, theme)
    painter.setPen(pen)
    painter.setBrush(token.fill if token.fill is not None else (theme.bg1 if merged else QColor(0, 0, 0, 0)))
    painter.drawPath(path)
    painter.translate(rect.center() + QPointF(0, rect.height() * _DROP[priority]))
    painter.fillPath(_digit_path(priority, rect.height()), token.digit)
    painter.restore()


def _paint_stack(painter: QPainter, path: QPainterPath, theme: Theme) -> None:
    painter.setBrush(theme.bg1)
    painter.setPen(QPen(theme.t3, 1))
    for step in (4.0, 2.0):
        painter.drawPath(path.translated(step, -step))


class PriorityBadge(QWidget):
    """One priority as a mark of its own; the word is its accessible name and its tool tip."""

    def __init__(
        self,
        look: Look,
        priority: Priority = Priority.P4,
        size: int = ROW_SIZE,
        merged: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._priority = priority
        self._size = size
        self._merged = merged
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def show_priority(self, priority: Priority, merged: bool = False) -> None:
        """Show another priority."""
        self._priority, self._merged = priority, merged
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        name = f"{self._priority.value} {look.word(self._priority)}"
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        """A square of the badge's size, wider by the stack when merged."""
        return QSize(self._size + (4 if self._merged else 0), self._size + (4 if self._merged else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the badge at the lower left of the widget."""
        painter = QPainter(self)
        top = self.height() - self._size
        paint_priority(painter, QRectF(0, top, self._size, self._size), self._priority, self._look.theme, self._merged)
