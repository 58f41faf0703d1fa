"""What the detail of a risen case says in words: why it rose and who has it, and that acts wait in the outbox."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look


class QueuedLine(QWidget):
    """One line over the buttons while the hub is away: how old the record is, and that acts wait in the outbox."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._words = look, ""
        self.setFixedHeight(20)
        self.hide()

    def say(self, words: str) -> None:
        """Say so, or nothing."""
        self._words = words
        self.setVisible(bool(words))
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, self._words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A clock and the words."""
        painter, theme = QPainter(self), self._look.theme
        paint_icon(painter, QRectF(0, 2, 16, 16), "clock", theme.t1)
        paint.write(painter, QRectF(22, 0, self.width() - 22, 20), self._words, "second_strong", theme.t1)


class RiseWords(QWidget):
    """Two lines: why it rose, and who has it; a refusal takes the second until the next row."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._lines = ("", "")
        self._fault = ""
        self.setFixedHeight(46)

    def show_words(self, first: str, second: str) -> None:
        """Show these lines."""
        if (first, second) != self._lines:
            self._lines, self._fault = (first, second), ""
        self.restyle(self._look)

    def fault(self, words: str) -> None:
        """Say at the place why not."""
        self._fault = words
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, self._lines[0], self._fault or self._lines[1])
        self.setToolTip("\n".join(self._lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter, theme, wide = QPainter(self), self._look.theme, float(self.width())
        paint.write(painter, QRectF(0, 0, wide, 24), self._lines[0], "body_strong", theme.t1)
        ink = theme.p1.text if self._fault else theme.t2
        paint.write(painter, QRectF(0, 24, wide, 22), self._fault or self._lines[1], "second", ink)
