"""A real hub process, and a client that speaks to it over a real socket."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).parents[3]


def hubpost(*argv: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "console", *argv], cwd=ROOT, capture_output=True, text=True, timeout=60, input=stdin
    )


class HubProcess:
    """Started by `start`, which returns when it says it is ready."""

    def __init__(self, data: Path, *options: str, module: str = "console", env: dict[str, str] | None = None) -> None:
        self.data = data
        self._command = [sys.executable, "-m", module, "hub"] if module == "console" else [sys.executable, module]
        self._options = options
        self._env = {**os.environ, **(env or {}), "PYTHONPATH": str(ROOT)}
        self.process: subprocess.Popen[str] | None = None
        self.ws = self.http = ""

    def start(self, listen: str = "127.0.0.1:0") -> HubProcess:
        words = [*self._command, "--data", str(self.data), "--listen", listen, *self._options]
        with open(self.data.parent / "hub.err", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                words, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, env=self._env
            )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith("ready ws="), said + (self.data.parent / "hub.err").read_text(encoding="utf-8")[-2000:]
        self.ws, self.http = (part.partition("=")[2] for part in said.split()[1:])
        return self

    @property
    def page(self) -> str:
        """Where /health and /metrics are."""
        return self.ws.replace("ws://", "http://").removesuffix("/v1/stream")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self._reap()

    def terminate(self) -> int:
        """SIGTERM; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def _reap(self) -> int:
        assert self.process is not None
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return code

    def __enter__(self) -> HubProcess:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.kill()


class Caller:
    """A client over a socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame, ensure_ascii=False))

    async def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = json.loads(await self.socket.recv())
        return heard

    async def until(self, op: str, **fields: Any) -> dict[str, Any]:
        while True:
            frame = await self.hear()
            if frame["op"] == op and all(frame.get(key) == value for key, value in fields.items()):
                return frame


def dial(url: str) -> connect:
    """A connection to be entered with `async with`."""
    return connect(
        url, subprotocols=[Subprotocol("hubpost.v1")], compression=None, max_size=None, ping_interval=None, proxy=None
    )


def story(work: Any, seconds: float = 60.0) -> Any:
    """Run one story; what hangs fails."""

    async def guarded() -> Any:
        async with asyncio.timeout(seconds):
            return await work

    return asyncio.run(guarded())
