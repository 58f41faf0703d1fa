"""The fake hub behind a real websocket on loopback, and a headless console as a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from core.client.connection import ClosedError
from core.protocol.frames import SUBPROTOCOL
from tests.core.client.fake_hub import FakeHub

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60.0


@asynccontextmanager
async def listening(hub: FakeHub) -> AsyncIterator[str]:
    """The fake hub's address while it listens."""

    async def talk(socket: ServerConnection) -> None:
        line = await hub.dial("")

        async def outward() -> None:
            while True:
                frame = await line.to_client.get()
                if isinstance(frame, ClosedError):
                    await socket.close(frame.code if frame.code != 1006 else 1011)
                    return
                await socket.send(frame, text=True)

        sending = asyncio.ensure_future(outward())
        try:
            async for frame in socket:
                line.to_hub.put_nowait(frame.encode() if isinstance(frame, str) else frame)
        except ConnectionClosed:
            pass
        finally:
            line.cut(1006)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async with serve(talk, "127.0.0.1", 0, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}"
        for each in list(server.connections):
            await each.close(1001)
    await hub.gone()


def console_command(url: str, data: Path, *more: str) -> list[str]:
    """How a headless console is started."""
    return [sys.executable, "-m", "console", "console", "--headless", "--hub", url, "--data", str(data), *more]


def environment(token: str | None = "t-1") -> dict[str, str]:
    """The process's environment, with the token in it."""
    plain = {key: value for key, value in os.environ.items() if key != "HUBPOST_TOKEN"}
    return plain | ({"HUBPOST_TOKEN": token} if token is not None else {})


class Process:
    """A headless console in a story: lines in, lines out as plain values."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[dict[str, Any]] = []
        self.is_killed = False

    def says(self, *lines: dict[str, Any] | bytes) -> None:
        """Give it input lines."""
        assert self.process.stdin is not None
        for line in lines:
            self.process.stdin.write((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n")

    def kill(self) -> None:
        """`kill -9`, once; not by Popen's own, which would reap it behind asyncio's back."""
        if not self.is_killed and self.process.returncode is None:
            self.is_killed = True
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)

    def ends_input(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The lines of one kind so far."""
        return [line for line in self.lines if line["kind"] == kind]

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Read output until something is so."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():
                raw = await self.process.stdout.readline()
                assert raw, f"it ended; last said {self.lines[-5:]}"
                self.lines.append(json.loads(raw))

    async def rest(self) -> int:
        """Read to the end; the exit code."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            async for raw in self.process.stdout:
                self.lines.append(json.loads(raw))
            return await self.process.wait()


@asynccontextmanager
async def headless(url: str, data: Path, token: str | None = "t-1") -> AsyncIterator[Process]:
    """A running headless console, killed at the end of the story if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *console_command(url, data),
        cwd=ROOT,
        env=environment(token),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    try:
        yield (console := Process(process))
    finally:
        console.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]
