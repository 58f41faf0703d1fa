"""Many texts as one, so that a word is looked for in all of them at the speed of a single search."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_BETWEEN = "\x00"


class Roll(Generic[T]):
    """Texts with what they belong to, in the order given."""

    def __init__(self, texts: Iterable[tuple[str, T]]) -> None:
        pairs = list(texts)
        self._owners = [owner for _, owner in pairs]
        self._all = _BETWEEN.join(text for text, _ in pairs)
        self._starts: list[int] = []
        at = 0
        for text, _ in pairs:
            self._starts.append(at)
            at += len(text) + 1

    def holding(self, words: str) -> Iterator[T]:
        """What the texts belong to that hold every word, first come first."""
        wanted = sorted(words.split(), key=len, reverse=True)
        at = self._all.find(wanted[0]) if wanted else -1
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            end = self._starts[place + 1] - 1 if place + 1 < len(self._starts) else len(self._all)
            text = self._all[self._starts[place] : end]
            if all(word in text for word in wanted[1:]):
                yield self._owners[place]
            at = self._all.find(wanted[0], end)


__all__ = ["Roll"]
