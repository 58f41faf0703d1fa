"""What a seat has chosen for itself: looks, keys, sounds, layout, saved views; one small file a seat, kept whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct, field
from PySide6.QtCore import QObject, Signal

FILE: Final = "prefs.json"
_OWN: Final = 0o600  # nobody else on this machine reads what a person typed
SCALES: Final = (100, 110, 125, 150)

Density = Literal["roomy", "normal", "compact"]


class Prefs(Struct, frozen=True, omit_defaults=True):
    """Every choice there is; what is not named in the file stands at its default, what is unknown is left out."""

    theme: Literal["auto", "dark", "light"] = "dark"
    lang: str = "zh_CN"
    scale: int = 100
    density: Density = "normal"
    still: bool = False  # reduced motion
    single_keys: bool = True
    key_hints: bool = True
    keys: dict[str, list[str]] = field(default_factory=dict)  # action id → keys in place of its own
    sounds: dict[str, int] = field(default_factory=dict)  # sound id → volume 0 to 100
    volume: int = 70
    areas: list[str] = field(default_factory=list)  # towns this seat answers for; none is all
    toasts: Literal["all", "failed"] = "all"
    toast_seconds: int = 5
    layout: str = "one"
    splits: dict[str, list[int]] = field(default_factory=dict)  # preset → splitter sizes
    screens: dict[str, str] = field(default_factory=dict)  # preset/window → name of its monitor
    map_layers: dict[str, bool] = field(default_factory=dict)  # layer → drawn; what is not named as the map has it
    views: dict[str, dict[str, Any]] = field(default_factory=dict)  # saved views of the queue
    again: dict[str, list[str]] = field(default_factory=dict)  # person → cases marked to look at again
    typed: dict[str, list[str]] = field(default_factory=dict)  # person → command lines without remarks, oldest first
    practised: list[str] = field(default_factory=list)  # steps of the guided practice that are done


class PrefsStore(QObject):
    """Reads the file once and writes it whole on each change; a file that cannot be read is set aside, not lost."""

    changed = Signal(object)  # Prefs

    def __init__(self, folder: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = folder / FILE if folder is not None else None
        self.trouble = ""  # why the file could not be read or written, for the settings page
        self._prefs = self._read()

    @property
    def prefs(self) -> Prefs:
        """The present choices."""
        return self._prefs

    def update(self, **choices: Any) -> None:
        """Choose anew, keep it and say so; a value of the wrong kind raises msgspec.ValidationError."""
        made = msgspec.convert(msgspec.to_builtins(self._prefs) | choices, Prefs)
        if made != self._prefs:
            self._prefs = made
            self._write()
            self.changed.emit(made)

    def _read(self) -> Prefs:
        if self._path is None or not self._path.is_file():
            return Prefs()
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Prefs)
        except (OSError, msgspec.MsgspecError) as trouble:
            self.trouble = str(trouble)
            self._keep_trying(lambda path: os.replace(path, path.with_suffix(".unread")))
            return Prefs()

    def _write(self) -> None:
        text = msgspec.json.format(msgspec.json.encode(self._prefs), indent=2)

        def whole(path: Path) -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".new")
            beside.unlink(missing_ok=True)
            with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, _OWN)) as file:
                file.write(text)
            os.replace(beside, path)

        self._keep_trying(whole)

    def _keep_trying(self, act: Callable[[Path], None]) -> None:
        """A full or read-only disk costs the choices, never the desk."""
        if self._path is None:
            return
        try:
            act(self._path)
        except OSError as trouble:
            self.trouble = str(trouble)
