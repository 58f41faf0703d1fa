"""The wall: large enough, complete, for viewers only, and without a word about any person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.screens import Screens
from console.shots_check import cut, written
from console.wall import WallPage, WallWindow, wall_notices, wall_rows
from core.client import items
from core.domain.holding import is_unclaimed
from core.domain.nouns import Reporter
from tests.console.room import VIEWER, Room, shift
from tests.console.screens_room import MIDDLE, RIGHT, ScreensRoom
from tests.core.domain.world import OPERATOR
from widgets.look import Look
from widgets.theme import DARK, ROLES, apply_theme
from widgets.wall_view import MOST, SCALE, Magnifier

FULL_HD = (1920, 1080)


@pytest.fixture
def room(qapp: QApplication) -> Iterator[Room]:
    apply_theme(qapp, DARK)
    hub = shift(40)
    hub.report(title="赵芳家中漏水", reporter=Reporter(name="赵芳", phone="13812346021"))
    made = Room(hub, actor=VIEWER)
    yield made
    made.leaves()


@pytest.fixture
def page(room: Room) -> Iterator[WallPage]:
    shown = WallPage(room.desk, room.look)
    shown.resize(*FULL_HD)
    shown.show()
    QApplication.sendPostedEvents()
    shown.tick(room.desk.now())
    yield shown
    shown.close()
    shown.deleteLater()


def test_that_body_text_is_thirty_two_pixels_on_a_full_hd_panel(page: WallPage) -> None:
    magnifier = page.findChildren(Magnifier)[0]
    assert magnifier.transform().m11() == pytest.approx(SCALE)
    assert ROLES["body"][0] * magnifier.transform().m11() >= 32


def test_that_a_smaller_panel_shows_all_of_it_smaller(page: WallPage) -> None:
    page.resize(1366, 768)
    QApplication.sendPostedEvents()
    magnifier = page.findChildren(Magnifier)[0]
    least = page.due.minimumSizeHint()
    assert magnifier.transform().m11() < SCALE
    assert page.due.height() >= least.height()
    assert page.due.geometry().right() * magnifier.transform().m11() <= 1366


def test_that_the_unacked_stand_on_top_and_the_next_deadlines_below(page: WallPage, room: Room) -> None:
    rows = page.due.rows
    unacked = [row for row in rows if row.is_unacked]
    assert unacked == list(rows[: len(unacked)])
    count = room.desk.queue.counts().unacked
    assert count > MOST - 4
    assert len(unacked) == MOST - 4 - 1
    assert len(rows) == MOST - 1  # the last place says how many found no row
    assert f"另有 {count - len(unacked)} 件待确认" in page.due.accessibleDescription()
    assert [row.priority for row in unacked] == sorted(row.priority for row in unacked)
    dues = [row.limit.due for row in rows[len(unacked) :]]
    assert dues == sorted(dues)
    assert min(dues) > room.desk.now()


def test_that_all_twelve_places_are_rows_when_every_unacked_one_has_a_row(page: WallPage, room: Room) -> None:
    for case in list(room.desk.board.cases.values()):
        if not case.acked and room.desk.queue.counts().unacked > 2:
            room.hub.ask(OPERATOR, "case.claim", f"case/{case.no}")
            room.hub.picture()
            room.folds()
    for _ in range(2):
        page.tick(room.desk.now())
    assert sum(row.is_unacked for row in page.due.rows) == room.desk.queue.counts().unacked > 0
    assert len(page.due.rows) == MOST
    assert "另有" not in page.due.accessibleDescription()


def test_that_what_is_late_and_unacked_stays_on_top_without_the_hub(page: WallPage, room: Room) -> None:
    room.hub.goes_down()
    room.waits(7200)
    for _ in range(2):  # it follows once a second
        page.tick(room.desk.now())
    late = [row for row in page.due.rows if row.limit.due is not None and row.limit.due <= room.desk.now()]
    assert late
    assert all(row.is_unacked for row in late)
    assert page.due.rows[0] in late


def test_that_unacked_and_overdue_stand_in_figures(page: WallPage, room: Room) -> None:
    counts = room.desk.queue.counts()
    assert str(counts.unacked) in page.due.accessibleName()
    assert counts.unacked > 0


def test_that_nothing_anybody_wrote_is_on_it(page: WallPage, room: Room) -> None:
    said = page.due.accessibleDescription() + page.strip.says()
    titles = {case.title for case in room.desk.board.cases.values()}
    assert not any(title in said for title in titles)
    assert "赵芳" not in said
    assert "138" not in said
    for row in wall_rows(room.desk, Look(DARK, "en")):
        assert not any(title in row.words for title in titles)


def test_that_each_row_says_who_has_the_case_and_names_no_person(page: WallPage, room: Room) -> None:
    for row in page.due.rows:
        case = room.desk.board.cases[row.no]
        assert row.is_unheld is is_unclaimed(case)
        assert (row.holder == "无人认领") is row.is_unheld
        assert case.holder is None or case.holder not in row.holder
    held = {row.holder for row in page.due.rows} - {"无人认领"}
    units = {unit.short_zh for unit in room.desk.board.district.units.values()}
    assert held & units
    assert all(row.holder in page.due.accessibleDescription() for row in page.due.rows)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_that_no_word_of_a_row_is_cut(page: WallPage, lang: str) -> None:
    page.restyle(Look(DARK, lang))
    with written() as texts:
        page.grab()
    rows = {word for row in page.due.rows for word in (row.words, row.holder)}
    assert {text.words for text in texts} & rows
    assert not [words for words in cut(texts) if words in rows]


def test_that_no_key_and_no_click_does_anything(page: WallPage, room: Room) -> None:
    before = room.desk.selection
    QTest.keyClicks(page, "ldeo ")
    clicked: list[str] = []
    page.map.selected.connect(clicked.append)
    ground = page.findChildren(Magnifier)[0].viewport()
    for x in range(20, 1000, 24):
        for y in range(120, 1060, 24):
            QTest.mouseClick(ground, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert clicked == []
    assert room.desk.selection == before
    assert not page.map.is_locked
    assert room.hub.received == []
    assert page.acts() == ()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_that_a_surge_is_told_whole_and_offers_nothing(page: WallPage, room: Room, lang: str) -> None:
    room.desk.turn_surge(True)
    page.restyle(Look(DARK, lang))
    with written() as texts:
        page.grab()
    (notice,) = wall_notices(room.desk, Look(DARK, lang), room.desk.now())
    assert not notice.acts
    assert "(G" not in notice.text
    assert "（G" not in notice.text
    assert notice.text in {text.words for text in texts if not text.is_cut}


def test_that_old_data_is_told_as_old(page: WallPage, room: Room) -> None:
    room.hub.goes_down()
    room.hub.clock.advance(300)
    room.folds()
    for _ in range(2):
        page.tick(room.desk.now())
    assert page.banner.isVisible()


def test_that_a_wall_takes_a_viewers_token_and_no_other(qapp: QApplication, room: Room) -> None:
    window = WallWindow(room.desk, room.look)
    window.resize(*FULL_HD)
    window.show()
    room.hub.picture()
    room.folds()
    assert window.page is not None
    room.hub.actor = OPERATOR
    room.hub.picture()
    room.folds()
    assert window.page is None
    assert window.state.isVisible()
    window.close()
    window.deleteLater()


def test_that_a_refused_token_is_told(qapp: QApplication, room: Room) -> None:
    window = WallWindow(room.desk, room.look)
    window.show()
    room.hub.tell(items.LinkItem(items.LinkStatus.REFUSED, room.desk.now(), "account disabled", code=4006))
    room.folds()
    assert window.page is None
    assert window.state.accessibleName() or window.state.isVisible()
    window.close()
    window.deleteLater()


def test_that_the_wall_layout_mirrors_onto_the_other_monitor_and_leaves_the_desk_alone(qapp: QApplication) -> None:
    seat: Any = ScreensRoom(MIDDLE, RIGHT, layout="wall")
    screens: Screens = seat.screens
    assert seat.stands() == {"wall": ("wall", "R")}
    assert screens.windows["wall"].strip.isHidden()  # it has one of its own, as large as the rest
    assert seat.window.page.name == "desk"
    seat.leaves()
