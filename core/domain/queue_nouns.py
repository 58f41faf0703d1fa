"""What the queue is told and tells: groups, tabs, filters, figures and what one step did."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final

import numpy as np
from msgspec import Struct

from core.domain.columns import Flags, Slots
from core.domain.nouns import Priority


class Group(IntEnum):
    """The groups of the queue from top to bottom; `OUT` is nowhere."""

    UNACKED = 0
    OVERDUE = 1
    OPEN = 2
    TRACKING = 3
    PAUSED = 4
    CLOSED = 5
    OUT = 7


class Tab(StrEnum):
    """What an operator looks at: 待办, 我的, 跟踪, 挂起, 待分流, 今日办结."""

    TODO = "todo"
    MINE = "mine"
    TRACKING = "tracking"
    PAUSED = "paused"
    UNASSIGNED = "unassigned"
    CLOSED = "closed"


SHOWN: Final = {
    Tab.TODO: (Group.UNACKED, Group.OVERDUE, Group.OPEN, Group.TRACKING, Group.PAUSED),
    Tab.MINE: (Group.UNACKED, Group.OVERDUE, Group.OPEN, Group.TRACKING, Group.PAUSED),
    Tab.UNASSIGNED: (Group.UNACKED, Group.OVERDUE, Group.OPEN, Group.TRACKING, Group.PAUSED),
    Tab.TRACKING: (Group.TRACKING,),
    Tab.PAUSED: (Group.PAUSED,),
    Tab.CLOSED: (Group.CLOSED,),
}
"""The groups of each tab, from top to bottom."""

IN_TAB: Final[dict[Tab, Flags]] = {
    tab: np.isin(np.arange(Group.OUT + 1), [int(group) for group in groups]) for tab, groups in SHOWN.items()
}
"""The same as flags by group."""


class Sort(StrEnum):
    """The order inside a group: 紧急程度 (then time left), 时限, 到达 (newest first)."""

    URGENCY = "urgency"
    DEADLINE = "deadline"
    ARRIVAL = "arrival"


class Filter(Struct, frozen=True, omit_defaults=True):
    """What is shown, and in which order; `text` is looked for in number, title, place, holder and units."""

    tab: Tab = Tab.TODO
    text: str = ""
    source: str | None = None
    town: str | None = None
    priority: Priority | None = None
    overdue: bool = False
    mine: bool = False
    unassigned: bool = False
    unheld: bool = False  # claimed by no seat, with no unit at work
    again: bool = False  # what this person marked to look at again
    sort: Sort = Sort.URGENCY

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the tab and the order is chosen."""
        return self == Filter(tab=self.tab, sort=self.sort)


class Head(Struct, frozen=True):
    """One group as shown: how many cases it holds, and whether they are folded away.

    Cases that share a row make fewer rows than cases; an open row has one more for each of its members.
    """

    group: Group
    count: int
    collapsed: bool
    shared: int = 0  # rows less than cases

    @property
    def rows(self) -> int:
        """How many rows stand under it when it is not collapsed."""
        return self.count - self.shared


class Counts(Struct, frozen=True):
    """The figures of the top strip and the tabs; no filter narrows them."""

    tabs: dict[Tab, int]
    by_priority: tuple[int, ...]  # open cases, P1 first
    overdue: int
    unacked: int
    unacked_top: Priority | None
    in_last_10_min: int
    unheld: int = 0  # open cases no seat has claimed and no unit works on


class Summary(Struct, frozen=True):
    """What a group's head says at its right side, over the rows shown."""

    oldest_ms: int | None  # when the longest waiting case was opened
    due_in_15_min: int
    escalated: int
    overdue: int = 0  # of those nobody has acknowledged, whose group is not named for it


class Shift(Struct, frozen=True):
    """What one step did: slots whose look may differ, and slots that were not shown before and now are."""

    changed: Slots
    entered: Slots
