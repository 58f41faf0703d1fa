"""The card sends only when it may, says what it sends, and never calls sent what waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.domain.nouns import TaskState
from widgets.buttons import PrimaryButton, QuietButton
from widgets.dispatch_card import DispatchCard
from widgets.look import Look
from widgets.receipt_marks import Receipt
from widgets.route import Act, CardMode, OtherRoute, Route, RouteUnit
from widgets.theme import DARK, LIGHT

ZH, EN = Look(DARK, "zh_CN"), Look(LIGHT, "en")
UNITS = (RouteUnit("住建局", "lead"), RouteUnit("城管局"), RouteUnit("消防站", asked=True))
READY = Route(CardMode.READY, UNITS, others=(OtherRoute(1, "甲"), OtherRoute(2, "乙")), acts=(Act("up", "escalate"),))


@pytest.fixture
def card(qtbot: QtBot) -> DispatchCard:
    """A card on screen."""
    widget = DispatchCard(ZH)
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    widget.show()
    qtbot.waitExposed(widget)
    widget.show_route(READY)
    return widget


def main(card: DispatchCard) -> PrimaryButton:
    """The filled button."""
    (button,) = card.findChildren(PrimaryButton)
    return button


def quiet(card: DispatchCard, text: str) -> QuietButton:
    """The newest quiet button with these words; one that was replaced goes only with the next turn of the loop."""
    return [button for button in card.findChildren(QuietButton) if button.text() == text][-1]


@pytest.mark.parametrize(
    ("units", "zh", "en"),
    [
        (UNITS, "交办 2，联动 1", "Dispatch 2, ask 1"),
        (UNITS[:2], "交办 2 个单位", "Dispatch 2 units"),
        (UNITS[:1], "交办 1 个单位", "Dispatch 1 unit"),
        (UNITS[2:], "请求联动 1", "Ask 1 to join"),
    ],
)
def test_that_the_button_says_what_it_does(card: DispatchCard, units: tuple[RouteUnit, ...], zh: str, en: str) -> None:
    card.show_route(Route(CardMode.READY, units))
    assert main(card).text() == zh
    card.restyle(EN)
    assert main(card).text() == en
    assert main(card).keys() == ("D", " → ", "Enter"), "one after the other, not one or the other"


def test_that_enter_sends_once_armed(card: DispatchCard, qtbot: QtBot) -> None:
    card.arm()
    assert card.hasFocus()
    with qtbot.waitSignal(card.sent, timeout=1000):
        qtbot.keyClick(card, Qt.Key.Key_Return)
    assert not card.is_armed()


def test_that_a_digit_takes_another_route_and_an_unknown_one_none(card: DispatchCard, qtbot: QtBot) -> None:
    taken: list[int] = []
    card.other_chosen.connect(taken.append)
    card.arm()
    qtbot.keyClick(card, Qt.Key.Key_2)
    qtbot.keyClick(card, Qt.Key.Key_7)
    assert taken == [2]


def test_that_escape_lets_go_without_sending(card: DispatchCard, qtbot: QtBot) -> None:
    sent: list[bool] = []
    card.sent.connect(lambda: sent.append(True))
    card.arm()
    with qtbot.waitSignal(card.disarmed, timeout=1000):
        qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert (sent, card.is_armed()) == ([], False)


def test_that_a_refused_route_is_not_sent_and_says_why(card: DispatchCard, qtbot: QtBot) -> None:
    sent: list[bool] = []
    card.sent.connect(lambda: sent.append(True))
    card.show_route(Route(CardMode.READY, UNITS, refusal="无权交办"))
    card.arm()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert sent == []
    assert main(card).toolTip() == "无权交办"
    assert main(card).accessibleDescription() == "无权交办"


@pytest.mark.parametrize("mode", [CardMode.NO_ROUTE, CardMode.NOBODY])
def test_that_without_a_route_units_are_chosen(card: DispatchCard, qtbot: QtBot, mode: CardMode) -> None:
    card.show_route(Route(mode))
    with qtbot.waitSignal(card.choose_asked, timeout=1000):
        qtbot.mouseClick(main(card), Qt.MouseButton.LeftButton)


def test_that_offline_it_logs_a_phone_call(card: DispatchCard, qtbot: QtBot) -> None:
    card.show_route(Route(CardMode.PHONE, UNITS))
    assert main(card).text() == "电话交办登记 · 待发"
    with qtbot.waitSignal(card.phoned, timeout=1000):
        qtbot.mouseClick(main(card), Qt.MouseButton.LeftButton)


def test_that_what_waits_is_not_called_sent(card: DispatchCard) -> None:
    card.show_route(Route(CardMode.QUEUED, UNITS))
    assert card.accessibleName() == "待发交办"
    assert "已交办" not in card.accessibleName() + card.accessibleDescription()
    assert not main(card).isVisibleTo(card)


def test_that_a_sent_card_tells_each_unit_apart(card: DispatchCard) -> None:
    at = datetime(2025, 6, 17, 6, 32, tzinfo=UTC)
    states = (TaskState.DELIVERED, TaskState.RECEIPTED, TaskState.ON_SCENE)
    units = tuple(
        RouteUnit(unit.name, unit.role, receipt=Receipt(state, at)) for unit, state in zip(UNITS, states, strict=True)
    )
    card.show_route(Route(CardMode.SENT, units))
    said = card.accessibleDescription()
    assert [word in said for word in ("已送达", "已签收", "已到场")] == [True, True, True]


def test_that_an_act_is_told_by_its_id_and_refused_with_its_reason(card: DispatchCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.acted, timeout=1000) as caught:
        qtbot.mouseClick(quiet(card, "提级"), Qt.MouseButton.LeftButton)
    assert caught.args == ["up"]
    card.show_route(Route(CardMode.READY, UNITS, acts=(Act("up", "escalate", refusal="已到区级"),)))
    assert (quiet(card, "提级").isEnabled(), quiet(card, "提级").toolTip()) == (False, "已到区级")


def test_that_other_routes_show_only_when_asked_for(card: DispatchCard, qtbot: QtBot) -> None:
    before = card.height()
    assert not quiet(card, "甲").isVisible()
    card.arm()
    assert quiet(card, "甲").isVisible()
    assert card.height() > before


def test_that_losing_the_keyboard_disarms(card: DispatchCard, qtbot: QtBot) -> None:
    card.arm()
    card.clearFocus()
    assert not card.is_armed()


def test_that_letters_pass_through_to_the_window(card: DispatchCard, qtbot: QtBot) -> None:
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier, "j")
    card.keyPressEvent(event)
    assert not event.isAccepted()
