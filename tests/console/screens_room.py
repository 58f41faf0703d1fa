"""A desk with several monitors that can be pulled out and put back; nothing of it needs a real one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.desk import Desk
from console.hub_clock import HubClock
from console.pages.desk_page import DeskPage
from console.pages.escalations import EscalationsPage
from console.pages.map_tracker import MapTrackerPage
from console.pages.seats import SeatsPage
from console.pages.video import VideoPage
from console.prefs import PrefsStore
from console.presets import Monitor
from console.screens import Screens
from console.wall import WallPage
from console.window import Window
from core.domain.board import Board
from core.domain.nouns import Actor
from tests.console.driver import FakeHub
from tests.console.room import shift
from tests.core.domain.world import OPERATOR, rights, yingze
from widgets.look import Look
from widgets.theme import THEMES

LEFT, MIDDLE, RIGHT = (Monitor(name, 1920 * at, 0, 1920, 1080) for at, name in enumerate(("L", "M", "R")))


class FakeMonitors:
    """Monitors as a list; the main window stands where it was last put."""

    def __init__(self, *monitors: Monitor, main: str = "M") -> None:
        self.all = list(monitors)
        self.main = main
        self.stands: dict[QWidget, str] = {}
        self._call: Callable[[], None] = lambda: None

    def on_change(self, call: Callable[[], None]) -> None:
        self._call = call

    def present(self) -> tuple[Monitor, ...]:
        return tuple(self.all)

    def of(self, window: QWidget) -> str:
        if self.main not in {m.name for m in self.all}:
            return self.all[0].name
        return self.main

    def put(self, window: QWidget, monitor: Monitor) -> None:
        self.stands[window] = monitor.name
        if isinstance(window, Window):
            self.main = monitor.name
        window.resize(monitor.width, monitor.height)
        window.show()

    def pulls(self, name: str) -> None:
        """A monitor goes away."""
        self.all = [m for m in self.all if m.name != name]
        self._call()

    def plugs(self, monitor: Monitor) -> None:
        """A monitor comes back."""
        self.all.append(monitor)
        self._call()


class ScreensRoom:
    """One seat before several monitors."""

    def __init__(
        self,
        *monitors: Monitor,
        layout: str = "one",
        actor: Actor = OPERATOR,
        folder: Path | None = None,
        hub: FakeHub | None = None,
        lang: str = "zh_CN",
        theme: str = "dark",
        signed_in: bool = True,
    ) -> None:
        self.hub = hub or shift(20)
        self.hub.actor = actor
        self._ids = 0
        monotonic = lambda: self.hub.clock.now().timestamp()  # noqa: E731
        self.desk = Desk(Board(yingze(), rights()), HubClock(monotonic, self.hub.clock.now), monotonic, self._new_id)
        self.hub.serve(self.desk.inbox)
        look = Look(THEMES[theme], lang)
        desk_page = DeskPage(self.desk, look)
        self.video = VideoPage(self.desk, look, resolve=lambda address: None)
        pages = [desk_page, EscalationsPage(self.desk, look), self.video]
        self.window = Window(self.desk, look, pages, desk_page)
        self.desk.attach(self.hub)
        self.prefs = PrefsStore(folder)
        self.prefs.update(layout=layout)
        self.monitors = FakeMonitors(*monitors)
        own = {
            "map": lambda look: MapTrackerPage(self.desk, look),
            "seats": lambda look: SeatsPage(self.desk, look),
            "wall": lambda look: WallPage(self.desk, look),
        }
        self.screens = Screens(self.desk, self.window, self.prefs, self.monitors, own)
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        self.window.show_page("desk")
        if signed_in:
            self.hub.picture()
        self.folds()

    def folds(self) -> None:
        """Frames go by until nothing is left to fold."""
        while True:
            self.desk.step()
            if not self.desk.is_busy:
                break
        self.window.tick()
        QApplication.sendPostedEvents()

    def stands(self) -> dict[str, tuple[str, str]]:
        """Side → what is shown there and on which monitor."""
        return {side: (window.page.name, self.monitors.stands[window]) for side, window in self.screens.windows.items()}

    def leaves(self) -> None:
        """Close everything."""
        self.desk.stop()
        self.video.stop()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:08d}"
