"""Whether somebody is at a unit now, and who takes its calls while its office is closed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from core.domain.district import District, Unit

OFFICE: Final = ((8 * 60, 12 * 60), (14 * 60, 18 * 60))  # minutes of a working day, a default


def is_staffed(district: District, unit: Unit, now: datetime) -> bool:
    """Whether somebody is there: round the clock, or in office hours."""
    if unit.on_call:
        return True
    local = now.astimezone(timezone(timedelta(minutes=district.utc_offset_minutes)))
    minute = local.hour * 60 + local.minute
    return local.weekday() < 5 and any(start <= minute < end for start, end in OFFICE)


def takes_calls(district: District, unit: Unit) -> Unit:
    """Who is reached after hours: the nearest unit above that is there round the clock, else the unit's own number."""
    seen, above = {unit.id}, district.units.get(unit.parent or "")
    while above is not None and above.id not in seen:
        if above.on_call:
            return above
        seen.add(above.id)
        above = district.units.get(above.parent or "")
    return unit
