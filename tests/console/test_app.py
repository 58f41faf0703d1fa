"""A console built as the program builds it: threads and window come and go together, with and without a hub."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import app
from console.app import (
    Config,
    Console,
    MisusedError,
    arguments,
    config_of,
    fit_input_method,
    start_console,
    tell_input_method,
)
from console.input_method import FCITX, advice
from console.shots import take_shots
from tests.console.driver import Operator
from tests.console.real_hub import RealHub, hubpost, running_hub
from widgets.look import Look
from widgets.text import LANGS

ROOT = Path(__file__).parents[2]
NOWHERE = "ws://127.0.0.1:9"  # the discard port: nobody listens
PATIENCE_MS = 60_000


def ended(console: Console) -> None:
    """Close it and let Qt take the window down."""
    console.close()
    console.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def alone(qapp: QApplication, tmp_path: Path) -> Iterator[Console]:
    """A console with a token and no hub."""
    console = start_console(Config(hub=NOWHERE, data=tmp_path, token="x"))
    yield console
    ended(console)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RealHub]:
    """A real hub in its own process."""
    with running_hub(tmp_path / "hub") as found:
        yield found


def test_that_a_console_without_a_hub_says_so_and_ends_with_its_threads(alone: Console, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: alone.desk.connection.is_lost, timeout=PATIENCE_MS)
    names = {thread.name for thread in threading.enumerate()}
    assert "feed" in names
    alone.close()
    names = {thread.name for thread in threading.enumerate()}
    assert not any(name == "feed" or name.startswith("store") for name in names)


def test_that_closing_twice_is_closing_once(alone: Console) -> None:
    alone.close()
    alone.close()
    assert not alone.feed.is_alive


def test_that_a_person_signs_in_with_the_hub_s_state_in_sight(
    qapp: QApplication, hub: RealHub, qtbot: QtBot, tmp_path: Path
) -> None:
    hubpost(
        "user",
        "add",
        "0107",
        "--role",
        "operator",
        "--password-stdin",
        "--data",
        str(hub.folder),
        input="right-pass-1\n",
    )
    console = start_console(Config(hub=hub.ws, data=tmp_path / "seat"))
    try:
        panel, desk = console.window.sign_in, console.desk
        qtbot.waitUntil(lambda: desk.connection.probe is not None and desk.connection.probe.is_up, timeout=PATIENCE_MS)
        assert desk.clock.is_heard
        for name, text in (("seat", "02"), ("user", "0107"), ("password", "wrong")):
            panel.field(name).setText(text)
        panel.submit()
        qtbot.waitUntil(lambda: bool(panel.error), timeout=PATIENCE_MS)
        assert "工号或密码不对" in panel.error
        assert panel.field("password").text() == ""
        panel.field("password").setText("right-pass-1")
        panel.submit()
        qtbot.waitUntil(lambda: not panel.isVisible(), timeout=PATIENCE_MS)
        assert (desk.actor.name, desk.actor.seat) == ("0107", "02")
    finally:
        ended(console)


def test_that_every_page_is_pictured_in_both_themes_and_languages(alone: Console, tmp_path: Path) -> None:
    before = alone.window.look, alone.window.page.name
    kept = alone.choices.store.prefs
    ticked = set()

    def wear(look: Look) -> None:
        alone.choices.try_on(look)
        ticked.add((alone.choices.prefs.theme, alone.choices.prefs.lang))

    taken = take_shots(alone.window, tmp_path / "shots", wear)
    wanted = {
        f"{page}_{theme}_{lang}.png"
        for page in alone.window.page_names
        for theme in ("dark", "light")
        for lang in ("zh", "en")
    }
    assert {path.name for path in taken} == wanted
    assert (alone.window.look, alone.window.page.name) == before
    assert ticked == {(theme, lang) for theme in ("dark", "light") for lang in LANGS}, "the settings tick what is worn"
    assert alone.choices.store.prefs == kept


def test_that_fcitx_is_spoken_to_by_ibus_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XMODIFIERS", raising=False)
    monkeypatch.setenv("QT_IM_MODULE", "fcitx5")
    fit_input_method()
    assert app.os.environ["QT_IM_MODULE"] == "ibus"
    assert advice(app.os.environ, answers=False) is FCITX
    monkeypatch.setenv("QT_IM_MODULE", "wayland")
    fit_input_method()
    assert app.os.environ["QT_IM_MODULE"] == "wayland"


def test_that_who_sits_down_is_told_once_where_chinese_cannot_be_typed(operator: Operator) -> None:
    operator.desk.noticed.connect(lambda notice: told.append(notice.zh))
    told: list[str] = []
    tell_input_method(operator.desk, None)
    tell_input_method(operator.desk, FCITX)
    for _ in range(2):
        operator.hub.picture()
        operator.looks()
    assert [text for text in told if "fcitx" in text] == [f"{FCITX.zh}：{FCITX.fix_zh}"]


def test_that_a_bad_address_or_an_empty_token_file_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HUBPOST_TOKEN", raising=False)
    with pytest.raises(MisusedError, match="--hub"):
        config_of(arguments(["--hub", "nowhere"]))
    empty = tmp_path / "token"
    empty.write_text("")
    with pytest.raises(MisusedError, match="token"):
        config_of(arguments(["--hub", NOWHERE, "--token-file", str(empty)]))
    assert config_of(arguments(["--hub", NOWHERE])).token is None


@pytest.mark.parametrize("banned", [r"\bQThread\b", r"\bprocessEvents\b", r"\bRLock\(|\bLock\(", r"\.terminate\(\)"])
def test_that_the_gui_has_no_second_way_to_its_threads(banned: str) -> None:
    allowed = {"demo_hub.py", "demo_world.py", "demo_stream.py"}  # other processes, not threads
    found = [
        f"{path.name}:{number}"
        for folder in ("console", "widgets")
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in allowed and not path.name.startswith("bench")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(banned, line.partition("#")[0])
    ]
    assert found == []


def test_that_function_keys_open_the_pages_and_a_way_of_the_desk_leads_back_to_it(alone: Console, qtbot: QtBot) -> None:
    window = alone.window
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    for key, name in ((Qt.Key.Key_F3, "escalations"), (Qt.Key.Key_F4, "video"), (Qt.Key.Key_F2, "desk")):
        QTest.keyClick(QApplication.focusWidget() or window, key)
        assert window.page.name == name
        focus = QApplication.focusWidget()
        assert focus is not None
        assert window.page.widget().isAncestorOf(focus)
    window.show_page("video")
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert window.page.name == "desk"
