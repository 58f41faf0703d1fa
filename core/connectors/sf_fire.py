"""San Francisco Fire Calls for Service → our commands, one row a unit sent; times kept as the log has them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

NAME: Final = "sf-fire"
_ZONE: Final = ZoneInfo("America/Los_Angeles")  # the log's local time; it names no zone
_TIME: Final = "%m/%d/%Y %I:%M:%S %p"
_NEEDED: Final = ("Call Number", "Unit ID", "Call Type", "Received DtTm", "Dispatch DtTm", "RowID")
# Columns after the dispatch, in the order a unit goes through them, with the command each becomes.
_STAGES: Final = (
    ("Response DtTm", "task.receipt"),
    ("On Scene DtTm", "task.on_scene"),
    ("Transport DtTm", "task.feedback"),
    ("Hospital DtTm", "task.feedback"),
    ("Available DtTm", "task.complete"),
)
_TEXTS: Final = {"Transport DtTm": "转运 / transport", "Hospital DtTm": "到院 / at hospital"}


class Step(Struct, frozen=True):
    """One command of a replayed call; `unit` names the vehicle whose task it is about."""

    call: str
    name: str
    at: datetime
    body: dict[str, Any]
    row: str
    unit: str | None = None
    last_of_row: bool = False


class Refused(Struct, frozen=True):
    """A row that could not be read, and why."""

    line: int
    why: str


class Log(Struct, frozen=True):
    """A whole log translated: steps in time order, what was odd, and what could not be taken."""

    rows: int
    calls: int
    steps: tuple[Step, ...]
    missing: int  # times the log leaves empty
    backwards: int  # times before the stage they follow
    refused: tuple[Refused, ...]


class Mapping(Struct, frozen=True):
    """The shipped table that gives foreign units, call types and places a home in the district."""

    units: dict[str, str]
    types: dict[str, dict[str, str]]
    places: dict[str, str]
    priorities: dict[str, str]


def parse_mapping(raw: bytes) -> Mapping:
    """Read the shipped table (TOML); a missing section is a KeyError."""
    table = tomllib.loads(raw.decode("utf-8"))
    return Mapping(units=table["units"], types=table["types"], places=table["places"], priorities=table["priorities"])


def read(lines: Iterable[str], mapping: Mapping, limit: int | None = None) -> Log:
    """Translate a log; rows stand in any order, a bad row is listed and the rest goes on."""
    rows: list[dict[str, str]] = []
    refused: list[Refused] = []
    total = 0
    for line, row in _numbered(lines, limit):
        total += 1
        why = _why_not(row)
        if why is None:
            rows.append(row)
        else:
            refused.append(Refused(line=line, why=why))
    calls: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        calls.setdefault(row["Call Number"], []).append(row)
    steps: list[tuple[datetime, int, Step]] = []
    missing = backwards = 0
    for units in calls.values():
        units.sort(key=lambda r: _time(r["Dispatch DtTm"]))
        for step in _call(units, mapping):
            steps.append((step[0], len(steps), step[1]))
        missing += sum(not r[column].strip() for r in units for column, _ in _STAGES)
        backwards += sum(_backwards(r) for r in units)
    steps.sort(key=lambda s: s[:2])
    return Log(
        rows=total,
        calls=len(calls),
        steps=tuple(s[2] for s in steps),
        missing=missing,
        backwards=backwards,
        refused=tuple(refused),
    )


def _numbered(lines: Iterable[str], limit: int | None) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(lines)
    absent = [c for c in (*_NEEDED, *(c for c, _ in _STAGES)) if c not in (reader.fieldnames or ())]
    if absent:
        raise ValueError(f"no column {absent[0]!r}; is this the {NAME} format?")
    for count, row in enumerate(reader):
        if limit is not None and count >= limit:
            return
        yield reader.line_num, {k: v or "" for k, v in row.items() if k is not None}


def _why_not(row: dict[str, str]) -> str | None:
    for column in _NEEDED:
        if not row[column].strip():
            return f"{column} is empty"
    for column in ("Received DtTm", "Dispatch DtTm", *(c for c, _ in _STAGES)):
        if row[column].strip():
            try:
                _time(row[column])
            except ValueError:
                return f"{column} {row[column]!r} is no time"
    return None


def _time(text: str) -> datetime:
    return datetime.strptime(text.strip(), _TIME).replace(tzinfo=_ZONE).astimezone(UTC)


def _backwards(row: dict[str, str]) -> int:
    times = [_time(row[c]) for c in ("Received DtTm", "Dispatch DtTm", *(c for c, _ in _STAGES)) if row[c].strip()]
    return sum(later < earlier for earlier, later in pairwise(times))


def _call(units: list[dict[str, str]], mapping: Mapping) -> list[tuple[datetime, Step]]:
    """The steps of one call, each with the moment it is played: never before the step it follows."""
    first = units[0]
    kind = mapping.types.get(first["Call Type"], mapping.types["Other"])
    received = _time(first["Received DtTm"])
    place = mapping.places.get(first["Neighborhood  District"])
    body: dict[str, Any] = {
        "title": kind["title_zh"],
        "narrative": f"{kind['title_en']} · {first['Address']}",
        "priority": mapping.priorities.get(first.get("Original Priority", ""), "P3"),
        "source_ref": first["Call Number"],
        "place": {"grid": place} if place else {"address": first["Address"]},
    }
    if kind.get("duty"):
        body["duty"] = kind["duty"]
    call = first["Call Number"]
    steps = [(received, Step(call=call, name="case.report", at=received, body=body, row=first["RowID"]))]
    ends: list[datetime | None] = []
    for row in units:
        steps += _unit(call, row, mapping, received)
        ends.append(steps[-1][0] if steps[-1][1].name == "task.complete" else None)
    if all(end is not None for end in ends):  # a unit that never became available leaves its case open
        last = max(end for end in ends if end is not None)
        text = first["Call Final Disposition"] or "—"
        close = {"outcome": _outcome(text), "text": text}
        steps.append((last, Step(call=call, name="case.close", at=last, body=close, row=first["RowID"])))
    return steps


def _unit(call: str, row: dict[str, str], mapping: Mapping, received: datetime) -> list[tuple[datetime, Step]]:
    unit = row["Unit ID"]
    body = mapping.units.get(row["Unit Type"], mapping.units["default"])
    dispatched = _time(row["Dispatch DtTm"])
    played = max(received, dispatched)
    ask = {"unit": body, "ref": unit}
    steps = [(played, Step(call=call, name="case.request", at=dispatched, body=ask, row=row["RowID"], unit=unit))]
    for column, name in _STAGES:
        if not row[column].strip():
            continue
        at = _time(row[column])
        played = max(played, at)
        said: dict[str, Any] = {}
        if name == "task.feedback":
            said = {"text": _TEXTS[column]}
        elif name == "task.complete":
            said = {"text": row["Call Final Disposition"] or "—"}
        steps.append((played, Step(call=call, name=name, at=at, body=said, row=row["RowID"], unit=unit)))
    moment, last = steps[-1]
    steps[-1] = (moment, replace(last, last_of_row=True))
    return steps


_OUTCOMES: Final = {"No Merit": "unfounded", "Cancelled": "withdrawn", "Unable to Locate": "unfounded"}


def _outcome(disposition: str) -> str:
    return _OUTCOMES.get(disposition, "resolved")
