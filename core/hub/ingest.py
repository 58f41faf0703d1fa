"""Reports over HTTP: CloudEvents 1.0 in its structured, batched and binary forms, and a source's own port.

A report is answered only when it is on disk. The event's `source` and `id` name it: sent again it changes
nothing, sent again with another content it is refused with 409.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

import msgspec
import uvicorn
from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.domain import commands as cmd
from core.domain.clock import Clock
from core.domain.nouns import Actor, Role
from core.hub.access import UnavailableError
from core.hub.buckets import Bucket
from core.protocol import errors
from core.protocol.codec import digest_of, strict_json
from core.protocol.errors import Error, ProtocolError
from core.protocol.frames import Cmd, Result

ONE_MAX: Final = 64 * 1024
BATCH_MAX: Final = 1024 * 1024
BATCH_COUNT: Final = 1000
REPORT: Final = "hubpost.report"
HEARTBEAT: Final = "hubpost.source.heartbeat"
STRUCTURED: Final = "application/cloudevents+json"
BATCHED: Final = "application/cloudevents-batch+json"
PER_SECOND, BURST = 50.0, 400.0  # reports of one source

Submit = Callable[[cmd.Command, Actor, str], Awaitable[Result]]
Known = Callable[[str], Awaitable[Actor | None]]


class Received(Struct, frozen=True):
    """A CloudEvent as it came in, whatever its form."""

    id: str
    source: str
    type: str
    data: Any
    time: datetime | None = None


class Tls(Struct, frozen=True):
    """The files of a certificate and its key."""

    certificate: str
    key: str | None = None


class Ingest:
    """The ingest's routes over one hub."""

    def __init__(
        self,
        submit: Submit,
        known: Known,
        heard: Callable[[str, datetime], None],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._submit = submit
        self._known = known
        self._heard = heard
        self._clock = clock
        self._new_id = new_id
        self._buckets: dict[str, Bucket] = {}

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/v1/events", self.events, methods=["POST"]),
                Route("/v1/sources/{source}", self.own_format, methods=["POST"]),
            ]
        )

    async def events(self, request: Request) -> Response:
        """POST /v1/events: one CloudEvent or a batch."""
        return await self._guarded(request, None, self._take_events)

    async def own_format(self, request: Request) -> Response:
        """POST /v1/sources/SOURCE: a report as plain JSON; `Idempotency-Key` names it, else each is a new one."""
        return await self._guarded(request, request.path_params["source"], self._take_plain)

    async def _guarded(
        self, request: Request, source: str | None, take: Callable[[Request, Actor, bytes], Awaitable[Response]]
    ) -> Response:
        try:
            actor = await self._actor(request)
        except UnavailableError:
            return _failed(errors.error(errors.READ_ONLY), HTTPStatus.SERVICE_UNAVAILABLE)
        if actor is None:
            return _failed(errors.error(errors.UNAUTHENTICATED), HTTPStatus.UNAUTHORIZED)
        if actor.role is not Role.SOURCE or (source is not None and source != actor.name):
            return _failed(errors.error(errors.FORBIDDEN), HTTPStatus.FORBIDDEN)
        try:
            raw = await _body(request)
            self._heard(actor.name, self._clock.now())
            return await take(request, actor, raw)
        except ProtocolError as bad:
            status = (
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE if bad.error.code == errors.TOO_LARGE else HTTPStatus.BAD_REQUEST
            )
            return _failed(bad.error, status)

    async def _actor(self, request: Request) -> Actor | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return await self._known(token.strip()) if scheme.lower() == "bearer" and token else None

    async def _take_events(self, request: Request, actor: Actor, raw: bytes) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == BATCHED:
            plain = strict_json(raw, BATCH_MAX)
            if not isinstance(plain, list) or len(plain) > BATCH_COUNT:
                raise ProtocolError(errors.FRAME, f"a batch is a JSON array of at most {BATCH_COUNT} events")
            results = [await self._take_one(one, actor) for one in plain]
            worst = max((status for _, status in results), default=HTTPStatus.ACCEPTED)
            return JSONResponse({"results": [msgspec.to_builtins(r) for r, _ in results]}, status_code=worst)
        event = _structured(strict_json(raw, ONE_MAX)) if kind == STRUCTURED else _binary(request, kind, raw)
        result, status = await self._take(event, actor)
        return _answer(result, status)

    async def _take_one(self, plain: Any, actor: Actor) -> tuple[Result, HTTPStatus]:
        """One of a batch: what is wrong with it is its own result and spoils no other."""
        try:
            return await self._take(_structured(plain), actor)
        except ProtocolError as bad:
            named = plain.get("id") if isinstance(plain, dict) else None
            return Result(id=named if isinstance(named, str) else "", ok=False, error=bad.error), HTTPStatus.BAD_REQUEST

    async def _take_plain(self, request: Request, actor: Actor, raw: bytes) -> Response:
        plain = strict_json(raw, ONE_MAX)
        key = request.headers.get("idempotency-key") or self._new_id()
        result, status = await self._take(Received(id=key, source=actor.name, type=REPORT, data=plain), actor)
        return _answer(result, status)

    async def _take(self, event: Received, actor: Actor) -> tuple[Result, HTTPStatus]:
        """One event on its way into the journal; its answer and HTTP status."""
        name = "ce:" + sha256(f"{actor.name}\n{event.source}\n{event.id}".encode()).hexdigest()
        try:
            if event.type == HEARTBEAT:
                return Result(id=event.id, ok=True), HTTPStatus.ACCEPTED
            if event.type != REPORT:
                raise ProtocolError(errors.UNKNOWN, event.type[:80], "type")
            wait = self._buckets.setdefault(actor.name, Bucket(PER_SECOND, BURST)).take(self._clock.now())
            if wait > 0:
                slow = errors.error(errors.RATE_LIMITED, retry_after_ms=int(wait * 1000) + 1)
                return Result(id=event.id, ok=False, error=slow), HTTPStatus.TOO_MANY_REQUESTS
            body = _report(event.data)
        except ProtocolError as bad:
            return Result(id=event.id, ok=False, error=bad.error), HTTPStatus.BAD_REQUEST
        command = cmd.Command(id=name, name="case.report", subject="", body=body, occurred_at=event.time)
        raw = msgspec.Raw(msgspec.json.encode(event.data))
        digest = digest_of(Cmd(id=name, name="case.report", subject="", body=raw))
        result = await self._submit(command, actor, digest)
        return msgspec.structs.replace(result, id=event.id), _status(result)


def _report(data: Any) -> cmd.Report:
    try:
        return msgspec.convert(data, cmd.Report)
    except msgspec.ValidationError as bad:
        raise ProtocolError(errors.BODY, str(bad), "data") from bad


def _structured(plain: Any) -> Received:
    """A CloudEvent in the JSON format."""
    if not isinstance(plain, dict):
        raise ProtocolError(errors.FRAME, "a CloudEvent is a JSON object")
    if plain.get("specversion") != "1.0":
        raise ProtocolError(errors.FRAME, "specversion must be 1.0", "specversion")
    data = plain.get("data")
    if "data_base64" in plain:
        data = _json_in_base64(plain["data_base64"])
    try:
        return msgspec.convert({**plain, "data": data}, Received)
    except msgspec.ValidationError as bad:
        raise ProtocolError(errors.FRAME, str(bad)) from bad


def _json_in_base64(text: Any) -> Any:
    try:
        return strict_json(base64.b64decode(text, validate=True), ONE_MAX)
    except (binascii.Error, TypeError, ValueError) as bad:
        raise ProtocolError(errors.FRAME, "data_base64 does not decode", "data_base64") from bad


def _binary(request: Request, kind: str, raw: bytes) -> Received:
    """A CloudEvent in binary mode: attributes in `ce-` headers, JSON data as the body."""
    if request.headers.get("ce-specversion") != "1.0":
        raise ProtocolError(
            errors.FRAME, f"send {STRUCTURED}, {BATCHED}, or ce- headers with ce-specversion 1.0", "content-type"
        )
    if kind not in ("application/json", ""):
        raise ProtocolError(errors.FRAME, "data must be application/json", "content-type")
    head = {name: request.headers[f"ce-{name}"] for name in ("id", "source", "type") if f"ce-{name}" in request.headers}
    when = request.headers.get("ce-time")
    data = strict_json(raw, ONE_MAX) if raw else None
    try:
        return msgspec.convert({**head, "data": data, **({"time": when} if when else {})}, Received)
    except msgspec.ValidationError as bad:
        raise ProtocolError(errors.FRAME, str(bad)) from bad


async def _body(request: Request) -> bytes:
    """The body, given up as soon as it is longer than any form allows."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > BATCH_MAX:
            raise ProtocolError(errors.TOO_LARGE, str(BATCH_MAX))
        parts.append(part)
    return b"".join(parts)


_STATUS: Final[dict[int, HTTPStatus]] = {
    errors.IDEMPOTENCY_MISMATCH: HTTPStatus.CONFLICT,
    errors.FORBIDDEN: HTTPStatus.FORBIDDEN,
    errors.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    errors.READ_ONLY: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.OVERLOADED: HTTPStatus.SERVICE_UNAVAILABLE,
}


def _status(result: Result) -> HTTPStatus:
    if result.ok:
        return HTTPStatus.ACCEPTED
    return _STATUS.get(result.error.code if result.error else 0, HTTPStatus.BAD_REQUEST)


def _answer(result: Result, status: HTTPStatus) -> Response:
    headers = {}
    if result.error is not None and result.error.retry_after_ms is not None:
        headers["retry-after"] = str(-(-result.error.retry_after_ms // 1000))
    return JSONResponse(msgspec.to_builtins(result), status_code=status, headers=headers)


def _failed(error: Error, status: HTTPStatus) -> Response:
    return JSONResponse({"error": msgspec.to_builtins(error)}, status_code=status)


class Listener:
    """The ingest's own port, served beside the stream in the same loop."""

    def __init__(self, app: Starlette, host: str, port: int, tls: Tls | None = None) -> None:
        self._socket = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        settings = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=2,
            ssl_certfile=tls.certificate if tls is not None else None,
            ssl_keyfile=tls.key if tls is not None else None,
        )
        self._server = _Server(settings)
        self._task: asyncio.Task[None] | None = None
        shown = f"[{host}]" if ":" in host else host
        self.url = f"{'http' if tls is None else 'https'}://{shown}:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Begin to serve."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))

    async def stop(self) -> None:
        """Finish what is under way and end."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task


class _Server(uvicorn.Server):
    """Leaves signals to the hub, which drains on SIGTERM."""

    def install_signal_handlers(self) -> None:
        return

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def start_ingest(app: Starlette, host: str, port: int, tls: Tls | None = None) -> Listener:
    """Open the ingest's port (0 picks one) and serve it in this loop."""
    listener = Listener(app, host, port, tls)
    listener.start()
    return listener
