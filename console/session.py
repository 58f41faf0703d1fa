"""A plain session with a hub, for programs that are no console: commands out, results and events in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec

from core.client.connection import ClosedError, Connection, Dial, UnreachableError
from core.domain.envelope import event_from
from core.domain.events import Event
from core.domain.nouns import Case
from core.protocol import codec, frames
from core.protocol.errors import NEVER_STORED, ProtocolError

PATIENCE_S: Final = 60.0
RETRY_MS: Final = 500  # where the hub says "not now" and not when


class SessionError(Exception):
    """The session cannot be had or cannot go on; the text says what to do."""


class Session:
    """Signed in with a token: `run` listens and beats until the line ends, `ask` sends a command."""

    def __init__(
        self,
        connection: Connection,
        cases: tuple[Case, ...],
        hear: Callable[[Event], None],
        see: Callable[[Case], None],
    ) -> None:
        self.cases = cases
        self._connection = connection
        self._hear = hear
        self._see = see
        self._answers: dict[str, asyncio.Future[frames.Result]] = {}

    @classmethod
    async def open(
        cls,
        url: str,
        token: str,
        client: str,
        dial: Dial,
        hear: Callable[[Event], None],
        see: Callable[[Case], None] = lambda case: None,
    ) -> Session:
        """Identify and read the snapshot; raises SessionError in words."""
        cases: list[Case] = []
        try:
            connection = await dial(url)
            await connection.recv()  # hello
            await connection.send(codec.encode(frames.Identify(token=token, client=client)))
            while True:
                frame = codec.from_hub(await connection.recv())
                if isinstance(frame, frames.ErrorFrame):
                    raise SessionError(frame.error.message_en)
                if isinstance(frame, frames.SnapshotChunk):
                    cases += frame.cases
                if isinstance(frame, frames.SnapshotEnd):
                    return cls(connection, tuple(cases), hear, see)
        except UnreachableError as failure:
            raise SessionError(f"no hub at {url} ({failure}); start one with: hubpost hub --data DIR") from failure
        except ClosedError as gone:
            raise SessionError(f"the hub closed the line ({gone}); is the token right for this?") from gone
        except ProtocolError as strange:
            raise SessionError(f"what answers at {url} is no hub ({strange})") from strange

    async def run(self) -> None:
        """Listen and beat until the line ends; raises SessionError."""
        beat = asyncio.create_task(self._beat())
        try:
            while True:
                self._take(codec.from_hub(await self._connection.recv()))
        except ClosedError as gone:
            raise SessionError(f"the line broke ({gone})") from gone
        except ProtocolError as strange:
            raise SessionError(f"the hub said what cannot be read ({strange})") from strange
        finally:
            beat.cancel()
            await asyncio.gather(beat, return_exceptions=True)

    async def ask(
        self, id: str, name: str, subject: str, body: dict[str, Any], occurred_at: datetime | None = None
    ) -> frames.Result:
        """Send one command and wait for what became of it, again while the hub says "not now"; raises SessionError."""
        raw = msgspec.Raw(codec.encode(body))
        command = frames.Cmd(id=id, name=name, subject=subject, body=raw, occurred_at=occurred_at)
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_S
        while True:
            result = await self._once(command)
            error = result.error
            if error is None or error.code not in NEVER_STORED:
                return result
            wait = (error.retry_after_ms or RETRY_MS) / 1000
            if loop.time() + wait > end:
                raise SessionError(f"the hub takes nothing for now: {error.message_en}")
            await asyncio.sleep(wait)

    async def _once(self, command: frames.Cmd) -> frames.Result:
        answer: asyncio.Future[frames.Result] = asyncio.get_running_loop().create_future()
        self._answers[command.id] = answer
        try:
            await self._connection.send(codec.encode(command))
            return await asyncio.wait_for(answer, PATIENCE_S)
        except ClosedError as gone:
            raise SessionError(f"the line broke ({gone})") from gone
        except TimeoutError as late:
            raise SessionError(f"the hub gave no answer in {PATIENCE_S:.0f} s") from late
        finally:
            self._answers.pop(command.id, None)

    async def close(self) -> None:
        """End the session."""
        await self._connection.close(1000)

    def _take(self, frame: frames.FromHub) -> None:
        if isinstance(frame, frames.Result):
            waiting = self._answers.get(frame.id)
            if waiting is not None and not waiting.done():
                waiting.set_result(frame)
        elif isinstance(frame, frames.Events):
            for raw in frame.events:
                self._hear(event_from(raw))
        elif isinstance(frame, frames.View):
            for case in frame.add:
                self._see(case)
        elif isinstance(frame, frames.ErrorFrame):
            raise SessionError(frame.error.message_en)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(frames.HEARTBEAT_MS / 1000)
            await self._connection.send(codec.encode(frames.Hb(seq=0, outbox=len(self._answers))))


def why(result: frames.Result) -> str:
    """A refused result in words."""
    error = result.error
    return "no reason given" if error is None else f"{error.rule or error.name} ({error.message_en})"
