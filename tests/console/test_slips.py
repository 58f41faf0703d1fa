"""一案一码: what stands on a slip, and that its square code says what it should."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import segno
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from console import printing, slips
from core.domain.nouns import HIDDEN, Case, Reporter
from core.domain.slip import slip_code
from tests.core.domain.world import yingze
from widgets.look import Look
from widgets.text import LANGS
from widgets.theme import DARK

NO = "YZ-20261128-0012"
CASE = Case(
    no=NO,
    version=1,
    title="小区门口井盖缺失",
    opened_at=datetime(2026, 11, 28, 1, 5, tzinfo=UTC),
    source="manual",
    duty="4-01",
    reporter=Reporter("试甲", "139-0000"),
)


@pytest.mark.parametrize("lang", LANGS)
def test_that_a_slip_has_number_time_matter_telephone_and_code_and_no_person(qapp: QApplication, lang: str) -> None:
    slip = slips.slip_of(CASE, yingze(), Look(DARK, lang))
    assert (slip.no, slip.at, slip.code) == (NO, CASE.opened_at, slip_code(yingze(), NO))
    assert slip.phone == yingze().units["hub"].phone
    assert "井盖" in slip.matter or "Manhole" in slip.matter
    assert not any("试甲" in str(value) or "139" in str(value) for value in vars(slip).values())


def test_that_a_hidden_title_stays_hidden_on_paper(qapp: QApplication) -> None:
    hidden = Case(no=NO, version=1, title=HIDDEN, opened_at=CASE.opened_at, source="manual")
    slip = slips.slip_of(hidden, yingze(), Look(DARK, "zh_CN"))
    assert slip.title == "已脱敏"
    assert slip.matter == "待定"


def test_that_every_cell_of_the_square_code_is_drawn_as_it_should_be(qapp: QApplication) -> None:
    look = Look(DARK, "zh_CN")
    slip = slips.slip_of(CASE, yingze(), look)
    head = slips.heading(slip, yingze(), look, "0107", "02", CASE.opened_at)
    image = slips.preview(slip, head, look, 1600, 1.0)
    scale, area = image.width() / printing.mm(printing.A5.width), printing.free_area(printing.A5)
    side = min(printing.mm(42.0), area.width() * 0.5)
    box = QRectF(area.right() - side, area.top() + 2, side, side)
    rows = [list(row) for row in segno.make(slip.square, error="m", micro=False).matrix_iter(border=4)]
    cell = box.width() / len(rows)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            px, py = (box.left() + (x + 0.5) * cell) * scale, (box.top() + (y + 0.5) * cell) * scale
            assert (image.pixelColor(round(px), round(py)).lightness() < 128) is bool(is_dark), (x, y)
