"""Before anybody signs in: is the hub there, what time is it there, and which sources does it hear."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import msgspec
from msgspec import Struct

PATIENCE_S: Final = 3.0


class ProbeItem(Struct, frozen=True):
    """What the hub's health says without a session; `detail` tells why it could not be asked."""

    is_up: bool
    now: datetime | None = None
    sources: dict[str, datetime] = {}
    detail: str = ""


class _Clock(Struct, frozen=True):
    now: datetime


class _Health(Struct, frozen=True):
    status: str
    clock: _Clock
    sources: dict[str, datetime] = {}


_health: Final = msgspec.json.Decoder(_Health)


def health_url(stream: str) -> str:
    """The hub's health beside its stream: same listener, plain HTTP."""
    parts = urlsplit(stream)
    return urlunsplit(("https" if parts.scheme == "wss" else "http", parts.netloc, "/health", "", ""))


async def probe(stream: str) -> ProbeItem:
    """Ask once; every failure is an answer too."""
    import httpx  # with all it brings it takes longer than the first picture of the desk may

    try:
        async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client:
            answer = await client.get(health_url(stream))
            told = _health.decode(answer.content)
    except (httpx.HTTPError, msgspec.DecodeError) as failure:
        return ProbeItem(is_up=False, detail=str(failure) or type(failure).__name__)
    return ProbeItem(is_up=True, now=told.clock.now, sources=told.sources, detail=told.status)
