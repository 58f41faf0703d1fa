"""The last picture on disk, exactly as the hub let this account see it, so that a start without a line shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Text, cast, delete, func, select

from core.client.items import EventsItem, SnapshotItem, ViewItem
from core.client.keeper import PictureItem
from core.client.stream import Mark
from core.client.tables import PICTURE, read_meta, write_meta
from core.domain.board import Board
from core.domain.events import case_of
from core.domain.nouns import Case, Link
from core.protocol.frames import UnitRow

CASE, LINK, UNIT = "case", "link", "unit"
ASKED_AT_ONCE: Final = 500
READ_AT_ONCE: Final = 400  # decoded in a few milliseconds, so that no frame waits long
_case: Final = msgspec.json.Decoder(Case)
_link: Final = msgspec.json.Decoder(Link)
_cases: Final = msgspec.json.Decoder(list[Case])
_links: Final = msgspec.json.Decoder(list[Link])
_units: Final = msgspec.json.Decoder(list[UnitRow])


class _Meta(Struct, frozen=True):
    owner: str
    mark: Mark
    saved_at: datetime


def load(connection: Connection, owner: str) -> tuple[SnapshotItem, Mark] | None:
    """The picture as it was last written for this owner; nobody sees another's."""
    raw = read_meta(connection, "picture")
    if raw is None:
        return None
    meta = msgspec.json.decode(raw, type=_Meta)
    if meta.owner != owner:
        return None
    picture = SnapshotItem(
        cases=tuple(case for some in _bodies(connection, CASE) for case in _cases.decode(some)),
        links=tuple(link for some in _bodies(connection, LINK) for link in _links.decode(some)),
        units=tuple(unit for some in _bodies(connection, UNIT) for unit in _units.decode(some)),
        at_seq=meta.mark.seq,
        epoch=meta.mark.epoch,
        saved_at=meta.saved_at,
    )
    return picture, meta.mark


def saved_at(connection: Connection, owner: str) -> datetime | None:
    """When the picture of this owner was last written; None where there is none."""
    raw = read_meta(connection, "picture")
    meta = msgspec.json.decode(raw, type=_Meta) if raw is not None else None
    return meta.saved_at if meta is not None and meta.owner == owner else None


def keep(
    connection: Connection,
    owner: str,
    items: Sequence[PictureItem],
    mark: Mark,
    now: datetime,
    board: Callable[[], Board],
) -> None:
    """Bring the picture up to `mark`; reads and writes only what the items touch."""
    fold = _Fold(connection, board())
    for item in items:
        fold.take(item)
    fold.write()
    meta = msgspec.json.encode(_Meta(owner=owner, mark=mark, saved_at=now)).decode()
    write_meta(connection, {"picture": meta})


class _Fold:
    """The part of the picture that some items touch, on a board of its own."""

    def __init__(self, connection: Connection, board: Board) -> None:
        self._connection = connection
        self._board = board
        self._cases: set[str] = set()  # loaded, or known not to be there
        self._links: set[str] = set()

    def take(self, item: PictureItem) -> None:
        """Fold one item in."""
        match item:
            case SnapshotItem():
                self._replace(item)
            case ViewItem():
                self._cases.update(case.no for case in item.add)
                self._board.put(item.add, (), self._board.seq)
                gone = {no for subject in item.remove if (no := case_of(subject)) is not None}
                self._cases |= gone
                self._board.remove(gone)
            case EventsItem():
                self._events(item)

    def write(self) -> None:
        """Put everything touched on disk."""
        cases, links = self._board.cases, self._board.links
        _write(self._connection, CASE, {no: cases.get(no) for no in self._cases})
        _write(self._connection, LINK, {name: links.get(name) for name in self._links})

    def _replace(self, item: SnapshotItem) -> None:
        self._board.cases.clear()
        self._board.links.clear()
        self._connection.execute(delete(PICTURE))
        self._cases = {case.no for case in item.cases}
        self._links = {link.id for link in item.links}
        self._board.put(item.cases, item.links, item.at_seq)
        _write(self._connection, UNIT, {unit.id: unit for unit in item.units})

    def _events(self, item: EventsItem) -> None:
        subjects = {event.subject for event in item.events}
        cases = {no for subject in subjects if (no := case_of(subject)) is not None} - self._cases
        links = {rest for s in subjects for kind, _, rest in [s.partition("/")] if kind == "link"} - self._links
        self._board.put(
            (_case.decode(body) for body in _some(self._connection, CASE, cases)),
            (_link.decode(body) for body in _some(self._connection, LINK, links)),
            self._board.seq,
        )
        self._cases |= cases
        self._links |= links
        for event in item.events:
            self._board.apply(event)


def _bodies(connection: Connection, kind: str) -> Iterable[str]:
    """All things of a kind as JSON lists, some hundred in each.

    SQLite joins them: row by row the driver would let go of the interpreter's lock each time, and a busy window has it
    then; so a start from a full picture took half a minute.
    """
    last = ""
    while True:
        rows = (
            select(PICTURE.c.id, PICTURE.c.body)
            .where(PICTURE.c.kind == kind, PICTURE.c.id > last)
            .order_by(PICTURE.c.id)
            .limit(READ_AT_ONCE)
            .subquery()
        )
        body = cast(rows.c.body, Text)
        found = connection.execute(select(func.max(rows.c.id), func.group_concat(body, ","))).one()
        if found[0] is None:
            return
        last = found[0]
        yield f"[{found[1]}]"


def _some(connection: Connection, kind: str, ids: set[str]) -> Iterable[bytes]:
    for some in _batches(sorted(ids)):
        wanted = select(PICTURE.c.body).where(PICTURE.c.kind == kind, PICTURE.c.id.in_(some))
        yield from connection.execute(wanted).scalars()


def _write(connection: Connection, kind: str, things: dict[str, Any]) -> None:
    rows = [
        {"kind": kind, "id": name, "body": msgspec.json.encode(thing)}
        for name, thing in things.items()
        if thing is not None
    ]
    if rows:
        connection.execute(PICTURE.insert().prefix_with("OR REPLACE"), rows)
    for some in _batches([name for name, thing in things.items() if thing is None]):
        connection.execute(delete(PICTURE).where(PICTURE.c.kind == kind, PICTURE.c.id.in_(some)))


def _batches(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[i : i + ASKED_AT_ONCE] for i in range(0, len(names), ASKED_AT_ONCE))
