"""What was typed from a sheet read as one, or what is wrong with it and where."""

from __future__ import annotations

from datetime import datetime

from console.readings import reads
from core.domain.district import District, Unit
from core.domain.paper import SHEETS, Call, Written, is_pad, number_of, true_time
from widgets.paper_panel import Typed


class FaultError(Exception):
    """What is wrong: `key` of the words `paper.<key>`, the field, and the call it stands in, -1 for none."""

    def __init__(self, key: str, field: str, call: int = -1, **values: str) -> None:
        super().__init__(key)
        self.key, self.field, self.call, self.values = key, field, call, values


def read(typed: Typed, now: datetime, district: District) -> Written:
    """The sheet; `now` in local time. Raises FaultError for the first thing that is wrong."""
    said = typed.values
    if not is_pad(said["pad"]):
        raise FaultError("bad_pad", "pad")
    number = number_of(said["pad"], said["number"])
    if number is None:
        raise FaultError("bad_number", "number")
    if number > SHEETS:
        raise FaultError("out_of_set", "number", of=str(SHEETS))
    at = true_time(said["time"], now)
    if at is None:
        raise FaultError("bad_time", "time")
    if not said["title"]:
        raise FaultError("no_title", "title")
    calls = tuple(_call(place, call, at, now, district) for place, call in enumerate(typed.calls) if any(call))
    units = [call.unit for call in calls]
    if len(set(units)) < len(units):
        raise FaultError("twice", "unit", next(p for p, u in enumerate(units) if u in units[:p]))
    return Written(
        pad=said["pad"],
        number=number,
        at=at,
        title=" ".join(said["title"].split()),
        place=said["place"],
        narrative=said["narrative"],
        name=said["name"],
        phone=said["phone"],
        calls=calls,
        outcome=said["outcome"],
        ended_at=_later(said["ended"], "ended", -1, at, now) if said["ended"] else None,
    )


def _call(place: int, call: tuple[str, str, str], at: datetime, now: datetime, district: District) -> Call:
    unit, who, time = call
    return Call(_unit(place, unit, district), _later(time, "at", place, at, now), who)


def _later(said: str, field: str, call: int, after: datetime, now: datetime) -> datetime:
    at = true_time(said, now, after)
    if at is None:
        raise FaultError("bad_time", field, call)
    if at < after:
        raise FaultError("early", field, call)
    return at


def _unit(place: int, said: str, district: District) -> str:
    """A unit by its name, a part of it, its first letters in pinyin, or its id."""
    wanted = said.strip().casefold()
    units = [u for u in district.units.values() if u.kind not in ("community", "grid")]
    for fits in (_is, _has, _reads):
        found = [unit for unit in units if wanted and fits(unit, wanted)]
        if len(found) == 1:
            return found[0].id
        if found:
            names = "、".join(unit.short_zh for unit in found[:6])
            raise FaultError("many_units", "unit", place, units=names)
    raise FaultError("bad_unit", "unit", place, unit=said)


def _is(unit: Unit, wanted: str) -> bool:
    return wanted in {name.casefold() for name in (unit.id, unit.short_zh, unit.short_en, unit.name_zh, unit.name_en)}


def _has(unit: Unit, wanted: str) -> bool:
    return any(wanted in name.casefold() for name in (unit.short_zh, unit.short_en, unit.name_zh, unit.name_en))


def _reads(unit: Unit, wanted: str) -> bool:
    return reads(wanted, unit.short_zh)
