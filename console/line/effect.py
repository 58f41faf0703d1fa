"""What a plan would do: in words before Enter, as commands after it, or the rule book's refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from console import sending
from console.asked import Wanted, units_of
from console.case_view import off_duty, unit_name, zh
from console.desk import Desk
from console.line.grammar import Plan
from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.decide import decide
from core.domain.nouns import HIDDEN, Case, Priority
from core.domain.refusals import Refusal
from core.domain.staffing import is_staffed
from core.domain.standing import open_tasks
from core.domain.story import outcome_words
from widgets.look import Look

_NO: Final = cmd.Nothing()
_WHY: Final = Refusal(rule="reason_needed", zh="须写明理由，如“- 理由”", en='A reason is needed: "- why"')
_NO_ROUTE: Final = Refusal(
    rule="no_route", zh="清单没有推荐去向，请写单位", en="The list proposes nobody; name the units"
)
_DISPATCH: Final = "dispatch"
_NOT_HERE: Final = Refusal(rule="no_open_task", zh="{unit} 没有在办任务", en="{unit} has no open task here")

Made = list[Wanted] | Refusal | None
"""Commands; why there are none; or None where a list has to be opened first."""


class Effect(Struct, frozen=True):
    """`asks` is what will be asked, line by line; without `wanted` and without a refusal a list opens first."""

    asks: tuple[str, ...]
    wanted: tuple[Wanted, ...] = ()
    refusal: Refusal | None = None

    @property
    def opens(self) -> bool:
        """Whether Enter leads to a list and not yet to a command."""
        return not self.wanted and self.refusal is None


def effect(plan: Plan, desk: Desk, look: Look) -> Effect | None:
    """The effect of a plan about a case; None for what is no command to the hub."""
    make, case = _MAKERS.get(plan.verb.id), desk.case(plan.case)
    if case is None or (make is None and plan.verb.id != _DISPATCH):
        return None
    made = _dispatch(desk, case, plan, look) if make is None else make(desk, case, plan)
    head = _head(plan.verb.title, case)
    if isinstance(made, Refusal):
        return Effect((head,), refusal=made)
    if made is None:
        return Effect((head, look.text("line.opens")), refusal=_probed(desk, case, plan.verb.id))
    no = next((found for wanted in made if (found := desk.refusal(*wanted)) is not None), None)
    return Effect((head, *_said(desk, case, made, look)), wanted=tuple(made), refusal=no)


def _head(title: str, case: Case) -> str:
    name = case.title if case.title != HIDDEN else ""
    return f"{title} {case.no.rpartition('-')[2]} {name}".rstrip()


def _said(desk: Desk, case: Case, made: Sequence[Wanted], look: Look) -> list[str]:
    """Whom it goes to, what is told them, and what else happens."""
    lines: list[str] = []
    for _, _, body in made:
        lines += _named(desk, case, body, look)
        lines += _left_out(desk, case, made, look) if isinstance(body, cmd.Dispatch) else []
    district, now = desk.board.district, desk.now()
    closed = closed_offices(desk, made)
    lines += [f"{unit_name(district, unit, look)} {off_duty(district, unit, look, now)}" for unit in closed]
    asked = [unit_name(desk.board.district, body.unit, look) for _, _, body in made if isinstance(body, cmd.Request)]
    if asked:
        lines.append(look.text("line.asked", units=("、" if zh(look) else ", ").join(asked)))
    notes = dict.fromkeys(note for _, _, body in made if (note := _note_of(body)))
    lines += [look.text("line.with_note", note=note) for note in notes]
    if made[0][0] == "case.claim" and len(made) > 1:
        lines.append(look.text("line.claims_too"))
    if _needs_second(desk, made):
        lines.append(look.text("line.second"))
    if not desk.connection.is_live:
        lines.append(look.text("line.queued"))
    return lines


def closed_offices(desk: Desk, made: Sequence[Wanted]) -> tuple[str, ...]:
    """The units that would be given work and have nobody there now."""
    district, now = desk.board.district, desk.now()
    handed = [body for _, _, body in made if isinstance(body, cmd.Dispatch | cmd.Reroute | cmd.Request)]
    units = (district.units.get(unit) for unit in dict.fromkeys(unit for body in handed for unit in units_of(body)))
    return tuple(unit.id for unit in units if unit is not None and not is_staffed(district, unit, now))


def _named(desk: Desk, case: Case, body: cmd.Body, look: Look) -> list[str]:
    def unit(wanted: str) -> str:
        return unit_name(desk.board.district, wanted, look)

    def units(wanted: Sequence[str]) -> str:
        return ("、" if zh(look) else ", ").join(unit(each) for each in wanted)

    match body:
        case cmd.Dispatch() | cmd.Reroute():
            lead = [] if case.lead_unit == body.lead else [look.text("line.lead", units=unit(body.lead))]
            return [*lead, *([look.text("line.assist", units=units(body.assist))] if body.assist else [])]
        case cmd.Urge():
            return [look.text("line.to", units=units(body.units))] if body.units else [look.text("line.urges")]
        case cmd.Phone() | cmd.Rule():
            return [look.text("line.to", units=unit(body.unit))] if body.unit else []
        case cmd.StandDown():
            gone = [t.unit for t in open_tasks(case) if not body.tasks or t.id in body.tasks]
            return [look.text("line.to", units=units(gone))]
        case cmd.SetPriority():
            return [f"{look.word(case.priority)} → {look.word(body.priority)}"]
        case cmd.Classify():
            duty = desk.board.district.duties.get(body.duty)
            return [] if duty is None else [f"{duty.code} {duty.name_zh if zh(look) else duty.name_en}"]
        case cmd.Close():
            return [look.text("line.outcome", outcome=outcome_words(body.outcome)[0 if zh(look) else 1])]
        case cmd.Accept():
            return [look.text(f"line.decision.{body.decision}")]
        case _:
            return []


def _left_out(desk: Desk, case: Case, made: Sequence[Wanted], look: Look) -> list[str]:
    """What the list recommends and the line leaves out: the lead it had in mind, and who gets no part."""
    route = desk.advice(case).route
    if route is None or case.lead_unit is not None:
        return []
    named = {unit for _, _, body in made for unit in units_of(body)}
    lead = next(body.lead for _, _, body in made if isinstance(body, cmd.Dispatch))
    gone = [part.unit for part in route.parts if part.unit not in named]
    parted = "、" if zh(look) else ", "
    district, lines = desk.board.district, []
    if lead != route.lead:
        key = "line.lead_out" if route.lead in gone else "line.lead_down"
        lines.append(look.text(key, unit=unit_name(district, route.lead, look)))
    others = [unit_name(district, unit, look) for unit in gone if unit != route.lead or lead == route.lead]
    if others:
        lines.append(look.text("line.left_out", units=parted.join(others)))
    return lines


def _note_of(body: cmd.Body) -> str:
    for field in ("note", "reason", "text"):
        if found := getattr(body, field, None):
            return str(found)
    return ""


def _needs_second(desk: Desk, made: Sequence[Wanted]) -> bool:
    answer = decide(desk.board, cmd.Command("", *made[-1]), desk.actor, desk.now())
    return isinstance(answer, tuple) and any(isinstance(fact.data, ev.SecondAsked) for fact in answer)


# --- one verb, one maker ----------------------------------------------------------------------------------------


def _dispatch(desk: Desk, case: Case, plan: Plan, look: Look) -> Made:
    note = plan.note or None
    if plan.objects:
        return sending.named(desk, case, plan.objects, look, note)
    if desk.connection.is_lost:
        return None  # the card leads from call to call
    return sending.planned(desk, case, look, note=note) or _probed(desk, case, _DISPATCH) or _NO_ROUTE


def _request(desk: Desk, case: Case, plan: Plan) -> Made:
    made = [_about(case, "case.request", cmd.Request(unit, plan.note or None)) for unit in plan.objects]
    return made or None


def _stand_down(desk: Desk, case: Case, plan: Plan) -> Made:
    if not plan.note:
        return _WHY if plan.objects else None
    at_work = {t.unit: t.id for t in open_tasks(case)}
    for unit in plan.objects:
        if unit not in at_work:
            name = desk.board.district.units[unit]
            return Refusal(_NOT_HERE.rule, _NOT_HERE.zh.format(unit=name.short_zh), f"{name.short_en} has no open task")
    return [_about(case, "case.stand_down", cmd.StandDown(plan.note, tuple(at_work[u] for u in plan.objects)))]


def _reroute(desk: Desk, case: Case, plan: Plan) -> Made:
    if not plan.objects:
        return None
    return [_about(case, "case.reroute", cmd.Reroute(plan.objects[0], plan.note))] if plan.note else _WHY


def _close(desk: Desk, case: Case, plan: Plan) -> Made:
    return [_about(case, "case.close", cmd.Close(plan.objects[0], plan.note or None))] if plan.objects else None


def _priority(desk: Desk, case: Case, plan: Plan) -> Made:
    if not plan.objects:
        return None
    return [_about(case, "case.set_priority", cmd.SetPriority(Priority(plan.objects[0]), plan.note or None))]


def _accept(desk: Desk, case: Case, plan: Plan) -> Made:
    return [_about(case, "case.accept", cmd.Accept(plan.objects[0], plan.note or None))] if plan.objects else None


def _phone(desk: Desk, case: Case, plan: Plan) -> Made:
    if not plan.note:
        return None
    return [_about(case, "case.phone", cmd.Phone(plan.note, plan.objects[0] if plan.objects else None))]


def _rule(desk: Desk, case: Case, plan: Plan) -> Made:
    if not plan.note:
        return _WHY if plan.objects else None
    return [_about(case, "case.rule", cmd.Rule(plan.note, plan.objects[0] if plan.objects else None))]


def _about(case: Case, name: str, body: cmd.Body) -> Wanted:
    return name, f"case/{case.no}", body


def _one(name: str, body: cmd.Body = _NO) -> Callable[[Desk, Case, Plan], Made]:
    """A verb that says everything by itself."""
    return lambda desk, case, plan: [_about(case, name, body)]


def _noted(name: str, body: Callable[[str], cmd.Body]) -> Callable[[Desk, Case, Plan], Made]:
    """A verb that needs words; without them a list of reasons or a field for them opens."""

    def make(desk: Desk, case: Case, plan: Plan) -> Made:
        return [_about(case, name, body(plan.note))] if plan.note else None

    return make


_MAKERS: Final[Mapping[str, Callable[[Desk, Case, Plan], Made]]] = {
    "take": _one("case.claim"),
    "claim": _one("case.claim"),
    "ack": _one("case.ack"),
    "release": _one("case.release"),
    "take_over": _one("case.take_over"),
    "verify": _one("case.verify", cmd.Verify(ok=True)),
    "not_verified": _one("case.verify", cmd.Verify(ok=False)),
    "request": _request,
    "stand_down": _stand_down,
    "reroute": _reroute,
    "urge": lambda _, case, plan: [_about(case, "case.urge", cmd.Urge(plan.objects, plan.note or None))],
    "close": _close,
    "priority": _priority,
    "classify": lambda _, case, plan: (
        [_about(case, "case.classify", cmd.Classify(plan.objects[0]))] if plan.objects else None
    ),
    "accept": _accept,
    "phone": _phone,
    "note": _noted("case.note", cmd.Note),
    "escalate": _noted("case.escalate", cmd.Escalate),
    "reopen": _noted("case.reopen", cmd.Reason),
    "escalations.send_down": _noted("case.send_down", cmd.Reason),
    "escalations.rule": _rule,
}

# What is asked of the rule book in place of what will be chosen from the list.
_PROBES: Final[Mapping[str, tuple[str, cmd.Body]]] = {
    "escalate": ("case.escalate", cmd.Escalate("?")),
    "close": ("case.close", cmd.Close("unfounded")),
    "note": ("case.note", cmd.Note("?")),
    "phone": ("case.phone", cmd.Phone("?")),
    "accept": ("case.accept", cmd.Accept()),
    "stand_down": ("case.stand_down", cmd.StandDown(reason="?")),
    "reopen": ("case.reopen", cmd.Reason("?")),
    "escalations.send_down": ("case.send_down", cmd.Reason("?")),
    "escalations.rule": ("case.rule", cmd.Rule("?")),
}


def _probed(desk: Desk, case: Case, verb: str) -> Refusal | None:
    """Why the list of a verb would lead to nothing for this case."""
    if verb in _PROBES:
        name, body = _PROBES[verb]
        return desk.refusal(name, f"case/{case.no}", body)
    district, busy = desk.board.district, {t.unit for t in open_tasks(case)}
    own = [u.id for u in district.units.values() if u.kind != "outside" and u.id not in busy]
    out = [u.id for u in district.units.values() if u.kind == "outside" and u.id not in busy]
    other = Priority.P1 if case.priority is not Priority.P1 else Priority.P2
    bodies: dict[str, tuple[str, cmd.Body]] = {
        "dispatch": ("case.dispatch", cmd.Dispatch(lead=case.lead_unit or next(iter(own), ""))),
        "request": ("case.request", cmd.Request(unit=next(iter(out), ""))),
        "reroute": ("case.reroute", cmd.Reroute(lead=next(iter(own), ""), reason="?")),
        "classify": ("case.classify", cmd.Classify(duty=next(iter(district.duties), "?"))),
        "priority": ("case.set_priority", cmd.SetPriority(priority=other, reason="?")),
    }
    if verb not in bodies:
        return None
    name, body = bodies[verb]
    return desk.refusal(name, f"case/{case.no}", body)
