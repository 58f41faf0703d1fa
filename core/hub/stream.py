"""The hub's one listener: websockets at /v1/stream, plain HTTP for /health and /metrics."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import NegotiationError
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from core.domain.nouns import Actor
from core.hub.access import UnavailableError, key_of
from core.hub.line import WebSocketLine
from core.hub.listening import Listening
from core.hub.room import Room
from core.hub.session import Session
from core.protocol.frames import CLOUDEVENTS, PATH, SUBPROTOCOL

MAX_SIZE: Final = 1024 * 1024  # longer than allowed, so that a frame too long gets an error and not a cut line
WRITE_LIMIT: Final = 256 * 1024
_ACTOR: Final = "hubpost_actor"
_KNOWN: Final = (Subprotocol(SUBPROTOCOL), Subprotocol(CLOUDEVENTS))


class Stream:
    """Accepts clients and answers probes."""

    def __init__(self, room: Room, health: Callable[[], dict[str, Any]], metrics: Callable[[], bytes]) -> None:
        self._room = room
        self._pages: dict[str, Callable[[], tuple[str, bytes]]] = {
            "/health": lambda: ("application/json", msgspec.json.encode(health())),
            "/metrics": lambda: ("text/plain; version=0.0.4; charset=utf-8", metrics()),
        }
        self._listeners: dict[ServerConnection, tuple[Actor, str]] = {}
        self._server: Server | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen; the port, which the system picks when it is 0."""
        self._server = await serve(
            self._talk,
            host,
            port,
            process_request=self._request,
            select_subprotocol=_selected,
            subprotocols=_KNOWN,
            compression=None,
            max_size=MAX_SIZE,
            max_queue=64,
            write_limit=WRITE_LIMIT,
            ping_interval=None,  # heartbeats are the protocol's own
            server_header=None,
            ssl=tls,
            logger=logging.getLogger("hubpost.websockets"),
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening and wait until every conversation is over."""
        if self._server is not None:
            self._server.close(code=4014, reason="draining")
            await self._server.wait_closed()

    async def _request(self, socket: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        page = self._pages.get(path)
        if page is not None:
            kind, body = page()
            return _response(HTTPStatus.OK, body, kind)
        if path != PATH:
            return _response(HTTPStatus.NOT_FOUND, b"see /health, /metrics or the websocket at /v1/stream\n")
        if self._room.engine.draining:
            return _response(HTTPStatus.SERVICE_UNAVAILABLE, b"draining\n")
        if _offers(request, CLOUDEVENTS) and not _offers(request, SUBPROTOCOL):
            return await self._bearer(socket, request)
        return None

    async def _bearer(self, socket: ServerConnection, request: Request) -> Response | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            actor = await self._room.access.known(token.strip()) if scheme.lower() == "bearer" else None
        except UnavailableError:
            return _response(HTTPStatus.SERVICE_UNAVAILABLE, b"accounts cannot be read now\n")
        if actor is None:
            refusal = _response(HTTPStatus.UNAUTHORIZED, b"a bearer token is needed\n")
            refusal.headers["WWW-Authenticate"] = "Bearer"
            return refusal
        self._listeners[socket] = (actor, key_of(token.strip()))
        return None

    async def _talk(self, socket: ServerConnection) -> None:
        line = WebSocketLine(socket)
        listener = self._listeners.pop(socket, None)
        if listener is not None:
            await Listening(line, self._room, *listener).run()
        else:
            await Session(line, self._room).run()


def _selected(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The first of ours that was offered; a client that names none speaks hubpost.v1."""
    if not offered:
        return None
    for ours in _KNOWN:
        if ours in offered:
            return ours
    raise NegotiationError(f"this hub speaks {SUBPROTOCOL} and {CLOUDEVENTS}")


def _offers(request: Request, subprotocol: str) -> bool:
    said = ",".join(request.headers.get_all("Sec-WebSocket-Protocol"))
    return subprotocol in (part.strip() for part in said.split(","))


def _response(status: HTTPStatus, body: bytes, kind: str = "text/plain; charset=utf-8") -> Response:
    headers = Headers({"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close"})
    return Response(status.value, status.phrase, headers, body)
