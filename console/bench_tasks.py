"""The everyday tasks by scripted keys on a full desk: how many keys, and how long until the answer is on screen.

What the program needs is measured; what the hand and the head need is reckoned after the keystroke-level model
(0.2 s a key, 1.35 s a decision), so the sum is an estimate for a trained operator and no trial with people.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any, Final

import msgspec
from msgspec import Struct
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.app import application, rules
from console.bench_queue import open_cases, result
from console.desk import Desk
from console.hub_clock import HubClock
from console.pages.desk_page import DeskPage
from console.pages.video import VideoPage
from console.palette import Palette
from console.prefs import PrefsStore
from console.sandbox import EPOCH, HUB, Sandbox
from console.seat import lay_seat
from console.window import SIZE, Window
from core.client.items import LinkItem, LinkStatus, SnapshotItem
from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.board import Board
from core.domain.nouns import Actor, LinkState, Place, Priority, Role
from widgets.look import Look
from widgets.theme import THEMES

ME: Final = Actor(name="0107", role=Role.OPERATOR, seat="02")
SOURCE: Final = Actor(name="app", role=Role.SOURCE)
GATEWAY: Final = Actor(name="gateway", role=Role.SOURCE)
CASES: Final = 20_000
ROUNDS: Final = 10
KEY_S, DECIDE_S = 0.2, 1.35
PATIENCE_MS: Final = 15_000
GAS: Final = ("三号楼二单元燃气异味", "2-01")
LIFT: Final = ("电梯停在五层两人被困", "1-05")


class Room:
    """A signed-in desk with many cases, its timers running, and the hub of the practice behind it."""

    def __init__(self, cases: int) -> None:
        district, rights = rules("yingze")
        self._asked = 0
        self.desk = Desk(
            Board(district, rights, is_whole=False), HubClock(time.monotonic, self.wall), time.monotonic, self._id
        )
        self.hub = Sandbox(Board(district, rights), ME, self.wall, self._tell)
        self.desk.attach(self.hub)
        look = Look(THEMES["dark"], "zh_CN")
        self.page = DeskPage(self.desk, look)
        self.video = VideoPage(self.desk, look)
        self.window = Window(self.desk, look, [self.page, self.video], self.page)
        lay_seat(self.desk, look, self.window)
        self.window.lay(Palette(self.desk, look, PrefsStore(None), self.window))
        self.crowd = tuple(
            msgspec.structs.replace(case, acked=True, version=1) for case in open_cases(cases, Random(1))
        )
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        self.window.show_page("desk")
        self.desk.start()
        self.sign_in()
        self.until(lambda: len(self.desk.board.cases) >= cases)

    @staticmethod
    def wall() -> datetime:
        """This machine's time."""
        return datetime.now(UTC)

    def sign_in(self) -> None:
        """The whole picture, as after a sign-in."""
        self.hub.show()
        held = tuple(self.hub.board.cases.values())
        links = tuple(self.hub.board.links.values())
        self._tell(SnapshotItem((*self.crowd, *held), links, (), self.hub.board.seq, EPOCH))

    def hears(self, matter: tuple[str, str], priority: Priority) -> str:
        """A report comes in; the case's number."""
        grid = sorted(self.hub.board.district.grids)[7]
        body = cmd.Report(title=matter[0], duty=matter[1], priority=priority, place=Place(grid=grid))
        return self.hub.happens(SOURCE, "case.report", "", body)[0].case_no or ""

    def presses(self, *keys: str) -> None:
        """Keys where the keyboard is."""
        for key in keys:
            pressed = QKeySequence(key)[0]  # type: ignore[index]
            QTest.keyClick(self.focus(), pressed.key(), pressed.keyboardModifiers())

    def focus(self) -> QWidget:
        """Where the keyboard is."""
        return QApplication.focusWidget() or self.window

    def until(self, is_so: Callable[[], bool]) -> float:
        """Let the program run until it is so and painted; seconds. Raises TimeoutError after 15 s."""
        begun = time.perf_counter()
        loop, poll = QEventLoop(), QTimer()
        poll.setInterval(2)
        poll.timeout.connect(lambda: loop.quit() if is_so() else None)
        QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
        poll.start()
        loop.exec()
        poll.stop()
        if not is_so():
            raise TimeoutError("the desk did not answer within 15 s")
        self.window.repaint()
        return time.perf_counter() - begun

    def did(self, no: str, kind: type[ev.Data]) -> bool:
        """Whether the operator did that, and the desk has heard it."""
        heard = any(e.case_no == no and e.actor == ME.name and isinstance(e.data, kind) for e in self.hub.events)
        return heard and not self.desk.asked.about(no) and not self.desk.is_busy

    def ends(self) -> None:
        """Close it."""
        self.desk.stop()
        self.video.stop()
        self.window.close()
        self.window.deleteLater()

    def _id(self) -> str:
        self._asked += 1
        return f"bench.{self._asked}"

    def _tell(self, item: Any) -> None:
        self.desk.inbox.append((time.monotonic(), item))


class Task(Struct, frozen=True):
    """One task: its number and words, its keys, decisions to take, the most keys and seconds, and how it is done.

    `run` prepares, presses the keys and gives the seconds from the last key to the painted answer.
    """

    name: str
    keys: tuple[str, ...]
    decisions: int
    most_keys: int
    goal_s: float
    run: Callable[[Room, tuple[str, ...]], float]

    def reckoned(self, answer_s: float) -> float:
        """Hand, head and program together, in seconds."""
        return len(self.keys) * KEY_S + self.decisions * DECIDE_S + answer_s


def _stand_on(room: Room, matter: tuple[str, str], priority: Priority) -> str:
    """A new case, selected, with the keyboard in the queue."""
    no = room.hears(matter, priority)
    room.until(lambda: room.desk.case(no) is not None)
    room.window.open_case(no)
    room.page.take_focus()
    room.until(lambda: room.desk.selection == no and room.page.queue.current == no)
    return no


def _notice(room: Room, keys: tuple[str, ...]) -> float:
    """1: another screen is open; the strip's block must show a P1."""
    for no in [c.no for c in room.desk.board.cases.values() if not c.acked]:
        room.hub.happens(ME, "case.ack", f"case/{no}", cmd.Nothing())
    room.window.show_page("video")
    room.until(lambda: not room.desk.is_busy and room.desk.queue.counts().unacked == 0)
    room.until(lambda: "0" in room.window.strip.unacked.accessibleName())
    room.hears(LIFT, Priority.P1)
    took = room.until(lambda: "1" in room.window.strip.unacked.accessibleName())
    room.window.show_page("desk")
    return took


def _dispatch(room: Room, keys: tuple[str, ...]) -> float:
    """2 and 3: acknowledge, open the bar, perhaps another route, send."""
    no = _stand_on(room, GAS, Priority.P2)
    for key in keys[:-1]:
        room.presses(key)
        QApplication.processEvents()
    room.presses(keys[-1])
    return room.until(partial(_is_sent, room, no))


def _is_sent(room: Room, no: str) -> bool:
    return room.did(no, ev.CaseDispatched) or room.did(no, ev.CaseRequested)


def _command(room: Room, keys: tuple[str, ...]) -> float:
    """4: one line in the command line hands it to three departments, the first of them leading."""
    no = _stand_on(room, GAS, Priority.P2)
    own = [unit for unit in room.desk.board.district.units.values() if unit.kind == "department"][:3]
    room.presses("Ctrl+K")
    typed = QInputMethodEvent()  # as an input method commits it
    typed.setCommitString(f"交办 {' '.join(unit.short_zh for unit in own)}")
    QApplication.sendEvent(room.focus(), typed)
    room.presses("Return")
    return room.until(lambda: room.did(no, ev.CaseDispatched) and len(room.hub.board.cases[no].tasks) == len(own))


def _recall(room: Room, keys: tuple[str, ...]) -> float:
    """5: the wrong dispatch is taken back."""
    no = _stand_on(room, GAS, Priority.P2)
    room.presses("D", "Return")
    room.until(partial(_is_sent, room, no))
    room.presses(*keys)
    return room.until(lambda: room.did(no, ev.CaseRecalled))


def _urge(room: Room, keys: tuple[str, ...]) -> float:
    """6: who is late is urged."""
    no = _stand_on(room, GAS, Priority.P2)
    room.presses("D", "Return")
    room.until(partial(_is_sent, room, no))
    room.page.take_focus()
    room.presses(*keys)
    return room.until(lambda: room.did(no, ev.CaseUrged))


def _find(room: Room, keys: tuple[str, ...]) -> float:
    """7: from within the note box to a case by its last four figures."""
    no = room.hears(GAS, Priority.P3)
    room.until(lambda: room.desk.case(no) is not None)
    room.page.step(1)
    room.page.detail.note.setFocus()
    room.presses("Ctrl+G")
    QTest.keyClicks(room.focus(), no.rpartition("-")[2])
    room.presses("Return")
    return room.until(lambda: room.desk.selection == no and room.page.queue.current == no)


def _source_down(room: Room, keys: tuple[str, ...]) -> float:
    """16: a source falls silent; the strip must name it."""
    name = next(s.id for s in room.desk.board.district.sources.values() if not s.manual and s.silence_limit_s > 0)
    word, lamps = Look(THEMES["dark"], "zh_CN").word(LinkState.DOWN), room.window.strip.links

    def is_told() -> bool:
        return word in f"{lamps.accessibleName()} {lamps.accessibleDescription()}"

    for state in (LinkState.OK, LinkState.DOWN):
        room.until(lambda: not is_told())
        room.hub.happens(HUB, "link.see", f"link/{name}", cmd.LinkSeen(state=state, seen_at=room.wall()))
    took = room.until(is_told)
    room.hub.happens(HUB, "link.see", f"link/{name}", cmd.LinkSeen(state=LinkState.OK, seen_at=room.wall()))
    return took


def _first_screen(room: Room, keys: tuple[str, ...]) -> float:
    """17: from the hub's yes to a queue with rows in it."""
    room._tell(LinkItem(LinkStatus.DOWN, room.wall(), "bench"))
    room.until(lambda: room.desk.connection.is_lost)
    room.sign_in()
    return room.until(
        lambda: not room.desk.is_busy and room.desk.connection.is_live and room.desk.queue.row_count() > 0
    )


TASKS: Final = (
    Task("1 notice a new P1 from another screen", (), 0, 0, 2.0, _notice),
    Task("2 acknowledge and dispatch as recommended", ("Space", "D", "Return"), 2, 3, 4.0, _dispatch),
    Task("3 acknowledge, another route, dispatch", ("Space", "D", "1", "Return"), 3, 4, 8.0, _dispatch),
    Task("4 three departments by one command", ("Ctrl+K", "line", "Return"), 4, 8, 15.0, _command),
    Task("5 take a wrong dispatch back", ("F8",), 0, 1, 2.0, _recall),
    Task("6 urge", ("R",), 1, 3, 4.0, _urge),
    Task("7 find by four figures from a text field", ("Ctrl+G", "0", "4", "1", "7", "Return"), 1, 6, 3.0, _find),
    Task("16 know that a source is down", (), 0, 0, 10.0, _source_down),
    Task("17 first screen after sign-in", (), 0, 0, 3.0, _first_screen),
)


def run(cases: int = CASES, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Each task so many times on a desk with so many cases; the median answer and what it makes in all."""
    application("zh_CN", "dark")
    room = Room(cases)
    try:
        return list(_measured(room, rounds))
    finally:
        room.ends()


def _measured(room: Room, rounds: int) -> Iterator[dict[str, Any]]:
    for task in TASKS:
        took = sorted(task.run(room, task.keys) for _ in range(rounds))
        worst, whole = took[int(0.9 * (rounds - 1))], task.reckoned(took[int(0.9 * (rounds - 1))])
        print(f"task {task.name}: {len(task.keys)} keys, answer {took[rounds // 2]:.3f} s, p90 {worst:.3f} s")
        met = whole <= task.goal_s and len(task.keys) <= task.most_keys
        yield result(f"task {task.name}, {len(task.keys)} keys", whole, "s", worst, None, task.goal_s, met)
