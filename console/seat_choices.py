"""Joins what a seat chooses to what does it: settings, message log and the sound before the sign-in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from console.choices import Choices
from console.desk import Desk
from console.message_log import MessageLog
from console.pages.settings import SettingsPage, Ways
from console.presets import Monitor
from console.screens import Screens
from console.settings_pages import Seen
from console.sounds import Sounds
from console.window import Window


def lay_choices(
    desk: Desk,
    window: Window,
    settings: SettingsPage,
    choices: Choices,
    sounds: Sounds,
    screens: Screens,
    hub: str,
    folder: Path,
    monitors: Callable[[], tuple[Monitor, ...]],
) -> MessageLog:
    """Give the settings page its ways, lay the message log over the window, offer the sound test at the sign-in."""
    log = MessageLog(desk, window.look, window)
    window.lay(log)
    log.case_wanted.connect(window.open_case)
    log.done.connect(window.take_focus)
    window.sign_in.show_sound_test(lambda: sounds.test("p1"))

    def lay_out(preset: str) -> None:
        screens.choose(preset)
        window.show_page(settings.name)

    ways = Ways(
        places=window.all_acts,
        seen=lambda: Seen(hub, folder, monitors(), sounds.lack),
        lay_out=lay_out,
        try_sound=sounds.test,
        open_log=log.toggle,
        reset_splits=screens.reset_splits,
    )
    settings.attach(choices, ways)
    return log
