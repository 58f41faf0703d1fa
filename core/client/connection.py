"""The line to the hub as three verbs, so that the same feed runs over a websocket and in a simulation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.typing import Subprotocol

from core.protocol.frames import SUBPROTOCOL

FRAME_BOUND: Final = 1024 * 1024  # four times what a hub may send; more is no hub
OPEN_S: Final = 5.0
CLOSE_S: Final = 1.0


class ClosedError(Exception):
    """The line is gone; `code` is the close code, 1006 where it broke without one."""

    def __init__(self, code: int, reason: str = "") -> None:
        self.code = code
        self.reason = reason
        super().__init__(f"{code} {reason}".strip())


class UnreachableError(Exception):
    """No line could be opened; the text says why."""


class Connection(Protocol):
    """One open line; `recv` and `send` raise ClosedError when it is gone."""

    async def recv(self) -> bytes:
        """The next frame's bytes."""

    async def send(self, frame: bytes) -> None:
        """Send one frame, waiting while the other side is slow."""

    async def close(self, code: int) -> None:
        """End the line; never raises, and does nothing to a line that is gone."""


Dial = Callable[[str], Awaitable[Connection]]


class WebSocket:
    """A Connection over websockets."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def recv(self) -> bytes:
        try:
            frame = await self._socket.recv(decode=False)
        except ConnectionClosed as gone:
            raise _closed(gone) from gone
        return frame if isinstance(frame, bytes) else frame.encode()

    async def send(self, frame: bytes) -> None:
        try:
            await self._socket.send(frame, text=True)
        except ConnectionClosed as gone:
            raise _closed(gone) from gone

    async def close(self, code: int) -> None:
        await self._socket.close(code)


def _closed(gone: ConnectionClosed) -> ClosedError:
    return ClosedError(gone.rcvd.code, gone.rcvd.reason) if gone.rcvd is not None else ClosedError(1006, "line broke")


async def dial(url: str) -> Connection:
    """Open a websocket to the hub, raising UnreachableError; heartbeats are the feed's own, so no pings are sent."""
    try:
        socket = await connect(
            url,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            compression=None,
            max_size=FRAME_BOUND,
            open_timeout=OPEN_S,
            close_timeout=CLOSE_S,
            ping_interval=None,
            proxy=None,
            user_agent_header=None,
        )
    except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as failure:
        raise UnreachableError(str(failure) or type(failure).__name__) from failure
    return WebSocket(socket)
