"""Lets what a seat has chosen work at once: theme, language, room, motion, keys; what a flag said holds for its run."""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QApplication

from console.desk import Desk
from console.prefs import SCALES, Prefs, PrefsStore
from core.domain.district import District
from widgets.keys import Keys
from widgets.look import Look
from widgets.text import LANGS
from widgets.theme import THEMES

SCALE_VARIABLE: Final = "QT_SCALE_FACTOR"
DAY: Final = (6, 18)  # hours; a shift whose middle lies between them is worked by day
_EFFECTS: Final = (
    Qt.UIEffect.UI_General,
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)


def theme_by_shift(district: District, now: datetime) -> str:
    """Light while a day shift runs, dark by night; without shifts the hour says it."""
    local = now.astimezone(timezone(timedelta(minutes=district.utc_offset_minutes)))
    middle = float(local.hour)
    for shift in district.shifts:
        hour, minute = (int(part) for part in shift.start.split(":"))
        for day in (0, -1):
            starts = (local + timedelta(days=day)).replace(hour=hour, minute=minute, second=0, microsecond=0)
            if starts <= local < starts + timedelta(hours=shift.hours):
                middle = (hour + minute / 60 + shift.hours / 2) % 24
    return "light" if DAY[0] <= middle < DAY[1] else "dark"


def look_of(prefs: Prefs, theme: str, lang: str, district: District, now: datetime) -> Look:
    """The appearance chosen; `theme` and `lang`, where they are not empty, are what the command line said."""
    name = theme or prefs.theme
    name = theme_by_shift(district, now) if name == "auto" else name
    spoken = lang or (prefs.lang if prefs.lang in LANGS else LANGS[0])
    keys = Keys({act: tuple(keys) for act, keys in prefs.keys.items()}, prefs.single_keys)
    return Look(THEMES[name], spoken, keys, prefs.still)


def scale_qt(prefs: Prefs, environ: MutableMapping[str, str]) -> None:
    """Draw larger from the start, which Qt asks before there is a window; what the machine says itself wins."""
    if prefs.scale in SCALES and prefs.scale != SCALES[0]:
        environ.setdefault(SCALE_VARIABLE, f"{prefs.scale / 100:g}")


def scale_now() -> int:
    """The scale this run was started with, in percent."""
    try:
        return round(100 * float(os.environ.get(SCALE_VARIABLE, "1")))
    except ValueError:
        return SCALES[0]


class Dressed(Protocol):
    """What the choices need of the main window."""

    chooses: Callable[..., None]

    @property
    def beat(self) -> SignalInstance:
        """Twice a second: what blinks, and the time."""

    @property
    def look(self) -> Look:
        """Its present appearance."""

    def restyle(self, look: Look) -> None:
        """Take another one."""

    def set_density(self, density: str) -> None:
        """How much room a case takes."""

    def show_hints(self, are_shown: bool) -> None:
        """Whether the foot tells the keys that work."""

    def show_toasts(self, failures_only: bool, seconds: float) -> None:
        """Which short news comes on screen, and for how long."""


class Choices(QObject):
    """Wears the choices on one window and the ones beside it, and keeps what is chosen there."""

    worn = Signal()

    def __init__(self, desk: Desk, prefs: PrefsStore, window: Dressed, theme: str = "", lang: str = "") -> None:
        super().__init__()
        self._desk, self._store, self._window = desk, prefs, window
        self._theme, self._lang = theme, lang
        window.chooses = self.choose
        prefs.changed.connect(lambda _: self.wear())
        window.beat.connect(lambda _, now: self._follow_shift(now))
        self.wear()

    @property
    def prefs(self) -> Prefs:
        """What is chosen now; a theme or language the command line gave stands in it."""
        chosen = self._store.prefs
        return _with(chosen, theme=self._theme or chosen.theme, lang=self._lang or chosen.lang)

    @property
    def store(self) -> PrefsStore:
        """Where it is kept."""
        return self._store

    def choose(self, **choices: Any) -> None:
        """Choose anew: kept, and worn at once. What the command line said about the same thing is over."""
        self._theme = "" if "theme" in choices else self._theme
        self._lang = "" if "lang" in choices else self._lang
        self._store.update(**choices)
        self.wear()

    def try_on(self, look: Look) -> None:
        """Wear this appearance without keeping it, as if the command line had said so."""
        self._theme, self._lang = look.theme.name, look.lang
        self.wear()

    def wear(self) -> None:
        """Bring every window in line with the choices."""
        prefs, window = self._store.prefs, self._window
        look = look_of(prefs, self._theme, self._lang, self._desk.board.district, self._desk.now())
        if look != window.look:
            window.restyle(look)
        window.set_density(prefs.density)
        window.show_hints(prefs.key_hints)
        window.show_toasts(prefs.toasts == "failed", prefs.toast_seconds)
        for effect in _EFFECTS:
            QApplication.setEffectEnabled(effect, not prefs.still)
        self.worn.emit()

    def _follow_shift(self, now: datetime) -> None:
        """A new shift may bring another theme."""
        if (self._theme or self._store.prefs.theme) != "auto":
            return
        if theme_by_shift(self._desk.board.district, now) != self._window.look.theme.name:
            self.wear()


def _with(prefs: Prefs, **choices: Any) -> Prefs:
    return Prefs(**{name: getattr(prefs, name) for name in prefs.__struct_fields__} | choices)
