"""The current picture: cases and links as the fold of events, and what each step changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from core.domain import events as ev
from core.domain.district import District
from core.domain.nouns import (
    OPEN_TASK,
    Case,
    Clock,
    Deadline,
    Escalation,
    Link,
    LinkState,
    Stage,
    State,
    Supervision,
    Task,
    TaskState,
)
from core.domain.rules.clocks import armed, rearmed, satisfied
from core.domain.rules.rights import Rights

LOCAL: Final = timezone(timedelta(hours=8))  # the whole country keeps one time


class Changes(Struct, frozen=True):
    """What one step altered, by id."""

    cases: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        return Changes(cases=self.cases | other.cases, links=self.links | other.links)


NOTHING: Final = Changes()


class BoardState(Struct, frozen=True):
    """A whole board as one value, for a snapshot on the hub's own disk."""

    seq: int
    cases: tuple[Case, ...]
    links: tuple[Link, ...]
    counters: dict[str, int]
    slips: dict[str, int]


class Board:
    """All open and closed cases and the links, changed only by `apply`; deterministic."""

    def __init__(self, district: District, rights: Rights, is_whole: bool = True) -> None:
        self.district = district
        self.rights = rights
        self.is_whole = is_whole  # False where cases may exist that this board does not show
        self.seq = 0
        self.cases: dict[str, Case] = {}
        self.links: dict[str, Link] = {}
        self.counters: dict[str, int] = {}  # local day → highest case counter
        self.slips: dict[str, int] = {}  # local day → highest supervision slip

    def apply(self, event: ev.Event) -> Changes:
        """Fold one event in and say what changed; `event.seq` must be above all before it."""
        self.seq = event.seq
        if isinstance(event.data, ev.LinkChanged | ev.LinkCalled):
            return self._apply_link(event)
        no = event.case_no
        if no is None:
            return NOTHING
        case = self._reported(no, event) if isinstance(event.data, ev.CaseReported) else self.cases.get(no)
        if case is None:  # a case this reader has not been shown
            return NOTHING
        step = _STEPS.get(type(event.data))
        if step is not None:
            case = step(case, event, event.data)
        self._remember(no, event)
        self.cases[no] = derived(replace(case, version=event.version, changed_at=event.time))
        return Changes(cases=frozenset((no,)))

    def put(self, cases: Iterable[Case], links: Iterable[Link], at_seq: int) -> Changes:
        """Take cases and links as they are, from a snapshot or a view frame."""
        taken = {case.no: case for case in cases}
        lines = {link.id: link for link in links}
        self.cases.update(taken)
        self.links.update(lines)
        for no in taken:
            self._count(no)
        self.seq = max(self.seq, at_seq)
        return Changes(cases=frozenset(taken), links=frozenset(lines))

    def state(self) -> BoardState:
        """All of it, as one value."""
        return BoardState(
            seq=self.seq,
            cases=tuple(self.cases.values()),
            links=tuple(self.links.values()),
            counters=dict(self.counters),
            slips=dict(self.slips),
        )

    def restore(self, state: BoardState) -> None:
        """Become that value."""
        self.seq = state.seq
        self.cases = {case.no: case for case in state.cases}
        self.links = {link.id: link for link in state.links}
        self.counters = dict(state.counters)
        self.slips = dict(state.slips)

    def remove(self, nos: Iterable[str]) -> Changes:
        """Forget cases that left this reader's sight."""
        gone = frozenset(no for no in nos if self.cases.pop(no, None) is not None)
        return Changes(cases=gone)

    def next_no(self, now: datetime) -> str:
        """The number the next case of that local day takes (事件编号)."""
        day = local_day(now)
        return f"{self.district.code}-{day}-{self.counters.get(day, 0) + 1:04d}"

    def next_slip(self, now: datetime) -> str:
        """The number the next supervision slip (督办单) takes."""
        day = local_day(now)
        return f"DB-{day}-{self.slips.get(day, 0) + 1:02d}"

    def task(self, task_id: str) -> tuple[Case, Task] | None:
        """The task and its case, or None."""
        case = self.cases.get(task_id.rpartition(".")[0])
        if case is None:
            return None
        return next(((case, t) for t in case.tasks if t.id == task_id), None)

    def _reported(self, no: str, event: ev.Event) -> Case:
        data: Any = event.data
        return Case(
            no=no,
            version=event.version,
            title=data.title,
            opened_at=event.time,
            source=data.source,
            kind=data.kind,
            priority=data.priority,
            narrative=data.narrative,
            duty=data.duty,
            grid=data.grid,
            grids=data.grids,
            community=data.community,
            town=data.town,
            lon=data.lon,
            lat=data.lat,
            address=data.address,
            source_ref=data.source_ref,
            reporter=data.reporter,
            tier=data.tier,
            triage_level=data.triage_level,
            deadlines=data.armed,
            unassigned=data.unassigned,
        )

    def _remember(self, no: str, event: ev.Event) -> None:
        data = event.data
        if isinstance(data, ev.CaseReported):
            self._count(no)
        elif isinstance(data, ev.CaseSupervised):
            _, day, count = data.slip.split("-")
            self.slips[day] = max(self.slips.get(day, 0), int(count))

    def _count(self, no: str) -> None:
        _, day, count = no.split("-")
        self.counters[day] = max(self.counters.get(day, 0), int(count))

    def _apply_link(self, event: ev.Event) -> Changes:
        link_id = event.subject.partition("/")[2]
        data: Any = event.data
        before = self.links.get(link_id) or Link(
            id=link_id, network=data.network, state=LinkState.UNKNOWN, since=event.time
        )
        if isinstance(data, ev.LinkChanged):
            link = replace(
                before,
                state=data.state,
                by=data.by,
                detail=data.detail,
                since=event.time if data.state != before.state else before.since,
                seen_at=data.seen_at or before.seen_at,
            )
        else:
            link = replace(before, called_at=event.time, call_result="answered" if data.answered else "no_answer")
        self.links[link_id] = link
        return Changes(links=frozenset((link_id,)))


def local_day(now: datetime) -> str:
    """The local calendar day of an instant, as in case numbers."""
    return now.astimezone(LOCAL).strftime("%Y%m%d")


def open_tasks(case: Case) -> tuple[Task, ...]:
    """The tasks that still run."""
    return tuple(t for t in case.tasks if t.state in OPEN_TASK)


def derived(case: Case) -> Case:
    """`case` with what follows from its other fields: state, stage and each task's tightest limit."""
    tasks = tuple(replace(t, due=_task_due(case.deadlines, t.id)) for t in case.tasks) if case.tasks else ()
    case = replace(case, tasks=tasks)
    return replace(case, state=state_of(case), stage=stage_of(case))


def _task_due(deadlines: tuple[Deadline, ...], task: str) -> datetime | None:
    dues = [d.due for d in deadlines if d.task == task and not d.paused]
    return min(dues) if dues else None


def state_of(case: Case) -> State:
    """What the case waits for."""
    if case.closed_at is not None:
        return State.CLOSED
    if not case.acked:
        return State.UNACKED
    running = open_tasks(case)
    lead = next((t for t in reversed(case.tasks) if t.role == "lead"), None)
    if lead is not None and lead.state is TaskState.COMPLETED and not running:
        return State.TO_VERIFY
    if lead is not None and lead.state is TaskState.RETURNED:
        return State.RETURNED
    if not running:
        ended_well = any(t.state is TaskState.COMPLETED for t in case.tasks)
        return State.TO_VERIFY if ended_well and lead is None else State.TO_ROUTE
    if all(t.receipted_at is None for t in running):
        return State.TO_RECEIPT
    if any(t.state is TaskState.ON_SCENE for t in running):
        return State.FEEDBACK_DUE
    return State.HANDLING


def stage_of(case: Case) -> Stage:
    """The stage the closed loop has reached (mission.md X13)."""
    if case.closed_at is not None:
        return Stage.CLOSED
    if any(t.receipted_at is not None for t in case.tasks):
        return Stage.HANDLED
    if case.tasks or case.unassigned is None:
        return Stage.ROUTED
    return Stage.FOUND if case.grid is None and case.duty is None else Stage.RECORDED


# One function a type: (case, event, data) → case. Types not listed leave no mark on the case but its version.


def _accepted(case: Case, event: ev.Event, data: ev.CaseAccepted) -> Case:
    return replace(case, accepted=data.decision)


def _acked(case: Case, event: ev.Event, data: ev.CaseAcked) -> Case:
    case = replace(case, acked=True, acked_by=event.actor, acked_at=event.time)
    return satisfied(case, Clock.RESPONSE, None, event.time, "acked")


def _claimed(case: Case, event: ev.Event, data: ev.CaseClaimed) -> Case:
    return replace(case, holder=data.holder, holder_seat=data.seat, lease_until=data.until)


def _released(case: Case, event: ev.Event, data: ev.CaseReleased) -> Case:
    return replace(case, holder=None, holder_seat=None, lease_until=None)


def _priority_set(case: Case, event: ev.Event, data: ev.CasePrioritySet) -> Case:
    return replace(case, priority=data.priority, deadlines=rearmed(case, data.armed))


def _classified(case: Case, event: ev.Event, data: ev.CaseClassified) -> Case:
    return replace(
        case,
        duty=data.duty,
        kind=data.kind,
        tier=data.tier,
        triage_level=data.triage_level,
        unassigned=data.unassigned,
        deadlines=rearmed(case, data.armed),
    )


def _located(case: Case, event: ev.Event, data: ev.CaseLocated) -> Case:
    return replace(
        case,
        grid=data.grid,
        grids=data.grids,
        community=data.community,
        town=data.town,
        lon=data.lon,
        lat=data.lat,
        address=data.address if data.address is not None else case.address,
        unassigned=data.unassigned,
    )


def _tasks(event: ev.Event, new: tuple[ev.NewTask, ...], note: str | None) -> tuple[Task, ...]:
    return tuple(
        Task(
            id=t.id,
            unit=t.unit,
            role=t.role,
            state=TaskState.SENT,
            sent_at=event.time,
            sent_by=event.actor,
            asked=t.asked,
            ref=t.ref,
            note=note,
        )
        for t in new
    )


def _dispatched(case: Case, event: ev.Event, data: ev.CaseDispatched) -> Case:
    case = satisfied(case, Clock.RESPONSE, None, event.time, "dispatched")
    return replace(
        case,
        lead_unit=data.lead,
        unassigned=None,
        tasks=case.tasks + _tasks(event, data.tasks, data.note),
        deadlines=armed(case.deadlines, data.armed),
    )


def _requested(case: Case, event: ev.Event, data: ev.CaseRequested) -> Case:
    case = satisfied(case, Clock.RESPONSE, None, event.time, "requested")
    return replace(
        case,
        unassigned=None,
        tasks=case.tasks + _tasks(event, data.tasks, data.note),
        deadlines=armed(case.deadlines, data.armed),
    )


def _ended(case: Case, tasks: Iterable[str], state: TaskState, at: datetime, text: str | None = None) -> Case:
    wanted = frozenset(tasks)
    for task in wanted:
        for clock in (Clock.RECEIPT, Clock.SCENE):
            case = satisfied(case, clock, task, at, state.value)
    changed = tuple(
        replace(t, state=state, ended_at=at, text=text if text is not None else t.text) if t.id in wanted else t
        for t in case.tasks
    )
    return replace(case, tasks=changed)


def _to_route_again(case: Case, data: ev.CaseRecalled | ev.CaseStoodDown) -> Case:
    return replace(case, unassigned=data.unassigned, deadlines=armed(case.deadlines, data.armed))


def _recalled(case: Case, event: ev.Event, data: ev.CaseRecalled) -> Case:
    case = _to_route_again(_ended(case, data.tasks, TaskState.RECALLED, event.time), data)
    lead = next((t.unit for t in reversed(case.tasks) if t.role == "lead" and t.state in OPEN_TASK), None)
    return replace(case, lead_unit=lead)


def _stood_down(case: Case, event: ev.Event, data: ev.CaseStoodDown) -> Case:
    return _to_route_again(_ended(case, data.tasks, TaskState.STOOD_DOWN, event.time, data.reason), data)


def _rerouted(case: Case, event: ev.Event, data: ev.CaseRerouted) -> Case:
    case = _ended(case, data.ended, TaskState.STOOD_DOWN, event.time, data.reason)
    case = satisfied(case, Clock.RESPONSE, None, event.time, "rerouted")
    return replace(
        case,
        lead_unit=data.lead,
        tasks=case.tasks + _tasks(event, data.tasks, None),
        deadlines=armed(case.deadlines, data.armed),
    )


def _escalated(case: Case, event: ev.Event, data: ev.CaseEscalated) -> Case:
    by = "" if data.reason is None else f"hand.{event.version}."
    risen = Escalation(
        id=f"{case.no}/{data.clock}/{data.task or ''}/{data.generation}/{by}{data.level}",
        at=event.time,
        clock=data.clock,
        rung=data.rung,
        level=data.level,
        generation=data.generation,
        asked=data.asked,
        unanswered=data.unanswered,
        due=data.due,
        late=data.late,
        task=data.task,
        reason=data.reason,
    )
    deadlines = tuple(
        replace(d, level=data.level + 1, next_at=data.next_at)
        if data.reason is None and (d.kind, d.task, d.generation) == (data.clock, data.task, data.generation)
        else d
        for d in case.deadlines
    )
    return replace(case, escalations=(*case.escalations, risen), deadlines=deadlines)


def _answer_all(case: Case, at: datetime, answer: str) -> Case:
    return replace(
        case,
        escalations=tuple(
            replace(e, answered_at=at, answer=answer) if e.answered_at is None else e for e in case.escalations
        ),
    )


def _ruled(case: Case, event: ev.Event, data: ev.CaseRuled) -> Case:
    return _answer_all(case, event.time, "ruled")


def _sent_down(case: Case, event: ev.Event, data: ev.CaseSentDown) -> Case:
    return _answer_all(case, event.time, "sent_down")


def _supervise_asked(case: Case, event: ev.Event, data: ev.CaseSuperviseAsked) -> Case:
    asked = Supervision(asked_by=event.actor, reason=data.reason, reply_by=data.reply_by, unit=data.unit)
    return replace(case, supervision=asked)


def _supervised(case: Case, event: ev.Event, data: ev.CaseSupervised) -> Case:
    case = _answer_all(case, event.time, "supervised")
    before = case.supervision
    asked_by = before.asked_by if before is not None else event.actor
    slip = Supervision(asked_by=asked_by, reason=data.reason, reply_by=data.reply_by, unit=data.unit, slip=data.slip)
    return replace(case, supervision=slip, deadlines=armed(case.deadlines, data.armed))


def _supervise_refused(case: Case, event: ev.Event, data: ev.CaseSuperviseRefused) -> Case:
    return replace(case, supervision=None)


def _verified(case: Case, event: ev.Event, data: ev.CaseVerified) -> Case:
    if data.ok:
        return case
    lead = next((t for t in reversed(case.tasks) if t.role == "lead"), case.tasks[-1])
    return _mark(case, lead.id, state=TaskState.RECEIPTED, ended_at=None)


def _closed(case: Case, event: ev.Event, data: ev.CaseClosed) -> Case:
    case = _answer_all(case, event.time, "closed")
    return replace(
        case,
        outcome=data.outcome,
        closed_at=event.time,
        deadlines=(),
        holder=None,
        holder_seat=None,
        lease_until=None,
        acked=True,
        unassigned=None,
        supervision=case.supervision if case.supervision is not None and case.supervision.slip else None,
    )


def _reopened(case: Case, event: ev.Event, data: ev.CaseReopened) -> Case:
    return replace(
        case,
        outcome=None,
        closed_at=None,
        acked=False,
        acked_by=None,
        acked_at=None,
        accepted=None,
        reopened=case.reopened + 1,
        deadlines=armed((), data.armed),
    )


def _mark(case: Case, task: str, **fields: Any) -> Case:
    return replace(case, tasks=tuple(replace(t, **fields) if t.id == task else t for t in case.tasks))


def _task_id(event: ev.Event) -> str:
    return event.subject.partition("/")[2]


def _delivered(case: Case, event: ev.Event, data: ev.TaskDelivered) -> Case:
    task = next(t for t in case.tasks if t.id == _task_id(event))
    state = TaskState.DELIVERED if task.state is TaskState.SENT else task.state
    return _mark(case, task.id, delivered_at=event.time, state=state)


def _receipted(case: Case, event: ev.Event, data: ev.TaskReceipted) -> Case:
    task = _task_id(event)
    case = satisfied(case, Clock.RECEIPT, task, event.time, "receipted")
    case = _mark(case, task, receipted_at=event.time, state=TaskState.RECEIPTED)
    return replace(case, deadlines=armed(case.deadlines, data.armed))


def _reported_in(case: Case, event: ev.Event, data: ev.TaskReportedIn) -> Case:
    return _mark(case, _task_id(event), reported_in_at=event.time, state=TaskState.REPORTED_IN)


def _on_scene(case: Case, event: ev.Event, data: ev.TaskOnScene) -> Case:
    task = _task_id(event)
    case = satisfied(case, Clock.SCENE, task, event.time, "on_scene")
    return _mark(case, task, on_scene_at=event.time, state=TaskState.ON_SCENE)


def _fed_back(case: Case, event: ev.Event, data: ev.TaskFedBack) -> Case:
    return _mark(case, _task_id(event), fed_back_at=event.time, state=TaskState.FED_BACK, text=data.text)


def _returned(case: Case, event: ev.Event, data: ev.TaskReturned) -> Case:
    case = _ended(case, (_task_id(event),), TaskState.RETURNED, event.time, data.reason)
    return replace(case, deadlines=armed(case.deadlines, data.armed))


def _completed(case: Case, event: ev.Event, data: ev.TaskCompleted) -> Case:
    return _ended(case, (_task_id(event),), TaskState.COMPLETED, event.time, data.text)


_STEPS: Final[dict[type[ev.Data], Callable[[Case, ev.Event, Any], Case]]] = {
    ev.CaseAccepted: _accepted,
    ev.CaseAcked: _acked,
    ev.CaseClaimed: _claimed,
    ev.CaseReleased: _released,
    ev.CasePrioritySet: _priority_set,
    ev.CaseClassified: _classified,
    ev.CaseLocated: _located,
    ev.CaseDispatched: _dispatched,
    ev.CaseRequested: _requested,
    ev.CaseRecalled: _recalled,
    ev.CaseStoodDown: _stood_down,
    ev.CaseRerouted: _rerouted,
    ev.CaseEscalated: _escalated,
    ev.CaseRuled: _ruled,
    ev.CaseSentDown: _sent_down,
    ev.CaseSuperviseAsked: _supervise_asked,
    ev.CaseSupervised: _supervised,
    ev.CaseSuperviseRefused: _supervise_refused,
    ev.CaseVerified: _verified,
    ev.CaseClosed: _closed,
    ev.CaseReopened: _reopened,
    ev.TaskDelivered: _delivered,
    ev.TaskReceipted: _receipted,
    ev.TaskReportedIn: _reported_in,
    ev.TaskOnScene: _on_scene,
    ev.TaskFedBack: _fed_back,
    ev.TaskReturned: _returned,
    ev.TaskCompleted: _completed,
}
