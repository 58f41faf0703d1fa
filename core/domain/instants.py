"""When time alone will change a case: a heap of what is near, buckets for what is far, nothing is ever scanned."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import Final

import numpy as np

from core.domain.columns import NEVER, Slots

_SHIFT: Final = 16  # a bucket holds 65.536 s of instants
_SLOT_BITS: Final = 24
_SLOT_MASK: Final = (1 << _SLOT_BITS) - 1


class Instants:
    """At most one instant a slot, in milliseconds; `NEVER` disarms.

    Instants further off than the next bucket lie in a set a bucket, from which a moved one is taken out at once;
    only the near ones stand in the heap, where a moved one is passed over when its old turn comes. So stale entries
    live a minute or two, however often rows are re-armed.
    """

    def __init__(self) -> None:
        self._at = np.full(1024, NEVER, np.int64)
        self._far: dict[int, set[int]] = {}
        self._heap: list[int] = []
        self._horizon = -1

    def __len__(self) -> int:
        """How many entries are held, stale ones included."""
        return len(self._heap) + sum(len(slots) for slots in self._far.values())

    def reset(self, slots: Slots, at: Slots, now_ms: int, size: int) -> None:
        """Forget everything and arm `slots` for `at`; `size` is how many slots there are."""
        self._at = np.full(max(size, 1024), NEVER, np.int64)
        self._at[slots] = at
        self._horizon = (now_ms >> _SHIFT) + 1
        armed = at != NEVER
        slots, at = slots[armed], at[armed]
        buckets = at >> _SHIFT
        near = buckets <= self._horizon
        self._heap = [t << _SLOT_BITS | slot for t, slot in zip(at[near].tolist(), slots[near].tolist(), strict=True)]
        heapify(self._heap)
        self._far = {}
        far, buckets = slots[~near], buckets[~near]
        by_bucket = np.argsort(buckets, kind="stable")
        names, firsts = np.unique(buckets[by_bucket], return_index=True)
        for name, part in zip(names.tolist(), np.split(far[by_bucket], firsts[1:]), strict=False):
            self._far[name] = set(part.tolist())

    def set(self, slots: Slots, at: Slots) -> None:
        """Arm or disarm slots, each given once."""
        if len(slots) and (top := int(slots.max())) >= len(self._at):
            self._grow(top + 1)
        moved = self._at[slots] != at
        slots, at = slots[moved], at[moved]
        before = (self._at[slots] >> _SHIFT).tolist()
        self._at[slots] = at
        far, heap, horizon = self._far, self._heap, self._horizon
        never = NEVER >> _SHIFT
        for slot, old, instant in zip(slots.tolist(), before, at.tolist(), strict=True):
            if horizon < old < never:
                far[old].discard(slot)
                if not far[old]:
                    del far[old]
            bucket = instant >> _SHIFT
            if bucket <= horizon:
                heappush(heap, instant << _SLOT_BITS | slot)
            elif instant != NEVER:
                far.setdefault(bucket, set()).add(slot)

    def pop(self, now_ms: int) -> Slots:
        """Disarm and return all slots whose instant is `now_ms` or earlier, in time order."""
        self._advance((now_ms >> _SHIFT) + 1)
        fired: list[int] = []
        heap, limit = self._heap, (now_ms + 1) << _SLOT_BITS
        while heap and heap[0] < limit:
            entry = heappop(heap)
            slot = entry & _SLOT_MASK
            if int(self._at[slot]) == entry >> _SLOT_BITS:
                self._at[slot] = NEVER
                fired.append(slot)
        return np.array(fired, np.int64)

    def first(self) -> tuple[int, int] | None:
        """The earliest armed instant and its slot, without disarming it; None when nothing is armed."""
        heap = self._heap
        while heap and int(self._at[heap[0] & _SLOT_MASK]) != heap[0] >> _SLOT_BITS:
            heappop(heap)
        if heap:
            return heap[0] >> _SLOT_BITS, heap[0] & _SLOT_MASK
        if not self._far:
            return None
        slots = np.sort(np.fromiter(self._far[min(self._far)], np.int64))
        slot = int(slots[np.argmin(self._at[slots])])
        return int(self._at[slot]), slot

    def _advance(self, horizon: int) -> None:
        if horizon <= self._horizon:
            return
        self._horizon = horizon
        for bucket in [bucket for bucket in self._far if bucket <= horizon]:
            for slot in self._far.pop(bucket):
                heappush(self._heap, int(self._at[slot]) << _SLOT_BITS | slot)

    def _grow(self, size: int) -> None:
        grown = np.full(max(size, 2 * len(self._at)), NEVER, np.int64)
        grown[: len(self._at)] = self._at
        self._at = grown
