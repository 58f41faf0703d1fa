"""事件高峰: when more comes in than one person can take one by one, and which reports may then share a row.

It is a way of looking, at one desk; no case is changed by it and nothing of it is journaled (ux.md 3.7).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final

from msgspec import Struct

from core.domain.nouns import Case, Priority
from core.domain.shapes import metres_between

MOST: Final = 10
"""New cases in ten minutes that one person can take; one more begins a surge (after ISA-18.2)."""

CALM: Final = 5
"""Fewer than so many in ten minutes end it."""

TOGETHER_MS: Final = 15 * 60_000
NEAR_M: Final = 200.0
ALIKE_MS: Final = 30 * 60_000
_SQUARE: Final = (0.004, 0.002)  # degrees; more than 200 m each way up to 63° north
_HERE: Final = ((0, 0),)
_ROUND: Final = tuple((east, north) for east in (-1, 0, 1) for north in (-1, 0, 1))
SINGLE: Final = frozenset({Priority.P1, Priority.P2})
"""What never shares a row."""


class Surge(Struct, frozen=True):
    """How it stands at one desk: since when (ms), and whose word holds until the load says the same.

    `is_ended`: somebody here ended it and it is not calm yet; `is_asked`: somebody began it and calm does not end it.
    """

    since: int | None = None
    is_ended: bool = False
    is_asked: bool = False

    @property
    def is_on(self) -> bool:
        """Whether it runs."""
        return self.since is not None


NONE: Final = Surge()


def after(surge: Surge, new: int, now_ms: int) -> Surge:
    """How it stands when `new` cases came in within the last ten minutes."""
    if surge.is_asked:
        return surge if new < CALM else Surge(since=surge.since)
    if new < CALM:
        return NONE
    if new > MOST and not surge.is_on and not surge.is_ended:
        return Surge(since=now_ms)
    return surge


def ended(surge: Surge) -> Surge:
    """Over by somebody's word; it does not come back by itself before it has been calm."""
    return Surge(is_ended=True) if surge.is_on else surge


def begun(now_ms: int) -> Surge:
    """On by somebody's word: in calm it waits for the load to come, from then on it ends as any other."""
    return Surge(since=now_ms, is_asked=True)


class Report(Struct, frozen=True):
    """What is compared of a case; only reports of one `lane` (where the list shows it, and who holds it) may meet."""

    slot: int
    priority: Priority
    duty: str | None
    opened: int  # ms
    grid: str | None = None
    lon: float | None = None
    lat: float | None = None
    lane: Hashable = None


def report_of(slot: int, case: Case, opened: int, lane: Hashable = None) -> Report:
    """What is compared of this case."""
    return Report(slot, case.priority, case.duty, opened, case.grid, case.lon, case.lat, lane)


def is_same_place(one: Report, other: Report) -> bool:
    """In one grid, or within 200 m of each other; what is not located is nowhere near anything."""
    return (one.grid is not None and one.grid == other.grid) or _is_near(one, other)


def _is_near(one: Report, other: Report) -> bool:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return False
    return metres_between((one.lon, one.lat), (other.lon, other.lat)) <= NEAR_M


def rows(reports: Iterable[Report]) -> list[tuple[int, ...]]:
    """The reports as rows, each the slots of one row from the first to the last that came in.

    A report joins the newest row of its lane, matter and urgency whose first report lies at most 15 minutes back and at
    the same place. Nobody's matter is guessed: a report without one stays alone, and so does every P1 and P2.
    """
    made: list[list[int]] = []
    firsts: dict[Hashable, dict[Hashable, list[tuple[int, Report]]]] = {}  # the rows there, by what and by where
    for report in sorted(reports, key=lambda r: (r.opened, r.slot)):
        if report.priority in SINGLE or report.duty is None:
            made.append([report.slot])
            continue
        alike = firsts.setdefault((report.lane, report.duty, report.priority), {})
        met = [
            place
            for spot in (_spots(report, _ROUND) if alike else ())
            for place, first in alike.get(spot, ())
            if report.opened - first.opened <= TOGETHER_MS and is_same_place(first, report)
        ]
        if met:
            made[max(met)].append(report.slot)
            continue
        for spot in _spots(report, _HERE):
            alike.setdefault(spot, []).append((len(made), report))
        made.append([report.slot])
    return [tuple(row) for row in made]


def _spots(report: Report, steps: Iterable[tuple[int, int]]) -> list[Hashable]:
    """Under which names a row is kept or looked for: its grid, and squares wider than 200 m."""
    spots: list[Hashable] = [] if report.grid is None else [report.grid]
    if report.lon is not None and report.lat is not None:
        column, row = int(report.lon // _SQUARE[0]), int(report.lat // _SQUARE[1])
        spots += [(column + east, row + north) for east, north in steps]
    return spots


def is_alike(one: Report, other: Report) -> bool:
    """Whether two reports may be of one thing: same matter, within 30 minutes and 200 m. Only ever a question."""
    is_same_time = abs(one.opened - other.opened) <= ALIKE_MS
    return one.duty is not None and one.duty == other.duty and is_same_time and _is_near(one, other)
