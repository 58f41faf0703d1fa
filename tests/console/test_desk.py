"""Stories at the desk: what comes in, which keys are pressed, what is asked of the hub and what is seen."""

from __future__ import annotations

from PySide6.QtCore import Qt

from core.domain.nouns import Place, Priority, Reporter, State, TaskState
from tests.console.driver import Operator
from tests.core.domain.world import SECOND, liaison


def open_units(operator: Operator, no: str) -> list[str]:
    return [t.unit for t in operator.case(no).tasks if t.state in (TaskState.SENT, TaskState.DELIVERED)]


def test_that_three_keys_send_units_and_the_journal_says_who_and_why(operator: Operator) -> None:
    no = operator.hears(duty="4-01", priority=Priority.P1)
    operator.presses("Space", "D", "Enter")
    names = operator.journal()
    assert names[:4] == ["case.reported", "case.acked", "case.claimed", "case.dispatched"]
    assert set(names[4:]) <= {"case.requested"}
    case, duty = operator.case(no), operator.desk.board.district.duties["4-01"]
    assert case.lead_unit == duty.lead
    assert {t.unit for t in case.tasks if t.asked} == set(duty.ask)
    assert set(duty.assist) <= {t.unit for t in case.tasks}
    assert case.holder == operator.desk.actor.name


def test_that_two_keys_are_enough_and_acknowledge_and_claim_too(operator: Operator) -> None:
    no = operator.hears()
    operator.presses("D", "Enter")
    assert operator.journal()[:4] == ["case.reported", "case.acked", "case.claimed", "case.dispatched"]
    assert operator.case(no).acked


def test_that_f8_takes_back_every_part_of_a_dispatch_within_ten_seconds(operator: Operator) -> None:
    no = operator.hears(duty="4-01")
    operator.presses("Space", "D", "Enter")
    assert open_units(operator, no)
    operator.waits(5)
    operator.presses("F8")
    assert open_units(operator, no) == []
    assert "case.recalled" in operator.journal()


def test_that_after_the_window_a_recall_is_refused_in_words(operator: Operator) -> None:
    no = operator.hears()
    operator.presses("Space", "D", "Enter")
    operator.waits(11)
    operator.presses("F8")
    assert open_units(operator, no)
    assert any("10 秒" in text for text in operator.says()), operator.says()


def test_that_the_bar_opens_without_a_route_for_an_unknown_matter_and_a_digit_classifies_it(operator: Operator) -> None:
    no = operator.hears(title="路面井盖丢失", duty=None)
    operator.presses("D")
    assert operator.keyboard() == "card"
    assert "case.dispatched" not in operator.journal()
    operator.presses("1")
    assert operator.case(no).duty is not None
    operator.presses("Enter")
    assert "case.dispatched" in operator.journal()


def test_that_a_digit_takes_another_route_and_the_deviation_is_recorded(operator: Operator) -> None:
    no = operator.hears(duty="4-01")
    lead = operator.desk.board.district.duties["4-01"].lead
    operator.presses("Space", "D", "2", "Enter")
    sent = next(e.data for e in operator.hub.events if e.name == "case.dispatched")
    assert operator.case(no).lead_unit != lead
    assert sent.deviation


def test_that_what_may_not_be_done_is_refused_in_words_at_the_place_and_nothing_is_sent(operator: Operator) -> None:
    operator.hears()
    operator.presses("Space", "D", "Enter")
    sent = len(operator.hub.received)
    operator.presses("D")
    assert len(operator.hub.received) == sent
    assert any("已有在办任务" in text for text in operator.says())
    assert "close" not in operator.offers()
    assert "未办结" in operator.refuses("close")


def test_that_a_row_waits_until_the_hub_has_answered(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.is_slow = True
    operator.presses("Space")
    assert operator.desk.waiting(no) == "sent"
    assert "正在发出" in operator.detail()
    assert operator.case(no).holder is None
    operator.hub.answers()
    operator.looks()
    assert operator.desk.waiting(no) == ""
    assert operator.case(no).holder == operator.desk.actor.name


def test_that_the_event_alone_ends_the_waiting(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.is_mute = True
    operator.presses("Space")
    assert operator.desk.waiting(no) == ""


def test_that_a_lost_hub_is_told_and_what_is_asked_goes_to_the_outbox(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.goes_down()
    operator.waits(40)
    assert any("失去联系" in text for text in operator.banners())
    operator.presses("Space")
    assert operator.desk.waiting(no) == "queued"
    assert "待发" in operator.detail()
    operator.hub.comes_back()
    operator.looks()
    assert operator.case(no).holder == operator.desk.actor.name
    assert operator.banners() == []


def test_that_without_the_hub_the_dispatch_key_sends_by_telephone_and_it_stands_with_time_and_name(
    operator: Operator,
) -> None:
    no = operator.hears(duty="4-01")
    operator.hub.goes_down()
    operator.looks()
    operator.presses("D", "Enter")
    assert operator.keyboard() == "picker"
    operator.types("张三，马上去")
    operator.presses("Enter")
    said = operator.hub.clock.now()
    assert [c.name for c in operator.hub.received] == ["case.claim", "case.dispatch", "case.phone"]
    while operator.keyboard() == "picker":
        operator.presses("Down", "Down", "Enter")  # the others are not called
    assert operator.keyboard() == "queue"
    assert "待发" in operator.detail()
    assert "张三" in operator.detail()
    operator.waits(900)
    operator.hub.comes_back()
    operator.looks()
    task = operator.case(no).tasks[0]
    assert (task.role, task.phoned_who, task.sent_at) == ("lead", "张三", said)
    assert "电话" in operator.detail()


def test_that_without_an_answer_from_the_lead_nothing_is_dispatched_and_the_call_is_on_record(
    operator: Operator,
) -> None:
    operator.hears(duty="4-01")
    operator.hub.goes_down()
    operator.looks()
    operator.presses("D", "Enter", "Down", "Enter")
    assert [c.name for c in operator.hub.received] == ["case.phone"]
    assert any("未接通" in text for text in operator.says())


def test_that_closing_asks_for_an_outcome_by_digit(operator: Operator) -> None:
    no = operator.hears(priority=Priority.P3)
    operator.presses("Space", "O")
    assert "已解决" in operator.asks()
    operator.presses("4")
    assert operator.case(no).outcome == "unfounded"
    assert operator.case(no).state is State.CLOSED
    assert operator.keyboard() == "queue"


def test_that_closing_as_solved_what_nobody_worked_on_asks_how(operator: Operator) -> None:
    no = operator.hears(priority=Priority.P3)
    operator.presses("Space", "O", "1")
    assert operator.case(no).state is not State.CLOSED
    assert "电话指导解决" in operator.asks()
    operator.presses("3")
    assert operator.case(no).outcome == "resolved"


def test_that_no_key_acts_on_a_case_outside_the_list(operator: Operator) -> None:
    hidden = operator.hears(title="gas leak")
    shown = operator.hears(title="street light out")
    operator.presses("/")
    operator.types("light")
    operator.presses("Enter")
    assert operator.selection() == shown
    operator.presses("Space")
    assert operator.case(hidden).holder is None
    assert operator.case(shown).holder is not None


def test_that_escalating_asks_for_a_coded_reason(operator: Operator) -> None:
    no = operator.hears(place=Place(grid=next(iter(operator.desk.board.district.grids))))
    operator.presses("Space", "E", "3")
    assert operator.case(no).escalations[-1].reason == "有安全风险"


def test_that_escape_leaves_a_list_without_an_effect(operator: Operator) -> None:
    no = operator.hears()
    operator.presses("Space", "O", "Esc")
    assert operator.asks() == []
    assert operator.keyboard() == "queue"
    assert operator.case(no).closed_at is None


def test_that_a_note_is_typed_sent_and_shown_with_single_keys_left_alone(operator: Operator) -> None:
    operator.hears()
    operator.presses("N")
    assert operator.keyboard() == "note"
    operator.types("door open d e o ")
    operator.types("已联系物业")
    operator.presses("Ctrl+Enter")
    assert "door open d e o 已联系物业" in operator.timeline()[0]
    assert operator.journal() == ["case.reported", "case.noted"]
    assert operator.keyboard() == "queue"
    assert operator.page.detail.note.text() == ""


def test_that_new_rows_neither_move_the_selection_nor_the_keyboard(operator: Operator) -> None:
    no = operator.hears(priority=Priority.P3)
    operator.presses("N")
    operator.hears(priority=Priority.P1)
    assert operator.selection() == no
    assert operator.keyboard() == "note"


def test_that_ctrl_j_goes_to_the_gravest_unacked_case_from_anywhere(operator: Operator) -> None:
    operator.hears(priority=Priority.P3)
    gravest = operator.hears(priority=Priority.P1)
    operator.presses("N", "Ctrl+J")
    assert operator.selection() == gravest
    assert operator.keyboard() == "note"


def test_that_a_case_is_found_by_its_last_figures(operator: Operator) -> None:
    first = operator.hears()
    operator.hears()
    operator.presses("Ctrl+J", "Ctrl+G")
    operator.types("0001")
    operator.presses("Enter")
    assert operator.selection() == first
    assert operator.keyboard() == "queue"


def test_that_going_to_a_number_shows_the_case_before_enter_and_stays_open_on_a_miss(operator: Operator) -> None:
    first = operator.hears(title="井盖缺失")
    second = operator.hears()
    operator.page.go_to(second)
    operator.presses("Ctrl+G")
    operator.types("9")
    assert operator.page.picker.none == "没有找到“9”"
    operator.presses("Enter")
    assert operator.page.picker.isVisible()
    assert operator.selection() == second
    operator.presses("Backspace")
    operator.types("1")
    assert operator.page.picker.texts == ("0001 井盖缺失",)
    operator.presses("Enter")
    assert operator.selection() == first
    assert not operator.page.picker.isVisible()


def test_that_the_list_of_all_acts_takes_pinyin_initials(operator: Operator) -> None:
    operator.hears()
    operator.presses("Space", "D", "Enter", ".")
    operator.types("cpai")
    assert operator.page.picker.texts == ()
    operator.presses("Backspace", "Backspace")
    assert "撤派" in operator.page.picker.texts
    assert len(operator.page.picker.texts) < 4


def test_that_a_dispatch_too_late_to_take_back_says_how_to_stand_down_and_for_which_reason(operator: Operator) -> None:
    no = operator.hears()
    operator.presses("Space", "D", "Enter")
    operator.waits(12)
    operator.presses("F8")
    said = " ".join(operator.says())
    assert "撤派" in said
    assert "按 ." in said
    operator.presses(".")
    operator.types("cp")
    operator.presses("Enter")
    assert "派错单位" in operator.page.picker.texts
    operator.presses(str(operator.page.picker.texts.index("派错单位") + 1))
    assert all(task.text == "派错单位" for task in operator.case(no).tasks if not task.asked)


def test_that_search_narrows_the_queue_and_escape_brings_it_back(operator: Operator) -> None:
    operator.hears(title="manhole cover missing")
    operator.hears(title="street light out")
    operator.presses("/")
    operator.types("light")
    assert operator.queue() == ["0002"]
    operator.presses("Esc", "Esc")
    assert operator.queue() == ["0001", "0002"]


def test_that_theme_and_language_change_while_it_runs(operator: Operator) -> None:
    operator.hears()
    operator.window.switch_lang()
    operator.looks()
    assert "Recommended dispatch" in operator.detail()
    assert operator.refuses("release") == "No seat has claimed it"
    operator.window.switch_theme()
    assert operator.window.look.theme.name == "light"
    operator.presses("Space", "D", "Enter")
    assert "case.dispatched" in operator.journal()


def test_that_another_seat_s_claim_shows_and_taking_it_is_refused(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.happens(SECOND, "case.claim", f"case/{no}")
    operator.looks()
    assert "0108" in operator.detail()
    assert "take" not in operator.offers()
    assert "take_over" in operator.offers()


def test_that_the_losing_seat_of_a_race_is_told(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.is_slow = True
    operator.presses("Space")
    operator.hub.ask(SECOND, "case.claim", f"case/{no}")
    operator.hub.answers()
    operator.looks()
    assert any("0108 已认领" in text for text in operator.says())


def test_that_answers_of_units_come_back_to_the_screen(operator: Operator) -> None:
    no = operator.hears(duty="4-01")
    operator.presses("Space", "D", "Enter")
    lead = next(t for t in operator.case(no).tasks if t.role == "lead")
    operator.hub.happens(liaison(lead.unit), "task.receipt", f"task/{lead.id}")
    operator.hub.happens(liaison(lead.unit), "task.on_scene", f"task/{lead.id}")
    operator.looks()
    assert "已到场" in operator.detail()
    assert any("到场" in line for line in operator.timeline())


def test_that_a_returned_case_is_not_proposed_to_the_same_unit_again(operator: Operator) -> None:
    no = operator.hears(duty="4-01")
    operator.presses("Space", "D", "Enter")
    operator.presses("F8")
    operator.presses("D", "Enter")
    lead = next(t for t in operator.case(no).tasks if t.role == "lead" and t.state is TaskState.SENT)
    operator.hub.happens(liaison(lead.unit), "task.return", f"task/{lead.id}", reason="非本单位职责")
    operator.looks()
    advice = operator.page.flows.advice()
    assert advice.route is None
    assert advice.why_not is not None


def test_that_reporters_arrive_masked(operator: Operator) -> None:
    operator.hears(reporter=Reporter(name="赵芳", phone="13812346021"))
    facts = operator.page.detail.facts.accessibleDescription()
    assert "138****6021" in facts
    assert "赵芳" not in facts


def test_that_only_function_and_control_keys_reach_the_whole_window(operator: Operator) -> None:
    for action in operator.page.acts():
        for key in action.keys if action.scope == "everywhere" else ():
            assert key.startswith(("Ctrl+", "F")), key


def test_that_the_key_card_lists_what_works_and_any_key_takes_it_away(operator: Operator) -> None:
    operator.hears()
    operator.presses("F1")
    assert operator.keyboard() == "keys"
    assert any(line.keys == ("D",) and not line.refusal for line in operator.window.key_card.lines)
    operator.presses("X")
    assert operator.keyboard() == "queue"


def test_that_the_queue_never_turns_input_methods_on(operator: Operator) -> None:
    operator.hears()
    assert not operator.page.queue.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_that_a_command_past_its_use_by_is_asked_about(operator: Operator) -> None:
    operator.hears()
    operator.asks_about_old_dispatch()
    assert any("已过时效" in text for text in operator.banners())
    operator.window.banner.acted.emit("drop:old")
    operator.looks()
    assert operator.hub.reviewed == ("old", False)
    assert operator.banners() == []


def test_that_a_stranger_signs_in_and_a_wrong_password_is_told_at_the_place(stranger: Operator) -> None:
    assert stranger.keyboard() == "sign-in"
    stranger.types("02")
    stranger.presses("Tab")
    stranger.types("0107")
    stranger.presses("Tab")
    stranger.types("bad")
    stranger.presses("Enter")
    assert "工号或密码不对" in stranger.window.sign_in.error
    stranger.presses("F8", "F2", "Ctrl+J")
    assert stranger.keyboard() == "sign-in"
    stranger.types("good")
    stranger.presses("Enter")
    assert not stranger.window.sign_in.isVisible()
    assert stranger.keyboard() == "queue"


def test_that_nothing_opened_for_one_case_acts_on_another(operator: Operator) -> None:
    operator.hears()
    second = operator.hears()
    operator.presses("O", "Ctrl+Down")
    assert operator.selection() == second
    assert operator.asks() == []
    operator.presses("Ctrl+Up", "D", "Ctrl+Down")
    assert not operator.page.detail.card.is_armed()
    operator.presses("Enter")
    assert operator.hub.received == []


def test_that_a_half_written_note_stays_with_its_case(operator: Operator) -> None:
    operator.hears()
    operator.hears()
    operator.presses("N")
    operator.types("half a word")
    operator.presses("Ctrl+Down")
    assert operator.page.detail.note.text() == ""
    operator.presses("Ctrl+Up")
    assert operator.page.detail.note.text() == "half a word"


def test_that_a_claim_lives_while_its_holder_works_and_lapses_when_nobody_does(operator: Operator) -> None:
    no = operator.hears(priority=Priority.P1)
    operator.presses("Space")
    operator.waits(40)
    operator.presses("N", "Esc")
    operator.waits(30)
    operator.looks()
    assert operator.journal().count("case.claimed") == 2
    operator.waits(200)
    assert operator.case(no).holder is None


def test_that_clicking_elsewhere_closes_a_list_and_keeps_the_keyboard_there(operator: Operator) -> None:
    operator.hears()
    operator.presses("O")
    operator.page.detail.note.setFocus()
    operator.looks()
    assert operator.asks() == []
    assert operator.keyboard() == "note"


def test_that_all_acts_of_a_case_are_found_by_typing(operator: Operator) -> None:
    no = operator.hears(duty="4-01")
    operator.presses("Space", "D", "Enter", ".")
    operator.types("Stand down")
    operator.presses("Enter", "2")
    assert "case.stood_down" in operator.journal()
    assert open_units(operator, no) == []
    assert operator.keyboard() == "queue"


def test_that_the_queue_is_narrowed_by_area_and_source(operator: Operator) -> None:
    grids = operator.desk.board.district.grids
    here = next(iter(grids.values()))
    other = next(g for g in grids.values() if g.town != here.town)
    operator.hears(place=Place(grid=here.code))
    operator.hears(place=Place(grid=other.code))
    operator.page.filters.asked.emit("town")
    names = operator.asks()[1:]
    operator.presses(str(names.index(operator.desk.board.district.towns[here.town].name_zh) + 1))
    assert operator.queue() == ["0001"]
    operator.presses("Esc")
    assert operator.queue() == ["0001", "0002"]


def test_that_a_new_lead_is_found_while_assisting_units_go_on(operator: Operator) -> None:
    grid = next(iter(operator.desk.board.district.grids.values()))
    no = operator.hears(duty="4-01", place=Place(grid=grid.code))
    operator.presses("Space", "D", "Enter")
    first = next(t for t in operator.case(no).tasks if t.role == "lead")
    operator.hub.happens(liaison(first.unit), "task.return", f"task/{first.id}", reason="非本单位职责")
    operator.looks()
    operator.presses("D", "1", "Enter")
    leads = [t for t in operator.case(no).tasks if t.role == "lead" and t.state is not TaskState.RETURNED]
    assert len(leads) == 1
    assert leads[0].unit != first.unit


def test_that_a_finished_case_waits_for_its_closing_and_not_for_another_dispatch(operator: Operator) -> None:
    no = operator.hears(duty="4-01", priority=Priority.P3)
    operator.presses("Space", "D", "Enter")
    for task in operator.case(no).tasks:
        operator.hub.happens(liaison(task.unit), "task.complete", f"task/{task.id}", text="已处置")
    operator.looks()
    assert operator.case(no).state is State.TO_VERIFY
    assert "已办结" in operator.detail()
    operator.presses("O", "1")
    assert operator.case(no).outcome == "resolved"
