"""The outbox at work over a fake hub: order, window, unknown ends, refusals that are only 'not now', use-by."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from core.client.items import AskItem, FaultItem, OutboxItem, ResultItem, SavedItem, UnsavedItem
from core.client.keeper import Saved
from core.client.sender import frames_of
from core.client.window import WINDOW, Entry, Window, is_past_use
from core.domain.commands import Close, Command, Dispatch, Note, Nothing
from core.protocol.codec import from_client
from core.protocol.frames import Cmd, Cmds
from tests.core.client.desk_story import Console, MemoryStore, console
from tests.core.client.fake_hub import FakeHub
from tests.core.client.virtual import START, virtually


def dispatch(desk: Console, case: int = 0) -> Command:
    return replace(desk.note(case), name="case.dispatch", body=Dispatch(lead="fire"))


def ids_heard(hub: FakeHub) -> list[str]:
    return [cmd["id"] for cmd in hub.heard]


def test_that_a_command_is_saved_then_sent_then_answered() -> None:
    async def story() -> None:
        hub = FakeHub()
        store = MemoryStore()
        async with console(hub, store) as desk:
            await desk.live()
            note = desk.note()
            desk.feed.submit([note])
            await desk.until(lambda: bool(desk.all(ResultItem)))
            ours = [type(item) for item in desk.told if isinstance(item, SavedItem | ResultItem)]
            assert ours == [SavedItem, ResultItem]
            assert hub.heard[0]["client_time"].startswith("2026-11-22T06:")
            assert desk.last(ResultItem) == ResultItem(id=note.id, ok=True, name="case.note", seq=1, version=2)
            assert desk.last(OutboxItem).waiting == 0
            assert desk.feed.is_idle
        assert store.entries == {}

    virtually(story())


def test_that_neither_the_saved_mark_nor_the_line_is_ahead_of_the_disk() -> None:
    async def story() -> None:
        hub = FakeHub()
        disk: set[str] = set()
        ahead: list[str] = []

        class Disk(MemoryStore):
            def save(self, owner: str, commands: Sequence[Command], now: datetime) -> list[Saved]:
                ahead.extend(c.id for c in commands if any(c.id.encode() in f for line in hub.lines for f in line.sent))
                ahead.extend(c.id for c in commands if any(item.id == c.id for item in desk.all(SavedItem)))
                disk.update(command.id for command in commands)
                return super().save(owner, commands, now)

        async with console(hub, Disk()) as desk:
            await desk.live()
            for _ in range(20):
                desk.feed.submit([desk.note(0), desk.note(1)])
                await desk.after(0.1)
            await desk.until(lambda: len(desk.all(ResultItem)) == 40)
            assert ahead == []
            assert disk == {item.id for item in desk.all(SavedItem)}

    virtually(story())


def test_that_nothing_is_sent_before_the_picture_is_whole() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.pictures.clear()
        async with console(hub) as desk:
            desk.feed.submit([desk.note()])
            await desk.until(lambda: bool(hub.opened))
            await desk.after(3)
            assert not any(b"case.note" in frame for frame in hub.lines[0].sent)
            assert desk.links() == ["connecting"]
            hub.pictures.set()
            await desk.until(lambda: bool(desk.all(ResultItem)))

    virtually(story())


def test_that_nothing_is_sent_that_is_not_on_disk() -> None:
    async def story() -> None:
        hub = FakeHub()
        store = MemoryStore()
        async with console(hub, store) as desk:
            await desk.live()
            store.fails = True
            note = desk.note()
            desk.feed.submit([note])
            await desk.until(lambda: bool(desk.all(UnsavedItem)))
            await desk.after(30)
            assert desk.last(UnsavedItem) == UnsavedItem(ids=(note.id,), detail="disk full")
            assert hub.heard == []
            assert desk.all(SavedItem) == []

    virtually(story())


def test_that_commands_of_a_night_without_a_line_go_out_in_order_sixteen_at_a_time() -> None:
    async def story() -> None:
        hub = FakeHub(cases=40)
        hub.is_down = True
        async with console(hub) as desk:
            sent = [desk.note(n) for n in range(40)]
            for command in sent:
                desk.feed.submit([command])
            await desk.until(lambda: len(desk.all(SavedItem)) == 40)
            hub.answers = False
            hub.is_down = False
            await desk.live()
            await desk.after(1)
            assert ids_heard(hub) == [command.id for command in sent[:WINDOW]]
            hub.answers = True
            hub.cut()
            await desk.until(lambda: len(desk.all(ResultItem)) == 40)
            assert [r.id for r in desk.all(ResultItem)] == [command.id for command in sent]
            assert desk.snapshots() == 1
            assert sorted(e["cause"] for e in hub.journal) == sorted(c.id for c in sent)

    virtually(story())


def test_that_commands_on_one_case_keep_their_order_while_others_pass() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.is_down = True
        async with console(hub) as desk:
            first, second, other = desk.note(0), desk.note(0), desk.note(1)
            desk.feed.submit([first, second, other])
            await desk.until(lambda: len(desk.all(SavedItem)) == 3)
            hub.not_now = 1
            hub.is_down = False
            await desk.until(lambda: len(desk.all(ResultItem)) == 3)
            assert [e["cause"] for e in hub.journal] == [other.id, first.id, second.id]

    virtually(story())


def test_that_a_command_without_an_answer_is_sent_again_under_the_same_id() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.answers = False
            note = desk.note()
            desk.feed.submit([note])
            await desk.until(lambda: len(hub.heard) == 1)
            hub.answers = True
            hub.cut()
            await desk.until(lambda: bool(desk.all(ResultItem)))
            assert ids_heard(hub) == [note.id, note.id]
            assert hub.heard[0] == hub.heard[1]
            assert [e["cause"] for e in hub.journal] == [note.id]
            assert desk.last(ResultItem).duplicate

    virtually(story())


def test_that_an_answer_that_never_comes_is_asked_for_again_on_the_same_line() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            desk.feed.submit([desk.note(1)])
            await desk.until(lambda: len(desk.all(ResultItem)) == 1)
            hub.forgets = 1
            note = desk.note()
            desk.feed.submit([note])
            took = await desk.until(lambda: len(desk.all(ResultItem)) == 2, within=31)
            assert took >= 29.9
            assert ids_heard(hub)[1:] == [note.id, note.id]
            assert len(hub.opened) == 1
            assert desk.last(FaultItem).id == note.id

    virtually(story())


def test_that_not_now_is_tried_again_when_the_hub_said_and_is_no_answer() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.not_now = 1
        async with console(hub) as desk:
            await desk.live()
            desk.feed.submit([desk.note()])
            await desk.until(lambda: bool(desk.all(FaultItem)))
            assert desk.last(FaultItem).where == "retry"
            assert desk.all(ResultItem) == []
            took = await desk.until(lambda: bool(desk.all(ResultItem)))
            assert 1.9 <= took <= 2.1
            assert desk.last(ResultItem).ok

    virtually(story())


def test_that_a_dispatch_older_than_five_minutes_asks_and_is_not_sent() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.is_down = True
        store = MemoryStore()
        async with console(hub, store) as desk:
            old, note = dispatch(desk, 0), desk.note(1)
            desk.feed.submit([old, note])
            await desk.after(301)
            young = dispatch(desk, 1)
            desk.feed.submit([young])
            hub.is_down = False
            await desk.until(lambda: len(desk.all(ResultItem)) == 2)
            assert ids_heard(hub) == [note.id, young.id]
            assert [ask.command for ask in desk.all(AskItem)] == [old]
            assert desk.last(OutboxItem) == OutboxItem(waiting=0, asks=1)
            assert store.asked == {old.id}

            desk.feed.review(old.id, send=True)
            await desk.until(lambda: len(desk.all(ResultItem)) == 3)
            assert ids_heard(hub)[-1] == old.id
            assert desk.last(OutboxItem) == OutboxItem(waiting=0, asks=0)
        assert store.entries == {}

    virtually(story())


def test_that_a_dropped_command_is_never_sent_and_its_end_is_told() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.is_down = True
        store = MemoryStore()
        async with console(hub, store) as desk:
            old = dispatch(desk)
            desk.feed.submit([old])
            await desk.after(301)
            hub.is_down = False
            await desk.until(lambda: bool(desk.all(AskItem)))
            desk.feed.review(old.id, send=False)
            await desk.after(30)
            assert hub.heard == []
            assert desk.last(ResultItem) == ResultItem(id=old.id, ok=False, name="case.dispatch", dropped=True)
            desk.feed.review(old.id, send=True)
            assert desk.last(FaultItem).where == "review"
        assert store.entries == {}

    virtually(story())


def test_that_a_dispatch_the_hub_had_taken_before_the_cut_is_found_by_its_cause_and_does_not_ask() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with console(hub) as desk:
            await desk.live()
            hub.answers = False
            sent = dispatch(desk)
            desk.feed.submit([sent])
            await desk.until(lambda: len(hub.heard) == 1)
            hub.is_down = True
            hub.cut()
            await desk.after(400)
            hub.answers, hub.is_down = True, False
            await desk.until(lambda: bool(desk.all(ResultItem)))
            assert desk.all(AskItem) == []
            assert len(hub.heard) == 1
            assert (desk.last(ResultItem).ok, desk.last(ResultItem).seq) == (True, 1)

    virtually(story())


def test_that_what_a_restart_finds_in_the_outbox_is_sent_once() -> None:
    async def story() -> None:
        hub = FakeHub()
        store = MemoryStore()
        hub.is_down = True
        async with console(hub, store) as before:
            note = before.note()
            before.feed.submit([note])
            await before.until(lambda: bool(before.all(SavedItem)))
        hub.is_down = False
        async with console(hub, store) as after:
            await after.until(lambda: bool(after.all(ResultItem)))
            assert ids_heard(hub) == [note.id]

    virtually(story())


def test_that_a_group_goes_as_one_frame() -> None:
    async def story() -> None:
        hub = FakeHub(cases=5)
        async with console(hub) as desk:
            await desk.live()
            desk.feed.submit([desk.note(n) for n in range(5)])
            await desk.until(lambda: len(desk.all(ResultItem)) == 5)
            assert [op for op in hub.frames if op in ("cmd", "cmds")] == ["cmds"]

    virtually(story())


def test_that_a_long_outbox_leaves_room_for_heartbeats_in_the_hubs_bucket() -> None:
    async def story() -> None:
        hub = FakeHub(cases=1)
        async with console(hub) as desk:
            await desk.live()
            desk.feed.submit([desk.note() for _ in range(300)])
            start = desk.loop.time()
            await desk.until(lambda: len(desk.all(ResultItem)) == 300, within=60)
            took = desk.loop.time() - start
            assert len([op for op in hub.frames if op == "cmd"]) == 300
            assert took * 20 + 1 >= 300 - 60, "faster than the hub's bucket allows"
            assert took < 25

    virtually(story())


def test_that_a_command_no_frame_can_carry_is_answered_at_once() -> None:
    async def story() -> None:
        hub = FakeHub()
        store = MemoryStore()
        async with console(hub, store) as desk:
            await desk.live()
            huge = replace(desk.note(), body=Note(text="重" * 30_000))
            desk.feed.submit([huge, desk.note()])
            await desk.until(lambda: len(desk.all(ResultItem)) == 2)
            refused = desk.all(ResultItem)[0]
            assert refused.error is not None
            assert (refused.id, refused.error.code) == (huge.id, 1011)
            assert len(hub.heard) == 1

    virtually(story())


def test_that_frames_stay_below_the_limit_and_carry_every_command() -> None:
    entries = [Entry(n, Command(f"id{n}", "case.note", "case/A-1-1", Note(text="字" * 900)), START) for n in range(9)]
    frames = frames_of(entries, 8000)
    assert len(frames) > 2
    assert all(len(frame) <= 8000 for frame in frames)
    sent: list[Cmd] = []
    for frame in map(from_client, frames):
        sent += frame.cmds if isinstance(frame, Cmds) else [frame] if isinstance(frame, Cmd) else []
    assert [cmd.id for cmd in sent] == [entry.command.id for entry in entries]


def entry(no: int, subject: str, name: str = "case.ack") -> Entry:
    return Entry(no=no, command=Command(f"id{no}", name, subject, Nothing()), saved_at=START)


def test_that_a_task_and_its_case_are_one_lane() -> None:
    window = Window()
    for each in (
        entry(1, "task/YZ-1-1.2"),
        entry(2, "case/YZ-1-1"),
        entry(3, "case/YZ-1-2"),
        entry(4, ""),
        entry(5, ""),
    ):
        window.add(each)
    sending, asking = window.next(START)
    assert [e.no for e in sending] == [1, 3, 4, 5]
    assert asking == []
    window.answered("id1")
    assert [e.no for e in window.next(START)[0]] == [2]


def test_that_a_lost_line_puts_everything_back_in_its_order() -> None:
    window = Window()
    for no in range(1, 20):
        window.add(entry(no, f"case/YZ-1-{no}"))
    window.next(START)
    window.answered("id3")
    window.lost()
    assert len(window) == 18
    assert [e.no for e in window.next(START)[0]] == [1, 2, *range(4, 18)]


def test_that_closing_does_not_ask() -> None:
    window = Window()
    window.add(Entry(1, Command("a", "case.close", "case/YZ-1-1", Close(outcome="resolved")), START))
    late = START.replace(year=2027)
    assert [e.no for e in window.next(late)[0]] == [1]


def test_that_saving_goes_on_without_a_line() -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.is_down = True
        async with console(hub) as desk:
            await asyncio.sleep(20)
            desk.feed.submit([desk.note()])
            await desk.until(lambda: bool(desk.all(SavedItem)), within=0.1)

    virtually(story())


def test_that_a_dispatch_said_by_telephone_is_sent_however_late_for_it_is_done_already() -> None:
    said = replace(dispatch_by_phone(), occurred_at=START)
    assert not is_past_use(Entry(1, said, START), START + timedelta(hours=3))
    assert is_past_use(Entry(1, replace(said, occurred_at=None), START), START + timedelta(hours=3))


def dispatch_by_phone() -> Command:
    return Command("01", "case.dispatch", "case/YZ-20261122-0001", Dispatch(lead="fire"))
