"""A lid is shut and opened again: the line is dead, the date has moved on, and nothing old may go out unasked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.client.asleep import SleepWatch
from core.client.items import AskItem, LinkItem, LinkStatus
from core.domain.clock import ManualClock
from tests.core.client.desk_story import console
from tests.core.client.fake_hub import FakeHub
from tests.core.client.virtual import virtually

HOURS = 3 * 3600.0


def test_that_sleep_is_told_once_and_a_small_step_of_the_date_is_none() -> None:
    clock, awake = ManualClock(datetime(2026, 11, 22, tzinfo=UTC)), [0.0]
    watch = SleepWatch(clock, lambda: awake[0])
    clock.set(clock.now() + timedelta(seconds=30))
    awake[0] += 30.0
    assert watch.slept() == 0
    clock.set(clock.now() + timedelta(seconds=4))
    assert watch.slept() == 0
    clock.set(clock.now() + timedelta(hours=8))
    assert watch.slept() == 8 * 3600
    assert watch.slept() == 0


def test_that_a_date_set_back_is_no_sleep() -> None:
    clock = ManualClock(datetime(2026, 11, 22, tzinfo=UTC))
    watch = SleepWatch(clock, lambda: 0.0)
    clock.set(clock.now() - timedelta(hours=8))
    assert watch.slept() == 0


def test_that_after_sleep_a_dead_line_is_left_at_once_and_what_was_missed_is_caught_up() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            await desk.after(20)
            hub.is_mute = True  # the socket looks open and is dead
            dead = hub.lines[-1]
            desk.wall_jumps(HOURS)
            for _ in range(5):
                hub.happens(0, tell=False)
            hub.is_mute = False
            assert await desk.until(lambda: len(hub.lines) == 2, within=3) <= 1.3
            await desk.live()
            assert dead.closed_with == 4900
            assert hub.opened[-1]["op"] == "resume"
            assert await desk.until(lambda: desk.seqs() == [1, 2, 3, 4, 5], within=1) <= 1

    virtually(story())


def test_that_the_picture_is_as_old_as_the_sleep_was_long() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.is_down = True
            desk.wall_jumps(HOURS)
            await desk.until(lambda: desk.last(LinkItem).state is LinkStatus.DOWN)
            age = desk.last(LinkItem).age
            assert age is not None
            assert age >= HOURS

    virtually(story())


def test_that_waking_up_between_two_tries_tries_at_once_and_once_only() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.is_down = True
            hub.cut()
            await desk.after(30)  # the waits have grown
            before = len(hub.dials)
            desk.wall_jumps(HOURS)
            await desk.after(1.2)
            assert len(hub.dials) > before
            await desk.after(60)
            in_a_minute = len([at for at in hub.dials if at > desk.loop.time() - 60])
            assert in_a_minute <= 60 / 1.0  # at most as many as a fresh start would make

    virtually(story())


@pytest.mark.parametrize(("slept", "asks"), [(HOURS, 1), (120.0, 0)])
def test_that_a_dispatch_on_the_way_when_the_lid_was_shut_asks_before_it_goes_again(slept: float, asks: int) -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.is_mute = True
            hub.answers = False
            sent, note = desk.note(name="case.dispatch"), desk.note(1)
            hub.lines[-1].to_hub = type(hub.lines[-1].to_hub)()  # what is sent now arrives nowhere
            desk.feed.submit([sent, note])
            await desk.after(0.5)
            assert hub.heard == []
            desk.wall_jumps(slept)
            hub.is_mute = False
            hub.answers = True
            await desk.until(lambda: any(cmd["id"] == note.id for cmd in hub.heard))
            await desk.after(5)
            assert [ask.command.id for ask in desk.all(AskItem)] == [sent.id] * asks
            assert any(cmd["id"] == sent.id for cmd in hub.heard) is not bool(asks)

    virtually(story())
