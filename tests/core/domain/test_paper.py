"""A sheet has one number that can be checked, and becomes one case with its true times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.domain import commands as cmd
from core.domain.nouns import Actor, Priority, Role
from core.domain.paper import (
    Call,
    Written,
    check_figure,
    followed,
    is_pad,
    label,
    number_of,
    pad_of,
    report_of,
    sounds_over,
    why_not_closed,
)
from tests.core.domain.world import OPERATOR, World, rights

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
PAD = pad_of(NOW, "02")


def test_that_a_set_is_named_by_when_and_where_it_was_printed() -> None:
    assert PAD == "261128-0930-02"
    assert is_pad(PAD)
    assert not is_pad("261128")


@pytest.mark.parametrize("number", range(1, 31))
def test_that_a_sheet_is_found_by_its_number_and_figure_alone(number: int) -> None:
    printed = label(PAD, number)
    assert {number_of(PAD, said) for said in (printed, printed.replace("-", ""), f"纸 {printed}")} == {number}
    wrong = f"{number:03d}-{(check_figure(PAD, number) + 1) % 10}"
    assert number_of(PAD, wrong) is None


def test_that_a_mistyped_digit_never_means_another_sheet() -> None:
    for number in range(1, 31):
        for other in range(1, 31):
            digits = sum(a != b for a, b in zip(f"{number:03d}", f"{other:03d}", strict=True))
            if digits == 1:
                assert check_figure(PAD, number) != check_figure(PAD, other)


def test_that_words_are_no_number() -> None:
    assert [number_of(PAD, said) for said in ("", "x", "-", "12345", "000-0")] == [None] * 5


def written(**more: object) -> Written:
    return Written(PAD, 7, NOW - timedelta(hours=2), "宁化府社区停电", **more)  # type: ignore[arg-type]


def test_that_the_same_sheet_is_the_same_command() -> None:
    first, again = report_of(written(), ""), report_of(written(), "")
    assert first == again
    assert first.occurred_at == NOW - timedelta(hours=2)
    assert isinstance(first.body, cmd.Report)
    assert first.body.source_ref == "paper:261128-0930-02:007"


def test_that_calls_become_tasks_and_calls_with_their_own_times() -> None:
    world = World()
    sheet = written(
        calls=(
            Call("fire", NOW - timedelta(minutes=80)),
            Call("housing", NOW - timedelta(minutes=90), "样例甲"),
            Call("urban", NOW - timedelta(minutes=70)),
        ),
        outcome="已恢复",
    )
    report = report_of(sheet, "")
    assert isinstance(report.body, cmd.Report)
    body = {name: getattr(report.body, name) for name in report.body.__struct_fields__}
    world.ask(OPERATOR, report.name, "", **body)
    case = next(iter(world.board.cases.values()))
    wanted = followed(world.board, sheet, case, "纸面登记")
    for command in wanted:
        fields = {name: getattr(command.body, name) for name in command.body.__struct_fields__}
        done = world.ask(OPERATOR, command.name, command.subject, occurred_at=command.occurred_at, **fields)
        assert isinstance(done, tuple | list), done
    assert [c.name for c in wanted] == [
        "case.dispatch", "case.phone", "case.request", "case.phone", "case.dispatch", "case.phone", "case.note"
    ]  # fmt: skip
    after = world.board.cases[case.no]
    assert [(t.unit, t.role, t.asked) for t in after.tasks] == [
        ("housing", "lead", False),
        ("fire", "assist", True),
        ("urban", "assist", False),
    ]
    assert len({c.id for c in wanted}) == len(wanted)


@pytest.mark.parametrize(
    ("wanted", "end", "outcome", "has_calls", "priority", "role"),
    [
        ("", "resolved", "已送电", False, Priority.P3, Role.OPERATOR),
        ("", "transferred", "", False, Priority.P4, Role.LEAD),
        ("open", "", "已送电", False, Priority.P3, Role.OPERATOR),
        ("right", "resolved", "已送电", False, Priority.P3, Role.CENTRE),
        ("second", "resolved", "已送电", False, Priority.P1, Role.OPERATOR),
        ("second", "resolved", "已送电", False, Priority.P2, Role.LEAD),
        ("tasks", "resolved", "已送电", True, Priority.P3, Role.OPERATOR),
        ("words", "resolved", "", False, Priority.P3, Role.OPERATOR),
    ],
)
def test_that_a_sheet_closes_its_case_only_where_one_person_may(
    wanted: str, end: str, outcome: str, has_calls: bool, priority: Priority, role: Role
) -> None:
    actor = Actor(name="0107", role=role)
    assert why_not_closed(end, outcome, has_calls, priority, rights(), actor) == wanted


def test_that_the_outcome_is_told_once_whether_it_closes_or_not() -> None:
    world = World()
    sheet = written(outcome="已恢复", end="resolved", ended_at=NOW - timedelta(hours=1))
    report = report_of(sheet, "")
    assert isinstance(report.body, cmd.Report)
    world.ask(OPERATOR, report.name, "", title="x", source_ref=sheet.ref)
    case = next(iter(world.board.cases.values()))
    (note,) = followed(world.board, sheet, case, "")
    (close,) = followed(world.board, sheet, case, "", closes=True)
    assert (note.name, close.name) == ("case.note", "case.close")
    assert note.id == close.id
    assert note.occurred_at == close.occurred_at == NOW - timedelta(hours=1)
    assert close.body == cmd.Close("resolved", "已恢复")


def test_that_words_that_say_it_is_not_over_offer_no_close() -> None:
    assert [sounds_over(said) for said in ("已解决", "办结了", "Settled at once", "fire out, closed")] == [True] * 4
    assert [sounds_over(said) for said in ("未解决", "没有解决", "不能办结", "unresolved", "已送电")] == [False] * 5
