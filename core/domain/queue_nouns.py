"""What the queue is told and tells: groups, tabs, filters, figures and what one step did."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from msgspec import Struct

from core.domain.columns import Slots
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
    """What an operator looks at: 待办, 我的, 跟踪, 挂起, 无主, 今日办结."""

    TODO = "todo"
    MINE = "mine"
    TRACKING = "tracking"
    PAUSED = "paused"
    UNASSIGNED = "unassigned"
    CLOSED = "closed"


class Filter(Struct, frozen=True, omit_defaults=True):
    """What is shown; `text` is looked for in the number's last digits, title, place, holder and units."""

    tab: Tab = Tab.TODO
    text: str = ""
    source: str | None = None
    town: str | None = None
    priority: Priority | None = None
    overdue: bool = False
    mine: bool = False
    unassigned: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the tab is chosen."""
        return self == Filter(tab=self.tab)


class Head(Struct, frozen=True):
    """One group as shown: how many cases it holds, and whether they are folded away."""

    group: Group
    count: int
    collapsed: bool


class Counts(Struct, frozen=True):
    """The figures of the top strip and the tabs; no filter narrows them."""

    tabs: dict[Tab, int]
    by_priority: tuple[int, ...]  # open cases, P1 first
    overdue: int
    unacked: int
    unacked_top: Priority | None
    in_last_10_min: int


class Summary(Struct, frozen=True):
    """What a group's head says at its right side, over the rows shown."""

    oldest_ms: int | None  # when the longest waiting case was opened
    due_in_15_min: int
    escalated: int


class Shift(Struct, frozen=True):
    """What one step did: slots whose look may differ, and slots that were not shown before and now are."""

    changed: Slots
    entered: Slots
