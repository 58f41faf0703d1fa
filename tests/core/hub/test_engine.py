"""Commands in, events on the disk, answers only then; the same id has one effect; a failing disk costs no truth."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from core.domain.board import Board
from core.domain.nouns import Role
from core.hub.engine import Bounds
from core.hub.picture import packed, rebuild, unpacked
from core.hub.steps import taken
from core.journal import verify
from core.journal.rows import Entry
from core.protocol import errors
from tests.core.domain.world import LEAD, OPERATOR, SECOND, SOURCE
from tests.core.hub.house import House, story


def test_that_events_are_numbered_densely_and_versions_rise_by_one(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            case = await house.report(SOURCE)
            other = await house.report(SOURCE)
            await house.ask(OPERATOR, "case.dispatch", case, lead="urban")
            await house.ask(OPERATOR, "case.note", other, text="问过了")
            events = list(house.journal.read())
            assert [e.seq for e in events] == list(range(1, len(events) + 1))
            assert [(e.name, e.version) for e in events if e.subject == case] == [
                ("case.reported", 1),
                ("case.acked", 2),
                ("case.dispatched", 3),
            ]
            assert {e.time for e in events} == {house.clock.now()}

    story(work())


def test_that_nobody_hears_of_anything_before_it_is_on_the_disk(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            house.disk.open.clear()
            outcome = house.send(SOURCE, "case.report", title="甲")
            asked = talk.ask("case.report", title="乙")
            picture = asyncio.create_task(house.engine.picture(lambda board: len(board.cases)))
            await asyncio.to_thread(house.disk.asked.wait)
            talk.say(op="hb", seq=0)
            ack = await talk.until("hb_ack")
            assert ack["head_seq"] == 0
            assert house.engine.board.seq >= 1
            assert not outcome.done()
            assert not picture.done()
            assert {f["op"] for f in talk.frames} == {
                "hello",
                "ready",
                "snapshot_begin",
                "snapshot_chunk",
                "snapshot_end",
                "hb_ack",
            }
            house.disk.open.set()
            assert (await outcome).ok
            assert (await talk.result(asked))["ok"]
            cases, seq = await picture
            assert seq <= house.engine.durable.seq
            assert cases == seq

    story(work())


def test_that_the_same_id_has_one_effect_also_after_a_restart(tmp_path: Path) -> None:
    async def work() -> None:
        house = House(tmp_path)
        await house.start()
        first = house.send(SOURCE, "case.report", id="id-1", title="甲")
        second = house.send(SOURCE, "case.report", id="id-1", title="甲")  # while the first is on its way
        told, again = await first, await second
        assert (told.ok, told.duplicate, again.duplicate) == (True, False, True)
        assert (again.seq, again.subject) == (told.seq, told.subject)
        assert (await house.send(SOURCE, "case.report", id="id-1", title="甲")).duplicate
        await house.crash()
        await house.start()
        late = await house.send(SOURCE, "case.report", id="id-1", title="甲")
        assert late.duplicate
        assert (late.seq, late.subject) == (told.seq, told.subject)
        other = await house.send(SOURCE, "case.report", id="id-1", title="乙")
        assert other.error is not None
        assert other.error.code == errors.IDEMPOTENCY_MISMATCH
        assert house.names() == ["case.reported"]
        await house.stop()

    story(work())


def test_that_a_refusal_is_kept_under_its_id(tmp_path: Path) -> None:
    async def work() -> None:
        house = House(tmp_path)
        await house.start()
        case = await house.report(SOURCE)
        no = await house.send(OPERATOR, "case.reopen", case, id="id-2", reason="早了")
        assert no.error is not None
        assert no.error.rule == "not_closed"
        await house.ask(OPERATOR, "case.close", case, outcome="unfounded")
        await house.crash()
        await house.start()
        again = await house.send(OPERATOR, "case.reopen", case, id="id-2", reason="早了")
        assert again.duplicate
        assert again.error == no.error
        assert (await house.send(OPERATOR, "case.reopen", case, id="id-3", reason="早了")).ok
        await house.stop()

    story(work())


def test_that_of_two_with_one_expected_version_exactly_one_wins(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            case = await house.report(SOURCE)
            asked = [house.send(actor, "case.note", case, 1, text=actor.name) for actor in (OPERATOR, SECOND, LEAD) * 5]
            results = await asyncio.gather(*asked)
            assert [r.ok for r in results].count(True) == 1
            lost = next(r for r in results if not r.ok)
            assert lost.error is not None
            assert (lost.error.code, lost.error.current) == (errors.VERSION_CONFLICT, 2)

    story(work())


def test_that_a_supervision_waits_for_a_second_person(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            case = await house.report(SOURCE)
            later = house.clock.now().replace(year=2027)
            asked = await house.ask(LEAD, "case.supervise", case, reason="拖延", reply_by=later)
            assert asked.ok
            assert asked.pending

    story(work())


def test_that_a_failing_disk_gives_1013_and_the_truth_comes_back(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            kept = await house.report(SOURCE, title="写下的")
            house.disk.fails = "before"
            lost = await house.send(SOURCE, "case.report", id="id-4", title="没写下的")
            assert lost.error is not None
            assert lost.error.code == errors.READ_ONLY
            assert house.engine.read_only is not None
            cases, seq = await house.engine.picture(lambda board: list(board.cases))
            assert (cases, seq) == ([kept.partition("/")[2]], 1)
            refused = await house.send(SOURCE, "case.report", id="id-5", title="再来")
            assert refused.error is not None
            assert refused.error.retryable
            house.disk.fails = None
            while house.engine.read_only is not None:
                await asyncio.sleep(0)
            assert (await house.send(SOURCE, "case.report", id="id-4", title="没写下的")).ok
            second = await talk.event("case.reported")
            while second["seq"] != 2:
                second = await talk.event("case.reported")
            assert house.names() == ["case.reported", "case.reported"]
        assert verify.main(["--data", str(tmp_path)]) == 0

    story(work())


def test_that_what_reached_the_disk_in_a_failed_commit_is_found_and_told_once(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0107", Role.OPERATOR)
            house.disk.fails = "after"
            unknown = await house.send(SOURCE, "case.report", id="id-6", title="甲")
            assert unknown.error is not None
            assert unknown.error.code == errors.READ_ONLY
            house.disk.fails = None
            assert (await talk.event("case.reported"))["seq"] == 1
            while house.engine.read_only is not None:
                await asyncio.sleep(0)
            again = await house.send(SOURCE, "case.report", id="id-6", title="甲")
            assert again.ok
            assert again.duplicate
            assert again.seq == 1
            assert house.names() == ["case.reported"]
            assert len(house.engine.alarms) == 2

    story(work())


def test_that_a_rule_that_breaks_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(board: Board, *arguments: Any) -> Any:
        taken(board, *arguments)
        raise ZeroDivisionError

    async def work() -> None:
        async with House(tmp_path) as house:
            await house.report(SOURCE)
            monkeypatch.setattr("core.hub.engine.taken", breaks)
            with pytest.raises(ZeroDivisionError):
                house.send(SOURCE, "case.report", title="乙")
            monkeypatch.undo()
            while house.engine.read_only is not None:
                await asyncio.sleep(0)
            assert list(house.engine.board.cases) == ["YZ-20261122-0001"]
            assert await house.report(SOURCE) == "case/YZ-20261122-0002"
            assert [e.seq for e in house.journal.read()] == [1, 2]

    story(work())


def test_that_an_overloaded_hub_says_so_and_keeps_nothing_of_it(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, bounds=Bounds(backlog=1, probe_s=0.0)) as house:
            house.disk.open.clear()
            first = house.send(SOURCE, "case.report", id="id-7", title="甲")
            second = await house.send(SOURCE, "case.report", id="id-8", title="乙")
            assert second.error is not None
            assert second.error.code == errors.OVERLOADED
            assert second.error.retry_after_ms
            house.disk.open.set()
            assert (await first).ok
            assert (await house.send(SOURCE, "case.report", id="id-8", title="乙")).ok

    story(work())


def test_that_a_restart_stands_where_it_stopped_with_and_without_a_picture(tmp_path: Path) -> None:
    async def work() -> None:
        house = House(tmp_path)
        await house.start()
        for n in range(5):
            case = await house.report(SOURCE, title=f"第 {n} 件")
            await house.ask(OPERATOR, "case.dispatch", case, lead="urban")
        before = house.engine.board.state()
        await house.crash()
        assert house.folder.exists()
        await house.start()
        assert house.journal.load_snapshot() is None
        assert house.engine.board.state() == before
        await house.stop()  # keeps a picture
        await house.start()
        found = house.journal.load_snapshot()
        assert found is not None
        assert found[0] == before.seq
        assert house.engine.board.state() == before
        await house.report(SOURCE)
        await house.crash()
        await house.start()
        assert house.engine.board.seq == before.seq + 1
        await house.stop()

    story(work())


def test_that_a_picture_is_kept_every_so_many_events(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, bounds=Bounds(snapshot_every=3)) as house:
            for _ in range(4):
                await house.report(SOURCE)
            while house.engine._tasks:
                await asyncio.sleep(0)
            found = house.journal.load_snapshot()
            assert found is not None
            assert found[0] >= 3
            assert {c.no for c in unpacked(found[1]).cases} <= set(house.engine.board.cases)

    story(work())


def test_that_a_packed_board_is_the_same_unpacked(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            for n in range(3):
                await house.report(SOURCE, title=f"第 {n} 件")
            state = house.engine.board.state()
            assert unpacked(b"".join(packed(state))) == state

    story(work())


def test_that_a_picture_of_another_form_is_not_used_and_the_journal_folded_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        house = House(tmp_path)
        await house.start()
        case = await house.report(SOURCE)
        with monkeypatch.context() as older:
            older.setattr("core.hub.picture.FORM", 0)
            await house.stop()
        await house.start()
        assert case.removeprefix("case/") in house.engine.board.cases
        assert rebuild(house.journal, house.engine.new_board()) == 0
        await house.stop()

    story(work())


def test_that_repeated_commands_are_counted_under_way_or_long_done(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, bounds=Bounds(probe_s=0.0)) as house:
            first, again = (house.send(SOURCE, "case.report", id="one", title="甲") for _ in range(2))
            assert (await first).ok
            assert (await again).duplicate
            assert house.engine.tally.repeated == 1
            assert (await house.send(SOURCE, "case.report", id="one", title="甲")).duplicate
            assert house.engine.tally.repeated == 2

    story(work())


def test_that_clock_rows_which_do_not_match_their_case_are_repaired_loudly(tmp_path: Path) -> None:
    async def work() -> None:
        house = House(tmp_path)
        await house.start()
        case = (await house.report(SOURCE)).partition("/")[2]
        rows = house.journal.timers()
        house.journal.append([Entry(clear=((case, "handling", ""),))])
        await house.crash()
        await house.start()
        assert house.engine.tally.repairs == 1
        assert house.journal.timers() == rows
        assert len(house.engine.alarms) == 2
        await house.stop()

    story(work())


def test_that_no_client_can_send_what_is_the_hubs_own(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("0101", Role.LEAD)
            case = await house.report(SOURCE)
            bodies = {"clock.fire": {"clock": "response", "generation": 1, "level": 0}, "link.see": {"state": "ok"}}
            for name in ("clock.fire", "clock.step", "case.lapse", "link.see", "task.deliver"):
                answer = await talk.result(talk.ask(name, case, **bodies.get(name, {"seconds": 3.0})))
                assert answer["error"]["code"] == errors.UNKNOWN, name
            assert house.names() == ["case.reported"]

    story(work())
