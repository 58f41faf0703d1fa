"""A claim lapses in the sight of who holds it: a warning with the time left, and one key that keeps it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.domain import commands as cmd
from core.domain.nouns import Priority
from tests.console.driver import Operator


@pytest.fixture
def operator(qapp: object) -> Iterator[Operator]:
    someone = Operator()
    yield someone
    someone.leaves()


def hints(operator: Operator) -> set[str]:
    return {operator.window.look.text(hint.text, count=hint.count, name=hint.name) for hint in operator.window._hints()}


def test_that_the_head_warns_before_a_claim_lapses_and_one_key_keeps_it(operator: Operator) -> None:
    no = operator.hears(priority=Priority.P2)
    operator.presses("Space")
    lease = operator.desk.board.district.lease[Priority.P2]
    operator.waits(lease - 90)
    assert "还剩" not in operator.page.detail.header.accessibleDescription()
    assert not any("续领" in hint for hint in hints(operator))
    operator.waits(50)
    assert "认领还剩 40 秒" in operator.page.detail.header.accessibleDescription()
    assert "续领 0001" in hints(operator)
    operator.waits(10)
    assert "认领还剩 30 秒" in operator.page.detail.header.accessibleDescription()
    operator.presses("I")
    assert "还剩" not in operator.page.detail.header.accessibleDescription()
    assert any("已续领" in text for text in operator.says())
    operator.waits(60)
    assert operator.case(no).holder is not None


def test_that_a_claim_on_another_case_is_told_once_with_its_key(operator: Operator) -> None:
    first = operator.hears(priority=Priority.P2)
    operator.presses("Space")
    other = operator.hears(priority=Priority.P4)
    operator.page.go_to(other)
    operator.looks()
    operator.waits(operator.desk.board.district.lease[Priority.P2] - 30)
    told = [text for text in operator.says() if "0001" in text and "按 I 续领" in text]
    assert len(told) == 1
    assert "续领 0001" in hints(operator), "the foot names the case, which is not the selected one"
    operator.presses("I")
    operator.waits(60)
    assert operator.case(first).holder is not None


def test_that_keeping_is_worded_as_such_and_is_no_second_claim(operator: Operator) -> None:
    operator.hears(priority=Priority.P1)
    operator.presses("Space")
    operator.waits(40)
    operator.presses("N", "Esc")
    operator.waits(30)
    operator.looks()
    assert any("续领" in line for line in operator.timeline())
    assert sum(" 认领" in line or "认领 ·" in line for line in operator.timeline()) == 1


def test_that_there_is_nothing_to_keep_where_nothing_is_held(operator: Operator) -> None:
    operator.hears()
    assert operator.refuses("keep")
    operator.presses("Space")
    assert not operator.refuses("keep")


def kept(operator: Operator) -> list[str]:
    return [text for text in operator.says() if "已续领" in text]


def ends_soon(operator: Operator, priority: Priority = Priority.P2) -> str:
    """A case whose claim has half a minute to go."""
    no = operator.hears(priority=priority)
    operator.presses("Space")
    operator.waits(operator.desk.board.district.lease[priority] - 30)
    return no


def renewals(operator: Operator) -> list[str]:
    """The cases whose claim went on, by the hub's own record."""
    return [event.case_no or "" for event in operator.hub.events if getattr(event.data, "renewed", False)]


def test_that_a_claim_is_called_kept_only_when_the_hub_has_said_so(operator: Operator) -> None:
    no, told = ends_soon(operator), list[str]()
    operator.desk.noticed.connect(lambda notice: told.append(notice.zh))
    operator.hub.is_slow = True
    operator.presses("I")
    assert not told
    operator.hub.is_slow = False
    operator.hub.answers()
    operator.looks()
    assert kept(operator) == [f"已续领 {no[-4:]}"]
    operator.waits(20)
    operator.page.flows.add_note("在办")
    operator.looks()
    assert told == [f"已续领 {no[-4:]}"]


def test_that_without_the_hub_nothing_is_called_kept_and_what_still_runs_is_kept_when_it_is_back(
    operator: Operator,
) -> None:
    no = ends_soon(operator)
    operator.hub.goes_down()
    operator.looks()
    operator.presses("I")
    assert not kept(operator)
    assert any("恢复时" in text and no[-4:] in text for text in operator.says())
    operator.waits(10)
    operator.hub.comes_back()
    operator.waits(1)
    operator.looks()
    assert renewals(operator) == [no]
    assert kept(operator) == [f"已续领 {no[-4:]}"]


def test_that_a_claim_that_lapsed_without_the_hub_is_not_made_anew_when_it_is_back(operator: Operator) -> None:
    no = ends_soon(operator)
    operator.hub.goes_down()
    operator.looks()
    operator.presses("I")
    for _ in range(6):
        operator.waits(10)
    operator.hub.comes_back()
    operator.waits(2)
    assert operator.case(no).holder is None
    assert operator.hub.case(f"case/{no}").holder is None
    assert not kept(operator)


def test_that_another_act_on_the_case_warns_of_its_claim_no_second_time(operator: Operator) -> None:
    no = operator.hears(priority=Priority.P2)
    operator.presses("Space")
    operator.page.go_to(operator.hears(priority=Priority.P4))
    operator.looks()
    operator.waits(operator.desk.board.district.lease[Priority.P2] - 40)
    operator.hub.is_slow = True
    operator.desk.submit("case.note", f"case/{no}", cmd.Note("已问物业"))
    operator.waits(1)
    operator.hub.is_slow = False
    operator.hub.answers()
    operator.waits(1)
    assert len([text for text in operator.says() if no[-4:] in text and "按 I 续领" in text]) == 1


def test_that_a_lapsed_claim_says_how_long_it_held_to_the_second(operator: Operator) -> None:
    operator.hears(priority=Priority.P1)
    operator.presses("Space")
    operator.waits(120)
    assert any("90 秒无操作" in text for text in operator.says())
