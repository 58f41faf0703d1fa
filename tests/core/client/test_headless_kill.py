"""Killing the headless console at any instant: nothing marked saved is lost, and nothing is done twice.

A real hub, a real console process, `kill -9`; judged by the command ids in the hub's journal. HUBPOST_KILLS scales it.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.client.ids import Ids
from core.client.system import SystemClock
from tests.core.client.real_line import ROOT, Process, headless

KILLS = int(os.environ.get("HUBPOST_KILLS", "60"))
CASES = 5
A_ROUND = 60  # commands given to each console that is killed
HUB_DEATHS = max(3, KILLS // 20)


def hubpost(*words: str) -> list[str]:
    return [sys.executable, "-m", "console", *words]


def said(*words: str) -> str:
    done = subprocess.run(hubpost(*words), cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Hub:
    """A real hub process that can be killed and started again in the same place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.token = ""
        self._log = folder.with_suffix(".log")
        self._listen = "127.0.0.1:0"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                hubpost("hub", "--data", str(self.folder), "--listen", self._listen),
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        assert ready.startswith("ready "), self._log.read_text()[-2000:]
        self.url = next(word.removeprefix("ws=") for word in ready.split() if word.startswith("ws="))
        self._listen = self.url.split("/")[2]
        if not self.token:
            self.token = said("user", "add", "op1", "--role", "operator", "--data", str(self.folder)).split()[-1]

    def kill(self) -> None:
        """`kill -9`."""
        assert self._process is not None
        self._process.kill()
        self._end()

    def stop(self) -> None:
        """Let it drain and end."""
        assert self._process is not None
        self._process.terminate()
        self._end()

    def journal(self) -> list[dict[str, Any]]:
        """Its journal, as exported."""
        return [json.loads(line) for line in said("export", "--data", str(self.folder)).splitlines()]

    def _end(self) -> None:
        assert self._process is not None
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()


class Ledger:
    """What the driver gave, what was marked saved, and in which order."""

    def __init__(self) -> None:
        self.ids = Ids(SystemClock(), Random(11))
        self.given: dict[str, str] = {}  # id → case
        self.saved: list[str] = []
        self.answered: set[str] = set()

    def note(self, case: str) -> dict[str, Any]:
        command_id = self.ids.next()
        self.given[command_id] = case
        text = f"note {len(self.given)}"
        return {"op": "cmd", "id": command_id, "name": "case.note", "subject": case, "body": {"text": text}}

    def hears(self, console: Process) -> None:
        self.saved += [line["id"] for line in console.of("saved")]
        for line in console.of("result"):
            assert line["ok"], line
            self.answered.add(line["id"])


async def read_to_the_end(console: Process) -> None:
    """Everything that was printed before the kill; half a line at the end is no mark."""
    assert console.process.stdout is not None
    async for raw in console.process.stdout:
        if raw.endswith(b"\n"):
            console.lines.append(json.loads(raw))


async def drive(hub: Hub, folder: Path, rng: Random) -> Ledger:
    ledger = Ledger()
    async with headless(hub.url, folder, hub.token) as console:
        for number in range(CASES):
            console.says({"name": "case.report", "subject": "", "body": {"title": f"matter {number}"}})
        console.ends_input()
        assert await console.rest() == 0
        cases = [line["subject"] for line in console.of("result")]
        assert len(cases) == CASES, console.lines[-5:]
    for _ in range(KILLS):
        async with headless(hub.url, folder, hub.token) as console:
            console.says(*(ledger.note(rng.choice(cases)) for _ in range(A_ROUND)))
            marks = rng.choice((0, 1, 1, A_ROUND // 2, A_ROUND))
            await console.until(lambda marks=marks, console=console: len(console.of("saved")) >= marks)  # type: ignore[misc]
            await asyncio.sleep(rng.choice((0.0, 0.0, rng.uniform(0.0, 0.1))))
            console.kill()
            await read_to_the_end(console)
            ledger.hears(console)
    async with headless(hub.url, folder, hub.token) as console:
        console.ends_input()
        assert await console.rest() == 0
        ledger.hears(console)
    return ledger


def judge(ledger: Ledger, journal: list[dict[str, Any]]) -> None:
    """Hold the journal against the ledger."""
    notes = [event for event in journal if event["type"] == "hubpost.case.noted"]
    causes = Counter(event["cause"] for event in notes)
    lost = [each for each in ledger.saved if each not in causes]
    assert lost == [], f"{len(lost)} of {len(ledger.saved)} saved commands are lost"
    assert [each for each, times in causes.items() if times > 1] == [], "a command was done twice"
    strangers = [each for each in causes if each not in ledger.given]
    assert strangers == [], f"{len(strangers)} commands were sent under ids nobody gave"
    assert ledger.answered <= set(causes)
    in_journal: dict[str, list[str]] = {}
    for event in notes:
        in_journal.setdefault(event["subject"], []).append(event["cause"])
    as_given: dict[str, list[str]] = {}
    for command_id, case in ledger.given.items():
        if command_id in causes:
            as_given.setdefault(case, []).append(command_id)
    assert in_journal == as_given, "a case's commands changed their order"


@pytest.mark.timeout(max(120, 4 * KILLS))
def test_that_no_kill_of_the_console_loses_a_saved_command_or_does_one_twice(tmp_path: Path) -> None:
    hub = Hub(tmp_path / "hub")
    hub.start()
    try:
        ledger = asyncio.run(drive(hub, tmp_path / "seat", Random(KILLS)))
        journal = hub.journal()
    finally:
        hub.stop()
    judge(ledger, journal)
    print(f"{KILLS} kills, {len(ledger.given)} given, {len(ledger.saved)} saved, 0 lost, 0 twice")


async def drive_through_hub_deaths(hub: Hub, folder: Path, rng: Random) -> tuple[Ledger, list[int]]:
    ledger = Ledger()
    async with headless(hub.url, folder, hub.token) as console:
        console.says({"name": "case.report", "subject": "", "body": {"title": "matter"}})
        await console.until(lambda: bool(console.of("result")))
        case = console.of("result")[0]["subject"]
        for _ in range(HUB_DEATHS):
            console.says(*(ledger.note(case) for _ in range(20)))
            marks = len(console.of("result")) + rng.randrange(20)
            await console.until(lambda marks=marks: len(console.of("result")) >= marks)  # type: ignore[misc]
            hub.kill()
            console.says(*(ledger.note(case) for _ in range(5)))
            await console.until(lambda: console.of("link")[-1]["state"] == "down")
            hub.start()
        console.ends_input()
        assert await console.rest() == 0
        (start,) = console.of("snapshot")
        console.lines = [line for line in console.lines if line.get("name") != "case.report"]
        ledger.hears(console)
        return ledger, [start["at_seq"], *(line["event"]["seq"] for line in console.of("event"))]


@pytest.mark.timeout(max(120, 20 * HUB_DEATHS))
def test_that_a_console_outlives_the_deaths_of_its_hub_with_one_whole_stream(tmp_path: Path) -> None:
    hub = Hub(tmp_path / "hub")
    hub.start()
    try:
        ledger, seqs = asyncio.run(drive_through_hub_deaths(hub, tmp_path / "seat", Random(5)))
        journal = hub.journal()
    finally:
        hub.stop()
    judge(ledger, journal)
    assert seqs == list(range(seqs[0], seqs[-1] + 1))
    assert seqs[-1] >= max(event["seq"] for event in journal if event.get("cause") in ledger.given)
    assert set(ledger.saved) == set(ledger.given) == ledger.answered
