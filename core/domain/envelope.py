"""Events as CloudEvents 1.0: the one form the wire, the journal's chain and the export share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from core.domain.events import NAMES, PERSONAL, TYPES, Event, data_from

PREFIX: Final = "hubpost."
GENESIS: Final = "0" * 64
_VAST: Final = 2.0**53
_WHOLE: Final = re.compile(rb"\.0[,}\]]").search  # a float with nothing behind the point, or a text like one
Salt = Callable[[], bytes]


class Envelope(Struct, frozen=True):
    """A CloudEvent as sent; fields stand in the canonical (sorted) order. `data` is a struct or plain JSON values."""

    actor: str
    data: Any
    datacontenttype: str
    id: str
    seq: int
    source: str
    specversion: str
    subject: str
    time: datetime
    type: str
    version: int
    cause: str | UnsetType = UNSET
    occurredat: datetime | UnsetType = UNSET


class _Received(Struct, frozen=True):
    seq: int
    subject: str
    time: datetime
    type: str
    version: int
    actor: str
    data: msgspec.Raw
    cause: str | None = None
    occurredat: datetime | None = None


class Personal(Struct, frozen=True):
    """One personal value kept apart from the chain: where it belongs, its salt and the value."""

    path: str
    salt: bytes
    value: str


_encoder: Final = msgspec.json.Encoder(order="sorted")
_received: Final = msgspec.json.Decoder(_Received)
encode: Final = _encoder.encode


def envelope(event: Event, epoch: str, data: object | None = None) -> Envelope:
    """`event` as a CloudEvent of the journal `epoch`; `data` stands in for the event's own, e.g. masked."""
    return Envelope(
        actor=event.actor,
        data=event.data if data is None else data,
        datacontenttype="application/json",
        id=f"{epoch}.{event.seq}",
        seq=event.seq,
        source=f"/hubpost/{epoch}",
        specversion="1.0",
        subject=event.subject,
        time=event.time,
        type=PREFIX + NAMES[type(event.data)],
        version=event.version,
        cause=UNSET if event.cause is None else event.cause,
        occurredat=UNSET if event.occurredat is None else event.occurredat,
    )


def event_from(raw: bytes | msgspec.Raw) -> Event:
    """The event in a CloudEvent's bytes; raises msgspec.ValidationError or KeyError (unknown type) for bad input."""
    got = _received.decode(raw)
    return Event(
        seq=got.seq,
        version=got.version,
        subject=got.subject,
        time=got.time,
        actor=got.actor,
        data=data_from(got.type.removeprefix(PREFIX), got.data),
        cause=got.cause,
        occurredat=got.occurredat,
    )


def personal_values(event: Event) -> dict[str, str]:
    """The personal values present in an event, by dotted path into its data."""
    found: dict[str, str] = {}
    for path, steps in _STEPS.get(type(event.data), ()):
        value: object = event.data
        for step in steps:
            value = getattr(value, step, None)
        if isinstance(value, str):
            found[path] = value
    return found


_STEPS: Final = {TYPES[name]: tuple((path, path.split(".")) for path in paths) for name, paths in PERSONAL.items()}


def commitment(salt: bytes, value: str) -> str:
    """What stands in the chain for a personal value: SHA-256 over its salt and its UTF-8 text, in hex."""
    return sha256(salt + value.encode("utf-8", "surrogatepass")).hexdigest()


def with_values(data: object, values: dict[str, object]) -> Any:
    """`data` as plain JSON values with each dotted path in `values` replaced."""
    plain = msgspec.to_builtins(data, order="sorted")
    for path, value in values.items():
        target = plain
        *parents, leaf = path.split(".")
        for step in parents:
            target = target.get(step, {})
        if leaf in target:
            target[leaf] = value
    return plain


def committed(event: Event, epoch: str, salt: Salt) -> tuple[bytes, tuple[Personal, ...]]:
    """The canonical bytes the chain covers, and the personal values and salts to be kept apart."""
    values = personal_values(event)
    if not values:
        return canonical(envelope(event, epoch)), ()
    apart = tuple([Personal(path, salt(), value) for path, value in values.items()])
    marks: dict[str, object] = {p.path: {"commit": commitment(p.salt, p.value)} for p in apart}
    return canonical(envelope(event, epoch, _marked(event.data, marks))), apart


def canonical(told: Envelope) -> bytes:
    """RFC 8785 bytes of a CloudEvent: keys sorted, no white space, numbers as ECMAScript writes them."""
    body = encode(told)
    if _WHOLE(body) is not None or _is_vast(told.data):
        return encode(_plain_numbers(msgspec.to_builtins(told, order="sorted")))
    return body


def _marked(data: Struct, marks: dict[str, object]) -> Struct:
    """`data` with a mark in place of each personal value; fit for encoding only."""
    changes: dict[str, object] = {}
    inner: dict[str, dict[str, object]] = {}
    for path, mark in marks.items():
        step, _, rest = path.partition(".")
        if rest:
            inner.setdefault(step, {})[rest] = mark
        else:
            changes[step] = mark
    for step, below in inner.items():
        changes[step] = _marked(getattr(data, step), below)
    return msgspec.structs.replace(data, **changes)


def _is_vast(data: object) -> bool:
    """Whether a coordinate is so large that encoders write its exponent differently."""
    lon, lat = getattr(data, "lon", None), getattr(data, "lat", None)
    return (lon is not None and abs(lon) >= _VAST) or (lat is not None and abs(lat) >= _VAST)


def _plain_numbers(value: Any) -> Any:
    """`value` with whole floats as integers and vast ones as ECMAScript writes them."""
    if isinstance(value, dict):
        return {key: _plain_numbers(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_numbers(inner) for inner in value]
    if not isinstance(value, float) or not value.is_integer():
        return value
    if abs(value) < _VAST:
        return int(value)
    shortest = repr(value)
    return msgspec.Raw((f"{Decimal(shortest):.0f}" if abs(value) < 1e21 else shortest).encode())


ERASED: Final = "\u2059erased"
