"""What the rules ask a district: who answers for a matter, which grid a point lies in, whom to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Set

from core.domain.district_index import plain
from core.domain.district_nouns import (
    Community,
    District,
    Duty,
    Grid,
    Limits,
    LinkSite,
    Post,
    PostKind,
    Settings,
    Shift,
    SourceSpec,
    Town,
    Unit,
    UnitKind,
    Words,
    Worker,
)
from core.domain.district_package import parse_district, read_package
from core.domain.nouns import LADDER, Priority, Rung
from core.domain.shapes import is_in_box, is_in_ring, metres_to_ring
from core.domain.tables import PackageError

__all__ = [
    "Community",
    "District",
    "Duty",
    "Grid",
    "Limits",
    "LinkSite",
    "PackageError",
    "Post",
    "PostKind",
    "Settings",
    "Shift",
    "SourceSpec",
    "Town",
    "Unit",
    "UnitKind",
    "Words",
    "Worker",
    "by_address",
    "grid_at",
    "grids_by_address",
    "grids_near",
    "is_outside",
    "ladder",
    "limits_for",
    "next_rung",
    "parse_district",
    "posts_of",
    "read_package",
    "suggest_duty",
]

# Which posts are asked on which rung; instructors and assistants help but do not answer for a clock.
_ASKED: dict[Rung, frozenset[PostKind]] = {
    Rung.GRID: frozenset({"grid_worker", "grid_lead"}),
    Rung.COMMUNITY: frozenset({"community_secretary"}),
    Rung.TOWN: frozenset({"town_duty"}),
    Rung.DISTRICT: frozenset({"district_duty"}),
    Rung.LEAD: frozenset({"shift_lead"}),
}


def is_outside(district: District, unit: str) -> bool:
    """True for a body with a command of its own (police, fire, ambulance …), which is asked and not dispatched."""
    found = district.units.get(unit)
    return found is not None and found.kind == "outside"


def limits_for(district: District, duty: str | None, priority: Priority) -> Limits:
    """The duty's limits, tightened to the district's for `priority` where the case is more urgent than usual."""
    usual = district.limits[priority]
    known = district.duties.get(duty) if duty else None
    if known is None:
        return usual
    if priority >= known.priority:  # "P3" ≥ "P2": as urgent as the list expects, or less
        return known.limits
    return Limits(
        response=_tighter(known.limits.response, usual.response),
        receipt=_tighter(known.limits.receipt, usual.receipt),
        scene=_tighter(known.limits.scene, usual.scene),
        handling=_tighter(known.limits.handling, usual.handling),
    )


def _tighter(own: int, usual: int) -> int:
    """The smaller limit; a clock the duty does not have (0) stays absent."""
    return min(own, usual) if own and usual else own


def grid_at(district: District, lon: float, lat: float) -> str | None:
    """The one grid a WGS84 point lies in, or None outside the district."""
    for grid in district.grids.values():
        if is_in_box(grid.box, lon, lat) and is_in_ring(grid.polygon, lon, lat):
            return grid.code
    return None


def grids_near(district: District, lon: float, lat: float, metres: float) -> tuple[str, ...]:
    """Grids that contain the point or come within `metres` of it, nearest first."""
    reach = metres / 78_000  # a degree of longitude is longer than this anywhere south of 45° N
    found = []
    for grid in district.grids.values():
        west, south, east, north = grid.box
        if not is_in_box((west - reach, south - reach, east + reach, north + reach), lon, lat):
            continue
        away = 0.0 if is_in_ring(grid.polygon, lon, lat) else metres_to_ring(grid.polygon, lon, lat)
        if away <= metres:
            found.append((away, grid.code))
    return tuple(code for _, code in sorted(found))


def posts_of(district: District, grid: str) -> tuple[Post, ...]:
    """The posts of a grid, filled and vacant; none for an unknown grid."""
    return district.posts_at.get(grid, ())


def ladder(district: District, grid: str | None) -> dict[Rung, tuple[str, ...]]:
    """Who is asked on each rung for a case in `grid`; a vacant post yields nobody, no grid starts at the district."""
    here = district.grids.get(grid) if grid else None
    places: dict[Rung, str | None] = {
        Rung.GRID: here.code if here else None,
        Rung.COMMUNITY: here.community if here else None,
        Rung.TOWN: here.town if here else None,
        Rung.DISTRICT: district.area,
        Rung.LEAD: district.area,
    }
    return {rung: _filled(district, places[rung], _ASKED[rung]) for rung in LADDER}


def _filled(district: District, place: str | None, kinds: frozenset[PostKind]) -> tuple[str, ...]:
    """Workers who hold a post of `kinds` at `place`, each once."""
    posts = district.posts_at.get(place, ()) if place else ()
    return tuple(dict.fromkeys(p.worker for p in posts if p.kind in kinds and p.worker is not None))


def next_rung(
    district: District, grid: str | None, asked: Set[str], after: Rung | None
) -> tuple[Rung, tuple[str, ...]] | None:
    """The next rung above `after` with somebody not asked yet, and those people; None when the ladder is exhausted.

    One person may hold several posts (清徐: 网格员 = 网格长): who was asked once is not asked again.
    """
    people = ladder(district, grid)
    for rung in LADDER[LADDER.index(after) + 1 if after else 0 :]:
        fresh = tuple(worker for worker in people[rung] if worker not in asked)
        if fresh:
            return rung, fresh
    return None


def suggest_duty(district: District, text: str, most: int = 5) -> list[tuple[str, float]]:
    """Duties whose keywords occur in `text`, best first; a longer keyword weighs more than a short one."""
    heard = text.casefold()
    scored = [(duty.code, _score(duty.keywords, heard)) for duty in district.duties.values()]
    return sorted((pair for pair in scored if pair[1] > 0), key=lambda pair: (-pair[1], pair[0]))[:most]


def _score(keywords: Iterable[str], heard: str) -> float:
    """Sum of the keywords' weights; four Latin letters say about as much as one Chinese character."""
    return sum(len(word) / 4 if word.isascii() else float(len(word)) for word in keywords if word.casefold() in heard)


def by_address(district: District, text: str) -> str | None:
    """The likeliest grid for a spoken or written address; None when no name of the district occurs in it."""
    found = grids_by_address(district, text)
    return found[0] if found else None


def grids_by_address(district: District, text: str) -> tuple[str, ...]:
    """Grids whose code, own name or community's name occurs in `text`; the longest name wins, ties are all told.

    A town's name alone says too little to name a grid.
    """
    heard = plain(text)
    told = [name for name in district.names if name in heard]
    longest = max(map(len, told), default=0)
    return tuple(dict.fromkeys(code for name in told if len(name) == longest for code in district.names[name]))
