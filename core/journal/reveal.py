"""Stored events read back: the chain is checked on the way and personal values take the place of their commitments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from core.domain.envelope import ERASED, commitment, event_from
from core.domain.events import Event
from core.journal.errors import JournalError
from core.journal.rows import link

# Quotes inside a string are escaped, so this can only be a commitment that stands for a value.
_COMMITMENT: Final = re.compile(rb'\{"commit":"([0-9a-f]{64})"\}')
_MARK: Final = b'{"commit":"'
_encode: Final = msgspec.json.Encoder().encode
_ERASED: Final = _encode(ERASED)
Stored = tuple[int, bytes, str]  # seq, body, hash


def checked(rows: Iterable[Stored], seq: int, chain: str) -> Iterator[Stored]:
    """`rows` as they come, each proved to follow the one before; raises JournalError where the chain breaks."""
    for row in rows:
        number, body, found = row
        seq += 1
        chain = link(chain, body)
        if number != seq or chain != found:
            raise JournalError("damaged", f"seq {seq}")
        yield row


def revealed(seq: int, body: bytes, apart: Iterable[tuple[bytes, str]]) -> Event:
    """The event behind `body`, its (salt, value) pairs put back; what was erased reads as `ERASED`."""
    if _MARK not in body:
        return event_from(body)
    values = {commitment(salt, value).encode(): _encode(value) for salt, value in apart}

    used: set[bytes] = set()

    def value_of(found: re.Match[bytes]) -> bytes:
        used.add(found[1])
        return values.get(found[1], _ERASED)

    whole = _COMMITMENT.sub(value_of, body)
    if len(used & values.keys()) < len(values):
        raise JournalError("damaged", f"seq {seq}: personal")
    return event_from(whole)
