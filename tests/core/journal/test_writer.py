"""One thread commits what waits, acknowledges only what is on the disk, and stops at the first doubt."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.journal import verify
from core.journal.journal import Entry, Head, Journal, JournalError
from core.journal.writer import Writer
from tests.core.journal.world import link, raw, record, reported, story, timer


class Heard:
    """Remembers what the writer says, and lets a test wait for it."""

    def __init__(self) -> None:
        self.committed: list[tuple[list[Entry], Head]] = []
        self.failed: list[tuple[list[Entry], Exception]] = []
        self._said = threading.Semaphore(0)

    def commit(self, entries: list[Entry], head: Head) -> None:
        self.committed.append((entries, head))
        self._said.release()

    def failure(self, entries: list[Entry], error: Exception) -> None:
        self.failed.append((entries, error))
        self._said.release()

    def wait(self) -> None:
        assert self._said.acquire(timeout=30)

    def entries(self) -> list[Entry]:
        return [entry for entries, _ in self.committed for entry in entries]


class Gate:
    """A store that holds each commit until it is let through, and fails when told to."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.entered = threading.Semaphore(0)
        self.open = threading.Semaphore(0)
        self.error: Exception | None = None
        self.reopened = 0

    def append(self, entries: Sequence[Entry]) -> Head:
        self.sizes.append(len(entries))
        self.entered.release()
        assert self.open.acquire(timeout=30)
        if self.error is not None:
            raise self.error
        return Head(sum(self.sizes), "x")

    def reopen(self) -> Head:
        self.reopened += 1
        return Head(7, "y")


@pytest.fixture
def heard() -> Heard:
    return Heard()


def test_that_all_that_waits_goes_into_one_commit(heard: Heard) -> None:
    gate = Gate()
    writer = Writer(gate, heard.commit, heard.failure)
    writer.start()
    writer.submit(Entry())
    assert gate.entered.acquire(timeout=30)
    for _ in range(50):
        writer.submit(Entry())
    assert writer.backlog == 51
    gate.open.release(2)
    writer.stop()
    assert gate.sizes == [1, 50]
    assert [len(entries) for entries, _ in heard.committed] == [1, 50]
    assert writer.backlog == 0


def test_that_stopping_commits_what_waits_in_order(journal: Journal, heard: Heard, tmp_path: Path) -> None:
    entries = list(story(200))
    writer = Writer(journal, heard.commit, heard.failure)
    for entry in entries[:500]:
        writer.submit(entry)
    writer.start()
    for entry in entries[500:]:
        writer.submit(entry)
    writer.stop()
    assert heard.entries() == entries
    assert heard.committed[-1][1] == journal.head
    assert heard.failed == []
    assert verify.main(["--data", str(tmp_path)]) == 0
    with pytest.raises(JournalError):
        writer.submit(Entry())


def test_that_entries_from_many_threads_each_come_once(heard: Heard) -> None:
    gate = Gate()
    gate.open.release(1000)
    writer = Writer(gate, heard.commit, heard.failure)
    writer.start()

    def send(name: int) -> None:
        for number in range(100):
            writer.submit(Entry(command=record(f"{name}-{number}", 0)))

    senders = [threading.Thread(target=send, args=(name,)) for name in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    writer.stop()
    ids = [entry.command.id for entry in heard.entries() if entry.command]
    assert len(ids) == len(set(ids)) == 400
    for name in range(4):
        mine = [one for one in ids if one.startswith(f"{name}-")]
        assert mine == [f"{name}-{n}" for n in range(100)]


def test_that_after_a_failure_nothing_is_tried_until_resumed(heard: Heard) -> None:
    gate = Gate()
    gate.open.release(100)
    gate.error = JournalError("io", "planted")
    writer = Writer(gate, heard.commit, heard.failure)
    writer.start()
    writer.submit(Entry((link(1),)))
    heard.wait()
    assert writer.failure is gate.error
    for _ in range(3):
        writer.submit(Entry())
        heard.wait()
    assert gate.sizes == [1]
    assert heard.committed == []
    assert sum(len(entries) for entries, _ in heard.failed) == 4

    gate.error = None
    assert writer.resume() == Head(7, "y")
    writer.submit(Entry((link(1),)))
    heard.wait()
    writer.stop()
    assert gate.reopened == 1
    assert gate.sizes == [1, 1]
    assert [len(entries) for entries, _ in heard.committed] == [1]
    assert writer.failure is None


def fill(journal: Journal, pages: int) -> None:
    """Let the file grow by no more than `pages`: the database's own "disk is full"."""
    driver = journal._writer.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    (now,) = driver.execute("PRAGMA page_count").fetchone()
    driver.execute(f"PRAGMA max_page_count = {now + pages}")


def test_that_a_full_disk_acknowledges_nothing_it_did_not_keep(journal: Journal, heard: Heard, tmp_path: Path) -> None:
    writer = Writer(journal, heard.commit, heard.failure)
    writer.start()
    fill(journal, pages=4)
    entries = list(story(100))
    sent = 0
    while not heard.failed and sent < len(entries):
        writer.submit(entries[sent])
        heard.wait()
        sent += 1
    error = heard.failed[0][1]
    assert isinstance(error, JournalError)
    assert error.code == "io"
    kept = [one.seq for one in journal.read()]
    assert kept == [one.seq for entry in heard.entries() for one in entry.events]
    assert [journal.result(entry.command.id) for entry in heard.failed[0][0] if entry.command] == [None]

    assert writer.resume() == journal.head  # opened anew, without the limit: the space is back
    for entry in entries[sent - 1 :]:
        writer.submit(entry)
    writer.stop()
    assert heard.entries() == entries
    assert verify.main(["--data", str(tmp_path)]) == 0


@pytest.mark.parametrize("step", ["meta", "events", "personal", "commands", "timers", "COMMIT"])
def test_that_an_error_at_any_step_leaves_nothing_behind(journal: Journal, tmp_path: Path, step: str) -> None:
    journal.append([Entry((reported(1),), record("c1", 1))])
    head = journal.head

    def deny(action: int, first: str | None, _second: object, _base: object, _trigger: object) -> int:
        hit = first == step if step != "COMMIT" else (action, first) == (sqlite3.SQLITE_TRANSACTION, "COMMIT")
        reading = action in (sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT)
        return sqlite3.SQLITE_DENY if hit and not reading else sqlite3.SQLITE_OK

    driver = journal._writer.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_authorizer(deny)
    with pytest.raises(JournalError) as failed:
        journal.append([_second()])
    assert failed.value.code == "io"
    driver.set_authorizer(None)
    with pytest.raises(JournalError):
        journal.append([_second()])  # still failed, though nobody denies a thing any more
    assert journal.reopen() == head
    assert [one.seq for one in journal.read()] == [1]
    journal.append([_second()])
    assert verify.main(["--data", str(tmp_path)]) == 0


def _second() -> Entry:
    return Entry((reported(2),), record("c2", 2), arm=(timer(2),))


def test_that_a_violated_rule_fails_the_writer_too(journal: Journal, heard: Heard, tmp_path: Path) -> None:
    writer = Writer(journal, heard.commit, heard.failure)
    writer.start()
    writer.submit(Entry((link(5),)))
    heard.wait()
    writer.submit(Entry((link(1),)))
    heard.wait()
    assert [len(entries) for entries, _ in heard.failed] == [1, 1]
    writer.resume()
    writer.submit(Entry((link(1),)))
    writer.stop()
    assert journal.head.seq == 1
    with raw(tmp_path) as shell:
        assert shell.execute("SELECT count(*) FROM events").fetchone() == (1,)
    shell.close()
