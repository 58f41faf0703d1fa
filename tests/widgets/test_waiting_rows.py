"""A row with something in the outbox: its state stays in sight unless what waits will change it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication

from tests.widgets.test_kept_pictures import picture, strip_of
from widgets.look import Look
from widgets.strip_paint import Mode, StripPainter
from widgets.theme import DARK

BESIDE = Mode(is_pending=True, is_beside=True)


class Told(StripPainter):
    """A painter that remembers what it wrote."""

    def __init__(self, look: Look, density: str) -> None:
        super().__init__(look, density)
        self.told: list[str] = []

    def _write(
        self, painter: QPainter, text: str, role: str, ink: QColor, x: float, middle: float, room: float
    ) -> None:
        self.told.append(text)


@pytest.mark.parametrize("density", ["normal", "compact"])
@pytest.mark.parametrize(
    ("mode", "has_state"),
    [(Mode(), True), (BESIDE, True), (Mode(is_pending=True), False)],
)
def test_that_only_what_will_change_the_state_stands_in_its_place(
    qapp: QApplication, mode: Mode, has_state: bool, density: str
) -> None:
    painter = Told(Look(DARK, "zh_CN"), density)
    picture(painter, strip_of(state="待确认"), mode, 1.0)
    assert ("待确认" in painter.told) is has_state
    assert ("待发" in painter.told) is (mode.is_pending and not mode.is_beside)


def test_that_a_row_is_painted_anew_when_what_waits_will_change_its_state(qapp: QApplication) -> None:
    painter = StripPainter(Look(DARK, "zh_CN"))
    pictures = [picture(painter, strip_of(), mode, 1.0) for mode in (Mode(), BESIDE, Mode(is_pending=True), BESIDE)]
    assert pictures[0] != pictures[1] != pictures[2] != pictures[3]
    assert pictures[1] == pictures[3]
