"""Seeded weather: lines that break, fall silent, lose and repeat events, while the operator goes on working."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from core.client.items import EventsItem, Item, ResultItem, SavedItem, SnapshotItem
from tests.core.client.desk_story import Console, console
from tests.core.client.fake_hub import FakeHub
from tests.core.client.virtual import virtually

STEPS = 150


def weather(hub: FakeHub, desk: Console, rng: Random) -> None:
    """One thing that may happen."""
    match rng.randrange(12):
        case 0:
            hub.cut(rng.choice((1006, 1001, 4009, 4013, 4014)))
        case 1:
            hub.is_down = not hub.is_down
        case 2:
            hub.is_mute = not hub.is_mute
        case 3:
            hub.happens(0, tell=False)
        case 4 if hub.journal:
            hub.tell({"op": "events", "events": rng.choices(hub.journal, k=2)})
        case 5:
            hub.not_now = rng.randrange(3)
        case 6:
            hub.spoil_digest = 1
        case 7:
            hub.answers = not hub.answers
        case 8 | 9:
            desk.feed.submit([desk.note(rng.randrange(len(hub.cases))) for _ in range(rng.randrange(1, 6))])
        case _:
            hub.happens(rng.randrange(len(hub.cases)))


def is_whole(told: list[Item]) -> bool:
    """True if every event told follows the one before, or the snapshot before."""
    reached = None
    for item in told:
        if isinstance(item, SnapshotItem):
            reached = item.at_seq
        elif isinstance(item, EventsItem):
            for event in item.events:
                if reached is None or event.seq != reached + 1:
                    return False
                reached = event.seq
            if item.at_seq != reached:
                return False
    return True


@pytest.mark.parametrize("seed", range(25))
def test_that_no_weather_makes_a_gap_a_repetition_or_a_lost_command(seed: int) -> None:
    async def story() -> None:
        rng = Random(seed)
        hub = FakeHub(cases=4)
        async with console(hub) as desk:
            await desk.live()
            for _ in range(STEPS):
                weather(hub, desk, rng)
                await desk.after(rng.choice((0.0, 0.01, 0.3, 4.0)))
            hub.is_down, hub.is_mute, hub.answers, hub.not_now, hub.spoil_digest = False, False, True, 0, 0
            await desk.until(lambda: desk.feed.is_idle, within=120)
            hub.cut()
            await desk.until(lambda: not desk.is_live())
            await desk.until(lambda: desk.is_live() and reach(desk) == hub.head, within=60)
            assert is_whole(desk.told)
            saved = [item.id for item in desk.all(SavedItem)]
            causes = Counter(event["cause"] for event in hub.journal if "cause" in event)
            assert causes == Counter(saved)
            assert Counter(item.id for item in desk.all(ResultItem)) == Counter(saved)
            assert len(hub.opened) > 5, "this weather was too mild to show anything"

    virtually(story())


def reach(desk: Console) -> int:
    """How far the picture told reaches."""
    return next(item.at_seq for item in reversed(desk.told) if isinstance(item, EventsItem | SnapshotItem))
