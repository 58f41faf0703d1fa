"""Two consoles and a real hub: approval, refusal, a word by telephone with its signature, lock, relief, signing out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app import Config, Console, start_console
from console.seat import Seat
from core.domain.nouns import Case
from tests.console.real_hub import RealHub, hubpost, running_hub

PATIENCE_MS = 30_000
PASSWORD = "a long password"
FIRST, NEXT, LEAD = "0107", "0108", "0101"


class Desk:
    """One console before one person; keys go where its keyboard is."""

    def __init__(self, hub: RealHub, folder: Path, qtbot: QtBot, token: str | None = None) -> None:
        self._qtbot = qtbot
        self.console: Console = start_console(Config(hub=hub.ws, data=folder, token=token, seat="01" if token else ""))
        self.desk, self.window = self.console.desk, self.console.window
        self.seat: Seat = self.console.seat
        self.turns_to()

    def turns_to(self) -> None:
        """This window has the keyboard; a screen that is none gives it only to a window that comes up."""
        if self.window.isActiveWindow():
            return
        for other in QApplication.topLevelWidgets():
            if other is not self.window:
                other.hide()
        self.window.hide()
        self.window.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def until(self, holds: Callable[[], bool]) -> None:
        """Let Qt run until it is so."""
        self._qtbot.waitUntil(holds, timeout=PATIENCE_MS)

    def presses(self, *keys: str) -> None:
        """Keys where the keyboard is."""
        for key in keys:
            combination = QKeySequence({"Enter": "Return", "Esc": "Escape"}.get(key, key))[0]
            target = QApplication.focusWidget() or self.window
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def types(self, text: str) -> None:
        """Text into the field that has the keyboard."""
        QTest.keyClicks(QApplication.focusWidget(), text)

    def signs_in(self, user: str, password: str) -> None:
        """Through the panel."""
        panel = self.window.sign_in
        panel.field("seat").setText("02")
        panel.field("user").setText(user)
        panel.field("password").setText(password)
        panel.submit()

    def case(self, title: str) -> Case:
        """The case of that title."""
        return next(case for case in self.desk.board.cases.values() if case.title == title)

    def asks_to_close(self, title: str) -> Case:
        """As unfounded, by keys."""
        self.turns_to()
        self.window.open_case(self.case(title).no)
        self.presses("O", "4")
        self.until(lambda: self.case(title).second is not None)
        return self.case(title)

    def goes(self) -> None:
        """Close."""
        self.console.close()
        self.window.deleteLater()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RealHub]:
    with running_hub(tmp_path / "hub") as found:
        for name in (FIRST, NEXT):
            words = ("--role", "operator", "--password-stdin", "--data", str(found.folder))
            hubpost("user", "add", name, *words, input=PASSWORD)
        titles = ("先批", "不批", "电话", "手上")
        found.report(found.source("app"), [{"title": title, "priority": "P1"} for title in titles])
        yield found


@pytest.mark.timeout(300)
def test_that_a_night_of_two_persons_stands_in_the_journal(
    hub: RealHub, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    first = Desk(hub, tmp_path / "seat", qtbot)
    lead = Desk(hub, tmp_path / "lead", qtbot, token=hub.account(LEAD, "lead"))
    try:
        _night(first, lead)
    finally:
        first.goes()
        lead.goes()
    journal = hub.journal()
    seconds = [(e["type"].removeprefix("hubpost."), e["actor"]) for e in journal if ".second." in e["type"]]
    assert seconds == [
        ("second.asked", FIRST),
        ("second.approved", LEAD),
        ("second.asked", FIRST),
        ("second.refused", LEAD),
        ("second.asked", FIRST),
        ("second.phoned", FIRST),
        ("second.countersigned", LEAD),
    ]
    closed = [(e["actor"], e["data"]["outcome"]) for e in journal if e["type"] == "hubpost.case.closed"]
    assert closed == [(LEAD, "unfounded"), (FIRST, "unfounded")]
    phoned = next(e for e in journal if e["type"] == "hubpost.second.phoned")
    assert phoned["occurredat"] == phoned["data"]["said_at"]
    assert set(phoned["data"]["who"]) == {"commit"}  # a personal value lies apart
    taken = [e["data"] for e in journal if e["type"] == "hubpost.case.claimed" and e["actor"] == NEXT]
    assert [(data["holder"], data.get("taken_from")) for data in taken] == [(NEXT, FIRST)]
    released = [e["data"] for e in journal if e["type"] == "hubpost.case.released"]
    assert {"why": "signed_out", "holder": NEXT} in released
    hub.verify()


def _night(first: Desk, lead: Desk) -> None:
    first.turns_to()
    first.signs_in(FIRST, "not the password")
    first.until(lambda: "还可试 4 次" in first.window.sign_in.error)
    first.signs_in(FIRST, PASSWORD)
    first.until(lambda: len(first.desk.board.cases) == 4 and not first.window.sign_in.isVisible())
    assert any("失败 1 次" in news.text for news in first.window.toasts.shown())
    lead.until(lambda: len(lead.desk.board.cases) == 4)

    first.asks_to_close("先批")
    lead.until(lambda: len(lead.seat.second.waiting.requests()) == 1)
    lead.turns_to()
    lead.presses("Ctrl+B", "Enter", "Enter")
    first.until(lambda: first.case("先批").outcome == "unfounded")
    lead.presses("Esc")

    first.asks_to_close("不批")
    lead.until(lambda: len(lead.seat.second.waiting.requests()) == 1)
    lead.turns_to()
    lead.presses("Ctrl+B", "R")
    first.until(lambda: first.case("不批").second is None)
    assert first.case("不批").closed_at is None
    lead.presses("Esc")

    first.asks_to_close("电话")
    first.presses("Ctrl+B", "P")
    form = first.seat.second.form
    for name, text in {"who": "李主任", "phone": "13900001234", "account": LEAD, "text": "同意"}.items():
        form.field(name).setText(text)
    first.presses("Enter")
    lead.until(lambda: len(lead.case("电话").unsigned) == 1)
    assert lead.case("电话").outcome == "unfounded"
    lead.turns_to()
    lead.presses("Ctrl+B", "Enter", "Enter")
    first.until(lambda: first.case("电话").unsigned == ())
    lead.presses("Esc")

    first.turns_to()
    first.presses("Esc")
    first.window.open_case(first.case("手上").no)
    first.presses("C")
    first.until(lambda: first.case("手上").holder == FIRST)
    first.presses("Shift+F12")
    first.types("wrong")
    first.presses("Enter")
    first.until(lambda: "还可试" in first.seat.lock.cover.bar.error)
    first.types(PASSWORD)
    first.presses("Enter")
    first.until(lambda: not first.seat.lock.is_open)
    assert first.case("手上").holder == FIRST

    first.presses("Ctrl+R")
    first.types(NEXT)
    first.presses("Tab")
    first.types(PASSWORD)
    first.presses("Enter")
    first.until(lambda: first.desk.actor.name == NEXT and first.seat.confirm.is_open)
    first.presses("Enter")
    first.until(lambda: first.case("手上").holder == NEXT)

    first.presses("Ctrl+Q", "Tab", "Enter")
    first.until(lambda: first.window.sign_in.isVisible())
    lead.until(lambda: lead.case("手上").holder is None)
