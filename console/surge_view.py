"""What a surge does at this desk, in words on the banner, and how it is begun and ended by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from console.actions import EVERYWHERE, Action
from console.asked import Notice as Said
from console.desk import Desk
from core.domain.nouns import Priority
from core.domain.refusals import Refusal
from core.domain.rules.surge import CALM
from widgets import format as fmt
from widgets.banner import BannerKind, Notice
from widgets.keys import own
from widgets.look import Look
from widgets.route import Act

END: Final = "surge.end"
_IS_ON: Final = Refusal(rule="surge_on", zh="高峰已开始", en="The surge view is on already")
_IS_OFF: Final = Refusal(rule="surge_off", zh="现在不是高峰", en="There is no surge now")


_MERGED: Final = {0: "surge.none", 1: "surge.merged_one"}  # by how many rows stand for several cases


def surge_notices(desk: Desk, look: Look) -> list[Notice]:
    """Each consequence in words with its figures, since when, and what ends it."""
    if desk.surge.since is None:
        return []
    cases, rows = desk.rows.merged
    p1, p2 = look.word(Priority.P1), look.word(Priority.P2)
    parts = (
        look.text("surge.load", new=desk.queue.counts().in_last_10_min),
        look.text(_MERGED.get(rows, "surge.merged"), cases=cases, rows=rows, p1=p1, p2=p2),
        look.text("surge.sound", p3=look.word(Priority.P3)),
        look.text("surge.until", since=_since(desk.surge.since), calm=CALM),
    )
    return [Notice(BannerKind.SURGE, " · ".join(parts), acts=(Act(END, END, (own("surge_end", "Ctrl+S"),)),))]


def surge_words(desk: Desk, look: Look) -> str:
    """How much comes in and since when, for who can neither press a key nor hear the desk; "" without a surge."""
    if desk.surge.since is None:
        return ""
    return look.text("surge.wall", new=desk.queue.counts().in_last_10_min, since=_since(desk.surge.since))


def _since(ms: int) -> str:
    return fmt.hour_minute(datetime.fromtimestamp(ms / 1000, UTC))


class SurgeTurns:
    """An overlay that is never seen: two acts for the palette, and the button on the banner."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def acts(self) -> Sequence[Action]:
        """Begin and end; the end has a key because the banner has its button."""
        on, off = (lambda: self._desk.turn_surge(True)), self._end
        return (
            Action("surge_begin", "按高峰显示", "Begin the surge view", (), on, self._begun, EVERYWHERE),
            Action("surge_end", "结束高峰", "End the surge view", ("Ctrl+S",), off, self._over, EVERYWHERE),
        )

    def banner_acted(self, act: str) -> bool:
        """The button on the banner."""
        if act == END:
            self._desk.turn_surge(False)
        return act == END

    @property
    def is_open(self) -> bool:
        """Nothing of it lies over the window."""
        return False

    def escape(self) -> bool:
        """Nothing to undo."""
        return False

    def fit(self) -> None:
        """Nothing to fit."""

    def restyle(self, look: Look) -> None:
        """Nothing to colour."""

    def tick(self, now: datetime) -> None:
        """Nothing moves."""

    def _end(self) -> None:
        if self._desk.surge.is_on:
            self._desk.turn_surge(False)
        else:
            self._desk.noticed.emit(Said("failed", _IS_OFF.zh, _IS_OFF.en))

    def _begun(self) -> Refusal | None:
        return _IS_ON if self._desk.surge.is_on else None

    def _over(self) -> Refusal | None:
        return None if self._desk.surge.is_on else _IS_OFF
