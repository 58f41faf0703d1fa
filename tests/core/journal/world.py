"""What the journal's tests share: short ways to say events, and a journal that needs no machine."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from core.domain.clock import ManualClock
from core.domain.events import CaseAcked, CaseEscalated, CaseNoted, CaseReported, Data, Event, LinkChanged, TaskFedBack
from core.domain.nouns import Clock, Kind, LinkState, Priority, Reporter, Rung
from core.journal.journal import CommandRecord, Entry, Journal, TimerRow

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
NAME, PHONE = "张三丰", "13800001234"


def salts() -> Callable[[], bytes]:
    """Salts that differ and can be foretold."""
    numbers = count(1)
    return lambda: next(numbers).to_bytes(16, "big")


def open_journal(folder: Path) -> Journal:
    """The journal in `folder`, new or as it was left."""
    return Journal(folder, ManualClock(NOON), salts(), lambda: "epoch-1")


def case(number: int) -> str:
    return f"YZ-20261122-{number:04d}"


def event(seq: int, version: int, subject: str, data: Data, cause: str | None = None) -> Event:
    return Event(seq, version, subject, NOON, "op.wang", data, cause)


def reported(seq: int, number: int | None = None, narrative: str = "水管爆裂") -> Event:
    reporter = Reporter(name=NAME, phone=PHONE)
    data = CaseReported("水管", Priority.P2, Kind.INCIDENT, "12345", narrative, lon=112.5, lat=37.0, reporter=reporter)
    return event(seq, 1, f"case/{case(number or seq)}", data)


def acked(seq: int, number: int, version: int) -> Event:
    return event(seq, version, f"case/{case(number)}", CaseAcked())


def escalated(seq: int, number: int, version: int, level: int = 1, reason: str | None = None) -> Event:
    rise = CaseEscalated(Clock.RESPONSE, Rung.COMMUNITY, level, 1, ("w1",), NOON, 0.0, reason=reason)
    return event(seq, version, f"case/{case(number)}", rise)


def link(seq: int) -> Event:
    return event(seq, 0, "link/cam-7", LinkChanged("cameras", LinkState.DOWN, "probe"))


def record(command: str, seq: int) -> CommandRecord:
    result = json.dumps({"id": command, "ok": True, "seq": seq}).encode()
    return CommandRecord(command, "d" * 64, result, seq, NOON)


def timer(number: int, task: str = "", level: int = 0) -> TimerRow:
    return TimerRow(case(number), "response", task, 1, level, NOON)


def story(cases: int) -> Iterator[Entry]:
    """Six events for each case, most with personal values; every entry a command with its result and clocks."""
    seq = 0
    for number in range(1, cases + 1):
        no = case(number)
        told: tuple[tuple[str, Data], ...] = (
            (f"case/{no}", reported(1, number).data),
            (f"case/{no}", CaseAcked()),
            (f"case/{no}", CaseNoted(text='他说："{"commit":"00"}"\n第二行\x07')),
            (f"task/{no}.1", TaskFedBack("抢修队已到场", "handling")),
            (f"case/{no}", escalated(1, number, 1).data),
        )
        for version, (subject, data) in enumerate(told, 1):
            seq += 1
            one = event(seq, version, subject, data, f"cmd-{seq}")
            yield Entry((one,), record(f"cmd-{seq}", seq), arm=(timer(number, f"{no}.1"),))
        seq += 1
        yield Entry((link(seq),))


def raw(folder: Path) -> sqlite3.Connection:
    """The file as somebody with a database shell sees it."""
    return sqlite3.connect(folder / "hub.db", isolation_level=None)
