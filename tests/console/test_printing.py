"""What is put on paper: whole files, the centre's name and the watermark line, nothing cut off."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from console import printing
from console.printing import A4, A5, RECEIPT, Heading, Paper, Sheet
from widgets.look import Look
from widgets.text import LANGS
from widgets.theme import LIGHT, THEMES

AT = datetime(2026, 11, 28, 9, 5, tzinfo=UTC)
HEADING = Heading("某区综治中心", "试印页", "试试甲", "02 席", AT)


def look(lang: str = "zh_CN", theme: str = "dark") -> Look:
    return Look(THEMES[theme], lang)


def one_line(sheet: Sheet) -> None:
    sheet.write(sheet.area, "一行字 one line")


def is_inked(image: QImage, area: QRectF) -> bool:
    """Whether anything dark stands in an area given in points."""
    scale = image.width() / printing.mm(A5.width)
    box = QRectF(area.topLeft() * scale, area.size() * scale).toRect()
    part = image.copy(box)
    return any(part.pixelColor(x, y).lightness() < 160 for y in range(part.height()) for x in range(0, part.width(), 2))


@pytest.mark.parametrize("paper", [A4, A5, RECEIPT], ids=lambda paper: paper.id)
def test_that_a_file_has_as_many_pages_as_were_given_and_their_size(qapp: QApplication, paper: Paper) -> None:
    made = printing.pdf([one_line, one_line, one_line], HEADING, look(), paper)
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) == 3
    width, height = (float(n) for n in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", made)[0])
    assert (round(width), round(height)) == (round(printing.mm(paper.width)), round(printing.mm(paper.height)))


def test_that_a_file_is_whole_and_for_its_owner_alone(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "slips" / "one.pdf"
    printing.write_pdf(path, [one_line], HEADING, look(), A5)
    assert path.read_bytes().rstrip().endswith(b"%%EOF")
    assert path.stat().st_mode & 0o077 == 0
    assert [found.name for found in path.parent.iterdir()] == ["one.pdf"]


def test_that_a_folder_that_cannot_be_written_is_said(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "slips").write_text("not a folder", encoding="utf-8")
    with pytest.raises(OSError, match="slips"):
        printing.write_pdf(tmp_path / "slips" / "one.pdf", [one_line], HEADING, look(), A5)


def test_that_every_page_says_whose_and_when(qapp: QApplication) -> None:
    image = printing.picture(lambda sheet: None, HEADING, look(), A5, 700)
    area = A5.area
    head = QRectF(area.left(), area.top(), 120, 30)
    foot = QRectF(area.left(), area.bottom() - 10, 120, 10)
    middle = QRectF(area.left(), 120, 200, 200)
    assert is_inked(image, head)
    assert is_inked(image, foot)
    assert not is_inked(image, middle)
    assert HEADING.mark == "试试甲 · 02 席 · 2026-11-28 09:05"


def test_that_paper_is_light_in_both_themes(qapp: QApplication) -> None:
    dark, light = (printing.picture(one_line, HEADING, look(theme=name), A5, 500) for name in THEMES)
    assert dark == light
    assert LIGHT.t1 == printing.INK


@pytest.mark.parametrize("lang", LANGS)
def test_that_a_long_text_is_wrapped_and_its_height_told(qapp: QApplication, lang: str) -> None:
    words = "很长的一段话，" * 60 if lang == "zh_CN" else "a rather long sentence " * 40
    high: list[float] = []

    def page(sheet: Sheet) -> None:
        high.append(sheet.write(sheet.area, words))
        high.append(sheet.area.height())

    image = printing.picture(page, HEADING, look(lang), A5, 700)
    assert 40 < high[0] < high[1]
    below = printing.free_area(A5).top() + high[0]
    assert is_inked(image, QRectF(printing.mm(A5.margin), below - 12, 60, 10))
    assert not is_inked(image, QRectF(printing.mm(A5.margin), below + 2, 200, 40))


def test_that_what_a_page_has_for_itself_is_what_it_gets(qapp: QApplication) -> None:
    found: list[QRectF] = []
    printing.pdf([lambda sheet: found.append(sheet.area)], HEADING, look(), A4)
    assert found == [printing.free_area(A4)]
