"""From F1 to the handbook and back to the queue, as an operator does it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from resources import text
from tests.console.driver import Operator
from widgets.text import LANGS


def test_that_f1_and_h_open_the_handbook_and_esc_leads_back_to_the_queue(operator: Operator) -> None:
    operator.hears()
    operator.presses("F1")
    assert operator.window.key_card.isVisible()
    operator.presses("H")
    assert not operator.window.key_card.isVisible()
    assert operator.window.handbook.isVisible()
    assert operator.window.handbook.chapters[:2] == ("一分钟上手", "登录")
    operator.presses("Esc")
    assert not operator.window.handbook.isVisible()
    assert operator.keyboard() == "queue"


def test_that_it_hides_neither_the_strip_nor_the_foot(operator: Operator) -> None:
    operator.presses("F1", "H")
    window = operator.window
    assert window.rect().contains(window.handbook.geometry())
    assert not window.handbook.geometry().intersects(window.strip.geometry())
    assert not window.handbook.geometry().intersects(window.foot.geometry())


def test_that_keys_read_and_do_not_act_while_it_is_open(operator: Operator) -> None:
    no = operator.hears()
    operator.presses("F1", "H", "Space", "D", "E", "O")
    assert operator.window.handbook.isVisible()
    assert operator.hub.received == []
    assert not operator.case(no).acked


def test_that_a_page_key_takes_it_away(operator: Operator) -> None:
    operator.presses("F1", "H", "F2")
    assert not operator.window.handbook.isVisible()
    assert operator.keyboard() == "queue"


def test_that_it_follows_the_desks_language(operator: Operator, qapp: QApplication) -> None:
    operator.presses("F1", "H")
    operator.window.switch_lang()
    assert operator.window.handbook.chapters[0] == "In one minute"


@pytest.mark.parametrize("lang", LANGS)
def test_that_both_handbooks_are_shipped(lang: str) -> None:
    assert text(f"docs/handbook_{lang[:2]}.md").startswith("# ")
