"""What one commit writes: entries become rows and the next link of the chain, with no disk in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec import Struct

from core.domain.envelope import GENESIS
from core.domain.events import NAMES, CaseEscalated, CaseReported, Event, case_of
from core.journal.canonical import Salt, committed
from core.journal.errors import JournalError

WITNESS_EVERY: Final = 1000
_STAMP_CHARS: Final = len("2026-11-22T04:17:00.123000Z")
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
    """The rows of one transaction, each table's as one run of values, row after row in the order of its columns."""

    head: Head
    events: list[Any] = []
    personal: list[Any] = []
    commands: list[Any] = []
    fired: list[Any] = []
    heads: list[Any] = []
    counters: dict[str, int] = {}
    timers: dict[TimerKey, TimerRow | None] = {}


def stamp(instant: datetime) -> str:
    """An instant as stored: UTC, microseconds, sortable as text."""
    told: str = msgspec.to_builtins(instant if instant.tzinfo is UTC else instant.astimezone(UTC))
    return told if len(told) == _STAMP_CHARS else f"{told[:19]}.000000Z"


def batch(entries: Sequence[Entry], head: Head, epoch: str, salt: Salt, now: datetime) -> Batch:
    """The rows for `entries` after `head`; raises JournalError when an event does not continue the sequence."""
    made = Batch(head)
    add_command = made.commands.extend
    try:
        _events([event for entry in entries for event in entry.events], made, epoch, salt, now)
        for entry in entries:
            if (record := entry.command) is not None:
                add_command((record.id, record.digest, record.result, record.seq, stamp(record.at)))
            if entry.clear or entry.arm:
                made.timers.update(dict.fromkeys(entry.clear))
                made.timers.update({(row.case_no, row.clock, row.task): row for row in entry.arm})
    except (TypeError, ValueError, OverflowError, KeyError) as error:
        raise JournalError("unwritable", str(error)) from error
    return made


def _events(events: Iterable[Event], made: Batch, epoch: str, salt: Salt, now: datetime) -> None:
    seq, chain = made.head.seq, made.head.chain
    add_event, add_value = made.events.extend, made.personal.extend
    cases: dict[str, str | None] = {}  # the same few subjects come again and again
    for event in events:
        seq += 1
        if event.seq != seq:
            raise JournalError("order", f"{event.seq} != {seq}")
        kind = type(event.data)
        subject = event.subject
        if subject not in cases:
            cases[subject] = case_of(subject)
        case_no = cases[subject]
        body, apart = committed(event, epoch, salt)
        chain = sha256(chain.encode() + body).hexdigest()
        add_event((seq, case_no, event.version, NAMES[kind], body, chain))
        for path, grain, value in apart:
            add_value((seq, path, grain, value))
        if kind is CaseReported:
            _count(case_no or "", made.counters)
        elif kind is CaseEscalated:
            _guard(event, case_no or "", made.fired)
        if seq % WITNESS_EVERY == 0:
            made.heads.extend((seq, chain, stamp(now)))
    made.head = Head(seq, chain)


def _guard(event: Event, case_no: str, fired: list[Any]) -> None:
    """A row that a second firing of the same rung would repeat; none when a person asked for the rise."""
    data = event.data
    if isinstance(data, CaseEscalated) and data.reason is None:
        fired.extend((case_no, data.clock.value, data.task or "", data.generation, data.level, event.seq))


def _count(case_no: str, counters: dict[str, int]) -> None:
    rest, _, number = case_no.rpartition("-")
    day = rest.rpartition("-")[2]
    if number.isdecimal() and day:
        counters[day] = max(counters.get(day, 0), int(number))
