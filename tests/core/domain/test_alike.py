"""Which cases may be of one thing with another, among many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from core.domain.alike import alike_to
from core.domain.columns import Columns
from core.domain.nouns import Case, Kind, Priority, State
from tests.work import steps_of

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
LON, LAT = 112.56, 37.86
DEGREE_M = 111_195.0


def case(no: str, minutes: float = 0, north: float | None = 0.0, duty: str | None = "1-01", **more: object) -> Case:
    place = {} if north is None else {"lon": LON, "lat": LAT + north / DEGREE_M}
    return Case(
        no=f"YZ-20261122-{no}",
        version=1,
        title="楼道堆物",
        opened_at=NOW + timedelta(minutes=minutes),
        source="app",
        kind=Kind.INCIDENT,
        state=State.TO_ROUTE,
        priority=Priority.P3,
        duty=duty,
        **place,
        **more,  # type: ignore[arg-type]
    )


def found(*cases: Case, centres: dict[str, tuple[float, float]] | None = None) -> list[str]:
    columns = Columns()
    columns.put_many(cases)
    return [no[-4:] for no in alike_to(columns, cases[0].no, centres or {})]


def test_that_same_matter_nearby_within_half_an_hour_is_found_the_newest_first() -> None:
    assert found(case("0001"), case("0002", -29), case("0003", 29, 190)) == ["0003", "0002"]


def test_that_another_matter_place_or_time_is_not() -> None:
    others = (case("0002", duty="1-02"), case("0003", north=210), case("0004", 31), case("0005", -31))
    assert found(case("0001"), *others) == []


def test_that_what_has_no_matter_or_no_place_resembles_nothing() -> None:
    assert found(case("0001", duty=None), case("0002", duty=None)) == []
    assert found(case("0001", north=None), case("0002", north=None)) == []
    assert found(case("0001"), case("0002", north=None)) == []


def test_that_a_case_known_by_its_grid_only_is_nowhere_near() -> None:
    middle = {"g": (LON, LAT)}
    assert found(case("0001", grid="g"), case("0002", grid="g"), centres=middle) == []
    assert found(case("0001", north=9, grid="g"), case("0002", north=20, grid="g"), centres=middle) == ["0002"]


def test_that_what_is_closed_counts_and_what_left_ones_sight_does_not() -> None:
    columns = Columns()
    columns.put_many([case("0001"), case("0002", closed_at=NOW), case("0003")])
    columns.drop(["YZ-20261122-0003"])
    assert [no[-4:] for no in alike_to(columns, "YZ-20261122-0001", {})] == ["0002"]
    assert alike_to(columns, "YZ-20261122-0003", {}) == ()


def test_that_it_is_found_among_20_000_without_going_through_them_one_by_one() -> None:
    rng, columns, count = Random(3), Columns(), 20_000
    columns.put_many(
        case(f"{at:05d}", rng.uniform(-600, 0), rng.uniform(-4000, 4000), f"1-{rng.randrange(40):02d}")
        for at in range(count)
    )
    columns.put(case("99999"))
    found: list[str] = []
    assert steps_of(lambda: found.extend(alike_to(columns, "YZ-20261122-99999", {}))) < count // 8
    assert found
