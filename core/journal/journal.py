"""The hub's journal: one writer appends in one transaction, anybody reads, nobody alters."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from core.domain.clock import Clock
from core.domain.events import Event
from core.journal import inserts, reading, snapshot, tables
from core.journal.engine import copy_to, file_of, migrate, open_engine, open_for_reading, refuse_unfit, told_as
from core.journal.errors import JournalError
from core.journal.rows import (
    EMPTY,
    WITNESS_EVERY,
    Batch,
    CommandRecord,
    Entry,
    Head,
    TimerRow,
    batch,
    stamp,
)

__all__ = ["CommandRecord", "Entry", "Head", "Journal", "JournalError", "TimerRow"]

_OURS: Final = frozenset({"head", "epoch"})
_ANSWER: Final = "SELECT id, digest, result, seq, at FROM commands WHERE id = ?"
_COUNT: Final = "INSERT INTO counters (day, n) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET n = max(n, excluded.n)"
_CLEAR: Final = "DELETE FROM timers WHERE case_no = ? AND clock = ? AND task = ?"
_ARM: Final = (
    "INSERT INTO timers (case_no, clock, task, generation, level, next_at) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (case_no, clock, task) DO UPDATE "
    "SET generation = excluded.generation, level = excluded.level, next_at = excluded.next_at"
)
_MOVE_HEAD: Final = "UPDATE meta SET value = ? WHERE key = 'head' AND value = ?"


class Journal:
    """A hub's record in one SQLite file; `append`, `set_meta`, snapshots and `erase` may come from any one thread at a
    time, reading from all."""

    def __init__(
        self,
        url_or_path: str | os.PathLike[str],
        clock: Clock,
        salt: Callable[[], bytes],
        new_epoch: Callable[[], str],
    ) -> None:
        """Open, create or migrate; raises JournalError for a damaged, foreign or newer file."""
        self.path: Final[Path] = file_of(url_or_path)
        self._clock = clock
        self._salt = salt
        self._lock = threading.Lock()
        self._failed: JournalError | None = None
        self._answers: Any = None  # a connection of the driver's own, for `result`
        self._answering = threading.Lock()  # held while one look lasts: `reopen` closes it from another thread
        refuse_unfit(self.path)
        self.engine: Final[Engine] = open_engine(self.path)
        try:
            with told_as("damaged"):
                migrate(self.engine)
                self.reading: Final[Engine] = open_for_reading(self.path)  # looks also while the disk takes nothing
                self._writer = self._open_writer()
                self._found(new_epoch)
                self.epoch: Final[str] = self.get_meta("epoch") or ""
                self._head = self._proved_head()
        except JournalError:
            self.engine.dispose()
            raise

    @property
    def head(self) -> Head:
        """The last event that is on the disk, and its hash."""
        return self._head

    def append(self, entries: Sequence[Entry]) -> Head:
        """Write `entries` in one fsynced transaction, all or nothing; raises JournalError and keeps the old head."""
        with self._lock:
            if self._failed is not None:
                raise self._failed
            made = batch(entries, self._head, self.epoch, self._salt, self._clock.now())
            try:
                with self._writer.begin():
                    self._write(made)
            except sqlite3.IntegrityError as error:
                raise JournalError("refused", str(error)) from error
            except (sqlite3.Error, DBAPIError, OSError) as error:
                self._failed = JournalError("io", str(getattr(error, "orig", error)))
                raise self._failed from error
            self._head = made.head
            return made.head

    def read(self, after: int = 0, limit: int | None = None, upto: int | None = None) -> Iterator[Event]:
        """Events beyond `after` in order, personal values restored; raises JournalError where the chain is broken."""
        return reading.events(self.reading, after, limit, upto)

    def lines(self, after: int = 0) -> Iterator[bytes]:
        """Export lines beyond `after`: the canonical event with `prev` and `hash`, personal values as commitments."""
        return reading.lines(self.reading, after)

    def result(self, command_id: str) -> CommandRecord | None:
        """What a command id was answered, or None if it was never judged.

        Asked for every command, so it goes to the driver: ten microseconds instead of a hundred and sixty.
        """
        with told_as("io"), self._answering:
            if self._answers is None:
                borrowed = self.engine.raw_connection()
                self._answers = borrowed.driver_connection
                borrowed.detach()
            row = self._answers.execute(_ANSWER, (command_id,)).fetchone()
        return None if row is None else CommandRecord(row[0], row[1], row[2], row[3], datetime.fromisoformat(row[4]))

    def timers(self) -> list[TimerRow]:
        """Every armed clock, the next to act first."""
        with self._reading() as connection:
            rows = connection.execute(select(tables.timers).order_by(tables.timers.c.next_at)).all()
        return [
            TimerRow(row.case_no, row.clock, row.task, row.generation, row.level, datetime.fromisoformat(row.next_at))
            for row in rows
        ]

    def counter(self, day: str) -> int:
        """The highest case number given out on a local day written as in case numbers ("20261122"), or 0."""
        with self._reading() as connection:
            return connection.scalar(select(tables.counters.c.n).where(tables.counters.c.day == day)) or 0

    def hash_at(self, seq: int) -> str | None:
        """The hash of event `seq`; of 0, the genesis; None when there is no such event."""
        return reading.hash_at(self.reading, seq)

    def get_meta(self, key: str) -> str | None:
        """A value kept beside the events, or None."""
        with self._reading() as connection:
            return connection.scalar(select(tables.meta.c.value).where(tables.meta.c.key == key))

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value beside the events, fsynced in a transaction of its own."""
        if key in _OURS:
            raise ValueError(f"{key} is the journal's own")
        statement = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        with self._transaction() as connection:
            connection.exec_driver_sql(statement, (key, value))

    def save_snapshot(self, seq: int, blob: bytes) -> None:
        """Keep the hub's picture after event `seq`; commits pass between its parts, so any thread may call it."""
        snapshot.save(self._transaction, seq, blob, self._clock.now())

    def load_snapshot(self) -> tuple[int, bytes] | None:
        """The newest whole snapshot as (seq, blob), or None."""
        with self._reading() as connection:
            return snapshot.load(connection, self._head.seq)

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copy the whole database to `path` while writing goes on; the file appears there only when it is complete."""
        copy_to(self.engine, Path(path))

    def erase(self, case_no: str) -> int:
        """Delete the personal values and salts of a case's events, and what could hold copies; gives their number.

        The chain still verifies. Snapshots go too, and the digests of the commands that carried the values.
        """
        mine = select(tables.events.c.seq).where(tables.events.c.case_no == case_no)
        row = {"case_no": case_no, "upto": self._head.seq, "at": stamp(self._clock.now())}
        with self._transaction() as connection:
            gone = connection.execute(delete(tables.personal).where(tables.personal.c.seq.in_(mine))).rowcount
            connection.execute(update(tables.commands).where(tables.commands.c.seq.in_(mine)).values(digest=""))
            connection.execute(delete(tables.erasures).where(tables.erasures.c.case_no == case_no))
            connection.execute(insert(tables.erasures).values(row))
            snapshot.forget(connection)
        self._checkpoint()
        return gone

    def reopen(self) -> Head:
        """After a failed write: open anew and prove the end of the file; the head may lie beyond what was told."""
        with self._lock:
            if self._failed is not None and self._failed.code == "fenced":
                raise self._failed
            self._writer.close()
            self._forget_answers()
            self.reading.dispose()
            self.engine.dispose()
            with told_as("io"):
                self._writer = self._open_writer()
                self._head = self._proved_head()
            self._failed = None
            return self._head

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._writer.close()
            self._forget_answers()
            self.reading.dispose()
            self.engine.dispose()

    def _forget_answers(self) -> None:
        with self._answering:
            if self._answers is not None:
                self._answers.close()
                self._answers = None

    def _open_writer(self) -> Connection:
        return self.engine.connect().execution_options(immediate=True)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._lock, told_as("io"), self._writer.begin():
            yield self._writer

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told_as("damaged"), self.reading.begin() as connection:
            yield connection

    def _found(self, new_epoch: Callable[[], str]) -> None:
        with self._transaction() as connection:
            if connection.scalar(select(func.count()).select_from(tables.meta)) == 0:
                rows = [{"key": "epoch", "value": new_epoch()}, {"key": "head", "value": _said(EMPTY)}]
                connection.execute(insert(tables.meta), rows)

    def _proved_head(self) -> Head:
        """The head on disk, after proving the last stretch of the chain from its witness."""
        said = (self.get_meta("head") or "").partition(" ")
        last = text("SELECT max(seq) FROM events")
        with self._reading() as connection:
            seq = connection.scalar(last) or 0
        start = max(0, (seq - 1) // WITNESS_EVERY * WITNESS_EVERY) if seq else 0
        chain = self.hash_at(start) or ""
        for rows, _ in reading.pages(self.reading, start, with_values=False):
            chain = rows[-1][2]
        head = Head(seq, chain)
        if (said[0], said[2]) != (str(seq), chain):
            raise JournalError("damaged", f"head {said[0]} != {seq}")
        return head

    def _write(self, made: Batch) -> None:
        driver = self._writer.connection.cursor()
        driver.execute(_MOVE_HEAD, (_said(made.head), _said(self._head)))
        if driver.rowcount != 1:
            self._failed = JournalError("fenced")
            raise self._failed
        inserts.insert(driver, "events", made.events)
        inserts.insert(driver, "personal", made.personal)
        inserts.insert(driver, "commands", made.commands)
        inserts.insert(driver, "fired", made.fired)
        inserts.insert(driver, "heads", made.heads)
        driver.executemany(_COUNT, list(made.counters.items()))
        for key, row in made.timers.items():
            if row is None:
                driver.execute(_CLEAR, key)
            else:
                driver.execute(_ARM, (*key, row.generation, row.level, stamp(row.next_at)))

    def _checkpoint(self) -> None:
        """Move the log into the file and cut it, so that erased values are in neither; waits for no reader."""
        with self._lock:
            driver = self._writer.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


def _said(head: Head) -> str:
    return f"{head.seq} {head.chain}"
