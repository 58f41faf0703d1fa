"""Tests of the lead's page: what stands first, what one sees of it, and that each key does what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from console.pages.escalations import EscalationsPage
from console.pages.escalations_view import masked_phone
from core.domain.board import Changes
from core.domain.events import CaseRuled, CaseSentDown, CaseSuperviseAsked
from core.domain.nouns import Actor, Place, Priority, Rung
from tests.console.room import LEAD, LEADER, VIEWER, Room, shift
from tests.core.domain.world import OPERATOR, SECOND, SOURCE
from widgets.look import Look
from widgets.theme import DARK, LIGHT, apply_theme

Enter = Callable[..., Room]


@pytest.fixture
def enter(qapp: QApplication) -> Iterator[Enter]:
    """Stand before the page as somebody, after a shift of so many cases."""
    rooms: list[Room] = []

    def stand(actor: Actor = LEAD, count: int = 8, lang: str = "zh_CN") -> Room:
        apply_theme(qapp, DARK)
        room = Room(shift(count, lang=lang), actor, lang)
        rooms.append(room)
        room.enter(EscalationsPage(room.desk, room.look))
        return room

    yield stand
    for room in rooms:
        room.leaves()


def current_case(room: Room) -> str:
    row = room.page.row()
    assert row is not None
    return str(row.case.no)


def test_that_the_list_has_a_row_for_each_rise_and_those_that_need_a_person_come_first(enter: Enter) -> None:
    room = enter(count=20)
    needs = [row.needs_person for row in room.page.list.rows]
    assert len(needs) > 10
    assert needs == sorted(needs, reverse=True)
    cases = {row.case_no for row in room.page.list.rows if row.needs_person}
    assert room.page.needs_me() == len(cases) < sum(needs), "the bubble counts cases"


def test_that_a_row_says_why_it_rose_how_high_whom_it_asked_and_who_has_it(enter: Enter) -> None:
    room = enter(count=0)
    grid = next(iter(room.hub.board.district.grids))
    report = {"title": "楼道起火", "priority": Priority.P1, "place": Place(grid=grid)}
    room.hub.happens(SOURCE, "case.report", **report)
    room.waits(3600)
    (row,) = [row for row in room.page.list.rows if row.why == "响应超时"]
    assert row.asked[-1] is Rung.LEAD
    assert "无人认领" in row.where
    assert row.answered == "均未应答"
    assert "不再自动提级" in row.why_more
    ladder = room.page.ladder.accessibleDescription()
    assert "100****" in ladder, "telephones are masked"
    assert "100-0000" not in ladder


def test_that_an_answer_takes_the_row_away_and_the_next_one_is_current(enter: Enter) -> None:
    room = enter(count=12)
    before = current_case(room)
    room.presses("J")
    no = current_case(room)
    assert no != before or room.page.list.rows[0].case_no == room.page.list.rows[1].case_no
    room.hub.actor = LEAD
    answered = room.hub.happens(LEAD, "case.rule", f"case/{no}", text="由街道现场处理")
    room.folds()
    assert isinstance(answered[0].data, CaseRuled)
    assert no not in {row.case_no for row in room.page.list.rows}
    assert room.page.row() is not None


def test_that_enter_words_and_ctrl_enter_decide_the_case(enter: Enter) -> None:
    room = enter()
    no = current_case(room)
    room.presses("Enter")
    room.types("urban clears it today")
    room.presses("Ctrl+Return")
    assert room.said()[-1] == "case.ruled"
    data = room.hub.events[-1].data
    assert isinstance(data, CaseRuled)
    assert data.text == "urban clears it today"
    assert all(e.answered_at is not None for e in room.hub.board.cases[no].escalations)
    assert room.page.box.isHidden()
    assert room.page.list.hasFocus()


def test_that_a_named_unit_is_given_the_case_in_the_same_breath(enter: Enter) -> None:
    room = enter(count=0)
    room.hub.happens(SOURCE, "case.report", title="路面塌陷", priority=Priority.P2)
    room.waits(7200)
    no = current_case(room)
    room.presses("Enter")
    room.types("housing takes it")
    room.clicks(room.page.box._choice)
    room.types("housing")
    room.presses("Enter")
    assert room.page.box._text.hint == "同时交办给 迎泽区住房和城乡建设局"
    room.presses("Ctrl+Return")
    case = room.hub.board.cases[no]
    assert case.lead_unit == "housing"
    assert "case.ruled" in room.said()


def test_that_the_box_moves_nothing_above_it(enter: Enter) -> None:
    room = enter()
    parts = (room.page.header, room.page.limits, room.page.ladder, room.page.timeline)
    before = [part.geometry() for part in parts]
    room.presses("Enter")
    assert not room.page.box.isHidden()
    assert [part.geometry() for part in parts] == before
    foot = room.page._right.geometry()
    assert foot.contains(room.page.box.geometry())


def test_that_a_box_without_words_sends_nothing_and_says_so(enter: Enter) -> None:
    room = enter()
    before = len(room.hub.events)
    room.presses("Enter", "Ctrl+Return")
    assert len(room.hub.events) == before
    assert room.page.box._fault == "请先写明"
    room.presses("Esc")
    assert room.page.box.isHidden()


def test_that_b_and_a_digit_send_it_down_with_that_reason(enter: Enter) -> None:
    room = enter()
    no = current_case(room)
    room.presses("B", "2")
    data = room.hub.events[-1].data
    assert isinstance(data, CaseSentDown)
    assert data.reason == "情况未核实，先核实"
    assert room.hub.events[-1].case_no == no


def test_that_supervision_is_asked_for_with_a_reply_date_and_waits_for_a_leader(enter: Enter) -> None:
    room = enter()
    no = current_case(room)
    room.presses("S", "1")
    room.types("late twice")
    room.presses("Ctrl+Return")
    data = room.hub.events[-1].data
    assert isinstance(data, CaseSuperviseAsked)
    assert (data.reply_by - room.hub.clock.now()).total_seconds() == pytest.approx(2 * 3600, abs=60)
    rows = [row for row in room.page.list.rows if row.case_no == no]
    assert all(row.waits for row in rows)
    assert rows, "it stays until a superior decides"
    assert "督办待带班领导批准" in rows[0].why_more
    assert room.page.box.isHidden()
    assert room.page.list.hasFocus()


def test_that_a_leader_approves_with_a_and_the_slip_has_a_number(enter: Enter) -> None:
    room = enter(LEADER)
    no = current_case(room)
    room.hub.happens(LEAD, "case.supervise", f"case/{no}", reason="late", reply_by=room.desk.now().replace(year=2027))
    room.folds()
    room.page.list.select(next(row.key for row in room.page.list.rows if row.case_no == no))
    assert room.page._primary.text() == "批准督办"
    room.presses("A")
    slip = room.hub.board.cases[no].supervision
    assert slip is not None
    assert slip.slip is not None


def test_that_who_may_not_is_told_why_in_words_and_nothing_is_sent(enter: Enter) -> None:
    room = enter(VIEWER)
    before = len(room.hub.events)
    for name in ("send_down", "supervise"):
        button = room.page._buttons[name]
        assert not button.isEnabled()
        assert button.toolTip() == "当前角色不能办理此项"
    room.presses("B")
    assert not room.page.picker.isVisible()
    assert room.page._why._fault == "当前角色不能办理此项"
    room.presses("Enter", "S", "A", "X")
    assert len(room.hub.events) == before
    assert room.page.box.isHidden()


def test_that_an_operator_may_look_but_neither_decide_nor_approve(enter: Enter) -> None:
    room = enter(OPERATOR)
    refused = {action.id for action in room.page.acts() if action.refusal() is not None}
    assert refused == {"rule", "send_down", "supervise", "approve", "refuse"}


def test_that_g_asks_for_the_desk_with_this_case(enter: Enter) -> None:
    room = enter()
    wanted: list[str] = []
    room.page.case_wanted.connect(wanted.append)
    room.presses("J", "G")
    assert wanted == [current_case(room)]
    assert room.desk.selection == wanted[0]


def test_that_letters_typed_into_the_box_are_no_commands(enter: Enter) -> None:
    room = enter()
    before = len(room.hub.events)
    room.presses("Enter")
    room.types("bsgjk")
    assert room.page.box.words() == "bsgjk"
    assert len(room.hub.events) == before
    assert not room.page.list.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_that_nothing_is_moved_under_the_hand(enter: Enter) -> None:
    room = enter(count=12)
    room.presses("J", "J")
    order, current = [row.key for row in room.page.list.rows], room.page.list.current
    no = next(reversed(room.page.list.rows)).case_no
    case = room.desk.board.cases[no]
    room.desk.board.cases[no] = replace(case, priority=Priority.P1)
    room.page.refresh(Changes(cases=frozenset((no,))))
    assert [row.key for row in room.page.list.rows] == order, "held for three seconds"
    room.waits(30)
    assert room.page.list.current == current
    assert [row.key for row in room.page.list.rows] != order


def test_that_an_empty_list_says_so(enter: Enter) -> None:
    room = enter(count=0)
    assert room.page._stack.currentWidget() is room.page.empty
    assert room.page.empty.accessibleName() == "没有待复核的提级"
    assert room.page.needs_me() == 0
    assert room.page.escape() in (True, False)


def test_that_old_data_says_how_old_it_is(enter: Enter) -> None:
    room = enter()
    room.hub.goes_down()
    room.folds()
    room.page.restyle(Look(LIGHT, "en"))
    assert "Data as of" in room.page.tabs.as_of


def test_that_others_see_only_their_own_in_the_bubble(enter: Enter) -> None:
    room = enter(SECOND, count=20)
    mine = [row for row in room.page._rows.values() if row.case.holder == SECOND.name]
    assert room.page.needs_me() == len(mine)


def test_that_a_short_telephone_is_hidden_whole() -> None:
    assert masked_phone("100-0000-0017") == "100****0017"
    assert masked_phone("12345") == "****"
