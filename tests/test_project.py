"""The project's own promises: two commands on a bare machine, locks without addresses, a hub without Qt."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from console.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-hub.lock")
SCRIPTS = ("hubpost", ".ci/run")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    """The bare, normalised package name of a requirement line."""
    matched = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert matched is not None, requirement
    return re.sub(r"[-_.]+", "-", matched.group()).lower()


def locked(lock: str) -> dict[str, list[str]]:
    """Package name → its lines, hashes included."""
    entries: dict[str, list[str]] = {}
    name = ""
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if line[:1].isalnum():
            name = name_of(line)
        entries.setdefault(name, []).append(line.strip())
    return entries


# ---- the locks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_that_a_lock_names_no_host_and_no_folder(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text
    assert " @ " not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_that_every_locked_package_is_exact_and_hashed(lock: str) -> None:
    for name, lines in locked(lock).items():
        assert "==" in lines[0], name
        assert any(line.startswith("--hash=sha256:") for line in lines), name


def test_that_the_locks_hold_what_the_project_asks_for(project: dict[str, Any]) -> None:
    base = {name_of(each) for each in project["project"]["dependencies"]}
    extras = project["project"]["optional-dependencies"]
    whole = base | {name_of(each) for extra in ("console", "test", "check") for each in extras[extra]}
    assert base <= set(locked("requirements-hub.lock"))
    assert whole <= set(locked("requirements.lock"))


def test_that_both_locks_agree_on_versions() -> None:
    full = locked("requirements.lock")
    for name, lines in locked("requirements-hub.lock").items():
        assert lines == full[name], name


def test_that_the_hub_is_locked_without_qt() -> None:
    assert not {"pyside6-essentials", "pyside6-addons", "shiboken6", "pyqtgraph"} & set(locked("requirements-hub.lock"))


def test_that_pyside_is_locked_to_a_release_that_is_sound_on_python_3_11() -> None:
    entries = locked("requirements.lock")
    for name in ("pyside6-essentials", "pyside6-addons", "shiboken6"):
        assert entries[name][0].split()[0] == f"{name}==6.11.3"


# ---- the launcher and what CI runs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("script", SCRIPTS)
def test_that_a_script_can_be_executed_and_is_recorded_so(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: only the file's own mode could be checked")
    listed = subprocess.run(["git", "ls-files", "-s", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert listed.stdout.startswith("100755")


def test_that_the_launcher_is_plain_posix_shell() -> None:
    text = (ROOT / "hubpost").read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert not re.search(r"^\s*(local|function|declare)\b|\[\[|<<<|\$\{[^}]*//", text, re.MULTILINE)
    subprocess.run(["sh", "-n", str(ROOT / "hubpost")], check=True)


def test_that_ci_calls_the_launcher() -> None:
    text = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "./hubpost test" in text
    subprocess.run(["bash", "-n", str(ROOT / ".ci/run")], check=True)


def test_that_the_launcher_and_the_doctor_read_one_well_formed_table() -> None:
    with (ROOT / "resources/system.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert list(rows[0]) == ["need", "kind", "probe", "package", "reason_zh", "reason_en"]
    for row in rows:
        assert row["need"] in {"must", "should"}
        assert row["kind"] in {"library", "font", "program", "file"}
        assert re.fullmatch(r"[a-z0-9.+-]+", row["package"])
        assert all(row.values())
    assert "system.tsv" in (ROOT / "hubpost").read_text(encoding="utf-8")


def test_that_no_launcher_command_is_unknown_to_the_command_line() -> None:
    launcher = (ROOT / "hubpost").read_text(encoding="utf-8")
    without_qt = re.search(r"^ +'' \| -h \| --help \| --version \| (.*?)\) echo hub", launcher, re.MULTILINE)
    assert without_qt is not None
    assert set(without_qt.group(1).split(" | ")) <= {command.name for command in COMMANDS}


# ---- what is packaged -----------------------------------------------------------------------------------------------


def test_that_the_hub_alone_depends_on_nothing_of_qt(project: dict[str, Any]) -> None:
    base = {name_of(each) for each in project["project"]["dependencies"]}
    assert not base & {"pyside6", "pyside6-essentials", "pyside6-addons", "pyqtgraph"}
    assert set(project["project"]["optional-dependencies"]) >= {"console", "postgres", "test", "check"}


def test_that_every_data_file_of_a_package_is_packaged(project: dict[str, Any]) -> None:
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    packaged = {pattern.rpartition(".")[2] for pattern in patterns}
    for package in ("core", "widgets", "console", "resources"):
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and path.suffix not in {".py", ".pyc"}:
                name = path.suffix.lstrip(".") or path.name
                known = name in packaged or path.name == "py.typed" or path.name.startswith("LICENSE")
                assert known, path.relative_to(ROOT)


@pytest.mark.parametrize("package", ["core", "widgets", "console", "resources"])
def test_that_a_top_folder_is_a_package(package: str) -> None:
    assert (ROOT / package / "__init__.py").is_file()


def test_that_the_licence_and_the_notices_are_there(project: dict[str, Any]) -> None:
    assert project["project"]["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")[:200]
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8").lower()
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["console"]]
    for requirement in asked:
        assert name_of(requirement) in notices, requirement


# ---- the import contracts -------------------------------------------------------------------------------------------


def test_that_the_contracts_are_the_architecture(project: dict[str, Any]) -> None:
    contracts = {each["id"]: each for each in project["tool"]["importlinter"]["contracts"]}
    assert contracts["folders"]["layers"][:3] == ["console", "widgets", "core"]
    assert contracts["core-order"]["exhaustive"] is True
    assert "PySide6" in contracts["core-without-qt"]["forbidden_modules"]
    assert {"socket", "sqlalchemy", "websockets"} <= set(contracts["widgets-do-no-io"]["forbidden_modules"])
    assert "sqlalchemy" in contracts["rules-are-pure"]["forbidden_modules"]
    assert {"core.journal.writer", "sqlalchemy"} <= set(contracts["verify-is-independent"]["forbidden_modules"])
    assert contracts["no-cycles"]["type"] == "acyclic_siblings"


def test_that_widgets_may_see_no_part_of_core_but_the_domain(project: dict[str, Any]) -> None:
    contracts = {each["id"]: each for each in project["tool"]["importlinter"]["contracts"]}
    parts = {f"core.{init.parent.name}" for init in (ROOT / "core").glob("*/__init__.py")} - {"core.domain"}
    assert parts <= set(contracts["widgets-do-no-io"]["forbidden_modules"])


IMPORT_WITHOUT_QT = """
import importlib, pkgutil, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph"}:
            raise ModuleNotFoundError(f"{name} is not to be had here", name=name)

sys.meta_path.insert(0, Blocked())
import console.cli, console.console_cli, console.doctor, console.qt_guard
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    if not module.name.endswith("__main__") and ".migrations." not in module.name:
        importlib.import_module(module.name)
"""


def test_that_the_command_line_and_all_of_core_import_without_qt() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_WITHOUT_QT], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
