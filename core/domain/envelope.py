"""Events as CloudEvents 1.0: the one form the wire, the journal's chain and the export share."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from core.domain.events import NAMES, PERSONAL, TYPES, Event, data_from

PREFIX: Final = "hubpost."
GENESIS: Final = "0" * 64


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


_encoder: Final = msgspec.json.Encoder(order="sorted")
_received: Final = msgspec.json.Decoder(_Received)
encode: Final = _encoder.encode


def envelope(event: Event, epoch: str, data: object | None = None) -> Envelope:
    """`event` as a CloudEvent of the journal `epoch`; `data` stands in for the event's own, e.g. masked."""
    seq = event.seq
    return Envelope(
        event.actor,
        event.data if data is None else data,
        "application/json",
        f"{epoch}.{seq}",
        seq,
        f"/hubpost/{epoch}",
        "1.0",
        event.subject,
        event.time,
        _WIRE_NAMES[type(event.data)],
        event.version,
        UNSET if event.cause is None else event.cause,
        UNSET if event.occurredat is None else event.occurredat,
    )


_WIRE_NAMES: Final = {data: PREFIX + name for data, name in NAMES.items()}


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


ERASED: Final = "\u2059erased"
