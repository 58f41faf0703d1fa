"""Who should take a case: the responsibility list first, then how earlier cases went, always with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from core.domain.board import Board
from core.domain.district import limits_for, suggest_duty
from core.domain.district_nouns import District, Duty, Unit, Words
from core.domain.nouns import HIDDEN, Case, Task, TaskState, Tier
from core.domain.shapes import metres_between
from core.domain.standing import last_lead, open_tasks, sent_tasks

MOST_ROUTES: Final = 9
_ENOUGH_RETURNS: Final = 3  # fewer returns than this say nothing about a unit
_ENOUGH_CASES: Final = 3  # fewer earlier cases than this are no reason for anything
_TOO_MANY: Final = 0.5  # from this share of returns on the list's own lead is no longer proposed by itself

Way = tuple[str, str]  # duty code, leading unit


class Part(Struct, frozen=True):
    """One unit's part in a route: "lead", "assist" or "asked", its open tasks now, and what it is allowed."""

    unit: str
    role: str
    load: int
    receipt_s: int
    scene_s: int
    on_call: bool
    eta_min: float | None = None  # by `minutes_to`; None where either place is unknown


class Route(Struct, frozen=True):
    """A way a case may go; `basis` is the one line that says why, `reasons` all of them."""

    lead: str
    assist: tuple[str, ...]
    ask: tuple[str, ...]
    parts: tuple[Part, ...]
    reasons: tuple[Words, ...]

    @property
    def basis(self) -> Words:
        """The first two reasons as one line."""
        return Words(
            "，".join(r.zh for r in self.reasons[:2]),
            "; ".join(r.en for r in self.reasons[:2]),
        )


class Advice(Struct, frozen=True):
    """What to propose: `route` only when it is sure enough, else `why_not`; others by digit; duties to classify as.

    With a lead at work already `missing` holds the listed units that have no part in the case so far.
    """

    route: Route | None = None
    others: tuple[Route, ...] = ()
    why_not: Words | None = None
    duties: tuple[str, ...] = ()
    missing: Route | None = None


class Ledger:
    """How much each unit has in hand and how earlier cases went, kept up case by case."""

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        self.load: Counter[str] = Counter()
        self.went: Counter[Way] = Counter()
        self.returned: Counter[Way] = Counter()
        self.dispatched: Counter[str] = Counter()
        self._shares: dict[str, _Share] = {}
        for case in cases:
            self.put(case)

    def put(self, case: Case) -> None:
        """Count the latest version of a case in place of the one before."""
        share = _share(case)
        before = self._shares.get(case.no)
        if share == before:
            return
        if before is not None:
            self._add(before, -1)
        self._shares[case.no] = share
        self._add(share, 1)

    def drop(self, no: str) -> None:
        """Count a case no longer."""
        before = self._shares.pop(no, None)
        if before is not None:
            self._add(before, -1)

    def without(self, case: Case, way: Way) -> tuple[int, int, int]:
        """Of the other cases of the duty: how many were dispatched, went this way, and came back from there."""
        own = self._shares.get(case.no, _NO_SHARE)
        counts_here = own.duty == way[0] and bool(own.leads)
        return (
            self.dispatched[way[0]] - int(counts_here),
            self.went[way] - int(counts_here and way[1] in own.leads),
            self.returned[way] - int(counts_here and way[1] in own.returned),
        )

    def leads_of(self, duty: str) -> list[str]:
        """The units that have led cases of a duty, the most frequent first."""
        found = [(count, unit) for (code, unit), count in self.went.items() if code == duty and count > 0]
        return [unit for _, unit in sorted(found, key=lambda pair: (-pair[0], pair[1]))]

    def _add(self, share: _Share, sign: int) -> None:
        for unit in share.units:
            self.load[unit] += sign
        if share.duty is None or not share.leads:
            return
        self.dispatched[share.duty] += sign
        for unit in share.leads:
            self.went[share.duty, unit] += sign
        for unit in share.returned:
            self.returned[share.duty, unit] += sign


class _Share(Struct, frozen=True):
    """What one case adds to the ledger."""

    duty: str | None
    units: tuple[str, ...] = ()
    leads: frozenset[str] = frozenset()
    returned: frozenset[str] = frozenset()


_NO_SHARE: Final = _Share(duty=None)


def _share(case: Case) -> _Share:
    led = [t for t in sent_tasks(case) if t.role == "lead"]
    return _Share(
        duty=case.duty,
        units=tuple(t.unit for t in open_tasks(case)),
        leads=frozenset(t.unit for t in led),
        returned=frozenset(t.unit for t in led if t.state is TaskState.RETURNED),
    )


def recommend(board: Board, case: Case, ledger: Ledger | None = None) -> Advice:
    """The route to propose for `case`, the others, and what to classify it as when its matter is not known."""
    district = board.district
    duty = district.duties.get(case.duty) if case.duty else None
    if duty is None:
        return _unknown(district, case)
    if ledger is None:
        ledger = Ledger(board.cases.values())
    lead = next((t for t in open_tasks(case) if t.role == "lead"), None)
    if lead is not None:
        return Advice(missing=_missing(district, case, duty, ledger, lead.unit))
    routes = _routes(district, case, duty, ledger)
    _, went, returned = ledger.without(case, (duty.code, duty.lead))
    if returned >= _ENOUGH_RETURNS and returned >= _TOO_MANY * went:
        why = Words(
            f"清单主办多次退回（{returned}/{went} 件），请选单位",
            f"The listed lead often returns it ({returned} of {went}); choose a route",
        )
        return Advice(others=_open_ways(case, routes), why_not=why)
    back = _came_back(case)
    if back is not None:
        again = _route(district, case, ledger, back.unit, (), (), (_AGAIN,))
        ways = _open_ways(case, routes)[: MOST_ROUTES - 1]
        return Advice(others=(*ways, again), why_not=_returned_words(district, back))
    return Advice(route=routes[0], others=_open_ways(case, routes[1:]))


def _missing(district: District, case: Case, duty: Duty, ledger: Ledger, lead: str) -> Route | None:
    """What the list names beside the lead at work and nobody was asked for yet; None when all are in."""
    assist = tuple(dict.fromkeys(u for u in (*duty.assist, *_local(district, case, duty.tier)) if u != lead))
    words = Words(f"责任清单 {duty.code} {duty.name_zh}", f"List {duty.code} {duty.name_en}")
    out = {t.unit for t in case.tasks if t.state is TaskState.RETURNED}
    found = _route(
        district,
        case,
        ledger,
        lead,
        tuple(u for u in assist if u not in out),
        tuple(u for u in duty.ask if u not in out),
        (words,),
    )
    parts = tuple(part for part in found.parts if part.role != "lead")
    return replace(found, parts=parts) if parts else None


def _came_back(case: Case) -> Task | None:
    """The lead's task if the last lead returned it and nobody leads since."""
    led = last_lead(case)
    return led if led is not None and led.state is TaskState.RETURNED else None


def _returned_words(district: District, task: Task) -> Words:
    """Who gave it back and why."""
    name = district.units.get(task.unit)
    zh, en = (name.short_zh, name.short_en) if name is not None else (task.unit, task.unit)
    why = task.text if task.text and task.text != HIDDEN else None
    if why is None:
        return Words(f"{zh}已退回此件，请选单位", f"{en} returned this case; choose a route")
    return Words(f"{zh}退回：{why}", f"{en} returned it: {why}")


_AGAIN: Final = Words("说明后再交原单位", "Back to the same unit")


def _open_ways(case: Case, routes: tuple[Route, ...]) -> tuple[Route, ...]:
    """Those whose lead neither returned this case nor has a part in it."""
    out = {task.unit for task in case.tasks if task.state is TaskState.RETURNED} | has_part(case)
    return tuple(route for route in routes if route.lead not in out)[:MOST_ROUTES]


def has_part(case: Case) -> frozenset[str]:
    """The units at work, and those that did their part of what is still going on."""
    running = frozenset(t.unit for t in open_tasks(case))
    is_anew = case.reopened > 0 and not running
    done = () if is_anew else (t.unit for t in case.tasks if t.state is TaskState.COMPLETED)
    return running | frozenset(done)


def _unknown(district: District, case: Case) -> Advice:
    text = " ".join(part for part in (case.title, case.narrative) if part)
    found = tuple(code for code, _ in suggest_duty(district, text, MOST_ROUTES))
    if found:
        why = Words("责任清单未定类，按数字定类", "Not in the responsibility list yet; classify it with a digit")
    else:
        why = Words("责任清单无此类，请选单位", "Not in the responsibility list; choose units")
    return Advice(others=_local_routes(district, case, Ledger()), why_not=why, duties=found)


def _routes(district: District, case: Case, duty: Duty, ledger: Ledger) -> tuple[Route, ...]:
    local = _local(district, case, duty.tier)
    assist = tuple(dict.fromkeys(u for u in (*duty.assist, *local) if u != duty.lead))
    found = [
        _route(district, case, ledger, duty.lead, assist, duty.ask, _why(case, duty, duty.lead, ledger)),
        _route(district, case, ledger, duty.lead, (), (), (Words("只交主办", "Lead only"),)),
    ]
    others = [u for u in (*ledger.leads_of(duty.code), *duty.assist, *local) if u != duty.lead]
    found += [
        _route(district, case, ledger, unit, (), duty.ask, _why(case, duty, unit, ledger))
        for unit in dict.fromkeys(others)
    ]
    named = {route.lead for route in found}
    return tuple(found) + tuple(r for r in _local_routes(district, case, ledger) if r.lead not in named)


def _local(district: District, case: Case, tier: Tier) -> tuple[str, ...]:
    """The unit of the place itself (属地) on the duty's own tier; none for what starts at the district."""
    place = {Tier.GRID: case.grid, Tier.COMMUNITY: case.community, Tier.TOWN: case.town}.get(tier)
    unit = unit_of_place(district, place)
    return (unit,) if unit is not None else ()


def _local_routes(district: District, case: Case, ledger: Ledger) -> tuple[Route, ...]:
    found = []
    for place, words in (
        (case.town, Words("属地街镇主办", "The town leads")),
        (case.community, Words("属地村社主办", "The community leads")),
    ):
        unit = unit_of_place(district, place)
        if unit is not None:
            found.append(_route(district, case, ledger, unit, (), (), (words,)))
    return tuple(found)


def unit_of_place(district: District, place: str | None) -> str | None:
    """The unit that stands for a town, community or grid; None where there is none."""
    if place is None:
        return None
    return next((u.id for u in district.units.values() if u.place == place and u.kind != "outside"), None)


# How a crew comes: defaults to be confirmed locally.
LEAVING_MIN: Final = 2.0
METRES_A_MINUTE: Final = 420.0  # some 25 km/h through the town
DETOUR: Final = 1.3  # streets against the straight line


def minutes_to(unit: Unit, case: Case) -> float | None:
    """A rough time of arrival in minutes, for comparing units; None where a position is unknown."""
    if unit.lon is None or unit.lat is None or case.lon is None or case.lat is None:
        return None
    return LEAVING_MIN + DETOUR * metres_between((unit.lon, unit.lat), (case.lon, case.lat)) / METRES_A_MINUTE


def _route(
    district: District,
    case: Case,
    ledger: Ledger,
    lead: str,
    assist: tuple[str, ...],
    ask: tuple[str, ...],
    reasons: tuple[Words, ...],
) -> Route:
    """A route without those who have a part in the case already."""
    busy = has_part(case)
    assist, ask = (tuple(u for u in units if u not in busy) for units in (assist, ask))
    limits = limits_for(district, case.duty, case.priority)
    wanted = ((lead, "lead"), *((u, "assist") for u in assist), *((u, "asked") for u in ask))
    parts = tuple(
        Part(
            unit=unit,
            role=role,
            load=ledger.load[unit],
            receipt_s=limits.receipt,
            scene_s=limits.scene,
            on_call=district.units[unit].on_call,
            eta_min=minutes_to(district.units[unit], case),
        )
        for unit, role in wanted
        if unit in district.units
    )
    return Route(lead=lead, assist=assist, ask=ask, parts=parts, reasons=reasons)


def _why(case: Case, duty: Duty, lead: str, ledger: Ledger) -> tuple[Words, ...]:
    reasons = []
    if lead == duty.lead:
        reasons.append(Words(f"责任清单 {duty.code} {duty.name_zh}", f"List {duty.code} {duty.name_en}"))
    elif lead in duty.assist:
        reasons.append(Words(f"清单 {duty.code} 协办单位", f"Assisting unit in {duty.code}"))
    dispatched, went, returned = ledger.without(case, (duty.code, lead))
    if dispatched >= _ENOUGH_CASES and went > 0:
        back_zh = f"，退回 {returned} 件" if returned else ""
        back_en = f", {returned} returned" if returned else ""
        reasons.append(
            Words(f"同类 {dispatched} 件中 {went} 件如此{back_zh}", f"{went} of {dispatched} similar cases{back_en}")
        )
    return tuple(reasons) or (Words("属地单位", "Unit of the place"),)
