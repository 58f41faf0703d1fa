"""`hubpost bench`: measures ours beside the stack's limit and a peer in the same run, and tells ratios."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

EXAMPLE: Final = "example: hubpost bench B3 B4 --json bench.json"
# Name → what it measures, and the function `() -> list of results`; imported only when chosen, for B4 needs no screen.
BENCHES: Final = {
    "B3": ("UI gap with 100,000 open cases and 5,000 updates/s, the real queue view", "console.bench_queue:run"),
    "B8": (
        "cold start to a painted queue from 100,000 cases on disk, beside a bare window",
        "console.bench_offline:cold",
    ),
    "B10": ("a frame of the map with 2,000 grids, 5,000 marks and 1,000 moves/s", "console.bench_map:run"),
    "keys": ("from a key to the picture that answers it, 20,000 cases, 500 updates/s", "console.bench_keys:run"),
    "follow": ("UI gap of a desk that follows a replayed log at full speed", "console.bench_follow:run"),
    "offline": ("start to the last picture while the hub is away, 20,000 cases", "console.bench_offline:run"),
    "tasks": ("the everyday tasks by scripted keys, 20,000 cases", "console.bench_tasks:run"),
    "memory": ("memory of desk and hub while the demo runs; HUBPOST_MINUTES says how long", "console.bench_memory:run"),
    "B4": ("journal append with the chain against raw sqlite3", "console.bench_journal:run"),
}


class Measured(Struct, frozen=True):
    """One figure: ours, the limit and the peer of the same run, their ratio and the goal."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    peer: float | None = None
    ratio: float | None = None
    goal: str | float | None = None
    met: bool | None = None


class Report(Struct, frozen=True):
    """What the JSON file holds."""

    results: tuple[Measured, ...]
    commit: str
    machine: str


def main(argv: list[str]) -> int:
    """Entry of `hubpost bench`."""
    parser = argparse.ArgumentParser("hubpost bench", description=__doc__, epilog=EXAMPLE)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; all when none is given")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    args = parser.parse_args(argv)
    unknown = [name for name in args.names if name not in BENCHES]
    if unknown:
        print(f"hubpost bench: no benchmark {unknown[0]!r}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    results: list[Measured] = []
    for name in args.names or BENCHES:
        says, where = BENCHES[name]
        print(f"{name}: {says} …", file=sys.stderr, flush=True)
        results += [msgspec.convert(row, Measured) for row in _function(where)()]
    print(table(results))
    if args.json is not None:
        report = Report(results=tuple(results), commit=commit(), machine=machine())
        args.json.write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    return 0 if all(r.met is not False for r in results) else 1


def table(results: list[Measured]) -> str:
    """The results as lines of a table."""
    head = ("measure", "value", "unit", "limit", "peer", "ratio", "goal", "met")
    met = {True: "yes", False: "NO", None: "-"}
    rows = [
        (r.name, _short(r.value), r.unit, _short(r.limit), _short(r.peer), _short(r.ratio), _short(r.goal), met[r.met])
        for r in results
    ]
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    )


def _short(value: float | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _function(where: str) -> Callable[[], list[dict[str, Any]]]:
    module, _, name = where.partition(":")
    found: Callable[[], list[dict[str, Any]]] = getattr(importlib.import_module(module), name)
    return found


def commit() -> str:
    """The commit that was measured, as far as git knows it."""
    root = Path(__file__).resolve().parent.parent
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=root, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"


def machine() -> str:
    """The size of this machine: what a figure without it would not mean."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
