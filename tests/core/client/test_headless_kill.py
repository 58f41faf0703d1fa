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


def hubpost(*words: str) -> list[str]:
    return [sys.executable, "-m", "console", *words]


def said(*words: str) -> str:
    done = subprocess.run(hubpost(*words), cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


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


async def drive(url: str, token: str, folder: Path, rng: Random) -> Ledger:
    ledger = Ledger()
    async with headless(url, folder, token) as console:
        for number in range(CASES):
            console.says({"name": "case.report", "subject": "", "body": {"title": f"matter {number}"}})
        console.ends_input()
        assert await console.rest() == 0
        cases = [line["subject"] for line in console.of("result")]
        assert len(cases) == CASES, console.lines[-5:]
    for _ in range(KILLS):
        async with headless(url, folder, token) as console:
            console.says(*(ledger.note(rng.choice(cases)) for _ in range(A_ROUND)))
            marks = rng.choice((0, 1, 1, A_ROUND // 2, A_ROUND))
            await console.until(lambda marks=marks, console=console: len(console.of("saved")) >= marks)  # type: ignore[misc]
            await asyncio.sleep(rng.uniform(0.0, 0.1))
            console.kill()
            await read_to_the_end(console)
            ledger.hears(console)
    async with headless(url, folder, token) as console:
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
    hub_folder = tmp_path / "hub"
    hub = subprocess.Popen(
        hubpost("hub", "--data", str(hub_folder), "--listen", "127.0.0.1:0"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert hub.stdout is not None
        ready = hub.stdout.readline()
        assert ready.startswith("ready "), ready
        url = next(word.removeprefix("ws=") for word in ready.split() if word.startswith("ws="))
        token = said("user", "add", "op1", "--role", "operator", "--data", str(hub_folder)).split()[-1]
        ledger = asyncio.run(drive(url, token, tmp_path / "seat", Random(KILLS)))
        journal = [json.loads(line) for line in said("export", "--data", str(hub_folder)).splitlines()]
    finally:
        hub.terminate()
        hub.wait(30)
        if hub.stdout is not None:
            hub.stdout.close()
    judge(ledger, journal)
    print(f"{KILLS} kills, {len(ledger.given)} given, {len(ledger.saved)} saved, 0 lost, 0 twice")
