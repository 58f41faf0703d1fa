"""Whatever is laid over the window gives the keyboard back where it was, and nothing works through lock or sign-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from console.hand import Hand
from console.register import lay_register
from tests.console.driver import Operator
from widgets.look import Look
from widgets.theme import THEMES

OVERLAYS = {
    "second": ("Ctrl+B",),
    "palette": ("Ctrl+K",),
    "keys": ("F1",),
    "handbook": ("F1", "H"),
    "form": ("Ctrl+N",),
}


@pytest.fixture
def operator(qapp: object, tmp_path: Path) -> Iterator[Operator]:
    """A seat with everything that is laid over a window."""
    someone = Operator()
    look = Look(THEMES["dark"], "zh_CN")
    lay_register(someone.desk, look, someone.window, tmp_path)
    hand = Hand(someone.desk, look, someone.window, tmp_path)
    someone.hears()
    someone.hears(title="井盖缺失", duty="2-01")
    yield someone
    hand.close()
    someone.leaves()


def laid(operator: Operator) -> list[str]:
    """What lies over the window, by the name of its class."""
    window = operator.window
    ground = (window.strip, window.banner, window._rail_box, window._stack, window.foot, window.toasts)
    children = window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [type(each).__name__ for each in children if each.isVisible() and each not in ground]


@pytest.mark.parametrize("place", ["note", "search"])
@pytest.mark.parametrize("overlay", sorted(OVERLAYS))
def test_that_an_overlay_opened_while_typing_gives_the_keyboard_back(
    operator: Operator, place: str, overlay: str
) -> None:
    operator.presses("N" if place == "note" else "/")
    operator.types("wuye")
    assert operator.keyboard() == place
    operator.presses(*OVERLAYS[overlay])
    assert laid(operator)
    assert operator.keyboard() != place
    operator.presses("Esc")
    assert laid(operator) == []
    assert operator.keyboard() == place
    field = operator.page.detail.note if place == "note" else operator.page.filters.field
    assert field.text() == "wuye"


def test_that_from_the_queue_it_goes_back_to_the_queue(operator: Operator) -> None:
    for keys in OVERLAYS.values():
        operator.presses(*keys, "Esc")
        assert operator.keyboard() == "queue"


def test_that_one_overlay_over_another_gives_it_back_step_by_step(operator: Operator) -> None:
    operator.presses("N")
    operator.presses("Ctrl+N")
    field = QApplication.focusWidget()
    operator.presses("Ctrl+K")
    assert operator.keyboard() == "palette"
    operator.presses("Esc")
    assert QApplication.focusWidget() is field
    operator.presses("Esc")
    assert operator.keyboard() == "note"


def test_that_unlocking_leads_back_to_the_note_being_written(operator: Operator) -> None:
    operator.presses("N")
    operator.presses("Shift+F12")
    assert operator.keyboard() == "lock"
    operator.types("good")
    operator.presses("Enter")
    assert operator.keyboard() == "note"


def test_that_who_was_led_elsewhere_meanwhile_is_not_led_back(operator: Operator) -> None:
    operator.presses("N", "Ctrl+B")
    operator.window.show_page("desk")
    operator.presses("Ctrl+B")
    operator.window.escape()
    assert operator.keyboard() == "queue"


# --- nothing works through lock and sign-in ---------------------------------------------------------------------


def state(operator: Operator) -> tuple[object, ...]:
    """What a press could change."""
    page, window = operator.page, operator.window
    return (
        operator.selection(),
        operator.desk.queue.filter,
        page.queue.marks,
        window.page.name,
        window.look,
        len(operator.hub.received),
        sorted(laid(operator)),
        page.picker.isVisible(),
        page.confirm.is_open,
        page.map.layers.isVisible(),
        page.detail.card.is_armed(),
    )


def pressed(operator: Operator, free: tuple[QWidget, ...]) -> int:
    """Press every button as an assistive tool does, and click through the whole window as a hand does."""
    buttons = [each for each in operator.window.findChildren(QAbstractButton) if each.isVisible()]
    buttons = [each for each in buttons if not any(cover.isAncestorOf(each) for cover in free)]
    for button in buttons:
        button.click()
    for x in range(12, operator.window.width(), 96):
        for y in range(12, operator.window.height(), 48):
            found = operator.window.childAt(QPoint(x, y))
            if found is not None and not any(cover.isAncestorOf(found) for cover in free):
                QTest.mouseClick(found, Qt.MouseButton.LeftButton, pos=found.mapFrom(operator.window, QPoint(x, y)))
    operator.looks()
    return len(buttons)


def test_that_nothing_can_be_pressed_while_the_seat_is_locked(operator: Operator) -> None:
    operator.presses("N", "Esc", "Shift+F12")
    before = state(operator)
    assert pressed(operator, (operator.seat.lock.cover,)) > 10
    operator.waits(1)
    assert state(operator) == before


def test_that_nothing_can_be_pressed_before_anybody_signed_in(qapp: object) -> None:
    someone = Operator(signed_in=False)
    before = state(someone)
    assert pressed(someone, (someone.window.sign_in,)) > 5
    assert state(someone) == before
    someone.leaves()


def test_that_buttons_work_again_after_unlocking(operator: Operator) -> None:
    operator.presses("Shift+F12")
    operator.types("good")
    operator.presses("Enter")
    keys = next(each for each in operator.window.foot.findChildren(QAbstractButton) if "F1" in each.accessibleName())
    keys.click()
    assert operator.window.key_card.isVisible()
