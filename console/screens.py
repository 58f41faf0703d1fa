"""The windows of one seat: a layout put on the monitors there are, home when one goes, back when it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QSplitter, QWidget

from console.actions import EVERYWHERE, Action
from console.asked import Notice
from console.desk import NOBODY, Desk
from console.pages import Page
from console.prefs import PrefsStore
from console.presets import BY_ID, NO_MAP, PRESETS, WITH_MAP, Monitor, Preset, Side, places
from console.second_window import SecondWindow
from console.window import Window
from core.domain.nouns import Role
from core.domain.refusals import Refusal
from widgets.look import Look
from widgets.nav_rail import PAGES

MAIN: Final = "main"
SAVE_MS: Final = 500  # after the last move of a splitter
ONE_MONITOR: Final = Refusal(rule="one_monitor", zh="只接了一台显示器", en="There is only one monitor")
_LEADS: Final = frozenset({Role.LEAD, Role.LEADER, Role.DIRECTOR})
_WORDS: Final = {"desk": ("工作台", "Desk"), "escalations": ("提级", "Escalations"), "video": ("视联", "Video")}


class Monitors(Protocol):
    """The monitors there are, and how a window gets onto one."""

    def on_change(self, call: Callable[[], None]) -> None:
        """Call this when there is another set of monitors, or one has another size."""

    def present(self) -> tuple[Monitor, ...]:
        """All of them."""

    def of(self, window: QWidget) -> str:
        """The name of the one a window stands on."""

    def put(self, window: QWidget, monitor: Monitor) -> None:
        """Fill a monitor with a window, leaving the keyboard where it is."""


class QtMonitors(QObject):
    """The monitors as Qt tells of them."""

    changed = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        for screen in app.screens():
            self._watch(screen)
        app.screenAdded.connect(self._added)
        app.screenRemoved.connect(lambda _: self.changed.emit())

    def on_change(self, call: Callable[[], None]) -> None:
        """Call this when there is another set of monitors, or one has another size."""
        self.changed.connect(call)

    def present(self) -> tuple[Monitor, ...]:
        """All of them."""
        return tuple(Monitor(s.name(), *_numbers(s.geometry())) for s in self._app.screens())

    def of(self, window: QWidget) -> str:
        """The name of the one a window stands on."""
        screen = window.screen()
        return screen.name() if screen is not None else ""

    def put(self, window: QWidget, monitor: Monitor) -> None:
        """Fill a monitor with a window, leaving the keyboard where it is."""
        screen = next((s for s in self._app.screens() if s.name() == monitor.name), None)
        if screen is not None:
            window.setScreen(screen)
        window.setGeometry(monitor.x, monitor.y, monitor.width, monitor.height)
        window.show()

    def _added(self, screen: QScreen) -> None:
        self._watch(screen)
        self.changed.emit()

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(lambda _: self.changed.emit())


class Screens(QObject):
    """Chooses the layout and keeps its windows in place; everything it shows belongs to one desk and one selection."""

    def __init__(
        self,
        desk: Desk,
        window: Window,
        prefs: PrefsStore,
        monitors: Monitors,
        own: Mapping[str, Callable[[Look], Page]],
    ) -> None:
        super().__init__(window)
        self._desk, self._window, self._desk_page = desk, window, window.desk_page
        self._prefs, self._monitors, self._own = prefs, monitors, own
        self._preset = BY_ID.get(prefs.prefs.layout, PRESETS[0])
        self._shown: dict[str, SecondWindow] = {}
        self._instead: dict[str, str] = {}  # side → the page that Shift+F put there
        self._closed: set[str] = set()  # sides somebody closed by hand
        self._is_settling = False
        self._has_begun = False
        self._is_stranded = False  # the main window's own monitor is gone and it stands elsewhere for a while
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(SAVE_MS)
        self._saving.timeout.connect(self.save)
        window.add_acts(self.acts())
        window.styled.connect(self._restyle)
        window.beat.connect(self._beat)
        window.closing.connect(self.close)
        self._desk_page.splitter.splitterMoved.connect(lambda *_: self._saving.start())
        desk.ready.connect(lambda _: self._begin())
        monitors.on_change(self.settle)
        self._arrange_desk()

    # --- what can be done -------------------------------------------------------------------------------------

    @property
    def preset(self) -> Preset:
        """The layout chosen, whether or not all its monitors are there."""
        return self._preset

    @property
    def windows(self) -> dict[str, SecondWindow]:
        """The windows beside the main one, by side."""
        return dict(self._shown)

    def acts(self) -> tuple[Action, ...]:
        """A row for each layout, and one for each page on the next monitor."""
        layouts = tuple(
            Action(
                f"layout.{preset.id}",
                f"布局 {preset.zh}",
                f"Layout: {preset.en}",
                (),
                partial(self.choose, preset.id),
                scope=EVERYWHERE,
                refusal=partial(self._preset_refusal, preset),
            )
            for preset in PRESETS
        )
        nexts = tuple(
            Action(
                f"next.{page.id}",
                f"{_WORDS[page.id][0]}放到另一屏",
                f"{_WORDS[page.id][1]} on the next monitor",
                (f"Shift+{page.key}",),
                partial(self.to_next, page.id),
                scope=EVERYWHERE,
                refusal=self._next_refusal,
            )
            for page in PAGES
            if page.id in _WORDS and page.id in self._window.page_names
        )
        return (*layouts, *nexts)

    def choose(self, preset_id: str) -> None:
        """Take another layout; chosen again, it puts everything back where it belongs."""
        self.save()
        self._preset = BY_ID[preset_id]
        self._instead.clear()
        self._closed.clear()
        self._prefs.update(layout=preset_id)
        self.settle()
        self._window.show_page(self._preset.main)
        missing = len(self._preset.sides) - len(self._shown)
        if missing and self._desk.actor is not NOBODY:
            zh = f"布局「{self._preset.zh}」缺 {missing} 台显示器，接上后自动打开"
            en = f"{missing} more monitor(s) for this layout: its windows open as soon as they are there"
            self._desk.noticed.emit(Notice("info", zh, en))

    def to_next(self, page: str) -> None:
        """Open a page in the next monitor's window; pressed again, what the layout has there comes back."""
        refused = self._next_refusal()
        if refused is not None:
            self._desk.noticed.emit(Notice("failed", refused.zh, refused.en))
            return
        there = next((side for side, put in self._instead.items() if put == page), None)
        if there is not None:
            del self._instead[there]
        else:
            by_layout = next((s.id for s in self._preset.sides if self._screen_of(s) == page), None)
            side = by_layout or next(iter(self._shown), None) or "right"
            self._closed.discard(side)
            self._instead[side] = page
        self.settle()

    def settle(self) -> None:
        """Bring the windows in line with the layout and the monitors there are."""
        if self._is_settling:
            return
        self._is_settling = True
        had_keyboard = self._window.isActiveWindow()
        try:
            self._settle()
        finally:
            self._is_settling = False
        if had_keyboard:
            self._window.activateWindow()  # a desktop may give the keyboard to whatever opens

    def save(self) -> None:
        """Keep how the panels are divided, for this layout."""
        self._saving.stop()
        splits = dict(self._prefs.prefs.splits)
        splits[self._key("desk")] = self._desk_page.splitter.sizes()
        for window in self._shown.values():
            splitter = _splitter(window.page)
            if splitter is not None:
                splits[self._key(window.page.name)] = splitter.sizes()
        self._prefs.update(splits=splits)

    def reset_splits(self) -> None:
        """Divide the panels as every layout does at first."""
        self._saving.stop()
        self._prefs.update(splits={})
        self._arrange_desk()

    def close(self) -> None:
        """The main window goes: all of them do."""
        if self._saving.isActive():
            self.save()
        for side in tuple(self._shown):
            self._take_home(side)

    # --- inside -----------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Somebody sits down: now the others may show what the hub has sent."""
        if not self._shown and not self._has_begun:  # a line that came back, or relief, leaves the page as it is
            self._window.show_page(self._preset.main)
        self._has_begun = True
        self.settle()

    def _sides(self) -> tuple[Side, ...]:
        sides = tuple(side for side in self._preset.sides if side.id not in self._closed)
        more = tuple(Side(side, "") for side in self._instead if side not in {s.id for s in sides})
        return (*sides, *more)

    def _screen_of(self, side: Side) -> str:
        if side.id in self._instead:
            return self._instead[side.id]
        return side.to_lead if side.to_lead and self._desk.actor.role in _LEADS else side.screen

    def _settle(self) -> None:
        wanted = self._wanted()
        for side in tuple(self._shown):
            if side not in wanted or wanted[side][0] != self._shown[side].page.name:
                self._take_home(side)
        for side, (screen, monitor) in wanted.items():
            if side not in self._shown:
                self._open(side, screen)
            if side in self._shown:
                self._monitors.put(self._shown[side], monitor)
        self._arrange_desk()
        self._remember({side: monitor.name for side, (_, monitor) in wanted.items()})

    def _wanted(self) -> dict[str, tuple[str, Monitor]]:
        """Side → screen and monitor, for the sides that have a monitor."""
        if self._desk.actor is NOBODY:
            return {}
        monitors = self._monitors.present()
        kept = self._remembered()
        here = self._monitors.of(self._window)
        home = next((m for m in monitors if m.name == kept.get(MAIN)), None)
        if home is not None and home.name != here and self._is_stranded:
            self._monitors.put(self._window, home)
            here = home.name
        self._is_stranded = MAIN in kept and home is None
        if MAIN not in kept or home is not None:
            self._remember({MAIN: here})
        sides = self._sides()
        found = places(sides, monitors, here, kept)
        return {side.id: (self._screen_of(side), found[side.id]) for side in sides if side.id in found}

    def _open(self, side: str, screen: str) -> None:
        make = self._own.get(screen)
        page = make(self._window.look) if make is not None else self._lent(screen)
        if page is None:
            return
        window = SecondWindow(self._desk, self._window.look, page, is_own=make is not None)
        self._window.bind_elsewhere(window)
        window.gone.connect(partial(self._gone, side), Qt.ConnectionType.QueuedConnection)
        window.handbook_asked.connect(self._open_handbook)
        wanted = getattr(page, "case_wanted", None)
        if make is not None and wanted is not None:
            wanted.connect(self._desk_page.go_to)
        splitter = _splitter(page)
        if splitter is not None:
            sizes = self._prefs.prefs.splits.get(self._key(page.name))
            if sizes:
                splitter.setSizes(sizes)
            splitter.splitterMoved.connect(lambda *_: self._saving.start())
        self._shown[side] = window

    def _lent(self, name: str) -> Page | None:
        page = self._window.page_named(name)
        if page is None or self._window.lend(name, partial(self._go_to, name)) is None:
            return None
        return page

    def _take_home(self, side: str) -> None:
        window = self._shown.pop(side)
        window.put_away()
        if not window.is_own:
            self._window.take_back(window.page.name)

    def _go_to(self, name: str) -> None:
        window = next((w for w in self._shown.values() if w.page.name == name), None)
        if window is not None:
            window.go_there()

    def _gone(self, side: str) -> None:
        if side in self._shown:
            self._closed.add(side)
            self._instead.pop(side, None)
            self._take_home(side)
            self._arrange_desk()

    def _arrange_desk(self) -> None:
        has_map = all(window.page.name not in ("map", "seats") for window in self._shown.values())
        kept = self._prefs.prefs.splits.get(self._key("desk"), [])
        if len(kept) == len(WITH_MAP) and bool(kept[-1]) is has_map:
            self._desk_page.arrange(kept, has_map)
        else:
            self._desk_page.arrange(WITH_MAP if has_map else NO_MAP, has_map)

    def _remembered(self) -> dict[str, str]:
        mine = f"{self._preset.id}/"
        return {key.removeprefix(mine): name for key, name in self._prefs.prefs.screens.items() if key.startswith(mine)}

    def _remember(self, stands: Mapping[str, str]) -> None:
        screens = {self._key(side): name for side, name in stands.items()}
        if screens.items() - self._prefs.prefs.screens.items():
            self._prefs.update(screens=self._prefs.prefs.screens | screens)

    def _key(self, part: str) -> str:
        return f"{self._preset.id}/{part}"

    def _restyle(self, look: Look) -> None:
        for window in self._shown.values():
            window.restyle(look)

    def _beat(self, phase: bool, now: object) -> None:
        is_hidden = self._window.sign_in.isVisible()
        for window in self._shown.values():
            if window.isHidden() is not is_hidden:
                window.setVisible(not is_hidden)
            window.tick(phase, self._desk.now())

    def _open_handbook(self) -> None:
        self._window.activateWindow()
        self._window.handbook.open()

    def _preset_refusal(self, preset: Preset) -> Refusal | None:
        is_wall = any(side.screen == "wall" for side in preset.sides)
        return ONE_MONITOR if is_wall and len(self._monitors.present()) < 2 else None

    def _next_refusal(self) -> Refusal | None:
        return ONE_MONITOR if len(self._monitors.present()) < 2 else None


def _numbers(box: QRect) -> tuple[int, int, int, int]:
    return box.x(), box.y(), box.width(), box.height()


def _splitter(page: Page) -> QSplitter | None:
    splitter = getattr(page, "splitter", None)
    return splitter if isinstance(splitter, QSplitter) else None
