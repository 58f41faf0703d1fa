"""What is sent next: commands in their order, at most sixteen on the way, one a case, none past its use-by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from core.domain.commands import Command
from core.domain.events import case_of

WINDOW: Final = 16
# A dispatch that waited longer than this may no longer be what is wanted, so it asks (ux.md 3.10).
USE_BY: Final[dict[str, timedelta]] = dict.fromkeys(
    ("case.dispatch", "case.request", "case.reroute"), timedelta(minutes=5)
)


class Entry(Struct, frozen=True):
    """A command in the outbox; `no` is its place in the order, `confirmed` that the user has sent it after review."""

    no: int
    command: Command
    saved_at: datetime
    confirmed: bool = False


def lane(command: Command) -> str:
    """What must keep its order: the case; a report, which has none yet, is on its own."""
    return case_of(command.subject) or command.subject or command.id


def is_past_use(entry: Entry, now: datetime) -> bool:
    """True if the command has waited too long to be sent without asking; what was said by telephone is done already."""
    limit = USE_BY.get(entry.command.name) if entry.command.occurred_at is None else None
    return limit is not None and not entry.confirmed and now - entry.saved_at > limit


class Window:
    """The outbox in memory: what waits, what is on the way, what asks."""

    def __init__(self) -> None:
        self._waiting: dict[str, Entry] = {}
        self._flying: dict[str, Entry] = {}
        self._asking: dict[str, Entry] = {}

    def __len__(self) -> int:
        """How many commands have no answer yet, those that ask not counted."""
        return len(self._waiting) + len(self._flying)

    def __contains__(self, command_id: str) -> bool:
        return command_id in self._waiting or command_id in self._flying or command_id in self._asking

    def is_doubtful(self, command_id: str, now: datetime) -> bool:
        """True for a command that asks, or would ask if it were its turn."""
        entry = self._waiting.get(command_id)
        return command_id in self._asking or (entry is not None and is_past_use(entry, now))

    @property
    def is_empty(self) -> bool:
        """True when there is nothing at all."""
        return not (self._waiting or self._flying or self._asking)

    @property
    def asking(self) -> tuple[Entry, ...]:
        """The commands that ask for review."""
        return tuple(self._asking.values())

    def add(self, entry: Entry) -> None:
        """Take a saved command at its place."""
        self._waiting[entry.command.id] = entry

    def ask(self, entry: Entry) -> None:
        """Take a command that asks."""
        self._asking[entry.command.id] = entry

    def next(self, now: datetime) -> tuple[list[Entry], list[Entry]]:
        """The commands to send now, which are on the way from here on, and those that turned out to be asking."""
        sending: list[Entry] = []
        asking: list[Entry] = []
        busy = {lane(entry.command) for entry in self._flying.values()}
        room = WINDOW - len(self._flying)
        for entry in self._waiting.values():
            if len(sending) >= room:
                break
            if is_past_use(entry, now):
                asking.append(entry)
            elif (case := lane(entry.command)) not in busy:
                busy.add(case)
                sending.append(entry)
        self._move(sending, self._flying)
        self._move(asking, self._asking)
        return sending, asking

    def answered(self, command_id: str) -> Entry | None:
        """Take out the command that has its answer."""
        for place in (self._flying, self._waiting, self._asking):
            if command_id in place:
                return place.pop(command_id)
        return None

    def again(self, command_id: str) -> Entry | None:
        """Put a command on the way back to its place, to be sent once more under the same id."""
        entry = self._flying.pop(command_id, None)
        if entry is not None:
            self._put_back((entry,))
        return entry

    def lost(self) -> None:
        """The line is gone: what was on the way has an unknown end and will be sent again, same ids, same order."""
        flying = tuple(self._flying.values())
        self._flying = {}
        self._put_back(flying)

    def reviewed(self, command_id: str, send: bool) -> Entry | None:
        """The user's word on a command that asks: sent now, after all that waits, or dropped."""
        entry = self._asking.pop(command_id, None)
        if entry is not None and send:
            entry = replace(entry, confirmed=True)
            self._waiting[command_id] = entry
        return entry

    def _put_back(self, entries: Iterable[Entry]) -> None:
        everything = [*entries, *self._waiting.values()]
        self._waiting = {e.command.id: e for e in sorted(everything, key=lambda e: e.no)}

    def _move(self, entries: list[Entry], place: dict[str, Entry]) -> None:
        for entry in entries:
            del self._waiting[entry.command.id]
            place[entry.command.id] = entry
