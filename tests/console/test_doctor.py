"""The doctor's findings are a function of what was found, each lack with its exact fix in both languages."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from console import doctor
from console.doctor import Finding, Machine

ROOT = Path(__file__).resolve().parents[2]
TABLE = doctor.needs()
SOUND = Machine(
    python=(3, 11),
    pyside="6.11.3",
    glibc=(2, 36),
    present=frozenset(need.probe for need in TABLE),
    display=":0",
    input_method="ibus",
    has_apt=True,
    is_root=True,
    font="Noto Sans CJK SC",
)


def troubles(machine: Machine) -> list[Finding]:
    return [each for each in doctor.findings(machine, TABLE) if each.level != "ok"]


def test_that_a_sound_machine_lacks_nothing() -> None:
    assert troubles(SOUND) == []


@pytest.mark.parametrize("need", TABLE, ids=lambda need: need.probe)
def test_that_each_absent_component_is_told_with_the_command_that_brings_it(need: doctor.Need) -> None:
    (found,) = troubles(replace(SOUND, present=SOUND.present - {need.probe}))
    assert found.level == ("lack" if need.need == "must" else "note")
    assert need.reason_zh in found.zh
    assert need.reason_en in found.en
    for fix in (found.fix_zh, found.fix_en):
        assert fix == f"apt-get update && apt-get install -y --no-install-recommends {need.package}"


def test_that_someone_who_is_not_root_is_told_to_use_sudo() -> None:
    (found,) = troubles(replace(SOUND, present=SOUND.present - {"libEGL.so.1"}, is_root=False))
    assert found.fix_en.startswith("sudo sh -c 'apt-get ")


def test_that_no_apt_command_is_given_where_there_is_no_apt() -> None:
    (found,) = troubles(replace(SOUND, present=SOUND.present - {"libEGL.so.1"}, has_apt=False))
    assert "apt-get" not in found.fix_en
    assert "libegl1" in found.fix_zh


@pytest.mark.parametrize(
    ("machine", "level", "word"),
    [
        (replace(SOUND, python=(3, 10)), "lack", "3.10"),
        (replace(SOUND, pyside="6.12.0"), "lack", "6.12.0"),
        (replace(SOUND, pyside=None), "note", "PySide6"),
        (replace(SOUND, glibc=(2, 28)), "note", "2.28"),
        (replace(SOUND, display=None), "note", "offscreen"),
        (replace(SOUND, input_method="fcitx5", front_end=False), "note", "fcitx"),
        (replace(SOUND, front_end=False), "note", "ibus"),
        (replace(SOUND, font="WenQuanYi Micro Hei"), "note", "WenQuanYi Micro Hei"),
    ],
)
def test_that_each_other_trouble_is_told_with_its_fix(machine: Machine, level: str, word: str) -> None:
    (found,) = troubles(machine)
    assert found.level == level
    assert word in found.zh
    assert word in found.en
    assert found.fix_zh
    assert found.fix_en


def test_that_the_unsound_pyside_is_sound_on_python_3_12() -> None:
    assert troubles(replace(SOUND, pyside="6.12.0", python=(3, 12))) == []


def test_that_the_report_closes_with_the_number_lacking() -> None:
    found = doctor.findings(replace(SOUND, present=frozenset()), TABLE)
    musts = sum(need.need == "must" for need in TABLE)
    assert doctor.report(found, "en").splitlines()[-1].startswith(f"{musts} lacking")
    assert doctor.report(found, "zh_CN").splitlines()[-1].startswith(f"缺少 {musts} 项")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "zh_TW", "LANG": "C"}, "zh_CN"),
    ],
)
def test_that_the_language_is_the_machines(environment: dict[str, str], language: str) -> None:
    assert doctor.language_of(environment) == language


@pytest.mark.parametrize(("lacks", "code"), [(frozenset[str](), 0), (frozenset({"libEGL.so.1"}), 1)])
def test_that_the_exit_code_says_whether_something_is_lacking(
    lacks: frozenset[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "look", lambda table, environment: replace(SOUND, present=SOUND.present - lacks))
    assert doctor.main(["--lang", "en"]) == code
    assert ("LACK" in capsys.readouterr().out) is bool(code)


def test_that_the_doctor_needs_only_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-m", "console", "doctor", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "example:" in done.stdout
