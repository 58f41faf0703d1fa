"""Layouts over one, two and three monitors: what stands where, what a lost monitor does, who has the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.presets import PRESETS, Side, places
from tests.console.room import LEAD, shift
from tests.console.screens_room import LEFT, MIDDLE, RIGHT, ScreensRoom
from widgets.theme import DARK, apply_theme


@pytest.fixture
def rooms(qapp: QApplication) -> Iterator[Any]:
    apply_theme(qapp, DARK)
    made: list[ScreensRoom] = []

    def make(*monitors: Any, **options: Any) -> ScreensRoom:
        made.append(ScreensRoom(*monitors, **options))
        return made[-1]

    yield make
    for room in made:
        room.leaves()


@pytest.mark.parametrize(
    ("layout", "monitors", "stands"),
    [
        ("one", (LEFT, MIDDLE, RIGHT), {}),
        ("two", (MIDDLE, RIGHT), {"right": ("map", "R")}),
        ("two", (LEFT, MIDDLE), {"right": ("map", "L")}),
        ("two", (MIDDLE,), {}),
        ("three", (LEFT, MIDDLE, RIGHT), {"right": ("map", "R"), "left": ("video", "L")}),
        ("lead", (MIDDLE, RIGHT), {"right": ("seats", "R")}),
        ("wall", (MIDDLE, RIGHT), {"wall": ("wall", "R")}),
    ],
)
def test_that_a_layout_puts_each_screen_on_its_monitor(rooms: Any, layout: str, monitors: Any, stands: Any) -> None:
    assert rooms(*monitors, layout=layout).stands() == stands


def test_that_a_lead_has_the_escalations_at_the_right_of_three_and_keeps_the_desks_map(rooms: Any) -> None:
    room = rooms(LEFT, MIDDLE, RIGHT, layout="three", actor=LEAD)
    assert room.stands() == {"right": ("escalations", "R"), "left": ("video", "L")}
    assert room.window.desk_page.map.isVisible()


def test_that_a_monitor_that_goes_away_sends_its_screen_home_and_one_that_returns_gets_it_back(rooms: Any) -> None:
    room = rooms(LEFT, MIDDLE, RIGHT, layout="three")
    video = room.window.page_named("video").widget()
    assert video.window() is room.screens.windows["left"]
    assert not room.window.desk_page.map.isVisible()
    room.monitors.pulls("R")
    assert room.stands() == {"left": ("video", "L")}
    assert room.window.desk_page.map.isVisible()
    room.monitors.pulls("L")
    assert room.stands() == {}
    assert room.window.isAncestorOf(video)
    assert room.screens.preset.id == room.prefs.prefs.layout == "three"
    room.monitors.plugs(RIGHT)
    room.monitors.plugs(LEFT)
    assert room.stands() == {"right": ("map", "R"), "left": ("video", "L")}
    assert not room.window.desk_page.map.isVisible()


def test_that_a_lost_window_waits_for_its_own_monitor_and_takes_no_other(rooms: Any) -> None:
    room = rooms(LEFT, MIDDLE, RIGHT, layout="two")
    room.monitors.pulls("R")
    assert room.stands() == {}
    room.monitors.plugs(RIGHT)
    assert room.stands() == {"right": ("map", "R")}


def test_that_the_main_window_goes_back_to_its_own_monitor_when_that_returns(rooms: Any) -> None:
    room = rooms(MIDDLE, RIGHT, layout="two")
    room.monitors.pulls("M")
    assert room.stands() == {}
    assert room.window.isVisible()
    room.monitors.plugs(MIDDLE)
    assert room.monitors.main == "M"
    assert room.stands() == {"right": ("map", "R")}


def test_that_a_lone_neighbour_is_taken_where_none_is_remembered_and_left_alone_where_one_is() -> None:
    sides = (Side("right", "map"),)
    assert places(sides, (LEFT, MIDDLE), "M", {})["right"] is LEFT
    assert places(sides, (LEFT, MIDDLE), "M", {"right": "R"}) == {}


def test_that_no_layout_gives_two_windows_one_monitor_or_takes_that_of_the_main_window() -> None:
    for preset in PRESETS:
        for monitors in ((MIDDLE,), (MIDDLE, RIGHT), (LEFT, MIDDLE), (LEFT, MIDDLE, RIGHT)):
            found = list(places(preset.sides, monitors, "M", {}).values())
            assert MIDDLE not in found
            assert len({m.name for m in found}) == len(found) == min(len(preset.sides), len(monitors) - 1)


def test_that_the_keyboard_stays_in_the_main_window_while_others_open_change_and_close(rooms: Any) -> None:
    room = rooms(LEFT, MIDDLE, RIGHT, layout="three")
    focus = QApplication.focusWidget()
    assert room.window.isAncestorOf(focus)
    room.hub.report()
    room.hub.passes(30)
    room.folds()
    room.monitors.pulls("R")
    room.monitors.plugs(RIGHT)
    room.folds()
    QApplication.processEvents()
    assert QApplication.focusWidget() is focus
    assert QApplication.activeWindow() is room.window


def test_that_all_windows_have_one_selection_and_a_locked_map_stays_while_the_desk_moves_on(rooms: Any) -> None:
    room = rooms(MIDDLE, RIGHT, layout="two")
    page = room.screens.windows["right"].page
    first = room.desk.selection
    room.window.desk_page.step(1)
    assert room.desk.selection != first
    page.tick(room.desk.now())
    assert page.map._chosen.no == room.desk.selection
    room.screens.windows["right"].activateWindow()
    QApplication.processEvents()
    page.take_focus()  # the desk's list has an L of its own
    QTest.keyClick(page.map.canvas, Qt.Key.Key_L)
    assert page.map.is_locked
    assert not room.window.desk_page.map.is_locked
    page.case_wanted.emit(first)
    assert room.desk.selection == first
    assert room.window.desk_page.queue.current == first


def test_that_a_page_nobody_looks_at_does_not_move_the_selection(rooms: Any) -> None:
    room = rooms(MIDDLE, RIGHT, actor=LEAD, hub=shift(40))
    room.window.show_page("desk")
    for _ in range(6):
        room.window.desk_page.step(1)
    chosen = room.desk.selection
    room.window.switch_theme()
    room.window.switch_lang()
    room.folds()
    assert room.desk.selection == chosen


def test_that_shift_and_a_page_key_put_the_page_on_the_next_monitor_and_once_more_takes_it_away(rooms: Any) -> None:
    room = rooms(MIDDLE, RIGHT, layout="two")
    QTest.keyClick(QApplication.focusWidget() or room.window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    assert room.stands() == {"right": ("video", "R")}
    assert room.window.page.name == "desk"
    assert room.window.desk_page.map.isVisible()
    QTest.keyClick(QApplication.focusWidget() or room.window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    assert room.stands() == {"right": ("map", "R")}
    QTest.keyClick(QApplication.focusWidget() or room.window, Qt.Key.Key_F4)
    assert room.window.page.name == "video"


def test_that_with_one_monitor_a_second_window_is_refused_in_words(rooms: Any) -> None:
    room = rooms(MIDDLE)
    said: list[str] = []
    room.desk.noticed.connect(lambda notice: said.append(notice.en))
    QTest.keyClick(QApplication.focusWidget() or room.window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    assert said == ["There is only one monitor"]
    assert room.stands() == {}


def test_that_a_page_key_leads_to_the_page_where_it_stands(rooms: Any) -> None:
    room = rooms(LEFT, MIDDLE, RIGHT, layout="three")
    room.window.show_page("video")
    window = room.screens.windows["left"]
    assert QTest.qWaitForWindowActive(window)
    assert window.isAncestorOf(QApplication.focusWidget())
    assert room.window.page.name == "desk"


def test_that_nothing_is_shown_elsewhere_before_somebody_signs_in_nor_behind_a_sign_in(rooms: Any) -> None:
    room = rooms(MIDDLE, layout="two", signed_in=False)
    room.monitors.plugs(RIGHT)
    assert room.stands() == {}
    room.hub.picture()
    room.folds()
    assert room.stands() == {"right": ("map", "R")}
    room.window.ask_sign_in()
    room.window.tick()
    assert room.screens.windows["right"].isHidden()
    room.window.sign_in.hide()
    room.window.tick()
    assert room.screens.windows["right"].isVisible()


def test_that_the_always_visible_items_stand_in_every_window(rooms: Any) -> None:
    room = rooms(LEFT, MIDDLE, RIGHT, layout="three")
    for window in room.screens.windows.values():
        for width in (1920, 1366):
            window.resize(width, 768)
            assert {"unacked", "next", "overdue", "links", "shift", "clock"} <= set(window.strip.shown())
    room.hub.goes_down()
    room.folds()
    assert all(window.banner.isVisible() for window in room.screens.windows.values())


def test_that_the_columns_a_seat_chose_are_there_again_for_that_layout_only(rooms: Any, tmp_path: Path) -> None:
    room = rooms(MIDDLE, RIGHT, layout="one", folder=tmp_path)
    splitter = room.window.desk_page.splitter
    plain = splitter.sizes()
    splitter.setSizes([500, 800, 526])
    moved = splitter.sizes()
    assert moved != plain
    room.screens.choose("two")
    room.folds()
    assert splitter.sizes()[2] == 0
    again = rooms(MIDDLE, RIGHT, layout="one", folder=tmp_path)
    assert again.window.desk_page.splitter.sizes() == moved


def test_that_every_layout_is_a_row_that_can_be_chosen_by_its_words(rooms: Any) -> None:
    room = rooms(MIDDLE, RIGHT)
    rows = {action.id: action for action in room.screens.acts()}
    assert {f"layout.{preset.id}" for preset in PRESETS} <= set(rows)
    rows["layout.lead"].run()
    room.folds()
    assert room.stands() == {"right": ("seats", "R")}
    assert room.window.page.name == "escalations"
    assert rows["layout.wall"].refusal() is None
    room.monitors.pulls("R")
    assert rows["layout.wall"].refusal() is not None


def test_that_a_window_closed_by_hand_stays_closed_until_the_layout_is_chosen_again(rooms: Any) -> None:
    room = rooms(LEFT, MIDDLE, RIGHT, layout="three")
    room.screens.windows["left"].close()
    QApplication.processEvents()
    assert room.stands() == {"right": ("map", "R")}
    assert room.window.isAncestorOf(room.window.page_named("video").widget())
    room.screens.choose("three")
    assert set(room.stands()) == {"left", "right"}
