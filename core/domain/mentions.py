"""Which cases mention what was typed; what was read is kept, so that a letter more, or one less, reads little anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import numpy as np

from core.domain.columns import Columns, Flags, Slots

Finds = Callable[[str], Callable[[str], object]]
"""Makes a test for texts from one typed word; what it gives is true where the word is found."""

KEPT: Final = 6  # a word of six letters is typed and rubbed out without reading a text twice


def plainly(word: str) -> Callable[[str], bool]:
    """The word as it is written, and nothing else."""
    return lambda text: word in text


class Mentions:
    """Which slots mention all words of one typed text; each is read when asked for, and again when its words change.

    One more letter only narrows: what did not mention `shorter` is not read.
    """

    def __init__(self, columns: Columns, tests: list[Callable[[str], object]], shorter: Mentions | None) -> None:
        self._columns, self._tests, self._shorter = columns, tests, shorter
        self._found = np.zeros(len(columns), np.bool_)
        self._read = np.zeros(len(columns), np.int32)  # the stamp of the text that was read

    def of(self, slots: Slots) -> Flags:
        """Whether each of them mentions it."""
        self._fit()
        old = slots[self._read[slots] != self._columns.stamp[slots]]
        if len(old):
            self._found[old] = False
            left = old if self._shorter is None else old[self._shorter.may(old)]
            for test in self._tests:
                found = list(map(bool, map(test, self._columns.texts(left.tolist()))))
                left = left[np.array(found, np.bool_)]
            self._found[left] = True
            self._read[old] = self._columns.stamp[old]
        return self.known(slots)

    def known(self, slots: Slots) -> Flags:
        """The same as far as it was read."""
        self._fit()
        found: Flags = self._found[slots]
        return found

    def may(self, slots: Slots) -> Flags:
        """Whether each of them mentions it, or was not read since its words changed."""
        self._fit()
        found: Flags = self._found[slots] | (self._read[slots] != self._columns.stamp[slots])
        return found

    def leave(self, shorter: Mentions) -> None:
        """Ask this one no more: nobody keeps it."""
        if self._shorter is shorter:
            self._shorter = shorter._shorter

    def _fit(self) -> None:
        if len(self._columns) > len(self._found):
            more = max(len(self._columns), 2 * len(self._found)) - len(self._found)
            self._found = np.concatenate((self._found, np.zeros(more, np.bool_)))
            self._read = np.concatenate((self._read, np.zeros(more, np.int32)))


class Readings:
    """The last texts that were typed and what mentions them, for one set of columns."""

    def __init__(self, columns: Columns, finds: Finds = plainly) -> None:
        self._columns, self._finds = columns, finds
        self._kept: OrderedDict[str, Mentions] = OrderedDict()

    def of(self, text: str) -> Mentions | None:
        """What mentions the words of `text`; None when it has none."""
        words = text.casefold()
        if not words.split():
            return None
        found = self._kept.get(words)
        if found is None:
            found = self._kept[words] = self._made(words)
            if len(self._kept) > KEPT:
                self._forget(self._kept.popitem(last=False)[1])
        self._kept.move_to_end(words)
        return found

    def _made(self, words: str) -> Mentions:
        shorter = [known for known in self._kept if words.startswith(known)]
        before = self._kept[max(shorter, key=len)] if shorter else None
        return Mentions(self._columns, [self._finds(word) for word in words.split()], before)

    def _forget(self, gone: Mentions) -> None:
        for each in self._kept.values():
            each.leave(gone)


__all__ = ["Finds", "Mentions", "Readings", "plainly"]
