"""B4 and the reading half of B7: the journal against raw sqlite3 with the same rows and the same durability."""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, Final

import msgspec

from core.domain.clock import ManualClock
from core.domain.envelope import event_from
from core.domain.events import (
    CaseAcked,
    CaseClaimed,
    CaseDispatched,
    CaseReported,
    Data,
    Event,
    NewTask,
    TaskFedBack,
    TaskReceipted,
)
from core.domain.nouns import Kind, Priority, Reporter
from core.journal.journal import CommandRecord, Entry, Journal
from core.journal.rows import Batch, Head, batch
from core.journal.salts import pooled

START: Final = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
EPOCH: Final = "bench"
GROUP: Final = 1000
_INSERTS: Final = (
    ("events", 6, "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)"),
    ("personal", 4, "INSERT INTO personal VALUES (?, ?, ?, ?)"),
    ("commands", 5, "INSERT INTO commands VALUES (?, ?, ?, ?, ?)"),
    ("heads", 3, "INSERT INTO heads VALUES (?, ?, ?)"),
)
Ready = list[tuple[str, list[tuple[Any, ...]]]]
_DURABILITY: Final = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-32768")


def story(no: str) -> Iterator[tuple[str, Data]]:
    """What happens to one case, as (subject, data): six events, two of them with personal values."""
    case, task = f"case/{no}", f"task/{no}.1"
    reporter = Reporter(name="张三", phone="13800001234")
    narrative = "双塔西街与新建路口自来水管爆裂，路面积水约二十厘米，车辆绕行。"
    at = {"grid": "140106001001001", "community": "140106001001", "town": "140106001", "lon": 112.5561, "lat": 37.8612}
    yield (
        case,
        CaseReported("水管爆裂", Priority.P2, Kind.INCIDENT, "12345", narrative, "3-12", reporter=reporter, **at),  # type: ignore[arg-type]
    )
    yield case, CaseAcked()
    yield case, CaseClaimed("op.wang", START + timedelta(minutes=5), "seat-2")
    yield case, CaseDispatched("water", (NewTask(f"{no}.1", "water", "lead"), NewTask(f"{no}.2", "urban", "assist")))
    yield task, TaskReceipted()
    yield task, TaskFedBack("抢修队已到场，正在关阀。", "handling")


def entries() -> Iterator[Entry]:
    """Commands without end, one event each, each with its stored result."""
    seq = 0
    while True:
        no = f"YZ-20261122-{seq // 6 + 1:04d}"
        for version, (subject, data) in enumerate(story(no), 1):
            seq += 1
            command = f"0190b2d4-7b1c-7000-8000-{seq:012x}"
            at = START + timedelta(milliseconds=seq)
            event = Event(seq, version, subject, at, "op.wang", data, command)
            result = b'{"id":"%b","ok":true,"seq":%d,"version":%d}' % (command.encode(), seq, version)
            yield Entry((event,), CommandRecord(command, "d" * 64, result, seq, at))


def journal_in(folder: Path, name: str) -> Journal:
    """A new journal in `folder`."""
    return Journal(folder / f"{name}.db", ManualClock(START), pooled(os.urandom), lambda: EPOCH)


def raw_in(folder: Path, name: str) -> sqlite3.Connection:
    """A raw connection to a new file with the same tables, indexes and durability."""
    journal_in(folder, name).close()
    connection = sqlite3.connect(folder / f"{name}.db", isolation_level=None)
    for setting in _DURABILITY:
        connection.execute(f"PRAGMA {setting}")
    return connection


def write_raw(connection: sqlite3.Connection, made: Ready) -> int:
    """One transaction of ready rows; how many statements it took."""
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in made:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
    return len(made)


def ready(made: Batch) -> Ready:
    """A batch as statements with their rows as tuples."""
    runs = ((statement, columns, getattr(made, table)) for table, columns, statement in _INSERTS)
    rows = [(statement, list(zip(*[iter(run)] * columns, strict=True))) for statement, columns, run in runs if run]
    return [*rows, ("UPDATE meta SET value = ? WHERE key = 'head'", [(f"{made.head.seq} {made.head.chain}",)])]


def batches(all_entries: Sequence[Entry], size: int) -> list[Ready]:
    """The same entries as ready rows, made before the clock runs."""
    found, head = [], Head(0, "0" * 64)
    for start in range(0, len(all_entries), size):
        made = batch(all_entries[start : start + size], head, EPOCH, pooled(os.urandom), START)
        found.append(ready(made))
        head = made.head
    return found


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes, the garbage of others collected before."""
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


class Round:
    """One round in a folder of its own: ours, the limit and the peer one after the other."""

    def __init__(self, folder: Path, count: int, singly: int) -> None:
        self.folder = folder
        self.entries = list(islice(entries(), count))
        self.groups = [self.entries[start : start + GROUP] for start in range(0, count, GROUP)]
        self.ready = batches(self.entries, GROUP)
        self.singly = self.entries[:singly]

    def ours(self) -> float:
        """Events a second through `Journal.append`, a thousand commands a commit, chain included."""
        journal = journal_in(self.folder, "ours")
        spent = seconds(lambda: [journal.append(group) for group in self.groups])
        journal.close()
        return len(self.entries) / spent

    def limit(self) -> float:
        """Events a second when ready rows go through raw sqlite3 `executemany`, a thousand a commit."""
        connection = raw_in(self.folder, "limit")
        spent = seconds(lambda: [write_raw(connection, made) for made in self.ready])
        connection.close()
        return len(self.entries) / spent

    def peer(self) -> float:
        """Events a second through the same journal when each event is a commit of its own."""
        journal = journal_in(self.folder, "peer")
        spent = seconds(lambda: [journal.append([entry]) for entry in self.singly])
        journal.close()
        return len(self.singly) / spent

    def read_ours(self) -> float:
        """Events a second out of `Journal.read`: chain proved, personal values restored."""
        journal = journal_in(self.folder, "ours")
        spent = seconds(lambda: sum(1 for _ in journal.read()))
        journal.close()
        return len(self.entries) / spent

    def read_limit(self) -> float:
        """Events a second out of raw sqlite3, decoded into the same structs, values put back, nothing proved."""
        connection = sqlite3.connect(self.folder / "limit.db", isolation_level=None)
        spent = seconds(lambda: raw_read(connection))
        connection.close()
        return len(self.entries) / spent


def raw_read(connection: sqlite3.Connection) -> int:
    """Read everything the plain way: rows, values, decode, put back, structs."""
    values: dict[int, dict[str, str]] = {}
    for seq, path, value in connection.execute("SELECT seq, path, value FROM personal"):
        values.setdefault(seq, {})[path] = value
    count = 0
    for seq, body, _ in connection.execute("SELECT seq, body, hash FROM events ORDER BY seq"):
        if (mine := values.get(seq)) is not None:
            body = put_back(body, mine)
        event_from(body)
        count += 1
    return count


def put_back(body: bytes, values: dict[str, str]) -> bytes:
    """`body` with `values` at their paths."""
    plain = msgspec.json.decode(body)
    for path, value in values.items():
        target = plain["data"]
        *parents, leaf = path.split(".")
        for step in parents:
            target = target[step]
        target[leaf] = value
    return msgspec.json.encode(plain)


def measure(folder: Path, rounds: int, count: int, singly: int) -> dict[str, float]:
    """Medians of what each side does in `folder`, sides in turn, order changing from round to round."""
    found: dict[str, list[float]] = {}
    names = ("ours", "limit", "peer")
    reads = ("read_ours", "read_limit")
    for number in range(rounds):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            one = Round(Path(place), count, singly)
            turn = -1 if number % 2 else 1
            for name in (*names[::turn], *reads[::turn]):
                found.setdefault(name, []).append(getattr(one, name)())
    return {name: median(values) for name, values in found.items()}


def result(name: str, value: float, limit: float | None, peer: float | None, goal: float) -> dict[str, Any]:
    """One line of the report; the ratio is to the limit, or to the peer where there is no limit."""
    ratio = value / (limit or peer or 1.0)
    rounded = [None if figure is None else round(figure) for figure in (value, limit, peer)]
    keys = ("value", "limit", "peer")
    figures = dict(zip(keys, rounded, strict=True))
    return {"name": name, "unit": "events/s", **figures, "ratio": round(ratio, 3), "goal": goal, "met": ratio >= goal}


def run(rounds: int = 5, count: int = 12_000, singly: int = 600) -> list[dict[str, Any]]:
    """Measure on the disk and, where there is one, on a memory file system."""
    memory = Path("/dev/shm")
    results: list[dict[str, Any]] = []
    places = {"disk": Path(tempfile.gettempdir())} | ({"memory": memory} if memory.is_dir() else {})
    for place, folder in places.items():
        got = measure(folder, rounds, count, singly)
        results.append(result(f"B4 append, chain, {place}", got["ours"], got["limit"], got["peer"], 0.75))
        if place == "disk":
            results.append(
                result(
                    "B4 group commit, peer the same journal with a commit for each event, disk",
                    got["ours"],
                    None,
                    got["peer"],
                    20.0,
                )
            )
        results.append(result(f"B7 read to events, {place}", got["read_ours"], got["read_limit"], None, 0.70))
    return results


if __name__ == "__main__":
    for line in run():
        print(json.dumps(line, ensure_ascii=False), file=sys.stdout)
