"""One open line to a client, as the sessions know it; websockets is behind it, a test's queue in its place."""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

CLOSE_S: Final = 1.0  # a client that does not answer the closing handshake is cut after this


class LineClosedError(Exception):
    """The line is gone."""


class Line(Protocol):
    """`recv` and `send` raise LineClosedError when it is gone; `close` and `abort` never raise."""

    async def recv(self) -> bytes:
        """The next frame's bytes, whatever they are."""

    async def send(self, frame: bytes) -> None:
        """Send one text frame, waiting while the client is slow."""

    async def close(self, code: int, reason: str) -> None:
        """End the line with a code."""

    def abort(self) -> None:
        """Cut the line without a word."""


class WebSocketLine:
    """A Line over websockets."""

    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket

    async def recv(self) -> bytes:
        try:
            frame = await self._socket.recv(decode=False)
        except ConnectionClosed as gone:
            raise LineClosedError from gone
        return frame if isinstance(frame, bytes) else frame.encode()

    async def send(self, frame: bytes) -> None:
        try:
            await self._socket.send(frame, text=True)
        except ConnectionClosed as gone:
            raise LineClosedError from gone

    async def close(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._socket.close(code, reason)
        except TimeoutError:
            self.abort()

    def abort(self) -> None:
        self._socket.transport.abort()
