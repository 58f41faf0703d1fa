"""Brings one client to the live stream: by a snapshot, or from the journal where it can go on from what it has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final, Protocol

from core.domain.board import Board
from core.domain.events import CaseReported, Event
from core.domain.nouns import Actor, Case
from core.hub.fanout import Audience, Encoded, cut, hand_pieces, hand_step
from core.hub.limits import Limits
from core.hub.line import Line
from core.hub.marks import Mark
from core.hub.opening import SightChangedError, Taken, missed_steps, snapshot, take
from core.hub.outbox import Outbox
from core.hub.room import Room
from core.hub.sight import Broad, Narrow
from core.hub.steps import Step
from core.protocol.codec import encode
from core.protocol.frames import Frame, Resume, Resumed, ResyncRequired


class Client(Audience, Protocol):
    """The session that is brought up to date."""

    def deliver(self, tasks: Iterable[str]) -> None:
        """These tasks have reached their unit's system."""


class CatchUp:
    """Sends straight to the line; the session's own stream is opened when this is done."""

    def __init__(self, client: Client, actor: Actor, line: Line, room: Room, mark: Mark) -> None:
        self._client = client
        self._actor = actor
        self._line = line
        self._room = room
        self._mark = mark
        self._engine = room.engine
        self._limits: Final[Limits] = room.limits
        self._stream = Outbox(room.limits)
        self._stream.is_open = True

    async def run(self, resume: Resume | None) -> None:
        """A resume where that can be right, else a snapshot; the client has joined the fan-out at the end."""
        if resume is not None:
            reason = await self._resumed(resume)
            if reason is None:
                return
            await self._send(ResyncRequired(reason=reason))
        await self._snapshot()

    async def _snapshot(self) -> None:
        taken, seq = await self._engine.picture(self._look)
        name = self._room.new_name()
        for frame in snapshot(taken, name, seq, self._client.profile, self._limits.to_client):
            await self._line.send(frame)
            await asyncio.sleep(0)  # encoding a chunk takes milliseconds; others have their turn between two
        if isinstance(self._client.sight, Broad):
            await self._go_on(self._client.sight, seq)
        self._client.deliver(taken.undelivered)

    def _look(self, board: Board) -> Taken:
        """Read the board; a scoped client joins at this very moment, for its sight is of this moment."""
        client = self._client
        client.outbox.forget_stream()
        taken = take(board, client.sight)
        if isinstance(client.sight, Narrow):
            self._room.fanout.join(client, board.seq)
        return taken

    async def _go_on(self, sight: Broad, seq: int) -> int:
        """Send what followed `seq` from the journal until the head is near, then join the fan-out; where it joined."""
        while self._engine.durable.seq - seq > self._limits.near:
            seq = await self._page(sight, seq, min(seq + self._limits.page, self._engine.durable.seq))
        joined = self._engine.durable.seq
        self._room.fanout.join(self._client, joined)
        await self._page(sight, seq, joined)
        return joined

    async def _page(self, sight: Broad, after: int, upto: int) -> int:
        if after < upto:
            steps = [Step(event=event, before=None, after=None) for event in await self._read(after, upto)]
            hand_pieces(self._stream, cut(steps, sight, Encoded(self._engine.epoch)))
            await self._flush()
        return upto

    async def _resumed(self, resume: Resume) -> str | None:
        """Send what was missed; the reason when it cannot be done."""
        reason = await self._why_not(resume)
        if reason is not None:
            return reason
        sight = self._client.sight
        if isinstance(sight, Broad):
            upto = await self._go_on(sight, resume.last_seq)
        else:
            (taken, cases), upto = await self._engine.picture(lambda board: (self._look(board), dict(board.cases)))
            try:
                await self._missed(sight, cases, resume.last_seq, upto)
            except SightChangedError:
                return "sight"
            self._client.deliver(taken.undelivered)
        await self._send(Resumed(head_seq=upto))
        return None

    async def _why_not(self, resume: Resume) -> str | None:
        head = self._engine.durable.seq
        if resume.epoch != self._engine.epoch:
            return "epoch"
        if not 0 <= resume.last_seq <= head:
            return "ahead"
        if resume.last_seq <= self._mark.others_upto:
            return "rights"
        if head - resume.last_seq > self._limits.resume_events:
            return "too_far"
        if resume.chain_head is None:
            return None
        known = await asyncio.to_thread(self._engine.journal.hash_at, resume.last_seq)
        return None if known == resume.chain_head else "chain_head"

    async def _missed(self, sight: Narrow, cases: dict[str, Case], after: int, upto: int) -> None:
        events = await self._read(after, upto)
        steps = missed_steps(events, self._actor, cases, self._engine.new_board())
        past = Narrow(self._actor)
        past.known = sight.known - {e.case_no for e in events if isinstance(e.data, CaseReported) and e.case_no}
        encoded = Encoded(self._engine.epoch)
        for step in steps:
            hand_step(self._stream, past, self._client.profile, step, encoded)
        await self._flush()

    async def _read(self, after: int, upto: int) -> list[Event]:
        return await asyncio.to_thread(lambda: list(self._engine.journal.read(after=after, upto=upto)))

    async def _flush(self) -> None:
        """Send all of the stream, at the pace a client is promised."""
        loop = asyncio.get_running_loop()
        while not self._stream.is_empty:
            out = self._stream.next(loop.time())
            if out is None:
                await asyncio.sleep(self._stream.wait(loop.time()) or 0)
                continue
            await self._line.send(out.frame)
            self._client.deliver(out.tasks)
        self._client.outbox.sent_events(loop.time())

    async def _send(self, frame: Frame) -> None:
        await self._line.send(encode(frame))
