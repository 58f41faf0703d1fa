"""Tests of the district map: what is drawn where, what a click means, and what stays put."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.nouns import HIDDEN, Case, Link, LinkState, Priority, Task, TaskState
from tests.core.domain.world import yingze
from widgets.district_map import DistrictMap
from widgets.look import Look
from widgets.map_canvas import CLUSTER_BELOW
from widgets.map_ground import Ground, chains
from widgets.map_marks import round_length
from widgets.map_points import Points, clusters
from widgets.theme import DARK, LIGHT

GRIDS = list(yingze().grids.values())
SIZE = (528, 600)
INNER, OTHER = 120, 70  # grids with ground all around


def case(number: int, place: int, priority: Priority = Priority.P3, **more: object) -> Case:
    """A case in the middle of one grid."""
    lon, lat = GRIDS[place].centre
    fields: dict[str, object] = {"lon": lon, "lat": lat, "grid": GRIDS[place].code} | more
    no, at = f"YZ-20261122-{number:04d}", datetime(2026, 11, 22, tzinfo=UTC)
    return Case(no=no, version=1, title=f"事件 {number}", opened_at=at, source="app", priority=priority, **fields)  # type: ignore[arg-type]


@pytest.fixture
def district_map(qapp: QApplication) -> Iterator[DistrictMap]:
    found = DistrictMap(Look(DARK, "zh_CN"), yingze())
    found.resize(*SIZE)
    found.show()
    assert QTest.qWaitForWindowExposed(found)
    yield found
    found.close()
    found.deleteLater()


def spot(shown: DistrictMap, no: str) -> QPoint:
    """Where a case stands on the canvas."""
    at = shown.canvas.cases.at(no)
    assert at is not None
    x, y = shown.canvas.view().to_screen(np.array([at[0]]), np.array([at[1]]))
    return QPoint(round(float(x[0])), round(float(y[0])))


def click(shown: DistrictMap, at: QPoint) -> list[str]:
    """What a click there selects."""
    told: list[str] = []
    shown.selected.connect(told.append)
    QTest.mouseClick(shown.canvas, Qt.MouseButton.LeftButton, pos=at)
    shown.selected.disconnect(told.append)
    return told


def test_that_a_click_on_a_badge_selects_its_case_and_on_bare_ground_nothing(district_map: DistrictMap) -> None:
    district_map.set_cases([case(417, 10)])
    assert click(district_map, spot(district_map, case(417, 10).no)) == [case(417, 10).no]
    assert click(district_map, QPoint(5, 5)) == []


def test_that_a_drag_moves_the_ground_and_selects_nothing(district_map: DistrictMap) -> None:
    one = case(417, 10)
    district_map.set_cases([one])
    before, told = spot(district_map, one.no), []
    district_map.selected.connect(told.append)
    canvas = district_map.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=before)
    for step in (10, 25, 40):
        QTest.mouseMove(canvas, before + QPoint(step, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=before + QPoint(40, 0))
    assert told == []


def test_that_the_map_goes_to_the_selected_case_and_stays_when_pinned(district_map: DistrictMap) -> None:
    one, other = case(1, INNER), case(2, OTHER)
    district_map.set_cases([one, other])
    district_map.show_case(one)
    middle = QPoint(district_map.canvas.width() // 2, district_map.canvas.height() // 2)
    assert (spot(district_map, one.no) - middle).manhattanLength() <= 4
    QTest.keyClick(district_map.canvas, Qt.Key.Key_L)
    assert district_map.status() == "已固定，不跟随"
    before = district_map.canvas.view()
    district_map.show_case(other)
    assert district_map.canvas.view() == before
    QTest.keyClick(district_map.canvas, Qt.Key.Key_L)
    assert (spot(district_map, other.no) - middle).manhattanLength() <= 4


def test_that_a_new_version_of_the_selected_case_does_not_move_the_ground(district_map: DistrictMap) -> None:
    one = case(1, 5)
    district_map.set_cases([one])
    district_map.show_case(one)
    district_map.canvas.zoom(1.5)
    QTest.keyClick(district_map.canvas, Qt.Key.Key_Right)
    before = district_map.canvas.view()
    district_map.show_case(replace(one, version=2))
    assert district_map.canvas.view() == before


def test_that_a_case_without_a_place_is_said_to_have_none(district_map: DistrictMap) -> None:
    district_map.show_case(case(417, 3, lon=None, lat=None, grid=None))
    assert district_map.status() == "0417 没有位置"
    district_map.show_case(case(418, 3, lon=None, lat=None))
    assert district_map.status() == "跟随所选事件", "a grid is a place"


def test_that_closed_cases_and_those_out_of_sight_leave_the_map(district_map: DistrictMap) -> None:
    district_map.set_cases([case(1, 5), case(2, 6)])
    district_map.change_cases([replace(case(1, 5), closed_at=datetime(2026, 11, 22, tzinfo=UTC))], [case(2, 6).no])
    assert len(district_map.canvas.cases) == 0


def test_that_hidden_titles_stay_hidden(district_map: DistrictMap) -> None:
    one = replace(case(417, 10), title=HIDDEN)
    district_map.set_cases([one])
    at = spot(district_map, one.no)
    assert district_map.canvas.told_at(at.x(), at.y()) == "0417 已脱敏"


def test_that_far_away_several_cases_are_one_mark_with_the_most_urgent_in_front_and_a_click_parts_them(
    district_map: DistrictMap,
) -> None:
    cases = [case(1, 5, Priority.P4), case(2, 6, Priority.P1), case(3, 7, Priority.P3)]
    district_map.set_cases(cases)
    canvas = district_map.canvas
    found = canvas.clusters()
    assert (len(found.x), int(found.count[0]), int(found.kind[0])) == (1, 3, 0)
    at = spot(district_map, cases[1].no)
    assert set(canvas.cases_at(at.x(), at.y())) == {c.no for c in cases}
    assert click(district_map, at) == []
    assert len(canvas.clusters().x) == 3


def test_that_cases_in_one_spot_are_chosen_in_turn(district_map: DistrictMap) -> None:
    cases = [case(1, 5), case(2, 5)]
    district_map.set_cases(cases)
    first = click(district_map, spot(district_map, cases[0].no))
    district_map.show_case(next(c for c in cases if c.no == first[0]))
    second = click(district_map, spot(district_map, cases[0].no))
    assert {*first, *second} == {c.no for c in cases}


def test_that_near_marks_that_would_cover_each_other_are_one_with_a_figure(district_map: DistrictMap) -> None:
    lon, lat = GRIDS[5].centre
    cases = [case(at, 5, Priority.P4, lon=lon + at * 0.0002, lat=lat) for at in range(4)]
    far = case(9, 5, Priority.P4, lon=lon + 0.004, lat=lat)
    district_map.set_cases([*cases, far])
    canvas = district_map.canvas
    district_map.show_case(cases[0])
    assert canvas.view().scale >= CLUSTER_BELOW
    found = canvas.clusters()
    assert sorted(found.count.tolist()) == [1, 4]
    at = spot(district_map, cases[0].no)
    assert set(canvas.cases_at(at.x(), at.y())) >= {c.no for c in cases}


def test_that_zooming_keeps_the_spot_under_the_pointer(district_map: DistrictMap) -> None:
    one = case(1, 5)
    district_map.set_cases([one])
    district_map.show_case(one)
    at = spot(district_map, one.no) + QPoint(60, -30)
    before = district_map.canvas.view().spot(at.x(), at.y())
    district_map.canvas.zoom(1.5, at.toPointF())
    after = district_map.canvas.view().spot(at.x(), at.y())
    assert np.allclose(before, after, rtol=0, atol=1.5 / district_map.canvas.view().scale)


def test_that_a_layer_switched_off_is_neither_seen_nor_hit(district_map: DistrictMap) -> None:
    one = case(1, 5)
    district_map.set_cases([one])
    at = spot(district_map, one.no)
    district_map.canvas.show_layer("cases", False)
    assert district_map.canvas.cases_at(at.x(), at.y()) == ()
    shown = district_map.canvas.grab().toImage()
    district_map.canvas.show_layer("cases", True)
    assert district_map.canvas.grab().toImage() != shown


def test_that_every_layer_changes_the_picture(district_map: DistrictMap) -> None:
    for name in ("grids", "units", "links"):
        before = district_map.canvas.grab().toImage()
        district_map.canvas.show_layer(name, not district_map.canvas.shown[name])
        assert district_map.canvas.grab().toImage() != before, name


def test_that_a_grid_is_named_under_the_pointer(district_map: DistrictMap) -> None:
    one = case(1, 40)
    district_map.set_cases([one])
    district_map.show_case(one)
    district_map.set_cases([])
    for name in ("units", "links"):
        district_map.canvas.show_layer(name, False)
    middle = QPoint(district_map.canvas.width() // 2, district_map.canvas.height() // 2)
    assert district_map.canvas.told_at(middle.x(), middle.y()) == GRIDS[40].name_zh


def test_that_it_wears_both_themes_and_languages_and_says_that_there_is_no_base_map(
    district_map: DistrictMap,
) -> None:
    assert "底图不可用" in district_map.accessibleDescription()
    district_map.restyle(Look(LIGHT, "en"))
    assert "grid outlines only" in district_map.accessibleDescription()
    assert district_map.canvas.grab().toImage().pixelColor(3, 3) == LIGHT.map.land


def test_that_letters_of_the_page_are_left_to_the_page(district_map: DistrictMap) -> None:
    told: list[int] = []

    class Host(DistrictMap):
        def keyPressEvent(self, event: object) -> None:
            told.append(event.key())  # type: ignore[attr-defined]

    host = Host(Look(DARK, "zh_CN"), yingze())
    QTest.keyClick(host.canvas, Qt.Key.Key_J)
    QTest.keyClick(host.canvas, Qt.Key.Key_L)
    assert told == [Qt.Key.Key_J]
    host.deleteLater()


# --- the parts --------------------------------------------------------------------------------------------------


def test_that_each_border_is_drawn_once() -> None:
    square = [((0.0, 0.0), (1.0, 0.0)), ((1.0, 0.0), (1.0, 1.0)), ((1.0, 1.0), (0.0, 1.0)), ((0.0, 1.0), (0.0, 0.0))]
    assert [len(line) for line in chains(square)] == [5]
    crossing = [*square, ((1.0, 0.0), (2.0, 0.0))]
    used = [frozenset(pair) for line in chains(crossing) for pair in itertools.pairwise(line)]
    assert sorted(map(sorted, used)) == sorted(sorted(edge) for edge in crossing)


def test_that_every_grid_has_a_surface_and_its_centre_lies_in_it() -> None:
    ground = Ground(yingze())
    outside = [code for code, path in ground.grids.items() if not path.contains(QPointF(*ground.centres[code]))]
    assert outside == []


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=80))
def test_that_marks_are_what_was_put_and_not_dropped(steps: list[tuple[int, bool]]) -> None:
    points, kept = Points(), {}
    for number, is_put in steps:
        name = str(number)
        if is_put:
            points.put(name, float(number), -float(number), number % 4)
            kept[name] = number
        else:
            points.drop(name)
            kept.pop(name, None)
    slots, x, _, kind = points.all()
    assert dict(zip(points.names(slots), x.tolist(), strict=True)) == {n: float(v) for n, v in kept.items()}
    assert kind.tolist() == sorted(kind.tolist(), reverse=True)


@given(st.lists(st.tuples(st.floats(-5e3, 5e3), st.floats(-5e3, 5e3), st.integers(0, 3)), max_size=60))
def test_that_groups_hold_every_mark_once_and_lead_with_the_most_urgent(marks: list[tuple[float, float, int]]) -> None:
    points = Points()
    for number, (x, y, kind) in enumerate(marks):
        points.put(str(number), x, y, kind)
    for found in (clusters(*points.all(), 300.0), clusters(*points.all(), 300.0).merged(260.0)):
        members = [points.names(found.members(place)) for place in range(len(found.x))]
        assert sorted(name for group in members for name in group) == sorted(str(n) for n in range(len(marks)))
        assert [len(group) for group in members] == found.count.tolist()
        leads = [min(points.kind(name) for name in group) for group in members]
        assert leads == found.kind.tolist()


@given(st.floats(0.01, 1e6))
def test_that_the_scale_bar_has_a_round_length_that_fits(most: float) -> None:
    length = round_length(most)
    assert most / 2.5 <= length * 1.0001
    assert length <= most


def test_that_a_fast_walk_through_the_list_moves_the_ground_once_when_the_hand_rests(district_map: DistrictMap) -> None:
    cases = [case(1, 5), case(2, OTHER), case(3, INNER)]
    district_map.set_cases(cases)
    before = district_map.canvas.view()
    for each in cases:
        district_map.follow(each)
        assert district_map.canvas.view() == before
    district_map.settle()
    middle = QPoint(district_map.canvas.width() // 2, district_map.canvas.height() // 2)
    assert (spot(district_map, cases[-1].no) - middle).manhattanLength() <= 4
    here = district_map.canvas.view()
    district_map.settle()
    assert district_map.canvas.view() == here, "nothing waits any more"


# --- layers, keys, people, lines ----------------------------------------------------------------------------------


def press(shown: DistrictMap, *keys: Qt.Key) -> None:
    """Keys where the keyboard is on the map."""
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or shown.canvas, key)


def test_that_layers_are_switched_by_keys_alone_and_the_keyboard_comes_back(district_map: DistrictMap) -> None:
    district_map.activateWindow()
    assert QTest.qWaitForWindowActive(district_map)
    district_map.canvas.setFocus()
    chosen: list[dict[str, bool]] = []
    district_map.layers_changed.connect(chosen.append)
    press(district_map, Qt.Key.Key_T, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert (chosen[-1]["cases"], district_map.canvas.shown["cases"]) == (False, False)
    assert district_map.status() == "事件图层已关"
    press(district_map, Qt.Key.Key_Space)
    assert district_map.canvas.shown["cases"]
    press(district_map, Qt.Key.Key_Escape)
    assert not district_map.layers.isVisible()
    assert district_map.canvas.hasFocus()


def test_that_keys_go_from_mark_to_mark_the_most_urgent_first_and_enter_selects(district_map: DistrictMap) -> None:
    cases = [case(1, 5, Priority.P4), case(2, 90, Priority.P1), case(3, 190, Priority.P3)]
    district_map.set_cases(cases)
    told: list[str] = []
    district_map.selected.connect(told.append)
    for _ in range(3):
        QTest.keyClick(district_map.canvas, Qt.Key.Key_N)
        QTest.keyClick(district_map.canvas, Qt.Key.Key_Return)
    QTest.keyClick(district_map.canvas, Qt.Key.Key_P)
    QTest.keyClick(district_map.canvas, Qt.Key.Key_Return)
    assert told == [cases[1].no, cases[2].no, cases[0].no, cases[2].no]


def test_that_enter_opens_a_mark_of_several_and_none_of_them_is_lost(district_map: DistrictMap) -> None:
    cases = [case(1, 5, Priority.P4), case(2, 6, Priority.P1), case(3, 7, Priority.P2)]
    district_map.set_cases(cases)
    QTest.keyClick(district_map.canvas, Qt.Key.Key_N)
    assert "3 件，最急特急：0002" in district_map.canvas.accessibleDescription()
    QTest.keyClick(district_map.canvas, Qt.Key.Key_Return)
    group = district_map.canvas.clusters()
    assert sorted(group.kind.tolist()) == [0, 1, 3], "each has its own shape now"


def test_that_a_worker_is_shown_at_the_grid_only_while_there_is_a_task(district_map: DistrictMap) -> None:
    grid = next(g for g in GRIDS if any(p.worker and p.kind == "grid_worker" for p in yingze().posts_at[g.code]))
    unit = next(u for u in yingze().units.values() if u.place == grid.code)
    sent = Task(id="t", unit=unit.id, role="lead", state=TaskState.SENT, sent_at=datetime(2026, 11, 22, tzinfo=UTC))
    one = case(1, GRIDS.index(grid))
    district_map.set_cases([one])
    assert len(district_map.canvas.workers) == 0
    district_map.change_cases([replace(one, tasks=(sent,))])
    names = list(district_map.canvas.worker_names)
    assert names
    assert district_map.canvas.workers.at(names[0]) == district_map._ground.centres[grid.code]
    district_map.change_cases([replace(one, tasks=(replace(sent, state=TaskState.COMPLETED),))])
    assert len(district_map.canvas.workers) == 0
    assert district_map.canvas.worker_names == {}


def test_that_a_department_with_a_task_puts_nobody_on_the_map(district_map: DistrictMap) -> None:
    unit = next(u for u in yingze().units.values() if u.kind == "department")
    sent = Task(id="t", unit=unit.id, role="lead", state=TaskState.SENT, sent_at=datetime(2026, 11, 22, tzinfo=UTC))
    district_map.set_cases([replace(case(1, 5), tasks=(sent,))])
    assert len(district_map.canvas.workers) == 0


def test_that_a_camera_that_is_down_looks_and_is_called_otherwise(district_map: DistrictMap) -> None:
    site = next(s for s in yingze().links.values() if s.network != "rooms")
    district_map.show_layers({"links": True, "units": False})

    def pictured(state: LinkState) -> tuple[int, str, object]:
        district_map.show_links({site.id: Link(site.id, site.network, state, datetime(2026, 11, 22, tzinfo=UTC))})
        canvas = district_map.canvas
        return canvas.sites.kind(site.id), canvas._site_said(site.id), canvas.grab().toImage()

    fine, down, unknown = pictured(LinkState.OK), pictured(LinkState.DOWN), pictured(LinkState.UNKNOWN)
    assert len({fine[0], down[0], unknown[0]}) == 3
    assert fine[2] != down[2]
    assert down[2] != unknown[2]
    assert down[1].startswith(site.name_zh)
    assert down[1] != fine[1]


def test_that_the_map_says_what_is_selected_and_how_many_of_each_there_are(district_map: DistrictMap) -> None:
    cases = [case(1, 5, Priority.P1), case(2, 60, Priority.P2), case(3, 150, Priority.P4)]
    district_map.set_cases(cases)
    district_map.show_case(cases[1])
    said = district_map.canvas.accessibleDescription()
    assert "事件 3 件，其中特急紧急 2 件" in said
    assert "已选 0002 事件 2" in said
    district_map.show_stale("数据截至 10:46")
    assert "数据截至 10:46" in district_map.canvas.accessibleDescription()
