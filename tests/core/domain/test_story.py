"""A case told in words: from events, from its own times, and from both without telling anything twice."""

from __future__ import annotations

import pytest

from core.domain.decide import OUTCOMES as CODES
from core.domain.nouns import HIDDEN, Place, Priority, Reporter
from core.domain.refusals import Refusal
from core.domain.story import OUTCOMES, line_of, story
from tests.core.domain.world import OPERATOR, World, liaison, yingze


@pytest.fixture
def world() -> World:
    return World()


def lived(world: World) -> str:
    """A case that was taken, sent, answered and closed, a minute between all steps."""
    subject = world.report(duty="4-01", priority=Priority.P3, reporter=Reporter(name="赵芳"))
    no = subject.partition("/")[2]
    lead = yingze().duties["4-01"].lead
    steps = (
        (OPERATOR, "case.claim", subject, {}),
        (OPERATOR, "case.dispatch", subject, {"lead": lead, "assist": ("housing",)}),
        (liaison(lead), "task.receipt", f"task/{no}.1", {}),
        (liaison(lead), "task.on_scene", f"task/{no}.1", {}),
        (liaison(lead), "task.complete", f"task/{no}.1", {"text": "井盖已换"}),
        (liaison("housing"), "task.return", f"task/{no}.2", {"reason": "无须住建"}),
        (OPERATOR, "case.close", subject, {"outcome": "resolved"}),
    )
    for actor, name, to, body in steps:
        world.clock.advance(60)
        answer = world.ask(actor, name, to, **body)
        assert not isinstance(answer, Refusal), answer
    return subject


def test_that_every_event_heard_is_one_line_in_order(world: World) -> None:
    subject = lived(world)
    lines = story(world.case(subject), world.events, yingze())
    assert [line.name for line in lines] == [event.name for event in world.events]
    assert all(line.is_told for line in lines)
    assert next(line.actor for line in lines if line.name == "task.completed") == yingze().duties["4-01"].lead
    assert "井盖已换" in next(line.zh for line in lines if line.name == "task.completed")


def test_that_a_case_from_a_snapshot_tells_its_own_times(world: World) -> None:
    subject = lived(world)
    lines = story(world.case(subject), (), yingze())
    names = [line.name for line in lines]
    assert names[0] == "case.reported"
    assert names[-1] == "case.closed"
    for name in ("case.acked", "case.dispatched", "task.receipted", "task.on_scene", "task.completed", "task.returned"):
        assert name in names, name
    assert not any(line.is_told for line in lines)
    assert [line.at for line in lines] == sorted(line.at for line in lines)


@pytest.mark.parametrize("first", range(1, 9))
def test_that_what_was_heard_and_what_the_case_tells_never_say_the_same_twice(world: World, first: int) -> None:
    subject = lived(world)
    lines = story(world.case(subject), world.events[first:], yingze())
    told = [(line.name, line.at, line.zh) for line in lines]
    assert len(told) == len(set(told))
    names = {line.name for line in lines}
    assert {"case.reported", "case.dispatched", "task.completed", "case.closed"} <= names


def test_that_hidden_words_stay_hidden(world: World) -> None:
    subject = world.report()
    note = world.ask(OPERATOR, "case.note", subject, text=HIDDEN)[0]
    assert HIDDEN not in line_of(note, yingze()).zh
    assert HIDDEN not in line_of(note, yingze()).en


def test_that_a_rise_by_a_clock_says_which_limit_and_where_to(world: World) -> None:
    grid = next(iter(yingze().grids))
    subject = world.report(duty="4-01", place=Place(grid=grid))
    world.tick(3600)
    lines = [line for line in story(world.case(subject), world.events, yingze()) if line.name == "case.escalated"]
    assert lines
    assert "响应超时" in lines[0].zh
    assert "response limit passed" in lines[0].en


def test_that_every_outcome_has_its_words() -> None:
    assert set(OUTCOMES) == set(CODES)
