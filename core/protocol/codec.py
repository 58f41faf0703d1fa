"""Bytes to frames and back: strict towards strangers, fast on the way out."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

import msgspec

from core.protocol import errors
from core.protocol.errors import ProtocolError
from core.protocol.frames import TO_HUB_MAX, Cmd, FromClient, FromHub

MAX_DEPTH: Final = 16
MAX_INT: Final = 2**53
_CLIENT_OPS: Final = frozenset({"identify", "sign_in", "sign_out", "resume", "hb", "cmd", "cmds"})
_from_client: Final[msgspec.json.Decoder[FromClient]] = msgspec.json.Decoder(FromClient)
_from_hub: Final[msgspec.json.Decoder[FromHub]] = msgspec.json.Decoder(FromHub)
encode: Final = msgspec.json.Encoder().encode


def from_hub(raw: bytes) -> FromHub:
    """The frame a hub sent; raises ProtocolError where it is none, so that an evil hub cannot crash a console."""
    try:
        return _from_hub.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as bad:
        raise ProtocolError(errors.FRAME, str(bad)) from bad


def from_client(raw: bytes) -> FromClient:
    """The frame a client sent; one clear ProtocolError for anything else."""
    plain = strict_json(raw, TO_HUB_MAX)
    if not isinstance(plain, dict):
        raise ProtocolError(errors.FRAME, "not an object")
    op = plain.get("op")
    if not isinstance(op, str) or op not in _CLIENT_OPS:
        raise ProtocolError(errors.UNKNOWN, str(op)[:40], "op")
    try:
        return _from_client.decode(raw)
    except msgspec.DecodeError as bad:
        raise ProtocolError(errors.FRAME, str(bad)) from bad


def strict_json(raw: bytes, limit: int) -> Any:
    """JSON with nothing odd in it: UTF-8, no duplicate keys, no NaN, depth at most 16, integers below 2^53."""
    if len(raw) > limit:
        raise ProtocolError(errors.TOO_LARGE, str(limit))
    try:
        text = raw.decode("utf-8")
        plain = json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except UnicodeDecodeError as bad:
        raise ProtocolError(errors.PARSE, "invalid UTF-8") from bad
    except RecursionError as bad:
        raise ProtocolError(errors.PARSE, f"deeper than {MAX_DEPTH}") from bad
    except json.JSONDecodeError as bad:
        raise ProtocolError(errors.PARSE, f"{bad.msg}, column {bad.colno}") from bad
    except ValueError as bad:  # an integer of more digits than Python reads
        raise ProtocolError(errors.PARSE, "integer beyond 2^53") from bad
    _check(plain, 1)
    return plain


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [k for k, _ in pairs]
        raise ProtocolError(errors.PARSE, f"duplicate key {next(k for k in keys if keys.count(k) > 1)[:40]}")
    return found


def _no_constant(name: str) -> Any:
    raise ProtocolError(errors.PARSE, f"{name} is no number")


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ProtocolError(errors.PARSE, f"deeper than {MAX_DEPTH}")
    if isinstance(value, dict):
        for key, inner in value.items():
            _check(key, depth)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)
    elif isinstance(value, str):
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise ProtocolError(errors.PARSE, "lone surrogate")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ProtocolError(errors.PARSE, "number out of range")
    elif isinstance(value, int) and abs(value) > MAX_INT:
        raise ProtocolError(errors.PARSE, "integer beyond 2^53")


def events_frames(events: Sequence[bytes], limit: int) -> list[bytes]:
    """`events` frames spliced from events encoded once, each frame below `limit` bytes."""
    frames: list[bytes] = []
    batch: list[bytes] = []
    size = 0
    for event in events:
        if batch and size + len(event) + 40 > limit:
            frames.append(_spliced(batch))
            batch, size = [], 0
        batch.append(event)
        size += len(event) + 1
    if batch:
        frames.append(_spliced(batch))
    return frames


def _spliced(batch: Sequence[bytes]) -> bytes:
    return b'{"op":"events","events":[' + b",".join(batch) + b"]}"


def digest_of(command: Cmd) -> str:
    """What makes two commands of one id the same: name, subject, body and expected version, canonically."""
    body = msgspec.json.decode(command.body)
    same = [command.name, command.subject, body, command.expected_version]
    return sha256(msgspec.json.encode(same, order="sorted")).hexdigest()
