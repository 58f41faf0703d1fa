"""What a dispatch asks of the hub: one plan for the card, the marked cases and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from console.asked import Wanted
from console.case_view import way_of, zh
from console.desk import Desk
from core.domain import commands as cmd
from core.domain.district import is_outside
from core.domain.nouns import Case
from core.domain.refusals import Refusal
from core.domain.rules.routing import Advice, Route
from core.domain.standing import open_tasks
from widgets.look import Look

BY_PHONE: Final = Refusal(
    rule="by_phone", zh="与枢纽失联，请逐件电话交办", en="No contact with the hub: dispatch by phone, one by one"
)
_NO: Final = cmd.Nothing()


def planned(
    desk: Desk, case: Case, look: Look, chosen: Route | None = None, note: str | None = None
) -> list[Wanted] | Refusal:
    """By the list, or by the route chosen in its place; where somebody leads, what the list names beside; or nothing.

    Without the hub nobody receives anything: what cannot be said on the telephone is not asked at all.
    """
    if desk.connection.is_lost:
        return BY_PHONE
    advice = desk.advice(case)
    way = way_of(advice, chosen)
    if way is not None:
        why = deviation(advice, way.lead, look)
        wanted = [_about(case, "case.dispatch", cmd.Dispatch(way.lead, way.assist, note, why))]
        return [*claim_first(desk, case), *wanted, *_asking(case, way.ask, note)]
    if advice.missing is None:
        return []
    assist = tuple(part.unit for part in advice.missing.parts if part.role == "assist")
    added = [_about(case, "case.dispatch", cmd.Dispatch(advice.missing.lead, assist, note))] if assist else []
    return [*added, *_asking(case, [p.unit for p in advice.missing.parts if p.role == "asked"], note)]


def named(desk: Desk, case: Case, units: Sequence[str], look: Look, note: str | None = None) -> list[Wanted] | Refusal:
    """To units somebody named: the first of the district's own leads where nobody does, outside bodies are asked."""
    if desk.connection.is_lost:
        return BY_PHONE
    own = [unit for unit in units if not is_outside(desk.board.district, unit)]
    leads = [task.unit for task in open_tasks(case) if task.role == "lead"]
    wanted = claim_first(desk, case)
    if own and leads:
        wanted.append(_about(case, "case.dispatch", cmd.Dispatch(leads[0], tuple(own), note)))
    elif own:
        why = deviation(desk.advice(case), own[0], look)
        wanted.append(_about(case, "case.dispatch", cmd.Dispatch(own[0], tuple(own[1:]), note, why)))
    return wanted + _asking(case, [unit for unit in units if is_outside(desk.board.district, unit)], note)


def claim_first(desk: Desk, case: Case) -> list[Wanted]:
    """The claim that goes before a dispatch of what nobody holds."""
    claiming = any(pending.name == "case.claim" for pending in desk.asked.about(case.no))
    wanted = _about(case, "case.claim", _NO)
    return [wanted] if case.holder is None and not claiming and desk.refusal(*wanted) is None else []


def deviation(advice: Advice, lead: str, look: Look) -> str | None:
    """Why another lead than the list's: by which other route, or because somebody said so."""
    if advice.route is None or advice.route.lead == lead:
        return None
    other = next((way for way in advice.others if way.lead == lead and way.reasons), None)
    if other is None:
        return look.text("dispatch.by_hand")
    return other.reasons[0].zh if zh(look) else other.reasons[0].en


def _asking(case: Case, units: Sequence[str], note: str | None) -> list[Wanted]:
    return [_about(case, "case.request", cmd.Request(unit, note)) for unit in units]


def _about(case: Case, name: str, body: cmd.Body) -> Wanted:
    return name, f"case/{case.no}", body
