"""One console and a real hub: a case registered by keys gets its number, its holder and its slip."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app import Config, start_console
from console.register import Register
from tests.console.real_hub import running_hub

PATIENCE_MS = 30_000


def presses(*keys: str) -> None:
    for key in keys:
        combination = QKeySequence(key)[0]
        QTest.keyClick(QApplication.focusWidget(), combination.key(), combination.keyboardModifiers())


def test_that_a_real_hub_gives_number_holder_and_slip(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as hub:
        token = hub.account("0107", "operator")
        console = start_console(Config(hub=hub.ws, data=tmp_path / "console", token=token, seat="01"))
        try:
            console.window.activateWindow()
            qtbot.waitUntil(
                lambda: console.desk.connection.is_live and bool(console.desk.actor.name), timeout=PATIENCE_MS
            )
            qtbot.waitUntil(console.window.isActiveWindow, timeout=PATIENCE_MS)
            console.window.take_focus()
            (register,) = console.window.findChildren(Register)
            presses("Ctrl+N")
            QTest.keyClicks(QApplication.focusWidget(), "gas leak in the yard")
            presses("Ctrl+Return")
            card = register.sent.card
            qtbot.waitUntil(lambda: bool(card.view.no), timeout=PATIENCE_MS)
            case = console.desk.board.cases[card.view.no]
            assert (case.title, case.duty, case.source) == ("gas leak in the yard", "2-01", "manual")
            presses("C", "P")
            qtbot.waitUntil(lambda: console.desk.board.cases[case.no].holder == "0107", timeout=PATIENCE_MS)
            assert (tmp_path / "console" / "slips" / f"{case.no}.pdf").read_bytes().startswith(b"%PDF-")
        finally:
            console.close()
        names = [event["type"] for event in hub.journal()]
        assert len(names) >= 2
        hub.verify()
