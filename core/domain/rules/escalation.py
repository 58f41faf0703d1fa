"""Rising: a clock nobody answered climbs the ladder, a person may raise a case, and the lead answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.board import Board
from core.domain.district import next_rung
from core.domain.nouns import LADDER, Actor, Case, Clock, Deadline, Escalation, Rung, Supervision
from core.domain.refusals import Refusal, refuse
from core.domain.rules.clocks import arm, tightest


def open_escalations(case: Case) -> tuple[Escalation, ...]:
    """The rises nobody has answered yet."""
    return tuple(e for e in case.escalations if e.answered_at is None)


def _asked(case: Case, deadline: Deadline) -> tuple[Escalation, ...]:
    """The rises of this clock so far: by this arming, and those by an earlier one that nobody has answered."""
    mine = (deadline.kind, deadline.task)
    return tuple(
        e
        for e in case.escalations
        if (e.clock, e.task) == mine and (e.generation == deadline.generation or e.answered_at is None)
    )


def _own_rung(case: Case) -> Rung | None:
    """The rung a case starts on by its tier: a person raises it above that, never down to it."""
    return Rung(case.tier.value) if case.tier is not None else None


def _rise(
    board: Board, case: Case, deadline: Deadline, now: datetime, reason: str | None
) -> tuple[ev.CaseEscalated, Rung] | None:
    before = _asked(case, deadline)
    people = {person for e in before for person in e.asked}
    climbed = [e for e in before if reason is not None or e.reason is None]  # a clock climbs by its own steps
    last = climbed[-1].rung if climbed else None
    if reason is not None:
        last = max((r for r in (last, _own_rung(case)) if r is not None), key=LADDER.index, default=None)
    found = next_rung(board.district, case.grid, people, last)
    if found is None and reason is not None:
        return None
    rung, asked = found or (Rung.LEAD, ())  # everybody was asked already: the passed limit is recorded all the same
    start = LADDER.index(last) + 1 if last is not None else 0
    planned = deadline.next_at or now
    above = next_rung(board.district, case.grid, people | set(asked), rung)
    climb = timedelta(seconds=board.district.climb[case.priority])
    level = deadline.level if reason is None else len(before)
    event = ev.CaseEscalated(
        clock=deadline.kind,
        rung=rung,
        level=level,
        generation=deadline.generation,
        asked=asked,
        due=deadline.due,
        late=round(max(0.0, (now - planned).total_seconds()), 3) if reason is None else 0.0,
        unanswered=tuple(dict.fromkeys(p for e in before for p in e.asked)),
        skipped=LADDER[start : LADDER.index(rung)],
        task=deadline.task,
        reason=reason,
        next_at=planned + climb if above is not None else None,
    )
    return event, rung


def fire(board: Board, case: Case, body: cmd.ClockFire, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """A clock came due: ask the next rung, once for each generation and level."""
    wanted = (body.clock, body.task or None, body.generation, body.level)
    due = next((d for d in case.deadlines if (d.kind, d.task, d.generation, d.level) == wanted), None)
    if due is None or due.paused or due.next_at is None or due.next_at > now:
        return refuse("clock_not_due")
    risen = _rise(board, case, due, now, None)
    return (risen[0],) if risen is not None else refuse("ladder_ended")


def by_hand(board: Board, case: Case, body: cmd.Escalate, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """A person raises the case one rung (提级), with the reason; the running clock keeps its own ladder."""
    clock = tightest(case) or Deadline(kind=Clock.HANDLING, due=now, origin="hand", generation=0)
    risen = _rise(board, case, clock, now, body.reason)
    return (risen[0],) if risen is not None else refuse("ladder_ended")


def rule(board: Board, case: Case, body: cmd.Rule) -> tuple[ev.Data, ...] | Refusal:
    """裁定: the lead decides what the ladder brought up."""
    if not open_escalations(case):
        return refuse("no_escalation")
    if body.unit is not None and body.unit not in board.district.units:
        return refuse("unknown_unit", field="unit", unit=body.unit)
    return (ev.CaseRuled(text=body.text, unit=body.unit),)


def send_down(case: Case, body: cmd.Reason) -> tuple[ev.Data, ...] | Refusal:
    """Send it back to the level it came from, with the reason."""
    return (ev.CaseSentDown(reason=body.reason),) if open_escalations(case) else refuse("no_escalation")


def supervise(board: Board, case: Case, body: cmd.Supervise, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """Ask for a 督办单; it takes effect when a superior approves (mission.md, corrections)."""
    if case.supervision is not None and any(d.kind is Clock.SUPERVISION for d in case.deadlines):
        return refuse("supervision_open")
    if case.supervision is not None and case.supervision.slip is None:
        return refuse("supervision_open")
    if body.reply_by <= now:
        return refuse("reply_in_past", field="reply_by")
    if body.unit is not None and body.unit not in board.district.units:
        return refuse("unknown_unit", field="unit", unit=body.unit)
    return (ev.CaseSuperviseAsked(reason=body.reason, reply_by=body.reply_by, unit=body.unit),)


def _waiting(case: Case, actor: Actor) -> Supervision | Refusal:
    asked = case.supervision
    if asked is None or asked.slip is not None:
        return refuse("no_supervision")
    return refuse("second_is_same") if asked.asked_by == actor.name else asked


def approve(board: Board, case: Case, actor: Actor, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """Issue the numbered slip; its reply date runs as a clock."""
    asked = _waiting(case, actor)
    if isinstance(asked, Refusal):
        return asked
    seconds = max(1, int((asked.reply_by - now).total_seconds()))
    slip = board.next_slip(now)
    return (
        ev.CaseSupervised(
            slip=slip,
            reason=asked.reason,
            reply_by=asked.reply_by,
            approved_by=actor.name,
            unit=asked.unit,
            armed=arm(case, Clock.SUPERVISION, now, seconds, f"slip:{slip}"),
        ),
    )


def refuse_approval(case: Case, actor: Actor) -> tuple[ev.Data, ...] | Refusal:
    """Do not issue it; no reason is asked of a superior (ux.md 3.5)."""
    asked = _waiting(case, actor)
    return asked if isinstance(asked, Refusal) else (ev.CaseSuperviseRefused(),)
