"""The rule book told as stories of one case: what is allowed, what is refused, and what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.events import CaseDispatched, CaseReported
from core.domain.nouns import Actor, Clock, Place, Priority, Reporter, Role, Stage, State, TaskState
from core.domain.refusals import CannotTell, Refusal
from core.domain.rules.rights import sees
from tests.core.domain.world import HUB, LEAD, LEADER, OPERATOR, SECOND, SOURCE, World, liaison, yingze


@pytest.fixture
def world() -> World:
    return World()


def departments() -> list[str]:
    return [u.id for u in yingze().units.values() if u.kind == "department"]


def outside() -> list[str]:
    return [u.id for u in yingze().units.values() if u.kind == "outside"]


def a_duty() -> str:
    return next(iter(yingze().duties))


def a_grid() -> str:
    return next(iter(yingze().grids))


def test_that_intake_is_never_refused_for_being_in_no_list(world: World) -> None:
    case = world.case(world.report(title="说不清的事", duty="no-such-duty", place=Place(address="某处")))
    assert case.unassigned == "no_grid,no_duty"
    assert case.stage is Stage.FOUND
    assert case.state is State.UNACKED


def test_that_numbers_are_dense_and_start_anew_each_local_day(world: World) -> None:
    first, second = world.report(), world.report()
    assert (first, second) == ("case/YZ-20261122-0001", "case/YZ-20261122-0002")
    world.clock.advance(14 * 3600)  # 16:00 UTC is midnight in Taiyuan
    assert world.report() == "case/YZ-20261123-0001"


def test_that_a_grid_code_and_a_coordinate_lead_to_the_same_grid(world: World) -> None:
    grid = yingze().grids[a_grid()]
    by_code = world.case(world.report(place=Place(grid=grid.code)))
    by_point = world.case(world.report(place=Place(lon=by_code.lon, lat=by_code.lat)))
    assert by_code.grid == by_point.grid == grid.code
    assert by_point.town == grid.town


def test_that_the_response_clock_stops_when_somebody_acknowledges(world: World) -> None:
    subject = world.report(priority=Priority.P1)
    assert Clock.RESPONSE in {d.kind for d in world.case(subject).deadlines}
    assert world.names(OPERATOR, "case.ack", subject) == ["case.acked"]
    assert Clock.RESPONSE not in {d.kind for d in world.case(subject).deadlines}
    assert world.names(SECOND, "case.ack", subject) == "already_acked"


def test_that_space_acknowledges_and_claims_in_one_act(world: World) -> None:
    subject = world.report()
    assert world.names(OPERATOR, "case.claim", subject) == ["case.acked", "case.claimed"]
    assert world.names(SECOND, "case.claim", subject) == "held"
    assert world.names(SECOND, "case.take_over", subject) == ["case.claimed"]
    assert world.case(subject).holder == SECOND.name


def test_that_a_lease_lapses_by_itself_and_not_early(world: World) -> None:
    subject = world.report(priority=Priority.P1)
    world.ask(OPERATOR, "case.claim", subject)
    lease = yingze().lease[Priority.P1]
    assert world.names(HUB, "case.lapse", subject) == "lease_runs"
    world.tick(lease - 1)
    assert world.case(subject).holder == OPERATOR.name
    world.tick(1)
    assert world.case(subject).holder is None


def test_that_only_the_holder_or_the_lead_releases(world: World) -> None:
    subject = world.report()
    world.ask(OPERATOR, "case.claim", subject)
    assert world.names(SECOND, "case.release", subject) == "not_yours"
    assert world.names(LEAD, "case.release", subject) == ["case.released"]


def test_that_a_dispatch_gives_each_unit_its_own_task_and_receipt_clock(world: World) -> None:
    lead, assist = departments()[:2]
    subject = world.report(duty=a_duty())
    assert world.names(OPERATOR, "case.dispatch", subject, lead=lead, assist=(assist,)) == [
        "case.acked",
        "case.dispatched",
    ]
    case = world.case(subject)
    assert [(t.unit, t.role, t.state) for t in case.tasks] == [
        (lead, "lead", TaskState.SENT),
        (assist, "assist", TaskState.SENT),
    ]
    assert {d.task for d in case.deadlines if d.kind is Clock.RECEIPT} == {t.id for t in case.tasks}
    assert case.state is State.TO_RECEIPT
    assert case.stage is Stage.ROUTED


def test_that_police_and_fire_are_asked_and_never_dispatched(world: World) -> None:
    subject = world.report()
    assert world.names(OPERATOR, "case.dispatch", subject, lead=outside()[0]) == "outside_is_asked"
    assert world.names(OPERATOR, "case.request", subject, unit=departments()[0]) == "not_outside"
    assert world.names(OPERATOR, "case.request", subject, unit=outside()[0]) == ["case.acked", "case.requested"]
    assert world.names(OPERATOR, "case.request", subject, unit=outside()[0]) == "unit_has_task"
    assert world.names(OPERATOR, "case.request", subject, unit=outside()[0], ref="E39") == ["case.requested"]


def test_that_delivery_and_receipt_are_two_marks(world: World) -> None:
    unit = departments()[0]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=unit)
    task = world.case(subject).tasks[0]
    world.ask(HUB, "task.deliver", f"task/{task.id}")
    assert world.case(subject).tasks[0].state is TaskState.DELIVERED
    assert world.names(liaison(unit), "task.receipt", f"task/{task.id}") == ["task.receipted"]
    done = world.case(subject).tasks[0]
    assert done.delivered_at is not None
    assert done.receipted_at is not None
    assert world.case(subject).stage is Stage.HANDLED


def test_that_a_unit_acts_on_its_own_tasks_only(world: World) -> None:
    own, other = departments()[:2]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=own)
    task = f"task/{world.case(subject).tasks[0].id}"
    assert world.names(liaison(other), "task.receipt", task) == "forbidden"
    assert world.names(OPERATOR, "task.receipt", task) == "not_this_role"  # a desk does not sign for a department


def test_that_the_whole_loop_runs_from_report_to_close(world: World) -> None:
    unit = departments()[0]
    subject = world.report(duty=a_duty(), place=Place(grid=a_grid()))
    world.ask(OPERATOR, "case.claim", subject)
    world.ask(OPERATOR, "case.dispatch", subject, lead=unit)
    task = f"task/{world.case(subject).tasks[0].id}"
    by = liaison(unit)
    assert world.names(by, "task.on_scene", task) == ["task.receipted", "task.on_scene"]
    assert world.case(subject).state is State.FEEDBACK_DUE
    assert world.names(by, "task.feedback", task, text="关阀，人员疏散") == ["task.fed_back"]
    assert world.names(OPERATOR, "case.close", subject, outcome="resolved") == "open_tasks"
    assert world.names(by, "task.complete", task, text="已修复") == ["task.completed"]
    assert world.case(subject).state is State.TO_VERIFY
    assert world.names(OPERATOR, "case.verify", subject, ok=True) == ["case.verified"]
    assert world.names(OPERATOR, "case.close", subject, outcome="nonsense") == "unknown_outcome"
    assert world.names(OPERATOR, "case.close", subject, outcome="resolved") == ["second.asked"]  # the duty is P2
    assert world.names(LEAD, "second.approve", subject) == ["second.approved", "case.closed"]
    case = world.case(subject)
    assert (case.stage, case.state, case.deadlines) == (Stage.CLOSED, State.CLOSED, ())
    assert world.names(OPERATOR, "case.claim", subject) == "closed"


def test_that_a_result_that_does_not_hold_goes_back_to_the_lead(world: World) -> None:
    unit = departments()[0]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=unit)
    task = f"task/{world.case(subject).tasks[0].id}"
    assert world.names(OPERATOR, "case.verify", subject, ok=True) == "nothing_to_verify"
    world.ask(liaison(unit), "task.complete", task, text="办完")
    world.ask(OPERATOR, "case.verify", subject, ok=False, text="现场仍有")
    assert world.case(subject).state is State.HANDLING
    assert world.names(liaison(unit), "task.complete", task, text="再办") == ["task.completed"]


def test_that_a_returned_lead_starts_the_response_clock_again(world: World) -> None:
    unit, other = departments()[:2]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=unit)
    task = f"task/{world.case(subject).tasks[0].id}"
    assert world.names(liaison(unit), "task.return", task, reason="非本单位职责", duty="none") == "unknown_duty"
    world.ask(liaison(unit), "task.return", task, reason="非本单位职责")
    case = world.case(subject)
    assert case.state is State.RETURNED
    again = next(d for d in case.deadlines if d.kind is Clock.RESPONSE)
    assert again.generation == 1 or again.origin.startswith("return:")
    assert world.names(OPERATOR, "case.reroute", subject, lead=other, reason="改由其办理") == ["case.rerouted"]
    assert Clock.RESPONSE not in {d.kind for d in world.case(subject).deadlines}
    assert world.case(subject).lead_unit == other


def test_that_a_dispatch_can_be_recalled_for_ten_seconds_by_who_sent_it(world: World) -> None:
    subject = world.report()
    assert world.names(OPERATOR, "case.recall", subject) == "nothing_to_recall"
    world.ask(OPERATOR, "case.dispatch", subject, lead=departments()[0])
    assert world.names(SECOND, "case.recall", subject) == "not_your_dispatch"
    world.clock.advance(10)
    assert world.names(OPERATOR, "case.recall", subject) == ["case.recalled"]
    assert world.case(subject).state is State.TO_ROUTE
    world.ask(OPERATOR, "case.dispatch", subject, lead=departments()[1])
    world.clock.advance(10.001)
    assert world.names(OPERATOR, "case.recall", subject) == "recall_window_over"
    assert world.names(OPERATOR, "case.stand_down", subject, reason="已自行处理") == ["case.stood_down"]


def test_that_one_lead_is_one_lead(world: World) -> None:
    first, second, third = departments()[:3]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=first)
    assert world.names(OPERATOR, "case.dispatch", subject, lead=second) == "has_lead"
    assert world.names(OPERATOR, "case.dispatch", subject, lead=first) == "unit_has_task"
    assert world.names(OPERATOR, "case.dispatch", subject, lead=first, assist=(third,)) == ["case.dispatched"]
    assert [t.role for t in world.case(subject).tasks] == ["lead", "assist"]
    assert world.names(OPERATOR, "case.dispatch", subject, lead="nobody") == "unknown_unit"


def test_that_declining_needs_a_reason_and_ends_the_matter(world: World) -> None:
    subject = world.report()
    assert world.names(OPERATOR, "case.accept", subject, decision="decline") == "reason_needed"
    assert world.names(OPERATOR, "case.accept", subject, decision="maybe") == "unknown_decision"
    assert world.names(
        OPERATOR, "case.accept", subject, decision="guide", reason="引导至劳动仲裁", route="arbitration"
    ) == [
        "case.accepted",
        "case.closed",
    ]
    assert world.case(subject).outcome == "guided"


def test_that_a_clock_climbs_the_ladder_once_a_rung_and_skips_people_asked_before(world: World) -> None:
    subject = world.report(priority=Priority.P1, place=Place(grid=a_grid()))
    fired = world.tick(3600)
    rises = [e for e in fired if e.name == "case.escalated"]
    ids = [(e.data.clock, e.data.task, e.data.generation, e.data.level) for e in rises]
    assert len(ids) == len(set(ids)) >= 3
    response = [e.data for e in rises if e.data.clock is Clock.RESPONSE]
    asked = [person for data in response for person in data.asked]
    assert len(asked) == len(set(asked)), "nobody is asked twice for one clock"
    assert [r.level for r in response] == list(range(len(response)))
    assert response[-1].next_at is None
    assert all(d.late == 0 for d in response)
    assert world.case(subject).escalations[0].answered_at is None


def test_that_an_answer_ends_the_climb(world: World) -> None:
    subject = world.report(priority=Priority.P1, place=Place(grid=a_grid()))
    limit = next(d for d in world.case(subject).deadlines if d.kind is Clock.RESPONSE).limit
    world.tick(limit)
    assert len(world.case(subject).escalations) == 1
    world.ask(OPERATOR, "case.ack", subject)
    assert world.case(subject).escalations[0].answer == "acked"
    fired = world.tick(1800)
    assert all(e.data.clock is not Clock.RESPONSE for e in fired)


def test_that_a_clock_never_fires_early_or_twice(world: World) -> None:
    subject = world.report(priority=Priority.P1)
    due = next(d for d in world.case(subject).deadlines if d.kind is Clock.RESPONSE)
    fire = {"clock": "response", "generation": due.generation, "level": 0}
    world.clock.set(due.due - timedelta(milliseconds=1))
    assert world.names(HUB, "clock.fire", subject, **fire) == "clock_not_due"
    world.clock.set(due.due)
    assert world.names(HUB, "clock.fire", subject, **fire) == ["case.escalated"]
    assert world.names(HUB, "clock.fire", subject, **fire) == "clock_not_due"


def test_that_the_lead_answers_an_escalation_in_three_ways(world: World) -> None:
    for act, body in (("case.rule", {"text": "由城管主办"}), ("case.send_down", {"reason": "社区先行化解"})):
        subject = world.report(priority=Priority.P1)
        assert world.names(LEAD, act, subject, **body) == "no_escalation"
        world.tick(120)
        assert world.names(OPERATOR, act, subject, **body) == "not_this_role"
        assert isinstance(world.names(LEAD, act, subject, **body), list)
        assert all(e.answered_at for e in world.case(subject).escalations)


def test_that_supervision_takes_effect_only_when_a_superior_approves(world: World) -> None:
    subject = world.report()
    reply = world.clock.now() + timedelta(days=2)
    assert world.names(OPERATOR, "case.supervise", subject, reason="久拖", reply_by=reply) == "not_this_role"
    assert world.names(LEAD, "case.supervise", subject, reason="久拖", reply_by=world.clock.now()) == "reply_in_past"
    assert world.names(LEADER, "second.approve", subject) == "no_supervision"
    world.ask(LEAD, "case.supervise", subject, reason="久拖", reply_by=reply)
    assert world.names(LEAD, "second.approve", subject) == "not_your_second"
    world.ask(LEADER, "second.approve", subject)
    case = world.case(subject)
    assert case.supervision is not None
    assert case.supervision.slip == "DB-20261122-01"
    assert next(d.due for d in case.deadlines if d.kind is Clock.SUPERVISION) == reply


def test_that_who_asks_for_supervision_cannot_approve_it(world: World) -> None:
    subject = world.report()
    world.ask(LEADER, "case.supervise", subject, reason="久拖", reply_by=world.clock.now() + timedelta(days=1))
    assert world.names(LEADER, "second.approve", subject) == "second_is_same"


def test_that_a_stale_version_changes_nothing_and_tells_the_current_one(world: World) -> None:
    subject = world.report()
    world.ask(OPERATOR, "case.note", subject, text="看过")
    answer = world.ask(SECOND, "case.claim", subject, version=1)
    assert isinstance(answer, Refusal)
    assert (answer.rule, answer.current) == ("version_conflict", 2)
    assert world.case(subject).holder is None


def test_that_what_is_not_there_and_what_is_not_yours_read_the_same(world: World) -> None:
    unit, other = departments()[:2]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=unit)
    hidden = world.ask(liaison(other), "case.note", subject, text="x")
    absent = world.ask(liaison(other), "case.note", "case/YZ-20261122-9999", text="x")
    assert hidden == absent


def test_that_a_reopened_case_runs_new_generations_of_its_clocks(world: World) -> None:
    subject = world.report(priority=Priority.P1)
    world.tick(200)
    world.ask(OPERATOR, "case.close", subject, outcome="unfounded")
    world.ask(OPERATOR, "case.reopen", subject, reason="再次来电")
    world.tick(600)
    ids = [e.id for e in world.case(subject).escalations]
    assert len(ids) == len(set(ids))
    assert world.case(subject).state is State.UNACKED


def test_that_lowering_the_urgency_needs_a_reason_and_moves_the_clocks(world: World) -> None:
    subject = world.report(priority=Priority.P2)
    before = {d.kind: d.due for d in world.case(subject).deadlines}
    assert world.names(OPERATOR, "case.set_priority", subject, priority=Priority.P4) == "reason_needed"
    assert world.names(OPERATOR, "case.set_priority", subject, priority=Priority.P1) == ["case.priority_set"]
    after = {d.kind: d.due for d in world.case(subject).deadlines}
    assert after[Clock.RESPONSE] < before[Clock.RESPONSE]


def test_that_admins_see_no_case_and_a_viewer_only_looks(world: World) -> None:
    subject = world.report()
    for role in (Role.ADMIN_SYSTEM, Role.ADMIN_SECURITY, Role.ADMIN_AUDIT):
        assert not sees(Actor(name="a", role=role), world.case(subject))
    viewer = Actor(name="v", role=Role.VIEWER)
    assert sees(viewer, world.case(subject))
    assert world.names(viewer, "case.note", subject, text="x") == "not_this_role"


def test_that_links_of_two_networks_are_reported_and_called(world: World) -> None:
    room = next(link.id for link in yingze().links.values() if link.network == "rooms")
    assert world.names(OPERATOR, "video.report", f"link/{room}", state="down", detail="电话确认") == ["link.changed"]
    assert world.names(OPERATOR, "video.report", f"link/{room}", state="down") == "same_link_state"
    assert world.names(OPERATOR, "video.roll_call", f"link/{room}", answered=True) == ["link.called"]
    assert world.board.links[room].call_result == "answered"
    assert world.names(OPERATOR, "video.report", "link/none", state="ok") == "unknown_link"
    assert world.names(OPERATOR, "case.note", f"link/{room}", text="x") == "bad_subject"


def test_that_a_reporter_is_kept_but_never_asked_about_by_a_rule(world: World) -> None:
    subject = world.report(reporter=Reporter(name="赵甲一", phone="19900000001"))
    assert world.case(subject).reporter == Reporter(name="赵甲一", phone="19900000001")
    assert isinstance(world.events[0].data, CaseReported)


def test_that_an_unacknowledged_case_is_acknowledged_by_dispatching_it(world: World) -> None:
    subject = world.report()
    events = world.ask(OPERATOR, "case.dispatch", subject, lead=departments()[0])
    assert [e.version for e in events] == [2, 3]
    assert isinstance(events[1].data, CaseDispatched)
    assert world.case(subject).acked_by == OPERATOR.name


def test_that_a_source_sees_its_own_reports_only(world: World) -> None:
    subject = world.report()
    other = Actor(name="hotline", role=Role.SOURCE)
    assert sees(SOURCE, world.case(subject))
    assert not sees(other, world.case(subject))


def test_that_a_recalled_or_stood_down_case_must_be_routed_again(world: World) -> None:
    subject = world.report(title="无网格无事项")
    world.ask(OPERATOR, "case.dispatch", subject, lead=departments()[0])
    assert world.case(subject).unassigned is None
    world.ask(OPERATOR, "case.recall", subject)
    case = world.case(subject)
    assert case.unassigned == "no_grid,no_duty"
    assert Clock.RESPONSE not in {d.kind for d in case.deadlines}, "it was acknowledged"
    world.ask(OPERATOR, "case.dispatch", subject, lead=departments()[0])
    world.ask(OPERATOR, "case.stand_down", subject, reason="误派")
    assert Clock.RESPONSE in {d.kind for d in world.case(subject).deadlines}
    assert world.case(subject).unassigned == "no_grid,no_duty"


def test_that_a_returned_task_is_not_revived_by_verifying(world: World) -> None:
    unit = departments()[0]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=unit)
    world.ask(liaison(unit), "task.return", f"task/{world.case(subject).tasks[0].id}", reason="非本单位")
    assert world.names(OPERATOR, "case.verify", subject, ok=False) == "nothing_to_verify"


def test_that_a_town_centre_answers_for_its_own_unit(world: World) -> None:
    town = next(iter(yingze().towns))
    centre = Actor(name="centre", role=Role.CENTRE, scope=(f"town:{town}",))
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=f"town:{town}")
    assert sees(centre, world.case(subject))
    assert world.names(centre, "task.receipt", f"task/{world.case(subject).tasks[0].id}") == ["task.receipted"]


def test_that_another_urgency_asks_nobody_twice_and_invents_no_lateness(world: World) -> None:
    subject = world.report(priority=Priority.P2, place=Place(grid=a_grid()))
    limit = next(d for d in world.case(subject).deadlines if d.kind is Clock.RESPONSE).limit
    world.tick(limit + 1)
    asked = {p for e in world.case(subject).escalations for p in e.asked}
    world.ask(LEAD, "case.set_priority", subject, priority=Priority.P1)
    again = [e.data for e in world.tick(1) if e.name == "case.escalated"]
    assert again
    assert all(asked.isdisjoint(data.asked) for data in again)
    assert all(data.late < 1 for data in again)


def test_that_the_clocks_of_the_old_matter_end_with_it(world: World) -> None:
    subject = world.report(priority=Priority.P2)
    world.ask(OPERATOR, "case.ack", subject)
    duty = next(iter(yingze().duties.values()))
    world.ask(OPERATOR, "case.classify", subject, duty=duty.code)
    handling = [d for d in world.case(subject).deadlines if d.kind is Clock.HANDLING]
    assert [d.origin for d in handling] == ([] if duty.limits.handling == 0 else [f"duty:{duty.code}"])


def test_that_a_roll_call_by_a_person_is_by_hand_whatever_it_says(world: World) -> None:
    room = next(link.id for link in yingze().links.values() if link.network == "rooms")
    called = world.ask(OPERATOR, "video.roll_call", f"link/{room}", answered=True, by="gateway")
    assert called[0].data.by == "manual"
    probe = Actor(name="gateway", role=Role.SOURCE)
    assert world.ask(probe, "video.report", f"link/{room}", state="ok", by="gateway")[0].data.by == "gateway"
    assert world.names(OPERATOR, "video.report", "link/app", state="ok") == "source_link"


def test_that_a_console_cannot_tell_of_a_case_it_does_not_show(world: World) -> None:
    world.board.is_whole = False
    assert isinstance(world.ask(OPERATOR, "case.ack", "case/YZ-20261122-0404"), CannotTell)


def test_that_nothing_done_is_not_closed_as_done_without_words(world: World) -> None:
    subject = world.report(priority=Priority.P3)
    assert world.names(OPERATOR, "case.close", subject, outcome="resolved") == "nothing_done"
    assert world.names(OPERATOR, "case.close", subject, outcome="unfounded") == ["case.closed"]
    other = world.report(priority=Priority.P3)
    assert world.names(OPERATOR, "case.close", other, outcome="resolved", text="现场自行恢复") == ["case.closed"]


def test_that_a_person_raises_a_case_above_its_own_tier(world: World) -> None:
    duty = next(d for d in yingze().duties.values() if d.tier == "town")
    subject = world.report(duty=duty.code, place=Place(grid=a_grid()))
    risen = world.ask(OPERATOR, "case.escalate", subject, reason="超出本级权限")
    assert risen[0].data.rung == "district"


def test_that_a_clock_is_recorded_also_where_a_person_has_asked_everybody(world: World) -> None:
    subject = world.report(priority=Priority.P1, place=Place(grid=a_grid()))
    answers = [world.names(OPERATOR, "case.escalate", subject, reason="急") for _ in range(9)]
    assert answers[-1] == "ladder_ended"
    asked = [p for e in world.case(subject).escalations for p in e.asked]
    fired = [e.data for e in world.tick(4000) if e.name == "case.escalated" and e.data.clock is Clock.RESPONSE]
    assert fired
    assert all(set(asked).isdisjoint(data.asked) for data in fired)
    assert fired[-1].next_at is None


def test_that_urging_presses_who_is_late_else_the_lead_and_not_twice_in_a_minute(world: World) -> None:
    lead, other = departments()[:2]
    subject = world.report(place=Place(grid=a_grid()), duty=a_duty())
    assert world.names(OPERATOR, "case.urge", subject) == "no_open_task"
    world.ask(OPERATOR, "case.dispatch", subject, lead=lead, assist=(other,))
    assert world.names(OPERATOR, "case.urge", subject) == ["case.urged"]
    assert [t.urges for t in world.case(subject).tasks] == [1, 0], "nobody is late: the lead"
    assert world.names(SECOND, "case.urge", subject) == "just_urged"
    world.clock.advance(61)
    assert world.names(OPERATOR, "case.urge", subject, units=(other,), text="催一下") == ["case.urged"]
    assert [t.urges for t in world.case(subject).tasks] == [1, 1]
    first = world.case(subject).tasks[0]
    world.ask(liaison(lead), "task.receipt", f"task/{first.id}")
    world.tick(86_400)
    late = [t.unit for t in world.case(subject).tasks if t.due is not None and t.due <= world.clock.now()]
    world.ask(OPERATOR, "case.urge", subject)
    assert set(world.events[-1].data.units) == set(late) != set()  # type: ignore[attr-defined]
    assert world.names(OPERATOR, "case.urge", subject, units=("nobody",)) == "unknown_unit"


def test_that_a_dispatch_by_telephone_stands_with_its_true_time_and_who_answered(world: World) -> None:
    subject, lead = world.report(duty="4-01"), yingze().duties["4-01"].lead
    world.clock.advance(60)
    called = world.clock.now()
    world.clock.advance(1_500)
    world.ask(OPERATOR, "case.dispatch", subject, occurred_at=called, lead=lead)
    world.ask(OPERATOR, "case.phone", subject, occurred_at=called, unit=lead, who="王某", text="马上去")
    task = world.case(subject).tasks[0]
    assert (task.sent_at, task.phoned_at, task.phoned_who) == (called, called, "王某")
    assert world.names(OPERATOR, "case.recall", subject) == "recall_window_over"


def test_that_a_call_nobody_answered_leaves_no_mark_and_no_time_lies_before_the_case(world: World) -> None:
    before = world.clock.now() - timedelta(hours=1)
    subject, lead = world.report(duty="4-01"), yingze().duties["4-01"].lead
    world.ask(OPERATOR, "case.dispatch", subject, occurred_at=before, lead=lead)
    world.ask(OPERATOR, "case.phone", subject, unit=lead, text="无人接听", answered=False)
    task = world.case(subject).tasks[0]
    assert task.sent_at == world.case(subject).opened_at
    assert task.phoned_at is None


def test_that_who_acknowledged_has_responded_whatever_is_taken_back(world: World) -> None:
    subject = world.report(priority=Priority.P1)
    world.clock.advance(50)
    world.ask(OPERATOR, "case.dispatch", subject, lead=departments()[0])
    world.clock.advance(5)
    world.ask(OPERATOR, "case.recall", subject)
    assert Clock.RESPONSE not in {d.kind for d in world.case(subject).deadlines}
    world.tick(300)
    assert not world.case(subject).escalations


def test_that_taking_back_leaves_the_limit_after_a_return_where_it_was(world: World) -> None:
    first, second = departments()[:2]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=first)
    world.clock.advance(60)
    world.ask(liaison(first), "task.return", f"task/{world.case(subject).tasks[0].id}", reason="非本单位")
    before = next(d for d in world.case(subject).deadlines if d.kind is Clock.RESPONSE)
    world.clock.advance(60)
    world.ask(OPERATOR, "case.dispatch", subject, lead=second)
    assert Clock.RESPONSE not in {d.kind for d in world.case(subject).deadlines}
    world.clock.advance(5)
    world.ask(OPERATOR, "case.recall", subject)
    after = next(d for d in world.case(subject).deadlines if d.kind is Clock.RESPONSE)
    assert (after.due, after.origin) == (before.due, before.origin)


def test_that_taking_back_leaves_a_returned_case_returned_while_an_assistant_is_at_work(world: World) -> None:
    lead, helper, other = departments()[:3]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=lead, assist=(helper,))
    world.ask(liaison(lead), "task.return", f"task/{world.case(subject).tasks[0].id}", reason="非本单位")
    assert world.case(subject).state is State.RETURNED
    world.clock.advance(20)
    world.ask(OPERATOR, "case.dispatch", subject, lead=other)
    world.ask(OPERATOR, "case.recall", subject)
    assert world.case(subject).state is State.RETURNED


def test_that_what_is_done_can_be_verified_after_another_dispatch_was_taken_back(world: World) -> None:
    lead, other = departments()[:2]
    subject = world.report()
    world.ask(OPERATOR, "case.dispatch", subject, lead=lead)
    task = world.case(subject).tasks[0].id
    world.ask(liaison(lead), "task.receipt", f"task/{task}")
    world.ask(liaison(lead), "task.complete", f"task/{task}", text="已处理")
    world.clock.advance(20)
    world.ask(OPERATOR, "case.dispatch", subject, lead=other)
    world.ask(OPERATOR, "case.recall", subject)
    assert world.case(subject).state is State.TO_VERIFY
    assert world.names(OPERATOR, "case.verify", subject, ok=False, text="未到位") == ["case.verified"]
    assert [t.state for t in world.case(subject).tasks] == [TaskState.RECEIPTED, TaskState.RECALLED]


def test_that_a_holder_who_claims_again_keeps_the_claim_and_makes_no_new_one(world: World) -> None:
    subject = world.report()
    world.ask(OPERATOR, "case.claim", subject)
    assert not world.events[-1].data.renewed
    world.clock.advance(30)
    world.ask(OPERATOR, "case.claim", subject)
    assert world.events[-1].data.renewed
    world.ask(SECOND, "case.take_over", subject)
    assert not world.events[-1].data.renewed


def test_that_what_another_person_reports_of_the_same_is_counted_and_a_remark_is_not(world: World) -> None:
    subject = world.report()
    world.ask(OPERATOR, "case.note", subject, text="现场已拉警戒线")
    assert world.case(subject).reports == 1
    world.ask(OPERATOR, "case.note", subject, text="又闻到气味", is_report=True)
    assert world.case(subject).reports == 2


def test_that_a_refusal_names_a_unit_in_the_language_it_is_read_in() -> None:
    world = World()
    subject = world.ask(SOURCE, "case.report", title="燃气异味", duty="2-01")[0].subject
    world.ask(OPERATOR, "case.claim", subject)
    world.ask(OPERATOR, "case.dispatch", subject, lead="housing")
    no = world.ask(OPERATOR, "case.dispatch", subject, lead="housing")
    assert isinstance(no, Refusal)
    unit = yingze().units["housing"]
    assert unit.short_zh in no.zh
    assert unit.short_en in no.en
    assert unit.short_zh not in no.en
