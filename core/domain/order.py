"""A long sorted sequence that stays sorted while rows move: packed keys in numpy blocks with cumulative counts."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]

SLOT_BITS: Final = 24
DUE_BITS: Final = 33
PRIORITY_BITS: Final = 3
GROUP_BITS: Final = 3
MAX_DUE: Final = (1 << DUE_BITS) - 1
"""The due second that sorts behind every real one (the year 2242)."""

_SLOT_MASK: Final = (1 << SLOT_BITS) - 1
_PRIORITY_SHIFT: Final = SLOT_BITS + DUE_BITS
_GROUP_SHIFT: Final = _PRIORITY_SHIFT + PRIORITY_BITS
_BLOCK: Final = 4096


def packed(group: npt.ArrayLike, priority: npt.ArrayLike, due_s: npt.ArrayLike, slot: npt.ArrayLike) -> Keys:
    """Keys that sort by group, then priority, then due second, then slot; unique because the slot is in them."""
    due = np.clip(np.asarray(due_s, np.int64), 0, MAX_DUE) << SLOT_BITS
    high = (np.asarray(group, np.int64) << _GROUP_SHIFT) | (np.asarray(priority, np.int64) << _PRIORITY_SHIFT)
    return high | due | np.asarray(slot, np.int64)


def floor_key(group: int, priority: int = 0, due_s: int = 0) -> int:
    """The smallest key of a group, of a priority in it, or of a due second in that."""
    return (group << _GROUP_SHIFT) | (priority << _PRIORITY_SHIFT) | (min(max(due_s, 0), MAX_DUE) << SLOT_BITS)


def slots_of(keys: Keys) -> Keys:
    """The slots packed into keys."""
    return keys & _SLOT_MASK


def groups_of(keys: npt.ArrayLike) -> Keys:
    """The groups packed into keys."""
    return np.asarray(keys, np.int64) >> _GROUP_SHIFT


class _Picture(NamedTuple):
    """The blocks in order, how many keys stand before each (one entry more than blocks), and each block's last key."""

    blocks: list[Keys]
    starts: Keys
    lasts: Keys


def _pictured(blocks: list[Keys]) -> _Picture:
    sizes = np.fromiter((len(block) for block in blocks), np.int64, len(blocks))
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    return _Picture(blocks, starts, np.fromiter((block[-1] for block in blocks), np.int64, len(blocks)))


def _cut(keys: Keys, size: int) -> list[Keys]:
    return [keys[at : at + size] for at in range(0, len(keys), size)]


class Order:
    """Sorted unique int64 keys. A block is never changed in place, so `copy` is cheap and stays as it was.

    Moving k keys among n costs one merge of each block touched; a batch that is a large share of the whole
    is merged at once.
    """

    def __init__(self, keys: Keys | None = None, block: int = _BLOCK) -> None:
        self._block = block
        self._now = _pictured([])
        if keys is not None:
            self.rebuild(keys)

    def __len__(self) -> int:
        return int(self._now.starts[-1])

    def copy(self) -> Order:
        """The sequence as it stands, untouched by what happens to this one later."""
        twin = Order(block=self._block)
        twin._now = self._now
        return twin

    def rebuild(self, keys: Keys) -> None:
        """Throw the sequence away and hold `keys` (in any order) instead."""
        self._now = _pictured(_cut(np.sort(keys), self._block))

    def keys(self) -> Keys:
        """All keys in order, as one new array."""
        return np.concatenate(self._now.blocks) if self._now.blocks else np.empty(0, np.int64)

    def slots(self, start: int, stop: int) -> Keys:
        """The slots at positions start to stop; positions past either end are left out."""
        return slots_of(self.window(start, stop))

    def window(self, start: int, stop: int) -> Keys:
        """The keys at positions start to stop; positions past either end are left out."""
        blocks, starts, _ = self._now
        start, stop = max(start, 0), min(stop, len(self))
        if start >= stop:
            return np.empty(0, np.int64)
        first = int(np.searchsorted(starts, start, "right")) - 1
        last = int(np.searchsorted(starts, stop, "left"))
        parts = [
            block[max(start - at, 0) : stop - at]
            for block, at in zip(blocks[first:last], starts[first:last].tolist(), strict=True)
        ]
        return np.concatenate(parts)

    def count_below(self, key: int) -> int:
        """How many keys are smaller than `key`."""
        blocks, starts, lasts = self._now
        at = int(np.searchsorted(lasts, key))
        if at == len(blocks):
            return len(self)
        return int(starts[at]) + int(np.searchsorted(blocks[at], key))

    def rank(self, key: int) -> int | None:
        """The position of `key`, None when it is not here."""
        at = self.count_below(key)
        found = self.window(at, at + 1)
        return at if len(found) and int(found[0]) == key else None

    def ranks(self, keys: Keys) -> Keys:
        """The positions of many keys, -1 where one is not here."""
        blocks, starts, lasts = self._now
        at, found = np.searchsorted(lasts, keys), np.full(len(keys), -1, np.int64)
        for place in np.unique(at[at < len(blocks)]).tolist():
            block, mine = blocks[place], np.flatnonzero(at == place)
            spots = np.searchsorted(block, keys[mine])
            found[mine] = np.where(block[spots] == keys[mine], starts[place] + spots, -1)
        return found

    def replace(self, old: Keys, new: Keys) -> None:
        """Take the keys `old` out and put the keys `new` in, as one step.

        Raises KeyError, and changes nothing, when a key of `old` is not here or a key of `new` already is.
        """
        old, new = np.sort(old), np.sort(new)
        if (len(old) + len(new)) * 4 > len(self):
            self._now = _pictured(_cut(_merged(self.keys(), old, new), self._block))
            return
        blocks, _, lasts = self._now
        end = len(blocks) - 1
        old_at, new_at = (np.minimum(np.searchsorted(lasts, keys), end) for keys in (old, new))
        touched = np.union1d(old_at, new_at)
        spans = [np.searchsorted(at, touched, side) for at in (old_at, new_at) for side in ("left", "right")]
        fresh = list(blocks)
        cuts: list[int] = []
        for block, a, b, c, d in zip(touched.tolist(), *(span.tolist() for span in spans), strict=True):
            fresh[block] = _merged(blocks[block], old[a:b], new[c:d])
            if not max(self._block // 4, 1) <= len(fresh[block]) <= 2 * self._block:
                cuts.append(block)
        self._now = _pictured(self._resized(fresh, cuts) if cuts else fresh)

    def _resized(self, blocks: list[Keys], cuts: list[int]) -> list[Keys]:
        """Blocks grown too large are cut, small ones join the block before them."""
        odd, resized = set(cuts), list[Keys]()
        for at, block in enumerate(blocks):
            if at not in odd:
                resized.append(block)
            elif len(block) > 2 * self._block:
                resized += _cut(block, self._block)
            elif len(block) and resized and len(resized[-1]) + len(block) <= 2 * self._block:
                resized[-1] = np.concatenate((resized[-1], block))
            elif len(block):
                resized.append(block)
        return resized


def _merged(keys: Keys, old: Keys, new: Keys) -> Keys:
    if len(old):
        at = np.searchsorted(keys, old)
        if at[-1] >= len(keys) or (keys[at] != old).any():
            raise KeyError("a key to be taken out is not here")
        kept = np.ones(len(keys), np.bool_)
        kept[at] = False
        keys = keys[kept]
    if len(new):
        keys = np.concatenate((keys, new))
        keys.sort(kind="stable")  # two sorted runs: a single merge
        if (keys[1:] == keys[:-1]).any():
            raise KeyError("a key to be put in is already here")
    return keys
