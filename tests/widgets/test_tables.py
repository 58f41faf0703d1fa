"""Tracker and record: sound item models, places that do not jump, keys that are never a search."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.board import LOCAL
from core.domain.nouns import Clock, TaskState
from widgets import format as fmt
from widgets import paint
from widgets.deadline import Limit
from widgets.look import Look
from widgets.theme import DARK, LIGHT
from widgets.timeline import Entry, EntryKind, Timeline, TimelineModel
from widgets.tracker import COLUMNS, TaskModel, TaskRow, TaskTracker

NOW = datetime(2025, 6, 17, 6, 32, 7, tzinfo=UTC)
ZH, EN = Look(DARK, "zh_CN"), Look(LIGHT, "en")
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def row(task: int, state: TaskState | None = TaskState.DELIVERED, left: float = 600, **more: datetime | str) -> TaskRow:
    """A task in the tracker."""
    limit = Limit(clock=Clock.RECEIPT, due=NOW + timedelta(seconds=left), seconds=1200)
    return TaskRow(str(task), f"YZ-20250617-{task:04d}", f"单位{task}", "lead", state, limit, **more)  # type: ignore[arg-type]


def text(model: TaskModel, place: int, head: str) -> str:
    """What a cell says."""
    column = [c.head for c in COLUMNS].index(head)
    return str(model.data(model.index(place, column)))


def test_that_the_tracker_model_is_sound_under_random_changes(qtbot: QtBot) -> None:
    model = TaskModel(ZH)
    tester = QAbstractItemModelTester(model, FATAL)
    dice = random.Random(7)
    for step in range(60):
        rows = [row(task, left=dice.randint(-99, 999)) for task in dice.sample(range(12), dice.randint(0, 8))]
        model.set_rows(rows, NOW + timedelta(seconds=step))
        model.set_now(NOW + timedelta(seconds=step + 1))
        model.set_look(dice.choice((ZH, EN)))
        assert model.rowCount() == len(rows)
    tester.deleteLater()


def test_that_the_timeline_model_is_sound_under_random_changes(qtbot: QtBot) -> None:
    model = TimelineModel(ZH)
    tester = QAbstractItemModelTester(model, FATAL)
    dice = random.Random(7)
    entries: list[Entry] = []
    for step in range(60):
        if dice.random() < 0.2:
            entries = []
        new = [Entry(NOW, "系统", f"{step}.{i}") for i in range(dice.randint(0, 3))]
        entries = new + entries
        model.set_entries(entries, NOW)
        assert [model.entry(i).text for i in range(model.rowCount())] == [e.text for e in entries]
    tester.deleteLater()


@pytest.mark.parametrize(
    ("task", "receipt", "sent"),
    [
        (row(1, None), "—", "待发"),
        (row(1, sent_at=NOW), "未签收", None),
        (row(1, TaskState.RETURNED), "已退回", "—"),
        (row(1, TaskState.RECEIPTED, receipted_at=NOW), None, "—"),
        (row(1, TaskState.COMPLETED), "—", "—"),
    ],
)
def test_that_marks_of_a_task_look_different(task: TaskRow, receipt: str | None, sent: str | None) -> None:
    model = TaskModel(ZH)
    model.set_rows([task], NOW)
    clock = NOW.astimezone(LOCAL).strftime("%H:%M")
    assert text(model, 0, "col.receipt") == (receipt or clock)
    assert text(model, 0, "col.sent") == (sent or clock)


def test_that_time_alone_changes_only_the_last_column(qtbot: QtBot) -> None:
    model = TaskModel(ZH)
    model.set_rows([row(1), row(2)], NOW)
    touched: list[tuple[int, int, int, int]] = []
    model.dataChanged.connect(lambda a, b: touched.append((a.row(), a.column(), b.row(), b.column())))
    model.set_now(NOW + timedelta(seconds=601))
    last = len(COLUMNS) - 1
    assert touched == [(0, last, 1, last)]
    assert text(model, 0, "col.left") == "超 00:01"


def test_that_a_change_of_one_task_touches_one_row(qtbot: QtBot) -> None:
    model = TaskModel(ZH)
    model.set_rows([row(1), row(2), row(3)], NOW)
    touched: list[int] = []
    model.dataChanged.connect(lambda a, b: touched.extend(range(a.row(), b.row() + 1)))
    model.set_rows([row(1), row(2, TaskState.RECEIPTED), row(3)], NOW)
    assert touched == [1]


@pytest.fixture
def tracker(qtbot: QtBot) -> TaskTracker:
    """A tracker on screen with three tasks."""
    widget = TaskTracker(ZH)
    qtbot.addWidget(widget)
    widget.resize(528, 240)
    widget.show()
    qtbot.waitExposed(widget)
    widget.show_rows([row(1), row(2), row(3)], NOW)
    widget.setFocus()
    return widget


def test_that_the_selected_task_stays_selected_when_rows_move(tracker: TaskTracker, qtbot: QtBot) -> None:
    tracker.selectRow(1)
    tracker.show_rows([row(9), row(3), row(2)], NOW)
    assert tracker.selected_task() == "2"
    tracker.show_rows([row(9)], NOW)
    assert tracker.selected_task() is None


def test_that_enter_leads_to_the_case_and_letters_do_not_search(tracker: TaskTracker, qtbot: QtBot) -> None:
    told: list[str] = []
    tracker.case_chosen.connect(told.append)
    qtbot.keyClick(tracker, Qt.Key.Key_J)
    qtbot.keyClick(tracker, Qt.Key.Key_J)
    qtbot.keyClick(tracker, Qt.Key.Key_K)
    qtbot.keyClick(tracker, Qt.Key.Key_3)
    qtbot.keyClick(tracker, Qt.Key.Key_Return)
    assert told == ["YZ-20250617-0002"]  # the first is current as soon as the keyboard is here


def test_that_no_column_is_off_the_view(tracker: TaskTracker) -> None:
    for look in (ZH, EN):
        tracker.restyle(look)
        head = tracker.horizontalHeader()
        assert head.length() <= tracker.viewport().width()
        assert head.sectionSize(0) >= 60
        longest = fmt.overdue(86399, look.lang)
        assert head.sectionSize(len(COLUMNS) - 1) >= paint.width(longest, "pill") + 2 * 7 + 14


@pytest.mark.parametrize("width", [360, 420, 480, 700])
def test_that_a_units_name_keeps_its_room_and_is_whole_in_the_tip(tracker: TaskTracker, width: int) -> None:
    for look in (ZH, EN):
        tracker.restyle(look)
        tracker.resize(width, 240)
        QApplication.processEvents()
        assert tracker.columnWidth(0) >= 96
        assert tracker.horizontalHeader().length() <= tracker.viewport().width()
        tip = tracker.model().data(tracker.model().index(0, 0), Qt.ItemDataRole.ToolTipRole)
        assert "单位1" in str(tip)
    assert tracker.isColumnHidden([c.head for c in COLUMNS].index("col.role")) is (width < 450)
    assert not tracker.isColumnHidden(len(COLUMNS) - 1)


def test_that_a_wide_tracker_shows_the_cases_title_beside_a_capped_unit(tracker: TaskTracker) -> None:
    tracker.show_rows([row(1, title="烧烤摊多人打架")], NOW)
    title = [c.head for c in COLUMNS].index("col.title")
    assert tracker.isColumnHidden(title)
    tracker.resize(1900, 240)
    QApplication.processEvents()
    assert tracker.columnWidth(0) == 240
    assert 520 <= tracker.columnWidth(title) < 530
    assert tracker.columnWidth(title + 1) > 100  # what is left, the steps share
    assert str(tracker.model().index(0, title).data()) == "烧烤摊多人打架"
    tracker.resize(528, 240)
    QApplication.processEvents()
    assert tracker.isColumnHidden(title)
    assert tracker.horizontalHeader().length() == tracker.viewport().width()


def test_that_times_of_today_leave_their_room_to_the_units_name(qtbot: QtBot) -> None:
    tracker = TaskTracker(EN)
    qtbot.addWidget(tracker)
    tracker.resize(525, 240)
    tracker.show_rows([row(1, sent_at=NOW)], NOW)
    wide = tracker.columnWidth(0)
    assert wide - 18 >= paint.width("Governance centre", "second_strong")
    tracker.show_rows([row(1, sent_at=NOW - timedelta(days=1))], NOW)
    assert tracker.columnWidth(0) < wide


def test_that_the_record_ends_where_an_entry_ends(qtbot: QtBot) -> None:
    record = Timeline(ZH)
    qtbot.addWidget(record)
    record.show()
    qtbot.waitExposed(record)
    record.show_entries([Entry(NOW, "赵芳", f"第 {at} 条") for at in range(30)], NOW)
    for height in (120, 127, 131, 150):
        record.resize(560, height)
        QApplication.processEvents()
        boxes = [record.visualRect(record.model().index(at, 0)) for at in range(12)]
        cut = next(box for box in boxes if box.bottom() >= record.viewport().height())
        picture = record.viewport().grab().toImage()
        colours = {picture.pixel(x, y) for x in range(10, 400) for y in range(cut.top() + 1, picture.height() - 4)}
        assert len(colours) == 1, height


def test_that_long_words_wrap_in_the_record(qtbot: QtBot) -> None:
    record = Timeline(ZH)
    qtbot.addWidget(record)
    record.resize(560, 300)
    record.show()
    qtbot.waitExposed(record)
    record.show_entries([Entry(NOW, "赵芳", "煤气味" * 30), Entry(NOW, "系统", "短", EntryKind.ALARM)], NOW)
    model = record.model()
    qtbot.waitUntil(lambda: record.visualRect(model.index(1, 0)).height() > 0)
    tall, short = (record.visualRect(model.index(place, 0)).height() for place in (0, 1))
    assert tall >= 2 * short - 10
    assert record.count() == 2


def test_that_a_time_before_today_has_its_date() -> None:
    model = TimelineModel(ZH)
    entry = Entry(NOW - timedelta(days=2), "系统", "旧")
    model.set_entries([entry], NOW)
    assert model.when(entry) == entry.at.astimezone(LOCAL).strftime("%m-%d %H:%M")
    assert model.when(Entry(NOW, "系统", "新")) == NOW.astimezone(LOCAL).strftime("%H:%M:%S")
