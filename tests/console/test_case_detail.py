"""The case on the desk: what has been dispatched, what is missing, what comes next, and who is meant by a list."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from console.case_view import _levels, _steps, next_step
from core.domain.nouns import Place, Priority
from tests.console.driver import Operator
from tests.core.domain.world import SECOND, liaison
from widgets.buttons import PrimaryButton, QuietButton
from widgets.format import hour_minute
from widgets.ladder import LevelState
from widgets.stepper import StepState


def ends(operator: Operator, no: str, how: str, **body: str) -> None:
    """Every unit that still works on the case receipts and ends its task so."""
    for task in operator.case(no).tasks:
        if task.ended_at is None and task.asked is (how == "asked"):
            one_ends(operator, task.unit, task.id, how, **body)


def one_ends(operator: Operator, unit: str, task: str, how: str, **body: str) -> None:
    operator.hub.happens(liaison(unit), "task.receipt", f"task/{task}")
    operator.hub.happens(liaison(unit), f"task.{how}", f"task/{task}", **body)
    operator.looks()


def filled(operator: Operator) -> list[str]:
    """The words of the filled buttons in sight."""
    return [b.text() for b in operator.window.findChildren(PrimaryButton) if b.isVisible()]


def test_that_what_was_recalled_is_neither_listed_nor_counted(operator: Operator) -> None:
    operator.hears(duty="4-01")
    operator.presses("Space", "D", "Enter", "F8", "D", "Enter")
    route = operator.page.detail.card
    count = len({t.unit for t in operator.case(operator.selection() or "").tasks})
    assert f"/{count}" in route.accessibleDescription()
    assert "已撤回" not in route.accessibleDescription()


def test_that_a_return_names_the_unit_the_reason_and_the_ways_on(operator: Operator) -> None:
    no = operator.hears(duty="4-01")
    operator.presses("Space", "D", "Enter")
    lead = next(t for t in operator.case(no).tasks if t.role == "lead")
    one_ends(operator, lead.unit, lead.id, "return", reason="人手不足")
    said = operator.page.detail.card.accessibleDescription()
    assert "已退回" in said
    assert "人手不足" in said
    others = [b.text() for b in operator.page.detail.card.findChildren(QuietButton) if b.isVisible()]
    assert any("再交原单位" in text for text in others)
    operator.presses("D")
    assert operator.keyboard() == "card"
    last = max(int(b.accessibleName().split()[-1]) for b in buttons_of_other_ways(operator))
    operator.presses(str(last), "Enter")
    assert operator.case(no).tasks[-1].unit == lead.unit
    assert operator.case(no).lead_unit == lead.unit


def buttons_of_other_ways(operator: Operator) -> list[QuietButton]:
    shown = [b for b in operator.page.detail.card.findChildren(QuietButton) if b.isVisible()]
    return [b for b in shown if b.accessibleName().split()[-1].isdigit()]


def test_that_the_chosen_way_is_marked(operator: Operator) -> None:
    operator.hears(duty="4-01")
    operator.presses("Space", "D", "2")
    assert [b.isChecked() for b in buttons_of_other_ways(operator)][:2] == [False, True]


def test_that_units_of_the_list_without_a_part_can_be_added_beside_the_lead(operator: Operator) -> None:
    no = operator.hears(duty="4-01")
    duty = operator.desk.board.district.duties["4-01"]
    operator.hub.happens(operator.desk.actor, "case.claim", f"case/{no}")
    operator.hub.happens(operator.desk.actor, "case.dispatch", f"case/{no}", lead=duty.lead)
    operator.looks()
    assert "dispatch" in operator.offers()
    operator.presses("D", "Enter")
    assert {t.unit for t in operator.case(no).tasks} >= {duty.lead, *duty.assist, *duty.ask}
    assert sum(t.unit == duty.lead for t in operator.case(no).tasks) == 1
    assert "dispatch" not in operator.offers()


def test_that_one_filled_button_says_what_comes_next_at_every_step(operator: Operator) -> None:
    no = operator.hears(duty="4-01", priority=Priority.P3)
    assert len(filled(operator)) == 1
    operator.presses("Space", "D", "Enter")
    assert filled(operator) != []
    assert len(filled(operator)) == 1
    assert next_step(operator.desk, operator.desk.board.cases[no], operator.window.look).id in ("note", "next")
    operator.waits(3 * 86400)
    operator.page._show_case()
    operator.looks()
    assert any("催办" in text for text in filled(operator))
    operator.presses("R")
    assert any("电话催" in text for text in filled(operator))
    told = f"已催 {hour_minute(operator.desk.now())}"
    assert told in operator.page.detail.card.accessibleDescription(), "the act leaves its mark on the unit's row"
    tracker = operator.page.tracker.model()
    assert told in [tracker.index(row, 5).data() for row in range(tracker.rowCount())]
    for task in operator.case(no).tasks:
        one_ends(operator, task.unit, task.id, "complete", text="已处置")
    assert filled(operator) == ["复核属实"]
    operator.presses("Y")
    assert filled(operator) == ["结案"]
    operator.presses("O", "1")
    assert len(filled(operator)) == 1
    assert operator.case(no).closed_at is not None


def test_that_the_space_key_is_not_offered_for_what_is_mine(operator: Operator) -> None:
    operator.hears()
    operator.presses("Space")
    assert "take" not in operator.offers()
    assert operator.refuses("take") == "已由你认领"
    assert "ack_claim" not in {hint.text for hint in operator.window._hints()}


def test_that_without_the_hub_the_foot_calls_d_a_dispatch_by_telephone(operator: Operator) -> None:
    operator.hears(duty="4-01")
    operator.presses("Space")
    assert "hint.dispatch" in {hint.text for hint in operator.window._hints()}
    operator.hub.goes_down()
    operator.looks()
    said = {hint.text for hint in operator.window._hints()}
    assert "hint.dispatch_phone" in said
    assert "hint.dispatch" not in said


def test_that_the_phone_key_asks_which_unit_with_its_number(operator: Operator) -> None:
    no = operator.hears(duty="4-01")
    operator.presses("Space", "D", "Enter")
    assert "hint.phone" in {hint.text for hint in operator.window._hints()}
    operator.presses("F")
    assert "其他单位" in operator.asks()[-1]
    second = operator.case(no).tasks[1].unit
    operator.presses("2")
    operator.types("李四，已出发")
    operator.presses("Enter")
    call = operator.hub.received[-1].body
    assert (call.unit, call.who, call.text) == (second, "李四", "李四，已出发")  # type: ignore[attr-defined]
    assert operator.case(no).tasks[1].phoned_who == "李四"


def test_that_a_unit_s_number_is_on_screen_while_the_line_is_up(operator: Operator) -> None:
    operator.hears(duty="4-01")
    lead = operator.desk.board.district.units[operator.desk.board.district.duties["4-01"].lead]
    operator.presses("Space", "D")
    assert lead.phone is not None
    assert lead.phone in operator.page.detail.card.accessibleDescription()
    operator.presses("Enter")
    assert lead.phone in operator.page.detail.card.accessibleDescription()


def test_that_lists_of_reasons_name_whom_they_concern(operator: Operator) -> None:
    grid = next(iter(operator.desk.board.district.grids))
    no = operator.hears(duty="4-01", place=Place(grid=grid))
    operator.presses("Space", "E")
    assert "提级至" in operator.asks()[0]
    assert "发出不撤" in operator.asks()[0]
    operator.presses("1")
    risen = operator.case(no).escalations[-1]
    workers = operator.desk.board.district.workers
    operator.presses("E")
    again = operator.asks()[0]
    assert operator.window.look.word(risen.rung) not in again
    assert all(workers[name].name_zh not in again for name in risen.asked)
    operator.presses("Esc", "D", "Enter")
    operator.page.flows.stand_down()
    operator.looks()
    units = {t.unit for t in operator.case(no).tasks}
    assert f"{len(units)} 家" in operator.asks()[0] or len(units) <= 3


def test_that_the_lapse_of_my_own_claim_is_told_and_stands_in_the_head(operator: Operator) -> None:
    no = operator.hears(priority=Priority.P4)
    operator.presses("Space")
    operator.hub.happens(SECOND, "case.note", f"case/{no}", text="x")
    operator.waits(operator.desk.board.district.lease[Priority.P4] * 3)
    assert operator.case(no).holder is None
    assert any("认领" in text and "到期" in text for text in operator.says())
    assert "认领已到期" in operator.detail()


@pytest.mark.parametrize("lang", ["en"])
def test_that_a_coded_reason_is_read_in_the_reader_s_language(operator: Operator, lang: str) -> None:
    from widgets.look import Look

    grid = next(iter(operator.desk.board.district.grids))
    operator.hears(duty="4-01", place=Place(grid=grid))
    operator.presses("Space", "E", "3")
    assert any("有安全风险" in line for line in operator.timeline())
    operator.window.restyle(Look(operator.window.look.theme, lang))
    QApplication.sendPostedEvents()
    assert any("Risk to safety" in line for line in operator.timeline())
    assert not any("有安全风险" in line for line in operator.timeline())


def test_that_the_foot_tells_in_the_past_whom_it_went_to(operator: Operator) -> None:
    operator.hears(duty="4-01")
    operator.presses("Space", "D", "Enter")
    said = operator.window.foot.accessibleDescription() + operator.window.foot.accessibleName()
    duty = operator.desk.board.district.duties["4-01"]
    lead = operator.desk.board.district.units[duty.lead].short_zh
    assert f"已交办 0001 至 {lead}" in said


def test_that_a_level_that_only_passed_a_case_up_is_not_done(operator: Operator) -> None:
    no = operator.hears(duty="4-01")
    operator.presses("E", "1")
    levels = {level.state for level in _levels(operator.case(no))}
    assert LevelState.NOW in levels
    assert LevelState.DONE not in levels


def test_that_a_new_case_has_no_time_at_a_step_it_has_not_reached(operator: Operator) -> None:
    case = operator.case(operator.hears(duty=None))
    for step in _steps(case):
        assert (step.at is not None) == (step.state is not StepState.LATER), step
