"""The command line at a desk: what it shows before Enter, what happens after, and where the keyboard is."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from console.line.grammar import Plan
from core.domain.nouns import Role
from tests.console.driver import Operator
from tests.core.domain.world import SECOND


def opened(operator: Operator, line: str = "") -> None:
    """Ctrl+K, and a line."""
    operator.presses("Ctrl+K")
    assert operator.keyboard() == "palette"
    if line:
        operator.types(line)


def shown(operator: Operator) -> str:
    """What Enter would do, in one line."""
    row = operator.palette.view.current
    return " | ".join((row.text, *row.more, row.refusal)) if row is not None else operator.palette.view.fault


def tail(no: str) -> str:
    return no.rpartition("-")[2]


def test_that_a_line_dispatches_asks_and_tells_after_showing_what_it_will_do(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"jb {tail(no)} ")
    operator.types("燃气 消防 - 先断气")
    said = shown(operator)
    for part in (
        "交办",
        tail(no),
        "幸福里 3 号楼燃气异味",
        "主办 燃气服务站",
        "请求联动 消防救援大队",
        "先断气",
        "同时认领",
    ):
        assert part in said, said
    assert operator.case(no).tasks == ()
    operator.presses("Enter")
    case = operator.case(no)
    assert [(t.unit, t.asked) for t in case.tasks] == [("gas", False), ("fire", True)]
    assert case.holder == operator.desk.actor.name
    assert operator.keyboard() == "queue"
    assert "已交办" in operator.window.foot.accessibleDescription()


def test_that_f8_takes_a_typed_dispatch_back(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"jb {tail(no)} rq")
    operator.presses("Enter", "F8")
    assert all(t.state.value == "recalled" for t in operator.case(no).tasks)


def test_that_the_recommended_route_goes_out_with_the_number_alone(operator: Operator) -> None:
    first, second = operator.hears(), operator.hears(title="迎泽大街井盖缺失")
    assert operator.selection() == first
    opened(operator, f"jb {tail(second)}")
    assert "主办 区市政中心" in shown(operator)
    operator.presses("Enter")
    assert operator.case(second).lead_unit == "roads"
    assert operator.case(first).tasks == ()
    assert operator.selection() == first  # nothing moves under the hand


@pytest.mark.parametrize("key", ["Esc", "Enter"])
def test_that_the_keyboard_goes_back_to_the_note_being_written(operator: Operator, key: str) -> None:
    operator.hears()
    operator.presses("N")
    operator.types("物业")
    opened(operator, "rl")
    operator.presses(key)
    assert operator.keyboard() == "note"
    assert operator.page.detail.note.text() == "物业"


def test_that_enter_never_sends_an_unfinished_word(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, "rl")
    unfinished = QInputMethodEvent("ran", [])
    QApplication.sendEvent(operator.palette.view.field, unfinished)
    operator.presses("Enter", "1")
    assert operator.palette.is_open
    assert operator.case(no).holder is None
    operator.types("燃")  # committed: the word is in the line
    assert "燃" in operator.palette.view.text()


def test_that_a_refusal_is_the_rule_books_and_stays(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.happens(SECOND, "case.claim", f"case/{no}")
    operator.looks()
    opened(operator, f"rl {tail(no)}")
    assert "0108 已认领，可接管" in shown(operator)
    operator.presses("Enter")
    assert operator.palette.is_open
    assert operator.case(no).holder == "0108"


def test_that_a_mistyped_unit_is_chosen_by_its_digit(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"jb {tail(no)} ")
    operator.types("燃汽服务")
    view = operator.palette.view
    assert view.fault == "没有单位“燃汽服务”，是否"
    place = next(row.digit for row in view.rows if "管道燃气" in row.text)
    operator.presses(str(place))
    assert view.text() == f"jb {tail(no)} 燃气服务站 "
    assert "主办 燃气服务站" in shown(operator)


def test_that_enter_on_a_fault_goes_there_and_does_nothing(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"jb {tail(no)} ")
    operator.types("燃汽服务 消防 - 快")
    operator.presses("Enter")
    assert operator.palette.view.field.selectedText() == "燃汽服务"
    assert operator.palette.view.takes_digits
    assert operator.case(no).tasks == ()


def test_that_digits_of_a_number_are_typed_and_not_taken_for_a_choice(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, "jb ")
    operator.types("燃汽 ")
    operator.types(tail(no))
    assert operator.palette.view.text() == f"jb 燃汽 {tail(no)}"


def test_that_several_cases_of_one_number_are_listed(operator: Operator) -> None:
    first = operator.hears()
    operator.waits(86_400)
    second = operator.hears(title="柳巷路灯不亮")
    if tail(first) != tail(second):
        pytest.skip("numbers do not begin anew each day")
    opened(operator, f"rl {tail(first)}")
    assert [row.digit for row in operator.palette.view.rows] == [1, 2]


def test_that_hits_come_as_cases_commands_and_units_and_enter_goes_to_the_case(operator: Operator) -> None:
    operator.hears()
    no = operator.hears(title="柳巷供电箱冒烟")
    opened(operator)
    operator.types("供电")
    heads = [row.text for row in operator.palette.view.rows if not row.id]
    assert heads == ["事件", "单位、人员、地点"]
    operator.presses("Enter")
    assert operator.selection() == no
    assert operator.keyboard() == "queue"


def test_that_a_short_number_alone_goes_to_its_case(operator: Operator) -> None:
    operator.hears()
    no = operator.hears(title="柳巷路灯不亮")
    operator.presses("N")
    opened(operator, tail(no))
    operator.presses("Enter")
    assert operator.selection() == no


def test_that_every_action_stands_in_the_palette_with_its_key_and_its_refusal(operator: Operator) -> None:
    opened(operator)  # no case: what needs one is refused
    rows = {row.id: row for row in operator.palette.view.rows if row.id}
    for page, action in operator.window.table():
        if action.same_as or action.id == "palette":
            continue
        row = rows[f"verb:{action.id}"]
        no = action.refusal()
        assert row.text == action.zh
        assert row.refusal == ("" if no is None else no.zh), (page, action.id)
        assert len(row.keys) == len(action.keys)
    assert rows["verb:dispatch"].refusal == "先选一件事件"


def test_that_no_two_actions_are_called_the_same(operator: Operator) -> None:
    operator.presses("Ctrl+K")
    words = [word for verb in operator.palette.verbs for word in verb.words]
    assert sorted(words) == sorted(set(words))


def test_that_every_word_of_an_action_leads_to_it(operator: Operator) -> None:
    operator.hears()
    operator.presses("Ctrl+K")
    for verb in operator.palette.verbs:
        for word in verb.words:
            operator.palette.view.set_text(word)
            parsed = operator.palette.parsed
            assert isinstance(parsed, Plan), (word, parsed)
            assert parsed.verb.id == verb.id


def test_that_a_bare_verb_opens_its_list_for_the_case_that_is_named(operator: Operator) -> None:
    operator.hears()
    no = operator.hears(title="柳巷路灯不亮")
    opened(operator, f"ja {tail(no)}")
    assert "下一步" in shown(operator)
    operator.presses("Enter")
    assert operator.selection() == no
    assert operator.keyboard() == "picker"


def test_that_a_case_is_closed_in_one_line(operator: Operator) -> None:
    no = operator.hears(duty="4-04", priority="P3")
    opened(operator, f"ja {tail(no)} ")
    operator.types("查无此事 - 现场无异常")
    assert "结果：查无此事" in shown(operator)
    operator.presses("Enter")
    assert operator.case(no).outcome == "unfounded"


def test_that_an_act_for_two_says_so_before_enter(operator: Operator) -> None:
    no = operator.hears(priority="P1")
    opened(operator, f"ja {tail(no)} ")
    operator.types("查无此事")
    assert "须第二人确认后生效" in shown(operator)


def test_that_without_the_hub_it_says_that_it_waits(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.goes_down()
    operator.looks()
    opened(operator, f"bz {tail(no)} ")
    operator.types("先记下")
    assert "枢纽失联，先存待发" in shown(operator)


def test_that_without_the_hub_a_line_dispatches_to_nobody_and_leads_to_the_telephone(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.goes_down()
    operator.looks()
    opened(operator, f"jb {tail(no)} rq")
    assert "电话交办" in shown(operator)
    operator.presses("Enter")
    assert operator.palette.is_open
    assert operator.hub.received == []
    operator.palette.view.set_text(f"jb {tail(no)}")
    operator.presses("Enter")
    assert operator.keyboard() == "card"
    operator.presses("Enter")
    assert operator.asks()[0].startswith(f"{tail(no)} 电话")
    assert operator.hub.received == []


def test_that_a_typed_lead_other_than_the_lists_stands_as_a_deviation(operator: Operator) -> None:
    listed, other = operator.hears(), operator.hears()
    opened(operator, f"jb {tail(listed)} ")
    operator.types("市政")
    operator.presses("Enter")
    opened(operator, f"jb {tail(other)} rq")
    operator.presses("Enter")
    sent = [c.body for c in operator.hub.received if c.name == "case.dispatch"]
    assert [(body.lead, body.deviation) for body in sent] == [("roads", None), ("gas", "操作员指定单位")]


@pytest.mark.parametrize(("role", "is_seen"), [(Role.OPERATOR, True), (Role.VIEWER, False)])
def test_that_peoples_numbers_are_shown_to_those_who_make_the_calls(
    operator: Operator, role: Role, is_seen: bool
) -> None:
    operator.hub.actor = replace(operator.hub.actor, role=role)
    operator.hub.picture()
    operator.looks()
    worker = next(iter(operator.desk.board.district.workers.values()))
    opened(operator)
    operator.types(worker.name_zh)
    row = next(row for row in operator.palette.view.rows if row.id == f"person:{worker.id}")
    assert (worker.phone in row.remark) is is_seen
    assert ("****" in row.remark) is not is_seen


def test_that_lines_are_kept_without_their_remarks_and_come_back_with_up(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"bz {tail(no)} ")
    operator.types("姓名电话不留在本机")
    operator.presses("Enter")
    opened(operator, f"rl {tail(no)}")
    operator.presses("Enter")
    assert operator.prefs.prefs.typed["0107"] == [f"bz {tail(no)}", f"rl {tail(no)}"]
    opened(operator)
    operator.presses("Up", "Up")
    assert operator.palette.view.text() == f"bz {tail(no)}"
    operator.presses("Down")
    assert operator.palette.view.text() == f"rl {tail(no)}"


def test_that_no_word_of_a_remark_or_a_search_stays_in_the_history(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"bz {tail(no)} ")
    operator.types("试甲 电话 13800000000 找 试甲")
    operator.presses("Enter")
    opened(operator, "cx ")
    operator.types("试乙 柳巷 试乙")
    operator.presses("Enter")
    assert operator.prefs.prefs.typed == {"0107": [f"bz {tail(no)}", "cx"]}


def test_that_who_sits_down_next_finds_none_of_the_lines_before(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"rl {tail(no)}")
    operator.presses("Enter")
    operator.hub.sign_in("0108", "good", "02")
    operator.looks()
    opened(operator)
    operator.presses("Up")
    assert operator.palette.view.text() == ""


def test_that_what_changed_meanwhile_is_shown_before_it_is_done(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"jb {tail(no)} rq")
    assert "同时认领" in shown(operator)
    operator.hub.happens(SECOND, "case.claim", f"case/{no}")
    operator.desk.step()  # folded, but the half second of the window is not over
    QTest.keyClick(operator.palette.view.field, Qt.Key.Key_Return)
    operator.looks()
    assert operator.case(no).tasks == ()
    assert "同时认领" not in shown(operator)
    operator.presses("Enter")
    assert operator.case(no).lead_unit == "gas"


def test_that_tab_fills_the_verb_in_and_a_unit_leads_to_its_dispatch(operator: Operator) -> None:
    operator.hears()
    opened(operator, "cui")
    operator.palette.view.set_text("催")
    operator.presses("Tab")
    opened(operator)  # open already: nothing is lost
    operator.palette.view.set_text("燃气服")
    row = next(row for row in operator.palette.view.rows if row.id == "unit:gas")
    operator.palette.view.chosen.emit(row.id)
    operator.looks()
    assert operator.palette.view.text() == "交办 燃气服务站 "


def test_that_nothing_opens_before_the_sign_in_or_over_the_lock(stranger: Operator, operator: Operator) -> None:
    stranger.presses("Ctrl+K")
    stranger.window.foot.line_requested.emit()
    assert not stranger.palette.is_open
    operator.presses("Ctrl+K")
    operator.seat.lock.lock()
    operator.looks()
    assert not operator.palette.is_open


def test_that_search_puts_its_words_into_the_list(operator: Operator) -> None:
    operator.hears()
    no = operator.hears(title="柳巷路灯不亮")
    opened(operator, "cx ")
    operator.types("路灯")
    operator.presses("Enter")
    assert operator.queue() == [tail(no)]
    assert operator.keyboard() == "queue"


def test_that_the_foot_shows_the_way_and_a_click_opens_it(operator: Operator) -> None:
    button = next(b for b in operator.window.foot.findChildren(QAbstractButton) if "Ctrl+K" in b.accessibleName())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert operator.keyboard() == "palette"


def test_that_it_speaks_english_at_an_english_desk(qapp: QApplication) -> None:
    someone = Operator(lang="en")
    try:
        no = someone.hears(title="Gas smell")
        opened(someone, f"dispatch {tail(no)} gas fire - gas off first")
        said = shown(someone)
        for part in ("Dispatch", "Gas smell", "Lead Gas", "Ask Fire and rescue to join in", "With: gas off first"):
            assert part in said, said
        assert not re.search(r"[\u3400-\u9fff]", said)
    finally:
        someone.leaves()


def test_that_the_preview_says_who_leads_in_place_of_the_recommended_and_who_drops_out(operator: Operator) -> None:
    no = operator.hears(duty="2-01")
    route = operator.desk.advice(operator.case(no)).route
    assert route is not None
    lead = operator.desk.board.district.units[route.lead].short_zh
    opened(operator, f"jb {tail(no)} ")
    operator.types("园林中心 市政中心")
    said = shown(operator)
    assert f"推荐的主办 {lead} 不派" in said
    assert "推荐名单里不派：" in said
    operator.palette.view.set_text(f"jb {tail(no)} 园林中心 {lead}")
    operator.looks()
    assert f"推荐的主办 {lead} 改为协办" in shown(operator)
    operator.palette.view.set_text(f"jb {tail(no)}")
    operator.looks()
    assert "推荐的主办" not in shown(operator)
    assert "不派" not in shown(operator)


def test_that_a_search_without_a_hit_names_the_word(operator: Operator) -> None:
    operator.hears()
    opened(operator, "qqzzxx")
    assert "qqzzxx" in operator.palette.view.field.accessibleDescription()


def test_that_nothing_is_selected_beneath_a_panel_that_covers_the_page(operator: Operator) -> None:
    first, second = operator.hears(), operator.hears()
    operator.page.go_to(first)
    operator.window.handbook.open()
    operator.looks()
    opened(operator, tail(second))
    operator.presses("Enter")
    assert operator.selection() == first
    assert any("盖住" in text for text in operator.says())
    operator.window.handbook.dismiss()
    opened(operator, tail(second))
    operator.presses("Enter")
    assert operator.selection() == second
