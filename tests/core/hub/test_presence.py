"""Who has which case open: told to those who may see it, in memory only, gone with the session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.domain.nouns import Role
from tests.core.hub.house import House, Talk, story


async def reported(talk: Talk, **body: Any) -> str:
    """A case's subject."""
    found: str = (await talk.result(talk.ask("case.report", title="井盖缺失", **body)))["subject"]
    return found


async def opens(talk: Talk, subject: str | None) -> None:
    """One looks at a case, and the hub has heard it."""
    talk.say(op="hb", seq=0, open=subject)
    await talk.until("hb_ack")


def presences(talk: Talk) -> list[dict[str, list[str]]]:
    """What this client was told."""
    while not talk.wire.heard.empty():
        talk.frames.append(talk.wire.heard.get_nowait())
    return [frame["open"] for frame in talk.frames if frame["op"] == "presence"]


def test_that_others_who_asked_for_it_hear_who_has_a_case_open_and_who_left_it(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            one = await house.enter("0107", Role.OPERATOR, caps=["presence"])
            other = await house.enter("0108", Role.OPERATOR, caps=["presence"])
            old = await house.enter("0109", Role.OPERATOR)
            subject = await reported(one)
            no = subject.removeprefix("case/")
            await opens(one, subject)
            house.room.lookers.tell()
            assert await other.until("presence") == {"op": "presence", "open": {no: ["0107"]}}
            await opens(one, None)
            house.room.lookers.tell()
            assert await other.until("presence") == {"op": "presence", "open": {no: []}}
            house.room.lookers.tell()
            await opens(other, None)
            assert len(presences(other)) == 2
            await opens(old, None)
            await opens(one, None)
            assert presences(old) == presences(one) == []

    story(work())


def test_that_presence_ends_with_the_session(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            one = await house.enter("0107", Role.OPERATOR)
            other = await house.enter("0108", Role.OPERATOR, caps=["presence"])
            subject = await reported(one)
            await opens(one, subject)
            house.room.lookers.tell()
            await other.until("presence")
            house.now_s = 14.0
            other.say(op="hb", seq=0)
            await other.until("hb_ack")
            house.now_s = 15.5
            house.room.sweep()
            assert await one.closed() == 4009
            await one.task
            house.room.lookers.tell()
            assert (await other.until("presence"))["open"] == {subject.removeprefix("case/"): []}

    story(work())


def test_that_only_those_hear_of_it_who_may_see_the_case(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            one = await house.enter("0107", Role.OPERATOR)
            far = await house.enter("l-1", Role.LIAISON, "unit:housing", caps=["presence"])
            wall = await house.enter("0901", Role.VIEWER, caps=["presence"])
            subject = await reported(one)
            await opens(one, subject)
            await opens(far, subject)  # it may not see it, so it has not got it open
            house.room.lookers.tell()
            for talk in (far, wall):
                await opens(talk, None)
                assert presences(talk) == []
            assert list(house.room.lookers._open) == [one.session]

    story(work())


def test_that_no_word_of_it_is_journaled(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            one = await house.enter("0107", Role.OPERATOR, caps=["presence"])
            subject = await reported(one)
            head = house.engine.durable.seq
            await opens(one, subject)
            house.room.lookers.tell()
            assert house.engine.durable.seq == head

    story(work())
