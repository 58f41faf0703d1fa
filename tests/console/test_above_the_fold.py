"""What comes next is in sight on the smallest screen: the filled button stands above the note box in every case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from console.shots_world import STATES, Studio
from widgets.buttons import PrimaryButton, QuietButton
from widgets.look import Look
from widgets.theme import DARK, apply_theme

SMALL, WIDE = (1366, 768), (1920, 1080)
CASES = 5


@pytest.fixture(params=[(state, lang) for state in STATES for lang in ("zh_CN", "en")], ids="-".join)
def studio(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Studio]:
    """One desk in one state and language."""
    apply_theme(qapp, DARK)
    state, lang = request.param
    made = Studio(state, Look(DARK, lang))
    yield made
    made.ends()


def filled(page: QWidget) -> list[PrimaryButton]:
    """The filled buttons that are shown."""
    return [button for button in page.findChildren(PrimaryButton) if button.isVisible()]


def box_in(window: QWidget, widget: QWidget) -> QRect:
    """Where it is in its window."""
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def settle(studio: Studio) -> None:
    """Layouts ask for layouts."""
    for _ in range(3):
        studio.folds()


def test_that_the_filled_button_is_in_sight_on_the_smallest_screen(studio: Studio) -> None:
    window, page = studio.window, studio.window.desk_page
    window.resize(*SMALL)
    seen = 0
    for density in ("normal", "compact", "roomy"):
        window.set_density(density)
        settle(studio)
        for _ in range(CASES):
            studio.folds()
            for button in filled(page.detail):
                seen += 1
                box, note = box_in(window, button), box_in(window, page.detail.note)
                assert window.rect().contains(box)
                assert not button.visibleRegion().isEmpty()
                assert button.visibleRegion().boundingRect().size() == button.size(), "cut"
                assert box.bottom() < note.top()
            for button in page.detail.card.row.findChildren(QuietButton):
                if button.isVisible():
                    assert not box_in(window, button).intersects(box_in(window, page.detail.note)), button.text()
            page.next_case()
    assert seen >= CASES


def test_that_the_button_stays_in_its_card_where_the_card_fits(studio: Studio) -> None:
    window, detail = studio.window, studio.window.desk_page.detail
    window.resize(*WIDE)
    settle(studio)
    assert detail.card.row.parentWidget() is detail.card
    window.resize(*SMALL)
    settle(studio)
    assert detail.card.row.parentWidget() is not detail.card
    window.resize(*WIDE)
    settle(studio)
    assert detail.card.row.parentWidget() is detail.card
    assert filled(detail)
