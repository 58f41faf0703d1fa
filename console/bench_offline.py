"""How long a seat takes from nothing to its last picture while the hub is away: a program of its own each time."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec
from msgspec import Struct

from console.bench_queue import open_cases, result
from console.grants import Grants
from core.client.credentials import Token
from core.client.items import ReadyItem, SnapshotItem
from core.client.store import ConsoleStore
from core.client.stream import Mark
from core.domain.board import Board
from core.domain.nouns import Role

CASES: Final = 20_000
ROUNDS: Final = 5
GOAL_S: Final = 5.0
TOKEN: Final = "bench"
FULL: Final = 100_000
TWICE: Final = 2.0
BARE: Final = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, app.quit)
bare = Bare()
bare.resize(1920, 1080)
bare.show()
app.exec()
"""
NOWHERE: Final = {
    "refuses": "ws://127.0.0.1:9",  # the machine is there, the hub is not
    "is silent": "ws://192.0.2.1:8740",  # a network that swallows everything
}


def run(cases: int = CASES, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Seconds from the program's start to a painted queue, by how the hub is away, beside an empty program."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, cases)
        bare = statistics.median(_timed(["-c", "import PySide6.QtWidgets"]) for _ in range(3))
        rows = []
        for how, hub in NOWHERE.items():
            took = sorted(opened(folder, hub).seconds for _ in range(rounds))
            print(f"offline start, hub {how}, {cases:,} cases: {took[len(took) // 2]:.2f} s, worst {took[-1]:.2f} s")
            label = f"17 start without a hub that {how}, {cases:,} cases, worst of {rounds}"
            rows.append(result(label, took[-1], "s", bare, None, GOAL_S, took[-1] <= GOAL_S))
    return rows


LATE: Final = frozenset(
    {"httpx", "rich", "openpyxl", "segno", "pyqtgraph", "rapidfuzz", "uvicorn", "alembic", "PIL", "lxml"}
    | {f"PySide6.Qt{name}" for name in ("Multimedia", "PrintSupport", "Network", "Test")}
)
"""What the first picture needs nothing of: it is loaded by the act that needs it."""


def cold(cases: int = FULL, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """B8: from nothing to a painted queue out of a full replica, beside a bare window painted in the same run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, cases)
        opened(folder, NOWHERE["refuses"])  # an installed program has its bytecode on disk
        ours, bare, work = [], [], []
        for _ in range(rounds):
            bare.append(_timed(["-c", BARE]))
            found = opened(folder, NOWHERE["refuses"])
            ours.append(found.seconds)
            work.append(found.cpu)
    own, other = statistics.median(ours), statistics.median(bare)
    print(f"B8 cold start, {cases:,} cases: {own:.2f} s, a bare window {other:.2f} s, ratio {own / other:.2f}")
    print(f"  at work {statistics.median(work):.2f} s until then, all threads")
    label = f"B8 cold start to a painted queue, {cases:,} cases on disk, median of {rounds}"
    return [result(label, own, "s", None, other, TWICE, own / other <= TWICE)]


def prepare(folder: Path, cases: int) -> None:
    """What a shift leaves behind: its picture and its grant."""
    from console.app import rules  # the console itself is not loaded before it is measured

    now, key, both = datetime.now(UTC), Token(TOKEN).key, rules("yingze")
    store = ConsoleStore(folder, lambda: Board(*both))
    picture = SnapshotItem(tuple(open_cases(cases, Random(1))), (), (), 1, "e")
    store.keep(key, [picture], Mark("e", 1), now - timedelta(minutes=2))
    store.adopt(key, "0107")
    grants = Grants(folder, lambda: now, store.picture_at)
    grants.keep(ReadyItem("0107", (Role.OPERATOR,), (), "02", None, "yingze"), key, "0107", None)
    store.close()


def _timed(words: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    return time.perf_counter() - begun


class Opened(Struct, frozen=True):
    """One start: until the first picture by the clock and at work, and which of `LATE` it had loaded by then."""

    seconds: float
    cpu: float
    late: tuple[str, ...]


def opened(folder: Path, hub: str) -> Opened:
    """Start a desk on the replica in `folder` as a program of its own."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", "console.bench_offline", str(folder), hub, str(time.time())],
        check=True,
        stdout=subprocess.PIPE,
        env={**env, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")},
    )
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Opened)


def main(folder: str, hub: str, begun: str) -> int:
    """One start: ends as soon as the queue is painted with a row in it, and says how long that took."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from console.app import Config, application, start_console

    app = application("zh_CN", "dark")
    console = start_console(Config(hub=hub, data=Path(folder), token=TOKEN, seat="02"))

    class FirstPaint(QObject):
        """Waits for the queue to paint rows for somebody who sits there."""

        is_told = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and console.desk.actor.name and console.desk.queue.row_count():
                if not self.is_told:
                    self.is_told = True
                    late = tuple(sorted(LATE & sys.modules.keys()))
                    found = Opened(time.time() - float(begun), time.process_time(), late)
                    print(msgspec.json.encode(found).decode(), flush=True)
                QTimer.singleShot(0, app.quit)
            return False

    watch = FirstPaint()
    console.window.desk_page.queue.viewport().installEventFilter(watch)
    app.exec()
    console.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
