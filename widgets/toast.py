"""Short news above the foot bar: one line, at most two, gone after five seconds unless the mouse rests on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import COMMAND_BAR

LIFE: Final = timedelta(seconds=5)
MOST: Final = 2
_HEIGHT: Final = 38


class ToastKind(StrEnum):
    """What sort of news."""

    INFO = "info"
    DONE = "done"
    FAILED = "failed"
    REMINDER = "reminder"  # nothing failed, yet somebody has to act


class News(Struct, frozen=True):
    """One piece of news in words."""

    kind: ToastKind
    text: str


MARKS: Final = {ToastKind.INFO: "clock", ToastKind.DONE: "tick", ToastKind.FAILED: "warning", ToastKind.REMINDER: "eye"}


class Toast(QWidget):
    """One line of news."""

    def __init__(self, look: Look, news: News, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.news = look, news
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, look.text(f"toast.{self.news.kind}"), self.news.text)
        self.update()

    def sizeHint(self) -> QSize:
        """Mark and words, at most 640 wide."""
        return QSize(min(640, round(paint.width(self.news.text, "body")) + 58), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw surface, mark and words."""
        painter, theme = QPainter(self), self._look.theme
        failed = self.news.kind is ToastKind.FAILED
        ink = theme.p1.text if failed else theme.t2
        paint.panel(painter, QRectF(self.rect()), theme.bg2, ink if failed else theme.edge)
        paint_icon(painter, QRectF(14, 0, 16, self.height()), MARKS[self.news.kind], ink)
        room = QRectF(38, 0, self.width() - 52, self.height())
        paint.write(painter, room, self.news.text, "body", theme.t1)


class ToastStack(QWidget):
    """Holds at most two toasts at the bottom of its parent, in the middle of the room that is theirs."""

    def __init__(self, look: Look, parent: QWidget, foot: int = COMMAND_BAR) -> None:
        super().__init__(parent)
        self._look, self._foot = look, foot
        self._shown: list[tuple[Toast, datetime]] = []
        self.life = LIFE
        self.room: Callable[[], tuple[int, int]] = lambda: (0, parent.width())  # from where to where they may lie
        self.spared: Callable[[], Sequence[QRect]] = tuple  # what they never cover
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        parent.installEventFilter(self)
        self.hide()

    def say(self, news: News, now: datetime) -> None:
        """Show news; the oldest of three goes."""
        toast = Toast(self._look, news, self)
        self._shown.append((toast, now))
        while len(self._shown) > MOST:
            self._drop(0)
        self._place()

    def tick(self, phase: bool, now: datetime) -> None:
        """Let the time pass; a toast under the mouse stays."""
        for place in reversed(range(len(self._shown))):
            toast, since = self._shown[place]
            if now - since >= self.life and not toast.underMouse():
                self._drop(place)
        self._place()

    def dismiss(self) -> bool:
        """Take the newest away; False when there is none."""
        if not self._shown:
            return False
        self._drop(-1)
        self._place()
        return True

    def shown(self) -> list[News]:
        """What is on screen now."""
        return [toast.news for toast, _ in self._shown]

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for toast, _ in self._shown:
            toast.restyle(look)
        self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click takes the news away."""
        for place, (toast, _) in enumerate(self._shown):
            if toast.geometry().contains(event.position().toPoint()):
                self._drop(place)
                self._place()
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom centre when the window changes."""
        if event.type() == QEvent.Type.Resize and self._shown:
            self._place()
        return False

    def _drop(self, place: int) -> None:
        toast, _ = self._shown.pop(place)
        toast.hide()
        toast.deleteLater()

    def _place(self) -> None:
        parent = self.parentWidget()
        if not self._shown or parent is None:
            self.hide()
            return
        left, right = self.room()
        most = QSize(right - left, _HEIGHT)
        sizes = [toast.sizeHint().boundedTo(most) for toast, _ in self._shown]
        wide, high = max(size.width() for size in sizes), len(sizes) * (_HEIGHT + 6)
        foot = QRect(left + (right - left - wide) // 2, parent.height() - self._foot - high - 6, wide, high)
        self.setGeometry(self._clear(foot))
        for place, ((toast, _), size) in enumerate(zip(self._shown, sizes, strict=True)):
            toast.setGeometry((wide - size.width()) // 2, place * (_HEIGHT + 6), size.width(), _HEIGHT)
            toast.show()
        self.show()
        self.raise_()

    def _clear(self, foot: QRect) -> QRect:
        """As low as they cover nothing that is spared; at the foot where there is no such place."""
        place, spared = QRect(foot), sorted(self.spared(), key=lambda each: -each.bottom())
        for each in spared:
            if place.intersects(each):
                place.moveBottom(each.top() - 7)
        return foot if place.top() < 0 or any(place.intersects(each) for each in spared) else place
