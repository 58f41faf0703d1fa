"""Which critical cases nobody has acknowledged: the most urgent of those out of sight is shown above every list."""

from __future__ import annotations

import numpy as np

from core.domain.columns import PRIORITIES, Columns, Slots
from core.domain.nouns import Priority

_FIRST = PRIORITIES.index(Priority.P1)


def unacked(columns: Columns) -> Slots:
    """The critical cases that are open and unacknowledged, in whatever tab and behind whatever filter; tightest first.

    Of limits that end together, the case that was known first.
    """
    size = len(columns)
    waits = columns.present[:size] & ~columns.closed[:size] & ~columns.acked[:size]
    slots = np.flatnonzero(waits & (columns.priority[:size] == _FIRST))
    return slots[np.argsort(columns.due[slots], kind="stable")]
