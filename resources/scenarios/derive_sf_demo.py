"""Makes sf_demo.csv from the recorded log of San Francisco Fire Calls for Service.

python resources/scenarios/derive_sf_demo.py sf_fire_calls_2016-12-31_2017-01-07.csv > resources/scenarios/sf_demo.csv
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from datetime import datetime

FROM = datetime(2016, 12, 31, 17, 0)  # noqa: DTZ001 - the log's local time; only differences are kept
CALLS = 300
STAGES = {
    "dispatch_s": "Dispatch DtTm",
    "response_s": "Response DtTm",
    "on_scene_s": "On Scene DtTm",
    "close_s": "Available DtTm",
}
HEAD = ("offset_s", "priority", "class", "call_type", "units", *STAGES)
REMARKS = (
    "# 300 calls in a row of San Francisco Fire Calls for Service (DataSF), from 2016-12-31 17:00 local time: when",
    "# they came, and after how many seconds the first unit was dispatched, responded, arrived, became available.",
    "# Blank = the log has no such time. No address, number or name is kept. Placing it in Yingze is INVENTION.",
    "# Made by derive_sf_demo.py; P1 to P4 is this project's reading of class, original priority and units sent.",
)


def seconds(row: dict[str, str], column: str, start: datetime) -> str:
    """Whole seconds from `start` to a time of `row`, negative when the log runs backwards, blank when it is missing."""
    return str(int((moment(row[column]) - start).total_seconds())) if row[column] else ""


def moment(text: str) -> datetime:
    """A time of the log."""
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007 - see FROM


def urgency(first: dict[str, str], units: int) -> str:
    """P1 to P4 for a call, so that a shift has few of the first and many of the last two."""
    if first["Call Type Group"] == "Fire" or units >= 5:
        return "P1"
    if first["Call Type Group"] == "Potentially Life-Threatening":
        return "P2" if units >= 3 or first["Original Priority"] == "E" else "P3"
    return "P3" if first["Call Type Group"] == "Alarm" else "P4"


def derived(lines: Iterable[str]) -> list[list[str]]:
    """The table's rows in order of arrival."""
    calls: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(lines):
        calls.setdefault(row["Call Number"], []).append(row)
    for rows in calls.values():
        rows.sort(key=lambda row: moment(row["Dispatch DtTm"]))
    received = sorted((moment(rows[0]["Received DtTm"]), number) for number, rows in calls.items())
    taken = [(at, calls[number]) for at, number in received if at >= FROM][:CALLS]
    first_at = taken[0][0]
    return [
        [
            str(int((at - first_at).total_seconds())),
            urgency(rows[0], len(rows)),
            rows[0]["Call Type Group"],
            rows[0]["Call Type"],
            str(len(rows)),
            *(seconds(rows[0], column, at) for column in STAGES.values()),
        ]
        for at, rows in taken
    ]


def main(argv: list[str]) -> int:
    """Write the table to standard output."""
    if len(argv) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    with open(argv[0], encoding="utf-8", newline="") as log:
        rows = derived(log)
    print(*REMARKS, sep="\n")
    csv.writer(sys.stdout, lineterminator="\n").writerows([HEAD, *rows])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
