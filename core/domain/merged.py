"""Between the queue's order and the list on screen: in a surge, ordinary cases of one matter and place share a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from core.domain.columns import PRIORITIES, Columns, Slots
from core.domain.nouns import Case, Priority
from core.domain.queue import Queue
from core.domain.queue_nouns import Filter, Group, Head, Summary
from core.domain.rules import surge

MOST: Final = 1_000  # cases that are compared; of more, the newest
_SHARING: Final = (Group.UNACKED, Group.OVERDUE, Group.OPEN)
_FIRST_LEVEL: Final = min(PRIORITIES.index(p) for p in Priority if p not in surge.SINGLE)


class Share(Struct, frozen=True):
    """How a row stands to others: how many cases share it, whether they are listed, whether it is in such a list."""

    count: int = 1
    is_open: bool = False
    is_member: bool = False


ALONE: Final = Share()


class _Lane(NamedTuple):
    """One group whose rows are not the queue's: places left out, and cases listed under another row."""

    holes: npt.NDArray[np.int64]
    inserts: tuple[tuple[int, tuple[int, ...]], ...]  # (row of the first case, lists before not counted; the others)

    def place(self, row: int) -> int | None:
        """The queue's place of a row; None for a case that is listed under another."""
        found = self._listed(row)
        if found < 0:
            return None
        return found + int(np.searchsorted(self.holes - np.arange(len(self.holes)), found, "right"))

    def member(self, row: int) -> int:
        """The slot of a case listed under another one."""
        return -1 - self._listed(row)

    def row(self, place: int) -> int:
        """The row of a place that is not left out."""
        row = place - int(np.searchsorted(self.holes, place))
        return row + sum(len(members) for at, members in self.inserts if at < row)

    def row_of_member(self, slot: int) -> int | None:
        """The row of a case that is listed under another one."""
        before = 0
        for at, members in self.inserts:
            if slot in members:
                return at + before + 1 + members.index(slot)
            before += len(members)
        return None

    def _listed(self, row: int) -> int:
        """The row without lists, or -1 - slot for a case in a list."""
        for at, members in self.inserts:
            if row <= at:
                return row
            if row <= at + len(members):
                return -1 - members[row - at - 1]
            row -= len(members)
        return row

    @property
    def shared(self) -> int:
        """Rows less than cases."""
        return len(self.holes) - sum(len(members) for _, members in self.inserts)


class _Kept(NamedTuple):
    """What is compared of a case, and what it was read off."""

    case: Case
    lane: list[int]
    report: surge.Report


def _report_of(slot: int, case: Case, col: Columns, lane: list[int], before: _Kept | None) -> _Kept:
    """Read it anew; the same object while it says the same."""
    report = surge.report_of(slot, case, int(col.opened[slot]), tuple(lane))
    return _Kept(case, lane, before.report if before is not None and before.report == report else report)


class Merged:
    """The queue as the list shows it; while no surge runs, exactly the queue.

    Nothing is hidden: each case is counted in its group's head, a row says how many share it, and P1 and P2 never do.
    The owner calls `follow` after each step of the queue. The row the keyboard stands on stays the one that is shown.
    """

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.since: int | None = None
        self._rows: dict[int, tuple[int, ...]] = {}  # the case that stands for a row → all of it, oldest first
        self._face: dict[int, int] = {}  # each case that shares a row → the one that stands for it
        self._open: set[int] = set()  # cases whose row is listed
        self._lanes: dict[Group, _Lane] = {}
        self._reports: dict[int, _Kept] = {}  # what was compared last, by slot
        self._compared: tuple[surge.Report, ...] = ()
        self._together: Sequence[tuple[int, ...]] = ()

    # --- keeping up -------------------------------------------------------------------------------------------

    def turn(self, since: int | None, current: str | None = None) -> None:
        """Merge what came in since a surge began (ms), or nothing."""
        self.since = since
        self._regroup(current)

    def follow(self, current: str | None = None) -> None:
        """Take in that queue or columns changed; `current` is the case the keyboard stands on.

        A held order keeps its rows, but what has become urgent leaves the row it shared at once.
        """
        if self.since is not None and (not self.queue.is_held or self._hides_urgent()):
            self._regroup(current)

    def hold(self) -> None:
        """Freeze the order and what shares a row."""
        self.queue.hold()

    def release(self, current: str | None = None) -> bool:
        """Show it as it really is again; says whether a hold ended."""
        was_held = self.queue.release()
        self.follow(current)
        return was_held

    def set_filter(self, shown: Filter, current: str | None = None) -> None:
        """Show something else, at once."""
        self.queue.set_filter(shown)
        self.follow(current)

    # --- rows that are shared ---------------------------------------------------------------------------------

    def members(self, no: str) -> tuple[str, ...]:
        """The numbers of the cases behind one row, oldest first; of an open row each stands for itself."""
        slot = self.queue.columns.slot(no)
        if slot is None or slot not in self._rows or slot in self._open:
            return (no,)
        return tuple(self.queue.columns.no(each) for each in self._rows[slot])

    def share(self, slot: int) -> Share:
        """How a case's row stands to others."""
        face = self._face.get(slot)
        if face is None:
            return ALONE
        is_open = face in self._open
        return Share(len(self._rows[face]) if slot == face else 1, is_open and slot == face, is_open and slot != face)

    def toggle(self, no: str) -> bool:
        """List the cases of a row, or close the list again around the case given; False when it shares no row."""
        slot = self.queue.columns.slot(no)
        face = None if slot is None else self._face.get(slot)
        if slot is None or face is None:
            return False
        if face in self._open:
            self._open.discard(face)
            self._stand_for(face, slot)
        else:
            self._open.add(face)
        self._lay()
        return True

    def reveal(self, no: str) -> bool:
        """Open the row behind which a case is out of sight; False when it is in sight anyway."""
        slot = self.queue.columns.slot(no)
        face = None if slot is None else self._face.get(slot)
        return face is not None and face != slot and face not in self._open and self.toggle(no)

    @property
    def merged(self) -> tuple[int, int]:
        """How many cases share rows, and how many rows those are."""
        return len(self._face), len(self._rows)

    # --- what is shown ----------------------------------------------------------------------------------------

    @property
    def columns(self) -> Columns:
        """The cases."""
        return self.queue.columns

    @property
    def filter(self) -> Filter:
        """What is shown now."""
        return self.queue.filter

    @property
    def is_held(self) -> bool:
        """Whether the order shown is frozen."""
        return self.queue.is_held

    def fold(self, group: Group, collapsed: bool) -> None:
        """Fold a group's rows away in this tab, or show them."""
        self.queue.fold(group, collapsed)

    def groups(self) -> list[Head]:
        """The groups shown that hold a case, from top to bottom."""
        heads = self.queue.groups()
        if not self._lanes:
            return heads
        return [replace(h, shared=self._lanes[h.group].shared) if h.group in self._lanes else h for h in heads]

    def row_count(self) -> int:
        """How many rows are shown: one a group head, and those of each group that is not folded away."""
        return sum(1 if head.collapsed else 1 + head.rows for head in self.groups())

    def rows(self, start: int, stop: int) -> list[Head | int]:
        """The rows from start to stop: a head, or the slot of a case."""
        shown: list[Head | int] = []
        at = 0
        for head in self.groups():
            if start <= at < stop:
                shown.append(head)
            at += 1
            if head.collapsed:
                continue
            first, last = max(start - at, 0), min(stop - at, head.rows)
            if first < last:
                shown += self.window(head.group, first, last).tolist()
            at += head.rows
        return shown

    def window(self, group: Group, start: int, stop: int) -> Slots:
        """The slots in rows start to stop of one group."""
        lane = self._lanes.get(group)
        if lane is None:
            return self.queue.window(group, start, stop)
        places = [(row, lane.place(row)) for row in range(max(start, 0), stop)]
        own = [place for _, place in places if place is not None]
        base = own[0] if own else 0
        slots = self.queue.window(group, base, own[-1] + 1) if own else np.empty(0, np.int64)
        found = (
            lane.member(row) if place is None else int(slots[place - base])
            for row, place in places
            if place is None or place - base < len(slots)
        )
        return np.fromiter(found, np.int64)

    def place_of(self, no: str) -> tuple[Group, int] | None:
        """The group a case is shown in and its row there; None when it is not shown by itself."""
        slot, place = self.queue.columns.slot(no), self.queue.place_of(no)
        if slot is None or place is None or not self._lanes:
            return place
        lane, face = self._lanes.get(place[0]), self._face.get(slot, slot)
        if lane is None:
            return place
        if face != slot:
            row = lane.row_of_member(slot)
            return None if row is None else (place[0], row)
        return place[0], lane.row(place[1])

    def row_of(self, no: str) -> int | None:
        """The row of a case among `rows`; None when it is not shown by itself or folded away."""
        place = self.place_of(no)
        at = 0
        for head in self.groups():
            if place and head.group is place[0]:
                return None if head.collapsed else at + 1 + place[1]
            at += 1 if head.collapsed else 1 + head.rows
        return None

    def hidden_count(self) -> int:
        """How many cases of this tab's groups the filter hides; none because of a shared row."""
        return self.queue.hidden_count()

    def summary(self, group: Group) -> Summary:
        """What the head of a group says at its right side."""
        return self.queue.summary(group)

    # --- inside -----------------------------------------------------------------------------------------------

    def _regroup(self, current: str | None) -> None:
        before, opened = self._face, self._open
        at = None if current is None else self.queue.columns.slot(current)
        self._rows, self._face, self._open = {}, {}, set()
        for row in self._found():
            if len(row) > 1:
                was = next((before[slot] for slot in row if before.get(slot) in row), None)
                is_open = any(before.get(slot) in opened for slot in row)
                face = at if at in row and not is_open else was
                self._rows[row[0]] = row
                self._face |= dict.fromkeys(row, row[0])
                self._stand_for(row[0], row[0] if face is None else face)
                if is_open:
                    self._open.add(self._face[row[0]])
        self._lay()

    def _hides_urgent(self) -> bool:
        shared = np.fromiter(self._face, np.int64, len(self._face))
        return bool((self.queue.columns.priority[shared] < _FIRST_LEVEL).any())

    def _found(self) -> Sequence[tuple[int, ...]]:
        """The rows of the cases that may share one; as found before while none of them stands otherwise."""
        if self.since is None:
            self._reports, self._compared, self._together = {}, (), ()
            return ()
        col, size = self.queue.columns, len(self.queue.columns)
        may = col.present[:size] & ~col.closed[:size] & ~col.paused[:size] & (col.priority[:size] >= _FIRST_LEVEL)
        slots = np.flatnonzero(may & (col.duty[:size] > 0) & (col.opened[:size] >= self.since - surge.TOGETHER_MS))
        if len(slots) > MOST:
            slots = slots[np.argsort(col.opened[slots], kind="stable")[-MOST:]]
        groups, _ = self.queue.places(slots)
        is_shown = np.isin(groups, _SHARING)
        slots, groups = slots[is_shown], groups[is_shown]
        before, self._reports = self._reports, {}
        for slot, *lane in zip(slots.tolist(), groups.tolist(), col.holder[slots].tolist(), strict=True):
            kept, case = before.get(slot), col.case(slot)
            is_same = kept is not None and kept.case is case and kept.lane == lane
            self._reports[slot] = kept if kept is not None and is_same else _report_of(slot, case, col, lane, kept)
        compared = tuple(kept.report for kept in self._reports.values())
        if compared != self._compared:
            self._compared, self._together = compared, surge.rows(compared)
        return self._together

    def _stand_for(self, face: int, other: int) -> None:
        """Let another case stand for its row."""
        row = self._rows.pop(face)
        self._rows[other] = row
        self._face |= dict.fromkeys(row, other)

    def _lay(self) -> None:
        """Which places of each group are left out, and which cases are listed where."""
        self._lanes = {}
        if not self._face:
            return
        slots = np.fromiter(self._face, np.int64, len(self._face))
        groups, places = self.queue.places(slots)
        is_face = np.fromiter((slot in self._rows for slot in slots.tolist()), np.bool_, len(slots))
        for name in np.unique(groups[groups >= 0]).tolist():
            here = groups == name
            holes = np.sort(places[here & ~is_face])
            opened = [
                (place - int(np.searchsorted(holes, place)), tuple(each for each in self._rows[slot] if each != slot))
                for slot, place in zip(slots[here & is_face].tolist(), places[here & is_face].tolist(), strict=True)
                if slot in self._open
            ]
            self._lanes[Group(name)] = _Lane(holes, tuple(sorted(opened)))
