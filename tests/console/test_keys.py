"""Keys chosen in place of others: heard at once, shown wherever a key is shown, refused where somebody owns them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.actions import Action
from console.choices import Choices
from console.key_rules import OWNED, key_refusal
from console.prefs import PrefsStore
from tests.console.driver import Operator
from widgets.keys import Keys, own
from widgets.theme import DARK, apply_theme


@pytest.fixture
def seat(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Operator, Choices]]:
    apply_theme(qapp, DARK)
    operator = Operator()
    yield operator, Choices(operator.desk, PrefsStore(tmp_path), operator.window)
    operator.leaves()


def _action(operator: Operator, name: str) -> Action:
    return next(a for acts in operator.window.all_acts().values() for a in acts if a.id == name)


def _card(operator: Operator) -> dict[str, tuple[str, ...]]:
    operator.presses("F1")
    lines = {line.text: line.keys for line in operator.window.key_card.lines}
    operator.presses("Esc")
    return lines


def test_that_a_chosen_key_does_the_act_and_the_old_one_does_nothing(seat: tuple[Operator, Choices]) -> None:
    operator, choices = seat
    no = operator.hears()
    choices.choose(keys={"take": ["W"]})
    operator.presses("Space")
    assert operator.case(no).holder is None
    operator.presses("W")
    assert operator.case(no).holder == operator.desk.actor.name


def test_that_every_place_that_shows_a_key_shows_the_chosen_one(seat: tuple[Operator, Choices]) -> None:
    operator, choices = seat
    operator.hears()
    assert "D" in operator.page.detail.card._main.accessibleName().split()
    choices.choose(keys={"dispatch": ["Q"], "page.desk": ["F9"], "silence": ["F10"], "recall": ["F7"]})
    button = operator.page.detail.card._main.accessibleName()
    assert button.split()[-3:] == ["Q", "→", "Enter"], button
    assert _card(operator)["交办"] == ("Q",)
    assert "F9" in " ".join(b.accessibleDescription() for b in operator.window.rail._buttons.values())
    assert "F10" in operator.window.strip.sound.accessibleName()
    assert operator.window.look.caps((own("dispatch", "D"),)) == ["Q"]


def test_that_single_letters_can_be_switched_off(seat: tuple[Operator, Choices]) -> None:
    operator, choices = seat
    first, second = operator.hears(), operator.hears("占道经营", None)
    operator.page.queue.select(first)
    choices.choose(single_keys=False)
    operator.presses("C")
    assert operator.case(first).holder is None
    operator.presses("J")
    assert operator.selection() == first
    operator.presses("Down")
    assert operator.selection() == second
    operator.page.queue.select(first)
    operator.presses("Ctrl+D", "Enter")
    assert operator.case(first).tasks
    assert not any(len(key) == 1 for keys in _card(operator).values() for key in keys)
    choices.choose(single_keys=True)
    operator.page.queue.select(second)
    operator.presses("C")
    assert operator.case(second).holder


def test_that_a_text_field_keeps_its_letters_whatever_is_chosen(seat: tuple[Operator, Choices]) -> None:
    operator, choices = seat
    operator.hears()
    choices.choose(keys={"take": ["W"], "dispatch": ["Q"]})
    operator.presses("/")
    operator.types("tq")
    assert operator.page.filters.field.text() == "tq"


@pytest.mark.parametrize(
    "key",
    [
        "Ctrl+Space",
        "Ctrl+Shift+F",
        "Ctrl+Alt+P",
        "Ctrl+5",
        "Ctrl+.",
        "Alt+A",
        "Alt+F4",
        "Meta+D",
        "Print",
        "Tab",
        "Esc",
        "Ctrl+Z",
        "Ctrl+V",
        "Ctrl+A",
    ],
)
def test_that_keys_of_input_methods_and_desktop_tools_are_refused_with_a_reason(
    seat: tuple[Operator, Choices], key: str
) -> None:
    operator, _ = seat
    for name in ("take", "next"):
        no = key_refusal(_action(operator, name), key, operator.window.all_acts(), Keys())
        assert no is not None, (name, key)
        assert no.rule == "key_owned"
        assert key in no.zh
        assert key in no.en


def test_that_a_key_in_use_is_refused_with_the_name_of_its_act(seat: tuple[Operator, Choices]) -> None:
    operator, _ = seat
    places = operator.window.all_acts()
    taken = key_refusal(_action(operator, "take"), "D", places, Keys())
    assert taken is not None
    assert "交办" in taken.zh
    assert "Dispatch" in taken.en
    wide = key_refusal(_action(operator, "urge"), "F8", places, Keys())
    assert wide is not None
    assert "撤回" in wide.zh
    freed = Keys({"dispatch": ("Q",)})
    assert key_refusal(_action(operator, "take"), "D", places, freed) is None
    walk = key_refusal(_action(operator, "take"), "J", places, Keys())
    assert walk is not None
    assert walk.rule == "key_walk"


def test_that_what_works_while_typing_takes_no_single_key(seat: tuple[Operator, Choices]) -> None:
    operator, _ = seat
    no = key_refusal(_action(operator, "next"), "Q", operator.window.all_acts(), Keys())
    assert no is not None
    assert no.rule == "key_typed"
    assert key_refusal(_action(operator, "next"), "Ctrl+L", operator.window.all_acts(), Keys()) is None


def test_that_no_key_the_desk_comes_with_belongs_to_somebody_else(seat: tuple[Operator, Choices]) -> None:
    operator, _ = seat
    places = operator.window.all_acts()
    assert OWNED
    for acts in places.values():
        for action in acts:
            for key in action.keys:
                if action.id != "escape":
                    refused = key_refusal(action, key, places, Keys())
                    assert refused is None or refused.rule == "key_walk", (action.id, key, refused)
