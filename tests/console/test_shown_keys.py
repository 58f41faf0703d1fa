"""Each button says which key does the same; the few that have none are named here with the reason."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from console.shots_check import cut, written
from console.shots_world import LEAD, OPERATOR, Studio
from core.domain.nouns import Actor
from tests.console.driver import Operator
from widgets.buttons import QuietButton
from widgets.look import Look
from widgets.theme import DARK, apply_theme

# Where a button stands, what it says, and why no key of its own stands on it.
NO_KEY = {
    ("QWidget", "浅"): "a look is chosen once, under Settings too; F2 to F4 and Tab lead there",
    ("QWidget", "EN"): "a language is chosen once, under Settings too",
    ("FilterBar", ""): "chips of the list that A opens, whose own button shows A",
    ("DispatchCard", "改派"): "the digits it says are its keys, once D has opened the card",
    ("TopStrip", ""): "marks to be read; what they lead to has its own key: Ctrl+J, F4, F12, and the filters behind A",
    ("NavRail", ""): "shows its key by itself, in small type",
    ("DistrictMap", ""): "says + and -, which are its keys",
    ("ImportPanel", ""): "a column of a table is chosen with Tab and Space, as each column is",
    ("PaperPanel", ""): "a line of a sheet is filled with Tab and Space, as each line is",
    ("SettingsView", ""): "a setting's values are walked with the arrows",
}


def reason(button: QAbstractButton) -> str | None:
    """Why there is no key on it, if that is known."""
    parent: QWidget | None = button.parentWidget()
    while parent is not None:
        name = type(parent).__name__
        for (place, words), said in NO_KEY.items():
            if place == name and button.text().startswith(words):
                return said
        parent = parent.parentWidget() if name != "Window" else None
    return None


@pytest.mark.parametrize(
    ("state", "actor", "page"),
    [
        ("normal", OPERATOR, "desk"),
        ("surge", OPERATOR, "desk"),
        ("offline", OPERATOR, "desk"),
        ("normal", OPERATOR, "register"),
        ("normal", OPERATOR, "video"),
        ("normal", LEAD, "desk"),
        ("normal", LEAD, "escalations"),
    ],
)
def test_that_every_button_shows_its_key(qapp: QApplication, state: str, actor: Actor, page: str) -> None:
    apply_theme(qapp, DARK)
    studio = Studio(state, Look(DARK, "zh_CN"), actor)
    studio.window.resize(1920, 1080)
    studio.show(page)
    studio.folds()
    shown = [button for button in studio.window.findChildren(QAbstractButton) if button.isVisible()]
    without = [b for b in shown if not (isinstance(b, QuietButton) and b.keys()) and reason(b) is None]
    words = [(type(b.parentWidget()).__name__, b.text()) for b in without]
    studio.ends()
    assert len(shown) > 10
    assert words == []


def test_that_the_key_card_names_the_walk_and_the_map(operator: Operator) -> None:
    operator.hears()
    operator.presses("F1")
    keys = {key for line in operator.window.key_card.lines for key in line.keys}
    assert {"J", "K", "X", "L", "T"} <= keys


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_that_all_of_the_key_card_is_on_the_smallest_screen(operator: Operator, lang: str) -> None:
    window = operator.window
    window.restyle(Look(DARK, lang))
    window.resize(1366, 768)
    operator.hears()
    operator.presses("F1")
    card = window.key_card
    assert window.rect().contains(card.geometry())
    cells = [cell for cell, _ in card._cells()]
    assert all(card.rect().contains(cell.toAlignedRect()) for cell in cells)
    with written() as texts:
        card.grab()
    assert cut(texts) == []


def test_that_keys_that_move_leave_the_key_card_and_what_lies_behind_it_alone(operator: Operator) -> None:
    operator.hears()
    operator.hears()
    operator.presses("F1")
    before = operator.desk.selection
    operator.presses("Down", "PgDown", "Up", "End")
    assert operator.window.key_card.isVisible()
    assert operator.desk.selection == before
    operator.presses("Escape")
    assert not operator.window.key_card.isVisible()
