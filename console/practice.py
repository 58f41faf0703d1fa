"""`hubpost practice`: twenty minutes at a desk of one's own; a sandbox, no hub, nothing kept but how it went."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from console.actions import EVERYWHERE, Action
from console.app import application, rules
from console.desk import Desk
from console.hub_clock import HubClock
from console.pages.desk_page import DeskPage
from console.palette import Palette
from console.practice_plan import STEPS, Course, Heard
from console.prefs import PrefsStore
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
from widgets.practice_panel import WIDE, PracticePanel, PracticeText, StepLine
from widgets.text import LANGS
from widgets.theme import COMMAND_BAR, GAP, THEMES

DISTRICT: Final = "yingze"
BEAT_MS: Final = 250
LEARNER: Final = Actor(name="0107", role=Role.OPERATOR, seat="02")
EXAMPLE: Final = "example: hubpost practice --lang zh_CN"
Monotonic = Callable[[], float]


class Practice:
    """Leads through the course over a desk whose hub is the sandbox; an overlay of the window."""

    def __init__(self, desk: Desk, hub: Sandbox, look: Look, monotonic: Monotonic, parent: QWidget) -> None:
        self._desk, self._hub, self._look, self._monotonic = desk, hub, look, monotonic
        self._host = parent
        self.course = Course()
        self.panel = PracticePanel(look, parent)
        self.frame = HatchFrame(look, parent)
        self._no = ""
        self._from = 0  # the events of the sandbox before this step
        self._began = monotonic()
        self._is_hinted = False
        self.panel.skipped.connect(self.skip)
        self.panel.hinted.connect(self.hint)
        self.panel.again_asked.connect(self.again)
        desk.changed.connect(lambda _: self.judge())
        desk.selected.connect(lambda _: self.judge())
        self._set_up()

    # --- the window's side ------------------------------------------------------------------------------------

    def acts(self) -> Sequence[Action]:
        """Its one key."""
        words = "练习：看按键", "Practice: show the keys"
        return (Action("practice_hint", *words, ("Ctrl+H",), self.hint, scope=EVERYWHERE),)

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
        self._show()

    def fit(self) -> None:
        """Stand in the lower right corner."""
        room = self._host.size()
        self.panel.move(room.width() - WIDE - 2 * GAP, room.height() - self.panel.height() - COMMAND_BAR - 2 * GAP)
        self.panel.raise_()
        self.frame.fit()

    # --- the course -------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Whether the step is done; then the next one."""
        step = self.course.step
        if step is None:
            return
        events = self._hub.events[self._from :]
        if step.is_done(Heard(self._no, self._hub.actor.name, events, self._desk.selection)):
            self._next(skipped=False)

    def skip(self) -> None:
        """Leave this one out."""
        self._next(skipped=True)

    def hint(self) -> None:
        """Show how, in the second round too."""
        self._is_hinted = True
        self._show()

    def again(self) -> None:
        """Begin anew."""
        self.course = Course()
        self._set_up()

    def _next(self, skipped: bool) -> None:
        self.course = self.course.went(round(self._monotonic() - self._began, 1), skipped)
        self._set_up()

    def _set_up(self) -> None:
        step = self.course.step
        self._is_hinted = False
        if step is not None:
            self._no = step.set_up(self._hub, self._look.lang)
            self._from = len(self._hub.events)
        self._began = self._monotonic()
        self._show()

    # --- what is shown ----------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.panel.show_text(self._text(), self.course.is_over)
        self.fit()

    def _text(self) -> PracticeText:
        look, course, step = self._look, self.course, self.course.step
        if step is None:
            good = course.within_goal()
            head = look.text("practice")
            return PracticeText(head, "", look.text("practice.over", good=good, all=len(STEPS)), "", self._lines())
        number, at = course.at // len(STEPS) + 1, course.at % len(STEPS) + 1
        how = course.is_guided or self._is_hinted
        spent = round(self._monotonic() - self._began)
        return PracticeText(
            head=f"{look.text('practice')}  {look.text('practice.round', round=number, at=at, all=len(STEPS))}",
            aside=look.text("practice.round_1"),
            task=look.text(f"practice.{step.id}", no=fmt.short_no(self._no)),
            how=look.text(f"practice.{step.id}.how") if how else look.text("practice.round_2"),
            lines=self._lines(),
            clock="" if course.is_guided else look.text("practice.took", seconds=spent),
        )

    def _lines(self) -> tuple[StepLine, ...]:
        look, course = self._look, self.course
        first = 0 if course.is_guided else len(STEPS)
        went = course.done[first:]
        found = []
        for place, step in enumerate(STEPS):
            took = ""
            if place < len(went):
                one = went[place]
                seconds = f"{one.seconds:.1f}"
                took = look.text("practice.skipped") if one.skipped else look.text("practice.took", seconds=seconds)
            goal = "" if course.is_guided else look.text("practice.goal", goal=f"{step.goal_s:.0f}")
            is_now = not course.is_over and place == len(went)
            found.append(StepLine(look.text(f"practice.step.{step.id}"), took, goal, is_now))
        return tuple(found)


def build(
    look: Look, monotonic: Monotonic, wall: Callable[[], datetime], new_id: Callable[[], str]
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
    window.lay(Palette(desk, look, PrefsStore(None), window))
    return window, practice, hub


def main(argv: Sequence[str]) -> int:
    """Run the practice until its window is closed."""
    said = _arguments().parse_args(argv)
    app = application(said.lang, said.theme)
    wall = SystemClock()
    window, _, hub = build(Look(THEMES[said.theme], said.lang), time.monotonic, wall.now, Ids(wall, system_rng()).next)
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
