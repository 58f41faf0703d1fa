"""Keeps an eye on all cases for one that may be told twice; reads them some milliseconds at a time."""

from __future__ import annotations

from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from console.desk import Desk
from console.likeness import alike
from core.domain.board import Changes
from core.domain.rules.duplicates import CaseIndex, Resembling, Told

SLICE_S: Final = 0.004  # no key waits longer than this for cases to be read


class Lookout(QObject):
    """The index of duplicates, kept up with the board; `read` says that all cases are in it."""

    read = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._index = CaseIndex(centres={code: grid.centre for code, grid in desk.board.district.grids.items()})
        self._unseen = set(desk.board.cases)
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._read_on)
        desk.changed.connect(self._hears)

    @property
    def is_behind(self) -> bool:
        """Whether cases wait to be read."""
        return bool(self._unseen)

    def find(self, told: Told) -> tuple[Resembling, ...]:
        """The cases that may be the one being told, among those read so far; the rest is read at once after."""
        self.catch_up()
        if self._unseen:
            self._timer.start()
        return self._index.resembling(told, alike)

    def catch_up(self) -> bool:
        """Read for some milliseconds; True when anything was new."""
        was_behind, until = bool(self._unseen), perf_counter() + SLICE_S
        cases = self._desk.board.cases
        while self._unseen and perf_counter() < until:
            no = self._unseen.pop()
            case = cases.get(no)
            if case is None:
                self._index.drop(no)
            else:
                self._index.put(case)
        return was_behind

    def _read_on(self) -> None:
        self.catch_up()
        if self._unseen:
            self._timer.start()
        else:
            self.read.emit()

    def _hears(self, changes: Changes) -> None:
        self._unseen |= changes.cases
