"""Several cases at once: marked by keys and mouse, told what cannot go, asked where it is wide, taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.domain.nouns import Priority, TaskState
from tests.console.driver import Operator
from tests.core.domain.world import SECOND


def hear(operator: Operator, count: int, priority: Priority = Priority.P3, duty: str = "2-01") -> list[str]:
    """So many cases, the first of them selected."""
    numbers = [operator.hears(f"井盖缺失 {at}", duty=duty, priority=priority) for at in range(count)]
    operator.page.go_to(numbers[0])
    return numbers


def mark(operator: Operator, count: int) -> None:
    """The selected row and those below it."""
    operator.presses("X", *["Shift+J"] * (count - 1))


def at_work(operator: Operator, no: str) -> bool:
    return any(t.state in (TaskState.SENT, TaskState.DELIVERED) for t in operator.case(no).tasks)


def test_that_marked_cases_are_claimed_together_and_f8_takes_all_back(operator: Operator) -> None:
    numbers = hear(operator, 3)
    mark(operator, 3)
    assert operator.page.selection.head == "已选 3 件"
    operator.presses("Space")
    assert [operator.case(no).holder for no in numbers] == [operator.desk.actor.name] * 3
    assert operator.keyboard() == "queue"
    operator.presses("F8")
    assert [operator.case(no).holder for no in numbers] == [None] * 3


def test_that_a_group_goes_out_as_one(operator: Operator) -> None:
    hear(operator, 3)
    sent: list[int] = []
    submit = operator.hub.submit
    operator.hub.submit = lambda commands: (sent.append(len(commands)), submit(commands))[1]  # type: ignore[method-assign]
    mark(operator, 3)
    operator.presses("Space")
    assert sent == [3]


def test_that_what_cannot_go_is_told_case_by_case_before_and_the_rest_goes(operator: Operator) -> None:
    numbers = hear(operator, 3)
    operator.hub.happens(SECOND, "case.claim", f"case/{numbers[1]}")
    operator.looks()
    operator.page.queue.clear_marks()
    for no in numbers:
        operator.page.go_to(no)
        operator.presses("X")
    operator.presses("C")
    asked = operator.page.confirm.question
    assert operator.keyboard() == "group"
    assert asked.what == "确认认领：2 件可办，1 件不可"
    assert len(asked.refused) == 1
    assert asked.refused[0].startswith("0002")
    assert SECOND.name in asked.refused[0]
    assert not operator.hub.received
    operator.presses("Enter")
    assert [operator.case(no).holder for no in numbers] == [
        operator.desk.actor.name,
        SECOND.name,
        operator.desk.actor.name,
    ]
    assert operator.keyboard() == "queue"


def test_that_each_is_dispatched_by_its_own_route_and_f8_recalls_all(operator: Operator) -> None:
    first, second = operator.hears(duty="4-01"), operator.hears("井盖缺失", duty="2-01")
    operator.page.go_to(first)
    for no in (first, second):
        operator.page.go_to(no)
        operator.presses("X")
    operator.presses("D")
    duties = operator.desk.board.district.duties
    assert [operator.case(no).lead_unit for no in (first, second)] == [duties["4-01"].lead, duties["2-01"].lead]
    assert operator.case(first).holder == operator.desk.actor.name
    operator.waits(4)
    operator.presses("F8")
    assert not at_work(operator, first)
    assert not at_work(operator, second)


def test_that_dispatching_more_than_five_asks_for_the_number(operator: Operator) -> None:
    numbers = hear(operator, 6)
    mark(operator, 6)
    operator.presses("D")
    assert operator.keyboard() == "group"
    operator.presses("Enter")
    assert not operator.hub.received
    operator.types("5")
    operator.presses("Enter")
    assert operator.page.confirm.fault
    assert not operator.hub.received
    operator.page.confirm.field.clear()
    operator.types("６")
    operator.presses("Enter")
    assert all(at_work(operator, no) for no in numbers)


def test_that_five_go_without_a_question(operator: Operator) -> None:
    numbers = hear(operator, 5)
    mark(operator, 5)
    operator.presses("D")
    assert all(at_work(operator, no) for no in numbers)


def test_that_closing_two_asks_for_the_number_and_esc_closes_none(operator: Operator) -> None:
    numbers = hear(operator, 2)
    mark(operator, 2)
    operator.presses("O", "4")
    assert operator.page.confirm.question.count == 2
    operator.presses("Esc")
    assert operator.keyboard() == "queue"
    assert "case.closed" not in operator.journal()
    assert len(operator.page.queue.marks) == 2
    operator.presses("O", "4")
    operator.types("2")
    operator.presses("Enter")
    assert all(operator.case(no).closed_at is not None for no in numbers)
    operator.looks()
    assert operator.page.queue.marks == ()


def test_that_urgent_cases_of_a_group_still_ask_a_second_person(operator: Operator) -> None:
    urgent, calm = operator.hears(priority=Priority.P1), operator.hears(priority=Priority.P3)
    operator.page.go_to(urgent)
    operator.presses("X")
    operator.page.go_to(calm)
    operator.presses("X", "O", "4")
    assert operator.page.confirm.question.remark.startswith("其中 1 件")
    operator.types("2")
    operator.presses("Enter")
    assert operator.case(calm).closed_at is not None
    assert operator.case(urgent).closed_at is None
    assert operator.case(urgent).second is not None


def test_that_an_outcome_that_says_somebody_acted_asks_how_once_for_all(operator: Operator) -> None:
    numbers = hear(operator, 2)
    mark(operator, 2)
    operator.presses("O", "1", "2")
    operator.types("2")
    operator.presses("Enter")
    assert all(operator.case(no).closed_at is not None for no in numbers)


def test_that_a_note_urgency_and_release_reach_all(operator: Operator) -> None:
    numbers = hear(operator, 2)
    mark(operator, 2)
    operator.presses("Space", "N")
    operator.types("同一处")
    operator.presses("Enter")
    assert operator.journal().count("case.noted") == 2
    operator.page._trigger("priority")
    operator.looks()
    operator.presses("4", "1")
    assert [operator.case(no).priority for no in numbers] == [Priority.P4] * 2
    operator.presses("Shift+C")
    assert [operator.case(no).holder for no in numbers] == [None] * 2


def test_that_a_case_that_changed_while_the_bar_was_open_is_left_and_told(operator: Operator) -> None:
    numbers = hear(operator, 6)
    mark(operator, 6)
    operator.presses("D")
    operator.hub.happens(SECOND, "case.dispatch", f"case/{numbers[2]}", lead="housing")
    operator.looks()
    operator.types("6")
    operator.presses("Enter")
    assert sum(c.name == "case.dispatch" for c in operator.hub.received) == 5
    assert any("0003" in text for text in operator.says())


def test_that_what_fits_no_group_is_refused_in_words(operator: Operator) -> None:
    hear(operator, 2)
    mark(operator, 2)
    operator.presses("E")
    assert any("多选" in text for text in operator.says())
    assert "case.escalated" not in operator.journal()


def test_that_esc_unmarks_before_it_clears_the_filter(operator: Operator) -> None:
    hear(operator, 2)
    operator.presses("A", "4")
    operator.presses("Esc")
    hear(operator, 2)
    mark(operator, 2)
    operator.presses("Esc")
    assert operator.page.queue.marks == ()
    assert not operator.page.detail.isHidden()
    assert operator.page.selection.isHidden()


def test_that_marks_are_case_numbers_and_survive_a_new_order(operator: Operator) -> None:
    numbers = hear(operator, 4)
    mark(operator, 2)
    operator.presses("A", "8", "3")
    assert set(operator.page.queue.marks) == set(numbers[:2])


def test_that_without_the_hub_a_group_is_not_dispatched_in_silence(operator: Operator) -> None:
    hear(operator, 2)
    operator.hub.goes_down()
    operator.waits(40)
    mark(operator, 2)
    operator.presses("D")
    assert not operator.hub.received
    assert "电话" in operator.refuses("dispatch")


@pytest.mark.parametrize(
    ("modifier", "count"), [(Qt.KeyboardModifier.ControlModifier, 1), (Qt.KeyboardModifier.ShiftModifier, 3)]
)
def test_that_the_mouse_marks_one_or_all_up_to_it(
    operator: Operator, modifier: Qt.KeyboardModifier, count: int
) -> None:
    numbers = hear(operator, 4)
    view = operator.page.queue
    line = next(line for line in view._lines if line.place == 2)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, QPoint(300, line.top + 10))
    operator.looks()
    assert len(view.marks) == count
    assert numbers[2] in view.marks
