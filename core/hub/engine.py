"""The hub's one train of thought: decides, numbers, hands to the journal, and tells only what is on the disk.

Everything here runs on one asyncio loop. The board is ahead of the disk by what the writer has not committed yet;
results, events and snapshots leave only when the disk has caught up. When the disk refuses, the board is folded
anew from the journal and the hub is read-only until an append succeeds again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Protocol, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError

from core.domain import events as ev
from core.domain.board import Board, BoardState
from core.domain.clock import Clock
from core.domain.commands import Command
from core.domain.decide import decide
from core.domain.nouns import Actor, Role
from core.domain.refusals import CannotTell, Refusal, refuse
from core.hub.alarms import Alarms
from core.hub.answers import Answers, refused
from core.hub.picture import PictureError, audit, packed, rebuild
from core.hub.steps import Step, put, taken, timer_changes
from core.journal.errors import JournalError
from core.journal.journal import Journal
from core.journal.rows import CommandRecord, Entry, Head
from core.protocol import errors
from core.protocol.frames import Result

HUB: Final = Actor(name="hub", role=Role.HUB)
_log: Final = logging.getLogger("hubpost.engine")
_encode: Final = msgspec.json.Encoder().encode
_T = TypeVar("_T")


class Pen(Protocol):
    """What the engine needs of the journal's writer."""

    @property
    def backlog(self) -> int: ...
    def start(self) -> None: ...
    def submit(self, entry: Entry) -> None: ...
    def stop(self) -> None: ...
    def resume(self) -> Head: ...


MakePen = Callable[[Callable[[list[Entry], Head], None], Callable[[list[Entry], Exception], None]], Pen]
Watcher = Callable[[Sequence[Step]], None]


class Bounds(Struct, frozen=True):
    """How far the engine goes."""

    snapshot_every: int = 20_000  # events between two pictures on the disk
    backlog: int = 20_000  # commands waiting for the disk before new ones are told to come back
    probe_s: float = 1.0  # between two tries to write again after a failure
    retry_after_ms: int = 500


class Tally(Struct):
    """Counts since the start, for /metrics."""

    accepted: int = 0
    refused: int = 0
    repeated: int = 0
    failures: int = 0
    repairs: int = 0


class RebuiltError(Exception):
    """What was waited for was taken back: the board was folded anew from the journal."""


class _Waiting(Struct):
    entry: Entry
    steps: tuple[Step, ...]
    result: Result
    told: asyncio.Future[Result] | None  # of an internal command; a client's is among the answers


class Engine:
    """Takes commands in order; `start` before use, `stop` to end with everything on the disk."""

    def __init__(
        self,
        journal: Journal,
        make_board: Callable[[], Board],
        clock: Clock,
        make_pen: MakePen,
        bounds: Bounds | None = None,
    ) -> None:
        self.journal: Final = journal
        self.clock: Final = clock
        self.bounds: Final = bounds or Bounds()
        self.alarms: Final = Alarms()
        self.tally: Final = Tally()
        self.watchers: list[Watcher] = []
        self.board = make_board()
        self.durable = journal.head
        self.read_only: str | None = None  # why, or None while it writes
        self.draining = False
        self._make_board = make_board
        self._pen = make_pen(self._on_commit, self._on_failure)
        self._answers = Answers(journal.result)
        self._waiting: deque[_Waiting] = deque()
        self._settling: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._whole = asyncio.Event()  # set while the board can be believed
        self._idle = asyncio.Event()
        self._idle.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pictured = 0
        self._picturing = False
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def epoch(self) -> str:
        """The journal's epoch."""
        return self.journal.epoch

    @property
    def backlog(self) -> int:
        """Commands decided and not yet on the disk."""
        return len(self._waiting)

    def new_board(self) -> Board:
        """An empty board under the same rules."""
        return self._make_board()

    async def start(self) -> None:
        """Fold the journal, prove the clocks against it, and begin; raises PictureError or JournalError."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._refold, self.board)
        self.durable = self.journal.head
        self._prove_clocks()
        self._pen.start()
        self._whole.set()

    def submit(self, command: Command, actor: Actor, digest: str | None = None) -> asyncio.Future[Result]:
        """Take one command; the outcome comes when it is on the disk. `digest` None is for the hub's own."""
        outcome: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        digest = None if digest is None else _owned(digest, actor)
        early = self._early(command, digest)
        if isinstance(early, asyncio.Future):
            return early
        if early is not None:
            outcome.set_result(early)
            return outcome
        now = self.clock.now()
        answer = decide(self.board, command, actor, now)
        if isinstance(answer, CannotTell):
            answer = refuse("forbidden")
        if isinstance(answer, Refusal):
            return self._no(command, answer, digest, now, outcome)
        try:
            steps = taken(self.board, answer, now, actor.name, command.id, command.occurred_at)
        except Exception:
            self._distrust(f"a fact of {command.name} could not be applied")
            raise
        self.tally.accepted += 1
        last = steps[-1].event
        result = Result(
            id=command.id,
            ok=True,
            seq=last.seq,
            version=last.version,
            subject=last.subject if not command.subject else command.subject,
            pending=isinstance(last.data, ev.CaseSuperviseAsked | ev.SecondAsked),
        )
        arm, clear = timer_changes(steps)
        self.alarms.change(arm, clear)
        record = None if digest is None else CommandRecord(command.id, digest, _encode(result), last.seq, now)
        entry = Entry(events=tuple(s.event for s in steps), command=record, arm=arm, clear=clear)
        return self._hand_over(entry, steps, result, digest, outcome)

    async def picture(self, take: Callable[[Board], _T]) -> tuple[_T, int]:
        """What `take` reads off the board, and the sequence it stands at; returns only when all of it is on the disk.

        `take` runs without interruption; it runs again when the board had to be folded anew meanwhile.
        """
        while True:
            await self._whole.wait()
            taken_now, seq = take(self.board), self.board.seq
            try:
                await self.settled(seq)
            except RebuiltError:
                continue
            return taken_now, seq

    async def settled(self, seq: int) -> None:
        """Return when event `seq` is on the disk; raises RebuiltError when it never will be."""
        if self.durable.seq >= seq:
            return
        wait: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._settling.append((seq, wait))
        await wait

    async def save_picture(self) -> None:
        """Keep the board beside the journal for a fast start."""
        if self._picturing:
            return
        self._picturing = True
        try:
            state, seq = await self.picture(lambda board: board.state())
            if seq > self._pictured:
                await asyncio.to_thread(self._save, state, seq)
                self._pictured = seq
        except (JournalError, SQLAlchemyError, OSError) as failed:
            _log.error("the picture at %s could not be saved: %s", self.board.seq, failed)
        finally:
            self._picturing = False

    async def stop(self) -> None:
        """Take nothing more, wait for the disk, keep a picture, and end."""
        self.draining = True
        if self.read_only is None:
            await self._idle.wait()
            await self.save_picture()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._pen.stop)

    # one command

    def _early(self, command: Command, digest: str | None) -> asyncio.Future[Result] | Result | None:
        """An answer that needs no deciding: known already, or not now."""
        if digest is not None:
            try:
                known = self._answers.known(command.id, digest)
            except (SQLAlchemyError, JournalError) as failed:
                _log.error("the answers cannot be read: %s", failed)
                return refused(command.id, errors.READ_ONLY)
            if known is not None:
                self.tally.repeated += 1
                return known
        if self.read_only is not None or self.draining or not self._whole.is_set():
            return refused(command.id, errors.READ_ONLY, retry_after_ms=self.bounds.retry_after_ms)
        if digest is not None and len(self._waiting) >= self.bounds.backlog:
            return refused(command.id, errors.OVERLOADED, retry_after_ms=self.bounds.retry_after_ms)
        return None

    def _no(
        self, command: Command, no: Refusal, digest: str | None, now: datetime, outcome: asyncio.Future[Result]
    ) -> asyncio.Future[Result]:
        """A rule's refusal: kept under the id like any other answer, but for the hub's own commands."""
        self.tally.refused += 1
        result = Result(id=command.id, ok=False, error=errors.refused(no))
        if digest is None:
            outcome.set_result(result)
            return outcome
        record = CommandRecord(command.id, digest, _encode(result), self.board.seq, now)
        return self._hand_over(Entry(command=record), (), result, digest, outcome)

    def _hand_over(
        self,
        entry: Entry,
        steps: tuple[Step, ...],
        result: Result,
        digest: str | None,
        outcome: asyncio.Future[Result],
    ) -> asyncio.Future[Result]:
        if digest is not None:
            self._answers.fly(result.id, digest, outcome)
        self._waiting.append(_Waiting(entry, steps, result, outcome if digest is None else None))
        self._idle.clear()
        self._pen.submit(entry)
        return outcome

    # what the disk says

    def _on_commit(self, entries: list[Entry], head: Head) -> None:
        self._call(self._landed, entries, head)

    def _on_failure(self, entries: list[Entry], failure: Exception) -> None:
        self._call(self._failed, failure)

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(function, *arguments)

    def _landed(self, entries: list[Entry], head: Head) -> None:
        if not self._waiting or self._waiting[0].entry is not entries[0]:
            return  # told already that nobody knows; the recovery finds it in the journal
        done = [self._waiting.popleft() for _ in entries]
        assert all(w.entry is e for w, e in zip(done, entries, strict=True))
        self.durable = head
        steps = [step for waiting in done for step in waiting.steps]
        if steps:
            self._tell(steps)
        for waiting in done:
            self._answer(waiting)
        while self._settling and self._settling[0][0] <= head.seq:
            wait = self._settling.popleft()[1]
            if not wait.done():
                wait.set_result(None)
        if not self._waiting:
            self._idle.set()
        if head.seq - self._pictured >= self.bounds.snapshot_every and not self._picturing:
            self._spawn(self.save_picture())

    def _answer(self, waiting: _Waiting) -> None:
        if waiting.told is None:
            self._answers.landed(waiting.result.id, waiting.result)
        elif not waiting.told.done():
            waiting.told.set_result(waiting.result)

    def _tell(self, steps: Sequence[Step]) -> None:
        for watcher in self.watchers:
            watcher(steps)

    def _failed(self, failure: Exception) -> None:
        if self.read_only is None:
            self.tally.failures += 1
            _log.error("the journal refused; read-only: %s", failure)
            self._distrust(str(failure))

    def _distrust(self, why: str) -> None:
        """Nothing undurable can be believed any more: tell all who wait, and begin again from the journal."""
        self.read_only = why
        self._whole.clear()
        self._answers.lost()
        waiting, self._waiting = self._waiting, deque()
        for one in waiting:
            if one.told is not None and not one.told.done():
                one.told.set_result(refused(one.result.id, errors.READ_ONLY))
        settling, self._settling = self._settling, deque()
        for _, wait in settling:
            if not wait.done():
                wait.set_exception(RebuiltError(why))
        self._idle.set()
        self._spawn(self._recover())

    async def _recover(self) -> None:
        """Show what is on the disk, then try to write until that works."""
        while True:
            try:
                if not self._whole.is_set():
                    await self._reread(self.durable.seq)
                if self._pen.backlog == 0:
                    await asyncio.to_thread(self._prove_writable)
                    await self._catch_up()
                    break
            except (JournalError, SQLAlchemyError, OSError, PictureError) as still:
                self.read_only = str(still)
            await asyncio.sleep(self.bounds.probe_s)
        self.read_only = None
        _log.warning("the journal writes again, at %s", self.durable.seq)

    async def _reread(self, upto: int) -> None:
        board = self._make_board()
        await asyncio.to_thread(rebuild, self.journal, board, upto)
        self.board = board
        self._whole.set()

    def _prove_writable(self) -> None:
        self._pen.resume()
        self.journal.set_meta("probe", self.clock.now().isoformat())

    async def _catch_up(self) -> None:
        """Take and tell what had reached the disk although the hub was told it had not."""
        found = await asyncio.to_thread(lambda: list(self.journal.read(after=self.board.seq)))
        steps = [put(self.board, event) for event in found]
        self.durable = self.journal.head
        if steps:
            self._tell(steps)
        self._prove_clocks()

    # the beginning

    def _refold(self, board: Board) -> None:
        self._pictured = rebuild(self.journal, board)
        if board.seq != self.journal.head.seq:
            raise PictureError(f"the journal ends at {self.journal.head.seq}, the board at {board.seq}")

    def _prove_clocks(self) -> None:
        """Hold the clock rows against the board, repair what differs, and arm."""
        rows = self.journal.timers()
        repair, wrong = audit(self.board, rows)
        if repair is not None:
            self.tally.repairs += len(wrong)
            _log.error("clock rows differ from the cases, repaired: %s", "; ".join(wrong[:20]))
            self.journal.append([repair])
            rows = self.journal.timers()
        self.alarms.reset(rows)

    def _save(self, state: BoardState, seq: int) -> None:
        self.journal.save_snapshot(seq, b"".join(packed(state)))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.critical("a task of the hub ended", exc_info=task.exception())


def _owned(digest: str, actor: Actor) -> str:
    """A command id belongs to who sent it: somebody else's command under it is another command."""
    return sha256(f"{actor.name}\n{digest}".encode()).hexdigest()
