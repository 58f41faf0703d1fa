"""Tests of the map's picture: what is kept equals what is drawn anew, nothing covers a name, the ground fills it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.nouns import Case, Link, LinkState, Priority
from tests.core.domain.world import yingze
from tests.widgets.test_district_map import GRIDS, INNER, OTHER, SIZE, case, spot
from widgets.district_map import DistrictMap
from widgets.look import Look
from widgets.map_ground import Ground, without_spikes
from widgets.map_groups import Groups
from widgets.map_names import boxes, overlaps
from widgets.map_points import MOST_MERGED, Points, View, clusters
from widgets.theme import DARK, LIGHT, contrast

CASES = [case(n, n * 7 % len(GRIDS), tuple(Priority)[n % 4]) for n in range(60)]
ALL = {"links": True}


def opened(look: Look) -> DistrictMap:
    found = DistrictMap(look, yingze())
    found.resize(*SIZE)
    found.set_cases(CASES)
    found.show_layers(ALL)
    return found


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[DistrictMap]:
    found = opened(Look(DARK, "zh_CN"))
    found.show()
    assert QTest.qWaitForWindowExposed(found)
    QApplication.processEvents()
    yield found
    found.close()
    found.deleteLater()


def on_screen(shown: DistrictMap) -> QImage:
    """What the window shows, after only what asked for it was painted."""
    QApplication.processEvents()
    return shown.screen().grabWindow(shown.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)


def anew(shown: DistrictMap) -> QImage:
    """What a map shows that begins with this view, these marks and this look."""
    canvas = shown.canvas
    other = DistrictMap(canvas.look, yingze())
    other.resize(shown.size())
    other.canvas.cases, other.canvas.titles = canvas.cases, canvas.titles
    other.canvas.workers, other.canvas.sites = canvas.workers, canvas.sites
    other.show_layers(canvas.shown)
    other.grab()  # it has its size from here on
    other.show_case(shown._chosen)
    other.canvas._scale = canvas._scale
    other.canvas._stand(canvas._asked())
    other.canvas._grouped = None
    found = other.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    other.deleteLater()
    return found


def moves(shown: DistrictMap) -> dict[str, Callable[[], None]]:
    canvas, site = shown.canvas, next(iter(yingze().links.values()))
    down = {site.id: Link(site.id, site.network, LinkState.DOWN, CASES[0].opened_at)}
    return {
        "near": lambda: shown.show_case(CASES[20]),
        "pan": lambda: canvas._pan(67, -41),
        "far pan": lambda: canvas._pan(-700, 520),
        "move": lambda: shown.change_cases([case(3, 99), case(4, 21, Priority.P1)]),
        "come and go": lambda: shown.change_cases([case(200, 77, Priority.P1)], [CASES[5].no]),
        "other case": lambda: canvas.choose(CASES[8].no, CASES[8].grid, [GRIDS[50].code]),
        "this case": lambda: shown.show_case(CASES[9]),
        "in": lambda: canvas.zoom(1.5, QPointF(100, 90)),
        "out": lambda: canvas.zoom(1 / 1.5),
        "site": lambda: shown.show_links(down),
        "theme": lambda: shown.restyle(Look(LIGHT, "en")),
        "no names": lambda: shown.show_layers({"names": False}),
        "no grids": lambda: shown.show_layers({"grids": False, "names": True}),
        "whole": canvas.fit,
        "moves far": lambda: shown.change_cases([case(n, n * 11 % len(GRIDS)) for n in range(2, 60, 8)]),
        "size": lambda: shown.resize(700, 500),
    }


def test_that_a_kept_picture_is_what_a_new_one_would_be(shown: DistrictMap) -> None:
    shown.canvas.clearFocus()  # the other one has none
    shown.show_case(CASES[1])
    for name, move in moves(shown).items():
        move()
        if name == "other case":
            shown._chosen = CASES[8]
            shown.canvas.choose(CASES[8].no, CASES[8].grid)
        assert on_screen(shown) == anew(shown), name


def crowd(count: int, seed: int) -> list[Case]:
    """Cases anywhere in the district, so many that their groups are kept up instead of being made anew."""
    rng, ground = Random(seed), Ground(yingze())
    extent = ground.extent
    spots = (
        (rng.uniform(extent.left(), extent.right()), rng.uniform(extent.top(), extent.bottom())) for _ in range(count)
    )
    degrees = [ground.flat.degrees(*spot) for spot in spots]
    return [
        case(n, n % len(GRIDS), rng.choice(tuple(Priority)), lon=lon, lat=lat) for n, (lon, lat) in enumerate(degrees)
    ]


def test_that_a_crowd_on_the_move_leaves_no_mark_behind(shown: DistrictMap) -> None:
    shown.canvas.clearFocus()
    shown.resize(1200, 900)
    shown.set_cases(crowd(3_000, 1))
    on_screen(shown)
    assert len(shown.canvas.scene().cases) > MOST_MERGED
    for seed in range(2, 7):
        moved = crowd(3_000, seed)[:: 90 + seed]
        shown.change_cases(moved[1:], [moved[0].no])
        if seed == 4:
            shown.canvas.cases_at(300, 300)  # asking what is there takes nothing away
        assert shown.canvas._dirty is not None, "not all of it is painted"
        assert on_screen(shown) == anew(shown), seed


def test_that_kept_groups_are_those_made_anew() -> None:
    points, extent, rng = Points(), Ground(yingze()).extent, Random(5)

    def put(number: int) -> None:
        x, y = rng.uniform(extent.left(), extent.right()), rng.uniform(extent.top(), extent.bottom())
        points.put(str(number), x, y, rng.randrange(4))

    for number in range(900):
        put(number)
    view = View(extent.center().x(), extent.center().y(), 0.05, 900.0, 700.0)
    groups = Groups(points, extent, 700.0)
    for _ in range(30):
        for number in rng.sample(range(950), 20):
            if rng.random() < 0.3:
                points.drop(str(number))
            else:
                put(number)
        groups.refresh(view)
        found, fresh = groups.clusters(), clusters(*points.all(), 700.0)
        rows = {
            (round(x, 6), round(y, 6), k, c)
            for x, y, k, c in zip(found.x, found.y, found.kind, found.count, strict=True)
        }
        assert rows == {
            (round(x, 6), round(y, 6), k, c)
            for x, y, k, c in zip(fresh.x, fresh.y, fresh.kind, fresh.count, strict=True)
        }
        assert sorted(len(found.members(n)) for n in range(len(found.x))) == sorted(found.count.tolist())


def test_that_a_mark_that_comes_upon_a_name_drives_it_away(shown: DistrictMap) -> None:
    shown.canvas.clearFocus()
    shown.show_case(case(300, INNER))
    on_screen(shown)
    before = shown.canvas.scene().names
    left, top, right, bottom = before[-1].box
    lon, lat = shown.degrees_at((left + right) / 2, (top + bottom) / 2)
    shown.change_cases([case(301, OTHER, lon=lon, lat=lat)])
    assert before[-1] not in shown.canvas.scene().names
    assert on_screen(shown) == anew(shown)
    shown.change_cases([], [case(301, OTHER).no])
    assert shown.canvas.scene().names == before
    assert on_screen(shown) == anew(shown)


def test_that_a_mark_that_moves_paints_only_where_it_was_and_is(shown: DistrictMap) -> None:
    shown.canvas.show_layer("names", False)
    shown.show_case(case(300, INNER))
    shown.set_cases([case(300, INNER), case(301, OTHER)])
    on_screen(shown)
    asked = shown.canvas._dirty_region
    assert asked.isEmpty()
    shown.change_cases([case(302, INNER + 1)])
    asked = shown.canvas._dirty_region
    assert 0 < sum(each.width() * each.height() for each in asked) < 3_000
    assert asked.contains(spot(shown, case(302, INNER + 1).no))
    on_screen(shown)
    shown.change_cases([case(302, INNER + 1)])
    assert shown.canvas._dirty_region.isEmpty(), "nothing is another"


@pytest.mark.parametrize("scale", [0.05, 0.12, 0.2, 0.4, 1.0])
def test_that_no_name_is_under_a_mark_or_a_plate_and_none_over_another(shown: DistrictMap, scale: float) -> None:
    canvas = shown.canvas
    some = 0
    for place in range(0, len(GRIDS), 23):
        shown.show_case(case(400 + place, place))
        canvas.fit()
        canvas.zoom(scale / canvas._scale)
        canvas.centre_on(*canvas._ground.centres[GRIDS[place].code])
        scene = canvas.scene()
        names = boxes(name.box for name in scene.names)
        covered = [scene.case_boxes, boxes(scene.plates), canvas._clear, canvas._site_boxes(scene.view)]
        if scene.chosen is not None:
            covered.append(boxes([scene.chosen.plate, scene.chosen.box()]))
        for each in covered:
            assert not overlaps(names, each).any()
        assert np.count_nonzero(overlaps(names, names)) == len(names)
        some += len(names)
    assert some > 8, "there are names"


def test_that_the_selected_grid_is_named_before_others(shown: DistrictMap) -> None:
    shown.show_case(case(500, INNER))
    chosen = [name for name in shown.canvas.scene().names if name.is_chosen]
    assert [name.text for name in chosen] == [GRIDS[INNER].name_zh]


def test_that_a_town_is_named_over_its_own_ground_only(shown: DistrictMap) -> None:
    canvas, district = shown.canvas, yingze()
    towns = {town.name_zh: town.code for town in district.towns.values()}
    canvas.fit()
    names = canvas.scene().names
    assert names
    for name in names:
        left, top, right, bottom = name.box
        x, y = canvas.view().spot((left + right) / 2, (top + bottom) / 2)
        assert canvas._ground.towns_near(np.array([x]), np.array([y])) == [towns[name.text]]


def test_that_a_grids_surface_has_no_spike() -> None:
    ring = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 18.0), (0.0, 8.0), (0.0, 0.0)]
    assert (0.0, 18.0) not in without_spikes(ring)
    square = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)]
    assert without_spikes(square) == square
    for path in Ground(yingze()).grids.values():
        steps = (path.elementAt(at) for at in range(path.elementCount()))
        spots = [(step.x, step.y) for step in steps]
        assert without_spikes(spots) == spots


def test_that_a_picture_at_another_fineness_is_drawn_for_it(shown: DistrictMap) -> None:
    def pictured(first: float) -> QImage:
        for ratio in (first, 1.5):
            found = QImage(shown.size() * ratio, QImage.Format.Format_RGB32)
            found.setDevicePixelRatio(ratio)
            shown.render(found)
        return found

    shown.canvas.clearFocus()
    assert pictured(1.0) == pictured(1.5)
    assert on_screen(shown) == anew(shown)


def empty(shown: DistrictMap) -> float:
    """The share of the window that shows no ground of the district."""
    canvas = shown.canvas
    spots = [(x, y) for x in range(5, canvas.width(), 20) for y in range(5, canvas.height(), 20)]
    outline = canvas._ground.outline
    return sum(not outline.contains(QPointF(*canvas.view().spot(*each))) for each in spots) / len(spots)


def test_that_beside_the_border_the_district_fills_the_map_and_the_case_is_in_sight(shown: DistrictMap) -> None:
    worst = 0.0
    for place in range(len(GRIDS)):
        shown.show_case(case(1000 + place, place))
        at = spot(shown, case(1000 + place, place).no)
        assert shown.canvas.rect().adjusted(20, 20, -20, -20).contains(at), GRIDS[place].code
        worst = max(worst, empty(shown))
    assert worst < 0.5
    for _ in range(60):
        QTest.keyClick(shown.canvas, Qt.Key.Key_Up)
    assert empty(shown) < 0.6


def test_that_a_spot_outside_is_never_reached_by_dragging_and_every_grid_is(shown: DistrictMap) -> None:
    canvas, ground = shown.canvas, Ground(yingze())
    canvas.centre_on(*ground.centres[GRIDS[0].code], least_scale=0.2)
    for x, y in ground.centres.values():
        for _ in range(200):
            view = canvas.view()
            px, py = (x - view.x) * view.scale, (y - view.y) * view.scale
            if abs(px) < view.width / 2 and abs(py) < view.height / 2:
                break
            canvas._pan(float(np.clip(px, -60, 60)), float(np.clip(py, -60, 60)))
        else:
            pytest.fail("a grid cannot be dragged into sight")


def test_that_the_whole_district_with_its_marks_fits_at_every_size(shown: DistrictMap) -> None:
    for size in ((528, 600), (300, 330), (900, 400)):
        shown.resize(*size)
        QApplication.processEvents()
        canvas, extent = shown.canvas, shown.canvas._ground.extent
        x, y = canvas.view().to_screen(
            np.array([extent.left(), extent.right()]), np.array([extent.top(), extent.bottom()])
        )
        assert x[0] >= 28
        assert x[1] <= canvas.width() - 28
        assert y[0] >= 28
        assert y[1] <= canvas.height() - 34
        assert abs(x[0] - (canvas.width() - x[1])) <= 2, "in the middle"


def test_that_names_can_be_read_on_their_plates() -> None:
    for theme in (DARK, LIGHT):
        assert contrast(theme.t1, theme.map.block) >= 4.5
        assert contrast(theme.t2, theme.map.block) >= 4.5


def test_that_a_snapped_view_is_less_than_a_pixel_away_and_stays_as_it_is() -> None:
    view = View(1234.567, -98.76, 0.213, 528.0, 561.0)
    for ratio in (1.0, 1.25, 2.0):
        snapped = view.snapped(ratio)
        assert abs(snapped.x - view.x) * view.scale <= 0.51 / ratio
        assert snapped.corner(ratio) == view.corner(ratio)
    assert replace(view, x=view.x + 1 / view.scale).corner(1.0)[0] == view.corner(1.0)[0] + 1
