"""Thirty sheets of a night without the hub keyed back against a real one, and what its journal says of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app import Config, start_console
from console.hand import Hand
from core.domain.board import LOCAL
from core.domain.paper import SHEETS, label, pad_of
from tests.console.real_hub import running_hub

PATIENCE_MS = 60_000


def taken_at(now: datetime, number: int) -> datetime:
    """When sheet so and so was written: one every seven minutes, the first long ago."""
    return (now - timedelta(minutes=7 * (SHEETS - number) + 60)).replace(second=0, microsecond=0)


def keys(hand: Hand, pad: str, number: int, now: datetime) -> None:
    """One sheet by fast fingers; each third called a department, each tenth also an outside body."""
    panel, at = hand.paper.panel, taken_at(now, number)
    panel.fields["pad"].setText(pad)
    said = {"number": label(pad, number), "time": f"{at:%Y-%m-%d %H:%M}", "title": f"paper {number}"}
    calls = [("housing", f"Who {number}", f"{at + timedelta(minutes=4):%Y-%m-%d %H:%M}")] if number % 3 == 0 else []
    if number % 10 == 0:
        calls.append(("fire", "", f"{at + timedelta(minutes=5):%Y-%m-%d %H:%M}"))
    for name, text in said.items():
        panel.fields[name].setText(text)
    for row, call in enumerate(calls):
        for name, text in zip(("unit", "who", "at"), call, strict=True):
            panel.calls[row][name].setText(text)
    QTest.keyClick(panel.fields["title"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_that_thirty_sheets_are_keyed_back_with_their_true_times(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    with running_hub(tmp_path / "hub") as hub:
        token = hub.account("0107", "operator")
        console = start_console(Config(hub=hub.ws, data=tmp_path / "console", token=token, seat="02"))
        try:
            hand, desk = console.hand, console.desk
            qtbot.waitUntil(lambda: desk.connection.is_live, timeout=PATIENCE_MS)
            now = desk.now().astimezone(LOCAL)
            pad = pad_of(now, "02")
            hand.paper.open()
            for number in range(1, SHEETS + 1):
                keys(hand, pad, number, now)
                assert hand.paper.panel.fault == "", number
            assert hand.paper.missing(pad) == []
            qtbot.waitUntil(
                lambda: len(desk.board.cases) == SHEETS and not desk.asked.pending and not hand.paper._waiting,
                timeout=PATIENCE_MS,
            )
            keys(hand, pad, 4, now)  # somebody takes the fourth from the pile again
            assert hand.paper.panel.fault.startswith("这一张已补录")
        finally:
            console.close()
            console.window.deleteLater()
        journal = hub.journal()
        hub.verify()
    reports = {e["data"]["source_ref"]: e for e in journal if e["type"].endswith("case.reported")}
    assert list(reports) == [f"paper:{pad}:{number:03d}" for number in range(1, SHEETS + 1)]
    for number in range(1, SHEETS + 1):
        event = reports[f"paper:{pad}:{number:03d}"]
        assert datetime.fromisoformat(event["occurredat"]) == taken_at(now, number)
        assert datetime.fromisoformat(event["data"]["found_at"]) == taken_at(now, number)
    said = [e for e in journal if e["type"].endswith("case.phoned")]
    thirds = [number for number in range(1, SHEETS + 1) if number % 3 == 0]
    housing = [datetime.fromisoformat(e["occurredat"]) for e in said if e["data"]["unit"] == "housing"]
    assert sorted(housing) == [taken_at(now, number) + timedelta(minutes=4) for number in thirds]
    assert sum(e["type"].endswith("case.dispatched") for e in journal) == len(thirds)
    assert sum(e["type"].endswith("case.requested") for e in journal) == SHEETS // 10
