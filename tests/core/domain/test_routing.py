"""Who is proposed for a case, why, and when nobody is."""

from __future__ import annotations

import pytest

from core.domain.nouns import Case, Place, Priority, Tier
from core.domain.rules.routing import Ledger, recommend, unit_of_place
from tests.core.domain.world import LEAD, OPERATOR, World, liaison, yingze


@pytest.fixture
def world() -> World:
    return World()


def sent(world: World, duty: str = "4-01", lead: str | None = None) -> Case:
    subject = world.report(duty=duty)
    world.ask(OPERATOR, "case.dispatch", subject, lead=lead or yingze().duties[duty].lead)
    return world.case(subject)


def returned(world: World, case: Case) -> None:
    task = next(t for t in case.tasks if t.role == "lead")
    world.ask(liaison(task.unit), "task.return", f"task/{task.id}", reason="非本单位职责")


def test_that_the_list_decides_lead_assist_and_whom_to_ask(world: World) -> None:
    case = world.case(world.report(duty="1-01"))
    route = recommend(world.board, case).route
    duty = yingze().duties["1-01"]
    assert route is not None
    assert (route.lead, route.ask) == (duty.lead, duty.ask)
    assert set(duty.assist) <= set(route.assist)
    assert duty.code in route.basis.zh
    assert duty.name_en in route.basis.en
    assert {p.role for p in route.parts if p.unit in duty.ask} == {"asked"}


def test_that_the_unit_of_the_place_joins_on_the_duty_s_own_tier(world: World) -> None:
    duty = next(d for d in yingze().duties.values() if d.tier is Tier.COMMUNITY)
    grid = next(iter(yingze().grids.values()))
    case = world.case(world.report(duty=duty.code, place=Place(grid=grid.code)))
    route = recommend(world.board, case).route
    assert route is not None
    assert unit_of_place(yingze(), grid.community) in route.assist


def test_that_earlier_cases_are_counted_and_said(world: World) -> None:
    for _ in range(3):
        sent(world)
    sent(world, lead="housing")
    case = world.case(world.report(duty="4-01"))
    advice = recommend(world.board, case)
    assert advice.route is not None
    assert "同类 4 件中 3 件如此" in advice.route.basis.zh
    assert "3 of 4 similar cases" in advice.route.basis.en
    assert "housing" in [route.lead for route in advice.others]


def test_that_a_case_does_not_count_itself(world: World) -> None:
    for _ in range(3):
        sent(world)
    subject = f"case/{sent(world).no}"
    world.ask(OPERATOR, "case.stand_down", subject, reason="重复交办")
    route = recommend(world.board, world.case(subject)).route
    assert route is not None
    assert "同类 3 件中 3 件如此" in route.basis.zh


def test_that_a_lead_that_often_returns_is_no_longer_preselected(world: World) -> None:
    for _ in range(3):
        returned(world, sent(world))
    advice = recommend(world.board, world.case(world.report(duty="4-01")))
    assert advice.route is None
    assert advice.why_not is not None
    assert "3/3" in advice.why_not.zh
    assert advice.others[0].lead == yingze().duties["4-01"].lead


def test_that_a_recalled_dispatch_says_nothing_about_the_unit(world: World) -> None:
    case = sent(world)
    world.ask(OPERATOR, "case.recall", f"case/{case.no}")
    route = recommend(world.board, world.case(world.report(duty="4-01"))).route
    assert route is not None
    assert "同类" not in route.basis.zh


def test_that_open_tasks_are_a_unit_s_load_until_they_end(world: World) -> None:
    lead = yingze().duties["4-01"].lead
    case = sent(world)
    ledger = Ledger(world.board.cases.values())
    assert ledger.load[lead] == 1
    world.ask(OPERATOR, "case.stand_down", f"case/{case.no}", reason="误报")
    ledger.put(world.board.cases[case.no])
    assert ledger.load[lead] == 0
    ledger.drop(case.no)
    assert not +ledger.load
    assert not +ledger.went


def test_that_an_unknown_matter_proposes_nobody_and_offers_what_it_may_be(world: World) -> None:
    case = world.case(world.report(title="路面井盖丢失"))
    advice = recommend(world.board, case)
    assert advice.route is None
    assert "4-01" in advice.duties
    nothing = recommend(world.board, world.case(world.report(title="？？？")))
    assert (nothing.route, nothing.duties) == (None, ())
    assert nothing.why_not is not None


def test_that_the_ledger_kept_up_equals_the_ledger_made_anew(world: World) -> None:
    ledger = Ledger()
    for step in range(6):
        case = sent(world, lead="housing" if step % 2 else None)
        ledger.put(case)
        if step == 3:
            returned(world, case)
            ledger.put(world.board.cases[case.no])
        if step == 4:
            world.ask(LEAD, "case.recall", f"case/{case.no}")
            ledger.put(world.board.cases[case.no])
    anew = Ledger(world.board.cases.values())
    for count in ("load", "went", "returned", "dispatched"):
        assert +getattr(ledger, count) == +getattr(anew, count), count


def test_that_limits_follow_the_case_s_own_urgency(world: World) -> None:
    usual = recommend(world.board, world.case(world.report(duty="1-03"))).route
    urgent = recommend(world.board, world.case(world.report(duty="1-03", priority=Priority.P1))).route
    assert usual is not None
    assert urgent is not None
    assert urgent.parts[0].receipt_s < usual.parts[0].receipt_s


def test_that_fewer_than_three_earlier_cases_are_no_reason_and_none_like_this_neither(world: World) -> None:
    sent(world)
    sent(world, lead="housing")
    few = recommend(world.board, world.case(world.report(duty="4-01"))).route
    assert few is not None
    assert "同类" not in few.basis.zh
    for _ in range(2):
        sent(world, lead="housing")
    advice = recommend(world.board, world.case(world.report(duty="4-01")))
    never = next(route for route in advice.others if route.lead not in ("housing", yingze().duties["4-01"].lead))
    assert "同类" not in " ".join(reason.zh for reason in never.reasons)


def test_that_with_a_lead_at_work_only_the_units_without_a_part_are_missing(world: World) -> None:
    duty = yingze().duties["1-01"]
    subject = world.report(duty=duty.code)
    world.ask(OPERATOR, "case.dispatch", subject, lead=duty.lead, assist=duty.assist[:1])
    task = next(t for t in world.case(subject).tasks if t.role == "assist")
    world.ask(liaison(task.unit), "task.receipt", f"task/{task.id}")
    world.ask(liaison(task.unit), "task.complete", f"task/{task.id}", text="已处置")
    advice = recommend(world.board, world.case(subject))
    assert advice.route is None
    assert advice.missing is not None
    assert {duty.lead, duty.assist[0]}.isdisjoint(part.unit for part in advice.missing.parts)
    assert set(duty.ask) <= {part.unit for part in advice.missing.parts}


def test_that_a_unit_that_finished_its_part_is_not_proposed_again_after_a_return(world: World) -> None:
    duty = yingze().duties["1-01"]
    subject = world.report(duty=duty.code)
    world.ask(OPERATOR, "case.dispatch", subject, lead=duty.lead, assist=duty.assist)
    helper = next(t for t in world.case(subject).tasks if t.unit == duty.assist[0])
    world.ask(liaison(helper.unit), "task.receipt", f"task/{helper.id}")
    world.ask(liaison(helper.unit), "task.complete", f"task/{helper.id}", text="已处置")
    returned(world, world.case(subject))
    advice = recommend(world.board, world.case(subject))
    assert duty.assist[0] not in {part.unit for route in advice.others for part in route.parts}


def test_that_a_return_is_told_with_its_reason_and_the_unit_may_be_asked_again(world: World) -> None:
    case = sent(world)
    returned(world, case)
    advice = recommend(world.board, world.case(f"case/{case.no}"))
    assert advice.route is None
    assert advice.why_not is not None
    assert "退回：非本单位职责" in advice.why_not.zh
    assert advice.others[-1].lead == case.lead_unit
    assert advice.others[0].lead != case.lead_unit
    assert advice.duties == ()
