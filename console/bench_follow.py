"""The desk following a log replayed at full speed: does the hand feel it?

Real processes: a hub, a replay, and a console whose window is shown. The log is the file named by HUBPOST_LOG, or one
of 7,704 rows in the same form made from the shipped table.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QTimer

from console.app import Config, application, start_console
from console.demo_hub import open_access
from console.demo_script import calls
from console.stall import StallMeter
from core.domain.nouns import Role
from resources import data

ROWS: Final = 7704
GOAL_MS: Final = 33.0
AFTER_MS: Final = 4_000
COLUMNS: Final = (
    *("Call Number", "Unit ID", "Call Type", "Received DtTm", "Dispatch DtTm", "Response DtTm", "On Scene DtTm"),
    *("Transport DtTm", "Hospital DtTm", "Call Final Disposition", "Available DtTm", "Address", "Original Priority"),
    *("Unit Type", "Neighborhood  District", "RowID"),
)


def made_log(path: Path, rows: int) -> None:
    """A log of that many rows in the San Francisco form, from the shipped arrivals and delays."""
    table = calls(data("scenarios/sf_demo.csv"))
    start = datetime(2016, 12, 31)  # noqa: DTZ001 - the log's times name no zone
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        for number in range(rows):
            call = table[(number // 2) % len(table)]
            at = start + timedelta(seconds=call.offset + (number // 2) // len(table) * 90_000)
            row = {"Call Number": str(number // 2), "Unit ID": f"E{number % 2}", "RowID": str(number)}
            row |= {"Call Type": "Alarms", "Unit Type": "ENGINE", "Original Priority": "3", "Address": "0 Block"}
            row |= {"Received DtTm": _said(at), "Dispatch DtTm": _said(at, call.dispatch or 60)}
            for column, after in (("Response", call.response), ("On Scene", call.on_scene), ("Available", call.close)):
                row[f"{column} DtTm"] = _said(at, after) if after is not None else ""
            writer.writerow(row)


def _said(at: datetime, after: float = 0.0) -> str:
    return (at + timedelta(seconds=after)).strftime("%m/%d/%Y %I:%M:%S %p")


def run() -> list[dict[str, Any]]:
    """Replay and follow; the measure is the longest the GUI thread stood still, at the 99th percentile."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = Path(os.environ["HUBPOST_LOG"]) if os.environ.get("HUBPOST_LOG") else folder / "log.csv"
        if not log.exists():
            made_log(log, ROWS)
        hub = _spawn("hub", "--data", str(folder / "hub"), "--listen", "127.0.0.1:0")
        try:
            assert hub.stdout is not None
            ready = next(line for line in hub.stdout if line.startswith("ready "))
            ws = dict(part.split("=", 1) for part in ready.split()[1:])["ws"]
            return _follow(folder, log, ws)
        finally:
            hub.terminate()
            hub.wait()


def _follow(folder: Path, log: Path, ws: str) -> list[dict[str, Any]]:
    access = open_access(folder / "hub")
    access.add("replay", Role.REPLAY)
    access.add("0101", Role.LEAD)
    tokens = {name: access.issue(name, "issued") for name in ("replay", "0101")}
    access.close()
    app = application("zh_CN", "dark")
    console = start_console(Config(hub=ws, data=folder / "console", token=tokens["0101"], seat="02"))
    stalls = StallMeter(app)
    replay: list[subprocess.Popen[str]] = []

    def begin() -> None:
        stalls.start()
        replay.append(_spawn("replay", str(log), "--format", "sf-fire", "--hub", ws, HUBPOST_TOKEN=tokens["replay"]))

    def look() -> None:
        if replay and replay[0].poll() is not None:
            watch.stop()
            QTimer.singleShot(AFTER_MS, app, app.quit)

    watch = QTimer(app)
    watch.timeout.connect(look)
    watch.start(200)
    QTimer.singleShot(2_000, app, begin)
    app.exec()
    stalls.stop()
    said = replay[0].communicate()[0].strip().splitlines()
    board = console.desk.board
    on_screen, seq = len(board.cases), board.seq
    gap, longest = stalls.percentile(0.99), stalls.percentile(1.0)
    console.close()
    print(f"replay: {said[-2]}; {said[-1]}; the desk holds {on_screen} cases up to event {seq}", file=sys.stderr)
    name = "follow a replay at full speed"
    return [
        {"name": f"{name}, UI gap p99", "value": gap, "unit": "ms", "goal": GOAL_MS, "met": gap <= GOAL_MS},
        {"name": f"{name}, UI gap max", "value": longest, "unit": "ms"},
    ]


def _spawn(*arguments: str, **env: str) -> subprocess.Popen[str]:
    root = str(Path(__file__).resolve().parent.parent)
    return subprocess.Popen(
        [sys.executable, "-m", "console", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=root,
        env={**os.environ, **env},
    )
