"""What one commit writes: entries become rows and the next link of the chain, with no disk in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from msgspec import Struct

from core.domain.envelope import GENESIS, committed
from core.domain.events import NAMES, CaseEscalated, CaseReported, Event, case_of
from core.journal.errors import JournalError

WITNESS_EVERY: Final = 1000
TimerKey = tuple[str, str, str]


class CommandRecord(Struct, frozen=True):
    """What a command id was answered, refusals by a rule too; `seq` is its last event or the head at the time."""

    id: str
    digest: str
    result: bytes
    seq: int
    at: datetime


class TimerRow(Struct, frozen=True):
    """A running clock as a durable row; `task` is "" when the clock is the case's."""

    case_no: str
    clock: str
    task: str
    generation: int
    level: int
    next_at: datetime


class Entry(Struct, frozen=True):
    """One command's whole effect; it is written entirely or not at all. `clear` acts before `arm`."""

    events: tuple[Event, ...] = ()
    command: CommandRecord | None = None
    arm: tuple[TimerRow, ...] = ()
    clear: tuple[TimerKey, ...] = ()


class Head(Struct, frozen=True):
    """The last event's number and hash."""

    seq: int
    chain: str


EMPTY: Final = Head(0, GENESIS)


class Batch(Struct):
    """The rows of one transaction, as tuples in the order of the tables' columns."""

    head: Head
    events: list[tuple[int, str | None, int, str, bytes, str]] = []
    personal: list[tuple[int, str, bytes, str]] = []
    commands: list[tuple[str, str, bytes, int, str]] = []
    fired: list[tuple[str, str, str, int, int, int]] = []
    heads: list[tuple[int, str, str]] = []
    counters: dict[str, int] = {}
    timers: dict[TimerKey, TimerRow | None] = {}


def stamp(instant: datetime) -> str:
    """An instant as stored: UTC, microseconds, sortable as text."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def batch(entries: Sequence[Entry], head: Head, epoch: str, salt: Callable[[], bytes], now: datetime) -> Batch:
    """The rows for `entries` after `head`; raises JournalError when an event does not continue the sequence."""
    made = Batch(head)
    try:
        _events((event for entry in entries for event in entry.events), made, epoch, salt, now)
    except (TypeError, ValueError, OverflowError, KeyError) as error:
        raise JournalError("unwritable", str(error)) from error
    for entry in entries:
        if (record := entry.command) is not None:
            made.commands.append((record.id, record.digest, record.result, record.seq, stamp(record.at)))
        made.timers.update(dict.fromkeys(entry.clear))
        made.timers.update({(row.case_no, row.clock, row.task): row for row in entry.arm})
    return made


def _events(events: Iterable[Event], made: Batch, epoch: str, salt: Callable[[], bytes], now: datetime) -> None:
    seq, chain = made.head.seq, made.head.chain
    for event in events:
        seq += 1
        if event.seq != seq:
            raise JournalError("order", f"{event.seq} != {seq}")
        kind = type(event.data)
        case_no = case_of(event.subject)
        body, apart = committed(event, epoch, salt)
        chain = sha256(chain.encode() + body).hexdigest()
        made.events.append((seq, case_no, event.version, NAMES[kind], body, chain))
        if apart:
            made.personal.extend([(seq, value.path, value.salt, value.value) for value in apart])
        if kind is CaseReported:
            _count(case_no or "", made.counters)
        elif isinstance(event.data, CaseEscalated) and event.data.reason is None:
            fired = event.data
            made.fired.append((case_no or "", fired.clock, fired.task or "", fired.generation, fired.level, seq))
        if seq % WITNESS_EVERY == 0:
            made.heads.append((seq, chain, stamp(now)))
    made.head = Head(seq, chain)


def _count(case_no: str, counters: dict[str, int]) -> None:
    rest, _, number = case_no.rpartition("-")
    day = rest.rpartition("-")[2]
    if number.isdecimal() and day:
        counters[day] = max(counters.get(day, 0), int(number))
