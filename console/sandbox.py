"""A hub in this process for practice: the same rule book, nothing on disk, nothing sent anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from core.client import items
from core.domain import commands as cmd
from core.domain.board import Board
from core.domain.decide import decide
from core.domain.envelope import event_from
from core.domain.events import Event
from core.domain.nouns import Actor, Case, Role, TaskState
from core.domain.refusals import CannotTell, Refusal, refuse
from core.domain.rules.clocks import LEASE, rings
from core.domain.standing import open_tasks
from core.hub.steps import taken
from core.protocol.errors import refused
from core.protocol.outgoing import case_for, event_bytes

EPOCH: Final = "practice"
HUB: Final = Actor(name="hub", role=Role.HUB)
BEAT: Final = timedelta(seconds=2)
DELIVERED: Final = timedelta(seconds=1)  # after that the units have what was handed to them
Tell = Callable[[items.Item], None]


class Sandbox:
    """Answers one desk as a hub would; the owner calls `pass_time` now and then, and lets others act with `happens`."""

    def __init__(self, board: Board, actor: Actor, now: Callable[[], datetime], tell: Tell) -> None:
        self.board, self.actor = board, actor
        self.events: list[Event] = []
        self._now, self._tell = now, tell
        self._asked = 0
        self._beat_at = now()

    # --- the desk's line --------------------------------------------------------------------------------------

    def submit(self, commands: Sequence[cmd.Command]) -> None:
        """Decide each and answer at once."""
        for command in commands:
            self._tell(items.SavedItem(command.id, command.name, command.subject, self._now()))
            answer = self._decided(self.actor, command)
            if isinstance(answer, Refusal):
                self._answer(command, error=answer)
            else:
                self._answer(command, seq=answer[-1].seq)
        self._tell(items.OutboxItem(waiting=0, asks=0))

    def review(self, command_id: str, send: bool) -> None:
        """Nothing ever waits here."""

    def look(self, subject: str | None) -> None:
        """Nobody else is here."""

    def sign_in(self, user: str, password: str, seat: str, take: bool = False) -> None:
        """Whoever practises is signed in already."""
        self.show()

    def enter_offline(self, user: str, password: str, seat: str) -> None:
        """There is always a hub here."""
        self.show()

    def sign_out(self) -> None:
        """There is nobody to take leave of."""

    def check(self, user: str, password: str) -> None:
        """Nothing is locked here."""

    def show(self) -> None:
        """Open the session with the whole picture."""
        now, actor = self._now(), self.actor
        profile = self.board.rights.profiles[actor.role]
        cases = tuple(case_for(case, profile) for case in self.board.cases.values())
        self._tell(items.LinkItem(items.LinkStatus.LIVE, now, age=0.0))
        self._tell(items.ReadyItem(actor.name, (actor.role,), actor.scope, actor.seat, None, None, now=now))
        self._tell(items.SnapshotItem(cases, tuple(self.board.links.values()), (), self.board.seq, EPOCH))
        self._beat()

    # --- everybody else ---------------------------------------------------------------------------------------

    def happens(self, actor: Actor, name: str, subject: str, body: cmd.Body) -> tuple[Event, ...]:
        """Somebody else asks; the desk hears what comes of it, nothing where the rule book refuses."""
        self._asked += 1
        answer = self._decided(actor, cmd.Command(f"practice.{self._asked}", name, subject, body))
        return () if isinstance(answer, Refusal) else answer

    def pass_time(self) -> None:
        """Ring what came due, deliver what was sent, and let the desk hear that the hub is there."""
        now = self._now()
        for case in tuple(self.board.cases.values()):
            self._ring(case, now)
            for task in open_tasks(case):
                if task.state is TaskState.SENT and now - task.sent_at >= DELIVERED:
                    self.happens(HUB, "task.deliver", f"task/{task.id}", cmd.Nothing())
        if now - self._beat_at >= BEAT:
            self._beat()

    def _ring(self, case: Case, now: datetime) -> None:
        for ring in rings(case):
            if ring.at > now:
                continue
            fire = cmd.ClockFire(ring.clock, ring.generation, ring.level, ring.task or None)
            if ring.clock == LEASE:
                self.happens(HUB, "case.lapse", f"case/{case.no}", cmd.Lapse())
            else:
                self.happens(HUB, "clock.fire", f"case/{case.no}", fire)

    # --- inside -----------------------------------------------------------------------------------------------

    def _decided(self, actor: Actor, command: cmd.Command) -> tuple[Event, ...] | Refusal:
        now = self._now()
        answer = decide(self.board, command, actor, now)
        if isinstance(answer, CannotTell):
            return refuse("forbidden")
        if isinstance(answer, Refusal):
            return answer
        steps = taken(self.board, answer, now, actor.name, command.id, command.occurred_at)
        events = tuple(step.event for step in steps)
        self.events += events
        profile = self.board.rights.profiles[self.actor.role]
        shown = tuple(event_from(event_bytes(event, EPOCH, profile)) for event in events)
        self._tell(items.EventsItem(shown, events[-1].seq))
        return events

    def _answer(self, command: cmd.Command, seq: int | None = None, error: Refusal | None = None) -> None:
        said = refused(error) if error is not None else None
        self._tell(
            items.ResultItem(command.id, error is None, command.name, seq=seq, subject=command.subject, error=said)
        )

    def _beat(self) -> None:
        self._beat_at = self._now()
        heard = dict.fromkeys(self.board.district.sources, self._beat_at)
        self._tell(items.HeadItem(self._beat_at, self.board.seq, heard))
