"""The icon set is one set: same box, same stroke, nothing filled, and every file is known."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

import resources
from widgets.icons import ICONS, icon

FOLDER = Path(next(iter(resources.__path__))) / "icons"


def test_that_files_and_names_agree() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.svg")) == sorted(ICONS)


@pytest.mark.parametrize("name", ICONS)
def test_that_an_icon_keeps_to_the_set(name: str) -> None:
    root = ET.parse(FOLDER / f"{name}.svg").getroot()
    assert root.get("viewBox") == "0 0 20 20"
    assert (root.get("fill"), root.get("stroke"), root.get("stroke-width")) == ("none", "currentColor", "1.6")
    assert root.get("stroke-linecap") == "round"
    assert not [part for part in root.iter() if part is not root and (part.get("fill") or part.get("stroke"))]


@pytest.mark.parametrize("name", ICONS)
def test_that_an_icon_draws_in_the_colour_asked_for(qtbot: QtBot, name: str) -> None:
    image = icon(name, QColor("#123456"), 20, 2.0).toImage()
    assert image.width() == 40
    pixels = [image.pixelColor(x, y) for x in range(40) for y in range(40)]
    solid = {pixel.name() for pixel in pixels if pixel.alpha() == 255}
    assert solid == {"#123456"}
    inked = sum(pixel.alpha() > 128 for pixel in pixels)
    assert 20 < inked < 900
