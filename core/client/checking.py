"""Looks at a person's password without touching the session that stands: for a locked seat and for relief."""

from __future__ import annotations

import asyncio
from typing import Final

from msgspec import Struct

from core.client.connection import ClosedError, Connection, Dial, UnreachableError
from core.protocol import codec
from core.protocol.errors import UNAUTHENTICATED, Error, ProtocolError
from core.protocol.frames import ErrorFrame, Ready, SignIn, SignOut

CLIENT: Final = "console-check"  # another client than the console's, so that its session is not replaced
PATIENCE_S: Final = 10.0


class CheckedItem(Struct, frozen=True):
    """Whether this is that person; `is_offline` when the hub could not be asked. A wrong one says what is left."""

    user: str
    ok: bool
    is_offline: bool = False
    left: int | None = None
    wait_ms: int | None = None


async def checked(dial: Dial, url: str, user: str, password: str) -> CheckedItem:
    """Ask the hub on a line of its own; the token it gives is ended at once. Raises UnreachableError."""
    line = await dial(url)
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await _asked(line, user, password)
    except (ClosedError, ProtocolError, TimeoutError) as gone:
        raise UnreachableError(str(gone) or "no answer") from gone
    finally:
        await line.close(1000)


async def _asked(line: Connection, user: str, password: str) -> CheckedItem:
    await line.recv()  # hello
    await line.send(codec.encode(SignIn(user=user, password=password, client=CLIENT)))
    while True:
        frame = codec.from_hub(await line.recv())
        if isinstance(frame, ErrorFrame):
            return _refused(user, frame.error)
        if isinstance(frame, Ready):
            await line.send(codec.encode(SignOut(release=False)))
            return CheckedItem(user=user, ok=True)


def _refused(user: str, error: Error) -> CheckedItem:
    if error.code != UNAUTHENTICATED:
        raise UnreachableError(error.message_en)
    return CheckedItem(user=user, ok=False, left=error.left, wait_ms=error.retry_after_ms)
