"""Which input method Qt is to speak to, and what to do where none answers; standard library only, for the doctor too.

PySide6's wheels carry a module for ibus and none for fcitx. fcitx 5 has a front end that speaks ibus' protocol and
leaves its address where ibus does, so that module serves both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE, X_VARIABLE = "QT_IM_MODULE", "XMODIFIERS"


@dataclass(frozen=True)
class Advice:
    """What to do so that Chinese can be typed, in one line a language."""

    zh: str
    en: str
    fix_zh: str
    fix_en: str


FCITX = Advice(
    "fcitx 没有提供 ibus 前端，无法输入中文",
    "fcitx offers no ibus front end: Chinese cannot be typed",
    "在 fcitx5 的附加组件里启用 IBus 前端（Debian 包 fcitx5-modules），重启 fcitx5 后再打开指挥台；"
    "fcitx 4 没有，请换 fcitx5 或 ibus",
    "switch on IBus Frontend among fcitx5's add-ons (Debian package fcitx5-modules), restart fcitx5, then the console; "
    "fcitx 4 has none: use fcitx5 or ibus",
)
IBUS = Advice(
    "ibus 没有运行，无法输入中文",
    "ibus is not running: Chinese cannot be typed",
    "运行 ibus-daemon -drx，再打开指挥台",
    "run ibus-daemon -drx, then start the console again",
)


def wants_fcitx(environment: Mapping[str, str]) -> bool:
    """Whether the desktop is set to fcitx."""
    module = environment.get(VARIABLE)
    return module.startswith("fcitx") if module is not None else "fcitx" in environment.get(X_VARIABLE, "")


def module_for(environment: Mapping[str, str]) -> str | None:
    """The module Qt is to use in place of its own choice; None leaves the choice to Qt."""
    return "ibus" if wants_fcitx(environment) else None


def advice(environment: Mapping[str, str], answers: bool) -> Advice | None:
    """What to say where Chinese could not be typed; None where it can, or where no such input method is wanted."""
    if answers:
        return None
    if wants_fcitx(environment) or "fcitx" in environment.get(X_VARIABLE, ""):
        return FCITX
    return IBUS if environment.get(VARIABLE) == "ibus" else None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def front_end_answers(environment: Mapping[str, str], is_alive: Callable[[int], bool] = _is_alive) -> bool:
    """Whether something that speaks ibus' protocol runs: Qt finds it by the same file, which names its process."""
    settings = Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "/")) / ".config")
    return any(is_alive(process) for process in _told_by(settings / "ibus" / "bus"))


def _told_by(folder: Path) -> Iterator[int]:
    if not folder.is_dir():
        return
    for file in folder.iterdir():
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition("=")
            if name == "IBUS_DAEMON_PID" and value.isdecimal() and int(value) > 0:
                yield int(value)
