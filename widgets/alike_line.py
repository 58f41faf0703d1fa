"""A quiet line in a case: that others may be of the same thing, and the key that lists them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from widgets import paint
from widgets.key_hint import keys_width, paint_keys
from widgets.keys import own
from widgets.look import Look

HEIGHT: Final = 24
_PAD: Final = 8.0


class AlikeLine(QAbstractButton):
    """Takes no room while there is nothing to say; a click or its key lists the cases."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._count = look, 0
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_count(self, count: int) -> None:
        """Say how many others there are."""
        if count != self._count:
            self._count = count
            self.restyle(self._look)
        self.setVisible(count > 0)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.setText(look.text("alike.line", count=self._count))
        paint.name(self, self.text(), look.text("alike.line.said"))
        self.setToolTip(look.text("alike.line.said"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words and the key cap behind them."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        caps = (own("alike", "H"),)
        box, room = QRectF(self.rect()), keys_width(caps, look) + _PAD
        words = box.adjusted(2, 0, -room, 0)
        paint.write(painter, words, self.text(), "second", theme.t1 if self.underMouse() else theme.t2)
        x = min(paint.width(self.text(), "second") + 2 + _PAD, box.width() - room + _PAD)
        paint_keys(painter, x, box.center().y(), caps, look)
        if self.hasFocus():
            paint.focus_ring(painter, box, theme)
