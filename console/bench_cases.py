"""Cases of a whole district for the benchmarks: with place, matter and limits, as a desk is given them."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Final

from msgspec.structs import replace

from console.bench_queue import open_cases
from core.domain.district import District
from core.domain.nouns import Case, Clock, Deadline, State

LIMIT: Final = timedelta(hours=4)


def placed_cases(count: int, district: District, now: datetime, rng: Random) -> list[Case]:
    """So many open cases all over the district; one in a hundred nobody has seen, and none is far from its limit."""
    grids, duties = list(district.grids.values()), sorted(district.duties)
    found = []
    for case in open_cases(count, rng):
        grid = rng.choice(grids)
        due = now + timedelta(seconds=rng.randrange(600, 14_400))
        found.append(
            replace(
                case,
                opened_at=now - timedelta(seconds=rng.randrange(0, 36_000)),
                duty=rng.choice(duties),
                grid=grid.code,
                community=grid.community,
                town=grid.town,
                lon=grid.centre[0] + rng.gauss(0, 0.001),
                lat=grid.centre[1] + rng.gauss(0, 0.001),
                state=State.TO_ROUTE if case.acked else State.UNACKED,
                deadlines=(Deadline(kind=Clock.HANDLING, due=due, origin="bench", limit=int(LIMIT.total_seconds())),),
            )
        )
    return found
