"""Rights taken away end what is under way, and a disk that cannot be written to lets people in all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from core.domain.nouns import Role
from core.hub.access import key_of
from core.hub.listening import Listening
from core.protocol import errors
from tests.core.domain.world import SOURCE
from tests.core.hub.house import PASSWORD, House, Wire, story


@pytest.mark.parametrize(
    "change",
    [
        lambda house: house.access.disable("0107"),
        lambda house: house.access.add("0107", Role.VIEWER),
        lambda house: house.access.add("0107", Role.OPERATOR, ("town:140106001",)),
        lambda house: house.clock.advance(3601),
    ],
    ids=["disabled", "another role", "another scope", "run out"],
)
def test_that_rights_taken_away_end_live_sessions_with_4006(tmp_path: Path, change: Callable[[House], object]) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            house.access.add("0107", Role.OPERATOR)
            token = house.access.issue("0107", "issued", timedelta(hours=1))
            talk = house.connect()
            talk.say(op="identify", token=token, client="t")
            await talk.until("snapshot_end")
            other = await house.enter("0108", Role.OPERATOR)
            actor = await house.access.known(token)
            assert actor is not None
            wire = Wire()
            listening = asyncio.create_task(Listening(wire, house.room, actor, key_of(token)).run())
            await asyncio.sleep(0)
            await house.room.review()
            assert not talk.wire.gone.is_set()
            change(house)
            await house.room.review()
            assert await talk.closed() == 4006
            await listening
            assert wire.code == 4006
            assert not other.wire.gone.is_set()
            again = house.connect()
            again.say(op="identify", token=token, client="t")
            assert await again.closed() == 4004

    story(work())


def test_that_a_disk_that_takes_nothing_still_lets_people_in(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            await house.report(SOURCE)
            house.access.add("0108", Role.OPERATOR, (), PASSWORD)
            token = house.token("0107", Role.OPERATOR)

            def full(*_: object) -> None:
                raise OSError("planted: the disk is full")

            house.journal.engine.dispose()
            event.listen(house.journal.engine, "begin", full)
            talk = house.connect()
            talk.say(op="identify", token=token, client="t")
            await talk.until("snapshot_end")
            await house.room.review()
            assert not talk.wire.gone.is_set()
            signs = house.connect()
            signs.say(op="sign_in", user="0108", password=PASSWORD, seat="1", client="t")
            said = (await signs.until("error"))["error"]
            assert (said["code"], said["retryable"]) == (errors.READ_ONLY, True)
            assert await signs.closed() == 1011
            event.listen(house.journal.reading, "begin", full)
            lost = house.connect()
            lost.say(op="identify", token=token, client="u")
            assert (await lost.until("error"))["error"]["code"] == errors.READ_ONLY
            await house.room.review()
            assert not talk.wire.gone.is_set()
            for engine in (house.journal.engine, house.journal.reading):
                event.remove(engine, "begin", full)

    story(work())


def test_that_a_picture_made_under_other_rights_is_not_carried_on(tmp_path: Path) -> None:
    async def back(house: House, last_seq: int, *scope: str) -> str:
        talk = house.connect()
        token = house.token("0107", Role.OPERATOR, *scope)
        talk.say(op="resume", token=token, client="t", epoch="epoch-1", last_seq=last_seq)
        while (frame := await talk.hear())["op"] not in ("resumed", "resync_required"):
            pass
        await talk.hang_up()
        house.talks.remove(talk)
        return str(frame.get("reason", frame["op"]))

    async def work() -> None:
        house = House(tmp_path)
        await house.start()
        await house.enter("0107", Role.OPERATOR)
        await house.report(SOURCE)
        assert await back(house, 0) == "resumed"
        assert await back(house, 1, "town:140106001") == "rights"
        await house.report(SOURCE)
        assert await back(house, 2, "town:140106001") == "resumed"
        assert await back(house, 1, "town:140106001") == "rights"
        await house.stop()
        await house.start()
        assert await back(house, 2, "town:140106001") == "resumed"
        assert await back(house, 2) == "rights"
        late = await house.enter("0107", Role.OPERATOR, client="other")
        house.access.add("0107", Role.VIEWER)
        await house.report(SOURCE)
        await house.room.review()
        assert await late.closed() == 4006
        assert await back(house, 3) == "rights"
        await house.stop()

    story(work())
