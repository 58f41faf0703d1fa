"""How much memory desk and hub take while the demo runs 60 times as fast as the real log: in MiB, and by hour.

One minute by default, which says little about an hour; HUBPOST_MINUTES=60 makes it one.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct

SPEED: Final = 60
MINUTES: Final = 1.0
SAMPLE_S: Final = 2.0
SETTLED: Final = 0.6  # of the time: the demo opens its last page and its video before that, and caches fill
PROC: Final = Path("/proc")
MIB: Final = 1024 * 1024


class Sample(Struct, frozen=True):
    """What was seen at one instant: seconds since the start, MiB of desk and hub, and how many cases had come in."""

    at: float
    desk: float
    hub: float
    cases: int


def run(minutes: float | None = None) -> list[dict[str, Any]]:
    """Let the demo run without a screen and sample it; a figure for the desk and one for the hub."""
    if not PROC.is_dir():
        print("memory: is read from /proc, which this system does not have", file=sys.stderr)
        return []
    wanted = minutes if minutes is not None else float(os.environ.get("HUBPOST_MINUTES", MINUTES))
    samples = _watched(wanted * 60)
    told = [each for each in samples if each.at >= SETTLED * samples[-1].at] if samples else []
    if len(told) < 3:
        print("memory: the demo ended before anything could be told", file=sys.stderr)
        return []
    hours = np.array([each.at / 3600 for each in told])
    cases = slope(hours, np.array([float(each.cases) for each in told]))
    rows = []
    for who in ("desk", "hub"):
        mib = np.array([getattr(each, who) for each in told])
        grows = slope(hours, mib)
        print(f"memory, {who}: {mib[0]:.1f} to {mib[-1]:.1f} MiB in {wanted:g} min, {grows:+.1f} MiB/h")
        label = f"memory of the {who}, demo at speed {SPEED}, {wanted:g} min"
        rows.append({"name": label, "value": round(float(mib[-1]), 1), "unit": "MiB"})
        rows.append({"name": f"{label}, growth at {cases:,.0f} cases/h", "value": round(grows, 2), "unit": "MiB/h"})
    return rows


def slope(x: np.ndarray, y: np.ndarray) -> float:
    """How fast y grows with x: the straight line that fits best."""
    return float(np.polyfit(x, y, 1)[0])


def _watched(seconds: float) -> list[Sample]:
    with tempfile.TemporaryDirectory() as folder:
        words = ["demo", "--speed", str(SPEED), "--for", str(seconds), "--data", f"{folder}/demo"]
        demo = subprocess.Popen(
            [sys.executable, "-m", "console", *words, "--shots", f"{folder}/shots"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            cwd=Path(__file__).resolve().parent.parent, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            start_new_session=True,
        )  # fmt: skip
        cases = [0]
        listener = threading.Thread(target=_listen, args=(demo, cases), daemon=True)
        listener.start()
        samples: list[Sample] = []
        begun = time.monotonic()
        while demo.poll() is None:
            time.sleep(SAMPLE_S)
            hub = _child(demo.pid, "hub")
            if cases[0] and hub is not None:
                at = time.monotonic() - begun
                samples.append(Sample(at, _resident(demo.pid), _resident(hub), cases[0]))
        if demo.returncode:
            print(f"memory: the demo ended with {demo.returncode}", file=sys.stderr)
        with contextlib.suppress(ProcessLookupError):  # a demo that fell over leaves its hub behind
            os.killpg(demo.pid, signal.SIGTERM)
        listener.join(5)
        return [each for each in samples if each.desk and each.hub]


def _listen(demo: subprocess.Popen[str], cases: list[int]) -> None:
    assert demo.stdout is not None
    for line in demo.stdout:
        found = re.search(r"\bin (\d+)  dispatched", line)
        if found:
            cases[0] = int(found[1])


def _resident(pid: int) -> float:
    """MiB a process holds in memory; 0 when it has ended."""
    try:
        pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / MIB


def _child(parent: int, word: str) -> int | None:
    """The child whose command line holds that word."""
    for folder in PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            ppid = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile
            continue
        if ppid == parent and word.encode() in words:
            return int(folder.name)
    return None
