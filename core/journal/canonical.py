"""The bytes the chain covers: RFC 8785 form of a CloudEvent, salted commitments in place of personal values."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr

from core.domain.envelope import encode, envelope
from core.domain.events import PERSONAL, TYPES, Data, Event

Salt = Callable[[], bytes]
Apart = list[tuple[str, bytes, str]]  # personal values kept apart: dotted path into the data, salt, value

_VAST: Final = 2.0**53
# Types that carry a float, or a limit that could be one: theirs are the bytes to look through for whole floats.
_NUMBERED: Final = frozenset(
    kind for kind in TYPES.values() if {"lon", "lat", "late", "seconds", "armed"} & set(kind.__struct_fields__)
)
_WHOLE: Final = re.compile(rb"\.0[,}\]]").search  # a float with nothing behind the point, or a text that ends like one
# type: (personal fields of its own, (field, personal fields within it)…)
_PLACES: Final = {
    TYPES[name]: (
        tuple(path for path in paths if "." not in path),
        tuple(
            (step, tuple(path.removeprefix(f"{step}.") for path in paths if path.startswith(f"{step}.")))
            for step in sorted({path.partition(".")[0] for path in paths if "." in path})
        ),
    )
    for name, paths in PERSONAL.items()
}


def commitment(salt: bytes, value: str) -> str:
    """What stands in the chain for a personal value: SHA-256 over its salt and its UTF-8 text, in hex."""
    return sha256(salt + value.encode()).hexdigest()


def committed(event: Event, epoch: str, salt: Salt) -> tuple[bytes, Apart]:
    """The canonical bytes of `event`, and the personal values and salts to be kept apart."""
    data, apart = event.data, _NOTHING
    kind = type(data)
    if kind in _PLACES:
        data, apart = _covered(data, salt)
    told = envelope(event, epoch, data)
    body = encode(told)
    if kind in _NUMBERED and (_WHOLE(body) is not None or _is_vast(data)):
        body = encode(_plain_numbers(msgspec.to_builtins(told, order="sorted")))
    return body, apart


_NOTHING: Final[Apart] = []


def _covered(data: Data, salt: Salt) -> tuple[Data, Apart]:
    """A copy of `data` with commitments in place of its personal values, fit for encoding only; and those values."""
    own, within = _PLACES[type(data)]
    cover: Data = data.__copy__()  # type: ignore[attr-defined]
    apart: Apart = []
    _cover(cover, own, "", salt, apart)
    for step, leaves in within:
        if (inner := getattr(data, step)) is not None:
            copied = inner.__copy__()
            _cover(copied, leaves, f"{step}.", salt, apart)
            force_setattr(cover, step, copied)
    return cover, apart


def _cover(target: Struct, leaves: tuple[str, ...], prefix: str, salt: Salt, apart: Apart) -> None:
    for leaf in leaves:
        if (value := getattr(target, leaf)) is not None:
            grain = salt()
            apart.append((prefix + leaf, grain, value))
            force_setattr(target, leaf, {"commit": sha256(grain + value.encode()).hexdigest()})


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
