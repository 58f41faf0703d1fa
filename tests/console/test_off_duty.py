"""A closed office is never silently dispatched to: the card, the button and the preview say who takes the call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from console.line.effect import effect
from console.line.grammar import Plan, Verb
from console.takes import Takes
from core.domain.staffing import is_staffed, takes_calls
from tests.console.driver import Operator
from tests.core.domain.world import yingze
from widgets.buttons import PrimaryButton

SUNDAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning there
NOON = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


@pytest.fixture
def operator(qapp: object) -> Iterator[Operator]:
    someone = Operator()
    yield someone
    someone.leaves()


def test_that_an_office_is_open_on_working_days_and_a_post_always() -> None:
    district = yingze()
    office, post = district.units["property"], district.units["housing"]
    assert [is_staffed(district, office, at) for at in (SUNDAY, MONDAY, NOON)] == [False, True, False]
    assert all(is_staffed(district, post, at) for at in (SUNDAY, MONDAY, NOON))


def test_that_the_nearest_unit_above_that_is_there_takes_the_calls() -> None:
    district = yingze()
    assert takes_calls(district, district.units["property"]).id == "housing"
    assert takes_calls(district, district.units["civil"]).id == "civil", "nobody above it: its own number"


def test_that_card_and_button_say_who_is_off_and_who_takes_the_call(operator: Operator) -> None:
    operator.hears(duty="1-02")
    operator.presses("Space")
    assert not is_staffed(yingze(), yingze().units["property"], operator.desk.now())
    card = operator.page.detail.card
    assert "已下班 · 区住建局值班 0351-000-0101" in card.accessibleDescription()
    main = next(b for b in card.findChildren(PrimaryButton) if not b.isHidden())
    assert main.text().endswith("（1 家下班）")


def test_that_who_takes_the_call_stays_in_the_row_after_the_dispatch(operator: Operator) -> None:
    operator.hears(duty="1-02")
    operator.presses("Space", "D", "Enter")
    card = operator.page.detail.card
    assert "已送达" in card.accessibleDescription() or "已发出" in card.accessibleDescription()
    assert "已下班 · 区住建局值班 0351-000-0101" in card.accessibleDescription()


def test_that_a_group_says_so_on_its_button_and_in_its_question(operator: Operator) -> None:
    numbers = [operator.hears(f"消防通道堵塞 {at}", duty="1-02") for at in range(6)]
    operator.page.go_to(numbers[0])
    operator.presses("X", *["Shift+J"] * 5)
    assert any(text.startswith("交办") and text.endswith("（1 家下班）") for text in operator.page.selection.texts)
    operator.presses("D")
    question = operator.page.confirm.question
    assert question is not None
    assert question.remark == "区物业中心 已下班 · 区住建局值班 0351-000-0101"


def test_that_the_preview_of_a_typed_dispatch_says_so(operator: Operator) -> None:
    no = operator.hears(duty="1-02")
    operator.presses("Space")
    verb = Verb("dispatch", "交办", ("交办",), takes=Takes.UNITS)
    told = effect(Plan(verb=verb, case=no, objects=("urban", "property")), operator.desk, operator.window.look)
    assert told is not None
    assert [line for line in told.asks if "已下班" in line] == ["区物业中心 已下班 · 区住建局值班 0351-000-0101"]
