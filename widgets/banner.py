"""The banner under the strip: what is not normal about the whole desk, the gravest first, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from widgets import paint
from widgets.buttons import QuietButton
from widgets.look import Look
from widgets.route import Act
from widgets.theme import BANNER, FILTER


class BannerKind(StrEnum):
    """What a banner tells, the gravest first."""

    OFFLINE = "offline"
    RESYNC = "resync"
    SECOND = "second"
    LINK = "link"
    CLOCK = "clock"
    SURGE = "surge"
    WAITING = "waiting"
    UNSIGNED = "unsigned"
    DRAFT = "draft"
    DRILL = "drill"
    REPLAY = "replay"
    DEMO = "demo"


class Notice(Struct, frozen=True):
    """One line: kind, what it means in words, more at the right, what can be done; `progress` from 0 to 1 if known."""

    kind: BannerKind
    text: str
    aside: str = ""
    acts: tuple[Act, ...] = ()
    progress: float | None = None


_TALL: Final = 48
_WARNS: Final = (
    BannerKind.OFFLINE,
    BannerKind.RESYNC,
    BannerKind.SECOND,
    BannerKind.LINK,
    BannerKind.CLOCK,
    BannerKind.SURGE,
)


def high_of(notice: Notice) -> int:
    """The height of a line: a drill is told from across the room."""
    return _TALL if notice.kind is BannerKind.DRILL else BANNER


def role_of(notice: Notice) -> str:
    """The type its title is set in."""
    return "drill" if notice.kind is BannerKind.DRILL else "head"


class _Line(QWidget):
    """One line of the banner."""

    acted = Signal(str)

    def __init__(self, look: Look, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._notice = look, notice
        self._high = high_of(notice)
        self._buttons = [QuietButton(look, act.text, act.keys, small=True, parent=self) for act in notice.acts]
        for button, act in zip(self._buttons, notice.acts, strict=True):
            button.refuse(act.refusal)
            button.queue(act.queued)
            button.clicked.connect(lambda _=False, id=act.id: self.acted.emit(id))
        self.setFixedHeight(self._high)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def show_notice(self, notice: Notice) -> None:
        """Show other words or another progress with the same acts."""
        self._notice = notice
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for button in self._buttons:
            button.restyle(look)
        paint.name(self, self._title(), f"{self._notice.text} {self._notice.aside}".strip())
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(600, self._high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons anew."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, the hatch, title, words, aside and progress."""
        painter, theme, notice = QPainter(self), self._look.theme, self._notice
        surface, ink = self._colours()
        painter.fillRect(self.rect(), surface)
        painter.fillRect(QRectF(0, self._high - 1, self.width(), 1), ink if notice.kind in _WARNS else theme.line)
        paint.hatch(painter, QRectF(18, 9, 42, self._high - 18), ink)
        title = self._title()
        paint.write(painter, QRectF(76, 0, 400, self._high), title, role_of(notice), theme.t1)
        left, right = self._text_left(), self._text_right()
        paint.write(painter, QRectF(left, 0, max(0.0, right - left - 12), self._high), notice.text, "body", theme.t1)
        aside = QRectF(0, 0, self.width() - 18, self._high)
        paint.write(painter, aside, notice.aside, "body", theme.t1, paint.RIGHT)
        if notice.progress is not None:
            painter.fillRect(
                QRectF(0, self._high - 3, self.width() * min(1.0, max(0.0, notice.progress)), 3), theme.acc
            )

    def _colours(self) -> tuple[QColor, QColor]:
        theme = self._look.theme
        if self._notice.kind in _WARNS:
            return theme.due_soon.tint, theme.due_soon.edge
        drill = self._notice.kind in (BannerKind.DRILL, BannerKind.REPLAY)
        return theme.bg2, theme.violet if drill else theme.t3

    def _title(self) -> str:
        return self._look.text(f"banner.{self._notice.kind}")

    def _text_left(self) -> float:
        return 76 + paint.width(self._title(), role_of(self._notice)) + 16

    def _text_right(self) -> float:
        aside = paint.width(self._notice.aside, "body") + 16 if self._notice.aside else 0.0
        buttons = sum(button.sizeHint().width() + 8 for button in self._buttons)
        return self.width() - 18 - aside - buttons

    def _place(self) -> None:
        """Put the buttons after the words; where there is no room for both, the words are cut and never a key."""
        x = min(self._text_left() + paint.width(self._notice.text, "body") + 16, self._text_right())
        for button in self._buttons:
            size = button.sizeHint()
            button.setGeometry(round(x), (self._high - FILTER) // 2, size.width(), FILTER)
            x += size.width() + 8


class ModeBanner(QWidget):
    """All notices that hold now; takes no room when there is none."""

    acted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._notices: tuple[Notice, ...] = ()
        self._lines: list[_Line] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_notices(())

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show these, sorted by gravity; lines that stay keep their buttons."""
        order = list(BannerKind)
        ranked = tuple(sorted(notices, key=lambda notice: order.index(notice.kind)))
        if [(n.kind, n.acts) for n in ranked] == [(n.kind, n.acts) for n in self._notices]:
            for line, notice in zip(self._lines, ranked, strict=True):
                line.show_notice(notice)
        else:
            self._rebuild(ranked)
        self._notices = ranked
        self.setFixedHeight(sum(high_of(notice) for notice in ranked))
        self.setVisible(bool(ranked))

    def restyle(self, look: Look) -> None:
        """Take a new theme or language; words given by the page stay until it gives new ones."""
        self._look = look
        for line in self._lines:
            line.restyle(look)

    def _rebuild(self, notices: Sequence[Notice]) -> None:
        for line in self._lines:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [_Line(self._look, notice, self) for notice in notices]
        for line in self._lines:
            line.acted.connect(self.acted)
            self._layout.addWidget(line)
