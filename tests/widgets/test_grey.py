"""Colour never alone: without it every urgency, receipt, deadline and line still has a shape or a word of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from core.domain.nouns import Clock, LinkState, Priority, TaskState
from widgets.badges import paint_priority
from widgets.deadline import DeadlineState, Limit, paint_pill, state_of
from widgets.link_lamps import lamp_text
from widgets.look import Look
from widgets.receipt_marks import Receipt, paint_receipt
from widgets.strip_blocks import Lamp
from widgets.theme import THEMES, Theme

Mask = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Draw = Callable[[QPainter], object]

UNLIKE = 0.12  # of what is inked in either
NOW = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
LIMITS = {
    DeadlineState.ON_TRACK: Limit(Clock.RESPONSE, NOW + timedelta(minutes=24), 1800),
    DeadlineState.DUE_SOON: Limit(Clock.RESPONSE, NOW + timedelta(minutes=4), 1800),
    DeadlineState.OVERDUE: Limit(Clock.RESPONSE, NOW - timedelta(minutes=4), 1800),
    DeadlineState.PAUSED: Limit(Clock.RESPONSE, NOW + timedelta(minutes=4), 1800, paused=True),
    DeadlineState.MET: Limit(Clock.RESPONSE, NOW, 1800, met_at=NOW - timedelta(minutes=4)),
    DeadlineState.LATE_MET: Limit(Clock.RESPONSE, NOW, 1800, met_at=NOW + timedelta(minutes=4)),
}


@pytest.fixture(params=["dark", "light"])
def theme(qapp: QApplication, request: pytest.FixtureRequest) -> Theme:
    """Each appearance."""
    return THEMES[request.param]


def mask(ground: QColor, size: tuple[int, int], draw: Draw) -> Mask:
    """What is drawn, as shape alone: where the grey copy leaves the grey of its ground."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    draw(painter)
    painter.end()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    raw = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()]
    values = raw.astype(np.int16)
    made: Mask = np.abs(values - values[0, 0]) > 30
    return made


def alike(masks: dict[str, Mask]) -> list[str]:
    """The pairs that cannot be told apart, and what cannot be seen at all."""
    found = [f"{name} is not seen" for name, shape in masks.items() if not shape.any()]
    for (one, a), (other, b) in combinations(masks.items(), 2):
        if (a ^ b).sum() < UNLIKE * (a | b).sum():
            found.append(f"{one} looks as {other}")
    return found


@pytest.mark.parametrize("size", [17, 22, 28, 34])
def test_that_urgencies_differ_in_shape(theme: Theme, size: int) -> None:
    box = QRectF(3, 3, size, size)
    masks = {
        each.name: mask(theme.bg1, (size + 6, size + 6), lambda p, each=each: paint_priority(p, box, each, theme))
        for each in Priority
    }
    assert alike(masks) == []


def test_that_receipts_differ_by_their_mark_alone(theme: Theme) -> None:
    look, states = Look(theme, "zh_CN"), (None, *TaskState)

    def draw(painter: QPainter, state: TaskState | None) -> None:
        painter.setClipRect(QRectF(3, 0, 19, 24))  # the mark, and not the word beside it
        paint_receipt(painter, QRectF(3, 0, 200, 24), Receipt(state), look)

    masks = {str(each): mask(theme.bg1, (26, 24), lambda p, each=each: draw(p, each)) for each in states}
    assert alike(masks) == []


def test_that_deadlines_differ_in_form(theme: Theme) -> None:
    look = Look(theme, "zh_CN")
    assert {name: state_of(limit, NOW) for name, limit in LIMITS.items()} == {name: name for name in LIMITS}
    masks = {
        name: mask(theme.bg1, (140, 30), lambda p, limit=limit: paint_pill(p, 134, 15, limit, NOW, look))
        for name, limit in LIMITS.items()
    }
    assert alike(masks) == []


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_that_lines_differ_in_their_word(qapp: QApplication, lang: str) -> None:
    look = Look(THEMES["dark"], lang)
    words = [lamp_text(Lamp("x", "12345", state), look) for state in LinkState]
    assert len(set(words)) == len(list(LinkState))
