"""The feed as a console lives it: cuts, gaps, silence and refusals, under virtual time."""

from __future__ import annotations

import asyncio

import pytest

from core.client.credentials import Password, Token
from core.client.items import (
    EventsItem,
    FaultItem,
    HeadItem,
    LinkItem,
    LinkStatus,
    ReadyItem,
    SnapshotItem,
    ViewItem,
)
from tests.core.client.desk_story import console
from tests.core.client.fake_hub import FakeHub, a_case
from tests.core.client.virtual import virtually


def test_that_a_session_starts_with_a_snapshot_and_goes_on_with_events() -> None:
    async def story() -> None:
        hub = FakeHub(cases=3)
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0)
            hub.happens(1)
            await desk.until(lambda: len(desk.seqs()) == 2)
            assert hub.opened[0] == {
                "op": "identify",
                "token": "t-1",
                "client": "hubpost-console",
                "caps": ["presence"],
            }
            assert [c.no for c in desk.last(SnapshotItem).cases] == [c.no for c in hub.cases]
            assert desk.last(SnapshotItem).saved_at is None
            assert desk.seqs() == [1, 2]
            assert desk.last(EventsItem).at_seq == 2
            assert desk.last(ReadyItem).actor == "op1"
            assert desk.links() == ["connecting", "live"]

    virtually(story())


def test_that_a_cut_line_resumes_where_it_was_with_nothing_missing_and_nothing_twice() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0)
            await desk.until(lambda: desk.seqs() == [1])
            hub.is_down = True
            hub.cut()
            await desk.until(lambda: not desk.is_live())
            hub.happens(0)
            hub.happens(1)
            hub.is_down = False
            assert await desk.until(desk.is_live) <= 5.0
            hub.happens(1)
            await desk.until(lambda: len(desk.seqs()) == 4)
            assert hub.opened[1]["op"] == "resume"
            assert (hub.opened[1]["epoch"], hub.opened[1]["last_seq"]) == ("e1", 1)
            assert desk.seqs() == [1, 2, 3, 4]
            assert desk.snapshots() == 1
            assert desk.links() == ["connecting", "live", "down", "live"]

    virtually(story())


def test_that_a_hundred_cuts_leave_one_whole_ordered_stream() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            for turn in range(100):
                hub.happens(turn % 2)
                if turn % 3:
                    await asyncio.sleep(0.01)
                hub.cut()
                hub.happens(0, tell=False)
                await desk.live()
            await desk.until(lambda: len(desk.seqs()) == 200, within=60)
            assert desk.seqs() == list(range(1, 201))
            assert desk.snapshots() == 1

    virtually(story())


def test_that_resume_carries_the_chain_head_only_where_it_was_witnessed_at_that_sequence() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0)
            await desk.until(lambda: bool(desk.all(HeadItem)))
            hub.cut()
            await desk.until(lambda: len(hub.opened) == 2)
            await desk.live()
            hub.happens(0)
            await desk.until(lambda: desk.seqs() == [1, 2])
            hub.cut()
            await desk.until(lambda: len(hub.opened) == 3)
            assert hub.opened[1]["chain_head"] == "chain1"
            assert "chain_head" not in hub.opened[2]

    virtually(story())


def test_that_a_gap_brings_a_fresh_snapshot_and_is_never_shown() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0)
            hub.happens(0, tell=False)
            hub.happens(0)
            await desk.until(lambda: desk.snapshots() == 2)
            assert desk.seqs() == [1]
            assert desk.last(SnapshotItem).at_seq == 3
            assert hub.opened[1]["op"] == "identify"
            assert [f.detail for f in desk.all(FaultItem)] == ["event 3 came after 1"]
            assert hub.lines[0].closed_with == 4900

    virtually(story())


def test_that_an_event_that_comes_twice_is_told_once() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0)
            hub.tell({"op": "events", "events": [hub.journal[0]]})
            hub.happens(0)
            hub.tell({"op": "events", "events": hub.journal})
            hub.happens(1)
            await desk.until(lambda: len(desk.seqs()) >= 3)
            assert desk.seqs() == [1, 2, 3]
            assert desk.snapshots() == 1

    virtually(story())


def test_that_a_snapshot_that_does_not_match_its_digest_is_not_shown() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.spoil_digest = 1
        async with console(hub) as desk:
            await desk.live()
            assert desk.snapshots() == 1
            assert len(hub.opened) == 2
            assert [f.where for f in desk.all(FaultItem)] == ["resync"]

    virtually(story())


def test_that_another_journal_means_a_snapshot_and_not_a_resume() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0)
            await desk.until(lambda: desk.seqs() == [1])
            hub.epoch = "e2"
            hub.cut()
            await desk.until(lambda: desk.snapshots() == 2)
            assert hub.opened[1]["op"] == "identify"
            assert desk.last(SnapshotItem).epoch == "e2"

    virtually(story())


@pytest.mark.parametrize("resumes_anything", [False, True])
def test_that_a_journal_that_went_back_means_a_snapshot(resumes_anything: bool) -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.resumes_anything = resumes_anything
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0)
            hub.happens(0)
            await desk.until(lambda: desk.seqs() == [1, 2])
            hub.journal.pop()
            hub.cut()
            await desk.until(lambda: desk.snapshots() == 2)
            assert desk.last(SnapshotItem).at_seq == 1

    virtually(story())


def test_that_a_stream_gone_silent_under_a_beating_heart_is_noticed() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0, tell=False)
            await desk.until(lambda: desk.snapshots() == 2, within=26)
            assert "nothing after 0" in desk.all(FaultItem)[0].detail

    virtually(story())


def test_that_skip_moves_the_picture_on_without_an_event() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0, tell=False)
            hub.tell({"op": "skip", "to_seq": 1})
            hub.happens(0)
            await desk.until(lambda: desk.seqs() == [2])
            assert [item.at_seq for item in desk.all(EventsItem)] == [1, 2]
            assert desk.snapshots() == 1

    virtually(story())


def test_that_a_view_is_told_before_the_events_that_build_on_it() -> None:
    async def story() -> None:
        hub = FakeHub(cases=1)
        async with console(hub) as desk:
            await desk.live()
            hub.cases.append(a_case(2))
            hub.tell({"op": "view", "at_seq": 0, "add": [
                {"no": "YZ-20261122-0002", "version": 1, "title": "t", "opened_at": "2026-11-22T06:00:00Z",
                 "source": "hotline"}], "remove": ["case/YZ-20261122-0001"]})  # fmt: skip
            hub.happens(1)
            await desk.until(lambda: desk.seqs() == [1])
            kinds = [type(item) for item in desk.told if isinstance(item, ViewItem | EventsItem)]
            assert kinds == [ViewItem, EventsItem]
            assert desk.last(ViewItem).remove == ("case/YZ-20261122-0001",)

    virtually(story())


def test_that_an_event_of_an_unknown_type_is_a_fault_and_no_gap() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.happens(0, name="case.sung_about")
            hub.happens(0)
            await desk.until(lambda: desk.seqs() == [2])
            assert [f.where for f in desk.all(FaultItem)] == ["event"]
            assert desk.snapshots() == 1

    virtually(story())


def test_that_waits_between_tries_are_random_and_never_over_five_seconds() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.is_down = True
        async with console(hub) as desk:
            await desk.after(200)
            waits = [b - a for a, b in zip(hub.dials, hub.dials[1:], strict=False)]
            assert len(waits) > 40
            assert max(waits) <= 5.0
            assert max(waits) > 4.0
            assert waits[0] <= 0.2
            assert len({round(w, 3) for w in waits}) > len(waits) // 2
            assert desk.links() == ["connecting", "down"]
            downs = [item for item in desk.all(LinkItem) if item.state is LinkStatus.DOWN]
            assert {item.since for item in downs} == {downs[0].since}
            assert downs[0].detail == "connection refused"

    virtually(story())


def test_that_a_line_that_held_makes_the_next_wait_short_again() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.is_down = True
        async with console(hub) as desk:
            await desk.after(60)
            hub.is_down = False
            await desk.live()
            await desk.after(11)
            hub.cut()
            assert await desk.until(lambda: len(hub.opened) == 2) <= 0.25

    virtually(story())


def test_that_heartbeats_come_each_five_seconds_the_first_at_random() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.after(62)
            assert 0.0 < hub.beats[0] < 5.0
            assert {round(b - a, 6) for a, b in zip(hub.beats, hub.beats[1:], strict=False)} == {5.0}
            assert desk.last(HeadItem).head_seq == 0
            assert desk.links() == ["connecting", "live"]

    virtually(story())


def test_that_a_half_open_line_is_called_lost_fifteen_seconds_after_its_last_heartbeat() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            await desk.until(lambda: len(desk.all(HeadItem)) == 2)
            hub.is_mute = True
            took = await desk.until(lambda: desk.last(LinkItem).state is LinkStatus.DOWN)
            assert 14.9 <= took <= 15.02
            assert desk.links() == ["connecting", "live", "stale", "down"]
            down = desk.last(LinkItem)
            assert down.age is not None
            assert 14.9 <= down.age <= 15.1
            hub.is_mute = False
            assert await desk.until(desk.is_live, within=11) <= 11
            assert hub.opened[-1]["op"] == "resume"

    virtually(story())


def test_that_a_line_heard_again_before_the_fifteen_seconds_goes_from_stale_to_live() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.is_mute = True
            await desk.until(lambda: desk.links()[-1] == "stale")
            hub.is_mute = False
            await desk.live()
            assert len(hub.dials) == 1

    virtually(story())


def test_that_a_full_inbox_stops_the_reading_and_costs_no_line() -> None:
    async def story() -> None:
        hub = FakeHub()
        is_open = True
        async with console(hub, room=lambda: is_open) as desk:
            await desk.live()
            is_open = False
            hub.happens(0)  # this one was being waited for already
            await desk.after(1)
            for _ in range(10):
                hub.happens(0)
            await desk.after(60)
            assert desk.seqs() == [1]
            assert desk.links() == ["connecting", "live", "stale"]
            is_open = True
            await desk.until(lambda: len(desk.seqs()) == 11)
            assert desk.is_live()
            assert len(hub.dials) == 1

    virtually(story())


@pytest.mark.parametrize("code", [4004, 4006, 4010, 4012])
def test_that_final_close_codes_end_the_tries(code: int) -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.cut(code)
            await desk.after(60)
            assert len(hub.dials) == 1
            assert desk.links() == ["connecting", "live", "refused"]
            assert desk.last(LinkItem).code == code

    virtually(story())


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1011, 4002, 4003, 4008, 4009, 4013, 4014])
def test_that_other_close_codes_are_tried_again(code: int) -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.cut(code)
            await desk.until(lambda: len(hub.opened) == 2, within=6)
            await desk.live()

    virtually(story())


def test_that_a_wrong_token_is_told_in_the_hubs_words() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.refuse_with = 4004
        async with console(hub) as desk:
            await desk.until(lambda: desk.links() == ["connecting", "refused"])
            assert desk.last(LinkItem).detail == "不行"
            assert desk.snapshots() == 0

    virtually(story())


def test_that_a_person_signs_in_once_and_comes_back_with_the_token() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub, credentials=Password("wang", "secret", seat="3")) as desk:
            await desk.live()
            hub.cut()
            await desk.until(lambda: len(hub.opened) == 2)
            await desk.live()
            assert hub.opened[0]["op"] == "sign_in"
            assert hub.opened[0]["seat"] == "3"
            assert (hub.opened[1]["op"], hub.opened[1]["token"]) == ("resume", "t-new")

    virtually(story())


def test_that_no_secret_shows_in_a_credentials_text() -> None:
    assert "secret" not in repr(Password("wang", "secret"))
    assert "t-1" not in repr(Token("t-1"))
    assert "t-1" not in Token("t-1").key


def test_that_frames_no_hub_would_send_cost_the_line_and_not_the_console() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            for junk in (b"\xff", b"[]", b'{"op":"sing"}', b'{"op":"events","events":[{"seq":"x"}]}', b"{"):
                before = len(hub.opened)
                hub.lines[-1].to_client.put_nowait(junk)
                await desk.until(lambda: len(hub.opened) > before)  # noqa: B023
                await desk.live()
            hub.happens(0)
            await desk.until(lambda: desk.seqs() == [1])

    virtually(story())


def test_that_stopping_closes_the_line_in_good_order() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
        assert hub.lines[-1].closed_with == 1000

    virtually(story())
