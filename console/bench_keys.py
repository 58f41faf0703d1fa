"""From a key to the picture that answers it: the real window, a full queue, and a hub that does not stop talking."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.app import Config, Console, application, rules, start_console
from console.bench_cases import placed_cases
from console.bench_queue import result
from console.sandbox import EPOCH, Sandbox
from core.client.items import EventsItem, Item
from core.client.system import since_boot
from core.domain.board import Board
from core.domain.columns import PRIORITIES
from core.domain.envelope import event_from
from core.domain.events import CaseAcked, CaseNoted, CasePrioritySet, Data, Event
from core.domain.nouns import Actor, Case, Role
from core.protocol.outgoing import event_bytes

CASES: Final = 20_000
RATE: Final = 500
ROUNDS: Final = 20
GOAL_MS: Final = 50.0
SHARES: Final = (50, 95, 99)
PATIENCE_S: Final = 3.0
IDLE_S: Final = 2.0
BATCH_S: Final = 0.02  # the hub sends what has gathered in that time as one frame
NOWHERE: Final = "ws://127.0.0.1:9"
OPERATOR: Final = Actor(name="0107", role=Role.OPERATOR, seat="02")
NO_MOD, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class Press(Struct, frozen=True):
    """One key, and how to tell that the picture has answered it; `shown` is asked after each paint."""

    name: str
    key: Qt.Key
    shown: Callable[[], bool]
    text: str = ""
    modifier: Qt.KeyboardModifier = NO_MOD


class Answer(Struct, frozen=True):
    """How long one key waited for its picture, and how much of that the window's own thread was at work."""

    wall_ms: float
    cpu_ms: float


Answers = dict[str, list[Answer]]


class Hands:
    """The keys of an operator at work: through the list, claim, dispatch bar, record, out of it, search, next."""

    def __init__(self, console: Console) -> None:
        self._desk, self._page = console.desk, console.window.desk_page
        self._before: str | None = None

    def round(self) -> Iterator[Press]:
        """One time through all of them; each is made when the one before has been answered."""
        for key, name in ((Qt.Key.Key_J, "J"), (Qt.Key.Key_J, "J"), (Qt.Key.Key_K, "K"), (Qt.Key.Key_J, "J")):
            yield self._way(name, key)
        if not self._is_taken():
            yield Press("Space", Qt.Key.Key_Space, self._is_taken, " ")
        yield Press("D", Qt.Key.Key_D, self._page.detail.card.is_armed, "d")
        yield Press("Esc", Qt.Key.Key_Escape, lambda: not self._page.detail.card.is_armed())
        yield Press("Enter", Qt.Key.Key_Return, self._page.detail.timeline.hasFocus, "\r")
        yield Press("Esc to the list", Qt.Key.Key_Escape, self._page.queue.hasFocus)
        yield Press("/", Qt.Key.Key_Slash, self._page.filters.field.hasFocus, "/")
        for letter in "lmd":
            yield self._typed(letter)
        for _ in "lmd":
            yield self._rubbed()
        yield Press("Esc from the search", Qt.Key.Key_Escape, self._page.queue.hasFocus)
        yield self._way("Ctrl+J", Qt.Key.Key_J, CTRL)

    def _way(self, name: str, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MOD) -> Press:
        before = self._desk.selection
        return Press(name, key, lambda: self._desk.selection != before, "" if modifier else name.lower(), modifier)

    def _is_taken(self) -> bool:
        case = self._desk.case(self._desk.selection)
        return case is not None and (case.holder == OPERATOR.name or bool(self._desk.waiting(case.no)))

    def _typed(self, letter: str) -> Press:
        wanted = self._desk.queue.filter.text + letter
        return Press("typing", Qt.Key(ord(letter.upper())), lambda: self._desk.queue.filter.text == wanted, letter)

    def _rubbed(self) -> Press:
        wanted = self._desk.queue.filter.text[:-1]
        return Press("typing", Qt.Key.Key_Backspace, lambda: self._desk.queue.filter.text == wanted)


class Typist(QObject):
    """Presses keys at a hand's pace from a thread of its own, so that time spent waiting for the GUI counts too."""

    struck = Signal()
    finished = Signal()

    def __init__(self, window: QWidget, presses: Iterator[Press], rng: Random) -> None:
        super().__init__(window)
        self.took: defaultdict[str, list[Answer]] = defaultdict(list)
        self.unanswered: list[str] = []
        self.vain: list[str] = []  # struck when what they ask for was there: any picture at all would answer them
        self._window, self._presses, self._rng = window, presses, rng
        self._press: Press | None = None
        self._cpu = _clock_of(threading.get_ident())
        self._struck_at = self._struck_cpu = 0.0
        self._is_down = self._is_in_paint = False
        self._answered = threading.Event()
        self._ended = False
        self.struck.connect(self._type, Qt.ConnectionType.QueuedConnection)
        for painted in (window, window.windowHandle()):
            painted.installEventFilter(self)
        self._thread = threading.Thread(target=self._strike, name="typist")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self) -> None:
        """Wait for the thread's end."""
        self._thread.join()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the window paint, and look whether the picture is the answer."""
        if event.type() != QEvent.Type.UpdateRequest or self._is_in_paint:
            return False
        self._is_in_paint = True
        watched.event(event)
        self._is_in_paint = False
        if self._is_down and self._press is not None and self._press.shown():
            wall, cpu = perf_counter() - self._struck_at, self._cpu() - self._struck_cpu
            self.took[self._press.name].append(Answer(wall * 1000, cpu * 1000))
            self._is_down = False
            self._answered.set()
        return True

    def _strike(self) -> None:
        while not self._ended:
            time.sleep(self._rng.uniform(0.04, 0.12))
            self._answered.clear()
            self._struck_at, self._struck_cpu = perf_counter(), self._cpu()
            self.struck.emit()
            if not self._answered.wait(PATIENCE_S) and not self._ended and self._press is not None:
                self.unanswered.append(self._press.name)
        self.finished.emit()

    def _type(self) -> None:
        self._press = next(self._presses, None)
        if self._press is None:
            self._ended = True
            self._answered.set()
            return
        if self._press.shown():
            self.vain.append(self._press.name)
        self._is_down = True
        target = QApplication.focusWidget() or self._window
        if self._press.text:
            QTest.sendKeyEvent(
                QTest.KeyAction.Click, target, self._press.key, self._press.text, self._press.modifier, -1
            )
        else:
            QTest.keyClick(target, self._press.key, self._press.modifier)


class Hub:
    """The rest of the room: a thread that decodes updates as the feed's does and puts them into the desk's inbox."""

    def __init__(self, board: Board, cases: list[Case], tell: Callable[[Item], None], rng: Random) -> None:
        self._board, self._cases, self._tell, self._rng = board, cases, tell, rng
        self._profile = board.rights.profiles[OPERATOR.role]
        self._stop = threading.Event()
        self.sent = 0
        self._thread = threading.Thread(target=self._talk, name="room")

    def start(self) -> None:
        """Begin to talk."""
        self._thread.start()

    def stop(self) -> None:
        """Fall silent."""
        self._stop.set()
        self._thread.join()

    def _talk(self) -> None:
        begun = perf_counter()
        while not self._stop.wait(BATCH_S):
            due = int((perf_counter() - begun) * RATE) - self.sent
            self.sent += due
            if due:
                raw = [self._news() for _ in range(due)]
                self._tell(EventsItem(tuple(event_from(each) for each in raw), self._board.seq))

    def _news(self) -> bytes:
        case, fate = self._rng.choice(self._cases), self._rng.random()
        data: Data = CaseAcked() if fate < 0.1 else CaseNoted(text="现场回话")
        if fate < 0.6:
            data = CasePrioritySet(priority=self._rng.choice(PRIORITIES), before=case.priority, armed=case.deadlines)
        now = case.opened_at
        self._board.seq += 1
        event = Event(self._board.seq, 2, f"case/{case.no}", now, "gateway", data)
        return event_bytes(event, EPOCH, self._profile)


def run(cases: int = CASES, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """The same keys before a silent hub and before one that sends 500 updates a second.

    The limit is what an event loop with nothing to do waits for the machine in the same run, the peer is the silent
    hub. Time by the clock holds what other programs took; time at work is the window's own thread alone.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application("zh_CN", "dark")
    app.setQuitOnLastWindowClosed(False)  # a closed window's word to quit would end the loops of whoever comes after
    gaps = _idle_gaps(app)
    quiet, _ = _typed(app, cases, max(2, rounds // 4), is_loud=False)
    took, sent = _typed(app, cases, rounds, is_loud=True)
    at = f"{cases:,} cases, {RATE}/s"
    print(f"keys, {at}: {sum(map(len, took.values()))} presses, {sent:,.0f} updates/s came in")
    for name, each in sorted(took.items()):
        wall, cpu = _wall(each), _cpu(each)
        spread = "  ".join(f"p{share} {_share(wall, share):5.1f}" for share in SHARES)
        print(f"  {name:20} {spread} ms; at work p50 {_share(cpu, 50):5.1f}  p95 {_share(cpu, 95):5.1f} ms")
    loud, still = ([answer for each in found.values() for answer in each] for found in (took, quiet))
    rows = []
    for share in SHARES:
        value, limit, peer = _share(_wall(loud), share), _share(gaps, share), _share(_wall(still), share)
        row = result(f"key to paint p{share}, {at}", value, "ms", limit, peer, GOAL_MS, value <= GOAL_MS)
        rows.append(row if share == 95 else {**row, "goal": None, "met": None})
    for share in SHARES:
        value, peer = _share(_cpu(loud), share), _share(_cpu(still), share)
        row = result(f"key to paint p{share} at work, {at}", value, "ms cpu", None, peer, GOAL_MS, False)
        rows.append({**row, "goal": None, "met": None})
    return rows


def _wall(answers: list[Answer]) -> list[float]:
    return [answer.wall_ms for answer in answers]


def _cpu(answers: list[Answer]) -> list[float]:
    return [answer.cpu_ms for answer in answers]


def _clock_of(thread: int) -> Callable[[], float]:
    """The time a thread was at work, to be asked from any thread; where no such clock is, that of the process."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


def _idle_gaps(app: QApplication) -> list[float]:
    """Milliseconds that an event loop with nothing to do is later than a timer of 5 ms: what the machine takes."""
    gaps: list[float] = []
    last, until = perf_counter(), perf_counter() + IDLE_S

    def beat() -> None:
        nonlocal last
        now = perf_counter()
        gaps.append(max(0.0, (now - last) * 1000 - 5))
        last = now
        if now >= until:
            app.quit()

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(5)
    app.exec()
    timer.stop()
    return gaps


def _share(took: list[float], share: float) -> float:
    return float(np.percentile(np.array(took), share))


def _typed(app: QApplication, cases: int, rounds: int, is_loud: bool) -> tuple[Answers, float]:
    """Type so many rounds; the answers by key, and how many updates a second came in."""
    rng, both = Random(20261122), rules("yingze")
    with tempfile.TemporaryDirectory() as name:
        console = start_console(Config(hub=NOWHERE, data=Path(name), token="bench", seat="02"))
        desk = console.desk
        console.feed.stop()
        desk.inbox.clear()
        board = Board(*both)
        known = placed_cases(cases, board.district, desk.now(), rng)
        board.put(known, (), 1)

        def tell(item: Item) -> None:
            desk.inbox.append((since_boot(), item))

        sandbox = Sandbox(board, OPERATOR, desk.now, tell)
        desk.attach(sandbox)
        sandbox.show()
        _settle(app, console)
        hands = Hands(console)
        presses = (press for _ in range(rounds) for press in hands.round())
        typist, hub = Typist(console.window, presses, rng), Hub(board, known[cases // 10 :], tell, Random(2))
        typist.finished.connect(app.quit)
        if is_loud:
            hub.start()
        begun = perf_counter()
        QTimer.singleShot(500, typist.start)
        app.exec()
        rate = hub.sent / (perf_counter() - begun)
        typist.join()
        if is_loud:
            hub.stop()
        console.close()
    if typist.unanswered:
        print(f"keys: no answer within {PATIENCE_S} s to {', '.join(typist.unanswered)}", file=sys.stderr)
    if typist.vain:
        print(f"keys: nothing was left to show for {', '.join(typist.vain)}", file=sys.stderr)
    for each in typist.unanswered:
        typist.took[each].append(Answer(PATIENCE_S * 1000, PATIENCE_S * 1000))
    return typist.took, rate


def _settle(app: QApplication, console: Console) -> None:
    """Until the whole picture is folded and shown."""
    until = perf_counter() + 60
    while (console.desk.is_busy or not console.desk.queue.row_count()) and perf_counter() < until:
        app.processEvents()
    console.window.activateWindow()
    QTest.qWaitForWindowActive(console.window)
    console.window.show_page("desk")
    console.window.desk_page.take_focus()
    QTest.qWait(300)
