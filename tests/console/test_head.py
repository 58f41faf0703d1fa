"""Which case it is stays in sight, whatever is scrolled and however small the window becomes."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from tests.console.driver import Operator


def low(operator: Operator) -> None:
    """The smallest screen the desk is made for, after a large one."""
    operator.window.resize(1366, 768)
    for _ in range(3):
        operator.looks()
        QApplication.processEvents()


def test_that_number_and_title_stay_while_the_card_is_open(operator: Operator) -> None:
    operator.hears("三号楼二单元燃气异味", duty="2-01")
    low(operator)
    operator.presses("Space", "D")
    detail = operator.page.detail
    assert detail._scroll.verticalScrollBar().value() > 0, "there is nothing to scroll, and so nothing to show"
    assert detail.header.visibleRegion().boundingRect().size() == detail.header.size()


def test_that_buttons_above_the_note_lie_over_nothing_after_the_window_became_smaller(operator: Operator) -> None:
    operator.hears("三号楼二单元燃气异味", duty="2-01")
    low(operator)
    detail = operator.page.detail
    assert detail._foot.is_pinned
    assert detail._scroll.geometry().bottom() < detail._foot.geometry().top()
    assert detail.rect().contains(detail._foot.geometry())
