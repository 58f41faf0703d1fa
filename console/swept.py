"""Files that were made to be printed do not stay: gone when their person leaves, and a day later at the latest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject

from console.asked import Notice
from console.desk import Desk

KEPT: Final = timedelta(days=1)
EVERY: Final = timedelta(hours=1)
_OURS: Final = re.compile(r"(paper-.+|phones|[A-Z]+-\d{8}-\d+(-case)?)\.pdf")  # nothing else there is touched


def sweep(folders: Sequence[Path], before: datetime | None = None) -> list[str]:
    """Delete the printed files there, or only those last written `before`; the names of those that would not go."""
    left = []
    found = [path for folder in folders if folder.is_dir() for path in folder.glob("*.pdf")]
    for path in (path for path in found if _OURS.fullmatch(path.name)):
        try:
            if before is None or path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
        except OSError as fault:
            left.append(f"{path.name}: {fault.strerror or fault}")
    return left


class Swept(QObject):
    """Sweeps at the start, every hour, and whenever somebody leaves the seat; what would not go is told."""

    def __init__(self, desk: Desk, folders: Sequence[Path], disk: Executor, now: datetime, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._folders, self._disk = desk, tuple(folders), disk
        self._sitter = desk.actor.name
        self._sweeping: list[Future[list[str]]] = [disk.submit(sweep, self._folders, now - KEPT)]
        self._next = now + EVERY
        desk.left.connect(self._gone)
        desk.requeued.connect(self._sits)

    def tick(self) -> None:
        """Delete every hour what would be a day old before the next time, and tell what could not be deleted."""
        now = self._desk.now()
        if now >= self._next:
            self._next = now + EVERY
            self._sweeping.append(self._disk.submit(sweep, self._folders, now - KEPT + EVERY))
        done = [each for each in self._sweeping if each.done()]
        self._sweeping = [each for each in self._sweeping if not each.done()]
        for left in (each.result() for each in done):
            if left:
                zh, en = "打印文件未能删除：", "Printed files could not be deleted: "
                said = "; ".join(left[:3])
                self._desk.noticed.emit(Notice("failed", f"{zh}{said}", f"{en}{said}"))

    def _sits(self) -> None:
        """Somebody takes the place of who sat here: their files go."""
        before, self._sitter = self._sitter, self._desk.actor.name
        if before and before != self._sitter:
            self._sweep()

    def _gone(self) -> None:
        if self._sitter:
            self._sitter = ""
            self._sweep()

    def _sweep(self) -> None:
        self._sweeping.append(self._disk.submit(sweep, self._folders))
