"""A table is taken in: previewed, sent a little at a time, and no row twice."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.hand import Hand
from console.import_table import ImportOverlay
from console.table_file import Table, write_csv
from tests.console.driver import Operator
from tests.console.test_table_file import book

HEADERS = ("事由", "地点", "时间", "联系人", "联系电话")


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Operator, Hand]]:
    operator = Operator()
    hand = Hand(operator.desk, operator.window.look, operator.window, tmp_path / "printed", lambda _: None)
    yield operator, hand
    hand.close()
    operator.leaves()


def table(folder: Path, count: int = 30) -> Path:
    rows = [(f"路灯不亮 {n}", "宁化府社区", "2025-06-16 21:05", f"样例{n}", "13800000001") for n in range(count)]
    return book(folder / "calls.xlsx", HEADERS, *rows, ("", "x", "", "", ""), rows[0], ("晚了", "", "2099-01-01 8:00"))


def reads(operator: Operator, overlay: ImportOverlay, path: Path) -> None:
    overlay.open()
    overlay.panel.path.setFocus()
    overlay.panel.path.setText(str(path))
    operator.presses("Enter")
    while overlay._reading is not None:
        operator.looks()


def results(overlay: ImportOverlay) -> list[str]:
    rows = overlay.panel.rows
    return [rows.item(row, 1).text() for row in range(rows.rowCount())]  # type: ignore[union-attr]


def test_that_the_preview_says_what_each_row_becomes_and_nothing_leaves(
    desk: tuple[Operator, Hand], tmp_path: Path
) -> None:
    operator, hand = desk
    reads(operator, hand.table, table(tmp_path, 2))
    assert results(hand.table) == ["登记", "登记", "没有标题", "与第 2 行相同", "时间不明或在将来"]
    assert operator.hub.received == []


def test_that_all_rows_are_taken_in_groups_and_the_same_file_again_takes_nothing(
    desk: tuple[Operator, Hand], tmp_path: Path
) -> None:
    operator, hand = desk
    path = table(tmp_path)
    reads(operator, hand.table, path)
    operator.presses("Ctrl+Enter")
    for _ in range(8):
        operator.looks()
    assert len(operator.hub.board.cases) == 30
    assert hand.table.panel.count.text() == "已收 30，未收 0，待发 0，共 30"
    reads(operator, hand.table, path)
    assert set(results(hand.table)[:30]) == {"已导入过"}
    operator.presses("Ctrl+Enter")
    assert len(operator.hub.board.cases) == 30


def test_that_a_column_can_be_another_one(desk: tuple[Operator, Hand], tmp_path: Path) -> None:
    operator, hand = desk
    reads(operator, hand.table, book(tmp_path / "a.xlsx", ("甲", "乙"), ("路灯不亮", "宁化府社区")))
    assert results(hand.table) == ["没有标题"]
    hand.table.panel.columns["title"].click()
    operator.looks()
    assert results(hand.table) == ["登记"]


def test_that_without_the_hub_rows_wait_and_go_when_it_is_back(desk: tuple[Operator, Hand], tmp_path: Path) -> None:
    operator, hand = desk
    operator.hub.goes_down()
    operator.looks()
    reads(operator, hand.table, table(tmp_path, 12))
    operator.presses("Ctrl+Enter")
    operator.looks()
    operator.looks()
    assert set(results(hand.table)[:12]) == {"待发"}
    operator.hub.comes_back()
    operator.looks()
    assert len(operator.hub.board.cases) == 12
    assert hand.table.panel.count.text().startswith("已收 12，未收 0，待发 0")


def test_that_what_was_not_taken_can_be_saved_and_runs_nowhere(desk: tuple[Operator, Hand], tmp_path: Path) -> None:
    operator, hand = desk
    reads(operator, hand.table, book(tmp_path / "a.xlsx", ("事由", "备注"), ("", "'=1+1"), ("好", "")))
    hand.table.save(tmp_path / "left.csv", write_csv)
    with (tmp_path / "left.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["行", "结果", "事由", "备注"], ["2", "没有标题", "", "'=1+1"]]


def test_that_a_reader_that_breaks_says_the_file_is_broken_and_stops_no_frame(
    desk: tuple[Operator, Hand], tmp_path: Path
) -> None:
    operator, hand = desk
    broken: Future[Table] = Future()
    broken.set_exception(ZeroDivisionError())
    hand.table._reading = broken
    operator.looks()
    assert hand.table.panel.fault == "文件损坏或不是表格"
    assert hand.table.panel.count.text() == ""


def test_that_a_file_that_cannot_be_read_says_why(desk: tuple[Operator, Hand], tmp_path: Path) -> None:
    operator, hand = desk
    reads(operator, hand.table, tmp_path / "none.xlsx")
    assert hand.table.panel.fault == "没有这个文件"
