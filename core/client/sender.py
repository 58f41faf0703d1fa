"""From a command handed in to its answer: on disk first, then on the line, then the answer on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from core.client.connection import Connection
from core.client.items import AskItem, EventsItem, FaultItem, Item, OutboxItem, ResultItem, SavedItem, UnsavedItem
from core.client.keeper import Keeper, Kept, Saved, StoreError
from core.client.pace import Pacer
from core.client.window import Entry, Window
from core.domain.clock import Clock
from core.domain.commands import Command
from core.protocol import errors
from core.protocol.codec import encode
from core.protocol.errors import NEVER_STORED
from core.protocol.frames import TO_HUB_MAX, Cmd, Cmds, Result

RETRY_S: Final = 1.0
ANSWER_S: Final = 30.0  # a command without an answer for so long is sent again, also on a line that lives
BATCH: Final = 200  # commands in one transaction at most


def cmd_of(entry: Entry) -> Cmd:
    """A command of the outbox as it goes on the wire, the same bytes each time."""
    command = entry.command
    return Cmd(
        id=command.id,
        name=command.name,
        subject=command.subject,
        body=msgspec.Raw(encode(command.body)),
        expected_version=command.expected_version,
        client_time=entry.saved_at,
        occurred_at=command.occurred_at,
    )


def frames_of(entries: Sequence[Entry], limit: int) -> list[bytes]:
    """Commands as few frames, each below `limit` bytes: `cmd` for one, `cmds` for several."""
    groups: list[list[Cmd]] = []
    size = 0
    for entry in entries:
        cmd = cmd_of(entry)
        length = len(encode(cmd)) + 1
        if not groups or size + length > limit:
            groups.append([])
            size = len(encode(Cmds(cmds=())))
        groups[-1].append(cmd)
        size += length
    return [encode(group[0] if len(group) == 1 else Cmds(cmds=tuple(group))) for group in groups]


class Sender:
    """The outbox at work."""

    def __init__(self, keeper: Keeper, inbox: Callable[[Item], None], clock: Clock) -> None:
        self._keeper = keeper
        self._inbox = inbox
        self._clock = clock
        self._window = Window()
        self._owner = ""
        self._unsaved: list[Command] = []
        self._saving = 0
        self._results: list[ResultItem] = []
        self._asking: list[str] = []
        self._confirmed: list[str] = []
        self._disk = asyncio.Event()
        self._line = asyncio.Event()
        self._hold_until = 0.0
        self._sent_at: dict[str, float] = {}  # loop time at which each command on the way was sent
        self._is_closing = False
        self._others = 0
        self._told = OutboxItem(waiting=0, asks=0)

    def __len__(self) -> int:
        return len(self._unsaved) + self._saving + len(self._window)

    @property
    def is_idle(self) -> bool:
        """True when nothing waits for the disk or for the hub."""
        return not len(self)

    @property
    def asks(self) -> int:
        """How many commands wait for the user's review."""
        return len(self._window.asking)

    def open(self, kept: Kept, owner: str) -> None:
        """Begin with what the disk holds."""
        self._window = Window()
        self._is_closing = False
        self._owner = owner
        self._take_up(kept)

    async def adopt(self, key: str, actor: str) -> None:
        """The hub has said who this is: what that person left unsent is sent now."""
        if actor == self._owner:
            return
        try:
            kept = await self._keeper.do(self._keeper.store.adopt, key, actor)
        except StoreError as fault:
            self._inbox(FaultItem(where="store", detail=str(fault)))
            return
        self._owner = actor
        self._take_up(kept)

    def submit(self, commands: Sequence[Command]) -> None:
        """Take commands in; those no frame can carry are answered at once."""
        for command in commands:
            if len(encode(cmd_of(Entry(0, command, self._clock.now())))) > TO_HUB_MAX:
                too_large = errors.error(errors.TOO_LARGE, str(TO_HUB_MAX))
                self._inbox(ResultItem(id=command.id, ok=False, name=command.name, error=too_large))
            else:
                self._unsaved.append(command)
        self._disk.set()
        self._tell()

    def review(self, command_id: str, send: bool) -> None:
        """The user's word on a command that asks."""
        entry = self._window.reviewed(command_id, send)
        if entry is None:
            self._inbox(FaultItem(where="review", detail="no such command asks for review", id=command_id))
        elif send:
            self._confirmed.append(command_id)
            self._line.set()
        else:
            self._answer(entry, ResultItem(id=command_id, ok=False, name=entry.command.name, dropped=True))
        self._disk.set()
        self._tell()

    def result(self, frame: Result) -> None:
        """The hub's answer; an answer that is only "not now" leaves the command where it was."""
        if frame.error is not None and frame.error.code in NEVER_STORED:
            self._not_now(frame.id, frame.error)
            return
        self._sent_at.pop(frame.id, None)
        entry = self._window.answered(frame.id)
        if entry is None:
            return
        answer = ResultItem(
            id=frame.id,
            ok=frame.ok,
            name=entry.command.name,
            seq=frame.seq,
            version=frame.version,
            subject=frame.subject,
            duplicate=frame.duplicate,
            pending=frame.pending,
            error=frame.error,
        )
        self._answer(entry, answer)
        self._line.set()
        self._tell()

    def seen(self, item: Item) -> None:
        """Answer commands that would ask from the events they had caused before the line was lost."""
        if not isinstance(item, EventsItem) or self._window.is_empty:
            return
        now = self._clock.now()
        caused = {e.cause: e for e in item.events if e.cause is not None and self._window.is_doubtful(e.cause, now)}
        for cause, event in caused.items():
            entry = self._window.answered(cause)
            if entry is not None:
                done = ResultItem(
                    id=cause,
                    ok=True,
                    name=entry.command.name,
                    seq=event.seq,
                    version=event.version,
                    subject=event.subject,
                    duplicate=True,
                )
                self._answer(entry, done)
        if caused:
            self._tell()

    def lost(self) -> None:
        """The line is gone; what was on the way is sent again."""
        self._window.lost()
        self._sent_at = {}

    def close(self) -> None:
        """Let `run` write what is left and end."""
        self._is_closing = True
        self._disk.set()

    async def run(self) -> None:
        """Put commands and answers on disk until `close`."""
        while not self._is_closing or self._unsaved:
            await self._disk.wait()
            self._disk.clear()
            while self._unsaved:
                await self._save()
            await self._mark()
        await self._mark()

    async def send(self, line: Connection, limit: int, live: asyncio.Event) -> None:
        """Send what waits, in order, once the picture is live; ends only with the line."""
        await live.wait()
        loop = asyncio.get_running_loop()
        pacer = Pacer(loop.time())
        while True:
            self._line.clear()
            await asyncio.sleep(max(0.0, self._hold_until - loop.time()))
            self._doubt(loop.time() - ANSWER_S)
            sending, asking = self._window.next(self._clock.now())
            self._ask(asking)
            self._sent_at |= dict.fromkeys((entry.command.id for entry in sending), loop.time())
            for frame in frames_of(sending, min(limit, TO_HUB_MAX)):
                await asyncio.sleep(pacer.wait(loop.time()))
                await line.send(frame)
            try:
                async with asyncio.timeout(self._patience(loop.time())):
                    await self._line.wait()
            except TimeoutError:
                continue

    def _not_now(self, command_id: str, error: errors.Error) -> None:
        self._sent_at.pop(command_id, None)
        if self._window.again(command_id) is None:
            return
        wait = RETRY_S if error.retry_after_ms is None else min(error.retry_after_ms, 60_000) / 1000
        self._hold_until = asyncio.get_running_loop().time() + wait
        self._inbox(FaultItem(where="retry", detail=error.message_en, error=error, id=command_id))
        self._line.set()

    def _patience(self, now: float) -> float | None:
        """Seconds until the oldest command on the way has gone without an answer for too long."""
        oldest = min(self._sent_at.values(), default=None)
        return None if oldest is None else max(0.001, oldest + ANSWER_S - now)

    def _doubt(self, before: float) -> None:
        """Take back what was sent before then and has no answer yet: the hub knows its id if it ever had it."""
        for command_id in [each for each, at in self._sent_at.items() if at <= before]:
            del self._sent_at[command_id]
            self._window.again(command_id)
            self._inbox(FaultItem(where="retry", detail=f"no answer for {ANSWER_S:.0f} s", id=command_id))

    def _answer(self, entry: Entry, answer: ResultItem) -> None:
        self._results.append(answer)
        self._disk.set()
        self._inbox(answer)

    def _ask(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._asking.append(entry.command.id)
            self._inbox(AskItem(command=entry.command, saved_at=entry.saved_at))
        if entries:
            self._disk.set()
            self._tell()

    def _take_up(self, kept: Kept) -> None:
        for entry in kept.waiting:
            if entry.command.id not in self._window:
                self._window.add(entry)
        for entry in kept.asking:
            if entry.command.id not in self._window:
                self._window.ask(entry)
                self._inbox(AskItem(command=entry.command, saved_at=entry.saved_at))
        self._others = kept.others
        self._line.set()
        self._tell()

    async def _save(self) -> None:
        batch, self._unsaved = self._unsaved[:BATCH], self._unsaved[BATCH:]
        self._saving = len(batch)
        try:
            saved = await self._keeper.do(self._keeper.store.save, self._owner, batch, self._clock.now())
        except StoreError as fault:
            self._saving = 0
            self._inbox(UnsavedItem(ids=tuple(command.id for command in batch), detail=str(fault)))
            saved = []
        for each in saved:
            if not (each.is_mismatch or each.result is not None or each.entry.command.id in self._window):
                self._window.add(each.entry)
        self._saving = 0
        for each in saved:
            self._saved(each)
        self._line.set()
        self._tell()

    def _saved(self, saved: Saved) -> None:
        entry = saved.entry
        command = entry.command
        if saved.is_mismatch:
            error = errors.error(errors.IDEMPOTENCY_MISMATCH)
            self._inbox(ResultItem(id=command.id, ok=False, name=command.name, error=error))
            return
        self._inbox(SavedItem(id=command.id, name=command.name, subject=command.subject, saved_at=entry.saved_at))
        if saved.result is not None:
            self._inbox(saved.result)

    async def _mark(self) -> None:
        results, asking, confirmed = self._results, self._asking, self._confirmed
        if not (results or asking or confirmed):
            return
        self._results, self._asking, self._confirmed = [], [], []
        try:
            await self._keeper.do(self._keeper.store.mark, results, asking, confirmed)
        except StoreError as fault:
            self._inbox(FaultItem(where="store", detail=str(fault)))

    def _tell(self) -> None:
        now = OutboxItem(waiting=len(self), asks=self.asks, others=self._others)
        if now != self._told:
            self._told = now
            self._inbox(now)
