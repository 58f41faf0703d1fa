"""Tests of a start from a large picture: the queue shows it first, and then everything else hears of all of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from console.bench_offline import NOWHERE, opened, prepare
from console.bench_queue import open_cases
from console.desk import MANY, PATIENCE, Desk
from console.hub_clock import HubClock
from core.client.items import ReadyItem, SnapshotItem
from core.domain.board import Board, Changes
from core.domain.nouns import Role, Task, TaskState
from core.domain.rules.rights import parse_rights
from resources import data
from tests.core.domain.world import yingze

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
CASES = tuple(open_cases(MANY + 500, Random(1)))
ME = ReadyItem("0107", (Role.OPERATOR,), (), "02", None, "yingze")


def begun(qapp: QApplication) -> tuple[Desk, list[Changes]]:
    """A desk, and what is heard of it."""
    clock = HubClock(lambda: 0.0, lambda: NOW)
    desk = Desk(
        Board(yingze(), parse_rights(data("rights.toml")), is_whole=False), clock, lambda: 0.0, iter("abc").__next__
    )
    heard: list[Changes] = []
    desk.changed.connect(heard.append)
    return desk, heard


def test_that_the_queue_holds_a_large_picture_before_anything_else_hears_of_it_and_then_all_is_heard_once(
    qapp: QApplication,
) -> None:
    desk, heard = begun(qapp)
    task = Task(id="t1", unit="u1", role="lead", state=TaskState.SENT, sent_at=NOW, sent_by="0107")
    mine = replace(CASES[7], tasks=(task,))
    desk.inbox += [(0.0, SnapshotItem((*CASES[:7], mine, *CASES[8:]), (), (), 1, "e")), (0.0, ME)]
    desk.step()
    assert desk.queue.row_count() >= len(CASES)  # and the heads of its groups
    assert not heard
    assert desk.is_busy
    desk.step()
    assert [each.cases for each in heard] == [frozenset(case.no for case in CASES)]
    assert list(desk.memory.tracked) == [mine.no]
    assert not desk.is_busy
    desk.step()
    assert len(heard) == 1


def test_that_who_sits_down_some_frames_after_the_picture_still_sees_the_queue_first(qapp: QApplication) -> None:
    desk, heard = begun(qapp)
    desk.inbox.append((0.0, SnapshotItem(CASES, (), (), 1, "e")))
    for _ in range(3):
        desk.step()
    desk.inbox.append((0.0, ME))
    desk.step()
    assert desk.queue.row_count() >= len(CASES)  # and the heads of its groups
    assert not heard
    desk.step()
    assert len(heard) == 1


def test_that_a_picture_is_heard_of_though_nobody_sits_down(qapp: QApplication) -> None:
    desk, heard = begun(qapp)
    desk.inbox.append((0.0, SnapshotItem(CASES, (), (), 1, "e")))
    for _ in range(PATIENCE):
        desk.step()
    assert not heard
    desk.step()
    assert [len(each.cases) for each in heard] == [len(CASES)]
    assert not desk.is_busy


def test_that_a_few_cases_are_heard_of_in_their_own_frame(qapp: QApplication) -> None:
    desk, heard = begun(qapp)
    desk.inbox.append((0.0, SnapshotItem(CASES[:20], (), (), 1, "e")))
    desk.step()
    assert [len(each.cases) for each in heard] == [20]


def test_that_the_first_picture_loads_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    prepare(tmp_path, 30)
    assert opened(tmp_path, NOWHERE["refuses"]).late == ()
