"""Which cases may be of one thing with a case that is looked at; by the rule of `rules.surge`, and only ever a hint."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from core.domain.columns import Columns
from core.domain.nouns import Case
from core.domain.rules.duplicates import point_of
from core.domain.rules.surge import ALIKE_MS, Report, is_alike, report_of

Centres = Mapping[str, tuple[float, float]]
"""Middles of grids: a case that stands there is known by its grid only, and near nothing."""


def alike_to(columns: Columns, no: str, centres: Centres) -> tuple[str, ...]:
    """Numbers of the others that may be of one thing with this case, the newest first; closed ones count too."""
    slot = columns.slot(no)
    if slot is None or not columns.present[slot]:
        return ()
    opened, size = columns.opened, len(columns)
    one = _report(columns, slot, centres)
    if one.duty is None or one.lon is None:
        return ()
    is_same = columns.present[:size] & (columns.duty[:size] == columns.duty[slot])
    near_in_time = np.flatnonzero(is_same & (np.abs(opened[:size] - opened[slot]) <= ALIKE_MS))
    found = [
        other for other in near_in_time.tolist() if other != slot and is_alike(one, _report(columns, other, centres))
    ]
    return tuple(columns.no(other) for other in sorted(found, key=lambda other: (-int(opened[other]), -other)))


def _report(columns: Columns, slot: int, centres: Centres) -> Report:
    case: Case = columns.case(slot)
    report = report_of(slot, case, int(columns.opened[slot]))
    return report if point_of(case, centres) is not None else replace(report, lon=None, lat=None)
