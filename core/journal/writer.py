"""One thread that commits whatever waits: a lone command is quick, a flood shares its fsyncs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from core.journal.errors import JournalError
from core.journal.rows import Entry, Head


class Store(Protocol):
    """What stands around the commit; the journal, or a simulator's stand-in."""

    def append(self, entries: Sequence[Entry]) -> Head:
        """Make `entries` durable, all or none."""

    def reopen(self) -> Head:
        """Prove the record anew after a failure."""


class _Sign(Enum):
    RESUME = "resume"
    STOP = "stop"


class Writer:
    """Commits entries in the order submitted and says so from its own thread.

    After a failed commit it stays failed: what waits and what comes is handed to `on_failure`, and nothing is tried
    again until `resume`, because after a failed fsync nobody knows what the disk holds.
    """

    def __init__(
        self,
        journal: Store,
        on_commit: Callable[[list[Entry], Head], None],
        on_failure: Callable[[list[Entry], Exception], None],
    ) -> None:
        self._journal = journal
        self._on_commit = on_commit
        self._on_failure = on_failure
        self._waiting: SimpleQueue[Entry | _Sign] = SimpleQueue()
        self._under_way = 0
        self._failure: Exception | None = None
        self._stopping = False
        self._thread: Final = threading.Thread(target=self._run, name="journal", daemon=True)

    @property
    def backlog(self) -> int:
        """How many entries wait for or are in a commit."""
        return self._waiting.qsize() + self._under_way

    @property
    def failure(self) -> Exception | None:
        """Why it refuses, or None while it writes."""
        return self._failure

    def start(self) -> None:
        """Begin committing."""
        self._thread.start()

    def submit(self, entry: Entry) -> None:
        """Hand over one command's effect; never waits; raises JournalError once the writer has stopped."""
        if self._stopping or (self._thread.ident is not None and not self._thread.is_alive()):
            raise JournalError("stopped")
        self._waiting.put(entry)

    def resume(self) -> Head:
        """Prove the journal and write again; the head may lie beyond the last acknowledged: read on from there."""
        head = self._journal.reopen()
        self._waiting.put(_Sign.RESUME)
        return head

    def stop(self) -> None:
        """Commit all that waits, then end."""
        self._stopping = True
        self._waiting.put(_Sign.STOP)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        sign: _Sign | None = None
        while sign is not _Sign.STOP:
            entries, sign = self._take()
            if entries:
                self._commit(entries)
            if sign is _Sign.RESUME:
                self._failure = None

    def _take(self) -> tuple[list[Entry], _Sign | None]:
        """All entries that wait, up to the first sign among them; waits for the first of either."""
        entries: list[Entry] = []
        item = self._waiting.get()
        while not isinstance(item, _Sign):
            entries.append(item)
            self._under_way = len(entries)
            try:
                item = self._waiting.get_nowait()
            except Empty:
                return entries, None
        return entries, item

    def _commit(self, entries: list[Entry]) -> None:
        head: Head | None = None
        if self._failure is None:
            try:
                head = self._journal.append(entries)
            except (JournalError, OSError) as error:
                self._failure = error
        self._under_way = 0
        if head is not None:
            self._on_commit(entries, head)
        elif self._failure is not None:
            self._on_failure(entries, self._failure)
