"""What each type of event does to a case: the fold, one function a type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from core.domain import events as ev
from core.domain.nouns import OPEN_TASK, Case, Clock, Escalation, Second, Supervision, Task, TaskState, Unsigned
from core.domain.rules.clocks import armed, rearmed, satisfied
from core.domain.standing import judged, last_lead

# (case, event, data) → case. Types not listed leave no mark on the case but its version.


def _accepted(case: Case, event: ev.Event, data: ev.CaseAccepted) -> Case:
    return replace(case, accepted=data.decision)


def _acked(case: Case, event: ev.Event, data: ev.CaseAcked) -> Case:
    case = replace(case, acked=True, acked_by=event.actor, acked_at=event.time)
    return satisfied(case, Clock.RESPONSE, None, event.time, "acked")


def _claimed(case: Case, event: ev.Event, data: ev.CaseClaimed) -> Case:
    return replace(
        case,
        holder=data.holder,
        holder_seat=data.seat,
        lease_until=data.until,
        last_holder=data.holder,
        last_seat=data.seat,
        last_claimed_at=event.time,
    )


def _released(case: Case, event: ev.Event, data: ev.CaseReleased) -> Case:
    return replace(case, holder=None, holder_seat=None, lease_until=None)


def _noted(case: Case, event: ev.Event, data: ev.CaseNoted) -> Case:
    return replace(case, reports=case.reports + 1) if data.is_report else case


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


def _really(case: Case, event: ev.Event) -> datetime:
    """When it really happened, as far as that can be: neither before the case was known nor after it was told."""
    if event.occurredat is None:
        return event.time
    return min(max(event.occurredat, case.opened_at), event.time)


def _tasks(case: Case, event: ev.Event, new: tuple[ev.NewTask, ...], note: str | None) -> tuple[Task, ...]:
    sent_at = _really(case, event)
    return tuple(
        Task(
            id=t.id,
            unit=t.unit,
            role=t.role,
            state=TaskState.SENT,
            sent_at=sent_at,
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
        tasks=case.tasks + _tasks(case, event, data.tasks, data.note),
        deadlines=armed(case.deadlines, data.armed),
    )


def _requested(case: Case, event: ev.Event, data: ev.CaseRequested) -> Case:
    case = satisfied(case, Clock.RESPONSE, None, event.time, "requested")
    return replace(
        case,
        unassigned=None,
        tasks=case.tasks + _tasks(case, event, data.tasks, data.note),
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


def _phoned(case: Case, event: ev.Event, data: ev.CasePhoned) -> Case:
    """A unit that was reached by telephone: its open task says when and by whom."""
    last = next((t.id for t in reversed(case.tasks) if t.unit == data.unit and t.state in OPEN_TASK), None)
    if last is None or not data.answered:
        return case
    at = _really(case, event)
    tasks = (replace(t, phoned_at=at, phoned_who=data.who) if t.id == last else t for t in case.tasks)
    return replace(case, tasks=tuple(tasks))


def _urged(case: Case, event: ev.Event, data: ev.CaseUrged) -> Case:
    wanted = frozenset(data.tasks)
    tasks = (replace(t, urged_at=event.time, urges=t.urges + 1) if t.id in wanted else t for t in case.tasks)
    return replace(case, tasks=tuple(tasks))


def _to_route_again(case: Case, data: ev.CaseRecalled | ev.CaseStoodDown) -> Case:
    return replace(case, unassigned=data.unassigned, deadlines=armed(case.deadlines, data.armed))


def _recalled(case: Case, event: ev.Event, data: ev.CaseRecalled) -> Case:
    case = _to_route_again(_ended(case, data.tasks, TaskState.RECALLED, event.time), data)
    lead = last_lead(case)
    return replace(case, lead_unit=None if lead is None else lead.unit)


def _stood_down(case: Case, event: ev.Event, data: ev.CaseStoodDown) -> Case:
    return _to_route_again(_ended(case, data.tasks, TaskState.STOOD_DOWN, event.time, data.reason), data)


def _rerouted(case: Case, event: ev.Event, data: ev.CaseRerouted) -> Case:
    case = _ended(case, data.ended, TaskState.STOOD_DOWN, event.time, data.reason)
    case = satisfied(case, Clock.RESPONSE, None, event.time, "rerouted")
    return replace(
        case,
        lead_unit=data.lead,
        tasks=case.tasks + _tasks(case, event, data.tasks, None),
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
    task = judged(case)
    if data.ok or task is None:
        return case
    return _mark(case, task.id, state=TaskState.RECEIPTED, ended_at=None)


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
        second=None,
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


def _second_asked(case: Case, event: ev.Event, data: ev.SecondAsked) -> Case:
    asked = Second(
        act=data.act,
        asked_by=event.actor,
        role=data.role,
        asked_at=event.time,
        until=data.until,
        version=event.version,
        wanted=data.wanted,
        text=data.text,
    )
    return replace(case, second=asked)


def _second_over(case: Case, event: ev.Event, data: ev.Data) -> Case:
    return replace(case, second=None)


def _second_phoned(case: Case, event: ev.Event, data: ev.SecondPhoned) -> Case:
    unsigned = Unsigned(
        id=str(event.version),
        act=data.act,
        done_by=data.asked_by,
        role=data.role,
        done_at=event.time,
        said_at=data.said_at,
        who=data.who,
        phone=data.phone,
        account=data.account,
        wanted=data.wanted,
        text=data.text,
    )
    return replace(case, second=None, unsigned=(*case.unsigned, unsigned))


def _countersigned(case: Case, event: ev.Event, data: ev.SecondCountersigned) -> Case:
    return replace(case, unsigned=tuple(u for u in case.unsigned if u.id != data.id))


def _disputed(case: Case, event: ev.Event, data: ev.SecondDisputed) -> Case:
    found = tuple(
        replace(u, disputed_by=event.actor, disputed_at=event.time, dispute=data.text) if u.id == data.id else u
        for u in case.unsigned
    )
    return replace(case, unsigned=found)


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


STEPS: Final[dict[type[ev.Data], Callable[[Case, ev.Event, Any], Case]]] = {
    ev.CaseAccepted: _accepted,
    ev.CaseAcked: _acked,
    ev.CaseClaimed: _claimed,
    ev.CaseReleased: _released,
    ev.CaseNoted: _noted,
    ev.CasePrioritySet: _priority_set,
    ev.CaseClassified: _classified,
    ev.CaseLocated: _located,
    ev.CaseDispatched: _dispatched,
    ev.CaseRequested: _requested,
    ev.CasePhoned: _phoned,
    ev.CaseUrged: _urged,
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
    ev.SecondAsked: _second_asked,
    ev.SecondApproved: _second_over,
    ev.SecondRefused: _second_over,
    ev.SecondExpired: _second_over,
    ev.SecondPhoned: _second_phoned,
    ev.SecondCountersigned: _countersigned,
    ev.SecondDisputed: _disputed,
    ev.TaskDelivered: _delivered,
    ev.TaskReceipted: _receipted,
    ev.TaskReportedIn: _reported_in,
    ev.TaskOnScene: _on_scene,
    ev.TaskFedBack: _fed_back,
    ev.TaskReturned: _returned,
    ev.TaskCompleted: _completed,
}
