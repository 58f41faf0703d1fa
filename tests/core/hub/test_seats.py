"""Seats and their people: signing in and out, a seat that is in use, what is said after a wrong password."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.domain.nouns import Role
from core.domain.refusals import Refusal
from core.hub.access import key_of
from tests.core.domain.world import HUB, SOURCE
from tests.core.hub.house import PASSWORD, House, Talk, story


def accounts(house: House, *names: str) -> None:
    for name in names:
        house.access.add(name, Role.OPERATOR, (), PASSWORD)


async def signs_in(
    house: House, user: str, seat: str = "02", password: str = PASSWORD, client: str = "console", **more: Any
) -> tuple[Talk, dict[str, Any]]:
    """The line, and `ready` or the error."""
    talk = house.connect()
    talk.say(op="sign_in", user=user, password=password, seat=seat, client=client, **more)
    await talk.until("hello")
    frame = await talk.hear()
    return talk, frame


def test_that_a_seat_in_use_says_who_sits_there_and_is_taken_only_when_asked(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            accounts(house, "0107", "0108")
            older, _ = await signs_in(house, "0107")
            second, said = await signs_in(house, "0108")
            assert (said["op"], said["error"]["rule"], said["error"]["by"]) == ("error", "seat_in_use", "0107")
            assert await second.closed() == 4004
            assert not older.wire.gone.is_set()
            third, said = await signs_in(house, "0108", take=True)
            assert said["op"] == "ready"
            told = await older.until("error")
            assert (told["error"]["rule"], told["error"]["by"]) == ("seat_taken", "0108")
            assert "02" in told["error"]["message_zh"]
            assert await older.closed() == 4010
            assert not third.wire.gone.is_set()

    story(work())


def test_that_the_same_person_another_seat_and_no_seat_ask_nobody(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            accounts(house, "0107", "0108", "0109")
            older, _ = await signs_in(house, "0107")
            for user, seat in (("0107", "02"), ("0108", "03"), ("0109", "")):
                _, said = await signs_in(house, user, seat=seat)
                assert said["op"] == "ready", (user, seat)
            assert await older.closed() == 4010  # the newer session of the same seat

    story(work())


def test_that_who_lost_the_seat_while_the_line_was_down_does_not_sit_down_again(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            accounts(house, "0107", "0108")
            older, ready = await signs_in(house, "0107")
            await older.until("snapshot_end")
            _, said = await signs_in(house, "0108", take=True)
            assert said["op"] == "ready"
            await older.closed()
            back = house.connect()
            way = {"token": ready["token"], "client": "console", "epoch": house.engine.epoch, "last_seq": 0}
            back.say(op="resume", seat="02", **way)
            assert (await back.until("error"))["error"]["by"] == "0108"
            assert await back.closed() == 4010
            again, said = await signs_in(house, "0107", take=True)  # by the password, and asked for
            assert said["op"] == "ready"
            await again.until("snapshot_end")
            await again.hang_up()
            resumed = house.connect()
            resumed.say(op="resume", seat="02", **{**way, "token": said["token"]})
            await resumed.until("ready")

    story(work())


def test_that_signing_out_releases_what_was_held_and_ends_the_token(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            accounts(house, "0107", "0108")
            talk, ready = await signs_in(house, "0107")
            other, _ = await signs_in(house, "0108", seat="03")
            subjects = [await house.report(SOURCE) for _ in range(3)]
            for subject, who in zip(subjects, (talk, talk, other), strict=True):
                assert (await who.result(who.ask("case.claim", subject)))["ok"]
            talk.say(op="sign_out")
            assert await talk.closed() == 1000
            holders = [house.engine.board.cases[s.removeprefix("case/")].holder for s in subjects]
            assert holders == [None, None, "0108"]
            released = [e for e in house.journal.read() if e.name == "case.released"]
            assert [(e.data.why, e.data.holder) for e in released] == [("signed_out", "0107")] * 2
            assert await house.access.known(ready["token"]) is None

    story(work())


def test_that_a_password_only_looked_at_releases_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            accounts(house, "0107")
            talk, _ = await signs_in(house, "0107")
            subject = await house.report(SOURCE)
            await talk.result(talk.ask("case.claim", subject))
            check, ready = await signs_in(house, "0107", seat="", client="console-check")
            check.say(op="sign_out", release=False)
            assert await check.closed() == 1000
            assert await house.access.known(ready["token"]) is None
            assert house.engine.board.cases[subject.removeprefix("case/")].holder == "0107"
            assert not talk.wire.gone.is_set()

    story(work())


def test_that_an_issued_token_outlives_a_sign_out(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR, seat="02")
            talk.say(op="sign_out")
            assert await talk.closed() == 1000
            token = house.access.issue("0107", "issued")
            await house.access.end(key_of(token))
            assert await house.access.known(token) is not None

    story(work())


def test_that_a_stranger_cannot_sign_out(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = house.connect()
            talk.say(op="sign_out")
            assert (await talk.until("error"))["error"]["code"] == 1001

    story(work())


@pytest.mark.parametrize("user", ["0107", "nobody"])
def test_that_a_wrong_password_says_how_many_tries_are_left_alike_for_any_name(tmp_path: Path, user: str) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            accounts(house, "0107")
            left = []
            for _ in range(6):
                _, said = await signs_in(house, user, password="wrong")
                left.append((said["error"]["left"], said["error"].get("retry_after_ms")))
            assert left == [(4, None), (3, None), (2, None), (1, None), (0, 900_000), (0, 900_000)]

    story(work())


def test_that_a_sign_in_tells_of_the_one_before_and_of_failures_since(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            accounts(house, "0107")
            _, first = await signs_in(house, "0107")
            assert first["last"] == {"failed": 0}
            began = house.clock.now()
            house.clock.advance(86_400)  # longer than a token lasts
            for _ in range(2):
                await signs_in(house, "0107", password="wrong")
            _, second = await signs_in(house, "0107", seat="04")
            assert second["last"]["failed"] == 2
            assert second["last"]["seat"] == "02"
            assert second["last"]["at"].startswith(began.isoformat()[:19])
            talk = await house.enter("0107", Role.OPERATOR)
            assert "last" not in next(f for f in talk.frames if f["op"] == "ready")

    story(work())


def test_that_a_lease_that_runs_is_not_lapsed_by_the_clock_alone(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            accounts(house, "0107")
            talk, _ = await signs_in(house, "0107")
            subject = await house.report(SOURCE)
            await talk.result(talk.ask("case.claim", subject))
            early = await house.ask(HUB, "case.lapse", subject)
            assert not isinstance(early, Refusal)
            assert early.error is not None
            assert early.error.rule == "lease_runs"

    story(work())
