"""The seat: a second person approves, a leader's word by telephone, lock, relief, signing out, a seat in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.hub_clock import HubClock
from console.shots_check import written
from core.client import items
from core.domain.commands import SecondAct
from core.domain.nouns import Actor, Priority
from core.protocol.errors import denied, seat_taken
from core.protocol.frames import LastSignIn
from tests.console.driver import FakeHub, Operator
from tests.console.room import LEAD, LEADER
from tests.core.domain.world import OPERATOR, SECOND, SOURCE, START
from widgets.lock_cover import EDGE, Shield
from widgets.strip_blocks import UnackedBlock
from widgets.wall_view import Magnifier

CALL = {"who": "李主任", "phone": "13900001234", "text": "同意结案"}


@pytest.fixture
def operator(qtbot: QtBot) -> Iterator[Operator]:
    at_desk = Operator()
    yield at_desk
    at_desk.leaves()


@pytest.fixture
def lead(qtbot: QtBot) -> Iterator[Operator]:
    hub = FakeHub()
    hub.actor = LEAD
    at_desk = Operator(hub)
    yield at_desk
    at_desk.leaves()


def asks_to_close(at: Operator, by: Actor = OPERATOR, priority: Priority = Priority.P1) -> str:
    no = at.hears(priority=priority)
    at.hub.happens(by, "case.close", f"case/{no}", outcome="unfounded", text="现场无异常")
    at.looks()
    return no


def by_phone(at: Operator, no: str) -> str:
    at.hub.happens(OPERATOR, "second.phone", f"case/{no}", **CALL)
    at.looks()
    return at.case(no).unsigned[0].id


def clicks(at: Operator, text: str) -> None:
    """The first button in sight with these words."""
    found = [b for b in at.window.findChildren(QWidget) if b.isVisible() and text in b.accessibleName()]
    buttons = [b for b in found if hasattr(b, "refuse") and b.isEnabled()]
    assert buttons, [b.accessibleName() for b in at.window.findChildren(QWidget) if hasattr(b, "refuse")]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    at.looks()


# --- the second person -------------------------------------------------------------------------------------------


def test_that_closing_p1_waits_and_the_asker_sees_how_long(operator: Operator) -> None:
    no = operator.hears(priority=Priority.P1)
    operator.presses("Space", "O", "4")
    assert operator.case(no).closed_at is None
    operator.waits(43)
    line = next(line for line in operator.banners() if "等第二人确认" in line)
    assert "查无此事" in line
    assert "00:43" in line


def test_that_the_approver_sees_who_asks_what_and_approves_with_two_keys_and_enter(lead: Operator) -> None:
    no = asks_to_close(lead)
    line = next(line for line in lead.banners() if "待第二人确认" in line)
    assert "已等 00:" in line
    assert "还剩 1" in line
    assert "失效" not in line
    for words in (OPERATOR.name, "结案", no.rpartition("-")[2], "特急"):
        assert words in line
    lead.presses("Ctrl+B", "Enter")
    assert lead.keyboard() == "confirm"
    assert "1 件" in lead.seat.confirm.question.what
    assert OPERATOR.name in lead.seat.confirm.question.whom
    assert lead.case(no).closed_at is None
    lead.presses("Enter")
    assert lead.case(no).outcome == "unfounded"
    assert not [line for line in lead.banners() if "待第二人确认" in line]


def test_that_an_approval_is_for_the_case_as_it_was_seen(lead: Operator) -> None:
    no = asks_to_close(lead)
    lead.presses("Ctrl+B", "Enter")
    lead.hub.happens(SECOND, "case.note", f"case/{no}", text="又有异味")
    lead.looks()
    lead.presses("Enter")
    assert lead.case(no).closed_at is None
    assert any("已有更新" in said for said in lead.says())


def test_that_a_button_of_the_banner_leads_to_the_same_question(lead: Operator) -> None:
    no = asks_to_close(lead)
    clicks(lead, "批准")
    assert lead.keyboard() == "confirm"
    lead.presses("Esc")
    assert lead.case(no).closed_at is None
    assert lead.keyboard() == "queue"


def test_that_the_buttons_of_the_banner_show_keys_that_do_the_same(lead: Operator) -> None:
    no = asks_to_close(lead)
    lead.presses("Ctrl+O")
    assert lead.keyboard() == "confirm"
    lead.presses("Esc", "Ctrl+I")
    assert lead.desk.selection == no
    lead.presses("Ctrl+W")
    assert lead.keyboard() == "confirm"
    assert "不批 1 件" in lead.seat.confirm.question.what
    lead.presses("Enter")
    assert lead.case(no).second is None
    lead.presses("Ctrl+W", "Ctrl+O")  # nothing waits any more
    assert lead.case(no).closed_at is None


def unseen(at: Operator) -> None:
    """What was heard is folded, and the banner still shows what it showed."""
    while True:
        at.desk.step()
        if not at.desk.is_busy:
            return


def test_that_the_keys_mean_the_request_the_banner_shows_and_not_one_that_came_since(lead: Operator) -> None:
    seen = asks_to_close(lead, priority=Priority.P2)
    graver = lead.hub.happens(SOURCE, "case.report", title="幸福里 5 号楼冒烟", priority=Priority.P1)[0].case_no or ""
    lead.hub.happens(OPERATOR, "case.close", f"case/{graver}", outcome="unfounded", text="现场无异常")
    unseen(lead)
    lead.presses("Ctrl+W")
    assert seen.rpartition("-")[2] in lead.seat.confirm.question.what
    lead.presses("Enter")
    assert lead.case(seen).second is None
    assert lead.case(graver).second is not None


def test_that_a_key_never_falls_from_anothers_request_to_ones_own(lead: Operator) -> None:
    own = asks_to_close(lead, LEAD)
    other = asks_to_close(lead)
    lead.hub.happens(OPERATOR, "second.refuse", f"case/{other}", act="case.close")
    unseen(lead)
    lead.presses("Ctrl+W", "Enter")
    assert lead.case(own).second is not None
    assert any("没有待第二人确认的请求" in said for said in lead.says())


def test_that_a_refusal_is_for_the_case_as_it_was_seen(lead: Operator) -> None:
    no = asks_to_close(lead)
    lead.presses("Ctrl+W")
    lead.hub.happens(SECOND, "case.note", f"case/{no}", text="又有异味")
    lead.looks()
    lead.presses("Enter")
    assert lead.case(no).second is not None
    assert any("已有更新" in said for said in lead.says())


def test_that_a_key_pressed_while_a_note_is_typed_takes_no_request(lead: Operator) -> None:
    no = asks_to_close(lead)
    lead.presses("Ctrl+I", "N")
    lead.types("abc")
    lead.presses("Ctrl+W", "Esc")
    assert lead.case(no).second is not None


def test_that_the_refusing_button_of_the_banner_leads_to_the_same_question(lead: Operator) -> None:
    no = asks_to_close(lead)
    clicks(lead, "不批")
    assert lead.keyboard() == "confirm"
    lead.presses("Enter")
    assert lead.case(no).second is None


def test_that_the_asker_takes_it_back_or_telephones_by_the_keys_on_the_banner(operator: Operator) -> None:
    no = asks_to_close(operator)
    operator.presses("Ctrl+T")
    assert operator.keyboard() == "phone form"
    operator.presses("Esc", "Ctrl+W")
    assert "撤销" in operator.seat.confirm.question.what
    operator.presses("Enter")
    assert operator.case(no).second is None


def test_that_refusing_takes_one_key_and_no_reason(lead: Operator) -> None:
    no = asks_to_close(lead)
    lead.presses("Ctrl+B", "R")
    assert lead.case(no).second is None
    assert lead.case(no).closed_at is None
    assert lead.journal()[-1] == "second.refused"


def test_that_nobody_is_offered_what_they_may_not_approve(operator: Operator) -> None:
    asks_to_close(operator, by=SECOND)
    assert not [line for line in operator.banners() if "待第二人确认" in line]
    assert operator.desk.refusal("second.approve", "case/x", SecondAct()) is not None


def test_that_a_request_that_ran_out_is_gone_from_both(operator: Operator) -> None:
    no = operator.hears(priority=Priority.P1)
    operator.presses("Space", "O", "4")
    operator.waits(901)
    assert operator.case(no).second is None
    assert not [line for line in operator.banners() if "第二人确认" in line]


def test_that_the_asker_takes_it_back_from_the_list(operator: Operator) -> None:
    no = asks_to_close(operator)
    operator.presses("Ctrl+B", "R")
    assert operator.case(no).second is None


def test_that_alone_at_night_a_word_by_telephone_closes_it_and_says_so(operator: Operator) -> None:
    no = asks_to_close(operator)
    operator.presses("Ctrl+B", "P")
    assert operator.keyboard() == "phone form"
    form = operator.seat.second.form
    operator.presses("Enter")
    assert "都要写" in form.fault
    form.field("who").setText(CALL["who"])
    form.field("phone").setText(CALL["phone"])
    form.field("account").setText(LEADER.name)
    form.field("text").setText(CALL["text"])
    form.field("time").setText("9:58")  # two minutes before ten
    operator.presses("Enter")
    case = operator.case(no)
    assert case.outcome == "unfounded"
    assert case.unsigned[0].account == LEADER.name
    assert case.unsigned[0].said_at == operator.hub.clock.now().replace(minute=58, hour=1, second=0, microsecond=0)
    assert not form.isVisible()


@pytest.mark.parametrize("time", ["25:00", "1", "半夜", "10:30"])
def test_that_a_time_that_is_none_or_lies_ahead_is_said_at_the_place(operator: Operator, time: str) -> None:
    no = asks_to_close(operator)
    operator.presses("Ctrl+B", "P")
    form = operator.seat.second.form
    for name, text in {**CALL, "time": time}.items():
        form.field(name).setText(text)
    operator.presses("Enter")
    assert "时间" in form.fault
    assert form.field("who").text() == CALL["who"]
    assert operator.case(no).closed_at is None


def test_that_the_leader_sees_what_is_unsigned_and_signs_it(lead: Operator) -> None:
    no = asks_to_close(lead)
    by_phone(lead, no)
    lead.waits(3600)
    assert any("未补签" in line and "1 件" in line for line in lead.banners())
    lead.presses("Ctrl+B")
    text = " ".join(lead.seat.second.list.texts)
    for words in (OPERATOR.name, "李*", "同意结案", "查无此事"):
        assert words in text
    lead.presses("Enter", "Enter")
    assert lead.case(no).unsigned == ()
    assert not [line for line in lead.banners() if "未补签" in line]


def test_that_an_objection_is_in_sight_for_everybody(lead: Operator) -> None:
    no = asks_to_close(lead)
    by_phone(lead, no)
    lead.presses("Ctrl+B", "R")
    assert lead.keyboard() == "reasons"
    lead.types("没有接到这个电话")
    lead.presses("Enter")
    assert lead.case(no).unsigned[0].dispute == "没有接到这个电话"
    assert any("有异议" in text for text in lead.seat.second.list.texts)


def test_that_the_list_is_empty_in_words(operator: Operator) -> None:
    operator.presses("Ctrl+B")
    assert operator.seat.second.list.texts == ()
    operator.presses("Esc")
    assert operator.keyboard() == "queue"


# --- lock --------------------------------------------------------------------------------------------------------


def test_that_a_lock_takes_every_key_and_click_and_leaves_the_queue_in_sight(operator: Operator) -> None:
    no = operator.hears()
    operator.presses("Shift+F12")
    assert operator.keyboard() == "lock"
    before = operator.journal()
    operator.presses("F8", "Ctrl+J", "Ctrl+B", "F3", "Esc", "Tab", "Tab", "Tab")
    assert operator.keyboard() == "lock"
    QTest.mouseClick(operator.seat.lock.cover, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert operator.window.childAt(300, 300) is operator.seat.lock.cover
    operator.hears(title="新来一件")
    assert operator.desk.queue.counts().unacked == 2  # the desk goes on, in sight
    assert operator.page.queue.isVisible()
    assert "2" in operator.window.strip.findChild(UnackedBlock).accessibleName()
    assert operator.window.page is operator.page
    assert [name for name in operator.journal() if name != "case.reported"] == [
        name for name in before if name != "case.reported"
    ]
    assert operator.case(no).acked is False


def test_that_the_own_password_unlocks_and_a_wrong_one_says_what_is_left(operator: Operator) -> None:
    operator.presses("Shift+F12")
    operator.types("bad")
    operator.presses("Enter")
    assert operator.seat.lock.is_open
    assert "还可试 3 次" in operator.seat.lock.cover.bar.error
    operator.types("good")
    operator.presses("Enter")
    assert not operator.seat.lock.is_open
    assert operator.keyboard() == "queue"


def test_that_another_persons_password_does_not_unlock(operator: Operator) -> None:
    operator.presses("Shift+F12")
    operator.seat.lock.cover.bar.user.setText(SECOND.name)
    operator.types("good")
    operator.presses("Enter")
    assert operator.seat.lock.is_open
    assert "顶岗" in operator.seat.lock.cover.bar.error


def test_that_a_lock_opens_also_while_the_hub_is_away(operator: Operator) -> None:
    operator.hub.goes_down()
    operator.looks()
    operator.presses("Shift+F12")
    assert OPERATOR.name in operator.seat.lock.cover.bar.accessibleDescription()
    operator.types("bad")
    operator.presses("Enter")
    assert operator.seat.lock.is_open
    operator.types("good")
    operator.presses("Enter")
    assert not operator.seat.lock.is_open


def test_that_a_seat_without_a_password_says_so_and_opens_by_enter(qtbot: QtBot) -> None:
    at_desk = Operator(has_password=False)
    try:
        at_desk.presses("Shift+F12")
        assert "没有密码" in at_desk.seat.lock.cover.bar.accessibleDescription()
        at_desk.presses("Enter")
        assert not at_desk.seat.lock.is_open
    finally:
        at_desk.leaves()


def test_that_a_lock_covers_the_other_windows_too(operator: Operator, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.resize(400, 300)
    other.show()
    operator.presses("Shift+F12")
    assert type(other.childAt(200, 150)).__name__ == "Shield"
    operator.types("good")
    operator.presses("Enter")
    QApplication.sendPostedEvents()
    assert other.childAt(200, 150) is None


def test_that_a_lock_covers_a_magnified_window_once(operator: Operator, qtbot: QtBot) -> None:
    inside = QWidget()
    other = Magnifier(inside)
    qtbot.addWidget(other)
    other.resize(400, 300)
    other.show()
    operator.presses("Shift+F12")
    assert len(other.findChildren(Shield)) == 1
    assert not inside.findChildren(Shield), "what is magnified is no window of its own"
    operator.types("good")
    operator.presses("Enter")
    QApplication.sendPostedEvents()


def test_that_the_shield_of_a_magnified_window_is_as_large_as_the_rest(operator: Operator, qtbot: QtBot) -> None:
    tops = []
    for magnified in (1.0, 2.3):
        host = QWidget()
        qtbot.addWidget(host)
        host.resize(1200, 800)
        shield = Shield(operator.window.look, host, magnified)
        shield.cover()
        with written() as texts:
            host.grab()
        (said,) = texts
        assert said.words == operator.window.look.text("lock.side")
        assert said.box[1] + said.box[3] <= 800 - EDGE
        tops.append((said.box[2], shield.foot))
    assert tops[1][0] >= 2.2 * tops[0][0]
    assert tops[1][1] == round(2.3 * tops[0][1])


def test_that_a_locked_seat_hides_nothing_and_offers_nothing_to_press(operator: Operator, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    inside = QPushButton("x", other)
    other.resize(400, 300)
    other.show()
    operator.presses("Shift+F12")
    window, bar = operator.window, operator.seat.lock.cover.bar
    QApplication.sendPostedEvents()
    window.layout().activate()
    foot = window.foot.geometry()
    assert window.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE).contains(window.strip.geometry())
    assert foot.bottom() < bar.geometry().top()
    assert not inside.isEnabled()
    assert not any(button.isEnabled() for button in window.page.widget().findChildren(QAbstractButton))
    operator.types("good")
    operator.presses("Enter")
    assert inside.isEnabled()
    assert window.page.widget().isEnabled()
    assert window.contentsMargins().isNull()


# --- relief ------------------------------------------------------------------------------------------------------


def test_that_relief_moves_all_claims_by_one_enter_over_the_running_layout(operator: Operator) -> None:
    held = [operator.hears(title=f"第 {n} 件") for n in range(3)]
    for no in held[:2]:
        operator.hub.happens(OPERATOR, "case.claim", f"case/{no}")
    operator.looks()
    operator.page.go_to(held[2])
    operator.presses("Ctrl+R")
    assert operator.keyboard() == "relief"
    operator.types(SECOND.name)
    operator.presses("Tab")
    operator.types("good")
    operator.presses("Enter")
    assert operator.desk.actor.name == SECOND.name
    assert operator.hub.signed_in == [(SECOND.name, "02", True)]
    assert operator.keyboard() == "confirm"
    assert "2 件" in operator.seat.confirm.question.what
    operator.presses("Enter")
    assert [operator.case(no).holder for no in held] == [SECOND.name, SECOND.name, None]
    claimed = [e.data for e in operator.hub.events if e.name == "case.claimed"][-2:]
    assert [data.taken_from for data in claimed] == [OPERATOR.name, OPERATOR.name]
    assert operator.selection() == held[2]


def test_that_a_wrong_password_leaves_the_first_person_on_duty(operator: Operator) -> None:
    operator.presses("Ctrl+R")
    operator.types(SECOND.name)
    operator.presses("Tab")
    operator.types("bad")
    operator.presses("Enter")
    assert operator.desk.actor.name == OPERATOR.name
    assert operator.hub.signed_in == []
    assert "还可试 3 次" in operator.seat.relief.bar.error
    operator.presses("Esc")
    assert operator.keyboard() == "queue"


def test_that_there_is_no_relief_without_the_hub(operator: Operator) -> None:
    operator.hub.goes_down()
    operator.looks()
    operator.presses("Ctrl+R")
    operator.types(SECOND.name)
    operator.presses("Tab")
    operator.types("good")
    operator.presses("Enter")
    assert operator.desk.actor.name == OPERATOR.name
    assert "失联" in operator.seat.relief.bar.error


def test_that_nobody_takes_back_what_the_one_before_did(operator: Operator) -> None:
    no = operator.hears()
    operator.presses("Space")
    operator.hub.sign_in(SECOND.name, "good", "02", True)
    operator.looks()
    operator.presses("F8")
    assert operator.case(no).holder == OPERATOR.name


# --- signing in and out ------------------------------------------------------------------------------------------


def test_that_signing_out_starts_on_cancel_releases_and_shows_the_sign_in(operator: Operator) -> None:
    no = operator.hears()
    operator.presses("Space", "Ctrl+Q")
    assert "1 件" in operator.seat.confirm.question.whom
    operator.presses("Enter")
    assert operator.case(no).holder == OPERATOR.name
    operator.presses("Ctrl+Q", "Tab", "Enter")
    assert operator.case(no).holder is None
    assert operator.keyboard() == "sign-in"
    assert operator.window.sign_in.field("user").text() == ""


def test_that_a_seat_in_use_says_who_sits_there_and_enter_takes_it(qtbot: QtBot) -> None:
    at_desk = Operator(signed_in=False)
    try:
        at_desk.hub.taken["02"] = SECOND.name
        panel = at_desk.window.sign_in
        for name, text in (("seat", "02"), ("user", OPERATOR.name), ("password", "good")):
            panel.field(name).setText(text)
        at_desk.presses("Enter")
        assert SECOND.name in panel.error
        assert panel.field("password").text() == "good"
        at_desk.presses("Enter")
        assert at_desk.desk.actor.name == OPERATOR.name
        assert not panel.isVisible()
        assert [take for _, _, take in at_desk.hub.signed_in] == [False, True]
    finally:
        at_desk.leaves()


def test_that_another_number_after_that_takes_nothing(qtbot: QtBot) -> None:
    at_desk = Operator(signed_in=False)
    try:
        at_desk.hub.taken["02"] = SECOND.name
        panel = at_desk.window.sign_in
        for name, text in (("seat", "02"), ("user", OPERATOR.name), ("password", "good")):
            panel.field(name).setText(text)
        at_desk.presses("Enter")
        panel.field("user").setText("0109")
        at_desk.presses("Enter")
        assert [take for _, _, take in at_desk.hub.signed_in] == [False, False]
    finally:
        at_desk.leaves()


@pytest.mark.parametrize(("left", "wait", "said"), [(3, None, "还可试 3 次"), (0, 61_000, "2 分钟后再试")])
def test_that_a_wrong_password_says_how_often_and_how_long(
    qtbot: QtBot, left: int, wait: int | None, said: str
) -> None:
    at_desk = Operator(signed_in=False)
    try:
        at_desk.hub._refuse(denied(left, wait))
        at_desk.looks()
        assert said in at_desk.window.sign_in.error
    finally:
        at_desk.leaves()


@pytest.mark.parametrize(("lang", "said"), [("zh_CN", "02 席已由 0108 接管"), ("en", "taken over by 0108")])
def test_that_who_loses_the_seat_is_told_by_whom(qtbot: QtBot, lang: str, said: str) -> None:
    at_desk = Operator(lang=lang)
    try:
        error = seat_taken("02", "0108")
        refused = items.LinkStatus.REFUSED
        at_desk.hub.tell(items.LinkItem(refused, at_desk.hub.clock.now(), "x", code=4010, error=error))
        at_desk.looks()
        assert said in at_desk.window.sign_in.error
    finally:
        at_desk.leaves()


def test_that_the_last_sign_in_and_failures_since_are_told_after_it(operator: Operator) -> None:
    now = operator.hub.clock.now()
    ready = items.ReadyItem("0107", (OPERATOR.role,), (), "02", "t", "yingze", now=now)
    operator.hub.tell(replace(ready, last=LastSignIn(failed=2, at=now - timedelta(days=1), seat="03")))
    operator.looks()
    assert any("失败 2 次" in said and "03 席" in said for said in operator.says())


# --- clock skew --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("skew", "words"), [(3.4, "快 3 秒"), (-5.0, "慢 5 秒"), (1.9, "")])
def test_that_a_clock_that_is_off_says_what_to_do(qtbot: QtBot, skew: float, words: str) -> None:
    at_desk = Operator()
    try:
        clock, hub_now = at_desk.desk.clock, at_desk.hub.clock.now
        clock._wall = lambda: hub_now() + timedelta(seconds=skew)
        at_desk.looks()
        found = [line for line in at_desk.banners() if "时钟" in line]
        assert bool(found) is bool(words)
        assert all(words in line and "系统管理员" in line for line in found)
    finally:
        at_desk.leaves()


def test_that_deadlines_run_on_the_hubs_time_whatever_this_machine_says() -> None:
    seconds = [0.0]
    clock = HubClock(lambda: seconds[0], lambda: START + timedelta(hours=9))
    clock.hears(START, 0.0)
    seconds[0] = 42.0
    assert clock.now() == START + timedelta(seconds=42)
    assert clock.is_skewed
