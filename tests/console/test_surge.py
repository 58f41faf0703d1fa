"""A surge as an operator lives it: what the banner says, what shares a row, and who looks at what."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.domain.nouns import Place, Priority
from tests.console.driver import Operator

GRID = "140106001001-01"


@pytest.fixture
def operator(qapp: object) -> Iterator[Operator]:
    someone = Operator()
    yield someone
    someone.leaves()


def flood(operator: Operator, count: int, seconds: float = 10.0, **report: object) -> list[str]:
    """So many ordinary reports of one matter in one grid."""
    made = []
    fields = {"title": "楼道堆物", "duty": "1-01", "priority": Priority.P3, "place": Place(grid=GRID), **report}
    for _ in range(count):
        made.append(operator.hears(**fields))  # type: ignore[arg-type]
        operator.waits(seconds)
    return made


def surge_lines(operator: Operator) -> list[str]:
    return [line for line in operator.banners() if line.startswith(operator.window.look.text("banner.surge"))]


def test_that_more_than_ten_in_ten_minutes_begin_a_surge_and_the_banner_says_what_it_does(operator: Operator) -> None:
    flood(operator, 10)
    assert not surge_lines(operator)
    flood(operator, 1)
    (line,) = surge_lines(operator)
    assert "10 分钟新增 11 件" in line
    assert "每 30 秒响一次" in line
    assert "不足 5 件自动结束" in line


def test_that_a_surge_ends_by_itself_when_it_is_calm(operator: Operator) -> None:
    flood(operator, 11)
    operator.waits(560)
    assert not surge_lines(operator)


def test_that_the_operator_ends_it_and_it_stays_ended(operator: Operator) -> None:
    flood(operator, 11)
    operator.window.banner.acted.emit("surge.end")
    operator.looks()
    assert not surge_lines(operator)
    flood(operator, 3)
    assert not surge_lines(operator)
