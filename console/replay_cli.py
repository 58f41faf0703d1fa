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
from core.protocol.frames import Result
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
    known: int = 0  # of the accepted: taken by an earlier run already
    unsent: int = 0  # steps of a call whose report or request was refused
    rows_done: int = 0


def step_id(step: Step, nth: int, run: str) -> str:
    """A command id made from the call, so that replaying a file twice does nothing twice; laid out as a UUIDv7.

    `nth` counts the call's own steps of that name and unit: the id is the same wherever the row stands in its file.
    """
    seed = int.from_bytes(sha256(f"{run}|{step.call}|{step.unit}|{step.name}|{nth}".encode()).digest()[:16])
    ms = int(step.at.timestamp() * 1000) & (1 << 48) - 1
    value = ms << 80 | 7 << 76 | (seed & (1 << 76) - 1)
    return str(UUID(int=value & ~(0b11 << 62) | 0b10 << 62))


class Tasks:
    """The task that each crew of each case has, from the snapshot and from what is heard after it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}  # case subject and crew → task subject
        self._waiting: dict[tuple[str, str], asyncio.Future[str]] = {}

    def see(self, case: Case) -> None:
        """Learn a case as it stands."""
        for task in case.tasks:
            self._learn(f"case/{case.no}", task.ref, task.id)

    def hear(self, event: Event) -> None:
        """Learn what a request became."""
        if isinstance(event.data, CaseRequested):
            for task in event.data.tasks:
                self._learn(event.subject, task.ref, task.id)

    async def of(self, case: str, crew: str) -> str:
        """The crew's task, as soon as it is heard of; raises ReplayError when it never is."""
        known = self._known.get((case, crew))
        if known is not None:
            return known
        waiting = self._waiting.setdefault((case, crew), asyncio.get_running_loop().create_future())
        try:
            return await asyncio.wait_for(waiting, PATIENCE_S)
        except TimeoutError as late:
            raise ReplayError(f"{case} has no task for {crew}: is this the account that reported it?") from late

    def _learn(self, case: str, ref: str | None, task: str) -> None:
        if ref is None:
            return
        found = self._known.setdefault((case, ref), f"task/{task}")
        waiting = self._waiting.pop((case, ref), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(found)


class Replay:
    """Plays a translated log over one session, so many commands at a time, each call's own in order."""

    def __init__(self, log: Log, run: str, speed: float, progress: Callable[[Tally], None]) -> None:
        self.tally = Tally()
        self.tasks = Tasks()
        self.reasons: Counter[str] = Counter()
        self._log = log
        self._run = run
        self._speed = speed
        self._progress = progress
        self._subjects: dict[str, str] = {}

    async def play(self, session: Session) -> None:
        """Send everything and wait for every answer; raises SessionError or ReplayError when that cannot go on."""
        for case in session.cases:
            self.tasks.see(case)
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
        try:
            async with asyncio.TaskGroup() as group:
                await self._feed(session, group)
        except BaseExceptionGroup as several:
            raise _first(several) from several

    async def _feed(self, session: Session, group: asyncio.TaskGroup) -> None:
        """Hand each step to its call's own queue when it is due and a slot is free."""
        slots = asyncio.Semaphore(IN_FLIGHT)
        queues: dict[str, asyncio.Queue[tuple[str, Step]]] = {}
        remaining = Counter(step.call for step in self._log.steps)
        seen: Counter[tuple[str, str | None, str]] = Counter()
        loop = asyncio.get_running_loop()
        began = loop.time()
        for step in self._log.steps:
            if self._speed > 0:
                due = began + (step.at - self._log.steps[0].at).total_seconds() / self._speed
                await asyncio.sleep(max(0.0, due - loop.time()))
            await slots.acquire()
            if step.call not in queues:
                queues[step.call] = asyncio.Queue()
                group.create_task(self._call(session, queues[step.call], remaining[step.call], slots))
            kind = (step.call, step.unit, step.name)
            queues[step.call].put_nowait((step_id(step, seen[kind], self._run), step))
            seen[kind] += 1

    async def _call(
        self, session: Session, steps: asyncio.Queue[tuple[str, Step]], count: int, slots: asyncio.Semaphore
    ) -> None:
        for _ in range(count):
            id, step = await steps.get()
            try:
                await self._one(session, id, step)
            finally:
                slots.release()

    async def _one(self, session: Session, id: str, step: Step) -> None:
        key = f"{step.call}/{step.unit}" if step.name.startswith("task.") else step.call
        subject = "" if step.name == "case.report" else self._subjects.get(key)
        if subject is None:
            self.tally.unsent += 1
            self._row_done(step)
            return
        self.tally.sent += 1
        result = await session.ask(id, step.name, subject, step.body, step.at)
        if result.ok:
            await self._note_subject(step, subject, result.subject)
        self._count(step, result)

    async def _note_subject(self, step: Step, subject: str, made: str | None) -> None:
        """Remember what the call's later steps are about."""
        if step.name == "case.report" and made is not None:
            self._subjects[step.call] = made
        elif step.name == "case.request" and step.unit is not None:
            self._subjects[f"{step.call}/{step.unit}"] = await self.tasks.of(subject, step.unit)

    def _count(self, step: Step, result: Result) -> None:
        if result.ok:
            self.tally.accepted += 1
            self.tally.known += result.duplicate
        else:
            self.tally.refused += 1
            self.reasons[f"{step.name}: {why(result)}"] += 1
        self._row_done(step)

    def _row_done(self, step: Step) -> None:
        self.tally.rows_done += step.last_of_row
        self._progress(self.tally)


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    """What a group of failures began with."""
    failure: BaseException = several
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return failure


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
    if tally.known:
        print(f"taken before {tally.known}: by an earlier run of this file, and not doubled")
    print(f"sent {tally.sent} accepted {tally.accepted} refused {tally.refused}")
    return 0


async def _play(log: Log, args: argparse.Namespace, token: str) -> Replay:
    bar = progress_bar(log.rows - len(log.refused), time.monotonic(), time.monotonic)
    replay = Replay(log, f"{args.format}{args.again}", args.speed, bar)
    session = await Session.open(hub_url(args.hub), token, "replay", dial, replay.tasks.hear, replay.tasks.see)
    try:
        await replay.play(session)
    except SessionError as failure:
        raise ReplayError(f"{failure}; start again, what was taken is not doubled") from failure
    finally:
        if sys.stderr.isatty():
            print(file=sys.stderr)  # what follows does not stand behind the bar
        await session.close()
    return replay
