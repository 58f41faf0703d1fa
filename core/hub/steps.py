"""From facts to numbered events on the board, and what each did to its case and to the durable clocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from core.domain.board import Board
from core.domain.decide import Fact
from core.domain.events import Event, case_of
from core.domain.nouns import Case
from core.domain.rules.clocks import Ring, rings
from core.journal.rows import TimerRow

TimerKey = tuple[str, str, str]


class Step(Struct, frozen=True):
    """One event with its case before and after it; both None for a link or the clock."""

    event: Event
    before: Case | None
    after: Case | None


def taken(
    board: Board, facts: Iterable[Fact], now: datetime, actor: str, cause: str, occurred_at: datetime | None
) -> tuple[Step, ...]:
    """Number the facts and put them on the board: `seq` dense, a case's version one higher with each of its events."""
    steps = []
    for fact in facts:
        no = case_of(fact.subject)
        before = board.cases.get(no) if no is not None else None
        version = 0 if no is None else (before.version if before is not None else 0) + 1
        event = Event(
            seq=board.seq + 1,
            version=version,
            subject=fact.subject,
            time=now,
            actor=actor,
            data=fact.data,
            cause=cause,
            occurredat=occurred_at,
        )
        steps.append(put(board, event))
    return tuple(steps)


def put(board: Board, event: Event) -> Step:
    """Apply one event; raises ValueError when it does not continue the board."""
    no = event.case_no
    before = board.cases.get(no) if no is not None else None
    if event.seq != board.seq + 1:
        raise ValueError(f"event {event.seq} does not follow {board.seq}")
    if no is not None and event.version != (before.version if before is not None else 0) + 1:
        raise ValueError(f"event {event.seq}: version {event.version} of {no} does not follow")
    board.apply(event)
    return Step(event=event, before=before, after=board.cases.get(no) if no is not None else None)


def timer_changes(steps: Iterable[Step]) -> tuple[tuple[TimerRow, ...], tuple[TimerKey, ...]]:
    """The clock rows to arm and the keys to clear so that the table matches the cases again."""
    first: dict[str, Case | None] = {}
    last: dict[str, Case | None] = {}
    for step in steps:
        no = step.event.case_no
        if no is not None:
            first.setdefault(no, step.before)
            last[no] = step.after
    arm: list[TimerRow] = []
    clear: list[TimerKey] = []
    for no, case in last.items():
        old = {_key(no, ring): ring for ring in rings(first[no])}
        new = {_key(no, ring): ring for ring in rings(case)}
        clear += [key for key in old if key not in new]
        arm += [row(no, ring) for key, ring in new.items() if old.get(key) != ring]
    return tuple(arm), tuple(clear)


def row(no: str, ring: Ring) -> TimerRow:
    """A ring as a durable row."""
    return TimerRow(
        case_no=no, clock=ring.clock, task=ring.task, generation=ring.generation, level=ring.level, next_at=ring.at
    )


def _key(no: str, ring: Ring) -> TimerKey:
    return (no, ring.clock, ring.task)
