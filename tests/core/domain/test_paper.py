"""A sheet has one number that can be checked, and becomes one case with its true times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.domain import commands as cmd
from core.domain.paper import Call, Written, check_figure, followed, is_pad, label, number_of, pad_of, report_of
from tests.core.domain.world import OPERATOR, World

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
