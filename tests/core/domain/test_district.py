"""A district package is read whole or refused with file, line and reason; and it answers who, where and how fast."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.district import (
    District,
    Limits,
    PackageError,
    by_address,
    grid_at,
    grids_by_address,
    grids_near,
    is_outside,
    ladder,
    limits_for,
    next_rung,
    parse_district,
    posts_of,
    read_package,
    suggest_duty,
)
from core.domain.nouns import LADDER, Priority, Rung
from core.domain.shapes import is_in_ring
from core.domain.tables import TABLES
from resources import district_files

FILES = district_files("yingze")
YINGZE = parse_district(FILES)
GRIDS = tuple(YINGZE.grids)


def changed(**files: bytes | None) -> dict[str, bytes]:
    """The package with some files replaced, or taken away with None; names are written with _ for the dot."""
    wanted = {name.replace("__", "."): content for name, content in files.items()}
    return {name: content for name, content in {**FILES, **wanted}.items() if content is not None}


def lines_of(file: str) -> list[str]:
    return FILES[file].decode().split("\n")


def rows_of(file: str) -> list[int]:
    """Indices of the data lines of a table."""
    kept = [index for index, line in enumerate(lines_of(file)) if line and not line.startswith("#")]
    return kept[1:]


def errors_with(file: str, lines: list[str]) -> list[tuple[str, int]]:
    district, errors = read_package({**FILES, file: "\n".join(lines).encode()})
    assert district is None
    assert all(error.reason_zh and error.reason_en for error in errors)
    return [(error.file, error.line) for error in errors]


def test_that_a_sound_package_reads_without_errors() -> None:
    district, errors = read_package(FILES)
    assert errors == ()
    assert district is not None
    assert (district.code, district.area, district.name_zh) == ("YZ", "140106", "迎泽区")


# --- errors ---------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [*TABLES, "district.toml", "grids.geojson", "boundary.geojson"])
def test_that_a_missing_file_is_named(file: str) -> None:
    _, errors = read_package({name: content for name, content in FILES.items() if name != file})
    assert (file, 1) in [(error.file, error.line) for error in errors]


@pytest.mark.parametrize("file", TABLES)
def test_that_a_missing_column_is_named_on_the_head_line(file: str) -> None:
    lines = lines_of(file)
    head = next(index for index, line in enumerate(lines) if not line.startswith("#"))
    column = TABLES[file][-1].name
    lines[head] = lines[head].replace(column, f"{column}_x")
    with pytest.raises(PackageError, match=f"missing column {column}") as caught:
        parse_district({**FILES, file: "\n".join(lines).encode()})
    assert (caught.value.file, caught.value.line) == (file, head + 1)


@pytest.mark.parametrize("file", TABLES)
def test_that_bytes_which_are_no_text_are_told_with_their_line(file: str) -> None:
    raw = FILES[file].split(b"\n")
    raw[2] += b"\xff"
    _, errors = read_package({**FILES, file: b"\n".join(raw)})
    assert (file, 3) in [(error.file, error.line) for error in errors]


Spoil = Callable[[str], str]
SPOILS: dict[str, Spoil] = {
    "a cell too many": lambda line: line + ",x",
    "a cell too few": lambda line: line.split(",", 1)[1],
    "no key": lambda line: "," + line.split(",", 1)[1],
    "an open quote": lambda line: '"' + line,
}


@given(st.sampled_from(sorted(TABLES)), st.sampled_from(sorted(SPOILS)), st.randoms(use_true_random=False))
def test_that_a_spoiled_row_is_named_by_file_and_line(file: str, spoil: str, rng: random.Random) -> None:
    lines = lines_of(file)
    at = rng.choice(rows_of(file))
    lines[at] = SPOILS[spoil](lines[at])
    assert (file, at + 1) in errors_with(file, lines)


@given(st.sampled_from(sorted(TABLES)), st.randoms(use_true_random=False))
def test_that_a_repeated_row_is_named_where_it_repeats(file: str, rng: random.Random) -> None:
    lines = lines_of(file)
    lines.insert(rows_of(file)[-1] + 1, lines[rng.choice(rows_of(file))])
    assert (file, rows_of(file)[-1] + 2) in errors_with(file, lines)


# file, column, a cell that cannot be
WRONG_CELLS = [
    ("towns.csv", "code", "14010600"),
    ("towns.csv", "code", "140105001"),
    ("towns.csv", "kind", "village"),
    ("communities.csv", "town", "140106999"),
    ("communities.csv", "name_zh", ""),
    ("grids.csv", "community", "140106001999"),
    ("grids.csv", "lon", "112.5x"),
    ("grids.csv", "lat", "nan"),
    ("grids.csv", "lon", "212.5"),
    ("grids.csv", "lon", "112.0"),
    ("grids.csv", "invented", "maybe"),
    ("units.csv", "kind", "police"),
    ("units.csv", "parent", "nobody"),
    ("units.csv", "place", "140106777"),
    ("units.csv", "lon", "nan"),
    ("units.csv", "id", "Hub Post"),
    ("workers.csv", "name_zh", ""),
    ("posts.csv", "kind", "king"),
    ("posts.csv", "place", "140106"),
    ("posts.csv", "worker", "w9999"),
    ("duties.csv", "lead", "nobody"),
    ("duties.csv", "lead", "fire"),
    ("duties.csv", "assist", "urban;nobody"),
    ("duties.csv", "assist", "police"),
    ("duties.csv", "ask", "urban"),
    ("duties.csv", "tier", "province"),
    ("duties.csv", "priority", "P5"),
    ("duties.csv", "kind", "matter"),
    ("duties.csv", "response", "15"),
    ("duties.csv", "receipt", "0m"),
    ("duties.csv", "scene", "1.5h"),
    ("duties.csv", "handling", "-3d"),
    ("duties.csv", "keywords", " ; "),
    ("links.csv", "network", "internet"),
    ("links.csv", "place", "nowhere"),
    ("sources.csv", "silence_limit", "soon"),
    ("sources.csv", "manual", "1"),
]


@pytest.mark.parametrize(("file", "column", "cell"), WRONG_CELLS)
def test_that_a_wrong_cell_is_named_by_file_line_and_column(file: str, column: str, cell: str) -> None:
    lines = lines_of(file)
    head = next(line for line in lines if not line.startswith("#")).split(",")
    at = rows_of(file)[2]
    cells = lines[at].split(",")
    cells[head.index(column)] = cell
    lines[at] = ",".join(cells)
    assert (file, at + 1) in errors_with(file, lines)


WRONG_SETTINGS = [
    ('code = "YZ"', "code = 5"),
    ('area = "140106"', 'area = "14"'),
    ("recall_seconds = 10", 'recall_seconds = "ten"'),
    ("recall_seconds = 10", "recall_seconds = 0"),
    ('P3 = { zh = "较急", en = "Elevated" }', 'P7 = { zh = "较急", en = "Elevated" }'),
    (
        "P2 = { response = 180, receipt = 600, scene = 2700, handling = 86400 }",
        "P2 = { response = -1, receipt = 600, scene = 2700, handling = 86400 }",
    ),
    ("P3 = 900", "P3 = 0"),
    ("P3 = 900", 'P3 = "a while"'),
    ('start = "20:00"', 'start = "24:00"'),
    ("utc_offset_minutes = 480", "utc_offset_minutes = 480\nfavourite_colour = 1"),
    ('zh = "网格首诊"', 'zh = "网格首诊'),
]


@pytest.mark.parametrize(("right", "wrong"), WRONG_SETTINGS)
def test_that_a_wrong_setting_is_named_by_its_line(right: str, wrong: str) -> None:
    text = FILES["district.toml"].decode()
    assert right in text
    line = text[: text.index(right)].count("\n") + 1 + wrong.count("\n")
    with pytest.raises(PackageError) as caught:
        parse_district(changed(district__toml=text.replace(right, wrong, 1).encode()))
    assert (caught.value.file, caught.value.line) == ("district.toml", line)


def test_that_a_lacking_level_is_named_at_its_section() -> None:
    text = FILES["district.toml"].decode().replace("P3 = 900\n", "")
    with pytest.raises(PackageError, match=r"\[climb\] lacks P3") as caught:
        parse_district(changed(district__toml=text.encode()))
    assert text.split("\n")[caught.value.line - 1] == "[climb]"


def shape_lines() -> list[str]:
    return lines_of("grids.geojson")


def spoiled_shape(spoil: Callable[[list[list[float]]], object], index: int = 7) -> list[str]:
    """grids.geojson with the ring on one line spoiled."""
    lines = shape_lines()
    feature = json.loads(lines[index].rstrip(","))
    spoil(feature["geometry"]["coordinates"][0])
    lines[index] = json.dumps(feature, separators=(",", ":")) + ","
    return lines


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ring: ring.pop(),
        lambda ring: ring.__delitem__(slice(2, None)),
        lambda ring: ring.__setitem__(1, [112.5]),
        lambda ring: ring.__setitem__(1, [112.5, 95.0]),
        lambda ring: ring.__setitem__(1, [float("nan"), 37.8]),
        lambda ring: ring.__setitem__(1, "here"),
    ],
)
def test_that_a_bad_polygon_is_named_by_its_line(spoil: Callable[[list[list[float]]], object]) -> None:
    assert ("grids.geojson", 8) in errors_with("grids.geojson", spoiled_shape(spoil))


def test_that_a_grid_without_a_shape_and_a_shape_without_a_grid_are_told() -> None:
    lines = shape_lines()
    code = json.loads(lines[7].rstrip(","))["properties"]["code"]
    other = code[:-2] + "99"
    lines[7] = lines[7].replace(code, other)
    told = errors_with("grids.geojson", lines)
    row = next(i for i in rows_of("grids.csv") if lines_of("grids.csv")[i].startswith(code))
    assert ("grids.csv", row + 1) in told
    assert ("grids.geojson", 8) in told


def test_that_grids_which_do_not_fill_the_district_are_told() -> None:
    def shrink(ring: list[list[float]]) -> None:
        west, south = ring[0]
        ring[:] = [[west + (x - west) * 0.1, south + (y - south) * 0.1] for x, y in ring]

    largest = max(range(1, len(GRIDS) + 1), key=lambda i: len(shape_lines()[i]))
    _, errors = read_package(changed(grids__geojson="\n".join(spoiled_shape(shrink, largest)).encode()))
    assert {error.file for error in errors} <= {"grids.geojson", "grids.csv"}
    assert any("of the district" in error.reason_en for error in errors)


def test_that_broken_json_is_named_by_its_line() -> None:
    lines = shape_lines()
    lines[4] = lines[4][:-5]
    told = errors_with("grids.geojson", lines)
    assert any(file == "grids.geojson" and line in (5, 6) for file, line in told)


def test_that_all_errors_are_told_in_file_and_line_order() -> None:
    lines = lines_of("duties.csv")
    first, second = rows_of("duties.csv")[3], rows_of("duties.csv")[9]
    for at in (second, first):
        lines[at] = re.sub(r",P\d,", ",Q1,", lines[at])
    assert errors_with("duties.csv", lines) == [("duties.csv", first + 1), ("duties.csv", second + 1)]


@given(st.sampled_from(sorted([*TABLES, "district.toml", "grids.geojson", "boundary.geojson"])), st.data())
def test_that_any_damage_ends_in_package_errors_and_never_in_a_crash(file: str, data: st.DataObject) -> None:
    raw = bytearray(FILES[file])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
    _, errors = read_package({**FILES, file: bytes(raw)})
    for error in errors:
        assert 1 <= error.line <= bytes(raw).count(b"\n") + 1 or error.file != file


def test_that_one_bad_row_is_told_once_and_not_by_all_that_build_on_it() -> None:
    lines = lines_of("towns.csv")
    at = rows_of("towns.csv")[0]
    lines[at] = lines[at].replace("subdistrict", "castle")
    assert errors_with("towns.csv", lines) == [("towns.csv", at + 1)]


# --- limits ---------------------------------------------------------------------------------


def test_that_a_duty_s_own_limits_hold_at_its_own_urgency() -> None:
    assert limits_for(YINGZE, "2-01", Priority.P1) == Limits(60, 180, 900, 14400)


def test_that_an_unknown_duty_takes_the_district_s_limits() -> None:
    assert limits_for(YINGZE, None, Priority.P2) == YINGZE.limits[Priority.P2]
    assert limits_for(YINGZE, "99-99", Priority.P4) == YINGZE.limits[Priority.P4]


def test_that_a_case_more_urgent_than_its_duty_has_tighter_limits() -> None:
    usual, urgent = (limits_for(YINGZE, "5-01", p) for p in (Priority.P4, Priority.P1))
    assert usual.response > urgent.response == YINGZE.limits[Priority.P1].response
    assert usual.handling > urgent.handling


def test_that_a_less_urgent_case_keeps_its_duty_s_limits() -> None:
    assert limits_for(YINGZE, "2-01", Priority.P4) == limits_for(YINGZE, "2-01", Priority.P1)


def test_that_a_clock_the_duty_does_not_have_stays_absent_however_urgent() -> None:
    assert limits_for(YINGZE, "6-04", Priority.P1).scene == 0


def test_that_a_duty_keeps_a_clock_the_district_has_no_limit_for() -> None:
    text = FILES["district.toml"].decode().replace("scene = 900, handling = 14400", "scene = 0, handling = 14400")
    district = parse_district(changed(district__toml=text.encode()))
    assert limits_for(district, None, Priority.P1).scene == 0
    assert limits_for(district, "5-01", Priority.P1).scene == YINGZE.duties["5-01"].limits.scene


# --- places ---------------------------------------------------------------------------------


@given(st.sampled_from(GRIDS))
def test_that_a_grid_s_centre_lies_in_it(code: str) -> None:
    assert grid_at(YINGZE, *YINGZE.grids[code].centre) == code


def test_that_a_shared_corner_belongs_to_at_most_one_grid() -> None:
    corners = {point for grid in YINGZE.grids.values() for point in grid.polygon}
    for lon, lat in corners:
        assert sum(is_in_ring(grid.polygon, lon, lat) for grid in YINGZE.grids.values()) <= 1


def test_that_a_point_outside_is_in_no_grid() -> None:
    assert grid_at(YINGZE, 112.0, 37.0) is None
    assert grid_at(YINGZE, 37.85, 112.56) is None


def test_that_grids_near_begin_with_the_one_at_the_point_and_grow_with_the_reach() -> None:
    grid = YINGZE.grids[GRIDS[0]]
    near, far = (grids_near(YINGZE, *grid.centre, metres) for metres in (1, 500))
    assert near == (grid.code,)
    assert far[0] == grid.code
    assert set(near) < set(far)


# --- posts and the ladder -------------------------------------------------------------------


def with_posts(**holders: str) -> District:
    """The package with only the posts named: kind=worker ids split by commas, "-" = vacant, for the first grid."""
    grid = YINGZE.grids[GRIDS[0]]
    place = {
        "grid": grid.code,
        "community": grid.community,
        "town": grid.town,
        "district": YINGZE.area,
        "shift": YINGZE.area,
    }
    rows = ["id,kind,place,worker"]
    for kind, people in holders.items():
        for number, worker in enumerate(people.split(",")):
            rows.append(f"{kind}-{number},{kind},{place[kind.split('_')[0]]},{'' if worker == '-' else worker}")
    return parse_district(changed(posts__csv="\n".join(rows).encode()))


FULL = {
    "grid_worker": "w0001",
    "grid_lead": "w0002",
    "grid_instructor": "w0008",
    "community_secretary": "w0003",
    "town_duty": "w0004,w0005",
    "district_duty": "w0006",
    "shift_lead": "w0007",
}


def climb(district: District, grid: str | None) -> list[tuple[Rung, tuple[str, ...]]]:
    """Every rung that is asked, from the bottom."""
    steps: list[tuple[Rung, tuple[str, ...]]] = []
    asked: set[str] = set()
    after: Rung | None = None
    while (step := next_rung(district, grid, asked, after)) is not None:
        steps.append(step)
        after = step[0]
        asked.update(step[1])
    return steps


def test_that_the_ladder_climbs_from_the_grid_to_the_shift_lead() -> None:
    assert climb(with_posts(**FULL), GRIDS[0]) == [
        (Rung.GRID, ("w0001", "w0002")),
        (Rung.COMMUNITY, ("w0003",)),
        (Rung.TOWN, ("w0004", "w0005")),
        (Rung.DISTRICT, ("w0006",)),
        (Rung.LEAD, ("w0007",)),
    ]


def test_that_a_vacant_rung_is_skipped() -> None:
    district = with_posts(**{**FULL, "community_secretary": "-", "grid_worker": "-"})
    assert [rung for rung, _ in climb(district, GRIDS[0])] == [Rung.GRID, Rung.TOWN, Rung.DISTRICT, Rung.LEAD]
    assert next_rung(district, GRIDS[0], set(), None) == (Rung.GRID, ("w0002",))


def test_that_a_person_with_several_posts_is_asked_once() -> None:
    district = with_posts(**{**FULL, "grid_lead": "w0001", "community_secretary": "w0001", "town_duty": "w0001,w0005"})
    assert climb(district, GRIDS[0])[:2] == [(Rung.GRID, ("w0001",)), (Rung.TOWN, ("w0005",))]


def test_that_a_case_without_a_grid_starts_at_the_district() -> None:
    for grid in (None, "140106999999-01"):
        assert climb(with_posts(**FULL), grid)[0] == (Rung.DISTRICT, ("w0006",))


def test_that_an_exhausted_ladder_has_no_next_rung() -> None:
    assert next_rung(with_posts(**FULL), GRIDS[0], set(), Rung.LEAD) is None
    assert climb(with_posts(grid_worker="-"), GRIDS[0]) == []


@given(st.sampled_from(GRIDS), st.sets(st.sampled_from(sorted(YINGZE.workers)), max_size=60))
def test_that_nobody_is_asked_twice_and_no_rung_comes_again(grid: str, asked: set[str]) -> None:
    known = set(asked)
    after: Rung | None = None
    while (step := next_rung(YINGZE, grid, known, after)) is not None:
        rung, people = step
        assert people
        assert not known & set(people)
        assert set(people) <= set(ladder(YINGZE, grid)[rung])
        assert after is None or LADDER.index(rung) > LADDER.index(after)
        known.update(people)
        after = rung


def test_that_the_posts_of_a_grid_show_the_vacant_ones() -> None:
    every = [post for grid in GRIDS for post in posts_of(YINGZE, grid)]
    assert {post.kind for post in posts_of(YINGZE, GRIDS[0])} == {
        "grid_lead",
        "grid_instructor",
        "grid_worker",
        "grid_assistant",
    }
    assert any(post.worker is None for post in every)
    assert posts_of(YINGZE, "nowhere") == ()


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("楼道里燃气味很浓，怀疑漏气", "2-01"),
        ("消防通道被车堵死", "1-02"),
        ("慢车道上井盖缺失", "4-01"),
        ("三十名工人讨薪，拖欠两个月", "6-03"),
        ("Gas smell in the stairway", "2-01"),
        ("stray dog chasing people", "9-04"),
    ],
)
def test_that_a_matter_is_known_by_its_words(text: str, duty: str) -> None:
    assert suggest_duty(YINGZE, text)[0][0] == duty


def test_that_words_in_no_list_suggest_nothing() -> None:
    assert suggest_duty(YINGZE, "一只粉色的气球飘过") == []
    assert suggest_duty(YINGZE, "") == []


def test_that_suggestions_come_best_first() -> None:
    scores = [score for _, score in suggest_duty(YINGZE, "学校门口交通事故，有人受伤，道路拥堵")]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("text", "community"),
    [
        ("太原市迎泽区柳巷街道宁化府社区 3 号楼", "140106001002"),
        ("双塔西街一社区5号楼2单元", "140106004001"),
        ("郝庄镇 观家峪村 东头", "140106100213"),
        ("near Ninghuafu community, gate 2", "140106001002"),
        ("140106006003-01", "140106006003"),
    ],
)
def test_that_a_name_inside_an_address_tells_the_grid(text: str, community: str) -> None:
    found = by_address(YINGZE, text)
    assert found is not None
    assert YINGZE.grids[found].community == community


def test_that_a_grid_s_own_name_tells_just_that_grid() -> None:
    grid = YINGZE.grids[GRIDS[40]]
    assert grids_by_address(YINGZE, f"请到{grid.name_zh}处理") == (grid.code,)


def test_that_a_road_shared_by_several_communities_tells_them_all() -> None:
    found = {YINGZE.grids[code].community for code in grids_by_address(YINGZE, "双塔西街 88 号门口")}
    assert found == {"140106004001", "140106004008", "140106004009"}


@pytest.mark.parametrize("text", ["", "大路边", "上海市南京东路", "柳巷街道"])
def test_that_an_address_without_a_known_place_tells_no_grid(text: str) -> None:
    assert by_address(YINGZE, text) is None


def test_that_only_bodies_with_a_command_of_their_own_are_outside() -> None:
    assert is_outside(YINGZE, "fire")
    assert not is_outside(YINGZE, "urban")
    assert not is_outside(YINGZE, "nobody")
