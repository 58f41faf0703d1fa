"""The pictures of the gallery: a change of looks is seen, and what fonts alone change is not taken for one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console import gallery_cli as cli
from widgets import gallery
from widgets.gallery.draw import difference
from widgets.look import Look
from widgets.theme import DARK

KEPT = Path(__file__).parents[1] / "gallery"


def page(mark: QRect | None = None, size: tuple[int, int] = (600, 400)) -> QImage:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("#202428"))
    if mark is not None:
        painter = QPainter(image)
        painter.fillRect(mark, QColor("#e8eaec"))
        painter.end()
    return image


def test_that_the_same_page_does_not_differ_and_a_mark_does(qapp: QApplication) -> None:
    assert not difference(page(), page()).is_seen
    assert difference(page(QRect(100, 60, 12, 12)), page()).is_seen, "a mark of 12 pixels"
    assert not difference(page(QRect(100, 60, 2, 2)), page()).is_seen, "two pixels are the edge of a letter"
    assert difference(page(size=(600, 401)), page()).size


def test_that_the_widgets_look_as_the_kept_pictures(qapp: QApplication, tmp_path: Path) -> None:
    if not cli.is_comparable(KEPT):
        pytest.skip("the kept pictures were drawn with other fonts or another Qt")
    # In a process of its own: fonts and texts that another test had shaped before are no part of how a widget looks.
    words = [sys.executable, "-m", "console", "gallery", str(tmp_path), "--against", str(KEPT)]
    done = subprocess.run(words, cwd=KEPT.parents[1], capture_output=True, text=True, check=False)
    told = "look at them (hubpost gallery DIR --against tests/gallery), then keep the new ones"
    assert done.returncode == cli.OK, f"{told}\n{done.stdout}{done.stderr}"


def test_that_the_kept_pictures_are_those_of_the_pages(qapp: QApplication) -> None:
    look = Look(DARK, "zh_CN")
    pages = [name for name, _ in gallery.pages(look)]
    assert {path.name for path in KEPT.glob("*.png")} == {shot.name(page) for shot in cli.KEPT for page in pages}
