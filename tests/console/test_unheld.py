"""What nobody holds is counted in the strip, and one click away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.domain.nouns import Priority
from tests.console.driver import Operator
from tests.core.domain.world import SECOND


@pytest.fixture
def operator(qapp: object) -> Iterator[Operator]:
    someone = Operator()
    yield someone
    someone.leaves()


def said(operator: Operator) -> str:
    return operator.window.strip.open.accessibleName()


def test_that_the_strip_counts_what_no_seat_and_no_unit_has(operator: Operator) -> None:
    first, second, _unseen = operator.hears(), operator.hears(), operator.hears()
    assert "无人认领 3" in said(operator), "an unseen case has nobody either, and its row says so"
    operator.hub.happens(SECOND, "case.claim", f"case/{second}")
    operator.looks()
    assert "无人认领 2" in said(operator)
    operator.hub.happens(SECOND, "case.claim", f"case/{first}")
    operator.looks()
    assert "无人认领 1" in said(operator)
    operator.hub.happens(SECOND, "case.release", f"case/{first}")
    operator.looks()
    assert "无人认领 2" in said(operator)
    operator.hub.happens(SECOND, "case.dispatch", f"case/{first}", lead="hub")
    operator.looks()
    assert "无人认领 1" in said(operator), "a unit has it now"


def test_that_a_click_shows_only_those_and_another_all(operator: Operator) -> None:
    first, second = operator.hears(), operator.hears()
    operator.hub.happens(SECOND, "case.claim", f"case/{second}")
    operator.looks()
    operator.window.strip.open.click()
    operator.looks()
    assert operator.queue() == [first.rpartition("-")[2]]
    assert "无人认领 1" in operator.page.filters.texts
    operator.window.strip.open.click()
    operator.looks()
    assert second.rpartition("-")[2] in operator.queue()


def test_that_a_click_on_the_overdue_shows_only_those_and_selects_the_one_longest_overdue(operator: Operator) -> None:
    longest = operator.hears(priority=Priority.P2)
    operator.waits(600)
    urgent = operator.hears(priority=Priority.P1)
    operator.waits(1200)
    fresh = operator.hears()
    operator.window.strip.overdue.click()
    operator.looks()
    assert operator.queue() == [urgent[-4:], longest[-4:]], "the more urgent stands above"
    assert operator.desk.selection == longest
    operator.window.strip.overdue.click()
    operator.looks()
    assert fresh[-4:] in operator.queue()
