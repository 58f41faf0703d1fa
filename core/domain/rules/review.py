"""What the shift lead reviews (提级复核): every rise nobody answered, first what is lost if nobody acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from core.domain.holding import is_unclaimed
from core.domain.nouns import LADDER, Case, Clock, Deadline, Escalation, Priority, Rung, Task
from core.domain.rules.clocks import tightest


class Why(StrEnum):
    """What made it rise."""

    CLOCK = "clock"  # a limit ran out and nobody answered
    PERSON = "person"  # somebody raised it, with a reason
    APPROVAL = "approval"  # a supervision slip was asked for and no superior has decided


class Ask(Struct, frozen=True):
    """One rung that was asked: who, when, and what they answered, None while nobody did."""

    rung: Rung
    at: datetime
    people: tuple[str, ...]
    answer: str | None = None
    answered_at: datetime | None = None


class Row(Struct, frozen=True):
    """One clock of a case that rose and is not answered; the same clock of several units at once is one row."""

    case: Case
    why: Why
    clock: Clock
    since: datetime  # the first unanswered rise
    rung: Rung | None  # the highest rung asked; None where no rung was
    tasks: tuple[Task, ...] = ()  # whose clock it is, where it is a unit's
    asks: tuple[Ask, ...] = ()
    unanswered: tuple[str, ...] = ()  # everybody who was asked and has not answered, in the order they were
    repeats: int = 0  # how often this clock rose, answered rises too; of several units the most
    reason: str | None = None  # the person's
    deadline: Deadline | None = None  # the case's tightest clock
    next_at: datetime | None = None  # when the next rung is asked by itself; None = for one at least nobody will be
    waits_for_leader: bool = False
    score: float = 0.0
    needs_person: bool = False

    @property
    def key(self) -> str:
        """What the row is called while it lasts."""
        return f"{self.case.no}/{self.clock}"


# What is lost if nobody acts. Defaults, to be confirmed locally. A level of urgency counts twice the one below it.
URGENCY: Final = {Priority.P1: 8.0, Priority.P2: 4.0, Priority.P3: 2.0, Priority.P4: 1.0}
MOST_SHARE: Final = 2.0  # a limit overrun by more than twice its length counts as twice
ENDED: Final = 4.0  # nobody else will be asked by itself
SUPERIOR: Final = 4.0  # a superior waits for the answer (督办)
PERSON: Final = 3.0  # somebody judged it worth raising
UNHELD: Final = 2.0  # no holder and no unit at work


def rows(cases: Iterable[Case], now: datetime) -> tuple[Row, ...]:
    """Every unanswered rise and every open request for approval, in the order a lead should take them.

    First those that need a person (`needs_person`), then the rest, each by falling score, then by age, then by
    number; the order depends on nothing else.
    """
    found = [row for case in cases for row in _rows_of(case, now)]
    return tuple(sorted(found, key=lambda r: (not r.needs_person, -r.score, r.since, r.case.no, r.clock)))


def is_reviewed(case: Case) -> bool:
    """Whether a case has a row here."""
    return case.closed_at is None and (any(e.answered_at is None for e in case.escalations) or _waits(case))


def overdue_share(deadline: Deadline | None, now: datetime) -> float:
    """How far a clock is past its limit, as a share of the limit, at most `MOST_SHARE`; 0 while there is time."""
    if deadline is None or deadline.paused:
        return 0.0
    late = (now - deadline.due).total_seconds()
    return min(MOST_SHARE, max(0.0, late) / max(1, deadline.limit))


def _waits(case: Case) -> bool:
    return case.supervision is not None and case.supervision.slip is None


def _rows_of(case: Case, now: datetime) -> list[Row]:
    if case.closed_at is not None:
        return []
    clocks = dict.fromkeys(e.clock for e in case.escalations if e.answered_at is None)
    if not clocks and _waits(case):
        return [_scored(_approval(case), now)]
    return [_scored(_row(case, clock), now) for clock in clocks]


def _row(case: Case, clock: Clock) -> Row:
    late = dict.fromkeys(e.task for e in case.escalations if e.clock is clock and e.answered_at is None)
    rises = [e for e in case.escalations if e.clock is clock and e.task in late]
    waiting = [e for e in rises if e.answered_at is None]
    times = Counter(e.task for e in rises)
    by_hand = [e for e in waiting if e.reason is not None]
    return Row(
        case=case,
        why=Why.PERSON if by_hand else Why.CLOCK,
        clock=clock,
        since=min(e.at for e in waiting),
        rung=max((e.rung for e in waiting), key=LADDER.index),
        tasks=tuple(t for t in case.tasks if t.id in late),
        asks=tuple(_ask(e) for e in rises),
        unanswered=tuple(dict.fromkeys(person for e in waiting for person in (*e.unanswered, *e.asked))),
        repeats=max(times.values()),
        reason=by_hand[-1].reason if by_hand else None,
        deadline=tightest(case),
        next_at=_next_at(case, clock, late),
        waits_for_leader=_waits(case),
    )


def _next_at(case: Case, clock: Clock, late: Iterable[str | None]) -> datetime | None:
    """The soonest next step of the units that are late; None as soon as one of them has none."""
    running = {d.task: d.next_at for d in case.deadlines if d.kind is clock and not d.paused}
    steps = [running.get(task) for task in late]
    following = [step for step in steps if step is not None]
    return min(following) if len(following) == len(steps) else None


def _ask(rise: Escalation) -> Ask:
    return Ask(rung=rise.rung, at=rise.at, people=rise.asked, answer=rise.answer, answered_at=rise.answered_at)


def _approval(case: Case) -> Row:
    asked = case.supervision
    since = case.changed_at or case.opened_at
    return Row(
        case=case,
        why=Why.APPROVAL,
        clock=Clock.SUPERVISION,
        since=since,
        rung=None,
        reason=asked.reason if asked is not None else None,
        deadline=tightest(case),
        waits_for_leader=True,
    )


def _scored(row: Row, now: datetime) -> Row:
    """The row with its score and whether it needs a person; see the table above."""
    share = overdue_share(row.deadline, now)
    height = 1 + (LADDER.index(row.rung) / (len(LADDER) - 1) if row.rung is not None else 0.0)
    score = URGENCY[row.case.priority] * (1 + share) * height
    score += ENDED * (row.next_at is None)
    score += SUPERIOR * _is_supervised(row)
    score += PERSON * (row.why is Why.PERSON)
    score += UNHELD * is_unclaimed(row.case)
    return replace(row, score=round(score, 3), needs_person=_needs_person(row, share))


def _is_supervised(row: Row) -> bool:
    return row.clock is Clock.SUPERVISION or (
        row.case.supervision is not None and row.case.supervision.slip is not None
    )


def _needs_person(row: Row, share: float) -> bool:
    """Nothing will happen by itself, or waiting for it costs too much.

    True when the ladder ended or stands at the lead, when a person or a superior asks, and when an urgent case is
    late with nobody on it. Else the next rung is asked by the clock, and the lead may look on.
    """
    urgent = row.case.priority in (Priority.P1, Priority.P2)
    return (
        row.next_at is None
        or row.rung is Rung.LEAD
        or row.why is not Why.CLOCK
        or _is_supervised(row)
        or (urgent and share > 0 and is_unclaimed(row.case))
    )
