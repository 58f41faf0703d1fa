"""One mark per line to a source: a grey tick is fine, words say what is not, hand work is never fine."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

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


_MERGED = (LinkState.OK, LinkState.UNKNOWN, LinkState.MANUAL)  # nobody need look at these one by one


def folded(lamps: Sequence[Lamp], look: Look, states: Sequence[LinkState] = tuple(LinkState)) -> tuple[Lamp, ...]:
    """The sources with those of one state as one, which says their number and the oldest word; the server's apart."""
    sources, server = lamps[:-1], lamps[-1:]
    found: list[Lamp] = []
    for state in states:
        same = [lamp for lamp in sources if lamp.state is state]
        if len(same) == 1 and state not in _MERGED:
            found += same
        elif same:
            ages = [lamp.age for lamp in same if lamp.age is not None]
            detail = tuple(line for lamp in same for line in lamp.detail or (lamp.name,))
            name = look.text("lamp.lines", count=sum(stands_for(lamp) for lamp in same))
            found.append(Lamp(state.value, name, state, max(ages, default=None), detail))
    return (*found, *(lamp for lamp in sources if lamp.state not in states), *server)


def stands_for(lamp: Lamp) -> int:
    """How many lines one mark stands for."""
    return max(1, len(lamp.detail))


class LinkLamps(QAbstractButton):
    """All lines side by side, each in a place of its own; a press asks for the list of them."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lamps: tuple[Lamp, ...] = ()
        self._tight = self._brief = self._folded = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
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

    def set_brief(self, brief: bool) -> None:
        """Draw all lines that are fine as one."""
        if brief != self._brief:
            self._brief = brief
            self.restyle(self._look)

    def set_folded(self, is_folded: bool) -> None:
        """Draw the lines that are not fine as one for each state, too: all at once they need the whole strip."""
        if is_folded != self._folded:
            self._folded = is_folded
            self.restyle(self._look)

    def shown(self) -> tuple[Lamp, ...]:
        """The lines as they are drawn."""
        if self._folded:
            return folded(self._lamps, self._look)
        return folded(self._lamps, self._look, _MERGED) if self._brief else self._lamps

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        said = ", ".join(f"{lamp.name} {lamp_text(lamp, look) or look.word(LinkState.OK)}" for lamp in self._lamps)
        paint.name(self, look.text("links"), said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every line's longest word."""
        return QSize(round(sum(self._slot(lamp) for lamp in self.shown())), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name and mark of each line."""
        painter, theme, x = QPainter(self), self._look.theme, 0.0
        for lamp in self.shown():
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
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()).adjusted(0, 3, 0, -3), theme)

    def event(self, event: QEvent) -> bool:
        """Under the mouse a line says which sources it stands for and how old their word is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.told_at(event.pos().x()), self)
            return True
        return super().event(event)

    def told_at(self, x: float) -> str:
        """What the line at a place says of itself."""
        left = 0.0
        for lamp in self.shown():
            left += self._slot(lamp)
            if x < left:
                return "\n".join(lamp.detail) or lamp.name
        return ""

    def _slot(self, lamp: Lamp) -> float:
        words = paint.width(lamp_text(lamp, self._look), "label_strong")
        if not self._tight:
            words = max(
                words, paint.width(f"{self._look.word(LinkState.SLOW)} {fmt.age(59, self._look.lang)}", "label_strong")
            )
        return max(paint.width(lamp.name, "label_strong"), words) + _GAP
