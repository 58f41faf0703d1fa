"""Registering a case while the caller speaks: by keys, with duplicates beside it, safe against crash and bad line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from console.drafts import Drafts
from console.register import Register, lay_register
from core.client import items
from core.domain import commands as cmd
from core.domain.nouns import Case, Place, Priority, Role
from core.domain.slip import slip_code
from core.protocol.errors import Error
from tests.console.driver import FakeHub, Operator
from tests.console.room import VIEWER
from tests.core.domain.world import OPERATOR, SECOND
from tests.work import steps_of
from widgets.look import Look
from widgets.text import LANGS
from widgets.theme import THEMES

GRID = "140106001001-01"
FORM_KEYS = ("Tab", "Tab", "Tab", "Tab")


class Clerk(Operator):
    """An operator who registers by hand."""

    def __init__(self, folder: Path, hub: FakeHub | None = None, lang: str = "zh_CN", **more: Any) -> None:
        super().__init__(hub, lang, **more)
        self.register: Register = lay_register(self.desk, Look(THEMES["dark"], lang), self.window, folder)
        self.looks()

    def at(self) -> str:
        """The field of the form that has the keyboard, else where it is."""
        form, focus = self.register.form, QApplication.focusWidget()
        fields = ("title", "narrative", "place", "matter", "urgency", "name", "phone", "found", "note")
        named: dict[QWidget | None, str] = {form.field(name): name for name in fields}
        named |= {form.map_button: "map", form.send_button: "send", form.leave_button: "leave"}
        named |= {self.register.same: "same", self.register.sent.card: "card", self.register.point: "point"}
        return named.get(focus) or self.keyboard()

    def goes_to(self, field: str) -> None:
        """Tab until the keyboard is there."""
        for _ in range(14):
            if self.at() == field:
                return
            self.presses("Tab")
        raise AssertionError(f"Tab never came to {field}")

    def tells(self, **fields: str) -> None:
        """Words into fields, in the order of the form."""
        for field, words in fields.items():
            self.goes_to(field)
            self.types(words)

    def matters(self) -> list[str]:
        """The codes of the matters that are proposed."""
        return [line.code for line in self.register.form.view.matters]

    def alike(self) -> list[str]:
        """The last figures of the cases in the list beside it."""
        return [line.short_no for line in self.register.same.lines]

    def newest(self) -> Case:
        """The case that was registered last, as the hub has it."""
        return list(self.hub.board.cases.values())[-1]

    def faults(self) -> set[str]:
        """The fields that are wrong."""
        return set(self.register.form.view.faults)


@pytest.fixture
def clerk(qapp: QApplication, tmp_path: Path) -> Iterator[Clerk]:
    one = Clerk(tmp_path / "slips")
    yield one
    one.leaves()


def test_that_a_case_is_registered_from_the_first_word_to_its_number_by_keys_alone(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.tells(title="小区门口井盖缺失", narrative="昨晚起就没有盖子", place="柳巷第 01")
    clerk.presses("Down", "Enter")
    clerk.tells(name="试甲", phone="139-0000", found="昨天 20:00", note="老人多")
    clerk.presses("Ctrl+Enter")
    case = clerk.newest()
    assert (case.title, case.grid, case.duty, case.priority) == ("小区门口井盖缺失", GRID, "4-01", Priority.P2)
    assert case.narrative == "昨晚起就没有盖子\n登记备注：老人多"
    assert case.reporter is not None
    assert (case.reporter.name, case.reporter.phone) == ("试甲", "139-0000")
    assert clerk.at() == "card"
    assert clerk.register.sent.card.view.no == case.no
    assert any(case.no in said for said in clerk.says())


def test_that_three_keys_and_a_title_are_enough(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("我要反映一个情况")
    clerk.presses("Ctrl+Enter")
    case = clerk.newest()
    assert case.title == "我要反映一个情况"
    assert case.unassigned == "no_grid,no_duty"  # taken in all the same, and visible as unassigned


def test_that_tab_goes_down_in_reading_order_and_stays_in_the_form(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    seen = []
    for _ in range(12):
        seen.append(clerk.at())
        clerk.presses("Tab")
    assert seen == [
        "title", "narrative", "place", "map", "matter", "urgency", "name", "phone", "found", "note", "send", "leave",
    ]  # fmt: skip
    assert clerk.at() == "title"
    below = [clerk.register.form.field(n).y() for n in ("title", "narrative", "place", "matter", "urgency", "found")]
    assert below == sorted(below)


def test_that_strip_and_queue_stay_in_sight(clerk: Clerk) -> None:
    clerk.hears()
    for size in ((1920, 1080), (1366, 768)):
        clerk.window.resize(*size)
        clerk.presses("Ctrl+N")
        clerk.looks()
        queue, window = clerk.page.queue, clerk.window
        right = queue.mapTo(window, queue.rect().bottomRight())
        for part in (clerk.register.form, clerk.register.same):
            assert part.isVisible()
            assert part.x() >= right.x()
            assert part.y() > window.strip.geometry().bottom()
            assert part.geometry().bottom() < window.foot.y()
        clerk.presses("Esc")


# --- faults -----------------------------------------------------------------------------------------------------


def test_that_every_fault_stands_at_its_field_and_goes_when_it_is_mended(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.tells(phone="不愿说", found="下午")
    clerk.presses("Ctrl+Enter")
    assert clerk.faults() == {"title", "phone", "found"}
    assert clerk.at() == "title"
    assert "标题" in clerk.register.form.field("title").accessibleDescription()
    assert clerk.hub.received == []
    clerk.types("井盖不见了")
    assert clerk.faults() == {"phone", "found"}


def test_that_enter_while_a_word_is_composed_is_the_input_methods(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("井盖")
    QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent("bujian", []))
    clerk.presses("Ctrl+Enter", "Enter")
    assert clerk.at() == "title"
    assert clerk.hub.received == []
    clerk.types("不见了")
    clerk.presses("Ctrl+Enter")
    assert clerk.newest().title == "井盖不见了"


def test_that_lists_keep_input_methods_off_and_fields_take_chinese(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    form = clerk.register.form
    for view in (form.matters, form.urgency, clerk.register.same, clerk.register.sent.card, clerk.register.point):
        assert not view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    fields = [w for w in form.ring() if isinstance(w, QLineEdit | QPlainTextEdit)]
    assert len(fields) == 7
    assert all(w.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) for w in fields)
    assert all(w.window() is clerk.window for w in fields)  # no popup: it would take no Chinese on some desktops


# --- matter and urgency -----------------------------------------------------------------------------------------


def test_that_the_words_propose_the_matter_with_their_reason_and_its_urgency(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("楼道里有燃气味")
    view = clerk.register.form.view
    assert (view.matter, view.priority, view.is_priority_own) == ("2-01", Priority.P1, False)
    assert "燃气味" in view.matters[0].reason


def test_that_nothing_is_preselected_while_two_matters_weigh_alike(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("垃圾满地，路灯也坏了")
    assert clerk.register.form.view.matter is None
    assert len(clerk.matters()) >= 2
    clerk.goes_to("matter")
    clerk.presses("2")
    assert clerk.register.form.view.matter == clerk.matters()[1]
    clerk.presses("Ctrl+Enter")
    assert clerk.newest().duty == clerk.register.form.view.matters[1].code if clerk.matters() else True


def test_that_digits_typed_into_a_field_choose_nothing(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("垃圾满地，路灯也坏了")
    clerk.types("12")
    assert clerk.register.form.view.matter is None
    assert clerk.register.form.text("title").endswith("12")


def test_that_a_matter_no_word_named_is_found_by_its_initials(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("有人从楼上扔东西")
    clerk.goes_to("matter")
    clerk.presses("/")
    clerk.types("gkpw")
    clerk.presses("Enter")
    assert clerk.register.form.view.matter == "5-06"
    assert clerk.at() == "matter"


def test_that_a_chosen_urgency_is_sent_and_can_be_left_to_the_matter_again(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("楼道里有燃气味")
    clerk.goes_to("urgency")
    clerk.presses("3")
    assert clerk.register.form.view.priority is Priority.P3
    clerk.presses("0")
    assert clerk.register.form.view.priority is Priority.P1
    clerk.presses("4", "Ctrl+Enter")
    assert clerk.newest().priority is Priority.P4


# --- place ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["柳巷第 01", "lxd01wg", "140106001001-01"])
def test_that_a_grid_is_found_by_name_pinyin_or_code(clerk: Clerk, typed: str) -> None:
    clerk.presses("Ctrl+N")
    clerk.tells(place=typed)
    if not clerk.register.form.view.places and typed.startswith("lx"):
        clerk.register.form.set_text("place", "")
        clerk.types("lxd")
    assert any("柳巷" in line.name for line in clerk.register.form.view.places)


def test_that_a_chosen_place_holds_while_its_name_stands_and_is_dropped_with_it(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.tells(place="柳巷第 01")
    clerk.presses("Down", "Enter")
    clerk.types(" 3 号楼")
    assert clerk.register.draft.grid == GRID
    field = clerk.register.form.field("place")
    assert isinstance(field, QLineEdit)
    field.setText("别处一个地址")
    assert clerk.register.draft.grid is None


def test_that_a_place_is_taken_by_its_number_and_one_without_a_grid_is_warned_of(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.tells(place="柳巷第 01")
    clerk.presses("Alt+1")
    assert clerk.register.draft.grid == GRID
    assert not clerk.register.form.view.is_place_open
    assert not clerk.register.form.view.places
    field = clerk.register.form.field("place")
    assert isinstance(field, QLineEdit)
    field.setText("别处一个地址 2")
    assert clerk.register.form.view.is_place_open
    assert "请选到网格" in clerk.register.form.view.place_said


def test_that_a_point_on_the_map_sets_grid_and_coordinates(clerk: Clerk) -> None:
    for size in ((1920, 1080), (1366, 768)):
        clerk.window.resize(*size)
        clerk.presses("Ctrl+N")
        clerk.types("路边冒水")
        clerk.presses("Ctrl+P")
        assert clerk.at() == "point"
        assert not clerk.register.form.isVisible()
        clerk.presses("Enter")
        assert clerk.at() == "matter"
        clerk.presses("Ctrl+Enter")
        case, district = clerk.newest(), clerk.hub.board.district
        assert case.lon is not None
        assert case.grid in district.grids
        clerk.presses("Esc")


def test_that_a_click_on_the_map_takes_that_spot_and_esc_comes_back(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N", "Ctrl+P", "Esc")
    assert clerk.at() == "place"
    clerk.presses("Ctrl+P")
    QTest.mouseClick(clerk.register.point, Qt.MouseButton.LeftButton, pos=clerk.page.map.canvas.rect().center())
    clerk.looks()
    assert clerk.register.draft.lon is not None


# --- drafts -----------------------------------------------------------------------------------------------------


class Disk:
    """Drafts on a disk that outlives the program."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def drafts(self, owner: str) -> dict[str, str]:
        return {key: text for (who, key), text in self.kept.items() if who == owner}

    def keep_draft(self, owner: str, key: str, text: str) -> None:
        self.kept[owner, key] = text


def test_that_esc_keeps_a_draft_and_says_so(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.tells(title="井盖不见了", phone="139")
    clerk.presses("Esc")
    assert not clerk.register.form.isVisible()
    assert clerk.keyboard() == "queue"
    assert any("草稿已留存" in said for said in clerk.says())
    clerk.presses("Ctrl+N")
    assert clerk.register.form.text("title") == "井盖不见了"
    assert clerk.register.form.text("phone") == "139"


def test_that_a_draft_outlives_a_crash_and_is_its_writers_alone(qapp: QApplication, tmp_path: Path) -> None:
    disk = Disk()
    first = Clerk(tmp_path)
    with _disk_of(first, disk):
        first.presses("Ctrl+N")
        first.types("井盖不见了")
        first.leaves()  # no Esc: as when the machine stops
    after = Clerk(tmp_path)
    with _disk_of(after, disk):
        after.presses("Ctrl+N")
        assert after.register.form.text("title") == "井盖不见了"
        after.leaves()
    hub = FakeHub()
    hub.actor = SECOND
    other = Clerk(tmp_path, hub)
    with _disk_of(other, disk):
        other.presses("Ctrl+N")
        assert other.register.form.text("title") == ""
        other.leaves()


class _disk_of:  # noqa: N801
    """Drafts of one console on a disk, written at once."""

    def __init__(self, clerk: Clerk, disk: Disk) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self.pool = ThreadPoolExecutor(max_workers=1)
        clerk.desk.drafts = Drafts(disk, self.pool)
        clerk.desk.drafts.sit(clerk.desk.actor.name)
        self.pool.submit(lambda: None).result()
        clerk.looks()
        assert clerk.desk.drafts.arrived() or True

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown(wait=True)


def test_that_what_was_sent_leaves_no_draft(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("井盖不见了")
    clerk.looks()
    clerk.presses("Ctrl+Enter", "Esc", "Ctrl+N")
    assert clerk.register.form.text("title") == ""
    assert clerk.desk.drafts.get("register") == ""


# --- without the hub --------------------------------------------------------------------------------------------


def test_that_a_case_registered_without_the_hub_waits_and_gets_its_number_later(clerk: Clerk) -> None:
    clerk.hub.goes_down()
    clerk.looks()
    clerk.presses("Ctrl+N")
    assert "待发" in clerk.register.form.view.said
    clerk.types("井盖不见了")
    clerk.presses("Ctrl+Enter")
    card = clerk.register.sent.card
    assert card.view.no == ""
    assert "待发" in card.view.state
    assert clerk.desk.connection.outbox.waiting == 1
    clerk.presses("P")
    assert "还没有编号" in card.view.news
    clerk.presses("Esc")
    clerk.hub.comes_back()
    clerk.looks()
    assert any(clerk.newest().no in said for said in clerk.says())


def test_that_a_line_that_breaks_and_comes_back_leaves_the_form_as_it_is(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("井盖不")
    clerk.hub.goes_down()
    clerk.looks()
    _new_session(clerk)
    assert clerk.register.mode == "form"
    assert clerk.at() == "title"
    clerk.types("见了")
    assert clerk.register.draft.title == clerk.register.form.text("title") == "井盖不见了"


def test_that_a_report_queued_before_a_new_session_still_tells_its_number(clerk: Clerk) -> None:
    clerk.hub.goes_down()
    clerk.looks()
    clerk.presses("Ctrl+N")
    clerk.types("井盖不见了")
    clerk.presses("Ctrl+Enter")
    _new_session(clerk)
    assert clerk.register.sent.card.view.no == clerk.newest().no
    assert any(clerk.newest().no in said for said in clerk.says())


def test_that_another_person_finds_no_form_of_the_one_before(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("井盖不见了")
    clerk.hub.actor = SECOND
    _new_session(clerk)
    assert clerk.register.mode == ""
    assert clerk.register.draft.is_empty


def _new_session(clerk: Clerk) -> None:
    """The line is there again, and as always with it the hub's word on who sits here."""
    clerk.hub.is_up = True
    clerk.hub.picture()
    clerk.hub.answers()
    clerk.looks()


def test_that_a_refused_report_brings_its_words_back(clerk: Clerk) -> None:
    clerk.hub.is_slow = True
    clerk.presses("Ctrl+N")
    clerk.types("井盖不见了")
    clerk.presses("Ctrl+Enter")
    clerk.hub.actor = VIEWER  # the right was taken away meanwhile
    clerk.hub.answers()
    clerk.looks()
    assert clerk.at() == "title"
    assert clerk.register.form.text("title") == "井盖不见了"
    assert "未能登记" in clerk.register.form.view.said


# --- duplicates -------------------------------------------------------------------------------------------------


def test_that_the_same_case_is_shown_while_it_is_told_and_can_be_looked_at_beside_the_form(clerk: Clerk) -> None:
    first = clerk.hears("柳巷南路 3 号楼燃气异味", duty="2-01", place=Place(grid=GRID))
    clerk.hears("广场舞扰民", duty="3-04", place=Place(grid="140106001001-02"))
    clerk.presses("Ctrl+N")
    clerk.types("柳巷南路3号楼有燃气味")
    assert clerk.alike() == [first[-4:]]
    line = clerk.register.same.lines[0]
    assert "很像" in line.why
    assert "同类事项" in line.why
    assert "无人认领" in line.state
    clerk.presses("Ctrl+Tab", "Enter")
    assert clerk.selection() == first
    assert clerk.register.form.isVisible()
    assert clerk.page.detail.isVisible()
    assert clerk.register.form.text("title") == "柳巷南路3号楼有燃气味"
    clerk.presses("Esc", "Tab")
    assert clerk.at() == "title"


def test_that_nothing_is_merged_by_itself_and_adding_makes_no_new_case(clerk: Clerk) -> None:
    first = clerk.hears("柳巷南路 3 号楼燃气异味", duty="2-01", place=Place(grid=GRID))
    clerk.presses("Ctrl+N")
    clerk.tells(title="柳巷南路3号楼有燃气味", narrative="五楼也闻到了", name="试甲", phone="139-0001")
    clerk.presses("Ctrl+Tab", "B")
    assert len(clerk.hub.board.cases) == 1
    names = [(c.name, c.subject) for c in clerk.hub.received]
    assert names == [("case.note", f"case/{first}"), ("case.phone", f"case/{first}")]
    note, call = (c.body for c in clerk.hub.received)
    assert isinstance(note, cmd.Note)
    assert "五楼也闻到了" in note.text
    assert "139" not in note.text
    assert isinstance(call, cmd.Phone)
    assert call.phone == "139-0001"
    assert clerk.selection() == first
    facts = clerk.page.detail.facts.accessibleDescription() + clerk.page.detail.facts.accessibleName()
    assert "2 次报" in facts
    assert any("又有人报" in line for line in clerk.timeline())
    clerk.presses("Ctrl+N")
    assert clerk.register.form.text("title") == ""


def test_that_a_case_that_comes_in_meanwhile_is_shown_without_a_key(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("柳巷南路3号楼有燃气味")
    assert clerk.alike() == []
    first = clerk.hears("柳巷南路 3 号楼燃气异味", duty="2-01", place=Place(grid=GRID))
    assert clerk.alike() == [first[-4:]]
    assert clerk.at() == "title"


def test_that_a_key_in_the_form_with_two_thousand_cases_is_little_more_work_than_with_a_few(clerk: Clerk) -> None:
    few, many = 40, 2_000
    work = []
    for count in (few, many - few):
        for at in range(count):
            clerk.hub.ask(OPERATOR, "case.report", title=f"柳巷 {at} 号楼燃气异味", place=Place(grid=GRID), duty="2-01")
        clerk.hub.picture()
        clerk.looks()
        clerk.presses("Ctrl+N")
        clerk.types("柳巷南路")
        while clerk.register._lookout.catch_up():
            pass
        work.append(min(steps_of(partial(_one_key, clerk)) for _ in range(3)))
        clerk.presses("Esc")
    assert work[1] - work[0] < STEPS_A_CASE * many, work


STEPS_A_CASE = 5  # to tell how alike two titles are takes as many; more would be another walk through all cases


def _one_key(clerk: Clerk) -> None:
    QTest.keyClicks(QApplication.focusWidget(), "3")
    clerk.register.form.repaint()
    clerk.register.same.repaint()


# --- after it was sent ------------------------------------------------------------------------------------------


def test_that_taking_it_on_is_one_key_and_the_intake_decision_another(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.types("井盖不见了")
    clerk.presses("Ctrl+Enter", "C")
    case = clerk.newest()
    assert clerk.case(case.no).holder == clerk.desk.actor.name
    clerk.presses("A")
    assert clerk.asks()[1:] == ["受理", "不予受理", "引导"]
    clerk.presses("1")
    assert clerk.case(case.no).accepted == "accept"


def test_that_the_slip_is_saved_and_shown_and_names_no_person(clerk: Clerk, tmp_path: Path) -> None:
    clerk.presses("Ctrl+N")
    clerk.tells(title="井盖不见了", name="试甲", phone="139-0002")
    clerk.presses("Ctrl+Enter", "P")
    no = clerk.newest().no
    path = tmp_path / "slips" / f"{no}.pdf"
    assert path.read_bytes().startswith(b"%PDF-")
    assert clerk.register.sent.slip.isVisible()
    assert slip_code(clerk.hub.board.district, no) in clerk.register.sent.slip.accessibleDescription()
    assert str(path) in clerk.register.sent.card.view.news
    clerk.presses("Enter")
    assert clerk.at() == "title"
    assert not clerk.register.sent.slip.isVisible()


def test_that_a_slip_that_cannot_be_saved_says_why(clerk: Clerk, tmp_path: Path) -> None:
    (tmp_path / "slips").write_text("in the way", encoding="utf-8")
    clerk.presses("Ctrl+N")
    clerk.types("井盖不见了")
    clerk.presses("Ctrl+Enter", "P")
    assert "没能存盘" in clerk.register.sent.card.view.news
    assert not clerk.register.sent.slip.isVisible()


# --- rights -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_that_who_may_not_register_is_told_so_by_key_and_button(qapp: QApplication, tmp_path: Path, lang: str) -> None:
    hub = FakeHub()
    hub.actor = VIEWER
    clerk = Clerk(tmp_path, hub, lang)
    clerk.presses("Ctrl+N")
    assert not clerk.register.is_open
    assert clerk.says() != []
    assert not clerk.register.button.isEnabled()
    assert clerk.register.button.toolTip() == clerk.says()[-1]
    clerk.leaves()


def test_that_another_person_at_the_seat_sees_nothing_of_what_was_being_written(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.tells(title="井盖不见了", phone="139")
    clerk.hub.actor = SECOND
    clerk.hub.picture()
    clerk.looks()
    assert not clerk.register.is_open
    clerk.presses("Ctrl+N")
    assert clerk.register.form.text("title") == ""
    assert clerk.register.form.text("phone") == ""


def test_that_the_key_card_knows_it(clerk: Clerk) -> None:
    assert any(action.id == "register" and action.keys == ("Ctrl+N",) for action in clerk.register.acts())
    assert Role.OPERATOR in clerk.hub.board.rights.commands["case.report"]


def test_that_the_number_is_known_also_when_a_new_picture_came_in_place_of_the_event(clerk: Clerk) -> None:
    clerk.hub.is_slow = True
    clerk.presses("Ctrl+N")
    clerk.types("井盖 不见了")
    clerk.presses("Ctrl+Enter")
    clerk.hub.is_up = False  # the event is lost on the way, the result is not
    clerk.hub.answers()
    clerk.hub.is_up = True
    clerk.hub.tell(clerk.hub._snapshot())
    clerk.looks()
    assert clerk.register.sent.card.view.no == clerk.newest().no


def test_that_a_locked_seat_shows_nothing_of_a_caller_and_the_draft_waits(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    clerk.tells(title="井盖不见了", phone="139-0003")
    clerk.presses("Shift+F12")
    assert clerk.seat.lock.is_open
    assert not clerk.register.form.isVisible()
    clerk.presses("Ctrl+N")
    assert not clerk.register.form.isVisible()
    clerk.seat.lock.unlock()
    clerk.presses("Ctrl+N")
    assert clerk.register.form.text("phone") == "139-0003"


def _refused_late(clerk: Clerk) -> None:
    """A report whose refusal comes after its card was closed."""
    clerk.hub.is_slow = True
    clerk.presses("Ctrl+N")
    clerk.types("井盖不见了")
    clerk.presses("Ctrl+Enter", "Esc")


def _answered(clerk: Clerk) -> None:
    actor, clerk.hub.actor = clerk.hub.actor, VIEWER  # the right was taken away for a moment
    clerk.hub.answers()
    clerk.hub.actor = actor
    clerk.looks()
    clerk.window._show_strip()


def test_that_a_late_refusal_opens_nothing_and_takes_no_keyboard(clerk: Clerk) -> None:
    clerk.hears()
    _refused_late(clerk)
    assert clerk.keyboard() == "queue"
    _answered(clerk)
    assert clerk.register.mode == ""
    assert clerk.keyboard() == "queue"
    assert any("登记草稿 井盖不见了" in line and "未能登记" in line for line in clerk.banners())
    assert not any("case.report" in said or "未成" in said for said in clerk.banners())
    assert not any("case." in said for said in clerk.says())


def test_that_a_refused_report_lies_beside_what_is_being_written_and_both_are_kept(clerk: Clerk) -> None:
    _refused_late(clerk)
    clerk.presses("Ctrl+N")
    clerk.types("路灯不亮")
    _answered(clerk)
    assert clerk.register.form.text("title") == "路灯不亮"
    assert clerk.at() == "title"
    clerk.window.banner.acted.emit(f"aside:{clerk.register._aside.keys()[0]}")
    clerk.looks()
    assert clerk.register.form.text("title") == "井盖不见了"
    assert "未能登记" in clerk.register.form.view.said
    clerk.window._show_strip()
    assert any("路灯不亮" in line and "还没登记" in line for line in clerk.banners())
    clerk.window.banner.acted.emit(f"aside:{clerk.register._aside.keys()[0]}")
    clerk.looks()
    assert clerk.register.form.text("title") == "路灯不亮"


def test_that_a_case_just_registered_leaves_no_button_of_another_in_sight(clerk: Clerk) -> None:
    clerk.hears("三号楼二单元燃气异味")
    clerk.presses("Ctrl+N")
    clerk.types("路灯不亮")
    clerk.presses("Ctrl+Return")
    detail = clerk.page.detail
    below = detail.mapTo(clerk.window, detail.rect().bottomLeft()).y()
    assert clerk.register.sent.card.isVisible()
    assert clerk.register.sent.card.geometry().bottom() >= below - 8


def test_that_each_of_two_refused_reports_is_told_with_its_own_reason(clerk: Clerk) -> None:
    clerk.hub.is_slow = True
    for title in ("井盖不见了", "路灯不亮"):
        clerk.presses("Ctrl+N")
        clerk.types(title)
        clerk.presses("Ctrl+Enter", "Esc")
    sent, clerk.hub.waiting = clerk.hub.waiting, []
    for command, why in zip(sent, ("理由甲", "理由乙"), strict=True):
        error = Error(1015, "RULE_VIOLATED", why, why, False)
        clerk.hub.tell(items.ResultItem(command.id, False, command.name, error=error))
    clerk.looks()
    clerk.window._show_strip()
    lines = clerk.banners()
    assert any("井盖不见了" in line and "理由甲" in line for line in lines)
    assert any("路灯不亮" in line and "理由乙" in line for line in lines)


def test_that_the_foot_tells_the_keys_of_the_form(clerk: Clerk) -> None:
    clerk.presses("Ctrl+N")
    hints = {hint.text: hint.keys for hint in clerk.window._hints()}
    assert hints == {
        "register.send": ("Ctrl+Enter",),
        "hint.field": ("Tab",),
        "register.map": ("Ctrl+P",),
        "register.leave": ("Esc",),
    }
    clerk.presses("Esc")
    assert "register.send" not in {hint.text for hint in clerk.window._hints()}
