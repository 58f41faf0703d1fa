"""The frame of a window that is not live: slanted bars along all four edges, told from 3 m away and without colour."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.look import Look

WIDE: Final = 6


class HatchFrame(QWidget):
    """Lies over its window, lets every click through; the owner fits it when the window changes its size."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._host = look, parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.restyle(look)
        self.fit()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, look.text("practice.banner"))
        self.update()

    def fit(self) -> None:
        """Cover the window, above everything in it."""
        self.setGeometry(self._host.rect())
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Four strips of bars, light on dark so that a grey copy shows them too."""
        painter, theme, box = QPainter(self), self._look.theme, QRectF(self.rect())
        across, along = box.width(), box.height() - 2 * WIDE
        for strip in (
            QRectF(0, 0, across, WIDE),
            QRectF(0, box.height() - WIDE, across, WIDE),
            QRectF(0, WIDE, WIDE, along),
            QRectF(across - WIDE, WIDE, WIDE, along),
        ):
            painter.fillRect(strip, theme.bg0)
            paint.hatch(painter, strip, theme.violet, 14.0)
