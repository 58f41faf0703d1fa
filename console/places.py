"""Finding a place by what somebody types: street, community, grid, or who works there, by name, pinyin or code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from console import readings
from core.domain.district import District
from core.domain.district_index import plain

MOST_PLACES: Final = 6
_LEAST: Final = 2
_WORKS: Final = frozenset({"grid_worker", "grid_lead"})


class Spot(Struct, frozen=True):
    """One place to choose: its kind ("town", "community", "grid", "post"), its names, and its grid where it has one."""

    kind: str
    name_zh: str
    name_en: str
    where_zh: str
    where_en: str
    code: str
    grid: str | None = None


class Places:
    """The places of a district in the order they are proposed: wide ones first, and of equals as the package lists."""

    def __init__(self, district: District, reads: Callable[[str, str], bool] = readings.reads) -> None:
        self._reads = reads
        self._spots = (*_towns(district), *_communities(district), *_grids(district), *_posts(district))
        self._plain = [plain(f"{s.name_zh}\n{s.name_en}\n{s.code}") for s in self._spots]

    def find(self, typed: str, most: int = MOST_PLACES) -> tuple[Spot, ...]:
        """Places whose name, or its reading in Latin letters, holds what was typed; the shortest name first."""
        wanted = plain(typed)
        if len(wanted) < _LEAST:
            return ()
        hits = [(not text.startswith(wanted), at) for at, text in enumerate(self._plain) if wanted in text]
        if not hits and wanted.isascii() and wanted.isalpha():
            hits = [(True, at) for at, spot in enumerate(self._spots) if self._reads(wanted, spot.name_zh)]
        return tuple(self._spots[at] for _, at in sorted(hits)[:most])


def _towns(district: District) -> list[Spot]:
    return [Spot("town", t.name_zh, t.name_en, "", "", t.code) for t in district.towns.values()]


def _communities(district: District) -> list[Spot]:
    towns = district.towns
    return [
        Spot("community", c.name_zh, c.name_en, towns[c.town].name_zh, towns[c.town].name_en, c.code)
        for c in district.communities.values()
    ]


def _grids(district: District) -> list[Spot]:
    homes = district.communities
    return [
        Spot("grid", g.name_zh, g.name_en, homes[g.community].name_zh, homes[g.community].name_en, code, code)
        for code, g in district.grids.items()
    ]


def _posts(district: District) -> list[Spot]:
    found = []
    for post in district.posts:
        grid = district.grids.get(post.place)
        worker = district.workers.get(post.worker or "")
        if grid is not None and worker is not None and post.kind in _WORKS:
            names = worker.name_zh, worker.name_en
            found.append(Spot("post", *names, grid.name_zh, grid.name_en, post.id, grid.code))
    return found
