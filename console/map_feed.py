"""Keeps a map up with the desk, and with the layers its seat has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject

from console.actions import Action, Run, Why, never_refused
from console.as_of import as_of_words
from console.desk import Desk
from console.prefs import Prefs, PrefsStore
from core.domain.board import NOTHING, Changes
from widgets.district_map import DistrictMap

FEW: Final = 64  # cases noted in one frame
PATIENCE: Final = 3  # half seconds: to paint the ground takes longer than a key may


def map_acts(lock: Run, layers: Run, why: Why = never_refused) -> tuple[Action, Action]:
    """What keys do to a map, by the same words and keys on every page that has one."""
    return (
        Action("map_lock", "地图固定 / 跟随", "Pin the map / follow", ("L",), lock, why),
        Action("map_layers", "地图图层", "Layers of the map", ("T",), layers, why),
    )


class MapFeed(QObject):
    """Tells a map what changed and keeps the layers chosen on it, which all maps of the seat share.

    Notes what each frame changed and shows it twice a second: a flood would repaint the ground every frame.
    """

    def __init__(self, desk: Desk, shown: DistrictMap, prefs: PrefsStore) -> None:
        super().__init__(shown)
        self._desk, self._map, self._prefs = desk, shown, prefs
        self._unmapped = NOTHING
        self._was_lost = False
        self._waited = 0
        self._is_other = False  # noted and not drawn yet
        shown.show_links(desk.board.links)
        shown.show_layers(prefs.prefs.map_layers)
        shown.layers_changed.connect(self._keep)
        prefs.changed.connect(self._chosen)

    def take(self, changes: Changes) -> None:
        """Note what one frame changed; where it is much, the rest is noted with the next half second."""
        self._unmapped |= changes
        self._note(list(islice(self._unmapped.cases, FEW)))

    def begin(self) -> None:
        """Another picture: all of it anew."""
        self._map.set_cases(self._desk.board.cases.values())
        self._show_links()

    def show(self, is_hand_busy: bool = False) -> None:
        """Half a second passed; while a hand is at the keys the ground waits, but for no more than `PATIENCE` times."""
        self._map.show_stale(as_of_words(self._desk, self._map.look))
        if is_hand_busy and self._waited < PATIENCE:
            self._waited += 1
            return
        self._waited = 0
        self._map.settle()
        has_links = bool(self._unmapped.links)
        self._note(list(self._unmapped.cases))
        self._unmapped = NOTHING
        if self._is_other:
            self._is_other = False
            self._map.draw_cases()
        is_lost = self._desk.connection.is_lost
        if has_links or is_lost is not self._was_lost:
            self._was_lost = is_lost
            self._show_links()

    def _show_links(self) -> None:
        """While the hub is out of reach nobody vouches for a line: what a machine said of it is not drawn as fine."""
        self._map.show_links({} if self._desk.connection.is_lost else self._desk.board.links)

    def _note(self, numbers: Sequence[str]) -> None:
        cases = self._desk.board.cases
        here = [cases[no] for no in numbers if no in cases]
        self._is_other |= self._map.note_cases(here, [no for no in numbers if no not in cases])
        self._unmapped = replace(self._unmapped, cases=self._unmapped.cases - frozenset(numbers))

    def _keep(self, layers: dict[str, bool]) -> None:
        self._prefs.update(map_layers=layers)

    def _chosen(self, choices: Prefs) -> None:
        self._map.show_layers(choices.map_layers)
