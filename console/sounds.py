"""The seat's sounds: what is new or late at this desk, played one at a time; F12 lets be what sounds now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Final, Protocol

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject

from console.actions import EVERYWHERE, Action
from console.asked import Notice
from console.desk import Desk
from console.prefs import PrefsStore
from console.seat_areas import areas_of
from core.domain.audible import Audible, Seat
from core.domain.columns import PRIORITIES, to_ms
from core.domain.nouns import Case, Priority, Role
from widgets.look import Look
from widgets.strip_seat import SoundState
from widgets.tones import BY_ID, RATE, TONES, led_by, pcm

FULL: Final = 100
MUTES: Final = timedelta(minutes=10)


class Speaker(Protocol):
    """What can play samples."""

    def lack(self) -> str:
        """The key of the words why it cannot play; empty when it can."""

    def play(self, raw: bytes) -> None:
        """Play 16 bit mono at `RATE`; a sound that still plays is cut."""


class QtSpeaker(QObject):
    """The default device of this machine; Qt's sound library is loaded when somebody sits down."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library: Any = None
        self._sink: Any = None
        self._buffer = QBuffer(self)

    def lack(self) -> str:
        """No library, or no device."""
        library = self._loaded()
        if library is None:
            return "sound.no_library"
        return "sound.no_device" if library.QMediaDevices.defaultAudioOutput().isNull() else ""

    def play(self, raw: bytes) -> None:
        """Play it; without a device nothing happens, and the strip says so."""
        library = self._loaded()
        if library is None or self.lack():
            return
        if self._sink is None:
            form = library.QAudioFormat()
            form.setSampleRate(RATE)
            form.setChannelCount(1)
            form.setSampleFormat(library.QAudioFormat.SampleFormat.Int16)
            self._sink = library.QAudioSink(library.QMediaDevices.defaultAudioOutput(), form, self)
        self._sink.stop()
        self._buffer.close()
        self._buffer.setData(QByteArray(raw))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._sink.start(self._buffer)

    def _loaded(self) -> Any:
        if self._library is None:
            try:
                self._library = import_module("PySide6.QtMultimedia")
            except ImportError:
                return None
        return self._library


class Sounds:
    """An overlay of the window that is never seen: it has keys and a clock; `show` tells the strip."""

    def __init__(
        self, desk: Desk, speaker: Speaker, prefs: PrefsStore, look: Look, show: Callable[[SoundState], None]
    ) -> None:
        self._desk, self._speaker, self._prefs, self._look, self._show = desk, speaker, prefs, look, show
        self._audible = Audible()
        self._lack: str | None = None  # not looked yet
        self._actor = ""
        self._is_device_due = False
        desk.ready.connect(self._expect_device)

    # --- the window's side ------------------------------------------------------------------------------------

    def acts(self) -> Sequence[Action]:
        """Silence, mute and test."""
        return (
            Action("silence", "消音", "Silence", ("F12",), self.silence, scope=EVERYWHERE, verbs=("xy",)),
            Action(
                "mute", "静音 10 分钟", "Mute for 10 min", (), self.mute, scope=EVERYWHERE, verbs=("静音", "jy", "mute")
            ),
            Action("unmute", "取消静音", "Sound on again", (), self.unmute, scope=EVERYWHERE, verbs=("unmute",)),
            Action("sound_test", "试听", "Try the sounds", (), self._try, scope=EVERYWHERE),
        )

    @property
    def is_open(self) -> bool:
        """Nothing of it lies over the window."""
        return False

    def escape(self) -> bool:
        """Nothing to undo."""
        return False

    def fit(self) -> None:
        """Nothing to fit."""

    def restyle(self, look: Look) -> None:
        """Take another language."""
        self._look = look
        self._tell(self._desk.now())

    def tick(self, now: datetime) -> None:
        """Half a second passed: play what is due."""
        desk = self._desk
        if self._is_device_due and desk.actor.name:
            self._look_at_device()
        if not desk.actor.name or not desk.connection.is_whole:
            return  # nobody sits here yet, or half a picture: what is missing in it would be news with the rest
        if desk.actor.name != self._actor:
            self._actor, self._audible = desk.actor.name, Audible()
        waiting = self._unseen()
        self._audible.follow(waiting.values(), self._late(now), now)
        self._audible.follow_links(
            {link.id: link.state for link in desk.board.links.values() if link.network == "source"}
        )
        seat = Seat(areas_of(self._prefs, desk.board.district), is_lead=desk.actor.role is Role.LEAD)
        sound = self._audible.play(waiting, seat, desk.surge.is_on, now)
        if sound is not None:
            self._play(sound)
        self._say(now, waiting)

    # --- acts -------------------------------------------------------------------------------------------------

    def silence(self) -> None:
        """Let be what sounds now."""
        self._audible.silence()
        self._tell(self._desk.now())

    def mute(self) -> None:
        """Nothing but P1 for ten minutes."""
        now = self._desk.now()
        self._audible.mute(now + MUTES, now)
        self._tell(now)

    def unmute(self) -> None:
        """Sound again."""
        self._audible.mute(None, self._desk.now())
        self._tell(self._desk.now())

    def _try(self) -> None:
        why = self.test("p1")
        if why:
            self._desk.noticed.emit(Notice("failed", why, why))

    def test(self, sound: str) -> str:
        """Play one now; gives the words why it cannot be heard, empty when it can."""
        self._lack = None
        self._play(sound)
        self._tell(self._desk.now())
        return self._look.text(self._lack) if self._lack else ""

    def lack(self) -> str:
        """Why this seat cannot sound, in words; empty when it can."""
        if self._lack is None:
            self._lack = self._speaker.lack()
        return self._look.text(self._lack) if self._lack else ""

    # --- inside -----------------------------------------------------------------------------------------------

    def _expect_device(self, _: object) -> None:
        """With the next tick: what plays sounds takes longer to load than the first picture may."""
        self._is_device_due = True

    def _look_at_device(self) -> None:
        """Whoever sits down sees within half a second when this machine is dumb, not when the first sound is due."""
        self._is_device_due = False
        self._lack = self._speaker.lack()
        self._tell(self._desk.now())

    def _play(self, sound: str) -> None:
        self._lack = self._speaker.lack()  # a device may have been taken away
        if self._lack:
            return
        prefs, tone = self._prefs.prefs, BY_ID[sound]
        share = prefs.sounds.get(sound, FULL)
        if sound == "p1":
            share = max(share, 20)  # a seat may make it soft, never silent
        if self._desk.mode == "drill":
            tone = led_by(BY_ID["knock"], tone)
        self._speaker.play(pcm(tone, prefs.volume / FULL * share / FULL))

    def _tell(self, now: datetime) -> None:
        self._say(now, self._unseen())

    def _say(self, now: datetime, waiting: Mapping[str, Case]) -> None:
        lack = self._look.text(self._lack) if self._lack else ""
        quiet = any(self._audible.is_silenced(no) for no in waiting)
        self._show(SoundState(lack, self._audible.muted_until(now), quiet))

    def _unseen(self) -> dict[str, Case]:
        """The open cases nobody has acknowledged; read off the columns, so that a hundred thousand cost nothing."""
        col = self._desk.columns
        size = len(col)
        slots = np.flatnonzero(col.present[:size] & ~col.closed[:size] & ~col.acked[:size])
        found = (self._desk.case(col.no(int(slot))) for slot in slots)
        return {case.no: case for case in found if case is not None}

    def _late(self, now: datetime) -> list[str]:
        """P1 and P2 whose tightest limit has run out."""
        col = self._desk.columns
        size = len(col)
        grave = col.priority[:size] <= PRIORITIES.index(Priority.P2)
        runs = col.present[:size] & ~col.closed[:size] & ~col.paused[:size]
        return [col.no(int(slot)) for slot in np.flatnonzero(runs & grave & (col.due[:size] <= to_ms(now)))]


__all__ = ["TONES", "QtSpeaker", "Sounds", "Speaker"]
