"""A scripted shift of 50 cases: Qt key events on a real desk against a real hub, and the journal says exactly that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app import Config, Console, rules, start_console
from core.domain.nouns import Case
from core.domain.rules.second import URGENT
from tests.console.real_hub import RealHub, running_hub

CASES = 50
OPERATOR = "0107"
PATIENCE_MS = 60_000


class Shift:
    """One operator: Ctrl+J to the next case, keys, the hub's answer, and a note of what must be journaled."""

    def __init__(self, console: Console, qtbot: QtBot) -> None:
        self.desk, self.window = console.desk, console.window
        self._qtbot = qtbot
        self.expected: dict[str, list[str]] = {}

    def until(self, holds: Callable[[], bool]) -> None:
        """Let Qt run until it is so; no time is counted but the patience."""
        self._qtbot.waitUntil(holds, timeout=PATIENCE_MS)

    def presses(self, *keys: str) -> None:
        """Keys where the keyboard is."""
        for key in keys:
            combination = QKeySequence({"Enter": "Return", "Esc": "Escape"}.get(key, key))[0]
            QTest.keyClick(QApplication.focusWidget(), combination.key(), combination.keyboardModifiers())

    def next_case(self) -> Case:
        """Ctrl+J: the gravest unacknowledged case."""
        before = self.desk.selection
        self.presses("Ctrl+J")
        case = self.desk.case(self.desk.selection)
        assert case is not None
        assert not case.acked, (before, case.no)
        self.expected[case.no] = []
        return case

    def answered(self, no: str, *names: str) -> None:
        """Wait for the hub's answer; from now on these must stand in the journal."""
        self.expected[no] += names
        self.until(lambda: self.desk.waiting(no) == "" and not self.desk.is_busy)

    def case(self, no: str) -> Case:
        """A case as this desk has it."""
        return self.desk.board.cases[no]

    # --- what is done with one case or another ----------------------------------------------------------------

    def dispatches(self, case: Case) -> None:
        """Space, D, Enter: acknowledged, claimed, handed out, outside bodies asked."""
        duty = self.desk.board.district.duties[case.duty or ""]
        self.presses("Space", "D", "Enter")
        self.answered(case.no, "case.acked", "case.claimed", "case.dispatched", *("case.requested" for _ in duty.ask))

    def dispatches_at_once(self, case: Case) -> None:
        """D, Enter: the same without a key for taking it."""
        duty = self.desk.board.district.duties[case.duty or ""]
        self.presses("D", "Enter")
        self.answered(case.no, "case.acked", "case.claimed", "case.dispatched", *("case.requested" for _ in duty.ask))

    def recalls_and_sends_again(self, case: Case) -> None:
        """F8 within the window takes every part back; then it goes out anew."""
        self.dispatches(case)
        moments = len({t.sent_at for t in self.case(case.no).tasks})
        self.presses("F8")
        self.answered(case.no, *("case.recalled" for _ in range(moments)))
        self.until(lambda: all(t.state == "recalled" for t in self.case(case.no).tasks))
        duty = self.desk.board.district.duties[case.duty or ""]
        self.presses("D", "Enter")
        self.answered(case.no, "case.dispatched", *("case.requested" for _ in duty.ask))

    def notes(self, case: Case) -> None:
        """Dispatch, then a remark."""
        self.dispatches(case)
        self.presses("N")
        QTest.keyClicks(QApplication.focusWidget(), "called back, waits at the gate")
        self.presses("Ctrl+Enter")
        self.answered(case.no, "case.noted")

    def closes(self, case: Case) -> None:
        """Nothing to it: taken and closed as unfounded; what is urgent waits for a second person."""
        self.presses("Space")
        self.answered(case.no, "case.acked", "case.claimed")
        self.presses("O", "4")
        self.answered(case.no, "second.asked" if case.priority in URGENT else "case.closed")

    def escalates(self, case: Case) -> None:
        """Taken and raised with a coded reason."""
        self.presses("Space", "E", "3")
        self.answered(case.no, "case.acked", "case.claimed", "case.escalated")

    def classifies(self, case: Case) -> None:
        """No list knew it: D, a digit names the matter, Enter sends."""
        self.presses("Space", "D")
        self.until(lambda: self.window.page.widget().isAncestorOf(QApplication.focusWidget()))
        self.presses("1")
        self.answered(case.no, "case.acked", "case.claimed", "case.classified")
        self.presses("Enter")
        duty = self.desk.board.district.duties[self.case(case.no).duty or ""]
        self.answered(case.no, "case.dispatched", *("case.requested" for _ in duty.ask))


def reports() -> list[dict[str, Any]]:
    """Fifty matters over all duties; every tenth is in words no list was told."""
    district, _ = rules("yingze")
    duties, grids = list(district.duties.values()), list(district.grids)
    found = []
    for place in range(CASES):
        duty = duties[(place * 7) % len(duties)]
        report: dict[str, Any] = {
            "title": f"{duty.name_zh} {place + 1}",
            "place": {"grid": grids[(place * 11) % len(grids)]},
            "narrative": f"{duty.keywords[0]}，请派人看看",
        }
        if place % 10 != 9:
            report["duty"] = duty.code
        found.append(report)
    return found


@pytest.fixture
def hub(tmp_path: Path) -> Any:
    """A real hub in its own process."""
    with running_hub(tmp_path / "hub") as found:
        yield found


def run_shift(console: Console, qtbot: QtBot) -> dict[str, list[str]]:
    """All fifty cases; what must stand in the journal of each, in order."""
    shift = Shift(console, qtbot)
    shift.until(lambda: len(console.desk.board.cases) == CASES and not console.desk.is_busy)
    special = {
        3: shift.recalls_and_sends_again,
        7: shift.notes,
        11: shift.closes,
        15: shift.escalates,
        20: shift.dispatches_at_once,
        31: shift.recalls_and_sends_again,
        43: shift.closes,
    }
    for place in range(CASES):
        case = shift.next_case()
        act = shift.classifies if case.duty is None else special.get(place, shift.dispatches)
        act(case)
    return shift.expected


@pytest.mark.timeout(600)
def test_that_a_shift_of_fifty_cases_stands_in_the_journal_exactly_as_the_keys_were_pressed(
    hub: RealHub, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    hub.report(hub.source("app"), reports())
    config = Config(hub=hub.ws, data=tmp_path / "seat", token=hub.account(OPERATOR, "operator"), seat="02")
    console = start_console(config)
    try:
        console.window.activateWindow()
        assert QTest.qWaitForWindowActive(console.window)
        expected = run_shift(console, qtbot)
    finally:
        console.close()
        console.window.deleteLater()
    journal = hub.journal()
    assert [line["seq"] for line in journal] == list(range(1, len(journal) + 1))
    done: dict[str, list[str]] = {}
    for line in journal:
        if line["actor"] == OPERATOR:
            done.setdefault(line["subject"].partition("/")[2], []).append(line["type"].removeprefix("hubpost."))
    assert done == expected
    assert len(done) == CASES
    hub.verify()
