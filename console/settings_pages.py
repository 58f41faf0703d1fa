"""What the settings hold: every page as rows of data, read off the choices, the desk and this machine."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from math import log10
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontInfo

from console import strip_view as strip
from console.actions import EVERYWHERE, Action
from console.choices import scale_now
from console.desk import Desk
from console.key_rules import FIXED
from console.message_log import MOST
from console.prefs import SCALES, Prefs
from console.presets import PRESETS, Monitor
from widgets import format as fmt
from widgets.look import Look
from widgets.segments import Option
from widgets.setting_row import CHOICE, FACT, HEAD, KEY, SettingText
from widgets.text import LANGS, Words
from widgets.theme import FONT_STACK, STRIPS
from widgets.tones import TONES

PAGES: Final = ("appearance", "keys", "sound", "messages", "layout", "links", "about")
LEAST: Final = (1366, 768)  # the smallest window, in logical pixels
LOUDEST_DB: Final = 85  # a seat is set between 45 and 85 decibels (ux.md 3.8)
LEVELS_DB: Final = (45, 55, 65, 75, 82, 85)
LICENCES: Final = "Apache-2.0 · THIRD_PARTY_NOTICES.md"
SHARES: Final = (0, 25, 50, 100)
STAYS: Final = (5, 10, 20)
# Sounds nobody can hear here: no video call rings yet, and the knock only leads a drill's.
UNHEARD: Final = frozenset({"knock"})
_SWITCHES: Final = frozenset({"still", "single_keys", "key_hints"})
_NUMBERS: Final = frozenset({"scale", "toast_seconds"})


class Seen(Struct, frozen=True):
    """What this seat is beside its choices: the monitors, the hub's address, the folder, and why it cannot sound."""

    hub: str
    folder: Path
    monitors: tuple[Monitor, ...]
    lack: Callable[[], str]  # words; empty when it can sound


class Page:
    """Writes the rows of one page after another in one language; searches read both."""

    def __init__(
        self, desk: Desk, prefs: Prefs, look: Look, places: Mapping[str, Sequence[Action]], seen: Seen
    ) -> None:
        self._desk, self._prefs, self._look, self._places, self._seen = desk, prefs, look, places, seen
        self._pages: dict[str, Callable[[], list[SettingText]]] = {
            "appearance": self._appearance,
            "keys": self._keys,
            "sound": self._sound,
            "messages": self._messages,
            "layout": self._layout,
            "links": self._links,
            "about": self._about,
        }

    def rows(self, page: str) -> list[SettingText]:
        """The settings of one of `PAGES`."""
        return self._pages[page]()

    # --- the pages --------------------------------------------------------------------------------------------

    def _appearance(self) -> list[SettingText]:
        chosen = self._prefs
        scales = tuple(Option(str(scale), f"{scale} %", self._too_large(scale)) for scale in SCALES)
        now, text = scale_now(), self._look.text
        later = text("set.scale.next", next=chosen.scale, now=now) if chosen.scale != now else ""
        return [
            self._choice("theme", self._options("set.theme", ("auto", "dark", "light")), chosen.theme),
            self._choice("lang", self._options("lang.name", LANGS), chosen.lang),
            self._choice("density", self._options("set.density", STRIPS), chosen.density),
            self._choice("scale", scales, str(chosen.scale), later, next((s.refusal for s in scales if s.refusal), "")),
            self._switch("still", chosen.still),
            self._switch("key_hints", chosen.key_hints),
        ]

    def _keys(self) -> list[SettingText]:
        changed, text = len(self._prefs.keys), self._look.text
        value = text("set.keys.changed", count=changed) if changed else text("set.keys.none")
        reset = Option("reset", text("set.keys.reset_all"), "" if changed else text("set.keys.none"))
        rows = [
            self._switch("single_keys", self._prefs.single_keys),
            self._row("keys.all", value=value, acts=(reset,)),
        ]
        for place, acts in self._places.items():
            listed = _listed(acts)
            if listed:
                rows.append(SettingText(f"head:{place}", self._place(place), HEAD))
                rows.extend(self._key(action) for action in listed)
        return rows

    def _sound(self) -> list[SettingText]:
        text, lack = self._look.text, self._seen.lack()
        levels = tuple(Option(str(level), str(level)) for level in LEVELS_DB)
        level = str(min(LEVELS_DB, key=lambda db: abs(db - decibels(self._prefs.volume))))
        rows = [
            self._row("sound.device", value=lack or text("set.sound.ready")),
            self._choice("volume", levels, level),
        ]
        for tone in TONES:
            if tone.id in UNHEARD:
                continue
            shares = tuple(Option(str(s), text(f"set.sound.{s}")) for s in SHARES if s or tone.id != "p1")
            share = str(min(SHARES, key=lambda s: abs(s - self._prefs.sounds.get(tone.id, 100))))
            rows.append(
                SettingText(
                    f"sound:{tone.id}",
                    tone.zh if self._look.lang.startswith("zh") else tone.en,
                    CHOICE,
                    text("set.sound.more.p1") if tone.id == "p1" else "",
                    options=shares,
                    chosen=share,
                    acts=(Option("try", text("set.try"), text("set.sound.lack", why=lack) if lack else ""),),
                    find=f"{tone.zh} {tone.en} 声音 音量 Sound volume",
                )
            )
        return rows

    def _messages(self) -> list[SettingText]:
        text, chosen = self._look.text, self._prefs
        stays = tuple(Option(str(s), text("set.toast_seconds.one", seconds=s)) for s in STAYS)
        return [
            self._choice("toasts", self._options("set.toasts", ("all", "failed")), chosen.toasts),
            self._choice("toast_seconds", stays, str(chosen.toast_seconds)),
            self._row("log", detail=text("set.log.more", most=MOST), acts=(Option("open", text("set.open")),)),
        ]

    def _layout(self) -> list[SettingText]:
        text, zh = self._look.text, self._look.lang.startswith("zh")
        presets = tuple(Option(p.id, p.zh if zh else _begun(p.en)) for p in PRESETS)
        monitors = "，".join(f"{m.name} {m.width}×{m.height}" for m in self._seen.monitors)
        is_split = bool(self._prefs.splits)
        reset = Option("reset", text("set.splits.reset"), "" if is_split else text("set.undo.none"))
        return [
            self._choice("layout", presets, self._prefs.layout),
            self._row("monitors", value=monitors if zh else monitors.replace("，", ", ")),
            self._row("splits", detail=text("set.splits.more"), acts=(reset,)),
        ]

    def _links(self) -> list[SettingText]:
        desk, look, now = self._desk, self._look, self._desk.now()
        line = desk.connection
        state = look.text("set.line.live" if line.is_live else "set.line.lost")
        detail = "" if line.is_live or line.link is None else line.link.detail
        skew = desk.clock.skew()
        rows = [
            self._row("hub", value=self._seen.hub),
            self._row("line", detail=detail, value=state),
            self._row("seq", value=f"{desk.board.seq:,}"),
            self._row("data", value=_clock(line.data_at)),
            self._row("outbox", value=look.text("set.outbox.value", count=line.outbox.waiting)),
            self._row("skew", value=look.text("set.skew.value", seconds=f"{skew:+.1f}")),
            SettingText("head:sources", look.text("set.sources"), HEAD),
        ]
        for source in desk.board.district.sources.values():
            name, _, said = strip.link_line(desk, source.id, look, now).partition(" · ")
            find = f"{source.name_zh} {source.name_en} 来源 链路 source link"
            rows.append(SettingText(f"source:{source.id}", name, value=said, find=find))
        return rows

    def _about(self) -> list[SettingText]:
        text, district = self._look.text, self._desk.board.district
        family = QFontInfo(self._look.font("body")).family()
        name = district.name_zh if self._look.lang.startswith("zh") else district.name_en
        return [
            self._row("version", value=f"{text('hub')} {program_version()}"),
            self._row("licence", value=LICENCES),
            self._row("district", value=f"{name} {district.code}"),
            self._row("folder", value=str(self._seen.folder)),
            self._row(
                "font",
                detail="" if family in FONT_STACK[:2] else text("set.font.other", font=FONT_STACK[0]),
                value=family,
            ),
            self._row("qt", value=f"Qt {qVersion()}, Python {platform.python_version()}"),
        ]

    # --- one row ----------------------------------------------------------------------------------------------

    def _row(self, name: str, detail: str = "", value: str = "", acts: tuple[Option, ...] = ()) -> SettingText:
        title = self._look.text(f"set.{name}")
        return SettingText(name, title, FACT, detail, value, acts=acts, find=_both(f"set.{name}"))

    def _choice(
        self, name: str, options: Sequence[Option], chosen: str, warning: str = "", note: str = ""
    ) -> SettingText:
        more = f"set.{name}.more"
        detail = note or (self._look.text(more) if self._look.words.has(more) else "")
        find = f"{_both(f'set.{name}')} {detail} {' '.join(option.text for option in options)}"
        return SettingText(
            name,
            self._look.text(f"set.{name}"),
            CHOICE,
            detail,
            options=tuple(options),
            chosen=chosen,
            warning=warning,
            find=find,
        )

    def _switch(self, name: str, is_on: bool) -> SettingText:
        options = (Option("on", self._look.text("set.on")), Option("off", self._look.text("set.off")))
        return self._choice(name, options, "on" if is_on else "off")

    def _options(self, prefix: str, ids: Sequence[str] | Mapping[str, int]) -> tuple[Option, ...]:
        return tuple(Option(each, self._look.text(f"{prefix}.{each}")) for each in ids)

    def _key(self, action: Action) -> SettingText:
        look, is_changed = self._look, action.id in self._prefs.keys
        keys = tuple(self._prefs.keys.get(action.id, action.keys))
        was = " ".join(look.caps(action.keys)) or look.text("set.key.none")
        reset = Option("reset", look.text("set.key.reset"), "" if is_changed else look.text("set.keys.none"))
        return SettingText(
            f"key:{action.id}",
            action.title(look.lang),
            KEY,
            look.text("set.key.own", caps=was) if is_changed else "",
            caps=keys,
            acts=(reset,),
            find=f"{action.zh} {action.en} {' '.join(keys)}",
        )

    def _place(self, place: str) -> str:
        text = self._look.text
        return text("set.keys.everywhere") if place == EVERYWHERE else text("set.keys.page", page=text(f"nav.{place}"))

    def _too_large(self, scale: int) -> str:
        """Why a scale does not fit the first monitor; the smallest one and the one that is chosen always do."""
        if not self._seen.monitors or scale in (SCALES[0], self._prefs.scale):
            return ""
        first, now = self._seen.monitors[0], scale_now()
        wide, high = round(first.width * now / 100), round(first.height * now / 100)
        least = (-(-LEAST[0] * scale // 100), -(-LEAST[1] * scale // 100))
        if wide >= least[0] and high >= least[1]:
            return ""
        return self._look.text(
            "set.scale.small", wide=wide, high=high, scale=scale, least_wide=least[0], least_high=least[1]
        )


def made_of(setting: str, option: str, prefs: Prefs) -> dict[str, Any]:
    """What a chosen option means for the choices that are kept."""
    if setting in _SWITCHES:
        return {setting: option == "on"}
    if setting in _NUMBERS:
        return {setting: int(option)}
    if setting == "volume":
        return {"volume": volume_of(int(option))}
    if setting.startswith("sound:"):
        return {"sounds": {**prefs.sounds, setting.removeprefix("sound:"): int(option)}}
    return {setting: option}


def decibels(volume: int) -> float:
    """How loud a volume of 100 is beside the loudest, which a seat's speaker is set to give at 85 decibels."""
    return LOUDEST_DB + 20 * log10(max(volume, 1) / 100)


def volume_of(level: int) -> int:
    """The volume of 100 that gives so many decibels."""
    return max(1, round(100 * 10 ** ((level - LOUDEST_DB) / 20)))


def program_version() -> str:
    """The version this program was installed as; in a bare tree the one it is working towards."""
    try:
        return version("hubpost")
    except PackageNotFoundError:
        return "0.1.0"


def _listed(acts: Sequence[Action]) -> list[Action]:
    """The acts that may have a key, those that have one first; one that is listed twice stands once."""
    once = {action.id: action for action in acts if action.id not in FIXED}
    return sorted(once.values(), key=lambda action: not action.keys)


def _clock(at: datetime | None) -> str:
    return fmt.clock(at) if at is not None else fmt.DASH


def _both(key: str) -> str:
    return " ".join(Words(lang).text(key) for lang in LANGS)


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
