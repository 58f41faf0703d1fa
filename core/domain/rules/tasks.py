"""One unit's part: 送达 → 签收 → 到场 → 反馈 → 办结, or 退回 with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.board import Board
from core.domain.district import limits_for
from core.domain.nouns import OPEN_TASK, Case, Clock, Task, TaskState
from core.domain.refusals import Refusal, refuse
from core.domain.rules.clocks import arm, task_clock

Rule = Callable[[Board, Case, Task, Any, datetime], tuple[ev.Data, ...] | Refusal]


def _over(case: Case, task: Task) -> Refusal | None:
    if case.closed_at is not None:
        return refuse("closed")
    return None if task.state in OPEN_TASK else refuse("task_over")


def _receipted(board: Board, case: Case, task: Task, now: datetime) -> ev.TaskReceipted:
    return ev.TaskReceipted(armed=task_clock(board.district, case, Clock.SCENE, task.id, now))


def _first_receipt(board: Board, case: Case, task: Task, now: datetime) -> tuple[ev.Data, ...]:
    return () if task.receipted_at is not None else (_receipted(board, case, task, now),)


def deliver(board: Board, case: Case, task: Task, body: cmd.Nothing, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """送达: the unit's system has it; the hub says so when it hands the task to a session of the unit."""
    if task.delivered_at is not None:
        return refuse("already_delivered")
    return _over(case, task) or (ev.TaskDelivered(),)


def receipt(board: Board, case: Case, task: Task, body: cmd.Nothing, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """签收: a person took it."""
    no = _over(case, task)
    if no is not None:
        return no
    return _first_receipt(board, case, task, now) or refuse("already_receipted")


def report_in(board: Board, case: Case, task: Task, body: cmd.Nothing, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """报到: the unit's people have come together; taking it is implied."""
    no = _over(case, task)
    if no is not None:
        return no
    if task.reported_in_at is not None:
        return refuse("already_reported_in")
    return (*_first_receipt(board, case, task, now), ev.TaskReportedIn())


def on_scene(board: Board, case: Case, task: Task, body: cmd.Nothing, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """到场; taking it is implied."""
    no = _over(case, task)
    if no is not None:
        return no
    if task.on_scene_at is not None:
        return refuse("already_on_scene")
    return (*_first_receipt(board, case, task, now), ev.TaskOnScene())


def feedback(board: Board, case: Case, task: Task, body: cmd.Feedback, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """反馈, as often as there is something to say."""
    no = _over(case, task)
    if no is not None:
        return no
    return (*_first_receipt(board, case, task, now), ev.TaskFedBack(text=body.text, result=body.result))


def give_back(board: Board, case: Case, task: Task, body: cmd.Return, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """退回: not ours; with no lead or nobody at work the response clock starts again, for somebody must route it."""
    no = _over(case, task)
    if no is not None:
        return no
    if body.duty is not None and body.duty not in board.district.duties:
        return refuse("unknown_duty", field="duty", duty=body.duty)
    limits = limits_for(board.district, case.duty, case.priority)
    at_work = any(t.id != task.id and (t.state in OPEN_TASK or t.state is TaskState.COMPLETED) for t in case.tasks)
    orphaned = task.role == "lead" or not at_work
    again = arm(case, Clock.RESPONSE, now, limits.response, f"return:{task.id}") if orphaned else ()
    return (ev.TaskReturned(reason=body.reason, duty=body.duty, armed=again),)


def complete(board: Board, case: Case, task: Task, body: cmd.Feedback, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """办结: the unit is done; verifying and closing stay with the hub."""
    no = _over(case, task)
    if no is not None:
        return no
    return (*_first_receipt(board, case, task, now), ev.TaskCompleted(text=body.text, result=body.result))


RULES: Final[dict[str, Rule]] = {
    "task.deliver": deliver,
    "task.receipt": receipt,
    "task.report_in": report_in,
    "task.on_scene": on_scene,
    "task.feedback": feedback,
    "task.return": give_back,
    "task.complete": complete,
}
