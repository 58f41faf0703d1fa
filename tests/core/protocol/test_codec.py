"""Strict towards strangers: whatever bytes come in, there is a frame or one clear error, and never anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.protocol import codec, errors, frames
from core.protocol.codec import digest_of, events_frames, from_client, from_hub
from core.protocol.errors import CLOSE, NAMES, ProtocolError
from core.protocol.frames import Cmd, Cmds, Hb, Identify

GOOD = {"op": "cmd", "id": "1", "name": "case.ack", "subject": "case/A", "body": {}}


def test_that_a_good_frame_is_what_it_says() -> None:
    frame = from_client(json.dumps(GOOD).encode())
    assert isinstance(frame, Cmd)
    assert (frame.id, frame.name, bytes(frame.body)) == ("1", "case.ack", b"{}")
    assert isinstance(from_client(b'{"op":"hb","seq":5}'), Hb)
    assert isinstance(from_client(b'{"op":"identify","token":"t","client":"c","unknown":[1]}'), Identify)
    group = from_client(json.dumps({"op": "cmds", "cmds": [GOOD]}).encode())
    assert isinstance(group, Cmds)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", errors.PARSE),
        (b"nonsense", errors.PARSE),
        (b"\xff\xfe{}", errors.PARSE),
        (b'{"op":"hb","seq":1,"seq":2}', errors.PARSE),
        (b'{"op":"hb","seq":NaN}', errors.PARSE),
        (b'{"op":"hb","seq":Infinity}', errors.PARSE),
        (b'{"op":"hb","seq":1e999}', errors.PARSE),
        (b'{"op":"hb","seq":9007199254740993}', errors.PARSE),
        (b'{"op":"hb","seq":1,"x":"\\ud800"}', errors.PARSE),
        (b'{"op":"hb","x":' + b"[" * 17 + b"]" * 17 + b"}", errors.PARSE),
        (b"[" * 30000 + b"]" * 30000, errors.PARSE),
        (b"[]", errors.FRAME),
        (b'"hb"', errors.FRAME),
        (b'{"op":"hb"}', errors.FRAME),
        (b'{"op":"hb","seq":"1"}', errors.FRAME),
        (b'{"op":"hb","seq":1.5}', errors.FRAME),
        (b'{"op":"hello"}', errors.UNKNOWN),
        (b'{"op":7}', errors.UNKNOWN),
        (b"{}", errors.UNKNOWN),
        (b'{"op":"hb","seq":1,"pad":"' + b"x" * 70000 + b'"}', errors.TOO_LARGE),
    ],
)
def test_that_anything_else_gets_one_clear_error(raw: bytes, code: int) -> None:
    with pytest.raises(ProtocolError) as caught:
        from_client(raw)
    assert caught.value.error.code == code
    assert caught.value.error.name == NAMES[code]
    assert caught.value.error.message_zh
    assert caught.value.error.message_en


def refused_code(raw: bytes, decode: Callable[[bytes], object]) -> int | None:
    try:
        decode(raw)
    except ProtocolError as refused:
        return refused.error.code if refused.error.message_en and refused.error.message_zh else 0
    return None


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_that_no_bytes_do_anything_but_decode_or_be_refused(raw: bytes) -> None:
    assert refused_code(raw, from_client) in {None, *NAMES}
    assert refused_code(raw, from_hub) in {None, *NAMES}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@given(st.sampled_from(["identify", "sign_in", "resume", "hb", "cmd", "cmds", "events", "result", "view"]), JSON, JSON)
def test_that_frames_with_the_wrong_insides_are_refused_in_words(op: str, one: object, two: object) -> None:
    raw = json.dumps({"op": op, "id": one, "seq": two, "cmds": one, "events": two, "token": one}).encode()
    assert refused_code(raw, from_client) in {None, *NAMES}
    assert refused_code(raw, from_hub) in {None, *NAMES}


def test_that_spliced_frames_hold_every_event_once_in_order_and_keep_below_the_limit() -> None:
    events = [json.dumps({"n": n, "pad": "x" * (n % 50)}).encode() for n in range(500)]
    spliced = events_frames(events, 2000)
    assert max(map(len, spliced)) <= 2000
    got = [json.loads(bytes(raw))["n"] for frame in spliced for raw in from_hub(frame).events]  # type: ignore[union-attr]
    assert got == list(range(500))
    assert events_frames([], 2000) == []


def test_that_a_digest_knows_content_and_not_spelling() -> None:
    def cmd(body: bytes, **more: object) -> Cmd:
        return Cmd(id="1", name="n", subject="s", body=msgspec.Raw(body), **more)  # type: ignore[arg-type]

    same = digest_of(cmd(b'{"a":1,"b":2}'))
    assert same == digest_of(cmd(b'{ "b": 2, "a": 1 }'))
    assert same != digest_of(cmd(b'{"a":1,"b":3}'))
    assert same != digest_of(cmd(b'{"a":1,"b":2}', expected_version=4))


def test_that_every_error_and_close_code_has_its_words() -> None:
    for code in NAMES:
        assert errors.NAMES[code].isupper()
    assert [code for code, (_, back) in CLOSE.items() if not back] == [4004, 4006, 4010, 4012]


def test_that_frames_survive_the_wire() -> None:
    ack = frames.HbAck(now=datetime(2026, 11, 22, tzinfo=UTC), head_seq=3, chain_head="0" * 64)
    assert from_hub(codec.encode(ack)) == ack
