"""Refuses the PySide6 releases that abort the process, before Qt is loaded.

PySide6 6.12 on Python 3.10 and 3.11 drops one reference to None with every Qt call that returns nothing; after some
thousands of calls Python ends with `none_dealloc: deallocating None`. From Python 3.12 on None is immortal and the
same release is sound. Measured: 6.8.3, 6.9.3, 6.10.3, 6.11.0 and 6.11.3 are sound on 3.11, 6.12.0 is not.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata

FIRST_UNSOUND = (6, 12)
FIRST_PYTHON_WITH_IMMORTAL_NONE = (3, 12)
PACKAGE = "PySide6-Essentials"


def installed_pyside() -> str | None:
    """The installed PySide6 release, read without loading it; None when there is none."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return None


def is_unsound(pyside: str, python: tuple[int, ...]) -> bool:
    """Whether this PySide6 would abort this Python, given as at least (major, minor)."""
    release = tuple(int(part) for part in re.findall(r"\d+", pyside)[:2])
    return release >= FIRST_UNSOUND and python[:2] < FIRST_PYTHON_WITH_IMMORTAL_NONE


def qt_refusal(pyside: str | None, python: tuple[int, ...]) -> tuple[str, str] | None:
    """Why this pair must not be started, in Chinese and English; None when it may."""
    if pyside is None or not is_unsound(pyside, python):
        return None
    running = ".".join(str(part) for part in python[:2])
    return (
        f"PySide6 {pyside} 在 Python {running} 上会使程序中止；"
        "请改装 'PySide6-Essentials<6.12' 'PySide6-Addons<6.12'，或换用 Python 3.12 及以上",
        f"PySide6 {pyside} aborts the process on Python {running}; "
        "install 'PySide6-Essentials<6.12' 'PySide6-Addons<6.12', or use Python 3.12 or newer",
    )


def qt_guard() -> None:
    """End the program with both sentences when the installed PySide6 would abort it; call it before importing Qt."""
    refusal = qt_refusal(installed_pyside(), sys.version_info[:2])
    if refusal is not None:
        print("\n".join(refusal), file=sys.stderr)
        raise SystemExit(1)
