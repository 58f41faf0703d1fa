"""The box of a list that is ticked row by row: an edge that is seen, and the tick of every other mark."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableWidget

from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look


class TickBox(QStyledItemDelegate):
    """Draws a cell as its list does, and over Qt's pale box one in the colours of a field."""

    def __init__(self, look: Look, table: QTableWidget) -> None:
        super().__init__(table)
        self._look, self._table = look, table

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._table.viewport().update()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell, then its box."""
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        self.initStyleOption(option, index)
        style, theme = self._table.style() or QApplication.style(), self._look.theme
        box = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, self._table)
        paint.panel(painter, QRectF(box), theme.input, theme.edge)
        if Qt.CheckState(state) is Qt.CheckState.Checked:
            paint_icon(painter, QRectF(box).adjusted(-1, -1, 1, 1), "tick", theme.t1)
