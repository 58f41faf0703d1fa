"""The headless console's lines: one clear error for each bad one, and nothing secret in any."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from core.client.ids import Ids
from core.client.items import (
    EventsItem,
    FaultItem,
    LinkItem,
    LinkStatus,
    OutboxItem,
    ReadyItem,
    ResultItem,
    SavedItem,
    SnapshotItem,
    UnsavedItem,
)
from core.client.lines import Lines, Review, error_line, read_line
from core.domain import events as ev
from core.domain.clock import ManualClock
from core.domain.commands import Command, Note, Nothing
from core.domain.nouns import Role
from core.protocol.errors import ProtocolError
from tests.core.client.fake_hub import a_case
from tests.core.client.virtual import START


def ids() -> Ids:
    return Ids(ManualClock(START), Random(1))


def told(item: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Lines().of(item)]


def test_that_a_cmd_frame_is_a_command() -> None:
    line = b'{"op":"cmd","id":"a","name":"case.note","subject":"case/A-1-1","body":{"text":"x"},"expected_version":3}'
    assert read_line(line, ids()) == (Command("a", "case.note", "case/A-1-1", Note(text="x"), 3),)


def test_that_a_command_without_an_id_is_given_one() -> None:
    (made,) = read_line(b'{"name":"case.ack","subject":"case/A-1-1"}', ids())  # type: ignore[misc]
    assert made.id == ids().next()
    assert made.body == Nothing()


def test_that_a_group_and_a_review_are_understood() -> None:
    group = read_line(b'{"op":"cmds","cmds":[{"id":"a","name":"case.ack"},{"id":"b","name":"case.claim"}]}', ids())
    assert isinstance(group, tuple)
    assert [command.id for command in group] == ["a", "b"]
    assert read_line(b'{"op":"review","id":"a","send":false}', ids()) == Review(id="a", send=False)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b'{"name":"a","name":"b"}', -32700),
        (b'{"name":NaN}', -32700),
        (b'{"a":' * 40 + b"1" + b"}" * 40, -32700),
        (b"[1]", -32600),
        (b"{}", -32600),
        (b'{"name":7}', -32600),
        (b'{"op":"hb","seq":1}', -32601),
        (b'{"op":["cmd"]}', -32601),
        (b'{"name":"clock.fire"}', -32601),
        (b'{"name":"case.sing"}', -32601),
        (b'{"name":"case.note","body":{}}', -32602),
        (b'{"name":"case.note","body":{"text":7}}', -32602),
        (b'{"op":"review","id":"a"}', -32600),
        (b'{"name":"' + b"x" * 70_000 + b'"}', 1011),
    ],
)
def test_that_a_bad_line_is_one_clear_error(line: bytes, code: int) -> None:
    with pytest.raises(ProtocolError) as bad:
        read_line(line, ids())
    said = json.loads(error_line(3, bad.value.error))
    assert (said["kind"], said["where"], said["line"], said["error"]["code"]) == ("error", "input", 3, code)


def test_that_each_item_is_its_lines() -> None:
    assert told(SavedItem("a", "case.note", "case/A", START)) == [
        {"kind": "saved", "id": "a", "name": "case.note", "subject": "case/A", "at": "2026-11-22T06:00:00Z"}
    ]
    assert told(ResultItem(id="a", ok=True, name="case.note", seq=4, version=2)) == [
        {"kind": "result", "id": "a", "ok": True, "name": "case.note", "seq": 4, "version": 2}
    ]
    assert told(LinkItem(LinkStatus.DOWN, START, "why", 3.5, 1006, 0.1))[0]["state"] == "down"
    assert told(UnsavedItem(("a",), "disk full"))[0] == {
        "kind": "error", "where": "store", "ids": ["a"], "detail": "disk full"}  # fmt: skip
    assert told(FaultItem("event", "odd")) == [{"kind": "error", "where": "event", "detail": "odd"}]
    assert told(OutboxItem(1, 0)) == []


def test_that_an_event_is_printed_as_a_cloudevent_of_its_journal() -> None:
    lines = Lines()
    shown = lines.of(SnapshotItem((a_case(1),), (), (), at_seq=3, epoch="e9"))
    assert [json.loads(line)["kind"] for line in shown] == ["snapshot", "case"]
    event = ev.Event(4, 2, "case/YZ-20261122-0001", START, "op", ev.CaseAcked(), cause="c")
    (line,) = lines.of(EventsItem((event,), 4))
    said = json.loads(line)["event"]
    assert (said["id"], said["type"], said["cause"], said["source"]) == (
        "e9.4",
        "hubpost.case.acked",
        "c",
        "/hubpost/e9",
    )


def test_that_no_token_is_ever_printed() -> None:
    assert "token" not in told(ReadyItem("op", (Role.OPERATOR,), (), None, "secret", "yingze"))[0]
