"""The four levels a matter may stand on: handling tier for every case, triage for disputes only."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import Tier
from widgets import paint
from widgets.look import Look


class LevelState(StrEnum):
    """How one level stands."""

    DONE = "done"
    COPIED = "copied"
    NOW = "now"
    LATER = "later"
    RETURNED = "returned"


class Level(Struct, frozen=True):
    """One level of the ladder."""

    tier: Tier
    state: LevelState


def levels_of(
    now: Tier | None, copied: Sequence[Tier] = (), done: Sequence[Tier] = (), returned: Sequence[Tier] = ()
) -> tuple[Level, ...]:
    """The four levels with the matter standing at `now`; nothing is said of a level it never touched."""

    def state(tier: Tier) -> LevelState:
        if tier is now:
            return LevelState.NOW
        if tier in returned:
            return LevelState.RETURNED
        if tier in done:
            return LevelState.DONE
        return LevelState.COPIED if tier in copied else LevelState.LATER

    return tuple(Level(tier, state(tier)) for tier in Tier)


class TierLadder(QWidget):
    """Shows at which level a matter stands, and which levels know of it."""

    HEIGHT = 34

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._levels: tuple[Level, ...] = ()
        self._triage = False
        self.setFixedHeight(self.HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def show_levels(self, levels: Sequence[Level], triage: bool = False) -> None:
        """Show these levels; `triage` names them as 四级分诊, which is for disputes."""
        self._levels, self._triage = tuple(levels), triage
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        said = ", ".join(f"{self._word(v)} {look.text(f'tier.{v.state}')}" for v in self._levels)
        paint.name(self, self._title(), said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the title and the levels."""
        painter, theme = QPainter(self), self._look.theme
        box = QRectF(self.rect())
        paint.panel(painter, box, theme.bg2)
        title = self._title()
        paint.write(painter, box.adjusted(12, 0, 0, 0), title, "second", theme.t2)
        if not self._levels:
            return
        left = 12 + max(72.0, paint.width(title, "second") + 12)
        wide = (box.width() - left - 6) / len(self._levels)
        for place, level in enumerate(self._levels):
            cell = QRectF(left + place * wide, 0, wide, box.height())
            self._paint_level(painter, cell, level)
            if place:
                between = QRectF(cell.left() - 6, 0, 12, cell.height())
                paint.write(painter, between, "›", "second", theme.t3, paint.CENTRE)

    def _paint_level(self, painter: QPainter, cell: QRectF, level: Level) -> None:
        theme = self._look.theme
        if level.state is LevelState.NOW:
            pill = cell.adjusted(9, 5, -9, -5)
            paint.panel(painter, pill, theme.bg3, theme.acc)
            paint.write(painter, pill, self._word(level), "body_strong", theme.t1, paint.CENTRE)
            return
        text = self._word(level)
        if level.state is not LevelState.LATER:
            text = f"{text} · {self._look.text(f'tier.{level.state}')}"
            if paint.width(text, "second") > cell.width() - 12:
                text = text.replace(" · ", " ")
        ink = theme.t3 if level.state is LevelState.LATER else theme.t2
        paint.write(painter, cell.adjusted(6, 0, -6, 0), text, "second", ink, paint.CENTRE)

    def _title(self) -> str:
        return self._look.text("triage" if self._triage else "tier")

    def _word(self, level: Level) -> str:
        return self._look.words.triage(level.tier) if self._triage else self._look.word(level.tier)
