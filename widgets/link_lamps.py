"""One mark per line to a source: a grey tick is fine, words say what is not, hand work is never fine."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import LinkState
from widgets import format as fmt
from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.strip_blocks import LOWER, UPPER, Lamp
from widgets.theme import TOP_STRIP, Theme

_GAP = 12.0


def lamp_text(lamp: Lamp, look: Look) -> str:
    """What stands under the name; empty for a tick."""
    if lamp.state is LinkState.OK:
        return ""
    word = look.word(lamp.state)
    aged = lamp.state in (LinkState.SLOW, LinkState.STALE) and lamp.age is not None
    return f"{word} {fmt.age(lamp.age or 0, look.lang)}" if aged else word


def lamp_ink(state: LinkState, theme: Theme) -> QColor:
    """The colour of the words: hue only where somebody should look."""
    return {
        LinkState.SLOW: theme.p2.text,
        LinkState.STALE: theme.p2.text,
        LinkState.DOWN: theme.p1.text,
    }.get(state, theme.t2)


class LinkLamps(QWidget):
    """All lines side by side, each in a place of its own."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lamps: tuple[Lamp, ...] = ()
        self._tight = False
        self.setFixedHeight(TOP_STRIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def show_lamps(self, lamps: Sequence[Lamp]) -> None:
        """Show these lines."""
        if tuple(lamps) != self._lamps:
            self._lamps = tuple(lamps)
            self.restyle(self._look)

    def set_tight(self, tight: bool) -> None:
        """Give a line that is fine no more room than its name."""
        if tight != self._tight:
            self._tight = tight
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        said = ", ".join(f"{lamp.name} {lamp_text(lamp, look) or look.word(LinkState.OK)}" for lamp in self._lamps)
        paint.name(self, look.text("links"), said)
        self.setToolTip(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every line's longest word."""
        return QSize(round(sum(self._slot(lamp) for lamp in self._lamps)), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name and mark of each line."""
        painter, theme, x = QPainter(self), self._look.theme, 0.0
        for lamp in self._lamps:
            wide = self._slot(lamp)
            ink = lamp_ink(lamp.state, theme)
            bad = lamp.state in (LinkState.SLOW, LinkState.STALE, LinkState.DOWN)
            role = "label_strong" if bad else "label"
            paint.write(painter, QRectF(x, UPPER.top(), wide, 18), lamp.name, role, ink, paint.CENTRE)
            text = lamp_text(lamp, self._look)
            below = QRectF(x, LOWER.top(), wide, LOWER.height())
            if text:
                paint.write(painter, below, text, role, ink, paint.CENTRE)
            else:
                paint_icon(painter, QRectF(x + wide / 2 - 7, 28, 14, 14), "tick", ink)
            x += wide

    def _slot(self, lamp: Lamp) -> float:
        words = paint.width(lamp_text(lamp, self._look), "label_strong")
        if not self._tight:
            words = max(words, paint.width(self._look.word(LinkState.SLOW) + " 99s", "label_strong"))
        return max(paint.width(lamp.name, "label_strong"), words) + _GAP
