"""Finds what may be of one thing with the selected case, once the selection rests, and says it at the case."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer

from console.desk import Desk
from core.domain.alike import alike_to
from core.domain.board import Changes
from core.domain.nouns import HIDDEN, Case
from core.domain.shapes import metres_between
from widgets import format as fmt
from widgets.alike_line import AlikeLine
from widgets.look import Look
from widgets.picker import Option

RESTS_MS: Final = 120  # whoever walks through the list is faster than this


class Alike(QObject):
    """What was found is kept for the case until it, or another of its matter, changes."""

    def __init__(self, desk: Desk, line: AlikeLine, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._line = desk, line
        self._centres = {code: grid.centre for code, grid in desk.board.district.grids.items()}
        self._kept: tuple[str, tuple[str, ...]] | None = None  # the case and what was found for it
        self._timer = QTimer(self, singleShot=True, interval=RESTS_MS)
        self._timer.timeout.connect(self.show)

    def stand(self) -> None:
        """Another case is selected; nothing is said of it before one stays there."""
        self._kept = None
        self._line.show_count(0)
        self._timer.start()

    def take(self, changes: Changes) -> None:
        """Look again where the case, or one of its matter, is another now."""
        case = self._case()
        if self._kept is None or case is None:
            return
        others = [self._desk.case(no) for no in changes.cases]
        if any(other is None or other.duty == case.duty or other.no == case.no for other in others):
            self._kept = None
            self._timer.start()

    def show(self) -> None:
        """Say what there is, where it was not said yet."""
        if self._kept is None:
            self._line.show_count(len(self.found()))

    def found(self) -> tuple[str, ...]:
        """The others, the newest first."""
        no = self._desk.selection
        if no is None:
            return ()
        if self._kept is None or self._kept[0] != no:
            self._kept = no, alike_to(self._desk.columns, no, self._centres)
        return self._kept[1]

    def is_alone(self) -> bool:
        """Whether it is known by now that there is none; asking does not make anybody look."""
        return self._kept is not None and self._kept == (self._desk.selection, ())

    def options(self, look: Look) -> list[Option]:
        """The others as a list to choose from: number and title; how far, how long before or after, how it stands."""
        one = self._case()
        others = (self._desk.case(no) for no in self.found())
        return [self._option(one, other, look) for other in others if one is not None and other is not None]

    def _option(self, one: Case, other: Case, look: Look) -> Option:
        seconds = (other.opened_at - one.opened_at).total_seconds()
        age = look.text("alike.after" if seconds > 0 else "alike.before", length=fmt.length(abs(seconds), look.lang))
        state = look.word(other.state)
        title = other.title if other.title != HIDDEN else look.text("masked")
        remark = look.text("alike.remark", away=round(_metres(one, other)), age=age, state=state)
        return Option(other.no, f"{fmt.short_no(other.no)}  {title}", remark=remark, found_by=other.no)

    def _case(self) -> Case | None:
        return self._desk.case(self._desk.selection)


def _metres(one: Case, other: Case) -> float:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return 0.0  # neither is found without a place
    return metres_between((one.lon, one.lat), (other.lon, other.lat))


__all__ = ["RESTS_MS", "Alike"]
