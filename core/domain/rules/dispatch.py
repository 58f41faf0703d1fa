"""Handing out and taking back: 交办, 请求联动, 改派, 撤回 and 撤派 (ux.md 3.5)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.board import Board
from core.domain.district import limits_for
from core.domain.nouns import Actor, Case, Clock, Deadline, Role, Task, TaskState
from core.domain.refusals import Refusal, refuse
from core.domain.rules.clocks import arm, task_clock
from core.domain.rules.intake import why_unassigned
from core.domain.standing import open_tasks, sent_tasks

running = open_tasks


def _acked(case: Case) -> tuple[ev.Data, ...]:
    return () if case.acked else (ev.CaseAcked(),)


def _units_refusal(board: Board, case: Case, units: tuple[str, ...], outside: bool) -> Refusal | None:
    for unit in units:
        known = board.district.units.get(unit)
        if known is None:
            return refuse("unknown_unit", unit=unit)
        if (known.kind == "outside") is not outside:
            return refuse("not_outside" if outside else "outside_is_asked", unit=known.short_zh)
    if len(set(units)) != len(units):
        return refuse("twice_named", unit=next(u for u in units if units.count(u) > 1))
    return None


def _new(case: Case, first: int, units: tuple[tuple[str, str], ...], asked: bool = False) -> tuple[ev.NewTask, ...]:
    return tuple(
        ev.NewTask(id=f"{case.no}.{first + i}", unit=unit, role=role, asked=asked)
        for i, (unit, role) in enumerate(units)
    )


def _receipt_clocks(board: Board, case: Case, tasks: tuple[ev.NewTask, ...], now: datetime) -> tuple[Deadline, ...]:
    return tuple(d for t in tasks for d in task_clock(board.district, case, Clock.RECEIPT, t.id, now))


def dispatch(board: Board, case: Case, body: cmd.Dispatch, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """Give a lead and assisting units their parts; naming the present lead again adds assisting units only."""
    no = _units_refusal(board, case, (body.lead, *body.assist), outside=False)
    if no is not None:
        return no
    at_work = {t.unit: t for t in running(case)}
    lead = next((t for t in running(case) if t.role == "lead"), None)
    if lead is not None and lead.unit != body.lead:
        return refuse("has_lead", field="lead", unit=_short(board, lead.unit))
    busy = next((u for u in body.assist if u in at_work), None)
    if busy is None and lead is None and body.lead in at_work:
        busy = body.lead
    if busy is not None or (lead is not None and not body.assist):
        return refuse("unit_has_task", unit=_short(board, busy or body.lead))
    wanted = tuple((u, "assist") for u in body.assist)
    if lead is None:
        wanted = ((body.lead, "lead"), *wanted)
    tasks = _new(case, len(case.tasks) + 1, wanted)
    sent = ev.CaseDispatched(
        lead=body.lead,
        tasks=tasks,
        note=body.note,
        deviation=body.deviation,
        basis=f"duty:{case.duty}" if case.duty else None,
        armed=_receipt_clocks(board, case, tasks, now),
    )
    return (*_acked(case), sent)


def request(board: Board, case: Case, body: cmd.Request, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """Ask an outside body; several crews of one body are told apart by `ref`."""
    no = _units_refusal(board, case, (body.unit,), outside=True)
    if no is not None:
        return no
    if any(t.unit == body.unit and t.ref == body.ref for t in running(case)):
        return refuse("unit_has_task", field="unit", unit=_short(board, body.unit))
    task = ev.NewTask(id=f"{case.no}.{len(case.tasks) + 1}", unit=body.unit, role="assist", asked=True, ref=body.ref)
    asked = ev.CaseRequested(tasks=(task,), note=body.note, armed=_receipt_clocks(board, case, (task,), now))
    return (*_acked(case), asked)


def reroute(board: Board, case: Case, body: cmd.Reroute, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """Give the lead to another unit; the old lead's open task ends, assisting units stay."""
    if case.lead_unit is None:
        return refuse("no_lead")
    no = _units_refusal(board, case, (body.lead, *body.assist), outside=False)
    if no is not None:
        return no
    ended = tuple(t.id for t in running(case) if t.role == "lead")
    at_work = {t.unit for t in running(case)}
    busy = next((u for u in (body.lead, *body.assist) if u in at_work), None)
    if busy is not None:
        return refuse("unit_has_task", unit=_short(board, busy))
    tasks = _new(case, len(case.tasks) + 1, ((body.lead, "lead"), *((u, "assist") for u in body.assist)))
    clocks = _receipt_clocks(board, case, tasks, now)
    sent = ev.CaseRerouted(lead=body.lead, tasks=tasks, ended=ended, reason=body.reason, armed=clocks)
    return (*_acked(case), sent)


def last_sent(case: Case) -> tuple[Task, ...]:
    """The open tasks that went out last, together."""
    sent = running(case)
    latest = max((t.sent_at for t in sent), default=None)
    return tuple(t for t in sent if t.sent_at == latest)


def recall(board: Board, case: Case, actor: Actor, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """Take the last dispatch back within the recall window; by who sent it, or the shift lead."""
    last = last_sent(case)
    if not last:
        return refuse("nothing_to_recall")
    window = board.district.recall_seconds
    if (now - last[0].sent_at).total_seconds() > window:
        return refuse("recall_window_over", seconds=window)
    if last[0].sent_by != actor.name and actor.role not in (Role.LEAD, Role.LEADER, Role.DIRECTOR):
        return refuse("not_your_dispatch", by=last[0].sent_by)
    gone = tuple(t.id for t in last)
    unassigned = case.unassigned if _is_at_work(case, gone) else why_unassigned(case.grid, case.duty)
    return (ev.CaseRecalled(tasks=gone, unassigned=unassigned, armed=_as_before(board, case, gone, now)),)


URGE_AGAIN_S: Final = 60  # urging is free, pressing the key twice is not two acts


def urge(board: Board, case: Case, body: cmd.Urge, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """Press units to get on (催办): the named ones, else those whose limit ran out, else the lead, else all."""
    for unit in body.units:
        if unit not in board.district.units:
            return refuse("unknown_unit", field="units", unit=unit)
    open_ = running(case)
    tasks = tuple(t for t in open_ if t.unit in body.units) if body.units else slowest(case, now)
    if not tasks or not {t.unit for t in tasks} >= set(body.units):
        return refuse("no_open_task")
    again = next((t for t in tasks if t.urged_at and (now - t.urged_at).total_seconds() < URGE_AGAIN_S), None)
    if again is not None:
        return refuse("just_urged", unit=_short(board, again.unit))
    units = tuple(dict.fromkeys(t.unit for t in tasks))
    return (ev.CaseUrged(units=units, tasks=tuple(t.id for t in tasks), text=body.text),)


def slowest(case: Case, now: datetime) -> tuple[Task, ...]:
    """The open tasks that are to be pressed first."""
    open_ = running(case)
    late = tuple(t for t in open_ if t.due is not None and t.due <= now)
    return late or tuple(t for t in open_ if t.role == "lead") or open_


def _to_route_again(
    board: Board, case: Case, gone: tuple[str, ...], now: datetime
) -> tuple[str | None, tuple[Deadline, ...]]:
    """With nobody left at work and nothing done, somebody must route the case: its queue, and the response clock."""
    if _is_at_work(case, gone):
        return case.unassigned, ()
    limits = limits_for(board.district, case.duty, case.priority)
    return why_unassigned(case.grid, case.duty), arm(case, Clock.RESPONSE, now, limits.response, "route")


def _is_at_work(case: Case, gone: tuple[str, ...]) -> bool:
    """Whether without these tasks somebody is still at it, or has done it."""
    return any(t.id not in gone for t in running(case)) or any(t.state is TaskState.COMPLETED for t in case.tasks)


def _as_before(board: Board, case: Case, gone: tuple[str, ...], now: datetime) -> tuple[Deadline, ...]:
    """The response clock as it ran before what is taken back went out: with its own start, and none where none ran.

    Whoever acknowledged has responded, and that stands. Only where a unit had given the case back, or was stood down,
    and nobody had been sent since, a limit was running; it goes on from there.
    """
    kept = [t for t in sent_tasks(case) if t.id not in gone]
    ended = [t for t in kept if t.state in (TaskState.RETURNED, TaskState.STOOD_DOWN) and t.ended_at is not None]
    last = max(ended, key=lambda t: t.ended_at or t.sent_at, default=None)
    if last is None or last.ended_at is None or any(t.sent_at > last.ended_at for t in kept):
        return ()
    if case.acked_at is not None and case.acked_at > last.ended_at:  # reopened since, with a clock of its own
        return ()
    is_returned = last.state is TaskState.RETURNED
    if _is_at_work(case, gone) and not (is_returned and last.role == "lead"):
        return ()
    seconds = limits_for(board.district, case.duty, case.priority).response
    origin = f"return:{last.id}" if is_returned else "route"
    return arm(case, Clock.RESPONSE, last.ended_at, seconds, origin, now=now)


def stand_down(board: Board, case: Case, body: cmd.StandDown, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """End open tasks that are no longer needed; all of them when none is named."""
    open_ids = {t.id for t in running(case)}
    wanted = body.tasks or tuple(t.id for t in running(case))
    if not wanted or not set(wanted) <= open_ids:
        return refuse("no_open_task", field="tasks")
    unassigned, armed = _to_route_again(board, case, wanted, now)
    return (ev.CaseStoodDown(tasks=wanted, reason=body.reason, unassigned=unassigned, armed=armed),)


def _short(board: Board, unit: str) -> tuple[str, str]:
    known = board.district.units.get(unit)
    return (known.short_zh, known.short_en) if known else (unit, unit)
