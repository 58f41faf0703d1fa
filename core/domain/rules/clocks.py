"""When things must have happened: which clocks an event starts, which it satisfies, and what rings next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from core.domain.district import District, limits_for
from core.domain.nouns import Case, Clock, Deadline, Priority

LEASE: Final = "lease"
SECOND_WAITS: Final = "second"  # how long a request waits for a second person


class Ring(Struct, frozen=True):
    """The next moment a clock of a case acts; the hub keeps one durable row for each."""

    clock: str
    task: str
    generation: int
    level: int
    at: datetime


def rings(case: Case | None) -> tuple[Ring, ...]:
    """Every moment at which something must happen to `case` by itself; none once it is closed."""
    if case is None or case.closed_at is not None:
        return ()
    found = [
        Ring(clock=d.kind.value, task=d.task or "", generation=d.generation, level=d.level, at=d.next_at)
        for d in case.deadlines
        if d.next_at is not None and not d.paused
    ]
    if case.lease_until is not None:
        found.append(Ring(clock=LEASE, task="", generation=0, level=0, at=case.lease_until))
    if case.second is not None:
        asked = case.second
        found.append(Ring(clock=SECOND_WAITS, task="", generation=asked.version, level=0, at=asked.until))
    return tuple(found)


def arm(
    case: Case | None,
    kind: Clock,
    start: datetime,
    seconds: int,
    origin: str,
    task: str | None = None,
    now: datetime | None = None,
) -> tuple[Deadline, ...]:
    """One clock of `seconds` from `start`; none where there is no limit. It acts when due, but not before `now`.

    Its generation is the case's next version, so that no two armings of a case ever share one.
    """
    if seconds <= 0:
        return ()
    generation = (case.version if case else 0) + 1
    due = start + timedelta(seconds=seconds)
    first = due if now is None else max(due, now)
    return (
        Deadline(kind=kind, due=due, origin=origin, limit=seconds, task=task, generation=generation, next_at=first),
    )


def case_clocks(
    district: District,
    case: Case | None,
    duty: str | None,
    priority: Priority,
    start: datetime,
    acked: bool,
    now: datetime | None = None,
) -> tuple[Deadline, ...]:
    """The clocks of the case itself: response until somebody acknowledges, handling until it is closed."""
    limits = limits_for(district, duty, priority)
    origin = f"duty:{duty}" if duty else f"default:{priority.value}"
    response = () if acked else arm(case, Clock.RESPONSE, start, limits.response, origin, now=now)
    return response + arm(case, Clock.HANDLING, start, limits.handling, origin, now=now)


def task_clock(district: District, case: Case, kind: Clock, task: str, start: datetime) -> tuple[Deadline, ...]:
    """The receipt or scene clock of one task."""
    limits = limits_for(district, case.duty, case.priority)
    seconds = limits.receipt if kind is Clock.RECEIPT else limits.scene
    origin = f"duty:{case.duty}" if case.duty else f"default:{case.priority.value}"
    return arm(case, kind, start, seconds, origin, task)


def armed(deadlines: tuple[Deadline, ...], new: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """`deadlines` with each clock in `new` in place of the one of the same kind and task."""
    by_key = {(d.kind, d.task): d for d in deadlines}
    by_key.update({(d.kind, d.task): d for d in new})
    return tuple(by_key.values())


def rearmed(case: Case, new: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """The case's clocks after another urgency or matter: those its new limits do not have no longer run."""
    ending = {Clock.HANDLING} if case.acked else {Clock.HANDLING, Clock.RESPONSE}
    kept = tuple(d for d in case.deadlines if d.task is not None or d.kind not in ending)
    return armed(kept, new)


def satisfied(case: Case, kind: Clock, task: str | None, at: datetime, answer: str) -> Case:
    """`case` with that clock stopped and the escalations it caused marked answered."""
    kept = tuple(d for d in case.deadlines if (d.kind, d.task) != (kind, task))
    risen = tuple(
        replace(e, answered_at=at, answer=answer) if e.answered_at is None and (e.clock, e.task) == (kind, task) else e
        for e in case.escalations
    )
    return replace(case, deadlines=kept, escalations=risen)


def tightest(case: Case) -> Deadline | None:
    """The running clock that breaks first, or None."""
    running = [d for d in case.deadlines if not d.paused]
    if len(running) < 2:
        return running[0] if running else None
    return min(running, key=lambda d: d.due)
