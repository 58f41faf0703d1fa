"""Everybody around the demo's desk: sources that report, departments that answer, and one neighbouring seat.

Runs as its own process and speaks to the hub as anybody else would: CloudEvents over HTTP, commands over the
websocket. What the operator does is untouched by it.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import msgspec
from msgspec import Struct

from console.demo_script import DONE, FEEDBACK, NEIGHBOUR, NOT_OURS, Conduct, calls, conduct, matters, report_body
from console.session import Session, SessionError
from core.client.connection import dial
from core.client.ids import Ids
from core.domain.district import District, is_outside, parse_district
from core.domain.events import (
    CaseDispatched,
    CaseReported,
    CaseRequested,
    CaseRerouted,
    Event,
    SecondAsked,
    TaskCompleted,
)
from core.domain.nouns import OPEN_TASK, Case, Clock, Deadline, Task
from core.protocol.frames import Result
from resources import data, district_files

BEAT_S: Final = 20.0
PATIENCE_S: Final = 25.0  # about how long the neighbour leaves a new case to the operator, at speed 20
AT_LEAST_S: Final = 8.0
FIRST_S: Final = 3.0  # the first report after the world starts
BUSY: Final = 184  # where in the log the demo begins: a busy hour
SILENT_SHARE: Final = 0.7  # of the units that had let their receipt pass before the demo began, so many go on
TRIES: Final = 3  # of one post, before it is given up
AGAIN_S: Final = 2.0  # between two tries
NOT_NOW: Final = frozenset({429, 503})
LEADER: Final = "0001"
THINKING: Final = (60.0, 240.0)  # the log's seconds a leader takes over what needs a second person
ONE_IN: Final = 8  # one call in so many of the log arrives: at speed 20 about what one seat can bear


class Setting(Struct, frozen=True):
    """What the world is told on its standard input."""

    ws: str
    http: str
    district: str
    speed: float
    lang: str
    seed: int
    tokens: dict[str, str]  # account → token; "departments" and NEIGHBOUR are sessions, the rest are sources


class SystemClock:
    """The machine's wall clock, for command ids only."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class World:
    """The demo's surroundings; everything random comes from one seeded generator."""

    def __init__(self, setting: Setting) -> None:
        self._is = setting
        self._rng = random.Random(setting.seed)
        self._district: District = parse_district(district_files(setting.district))
        self._matters = matters(data("scenarios/matters.csv"))
        self._calls = calls(data("scenarios/sf_demo.csv"))
        self._arriving = self._calls[BUSY::ONE_IN] + self._calls[:BUSY:ONE_IN]
        self._ids = Ids(SystemClock(), self._rng)
        self._jobs: set[asyncio.Task[None]] = set()
        self._at_work: set[str] = set()
        self.repeated = 0  # posts that had to be tried again
        self.lost = 0  # posts given up

    async def run(self) -> None:
        """Play until the hub goes away."""
        departments = await Session.open(
            self._is.ws, self._is.tokens["departments"], "departments", dial, self._task_event, self._task_view
        )
        neighbour = await Session.open(self._is.ws, self._is.tokens[NEIGHBOUR], "neighbour", dial, self._desk_event)
        self._departments, self._neighbour = departments, neighbour
        self._leader = await self._leads()
        for case in departments.cases:
            self._task_view(case)
        for case in neighbour.cases:
            if case.closed_at is None and case.state == "to_verify":
                self._start(self._verify(case.no))
            elif not case.acked:
                self._start(self._pick_up(case.no, case.duty))
        async with (
            httpx.AsyncClient(base_url=self._is.http, timeout=10.0) as http,
            asyncio.TaskGroup() as group,
        ):
            group.create_task(departments.run())
            group.create_task(neighbour.run())
            if self._leader is not None:
                group.create_task(self._leader.run())
            group.create_task(self._arrivals(http))
            group.create_task(self._beats(http))

    def _start(self, job: Awaitable[None]) -> None:
        async def quiet() -> None:
            try:
                await job
            except (SessionError, TimeoutError):
                return  # the session's own task ends the world

        task = asyncio.ensure_future(quiet())
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def _after(self, seconds: float) -> None:
        """Wait so many of the log's seconds."""
        await asyncio.sleep(seconds / self._is.speed)

    # sources

    async def _arrivals(self, http: httpx.AsyncClient) -> None:
        """Matters come in at the log's own gaps, again from its start when it ends."""
        order = list(self._matters)
        before = self._arriving[0].offset
        number = 0
        await asyncio.sleep(FIRST_S)
        while True:
            for call in self._arriving:
                await self._after(max(0.0, call.offset - before))
                before = call.offset
                if number % len(order) == 0:
                    self._rng.shuffle(order)
                await self._report(http, order[number % len(order)].source, order[number % len(order)])
                number += 1

    async def _report(self, http: httpx.AsyncClient, source: str, matter: Any) -> None:
        body = report_body(matter, self._district, self._rng, self._is.lang)
        account = source if source in self._is.tokens else "app"
        await self._post(http, account, "hubpost.report", body)

    async def _beats(self, http: httpx.AsyncClient) -> None:
        while True:
            for name in self._is.tokens:
                if name in self._district.sources:
                    await self._post(http, name, "hubpost.source.heartbeat", None)
            await asyncio.sleep(BEAT_S)

    async def _post(self, http: httpx.AsyncClient, account: str, kind: str, body: object) -> None:
        event = {"specversion": "1.0", "id": self._ids.next(), "source": f"/demo/{account}", "type": kind, "data": body}
        headers = {
            "content-type": "application/cloudevents+json",
            "authorization": f"Bearer {self._is.tokens[account]}",
        }
        said = ""
        for attempt in range(TRIES):
            if attempt > 0:
                self.repeated += 1
                await asyncio.sleep(AGAIN_S)
            try:
                answer = await http.post("/v1/events", content=json.dumps(event), headers=headers)
            except httpx.HTTPError as failure:  # when the hub is gone, the sessions end the world
                said = repr(failure)
                continue
            if answer.status_code == 202:
                return
            said = f"{answer.status_code} {answer.text}"
            if answer.status_code not in NOT_NOW:
                break
        self.lost += 1
        print(f"demo world: {kind} lost: {said} ({self.repeated} repeated, {self.lost} lost)", file=sys.stderr)

    # departments

    def _task_view(self, case: Case) -> None:
        now = SystemClock().now()
        limits = _receipts(case.deadlines)
        for task in case.tasks:
            dawdles = task.receipted_at is None and task.due is not None and task.due < now
            if task.state in OPEN_TASK and not (dawdles and self._rng.random() < SILENT_SHARE):
                spent = max(0.0, (now - task.sent_at).total_seconds())
                self._start(self._work(task.id, limits.get(task.id), task, spent))

    def _task_event(self, event: Event) -> None:
        if isinstance(event.data, CaseDispatched | CaseRequested | CaseRerouted):
            limits = _receipts(event.data.armed)
            for task in event.data.tasks:
                self._start(self._work(task.id, limits.get(task.id)))

    async def _work(self, task: str, limit: float | None, begun: Task | None = None, spent: float = 0.0) -> None:
        """One unit's way through one task."""
        if task in self._at_work:
            return
        self._at_work.add(task)
        way = conduct(self._rng.choice(self._calls), self._rng, self._is.speed, limit, spent)
        lang = self._is.lang
        steps = _steps(way, self._rng.choice(FEEDBACK[lang]), self._rng.choice(DONE[lang]), NOT_OURS[lang])
        passed = 0.0
        for at, name, body in steps:
            if begun is not None and _is_behind(begun, name):
                continue
            await asyncio.sleep(at - passed)
            passed = at
            result = await self._departments.ask(self._ids.next(), name, f"task/{task}", body)
            if not result.ok and result.error is not None and result.error.rule in ("task_over", "closed"):
                return

    # the neighbouring seat

    def _desk_event(self, event: Event) -> None:
        no = event.case_no
        if isinstance(event.data, CaseReported) and no is not None:
            self._start(self._pick_up(no, event.data.duty))
        elif isinstance(event.data, TaskCompleted) and no is not None:
            self._start(self._verify(no))

    async def _pick_up(self, no: str, listed: str | None) -> None:
        """Take what the operator leaves lying, and send it where its duty says."""
        await asyncio.sleep(max(AT_LEAST_S, PATIENCE_S * self._rng.uniform(0.6, 2.5) * 20 / self._is.speed))
        duty = self._district.duties.get(listed or "")
        if duty is None or self._rng.random() < 0.25:
            return  # left for the operator, whatever comes of it
        if not (await self._ask("case.claim", no, {})).ok:
            return
        if is_outside(self._district, duty.lead):
            await self._ask("case.request", no, {"unit": duty.lead})
        else:
            await self._ask("case.dispatch", no, {"lead": duty.lead, "assist": list(duty.assist)})
        for unit in duty.ask:
            await self._ask("case.request", no, {"unit": unit})
        await self._ask("case.release", no, {})

    async def _verify(self, no: str) -> None:
        """Check a finished case and close it, unless somebody else does first."""
        await asyncio.sleep(max(AT_LEAST_S, self._rng.uniform(200, 900) / self._is.speed))
        if (await self._ask("case.verify", no, {"ok": True})).ok:
            await self._ask("case.close", no, {"outcome": "resolved"})

    # the leader on duty

    async def _leads(self) -> Session | None:
        """The leader's session; a demo of an earlier day has no such account."""
        token = self._is.tokens.get(LEADER)
        return None if token is None else await Session.open(self._is.ws, token, "leader", dial, self._leader_hears)

    def _leader_hears(self, event: Event) -> None:
        if isinstance(event.data, SecondAsked) and event.case_no is not None:
            self._start(self._decide(event.case_no, event.data.act))

    async def _decide(self, no: str, act: str) -> None:
        """Approve what the neighbour asked, unless the operator of the demo did so or somebody said no."""
        await self._after(max(AT_LEAST_S * self._is.speed, self._rng.uniform(*THINKING)))
        if self._leader is not None:
            await self._leader.ask(self._ids.next(), "second.approve", f"case/{no}", {"act": act})

    async def _ask(self, name: str, no: str, body: dict[str, Any]) -> Result:
        return await self._neighbour.ask(self._ids.next(), name, f"case/{no}", body)


def _receipts(deadlines: tuple[Deadline, ...]) -> dict[str, float]:
    """The receipt's limit of each task it runs on."""
    return {d.task: float(d.limit) for d in deadlines if d.kind is Clock.RECEIPT and d.task is not None}


def _steps(way: Conduct, said: str, done: str, not_ours: str) -> list[tuple[float, str, dict[str, Any]]]:
    planned: list[tuple[float | None, str, dict[str, Any]]] = [
        (way.receipt, "task.receipt", {}),
        (way.returned, "task.return", {"reason": not_ours}),
        (way.on_scene, "task.on_scene", {}),
        (way.feedback, "task.feedback", {"text": said}),
        (way.complete, "task.complete", {"text": done}),
    ]
    return sorted(((at, name, body) for at, name, body in planned if at is not None), key=lambda step: step[0])


def _is_behind(task: Task, name: str) -> bool:
    marks = {"task.receipt": task.receipted_at, "task.on_scene": task.on_scene_at, "task.feedback": task.fed_back_at}
    return marks.get(name) is not None


def main() -> int:
    """Entry of the process: one JSON setting on standard input."""
    setting = msgspec.json.decode(sys.stdin.buffer.readline(), type=Setting)
    failed = 0
    try:
        asyncio.run(World(setting).run())
    except* KeyboardInterrupt:
        failed = 0  # the demo is over
    except* SessionError as gone:
        failed = 1
        print(f"demo world: {gone.exceptions[0]}", file=sys.stderr)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
