"""Who may be seen on a map: people of grids and communities, and only while a case has given them something to do."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from core.domain.district import District
from core.domain.nouns import Case
from core.domain.standing import open_tasks

_GOES: Final = frozenset({"grid_worker", "grid_lead", "community_secretary"})  # instructors and helpers are not sent


class OnTask(Struct, frozen=True):
    """A worker with an open task, and the grid or community they serve: where they really are, nobody tracks."""

    worker: str
    place: str
    case_no: str


def on_task(district: District, case: Case) -> tuple[OnTask, ...]:
    """The workers this case keeps busy now, each once; departments' people and free workers are nobody's to see."""
    if case.closed_at is not None:
        return ()
    found: dict[str, OnTask] = {}
    for task in open_tasks(case):
        unit = district.units.get(task.unit)
        if unit is None or unit.place is None or unit.kind not in ("grid", "community"):
            continue
        for post in district.posts_at.get(unit.place, ()):
            if post.worker is not None and post.kind in _GOES:
                found.setdefault(post.worker, OnTask(post.worker, unit.place, case.no))
    return tuple(found.values())
