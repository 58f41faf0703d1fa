"""What a search over the queue looks through, in words: number, title, place by name, holder and units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from console.readings import Finder
from core.domain.district import District
from core.domain.nouns import HIDDEN, Case

AHEAD: Final = 240  # texts made in a frame that has time left, so that the first key of a search finds them made
AHEAD_LATE: Final = 40  # and in one that has none: where the hub never stops talking they would not be made at all


def searched(district: District) -> Callable[[Case], str]:
    """Makes a case's text; codes are looked up, so that a place or a unit is found by its name."""

    def text(case: Case) -> str:
        grid = district.grids.get(case.grid or "")
        community = district.communities.get(case.community or (grid.community if grid else ""))
        town = district.towns.get(case.town or (grid.town if grid else ""))
        parts = [case.no.rpartition("-")[2], case.title, case.address or "", case.holder or ""]
        parts += [town.name_zh if town else "", community.name_zh if community else "", grid.name_zh if grid else ""]
        for unit in dict.fromkeys((case.lead_unit, *(task.unit for task in case.tasks))):
            known = district.units.get(unit or "")
            parts += [known.name_zh, known.short_zh, known.short_en] if known is not None else [unit or ""]
        return "\n".join(part for part in parts if part and part != HIDDEN).casefold()

    return text


def finder(district: District) -> Finder:
    """Finds by pinyin too, the rare characters of the district's own names among them."""
    names = [town.name_zh for town in district.towns.values()]
    names += [community.name_zh for community in district.communities.values()]
    names += [grid.name_zh for grid in district.grids.values()]
    names += [unit.name_zh for unit in district.units.values()]
    return Finder("".join(names))


__all__ = ["AHEAD", "AHEAD_LATE", "finder", "searched"]
