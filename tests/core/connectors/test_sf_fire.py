"""The San Francisco connector: every row accounted for, times kept as they are, nothing twice."""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.connectors import sf_fire
from core.connectors.sf_fire import Log, Step
from core.domain.district import is_outside, parse_district
from core.domain.nouns import Priority
from resources import data, district_files

LOG = (
    Path(__file__).resolve().parents[3].parent
    / "shared"
    / "data"
    / "events"
    / "sf_fire_calls_2016-12-31_2017-01-07.csv"
)
MAPPING = sf_fire.parse_mapping(data("scenarios/sf_map.toml"))
YINGZE = parse_district(district_files("yingze"))
STAGES = ("Response DtTm", "On Scene DtTm", "Transport DtTm", "Hospital DtTm", "Available DtTm")
COLUMNS = (
    *("Call Number", "Unit ID", "Call Type", "Received DtTm", "Dispatch DtTm", *STAGES, "Call Final Disposition"),
    *("Address", "Original Priority", "Unit Type", "Neighborhood  District", "RowID"),
)
NOON = datetime(2017, 1, 1, 12)  # noqa: DTZ001 - the log's times name no zone


def said(minutes: float | None) -> str:
    return "" if minutes is None else (NOON + timedelta(minutes=minutes)).strftime("%m/%d/%Y %I:%M:%S %p")


def row(
    call: str,
    unit: str,
    *stages: float | None,
    received: float = 0,
    dispatch: float = 1,
    more: dict[str, str] | None = None,
) -> str:
    """One line of a log; `stages` are minutes after noon, None where the log is silent."""
    cells = {
        "Call Number": call,
        "Unit ID": unit,
        "Call Type": "Alarms",
        "Received DtTm": said(received),
        "Dispatch DtTm": said(dispatch),
        "Call Final Disposition": "Fire",
        "Address": "0 Block of A ST",
        "Original Priority": "3",
        "Unit Type": "ENGINE",
        "Neighborhood  District": "Mission",
        "RowID": f"{call}-{unit}",
        **dict(zip(STAGES, (said(s) for s in stages), strict=False)),
        **(more or {}),
    }
    out = io.StringIO()
    csv.DictWriter(out, COLUMNS, restval="").writerow(cells)
    return out.getvalue()


def read(*rows: str, limit: int | None = None) -> Log:
    return sf_fire.read([",".join(COLUMNS) + "\n", *rows], MAPPING, limit)


def names(steps: tuple[Step, ...]) -> list[str]:
    return [step.name for step in steps]


def test_that_a_row_becomes_a_report_a_request_and_a_step_for_each_time_it_has() -> None:
    log = read(row("c1", "E1", 2, 5, 9, 12, 30))
    stages = ["task.receipt", "task.on_scene", "task.feedback", "task.feedback", "task.complete"]
    assert names(log.steps) == ["case.report", "case.request", *stages, "case.close"]
    assert log.steps[0].body["source_ref"] == "c1"
    assert log.steps[1].body == {"unit": "fire", "ref": "E1"}
    assert log.steps[0].at == datetime(2017, 1, 1, 20, tzinfo=UTC), "the log's local time, eight hours behind"
    assert [step.last_of_row for step in log.steps].count(True) == log.rows == 1


def test_that_steps_stand_in_time_order_wherever_their_rows_stand() -> None:
    late = row("c2", "E2", 63, 66, None, None, 90, received=60, dispatch=61)
    early = row("c1", "E1", 2, 5, None, None, 30)
    log = read(late, early)
    assert [step.at for step in log.steps] == sorted(step.at for step in log.steps)
    assert [step.call for step in log.steps if step.name == "case.report"] == ["c1", "c2"]
    assert log.calls == 2


def test_that_two_units_of_one_call_are_one_case_closed_after_the_last_of_them() -> None:
    log = read(row("c1", "E1", 2, 5, None, None, 50), row("c1", "M1", 3, 6, None, None, 30, dispatch=2))
    assert Counter(names(log.steps))["case.report"] == 1
    assert [step.unit for step in log.steps if step.name == "case.request"] == ["E1", "M1"]
    assert (log.steps[-1].name, log.steps[-1].at) == ("case.close", log.steps[-2].at)


def test_that_a_call_whose_unit_never_became_available_stays_open() -> None:
    log = read(row("c1", "E1", 2, 5, None, None, 50), row("c1", "M1", 3, 6, None, None, None, dispatch=2))
    assert "case.close" not in names(log.steps)


def test_that_missing_times_are_counted_and_made_up_by_nobody() -> None:
    log = read(row("c1", "E1", None, 5, None, None, 30))
    assert log.missing == 3
    assert "task.receipt" not in names(log.steps)
    assert "task.feedback" not in names(log.steps)


def test_that_a_time_running_backwards_is_kept_counted_and_played_after_what_it_follows() -> None:
    log = read(row("c1", "E1", 6, 5, None, None, 30))
    assert log.backwards == 1
    receipt = next(step for step in log.steps if step.name == "task.receipt")
    scene = next(step for step in log.steps if step.name == "task.on_scene")
    assert scene.at < receipt.at, "as the log has it"
    assert log.steps.index(receipt) < log.steps.index(scene)


def test_that_bad_rows_are_listed_with_their_lines_and_the_rest_goes_on() -> None:
    log = read(
        row("c1", "E1", 2, 5, None, None, 30),
        row("c2", "", 2, 5),
        row("c3", "E3", 2, 5, more={"On Scene DtTm": "soon"}),
        row("c4", "E4", 2, 5, None, None, 30),
    )
    assert [(bad.line, bad.why) for bad in log.refused] == [
        (3, "Unit ID is empty"),
        (4, "On Scene DtTm 'soon' is no time"),
    ]
    assert (log.rows, log.calls) == (4, 2)
    assert {step.call for step in log.steps} == {"c1", "c4"}


def test_that_a_limit_reads_so_many_rows_and_another_form_is_told() -> None:
    assert read(row("c1", "E1", 2), row("c2", "E2", 2), limit=1).rows == 1
    with pytest.raises(ValueError, match="no column 'Call Number'"):
        sf_fire.read(["a,b\n", "1,2\n"], MAPPING)


def test_that_what_the_map_does_not_know_still_becomes_a_case() -> None:
    strange = {"Call Type": "Balloon", "Unit Type": "BLIMP", "Neighborhood  District": "None", "Original Priority": "?"}
    report, request = read(row("c1", "E1", more=strange)).steps[:2]
    assert "duty" not in report.body
    assert report.body["place"] == {"address": "0 Block of A ST"}
    assert report.body["priority"] == "P3"
    assert YINGZE.units[request.body["unit"]].kind == "outside"


def test_that_the_shipped_map_leads_to_units_duties_grids_and_urgencies_of_the_district() -> None:
    table = tomllib.loads(data("scenarios/sf_map.toml").decode())
    assert "default" in table["units"]
    assert "Other" in table["types"]
    assert all(is_outside(YINGZE, unit) for unit in table["units"].values())
    assert all(grid in YINGZE.grids for grid in table["places"].values())
    assert set(table["priorities"].values()) <= {p.value for p in Priority}
    for kind in table["types"].values():
        assert kind["title_zh"]
        assert kind["title_en"]
        assert kind.get("duty") is None or kind["duty"] in YINGZE.duties


minute = st.one_of(st.none(), st.integers(0, 2000))


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4),
            st.integers(0, 2000),
            st.integers(0, 2000),
            st.tuples(minute, minute, minute, minute, minute),
        ),
        max_size=12,
    )
)
def test_that_every_row_asks_for_its_unit_once_and_reaches_each_stage_at_most_once(
    drawn: list[tuple[int, int, int, tuple[int | None, ...]]],
) -> None:
    rows = [
        row(f"c{call}", f"U{number}", *stages, received=received, dispatch=dispatch)
        for number, (call, received, dispatch, stages) in enumerate(drawn)
    ]
    log = read(*rows)
    assert log.refused == ()
    asked = Counter(step.row for step in log.steps if step.name == "case.request")
    assert sorted(asked.values()) == [1] * len(rows)
    for number, (call, _, _, stages) in enumerate(drawn):
        mine = [step for step in log.steps if step.unit == f"U{number}"]
        assert len(mine) == 1 + sum(stage is not None for stage in stages)
        counts = Counter(names(tuple(mine)))
        assert all(count == 1 for name, count in counts.items() if name != "task.feedback")
        assert counts["task.feedback"] <= 2
        assert mine[0].name == "case.request"
        assert {step.call for step in mine} == {f"c{call}"}
    reports = [step.call for step in log.steps if step.name == "case.report"]
    assert len(reports) == len(set(reports)) == log.calls
    for one in set(reports):
        of_call = names(tuple(step for step in log.steps if step.call == one))
        assert of_call[0] == "case.report"
        assert of_call.count("case.close") <= 1
        assert "case.close" not in of_call[:-1]


@pytest.mark.skipif(not LOG.exists(), reason="the recorded week of 7,704 rows is not beside this tree")
def test_that_the_recorded_week_is_taken_whole() -> None:
    with LOG.open(encoding="utf-8-sig", newline="") as lines:
        log = sf_fire.read(lines, MAPPING)
    assert (log.rows, log.calls, len(log.steps)) == (7704, 3560, 40629)
    assert log.refused == ()
    assert {step.body["unit"] for step in log.steps if step.name == "case.request"} <= set(YINGZE.units)
