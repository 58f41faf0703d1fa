"""A page as it was printed, on screen: as large as its room allows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.look import Look
from widgets.theme import INSET

_HEAD = 30
Draw = Callable[[int, float], QImage]


class SlipView(QWidget):
    """Asks for its picture in the width it has."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies below need not be drawn
        self._look = look
        self._draw: Draw | None = None
        self._image: QImage | None = None
        self._said = ""
        self.hide()

    def show_picture(self, draw: Draw, said: str) -> None:
        """Show a page; `said` is what a screen reader says of it."""
        self._draw, self._said = draw, said
        self._render()
        self.show()
        self.raise_()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language; the page stays as it was printed."""
        self._look = look
        paint.name(self, look.text("slip.preview"), self._said)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, another picture."""
        super().resizeEvent(event)
        self._render()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw head and page."""
        painter, theme = QPainter(self), self._look.theme
        painter.fillRect(self.rect(), theme.bg0)
        paint.panel(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.bg2, theme.edge)
        head = QRectF(INSET, 0, self.width() - 2 * INSET, _HEAD)
        paint.write(painter, head, self._look.text("slip.preview"), "label_strong", theme.t2)
        if self._image is not None:
            size = self._image.deviceIndependentSize()
            at = QRectF((self.width() - size.width()) / 2, _HEAD, size.width(), size.height())
            painter.drawImage(at, self._image)

    def _render(self) -> None:
        high = self.height() - _HEAD - INSET
        width = min(self.width() - 2 * INSET, round(high * 148 / 210))
        self._image = self._draw(width, self.devicePixelRatioF()) if self._draw is not None and width > 40 else None
        paint.name(self, self._look.text("slip.preview"), self._said)
        self.update()
