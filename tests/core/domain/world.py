"""A hub without disk or wire: commands go through the rule book onto a board, under a clock that is moved by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from core.domain import commands as cmd
from core.domain.board import Board
from core.domain.clock import ManualClock
from core.domain.decide import decide
from core.domain.district import District, parse_district
from core.domain.events import Event
from core.domain.nouns import Actor, Case, Role
from core.domain.refusals import CannotTell, Refusal
from core.domain.rules.clocks import LEASE, SECOND_WAITS, rings
from core.domain.rules.rights import Rights, parse_rights
from resources import data, district_files

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
OPERATOR = Actor(name="0107", role=Role.OPERATOR, seat="02")
SECOND = Actor(name="0108", role=Role.OPERATOR, seat="03")
LEAD = Actor(name="0101", role=Role.LEAD)
LEADER = Actor(name="0001", role=Role.LEADER)
SOURCE = Actor(name="app", role=Role.SOURCE)
HUB = Actor(name="hub", role=Role.HUB)


@cache
def yingze() -> District:
    return parse_district(district_files("yingze"))


@cache
def rights() -> Rights:
    return parse_rights(data("rights.toml"))


def liaison(unit: str) -> Actor:
    return Actor(name=f"liaison-{unit}", role=Role.LIAISON, scope=(f"unit:{unit}",))


class World:
    """Asks, applies and remembers; a refusal is returned and changes nothing."""

    def __init__(self) -> None:
        self.board = Board(yingze(), rights())
        self.clock = ManualClock(START)
        self.events: list[Event] = []
        self._ids = 0

    def ask(
        self,
        actor: Actor,
        name: str,
        subject: str = "",
        version: int | None = None,
        occurred_at: datetime | None = None,
        **body: Any,
    ) -> Any:
        """The new events, or the refusal."""
        self._ids += 1
        kind = cmd.BODIES.get(name) or cmd.INTERNAL[name]
        command = cmd.Command(str(self._ids), name, subject, kind(**body), version, occurred_at)
        answer = decide(self.board, command, actor, self.clock.now())
        if isinstance(answer, Refusal | CannotTell):
            return answer
        new = []
        for fact in answer:
            before = self.case_of(fact.subject)
            event = Event(
                seq=self.board.seq + 1,
                version=0 if fact.subject.startswith("link/") else (before.version if before else 0) + 1,
                subject=fact.subject,
                time=self.clock.now(),
                actor=actor.name,
                data=fact.data,
                cause=command.id,
                occurredat=occurred_at,
            )
            self.board.apply(event)
            new.append(event)
        self.events += new
        return new

    def names(self, actor: Actor, name: str, subject: str = "", **body: Any) -> list[str] | str:
        """The names of the new events, or the name of the refusing rule."""
        answer = self.ask(actor, name, subject, **body)
        return answer.rule if isinstance(answer, Refusal) else [e.name for e in answer]

    def report(self, actor: Actor = SOURCE, **body: Any) -> str:
        """A new case's subject."""
        body.setdefault("title", "幸福里 3 号楼燃气异味")
        return self.ask(actor, "case.report", **body)[0].subject

    def case(self, subject: str) -> Case:
        found = self.case_of(subject)
        assert found is not None
        return found

    def case_of(self, subject: str) -> Case | None:
        no = subject.partition("/")[2]
        return self.board.cases.get(no if subject.startswith("case/") else no.rpartition(".")[0])

    def tick(self, seconds: float) -> list[Event]:
        """Move the clock on, firing every clock that comes due on the way at its own moment."""
        end = self.clock.now().timestamp() + seconds
        fired: list[Event] = []
        while True:
            due = [(r.at, c.no, r) for c in self.board.cases.values() for r in rings(c) if r.at.timestamp() <= end]
            if not due:
                break
            at, no, ring = min(due, key=lambda d: (d[0], d[1]))
            self.clock.set(max(at, self.clock.now()))
            if ring.clock == LEASE:
                fired += self.ask(HUB, "case.lapse", f"case/{no}")
            elif ring.clock == SECOND_WAITS:
                fired += self.ask(HUB, "second.expire", f"case/{no}")
            else:
                fired += self.ask(
                    HUB,
                    "clock.fire",
                    f"case/{no}",
                    clock=ring.clock,
                    generation=ring.generation,
                    level=ring.level,
                    task=ring.task or None,
                )
        self.clock.set(datetime.fromtimestamp(end, UTC))
        return fired
