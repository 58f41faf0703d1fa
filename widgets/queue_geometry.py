"""Where each row of the queue stands, in pixels from the top of the whole list; plain arithmetic, no painting."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from core.domain.queue import Group, Head
from widgets.theme import GROUP_HEAD, STRIPS


class Line(NamedTuple):
    """One line of the list: a group's head when `place` is None, else the case at that place of the group."""

    top: int
    height: int
    head: Head
    place: int | None


class Geometry:
    """The lines of all groups; knows how tall they are, and finds lines by height and heights by line."""

    def __init__(self, heads: Iterable[Head], density: str = "normal") -> None:
        self.heads = list(heads)
        self.strip = STRIPS[density]
        tall = [GROUP_HEAD + (0 if head.collapsed else head.rows * self.strip) for head in self.heads]
        self._tops = list(accumulate(tall, initial=0))

    @property
    def height(self) -> int:
        """How tall the whole list is."""
        return self._tops[-1]

    def top_of(self, group: Group, place: int | None) -> int | None:
        """Where a case, or a head, begins; None when it is folded away or its group is not shown."""
        for head, top in zip(self.heads, self._tops, strict=False):
            if head.group is group:
                if place is None:
                    return top
                return None if head.collapsed else top + GROUP_HEAD + place * self.strip
        return None

    def lines(self, top: int, bottom: int) -> list[Line]:
        """The lines that show at least a pixel between two heights, from top to bottom."""
        found: list[Line] = []
        for head, start, end in zip(self.heads, self._tops, self._tops[1:], strict=False):
            if end <= top or start >= bottom:
                continue
            first_strip = start + GROUP_HEAD
            if first_strip > top:
                found.append(Line(start, GROUP_HEAD, head, None))
            if head.collapsed:
                continue
            first = max(top - first_strip, 0) // self.strip
            last = min(-(-(bottom - first_strip) // self.strip), head.rows)
            found += [Line(first_strip + place * self.strip, self.strip, head, place) for place in range(first, last)]
        return found

    def sticky(self, top: int) -> Line | None:
        """The head that stays at the upper edge when its own place is above it, pushed up by the next one."""
        for head, start, end in zip(self.heads, self._tops, self._tops[1:], strict=False):
            if start < top < end:
                return Line(min(top, end - GROUP_HEAD), GROUP_HEAD, head, None)
        return None
