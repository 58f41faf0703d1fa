"""Acts that need a second person: asked, approved, refused, expired, authorised by telephone, countersigned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.decide import decide
from core.domain.envelope import encode, envelope, event_from
from core.domain.nouns import HIDDEN, Actor, Case, Priority, Role
from core.domain.refusals import Refusal
from core.domain.rules.clocks import SECOND_WAITS, rings
from core.domain.rules.rights import RightsError, parse_rights
from core.domain.rules.second import ACTS
from core.domain.story import line_of
from core.hub.steps import taken
from core.protocol.outgoing import case_for, event_bytes
from resources import data
from tests.core.domain.world import LEAD, LEADER, OPERATOR, SECOND, World, rights, yingze

OTHER_LEAD = Actor(name="0102", role=Role.LEAD)
DIRECTOR = Actor(name="0009", role=Role.DIRECTOR)
REPLAY = Actor(name="replay", role=Role.REPLAY)
DESK = Actor(name="desk1", role=Role.DESK, scope=("town:140106001",))
CALL = {"who": "李主任", "phone": "13900001234", "text": "同意结案"}


@pytest.fixture
def world() -> World:
    return World()


def asked(world: World, priority: Priority = Priority.P1, by: Actor = OPERATOR) -> str:
    subject = world.report(priority=priority)
    assert world.names(by, "case.close", subject, outcome="unfounded", text="现场无异常") == ["second.asked"]
    return subject


def phoned(world: World, subject: str, by: Actor = OPERATOR, ago: float = 0.0, **call: Any) -> Any:
    """The names of the events of a telephone authorisation with its true time, or the refusing rule."""
    at = world.clock.now() - timedelta(seconds=ago)
    command = cmd.Command("p", "second.phone", subject, cmd.SecondPhone(**{**CALL, **call}), occurred_at=at)
    answer = decide(world.board, command, by, world.clock.now())
    if isinstance(answer, Refusal):
        return answer.rule
    steps = taken(world.board, answer, world.clock.now(), by.name, "p", at)
    world.events += [step.event for step in steps]
    return [step.event.name for step in steps]


@pytest.mark.parametrize("priority", list(Priority))
def test_that_closing_asks_a_second_person_for_p1_and_p2_only(world: World, priority: Priority) -> None:
    subject = world.report(priority=priority)
    urgent = priority in (Priority.P1, Priority.P2)
    names = world.names(OPERATOR, "case.close", subject, outcome="unfounded")
    assert names == (["second.asked"] if urgent else ["case.closed"])
    assert (world.case(subject).closed_at is None) is urgent


@pytest.mark.parametrize(("before", "after"), [("P1", "P2"), ("P1", "P4"), ("P2", "P3")])
def test_that_lowering_p1_and_p2_asks_a_second_person(world: World, before: str, after: str) -> None:
    subject = world.report(priority=Priority(before))
    body = {"priority": Priority(after), "reason": "现场核实较轻"}
    assert world.names(OPERATOR, "case.set_priority", subject, **body) == ["second.asked"]
    assert world.case(subject).priority == before
    assert world.names(LEAD, "second.approve", subject) == ["second.approved", "case.priority_set"]
    assert world.case(subject).priority == after
    assert world.events[-1].data.reason == "现场核实较轻"


@pytest.mark.parametrize(("before", "after"), [("P3", "P4"), ("P3", "P1"), ("P2", "P1")])
def test_that_other_changes_of_urgency_need_nobody(world: World, before: str, after: str) -> None:
    subject = world.report(priority=Priority(before))
    names = world.names(OPERATOR, "case.set_priority", subject, priority=Priority(after), reason="核实")
    assert names == ["case.priority_set"]


def test_that_declining_is_no_way_around_a_second_person(world: World) -> None:
    subject = world.report(priority=Priority.P2)
    declined = {"decision": "decline", "reason": "非受理范围"}
    assert world.names(OPERATOR, "case.accept", subject, **declined) == ["second.asked"]
    assert world.names(LEAD, "second.approve", subject) == ["second.approved", "case.accepted", "case.closed"]
    assert world.case(subject).outcome == "declined"
    other = world.report(priority=Priority.P1)
    assert world.names(OPERATOR, "case.accept", other, decision="accept") == ["case.accepted"]


def test_that_what_would_be_refused_is_refused_at_once_and_asks_nobody(world: World) -> None:
    subject = world.report(priority=Priority.P1)
    assert world.names(OPERATOR, "case.close", subject, outcome="nonsense") == "unknown_outcome"
    assert world.names(OPERATOR, "case.set_priority", subject, priority=Priority.P3) == "reason_needed"
    assert world.case(subject).second is None


APPROVERS = [
    (OPERATOR, SECOND, "not_this_role"),
    (OPERATOR, LEAD, None),
    (OPERATOR, LEADER, None),
    (OPERATOR, DIRECTOR, None),
    (LEAD, LEAD, "second_is_same"),
    (LEAD, OTHER_LEAD, "not_your_second"),
    (LEAD, LEADER, None),
]


@pytest.mark.parametrize(("asker", "approver", "no"), APPROVERS)
def test_that_the_rights_file_says_who_approves_and_never_the_asker(
    world: World, asker: Actor, approver: Actor, no: str | None
) -> None:
    subject = asked(world, by=asker)
    expected = ["second.approved", "case.closed"] if no is None else no
    assert world.names(approver, "second.approve", subject) == expected
    assert (world.case(subject).closed_at is not None) is (no is None)


def test_that_an_approved_close_is_as_it_was_asked(world: World) -> None:
    subject = asked(world)
    world.ask(LEAD, "second.approve", subject)
    case, closed = world.case(subject), world.events[-1]
    assert (case.outcome, case.second, case.unsigned) == ("unfounded", None, ())
    assert (closed.data.text, closed.actor) == ("现场无异常", LEAD.name)
    assert world.events[-2].data.asked_by == OPERATOR.name


def test_that_a_refusal_needs_no_reason_and_leaves_the_case(world: World) -> None:
    subject = asked(world)
    assert world.names(SECOND, "second.refuse", subject) == "not_your_second"
    assert world.names(LEAD, "second.refuse", subject) == ["second.refused"]
    case = world.case(subject)
    assert case.closed_at is None
    assert case.second is None
    assert not world.events[-1].data.withdrawn
    assert world.names(LEAD, "second.approve", subject) == "no_supervision"  # nothing waits


def test_that_the_asker_may_take_it_back(world: World) -> None:
    subject = asked(world)
    assert world.names(OPERATOR, "second.refuse", subject) == ["second.refused"]
    assert world.events[-1].data.withdrawn


def test_that_one_request_waits_at_a_time(world: World) -> None:
    subject = asked(world)
    answer = world.ask(SECOND, "case.close", subject, outcome="unfounded")
    assert (answer.rule, OPERATOR.name in answer.zh) == ("second_waits", True)
    lower = world.names(SECOND, "case.set_priority", subject, priority=Priority.P3, reason="轻")
    assert lower == "second_waits"


def test_that_a_request_is_void_after_its_time_and_the_hub_says_so_itself(world: World) -> None:
    subject = asked(world)
    lasts = rights().seconds["case.close"].lasts_s
    world.clock.advance(lasts)
    assert world.names(LEAD, "second.approve", subject) == "second_expired"  # also before the hub's alarm
    fired = world.tick(0)
    assert [e.name for e in fired if e.name.startswith("second.")] == ["second.expired"]
    assert world.case(subject).second is None
    assert world.case(subject).closed_at is None
    assert SECOND_WAITS not in {ring.clock for ring in rings(world.case(subject))}
    assert world.names(OPERATOR, "case.close", subject, outcome="unfounded") == ["second.asked"]


def test_that_the_alarm_does_not_ring_early(world: World) -> None:
    subject = asked(world)
    fired = world.tick(rights().seconds["case.close"].lasts_s - 0.01)
    assert "second.expired" not in {e.name for e in fired}
    assert world.names(LEAD, "second.approve", subject) == ["second.approved", "case.closed"]


def test_that_an_approval_is_bound_to_the_case_as_the_approver_saw_it(world: World) -> None:
    subject = asked(world)
    seen = world.case(subject).version
    world.ask(SECOND, "case.note", subject, text="又有异味")
    answer = world.ask(LEAD, "second.approve", subject, version=seen)
    assert (answer.rule, answer.current) == ("version_conflict", seen + 1)
    assert world.case(subject).closed_at is None


def test_that_what_no_longer_holds_is_not_done_by_an_approval(world: World) -> None:
    subject = asked(world)
    world.ask(SECOND, "case.dispatch", subject, lead=yingze().duties["4-01"].lead)
    assert world.names(LEAD, "second.approve", subject) == "open_tasks"
    assert world.case(subject).second is not None


def test_that_a_replay_needs_nobody(world: World) -> None:
    subject = world.ask(REPLAY, "case.report", title="火警", priority=Priority.P1)[0].subject
    assert world.names(REPLAY, "case.close", subject, outcome="unfounded") == ["case.closed"]


def test_that_a_close_from_elsewhere_ends_the_request(world: World) -> None:
    subject = world.ask(REPLAY, "case.report", title="火警", priority=Priority.P1)[0].subject
    world.ask(OPERATOR, "case.close", subject, outcome="unfounded")
    world.ask(REPLAY, "case.close", subject, outcome="unfounded")
    assert world.case(subject).second is None


def test_that_two_things_that_wait_are_told_apart(world: World) -> None:
    subject = asked(world)
    reply = world.clock.now() + timedelta(days=1)
    world.ask(LEAD, "case.supervise", subject, reason="久拖", reply_by=reply)
    assert world.names(LEADER, "second.approve", subject) == "say_which"
    assert world.names(LEADER, "second.approve", subject, act="case.supervise") == ["case.supervised"]
    assert world.names(LEADER, "second.approve", subject, act="case.close") == ["second.approved", "case.closed"]


# --- by telephone -----------------------------------------------------------------------------------------------


def test_that_a_word_by_telephone_takes_effect_at_once_and_is_unsigned(world: World) -> None:
    subject = asked(world)
    assert phoned(world, subject, ago=120) == ["second.phoned", "case.closed"]
    case = world.case(subject)
    assert case.outcome == "unfounded"
    (unsigned,) = case.unsigned
    assert (unsigned.who, unsigned.phone, unsigned.done_by) == (CALL["who"], CALL["phone"], OPERATOR.name)
    assert unsigned.done_at - unsigned.said_at == timedelta(seconds=120)
    assert unsigned.wanted == {"outcome": "unfounded"}
    assert world.events[-2].occurredat == unsigned.said_at


def test_that_only_the_asker_records_the_call_and_never_their_own(world: World) -> None:
    subject = asked(world)
    assert phoned(world, subject, by=SECOND) == "not_your_request"
    assert phoned(world, subject, account=OPERATOR.name) == "phoned_yourself"
    assert phoned(world, subject, ago=-61) == "in_future"
    assert phoned(world, world.report()) == "no_second"
    world.clock.advance(901)
    assert phoned(world, subject) == "second_expired"


def test_that_countersigning_closes_the_item_on_a_closed_case(world: World) -> None:
    subject = asked(world)
    phoned(world, subject)
    (unsigned,) = world.case(subject).unsigned
    assert world.names(OPERATOR, "second.countersign", subject, id=unsigned.id) == "not_this_role"
    assert world.names(LEAD, "second.countersign", subject, id="99") == "not_unsigned"
    assert world.names(LEAD, "second.countersign", subject, id=unsigned.id) == ["second.countersigned"]
    assert world.case(subject).unsigned == ()
    assert world.case(subject).outcome == "unfounded"
    assert world.names(LEAD, "second.countersign", subject, id=unsigned.id) == "not_unsigned"


def test_that_only_the_leader_who_was_named_signs(world: World) -> None:
    subject = asked(world)
    phoned(world, subject, account=LEADER.name)
    (unsigned,) = world.case(subject).unsigned
    assert world.names(LEAD, "second.countersign", subject, id=unsigned.id) == "not_yours_to_sign"
    assert world.names(LEADER, "second.countersign", subject, id=unsigned.id) == ["second.countersigned"]


def test_that_a_leads_own_act_is_signed_by_a_superior(world: World) -> None:
    subject = asked(world, by=LEAD)
    phoned(world, subject, by=LEAD)
    (unsigned,) = world.case(subject).unsigned
    assert world.names(LEAD, "second.countersign", subject, id=unsigned.id) == "second_is_same"
    assert world.names(OTHER_LEAD, "second.countersign", subject, id=unsigned.id) == "not_your_second"
    assert world.names(LEADER, "second.countersign", subject, id=unsigned.id) == ["second.countersigned"]


def test_that_an_objection_stays_in_sight_until_it_is_signed_after_all(world: World) -> None:
    subject = asked(world)
    phoned(world, subject)
    (unsigned,) = world.case(subject).unsigned
    assert world.names(LEAD, "second.countersign", subject, id=unsigned.id, ok=False) == "reason_needed"
    said = {"id": unsigned.id, "ok": False, "text": "没有接到这个电话"}
    assert world.names(LEAD, "second.countersign", subject, **said) == ["second.disputed"]
    (disputed,) = world.case(subject).unsigned
    assert (disputed.disputed_by, disputed.dispute) == (LEAD.name, "没有接到这个电话")
    assert world.names(LEAD, "second.countersign", subject, **said) == "already_disputed"
    assert world.names(LEAD, "second.countersign", subject, id=unsigned.id) == ["second.countersigned"]


def test_that_two_acts_by_telephone_are_two_items(world: World) -> None:
    subject = world.report(priority=Priority.P1)
    world.ask(OPERATOR, "case.set_priority", subject, priority=Priority.P2, reason="轻")
    phoned(world, subject)
    world.ask(OPERATOR, "case.close", subject, outcome="unfounded")
    phoned(world, subject)
    acts = [(u.act, u.id) for u in world.case(subject).unsigned]
    assert [act for act, _ in acts] == ["case.set_priority", "case.close"]
    assert len({number for _, number in acts}) == 2


# --- the record -------------------------------------------------------------------------------------------------


def whole_story(world: World) -> str:
    subject = asked(world)
    world.ask(LEAD, "second.refuse", subject)
    world.ask(OPERATOR, "case.close", subject, outcome="unfounded")
    world.tick(901)
    world.ask(OPERATOR, "case.set_priority", subject, priority=Priority.P2, reason="轻")
    world.ask(LEAD, "second.approve", subject)
    world.ask(OPERATOR, "case.close", subject, outcome="unfounded")
    phoned(world, subject)
    (unsigned,) = world.case(subject).unsigned
    world.ask(LEAD, "second.countersign", subject, id=unsigned.id, ok=False, text="没有此事")
    world.ask(LEAD, "second.countersign", subject, id=unsigned.id)
    return subject


def test_that_every_event_of_it_has_its_line_in_both_languages(world: World) -> None:
    whole_story(world)
    seconds = [e for e in world.events if e.name.startswith("second.")]
    assert {e.name for e in seconds} == {name for name in ev.TYPES if name.startswith("second.")}
    for event in seconds:
        line = line_of(event, yingze())
        assert line.zh, event.name
        assert line.en, event.name
        assert not any(name in line.zh + line.en for name in ACTS), line


def test_that_events_come_back_from_the_wire_and_fold_to_the_same_case(world: World) -> None:
    subject = whole_story(world)
    other = World()
    for event in world.events:
        other.board.apply(event_from(encode(envelope(event, "e"))))
    assert other.case(subject) == world.case(subject)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.LEAD, Role.VIEWER, Role.SOURCE])
def test_that_a_masked_reader_folds_to_the_masked_case(world: World, role: Role) -> None:
    subject = asked(world)
    phoned(world, subject)
    (unsigned,) = world.case(subject).unsigned
    world.ask(LEAD, "second.countersign", subject, id=unsigned.id, ok=False, text="没有此事")
    profile = rights().profiles[role]
    other = World()
    for event in world.events:
        other.board.apply(event_from(event_bytes(event, "e", profile)))
    assert other.case(subject) == case_for(world.case(subject), profile)
    shown = other.case(subject).unsigned[0]
    assert CALL["phone"] != shown.phone
    if role is Role.VIEWER:
        assert (shown.who, shown.text, shown.dispute) == (HIDDEN, HIDDEN, HIDDEN)


def test_that_a_waiting_request_is_masked_too(world: World) -> None:
    case: Case = world.case(asked(world))
    hidden = case_for(case, rights().profiles[Role.VIEWER])
    assert case.second is not None
    assert hidden.second is not None
    assert (case.second.text, hidden.second.text) == ("现场无异常", HIDDEN)


def test_that_every_act_of_the_table_has_its_row_of_rights() -> None:
    found = rights()
    for act in ACTS:
        askers = found.commands[act]
        row = found.seconds[act]
        assert askers <= set(row.approvers) | row.alone, act
        assert found.commands["second.approve"] >= frozenset().union(*row.approvers.values())
        assert found.commands["second.phone"] >= frozenset({Role.OPERATOR})
        assert row.lasts_s > 0


def test_that_a_rights_file_without_the_table_is_no_rights_file() -> None:
    with pytest.raises(RightsError, match="second"):
        parse_rights(data("rights.toml").split(b"# Acts that need a second person")[0])
