"""Taking a matter in: never refused for being in no list (全量受理); what is odd about it is noted, not dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.board import Board
from core.domain.district import Duty
from core.domain.nouns import Actor, Kind, Place, Priority, Role, Tier
from core.domain.place import locate
from core.domain.rules.clocks import case_clocks

MANUAL: Final = "manual"  # a person keyed it in


class Located(Struct, frozen=True):
    """Where a case is: one main grid or none with its community and town, a WGS84 point, and what was odd."""

    grid: str | None = None
    grids: tuple[str, ...] = ()
    community: str | None = None
    town: str | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None
    notes: tuple[str, ...] = ()


def located(board: Board, place: Place | None) -> Located:
    """One main grid and the others a place may touch (mission.md X3); degrees to a tenth of a metre."""
    found = locate(board.district, place)
    home = board.district.grids.get(found.grid) if found.grid else None
    return Located(
        grid=found.grid,
        grids=found.grids,
        community=home.community if home else None,
        town=home.town if home else None,
        lon=None if found.lon is None else round(found.lon, 6),
        lat=None if found.lat is None else round(found.lat, 6),
        crs=place.crs if place is not None else None,
        notes=found.notes,
    )


def why_unassigned(grid: str | None, duty: str | None) -> str | None:
    """Why a case stands in the unassigned queue, or None when both its place and its matter are known."""
    missing = [why for why, value in (("no_grid", grid), ("no_duty", duty)) if value is None]
    return ",".join(missing) or None


def report(board: Board, body: cmd.Report, actor: Actor, now: datetime) -> tuple[str, ev.CaseReported]:
    """The number and the event of a new case; clocks run from the hub's own time, never from the sender's."""
    duty: Duty | None = board.district.duties.get(body.duty) if body.duty else None
    where = located(board, body.place)
    notes = where.notes + (("unknown_duty",) if body.duty and duty is None else ())
    priority = body.priority or (duty.priority if duty else Priority.P3)
    code = duty.code if duty else None
    data = ev.CaseReported(
        title=one_line(body.title),
        narrative=body.narrative,
        duty=code,
        priority=priority,
        kind=duty.kind if duty else Kind.INCIDENT,
        tier=duty.tier if duty else None,
        triage_level=triage_start(duty),
        grid=where.grid,
        grids=where.grids,
        community=where.community,
        town=where.town,
        lon=where.lon,
        lat=where.lat,
        crs=where.crs,
        address=body.place.address if body.place else None,
        source=actor.name if actor.role in (Role.SOURCE, Role.REPLAY) else MANUAL,
        source_ref=body.source_ref,
        found_at=body.found_at,
        reporter=body.reporter,
        unassigned=why_unassigned(where.grid, code),
        notes=notes,
        armed=case_clocks(board.district, None, code, priority, now, acked=False),
    )
    return board.next_no(now), data


def triage_start(duty: Duty | None) -> Tier | None:
    """Disputes start on the lowest triage level (网格首诊); nothing else is triaged."""
    return Tier.GRID if duty is not None and duty.kind is Kind.DISPUTE else None


def one_line(title: str) -> str:
    """A title on one line: line breaks and runs of blanks become one blank; nothing else is touched."""
    return " ".join(title.split()) or "—"
