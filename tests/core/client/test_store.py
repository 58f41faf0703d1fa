"""The console's disk: what is saved outlives the process, and the picture on it is the picture that was shown."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from core.client.headless import Boards
from core.client.items import EventsItem, ResultItem, SnapshotItem, ViewItem
from core.client.keeper import StoreError
from core.client.store import ConsoleStore
from core.client.stream import Mark
from core.domain import events as ev
from core.domain.commands import Command, Dispatch, Note
from core.domain.nouns import Link, LinkState, Reporter
from core.protocol.frames import UnitRow
from tests.core.client.desk_story import console
from tests.core.client.fake_hub import FakeHub, a_case
from tests.core.client.virtual import START, virtually

KEY = "token:1"
boards = cache(Boards)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "seat"


@pytest.fixture
def store(folder: Path) -> Iterator[ConsoleStore]:
    opened = ConsoleStore(folder, boards())
    yield opened
    opened.close()


def reopened(folder: Path) -> ConsoleStore:
    return ConsoleStore(folder, boards())


def note(name: str, text: str = "x") -> Command:
    return Command(id=name, name="case.note", subject="case/YZ-20261122-0001", body=Note(text=text), expected_version=3)


def test_that_saved_commands_are_there_after_a_crash_in_their_order(folder: Path, store: ConsoleStore) -> None:
    first = Command("b", "case.dispatch", "case/YZ-20261122-0002", Dispatch(lead="fire", assist=("u1",)), 2, START)
    store.save(KEY, [first], START)
    store.save(KEY, [note("a"), note("c")], START + timedelta(seconds=1))
    after = reopened(folder)  # the first one is never closed, as after a kill
    kept = after.load(KEY, START)
    after.close()
    assert [e.command for e in kept.waiting] == [first, note("a"), note("c")]
    assert [e.saved_at for e in kept.waiting] == [START, *[START + timedelta(seconds=1)] * 2]
    assert (kept.asking, kept.others, kept.picture) == ((), 0, None)


def test_that_an_id_saved_twice_is_one_command_and_another_body_is_told(store: ConsoleStore) -> None:
    (saved,) = store.save(KEY, [note("a")], START)
    (again,) = store.save(KEY, [note("a")], START + timedelta(hours=1))
    (other,) = store.save(KEY, [note("a", "y")], START)
    assert again.entry == saved.entry
    assert (again.is_mismatch, other.is_mismatch) == (False, True)
    assert len(store.load(KEY, START).waiting) == 1


def test_that_an_answered_command_is_done_for_good_and_its_words_are_gone(folder: Path, store: ConsoleStore) -> None:
    store.save(KEY, [note("a", "the caller's secret")], START)
    done = ResultItem(id="a", ok=True, name="case.note", seq=4, version=4)
    store.mark([done], [], [])
    assert store.load(KEY, START).waiting == ()
    assert store.save(KEY, [note("a", "the caller's secret")], START)[0].result == done
    store.mark([ResultItem(id="a", ok=False)], [], [])
    assert store.save(KEY, [note("a", "the caller's secret")], START)[0].result == done
    store.close()
    assert b"caller's secret" not in (folder / "console.db").read_bytes()


def test_that_reviews_outlive_the_process(folder: Path, store: ConsoleStore) -> None:
    store.save(KEY, [note("a"), note("b"), note("c")], START)
    store.mark([], ["a", "b"], [])
    store.mark([], [], ["b"])
    kept = reopened(folder).load(KEY, START)
    assert [e.command.id for e in kept.asking] == ["a"]
    assert [(e.command.id, e.confirmed) for e in kept.waiting] == [("b", True), ("c", False)]


def test_that_answers_are_forgotten_after_a_week(store: ConsoleStore) -> None:
    store.save(KEY, [note("a"), note("b")], START)
    store.mark([ResultItem(id="a", ok=True)], [], [])
    late = START + timedelta(days=8)
    assert [e.command.id for e in store.load(KEY, late).waiting] == ["b"]
    assert store.save(KEY, [note("a")], late)[0].result is None


def test_that_nobody_sends_another_persons_commands(store: ConsoleStore) -> None:
    store.save(KEY, [note("a")], START)
    assert [e.command.id for e in store.adopt(KEY, "wang").waiting] == ["a"]
    store.save("token:2", [note("b")], START)
    li = store.adopt("token:2", "li")
    assert [e.command.id for e in li.waiting] == ["b"]
    assert li.others == 1
    assert [e.command.id for e in store.load(KEY, START).waiting] == ["a"]
    assert [e.command.id for e in store.adopt("token:3", "wang").waiting] == ["a"]


def test_that_the_file_is_its_owners_alone(folder: Path, store: ConsoleStore) -> None:
    store.load(KEY, START)
    assert stat.S_IMODE((folder / "console.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_that_the_outbox_is_synced_at_each_commit(store: ConsoleStore) -> None:
    store.load(KEY, START)
    assert store._engine is not None
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_that_a_file_that_is_no_database_is_told(folder: Path) -> None:
    folder.mkdir()
    (folder / "console.db").write_bytes(b"no database at all " * 100)
    with pytest.raises(StoreError, match="not a database"):
        reopened(folder).load(KEY, START)


def an_event(seq: int, no: str, data: ev.Data, version: int = 2) -> ev.Event:
    return ev.Event(seq=seq, version=version, subject=f"case/{no}", time=START, actor="op", data=data)


def snapshot(cases: int) -> SnapshotItem:
    return SnapshotItem(
        cases=tuple(a_case(n + 1) for n in range(cases)),
        links=(Link(id="room1", network="rooms", state=LinkState.OK, since=START),),
        units=(UnitRow("fire", "outside", "消防", "Fire"),),
        at_seq=10,
        epoch="e1",
    )


def test_that_the_picture_on_disk_is_snapshot_and_events_folded(folder: Path, store: ConsoleStore) -> None:
    store.keep(KEY, [snapshot(3)], Mark("e1", 10, "c10"), START)
    acked = an_event(11, "YZ-20261122-0002", ev.CaseAcked())
    down = ev.Event(12, 0, "link/room1", START, "probe", ev.LinkChanged("rooms", LinkState.DOWN, "probe"))
    newest = replace(a_case(4), reporter=Reporter(name="赵*", phone="138****1234"))
    items = [
        EventsItem((acked, down), 12),
        ViewItem(12, (newest,), ("case/YZ-20261122-0001",)),
        EventsItem((an_event(13, newest.no, ev.CaseAcked()),), 13),
    ]
    store.keep(KEY, items, Mark("e1", 13), START + timedelta(seconds=9))
    kept = reopened(folder).load(KEY, START)
    assert kept.picture is not None
    assert kept.mark == Mark("e1", 13)
    assert kept.picture.at_seq == 13
    assert kept.picture.saved_at == START + timedelta(seconds=9)
    by_no = {case.no: case for case in kept.picture.cases}
    assert list(by_no) == ["YZ-20261122-0002", "YZ-20261122-0003", "YZ-20261122-0004"]
    assert [case.acked for case in by_no.values()] == [True, False, True]
    assert by_no["YZ-20261122-0004"].reporter == newest.reporter
    assert kept.picture.links[0].state is LinkState.DOWN
    assert kept.picture.units == snapshot(0).units


def test_that_a_new_snapshot_takes_the_place_of_everything(store: ConsoleStore) -> None:
    store.keep(KEY, [snapshot(700)], Mark("e1", 10), START)
    acked = tuple(an_event(11 + n, f"YZ-20261122-{n + 1:04d}", ev.CaseAcked()) for n in range(700))
    store.keep(KEY, [EventsItem(acked, 710)], Mark("e1", 710), START)
    picture = store.load(KEY, START).picture
    assert picture is not None
    assert sum(case.acked for case in picture.cases) == 700
    store.keep(KEY, [snapshot(1)], Mark("e2", 10), START)
    picture = store.load(KEY, START).picture
    assert picture is not None
    assert [case.no for case in picture.cases] == ["YZ-20261122-0001"]


def test_that_nobody_is_shown_another_persons_picture(store: ConsoleStore) -> None:
    store.keep(KEY, [snapshot(2)], Mark("e1", 10), START)
    other = store.load("token:2", START)
    assert (other.picture, other.mark) == (None, None)


def test_that_a_console_restarted_without_a_line_shows_its_last_picture_and_its_age(store: ConsoleStore) -> None:
    async def story() -> None:
        hub = FakeHub(cases=3)
        async with console(hub, store) as before:
            await before.live()
            hub.happens(0)
            await before.until(lambda: before.seqs() == [1])
        hub.is_down = True
        hub.happens(0, tell=False)
        async with console(hub, store) as after:
            took = await after.until(lambda: after.links() == ["connecting", "down"])
            shown = after.last(SnapshotItem)
            assert took < 5.0
            assert (shown.at_seq, shown.epoch, len(shown.cases)) == (1, "e1", 3)
            assert shown.saved_at is not None
            hub.is_down = False
            await after.live()
            await after.until(lambda: after.seqs() == [2])
            assert hub.opened[-1]["op"] == "resume"
            assert hub.opened[-1]["last_seq"] == 1
            assert after.snapshots() == 1

    virtually(story())


def test_that_the_picture_is_written_at_least_each_ten_seconds(store: ConsoleStore) -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub, store) as desk:
            await desk.live()
            rng = Random(5)
            for _ in range(40):
                hub.happens(0)
                await desk.after(rng.uniform(0.5, 2.0))
                kept = store.load("token:x", START)  # nobody's: only the mark is of interest here
                assert kept.picture is None
            seq = hub.head
            await desk.after(10.1)
            written = store.load(desk.feed.credentials.key, START).mark
            assert written is not None
            assert written.seq == seq

    virtually(story())


def test_that_a_picture_the_disk_did_not_take_is_written_later(store: ConsoleStore) -> None:
    async def story() -> None:
        from tests.core.client.desk_story import MemoryStore

        hub = FakeHub()
        memory = MemoryStore()
        memory.fails = True
        async with console(hub, memory) as desk:
            await desk.live()
            hub.happens(0)
            await desk.after(25)
            assert memory.kept == []
            memory.fails = False
            await desk.after(11)
            (items, mark), *_ = memory.kept
            assert [type(item) for item in items] == [SnapshotItem, EventsItem]
            assert mark.seq == 1

    virtually(story())
