"""Ctrl+L: which streets this seat answers for; their new cases sound here first, those of others 10 seconds later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from console.actions import EVERYWHERE, Action
from console.asked import Notice
from console.case_view import zh
from console.desk import Desk
from console.prefs import PrefsStore
from console.window import Window
from core.domain.district import District
from widgets.look import Look
from widgets.picker import Option

_ALL: Final = "*"


def areas_of(prefs: PrefsStore, district: District) -> frozenset[str]:
    """The towns this seat has named and the district has; none is all of them."""
    return frozenset(prefs.prefs.areas) & district.towns.keys()


class SeatAreas:
    """An overlay that is never seen itself: it asks in the list of the desk, again and again until Esc."""

    def __init__(self, desk: Desk, look: Look, prefs: PrefsStore, window: Window) -> None:
        self._desk, self._look, self._prefs, self._window = desk, look, prefs, window

    def acts(self) -> Sequence[Action]:
        """Its one key."""
        words = "本席街镇", "Areas of this seat"
        return (Action("areas", *words, ("Ctrl+L",), self.ask, scope=EVERYWHERE, verbs=("bx", "areas")),)

    def ask(self) -> None:
        """Each town with a tick where it is the seat's own; choosing one turns its tick."""
        if self._window.is_covered():
            self._window.say_covered()
            return
        self._window.show_page(self._window.desk_page.name)
        district, own, look = self._desk.board.district, self._own(), self._look
        mark = look.text("areas.own")
        options = [
            Option(town.code, town.name_zh if zh(look) else town.name_en, remark=mark if town.code in own else "")
            for town in district.towns.values()
        ]
        options.append(Option(_ALL, look.text("areas.all"), remark="" if own else mark))
        self._window.desk_page.flows.choose(look.text("areas"), options, self._turn)

    def _own(self) -> frozenset[str]:
        return areas_of(self._prefs, self._desk.board.district)

    def _turn(self, found: str) -> None:
        own = frozenset() if found == _ALL else self._own() ^ {found}
        self._prefs.update(areas=sorted(own))
        self._desk.noticed.emit(Notice("info", self._told("zh_CN"), self._told("en")))
        self.ask()

    def _told(self, lang: str) -> str:
        side, own = lang.startswith("zh"), self._own()
        towns = [t for t in self._desk.board.district.towns.values() if t.code in own]
        if not towns:
            return "本席：全区，来件都立刻响" if side else "This seat: the whole district, all sounds at once"
        names = ("、" if side else ", ").join(t.name_zh if side else t.name_en for t in towns)
        if side:
            return f"本席：{names}；别处来件晚 10 秒响"
        return f"This seat: {names}; cases elsewhere sound 10 s later"

    @property
    def is_open(self) -> bool:
        """The list is the desk's own."""
        return False

    def restyle(self, look: Look) -> None:
        """Take another language."""
        self._look = look

    def tick(self, now: datetime) -> None:
        """Nothing of it changes by itself."""

    def fit(self) -> None:
        """Nothing to fit."""

    def escape(self) -> bool:
        """Nothing to undo."""
        return False
