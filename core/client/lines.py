"""The headless console's two languages: command lines in, item lines out, one JSON object each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from core.client.ids import Ids
from core.client.items import (
    AskItem,
    EventsItem,
    FaultItem,
    HeadItem,
    Item,
    LinkItem,
    ReadyItem,
    ResultItem,
    SavedItem,
    SnapshotItem,
    UnsavedItem,
    ViewItem,
)
from core.domain.commands import Command, body_from
from core.domain.envelope import envelope
from core.protocol import errors
from core.protocol.codec import strict_json
from core.protocol.errors import Error, ProtocolError
from core.protocol.frames import TO_HUB_MAX


class CmdLine(Struct, frozen=True):
    """A `cmd` frame as typed in; without an id it is given one."""

    name: str
    subject: str = ""
    id: str | None = None
    body: msgspec.Raw = msgspec.Raw(b"{}")
    expected_version: int | None = None
    occurred_at: datetime | None = None


class _Cmds(Struct, frozen=True):
    cmds: tuple[CmdLine, ...]


class Review(Struct, frozen=True):
    """The word on a command that asks: {"op": "review", "id": …, "send": true}."""

    id: str
    send: bool


def read_line(raw: bytes, ids: Ids) -> tuple[Command, ...] | Review:
    """What one input line asks; raises ProtocolError with the reason where it cannot be taken."""
    plain = strict_json(raw, TO_HUB_MAX)
    if not isinstance(plain, dict):
        raise ProtocolError(errors.FRAME, "not an object")
    op = plain.get("op", "cmd")
    try:
        match op:
            case "cmd":
                return (_command(msgspec.json.decode(raw, type=CmdLine), ids),)
            case "cmds":
                return tuple(_command(each, ids) for each in msgspec.json.decode(raw, type=_Cmds).cmds)
            case "review":
                return msgspec.json.decode(raw, type=Review)
            case _:
                raise ProtocolError(errors.UNKNOWN, str(op)[:40], "op")
    except msgspec.ValidationError as bad:
        raise ProtocolError(errors.FRAME, str(bad)) from bad


def _command(line: CmdLine, ids: Ids) -> Command:
    try:
        body = body_from(line.name, line.body)
    except KeyError as unknown:
        raise ProtocolError(errors.UNKNOWN, line.name[:40], "name") from unknown
    except msgspec.ValidationError as bad:
        raise ProtocolError(errors.BODY, str(bad), "body") from bad
    return Command(
        id=line.id or ids.next(),
        name=line.name,
        subject=line.subject,
        body=body,
        expected_version=line.expected_version,
        occurred_at=line.occurred_at,
    )


def error_line(number: int, error: Error) -> bytes:
    """The answer to an input line that could not be taken."""
    return encode({"kind": "error", "where": "input", "line": number, "detail": error.message_en, "error": error})


def encode(line: dict[str, Any]) -> bytes:
    """One output line; what is None is left out."""
    return msgspec.json.encode({key: value for key, value in line.items() if value is not None}) + b"\n"


class Lines:
    """Turns items into output lines; remembers the epoch, which an event's full form names."""

    def __init__(self) -> None:
        self._epoch = ""

    def of(self, item: Item) -> list[bytes]:
        """The lines of one item; none where there is nothing to tell a program."""
        if isinstance(item, SnapshotItem):
            self._epoch = item.epoch
        if isinstance(item, EventsItem):
            return [encode({"kind": "event", "event": envelope(event, self._epoch)}) for event in item.events]
        tell = _LINES.get(type(item))
        return [] if tell is None else [encode(line) for line in tell(item)]


def _snapshot(item: SnapshotItem) -> list[dict[str, Any]]:
    head = {
        "kind": "snapshot",
        "epoch": item.epoch,
        "at_seq": item.at_seq,
        "cases": len(item.cases),
        "links": len(item.links),
        "units": len(item.units),
        "saved_at": item.saved_at,
    }
    return [head, *({"kind": "case", "case": case} for case in item.cases)]


def _plain(kind: str) -> Callable[[Any], list[dict[str, Any]]]:
    return lambda item: [{"kind": kind} | msgspec.structs.asdict(item)]


def _result(item: ResultItem) -> list[dict[str, Any]]:
    line: dict[str, Any] = {"kind": "result"} | msgspec.structs.asdict(item)
    for flag in ("duplicate", "pending", "dropped"):
        line[flag] = line[flag] or None
    return [line]


def _saved(item: SavedItem) -> list[dict[str, Any]]:
    return [{"kind": "saved", "id": item.id, "name": item.name, "subject": item.subject, "at": item.saved_at}]


def _ready(item: ReadyItem) -> list[dict[str, Any]]:
    line: dict[str, Any] = {"kind": "ready"} | msgspec.structs.asdict(item)
    return [line | {"token": None}]


def _ask(item: AskItem) -> list[dict[str, Any]]:
    asked = item.command
    line = {"kind": "ask", "id": asked.id, "name": asked.name, "subject": asked.subject, "saved_at": item.saved_at}
    return [line | {"body": asked.body}]


def _unsaved(item: UnsavedItem) -> list[dict[str, Any]]:
    return [{"kind": "error", "where": "store", "ids": item.ids, "detail": item.detail}]


_LINES: Final[dict[type, Callable[[Any], list[dict[str, Any]]]]] = {
    LinkItem: _plain("link"),
    SnapshotItem: _snapshot,
    ViewItem: _plain("view"),
    SavedItem: _saved,
    UnsavedItem: _unsaved,
    ResultItem: _result,
    AskItem: _ask,
    ReadyItem: _ready,
    HeadItem: _plain("head"),
    FaultItem: _plain("error"),
}
