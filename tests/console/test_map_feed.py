"""Two maps of one seat, and what they keep."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.map_feed import MapFeed
from console.pages.desk_page import DeskPage
from console.pages.map_tracker import MapTrackerPage
from console.pages.seats import SeatsPage
from console.prefs import PrefsStore
from tests.console.driver import FakeHub, Operator
from tests.console.room import Room
from tests.core.domain.world import yingze
from widgets.district_map import DistrictMap
from widgets.look import Look
from widgets.theme import DARK


def test_that_a_layer_chosen_on_one_map_holds_on_the_other_and_after_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    operator, look = Operator(), Look(DARK, "zh_CN")
    prefs = PrefsStore(tmp_path)
    maps = [DistrictMap(look, yingze()) for _ in range(2)]
    feeds = [MapFeed(operator.desk, each, prefs) for each in maps]
    maps[0].layers.rows[4].click()
    assert [each.canvas.shown["links"] for each in maps] == [True, True]
    later = DistrictMap(look, yingze())
    feeds.append(MapFeed(operator.desk, later, PrefsStore(tmp_path)))
    assert later.canvas.shown["links"]
    for each in (*maps, later):
        each.deleteLater()
    operator.leaves()


def test_that_the_desks_map_says_since_when_its_data_is_old(qtbot: QtBot) -> None:
    operator = Operator()
    page = operator.page
    page.tick(operator.desk.now())
    assert "数据截至" not in page.map.canvas.accessibleDescription()
    operator.hub.goes_down()
    operator.looks()
    page.tick(operator.desk.now())
    assert "数据截至" in page.map.canvas.accessibleDescription()
    operator.leaves()


def test_that_esc_closes_the_layers_before_anything_else(qtbot: QtBot) -> None:
    operator = Operator()
    page = operator.page
    page.map.canvas.setFocus()
    QTest.keyClick(page.map.canvas, Qt.Key.Key_T)
    assert page.map.layers.isVisible()
    assert page.escape()
    assert not page.map.layers.isVisible()
    operator.leaves()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_that_the_key_is_called_on_every_page_what_the_button_on_the_map_says(qapp: object, lang: str) -> None:
    room = Room(FakeHub(), lang=lang)
    pages = (DeskPage(room.desk, room.look), MapTrackerPage(room.desk, room.look), SeatsPage(room.desk, room.look))
    found = [next(act for act in page.acts() if act.keys == ("L",)) for page in pages]
    assert len({(act.id, act.zh, act.en) for act in found}) == 1
    for key in ("map.lock", "map.unlock"):
        assert room.look.text(key).lower() in found[0].title(lang).lower()
    for page in pages:
        page.deleteLater()
    room.leaves()
