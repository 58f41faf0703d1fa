"""The row pinned above the queue: a critical case nobody has acknowledged and that is out of sight in the list."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.domain.nouns import Priority
from widgets import paint
from widgets.badges import STRIP_SIZE, paint_priority
from widgets.deadline import Limit, paint_pill
from widgets.key_hint import keys_width, paint_keys
from widgets.keys import own
from widgets.look import Look
from widgets.theme import GROUP_HEAD

HIGH: Final = 28  # as high as a button must be to be hit; what the head band lacks lies in the air above the list
_EDGE: Final = 4
_BADGE_X: Final = 28
_END: Final = 18
_BETWEEN: Final = 10
_LEAST_TITLE: Final = 120


class Pinned(Struct, frozen=True):
    """What the row shows; `more` others are out of sight too, `waiting` new rows lie above what is on screen."""

    no: str
    priority: Priority
    title: str
    spoken: str
    limit: Limit | None = None
    more: int = 0
    waiting: int = 0


class PinnedRow(QAbstractButton):
    """Lies over the head band at the upper edge of a list, where no row stands: it comes and goes and moves nothing."""

    def __init__(self, look: Look, over: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._over = look, over
        self._now: datetime | None = None
        self.pinned: Pinned | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        over.installEventFilter(self)
        self.hide()

    def show_case(self, pinned: Pinned | None, now: datetime) -> None:
        """Show a case, or go."""
        self._now = now
        if pinned == self.pinned:
            return
        self.pinned = pinned
        self.restyle(self._look)
        self._fit()
        self.setVisible(pinned is not None)
        self.raise_()

    def tick(self, now: datetime) -> None:
        """What is left of the limit."""
        if self._now is None or int(now.timestamp()) != int(self._now.timestamp()):
            self._now = now
            self.update()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look, shown = look, self.pinned
        if shown is None:
            return
        said = [look.text("pin", level=look.word(shown.priority)), shown.spoken]
        said += [look.text("pin.more", count=shown.more)] if shown.more else []
        lead = look.text("pin.lead", cap=" ".join(look.caps(self._keys())))
        paint.name(self, ", ".join(said), lead)
        self.setToolTip(f"{said[0]}; {lead}")
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its list."""
        return QSize(692, HIGH)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay over the list's upper edge."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw edge, square, badge, number and title; at the right the limit, what else waits, and the key."""
        painter, theme, shown = QPainter(self), self._look.theme, self.pinned
        if shown is None:
            return
        box, middle = QRectF(self.rect()), self.height() / 2
        token = theme.priority(shown.priority)
        painter.fillRect(box, theme.bg3 if self.underMouse() else theme.bg2)
        painter.fillRect(QRectF(0, 0, _EDGE, box.height()), token.fill or token.text)
        painter.fillRect(QRectF(0, box.bottom() - 1, box.width(), 1), token.text)
        painter.fillRect(QRectF(10, middle - 5, 10, 10), theme.t1)  # the list's own mark of what nobody acknowledged
        badge = QRectF(_BADGE_X, middle - STRIP_SIZE / 2, STRIP_SIZE, STRIP_SIZE)
        paint_priority(painter, badge, shown.priority, theme)
        x = self._write(painter, shown.no.rpartition("-")[2][-4:], "second_strong", badge.right() + 9, theme.t1)
        end = self._right(painter, shown, x + _LEAST_TITLE, middle)
        paint.write(painter, QRectF(x, 0, max(end - x, 0.0), box.height()), shown.title, "row_unacked", theme.t1)
        if self.hasFocus():
            paint.focus_ring(painter, box, theme)

    def _right(self, painter: QPainter, shown: Pinned, least: float, middle: float) -> float:
        """What stands at the right, the most needed first while the title keeps its room; gives where it begins."""
        look, theme = self._look, self._look.theme
        end = self.width() - _END - keys_width(self._keys(), look)
        paint_keys(painter, end, middle, self._keys(), look)
        end -= _BETWEEN
        more = look.text("pin.more", count=shown.more) if shown.more else ""
        new = look.text("pin.new", count=shown.waiting) if shown.waiting else ""
        for words, ink in ((more, theme.t1), (new, theme.t2)):
            wide = paint.width(words, "second_strong")
            if words and end - wide >= least:
                self._write(painter, words, "second_strong", end - wide, ink)
                end -= wide + _BETWEEN
        if shown.limit is not None and self._now is not None and end - 90 >= least:
            end = paint_pill(painter, end, middle, shown.limit, self._now, look).left() - _BETWEEN
        return end

    def _write(self, painter: QPainter, text: str, role: str, x: float, ink: QColor) -> float:
        wide = paint.width(text, role) + 1
        paint.write(painter, QRectF(x, 0, wide, self.height()), text, role, ink)
        return x + wide + _BETWEEN

    def _keys(self) -> tuple[str, ...]:
        return (own("next", "Ctrl+J"),)

    def _fit(self) -> None:
        over, parent = self._over, self.parentWidget()
        if parent is not None and parent.isAncestorOf(over):
            at = over.mapTo(parent, over.rect().topLeft())
            self.setGeometry(at.x(), at.y() + GROUP_HEAD - HIGH, over.width(), HIGH)
