"""The same matter told twice is shown while it is told; what only looks near is not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from console.demo_script import matters
from console.likeness import alike
from core.domain.nouns import HIDDEN, Case
from core.domain.rules.duplicates import CaseIndex, Resembling, Told
from resources import scenario
from tests.core.domain.world import START, yingze
from tests.work import steps_of

GRID = "140106001001-01"
LON, LAT = yingze().grids[GRID].centre
METRE = 1 / 111_195.0


def case(no: str, title: str, **more: Any) -> Case:
    fields: dict[str, Any] = {"opened_at": START - timedelta(hours=1), "source": "app", "grid": GRID, "duty": "2-01"}
    return Case(no=f"YZ-20261122-{no}", version=1, title=title, **(fields | more))


def told(text: str = "幸福里三号楼燃气味", now: datetime = START, **more: Any) -> Told:
    return Told(text=text, now=now, **({"grid": GRID, "duty": "2-01"} | more))


def found(index: CaseIndex, asked: Told) -> list[str]:
    return [one.no[-4:] for one in index.resembling(asked, alike)]


def only(index: CaseIndex, asked: Told) -> Resembling:
    (one,) = index.resembling(asked, alike)
    return one


def test_that_the_same_matter_in_the_same_grid_is_shown_with_its_reasons() -> None:
    one = only(CaseIndex([case("0001", "幸福里3号楼燃气异味")]), told())
    assert one.same_grid
    assert one.same_duty
    assert one.likeness > 0.5


def test_that_places_within_two_hundred_metres_are_one_place_and_beyond_are_not() -> None:
    near = case("0001", "井盖不见了", grid="x", duty=None, lon=LON, lat=LAT + 190 * METRE)
    far = case("0002", "井盖不见了", grid="x", duty=None, lon=LON, lat=LAT + 210 * METRE)
    words = told("路灯坏了", grid=None, lon=LON, lat=LAT, duty=None)
    assert found(CaseIndex([near, far]), words) == []  # another matter nearby is no duplicate
    same = told("井盖缺失没人管", grid=None, lon=LON, lat=LAT, duty=None)
    nearby = CaseIndex([near, far]).resembling(same, lambda _, texts: [0.5] * len(texts))
    assert [one.no[-4:] for one in nearby] == ["0001"]
    assert nearby[0].metres == pytest.approx(190, abs=1)


def test_that_the_same_address_counts_however_it_is_spaced() -> None:
    there = case("0001", "水管坏了", grid=None, address="幸福里 3 号楼", duty="2-03")
    one = only(CaseIndex([there]), told("家里没水", grid=None, address="幸福里3号楼", duty="2-03"))
    assert one.same_address


def test_that_words_alone_must_be_nearly_the_same() -> None:
    elsewhere = case("0001", "幸福里三号楼燃气味", grid="y", duty="4-01")
    assert found(CaseIndex([elsewhere]), told("幸福里3号楼有燃气味", grid=None, duty=None)) == ["0001"]
    assert found(CaseIndex([elsewhere]), told("广场舞声音太大", grid=None, duty=None)) == []


@pytest.mark.parametrize(("hours", "closed", "is_shown"), [
    (23, False, True), (23, True, True), (25, True, False), (25, False, True),
])  # fmt: skip
def test_that_a_day_back_counts_and_older_only_what_is_still_open(hours: int, closed: bool, is_shown: bool) -> None:
    then = START - timedelta(hours=hours)
    there = case("0001", "幸福里3号楼燃气异味", opened_at=then, closed_at=then if closed else None)
    assert (found(CaseIndex([there]), told()) == ["0001"]) is is_shown


def test_that_what_is_older_and_of_another_matter_is_not_shown() -> None:
    there = case("0001", "幸福里三号楼燃气味", opened_at=START - timedelta(hours=25), duty="4-01")
    assert found(CaseIndex([there]), told()) == []


def test_that_the_likeliest_comes_first_and_of_equals_the_newest() -> None:
    index = CaseIndex(
        [
            case("0001", "幸福里3号楼燃气异味", opened_at=START - timedelta(hours=3)),
            case("0002", "燃气表箱损坏"),
            case("0003", "幸福里3号楼燃气异味", opened_at=START - timedelta(minutes=3)),
        ]
    )
    assert found(index, told()) == ["0003", "0001", "0002"]


def test_that_a_changed_case_counts_as_it_is_now_and_a_gone_one_no_more() -> None:
    index = CaseIndex([case("0001", "幸福里3号楼燃气异味")])
    index.put(case("0001", "广场舞扰民", grid="z", duty="3-04"))
    assert found(index, told()) == []
    index.put(case("0001", "幸福里3号楼燃气异味"))
    index.drop("YZ-20261122-0001")
    assert found(index, told()) == []


def test_that_nothing_is_guessed_from_nothing_or_from_a_hidden_title() -> None:
    index = CaseIndex([case("0001", HIDDEN)])
    assert found(index, told("", grid=None, duty=None)) == []
    assert found(index, told("hidden", grid=None, duty=None)) == []


def test_that_a_case_known_by_its_grid_only_is_in_the_grid_and_no_metres_away() -> None:
    there = case("0001", "幸福里3号楼燃气异味", lon=round(LON, 6), lat=round(LAT, 6))
    asked = told(grid=GRID, lon=LON, lat=LAT + 50 * METRE)
    assert only(CaseIndex([there], {GRID: (LON, LAT)}), asked).metres is None
    assert only(CaseIndex([there]), asked).metres == pytest.approx(50, abs=1)


def crowd(count: int) -> CaseIndex:
    dice, known, grids = random.Random(3), matters(scenario("matters.csv")), list(yingze().grids.values())
    index = CaseIndex()
    for at in range(count):
        matter, grid = dice.choice(known), dice.choice(grids)
        lon, lat = grid.centre
        index.put(
            case(
                f"{at:05d}", f"{grid.name_zh}{matter.title['zh_CN']}", duty=matter.duty, grid=grid.code, lon=lon,
                lat=lat, opened_at=START - timedelta(seconds=dice.uniform(0, 30 * 3600)),
            )
        )  # fmt: skip
    return index


def test_that_no_letter_goes_through_twenty_thousand_cases_one_by_one() -> None:
    count, compared = 20_000, 2_000
    index = crowd(count)
    story = "一栋老楼二单元门口，昨天半夜开始有很重的燃气味，家里有老人和孩子"
    asked = [told(story[:length], grid=grid, lon=lon, lat=lat, duty=duty) for length in (2, 8, 33) for grid, lon, lat in
             ((None, None, None), (GRID, None, None), (GRID, LON, LAT)) for duty in (None, "2-01")]  # fmt: skip
    alike("预热", ["读入"])
    heard: list[int] = []

    def listens(text: str, texts: Sequence[str]) -> Sequence[float]:
        heard.append(len(texts))
        return alike(text, texts)

    work = [steps_of(partial(index.resembling, one, listens)) for one in asked]
    assert len(heard) == len(asked), "titles are compared all at once"
    assert max(heard) <= compared
    assert max(work) < count  # what looks at each case takes a step for each at least
