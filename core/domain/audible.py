"""What sounds at a desk and when: one sound at a time, the gravest first, each with an end (ux.md 3.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from core.domain.nouns import Case, LinkState, Priority

EVERY: Final = {Priority.P1: timedelta(seconds=5), Priority.P2: timedelta(seconds=30)}
TIMES: Final = {Priority.P2: 3, Priority.P3: 1}  # P1 sounds until somebody has seen it
LEAD_AFTER: Final = timedelta(seconds=90)  # what nobody saw after three P2 sounds is the lead's
OTHERS_AFTER: Final = timedelta(seconds=10)  # the seat whose area it is sounds first
SUMMARY: Final = timedelta(seconds=30)  # in a surge P3 speaks once in so long, for all of them
LONGEST_MUTE: Final = timedelta(hours=1)
OF_LEVEL: Final = {Priority.P1: "p1", Priority.P2: "p2", Priority.P3: "p3"}


class Seat(Struct, frozen=True):
    """Whose ears: the towns this seat answers for (none named = all), and whether the shift lead sits here."""

    towns: frozenset[str] = frozenset()
    is_lead: bool = False


class _Sounding(Struct):
    since: datetime
    times: int = 0
    last: datetime | None = None


class Audible:
    """Remembers what has sounded; the owner tells it what there is and plays what it answers."""

    def __init__(self) -> None:
        self._new: dict[str, _Sounding] = {}
        self._silenced: set[str] = set()
        self._late: set[str] = set()
        self._links: dict[str, bool] = {}
        self._muted_until: datetime | None = None
        self._summed_at: datetime | None = None
        self._waiting: list[str] = []  # single sounds that were asked for and not played yet
        self._is_first = True

    # --- what is told -----------------------------------------------------------------------------------------

    def follow(self, cases: Iterable[Case], late: Iterable[str], now: datetime) -> None:
        """What nobody has seen, and the P1 and P2 whose limit has run out. The first picture's own are no news."""
        waiting = {case.no: case for case in cases}
        for no in [no for no in self._new if no not in waiting]:
            del self._new[no]
            self._silenced.discard(no)
        for no, case in waiting.items():
            if case.priority in OF_LEVEL and no not in self._new:
                is_old = self._is_first and case.priority is not Priority.P1
                self._new[no] = _Sounding(now, times=TIMES.get(case.priority, 0) if is_old else 0)
        fresh = set(late) - self._late
        if fresh and not self._is_first:
            self._ask("late")
        self._late = set(late)
        self._is_first = False

    def follow_links(self, states: Mapping[str, LinkState]) -> None:
        """How the lines stand; the first word on each is no news."""
        for link, state in states.items():
            is_lost = state is LinkState.DOWN
            before = self._links.get(link)
            if before is not None and before is not is_lost:
                self._ask("link_lost" if is_lost else "link_back")
            self._links[link] = is_lost

    def silence(self) -> None:
        """Let be what sounds now; the next case sounds again (F12)."""
        self._silenced |= set(self._new)
        self._waiting.clear()

    def mute(self, until: datetime | None, now: datetime) -> datetime | None:
        """Nothing but P1 sounds until then, an hour at the longest; None ends it. Gives until when."""
        self._muted_until = None if until is None else min(until, now + LONGEST_MUTE)
        return self._muted_until

    # --- what is asked ----------------------------------------------------------------------------------------

    def muted_until(self, now: datetime) -> datetime | None:
        """Until when the desk is mute; None when it is not."""
        until = self._muted_until
        return until if until is not None and until > now else None

    def is_silenced(self, no: str) -> bool:
        """Whether somebody here pressed F12 on this one."""
        return no in self._silenced

    def play(self, cases: Mapping[str, Case], seat: Seat, is_surge: bool, now: datetime) -> str | None:
        """The sound for now, or None; whatever else is due waits for the next time."""
        mute = self.muted_until(now) is not None
        for level in (Priority.P1, Priority.P2):
            no = None if mute and level is not Priority.P1 else self._due(level, cases, seat, now)
            if no is not None:
                self._sounded(no, now)
                return OF_LEVEL[level]
        if mute:
            self._waiting.clear()
            return None
        if self._waiting:
            return self._waiting.pop(0)
        return self._elevated(cases, seat, is_surge, now)

    # --- inside -----------------------------------------------------------------------------------------------

    def _ask(self, sound: str) -> None:
        if sound not in self._waiting:
            self._waiting.append(sound)

    def _due(self, level: Priority, cases: Mapping[str, Case], seat: Seat, now: datetime) -> str | None:
        """The longest unheard case of a level that is to sound now."""
        found = [
            (sounding.since, no)
            for no, sounding in self._new.items()
            if (case := cases.get(no)) is not None
            and case.priority is level
            and no not in self._silenced
            and self._is_due(case, sounding, seat, now)
        ]
        return min(found)[1] if found else None

    def _is_due(self, case: Case, sounding: _Sounding, seat: Seat, now: datetime) -> bool:
        most = TIMES.get(case.priority)
        if most is not None and sounding.times >= most:
            return False
        is_ours = not seat.towns or case.town is None or case.town in seat.towns  # no street: nobody else's
        wait = timedelta(0) if is_ours else OTHERS_AFTER
        if seat.is_lead and case.priority is Priority.P2:
            wait = LEAD_AFTER
        if now - sounding.since < wait:
            return False
        return sounding.last is None or now - sounding.last >= EVERY.get(case.priority, timedelta(0))

    def _elevated(self, cases: Mapping[str, Case], seat: Seat, is_surge: bool, now: datetime) -> str | None:
        """P3: once each, and in a surge once in half a minute for all that came."""
        if is_surge and self._summed_at is not None and now - self._summed_at < SUMMARY:
            return None
        no = self._due(Priority.P3, cases, seat, now)
        if no is None:
            return None
        self._sounded(no, now)
        if is_surge:
            self._summed_at = now
            for other, sounding in self._new.items():
                case = cases.get(other)
                if case is not None and case.priority is Priority.P3:
                    sounding.times = 1
        return OF_LEVEL[Priority.P3]

    def _sounded(self, no: str, now: datetime) -> None:
        sounding = self._new[no]
        sounding.times, sounding.last = sounding.times + 1, now
