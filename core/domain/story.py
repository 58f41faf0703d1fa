"""A case told as lines in order of time: from its events where they were heard, else from the times it carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

from core.domain import events as ev
from core.domain.district_nouns import District
from core.domain.nouns import HIDDEN, Case, Escalation, Task, TaskState
from core.domain.place import NOTES

Pair = tuple[str, str]
NO_UNITS: Final[Mapping[str, str]] = MappingProxyType({})
KEPT: Final = "case.kept"  # a claim that goes on
REPORTED_AGAIN: Final = "case.reported_again"  # a remark that is another person's report

_HIDDEN_ZH: Final = "（无权查看）"
_HIDDEN_EN: Final = "(not shown to you)"


class Line(Struct, frozen=True):
    """One line of a case's story: when, who, the event's name, and the words in both languages."""

    at: datetime
    actor: str
    name: str
    zh: str
    en: str
    is_told: bool = True  # False: read off the case itself, the event was before this session


def story(case: Case, heard: Sequence[ev.Event], district: District) -> tuple[Line, ...]:
    """All lines of a case, oldest first; what happened before the first event heard is read off the case."""
    units = {task.id: task.unit for task in case.tasks}
    told = [line_of(event, district, units) for event in heard]
    first = heard[0].time if heard else None
    names = {(line.name, line.at) for line in told}
    before = [
        line
        for line in _marks(case, district)
        if (line.name, line.at) not in names and (first is None or line.at <= first)
    ]
    return tuple(sorted((*before, *told), key=lambda line: line.at))


def line_of(event: ev.Event, district: District, units: Mapping[str, str] = NO_UNITS) -> Line:
    """One event in words; with `units`, the unit of each task, what a unit did is told of the unit itself."""
    words = _WORDS.get(type(event.data))
    zh, en = words(district, event) if words is not None else ("", "")
    if isinstance(event.data, ev.CaseEscalated):
        zh, en = _rise_words(event.data, district, units)
    kind, _, subject = event.subject.partition("/")
    actor = units.get(subject, event.actor) if kind == "task" else event.actor
    return Line(at=event.time, actor=actor, name=_named(event), zh=zh, en=en)


def _named(event: ev.Event) -> str:
    """The name a reader knows it by: going on with a claim is no claim, and another person's report no remark."""
    if isinstance(event.data, ev.CaseClaimed) and event.data.renewed:
        return KEPT
    if isinstance(event.data, ev.CaseNoted) and event.data.is_report:
        return REPORTED_AGAIN
    return event.name


def _marks(case: Case, district: District) -> list[Line]:
    """The lines a case's own times tell, without their words where only the event had them."""
    found = [_mark(case.opened_at, case.source, "case.reported", case.title, case.title)]
    if case.acked_at is not None:
        found.append(_mark(case.acked_at, case.acked_by or "", "case.acked", "", ""))
    sent: dict[tuple[datetime, bool], list[Task]] = {}
    for task in case.tasks:
        sent.setdefault((task.sent_at, task.asked), []).append(task)
    for (at, asked), tasks in sent.items():
        name = "case.requested" if asked else "case.dispatched"
        found.append(_mark(at, tasks[0].sent_by or "", name, *_units(district, [(t.unit, t.role) for t in tasks])))
    for task in case.tasks:
        found += _task_marks(task)
    units = {task.id: task.unit for task in case.tasks}
    found += [_mark(e.at, "hub", "case.escalated", *_rise_words(e, district, units)) for e in case.escalations]
    if case.closed_at is not None:
        found.append(_mark(case.closed_at, "", "case.closed", *outcome_words(case.outcome or "")))
    return found


_MARKS: Final = (
    ("delivered_at", "task.delivered"),
    ("receipted_at", "task.receipted"),
    ("reported_in_at", "task.reported_in"),
    ("on_scene_at", "task.on_scene"),
    ("fed_back_at", "task.fed_back"),
)
_ENDS: Final = {TaskState.COMPLETED: "task.completed", TaskState.RETURNED: "task.returned"}
_TELLING: Final = frozenset({"task.fed_back", "task.completed", "task.returned"})


def _task_marks(task: Task) -> list[Line]:
    times = [(getattr(task, field), name) for field, name in _MARKS]
    if task.ended_at is not None and task.state in _ENDS:
        times.append((task.ended_at, _ENDS[task.state]))
    found = []
    for at, name in times:
        if at is not None:
            text = _said(task.text) if name in _TELLING and task.text else ("", "")
            found.append(_mark(at, task.unit, name, *text))
    return found


def _mark(at: datetime, actor: str, name: str, zh: str, en: str) -> Line:
    return Line(at=at, actor=actor, name=name, zh=zh, en=en, is_told=False)


def unit_words(district: District, unit: str) -> tuple[str, str]:
    """A unit's short names, or its id where this district does not know it."""
    known = district.units.get(unit)
    return (known.short_zh, known.short_en) if known else (unit, unit)


OUTCOMES: Final[dict[str, tuple[str, str]]] = {
    "resolved": ("已解决", "Resolved"),
    "settled": ("已化解", "Settled"),
    "transferred": ("已移送", "Transferred"),
    "unfounded": ("查无此事", "Unfounded"),
    "duplicate": ("重复件", "Duplicate"),
    "withdrawn": ("已撤诉求", "Withdrawn"),
    "declined": ("不予受理", "Declined"),
    "guided": ("已引导", "Guided"),
}
_ROLES: Final = {"lead": ("主办", "lead"), "assist": ("协办", "assist")}


def outcome_words(code: str) -> tuple[str, str]:
    """An outcome's words; its code where it is not one of ours."""
    return OUTCOMES.get(code, (code, code))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _said(text: str | None) -> tuple[str, str]:
    if text is None:
        return "", ""
    return (_HIDDEN_ZH, _HIDDEN_EN) if text == HIDDEN else (text, text)


def _units(district: District, units: Iterable[tuple[str, str]]) -> tuple[str, str]:
    zh, en = [], []
    for unit, role in units:
        name, word = unit_words(district, unit), _ROLES.get(role, (role, role))
        zh.append(f"{name[0]}（{word[0]}）")
        en.append(f"{name[1]} ({word[1]})")
    return "、".join(zh), ", ".join(en)


_CLOCKS: Final = {
    "response": ("响应", "response"),
    "receipt": ("签收", "receipt"),
    "scene": ("到场", "on scene"),
    "handling": ("办结", "close"),
    "supervision": ("督办", "supervision"),
}
_RUNGS: Final = {
    "grid": ("网格", "the grid"),
    "community": ("村社", "the community"),
    "town": ("街镇", "the town"),
    "district": ("区级", "the district"),
    "lead": ("值班长", "the shift lead"),
}


def _rise_words(rise: Escalation | ev.CaseEscalated, district: District, units: Mapping[str, str]) -> Pair:
    clock, rung = _CLOCKS[rise.clock.value], _RUNGS[rise.rung.value]
    if rise.reason is not None:
        return f"提至{rung[0]} · {rise.reason}", f"to {rung[1]} · {rise.reason}"
    unit = units.get(rise.task or "")
    who = unit_words(district, unit) if unit is not None else ("", "")
    return (
        f"{who[0]}{clock[0]}超时，询问{rung[0]}",
        f"{who[1]} {clock[1]} limit passed, {rung[1]} asked".strip(),
    )


# One function a kind of event: (district, event) → words in zh and en, without the event's own name.


def _reported(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    notes = [NOTES[n] for n in data.notes if n in NOTES]
    return (
        _joined(data.title, *(n.zh for n in notes)),
        _joined(data.title, *(n.en for n in notes)),
    )


def _accepted(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    words = {"accept": ("受理", "accepted"), "decline": ("不予受理", "declined"), "guide": ("引导", "guided elsewhere")}
    zh, en = words.get(data.decision, (data.decision, data.decision))
    return _joined(zh, data.reason or ""), _joined(en, data.reason or "")


def _claimed(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    if data.renewed:
        return "", ""
    if data.taken_from:
        return f"{data.holder} 接管，原为 {data.taken_from}", f"{data.holder} took over from {data.taken_from}"
    return data.holder, data.holder


def _released(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    words = {"lapsed": ("认领到期", "the lease lapsed"), "signed_out": ("已签退", "signed out")}
    zh, en = words.get(data.why, ("", ""))
    return _joined(data.holder, zh), _joined(data.holder, en)


def _text(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    return _said(data.text)


def _reason(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    return data.reason, data.reason


def _phoned(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    unit = unit_words(district, data.unit) if data.unit else ("", "")
    said = _said(data.text)
    missed = ("", "") if data.answered else ("未接通", "not answered")
    return _joined(unit[0], missed[0], said[0]), _joined(unit[1], missed[1], said[1])


def _urged(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    names = [unit_words(district, unit) for unit in data.units]
    said = _said(data.text) if data.text else ("", "")
    return _joined("、".join(n[0] for n in names), said[0]), _joined(", ".join(n[1] for n in names), said[1])


def _priority_set(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    before, after = district.priorities[data.before], district.priorities[data.priority]
    why = data.reason or ""
    return _joined(f"{before.zh} → {after.zh}", why), _joined(f"{before.en} → {after.en}", why)


def _classified(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    duty = district.duties.get(data.duty)
    return (
        (f"{duty.code} {duty.name_zh}", f"{duty.code} {duty.name_en}") if duty else (data.duty or "", data.duty or "")
    )


def _located(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    grid = district.grids.get(data.grid) if data.grid else None
    return (grid.name_zh, grid.name_en) if grid else ("网格未知", "grid unknown")


def _dispatched(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    zh, en = _units(district, ((t.unit, t.role) for t in data.tasks))
    note, why = data.note or "", data.deviation or ""
    return _joined(zh, note, f"改派理由：{why}" if why else ""), _joined(en, note, f"deviation: {why}" if why else "")


def _requested(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    names = [unit_words(district, t.unit) for t in data.tasks]
    return _joined("、".join(n[0] for n in names), data.note or ""), _joined(
        ", ".join(n[1] for n in names), data.note or ""
    )


def _count(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    return f"{len(data.tasks)} 个单位", f"{len(data.tasks)} units"


def _stood_down(district: District, event: ev.Event) -> Pair:
    zh, en = _count(district, event)
    data: Any = event.data
    return _joined(zh, data.reason), _joined(en, data.reason)


def _rerouted(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    zh, en = _units(district, ((t.unit, t.role) for t in data.tasks))
    return _joined(zh, data.reason), _joined(en, data.reason)


def _supervised(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    return _joined(data.slip, data.reason), _joined(data.slip, data.reason)


def _verified(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    zh, en = ("属实", "holds") if data.ok else ("不属实，退回处置", "does not hold, back to handling")
    said = _said(data.text)
    return _joined(zh, said[0]), _joined(en, said[1])


def _closed(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    zh, en = outcome_words(data.outcome)
    said = _said(data.text)
    return _joined(zh, said[0]), _joined(en, said[1])


_ACTS: Final = {
    "case.close": ("结案", "close"),
    "case.set_priority": ("调低紧急程度", "lower the urgency"),
    "case.accept": ("不予受理或引导", "decline or guide"),
}


def act_words(act: str) -> Pair:
    """An act that needs a second person in words."""
    return _ACTS.get(act, (act, act))


def _second(district: District, event: ev.Event) -> Pair:
    """Which act, whose request, who said so by telephone, and why."""
    data: Any = event.data
    zh, en = act_words(data.act)
    asker = getattr(data, "asked_by", None) or getattr(data, "done_by", None)
    of = (f"{asker} 的请求", f"asked by {asker}") if asker else ("", "")
    back = ("本人撤回", "taken back") if getattr(data, "withdrawn", False) else ("", "")
    call = (f"电话授权：{_said(data.who)[0]}", f"by phone: {_said(data.who)[1]}") if hasattr(data, "who") else ("", "")
    said = _said(getattr(data, "text", None))
    return _joined(zh, of[0], back[0], call[0], said[0]), _joined(en, of[1], back[1], call[1], said[1])


def _task_text(district: District, event: ev.Event) -> Pair:
    data: Any = event.data
    return _said(getattr(data, "text", None) or getattr(data, "reason", None))


_WORDS: Final = {
    ev.CaseReported: _reported,
    ev.CaseAccepted: _accepted,
    ev.CaseClaimed: _claimed,
    ev.CaseReleased: _released,
    ev.CaseNoted: _text,
    ev.CasePhoned: _phoned,
    ev.CaseUrged: _urged,
    ev.CasePrioritySet: _priority_set,
    ev.CaseClassified: _classified,
    ev.CaseLocated: _located,
    ev.CaseDispatched: _dispatched,
    ev.CaseRequested: _requested,
    ev.CaseRecalled: _count,
    ev.CaseStoodDown: _stood_down,
    ev.CaseRerouted: _rerouted,
    ev.CaseRuled: _text,
    ev.CaseSentDown: _reason,
    ev.CaseSuperviseAsked: _reason,
    ev.CaseSupervised: _supervised,
    ev.CaseVerified: _verified,
    ev.CaseClosed: _closed,
    ev.CaseReopened: _reason,
    ev.SecondAsked: _second,
    ev.SecondApproved: _second,
    ev.SecondRefused: _second,
    ev.SecondExpired: _second,
    ev.SecondPhoned: _second,
    ev.SecondCountersigned: _second,
    ev.SecondDisputed: _second,
    ev.TaskFedBack: _task_text,
    ev.TaskReturned: _task_text,
    ev.TaskCompleted: _task_text,
}

__all__ = ["OUTCOMES", "Line", "act_words", "line_of", "outcome_words", "story", "unit_words"]
