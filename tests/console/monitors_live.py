"""Run under Xvfb by test_screens_live: a desk on two real monitors, one of which is pulled out and put back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from console import shots_world
from console.app import application
from console.screens import QtMonitors
from console.shots_world import Studio
from tests.console.randr import Plugs
from widgets.look import Look
from widgets.theme import DARK

LEFT, MAIN = (0, 0, 1400, 800), (1400, 0, 1400, 800)
PATIENCE_S = 10.0


def until(app: QApplication, is_so: Callable[[], bool]) -> float:
    """Let the desk live until something is so; the seconds that took."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < PATIENCE_S
        app.processEvents()
    return time.monotonic() - begun


def main() -> None:
    """Two monitors, one, two again."""
    plugs = Plugs(os.environ["DISPLAY"])
    plugs.set("MAIN", MAIN, is_first=True)
    plugs.set("LEFT", LEFT)
    app = application("zh_CN", "dark")
    assert {screen.name() for screen in app.screens()} == {"MAIN", "LEFT"}
    shots_world.StillMonitors = lambda: QtMonitors(app)  # type: ignore[assignment,misc]
    studio = Studio("normal", Look(DARK, "zh_CN"))
    window, screens = studio.window, studio.screens
    window.setGeometry(*MAIN)
    window.activateWindow()
    until(app, window.isActiveWindow)
    screens.choose("two")
    until(app, lambda: [w.screen().name() for w in screens.windows.values()] == ["LEFT"])
    until(app, window.isActiveWindow)
    focus = app.focusWidget()
    assert window.isAncestorOf(focus)
    plugs.pull("LEFT")
    home = until(app, lambda: not screens.windows)
    plugs.set("LEFT", LEFT)
    back = until(app, lambda: [w.screen().name() for w in screens.windows.values()] == ["LEFT"])
    until(app, window.isActiveWindow)
    assert app.focusWidget() is focus
    studio.ends()
    print(f"home {home:.3f} s, back {back:.3f} s")


if __name__ == "__main__":
    main()
