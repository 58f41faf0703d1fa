"""`hubpost replay`: a recorded log, in time order, through a connector into a hub; every row accounted for."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

from msgspec import Struct

from console.session import Session, SessionError, why
from core.client.connection import dial
from core.client.headless import MisusedError, hub_url
from core.connectors import sf_fire
from core.connectors.sf_fire import Log, Step
from core.domain.events import CaseRequested, Event
from core.domain.nouns import Case
from resources import data

IN_FLIGHT: Final = 200
PATIENCE_S: Final = 60.0
EXAMPLE: Final = "example: HUBPOST_TOKEN=… hubpost replay calls.csv --format sf-fire --hub ws://127.0.0.1:8740"


class ReplayError(Exception):
    """The replay cannot go on; the text says what to do."""


class Tally(Struct):
    """What became of the commands."""

    sent: int = 0
    accepted: int = 0
    refused: int = 0
    unsent: int = 0  # steps of a call whose report or request was refused
    rows_done: int = 0


def step_id(step: Step, index: int, run: str) -> str:
    """A command id made from the row, so that replaying a file twice does nothing twice; laid out as a UUIDv7."""
    seed = int.from_bytes(sha256(f"{run}|{step.row}|{step.name}|{index}".encode()).digest()[:16])
    ms = int(step.at.timestamp() * 1000) & (1 << 48) - 1
    value = ms << 80 | 7 << 76 | (seed & (1 << 76) - 1)
    return str(UUID(int=value & ~(0b11 << 62) | 0b10 << 62))


class Replay:
    """Plays a translated log over one session, so many commands at a time, each call's own in order."""

    def __init__(self, log: Log, run: str, speed: float, progress: Callable[[Tally], None]) -> None:
        self.tally = Tally()
        self.reasons: Counter[str] = Counter()
        self._log = log
        self._run = run
        self._speed = speed
        self._progress = progress
        self._tasks: dict[str, asyncio.Future[str]] = {}
        self._subjects: dict[str, str | None] = {}
        self._earlier: dict[tuple[str, str | None], list[str]] = {}  # case and unit → tasks an earlier run made

    def see(self, case: Case) -> None:
        """Learn the tasks an earlier run of the same file has made: their events will not come again."""
        for task in case.tasks:
            self._earlier.setdefault((f"case/{case.no}", task.ref), []).append(f"task/{task.id}")

    def hear(self, event: Event) -> None:
        """Learn the task that a request of ours became."""
        if isinstance(event.data, CaseRequested):
            waiting = self._tasks.pop(event.cause or "", None)
            if waiting is not None and not waiting.done():
                waiting.set_result(f"task/{event.data.tasks[0].id}")

    async def play(self, session: Session) -> None:
        """Send everything and wait for every answer; raises SessionError when the line breaks."""
        listener = asyncio.create_task(session.run())
        player = asyncio.create_task(self._play(session))
        try:
            await asyncio.wait({listener, player}, return_when=asyncio.FIRST_COMPLETED)
            (player if player.done() else listener).result()
        finally:
            listener.cancel()
            player.cancel()
            await asyncio.gather(listener, player, return_exceptions=True)

    async def _play(self, session: Session) -> None:
        slots = asyncio.Semaphore(IN_FLIGHT)
        queues: dict[str, asyncio.Queue[tuple[int, Step]]] = {}
        remaining = Counter(step.call for step in self._log.steps)
        loop = asyncio.get_running_loop()
        began = loop.time()
        first = self._log.steps[0].at if self._log.steps else None
        async with asyncio.TaskGroup() as group:
            for index, step in enumerate(self._log.steps):
                if self._speed > 0 and first is not None:
                    due = began + (step.at - first).total_seconds() / self._speed
                    await asyncio.sleep(max(0.0, due - loop.time()))
                await slots.acquire()
                if step.call not in queues:
                    queues[step.call] = asyncio.Queue()
                    group.create_task(self._call(session, queues[step.call], remaining[step.call], slots))
                queues[step.call].put_nowait((index, step))

    async def _call(
        self, session: Session, steps: asyncio.Queue[tuple[int, Step]], count: int, slots: asyncio.Semaphore
    ) -> None:
        for _ in range(count):
            index, step = await steps.get()
            try:
                await self._one(session, index, step)
            finally:
                slots.release()

    async def _one(self, session: Session, index: int, step: Step) -> None:
        key = f"{step.call}/{step.unit}" if step.name.startswith("task.") else step.call
        subject = "" if step.name == "case.report" else self._subjects.get(key)
        if subject is None:
            self.tally.unsent += 1
            self.tally.rows_done += step.last_of_row
            return
        id = step_id(step, index, self._run)
        task: asyncio.Future[str] | None = None
        if step.name == "case.request":
            task = self._tasks[id] = asyncio.get_running_loop().create_future()
        self.tally.sent += 1
        result = await session.ask(id, step.name, subject, step.body, step.at)
        if step.name == "case.report" and result.ok:
            self._subjects[step.call] = result.subject
        if task is not None and result.ok:
            earlier = self._earlier.get((subject, step.unit)) if result.duplicate else None
            found = earlier.pop(0) if earlier else await asyncio.wait_for(task, PATIENCE_S)
            self._subjects[f"{step.call}/{step.unit}"] = found
        self._count(step, None if result.ok else why(result))

    def _count(self, step: Step, refusal: str | None) -> None:
        if refusal is None:
            self.tally.accepted += 1
        else:
            self.tally.refused += 1
            self.reasons[f"{step.name}: {refusal}"] += 1
        self.tally.rows_done += step.last_of_row
        self._progress(self.tally)


def progress_bar(total: int, started: float, now: Callable[[], float]) -> Callable[[Tally], None]:
    """A bar on standard error: redrawn in place on a terminal, a line each tenth otherwise."""
    terminal = sys.stderr.isatty()
    shown = -1

    def draw(tally: Tally) -> None:
        nonlocal shown
        share = tally.rows_done / total if total else 1.0
        mark = int(share * (200 if terminal else 10))
        if mark == shown:
            return
        shown = mark
        rate = tally.sent / max(0.001, now() - started)
        bar = "█" * int(share * 30)
        line = f"{bar:<30} {share:4.0%}  {tally.rows_done:,}/{total:,} rows  {rate:,.0f} commands/s"
        print(f"\r{line}" if terminal else line, end="" if terminal else "\n", file=sys.stderr, flush=True)

    return draw


def main(argv: list[str]) -> int:
    """Entry of `hubpost replay`."""
    parser = argparse.ArgumentParser("hubpost replay", description=__doc__, epilog=EXAMPLE)
    parser.add_argument("file", type=Path)
    parser.add_argument("--format", required=True, choices=[sf_fire.NAME])
    parser.add_argument("--hub", required=True, metavar="URL")
    parser.add_argument("--speed", type=float, default=0.0, help="times real time; 0 = as fast as the journal takes it")
    parser.add_argument("--limit", type=int, help="rows to read at most")
    parser.add_argument("--token-file", type=Path, help="else the token is taken from HUBPOST_TOKEN")
    parser.add_argument("--again", metavar="NAME", default="", help="play the file once more under another name")
    args = parser.parse_args(argv)
    try:
        return _run(args)
    except (ReplayError, SessionError, MisusedError, OSError, ValueError, KeyError) as failure:
        print(f"hubpost replay: {failure}", file=sys.stderr)
        return 1


def _token(path: Path | None) -> str:
    token = path.read_text("utf-8").strip() if path else os.environ.get("HUBPOST_TOKEN", "")
    if not token:
        raise ReplayError("no token: set HUBPOST_TOKEN or give --token-file (hubpost user add NAME --role replay)")
    return token


def _run(args: argparse.Namespace) -> int:
    token = _token(args.token_file)
    mapping = sf_fire.parse_mapping(data("scenarios/sf_map.toml"))
    with args.file.open(encoding="utf-8-sig", newline="") as lines:
        log = sf_fire.read(lines, mapping, args.limit)
    replay = asyncio.run(_play(log, args, token))
    print(file=sys.stderr)
    for refused in log.refused:
        print(f"refused row at line {refused.line}: {refused.why}")
    for reason, count in replay.reasons.most_common():
        print(f"refused {count} × {reason}")
    taken = log.rows - len(log.refused)
    print(
        f"rows {log.rows} taken {taken} refused {len(log.refused)}; calls {log.calls}; "
        f"times missing {log.missing}, running backwards {log.backwards} (kept as they are)"
    )
    tally = replay.tally
    if tally.unsent:
        print(f"not sent {tally.unsent}: their call's report or request was refused")
    print(f"sent {tally.sent} accepted {tally.accepted} refused {tally.refused}")
    return 0


async def _play(log: Log, args: argparse.Namespace, token: str) -> Replay:
    bar = progress_bar(log.rows - len(log.refused), time.monotonic(), time.monotonic)
    replay = Replay(log, f"{args.format}{args.again}", args.speed, bar)
    session = await Session.open(hub_url(args.hub), token, "replay", dial, replay.hear)
    for case in session.cases:
        replay.see(case)
    try:
        await replay.play(session)
    except SessionError as failure:
        raise ReplayError(f"{failure}; start again, what was taken is not doubled") from failure
    finally:
        await session.close()
    return replay
