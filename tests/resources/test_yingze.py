"""The shipped package of Yingze: what it must hold, and grids that cut the district up exactly."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.district import grid_at, parse_district
from core.domain.nouns import Kind, Priority
from core.domain.shapes import area_of, box_of, is_in_ring
from resources import data, district_files, district_names, scenario, text

YINGZE = parse_district(district_files("yingze"))
WEST, SOUTH, EAST, NORTH = box_of(YINGZE.boundary)


def test_that_yingze_is_shipped() -> None:
    assert "yingze" in district_names()


@pytest.mark.parametrize("ask", [district_files, scenario, text, data])
def test_that_what_is_not_shipped_is_a_lookup_error(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(LookupError):
        ask("nowhere")


def test_that_towns_and_communities_are_the_real_ones() -> None:
    assert len(YINGZE.towns) == 7
    assert len(YINGZE.communities) == 112
    assert YINGZE.towns["140106100"].name_zh == "郝庄镇"
    assert YINGZE.communities["140106001001"].name_zh == "察院后社区居委会"


def test_that_every_community_has_a_grid_and_all_say_they_are_invented() -> None:
    assert {grid.community for grid in YINGZE.grids.values()} == set(YINGZE.communities)
    assert 180 <= len(YINGZE.grids) <= 220
    assert all(grid.invented for grid in YINGZE.grids.values())
    assert b"INVENTED" in data("districts/yingze/grids.csv")


def test_that_the_grids_add_up_to_the_district() -> None:
    total = sum(area_of(grid.polygon) for grid in YINGZE.grids.values())
    assert total == pytest.approx(area_of(YINGZE.boundary), rel=1e-3)


@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_that_a_point_of_the_district_lies_in_exactly_one_grid(lon: float, lat: float) -> None:
    holding = [grid.code for grid in YINGZE.grids.values() if is_in_ring(grid.polygon, lon, lat)]
    assert len(holding) <= 1
    assert grid_at(YINGZE, lon, lat) == (holding[0] if holding else None)
    # The outline's straight edges were cut on a lattice of 1e-6 degree, so within some 0.1 m of it either may say so.
    here = is_in_ring(YINGZE.boundary, lon, lat)
    around = {is_in_ring(YINGZE.boundary, lon + dx, lat + dy) for dx in (-2e-6, 2e-6) for dy in (-2e-6, 2e-6)}
    if around == {here}:
        assert bool(holding) == here


def test_that_every_edge_inside_is_shared_by_exactly_two_grids() -> None:
    edges: Counter[frozenset[tuple[float, float]]] = Counter()
    for grid in YINGZE.grids.values():
        edges.update(frozenset(pair) for pair in zip(grid.polygon, grid.polygon[1:], strict=False))
    assert set(edges.values()) == {1, 2}
    outside = [point for edge, count in edges.items() if count == 1 for point in edge]
    # Every edge with one owner is part of the outline: its ends appear twice among such edges, as on any ring.
    assert set(Counter(outside).values()) == {2}


def test_that_the_duty_list_is_broad_and_every_kind_and_level_occurs() -> None:
    duties = YINGZE.duties.values()
    assert len(duties) >= 45
    assert len({duty.klass for duty in duties}) == 10
    assert {duty.kind for duty in duties} == set(Kind)
    assert {duty.priority for duty in duties} == set(Priority)
    for duty in duties:
        limits = duty.limits
        assert 0 < limits.response <= limits.receipt < limits.handling
        assert limits.scene == 0 or limits.receipt <= limits.scene <= limits.handling


def test_that_the_duty_list_says_its_values_are_defaults() -> None:
    assert "is a default, to be confirmed locally" in text("districts/yingze/duties.csv").split("\n")[1]


def test_that_police_fire_and_ambulance_are_outside_and_only_asked() -> None:
    assert {YINGZE.units[unit].kind for unit in ("police", "fire", "ambulance", "power")} == {"outside"}
    for duty in YINGZE.duties.values():
        assert all(YINGZE.units[unit].kind == "outside" for unit in duty.ask)
        assert all(YINGZE.units[unit].kind != "outside" for unit in (duty.lead, *duty.assist))


def test_that_every_town_has_its_centre_and_a_duty_post_that_is_filled() -> None:
    centres = {unit.place for unit in YINGZE.units.values() if unit.kind == "town"}
    filled = {post.place for post in YINGZE.posts if post.kind == "town_duty" and post.worker}
    assert centres == filled == set(YINGZE.towns)


def test_that_some_posts_are_vacant_and_some_people_hold_several() -> None:
    held = Counter(post.worker for post in YINGZE.posts if post.worker)
    assert any(post.worker is None for post in YINGZE.posts)
    assert max(held.values()) > 1


def test_that_rooms_and_cameras_are_two_networks_on_every_level() -> None:
    levels = Counter((link.network, link.level) for link in YINGZE.links.values())
    assert levels["rooms", "district"] == 1
    assert levels["rooms", "town"] == 7
    assert levels["rooms", "community"] >= 20
    assert levels["cameras", "grid"] >= 40
    assert any(link.stream for link in YINGZE.links.values() if link.network == "cameras")


def test_that_everything_with_a_position_lies_in_the_district() -> None:
    sites = {link.id: (link.lon, link.lat) for link in YINGZE.links.values()}
    units = {u.id: (u.lon, u.lat) for u in YINGZE.units.values() if u.lon is not None and u.lat is not None}
    lost = [name for name, point in {**sites, **units}.items() if grid_at(YINGZE, *point) is None]
    assert lost == []


def test_that_sources_worked_by_hand_are_marked() -> None:
    assert YINGZE.sources["manual"].manual
    assert YINGZE.sources["supervision-13710"].manual
    assert not YINGZE.sources["app"].manual
