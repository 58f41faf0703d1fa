"""The one rule book: what a command does to the board, as events, or why not.

`decide` reads its arguments and nothing else, and never reads a personal value. The hub uses it to act;
a console uses it to grey a button and say why. A rule lives nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.board import Board
from core.domain.nouns import Actor, Case, Role, TaskState
from core.domain.refusals import CANNOT_TELL, CannotTell, Refusal, refuse
from core.domain.rules import dispatch, escalation, intake, links, second, tasks
from core.domain.rules.clocks import case_clocks
from core.domain.rules.rights import WORKING_ROLES, may, owns_unit, sees
from core.domain.standing import judged


class Fact(Struct, frozen=True):
    """An event before the journal numbers it."""

    subject: str
    data: ev.Data


Answer = tuple[Fact, ...] | Refusal | CannotTell

OUTCOMES: Final = (
    "resolved",
    "settled",
    "transferred",
    "unfounded",
    "duplicate",
    "withdrawn",
    "declined",
    "guided",
)

HANDLED: Final = frozenset({"resolved", "settled"})  # outcomes that say somebody did something


def decide(board: Board, command: cmd.Command, actor: Actor, now: datetime) -> Answer:
    """The events that `command` leads to, a refusal, or `CANNOT_TELL` where this board does not show enough."""
    if not may(board.rights, actor, command.name):
        return refuse("not_this_role")
    if command.name == "case.report":
        return _report(board, command, actor, now)
    if isinstance(command.body, cmd.ClockStep):
        return (Fact("clock/hub", ev.ClockStepped(seconds=command.body.seconds)),)
    kind, _, rest = command.subject.partition("/")
    if kind == "link":
        return _link(board, command, rest, actor)
    return _on_case(board, command, actor, now)


def _report(board: Board, command: cmd.Command, actor: Actor, now: datetime) -> Answer:
    if command.subject:
        return refuse("bad_subject", field="subject", want='""')
    if not isinstance(command.body, cmd.Report):
        return refuse("bad_subject", field="subject", want='""')
    no, data = intake.report(board, command.body, actor, now)
    return (Fact(subject=f"case/{no}", data=data),)


def _link(board: Board, command: cmd.Command, link: str, actor: Actor) -> Answer:
    rule = _LINK_RULES.get(command.name)
    if rule is None:
        return refuse("bad_subject", field="subject", want="case/… | task/…")
    answer = rule(board, link, command.body, actor)
    return answer if isinstance(answer, Refusal) else tuple(Fact(f"link/{link}", d) for d in answer)


def _on_case(board: Board, command: cmd.Command, actor: Actor, now: datetime) -> Answer:
    if command.name in _LINK_RULES:
        return refuse("bad_subject", field="subject", want="link/…")
    wants_task = command.name.startswith("task.")
    if command.subject.startswith("task/") is not wants_task:
        return refuse("bad_subject", field="subject", want="task/…" if wants_task else "case/…")
    no = ev.case_of(command.subject)
    case = board.cases.get(no) if no else None
    if case is None:
        return refuse("forbidden") if board.is_whole else CANNOT_TELL
    if actor.role is not Role.HUB and not sees(actor, case):
        return refuse("forbidden")
    if command.expected_version is not None and command.expected_version != case.version:
        return refuse("version_conflict", current=case.version)
    step = Step(board=board, case=case, actor=actor, now=now, occurred_at=command.occurred_at)
    if wants_task:
        return _on_task(step, command)
    rule = _CASE_RULES.get(command.name)
    if rule is None:
        return refuse("forbidden")
    answer = rule(step, command.body)
    if isinstance(answer, Refusal):
        return answer
    return tuple(Fact(f"case/{case.no}", d) for d in answer)


class Step(Struct, frozen=True):
    """What a rule about one case is given."""

    board: Board
    case: Case
    actor: Actor
    now: datetime
    occurred_at: datetime | None = None


def _on_task(step: Step, command: cmd.Command) -> Answer:
    task = next((t for t in step.case.tasks if f"task/{t.id}" == command.subject), None)
    if task is None:
        return refuse("unknown_task")
    own = step.actor.role in (Role.REPLAY, Role.SOURCE) or owns_unit(step.actor, task.unit)
    if not own:
        return refuse("unknown_task")
    answer = tasks.RULES[command.name](step.board, step.case, task, command.body, step.now)
    return answer if isinstance(answer, Refusal) else tuple(Fact(command.subject, d) for d in answer)


Rule = Callable[[Step, Any], tuple[ev.Data, ...] | Refusal]


def _if_open(rule: Rule) -> Rule:
    def checked(step: Step, body: Any) -> tuple[ev.Data, ...] | Refusal:
        return refuse("closed") if step.case.closed_at is not None else rule(step, body)

    return checked


def _seconded(act: str) -> Rule:
    """The act itself, or the request for a second person where it needs one; refused alike."""

    def checked(step: Step, body: Any) -> tuple[ev.Data, ...] | Refusal:
        answer = _SECONDED[act](step, body)
        rights = step.board.rights
        if isinstance(answer, Refusal) or not second.is_needed(rights, step.case, act, body, step.actor.role):
            return answer
        return second.ask(rights, step.case, act, body, step.actor, step.now)

    return checked


def _effect(step: Step) -> tuple[ev.Data, ...] | Refusal:
    """What was asked, as its asker would do it now: what no longer holds is refused."""
    asked = step.case.second
    if asked is None:
        return refuse("no_second")
    asker = Actor(name=asked.asked_by, role=asked.role)
    return _SECONDED[asked.act](replace(step, actor=asker), second.body_of(asked))


def _approve(step: Step, body: Any) -> tuple[ev.Data, ...] | Refusal:
    board, case, actor = step.board, step.case, step.actor
    act = second.which(case, getattr(body, "act", None), step.now)
    if isinstance(act, Refusal):
        return act
    if act == second.SUPERVISE:
        return second.supervision_refusal(board.rights, case, actor) or escalation.approve(board, case, actor, step.now)
    no = second.approval_refusal(board.rights, case, act, actor, step.now)
    effect = _effect(step)
    if no is not None or isinstance(effect, Refusal) or case.second is None:
        return no or effect
    return (second.approved(case.second), *effect)


def _turn_down(step: Step, body: Any) -> tuple[ev.Data, ...] | Refusal:
    board, case, actor = step.board, step.case, step.actor
    act = second.which(case, getattr(body, "act", None), step.now)
    if isinstance(act, Refusal):
        return act
    if act == second.SUPERVISE:
        return second.supervision_refusal(board.rights, case, actor) or escalation.refuse_approval(case, actor)
    return second.turn_down(board.rights, case, act, actor, step.now)


def _phone_second(step: Step, body: cmd.SecondPhone) -> tuple[ev.Data, ...] | Refusal:
    phoned = second.phoned(step.case, body, step.actor, step.occurred_at, step.now)
    if isinstance(phoned, Refusal):
        return phoned
    effect = _effect(step)
    return effect if isinstance(effect, Refusal) else (phoned, *effect)


def _accept(step: Step, body: cmd.Accept) -> tuple[ev.Data, ...] | Refusal:
    if body.decision not in ("accept", "decline", "guide"):
        return refuse("unknown_decision", field="decision")
    if step.case.accepted is not None:
        return refuse("already_accepted")
    accepted = ev.CaseAccepted(decision=body.decision, reason=body.reason, route=body.route)
    if body.decision == "accept":
        return (accepted,)
    if not body.reason:
        return refuse("reason_needed", field="reason")
    if dispatch.running(step.case):
        return refuse("open_tasks", count=len(dispatch.running(step.case)))
    outcome = "declined" if body.decision == "decline" else "guided"
    return (accepted, ev.CaseClosed(outcome=outcome))


def _ack(step: Step, body: cmd.Nothing) -> tuple[ev.Data, ...] | Refusal:
    if step.case.acked:
        return refuse("already_acked", by=step.case.acked_by)
    return (ev.CaseAcked(),)


def seen(case: Case) -> tuple[ev.Data, ...]:
    """Working on an unacknowledged case acknowledges it (ux.md 3.4)."""
    return () if case.acked else (ev.CaseAcked(),)


def _lease(step: Step) -> datetime:
    return step.now + timedelta(seconds=step.board.district.lease[step.case.priority])


def _claim(step: Step, body: cmd.Nothing) -> tuple[ev.Data, ...] | Refusal:
    holder = step.case.holder
    if holder is not None and holder != step.actor.name:
        return refuse("held", by=holder)
    actor, renewed = step.actor, holder is not None
    claimed = ev.CaseClaimed(holder=actor.name, until=_lease(step), seat=actor.seat, renewed=renewed)
    return (*seen(step.case), claimed)


def _take_over(step: Step, body: cmd.Nothing) -> tuple[ev.Data, ...] | Refusal:
    holder = step.case.holder
    if holder is None:
        return refuse("not_held")
    if holder == step.actor.name:
        return refuse("already_yours")
    claimed = ev.CaseClaimed(holder=step.actor.name, until=_lease(step), seat=step.actor.seat, taken_from=holder)
    return (*seen(step.case), claimed)


def _release(step: Step, body: cmd.Nothing) -> tuple[ev.Data, ...] | Refusal:
    holder = step.case.holder
    if holder is None:
        return refuse("not_held")
    if holder != step.actor.name and step.actor.role not in (Role.LEAD, Role.LEADER, Role.DIRECTOR):
        return refuse("not_yours", by=holder)
    return (ev.CaseReleased(why="asked", holder=holder),)


def _lapse(step: Step, body: cmd.Lapse) -> tuple[ev.Data, ...] | Refusal:
    case = step.case
    if case.holder is None:
        return refuse("not_held")
    if body.why == "lapsed" and case.lease_until is not None and case.lease_until > step.now:
        return refuse("lease_runs")
    return (ev.CaseReleased(why=body.why, holder=case.holder),)


def _note(step: Step, body: cmd.Note) -> tuple[ev.Data, ...] | Refusal:
    return (ev.CaseNoted(text=body.text, is_report=body.is_report),)


def _phone(step: Step, body: cmd.Phone) -> tuple[ev.Data, ...] | Refusal:
    if body.unit is not None and body.unit not in step.board.district.units:
        return refuse("unknown_unit", field="unit", unit=body.unit)
    return (ev.CasePhoned(text=body.text, unit=body.unit, who=body.who, phone=body.phone, answered=body.answered),)


def _set_priority(step: Step, body: cmd.SetPriority) -> tuple[ev.Data, ...] | Refusal:
    case = step.case
    if body.priority is case.priority:
        return refuse("same_priority")
    if body.priority > case.priority and not body.reason:  # "P3" > "P1": lowering
        return refuse("reason_needed", field="reason")
    new = case_clocks(step.board.district, case, case.duty, body.priority, case.opened_at, case.acked, step.now)
    return (ev.CasePrioritySet(priority=body.priority, before=case.priority, reason=body.reason, armed=new),)


def _classify(step: Step, body: cmd.Classify) -> tuple[ev.Data, ...] | Refusal:
    case = step.case
    duty = step.board.district.duties.get(body.duty)
    if duty is None:
        return refuse("unknown_duty", field="duty", duty=body.duty)
    new = case_clocks(step.board.district, case, duty.code, case.priority, case.opened_at, case.acked, step.now)
    unassigned = None if case.tasks else intake.why_unassigned(case.grid, duty.code)
    return (
        ev.CaseClassified(
            duty=duty.code,
            kind=duty.kind,
            tier=duty.tier,
            triage_level=case.triage_level or intake.triage_start(duty),
            unassigned=unassigned,
            armed=new,
        ),
    )


def _locate(step: Step, body: cmd.Locate) -> tuple[ev.Data, ...] | Refusal:
    where = intake.located(step.board, body.place)
    if "unknown_grid" in where.notes:
        return refuse("bad_place", field="place.grid", what=body.place.grid)
    unknown = [g for g in body.grids if g not in step.board.district.grids]
    if unknown:
        return refuse("bad_place", field="grids", what=unknown[0])
    others = tuple(dict.fromkeys(g for g in (*body.grids, *where.grids) if g != where.grid))
    unassigned = None if step.case.tasks else intake.why_unassigned(where.grid, step.case.duty)
    return (
        ev.CaseLocated(
            grid=where.grid,
            grids=others,
            community=where.community,
            town=where.town,
            lon=where.lon,
            lat=where.lat,
            crs=where.crs,
            address=body.place.address,
            unassigned=unassigned,
            notes=where.notes,
        ),
    )


def _verify(step: Step, body: cmd.Verify) -> tuple[ev.Data, ...] | Refusal:
    task = judged(step.case)
    if task is None or task.state is not TaskState.COMPLETED:
        return refuse("nothing_to_verify")
    if dispatch.running(step.case):
        return refuse("open_tasks", count=len(dispatch.running(step.case)))
    return (ev.CaseVerified(ok=body.ok, text=body.text),)


def _close(step: Step, body: cmd.Close) -> tuple[ev.Data, ...] | Refusal:
    if body.outcome not in OUTCOMES:
        return refuse("unknown_outcome", field="outcome", outcome=body.outcome)
    running = dispatch.running(step.case)
    if running:
        return refuse("open_tasks", count=len(running))
    done = any(t.state is TaskState.COMPLETED for t in step.case.tasks)
    if body.outcome in HANDLED and not done and not body.text:
        return refuse("nothing_done", field="text", outcome=body.outcome)
    return (ev.CaseClosed(outcome=body.outcome, text=body.text),)


def _reopen(step: Step, body: cmd.Reason) -> tuple[ev.Data, ...] | Refusal:
    case = step.case
    if case.closed_at is None:
        return refuse("not_closed")
    new = case_clocks(step.board.district, case, case.duty, case.priority, step.now, acked=False)
    return (ev.CaseReopened(reason=body.reason, armed=new),)


_SECONDED: Final[dict[str, Rule]] = {
    "case.accept": _accept,
    "case.set_priority": _set_priority,
    "case.close": _close,
}
_CASE_RULES: Final[dict[str, Rule]] = {
    "case.accept": _if_open(_seconded("case.accept")),
    "case.ack": _if_open(_ack),
    "case.claim": _if_open(_claim),
    "case.take_over": _if_open(_take_over),
    "case.release": _if_open(_release),
    "case.lapse": _if_open(_lapse),
    "case.note": _note,
    "case.phone": _phone,
    "case.set_priority": _if_open(_seconded("case.set_priority")),
    "case.classify": _if_open(_classify),
    "case.locate": _if_open(_locate),
    "case.dispatch": _if_open(lambda s, b: dispatch.dispatch(s.board, s.case, b, s.now)),
    "case.request": _if_open(lambda s, b: dispatch.request(s.board, s.case, b, s.now)),
    "case.reroute": _if_open(lambda s, b: dispatch.reroute(s.board, s.case, b, s.now)),
    "case.recall": _if_open(lambda s, b: dispatch.recall(s.board, s.case, s.actor, s.now)),
    "case.stand_down": _if_open(lambda s, b: dispatch.stand_down(s.board, s.case, b, s.now)),
    "case.urge": _if_open(lambda s, b: dispatch.urge(s.board, s.case, b, s.now)),
    "case.escalate": _if_open(lambda s, b: escalation.by_hand(s.board, s.case, b, s.now)),
    "case.rule": _if_open(lambda s, b: escalation.rule(s.board, s.case, b)),
    "case.send_down": _if_open(lambda s, b: escalation.send_down(s.case, b)),
    "case.supervise": _if_open(lambda s, b: escalation.supervise(s.board, s.case, b, s.now)),
    "second.approve": _if_open(_approve),
    "second.refuse": _if_open(_turn_down),
    "second.phone": _if_open(_phone_second),
    "second.expire": _if_open(lambda s, b: second.expire(s.case, s.now)),
    "second.countersign": lambda s, b: second.countersign(s.board.rights, s.case, b, s.actor),
    "clock.fire": _if_open(lambda s, b: escalation.fire(s.board, s.case, b, s.now)),
    "case.verify": _if_open(_verify),
    "case.close": _if_open(_seconded("case.close")),
    "case.reopen": _reopen,
}
LinkRule = Callable[[Board, str, Any, Actor], tuple[ev.Data, ...] | Refusal]
_LINK_RULES: Final[dict[str, LinkRule]] = {
    "video.report": links.report,
    "video.roll_call": links.roll_call,
    "link.see": links.see,
}

__all__ = ["CANNOT_TELL", "OUTCOMES", "WORKING_ROLES", "Answer", "Fact", "decide"]
