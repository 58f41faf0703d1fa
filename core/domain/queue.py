"""The operator's queue: which cases stand in it, in which group, and in what order, kept up as cases and time move."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from core.domain.columns import NEVER, PRIORITIES, Columns, Flags, Slots
from core.domain.instants import Instants
from core.domain.mentions import Finds, Readings, plainly
from core.domain.nouns import Actor
from core.domain.order import MAX_DUE, Keys, Order, floor_key, groups_of, packed, slots_of
from core.domain.queue_nouns import IN_TAB, SHOWN, Counts, Filter, Group, Head, Shift, Sort, Summary, Tab
from core.domain.sieve import Choices, Sieve
from core.domain.tally import Tally

__all__ = ["Choices", "Counts", "Filter", "Group", "Head", "Queue", "Shift", "Sort", "Summary", "Tab"]


DUE_SOON_MS: Final = 60_000
_QUARTER_HOUR_S: Final = 900
_DAY_MS: Final = 86_400_000
_LEVELS: Final = len(PRIORITIES)
_FOLDED: Final = {Tab.TODO: frozenset({Group.TRACKING, Group.PAUSED})}
_NO_SLOTS: Final[Slots] = np.empty(0, np.int64)


class Queue:
    """An ordered, filtered view over the columns, for one actor.

    After `columns` changed, `apply` is told the slots; `tick` is told the time. Neither scans. `hold` freezes the
    order (not the content) of what is shown until `release`. `utc_offset_s` says when a local day begins.
    """

    def __init__(
        self,
        columns: Columns,
        actor: Actor,
        now_ms: int,
        shown: Filter | None = None,
        utc_offset_s: int = 28_800,
        finds: Finds = plainly,
    ) -> None:
        self.columns = columns
        self.actor = actor
        self._me = columns.people.code(actor.name)
        self._filter = shown or Filter()
        self._readings = Readings(columns, finds)
        self._offset_ms = utc_offset_s * 1000
        self._folds = {tab: set(_FOLDED.get(tab, frozenset())) for tab in Tab}
        self._soon, self._due = Instants(), Instants()
        self.rebuild(now_ms)

    # --- keeping up -------------------------------------------------------------------------------------------

    @property
    def now_ms(self) -> int:
        """The instant the order stands for."""
        return self._now

    def rebuild(self, now_ms: int) -> None:
        """Compute everything anew, e.g. after the columns were cleared or the clock was set back."""
        self._now, self._day = now_ms, self._day_of(now_ms)
        self._held: Order | None = None
        self._held_keys: dict[int, int] = {}
        size = len(self.columns)
        slots = np.arange(size, dtype=np.int64)
        self._key = np.full(max(size, 1024), -1, np.int64)
        self._place: Keys = self._key  # the keys in the order shown
        self._is_in = np.zeros(len(self._key), np.bool_)
        self._tally = Tally(self.columns, self._me, len(self._key))
        groups = self._groups(slots)
        self._key[:size] = self._keys(slots, groups)
        self._all = Order(self._key[:size][self._key[:size] >= 0])
        self._tally.count(slots, groups, self._now)
        self._soon.reset(slots, self._soon_at(slots), now_ms, size)
        self._due.reset(slots, self._due_at(slots), now_ms, size)
        self._subset()

    def apply(self, slots: Slots, now_ms: int) -> Shift:
        """Take in that the cases of `slots` changed; the time moves to `now_ms` too, as by `tick`."""
        fired = self._fired(now_ms)
        if fired is None:
            return Shift(np.arange(len(self.columns), dtype=np.int64), _NO_SLOTS)
        return self._moved(np.union1d(slots, fired).astype(np.int64))

    def tick(self, now_ms: int) -> Shift:
        """Let time pass: what becomes due soon, overdue or yesterday's moves."""
        return self.apply(_NO_SLOTS, now_ms)

    def hold(self) -> None:
        """Freeze the order shown until `release`: rows stay where they are whatever happens to their cases."""
        if self._held is None:
            self._held = self._view.copy()

    def release(self) -> bool:
        """Show the order as it really is again; says whether a hold ended."""
        was_held = self._held is not None
        self._held, self._held_keys = None, {}
        return was_held

    @property
    def is_held(self) -> bool:
        """Whether the order shown is frozen."""
        return self._held is not None

    # --- what is shown ----------------------------------------------------------------------------------------

    @property
    def filter(self) -> Filter:
        """What is shown now."""
        return self._filter

    def set_filter(self, shown: Filter) -> None:
        """Show something else, at once."""
        self.release()
        self._filter = shown
        self._subset()

    def fold(self, group: Group, collapsed: bool) -> None:
        """Fold a group's rows away in this tab, or show them."""
        (self._folds[self._filter.tab].add if collapsed else self._folds[self._filter.tab].discard)(group)

    def groups(self) -> list[Head]:
        """The groups shown that hold a case, from top to bottom."""
        folds = self._folds[self._filter.tab]
        sizes = ((group, stop - start) for group, start, stop in self._spans())
        return [Head(group, size, group in folds) for group, size in sizes if size]

    def row_count(self) -> int:
        """How many rows are shown: one a group head, one a case that is not folded away."""
        return sum(1 if head.collapsed else 1 + head.count for head in self.groups())

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
            first, last = max(start - at, 0), min(stop - at, head.count)
            if first < last:
                shown += self.window(head.group, first, last).tolist()
            at += head.count
        return shown

    def window(self, group: Group, start: int, stop: int) -> Slots:
        """The slots at places start to stop of one group."""
        order = self._shown
        base = order.count_below(floor_key(group))
        return order.slots(base + max(start, 0), base + min(stop, self._size(group)))

    def place_of(self, no: str) -> tuple[Group, int] | None:
        """The group a case is shown in and its place there (folded groups included); None when it is not shown."""
        slot = self.columns.slot(no)
        if slot is None or slot >= len(self._key):
            return None
        key = self._held_keys.get(slot, int(self._place[slot]))
        rank = None if key < 0 else self._shown.rank(key)
        if rank is None:
            return None
        group = Group(int(groups_of(np.int64(key))))
        return (group, rank - self._shown.count_below(floor_key(group))) if group in SHOWN[self._filter.tab] else None

    def places(self, slots: Slots) -> tuple[Slots, Slots]:
        """The groups slots are shown in and their places there; -1 where one is not shown."""
        keys = self._place[slots]
        for slot, key in self._held_keys.items():
            keys[slots == slot] = key
        ranks = np.where(keys < 0, -1, self._shown.ranks(np.maximum(keys, 0)))
        groups = np.where(ranks < 0, Group.OUT, groups_of(np.maximum(keys, 0)))
        shown = IN_TAB[self._filter.tab][groups]
        firsts = np.array([self._shown.count_below(floor_key(group)) for group in range(Group.OUT + 1)], np.int64)
        return np.where(shown, groups, -1), np.where(shown, ranks - firsts[groups], -1)

    def row_of(self, no: str) -> int | None:
        """The row of a case among `rows`; None when it is not shown or folded away."""
        place = self.place_of(no)
        at = 0
        for head in self.groups():
            if place and head.group is place[0]:
                return None if head.collapsed else at + 1 + place[1]
            at += 1 if head.collapsed else 1 + head.count
        return None

    def hidden_count(self) -> int:
        """How many cases of this tab's groups the filter hides."""
        tab = self._filter.tab
        counts = self._tally.counts().tabs
        whole = counts[tab]
        if tab is Tab.TODO:
            whole += counts[Tab.TRACKING] + counts[Tab.PAUSED]
        return whole - sum(head.count for head in self.groups())

    def choices(self) -> Choices:
        """How many cases each further choice of a filter would leave in this tab; one pass over all cases."""
        keys = self._all.keys()
        return self._sieve.choices(slots_of(keys), groups_of(keys), self._now)

    def count_of(self, shown: Filter) -> int:
        """How many cases another filter would show."""
        keys = self._all.keys()
        sieve = Sieve(self.columns, self._me, shown, self._readings)
        return int(np.count_nonzero(sieve.passes(slots_of(keys), groups_of(keys), self._now)))

    def summary(self, group: Group) -> Summary:
        """What the head of a group says at its right side; a few lookups, and one pass over unacked or overdue."""
        if self._filter.sort is Sort.URGENCY:
            due = self._due_in(group, _QUARTER_HOUR_S)
        else:
            limits = self.columns.due[self.window(group, 0, self._size(group))]
            due = int(np.count_nonzero(limits <= self._now + 1000 * _QUARTER_HOUR_S))
        if group not in (Group.UNACKED, Group.OVERDUE):
            return Summary(None, due, 0)
        slots = self.window(group, 0, self._size(group))
        oldest = int(self.columns.opened[slots].min()) if len(slots) else None
        late = int(np.count_nonzero(self.columns.due[slots] <= self._now)) if group is Group.UNACKED else 0
        return Summary(oldest, due, int(np.count_nonzero(self.columns.escalated[slots])), late)

    def _due_in(self, group: Group, seconds: int) -> int:
        """How many of a group in the order of urgency are due by then: two lookups a level."""
        order, until = self._shown, self._now // 1000 + seconds + 1
        return sum(
            order.count_below(floor_key(group, code, until)) - order.count_below(floor_key(group, code, 0))
            for code in range(_LEVELS)
        )

    def group(self, slot: int) -> Group:
        """The group a case truly stands in now, whatever is shown or held."""
        return self._tally.group(slot)

    def is_due_soon(self, slot: int) -> bool:
        """Whether at most a quarter of the limit, or 60 s, is left and the limit is not over."""
        due = int(self.columns.due[slot])
        return due > self._now and int(_soon_of(self.columns.due[slot], self.columns.limit[slot])) <= self._now

    def is_overdue(self, slot: int) -> bool:
        """Whether the tightest running limit is over."""
        return int(self.columns.due[slot]) <= self._now

    def is_mine(self, slot: int) -> bool:
        """Whether the actor holds the case."""
        return int(self.columns.holder[slot]) == self._me

    # --- what no filter narrows -------------------------------------------------------------------------------

    def counts(self) -> Counts:
        """The figures of the top strip and the tabs."""
        return self._tally.counts()

    def arrivals(self, bars: int = 8) -> tuple[int, ...]:
        """How many cases were opened in each of `bars` equal parts of the last 10 minutes, oldest first."""
        return self._tally.arrivals(self._now, bars)

    def next_unacked(self, after: str | None = None) -> str | None:
        """The unacked case to look at first; given one of them, the next, from the last back to the first."""
        size = self._all.count_below(floor_key(Group.OVERDUE))
        slot = None if after is None else self.columns.slot(after)
        key = -1 if slot is None else int(self._key[slot])
        at = self._all.count_below(key) + 1 if 0 <= key < floor_key(Group.OVERDUE) else 0
        return self.columns.no(int(self._all.slots(at % size, at % size + 1)[0])) if size else None

    def next_deadline(self) -> tuple[str, int] | None:
        """The case whose limit runs out next, and when (ms); what is over already or stands still does not count."""
        first = self._due.first()
        return None if first is None else (self.columns.no(first[1]), first[0])

    # --- inside -----------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> Order:
        return self._view if self._held is None else self._held

    def _fired(self, now_ms: int) -> Slots | None:
        """The slots time has changed; None when the clock was set back and all was computed anew.

        A step back of up to 2 s is the jitter of an estimated hub clock: time stands still until it has caught up.
        """
        if now_ms < self._now - 2_000:
            self.rebuild(now_ms)
            return None
        self._now = max(now_ms, self._now)
        fired = [self._soon.pop(self._now), self._due.pop(self._now)]
        if self._day_of(self._now) != self._day:
            self._day = self._day_of(self._now)
            closed = floor_key(Group.CLOSED), floor_key(Group.OUT)
            fired.append(self._all.slots(*(self._all.count_below(key) for key in closed)))
        self._tally.forget_arrivals(self._now)
        return np.concatenate(fired)

    def _moved(self, slots: Slots) -> Shift:
        if not len(slots):
            return Shift(slots, slots)
        self._fit(int(slots[-1]) + 1)
        if not self.columns.present[slots].all():
            self.release()
        groups = self._groups(slots)
        old, new = self._key[slots], self._keys(slots, groups)
        was_in, is_in = self._is_shown(slots, old), self._matching(slots, groups) & (new >= 0)
        moved = old != new
        left, right = self._place[slots], self._sorted(slots, groups, new)
        placed = left != right
        self._hold_back(slots[placed & was_in], left[placed & was_in])
        self._key[slots] = new
        self._place[slots] = right
        self._all.replace(old[moved & (old >= 0)], new[moved & (new >= 0)])
        if self._view is not self._all:
            self._view.replace(left[was_in & (placed | ~is_in)], right[is_in & (placed | ~was_in)])
            self._is_in[slots] = is_in
        self._tally.count(slots, groups, self._now)
        self._soon.set(slots, self._soon_at(slots))
        self._due.set(slots, self._due_at(slots))
        return Shift(slots, slots[is_in & ~was_in])

    def _hold_back(self, slots: Slots, keys: Keys) -> None:
        if self._held is not None:
            for slot, key in zip(slots.tolist(), keys.tolist(), strict=True):
                self._held_keys.setdefault(slot, key)

    def _is_shown(self, slots: Slots, keys: Keys) -> Flags:
        if self._view is not self._all:
            return self._is_in[slots]
        return IN_TAB[self._filter.tab][np.where(keys >= 0, groups_of(keys), Group.OUT)]

    def _fit(self, size: int) -> None:
        if size <= len(self._key):
            return
        more = max(size, 2 * len(self._key)) - len(self._key)
        is_urgency = self._place is self._key
        self._key = np.concatenate((self._key, np.full(more, -1, np.int64)))
        self._place = self._key if is_urgency else np.concatenate((self._place, np.full(more, -1, np.int64)))
        self._is_in = np.concatenate((self._is_in, np.zeros(more, np.bool_)))
        self._tally.fit(len(self._key))

    def _day_of(self, now_ms: int) -> int:
        return (now_ms + self._offset_ms) // _DAY_MS

    def _groups(self, slots: Slots) -> Slots:
        col, now = self.columns, self._now
        due = col.due[slots]
        calm = (col.sender[slots] == self._me) & (_soon_of(due, col.limit[slots]) > now)
        day_start = self._day * _DAY_MS - self._offset_ms
        today = col.closed_at[slots] >= day_start
        return np.select(
            [
                ~col.present[slots],
                col.closed[slots],
                ~col.acked[slots],
                col.paused[slots],
                due <= now,
                calm,
            ],
            [Group.OUT, np.where(today, Group.CLOSED, Group.OUT), Group.UNACKED, Group.PAUSED, Group.OVERDUE,
             Group.TRACKING],
            Group.OPEN,
        ).astype(np.int64)  # fmt: skip

    def _keys(self, slots: Slots, groups: Slots) -> Keys:
        """The keys of slots in their groups, -1 for what is out; closed cases stand newest first."""
        closed = groups == Group.CLOSED
        priority = np.where(closed, 0, self.columns.priority[slots])
        due_s = np.where(closed, MAX_DUE - self.columns.closed_at[slots] // 1000, self.columns.due[slots] // 1000)
        return np.where(groups == Group.OUT, -1, packed(groups, priority, due_s, slots))

    def _matching(self, slots: Slots, groups: Slots) -> Flags:
        return self._sieve.passes(slots, groups, self._now)

    def _subset(self) -> None:
        """Make the shown order: the whole one when only groups are chosen, else one of what the filter shows."""
        self._is_in[:] = False
        self._sieve = Sieve(self.columns, self._me, self._filter, self._readings)
        self._place = self._key
        is_urgency = self._filter.sort is Sort.URGENCY
        if is_urgency and self._filter.is_plain and self._filter.tab not in (Tab.MINE, Tab.UNASSIGNED):
            self._view = self._all
            return
        keys = self._all.keys()
        slots = slots_of(keys)
        chosen = self._matching(slots, groups_of(keys))
        self._is_in[slots[chosen]] = True
        if not is_urgency:
            self._place = np.full(len(self._key), -1, np.int64)
            self._place[slots] = self._sorted(slots, groups_of(keys), keys)
        self._view = Order(self._place[slots[chosen]])

    def _sorted(self, slots: Slots, groups: Slots, keys: Keys) -> Keys:
        """The keys in the order shown, given those by urgency; what is closed stands newest first in every order."""
        sort, col = self._filter.sort, self.columns
        if sort is Sort.URGENCY:
            return keys
        by = col.due[slots] // 1000 if sort is Sort.DEADLINE else MAX_DUE - col.opened[slots] // 1000
        return np.where(groups < Group.CLOSED, packed(groups, 0, by, slots), keys)

    def _spans(self) -> list[tuple[Group, int, int]]:
        below = self._shown.count_below
        return [(group, below(floor_key(group)), below(floor_key(group + 1))) for group in SHOWN[self._filter.tab]]

    def _size(self, group: Group) -> int:
        return self._shown.count_below(floor_key(group + 1)) - self._shown.count_below(floor_key(group))

    def _runs(self, slots: Slots) -> Flags:
        col = self.columns
        return col.present[slots] & ~col.closed[slots]

    def _due_at(self, slots: Slots) -> Slots:
        due = self.columns.due[slots]
        return np.where(self._runs(slots) & (due > self._now), due, NEVER)

    def _soon_at(self, slots: Slots) -> Slots:
        soon = _soon_of(self.columns.due[slots], self.columns.limit[slots])
        return np.where(self._runs(slots) & (soon > self._now), soon, NEVER)


def _soon_of(due: npt.ArrayLike, limit_s: npt.ArrayLike) -> Slots:
    """From when on a limit counts as due soon: a quarter of it, or 60 s, before its end."""
    due = np.asarray(due, np.int64)
    margin = np.maximum(np.asarray(limit_s, np.int64) * 250, DUE_SOON_MS)
    return np.where(due == NEVER, NEVER, due - margin)
