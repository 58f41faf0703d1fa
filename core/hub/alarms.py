"""The durable clock rows in memory, next to act first; what was moved or cleared is passed over when its turn comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from heapq import heapify, heappop, heappush

from core.hub.steps import TimerKey
from core.journal.rows import TimerRow

_Turn = tuple[datetime, str, str, str, int, int]


class Alarms:
    """At most one row for each (case, clock, task)."""

    def __init__(self) -> None:
        self._rows: dict[TimerKey, TimerRow] = {}
        self._heap: list[_Turn] = []

    def __len__(self) -> int:
        return len(self._rows)

    def reset(self, rows: Iterable[TimerRow]) -> None:
        """Forget everything and take these rows."""
        self._rows = {(r.case_no, r.clock, r.task): r for r in rows}
        self._heap = [_turn(r) for r in self._rows.values()]
        heapify(self._heap)

    def change(self, arm: Iterable[TimerRow], clear: Iterable[TimerKey]) -> None:
        """Take what one command changed."""
        for key in clear:
            self._rows.pop(key, None)
        for row in arm:
            self._rows[row.case_no, row.clock, row.task] = row
            heappush(self._heap, _turn(row))

    def first(self) -> TimerRow | None:
        """The row that acts next, left in place; None when nothing is armed."""
        while self._heap:
            turn = self._heap[0]
            row = self._rows.get(turn[1:4])
            if row is not None and _turn(row) == turn:
                return row
            heappop(self._heap)
        return None

    def pop(self, now: datetime) -> TimerRow | None:
        """Take out the earliest row that is due, or None."""
        row = self.first()
        if row is None or row.next_at > now:
            return None
        heappop(self._heap)
        del self._rows[row.case_no, row.clock, row.task]
        return row


def _turn(row: TimerRow) -> _Turn:
    return (row.next_at, row.case_no, row.clock, row.task, row.generation, row.level)
