"""What a seat sounds and shows of it: new cases, late ones, lost lines; F12, mute, and a seat without a device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.prefs import PrefsStore
from console.seat_areas import SeatAreas
from console.sounds import Sounds
from core.domain.nouns import Place, Priority
from tests.console.driver import FakeHub, Operator
from tests.core.domain.world import SECOND, SOURCE
from widgets.theme import DARK, apply_theme
from widgets.tones import TONES, pcm


class FakeSpeaker:
    """Remembers what it played."""

    def __init__(self) -> None:
        self.played: list[bytes] = []
        self.why = ""

    def lack(self) -> str:
        return self.why

    def play(self, raw: bytes) -> None:
        self.played.append(raw)

    @property
    def names(self) -> list[str]:
        shapes = {len(pcm(tone, 1.0)): tone.id for tone in TONES}
        return [shapes.get(len(raw), "?") for raw in self.played]


class Ears:
    """An operator and what is heard at the desk."""

    def __init__(self, folder: Path, why: str = "", hub: FakeHub | None = None) -> None:
        self.operator = Operator(hub, signed_in=False)
        self.speaker, self.prefs = FakeSpeaker(), PrefsStore(folder)
        self.speaker.why = why
        window = self.operator.window
        self.sounds = Sounds(self.operator.desk, self.speaker, self.prefs, window.look, window.strip.show_sound)
        window.lay(self.sounds)
        window.strip.sound_clicked.connect(self.sounds.silence)

    def sits_down(self) -> None:
        """The hub lets them in and sends the picture."""
        self.operator.hub.picture()
        self.operator.looks()

    def waits(self, seconds: float) -> list[str]:
        before = len(self.speaker.played)
        for _ in range(round(seconds)):
            self.operator.waits(1.0)
        return self.speaker.names[before:]

    def strip(self) -> str:
        return self.operator.window.strip.sound.accessibleName()


@pytest.fixture
def ears(qapp: QApplication, tmp_path: Path) -> Iterator[Ears]:
    apply_theme(qapp, DARK)
    found = Ears(tmp_path)
    found.sits_down()
    yield found
    found.operator.leaves()


def test_that_a_critical_case_sounds_until_somebody_in_the_room_has_seen_it(ears: Ears) -> None:
    no = ears.operator.hears(priority=Priority.P1)
    ears.waits(11)
    assert ears.speaker.names == ["p1"] * 3, "at once, after 5 s, after 10 s"
    ears.operator.hub.happens(SECOND, "case.ack", f"case/{no}")
    assert ears.waits(20) == []


def test_that_f12_silences_what_sounds_and_the_next_case_sounds_again(ears: Ears) -> None:
    ears.operator.hears(priority=Priority.P1)
    assert ears.speaker.names == ["p1"]
    ears.operator.presses("F12")
    assert "已消音" in ears.strip()
    assert ears.waits(12) == []
    ears.operator.hears(priority=Priority.P1)
    assert ears.speaker.names == ["p1"] * 2


def test_that_mute_lets_critical_cases_through_and_says_until_when(ears: Ears) -> None:
    ears.sounds.mute()
    assert "静音至" in ears.strip()
    ears.operator.hears(priority=Priority.P2)
    assert ears.waits(5) == []
    ears.operator.hears(priority=Priority.P1)
    assert ears.speaker.names == ["p1"]
    ears.sounds.unmute()
    assert "静音至" not in ears.strip()


def test_that_a_seat_without_a_device_says_so_and_shows_it_in_form(ears: Ears) -> None:
    ears.speaker.why = "sound.no_device"
    before = ears.operator.window.strip.sound.grab().toImage()
    ears.operator.hears(priority=Priority.P1)
    ears.waits(1)
    assert ears.speaker.played == []
    assert "没有声音设备" in ears.strip()
    assert ears.operator.window.strip.sound.grab().toImage() != before
    assert ears.sounds.test("p2") == "没有声音设备"


def test_that_p1_cannot_be_made_silent_and_volumes_count(ears: Ears) -> None:
    ears.prefs.update(sounds={"p1": 0, "p2": 0})
    ears.sounds.test("p1")
    ears.sounds.test("p2")
    loud, none = ears.speaker.played
    assert any(loud)
    assert not any(none)


def test_that_who_sits_down_is_told_at_once_that_this_machine_is_dumb(qapp: QApplication, tmp_path: Path) -> None:
    found = Ears(tmp_path, why="sound.no_device")
    try:
        assert "没有声音设备" not in found.strip()
        found.sits_down()
        assert "没有声音设备" in found.strip()
    finally:
        found.operator.leaves()


def test_that_what_was_there_before_the_sign_in_is_no_news_however_late_its_picture_comes(
    qapp: QApplication, tmp_path: Path
) -> None:
    hub = FakeHub()
    for _ in range(3):
        hub.ask(SOURCE, "case.report", title="t", duty="4-01", priority=Priority.P2)
    found = Ears(tmp_path, hub=hub)
    try:
        hub.session()
        found.operator.looks()
        found.waits(2)
        found.sits_down()
        assert found.waits(3) == []
        found.operator.hears(priority=Priority.P2)
        assert found.speaker.names == ["p2"]
    finally:
        found.operator.leaves()


def test_that_a_seat_with_areas_of_its_own_sounds_for_those_first(ears: Ears) -> None:
    operator, window = ears.operator, ears.operator.window
    window.lay(SeatAreas(operator.desk, window.look, ears.prefs, window))
    ears.sits_down()
    towns = list(operator.desk.board.district.towns.values())
    operator.presses("Ctrl+L")
    assert operator.page.picker.texts == (*(town.name_zh for town in towns), "全区")
    operator.presses("2")
    assert ears.prefs.prefs.areas == [towns[1].code]
    assert any(f"本席：{towns[1].name_zh}" in said for said in operator.says())
    assert operator.page.picker.isVisible(), "several can be named"
    operator.presses("Esc")
    grids = {
        t.code: next(g.code for g in operator.desk.board.district.grids.values() if g.town == t.code) for t in towns
    }
    before = len(ears.speaker.played)
    operator.hears(priority=Priority.P1, place=Place(grid=grids[towns[0].code]))
    assert ears.waits(8) == []
    assert len(ears.speaker.played) == before
    assert ears.waits(6)
    operator.presses("Ctrl+L", str(len(towns) + 1), "Esc")
    assert ears.prefs.prefs.areas == []
    operator.presses("Space")
    ears.waits(1)
    before = len(ears.speaker.played)
    operator.hears(priority=Priority.P1, place=Place(grid=grids[towns[0].code]))
    assert len(ears.speaker.played) == before + 1, "at once"
