"""Sheets are printed, written on while the hub is out, and keyed back once with their true times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.hand import Hand
from console.paper_mode import PAD, WAITING
from core.domain.nouns import Priority, State
from core.domain.paper import SHEETS, label, pad_of
from tests.console.driver import Operator
from tests.core.domain.world import SECOND, SOURCE
from widgets.format import hour_minute

SHOWN: list[Path] = []


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Operator, Hand, str]]:
    operator = Operator()
    SHOWN.clear()
    hand = Hand(operator.desk, operator.window.look, operator.window, tmp_path / "printed", SHOWN.append)
    pad = pad_of(operator.desk.now(), "02")
    operator.desk.drafts.put(PAD, pad)
    hand.paper.open()
    yield operator, hand, pad
    hand.close()
    operator.leaves()


def keys(operator: Operator, hand: Hand, pad: str, sheet: int, ago: int, **more: str) -> None:
    """Fill a sheet in as fast fingers do."""
    at = operator.desk.now() - timedelta(minutes=ago)
    said = {"number": label(pad, sheet), "time": hour_minute(at), "title": f"停电 {sheet}", **more}
    for name, text in said.items():
        field = hand.paper.panel.fields.get(name) or hand.paper.panel.calls[0][name]
        field.setFocus()
        field.clear()
        operator.types(text)
    operator.presses("Ctrl+Enter")


def test_that_a_sheet_becomes_a_case_with_its_true_times(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    now = operator.desk.now()
    called = hour_minute(now - timedelta(minutes=80))
    keys(operator, hand, pad, 1, 90, place="宁化府社区", unit="住建", who="样例甲", at=called, outcome="已送电")
    operator.looks()
    (case,) = operator.hub.board.cases.values()
    assert case.source_ref == f"paper:{pad}:001"
    names = [(c.name, c.occurred_at) for c in operator.hub.received]
    true = [now - timedelta(minutes=m) for m in (90, 80, 80, 80)]
    assert [name for name, _ in names] == ["case.report", "case.dispatch", "case.phone", "case.note"]
    for (_, at), wanted in zip(names, true, strict=True):
        assert at is not None
        assert abs(at - wanted) < timedelta(minutes=1)
    assert [(t.unit, t.phoned_who) for t in case.tasks] == [("housing", "样例甲")]


def test_that_the_next_missing_sheet_is_offered_and_the_list_gets_shorter(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    keys(operator, hand, pad, 1, 30)
    assert hand.paper.panel.fields["number"].text() == label(pad, 2)
    assert hand.paper.panel.missing.text().startswith("还缺 29 张：002 003")


def test_that_the_same_sheet_cannot_be_keyed_twice(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    keys(operator, hand, pad, 1, 30)
    keys(operator, hand, pad, 1, 30, title="又一次")
    assert hand.paper.panel.fault == "这一张已补录：0001"
    assert len(operator.hub.board.cases) == 1


def test_that_a_sheet_somebody_else_keyed_is_known(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    operator.hub.happens(SOURCE, "case.report", title="停电", source_ref=f"paper:{pad}:005")
    operator.looks()
    assert 5 not in hand.paper.missing(pad)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"number": "001-x"}, "单号与校验数不符，请看纸面"),
        ({"title": " "}, "没有标题"),
        ({"time": "2099-01-01 08:00"}, "时间看不懂或在将来"),
        ({"unit": "没有此单位", "at": "0000"}, "没有这个单位：没有此单位"),
        ({"unit": "住建", "at": "25:00"}, "时间看不懂或在将来"),
    ],
)
def test_that_what_is_wrong_is_said_and_nothing_is_sent(
    desk: tuple[Operator, Hand, str], wrong: dict[str, str], fault: str
) -> None:
    operator, hand, pad = desk
    keys(operator, hand, pad, 1, 30, **wrong)
    assert hand.paper.panel.fault == fault
    assert operator.hub.received == []


def test_that_a_mistyped_check_figure_is_another_sheet_for_nobody(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    right = label(pad, 1)
    keys(operator, hand, pad, 1, 30, number=right[:-1] + str((int(right[-1]) + 1) % 10))
    assert hand.paper.panel.fault == "单号与校验数不符，请看纸面"


def test_that_calls_wait_with_their_sheet_and_go_when_the_hub_is_back(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    operator.hub.goes_down()
    operator.looks()
    called = hour_minute(operator.desk.now() - timedelta(minutes=5))
    keys(operator, hand, pad, 1, 30, unit="住建", at=called)
    assert "待发" in hand.paper.panel.said.text()
    assert operator.desk.drafts.get(WAITING)
    operator.hub.comes_back()
    operator.looks()
    operator.looks()
    (case,) = operator.hub.board.cases.values()
    assert [t.unit for t in case.tasks] == ["housing"]
    assert not operator.desk.drafts.get(WAITING)


def test_that_calls_and_outcome_are_recorded_where_another_seat_dispatched_meanwhile(
    desk: tuple[Operator, Hand, str],
) -> None:
    operator, hand, pad = desk
    operator.hub.goes_down()
    operator.looks()
    called = hour_minute(operator.desk.now() - timedelta(minutes=5))
    keys(operator, hand, pad, 1, 30, unit="住建", who="样例甲", at=called, outcome="已送电")
    (report,) = operator.hub.waiting
    operator.hub.waiting.clear()
    operator.hub.is_up = True
    operator.hub.happens(SECOND, "case.report", title=report.body.title, source_ref=f"paper:{pad}:001")  # type: ignore[attr-defined]
    (case,) = operator.hub.board.cases.values()
    operator.hub.happens(SECOND, "case.dispatch", f"case/{case.no}", lead="housing")
    operator.looks()
    operator.looks()
    assert [c.name for c in operator.hub.received[1:]] == ["case.phone", "case.note"]
    assert operator.hub.received[1].body.who == "样例甲"  # type: ignore[attr-defined]
    assert f"未全部记入，再录一次即重试：{label(pad, 1)}" in hand.paper.panel.missing.text()
    assert any(f"纸 {label(pad, 1)} 未全部记入" in said for said in operator.says())
    keys(operator, hand, pad, 1, 30, unit="住建", who="样例甲", at=called, outcome="已送电")
    assert "未全部记入" not in hand.paper.panel.missing.text()
    assert len(operator.hub.board.cases) == 1


def test_that_a_call_the_hub_refuses_leaves_its_sheet_on_the_list_until_it_is_taken(
    desk: tuple[Operator, Hand, str],
) -> None:
    operator, hand, pad = desk
    operator.hub.is_slow = True
    called = hour_minute(operator.desk.now() - timedelta(minutes=5))
    keys(operator, hand, pad, 1, 30, unit="住建", at=called)
    operator.hub.answers()
    operator.looks()
    (case,) = operator.hub.board.cases.values()
    operator.hub.ask(SECOND, "case.dispatch", f"case/{case.no}", lead="housing")  # before this desk's was answered
    operator.hub.answers()
    operator.looks()
    assert "未全部记入" in hand.paper.panel.missing.text()


def test_that_two_sets_printed_within_a_minute_have_two_names(desk: tuple[Operator, Hand, str]) -> None:
    _, hand, _ = desk
    pads = [hand.prints.sheets() for _ in range(3)]
    assert len(set(pads)) == 3
    assert len({path.name for path in SHOWN}) == 3


def test_that_a_set_and_the_list_of_telephones_are_printed(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, _ = desk
    hand.paper.panel.printed.emit("sheets")
    hand.paper.panel.printed.emit("phones")
    operator.hears()
    operator.page.queue.select(next(iter(operator.hub.board.cases)))
    hand.prints.case()
    assert [path.read_bytes()[:5] for path in SHOWN] == [b"%PDF-"] * 3
    assert [path.stat().st_mode & 0o077 for path in SHOWN] == [0] * 3
    assert len(hand.paper.missing(operator.desk.drafts.get(PAD))) == SHEETS


def test_that_the_matter_is_read_from_the_words_and_goes_with_the_sheet(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    keys(operator, hand, pad, 1, 30, title="小区路灯不亮")
    keys(operator, hand, pad, 2, 20, title="说不清的事")
    first, second = operator.hub.board.cases.values()
    assert (first.duty, first.priority) == ("2-06", Priority.P4)
    assert (second.duty, second.priority) == (None, Priority.P3)


def test_that_digits_choose_matter_and_urgency_and_the_next_sheet_starts_anew(
    desk: tuple[Operator, Hand, str],
) -> None:
    operator, hand, pad = desk
    panel = hand.paper.panel
    panel.fields["title"].setFocus()
    operator.types("小区路灯不亮")
    panel.matter.setFocus()
    operator.presses("0")
    panel.urgency.setFocus()
    operator.presses("2")
    keys(operator, hand, pad, 1, 30, title="小区路灯不亮")
    keys(operator, hand, pad, 2, 20, title="小区路灯不亮")
    first, second = operator.hub.board.cases.values()
    assert (first.duty, first.priority) == (None, Priority.P2)
    assert (second.duty, second.priority) == ("2-06", Priority.P4)


def test_that_any_matter_is_found_by_typing(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    hand.paper.panel.matter.setFocus()
    operator.presses("/")
    operator.types("路灯")
    operator.presses("Enter")
    assert hand.paper.is_open
    assert hand.paper.panel.matter.hasFocus()
    keys(operator, hand, pad, 1, 30, title="说不清的事")
    (case,) = operator.hub.board.cases.values()
    assert case.duty == "2-06"


def ends(operator: Operator, hand: Hand, digit: str, outcome: str) -> None:
    panel = hand.paper.panel
    panel.fields["outcome"].setFocus()
    operator.types(outcome)
    panel.ending.setFocus()
    operator.presses(digit)


def test_that_a_sheet_that_is_over_closes_its_case_with_the_true_time(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    now = operator.desk.now()
    over = now - timedelta(minutes=10)
    panel = hand.paper.panel
    panel.fields["outcome"].setFocus()
    operator.types("换了灯泡，已解决")
    assert panel.ending_said.text() == "结果像是已办结：按数字可结案"
    panel.ending.setFocus()
    operator.presses("1")
    keys(operator, hand, pad, 1, 30, title="路灯不亮", ended=hour_minute(over))
    operator.looks()
    (case,) = operator.hub.board.cases.values()
    assert (case.state, case.outcome) == (State.CLOSED, "resolved")
    assert [c.name for c in operator.hub.received] == ["case.report", "case.close"]
    at = operator.hub.received[-1].occurred_at
    assert at is not None
    assert abs(at - over) < timedelta(minutes=1)
    assert f"登记后即结案，真实时间 {hour_minute(over)}" in panel.said.text()


def test_that_a_case_that_takes_a_second_person_is_left_open_with_a_note_and_says_so(
    desk: tuple[Operator, Hand, str],
) -> None:
    operator, hand, pad = desk
    hand.paper.panel.urgency.setFocus()
    operator.presses("1")
    ends(operator, hand, "1", "已解决")
    assert hand.paper.panel.ending_said.text() == "特急结案须第二人：只记备注，不结"
    keys(operator, hand, pad, 1, 30)
    operator.looks()
    (case,) = operator.hub.board.cases.values()
    assert case.closed_at is None
    assert case.second is None
    assert [c.name for c in operator.hub.received] == ["case.report", "case.note"]
    assert "只记备注" in hand.paper.panel.said.text()


def test_that_a_unit_that_was_called_keeps_the_case_open(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    ends(operator, hand, "1", "已解决")
    at = hour_minute(operator.desk.now() - timedelta(minutes=20))
    keys(operator, hand, pad, 1, 30, title="路灯不亮", unit="住建", at=at)
    operator.looks()
    (case,) = operator.hub.board.cases.values()
    assert case.closed_at is None
    assert "尚未办结" in hand.paper.panel.said.text()
    assert operator.hub.received[-1].name == "case.note"


def test_that_over_without_a_word_how_is_asked_for(desk: tuple[Operator, Hand, str]) -> None:
    operator, hand, pad = desk
    ends(operator, hand, "1", "")
    keys(operator, hand, pad, 1, 30, title="路灯不亮")
    assert hand.paper.panel.fault == "要结案，请在结果里写明怎样解决"
    assert operator.hub.received == []
