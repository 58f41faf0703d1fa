"""How a case stands: what follows from its own fields, and is never set by hand."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from core.domain.nouns import OPEN_TASK, Case, Deadline, Stage, State, Task, TaskState


def open_tasks(case: Case) -> tuple[Task, ...]:
    """The tasks that still run."""
    return tuple(t for t in case.tasks if t.state in OPEN_TASK)


def sent_tasks(case: Case) -> tuple[Task, ...]:
    """All tasks that went out and were not taken back: taken back is as never sent."""
    return tuple(t for t in case.tasks if t.state is not TaskState.RECALLED)


def last_lead(case: Case) -> Task | None:
    """The task of the unit that leads, or led last."""
    return next((t for t in reversed(sent_tasks(case)) if t.role == "lead"), None)


def judged(case: Case) -> Task | None:
    """The task whose result is verified: the lead's, else the last one."""
    return last_lead(case) or next(reversed(sent_tasks(case)), None)


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
    lead = last_lead(case)
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
    tasks = sent_tasks(case)
    if any(t.receipted_at is not None for t in tasks):
        return Stage.HANDLED
    if tasks or case.unassigned is None:
        return Stage.ROUTED
    return Stage.FOUND if case.grid is None and case.duty is None else Stage.RECORDED
