"""Settings as a seat meets them: found by words, chosen by keys, worn at once, taken back, refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from console.choices import Choices
from console.message_log import MessageLog
from console.pages.desk_page import DeskPage
from console.pages.settings import SettingsPage
from console.prefs import PrefsStore
from console.presets import Monitor
from console.screens import Screens
from console.seat_choices import lay_choices
from console.settings_pages import PAGES, decibels, volume_of
from console.shots_world import StillMonitors
from console.sounds import Sounds
from console.window import Window
from tests.console.driver import Operator
from tests.console.test_sounds import FakeSpeaker
from widgets.setting_row import HEAD
from widgets.text import LANGS
from widgets.theme import DARK, apply_theme


@dataclass
class Seat:
    """An operator, the settings and what they reach."""

    operator: Operator
    page: SettingsPage
    choices: Choices
    speaker: FakeSpeaker
    log: MessageLog
    monitors: list[Monitor]

    def opens(self, page: str) -> None:
        self.operator.window.show_page("settings")
        while self.page.view.pages.currentRow() < PAGES.index(page):
            self.operator.presses("Down")

    def chooses(self, setting: str, option: str) -> None:
        segments = self.page.view.row(setting).segments
        assert segments is not None
        next(b for b in segments._buttons if b.option.id == option).click()
        self.operator.looks()

    def records(self, act: str, *keys: str) -> None:
        recorder = self.page.view.row(f"key:{act}").recorder
        assert recorder is not None
        recorder.setFocus()
        self.operator.presses("Enter", *keys)

    def presses_button(self, setting: str, at: int = 0) -> None:
        self.page.view.row(setting).buttons[at].click()
        self.operator.looks()

    def rows(self) -> list[str]:
        return [row.text.id for row in self.page.view.rows if row.text.kind != HEAD]


@pytest.fixture
def seat(qapp: QApplication, tmp_path: Path) -> Iterator[Seat]:
    apply_theme(qapp, DARK)
    operator, prefs, speaker = Operator(), PrefsStore(tmp_path), FakeSpeaker()
    old, desk, look = operator.window, operator.desk, operator.window.look
    settings, operator.page = SettingsPage(desk, look), DeskPage(desk, look)
    old.close()
    operator.window = Window(desk, look, [operator.page, settings], operator.page)
    monitors = [Monitor("L", 0, 0, 1920, 1080)]
    sounds = Sounds(desk, speaker, prefs, look, operator.window.strip.show_sound)
    operator.window.lay(sounds)
    screens = Screens(desk, operator.window, prefs, StillMonitors(), {})
    choices = Choices(desk, prefs, operator.window)
    log = lay_choices(
        desk,
        operator.window,
        settings,
        choices,
        sounds,
        screens,
        "wss://hub.example",
        tmp_path,
        lambda: tuple(monitors),
    )
    operator.window.resize(1920, 1080)
    operator.window.show()
    operator.window.activateWindow()
    operator.window.show_page("desk")
    operator.hub.picture()
    operator.looks()
    yield Seat(operator, settings, choices, speaker, log, monitors)
    operator.leaves()
    old.deleteLater()


def test_that_a_choice_works_at_once_and_z_takes_it_back(seat: Seat) -> None:
    seat.opens("appearance")
    seat.chooses("theme", "light")
    assert seat.operator.window.look.theme.name == "light"
    assert "浅色" in seat.page.view.undo.said
    seat.chooses("density", "compact")
    assert seat.operator.page.queue.density == "compact"
    seat.operator.presses("Z")
    assert seat.operator.page.queue.density == "normal"
    seat.operator.presses("Z")
    assert seat.operator.window.look.theme.name == "dark"
    assert seat.page.view.undo.said == ""


def test_that_every_page_can_be_walked_and_chosen_by_keys_alone(seat: Seat) -> None:
    seat.opens("appearance")
    seat.operator.presses("Enter", "Right", "Space")
    assert seat.operator.window.look.theme.name == "light"
    seat.operator.presses("Esc")
    assert QApplication.focusWidget() is seat.page.view.pages
    for page in PAGES:
        seat.opens(page)
        assert seat.rows(), page


@pytest.mark.parametrize("typed", ["sf", "zhuti", "theme", "主题"])
def test_that_a_search_finds_a_setting_in_chinese_pinyin_and_english(seat: Seat, typed: str) -> None:
    seat.opens("appearance")
    seat.operator.presses("/")
    wanted = "scale" if typed == "sf" else "theme"
    seat.operator.types(typed)
    assert wanted in seat.rows()
    assert len(seat.rows()) < 30
    seat.operator.presses("Enter")
    assert not isinstance(QApplication.focusWidget(), type(seat.page.view.field))
    seat.operator.presses("Esc")
    assert seat.page.view.field.text() == ""


def test_that_a_search_reaches_acts_and_sources_on_other_pages(seat: Seat) -> None:
    seat.opens("appearance")
    seat.page.view.field.setText("12345")
    assert any(row.startswith("source:") for row in seat.rows())
    seat.page.view.field.setText("交办")
    assert "key:dispatch" in seat.rows()
    seat.page.view.field.setText("qqqq")
    assert seat.rows() == []
    assert "没有" in seat.page.view.rows[0].text.title


def test_that_a_key_is_chosen_by_pressing_it(seat: Seat) -> None:
    no = seat.operator.hears()
    seat.opens("keys")
    seat.records("take", "W")
    assert seat.choices.prefs.keys == {"take": ["W"]}
    seat.operator.window.show_page("desk")
    seat.operator.presses("W")
    assert seat.operator.case(no).holder
    seat.operator.window.show_page("settings")
    seat.presses_button("key:take")
    assert seat.choices.prefs.keys == {}


def test_that_a_key_of_somebody_else_is_refused_at_the_place_and_nothing_happens(seat: Seat) -> None:
    seat.opens("keys")
    seat.records("take", "D")
    assert "交办" in seat.page.view.row("key:take").text.warning
    seat.records("take", "Ctrl+Space")
    assert "输入法" in seat.page.view.row("key:take").text.warning
    seat.records("take", "F2")
    assert seat.operator.window.page is seat.page, "the window heard the key that was being chosen"
    assert "工作台" in seat.page.view.row("key:take").text.warning
    seat.records("take", "Esc")
    assert seat.choices.prefs.keys == {}


def test_that_all_keys_go_back_at_once_and_that_too_can_be_taken_back(seat: Seat) -> None:
    seat.choices.choose(keys={"take": ["W"], "dispatch": ["Q"]})
    seat.opens("keys")
    seat.presses_button("keys.all")
    assert seat.choices.prefs.keys == {}
    seat.operator.presses("Z")
    assert seat.choices.prefs.keys == {"take": ["W"], "dispatch": ["Q"]}


def test_that_a_key_that_was_given_away_is_not_taken_back_from_its_act(seat: Seat) -> None:
    seat.choices.choose(keys={"take": ["W"], "dispatch": ["Space"]})
    seat.opens("keys")
    seat.presses_button("key:take")
    assert seat.choices.prefs.keys["take"] == ["W"]
    assert "交办" in seat.page.view.row("key:take").text.warning


def test_that_critical_cases_cannot_be_made_silent_and_volume_is_decibels(seat: Seat) -> None:
    seat.opens("sound")
    segments = seat.page.view.row("sound:p1").segments
    assert segments is not None
    assert "0" not in [b.option.id for b in segments._buttons]
    seat.chooses("sound:p2", "0")
    seat.chooses("volume", "65")
    assert seat.choices.prefs.sounds == {"p2": 0}
    assert round(decibels(seat.choices.prefs.volume)) == 65
    assert [round(decibels(volume_of(db))) for db in (45, 65, 75, 82, 85)] == [45, 65, 75, 82, 85]
    seat.presses_button("sound:p1")
    assert seat.speaker.names == ["p1"]


def test_that_a_seat_without_a_device_says_so_in_settings_and_before_the_sign_in(seat: Seat) -> None:
    seat.speaker.why = "sound.no_device"
    seat.operator.window.sign_in._sound.click()
    assert "没有声音设备" in seat.operator.window.sign_in.sound_said
    seat.opens("sound")
    assert "没有声音设备" in seat.page.view.row("sound.device").text.value
    assert not seat.page.view.row("sound:p1").buttons[0].isEnabled()
    seat.operator.window.switch_lang()
    assert "no sound device" in seat.page.view.row("sound.device").text.value


def test_that_the_sound_is_heard_before_the_sign_in(seat: Seat) -> None:
    assert "听" in seat.operator.window.sign_in.sound_said
    seat.operator.window.sign_in._sound.click()
    assert seat.speaker.names == ["p1"]
    assert "已播放" in seat.operator.window.sign_in.sound_said


def test_that_a_scale_that_does_not_fit_the_monitor_is_refused_and_one_that_fits_waits(seat: Seat) -> None:
    seat.opens("appearance")
    segments = seat.page.view.row("scale").segments
    assert segments is not None
    by_id = {button.option.id: button for button in segments._buttons}
    assert "2049×1152" in by_id["150"].option.refusal
    seat.chooses("scale", "125")
    assert "下次启动" in seat.page.view.row("scale").text.warning
    seat.monitors[:] = [Monitor("L", 0, 0, 2560, 1440)]
    seat.page.open_page("appearance")
    assert by_id["150"].isEnabled()


def test_that_a_layout_is_chosen_without_leaving_the_settings(seat: Seat) -> None:
    seat.opens("layout")
    seat.chooses("layout", "two")
    assert seat.choices.prefs.layout == "two"
    assert seat.operator.window.page is seat.page
    seat.operator.presses("Z")
    assert seat.choices.prefs.layout == "one"


def test_that_diagnosis_and_about_tell_what_there_is(seat: Seat, tmp_path: Path) -> None:
    seat.opens("links")
    assert seat.page.view.row("hub").text.value == "wss://hub.example"
    assert seat.page.view.row("seq").text.value == f"{seat.operator.desk.board.seq:,}"
    sources = [row for row in seat.rows() if row.startswith("source:")]
    assert len(sources) == len(seat.operator.desk.board.district.sources)
    seat.operator.hub.goes_down()
    seat.operator.waits(1)
    assert seat.page.view.row("line").text.value == "中断"
    seat.opens("about")
    assert seat.page.view.row("folder").text.value == str(tmp_path)
    assert "0.1" in seat.page.view.row("version").text.value
    assert seat.page.view.row("font").text.value


def test_that_a_search_is_a_text_field_and_keeps_every_letter(seat: Seat) -> None:
    seat.opens("appearance")
    seat.operator.presses("/")
    seat.operator.types("z/燃气")
    assert seat.page.view.field.text() == "z/燃气"
    assert not seat.page.view.pages.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


@pytest.mark.parametrize("lang", LANGS)
def test_that_no_word_of_the_form_is_in_the_other_language(seat: Seat, lang: str) -> None:
    seat.choices.choose(lang=lang)
    for page in PAGES:
        seat.page.open_page(page)
        for row in seat.page.view.rows:
            words = f"{row.text.title} {row.text.detail} {row.text.warning}"
            has_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in words)
            assert has_chinese is (lang == "zh_CN") or not any(sign.isalpha() for sign in words), (page, words)
