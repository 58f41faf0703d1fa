"""Cases as numpy columns: what ordering, filtering and counting need of each case, one dense slot a case."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from core.domain.nouns import OPEN_TASK, Case, Clock, Priority, State
from core.domain.rules.clocks import tightest

Slots = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEVER: Final = np.iinfo(np.int64).max
"""Stands in a column of instants for "no such instant"."""

MOST: Final = 1 << 24
"""How many cases fit: a slot takes 24 bits of a key in the order."""

PRIORITIES: Final = tuple(Priority)
STATES: Final = tuple(State)
CLOCKS: Final = tuple(Clock)
NO_CLOCK: Final = -1

_PRIORITY_CODE: Final = {priority: code for code, priority in enumerate(PRIORITIES)}
_STATE_CODE: Final = {state: code for code, state in enumerate(STATES)}
_CLOCK_CODE: Final = {clock: code for code, clock in enumerate(CLOCKS)}
_WAITING_STATES: Final = frozenset({State.TO_RECEIPT, State.HANDLING, State.FEEDBACK_DUE})
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)

_TYPES: Final[dict[str, type[np.generic]]] = {
    "present": np.bool_,
    "priority": np.int8,
    "state": np.int8,
    "acked": np.bool_,
    "paused": np.bool_,
    "closed": np.bool_,
    "unassigned": np.bool_,
    "escalated": np.bool_,
    "clock": np.int8,
    "limit": np.int32,
    "due": np.int64,
    "opened": np.int64,
    "closed_at": np.int64,
    "source": np.int32,
    "town": np.int32,
    "duty": np.int32,
    "holder": np.int32,
    "sender": np.int32,
    "again": np.bool_,
    "running": np.bool_,
}
_STAMP: Final = "stamp"


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 of an aware instant."""
    return (instant - _EPOCH) // _MS


def sender(case: Case) -> str | None:
    """Who sent the case to the units that still work on it, while the desk has nothing to do but follow; else None."""
    if case.state not in _WAITING_STATES:
        return None
    return next((task.sent_by for task in reversed(case.tasks) if task.state in OPEN_TASK), None)


def is_paused(case: Case) -> bool:
    """Whether every clock of the case stands still, and there is at least one."""
    return bool(case.deadlines) and all(deadline.paused for deadline in case.deadlines)


def search_text(case: Case) -> str:
    """What a search looks through: the last digits of the number, title, place, holder and units, case-folded."""
    parts = [case.no.rpartition("-")[2], case.title, case.address, case.grid, case.holder, case.lead_unit]
    parts += [task.unit for task in case.tasks]
    return "\n".join(part for part in parts if part).casefold()


def _words(case: Case) -> tuple[object, ...]:
    """What of a case a search may look through, whoever makes the text: as long as it is the same, so is the text."""
    units = [task.unit for task in case.tasks] if case.tasks else None
    return case.title, case.address, case.grid, case.community, case.town, case.holder, case.lead_unit, units


class Codes:
    """Small numbers for names; 0 stands for no name at all."""

    def __init__(self) -> None:
        self._codes: dict[str | None, int] = {None: 0}
        self._names: list[str | None] = [None]

    def code(self, name: str | None) -> int:
        """The number of `name`, given out on first sight."""
        code = self._codes.get(name)
        if code is None:
            code = self._codes[name] = len(self._names)
            self._names.append(name)
        return code

    def codes(self, names: Sequence[str | None]) -> list[int]:
        """The numbers of many names."""
        known = self._codes
        return [known[name] if name in known else self.code(name) for name in names]

    def name(self, code: int) -> str | None:
        """The name behind a number given out here."""
        return self._names[code]

    def names(self) -> list[str]:
        """All names seen so far, in order of first sight."""
        return [name for name in self._names if name is not None]


class Columns:
    """All cases in sight, by slot: a dense index that a case number keeps for as long as this lives.

    Instants are in milliseconds since 1970, `NEVER` for none. Columns change only through `put`, `put_many`
    and `drop`. `searched` names what a text search looks through.
    """

    present: Flags
    priority: npt.NDArray[np.int8]
    state: npt.NDArray[np.int8]
    acked: Flags
    paused: Flags
    closed: Flags
    unassigned: Flags
    escalated: Flags
    clock: npt.NDArray[np.int8]
    limit: npt.NDArray[np.int32]
    due: npt.NDArray[np.int64]
    opened: npt.NDArray[np.int64]
    closed_at: npt.NDArray[np.int64]
    source: npt.NDArray[np.int32]
    town: npt.NDArray[np.int32]
    duty: npt.NDArray[np.int32]
    holder: npt.NDArray[np.int32]
    sender: npt.NDArray[np.int32]
    again: Flags
    running: Flags
    stamp: npt.NDArray[np.int32]  # when the text of a slot last became another, counted in texts

    def __init__(self, searched: Callable[[Case], str] = search_text, capacity: int = 1024) -> None:
        self.sources, self.towns, self.duties, self.people = Codes(), Codes(), Codes(), Codes()
        self._searched = searched
        self._again: frozenset[str] = frozenset()
        self._slots: dict[str, int] = {}
        self._cases: list[Case | None] = []
        self._texts: list[str | None] = []
        self._made = 0
        self._unread: deque[int] = deque()  # slots whose text was not made since it became another
        self._capacity = 0
        self._grow(capacity)

    def __len__(self) -> int:
        """How many slots were given out, those of dropped cases included."""
        return len(self._cases)

    def slot(self, no: str) -> int | None:
        """The slot of a case number, None when it was never seen."""
        return self._slots.get(no)

    def case(self, slot: int) -> Case:
        """The case in a slot; raises LookupError when it has left this reader's sight."""
        case = self._cases[slot]
        if case is None:
            raise LookupError(f"the case of slot {slot} is out of sight")
        return case

    def no(self, slot: int) -> str:
        """The case number in a slot."""
        return self.case(slot).no

    def text(self, slot: int) -> str:
        """What a search looks through for this slot, made when first asked after a change; closed cases keep none."""
        kept, case = self._texts[slot], self._cases[slot]
        if kept is None and case is not None:
            kept = self._searched(case)
            self._texts[slot] = None if case.state is State.CLOSED else kept
        return kept or ""

    def texts(self, slots: Iterable[int]) -> list[str]:
        """The same for many slots."""
        kept = self._texts
        return [kept[slot] or self.text(slot) for slot in slots]

    def read_ahead(self, most: int) -> int:
        """Make the texts a search would have to make, at most so many; how many were made."""
        made = 0
        while self._unread and made < most:
            slot = self._unread.popleft()
            case = self._cases[slot]
            if self._texts[slot] is None and case is not None and case.state is not State.CLOSED:
                self._texts[slot] = self._searched(case)
                made += 1
        return made

    def put(self, case: Case) -> int:
        """Take in the latest version of one case and return its slot."""
        return int(self.put_many((case,))[0])

    def put_many(self, cases: Iterable[Case]) -> Slots:
        """Take in many cases at once; of one number given twice the last wins. Returns the slots, each once."""
        latest = list({case.no: case for case in cases}.values())
        if not latest:
            return np.empty(0, np.int64)
        slots = self._slots_for(latest)
        for name, values in self._columns(latest).items():
            getattr(self, name)[slots] = np.array(values, _TYPES[name])
        return slots

    def look_again(self, numbers: Iterable[str]) -> Slots:
        """Mark just these cases, seen already or not, for another look; returns the slots whose mark is another."""
        before, self._again = self._again, frozenset(numbers)
        slots = [self._slots[no] for no in before ^ self._again if no in self._slots]
        found = np.array(sorted(slots), np.int64)
        self.again[found] = ~self.again[found]
        return found

    def unclaimed(self, slots: Slots) -> Flags:
        """Which of these open cases nobody has (无人认领): claimed by no seat, with no unit at work."""
        found: Flags = (self.holder[slots] == 0) & ~self.running[slots]
        return found

    def late(self, now_ms: int) -> Flags:
        """Which cases are open, not paused and past their tightest running limit."""
        size = len(self)
        found: Flags = self.present[:size] & ~self.closed[:size] & ~self.paused[:size] & (self.due[:size] <= now_ms)
        return found

    def longest_late(self, now_ms: int) -> str | None:
        """The case past its limit longest, None when none is."""
        late = np.flatnonzero(self.late(now_ms))
        return self.no(int(late[np.argmin(self.due[late])])) if len(late) else None

    def drop(self, numbers: Iterable[str]) -> Slots:
        """Forget cases that left this reader's sight and return their slots; unknown numbers are passed over."""
        slots = [self._slots[no] for no in dict.fromkeys(numbers) if no in self._slots]
        for slot in slots:
            self._cases[slot] = self._texts[slot] = None
            self._made += 1
            self.stamp[slot] = self._made
        found = np.array(slots, np.int64)
        self.present[found] = False
        return found

    def clear(self) -> None:
        """Forget everything, before a new snapshot; slots are given out anew, so orders over them must be rebuilt."""
        self.present[:] = False
        self._slots.clear()
        self._cases.clear()
        self._texts.clear()
        self._unread.clear()

    def _slots_for(self, cases: Sequence[Case]) -> Slots:
        fresh = [case for case in cases if case.no not in self._slots]
        if len(fresh) < len(cases):
            for case in cases:
                if case.no in self._slots:
                    self._change(self._slots[case.no], case)
        self._add(fresh)
        return np.fromiter((self._slots[case.no] for case in cases), np.int64, len(cases))

    def _add(self, fresh: Sequence[Case]) -> None:
        """Give slots to cases that were never seen."""
        start = len(self._cases)
        stop = start + len(fresh)
        if stop > MOST:
            raise OverflowError(f"more than {MOST} cases in sight")
        if stop > self._capacity:
            self._grow(max(stop, 2 * self._capacity))
        self._slots.update(zip((case.no for case in fresh), range(start, stop), strict=True))
        self._cases += fresh
        self._texts += [None] * len(fresh)
        self._unread.extend(range(start, stop))
        self._made += 1
        self.stamp[start:stop] = self._made

    def _change(self, slot: int, case: Case) -> None:
        before, self._cases[slot] = self._cases[slot], case
        if before is None or _words(before) != _words(case):
            self._texts[slot] = None
            self._unread.append(slot)
            self._made += 1
            self.stamp[slot] = self._made
        elif case.state is State.CLOSED:
            self._texts[slot] = None

    def _grow(self, capacity: int) -> None:
        for name, kind in {**_TYPES, _STAMP: np.int32}.items():
            grown: npt.NDArray[np.generic] = np.zeros(capacity, kind)
            if self._capacity:
                grown[: self._capacity] = getattr(self, name)
            setattr(self, name, grown)
        self._capacity = capacity

    def _columns(self, cases: Sequence[Case]) -> dict[str, Sequence[bool | int] | Slots]:
        """The cases column by column: in one pass for each, a whole picture costs a fraction of row by row."""
        states = [case.state for case in cases]
        closed = [state is State.CLOSED for state in states]
        limits = [None if over else tightest(case) for case, over in zip(cases, closed, strict=True)]
        return {
            "present": [True] * len(cases),
            "priority": [_PRIORITY_CODE[case.priority] for case in cases],
            "state": [_STATE_CODE[state] for state in states],
            "acked": [case.acked for case in cases],
            "paused": [limit is None and is_paused(case) for limit, case in zip(limits, cases, strict=True)],
            "closed": closed,
            "unassigned": [case.unassigned is not None for case in cases],
            "escalated": [
                bool(case.escalations) and any(rise.answered_at is None for rise in case.escalations) for case in cases
            ],
            "clock": [NO_CLOCK if limit is None else _CLOCK_CODE[limit.kind] for limit in limits],
            "limit": [0 if limit is None else limit.limit for limit in limits],
            "due": _instants([None if limit is None else limit.due for limit in limits]),
            "opened": _instants([case.opened_at for case in cases]),
            "closed_at": _instants([case.closed_at for case in cases]),
            "source": self.sources.codes([case.source for case in cases]),
            "town": self.towns.codes([case.town for case in cases]),
            "duty": self.duties.codes([case.duty for case in cases]),
            "holder": self.people.codes([case.holder for case in cases]),
            "sender": self.people.codes([sender(case) if case.tasks else None for case in cases]),
            "again": [case.no in self._again for case in cases] if self._again else [False] * len(cases),
            "running": [any(task.state in OPEN_TASK for task in case.tasks) for case in cases],
        }


def _instants(instants: Sequence[datetime | None]) -> Slots:
    """Many as `to_ms`, `NEVER` for none."""
    seconds = np.array([math.nan if each is None else each.timestamp() for each in instants], np.float64)
    is_none = np.isnan(seconds)
    microseconds = np.rint(np.where(is_none, 0.0, seconds) * 1e6).astype(np.int64)
    return np.where(is_none, NEVER, microseconds // 1000)
