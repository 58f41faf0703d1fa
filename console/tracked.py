"""What this actor sent out and is still open, as rows of the tracker; kept up case by case."""

from __future__ import annotations

from datetime import UTC, datetime
from heapq import nsmallest
from typing import Final

from console.case_view import told_of, unit_name
from console.desk import Desk
from core.domain.board import Changes
from core.domain.nouns import HIDDEN, OPEN_TASK, Case, Clock, Task
from widgets.deadline import Limit
from widgets.look import Look
from widgets.queue_text import one_line
from widgets.tracker import TaskRow

MOST: Final = 200
_NO_LIMIT: Final = Limit(clock=Clock.HANDLING)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Tracked:
    """The rows by case; what breaks first comes first."""

    def __init__(self, desk: Desk, look: Look) -> None:
        self._desk, self._look = desk, look
        self._rows: dict[str, tuple[TaskRow, ...]] = {}
        self.count = 0

    def restyle(self, look: Look) -> None:
        """Other words: make all rows anew."""
        self._look = look
        self.rebuild()

    def rebuild(self) -> None:
        """Another actor, another picture or another language."""
        self._rows.clear()
        self.count = 0
        self.take(Changes(cases=frozenset(self._desk.memory.tracked)))

    def take(self, changes: Changes) -> bool:
        """Bring the changed cases up to date; whether any row changed."""
        tracked = self._desk.memory.tracked
        is_new = False
        for no in changes.cases:
            before = self._rows.pop(no, ())
            case = self._desk.case(no) if no in tracked else None
            after = self._of(case) if case is not None else ()
            if after:
                self._rows[no] = after
            self.count += len(after) - len(before)
            is_new = is_new or before != after
        return is_new

    def first(self) -> list[TaskRow]:
        """At most `MOST` rows, by what breaks first."""
        rows = (row for rows in self._rows.values() for row in rows)
        return nsmallest(MOST, rows, key=lambda row: (row.limit.due or _NEVER, row.task))

    def _of(self, case: Case) -> tuple[TaskRow, ...]:
        me = self._desk.actor.name
        return tuple(self._row(case, t) for t in case.tasks if t.state in OPEN_TASK and t.sent_by == me)

    def _row(self, case: Case, task: Task) -> TaskRow:
        own = min((d for d in case.deadlines if d.task == task.id), key=lambda d: d.due, default=None)
        handling = next((d for d in case.deadlines if d.task is None and d.kind is Clock.HANDLING), None)
        shown = own or handling
        known = self._desk.board.district.units.get(task.unit)
        return TaskRow(
            task=task.id,
            case_no=case.no,
            unit=unit_name(self._desk.board.district, task.unit, self._look),
            role=task.role,
            state=task.state,
            limit=Limit.of(shown) if shown is not None else _NO_LIMIT,
            asked=task.asked,
            sent_at=task.sent_at,
            delivered_at=task.delivered_at,
            receipted_at=task.receipted_at,
            on_scene_at=task.on_scene_at,
            phone=known.phone if known is not None else None,
            title=self._look.text("masked") if case.title == HIDDEN else one_line(case.title),
            told=told_of(task, self._look) if task.state in OPEN_TASK else "",
            urged_at=task.urged_at,
        )
