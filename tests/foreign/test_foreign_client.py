"""A client in another language, written from protocol.md alone, works a case at a real hub and proves the chain."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.console.real_hub import RealHub, hubpost, running_hub

CLIENT = Path(__file__).with_name("client.mjs")
CHECKS = [
    *("snapshot", "report", "dispatch", "scope", "heartbeat", "cut"),
    *("resume", "duplicate", "finish", "sequence", "commands"),
]
HAS_WEBSOCKET = "process.exit(typeof WebSocket === 'function' ? 0 : 1)"
PATIENCE_S = 100
PASSWORD = "迎泽 correct horse"


@cache
def node() -> tuple[str, ...]:
    """How a Node with a WebSocket is started; empty where there is none."""
    found = shutil.which("node")
    for words in ((found,), (found, "--experimental-websocket")) if found else ():
        probe = subprocess.run([*words, "-e", HAS_WEBSOCKET], capture_output=True, timeout=PATIENCE_S, check=False)
        if probe.returncode == 0:
            return words
    return ()


def run(stdin: str, *words: str) -> tuple[dict[str, dict[str, Any]], str]:
    """What the client says of each check, and what it complains of."""
    if not node():
        pytest.skip("no Node.js 20 or newer on this machine; the client in another language was not run")
    done = subprocess.run(
        [*node(), str(CLIENT), *words], input=stdin, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode == 0) == all(line["ok"] for line in lines), done.stderr
    return {line["check"]: line for line in lines}, done.stderr


class House:
    """A hub with the accounts of the story."""

    def __init__(self, hub: RealHub) -> None:
        self.hub = hub
        self.add("0107", "operator", "--password-stdin", input=PASSWORD)
        self.operator = self.add("0108", "operator")
        self.liaison = self.add("gas1", "liaison", "--scope", "unit:gas")

    def add(self, name: str, role: str, *words: str, **options: Any) -> str:
        return hubpost("user", "add", name, "--role", role, *words, "--data", str(self.hub.folder), **options).strip()

    def work(self, entry: str, **more: Any) -> tuple[dict[str, dict[str, Any]], str]:
        """Let the client work a case, signed in with a password or a token."""
        ways = {"sign_in": {"user": "0107", "password": PASSWORD}, "identify": {"token": self.operator}}
        story = {"url": self.hub.ws, entry: ways[entry], "watcher": self.operator, "unit": self.liaison, **more}
        return run(json.dumps(story))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_hub(tmp_path_factory.mktemp("foreign") / "hub") as hub:
        yield House(hub)


@pytest.mark.parametrize("entry", ["sign_in", "identify"])
def test_that_a_client_written_from_the_document_alone_works_a_case(house: House, entry: str) -> None:
    said, complaint = house.work(entry, place={"lon": 112.5625, "lat": 37.8625})
    assert list(said) == [entry, *CHECKS], complaint
    assert all(line["ok"] for line in said.values()), complaint
    assert len(said["resume"]["missed"]) >= 4

    journal = house.hub.journal()
    ids = said["commands"]["ids"]
    assert len(ids) == len(set(ids)) == 10
    for each in ids:
        effects = [event for event in journal if event.get("cause") == each]
        kinds = [event["type"] for event in effects]
        assert kinds, f"{each} left nothing in the journal"
        assert len(set(kinds)) == len(kinds), f"{each} took effect twice: {kinds}"
        assert [event["seq"] - effects[0]["seq"] for event in effects] == list(range(len(effects)))

    proof, complaint = run("".join(json.dumps(event) + "\n" for event in journal), "journal")
    assert proof["chain"]["ok"], complaint
    beat = said["heartbeat"]
    assert proof["chain"]["heads"][str(beat["head_seq"])] == beat["chain_head"]
    house.hub.verify()


def test_that_the_digest_holds_for_a_case_at_whole_degrees(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as hub:
        house = House(hub)
        house.work("identify", place={"lon": 112, "lat": 38})
        said, complaint = house.work("identify")
    assert said["snapshot"]["ok"], complaint


def test_that_the_client_notices_a_journal_with_one_letter_changed(house: House) -> None:
    lines = [json.dumps(event) + "\n" for event in house.hub.journal()]
    said, _ = run("".join(lines), "journal")
    assert said["chain"]["ok"]
    said, complaint = run("".join(lines).replace("manual", "Manual", 1), "journal")
    assert not said["chain"]["ok"], complaint
