"""The queue's figures, kept by adding and taking away: what no filter narrows, and no pass over all cases makes."""

from __future__ import annotations

from typing import Final

import numpy as np

from core.domain.columns import PRIORITIES, Columns, Slots
from core.domain.queue_nouns import Counts, Group, Tab

_TEN_MIN_S: Final = 600
_LEVELS: Final = len(PRIORITIES)
_OUT_CELL: Final = (Group.CLOSED + 1) * _LEVELS  # figures stand by group and level; behind them one for what is out


class Tally:
    """How many cases stand in each group and level, are held by one person, lack an owner, and came in lately."""

    def __init__(self, columns: Columns, me: int, size: int) -> None:
        self._columns, self._me = columns, me
        self._cells = np.zeros(_OUT_CELL + 1, np.int64)
        self._mine = self._unassigned = self._unheld = self._arrived = 0
        self._arrivals: dict[int, int] = {}
        self._looked_s = 0
        self._cell = np.empty(0, np.int16)
        self._is_counted = self._was_mine = self._was_unassigned = self._was_unheld = np.empty(0, np.bool_)
        self.fit(size)

    def fit(self, size: int) -> None:
        """Make room for slots below `size`."""
        more = size - len(self._cell)
        self._cell = np.concatenate((self._cell, np.full(more, _OUT_CELL, np.int16)))
        flags = np.zeros(more, np.bool_)
        self._is_counted, self._was_mine, self._was_unassigned, self._was_unheld = (
            np.concatenate((column, flags))
            for column in (self._is_counted, self._was_mine, self._was_unassigned, self._was_unheld)
        )

    def count(self, slots: Slots, groups: Slots, now_ms: int) -> None:
        """Take what slots counted for out of the figures, and put in what they count for in `groups`."""
        col = self._columns
        cells = np.where(groups == Group.OUT, _OUT_CELL, groups * _LEVELS + col.priority[slots])
        self._cells += np.bincount(cells, minlength=_OUT_CELL + 1)
        self._cells -= np.bincount(self._cell[slots], minlength=_OUT_CELL + 1)
        self._cell[slots] = cells
        is_open = groups < Group.CLOSED
        mine, unassigned = is_open & (col.holder[slots] == self._me), is_open & col.unassigned[slots]
        self._mine += int(np.count_nonzero(mine)) - int(np.count_nonzero(self._was_mine[slots]))
        self._unassigned += int(np.count_nonzero(unassigned)) - int(np.count_nonzero(self._was_unassigned[slots]))
        unheld = is_open & col.unclaimed(slots)
        self._unheld += int(np.count_nonzero(unheld)) - int(np.count_nonzero(self._was_unheld[slots]))
        self._was_mine[slots], self._was_unassigned[slots], self._was_unheld[slots] = mine, unassigned, unheld
        self._arrive(slots[~self._is_counted[slots]], now_ms)
        self._is_counted[slots] = True

    def group(self, slot: int) -> Group:
        """The group a slot was last counted in."""
        cell = int(self._cell[slot])
        return Group.OUT if cell == _OUT_CELL else Group(cell // _LEVELS)

    def counts(self) -> Counts:
        """All figures."""
        cells = self._cells[:_OUT_CELL].reshape(-1, _LEVELS)
        by_group = cells.sum(axis=1)
        unacked = cells[Group.UNACKED]
        tabs = {
            Tab.TODO: int(by_group[: Group.TRACKING].sum()),
            Tab.MINE: self._mine,
            Tab.TRACKING: int(by_group[Group.TRACKING]),
            Tab.PAUSED: int(by_group[Group.PAUSED]),
            Tab.UNASSIGNED: self._unassigned,
            Tab.CLOSED: int(by_group[Group.CLOSED]),
        }
        return Counts(
            tabs=tabs,
            by_priority=tuple(cells[: Group.CLOSED].sum(axis=0).tolist()),
            overdue=int(by_group[Group.OVERDUE]),
            unacked=int(by_group[Group.UNACKED]),
            unacked_top=PRIORITIES[int(np.flatnonzero(unacked)[0])] if unacked.any() else None,
            in_last_10_min=self._arrived,
            unheld=self._unheld,
        )

    def arrivals(self, now_ms: int, bars: int) -> tuple[int, ...]:
        """How many cases were opened in each of `bars` equal parts of the last 10 minutes, oldest first."""
        now_s, counts = now_ms // 1000, [0] * bars
        for second, count in self._arrivals.items():
            place = bars - 1 - max(now_s - second, 0) * bars // _TEN_MIN_S
            counts[max(place, 0)] += count
        return tuple(counts)

    def forget_arrivals(self, now_ms: int) -> None:
        """Drop the seconds that lie 10 minutes back; at most 600 are held, looked through once a second."""
        now_s = now_ms // 1000
        if now_s == self._looked_s:
            return
        self._looked_s = now_s
        for second in [second for second in self._arrivals if second <= now_s - _TEN_MIN_S]:
            self._arrived -= self._arrivals.pop(second)

    def _arrive(self, slots: Slots, now_ms: int) -> None:
        seconds = self._columns.opened[slots] // 1000
        recent, counts = np.unique(seconds[seconds > now_ms // 1000 - _TEN_MIN_S], return_counts=True)
        for second, count in zip(recent.tolist(), counts.tolist(), strict=True):
            self._arrivals[second] = self._arrivals.get(second, 0) + count
            self._arrived += count
