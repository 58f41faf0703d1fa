"""What pasting, tables and paper have in common: a large panel over the window that the list of all acts leads to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from console.actions import EVERYWHERE, Action
from console.desk import Desk
from core.domain import commands as cmd
from core.domain.refusals import Refusal
from widgets.command_bar import Hint
from widgets.laid_panel import LaidPanel
from widgets.look import Look


class Laid:
    """An overlay of the window; what stands in its panel stays until it is sent or another person sits down."""

    ID, ZH, EN = "", "", ""
    HINTS: Sequence[Hint] = ()

    def __init__(self, desk: Desk, look: Look, laid: LaidPanel) -> None:
        self._desk, self._look, self._laid = desk, look, laid

    def acts(self) -> Sequence[Action]:
        """It has no key of its own: the list of all acts and the palette lead to it."""
        return (Action(self.ID, self.ZH, self.EN, (), self.open, self.refusal, EVERYWHERE),)

    def hints(self) -> Sequence[Hint]:
        """The keys of its panel: what is beneath answers to none."""
        return (*self.HINTS, Hint(("Tab",), "hint.field"), Hint(("Esc",), "hint.close"))

    def refusal(self) -> Refusal | None:
        """Who may not report may not key in either."""
        return self._desk.refusal("case.report", "", cmd.Report(title="?"))

    @property
    def is_open(self) -> bool:
        """Whether it lies over the window."""
        return self._laid.is_open

    def open(self) -> None:
        """Open with what stood in it."""
        self._laid.open()

    def escape(self) -> bool:
        """Close; what was keyed in stays."""
        was_open = self._laid.is_open
        self._laid.dismiss()
        return was_open

    def fit(self) -> None:
        """The window has another size."""
        self._laid.fit()

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self._laid.restyle(look)

    def tick(self, now: datetime) -> None:
        """Half a second passed: a banner may have come or gone."""
        if self._laid.is_open:
            self._laid.fit()
