"""Says what this machine lacks, with the exact fix, in Chinese or English.

It is for machines on which nothing else runs yet, so it imports the standard library only.
"""

from __future__ import annotations

import argparse
import csv
import ctypes
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from console.input_method import VARIABLE, advice, front_end_answers, wants_fcitx
from console.qt_guard import installed_pyside, is_unsound

SYSTEM_TABLE = Path(__file__).resolve().parent.parent / "resources" / "system.tsv"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT, FONT_FILE, FONT_PACKAGE = "Noto Sans CJK SC", "NotoSansCJK", "fonts-noto-cjk"
OLDEST_PYTHON = (3, 11)
OLDEST_GLIBC_FOR_NEW_QT = (2, 34)
LANGUAGES = ("zh_CN", "en")


@dataclass(frozen=True)
class Need:
    """One row of the system table: what is looked for, how, and the Debian package that brings it."""

    need: str
    kind: str
    probe: str
    package: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Machine:
    """What was found on this machine; the findings are a function of this and nothing else."""

    python: tuple[int, int]
    pyside: str | None
    glibc: tuple[int, int] | None
    present: frozenset[str]
    display: str | None
    input_method: str
    has_apt: bool
    is_root: bool
    front_end: bool = True  # whether something that speaks ibus' protocol runs
    font: str = ""  # the Chinese font the desk will take


@dataclass(frozen=True)
class Finding:
    """One line of the report; `level` is ok, note (works, with less) or lack (does not work)."""

    level: str
    zh: str
    en: str
    fix_zh: str = ""
    fix_en: str = ""

    def text(self, language: str) -> str:
        """The line and its fix in one language."""
        says, fix = (self.zh, self.fix_zh) if language == "zh_CN" else (self.en, self.fix_en)
        return f"{says}\n        → {fix}" if fix else says


MARKS = {
    "ok": {"zh_CN": "正常", "en": "ok"},
    "note": {"zh_CN": "注意", "en": "note"},
    "lack": {"zh_CN": "缺少", "en": "LACK"},
}


def needs(table: Path = SYSTEM_TABLE) -> list[Need]:
    """The rows of the table the launcher reads too."""
    with table.open(encoding="utf-8", newline="") as file:
        return [Need(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


# ---- looking ---------------------------------------------------------------------------------------------------------


def is_loadable(library: str) -> bool:
    """Whether the dynamic linker can load it, which is what Qt will ask."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def is_font_there(name: str) -> bool:
    """Whether a font file of that name, or any font that fontconfig says covers Chinese, is there."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    if any(next(folder.rglob(f"{name}*"), None) is not None for folder in folders if folder.is_dir()):
        return True
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def chinese_font() -> str:
    """The font the desk will write Chinese in: the one all seats should have, else another; empty where none is."""
    if shutil.which("fc-list") is None:
        return FONT if is_font_there(FONT_FILE) else ""
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    names = {name.strip().replace("\\", "") for line in listed.stdout.splitlines() for name in line.split(",")}
    return FONT if FONT in names else min(names - {""}, default="")


def is_program_there(name: str) -> bool:
    """Whether a program of that name is on the path."""
    return shutil.which(name) is not None


def is_file_there(path: str) -> bool:
    """Whether a file is at that very place."""
    return Path(path).exists()


PROBES = {"library": is_loadable, "font": is_font_there, "program": is_program_there, "file": is_file_there}


def glibc_version() -> tuple[int, int] | None:
    """The C library's version, None where it is not glibc."""
    name, version = platform.libc_ver()
    parts = version.split(".")
    return (int(parts[0]), int(parts[1])) if name == "glibc" and len(parts) >= 2 else None


def look(table: Iterable[Need], environment: Mapping[str, str]) -> Machine:
    """Look at this machine."""
    return Machine(
        python=sys.version_info[:2],
        pyside=installed_pyside(),
        glibc=glibc_version(),
        present=frozenset(need.probe for need in table if PROBES[need.kind](need.probe)),
        display=environment.get("WAYLAND_DISPLAY") or environment.get("DISPLAY"),
        input_method="fcitx" if wants_fcitx(environment) else environment.get(VARIABLE, ""),
        front_end=front_end_answers(environment),
        has_apt=shutil.which("apt-get") is not None,
        is_root=hasattr(os, "geteuid") and os.geteuid() == 0,
        font=chinese_font(),
    )


# ---- judging ---------------------------------------------------------------------------------------------------------


def python_findings(machine: Machine) -> Iterator[Finding]:
    """Python itself."""
    running = ".".join(map(str, machine.python))
    if machine.python >= OLDEST_PYTHON:
        yield Finding("ok", f"Python {running}", f"Python {running}")
        return
    yield Finding(
        "lack",
        f"Python {running} 太旧，需要 3.11 及以上",
        f"Python {running} is too old, 3.11 or newer is needed",
        "安装 Python 3.11 及以上（Debian 12 起自带），然后运行 ./hubpost doctor",
        "install Python 3.11 or newer (Debian 12 and later bring it), then run ./hubpost doctor",
    )


def qt_findings(machine: Machine) -> Iterator[Finding]:
    """PySide6: absent, one that aborts, one that this C library cannot load, or sound."""
    if machine.pyside is None:
        yield Finding(
            "note",
            "尚未安装 PySide6：枢纽（hub）不需要它，指挥台（console）需要",
            "PySide6 is not installed: the hub does without, the console does not",
            "运行 ./hubpost console --help，首次运行会自动安装",
            "run ./hubpost console --help, the first run installs it",
        )
    elif is_unsound(machine.pyside, machine.python):
        yield Finding(
            "lack",
            f"PySide6 {machine.pyside} 在 Python {machine.python[0]}.{machine.python[1]} 上会使程序中止",
            f"PySide6 {machine.pyside} aborts the process on Python {machine.python[0]}.{machine.python[1]}",
            "python -m pip install 'PySide6-Essentials<6.12' 'PySide6-Addons<6.12'（或换用 Python 3.12 及以上）",
            "python -m pip install 'PySide6-Essentials<6.12' 'PySide6-Addons<6.12' (or use Python 3.12 or newer)",
        )
    else:
        yield Finding("ok", f"PySide6 {machine.pyside}", f"PySide6 {machine.pyside}")
    if machine.glibc is not None and machine.glibc < OLDEST_GLIBC_FOR_NEW_QT:
        glibc = ".".join(map(str, machine.glibc))
        yield Finding(
            "note",
            f"glibc {glibc} 低于 2.34：PySide6 6.10 及以上无法安装",
            f"glibc {glibc} is older than 2.34: PySide6 6.10 and later cannot be installed",
            "python -m pip install 'PySide6-Essentials==6.8.3' 'PySide6-Addons==6.8.3'",
            "python -m pip install 'PySide6-Essentials==6.8.3' 'PySide6-Addons==6.8.3'",
        )


def install_line(machine: Machine, packages: Sequence[str]) -> tuple[str, str]:
    """The one command that installs them, in Chinese and English."""
    if not machine.has_apt:
        named = " ".join(packages)
        return (
            f"用本系统的软件包管理器安装（Debian 名）：{named}",
            f"install with this system's package manager (Debian names): {named}",
        )
    line = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
    line = line if machine.is_root else f"sudo sh -c '{line}'"
    return line, line


def system_findings(machine: Machine, table: Sequence[Need]) -> Iterator[Finding]:
    """Libraries, font and programs: one line for what is there, one a thing that is not."""
    absent = [need for need in table if need.probe not in machine.present]
    if len(absent) < len(table):
        count = len(table) - len(absent)
        yield Finding("ok", f"系统组件 {count} 项", f"{count} system components")
    for need in absent:
        fix_zh, fix_en = install_line(machine, [need.package])
        level = "lack" if need.need == "must" else "note"
        yield Finding(
            level,
            f"{need.probe}（{need.reason_zh}）",
            f"{need.probe} ({need.reason_en})",
            fix_zh,
            fix_en,
        )


def font_findings(machine: Machine) -> Iterator[Finding]:
    """The one Chinese font that lets all seats look the same; that there is none at all is told as a lack."""
    if machine.font == FONT:
        yield Finding("ok", f"字体 {FONT}", f"font {FONT}")
    elif machine.font:
        fix_zh, fix_en = install_line(machine, [FONT_PACKAGE])
        yield Finding(
            "note",
            f"中文字体是 {machine.font}，不是 {FONT}：各席字形会不同",
            f"the Chinese font is {machine.font} and not {FONT}: letters differ from other seats",
            fix_zh,
            fix_en,
        )


def display_findings(machine: Machine) -> Iterator[Finding]:
    """The screen and the input method."""
    if machine.display is None:
        yield Finding(
            "note",
            "没有显示器：界面在内存中绘制（offscreen），可用 --shots 目录 留下图片",
            "no display: the screens are drawn in memory (offscreen); --shots DIR keeps pictures of them",
            "需要真实窗口时，在桌面会话中运行，或 export DISPLAY=:0",
            "for a real window run it in a desktop session, or export DISPLAY=:0",
        )
    else:
        yield Finding("ok", f"显示器 {machine.display}", f"display {machine.display}")
    said = advice({VARIABLE: machine.input_method}, machine.front_end) if machine.input_method else None
    if said is not None:
        yield Finding("note", said.zh, said.en, said.fix_zh, said.fix_en)


def findings(machine: Machine, table: Sequence[Need]) -> list[Finding]:
    """Everything there is to say about `machine`."""
    return [
        *python_findings(machine),
        *qt_findings(machine),
        *system_findings(machine, table),
        *font_findings(machine),
        *display_findings(machine),
    ]


# ---- telling ---------------------------------------------------------------------------------------------------------


def report(found: Sequence[Finding], language: str) -> str:
    """The findings as text, and a closing line that says whether anything is lacking."""
    lines = [f"{MARKS[each.level][language]:<6}{each.text(language)}" for each in found]
    lacking = sum(each.level == "lack" for each in found)
    closing = {
        "zh_CN": f"缺少 {lacking} 项；全部补齐：./hubpost demo（root 运行时自动安装）" if lacking else "无缺项",
        "en": f"{lacking} lacking; ./hubpost demo, run as root, installs all of it"
        if lacking
        else "nothing is lacking",
    }
    return "\n".join([*lines, closing[language]])


def language_of(environment: Mapping[str, str]) -> str:
    """Chinese when the machine is set to it, else English."""
    named = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "zh_CN" if named.startswith("zh") else "en"


def main(argv: list[str]) -> int:
    """Print the report; 0 when nothing is lacking, else 1."""
    parser = argparse.ArgumentParser(
        prog="hubpost doctor",
        description="Says what this machine lacks, with the exact fix.",
        epilog="example: hubpost doctor --lang zh_CN",
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=language_of(os.environ), help="language of the report")
    language = parser.parse_args(argv).lang
    table = needs() if sys.platform.startswith("linux") else []
    found = findings(look(table, os.environ), table)
    print(report(found, language))
    return int(any(each.level == "lack" for each in found))
