"""The bytes the chain covers: RFC 8785 form of a CloudEvent, salted commitments in place of personal values."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final, get_args, get_type_hints

import msgspec
from msgspec.structs import force_setattr

from core.domain.envelope import encode, envelope
from core.domain.events import PERSONAL, TYPES, Data, Event
from core.domain.nouns import Deadline
from core.domain.numbers import plain_numbers


def _place(path: str) -> tuple[str, str | None, str]:
    part, _, field = path.rpartition(".")
    return path, part or None, field


Salt = Callable[[], bytes]
Apart = list[tuple[str, bytes, str]]  # personal values kept apart: dotted path into the data, salt, value

# Between these every encoder writes a float the same way, unless it is whole.
_SMALL: Final = 1e-4
_VAST: Final = 2.0**53
# type: its own fields that hold a float
_FLOATS: Final = {
    kind: tuple(field for field, hint in get_type_hints(kind).items() if float in (hint, *get_args(hint)))
    for kind in TYPES.values()
}
_ARMED: Final = frozenset(kind for kind in TYPES.values() if "armed" in kind.__struct_fields__)
# type: its personal fields as (path, field that holds a part or None, field)
_PLACES: Final = {TYPES[name]: tuple(_place(path) for path in paths) for name, paths in PERSONAL.items()}


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
    if (_FLOATS[kind] and _is_odd(data)) or (kind in _ARMED and _is_oddly_armed(data)):
        return encode(plain_numbers(msgspec.to_builtins(told, order="sorted"))), apart
    return encode(told), apart


_NOTHING: Final[Apart] = []


def _covered(data: Data, salt: Salt) -> tuple[Data, Apart]:
    """A copy of `data` with commitments in place of its personal values, fit for encoding only; and those values."""
    cover: Data = data.__copy__()  # type: ignore[attr-defined]
    apart: Apart = []
    parts: dict[str, Any] = {}
    for path, part, field in _PLACES[type(data)]:
        target = cover
        if part is not None:
            if part not in parts:
                whole = getattr(data, part)
                parts[part] = whole and whole.__copy__()
                force_setattr(cover, part, parts[part])
            target = parts[part]
        value = getattr(target, field, None)
        if value is not None:
            grain = salt()
            apart.append((path, grain, value))
            force_setattr(target, field, {"commit": sha256(grain + value.encode()).hexdigest()})
    return cover, apart


def _is_odd(data: Data) -> bool:
    """Whether one of the numbers of `data` is a float that encoders write in different ways."""
    for field in _FLOATS[type(data)]:
        value = getattr(data, field)
        if value is not None and (value % 1 == 0 or not _SMALL <= abs(value) < _VAST):
            return True
    return False


def _is_oddly_armed(data: Data) -> bool:
    """Whether a limit of `data`, whole seconds by its type, was given as a float."""
    armed: tuple[Deadline, ...] = getattr(data, "armed", ())
    return bool(armed) and any(isinstance(deadline.limit, float) for deadline in armed)
