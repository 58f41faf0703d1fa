"""The PySide6 that aborts Python 3.11 is refused, and the one in use is measured not to be it."""

from __future__ import annotations

import sys

import pytest
from pytestqt.qtbot import QtBot

from console import qt_guard


@pytest.mark.parametrize(
    ("pyside", "python", "refused"),
    [
        ("6.12.0", (3, 11), True),
        ("6.12.1", (3, 10), True),
        ("7.0.0", (3, 11), True),
        ("6.12.0", (3, 12), False),
        ("6.12.0", (3, 13, 1), False),
        ("6.11.3", (3, 11), False),
        ("6.8.3", (3, 11), False),
        (None, (3, 11), False),
    ],
)
def test_that_only_the_pairs_that_abort_are_refused(pyside: str | None, python: tuple[int, ...], refused: bool) -> None:
    assert (qt_guard.qt_refusal(pyside, python) is not None) is refused


def test_that_the_guard_ends_the_program_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(qt_guard, "installed_pyside", lambda: "6.12.0")
    monkeypatch.setattr(sys, "version_info", (3, 11, 7, "final", 0))
    with pytest.raises(SystemExit) as ended:
        qt_guard.qt_guard()
    assert ended.value.code == 1
    err = capsys.readouterr().err
    assert "程序中止" in err
    assert "aborts the process" in err


def test_that_the_guard_lets_this_machine_start() -> None:
    qt_guard.qt_guard()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on: nothing to count")
def test_that_a_thousand_void_calls_cost_no_reference_to_none(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    qtbot.addWidget(label)
    calls = 1000
    before = sys.getrefcount(None)
    for number in range(calls):
        label.setText(str(number))
    lost = before - sys.getrefcount(None)
    assert abs(lost) < calls // 10
