"""A surge at a desk: when it begins and ends, and that no urgent case is ever merged and no case ever lost in a row."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.domain.nouns import Priority
from core.domain.rules import surge
from core.domain.rules.surge import NONE, Report, Surge

MINUTE = 60_000
HERE = (112.56, 37.87)
A_METRE = 1 / 111_320  # of latitude


def report(slot: int, minute: float = 0.0, north: float = 0.0, **fields: Any) -> Report:
    base = Report(slot, Priority.P3, "4-01", round(minute * MINUTE), "grid-1", HERE[0], HERE[1] + north * A_METRE)
    return replace(base, **fields)


def test_that_it_begins_above_ten_and_ends_below_five() -> None:
    assert surge.after(NONE, 10, 7) == NONE
    on = surge.after(NONE, 11, 7)
    assert on.since == 7
    assert surge.after(on, 25, 9).since == 7
    assert surge.after(on, 5, 9).is_on
    assert surge.after(on, 4, 9) == NONE


def test_that_somebodys_end_holds_until_it_was_calm() -> None:
    over = surge.ended(Surge(since=7))
    assert not over.is_on
    assert surge.after(over, 40, 9) == over
    assert surge.after(surge.after(over, 4, 9), 11, 10).since == 10
    assert surge.ended(NONE) == NONE


def test_that_one_begun_by_hand_waits_for_the_load_and_ends_with_it_or_by_hand() -> None:
    asked = surge.begun(0)
    assert surge.after(asked, 0, 1).is_on
    assert not surge.ended(surge.after(asked, 0, 1)).is_on
    loaded = surge.after(asked, surge.CALM, 2)
    assert loaded.since == 0
    assert not surge.after(loaded, surge.CALM - 1, 3).is_on


def test_that_same_matter_and_place_within_a_quarter_hour_share_a_row() -> None:
    assert surge.rows([report(1), report(2, 15), report(3, 15.1)]) == [(1, 2), (3,)]
    assert surge.rows([report(1), report(2, duty="4-02")]) == [(1,), (2,)]
    assert surge.rows([report(1), report(2, priority=Priority.P4)]) == [(1,), (2,)]
    assert surge.rows([report(1), report(2, lane="held")]) == [(1,), (2,)]


def test_that_a_place_is_a_grid_or_two_hundred_metres() -> None:
    assert surge.rows([report(1), report(2, north=900)]) == [(1, 2)]
    assert surge.rows([report(1), report(2, north=199, grid="grid-2")]) == [(1, 2)]
    assert surge.rows([report(1), report(2, north=201, grid="grid-2")]) == [(1,), (2,)]
    nowhere: dict[str, Any] = {"grid": None, "lon": None, "lat": None}
    assert surge.rows([report(1, **nowhere), report(2, **nowhere)]) == [(1,), (2,)]


def test_that_what_has_no_matter_stays_alone() -> None:
    assert surge.rows([report(1, duty=None), report(2, duty=None)]) == [(1,), (2,)]


def test_that_two_reports_are_alike_by_matter_half_an_hour_and_two_hundred_metres() -> None:
    p1 = report(1, priority=Priority.P1)
    assert surge.is_alike(p1, report(2, 30, north=150, grid="grid-2"))
    assert not surge.is_alike(p1, report(2, 31))
    assert not surge.is_alike(p1, report(2, north=250))
    assert not surge.is_alike(p1, report(2, duty="4-02"))


REPORTS = st.lists(
    st.builds(
        Report,
        slot=st.integers(0, 10_000),
        priority=st.sampled_from(Priority),
        duty=st.sampled_from([None, "4-01", "4-02"]),
        opened=st.integers(0, 40 * MINUTE),
        grid=st.sampled_from([None, "grid-1", "grid-2"]),
        lon=st.sampled_from([None, 112.5599, 112.56, 112.5621, 112.5641]),
        lat=st.sampled_from([None, 37.8699, 37.87, 37.8717, 37.8721]),
        lane=st.sampled_from([None, "held"]),
    ),
    max_size=40,
    unique_by=lambda r: r.slot,
)


@given(REPORTS)
def test_that_every_report_stands_in_one_row_and_no_urgent_one_shares_it(reports: list[Report]) -> None:
    made = surge.rows(reports)
    by_slot = {r.slot: r for r in reports}
    assert sorted(slot for row in made for slot in row) == sorted(by_slot)
    for row in made:
        members = [by_slot[slot] for slot in row]
        if len(row) > 1:
            assert not {r.priority for r in members} & surge.SINGLE
            assert len({(r.lane, r.duty, r.priority) for r in members}) == 1
            assert all(r.opened - members[0].opened <= surge.TOGETHER_MS for r in members)
            assert all(surge.is_same_place(members[0], r) for r in members)


def by_looking_at_all(reports: list[Report]) -> list[tuple[int, ...]]:
    """The same rule without any index."""
    made: list[list[Report]] = []
    for r in sorted(reports, key=lambda r: (r.opened, r.slot)):
        alone = r.priority in surge.SINGLE or r.duty is None
        fits = [
            row
            for row in made
            if not alone
            and (row[0].lane, row[0].duty, row[0].priority) == (r.lane, r.duty, r.priority)
            and r.opened - row[0].opened <= surge.TOGETHER_MS
            and surge.is_same_place(row[0], r)
        ]
        if fits:
            fits[-1].append(r)
        else:
            made.append([r])
    return [tuple(r.slot for r in row) for row in made]


@given(REPORTS)
def test_that_no_row_is_missed_by_looking_near_only(reports: list[Report]) -> None:
    assert surge.rows(reports) == by_looking_at_all(reports)


@given(REPORTS, st.randoms())
def test_that_the_order_of_arrival_at_the_desk_changes_nothing(reports: list[Report], dice: object) -> None:
    mixed = list(reports)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert surge.rows(mixed) == surge.rows(reports)


@given(st.lists(st.integers(0, 30), max_size=60))
def test_that_it_never_runs_in_calm_and_always_above_the_measure(loads: list[int]) -> None:
    state = NONE
    for at, new in enumerate(loads):
        state = surge.after(state, new, at)
        assert not (state.is_on and new < surge.CALM)
        assert state.is_on or new <= surge.MOST
