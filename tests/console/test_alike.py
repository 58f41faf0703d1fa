"""What may be of one thing with the selected case, as an operator sees and reaches it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.domain.nouns import Place, Priority
from tests.console.driver import Operator

HERE = Place(grid="140106001001-01", lon=112.5601, lat=37.8601)


@pytest.fixture
def operator(qapp: object) -> Iterator[Operator]:
    someone = Operator()
    yield someone
    someone.leaves()


def hears(operator: Operator, **report: object) -> str:
    fields = {"title": "楼道堆物", "duty": "1-01", "priority": Priority.P3, "place": HERE, **report}
    return operator.hears(**fields)  # type: ignore[arg-type]


def line(operator: Operator) -> str:
    shown = operator.page.detail.alike
    return shown.text() if shown.isVisible() else ""


def test_that_a_case_says_how_many_may_be_of_one_thing_with_it(operator: Operator) -> None:
    first, other = hears(operator), hears(operator, title="停水", duty="1-02")
    hears(operator)
    hears(operator, title="楼道堆物，又报")
    operator.page.go_to(first)
    operator.looks()
    assert line(operator) == "疑似同一事另 2 件（200 米内、同事项、30 分钟内）"
    operator.page.go_to(other)
    operator.looks()
    assert line(operator) == ""


def test_that_nothing_is_looked_for_before_the_selection_rests(operator: Operator) -> None:
    first, second = hears(operator), hears(operator)
    operator.page.go_to(first)
    operator.looks()
    operator.page.go_to(second)
    assert line(operator) == ""
    assert operator.page.alike._kept is None
    operator.looks()
    assert line(operator) != ""


def test_that_what_comes_in_later_is_counted_too(operator: Operator) -> None:
    first = hears(operator)
    operator.page.go_to(first)
    operator.looks()
    assert line(operator) == ""
    hears(operator)
    operator.looks()
    assert "另 1 件" in line(operator)


def test_that_h_lists_them_and_to_choose_one_goes_there_and_changes_nothing(operator: Operator) -> None:
    first = hears(operator)
    operator.waits(120)
    second = hears(operator, title="楼道又堆了东西")
    operator.page.go_to(first)
    operator.looks()
    before = len(operator.hub.received)
    operator.presses("H")
    (option,) = operator.page.picker.shown
    assert option.text.endswith("楼道又堆了东西")
    assert "晚 " in option.remark
    assert "0 米" in option.remark
    operator.presses("1")
    assert operator.selection() == second
    assert len(operator.hub.received) == before


def test_that_h_says_so_where_there_is_none(operator: Operator) -> None:
    operator.page.go_to(hears(operator))
    operator.looks()
    operator.presses("H")
    assert operator.page.detail.refusal.text == "没有疑似同一事的事件"
