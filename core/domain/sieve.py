"""A filter made ready over the columns: which cases pass it, and how many each further choice would leave."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.domain.columns import PRIORITIES, Codes, Columns, Flags, Slots
from core.domain.mentions import Readings
from core.domain.nouns import Priority
from core.domain.queue_nouns import IN_TAB, Filter, Tab

_NAMES: Final = ("town", "source", "priority", "overdue", "mine", "unassigned", "unheld", "again")


class Choices(Struct, frozen=True):
    """How many cases each choice would leave beside everything else that is chosen.

    `whole` says how many are left when a choice is undone, by the filter's field; a name not among them leaves none.
    """

    towns: dict[str, int]
    sources: dict[str, int]
    priorities: dict[Priority, int]
    overdue: int
    mine: int
    unassigned: int
    unheld: int
    again: int
    whole: dict[str, int]


class Sieve:
    """One filter over the columns, for one person."""

    def __init__(self, columns: Columns, me: int, shown: Filter, readings: Readings) -> None:
        self._columns, self._me, self._shown = columns, me, shown
        self._mentions = readings.of(shown.text)

    def passes(self, slots: Slots, groups: Slots, now_ms: int) -> Flags:
        """Which slots, standing in `groups`, are shown; reads the texts of those that have become others."""
        mask = self._base(slots, groups)
        if self._mentions is not None:
            mask[mask] = self._mentions.of(slots[mask])
        for name in _NAMES:
            if self._is_chosen(name):
                mask = mask & self._holds(name, slots, now_ms)
        return mask

    def choices(self, slots: Slots, groups: Slots, now_ms: int) -> Choices:
        """How many of the slots each choice leaves; texts are not read again."""
        mask = self._base(slots, groups)
        if self._mentions is not None:
            mask = mask & self._mentions.known(slots)
        slots = slots[mask]
        missed = {name: ~self._holds(name, slots, now_ms) for name in _NAMES if self._is_chosen(name)}
        fails = np.zeros(len(slots), np.int8)
        for flags in missed.values():
            fails += flags

        def left(name: str) -> Slots:
            """What everything but this one choice leaves."""
            others = fails - missed[name] if name in missed else fails
            found: Slots = slots[others == 0]
            return found

        col = self._columns
        levels = np.bincount(col.priority[left("priority")], minlength=len(PRIORITIES)).tolist()
        return Choices(
            towns=_named(col.towns, col.town[left("town")]),
            sources=_named(col.sources, col.source[left("source")]),
            priorities=dict(zip(PRIORITIES, levels, strict=True)),
            whole={name: len(left(name)) for name in _NAMES},
            **{name: int(self._state(name, left(name), now_ms).sum()) for name in _NAMES[3:]},
        )

    def _base(self, slots: Slots, groups: Slots) -> Flags:
        col, tab = self._columns, self._shown.tab
        mask: Flags = IN_TAB[tab][groups]
        if tab is Tab.MINE:
            mask = mask & (col.holder[slots] == self._me)
        if tab is Tab.UNASSIGNED:
            mask = mask & col.unassigned[slots]
        return mask

    def _is_chosen(self, name: str) -> bool:
        return getattr(self._shown, name) not in (None, False)

    def _holds(self, name: str, slots: Slots, now_ms: int) -> Flags:
        """Which slots fit the choice made."""
        col, shown = self._columns, self._shown
        fits: Flags
        if name == "town":
            fits = col.town[slots] == col.towns.code(shown.town)
        elif name == "source":
            fits = col.source[slots] == col.sources.code(shown.source)
        elif name == "priority":
            fits = col.priority[slots] == PRIORITIES.index(shown.priority or Priority.P1)
        else:
            fits = self._state(name, slots, now_ms)
        return fits

    def _state(self, name: str, slots: Slots, now_ms: int) -> Flags:
        col = self._columns
        fits: Flags = (
            col.due[slots] <= now_ms
            if name == "overdue"
            else col.holder[slots] == self._me
            if name == "mine"
            else col.unassigned[slots]
            if name == "unassigned"
            else ~col.closed[slots] & col.unclaimed(slots)
            if name == "unheld"
            else col.again[slots]
        )
        return fits


def _named(codes: Codes, found: npt.NDArray[np.int32]) -> dict[str, int]:
    counts = np.bincount(found)
    names = ((codes.name(code), int(counts[code])) for code in np.flatnonzero(counts).tolist())
    return {name: count for name, count in names if name is not None}
