"""The words above the columns of a plain table: at the left and quiet, as in every other list."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from widgets import paint
from widgets.look import Look

HIGH: Final = 26


class TableHead(QHeaderView):
    """Takes its words from the table's header labels; columns can be drawn wider."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self.setFixedHeight(HIGH)
        self.setSectionsClickable(False)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, look.text("table.head"))
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one word above a line."""
        box, theme = QRectF(rect), self._look.theme
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        painter.save()
        painter.fillRect(box, theme.bg1)
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.line)
        paint.write(painter, box.adjusted(3, 0, -4, 0), words, "label", theme.t3)
        painter.restore()
