"""The row pinned above the queue: a critical case nobody has acknowledged is in sight whatever the list shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.domain.nouns import Place, Priority
from tests.console.driver import Operator
from tests.core.domain.world import SECOND
from widgets.theme import GROUP_HEAD


@pytest.fixture
def operator(qapp: object) -> Iterator[Operator]:
    someone = Operator()
    someone.window.resize(1366, 768)
    yield someone
    someone.leaves()


def full_list(operator: Operator, count: int = 30) -> list[str]:
    """So many ordinary cases, acknowledged by somebody else, and the keyboard on the last of them."""
    made = []
    for at in range(count):
        made.append(operator.hears(f"楼道堆物 {at}", "1-01", priority=Priority.P4))
        operator.hub.happens(SECOND, "case.ack", f"case/{made[-1]}")
    operator.looks()
    operator.page.go_to(made[-1])
    operator.waits(4)
    return made


def critical(operator: Operator, title: str = "燃气异味") -> str:
    """A critical case comes in."""
    return operator.hears(title, "4-01", priority=Priority.P1)


def pinned(operator: Operator) -> str:
    """What stands above the list, for a screen reader; "" when nothing does."""
    row = operator.page.pins.row
    return row.accessibleName() if row.isVisible() else ""


def height(operator: Operator, no: str) -> int:
    """Where a row begins, in pixels of the window."""
    queue = operator.page.queue
    return queue.viewport().mapTo(operator.window, QPoint(0, queue._seen[no])).y()


def test_that_a_critical_case_above_what_is_on_screen_is_pinned_and_nothing_moves(operator: Operator) -> None:
    current = full_list(operator)[-1]
    assert pinned(operator) == ""
    before = height(operator, current)
    no = critical(operator)
    assert "特急" in pinned(operator)
    assert no.rpartition("-")[2] in pinned(operator)
    assert height(operator, current) == before
    operator.waits(4)
    assert height(operator, current) == before
    assert operator.selection() == current
    assert operator.keyboard() == "queue"
    operator.hub.happens(SECOND, "case.ack", f"case/{no}")
    operator.looks()
    assert pinned(operator) == ""
    assert height(operator, current) == before


def test_that_no_row_in_sight_is_pinned(operator: Operator) -> None:
    no = critical(operator)
    assert no.rpartition("-")[2] in operator.queue()
    assert pinned(operator) == ""


def test_that_it_covers_the_head_band_and_no_row(operator: Operator) -> None:
    full_list(operator)
    critical(operator)
    row, queue, window = operator.page.pins.row, operator.page.queue, operator.window
    lower, upper = row.mapTo(window, row.rect().bottomLeft()), queue.mapTo(window, QPoint(0, 0))
    assert lower == upper + QPoint(0, GROUP_HEAD - 1)
    assert row.width() == queue.width()
    field = operator.page.filters.field
    assert row.mapTo(window, QPoint(0, 0)).y() > field.mapTo(window, field.rect().bottomLeft()).y()


def test_that_ctrl_j_leads_there_and_the_row_goes_when_the_case_is_in_sight(operator: Operator) -> None:
    full_list(operator)
    no = critical(operator)
    operator.presses("Ctrl+J")
    assert operator.selection() == no
    assert no.rpartition("-")[2] in operator.queue()
    assert pinned(operator) == ""


def test_that_a_click_leads_there_through_a_filter_that_hides_it(operator: Operator) -> None:
    full_list(operator, 3)
    no = critical(operator)
    operator.page.look_for("楼道")
    assert no.rpartition("-")[2] not in operator.queue()
    assert "特急" in pinned(operator)
    QTest.mouseClick(operator.page.pins.row, Qt.MouseButton.LeftButton)
    operator.looks()
    assert operator.selection() == no
    assert operator.page.filters.field.text() == ""
    assert pinned(operator) == ""
    assert operator.keyboard() == "queue"


def test_that_another_tab_hides_no_critical_case(operator: Operator) -> None:
    no = critical(operator)
    operator.page.tabs.chosen.emit("closed")
    operator.looks()
    assert no.rpartition("-")[2] in pinned(operator)
    operator.presses("Ctrl+J")
    assert operator.selection() == no
    assert no.rpartition("-")[2] in operator.queue()


def test_that_the_most_urgent_is_pinned_and_the_others_are_counted(operator: Operator) -> None:
    first = critical(operator)
    operator.waits(5)
    critical(operator, "井盖塌陷")
    critical(operator, "烟雾")
    operator.page.tabs.chosen.emit("closed")
    operator.looks()
    assert first.rpartition("-")[2] in pinned(operator)
    assert "还有 2 件" in pinned(operator)
    operator.hub.happens(SECOND, "case.ack", f"case/{first}")
    operator.looks()
    assert "还有 1 件" in pinned(operator)


def test_that_a_filter_that_shows_it_stays_while_the_order_is_held(operator: Operator) -> None:
    full_list(operator, 3)
    operator.page.look_for("燃气")
    operator.presses("J")  # a hand on the keys holds the order: what comes in is not listed yet
    no = critical(operator)
    assert no.rpartition("-")[2] in pinned(operator)
    operator.presses("Ctrl+J")
    assert operator.selection() == no
    assert operator.page.filters.field.text() == "燃气"


def test_that_in_english_it_speaks_english(qapp: object) -> None:
    someone = Operator(lang="en", theme="light")
    critical(someone)
    someone.page.tabs.chosen.emit("closed")
    someone.looks()
    assert pinned(someone).startswith("Critical, not acknowledged, out of sight")
    someone.leaves()


def test_that_a_surge_never_hides_a_critical_case_behind_a_shared_row(operator: Operator) -> None:
    grid = Place(grid="140106001001-01")
    for at in range(12):
        operator.hears(f"楼道堆物 {at}", "1-01", priority=Priority.P3, place=grid)
    no = operator.hears("燃气异味", "4-01", priority=Priority.P1, place=grid)
    assert no.rpartition("-")[2] in operator.queue() or no.rpartition("-")[2] in pinned(operator)
