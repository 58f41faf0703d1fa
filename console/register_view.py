"""What the registration form and the list beside it show, worked out of what was typed, the board and the district."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from console import readings
from console.case_view import whose
from console.desk import Desk
from console.places import Spot
from core.domain.district import District
from core.domain.draft import Draft, place_of
from core.domain.nouns import HIDDEN, Case, Priority
from core.domain.place import NOTES, locate
from core.domain.rules.duplicates import Resembling, Told
from core.domain.rules.matching import Match, Matches
from widgets import format as fmt
from widgets.duplicate_list import DuplicateLine
from widgets.look import Look
from widgets.matter_choice import MOST, MatterLine
from widgets.picker import Option
from widgets.place_list import PlaceLine

_VERY, _RATHER = 0.75, 0.45
_MOST_WORDS: Final = 3
_UNTOLD: Final = frozenset({"grid_centre"})  # notes that only say what was wanted


def duty_of(draft: Draft, matches: Matches) -> str | None:
    """The matter that would be sent: the chosen one, else the one the words name for sure."""
    if draft.duty is not None:
        return draft.duty or None
    return matches.found[0].duty if matches.is_sure else None


def priority_of(draft: Draft, duty: str | None, district: District) -> Priority:
    """The urgency the hub would give: the chosen one, else the matter's."""
    known = district.duties.get(duty or "")
    return draft.priority or (known.priority if known is not None else Priority.P3)


def matter_lines(draft: Draft, matches: Matches, district: District, look: Look) -> tuple[MatterLine, ...]:
    """What the words suggest; a matter found by name stands first."""
    found = [_matter_line(match, district, look) for match in matches.found]
    if draft.duty and all(line.code != draft.duty for line in found[:MOST]):
        reason = look.text("register.matter.by_name")
        found.insert(0, MatterLine(draft.duty, matter_name(draft.duty, district, look), reason))
    return tuple(found[:MOST])


def _matter_line(match: Match, district: District, look: Look) -> MatterLine:
    words = [f"“{word}”" for word in match.words[:_MOST_WORDS]]
    reason = look.text("register.matter.heard", words=("" if look.lang.startswith("zh") else " ").join(words))
    return MatterLine(match.duty, matter_name(match.duty, district, look), reason)


def matter_name(code: str, district: District, look: Look) -> str:
    """A matter by code and title."""
    duty = district.duties.get(code)
    name = "" if duty is None else duty.name_zh if look.lang.startswith("zh") else duty.name_en
    return f"{code} {name}".strip()


def matter_options(district: District, look: Look) -> list[Option]:
    """All matters of the list, found by name, code or initials."""
    zh = look.lang.startswith("zh")
    return [
        Option(
            d.code,
            f"{d.code} {d.name_zh if zh else d.name_en}",
            d.klass_zh if zh else d.klass_en,
            " ".join((readings.initials(d.name_zh), *d.keywords)),
        )
        for d in district.duties.values()
    ]


def matter_said(draft: Draft, matches: Matches, look: Look) -> str:
    """Whether a matter is taken, and by whose word."""
    if draft.duty is not None:
        return look.text("register.matter.own" if draft.duty else "register.matter.open")
    if not matches.found:
        return look.text("register.matter.none") if len(draft.told) > 1 else ""
    return look.text("register.matter.sure" if matches.is_sure else "register.matter.unsure")


def place_lines(spots: Sequence[Spot], look: Look) -> tuple[PlaceLine, ...]:
    """Places to choose from."""
    zh = look.lang.startswith("zh")
    return tuple(
        PlaceLine(
            s.name_zh if zh else s.name_en, s.where_zh if zh else s.where_en, look.text(f"register.spot.{s.kind}")
        )
        for s in spots
    )


def place_said(draft: Draft, district: District, look: Look) -> str:
    """What the hub will make of the place, before it is sent."""
    place = place_of(draft)
    if place is None:
        return ""
    zh, where = look.lang.startswith("zh"), locate(district, place)
    grid = district.grids.get(where.grid or "")
    notes = [NOTES[note] for note in where.notes if note not in _UNTOLD]
    parts = [] if grid is None else [_grid_words(grid.code, district, zh)]
    if draft.lon is not None:
        parts.append(look.text("register.place.point"))
    parts += [words.zh if zh else words.en for words in notes if grid is not None]
    if grid is None:
        parts.append(look.text("register.place.no_grid"))
    return " · ".join(parts)


def is_place_open(draft: Draft, district: District) -> bool:
    """Whether a place is given from which no grid follows."""
    place = place_of(draft)
    return place is not None and locate(district, place).grid not in district.grids


def _grid_words(code: str, district: District, zh: bool) -> str:
    grid = district.grids[code]
    town = district.towns[grid.town]
    return f"{town.name_zh} {grid.name_zh}" if zh else f"{grid.name_en}, {town.name_en}"


def told_of(draft: Draft, duty: str | None, district: District, now: datetime) -> Told:
    """What duplicates are looked for by."""
    where = locate(district, place_of(draft))
    # a point that only is the middle of a grid says no more than the grid
    lon, lat = (None, None) if "grid_centre" in where.notes else (where.lon, where.lat)
    text = draft.title.strip() or draft.narrative.strip()
    return Told(text, now, where.grid, lon, lat, draft.place.strip() or None, duty)


def duplicate_lines(found: Sequence[Resembling], desk: Desk, look: Look) -> tuple[DuplicateLine, ...]:
    """Enough of each case to judge."""
    pairs = ((one, desk.case(one.no)) for one in found)
    return tuple(_duplicate_line(one, case, desk, look) for one, case in pairs if case is not None)


def _duplicate_line(one: Resembling, case: Case, desk: Desk, look: Look) -> DuplicateLine:
    zh, district = look.lang.startswith("zh"), desk.board.district
    likeness = "very" if one.likeness >= _VERY else "rather" if one.likeness >= _RATHER else "little"
    why = [look.text(f"register.same.{likeness}")]
    if one.same_duty:
        why.append(look.text("register.same.matter"))
    grid = district.grids.get(case.grid or "")
    place = case.address if case.address and case.address != HIDDEN else None
    name = place or ("" if grid is None else grid.name_zh if zh else grid.name_en)
    where = [name or look.text("register.same.no_place"), _how_far(one, look)]
    age = look.text("register.same.age", age=fmt.length((desk.now() - case.opened_at).total_seconds(), look.lang))
    holder = whose(desk, case, look)[0]
    return DuplicateLine(
        case.no,
        fmt.short_no(case.no),
        case.priority,
        look.text("masked") if case.title == HIDDEN else case.title,
        " · ".join(why),
        " · ".join(part for part in where if part),
        " · ".join((age, look.word(case.state), holder)),
    )


def _how_far(one: Resembling, look: Look) -> str:
    if one.same_address:
        return look.text("register.same.address")
    if one.metres is not None:
        return look.text("register.same.metres", away=fmt.distance(one.metres, look.lang))
    return look.text("register.same.grid") if one.same_grid else ""
