"""A case as the detail shows it: every figure and word read off the board, the route and the case's story."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from console.actions import why
from console.as_of import as_of_words
from console.asked import Pending, said_of, units_of, words_of
from console.desk import Desk
from console.reasons import translated
from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.district import District, Unit, ladder, limits_for
from core.domain.nouns import HIDDEN, Case, Clock, Deadline, Kind, Rung, Stage, State, Task, TaskState, Tier
from core.domain.rules.claims import is_ending as is_claim_ending
from core.domain.rules.dispatch import slowest
from core.domain.rules.routing import Advice, Part
from core.domain.rules.routing import Route as Way
from core.domain.staffing import is_staffed, takes_calls
from core.domain.standing import open_tasks, sent_tasks
from core.domain.story import Line, outcome_words
from widgets import format as fmt
from widgets.case_detail import CaseView
from widgets.case_header import Head
from widgets.deadline import Limit
from widgets.dispatch_card import Act, CardMode, OtherRoute, Route, RouteUnit
from widgets.facts import Fact
from widgets.holder import holder_words
from widgets.keys import own
from widgets.ladder import Level, levels_of
from widgets.look import Look
from widgets.queue_text import short_source
from widgets.receipt_marks import Receipt
from widgets.stepper import Step, steps_of
from widgets.timeline import Entry, EntryKind

_BUSY: Final = 6  # open tasks from which a unit counts as busy


def case_view(desk: Desk, case: Case, advice: Advice, chosen: Way | None, look: Look) -> CaseView:
    """All of one case; `chosen` is the route the operator took in place of the recommended one."""
    now = desk.now()
    return CaseView(
        head=_head(desk, case, look),
        limits=limits_of(desk, case, look),
        steps=_steps(case),
        levels=_levels(case),
        is_triage=case.kind is Kind.DISPUTE,
        facts=_facts(desk.board.district, case, look),
        narrative=_said(case.narrative, look),
        route=route_of(desk, case, advice, chosen, look, now),
        entries=_entries(desk, case, look),
        stale=as_of_words(desk, look),
    )


def zh(look: Look) -> bool:
    """Whether the words are Chinese."""
    return look.lang.startswith("zh")


def unit_name(district: District, unit: str, look: Look, full: bool = False) -> str:
    """A unit's name as the room says it."""
    known = district.units.get(unit)
    if known is None:
        return unit
    if full:
        return known.name_zh if zh(look) else known.name_en
    return known.short_zh if zh(look) else known.short_en


def source_name(district: District, source: str, look: Look) -> str:
    """A source's name."""
    known = district.sources.get(source)
    if known is None:
        return source
    return known.name_zh if zh(look) else known.name_en


def source_short(district: District, source: str, look: Look) -> str:
    """A source's name as the queue says it."""
    return short_source(district.sources.get(source), source, 0 if zh(look) else 1)


def _said(text: str | None, look: Look) -> str:
    if not text:
        return ""
    return look.text("masked") if text == HIDDEN else text


def whose(desk: Desk, case: Case, look: Look) -> tuple[str, str]:
    """Who has a case in words, and whether that is me, another or nobody."""
    return holder_words(case, desk.actor.name, look, lambda unit: unit_name(desk.board.district, unit, look))


def _head(desk: Desk, case: Case, look: Look) -> Head:
    mine = case.holder == desk.actor.name
    holder, held = whose(desk, case, look)
    act, keys = None, (own("take", "Space"),)
    is_ending = is_claim_ending(desk.board.district, case, desk.actor.name, desk.now())
    if case.closed_at is None and not mine:
        act = "ack_claim" if not case.acked else "claim"
    elif is_ending:
        act, keys = "keep", (own("keep", "I"),)
    no = desk.refusal("case.claim", f"case/{case.no}", cmd.Nothing()) if act else None
    closed = outcome_words(case.outcome or "")[0 if zh(look) else 1] if case.closed_at is not None else ""
    return Head(
        no=case.no,
        priority=case.priority,
        title=case.title if case.title != HIDDEN else look.text("masked"),
        source=source_name(desk.board.district, case.source, look),
        source_short=source_short(desk.board.district, case.source, look),
        opened_at=case.opened_at,
        is_acked=case.acked,
        held=held,
        holder=holder,
        closed=closed,
        act=act,
        keys=keys,
        refusal=why(no, look.lang) if no is not None else None,
        queued=desk.connection.is_lost,
        waiting=desk.waiting(case.no),
        is_beside=desk.asked.keeps_state(case.no),
        lapsed_at=lapsed_at(desk, case),
        ends_at=case.lease_until if is_ending else None,
        others=desk.present(case.no),
    )


def lapsed_at(desk: Desk, case: Case) -> datetime | None:
    """When this person's own claim lapsed, while nobody has taken the case since."""
    if case.holder is not None or case.closed_at is not None:
        return None
    last = desk.memory.last(case.no, ev.CaseReleased)
    if last is None or not isinstance(last.data, ev.CaseReleased) or last.data.holder != desk.actor.name:
        return None
    return last.time if last.data.why == "lapsed" else None


# --- clocks -----------------------------------------------------------------------------------------------------


def limits_of(desk: Desk, case: Case, look: Look) -> tuple[Limit, ...]:
    """Response, the tightest clock of a task, handling and, where there is one, supervision; done ones stay shown."""
    district = desk.board.district
    allowed = limits_for(district, case.duty, case.priority)
    running = {d.kind: d for d in sorted(case.deadlines, key=lambda d: d.due, reverse=True)}
    shown = []
    if Clock.RESPONSE in running:
        shown.append(Limit.of(running[Clock.RESPONSE], _origin(running[Clock.RESPONSE], district, look)))
    elif allowed.response:
        answered = min((t.sent_at for t in case.tasks), default=None)
        met = min((at for at in (case.acked_at, answered) if at is not None), default=None)
        due = case.opened_at + timedelta(seconds=allowed.response)
        if met is not None:
            shown.append(Limit(clock=Clock.RESPONSE, due=due, seconds=allowed.response, met_at=met))
    shown += _task_limit(case, running, district, look)
    if Clock.HANDLING in running:
        shown.append(Limit.of(running[Clock.HANDLING], _origin(running[Clock.HANDLING], district, look)))
    elif case.closed_at is not None and allowed.handling:
        due = case.opened_at + timedelta(seconds=allowed.handling)
        shown.append(Limit(clock=Clock.HANDLING, due=due, seconds=allowed.handling, met_at=case.closed_at))
    if Clock.SUPERVISION in running:
        shown.append(Limit.of(running[Clock.SUPERVISION], _origin(running[Clock.SUPERVISION], district, look)))
    return tuple(shown)


def _task_limit(case: Case, running: dict[Clock, Deadline], district: District, look: Look) -> list[Limit]:
    clocks = [running[kind] for kind in (Clock.RECEIPT, Clock.SCENE) if kind in running]
    if clocks:
        tightest = min(clocks, key=lambda d: d.due)
        return [Limit.of(tightest, _origin(tightest, district, look))]
    arrived = [t for t in case.tasks if t.on_scene_at is not None and t.receipted_at is not None]
    allowed = limits_for(district, case.duty, case.priority)
    if arrived and allowed.scene:
        last = max(arrived, key=lambda t: t.on_scene_at or t.sent_at)
        due = (last.receipted_at or last.sent_at) + timedelta(seconds=allowed.scene)
        return [Limit(clock=Clock.SCENE, due=due, seconds=allowed.scene, met_at=last.on_scene_at)]
    return []


def _origin(deadline: Deadline, district: District, look: Look) -> str:
    """Where a limit comes from, in words."""
    kind, _, rest = deadline.origin.partition(":")
    task = f" · {rest}" if rest else ""
    words = {
        "duty": ("责任清单", "responsibility list"),
        "default": ("按紧急程度", "by urgency"),
        "return": ("退回后重计", "again after a return"),
        "route": ("撤派后重计", "again after a stand-down"),
        "slip": ("督办单", "slip"),
    }.get(kind, (kind, kind))
    return words[0 if zh(look) else 1] + task


# --- where it stands --------------------------------------------------------------------------------------------


def _steps(case: Case) -> tuple[Step, ...]:
    times = {Stage.FOUND: case.opened_at}
    if case.stage is not Stage.FOUND:
        times[Stage.RECORDED] = case.opened_at
    sent = min((t.sent_at for t in case.tasks), default=None)
    taken = min((t.receipted_at for t in case.tasks if t.receipted_at is not None), default=None)
    later = {Stage.ROUTED: sent, Stage.HANDLED: taken, Stage.CLOSED: case.closed_at}
    times |= {stage: at for stage, at in later.items() if at is not None}
    return steps_of(case.stage, times, case.reopened > 0)


_TIER_OF: Final = {
    Rung.GRID: Tier.GRID,
    Rung.COMMUNITY: Tier.COMMUNITY,
    Rung.TOWN: Tier.TOWN,
    Rung.DISTRICT: Tier.DISTRICT,
    Rung.LEAD: Tier.DISTRICT,
}


def _levels(case: Case) -> tuple[Level, ...]:
    start = case.triage_level if case.kind is Kind.DISPUTE else case.tier
    if start is None:
        return ()
    risen = [e.rung for e in case.escalations]
    order = list(Tier)
    top = max((order.index(_TIER_OF[r]) for r in risen), default=-1)
    now = order[max(order.index(start), top)]
    copied = [_TIER_OF[r] for r in risen if _TIER_OF[r] is not now]
    was_handled = any(task.state is TaskState.COMPLETED for task in case.tasks)
    done = [start] if start is not now and was_handled else []
    copied += [start] if start is not now and not was_handled else []  # it only passed the matter on
    return levels_of(now, copied=copied, done=done)


def _facts(district: District, case: Case, look: Look) -> tuple[Fact, ...]:
    reporter = case.reporter
    name = reporter.name if reporter else None
    phone = reporter.phone if reporter else None
    who = "  ".join(part for part in (name, phone) if part and part != HIDDEN) or (HIDDEN if name or phone else None)
    duty = district.duties.get(case.duty or "")
    facts = [
        Fact("fact.place", case.address),
        Fact("fact.grid", _grid(district, case, look)),
        Fact("fact.reporter", _reporters(case, who, look), masked=bool(who)),
        Fact("fact.grid_lead", *_grid_lead(district, case, look)),
        Fact("fact.duty", f"{duty.code} {duty.name_zh if zh(look) else duty.name_en}" if duty else None),
        Fact("fact.source_ref", case.source_ref) if case.source_ref else Fact("fact.kind", look.word(case.kind)),
    ]
    if case.unassigned is not None:
        facts.append(Fact("fact.unassigned", _unassigned(case.unassigned, look)))
    if case.supervision is not None:
        slip = case.supervision.slip or look.text("supervise")
        facts.append(Fact("fact.supervision", f"{slip} {case.supervision.reason}"))
    return tuple(facts)


def _reporters(case: Case, who: str | None, look: Look) -> str | None:
    """Who reported it, and how many did."""
    if case.reports < 2:
        return who
    count = look.text("fact.reports", count=case.reports)
    return f"{look.text('masked') if who == HIDDEN else who}  {count}" if who else count


_REASONS: Final = {"no_grid": ("网格未知", "no grid"), "no_duty": ("未定事项", "matter unknown")}


def _unassigned(reasons: str, look: Look) -> str:
    side = 0 if zh(look) else 1
    return "、 "[side].join(_REASONS.get(r, (r, r))[side] for r in reasons.split(","))


def _grid(district: District, case: Case, look: Look) -> str | None:
    grid = district.grids.get(case.grid or "")
    if grid is None:
        return None
    town, community = district.towns[grid.town], district.communities[grid.community]
    if zh(look):
        return f"{town.name_zh} {grid.name_zh}"
    return f"{grid.name_en}, {town.name_en}" if community else grid.name_en


def _grid_lead(district: District, case: Case, look: Look) -> tuple[str | None, bool]:
    people = ladder(district, case.grid)[Rung.GRID] if case.grid else ()
    worker = district.workers.get(people[0]) if people else None
    if worker is None:
        return None, False
    phone = worker.phone
    cut = f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 10 else ""
    return f"{worker.name_zh if zh(look) else worker.name_en}  {cut}".rstrip(), bool(cut)


# --- where it goes ----------------------------------------------------------------------------------------------


def way_of(advice: Advice, chosen: Way | None) -> Way | None:
    """The route that would be sent now."""
    return chosen or advice.route


def route_of(desk: Desk, case: Case, advice: Advice, chosen: Way | None, look: Look, now: datetime) -> Route:
    """What the card shows: the parts given so far, what would be given now, and the act that comes next."""
    waiting = [p for p in desk.asked.about(case.no) if p.name in _SENDS]
    tasks = tuple(_sent(desk, t, look) for t in shown_tasks(case))
    is_led = any(t.role == "lead" for t in open_tasks(case))
    if waiting:
        mode = CardMode.SENDING if desk.connection.is_live else CardMode.QUEUED
        units = tuple(_asked_for(desk, case, p, unit, look) for p in waiting for unit in units_of(p.body or _NO))
        return Route(mode=mode, units=units, tasks=tasks, acts=_acts(desk, case, look), next=next_case(desk, look))
    if is_led or case.closed_at is not None or case.state is State.TO_VERIFY:
        return _settled(desk, case, advice, tasks, look, now)
    acts, others, way = _acts(desk, case, look), _others(desk, advice, chosen, look), way_of(advice, chosen)
    if way is None:
        text = _side(advice.why_not.zh, advice.why_not.en, look) if advice.why_not else ""
        return Route(mode=CardMode.NO_ROUTE, tasks=tasks, basis=text, others=others, acts=acts)
    no = desk.refusal("case.dispatch", f"case/{case.no}", cmd.Dispatch(lead=way.lead, assist=way.assist))
    return Route(
        mode=CardMode.PHONE if desk.connection.is_lost else CardMode.READY,
        tasks=tasks,
        units=tuple(_unit(desk, p, look, now) for p in way.parts),
        basis=_side(way.basis.zh, way.basis.en, look),
        others=others,
        acts=acts,
        refusal=why(no, look.lang) if no is not None else None,
    )


_SENDS: Final = ("case.dispatch", "case.request", "case.reroute")
_NO: Final = cmd.Nothing()


def _settled(desk: Desk, case: Case, advice: Advice, tasks: tuple[RouteUnit, ...], look: Look, now: datetime) -> Route:
    """Units are at work, or have ended: what the list still names is added with D, the filled button says what next."""
    missing = advice.missing.parts if advice.missing is not None and case.closed_at is None else ()
    step = next_step(desk, case, look)
    add = (Act("dispatch", "dispatch.add", (own("dispatch", "D"),), name=fmt.count(len(missing))),) if missing else ()
    acts = tuple(act for act in (*add, *_acts(desk, case, look)) if act.id != step.id)
    units = tuple(_unit(desk, p, look, now) for p in missing)
    return Route(mode=CardMode.SENT, tasks=tasks, units=units, acts=acts, next=step)


def shown_tasks(case: Case) -> tuple[Task, ...]:
    """The last part each unit was given; what was taken back at once was never at work."""
    last = {(t.unit, t.ref): t for t in sent_tasks(case)}
    return tuple(last.values())


def next_step(desk: Desk, case: Case, look: Look) -> Act:
    """The one act a case waits for once its units are out: verify, close, urge, call, else go on to another case."""
    subject, waits = f"case/{case.no}", desk.connection.is_lost
    if case.state is State.TO_VERIFY:
        verified, done = desk.memory.last(case.no, ev.CaseVerified), desk.memory.last(case.no, ev.TaskCompleted)
        is_verified = verified is not None and (done is None or done.seq < verified.seq)
        if not is_verified and desk.refusal("case.verify", subject, cmd.Verify(ok=True)) is None:
            return Act("verify", "next.verify", (own("verify", "Y"),), queued=waits)
        if desk.refusal("case.close", subject, cmd.Close(outcome="unfounded")) is None:
            return Act("close", "next.close", (own("close", "O"),), queued=waits)
    late = slowest(case, desk.now())
    if late and late[0].due is not None and late[0].due <= desk.now():
        name = unit_name(desk.board.district, late[0].unit, look)
        if late[0].urged_at is None and desk.refusal("case.urge", subject, cmd.Urge()) is None:
            units = len({task.unit for task in late})
            if units > 1:
                return Act("urge", "next.urge_all", (own("urge", "R"),), name=fmt.count(units), queued=waits)
            return Act("urge", "next.urge", (own("urge", "R"),), name=name, queued=waits)
        if desk.refusal("case.phone", subject, cmd.Phone("?")) is None and not _called_since(late[0]):
            return Act("phone", "next.phone", (own("phone", "F"),), name=name, queued=waits)
    return next_case(desk, look)


def _called_since(task: Task) -> bool:
    """Whether the unit was reached by telephone after it was urged."""
    return task.phoned_at is not None and task.urged_at is not None and task.phoned_at >= task.urged_at


def next_case(desk: Desk, look: Look) -> Act:
    """Nothing to do here: on to what nobody has seen, else to the limit that breaks next."""
    if desk.queue.next_unacked(desk.selection) is not None:
        return Act("next", "next.unacked", (own("next", "Ctrl+J"),))
    found = desk.queue.next_deadline()
    if found is not None and found[0] != desk.selection:
        return Act("next", "next.deadline", (own("next", "Ctrl+J"),))
    return Act("note", "next.note", (own("note", "N"),), queued=desk.connection.is_lost)


def _side(zh_text: str, en_text: str, look: Look) -> str:
    return zh_text if zh(look) else en_text


def _others(desk: Desk, advice: Advice, chosen: Way | None, look: Look) -> tuple[OtherRoute, ...]:
    district = desk.board.district
    if advice.duties:
        duties = [district.duties[code] for code in advice.duties]
        return tuple(
            OtherRoute(digit, f"{d.code} {_side(d.name_zh, d.name_en, look)}") for digit, d in enumerate(duties, 1)
        )
    return tuple(
        OtherRoute(
            digit,
            f"{unit_name(district, w.lead, look)} · {_side(w.reasons[0].zh, w.reasons[0].en, look)}",
            chosen=w == chosen,
        )
        for digit, w in enumerate(advice.others, 1)
    )


def _sent(desk: Desk, task: Task, look: Look) -> RouteUnit:
    at = {
        TaskState.SENT: task.sent_at,
        TaskState.DELIVERED: task.delivered_at,
        TaskState.RECEIPTED: task.receipted_at,
        TaskState.REPORTED_IN: task.reported_in_at,
        TaskState.ON_SCENE: task.on_scene_at,
        TaskState.FED_BACK: task.fed_back_at,
    }.get(task.state, task.ended_at)
    known = desk.board.district.units.get(task.unit)
    return RouteUnit(
        name=unit_name(desk.board.district, task.unit, look),
        role=task.role,
        asked=task.asked,
        phone=known.phone if known is not None else None,
        why=_row_note(desk, task, look),
        receipt=Receipt(task.state, at),
    )


def _row_note(desk: Desk, task: Task, look: Look) -> str:
    """What was said to the unit; while it has not receipted, who takes the call if its office is closed."""
    closed = off_duty(desk.board.district, task.unit, look, desk.now()) if task.state in _UNANSWERED else ""
    return " · ".join(part for part in (told_of(task, look), closed) if part)


_UNANSWERED: Final = (TaskState.SENT, TaskState.DELIVERED)


def told_of(task: Task, look: Look) -> str:
    """Why it came back, or when it was urged, and who was reached by telephone and when."""
    if task.state is TaskState.RETURNED:
        return translated(task.text or "", look.lang) if task.text != HIDDEN else ""
    told = []
    if task.urged_at is not None:
        key = "dispatch.urged" if task.urges < 2 else "dispatch.urged_again"
        told.append(look.text(key, time=fmt.hour_minute(task.urged_at), count=task.urges))
    if task.phoned_at is not None:
        who = task.phoned_who if task.phoned_who not in (None, HIDDEN) else ""
        told.append(look.text("dispatch.by_phone", time=fmt.hour_minute(task.phoned_at), who=who).rstrip())
    return " · ".join(told)


def _asked_for(desk: Desk, case: Case, pending: Pending, unit: str, look: Look) -> RouteUnit:
    """A unit of a dispatch the hub has not answered yet; by whom it was taken where that was said by telephone."""
    known = desk.board.district.units.get(unit)
    calls = (p for p in desk.asked.about(case.no) if isinstance(p.body, cmd.Phone) and p.body.unit == unit)
    call = next(calls, None)
    said = ""
    if call is not None and isinstance(call.body, cmd.Phone):
        at = fmt.hour_minute(call.occurred_at or call.at)
        said = look.text("dispatch.by_phone", time=at, who=call.body.who or "").rstrip()
    is_asked = pending.name == "case.request"
    lead = units_of(pending.body or _NO)[0]
    return RouteUnit(
        name=unit_name(desk.board.district, unit, look),
        role="lead" if unit == lead and not is_asked else "assist",
        asked=is_asked,
        phone=known.phone if known is not None else None,
        why=said,
    )


def _unit(desk: Desk, part: Part, look: Look, now: datetime) -> RouteUnit:
    known = desk.board.district.units[part.unit]
    return RouteUnit(
        name=unit_name(desk.board.district, part.unit, look, full=zh(look)),
        role="lead" if part.role == "lead" else "assist",
        asked=part.role == "asked",
        duty=_duty(known, part.load, now, desk.board.district),
        load=part.load,
        limit=part.receipt_s,
        eta=part.eta_min,
        phone=known.phone,
        why=off_duty(desk.board.district, part.unit, look, now),
    )


def _duty(known: Unit, load: int, now: datetime, district: District) -> str:
    """Whether somebody is there, and how busy they are."""
    if not is_staffed(district, known, now):
        return "off"
    return "busy" if load >= _BUSY else "on"


def off_duty(district: District, unit: str, look: Look, now: datetime) -> str:
    """Who takes the call of a unit whose office is closed; "" while somebody is there."""
    known = district.units.get(unit)
    if known is None or is_staffed(district, known, now):
        return ""
    other = takes_calls(district, known)
    phone = other.phone or fmt.DASH
    if other is known:
        return look.text("duty.own_call", phone=phone)
    return look.text("duty.other_call", unit=unit_name(district, other.id, look), phone=phone)


def _acts(desk: Desk, case: Case, look: Look) -> tuple[Act, ...]:
    subject = f"case/{case.no}"
    if case.closed_at is not None:
        return ()
    rise = desk.refusal("case.escalate", subject, cmd.Escalate(reason="?"))
    close = desk.refusal("case.close", subject, cmd.Close(outcome="unfounded"))
    waits = desk.connection.is_lost
    return (
        Act("escalate", "escalate", (own("escalate", "E"),), why(rise, look.lang) if rise else None, queued=waits),
        Act("close", "close_case", (own("close", "O"),), why(close, look.lang) if close else None, queued=waits),
        Act("more", "more", (own("more", "."),)),
    )


# --- what happened ----------------------------------------------------------------------------------------------

_KINDS: Final = {"case.escalated": EntryKind.ALARM, "case.supervised": EntryKind.ALARM}


def _entries(desk: Desk, case: Case, look: Look) -> tuple[Entry, ...]:
    told = [_entry(desk, line, look) for line in reversed(desk.story(case))]
    asked = [
        Entry(at=p.at, who=look.text("mine"), text=_asked_words(p, look), kind=EntryKind.PENDING)
        for p in reversed(desk.asked.about(case.no))
    ]
    return (*asked, *told)


def _asked_words(pending: Pending, look: Look) -> str:
    """What was asked, and what was written with it."""
    said, written = said_of(pending.name, pending.subject, look.lang), words_of(pending.body)
    return f"{said} · {translated(written, look.lang)}" if written else said


def _entry(desk: Desk, line: Line, look: Look) -> Entry:
    words = translated(line.zh if zh(look) else line.en, look.lang)
    name = look.words.event(line.name)
    return Entry(
        at=line.at,
        who=_who(desk, line.actor, look),
        text=f"{name} · {words}" if words else name,
        kind=_KINDS.get(line.name, EntryKind.EVENT),
    )


def _who(desk: Desk, actor: str, look: Look) -> str:
    district = desk.board.district
    if actor == desk.actor.name and actor:
        return look.text("mine")
    if actor in ("hub", ""):
        return look.text("system")
    if actor in district.units:
        return unit_name(district, actor, look)
    if actor in district.sources:
        return source_name(district, actor, look)
    return actor
