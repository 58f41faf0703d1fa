"""The bytes the chain covers: RFC 8785 form of a CloudEvent, salted commitments in place of personal values."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, get_args, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr

from core.domain.envelope import encode, envelope
from core.domain.events import PERSONAL, TYPES, Data, Event

Salt = Callable[[], bytes]
Apart = list[tuple[str, bytes, str]]  # personal values kept apart: dotted path into the data, salt, value

# Between these every encoder writes a float the same way, but for ".0".
_SMALL: Final = 1e-4
_VAST: Final = 2.0**53
# type: its own fields that hold a float
_FLOATS: Final = {
    kind: tuple(field for field, hint in get_type_hints(kind).items() if float in (hint, *get_args(hint)))
    for kind in TYPES.values()
}
# Types that carry a float, or limits that could be some: theirs are the bytes to look through for whole floats.
_NUMBERED: Final = frozenset(kind for kind in TYPES.values() if _FLOATS[kind] or "armed" in kind.__struct_fields__)
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
    if kind in _NUMBERED and (_WHOLE(body) is not None or _is_odd(data)):
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


def _is_odd(data: Data) -> bool:
    """Whether a number is so large or small that encoders differ over its exponent."""
    for field in _FLOATS[type(data)]:
        value = getattr(data, field)
        if value and not _SMALL <= abs(value) < _VAST:
            return True
    return False


def _plain_numbers(value: Any) -> Any:
    """`value` with each float as ECMAScript writes it."""
    if isinstance(value, dict):
        return {key: _plain_numbers(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_numbers(inner) for inner in value]
    if isinstance(value, float):
        return msgspec.Raw(_number(value).encode())
    return value


def _number(value: float) -> str:
    shortest = repr(value)
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        plain = f"{Decimal(shortest):f}"
        return "0" if value == 0 else plain.removesuffix(".0")
    mantissa, _, power = shortest.partition("e")
    return f"{mantissa}e{int(power):+d}"
