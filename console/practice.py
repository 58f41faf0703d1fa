"""`hubpost practice`: twenty minutes at a desk of one's own; a sandbox, no hub, nothing kept but how it went."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from console.actions import EVERYWHERE, Action
from console.app import application, rules
from console.asked import Notice
from console.desk import Desk
from console.hub_clock import HubClock
from console.lock import SeatLock
from console.message_log import MessageLog
from console.pages.desk_page import DeskPage
from console.palette import Palette
from console.practice_plan import NOT_HERE, SENT, STEPS, Attempt, Course, Heard, Step
from console.prefs import PrefsStore
from console.register import lay_register
from console.sandbox import Sandbox
from console.window import SIZE, Window
from core.client.ids import Ids
from core.client.system import SystemClock, system_rng
from core.domain.board import Board
from core.domain.nouns import Actor, Role
from widgets import format as fmt
from widgets.hatch_frame import WIDE as FRAME
from widgets.hatch_frame import HatchFrame
from widgets.look import Look
from widgets.practice_panel import PracticePanel, PracticeText, StepLine
from widgets.text import LANGS
from widgets.text_practice import PRACTICE as TEXTS
from widgets.theme import THEMES

DISTRICT: Final = "yingze"
BEAT_MS: Final = 250
READING_S: Final = 4.0  # what the words of a step take to read
LEARNER: Final = Actor(name="0107", role=Role.OPERATOR, seat="02")
EXAMPLE: Final = "example: hubpost practice --lang zh_CN"
Monotonic = Callable[[], float]


class FirstPress(QObject):
    """Tells of every key and click of the program, before anything comes of it."""

    def __init__(self, told: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._told = told
        application = QCoreApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look and let pass."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self._told()
        return False


class Practice:
    """Leads through the course over a desk whose hub is the sandbox; an overlay of the window."""

    def __init__(self, desk: Desk, hub: Sandbox, look: Look, monotonic: Monotonic, parent: Window) -> None:
        self._desk, self._hub, self._look, self._monotonic = desk, hub, look, monotonic
        self.course = Course()
        self.panel = PracticePanel(look, parent)
        parent.desk_page.dock(self.panel)
        self.frame = HatchFrame(look, parent)
        self._no = ""
        self._from = 0  # the events of the sandbox before this step
        self._began: float | None = None  # while the task is being read no time runs
        self._shown = monotonic()
        self._is_hinted = False
        self._first_press = FirstPress(self._begin, self.panel)
        self.panel.ended.connect(parent.close)
        self.panel.skipped.connect(self.skip)
        self.panel.hinted.connect(self.hint)
        self.panel.again_asked.connect(self.again)
        self.panel.folded.connect(self.fold)
        desk.changed.connect(lambda _: self.judge())
        desk.selected.connect(lambda _: self.judge())
        desk.surged.connect(self._stay_calm)
        self._set_up()

    # --- the window's side ------------------------------------------------------------------------------------

    def acts(self) -> Sequence[Action]:
        """Its keys, and words for what the desk has and the practice has not."""
        hint = "练习：看按键", "Practice: show the keys"
        skip = "练习：跳过一步，练完再来一遍", "Practice: skip a step, at the end begin again"
        fold = "练习：收起卡片", "Practice: fold the card"
        return (
            Action("practice_hint", *hint, ("Ctrl+H",), self.hint, scope=EVERYWHERE),
            Action("practice_skip", *skip, ("F6",), self._go_on, scope=EVERYWHERE),
            Action("practice_fold", *fold, ("Ctrl+O",), self.fold, scope=EVERYWHERE),
            *(
                Action(id, zh, en, keys, partial(self._say_missing, zh, en), scope=EVERYWHERE)
                for id, zh, en, keys in NOT_HERE
            ),
        )

    @property
    def is_open(self) -> bool:
        """It stands beside the work and never in its way."""
        return False

    def escape(self) -> bool:
        """Nothing of its own to undo."""
        return False

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self.frame.restyle(look)
        self.panel.restyle(look)
        self._show()

    def tick(self, now: datetime) -> None:
        """Half a second passed: the clock of the step."""
        if self._monotonic() - self._shown >= READING_S:
            self._begin(self._shown + READING_S)
        self._show()

    def fit(self) -> None:
        """The frame runs along the edge."""
        self.frame.fit()

    # --- the course -------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Whether the step is done; then the next one."""
        step = self.course.step
        if step is None:
            return
        if step.is_done(self._heard()):
            self._next(skipped=False)
        else:
            self._show()

    def _heard(self) -> Heard:
        return Heard(self._no, self._hub.actor.name, self._hub.events[self._from :], self._desk.selection)

    def skip(self) -> None:
        """Leave this one out."""
        self._next(skipped=True)

    def hint(self) -> None:
        """Show how, in the second round too."""
        self._is_hinted = True
        self._show()

    def fold(self) -> None:
        """Make the card one line, or show all of it again."""
        self.panel.fold(not self.panel.is_folded)

    def _stay_calm(self) -> None:
        """The cases of the practice come quickly, yet are no surge: nobody learns on rows that merge by themselves."""
        if self._desk.surge.is_on and not self._desk.surge.is_asked:
            self._desk.turn_surge(False)

    def _say_missing(self, zh: str, en: str) -> None:
        """A key of the desk that leads nowhere here says so."""
        told = TEXTS["practice.not_here"]
        self._desk.noticed.emit(Notice("failed", told[0].format(what=zh), told[1].format(what=en)))

    def again(self) -> None:
        """Begin anew."""
        self.course = Course()
        self._set_up()

    def _go_on(self) -> None:
        """What the button at the card's foot says: leave this one out, at the end begin anew."""
        if self.course.step is None:
            self.again()
        else:
            self.skip()

    def _next(self, skipped: bool) -> None:
        self.course = self.course.went(round(self._spent(), 1), skipped)
        self._set_up()

    def _set_up(self) -> None:
        step = self.course.step
        self._is_hinted = False
        if step is not None:
            self._no = step.set_up(self._hub, self._look.lang)
            self._from = len(self._hub.events)
        self._began, self._shown = None, self._monotonic()
        self._show()

    def _begin(self, at: float | None = None) -> None:
        """The clock of the step starts with the first key or click, at the latest when its words have been read."""
        if self._began is None:
            self._began = self._monotonic() if at is None else at

    def _spent(self) -> float:
        return 0.0 if self._began is None else self._monotonic() - self._began

    # --- what is shown ----------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.panel.show_text(self._text(), self.course.is_over, not (self.course.is_guided or self._is_hinted))
        self.fit()

    def _text(self) -> PracticeText:
        look, course, step = self._look, self.course, self.course.step
        if step is None:
            good = course.within_goal()
            head = look.text("practice")
            over, then = look.text("practice.over", good=good, all=len(STEPS)), look.text("practice.then")
            return PracticeText(head, "", over, then, self._lines())
        number, at = course.at // len(STEPS) + 1, course.at % len(STEPS) + 1
        how = course.is_guided or self._is_hinted
        spent = look.text("practice.reading" if self._began is None else "practice.took", seconds=round(self._spent()))
        no = fmt.short_no(self._no)
        return PracticeText(
            head=f"{look.text('practice')}  {look.text('practice.round', round=number, at=at, all=len(STEPS))}",
            aside=look.text("practice.round_1") if course.is_guided else "",
            task=look.text(f"practice.{step.id}", no=no),
            how=self._wrong(step) or look.text(f"practice.{step.id}.how" if how else "practice.round_2", no=no),
            lines=self._lines(),
            clock="" if course.is_guided else spent,
        )

    def _wrong(self, step: Step) -> str:
        """That it was done to another case, and how to take it back while that can be; empty where it was not."""
        other = self._heard().elsewhere(step.kinds)
        if other is None:
            return ""
        can_recall = isinstance(other.data, SENT) and (self._desk.recall_seconds() or 0) > 0
        key = "practice.wrong_sent" if can_recall else "practice.wrong"
        return self._look.text(key, did=fmt.short_no(other.case_no or ""), no=fmt.short_no(self._no))

    def _lines(self) -> tuple[StepLine, ...]:
        look, course = self._look, self.course
        first = 0 if course.is_guided else len(STEPS)
        went = course.done[first:]
        found = []
        for place, step in enumerate(STEPS):
            took = ""
            if place < len(went):
                one = went[place]
                took = self._took(one, step)
            goal = "" if course.is_guided else look.text("practice.goal", goal=f"{step.goal_s:.0f}")
            is_now = not course.is_over and place == len(went)
            found.append(StepLine(look.text(f"practice.step.{step.id}"), took, goal, is_now))
        return tuple(found)

    def _took(self, went: Attempt, step: Step) -> str:
        """How one step went; a round that is not timed says no time."""
        if went.skipped:
            return self._look.text("practice.skipped")
        if went.guided:
            return self._look.text("practice.done")
        return self._look.text("practice.took_of", seconds=f"{went.seconds:.1f}", goal=f"{step.goal_s:.0f}")


def build(
    look: Look, monotonic: Monotonic, wall: Callable[[], datetime], new_id: Callable[[], str], slips: Path
) -> tuple[Window, Practice, Sandbox]:
    """A desk in a window, the sandbox behind it, and the course laid over it; nothing runs yet."""
    district, rights = rules(DISTRICT)
    desk = Desk(Board(district, rights, is_whole=False), HubClock(monotonic, wall), monotonic, new_id, mode="drill")
    hub = Sandbox(Board(district, rights), LEARNER, wall, lambda item: desk.inbox.append((monotonic(), item)))
    desk.attach(hub)
    page = DeskPage(desk, look)
    window = Window(desk, look, [page], page)
    hub.show()
    practice = Practice(desk, hub, look, monotonic, window)
    window.setContentsMargins(FRAME, FRAME, FRAME, FRAME)
    window.lay(practice)
    _lay_desk(desk, look, window, slips)
    window.lay(Palette(desk, look, PrefsStore(None), window))
    return window, practice, hub


def _lay_desk(desk: Desk, look: Look, window: Window, slips: Path) -> None:
    """What of the desk works in the practice too: registering, message log, and a lock that needs no password."""
    lay_register(desk, look, window, slips)
    log = MessageLog(desk, look, window)
    log.case_wanted.connect(window.open_case)
    log.done.connect(window.take_focus)
    lock = SeatLock(desk, look, window, has_password=False)
    window.blocked = lambda: lock.is_open
    window.covers.append(lock.cover)
    lock.opened.connect(window.take_focus)
    for turned in (lock.shut, lock.opened):
        turned.connect(window.hold)
        turned.connect(window.dim)
    for overlay in (log, lock):
        window.lay(overlay)


def main(argv: Sequence[str]) -> int:
    """Run the practice until its window is closed."""
    said = _arguments().parse_args(argv)
    app = application(said.lang, said.theme)
    with TemporaryDirectory(prefix="hubpost-practice-") as slips:
        return _run(app, said, Path(slips))


def _run(app: QApplication, said: argparse.Namespace, slips: Path) -> int:
    wall = SystemClock()
    look, new_id = Look(THEMES[said.theme], said.lang), Ids(wall, system_rng()).next
    window, _, hub = build(look, time.monotonic, wall.now, new_id, slips)
    desk = window.desk
    timer = QTimer(window)
    timer.setInterval(BEAT_MS)
    timer.timeout.connect(hub.pass_time)
    window.resize(*SIZE)
    window.show()
    window.show_page("desk")
    desk.start()
    timer.start()
    code = app.exec()
    timer.stop()
    desk.stop()
    return code


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("hubpost practice", description=__doc__, epilog=EXAMPLE, allow_abbrev=False)
    parser.add_argument("--lang", choices=LANGS, default=LANGS[0], help="language of the desk")
    parser.add_argument("--theme", choices=sorted(THEMES), default="dark", help="appearance")
    return parser
