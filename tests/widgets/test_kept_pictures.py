"""A strip shown from its kept picture is the strip that was painted, to the pixel, and memory has an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from core.domain.nouns import Clock, Deadline, Priority
from widgets.holder import MINE, OTHERS
from widgets.kept_pictures import KeptPictures
from widgets.look import Look
from widgets.queue_text import StripText
from widgets.strip_paint import Mode, Strip, StripPainter
from widgets.text import LANGS
from widgets.theme import STRIPS, THEMES

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
BOX = QRect(0, 60, 690, 52)
_OF_TIME = ("step", "limit", "closed_at")  # these are painted beside the kept picture, at every tick


def strip_of(title: str = "幸福里 3 号楼燃气异味", state: str = "待签收") -> Strip:
    limit = Deadline(kind=Clock.RECEIPT, due=NOW + timedelta(minutes=9), limit=600, origin="")
    text = StripText(title, "迎泽街道", "12345", state, "0107 我", MINE, "签收", limit, None)
    return Strip(text, Priority.P2, is_unacked=True)


def picture(painter: StripPainter, strip: Strip, mode: Mode, ratio: float) -> QImage:
    found = QImage(round(700 * ratio), round(200 * ratio), QImage.Format.Format_RGB32)
    found.setDevicePixelRatio(ratio)
    found.fill(0x123456)
    on = QPainter(found)
    painter.strip(on, BOX, strip, mode, NOW)
    on.end()
    return found


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_that_a_strip_from_its_kept_picture_is_the_strip_as_painted(
    qapp: QApplication, theme: str, ratio: float
) -> None:
    look = Look(theme=THEMES[theme], lang=LANGS[0])
    for density in ("compact", "normal", "roomy"):
        for mode in (Mode(), Mode(is_current=True, is_focused=True), Mode(is_pending=True, present=("0108",))):
            kept, plain = StripPainter(look, density), StripPainter(look, density)
            plain._bodies.paint = lambda on, box, shows, make: make(on, box)  # type: ignore[method-assign]
            first, again, kept_one = (picture(kept, strip_of(), mode, ratio) for _ in range(3))
            direct = picture(plain, strip_of(), mode, ratio)
            assert first == direct
            assert again == direct
            assert kept_one == direct


def test_that_what_a_strip_says_is_painted_anew_when_it_changes(qapp: QApplication) -> None:
    painter = StripPainter(Look(theme=THEMES["dark"], lang=LANGS[0]))
    before = picture(painter, strip_of(), Mode(), 1.0)
    for other in (strip_of(title="井盖缺失"), strip_of(state="处置中")):
        assert picture(painter, other, Mode(), 1.0) != before
    assert picture(painter, strip_of(), Mode(is_marked=True), 1.0) != before


@pytest.mark.parametrize("density", sorted(STRIPS))
@pytest.mark.parametrize("field", [name for name in StripText.__struct_fields__ if name not in _OF_TIME])
def test_that_two_rows_that_differ_in_one_word_never_share_a_picture(
    qapp: QApplication, field: str, density: str
) -> None:
    look = Look(theme=THEMES["dark"], lang=LANGS[0])
    painter, strip = StripPainter(look, density), strip_of()
    for _ in range(3):
        picture(painter, strip, Mode(), 1.0)
    other = replace(strip, text=replace(strip.text, **{field: OTHERS if field == "held" else "0417"}))
    fresh = picture(StripPainter(look, density), other, Mode(), 1.0)
    assert [picture(painter, other, Mode(), 1.0) == fresh for _ in range(3)] == [True] * 3


def test_that_pictures_are_made_once_and_the_oldest_is_forgotten(qapp: QApplication) -> None:
    kept, made = KeptPictures(most=4 * 10 * 10 * 3), list[int]()
    ground = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(ground)
    for shown in (1, 1, 2, 2, 3, 3, 1, 4, 4, 1, 2):

        def make(on: QPainter, box: QRect, shown: int = shown) -> None:
            made.append(shown)
            on.fillRect(box, 0)

        kept.paint(painter, QRect(0, 0, 10, 10), shown, make)
    painter.end()
    assert made == [1, 1, 2, 2, 3, 3, 4, 4, 2], "painted where it stands first, then as a picture"
