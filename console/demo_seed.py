"""Forty cases with a past, written through the rule book and the journal before the demo's hub starts.

Their times lie in the last hours, so the desk opens on work at every stage: new, running, late, waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

import msgspec

from console.demo_script import DONE, FEEDBACK, NEIGHBOUR, NOT_OURS, Matter, report_body
from core.domain import commands as cmd
from core.domain.board import Board
from core.domain.clock import ManualClock, whole_ms
from core.domain.decide import decide
from core.domain.district import is_outside
from core.domain.nouns import Actor, Case, LinkState, Priority, Role, TaskState
from core.domain.refusals import CannotTell, Refusal
from core.domain.rules.clocks import LEASE, SECOND_WAITS, rings
from core.domain.standing import open_tasks
from core.hub.steps import taken, timer_changes
from core.journal.journal import Journal
from core.journal.rows import Entry

CASES: Final = 40
HUB: Final = Actor(name="hub", role=Role.HUB)
GATEWAY: Final = Actor(name="gateway", role=Role.SOURCE)
SEAT_3: Final = Actor(name=NEIGHBOUR, role=Role.OPERATOR, seat="03")
OLDEST: Final = timedelta(hours=4)
NEWEST: Final = timedelta(seconds=25)
UNSEEN: Final = 3  # cases nobody has looked at when the desk opens
PACE: Final = {Priority.P1: 400.0, Priority.P2: 1200.0, Priority.P3: 5000.0, Priority.P4: 9000.0}  # seconds a step


class Past:
    """Plays commands at past moments, oldest first, firing every clock on the way."""

    def __init__(self, journal: Journal, board: Board, start: datetime, rng: Random, lang: str) -> None:
        self._journal = journal
        self._board = board
        self._clock = ManualClock(start)
        self._rng = rng
        self._lang = lang
        self._asked = 0

    def until(self, instant: datetime) -> None:
        """Move on to `instant`; what comes due before it happens at its own moment."""
        while True:
            due = [(r.at, c.no, r) for c in self._board.cases.values() for r in rings(c) if r.at <= instant]
            if not due:
                break
            at, no, ring = min(due, key=lambda d: (d[0], d[1]))
            self._clock.set(max(at, self._clock.now()))
            if ring.clock == LEASE:
                self._do(HUB, "case.lapse", f"case/{no}", cmd.Lapse())
            elif ring.clock == SECOND_WAITS:
                self._do(HUB, "second.expire", f"case/{no}", cmd.Nothing())
            else:
                fire = cmd.ClockFire(
                    clock=ring.clock, generation=ring.generation, level=ring.level, task=ring.task or None
                )
                self._do(HUB, "clock.fire", f"case/{no}", fire)
        self._clock.set(max(instant, self._clock.now()))

    def link(self, link: str, state: LinkState) -> None:
        """A room or camera was found in that state by the gateway."""
        self._do(GATEWAY, "video.report", f"link/{link}", cmd.LinkReport(state=state, by="gateway"))

    def report(self, matter: Matter) -> Case:
        """The matter comes in from its source."""
        body = msgspec.convert(report_body(matter, self._board.district, self._rng, self._lang), cmd.Report)
        role = Role.OPERATOR if matter.source == "manual" else Role.SOURCE
        subject = self._do(Actor(name=matter.source, role=role), "case.report", "", body)
        return self._board.cases[subject.removeprefix("case/")]

    def send_out(self, case: Case) -> None:
        """The neighbour seat hands it to the units its duty names."""
        self._do(SEAT_3, "case.claim", f"case/{case.no}", cmd.Nothing())
        duty = self._board.district.duties.get(case.duty or "")
        if duty is None:
            return
        if is_outside(self._board.district, duty.lead):
            self._do(SEAT_3, "case.request", f"case/{case.no}", cmd.Request(unit=duty.lead))
        else:
            self._do(SEAT_3, "case.dispatch", f"case/{case.no}", cmd.Dispatch(lead=duty.lead, assist=duty.assist))
        for unit in duty.ask:
            self._do(SEAT_3, "case.request", f"case/{case.no}", cmd.Request(unit=unit))

    def work(self, case: Case, depth: int) -> None:
        """Its units go `depth` steps: delivered, receipted, on scene, fed back, completed."""
        lang = self._lang
        said = cmd.Feedback(text=self._rng.choice(FEEDBACK[lang]))
        done = cmd.Feedback(text=self._rng.choice(DONE[lang]))
        acts: tuple[tuple[str, cmd.Body], ...] = (
            ("task.deliver", cmd.Nothing()),
            ("task.receipt", cmd.Nothing()),
            ("task.on_scene", cmd.Nothing()),
            ("task.feedback", said),
            ("task.complete", done),
        )
        for name, body in acts[:depth]:
            self._clock.advance(self._rng.uniform(1.0, 20.0))
            for task in open_tasks(self._board.cases[case.no]):
                actor = HUB if name == "task.deliver" else self._unit(task.unit)
                self._do(actor, name, f"task/{task.id}", body)

    def give_back(self, case: Case) -> None:
        """Its lead says it is not theirs."""
        for task in open_tasks(self._board.cases[case.no]):
            if task.role == "lead" and task.state is TaskState.SENT:
                body = cmd.Return(reason=NOT_OURS[self._lang])
                self._do(self._unit(task.unit), "task.return", f"task/{task.id}", body)

    def _unit(self, unit: str) -> Actor:
        return Actor(name="departments", role=Role.LIAISON, scope=(f"unit:{unit}",))

    def _do(self, actor: Actor, name: str, subject: str, body: cmd.Body) -> str:
        self._asked += 1
        command = cmd.Command(id=f"seed.{self._asked}", name=name, subject=subject, body=body)
        now = whole_ms(self._clock.now())
        answer = decide(self._board, command, actor, now)
        if isinstance(answer, Refusal | CannotTell):
            return ""
        steps = taken(self._board, answer, now, actor.name, command.id, None)
        arm, clear = timer_changes(steps)
        self._journal.append((Entry(events=tuple(s.event for s in steps), arm=arm, clear=clear),))
        return answer[0].subject


def seed(journal: Journal, board: Board, matters: tuple[Matter, ...], now: datetime, rng: Random, lang: str) -> int:
    """Write the past; returns how many cases it holds."""
    past = Past(journal, board, now - OLDEST, rng, lang)
    chosen = rng.sample(matters, CASES)
    for moment, matter, depth in _plan(chosen, now, rng):
        past.until(moment)
        case = past.report(matter)
        if depth >= 0:
            past.until(moment + timedelta(seconds=rng.uniform(8, 25)))
            past.send_out(case)
        if depth > 0:
            past.work(case, depth)
        elif depth == 0 and rng.random() < 0.3:
            past.give_back(case)
    for site in board.district.links.values():
        past.link(site.id, rng.choices((LinkState.OK, LinkState.DOWN, LinkState.SLOW), (16, 2, 1))[0])
    past.until(now)
    return len(board.cases)


def _plan(chosen: list[Matter], now: datetime, rng: Random) -> Iterator[tuple[datetime, Matter, int]]:
    """When each matter came in and how far its units got; -1 = nobody has looked at it yet.

    Older and more urgent matters are further on, but for one in six, whose units dawdle.
    """
    older = len(chosen) - UNSEEN
    ages = sorted((rng.uniform(300, OLDEST.total_seconds()) for _ in range(older)), reverse=True)
    for age, matter in zip(ages, chosen, strict=False):
        pressing = age / PACE[matter.priority]
        depth = rng.choice((0, 1)) if rng.random() < 1 / 6 else min(5, 1 + int(pressing + rng.uniform(0.5, 2.5)))
        yield now - timedelta(seconds=age), matter, depth
    for step, matter in enumerate(chosen[older:]):
        yield now - NEWEST + timedelta(seconds=6 * step), matter, -1
