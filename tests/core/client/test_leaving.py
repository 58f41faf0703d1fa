"""Signing out over the line, and looking at a password beside it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from core.client.checking import CheckedItem, checked
from core.client.connection import ClosedError, UnreachableError
from tests.core.client.fake_hub import Line

READY = {"op": "ready", "session": "s", "actor": "0107", "roles": ["operator"], "scope": [], "head_seq": 0}
NOW = "2026-11-22T02:00:00Z"


def answering(said: list[dict[str, Any]]) -> tuple[Line, Callable[[str], Any]]:
    """A line that says hello and then these frames."""
    line = Line()
    hello = {"op": "hello", "proto": 1, "hub": "YZ", "epoch": "e", "heartbeat_ms": 5000, "max_bytes": 65536}
    for frame in ({**hello, "now": NOW, "nonce": "n"}, *said):
        line.to_client.put_nowait(json.dumps(frame).encode())

    async def dial(url: str) -> Line:
        return line

    return line, dial


def test_that_a_right_password_is_told_and_leaves_no_token_behind() -> None:
    line, dial = answering([{**READY, "now": NOW, "token": "t"}])
    assert asyncio.run(checked(dial, "ws://h", "0107", "good")) == CheckedItem(user="0107", ok=True)
    first, last = (json.loads(frame) for frame in line.sent)
    assert (first["op"], first["client"], "seat" in first) == ("sign_in", "console-check", False)
    assert last == {"op": "sign_out", "release": False}
    assert line.closed_with == 1000


def test_that_a_wrong_one_says_what_is_left() -> None:
    error = {"code": 1001, "name": "UNAUTHENTICATED", "message_zh": "错", "message_en": "no", "retryable": False}
    _, dial = answering([{"op": "error", "error": {**error, "left": 2}}])
    assert asyncio.run(checked(dial, "ws://h", "0107", "bad")) == CheckedItem(user="0107", ok=False, left=2)


@pytest.mark.parametrize("code", [1013, -32603])
def test_that_a_hub_that_cannot_look_is_no_wrong_password(code: int) -> None:
    error = {"code": code, "name": "X", "message_zh": "忙", "message_en": "busy", "retryable": True}
    _, dial = answering([{"op": "error", "error": error}])
    with pytest.raises(UnreachableError):
        asyncio.run(checked(dial, "ws://h", "0107", "good"))


def test_that_a_broken_line_is_an_unreachable_hub() -> None:
    line, dial = answering([])
    line.to_client.put_nowait(ClosedError(1006))
    with pytest.raises(UnreachableError):
        asyncio.run(checked(dial, "ws://h", "0107", "good"))
