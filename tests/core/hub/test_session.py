"""The conversation: order of frames, time limits, resume, errors, limits, and that nobody slows anybody."""

from __future__ import annotations

import asyncio
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.domain.envelope import event_from
from core.domain.nouns import Place, Role
from core.hub.limits import Limits
from core.protocol import errors
from core.protocol.frames import FromHub
from tests.core.domain.world import OPERATOR, SOURCE, liaison, yingze
from tests.core.hub.house import House, Talk, story


def seqs(frames: list[dict[str, Any]]) -> list[int]:
    return [event["seq"] for frame in frames if frame["op"] == "events" for event in frame["events"]]


async def to_seq(talk: Talk, seq: int) -> None:
    """Hear until the stream has reached that sequence."""
    while not any(reaches(frame, seq) for frame in talk.frames):
        await talk.hear()


def reaches(frame: dict[str, Any], seq: int) -> bool:
    if frame["op"] in ("skip", "snapshot_begin"):
        return bool(frame.get("to_seq", frame.get("at_seq")) >= seq)
    return frame["op"] == "events" and frame["events"][-1]["seq"] >= seq


def test_that_the_frames_come_in_the_order_of_the_protocol(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            await house.report(SOURCE)
            talk = house.connect()
            hello = await talk.hear()
            assert (hello["op"], hello["proto"], hello["epoch"]) == ("hello", 1, "epoch-1")
            assert hello["heartbeat_ms"] == 5000
            assert hello["max_bytes"] == 64 * 1024
            assert len(hello["nonce"]) >= 16
            token = house.token("0107", Role.OPERATOR)
            talk.say(op="identify", token=token, client="c", seat="02", caps=["x"], unknown={"a": 1})
            ready = await talk.hear()
            assert ready["op"] == "ready"
            assert ready["actor"] == "0107"
            assert ready["roles"] == ["operator"]
            assert (ready["scope"], ready["seat"], ready["head_seq"], "token" in ready) == ([], "02", 1, False)
            begin = await talk.hear()
            assert (begin["op"], begin["at_seq"]) == ("snapshot_begin", 1)
            await talk.until("snapshot_end")
            result = await talk.result(talk.ask("case.report", title="燃气异味"))
            assert result["ok"]
            assert result["seq"] == 2
            assert result["subject"].startswith("case/YZ-")
            await to_seq(talk, 2)
            assert seqs(talk.frames) == [2]
            for raw in talk.wire.raw:
                msgspec.json.decode(raw, type=FromHub)

    story(work())


def test_that_a_snapshot_carries_all_objects_and_their_digest(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(to_client=4096, events_per_s=1e9)) as house:
            for n in range(30):
                await house.report(SOURCE, title=f"第 {n} 件", narrative="很长的话" * 20)
            talk = await house.enter("0107", Role.OPERATOR)
            chunks = [f for f in talk.frames if f["op"] == "snapshot_chunk"]
            objects = [o for c in chunks for key, value in c.items() if isinstance(value, list) for o in value]
            digest = sha256()
            for one in objects:
                text = json.dumps(one, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
                digest.update(text.encode())
            end = talk.frames[-1]
            assert (end["count"], end["digest"]) == (len(objects), digest.hexdigest())
            assert len([c for c in chunks for _ in c.get("cases", ())]) == 30
            assert len([u for c in chunks for u in c.get("units", ())]) > 10
            assert max(map(len, talk.wire.raw)) <= 4096
            assert len({c["id"] for c in chunks} | {end["id"]}) == 1

    story(work())


def test_that_who_does_not_say_who_it_is_in_time_is_closed_with_4003(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = house.connect()
            await talk.until("hello")
            talk.ask("case.report", title="没报姓名")
            refused = await talk.until("result")
            assert refused["error"]["code"] == errors.UNAUTHENTICATED
            house.now_s = 4.9
            house.room.sweep()
            assert not talk.wire.gone.is_set()
            house.now_s = 5.1
            house.room.sweep()
            assert await talk.closed() == 4003
            assert house.names() == []

    story(work())


def test_that_a_wrong_token_or_password_is_closed_with_4004_and_one_text(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            house.access.add("0107", Role.OPERATOR, (), "a long password")
            said = []
            for frame in (
                {"op": "identify", "token": "0" * 64, "client": "c"},
                {"op": "sign_in", "user": "0107", "password": "wrong", "seat": "1", "client": "c"},
                {"op": "sign_in", "user": "nobody", "password": "wrong", "seat": "1", "client": "c"},
                {"op": "resume", "token": "x", "client": "c", "epoch": "epoch-1", "last_seq": 0},
            ):
                talk = house.connect()
                talk.say(**frame)
                said.append((await talk.until("error"))["error"])
                assert await talk.closed() == 4004
            texts = [{k: v for k, v in error.items() if k != "left"} for error in said]
            assert all(text == texts[0] for text in texts)
            assert said[1] == said[2]  # a name that exists and one that does not
            assert said[0]["code"] == errors.UNAUTHENTICATED

    story(work())


def test_that_signing_in_gives_a_token_that_identifies_and_resumes(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            house.access.add("0107", Role.OPERATOR, (), "a long password")
            talk = house.connect()
            talk.say(op="sign_in", user="0107", password="a long password", seat="02", client="c")
            token = (await talk.until("ready"))["token"]
            assert len(token) >= 32
            await talk.until("snapshot_end")
            await talk.hang_up()
            again = house.connect()
            again.say(op="resume", token=token, client="c", seat="02", epoch="epoch-1", last_seq=0)
            assert "token" not in await again.until("ready")
            assert (await again.until("resumed"))["head_seq"] == 0

    story(work())


@pytest.mark.parametrize("near", [0, 500])
def test_that_a_resume_sends_exactly_what_was_missed(tmp_path: Path, near: int) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(near=near, page=3, events_per_s=1e9)) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            case = await house.report(SOURCE)
            await to_seq(talk, 1)
            talk.say(op="hb", seq=1)
            ack = await talk.until("hb_ack")
            await talk.hang_up()
            for n in range(10):
                await house.ask(OPERATOR, "case.note", case, text=f"{n}")
            again = house.connect()
            again.say(
                op="resume",
                token=house.token("0107", Role.OPERATOR),
                client="test",
                epoch="epoch-1",
                last_seq=1,
                chain_head=ack["chain_head"],
            )
            assert (await again.until("resumed"))["head_seq"] == 11
            await house.ask(OPERATOR, "case.note", case, text="又一次")
            await to_seq(again, 12)
            assert seqs(again.frames) == list(range(2, 13))
            assert not any(f["op"].startswith("snapshot") for f in again.frames)
            events = [event_from(json.dumps(e).encode()) for f in again.frames if f["op"] == "events"
                      for e in f["events"]]  # fmt: skip
            assert events == list(house.journal.read(after=1))

    story(work())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"epoch": "another"}, "epoch"),
        ({"last_seq": 99}, "ahead"),
        ({"last_seq": -1}, "ahead"),
        ({"chain_head": "f" * 64}, "chain_head"),
        ({"last_seq": 0}, "too_far"),
    ],
)
def test_that_what_cannot_be_continued_is_a_snapshot(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(resume_events=2, events_per_s=1e9)) as house:
            for _ in range(3):
                await house.report(SOURCE)
            talk = house.connect()
            frame = {"op": "resume", "client": "c", "epoch": "epoch-1", "last_seq": 2, **change}
            talk.say(token=house.token("0107", Role.OPERATOR), **frame)
            assert (await talk.until("resync_required"))["reason"] == reason
            assert (await talk.until("snapshot_begin"))["at_seq"] == 3
            await talk.until("snapshot_end")
            await house.report(SOURCE)
            await to_seq(talk, 4)
            assert seqs(talk.frames) == [4]

    story(work())


def test_that_every_sequence_is_covered_once_while_many_write(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(near=5, page=7, events_per_s=1e9)) as house:
            for _ in range(40):
                await house.report(SOURCE)
            talk = house.connect()
            talk.say(op="identify", token=house.token("0107", Role.OPERATOR), client="c")
            await talk.until("ready")
            outcomes = []
            for n in range(200):
                outcomes.append(house.send(SOURCE, "case.report", title=f"{n}"))
                await asyncio.sleep(0)
            await asyncio.gather(*outcomes)
            await to_seq(talk, 240)
            begin = next(f for f in talk.frames if f["op"] == "snapshot_begin")["at_seq"]
            assert seqs(talk.frames) == list(range(begin + 1, 241))

    story(work())


def test_that_silence_is_closed_with_4009_and_a_heartbeat_is_life(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            house.now_s = 14.0
            talk.say(op="hb", seq=0, outbox=2)
            ack = await talk.until("hb_ack")
            assert (ack["head_seq"], ack["chain_head"]) == (0, "0" * 64)
            house.now_s = 28.0
            house.room.sweep()
            assert not talk.wire.gone.is_set()
            house.now_s = 29.5
            house.room.sweep()
            assert await talk.closed() == 4009

    story(work())


def test_that_a_newer_session_of_the_same_seat_takes_over(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            older = await house.enter("0107", Role.OPERATOR, seat="02")
            other_seat = await house.enter("0107", Role.OPERATOR, seat="03")
            newer = await house.enter("0107", Role.OPERATOR, seat="02")
            assert await older.closed() == 4010
            assert (await newer.result(newer.ask("case.report", title="还在")))["ok"]
            assert not other_seat.wire.gone.is_set()
            assert house.room.seated == 2

    story(work())


BAD = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"{}",
    b"\xff\xfe",
    b'{"op":"hb","seq":1,"seq":2}',
    b'{"op":"hb","seq":NaN}',
    b'{"op":"hb","seq":Infinity}',
    b'{"op":"hb","seq":"1"}',
    b'{"op":"hb"}',
    b'{"op":"nothing"}',
    b'{"op":7}',
    b'{"op":[]}',
    b'{"op":{}}',
    b'{"op":"hb","seq":' + b"9" * 5000 + b"}",
    b'{"op":"cmd","id":1,"name":"case.ack","subject":""}',
    b'{"op":"cmd","id":"1","name":"case.ack"}',
    b'{"op":"hb","seq":123456789012345678901234567890}',
    b'{"op":"hb","seq":1,"x":"\\ud800"}',
    b'{"op":"hb","seq":1,"x":' + b"[" * 40 + b"]" * 40 + b"}",
    b"[" * 60000,
    b'{"op":"hb","seq":1,"x":"' + b"y" * 70000 + b'"}',
    b'{"op":"identify","token":"x","client":"c"}',
    b'{"op":"hb","seq":1e400}',
    b'\x00{"op":"hb","seq":1}',
    b'{"op":"hb","seq":1} trailing',
]


def test_that_a_hundred_malformed_frames_get_one_clear_error_each(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            for n in range(100):
                talk.wire.tell(BAD[n % len(BAD)])
                error = (await talk.hear())["error"]
                assert error["code"] in {-32700, -32600, -32601, errors.TOO_LARGE}, BAD[n % len(BAD)][:40]
                assert error["message_zh"]
                assert error["message_en"]
                assert not error["retryable"]
            assert talk.wire.heard.empty()
            assert (await talk.result(talk.ask("case.report", title="还在")))["ok"]

    story(work())


def test_that_a_command_the_hub_fails_on_is_one_error_and_not_a_lost_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phone = "13912345678"

    def fails(*_: object) -> None:
        raise RuntimeError(phone)

    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            with monkeypatch.context() as planted:
                planted.setattr("core.hub.engine.decide", fails)
                result = await talk.result(talk.ask("case.report", title="x"))
                assert result["error"]["code"] == errors.INTERNAL
                planted.setattr(house.watch, "seen", None)
                talk.say(op="hb", seq=0)
                assert (await talk.until("error"))["error"]["code"] == errors.INTERNAL
            assert (await talk.result(talk.ask("case.report", title="还在")))["ok"]
        assert "in fails" in caplog.text
        assert phone not in caplog.text

    story(work())


def test_that_malformed_frames_are_closed_with_4002_whatever_stands_between_them(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(malformed=21)) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            for _ in range(20):
                talk.wire.tell(b"{")
                talk.say(op="hb", seq=0)
                await talk.until("hb_ack")
            house.clock.advance(10)
            for _ in range(10):
                talk.wire.tell(b"{")
            talk.say(op="hb", seq=0)
            await talk.until("hb_ack")
            talk.wire.tell(b"{")
            assert await talk.closed() == 4002

    story(work())


def test_that_heartbeats_cost_something(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(rate=1.0, burst=2.0, too_fast=5)) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            for _ in range(9):
                talk.say(op="hb", seq=0)
            heard = [await talk.hear() for _ in range(9)]
            assert [f["op"] for f in heard] == ["hb_ack"] * 8 + ["error"]
            assert heard[-1]["error"]["code"] == errors.RATE_LIMITED
            for _ in range(4):
                talk.say(op="hb", seq=0)
            assert await talk.closed() == 4008

    story(work())


@pytest.mark.parametrize("frame", [b"{", b'{"op":"hb","seq":0}', b'{"op":"cmd","id":"1","name":"x","subject":""}'])
def test_that_a_stranger_is_not_listened_to_for_long(tmp_path: Path, frame: bytes) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = house.connect()
            await talk.until("hello")
            for _ in range(20):
                talk.wire.tell(frame)
                assert (await talk.hear())["error"]
            talk.wire.tell(frame)
            assert await talk.closed() == 4003

    story(work())


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"name": "case.fly", "subject": ""}, errors.UNKNOWN),
        ({"name": "case.merge", "subject": ""}, errors.UNKNOWN),
        ({"name": "case.report", "subject": "", "body": {}}, errors.BODY),
        ({"name": "case.report", "subject": "", "body": {"title": 7}}, errors.BODY),
        ({"name": "case.report", "subject": "", "body": {"title": "x", "priority": "P9"}}, errors.BODY),
        ({"name": "case.report", "subject": "case/x", "body": {"title": "x"}}, errors.BODY),
        ({"name": "case.ack", "subject": "case/YZ-20261122-9999", "body": {}}, errors.FORBIDDEN),
        ({"name": "case.ack", "subject": "task/YZ-20261122-0001.1", "body": {}}, errors.BODY),
        ({"name": "case.ack", "subject": 7}, errors.FRAME),
        ({"name": "user.add", "subject": "", "body": {}}, errors.FORBIDDEN),
    ],
)
def test_that_a_command_that_cannot_be_taken_gets_its_result(tmp_path: Path, frame: dict[str, Any], code: int) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            talk.say(**{"op": "cmd", "id": "one", "body": {}, **frame})
            result = await talk.result("one")
            assert not result["ok"]
            assert result["error"]["code"] == code

    story(work())


def test_that_several_commands_in_one_frame_get_one_result_each_in_order(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            case = await house.report(SOURCE)
            cmds = [
                {"id": "a", "name": "case.ack", "subject": case, "body": {}},
                {"id": "b", "name": "case.fly", "subject": case, "body": {}},
                {"id": "c", "name": "case.note", "subject": case, "body": {"text": "一"}},
                {"id": "c", "name": "case.note", "subject": case, "body": {"text": "一"}},
                {"id": "c", "name": "case.note", "subject": case, "body": {"text": "二"}},
            ]
            talk.say(op="cmds", cmds=cmds)
            results = [await talk.until("result") for _ in cmds]
            by_id = sorted((r["id"], r["ok"], r.get("duplicate", False)) for r in results)
            assert by_id == [("a", True, False), ("b", False, False), ("c", False, False), ("c", True, False),
                             ("c", True, True)]  # fmt: skip
            assert [r["error"]["code"] for r in results if not r["ok"]] == [errors.UNKNOWN, errors.IDEMPOTENCY_MISMATCH]
            assert house.names() == ["case.reported", "case.acked", "case.noted"]

    story(work())


def test_that_a_console_is_held_to_its_rate_and_a_replay_is_not(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            replay = await house.enter("replay", Role.REPLAY)
            asked = [talk.ask("case.report", title=f"{n}") for n in range(65)]
            results = {r["id"]: r for r in [await talk.until("result") for _ in asked]}
            late = [results[id] for id in asked if not results[id]["ok"]]
            assert len(late) == 5
            assert [results[id]["ok"] for id in asked[:60]] == [True] * 60
            assert all(r["error"]["code"] == errors.RATE_LIMITED and r["error"]["retry_after_ms"] > 0 for r in late)
            house.clock.advance(1)
            assert (await talk.result(talk.ask("case.report", id=late[0]["id"], title="再来")))["ok"]
            asked = [replay.ask("case.report", title=f"{n}") for n in range(300)]
            assert all([(await replay.until("result"))["ok"] for _ in asked])

    story(work())


def test_that_a_client_that_takes_nothing_is_cut_with_4013_while_others_get_everything(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(queue_bytes=40_000, events_per_s=1e9)) as house:
            good = await house.enter("0107", Role.OPERATOR)
            bad = await house.enter("0108", Role.OPERATOR)
            bad.wire.is_stalled = True
            for n in range(200):
                await house.report(SOURCE, title=f"第 {n} 件")
            await to_seq(good, 200)
            assert seqs(good.frames) == list(range(1, 201))
            assert await bad.closed() == 4013
            assert len(house.room.fanout) == 1
            bad.wire.is_stalled = False
            back = house.connect()
            back.say(op="resume", token=house.token("0108", Role.OPERATOR), client="test", epoch="epoch-1", last_seq=0)
            assert (await back.until("resumed"))["head_seq"] == 200

    story(work())


def test_that_answers_that_nobody_reads_stop_the_reading_and_not_the_hub(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(in_flight=8, queue_frames=1000, events_per_s=1e9)) as house:
            replay = await house.enter("replay", Role.REPLAY)
            replay.wire.is_stalled = True
            for n in range(100):
                replay.ask("case.report", title=f"{n}")
            other = await house.enter("0107", Role.OPERATOR)
            assert (await other.result(other.ask("case.report", title="照办")))["ok"]
            assert len(house.engine.board.cases) <= 12
            house.now_s = 60.0
            other.say(op="hb", seq=0)
            await other.until("hb_ack")
            house.room.sweep()
            assert await replay.closed() == 4013
            assert not other.wire.gone.is_set()

    story(work())


def test_that_a_client_is_not_blamed_for_a_slow_disk(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(in_flight=2, events_per_s=1e9)) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            house.disk.open.clear()
            asked = [talk.ask("case.report", title=f"{n}") for n in range(4)]
            while house.engine.backlog < 2:
                await asyncio.sleep(0)
            house.now_s = 60.0
            house.room.sweep()
            assert not talk.wire.gone.is_set()
            assert house.engine.backlog == 2
            house.disk.open.set()
            assert all([(await talk.result(id))["ok"] for id in asked])

    story(work())


def test_that_events_frames_keep_their_distance() -> None:
    from core.hub.outbox import Outbox

    box = Outbox(Limits())
    box.is_open = True
    sent = 0
    for ms in range(2000):
        box.events((b"{}",), ms + 1, 3)
        out = box.next(ms / 1000)
        sent += out is not None
    assert sent == 40
    assert box.next(1.999) is None
    assert box.wait(1.999) is not None


def test_that_a_draining_hub_says_so_and_closes_with_4014(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            house.disk.open.clear()
            asked = talk.ask("case.report", title="最后一件")
            while house.engine.backlog == 0:
                await asyncio.sleep(0)
            going = asyncio.create_task(house.room.drain())
            assert (await talk.until("drain"))["after_ms"] > 0
            late = await talk.result(talk.ask("case.report", title="太晚"))
            assert late["error"]["code"] == errors.READ_ONLY
            house.disk.open.set()
            assert (await talk.result(asked))["ok"]
            assert await talk.closed() == 4014
            await going
            assert house.names() == ["case.reported"]

    story(work())


def test_that_a_unit_that_is_handed_a_task_has_it_marked_as_delivered(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            case = await house.report(SOURCE)
            await house.ask(OPERATOR, "case.dispatch", case, lead="urban")
            assert "task.delivered" not in house.names()
            unit = await house.enter("li", Role.LIAISON, "unit:urban")
            first = await unit.event("task.delivered")
            assert first["actor"] == "hub"
            other = await house.report(SOURCE)
            await house.ask(OPERATOR, "case.dispatch", other, lead="urban")
            await unit.event("task.delivered")
            assert house.names().count("task.delivered") == 2
            receipt = await unit.result(unit.ask("task.receipt", first["subject"]))
            assert receipt["ok"]
            assert not (await house.ask(liaison("water"), "task.receipt", first["subject"])).ok

    story(work())


def test_that_a_town_that_is_handed_a_task_has_it_marked_as_delivered(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            town = next(u.id for u in yingze().units.values() if u.id.startswith("town:"))
            away = next(g for g in yingze().grids.values() if f"town:{g.town}" != town)
            unit = await house.enter("t", Role.CENTRE, town)
            case = await house.report(SOURCE, place=Place(grid=away.code))
            assert (await house.ask(OPERATOR, "case.dispatch", case, lead=town)).ok
            assert (await unit.event("task.delivered"))["actor"] == "hub"

    story(work())
