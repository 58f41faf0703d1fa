"""What the console remembers beyond the board: events heard per case, and which cases hold tasks this actor sent."""

from __future__ import annotations

from collections import deque
from typing import Final

from core.domain.events import Data, Event
from core.domain.nouns import Case
from core.domain.standing import open_tasks

MOST_EVENTS: Final = 60_000  # in all; the oldest are forgotten first, and the case's own times tell them still


class Memory:
    """Bounded; forgets whole cases when they leave the actor's sight."""

    def __init__(self, most: int = MOST_EVENTS) -> None:
        self._events: dict[str, deque[Event]] = {}
        self._order: deque[str] = deque()
        self._most = most
        self.tracked: dict[str, None] = {}  # cases with open tasks this actor sent, in the order of the first

    def hear(self, event: Event) -> None:
        """Keep an event of a case."""
        no = event.case_no
        if no is None:
            return
        self._events.setdefault(no, deque()).append(event)
        self._order.append(no)
        if len(self._order) > self._most:
            oldest = self._events.get(self._order.popleft())
            if oldest:
                oldest.popleft()

    def heard(self, no: str) -> tuple[Event, ...]:
        """The events of a case that are still known, oldest first."""
        return tuple(self._events.get(no, ()))

    def last(self, no: str, kind: type[Data]) -> Event | None:
        """The newest event of one kind that was heard about a case."""
        return next((event for event in reversed(self._events.get(no, ())) if isinstance(event.data, kind)), None)

    def forget_events(self) -> None:
        """A new snapshot: what was heard before may have gaps to what follows."""
        self._events.clear()
        self._order.clear()

    def follow(self, case: Case, me: str) -> None:
        """Note whether this actor has open tasks out on a case."""
        if any(t.sent_by == me for t in open_tasks(case)):
            self.tracked.setdefault(case.no)
        else:
            self.tracked.pop(case.no, None)

    def drop(self, no: str) -> None:
        """The case left this actor's sight."""
        self._events.pop(no, None)
        self.tracked.pop(no, None)
