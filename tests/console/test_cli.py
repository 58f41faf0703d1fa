"""The command line's own manners: help, unknown words, a missing screen, and importing only what is chosen."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from console.cli import COMMANDS, FAILED, INTERRUPTED, MISUSED, OK, Command, help_text, main, run

ROOT = Path(__file__).resolve().parents[2]


def test_that_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == OK
    out = capsys.readouterr().out
    assert out == help_text() + "\n"
    for command in COMMANDS:
        assert f"  {command.name} " in out
    assert "example: " in out


def test_that_an_unknown_command_is_a_misuse_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dmeo"]) == MISUSED
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "'dmeo'" in err


def test_that_the_version_is_the_projects(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == OK
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert capsys.readouterr().out == f"hubpost {project['version']}\n"


def test_that_no_command_at_all_is_a_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == MISUSED
    assert "usage:" in capsys.readouterr().err


def test_that_a_command_gets_the_remaining_words_and_its_code_is_returned() -> None:
    assert run(Command("doctor", "", "builtins:len"), ["a", "b", "c"]) == 3


@pytest.fixture
def broken_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "needs_screen.py").write_text("raise ModuleNotFoundError('gone', name='PySide6.QtCore')\n")
    (tmp_path / "needs_other.py").write_text("raise ModuleNotFoundError('gone', name='core.nowhere')\n")
    (tmp_path / "interrupted.py").write_text("def main(argv):\n    raise KeyboardInterrupt\n")
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("broken_modules")
def test_that_a_missing_screen_package_is_one_line_and_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(Command("demo", "", "needs_screen:main"), []) == FAILED
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "hubpost[console]" in err


@pytest.mark.usefixtures("broken_modules")
def test_that_a_hole_of_our_own_is_not_mistaken_for_a_missing_screen() -> None:
    with pytest.raises(ModuleNotFoundError):
        run(Command("demo", "", "needs_other:main"), [])


@pytest.mark.usefixtures("broken_modules")
def test_that_an_interrupt_ends_with_its_own_code() -> None:
    assert run(Command("hub", "", "interrupted:main"), []) == INTERRUPTED


def test_that_help_loads_neither_qt_nor_the_database() -> None:
    code = (
        "import sys; from console.cli import main; main(['--help']);"
        "heavy = {'PySide6', 'sqlalchemy', 'numpy', 'msgspec'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
