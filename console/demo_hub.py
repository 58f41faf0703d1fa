"""The demo's hub and its surroundings as processes of their own, on the demo's own data folder."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final
from uuid import uuid4

import msgspec
from msgspec import Struct

from console.demo_script import NEIGHBOUR, matters
from console.demo_seed import seed
from console.demo_world import Setting
from core.domain.board import Board
from core.domain.clock import whole_ms
from core.domain.district import District, parse_district
from core.domain.nouns import Role
from core.domain.rules.rights import parse_rights
from core.hub.access import Access
from core.journal.engine import FILE, open_engine
from core.journal.journal import Journal
from resources import data, district_files

KEYS: Final = "demo.json"
LEAD: Final = "0101"
LEADER: Final = "0001"  # 带班领导, played by the demo's world
READY_S: Final = 60.0
STOP_S: Final = 15.0


class DemoError(Exception):
    """The demo cannot start; the text says what to do."""


class Started(Struct, frozen=True):
    """Where the running hub is."""

    ws: str
    http: str


class WallClock:
    """This machine's time."""

    def now(self) -> datetime:
        return whole_ms(datetime.now(UTC))


def prepare(folder: Path, district: District, lang: str, rng: Random) -> dict[str, str]:
    """Make the data folder the first time: accounts, tokens and the past; returns account → token."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = folder / KEYS
    if keys.exists():
        return msgspec.json.decode(keys.read_bytes(), type=dict[str, str])
    journal = Journal(str(folder / FILE), WallClock(), lambda: secrets.token_bytes(16), lambda: uuid4().hex)
    try:
        board = Board(district, parse_rights(data("rights.toml")))
        if journal.head.seq == 0:
            seed(journal, board, matters(data("scenarios/matters.csv")), WallClock().now(), rng, lang)
    finally:
        journal.close()
    tokens = _accounts(folder, district)
    made = keys.with_suffix(".new")
    made.touch(mode=0o600)
    made.write_text(json.dumps(tokens), "utf-8")
    made.rename(keys)
    return tokens


def _accounts(folder: Path, district: District) -> dict[str, str]:
    units = tuple(f"unit:{unit}" for unit, known in district.units.items() if known.kind != "grid")
    people: dict[str, tuple[Role, tuple[str, ...]]] = {
        LEAD: (Role.LEAD, ()),
        LEADER: (Role.LEADER, ()),
        NEIGHBOUR: (Role.OPERATOR, ()),
        "departments": (Role.LIAISON, units),
        **{s.id: (Role.SOURCE, ()) for s in district.sources.values() if not s.manual and s.silence_limit_s > 0},
    }
    access = open_access(folder)
    try:
        for name, (role, scope) in people.items():
            access.add(name, role, scope)
        return {name: access.issue(name, "issued") for name in people}
    finally:
        access.close()


def open_access(folder: Path) -> Access:
    """The accounts in the folder's database."""
    return Access(open_engine(folder / FILE), WallClock(), secrets.token_bytes)


class DemoHub:
    """A hub process and a world process; both end with the demo, and the folder keeps everything."""

    def __init__(self, folder: Path, district: str, speed: float, lang: str) -> None:
        self._folder = folder
        self._district = district
        self._speed = speed
        self._lang = lang
        self._hub: subprocess.Popen[str] | None = None
        self._world: subprocess.Popen[str] | None = None
        self.tokens: dict[str, str] = {}

    def start(self) -> Started:
        """Prepare the folder, start both and wait until the hub is ready; raises DemoError."""
        rng = Random(20261122)
        self.tokens = prepare(self._folder, parse_district(district_files(self._district)), self._lang, rng)
        command = ["hub", "--data", str(self._folder), "--listen", "127.0.0.1:0", "--district", self._district]
        self._hub = _python(["-m", "console", *command], stdout=subprocess.PIPE)
        started = self._wait()
        setting = Setting(
            ws=started.ws,
            http=started.http,
            district=self._district,
            speed=self._speed,
            lang=self._lang,
            seed=secrets.randbits(32),
            tokens={name: token for name, token in self.tokens.items() if name != LEAD},
        )
        self._world = _python(["-m", "console.demo_world"], stdin=subprocess.PIPE)
        assert self._world.stdin is not None
        self._world.stdin.write(msgspec.json.encode(setting).decode() + "\n")
        self._world.stdin.flush()
        return started

    def alive(self) -> bool:
        """True while both run."""
        return all(p is not None and p.poll() is None for p in (self._hub, self._world))

    def stop(self) -> None:
        """Let the hub drain, then end the world."""
        for process in (self._world, self._hub):
            if process is None:
                continue
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def _wait(self) -> Started:
        hub = self._hub
        assert hub is not None
        assert hub.stdout is not None
        watchdog = threading.Timer(READY_S, hub.kill)
        watchdog.start()
        try:
            for line in hub.stdout:
                if line.startswith("ready "):
                    said = dict(part.split("=", 1) for part in line.split()[1:])
                    return Started(ws=said["ws"], http=said["http"])
        finally:
            watchdog.cancel()
            watchdog.join()
        raise DemoError(f"the hub did not start; try: hubpost hub --data {self._folder}")


def _python(arguments: list[str], **pipes: int) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parent.parent
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(root), os.environ.get("PYTHONPATH", ""))).rstrip(os.pathsep),
    }
    return subprocess.Popen([sys.executable, *arguments], text=True, env=env, **pipes)  # type: ignore[call-overload,no-any-return]
