"""What changed since this person looked: on the cases they hold, kept in this desk's memory only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from console.desk import Desk
from core.domain.board import Changes

GLANCE: Final = timedelta(seconds=1)  # so long one stands on a case until it counts as looked at


class Looked:
    """Remembers the version of each held case that its holder has seen; what they do themselves is no news."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: dict[str, int] = {}
        self._news: dict[str, None] = {}
        self._at: str | None = None
        self._since = desk.now()

    @property
    def news(self) -> tuple[str, ...]:
        """The cases that changed since."""
        return tuple(self._news)

    def forget(self) -> None:
        """Somebody else sits here."""
        self._seen.clear()
        self._news.clear()

    def take(self, changes: Changes) -> None:
        """Take in what changed."""
        desk, me = self._desk, self._desk.actor.name
        for no in changes.cases:
            case = desk.case(no)
            if case is None or case.holder != me or case.closed_at is not None:
                self._seen.pop(no, None)
                self._news.pop(no, None)
                continue
            heard = desk.memory.heard(no)
            is_own = bool(heard) and heard[-1].actor == me and no not in self._news
            if no not in self._seen or is_own or (no == self._at and self._is_looked_at(desk.now())):
                self._see(no)
            elif case.version > self._seen[no]:
                self._news[no] = None

    def stand(self, no: str | None) -> None:
        """Another case is the selected one: the one left has been looked at."""
        if self._at is not None:
            self._see(self._at)
        self._at, self._since = no, self._desk.now()

    def tick(self, now: datetime) -> None:
        """Whoever stands on a case for a second has looked at it."""
        if self._at in self._news and self._is_looked_at(now):
            self._see(self._at)

    def _is_looked_at(self, now: datetime) -> bool:
        return now - self._since >= GLANCE

    def _see(self, no: str) -> None:
        self._news.pop(no, None)
        case = self._desk.case(no)
        if case is not None and case.holder == self._desk.actor.name:
            self._seen[no] = case.version
