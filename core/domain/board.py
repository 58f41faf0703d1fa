"""The current picture: cases and links as the fold of events, and what each step changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from core.domain import events as ev
from core.domain.district import District
from core.domain.nouns import (
    Case,
    Link,
    LinkState,
    Task,
)
from core.domain.rules.rights import Rights
from core.domain.standing import derived
from core.domain.steps import STEPS

LOCAL: Final = timezone(timedelta(hours=8))  # the whole country keeps one time


class Changes(Struct, frozen=True):
    """What one step altered, by id."""

    cases: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        return Changes(cases=self.cases | other.cases, links=self.links | other.links)


NOTHING: Final = Changes()


class BoardState(Struct, frozen=True):
    """A whole board as one value, for a snapshot on the hub's own disk."""

    seq: int
    cases: tuple[Case, ...]
    links: tuple[Link, ...]
    counters: dict[str, int]
    slips: dict[str, int]


class Board:
    """All open and closed cases and the links, changed only by `apply`; deterministic."""

    def __init__(self, district: District, rights: Rights, is_whole: bool = True) -> None:
        self.district = district
        self.rights = rights
        self.is_whole = is_whole  # False where cases may exist that this board does not show
        self.seq = 0
        self.cases: dict[str, Case] = {}
        self.links: dict[str, Link] = {}
        self.counters: dict[str, int] = {}  # local day → highest case counter
        self.slips: dict[str, int] = {}  # local day → highest supervision slip

    def apply(self, event: ev.Event) -> Changes:
        """Fold one event in and say what changed; `event.seq` must be above all before it."""
        self.seq = event.seq
        if isinstance(event.data, ev.LinkChanged | ev.LinkCalled):
            return self._apply_link(event)
        no = event.case_no
        if no is None:
            return NOTHING
        case = self._reported(no, event) if isinstance(event.data, ev.CaseReported) else self.cases.get(no)
        if case is None:  # a case this reader has not been shown
            return NOTHING
        step = STEPS.get(type(event.data))
        if step is not None:
            case = step(case, event, event.data)
        self._remember(no, event)
        self.cases[no] = derived(replace(case, version=event.version, changed_at=event.time))
        return Changes(cases=frozenset((no,)))

    def put(self, cases: Iterable[Case], links: Iterable[Link], at_seq: int) -> Changes:
        """Take cases and links as they are, from a snapshot or a view frame."""
        taken = {case.no: case for case in cases}
        lines = {link.id: link for link in links}
        self.cases.update(taken)
        self.links.update(lines)
        for no in taken:
            self._count(no)
        self.seq = max(self.seq, at_seq)
        return Changes(cases=frozenset(taken), links=frozenset(lines))

    def state(self) -> BoardState:
        """All of it, as one value."""
        return BoardState(
            seq=self.seq,
            cases=tuple(self.cases.values()),
            links=tuple(self.links.values()),
            counters=dict(self.counters),
            slips=dict(self.slips),
        )

    def restore(self, state: BoardState) -> None:
        """Become that value."""
        self.seq = state.seq
        self.cases = {case.no: case for case in state.cases}
        self.links = {link.id: link for link in state.links}
        self.counters = dict(state.counters)
        self.slips = dict(state.slips)

    def remove(self, nos: Iterable[str]) -> Changes:
        """Forget cases that left this reader's sight."""
        gone = frozenset(no for no in nos if self.cases.pop(no, None) is not None)
        return Changes(cases=gone)

    def next_no(self, now: datetime) -> str:
        """The number the next case of that local day takes (事件编号)."""
        day = local_day(now)
        return f"{self.district.code}-{day}-{self.counters.get(day, 0) + 1:04d}"

    def next_slip(self, now: datetime) -> str:
        """The number the next supervision slip (督办单) takes."""
        day = local_day(now)
        return f"DB-{day}-{self.slips.get(day, 0) + 1:02d}"

    def task(self, task_id: str) -> tuple[Case, Task] | None:
        """The task and its case, or None."""
        case = self.cases.get(task_id.rpartition(".")[0])
        if case is None:
            return None
        return next(((case, t) for t in case.tasks if t.id == task_id), None)

    def _reported(self, no: str, event: ev.Event) -> Case:
        data: Any = event.data
        return Case(
            no=no,
            version=event.version,
            title=data.title,
            opened_at=event.time,
            source=data.source,
            kind=data.kind,
            priority=data.priority,
            narrative=data.narrative,
            duty=data.duty,
            grid=data.grid,
            grids=data.grids,
            community=data.community,
            town=data.town,
            lon=data.lon,
            lat=data.lat,
            address=data.address,
            source_ref=data.source_ref,
            reporter=data.reporter,
            tier=data.tier,
            triage_level=data.triage_level,
            deadlines=data.armed,
            unassigned=data.unassigned,
        )

    def _remember(self, no: str, event: ev.Event) -> None:
        data = event.data
        if isinstance(data, ev.CaseReported):
            self._count(no)
        elif isinstance(data, ev.CaseSupervised):
            _, day, count = data.slip.split("-")
            self.slips[day] = max(self.slips.get(day, 0), int(count))

    def _count(self, no: str) -> None:
        _, day, count = no.split("-")
        self.counters[day] = max(self.counters.get(day, 0), int(count))

    def _apply_link(self, event: ev.Event) -> Changes:
        link_id = event.subject.partition("/")[2]
        data: Any = event.data
        before = self.links.get(link_id) or Link(
            id=link_id, network=data.network, state=LinkState.UNKNOWN, since=event.time
        )
        if isinstance(data, ev.LinkChanged):
            link = replace(
                before,
                state=data.state,
                by=data.by,
                detail=data.detail,
                since=event.time if data.state != before.state else before.since,
                seen_at=data.seen_at or before.seen_at,
            )
        else:
            link = replace(before, called_at=event.time, call_result="answered" if data.answered else "no_answer")
        self.links[link_id] = link
        return Changes(links=frozenset((link_id,)))


def local_day(now: datetime) -> str:
    """The local calendar day of an instant, as in case numbers."""
    return now.astimezone(LOCAL).strftime("%Y%m%d")
