"""Every button that may not be pressed says why, to the eye and to a screen reader, on every page and overlay."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from console.shots_world import LEAD, OPERATOR, Studio
from core.domain.nouns import Actor
from widgets.look import Look
from widgets.theme import THEMES, apply_theme

OVERLAYS = ("second", "keys", "palette", "register")


@pytest.fixture(params=[("normal", OPERATOR, "zh_CN"), ("offline", LEAD, "en")], ids=["operator", "lead-offline"])
def seat(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Studio]:
    """A seat in the middle of a shift, and the lead's with the hub away."""
    state, actor, lang = request.param
    apply_theme(qapp, THEMES["dark"])
    assert isinstance(actor, Actor)
    made = Studio(state, Look(THEMES["dark"], lang), actor)
    made.window.activateWindow()
    assert QTest.qWaitForWindowActive(made.window)
    yield made
    made.ends()


def silent(window: QWidget) -> list[str]:
    """Buttons in sight that are off and do not say why."""
    buttons = [each for each in window.findChildren(QAbstractButton) if each.isVisible() and not each.isEnabled()]
    return [
        f"{type(each).__name__} {each.accessibleName()}"
        for each in buttons
        if not each.toolTip() or each.toolTip() not in each.accessibleDescription()
    ]


def off(window: QWidget) -> int:
    return len([e for e in window.findChildren(QAbstractButton) if e.isVisible() and not e.isEnabled()])


def test_that_every_button_that_is_off_says_why(seat: Studio) -> None:
    found, count = {}, 0
    for page in seat.window.page_names:
        seat.window.show_page(page)
        seat.folds()
        found[page] = silent(seat.window)
        count += off(seat.window)
    seat.window.show_page("desk")
    for id in OVERLAYS:
        action = next((a for _, a in seat.window.table() if a.id == id), None)
        if action is not None:
            action.run()
            seat.folds()
            found[id] = silent(seat.window)
            seat.window.escape()
    assert {place: buttons for place, buttons in found.items() if buttons} == {}
    assert count > 0, "nothing was off: this proves nothing"


def test_that_acts_wait_for_what_is_asked_and_say_so(seat: Studio) -> None:
    seat.window.show_page("escalations")
    seat.folds()
    page = seat.window.page
    ways = [a for a in page.acts() if a.id in ("send_down", "supervise", "rule") and a.refusal() is None]
    for action in ways:
        action.run()
        seat.folds()
        assert silent(seat.window) == [], action.id
        page.escape()
    for button in page.widget().findChildren(QAbstractButton):
        assert button.isEnabled() or button.toolTip() not in ("先答复这里问的", "Answer what is asked here first")


def test_that_a_page_a_role_may_not_open_says_why(seat: Studio) -> None:
    button = seat.window.rail.findChildren(QAbstractButton)[0]
    button.refuse("该角色不看此页")  # type: ignore[attr-defined]
    assert (button.toolTip(), button.accessibleDescription()) == ("该角色不看此页", "该角色不看此页")
    button.refuse(None)  # type: ignore[attr-defined]
    assert button.toolTip() == ""
