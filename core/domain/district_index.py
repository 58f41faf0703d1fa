"""What is worked out of a package's rows: units that places are, posts by place, and the names people say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.domain.district_nouns import Community, Duty, Grid, Limits, Post, PostKind, Unit
from core.domain.nouns import Kind, Priority, Tier


def post_places(
    whole: Mapping[str, Any], towns: Mapping[str, Any], communities: Mapping[str, Any], grids: Mapping[str, Any]
) -> dict[PostKind, Mapping[str, Any]]:
    """Which places may have which post."""
    return {
        "grid_lead": grids,
        "grid_instructor": grids,
        "grid_worker": grids,
        "grid_assistant": grids,
        "community_secretary": communities,
        "town_duty": towns,
        "district_duty": whole,
        "shift_lead": whole,
    }


def derived_units(
    communities: dict[str, Community], grids: dict[str, Grid], listed: Mapping[str, Unit]
) -> dict[str, Unit]:
    """Communities and grids can be given a part too; their ids are written as a scope is: community:CODE, grid:CODE."""
    centre_of = {unit.place: unit.id for unit in listed.values() if unit.kind == "town"}
    found = [
        Unit(
            id=f"community:{c.code}",
            kind="community",
            name_zh=c.name_zh,
            name_en=c.name_en,
            short_zh=stem(c.name_zh),
            short_en=c.name_en,
            parent=centre_of.get(c.town),
            place=c.code,
        )
        for c in communities.values()
    ]
    found += [
        Unit(
            id=f"grid:{g.code}",
            kind="grid",
            name_zh=g.name_zh,
            name_en=g.name_en,
            short_zh=g.name_zh,
            short_en=g.name_en,
            parent=f"community:{g.community}",
            lon=g.centre[0],
            lat=g.centre[1],
            place=g.code,
        )
        for g in grids.values()
    ]
    return {unit.id: unit for unit in found if unit.id not in listed}


def duty_of(cells: dict[str, Any]) -> Duty:
    return Duty(
        code=cells["code"],
        klass=cells["code"].split("-")[0],
        klass_zh=cells["class_zh"],
        klass_en=cells["class_en"],
        name_zh=cells["name_zh"],
        name_en=cells["name_en"],
        lead=cells["lead"],
        assist=cells["assist"],
        ask=cells["ask"],
        tier=Tier(cells["tier"]),
        priority=Priority(cells["priority"]),
        kind=Kind(cells["kind"]),
        limits=Limits(cells["response"], cells["receipt"], cells["scene"], cells["handling"]),
        keywords=cells["keywords"],
    )


def posts_by_place(posts: tuple[Post, ...]) -> dict[str, tuple[Post, ...]]:
    found: dict[str, list[Post]] = {}
    for post in posts:
        found.setdefault(post.place, []).append(post)
    return {place: tuple(there) for place, there in found.items()}


_ENDINGS: Final = ("居民委员会", "居委会", "村委会", "社区", "小区")


def stem(name: str) -> str:
    """A community's name without what every such name ends in: 察院后社区居委会 → 察院后."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            name = name.removesuffix(ending)
    return name


def plain(text: str) -> str:
    """Lower case and without white space, so that a name is found however it was spaced."""
    return "".join(text.casefold().split())


def names_of(communities: dict[str, Community], grids: dict[str, Grid]) -> dict[str, tuple[str, ...]]:
    """What people may call a place → its grids: code, name, community's name, and that name cut short."""
    found: dict[str, dict[str, None]] = {}
    for grid in grids.values():
        community = communities[grid.community]
        short = stem(community.name_zh)
        road = short.rstrip("一二三四")
        for name in (grid.code, grid.name_zh, grid.name_en, community.name_zh, community.name_en, short, road):
            if len(plain(name)) > 1:
                found.setdefault(plain(name), {})[grid.code] = None
    return {name: tuple(codes) for name, codes in found.items()}
