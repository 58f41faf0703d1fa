"""How long a claim lasts: when it is kept by itself, and when its holder is warned (ux.md 3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from core.domain.district_nouns import District
from core.domain.nouns import Case

WARNED: Final = timedelta(seconds=60)  # nobody is told sooner than this before a claim lapses


def left(case: Case, holder: str, now: datetime) -> timedelta | None:
    """What is left of the claim of `holder`; None when it is not theirs or does not run out."""
    if not holder or case.holder != holder or case.lease_until is None:
        return None
    return case.lease_until - now


def lease(district: District, case: Case) -> timedelta:
    """How long a claim on this case lasts without a hand on it."""
    return timedelta(seconds=district.lease[case.priority])


def is_kept(district: District, case: Case, holder: str, touched_at: datetime, now: datetime) -> bool:
    """Whether it is time to keep the claim of who works on the case: late in its life, if there was input since."""
    rest, whole = left(case, holder, now), lease(district, case)
    if rest is None or case.lease_until is None:
        return False
    return timedelta(0) < rest < whole / 3 and touched_at > case.lease_until - whole


def is_ending(district: District, case: Case, holder: str, now: datetime) -> bool:
    """Whether the claim of `holder` is about to lapse: its last third, a minute at most."""
    rest = left(case, holder, now)
    return rest is not None and timedelta(0) < rest <= min(WARNED, lease(district, case) / 3)


def ending(district: District, cases: Iterable[Case], holder: str, now: datetime) -> tuple[Case, ...]:
    """The cases whose claim `holder` is about to lose, the first to go in front."""
    found = [case for case in cases if is_ending(district, case, holder, now)]
    return tuple(sorted(found, key=lambda case: case.lease_until or now))
