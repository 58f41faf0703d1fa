"""Without a mouse and without eyes: every control has a name and a role, is reached and left by keys, and shows it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

from console.shots_world import Studio
from widgets.look import Look
from widgets.theme import THEMES, apply_theme

NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane)
LISTS = {"QueueView", "EscalationList", "LinkBoard"}
FAINTEST = 3.0
LEAST = 40  # pixels: two sides of the smallest ring
LONGEST = 200


def studio(theme: str, lang: str = "zh_CN") -> Iterator[Studio]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, THEMES[theme])
    made = Studio("normal", Look(THEMES[theme], lang))
    made.window.activateWindow()
    assert QTest.qWaitForWindowActive(made.window)
    yield made
    made.ends()


@pytest.fixture(params=["dark", "light"])
def desk(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Studio]:
    """A seat in the middle of a shift, in each theme."""
    yield from studio(request.param)


@pytest.fixture(params=["zh_CN", "en"])
def spoken(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Studio]:
    """The same with the windows of three monitors, in each language."""
    for made in studio("dark", request.param):
        made.screens.choose("three")
        made.folds()
        yield made


def windows() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def reachable(window: QWidget) -> list[QWidget]:
    """Everything in sight that Tab should lead to."""
    return [
        each
        for each in window.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
    ]


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()}"


def walk() -> list[QWidget]:
    """Tab from where the keyboard is until it comes round."""
    seen: list[QWidget] = []
    for _ in range(LONGEST):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        assert here is not None, f"the keyboard is nowhere after {called(seen[-1])}"
        if here in seen:
            return seen
        assert here.isVisible(), called(here)
        seen.append(here)
    raise AssertionError("Tab never comes round")


def light(image: QImage) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Relative luminance of each pixel after WCAG 2."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    raw = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    parts = raw[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).astype(np.float64) / 255
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    made: np.ndarray[tuple[int, int], np.dtype[np.float64]] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return made


def ring(widget: QWidget) -> int:
    """How many pixels on and around a widget change by 3 : 1 or more when it has the keyboard."""
    window = widget.window()
    area = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-4, -4, 4, 4).intersected(window.rect())
    with_it = light(window.grab(area).toImage()) + 0.05
    widget.clearFocus()
    without = light(window.grab(area).toImage()) + 0.05
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return int((np.maximum(with_it, without) >= FAINTEST * np.minimum(with_it, without)).sum())


def test_that_everything_the_keyboard_reaches_has_a_name_and_a_role(spoken: Studio) -> None:
    nameless: set[str] = set()
    for page in spoken.window.page_names:
        spoken.window.show_page(page)
        spoken.folds()
        for each in [each for window in windows() for each in reachable(window)]:
            said = QAccessible.queryAccessibleInterface(each)
            if not said.text(QAccessible.Text.Name) or said.role() in NO_ROLES:
                nameless.add(f"{page}: {called(each)} is a {said.role().name}")
    assert nameless == set()


def test_that_lists_say_their_row_in_a_sentence(spoken: Studio) -> None:
    told: dict[str, str] = {}
    for page in spoken.window.page_names:
        spoken.window.show_page(page)
        spoken.folds()
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        here = QApplication.focusWidget()
        if type(here).__name__ in LISTS:
            told[type(here).__name__] = QAccessible.queryAccessibleInterface(here).text(QAccessible.Text.Value)
    assert set(told) >= {"QueueView", "EscalationList"}
    assert all(len(value) > 12 for value in told.values()), told


def test_that_tab_leads_to_every_control_of_every_page_and_on_from_it(desk: Studio) -> None:
    for page in desk.window.page_names:
        desk.window.show_page(page)
        desk.folds()
        seen = walk()
        missed = [each for each in reachable(desk.window) if each not in seen]
        # Of buttons that exclude each other Tab leads to one; the arrows lead on, and each has a key of its own.
        rest = [each for each in missed if not (isinstance(each, QAbstractButton) and each.autoExclusive())]
        assert [called(each) for each in rest] == [], page


def test_that_where_the_keyboard_is_can_be_seen(desk: Studio) -> None:
    faint: list[str] = []
    for page in desk.window.page_names:
        desk.window.show_page(page)
        desk.folds()
        first = QApplication.focusWidget()
        for _ in range(LONGEST):
            here = QApplication.focusWidget()
            assert here is not None
            if ring(here) < LEAST:
                faint.append(f"{page}: {called(here)}")
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            if QApplication.focusWidget() is first:
                break
    assert faint == []


def test_that_the_list_to_sign_shows_that_it_has_the_keyboard(desk: Studio) -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    desk.folds()
    here = QApplication.focusWidget()
    assert desk.seat.second.list.isAncestorOf(here)
    assert ring(here) >= LEAST


def test_that_tab_scrolls_to_what_it_leads_to(desk: Studio) -> None:
    desk.window.show_page("desk")
    desk.folds()
    area = next(each for each in desk.window.findChildren(QScrollArea) if each.isVisible())
    way = walk()
    steps = zip(way[-1:] + way, way, strict=False)
    before, first = next(step for step in steps if area.isAncestorOf(step[1]) and not area.isAncestorOf(step[0]))
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    before.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is first
    top = first.mapTo(area.viewport(), QPoint(0, 0)).y()
    assert 0 <= top < area.viewport().height()
