"""Which input method is spoken to, and what is said where none answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.input_method import FCITX, IBUS, Advice, advice, front_end_answers, module_for


@pytest.mark.parametrize(
    ("environment", "module", "said"),
    [
        ({}, None, None),
        ({"QT_IM_MODULE": "fcitx"}, "ibus", FCITX),
        ({"QT_IM_MODULE": "fcitx5"}, "ibus", FCITX),
        ({"XMODIFIERS": "@im=fcitx"}, "ibus", FCITX),
        ({"QT_IM_MODULE": "ibus"}, None, IBUS),
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, None, FCITX),
        ({"XMODIFIERS": "@im=ibus"}, None, None),
        ({"QT_IM_MODULE": "wayland"}, None, None),
    ],
)
def test_that_each_desktop_gets_its_module_and_its_advice(
    environment: dict[str, str], module: str | None, said: Advice | None
) -> None:
    assert module_for(environment) == module
    assert advice(environment, answers=False) == said
    assert advice(environment, answers=True) is None


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("# ibus\nIBUS_ADDRESS=unix:abstract=/x\nIBUS_DAEMON_PID=4711\n", True),
        ("IBUS_ADDRESS=unix:abstract=/x\nIBUS_DAEMON_PID=4712\n", False),
        ("IBUS_DAEMON_PID=\n", False),
        ("", False),
    ],
)
def test_that_a_front_end_is_one_whose_process_lives(tmp_path: Path, text: str, answers: bool) -> None:
    lives = {4711}.__contains__
    home = {"HOME": str(tmp_path)}
    assert not front_end_answers(home, lives)
    folder = tmp_path / ".config" / "ibus" / "bus"
    folder.mkdir(parents=True)
    (folder / "machine-unix-0").write_text(text, encoding="utf-8")
    assert front_end_answers(home, lives) is answers
    elsewhere = {"HOME": "/nowhere", "XDG_CONFIG_HOME": str(tmp_path / ".config")}
    assert front_end_answers(elsewhere, lives) is answers
