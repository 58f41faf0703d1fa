"""A cross over the map while a point is asked for: a click or Enter takes it, dragging and arrows move the ground."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.look import Look
from widgets.map_canvas import MapCanvas

_ARM: Final = 14
_HOLE: Final = 4
_BAR: Final = 34


class PointPicker(QWidget):
    """Covers the canvas; `picked` carries the pixel of the canvas that was meant."""

    picked = Signal(float, float)

    def __init__(self, look: Look, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._look, self._canvas = look, canvas
        self._moved = False
        self._pressed = QPointF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setCursor(Qt.CursorShape.CrossCursor)
        canvas.installEventFilter(self)
        self.hide()
        self.restyle(look)

    def ask(self) -> None:
        """Lie over the map and take the keyboard."""
        self.setGeometry(self._canvas.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, look.text("register.map"), look.text("register.map.pick"))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The canvas has another size."""
        if watched is self._canvas and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._canvas.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the middle; what moves the map is the map's; nothing else happens here."""
        if Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit(self.width() / 2, self.height() / 2)
        elif Qt.Key(event.key()) != Qt.Key.Key_L:
            self._canvas.keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click may begin, or a drag."""
        self._pressed, self._moved = event.position(), False
        self._canvas.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the ground."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._moved |= (event.position() - self._pressed).manhattanLength() > 4
            self._canvas.mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click without a drag takes the spot under it."""
        if event.button() is Qt.MouseButton.LeftButton and not self._moved:
            self.picked.emit(event.position().x(), event.position().y())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cross and what to do."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        middle = QRectF(self.rect()).center()
        for ink, line in ((theme.bg1, 5.0), (theme.acc, 2.0)):
            painter.setPen(QPen(ink, line))
            for way in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
                painter.drawLine(middle + way * _HOLE, middle + way * (_HOLE + _ARM))
        words = look.text("register.map.pick")
        wide = min(self.width() - 16.0, paint.width(words, "second_strong") + 28)
        bar = QRectF(middle.x() - wide / 2, self.height() - _BAR - 12, wide, _BAR)
        paint.panel(painter, bar, theme.bg2, theme.acc, 1.6)
        paint.write(painter, bar.adjusted(8, 0, -8, 0), words, "second_strong", theme.t1, paint.CENTRE)
        paint.focus_ring(painter, QRectF(self.rect()), theme)
