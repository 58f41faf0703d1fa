"""Short news covers neither the queue nor the map, and nothing one may be typing into, on the smallest screen too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from console.desk import Notice
from console.register import lay_register
from tests.console.driver import Operator
from widgets.look import Look
from widgets.theme import THEMES


@pytest.fixture(params=[(1366, 768), (1920, 1080)], ids=["smallest", "usual"])
def operator(qapp: object, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Operator]:
    someone = Operator()
    lay_register(someone.desk, Look(THEMES["dark"], "zh_CN"), someone.window, tmp_path)
    someone.window.resize(*request.param)
    someone.hears()
    yield someone
    someone.leaves()


def box(operator: Operator, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(operator.window, QPoint(0, 0)), widget.size())


def says(operator: Operator) -> QRect:
    """Two pieces of news at once; where they lie."""
    for at in range(2):
        operator.desk.noticed.emit(Notice("info", f"出了一件事，要说得长一点才好看 {at}", f"news {at}"))
    operator.looks()
    return operator.window.toasts.geometry()


def fields(operator: Operator) -> list[QWidget]:
    found = [each for kind in (QLineEdit, QPlainTextEdit) for each in operator.window.findChildren(kind)]
    return [each for each in found if not each.visibleRegion().isEmpty()]


def test_that_news_lies_over_the_middle_panel_above_its_note(operator: Operator) -> None:
    at = says(operator)
    assert not at.intersects(box(operator, operator.page.queue))
    assert box(operator, operator.page.detail).contains(at)
    assert not at.intersects(box(operator, operator.page.detail.note))
    assert at.top() > operator.window.height() // 2


def test_that_news_covers_no_field_of_an_open_overlay(operator: Operator) -> None:
    for key in ("Ctrl+N", "Ctrl+K"):
        operator.presses(key)
        at = says(operator)
        assert [each.accessibleName() for each in fields(operator) if at.intersects(box(operator, each))] == [], key
        operator.presses("Esc")


def test_that_news_goes_by_itself_and_esc_takes_the_newest_once_nothing_else_is_open(operator: Operator) -> None:
    toasts = operator.window.toasts
    says(operator)
    operator.presses("D")
    operator.presses("Esc")  # lets the card go, and nothing else
    assert len(toasts.shown()) == 2
    newest = toasts.shown()[-1]
    operator.presses("Esc")
    assert newest not in toasts.shown()
    assert len(toasts.shown()) == 1
    operator.waits(5.5)
    assert toasts.shown() == []
