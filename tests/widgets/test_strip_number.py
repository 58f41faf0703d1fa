"""Each row shows the number that the command line asks for, at one place, in every density and width."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from core.domain.nouns import Priority
from widgets.holder import NOBODY
from widgets.look import Look
from widgets.queue_text import StripText
from widgets.strip_paint import Mode, Strip, StripPainter
from widgets.theme import DARK, STRIPS

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
TEXT = StripText("烧烤摊多人打架", "柳巷街道 柴市巷社区", "110", "待确认", "无人认领", NOBODY, "", None, None)


def painted(text: StripText, density: str, width: int, present: tuple[str, ...] = ()) -> QImage:
    """One row as it looks."""
    image = QImage(width, STRIPS[density], QImage.Format.Format_RGB32)
    painter = QPainter(image)
    StripPainter(Look(DARK, "zh_CN"), density).strip(
        painter, QRect(0, 0, width, STRIPS[density]), Strip(text, Priority.P3), Mode(present=present), NOW
    )
    painter.end()
    return image


def changed(a: QImage, b: QImage) -> QRect:
    """What is not the same in both."""
    found = QRect()
    for y in range(a.height()):
        for x in range(a.width()):
            if a.pixel(x, y) != b.pixel(x, y):
                found |= QRect(x, y, 1, 1)
    return found


@pytest.mark.parametrize("density", sorted(STRIPS))
@pytest.mark.parametrize("width", [520, 680, 900])
def test_that_a_row_shows_its_number_at_one_place(qapp: QApplication, density: str, width: int) -> None:
    plain = painted(TEXT, density, width)
    places = [changed(plain, painted(replace(TEXT, no=no), density, width)) for no in ("0044", "8888")]
    assert all(20 <= place.width() <= 36 and 7 <= place.height() <= 14 for place in places)
    assert abs(places[0].left() - places[1].left()) <= 1
    assert abs(places[0].right() - places[1].right()) <= 1


@pytest.mark.parametrize("width", [520, 680])
def test_that_who_else_looks_does_not_cover_the_number(qapp: QApplication, width: int) -> None:
    text = replace(TEXT, no="0044")
    number = changed(painted(TEXT, "normal", width), painted(text, "normal", width))
    marks = changed(painted(text, "normal", width), painted(text, "normal", width, ("0107", "0108")))
    assert not marks.isEmpty()
    assert not number.intersects(marks)
