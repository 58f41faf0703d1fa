"""Tests of the figures beside marks: each is its own, wherever it stands in the sheet and however many came before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from widgets.map_counts import CountSheet
from widgets.theme import DARK

FIGURES = (2, 17, 103, 9_999)


def painted(sheet: CountSheet, figures: Sequence[int]) -> QImage:
    """A picture with these figures below each other."""
    image = QImage(80, 25 * len(figures), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    sheet.paint(painter, np.full(len(figures), 20.0), np.arange(len(figures)) * 25.0 + 20, np.array(figures))
    painter.end()
    return image


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_that_a_figure_looks_the_same_after_more_of_them_than_the_sheet_holds(qapp: QApplication, ratio: float) -> None:
    sheet, fresh = CountSheet(DARK, ratio), painted(CountSheet(DARK, ratio), FIGURES)
    assert painted(sheet, FIGURES) == fresh
    painted(sheet, range(200, 290))  # the sheet grows
    assert painted(sheet, FIGURES) == fresh
    painted(sheet, range(300, 700))  # and is begun anew
    assert painted(sheet, FIGURES) == fresh


def test_that_two_figures_are_two_pictures_and_the_order_of_marks_is_kept(qapp: QApplication) -> None:
    sheet = CountSheet(DARK, 1.0)
    first, other = painted(sheet, (5, 6)), painted(sheet, (6, 5))
    assert first.copy(0, 0, 80, 25) == other.copy(0, 25, 80, 25) != other.copy(0, 0, 80, 25)
