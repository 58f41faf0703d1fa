"""A desk to take pictures of: the demo's matters and a shift behind them, in this process, with no disk and no line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from console.choices import Choices
from console.demo_script import Matter, matters, report_body
from console.desk import Desk
from console.hand import Hand
from console.hub_clock import HubClock
from console.pages import Page
from console.pages.desk_page import DeskPage
from console.pages.escalations import EscalationsPage
from console.pages.map_tracker import MapTrackerPage
from console.pages.seats import SeatsPage
from console.pages.settings import SettingsPage
from console.pages.video import VideoPage
from console.palette import Palette
from console.prefs import PrefsStore
from console.presets import Monitor
from console.register import lay_register
from console.sandbox import Sandbox
from console.screens import Screens
from console.seat import Seat, lay_seat
from console.seat_choices import lay_choices
from console.shots_hand import HAND, fill
from console.sounds import Sounds
from console.wall import WallPage
from console.window import Window
from core.client.items import Item, LinkItem, LinkStatus, OutboxItem, SavedItem
from core.domain import commands as cmd
from core.domain.board import Board
from core.domain.clock import ManualClock
from core.domain.district import parse_district
from core.domain.nouns import Actor, Case, LinkState, Priority, Role
from core.domain.rules.rights import parse_rights
from resources import data, district_files
from widgets.look import Look

STATES: Final = ("normal", "surge", "offline", "locked")
START: Final = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)
OPERATOR: Final = Actor(name="0107", role=Role.OPERATOR, seat="02")
LEAD: Final = Actor(name="0101", role=Role.LEAD, seat="01")
OTHERS: Final = (
    OPERATOR,
    Actor(name="0108", role=Role.OPERATOR, seat="03"),
    Actor(name="0110", role=Role.OPERATOR, seat="04"),
)
GATEWAY: Final = Actor(name="gateway", role=Role.SOURCE)
# About what comes in: one in twenty at once, one in seven urgent.
MIX: Final = (Priority.P1,) * 1 + (Priority.P2,) * 3 + (Priority.P3,) * 7 + (Priority.P4,) * 9
CASES: Final = 46
FLOOD: Final = 17
TOGETHER: Final = 5  # of them one thing, told by so many people
NEXT_DOOR: Final = 0.0002  # degrees between where they stand, some 20 m
UNSEEN: Final = (Priority.P3, Priority.P1, Priority.P4)  # the last ones, that nobody has looked at
HUB: Final = "wss://hub.example:8740"
AWAY: Final = timedelta(minutes=6, seconds=12)


class StillMonitors:
    """Three monitors of one size that nobody pulls out."""

    def __init__(self) -> None:
        self._all = tuple(Monitor(name, 4000 * at, 0, 1920, 1080) for at, name in enumerate(("L", "M", "R")))

    def on_change(self, call: Callable[[], None]) -> None:
        """They never do."""

    def present(self) -> tuple[Monitor, ...]:
        """All three."""
        return self._all

    def of(self, window: QWidget) -> str:
        """The main window stands in the middle."""
        return "M"

    def put(self, window: QWidget, monitor: Monitor) -> None:
        """Show the window as large as the monitor."""
        window.resize(monitor.width, monitor.height)
        window.show()


class _Deaf:
    """The line of a console whose hub is away: what is asked is kept and counted."""

    def __init__(self, tell: Callable[[OutboxItem | SavedItem], None], now: Callable[[], datetime]) -> None:
        self._tell, self._now = tell, now
        self._kept = 0

    def submit(self, commands: Sequence[cmd.Command]) -> None:
        """Keep them."""
        self._kept += len(commands)
        for command in commands:
            self._tell(SavedItem(command.id, command.name, command.subject, self._now()))
        self._tell(OutboxItem(waiting=self._kept, asks=0))

    def review(self, command_id: str, send: bool) -> None:
        """Nothing asks."""

    def look(self, subject: str | None) -> None:
        """Nobody else is here."""

    def sign_in(self, user: str, password: str, seat: str, take: bool = False) -> None:
        """Nobody can."""

    def enter_offline(self, user: str, password: str, seat: str) -> None:
        """Somebody sits here already."""

    def sign_out(self) -> None:
        """Nobody leaves."""

    def check(self, user: str, password: str) -> None:
        """Nobody is asked."""


class Quiet:
    """A speaker that could sound, and plays nothing."""

    def lack(self) -> str:
        """Nothing lacks."""
        return ""

    def play(self, raw: bytes) -> None:
        """A picture makes no noise."""


class Studio:
    """One seat with all its windows, in one state and one language."""

    def __init__(self, state: str, look: Look, actor: Actor = OPERATOR, district: str = "yingze") -> None:
        self.clock = ManualClock(START)
        self._ids = 0
        self._rng = Random(20261122)
        self._folder = TemporaryDirectory()  # a desk sweeps where it prints: never where this is run
        folder = Path(self._folder.name)
        rules = parse_district(district_files(district)), parse_rights(data("rights.toml"))
        self.desk = Desk(
            Board(*rules, is_whole=False), HubClock(self._seconds, self.clock.now), self._seconds, self._id
        )
        self.hub = Sandbox(Board(*rules), actor, self.clock.now, self._tell)
        desk_page, escalations = DeskPage(self.desk, look), EscalationsPage(self.desk, look)
        self.video = VideoPage(self.desk, look, resolve=lambda address: None)
        settings = SettingsPage(self.desk, look)
        self.window = Window(self.desk, look, [desk_page, escalations, self.video, settings], desk_page)
        self.seat: Seat = lay_seat(self.desk, look, self.window)
        self.register = lay_register(self.desk, look, self.window, folder)
        self.hand = Hand(self.desk, look, self.window, folder, lambda path: None)
        own: dict[str, Callable[[Look], Page]] = {
            "map": lambda look: MapTrackerPage(self.desk, look),
            "seats": lambda look: SeatsPage(self.desk, look),
            "wall": lambda look: WallPage(self.desk, look),
        }
        prefs, monitors = PrefsStore(None), StillMonitors()
        self.screens = Screens(self.desk, self.window, prefs, monitors, own)
        self.palette = Palette(self.desk, look, prefs, self.window)
        self.window.lay(self.palette)
        self._choose(settings, prefs, monitors, look)
        self.desk.attach(self.hub)
        self._past(state, look.lang)
        self.window.show()
        self.hub.show()
        self.folds()
        self._enter(state)
        self.folds()

    def _choose(self, settings: SettingsPage, prefs: PrefsStore, monitors: StillMonitors, look: Look) -> None:
        sounds = Sounds(self.desk, Quiet(), prefs, look, lambda _: None)
        choices = self.choices = Choices(self.desk, prefs, self.window, look.theme.name, look.lang)
        lay_choices(
            self.desk, self.window, settings, choices, sounds, self.screens, HUB, Path("hubpost"), monitors.present
        )

    def folds(self) -> None:
        """Let everything heard be folded and shown, with what blinks in its bright phase."""
        while True:
            self.desk.step()
            if not self.desk.is_busy:
                break
        for _ in range(2):
            self.window.tick()
        QApplication.sendPostedEvents()

    def show(self, page: str) -> None:
        """Open a page, or over the desk the registration of a case told before, or another intake by hand."""
        self.register.close()
        while self.hand.escape():
            pass
        if page in HAND:
            self.window.show_page("desk")
            if not self.seat.lock.is_open:
                fill(self.hand, page, self.desk.now(), self.window.look.lang)
        elif page != "register":
            self.window.show_page(page)
        elif not self.seat.lock.is_open:
            self.register.open()
            told = next(iter(self.desk.board.cases.values())).title
            self.register.write(title=told, found="14:20")

    def wear(self, look: Look) -> None:
        """Another appearance, chosen as a person chooses it, so that the settings say so."""
        self.choices.choose(theme=look.theme.name, lang=look.lang)

    def ends(self) -> None:
        """Close all windows."""
        self.desk.stop()
        self.video.stop()
        self.hand.close()
        self._folder.cleanup()
        self.window.close()
        self.window.deleteLater()
        self.desk.deleteLater()  # and with it what its signals hold
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # one studio after another, all of them large

    # --- the shift behind the picture -------------------------------------------------------------------------

    def _past(self, state: str, lang: str) -> None:
        for link in self.hub.board.district.links.values():
            fate = self._rng.random()
            found = LinkState.OK if fate < 0.78 else LinkState.SLOW if fate < 0.83 else LinkState.DOWN
            if fate < 0.9:
                self._ask(GATEWAY, "video.report", f"link/{link.id}", cmd.LinkReport(state=found, by="gateway"))
        arriving = self._matters()
        for at in range(CASES):
            level = UNSEEN[at - CASES] if at >= CASES - len(UNSEEN) else None
            case = self._report(next(m for m in arriving if level is None or m.priority == level), lang)
            self._passes(self._rng.uniform(120, 420) if level is None else 19.0)
            if level is None:
                self._work(case)
        if state == "surge":
            for _ in range(FLOOD):
                self._report(next(arriving), lang)
                self._passes(self._rng.uniform(8, 34))
            self._report_together(next(m for m in arriving if m.priority == Priority.P4 and m.duty), lang)

    def _matters(self) -> Iterator[Matter]:
        known = matters(data("scenarios/matters.csv"))
        by_level = {level: [m for m in known if m.priority == level] for level in Priority}
        while True:
            order = list(MIX)
            self._rng.shuffle(order)
            for level in order:
                yield self._rng.choice(by_level[level] or list(known))

    def _report(self, matter: Matter, lang: str) -> Case | None:
        body = msgspec.convert(report_body(matter, self.hub.board.district, self._rng, lang), cmd.Report)
        role = Role.OPERATOR if matter.source == "manual" else Role.SOURCE
        events = self.hub.happens(Actor(name=matter.source, role=role), "case.report", "", body)
        return self.hub.board.cases.get(events[0].case_no or "") if events else None

    def _report_together(self, matter: Matter, lang: str) -> None:
        """One thing that several people see from where they stand."""
        district = self.hub.board.district
        grid = district.grids[min(district.grids)]
        lon, lat = grid.centre
        for at in range(1, TOGETHER + 1):
            said = report_body(matter, district, self._rng, lang)
            place = {"grid": grid.code, "lon": lon + at * NEXT_DOOR, "lat": lat + at * NEXT_DOOR}
            body = msgspec.convert(said | {"place": place}, cmd.Report)
            self.hub.happens(Actor(name=matter.source, role=Role.SOURCE), "case.report", "", body)
            self._passes(12.0)

    def _work(self, case: Case | None) -> None:
        """One case's way through a shift: most are out with a unit, some are done, a few were sent back."""
        if case is None:
            return
        who, subject, fate = self._rng.choice(OTHERS), f"case/{case.no}", self._rng.random()
        duty = self.hub.board.district.duties.get(case.duty or "")
        self._ask(who, "case.claim", subject, cmd.Nothing())
        if duty is None:
            return
        self._ask(who, "case.dispatch", subject, cmd.Dispatch(lead=duty.lead, assist=duty.assist[:2]))
        self._passes(self._rng.uniform(20, 90))
        case = self.hub.board.cases[case.no]
        for task in case.tasks if fate > 0.08 else ():
            unit = Actor(name=f"liaison-{task.unit}", role=Role.LIAISON, scope=(f"unit:{task.unit}",))
            steps = [("task.receipt", cmd.Nothing()), ("task.on_scene", cmd.Nothing())]
            for name, body in steps[: 1 if fate < 0.4 else 2]:
                self._ask(unit, name, f"task/{task.id}", body)
            if fate > 0.55:
                self._ask(unit, "task.feedback", f"task/{task.id}", cmd.Feedback(text="已到场处置"))
            if fate > 0.62:
                self._ask(unit, "task.complete", f"task/{task.id}", cmd.Feedback(text="处置完毕"))
        if fate > 0.62:
            self._ask(who, "case.verify", subject, cmd.Verify(ok=True))
            self._ask(who, "case.close", subject, cmd.Close(outcome="resolved"))

    def _enter(self, state: str) -> None:
        self.window.show_page("desk")
        self.window.desk_page.next_case()
        if state == "offline":
            self.desk.attach(_Deaf(self._tell, self.clock.now))
            since = self.clock.now()
            self.clock.advance(AWAY.total_seconds())
            down = LinkItem(LinkStatus.DOWN, since, "line broke", age=AWAY.total_seconds(), retry_in=3.0)
            self._tell(down)
            self.folds()
            self.window.desk_page.flows.add_note("电话已通知现场" if self.window.look.lang == "zh_CN" else "Called")
        elif state == "locked":
            self.seat.lock.lock()

    def _ask(self, actor: Actor, name: str, subject: str, body: cmd.Body) -> None:
        self.hub.happens(actor, name, subject, body)

    def _passes(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.hub.pass_time()
        self.desk.inbox.clear()  # the desk sits down later and is told the whole picture then

    def _seconds(self) -> float:
        return self.clock.now().timestamp()

    def _tell(self, item: Item) -> None:
        self.desk.inbox.append((self._seconds(), item))

    def _id(self) -> str:
        self._ids += 1
        return f"{self._ids:08d}"
