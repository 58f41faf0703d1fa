"""Stored events read back: the chain is checked on the way and personal values take the place of their commitments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

import msgspec
from sqlalchemy import Engine, select

from core.domain.envelope import ERASED, GENESIS, event_from
from core.domain.events import Event
from core.journal import tables
from core.journal.canonical import commitment
from core.journal.engine import told_as
from core.journal.errors import JournalError

Stored = tuple[int, bytes, str]  # seq, body, hash
Values = dict[int, list[tuple[bytes, str]]]  # seq: (salt, value) pairs

_PAGE: Final = 1000
_EVENTS: Final = "SELECT seq, body, hash FROM events WHERE seq > ? AND seq <= ? ORDER BY seq"
_VALUES: Final = "SELECT seq, salt, value FROM personal WHERE seq > ? AND seq <= ?"
# Opens {"commit":"HEX"}. Quotes inside a string are escaped, so it can only be a commitment that stands for a value.
_MARK: Final = b'{"commit":"'
_HEX: Final = 64
_encode: Final = msgspec.json.Encoder().encode
_ERASED: Final = _encode(ERASED)


def events(engine: Engine, after: int, limit: int | None, upto: int | None) -> Iterator[Event]:
    """Events beyond `after`, at most `limit` and none beyond `upto`; raises JournalError where the chain is broken."""
    bounds = (bound for bound in (upto, None if limit is None else after + limit) if bound is not None)
    for rows, values in pages(engine, after, min(bounds, default=None)):
        for seq, body, _ in rows:
            yield _revealed(seq, body, values.get(seq, ()))


def lines(engine: Engine, after: int) -> Iterator[bytes]:
    """Export lines beyond `after`: the canonical event with `prev` and `hash`."""
    prev = hash_at(engine, after) or GENESIS
    for rows, _ in pages(engine, after, with_values=False):
        for _, body, found in rows:
            yield b'%b,"prev":"%b","hash":"%b"}' % (body[:-1], prev.encode(), found.encode())
            prev = found


def hash_at(engine: Engine, seq: int) -> str | None:
    """The hash of event `seq`; of 0, the genesis; None when there is no such event."""
    if seq == 0:
        return GENESIS
    with told_as("damaged"), engine.begin() as connection:
        return connection.scalar(select(tables.events.c.hash).where(tables.events.c.seq == seq))


def pages(
    engine: Engine, after: int, end: int | None = None, with_values: bool = True
) -> Iterator[tuple[list[Stored], Values]]:
    """Proved rows a page at a time, each page a short transaction of its own, so that no reader holds the file."""
    chain = hash_at(engine, after)
    while chain is not None and (end is None or after < end):
        upto = after + _PAGE if end is None else min(end, after + _PAGE)
        rows, values = _page(engine, after, upto, with_values)
        chain = _proved(rows, after, chain)
        if not rows:
            return
        yield rows, values
        after = rows[-1][0]


def _page(engine: Engine, after: int, upto: int, with_values: bool) -> tuple[list[Stored], Values]:
    values: Values = defaultdict(list)
    with told_as("damaged"), engine.begin() as connection:
        rows = list(connection.exec_driver_sql(_EVENTS, (after, upto)).cursor.fetchall())
        if with_values:
            for seq, salt, value in connection.exec_driver_sql(_VALUES, (after, upto)).cursor.fetchall():
                values[seq].append((salt, value))
    return rows, values


def _proved(rows: Iterable[Stored], seq: int, chain: str) -> str:
    """The hash at the end of `rows`, each proved to follow the one before."""
    for number, body, found in rows:
        seq += 1
        if number != seq or not isinstance(body, bytes):
            raise JournalError("damaged", f"seq {seq}")
        chain = sha256(chain.encode() + body).hexdigest()
        if chain != found:
            raise JournalError("damaged", f"seq {seq}")
    return chain


def _revealed(seq: int, body: bytes, apart: Iterable[tuple[bytes, str]]) -> Event:
    """The event behind `body`, its (salt, value) pairs put back; what was erased reads as `ERASED`."""
    first, *rest = body.split(_MARK)
    if not rest:
        return event_from(body)
    values = {commitment(salt, value).encode(): _encode(value) for salt, value in apart}
    if not values.keys() <= {piece[:_HEX] for piece in rest}:
        raise JournalError("damaged", f"seq {seq}: personal")
    return event_from(first + b"".join([values.get(piece[:_HEX], _ERASED) + piece[_HEX + 2 :] for piece in rest]))
