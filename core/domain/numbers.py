"""Numbers as RFC 8785 writes them: the way ECMAScript does, so that every language hashes the same bytes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

import msgspec

# What the encoder may have written in another way: a whole float, or one with an exponent. Inside a text it may be
# found by mistake, which costs time and nothing else.
_ODD: Final = re.compile(rb"\d\.0[,}\]]|\d[eE][+-]?\d")


def canonical(thing: Any) -> bytes:
    """The canonical form of a struct or JSON value (RFC 8785): keys sorted, no white space, numbers plain."""
    fast = msgspec.json.encode(thing, order="sorted")
    if _ODD.search(fast) is None:
        return fast
    return msgspec.json.encode(plain_numbers(msgspec.to_builtins(thing, order="sorted")), order="sorted")


def plain_numbers(value: Any) -> Any:
    """`value`, made of plain JSON values, with each float as ECMAScript writes it."""
    if isinstance(value, dict):
        return {key: plain_numbers(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_numbers(inner) for inner in value]
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
