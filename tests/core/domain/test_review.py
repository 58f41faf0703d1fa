"""Tests of what the shift lead reviews: which rises need a person, and that they come first."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.domain.nouns import (
    LADDER,
    Case,
    Clock,
    Deadline,
    Escalation,
    Place,
    Priority,
    Rung,
    Supervision,
    Task,
    TaskState,
)
from core.domain.rules.review import Row, Why, is_reviewed, rows
from tests.core.domain.world import LEAD, LEADER, OPERATOR, World

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def rise(clock: Clock, rung: Rung, minutes: float, task: str | None = None, reason: str | None = None) -> Escalation:
    at = NOW - timedelta(minutes=minutes)
    return Escalation(
        id=f"{clock}/{task}/{rung}",
        at=at,
        clock=clock,
        rung=rung,
        level=LADDER.index(rung),
        generation=1,
        asked=(f"w-{rung}",),
        unanswered=(),
        due=at,
        late=0.0,
        task=task,
        reason=reason,
    )


def risen(number: int, priority: Priority, clock: Clock, rung: Rung, late_min: float, limit_min: float = 60) -> Case:
    """A case whose clock has climbed from the grid to `rung`; above that it goes on by itself."""
    due = NOW - timedelta(minutes=late_min)
    climbed = LADDER[: LADDER.index(rung) + 1]
    following = None if rung is LADDER[-1] else NOW + timedelta(minutes=5)
    return Case(
        no=f"YZ-20261122-{number:04d}",
        version=3,
        title=f"case {number}",
        opened_at=due - timedelta(minutes=limit_min),
        source="app",
        priority=priority,
        acked=True,
        deadlines=(
            Deadline(
                kind=clock,
                due=due,
                origin="duty:1-01",
                limit=round(limit_min * 60),
                level=len(climbed),
                next_at=following,
            ),
        ),
        escalations=tuple(rise(clock, r, late_min - place) for place, r in enumerate(climbed)),
    )


def working(case: Case) -> Case:
    """The case with somebody on it."""
    task = Task(id=f"{case.no}.1", unit="urban", role="lead", state=TaskState.RECEIPTED, sent_at=NOW)
    return replace(case, holder="0108", tasks=(task,))


def needing(dice: random.Random) -> list[Case]:
    """Five cases no clock will bring any further, each for a reason of its own."""
    late = dice.uniform(5, 50)
    ended = risen(9001, Priority.P3, Clock.HANDLING, Rung.DISTRICT, late)
    ended = working(replace(ended, deadlines=(replace(ended.deadlines[0], next_at=None),)))
    at_lead = working(risen(9002, Priority.P4, Clock.RECEIPT, Rung.LEAD, late))
    person = working(risen(9003, Priority.P4, Clock.HANDLING, Rung.GRID, late))
    raised = rise(Clock.HANDLING, Rung.COMMUNITY, 1, reason="no power to order the owner")
    person = replace(person, escalations=(*person.escalations, raised))
    slip = working(risen(9004, Priority.P4, Clock.SUPERVISION, Rung.GRID, late))
    slip = replace(slip, supervision=Supervision(asked_by="0101", reason="r", reply_by=NOW, slip="DB-20261122-01"))
    nobody = risen(9005, Priority.P1, Clock.RESPONSE, Rung.GRID, late, limit_min=1)
    return [ended, at_lead, person, slip, nobody]


def climbing(dice: random.Random, number: int) -> Case:
    """A case whose ladder still climbs and that somebody works on, or that is not urgent."""
    priority = dice.choice(tuple(Priority))
    clock = dice.choice((Clock.RESPONSE, Clock.RECEIPT, Clock.SCENE, Clock.HANDLING))
    case = risen(number, priority, clock, dice.choice(LADDER[:-1]), dice.uniform(0, 400), dice.uniform(1, 600))
    is_quiet = priority in (Priority.P3, Priority.P4) and dice.random() < 0.5
    return case if is_quiet else working(case)


def board_of_forty(seed: int) -> tuple[list[Case], set[str]]:
    dice = random.Random(seed)
    wanted = needing(dice)
    cases = wanted + [climbing(dice, number) for number in range(1, 36)]
    dice.shuffle(cases)
    return cases, {case.no for case in wanted}


@pytest.mark.parametrize("seed", range(20))
def test_that_the_five_that_need_a_person_come_first_of_forty(seed: int) -> None:
    cases, wanted = board_of_forty(seed)
    found = rows(cases, NOW)
    assert len(found) == 40
    assert {row.case.no for row in found[:5]} == wanted
    assert [row.needs_person for row in found] == [True] * 5 + [False] * 35


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_that_the_order_depends_on_the_cases_and_the_time_alone(seed: int, dice: random.Random) -> None:
    cases, _ = board_of_forty(seed)
    shuffled = cases.copy()
    dice.shuffle(shuffled)
    assert rows(shuffled, NOW) == rows(cases, NOW)


@given(st.integers(0, 10_000), st.floats(0, 86_400))
def test_that_a_more_urgent_case_is_never_below_its_less_urgent_twin(seed: int, seconds: float) -> None:
    case = climbing(random.Random(seed), 1)
    later = NOW + timedelta(seconds=seconds)
    scores = [rows([replace(case, priority=p)], later)[0].score for p in Priority]
    assert scores == sorted(scores, reverse=True)


def test_that_an_answered_rise_leaves_no_row_and_an_answered_rung_is_told_with_its_answer() -> None:
    world = World()
    subject = world.report(place=Place(grid=next(iter(world.board.district.grids))))
    world.tick(86_400)
    case = world.case(subject)
    found = [row for row in rows([case], world.clock.now()) if row.clock is Clock.RESPONSE]
    assert len(found) == 1
    asked = found[0].asks
    assert len(asked) >= 2
    assert all(ask.answer is None for ask in asked)
    assert found[0].unanswered == tuple(dict.fromkeys(p for ask in asked for p in ask.people))
    assert found[0].rung is asked[-1].rung
    assert found[0].repeats == len(asked)
    world.ask(OPERATOR, "case.ack", subject)
    left = rows([world.case(subject)], world.clock.now())
    assert Clock.RESPONSE not in {row.clock for row in left}


def test_that_a_person_raising_it_is_told_with_the_reason() -> None:
    world = World()
    subject = world.report(place=Place(grid=next(iter(world.board.district.grids))))
    world.ask(OPERATOR, "case.ack", subject)
    world.ask(OPERATOR, "case.escalate", subject, reason="owner refuses entry")
    (row,) = rows([world.case(subject)], world.clock.now())
    assert (row.why, row.reason, row.needs_person) == (Why.PERSON, "owner refuses entry", True)


def test_that_a_slip_waiting_for_a_superior_has_a_row_though_nothing_rose() -> None:
    world = World()
    subject = world.report()
    world.ask(OPERATOR, "case.ack", subject)
    assert not is_reviewed(world.case(subject))
    by = world.clock.now() + timedelta(days=1)
    world.ask(LEAD, "case.supervise", subject, reason="twice late", reply_by=by)
    (row,) = rows([world.case(subject)], world.clock.now())
    assert (row.why, row.waits_for_leader, row.rung) == (Why.APPROVAL, True, None)
    world.ask(LEADER, "second.approve", subject)
    assert rows([world.case(subject)], world.clock.now()) == ()
    assert not is_reviewed(world.case(subject))


def test_that_closed_cases_have_no_row() -> None:
    case = risen(1, Priority.P1, Clock.HANDLING, Rung.LEAD, 30)
    assert is_reviewed(case)
    assert rows([case], NOW)
    closed = replace(case, closed_at=NOW)
    assert not is_reviewed(closed)
    assert rows([closed], NOW) == ()


def test_that_a_clock_is_one_row_however_many_units_are_late_by_it() -> None:
    case = working(risen(1, Priority.P2, Clock.RECEIPT, Rung.TOWN, 30))
    first, second = case.tasks[0], replace(case.tasks[0], id="other", unit="water")
    rises = tuple(rise(Clock.SCENE, rung, 2, task=t.id) for t in (first, second) for rung in (Rung.GRID, Rung.TOWN))
    ends = tuple(
        Deadline(kind=Clock.SCENE, due=NOW, origin="o", limit=60, task=t.id, next_at=at)
        for t, at in ((first, NOW + timedelta(minutes=4)), (second, NOW + timedelta(minutes=2)))
    )
    case = replace(
        case,
        tasks=(first, second),
        escalations=(*case.escalations, *rises),
        deadlines=(*case.deadlines, *ends),
    )
    by_clock = {row.clock: row for row in rows([case], NOW)}
    assert set(by_clock) == {Clock.RECEIPT, Clock.SCENE}
    scene = by_clock[Clock.SCENE]
    assert [task.unit for task in scene.tasks] == ["urban", "water"]
    assert (scene.rung, scene.repeats, scene.next_at) == (Rung.TOWN, 2, NOW + timedelta(minutes=2))
    assert by_clock[Clock.RECEIPT].tasks == ()
    stuck = replace(case, deadlines=(*case.deadlines[:-1], replace(ends[1], next_at=None)))
    assert next(row for row in rows([stuck], NOW) if row.clock is Clock.SCENE).needs_person


def ranked(cases: list[Case]) -> list[Row]:
    return list(rows(cases, NOW))


def test_that_later_higher_and_unheld_rank_above_their_twins() -> None:
    low = working(risen(1, Priority.P3, Clock.HANDLING, Rung.GRID, 30))
    high = working(risen(2, Priority.P3, Clock.HANDLING, Rung.TOWN, 30))
    later = working(risen(3, Priority.P3, Clock.HANDLING, Rung.TOWN, 50))
    alone = risen(4, Priority.P3, Clock.HANDLING, Rung.TOWN, 50)
    assert [row.case.no[-1] for row in ranked([low, high, later, alone])] == ["4", "3", "2", "1"]
