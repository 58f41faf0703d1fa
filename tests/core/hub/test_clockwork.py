"""Clocks fire once, in order, never early, across crashes; hub time does not follow the wall."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.domain.events import CaseEscalated
from core.domain.nouns import Place, Priority
from core.hub.alarms import Alarms
from core.hub.clockwork import WallWatch, high_water
from core.hub.hub_clock import Boot, HubClock, Kept, begin, kept_as
from core.journal import verify
from core.journal.rows import TimerRow
from tests.core.domain.world import LEAD, OPERATOR, SOURCE, START, yingze
from tests.core.hub.house import House, story

GRID = next(iter(yingze().grids))


def escalated(house: House) -> list[CaseEscalated]:
    return [e.data for e in house.journal.read() if isinstance(e.data, CaseEscalated)]


def test_that_a_clock_fires_when_it_is_due_and_not_before(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            await house.report(SOURCE, place=Place(grid=GRID))
            due = house.engine.alarms.first()
            assert due is not None
            assert due.clock == "response"
            house.clock.set(due.next_at - timedelta(milliseconds=1))
            await house.fire()
            assert escalated(house) == []
            house.clock.set(due.next_at)
            await house.fire()
            (first,) = escalated(house)
            assert (first.level, first.due, first.late) == (0, due.next_at, 0.0)
            await house.fire()
            assert len(escalated(house)) == 1

    story(work())


def test_that_the_clockwork_left_alone_fires_on_time(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            await house.report(SOURCE, place=Place(grid=GRID), priority=Priority.P1)
            due = house.engine.alarms.first()
            assert due is not None
            end = due.next_at + timedelta(seconds=2)

            async def sleep(seconds: float) -> None:
                assert seconds <= 0.2
                await asyncio.sleep(0)
                house.clock.advance(seconds)
                if house.clock.now() > end:
                    raise asyncio.CancelledError

            with pytest.raises(asyncio.CancelledError):
                await house.clockwork.run(sleep)
            await house.settled()
            (first,) = [e for e in escalated(house) if e.level == 0]
            assert 0 <= first.late <= 0.002

    story(work())


def test_that_each_rung_fires_once_across_crashes(tmp_path: Path) -> None:
    async def work() -> None:
        house = House(tmp_path)
        await house.start()
        await house.report(SOURCE, place=Place(grid=GRID))
        while (row := house.engine.alarms.first()) is not None and row.clock == "response":
            house.clock.set(row.next_at)
            await house.crash()
            await house.start()
            await house.fire()
            await house.crash()
            await house.start()
            await house.fire()
        told = [e for e in escalated(house) if e.clock == "response"]
        assert [e.level for e in told] == list(range(len(told)))
        assert len(told) >= 3
        assert len({tuple(e.asked) for e in told}) == len(told)
        assert house.engine.tally.repairs == 0
        await house.stop()
        assert verify.main(["--data", str(tmp_path)]) == 0

    story(work())


def test_that_after_a_night_all_that_was_due_fires_once_in_deadline_order(tmp_path: Path) -> None:
    async def work() -> None:
        house = House(tmp_path)
        await house.start()
        for n in range(30):
            await house.report(SOURCE, place=Place(grid=GRID), priority=Priority(f"P{n % 4 + 1}"))
            house.clock.advance(1)
        await house.crash()
        house.clock.advance(8 * 3600)
        await house.start()
        await house.fire()
        fired = [(e.data.due, e.data) for e in house.journal.read() if isinstance(e.data, CaseEscalated)]
        firsts = [due for due, data in fired if data.level == 0]
        assert firsts == sorted(firsts)
        assert len(firsts) >= 30
        assert all(data.late > 0 for _, data in fired)
        keys = [(e.subject, d.clock, d.task, d.generation, d.level)
                for e in house.journal.read() if isinstance(d := e.data, CaseEscalated)]  # fmt: skip
        assert len(keys) == len(set(keys))
        row = house.engine.alarms.first()
        assert row is None or row.next_at > house.clock.now()
        await house.stop()

    story(work())


def test_that_an_acknowledged_case_does_not_climb(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            case = await house.report(SOURCE, place=Place(grid=GRID))
            due = house.engine.alarms.first()
            assert due is not None
            await house.ask(OPERATOR, "case.ack", case)
            house.clock.set(due.next_at + timedelta(seconds=5))
            await house.fire()
            assert escalated(house) == []

    story(work())


def test_that_a_lease_lapses_and_a_renewed_one_does_not(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            case = await house.report(SOURCE)
            await house.ask(OPERATOR, "case.claim", case)
            house.clock.advance(yingze().lease["P3"] - 1)
            await house.ask(OPERATOR, "case.claim", case)
            house.clock.advance(5)
            await house.fire()
            assert "case.released" not in house.names()
            house.clock.advance(yingze().lease["P3"])
            await house.fire()
            await house.fire()
            assert house.names().count("case.released") == 1
            assert house.engine.board.cases[case.partition("/")[2]].holder is None

    story(work())


def test_that_a_read_only_hub_fires_nothing_and_catches_up(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            await house.report(SOURCE, place=Place(grid=GRID))
            await house.report(SOURCE, place=Place(grid=GRID))
            due = house.engine.alarms.first()
            assert due is not None
            house.clock.set(due.next_at)
            house.disk.fails = "before"
            assert house.clockwork.fire_due(most=1) == 1
            while house.engine.read_only is None:
                await asyncio.sleep(0)
            await house.engine.picture(lambda board: len(board.cases))
            assert house.clockwork.fire_due() == 0
            house.disk.fails = None
            while house.engine.read_only is not None:
                await asyncio.sleep(0)
            await house.fire()
            assert len(escalated(house)) == 2

    story(work())


def test_that_an_exhausted_ladder_does_not_spin(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            case = await house.report(SOURCE)
            for _ in range(40):
                row = house.engine.alarms.first()
                if row is None:
                    break
                house.clock.set(max(row.next_at, house.clock.now()))
                await house.fire()
            assert house.engine.alarms.first() is None
            assert house.clockwork.fire_due() == 0
            assert (await house.ask(LEAD, "case.note", case, text="看过")).ok

    story(work())


class Machine:
    """A machine whose wall clock can be moved."""

    def __init__(self) -> None:
        self.ran = 0.0
        self.wall_ahead = 0.0

    def wall(self) -> datetime:
        return START + timedelta(seconds=self.ran + self.wall_ahead)

    def monotonic(self) -> float:
        return self.ran


def test_that_hub_time_goes_on_when_the_wall_is_moved() -> None:
    machine = Machine()
    clock = HubClock(machine.wall, machine.monotonic)
    machine.ran = 10.0
    machine.wall_ahead = -3600.0
    assert clock.now() == START + timedelta(seconds=10)
    assert clock.step() == -3600.0
    assert clock.step() is None
    machine.wall_ahead += 1.5
    assert clock.step() is None
    machine.wall_ahead = 86_400.0
    assert clock.step() == 90_000.0
    machine.ran = 11.0
    assert clock.now() == START + timedelta(seconds=11)


def test_that_hub_time_starts_no_earlier_than_it_ever_was() -> None:
    machine = Machine()
    lived = START + timedelta(hours=3)
    clock = HubClock(machine.wall, machine.monotonic, begin(machine.wall(), boot("a"), None, lived))
    assert clock.now() == lived
    assert clock.step() == -3 * 3600.0
    assert high_water(Kept("a", 0.0, START + timedelta(days=1)), lived) == START + timedelta(days=1)
    assert high_water(None, None) is None


def boot(id: str, ran: float = 0.0) -> Boot:
    return Boot(id, lambda: ran)


@pytest.mark.parametrize("ahead", [-86_400.0 * 30, -60.0, 0.0, 60.0, 86_400.0 * 30])
def test_that_in_the_same_boot_hub_time_goes_on_whatever_the_wall_says(ahead: float) -> None:
    machine = Machine()
    machine.wall_ahead = ahead
    kept = Kept("a", 1000.0, START)
    clock = HubClock(machine.wall, machine.monotonic, begin(machine.wall(), boot("a", 1090.0), kept, START))
    assert clock.now() == START + timedelta(seconds=90)
    assert clock.step() == ahead - 90


@pytest.mark.parametrize(
    ("ahead", "begins", "told"),
    [(-60.0, 0.0, -60.0), (3600.0, 3600.0, None), (86_400.0, 86_400.0, None), (90_000.0, 90_000.0, 90_000.0)],
)
def test_that_in_another_boot_a_wall_ahead_by_more_than_a_day_is_told(
    ahead: float, begins: float, told: float | None
) -> None:
    machine = Machine()
    machine.wall_ahead = ahead
    for other in (boot("b", 1090.0), boot("", 1090.0), boot("a", 10.0)):
        kept = Kept("" if other.id == "" else "a", 1000.0, START)
        clock = HubClock(machine.wall, machine.monotonic, begin(machine.wall(), other, kept, START))
        assert clock.now() == START + timedelta(seconds=begins)
        assert clock.step() == told
        assert clock.step() is None


def test_that_a_moved_wall_is_journaled_once(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            machine = Machine()
            watch = WallWatch(house.engine, HubClock(machine.wall, machine.monotonic), boot("a", 5.0))
            assert watch.look() is None
            machine.wall_ahead = 7.0
            assert watch.look() == 7.0
            assert watch.look() is None
            await house.settled()
            assert house.names() == ["clock.stepped"]
            await watch.keep()
            assert kept_as(house.journal.get_meta("hub_clock")) == Kept("a", 5.0, START)
            assert kept_as(None) is None
            assert kept_as("noon") is None

    story(work())


def test_that_a_moved_row_takes_its_old_turn_from_nobody() -> None:
    def row(case: str, at: int, level: int = 0) -> TimerRow:
        return TimerRow(case, "response", "", 1, level, datetime.fromtimestamp(at, UTC))

    alarms = Alarms()
    alarms.reset([row("b", 20), row("a", 10)])
    alarms.change([row("a", 30, 1), row("c", 25)], [("b", "response", "")])
    now = datetime.fromtimestamp(28, UTC)
    assert [r.case_no for r in iter(lambda: alarms.pop(now), None)] == ["c"]
    first = alarms.first()
    assert first is not None
    assert (first.case_no, first.level, len(alarms)) == ("a", 1, 1)
