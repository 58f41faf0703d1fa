"""The message log: what was told stays to be read, newest first, by kind, and leads to the case it speaks of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from console.asked import Notice
from console.message_log import MOST, MessageLog
from core.domain import commands as cmd
from tests.console.driver import Operator
from tests.core.domain.world import SECOND
from widgets.theme import DARK, apply_theme

Seat = tuple[Operator, MessageLog]


@pytest.fixture
def seat(qapp: QApplication) -> Iterator[Seat]:
    apply_theme(qapp, DARK)
    operator = Operator()
    log = MessageLog(operator.desk, operator.window.look, operator.window)
    operator.window.lay(log)
    log.case_wanted.connect(operator.window.open_case)
    log.done.connect(operator.window.take_focus)
    yield operator, log
    operator.leaves()


def _tell(operator: Operator, kind: str, words: str, case_no: str = "") -> None:
    operator.desk.noticed.emit(Notice(kind, words, f"{words} (en)", case_no))
    operator.looks()


def test_that_every_toast_is_kept_with_its_time_newest_first(seat: Seat) -> None:
    operator, log = seat
    for words in ("一", "二", "三"):
        _tell(operator, "info", words)
        operator.waits(20)
    assert operator.says() == []
    operator.presses("Ctrl+M")
    assert [text.split()[2] for text in log.list.texts] == ["三", "二", "一"]
    assert all(text[:8].count(":") == 2 for text in log.list.texts)
    operator.presses("Ctrl+M")
    assert not log.is_open
    assert operator.keyboard() == "queue"


def test_that_the_log_is_filtered_by_kind_and_closed_by_esc(seat: Seat) -> None:
    operator, log = seat
    _tell(operator, "failed", "未成的")
    _tell(operator, "done", "办成的")
    operator.presses("Ctrl+M", "Right")
    assert ["未成的" in text for text in log.list.texts] == [True]
    operator.presses("Right")
    assert ["办成的" in text for text in log.list.texts] == [True]
    operator.presses("Right")
    assert log.list.texts == ()
    operator.presses("Esc")
    assert not log.is_open


def test_that_enter_opens_the_case_a_message_speaks_of(seat: Seat) -> None:
    operator, log = seat
    first, second = operator.hears(), operator.hears("占道经营", None)
    operator.page.queue.select(second)
    operator.hub.ask(SECOND, "case.claim", f"case/{first}")
    operator.looks()
    operator.desk.submit("case.release", f"case/{first}", cmd.Nothing())
    operator.page.queue.select(second)
    operator.presses("Ctrl+M")
    assert log.list.current is not None
    assert log.list.current.case_no == first
    operator.presses("Enter")
    assert operator.selection() == first
    assert not log.is_open


def test_that_what_was_told_is_told_again_in_the_other_language(seat: Seat) -> None:
    operator, log = seat
    _tell(operator, "info", "一句话")
    operator.presses("Ctrl+M")
    operator.window.switch_lang()
    assert ["(en)" in text for text in log.list.texts] == [True]


def test_that_the_log_is_bounded_and_belongs_to_one_person(seat: Seat) -> None:
    operator, log = seat
    for at in range(MOST + 7):
        operator.desk.noticed.emit(Notice("info", str(at), str(at)))
    operator.presses("Ctrl+M")
    assert len(log.list.texts) == MOST
    assert log.list.texts[0].endswith(str(MOST + 6))
    operator.presses("Ctrl+M")
    operator.hub.actor = SECOND
    operator.hub.picture()
    operator.looks()
    operator.presses("Ctrl+M")
    assert not any(text.endswith(str(MOST + 6)) for text in log.list.texts)


def test_that_a_message_that_comes_in_moves_no_row_under_the_hand(seat: Seat) -> None:
    operator, log = seat
    for words in ("一", "二", "三"):
        _tell(operator, "info", words)
    operator.presses("Ctrl+M", "Down")
    assert log.list.current is not None
    assert log.list.current.text == "二"
    _tell(operator, "info", "四")
    assert log.list.current.text == "二"


def test_that_toasts_lie_neither_over_the_queue_nor_over_the_map(seat: Seat) -> None:
    operator, _ = seat
    _tell(operator, "failed", "很长的一句话，" * 20)
    toast = operator.window.toasts.geometry()
    for part in (operator.page.queue, operator.page.map):
        box = part.rect().translated(part.mapTo(operator.window, part.rect().topLeft()))
        assert not toast.intersects(box)


def test_that_only_failures_come_on_screen_where_that_is_chosen(seat: Seat) -> None:
    operator, log = seat
    operator.window.show_toasts(True, 20)
    _tell(operator, "info", "一般消息")
    _tell(operator, "failed", "未成的")
    assert operator.says() == ["未成的"]
    operator.waits(10)
    assert operator.says() == ["未成的"]
    operator.presses("Ctrl+M")
    assert len(log.list.texts) == 2


def test_that_esc_closes_what_was_raised_last_first(seat: Seat) -> None:
    operator = seat[0]
    operator.presses("Ctrl+M")
    operator.presses("Ctrl+B")
    log, second = _open(operator)
    assert (log, second) == (True, True)
    operator.window.escape()
    assert _open(operator) == (True, False)
    operator.window.escape()
    assert _open(operator) == (False, False)
    operator.presses("Ctrl+B")
    operator.presses("Ctrl+M")
    operator.window.escape()
    assert _open(operator) == (False, True)


def _open(operator: Operator) -> tuple[bool, bool]:
    names = [type(overlay).__name__ for overlay in operator.window._overlays if overlay.is_open]
    return "MessageLog" in names, "SecondPerson" in names


def test_that_a_reminder_is_no_failure_and_is_shown_where_only_failures_are(seat: Seat) -> None:
    operator, log = seat
    operator.window.show_toasts(True, 5)
    no = operator.hears()
    operator.presses("Space")
    lease = operator.desk.board.district.lease[operator.case(no).priority]
    operator.waits(lease + 30)
    assert any("认领已到期" in text for text in operator.says())
    operator.presses("Ctrl+M", "Right")
    assert log.list.texts == (), "nothing failed"
    operator.presses("Right", "Right", "Right")
    assert any("提醒" in text and "认领已到期" in text for text in log.list.texts)
