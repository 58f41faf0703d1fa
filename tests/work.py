"""How much work something is, counted and not timed: the same on every machine, however busy it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps_of(act: Callable[[], object]) -> int:
    """How many calls, of Python's functions and of libraries', and how many lines this thread does of something.

    A line counts each time it is come back to, so that a comprehension over many things counts as many.
    """
    count = 0

    def calls(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    def lines(_: FrameType, event: str, __: object) -> Any:
        nonlocal count
        count += event == "line"
        return lines

    before = sys.getprofile(), sys.gettrace()
    sys.setprofile(calls)
    sys.settrace(lines)
    try:
        act()
    finally:
        sys.setprofile(before[0])
        sys.settrace(before[1])
    return count
