"""The command line reaches what belongs to every page, the seat, the sounds and the layouts, by each role's rights."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.line.grammar import Plan
from console.pages.desk_page import DeskPage
from console.pages.escalations import EscalationsPage
from console.pages.video import VideoPage
from console.palette import Palette
from console.prefs import PrefsStore
from console.screens import Screens
from console.seat import lay_seat
from console.shots_world import StillMonitors
from console.sounds import QtSpeaker, Sounds
from console.window import Window
from core.domain.nouns import Actor, Case
from tests.console.driver import FakeHub
from tests.console.room import LEAD, VIEWER, Room
from tests.core.domain.world import OPERATOR, SOURCE
from widgets.theme import DARK, apply_theme


class Seat:
    """A window with every page, the palette over it, and one escalated case."""

    def __init__(self, actor: Actor) -> None:
        self.hub = FakeHub()
        self.no = self.hub.ask(SOURCE, "case.report", title="幸福里 3 号楼燃气异味", duty="4-01")[0].case_no or ""
        self.hub.ask(OPERATOR, "case.escalate", f"case/{self.no}", reason="多次办理未果")
        self.room = Room(self.hub, actor)
        desk, look = self.room.desk, self.room.look
        self.prefs = PrefsStore(None)
        page = DeskPage(desk, look)
        self.window = Window(desk, look, [page, EscalationsPage(desk, look), VideoPage(desk, look)], page)
        lay_seat(desk, look, self.window)
        self.sounds = Sounds(desk, QtSpeaker(self.window), self.prefs, look, self.window.strip.show_sound)
        self.window.lay(self.sounds)
        Screens(desk, self.window, self.prefs, StillMonitors(), {})
        self.palette = Palette(desk, look, self.prefs, self.window)
        self.window.lay(self.palette)
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        self.window.show_page("desk")
        desk.select(self.no)
        self.room.folds()

    def enter(self, line: str) -> str:
        """Type a line, press Enter; what stood there before Enter."""
        self.palette.open()
        self.palette.view.set_text(line)
        row = self.palette.view.current
        said = " | ".join((row.text, *row.more, row.refusal)) if row is not None else self.palette.view.fault
        QTest.keyClick(self.palette.view.field, Qt.Key.Key_Return)
        self.room.folds()
        return said

    @property
    def case(self) -> Case:
        """The case as the hub has it."""
        return self.hub.board.cases[self.no]

    @property
    def tail(self) -> str:
        """Its last figures."""
        return self.no.rpartition("-")[2]


@pytest.fixture
def sits(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Seat]:
    """Somebody before every page."""
    apply_theme(qapp, DARK)
    seat = Seat(request.param)
    yield seat
    seat.room.desk.stop()
    seat.window.close()
    seat.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


lead = pytest.mark.parametrize("sits", [LEAD], indirect=True)
each_role = pytest.mark.parametrize("sits", [LEAD, OPERATOR, VIEWER], indirect=True)


@lead
def test_that_no_word_means_two_actions_and_each_leads_to_its_own(sits: Seat) -> None:
    sits.palette.open()
    for verb in sits.palette.verbs:
        for word in verb.words:
            sits.palette.view.set_text(word)
            parsed = sits.palette.parsed
            assert isinstance(parsed, Plan), (word, parsed)
            assert parsed.verb.id == verb.id, word


@each_role
def test_that_every_action_of_every_page_is_listed_with_its_refusal(sits: Seat) -> None:
    sits.palette.open()
    rows = {row.id.removeprefix("verb:"): row for row in sits.palette.view.rows if row.id}
    for page, action in sits.window.table():
        if not action.same_as and action.id != "palette":
            no = action.refusal()
            row = rows[action.id if page in ("", "desk") else f"{page}.{action.id}"]
            assert row.refusal == ("" if no is None else no.zh)


@pytest.mark.parametrize("sits", [VIEWER], indirect=True)
def test_that_who_may_only_look_is_told_so(sits: Seat) -> None:
    assert "当前角色不能办理此项" in sits.enter(f"jb {sits.tail} 燃气")
    assert sits.case.tasks == ()


@lead
def test_that_a_lead_sends_down_and_rules_in_one_line(sits: Seat) -> None:
    assert "附言：先由街镇处置" in sits.enter(f"th {sits.tail} - 先由街镇处置")
    assert "case.sent_down" in [event.name for event in sits.hub.events]
    sits.hub.happens(OPERATOR, "case.escalate", f"case/{sits.no}", reason="仍未办理")
    sits.room.folds()
    sits.enter(f"裁定 {sits.tail} 区住建局 - 由住建牵头，今日办结")
    assert "case.ruled" in [event.name for event in sits.hub.events]


@pytest.mark.parametrize("sits", [OPERATOR], indirect=True)
def test_that_an_operator_may_not_rule(sits: Seat) -> None:
    before = len(sits.hub.events)
    assert "不能办理此项" in sits.enter(f"cd {sits.tail} - 由住建牵头")
    assert len(sits.hub.events) == before


@lead
def test_that_what_acts_on_another_pages_choice_opens_that_page_and_does_nothing(sits: Seat) -> None:
    before = len(sits.hub.events)
    assert "先到 提级" in sits.enter("批准督办")
    assert sits.window.page.name == "escalations"
    assert len(sits.hub.events) == before


@lead
def test_that_pages_layouts_and_sounds_are_reached_by_word(sits: Seat) -> None:
    sits.enter("qw 视联")
    assert sits.window.page.name == "video"
    sits.enter("去 gzt")
    assert sits.window.page.name == "desk"
    sits.enter("bj 双屏")
    assert sits.prefs.prefs.layout == "two"
    sits.enter("布局 单屏")
    assert sits.prefs.prefs.layout == "one"
    assert "静音 10 分钟" in sits.enter("jy")
    assert sits.enter("qw 月球").startswith("没有“月球”")
