"""Foot bar, banner, toasts: what was done and how long it may be taken back, what is not normal, what is news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.banner import Act as BannerAct
from widgets.banner import BannerKind, ModeBanner, Notice
from widgets.buttons import QuietButton
from widgets.command_bar import ActionState, CommandBar, LastAction
from widgets.look import Look
from widgets.route import Act
from widgets.theme import BANNER, DARK, LIGHT
from widgets.toast import News, ToastKind, ToastStack

NOW = datetime(2025, 6, 17, 6, 32, 7, tzinfo=UTC)
ZH, EN = Look(DARK, "zh_CN"), Look(LIGHT, "en")


def later(seconds: float) -> datetime:
    """So many seconds on."""
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def bar(qtbot: QtBot) -> CommandBar:
    """A foot bar on screen."""
    widget = CommandBar(ZH)
    qtbot.addWidget(widget)
    widget.resize(1366, 36)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def recall(bar: CommandBar) -> QuietButton:
    """The recall button."""
    return bar.findChildren(QuietButton)[0]


def test_that_recall_counts_down_and_goes(bar: CommandBar, qtbot: QtBot) -> None:
    bar.show_action(LastAction("已交办 0411 至 区城管局", until=later(10)), NOW)
    assert (recall(bar).isVisible(), recall(bar).text()) == (True, "撤回 10 秒")
    bar.tick(True, later(9.5))
    assert recall(bar).text() == "撤回 1 秒"
    with qtbot.waitSignal(bar.recall_requested, timeout=1000):
        qtbot.mouseClick(recall(bar), Qt.MouseButton.LeftButton)
    bar.tick(True, later(10))
    assert not recall(bar).isVisible()
    assert bar.recall_left() == 0


@pytest.mark.parametrize("state", [ActionState.RECALLED, ActionState.FAILED])
def test_that_what_did_not_stand_cannot_be_taken_back(bar: CommandBar, state: ActionState) -> None:
    bar.show_action(LastAction("已交办 0411", state, later(9)), NOW)
    assert not recall(bar).isVisible()


def test_that_old_data_and_waiting_commands_are_said(bar: CommandBar) -> None:
    bar.show_data(None, 0, NOW)
    assert "尚无数据" in bar.accessibleDescription()
    bar.show_data(NOW, 3, NOW)
    assert "待发 3" in bar.accessibleDescription()
    calm = bar.grab().toImage()
    bar.show_data(NOW, 0, later(6))
    assert bar.grab().toImage() != calm


def test_that_a_long_action_leaves_room_for_recall_and_data(bar: CommandBar) -> None:
    bar.show_data(NOW, 1208, NOW)
    bar.show_action(LastAction("已交办 " * 60, until=later(10)), NOW)
    keys = bar.findChildren(QuietButton)[1]
    assert recall(bar).geometry().right() < keys.geometry().left() - 150


def test_that_banners_stand_by_gravity_and_take_no_room_when_none(qtbot: QtBot) -> None:
    banner = ModeBanner(ZH)
    qtbot.addWidget(banner)
    assert banner.height() == 0
    banner.show_notices([Notice(BannerKind.DEMO, "一"), Notice(BannerKind.OFFLINE, "二")])
    lines = [part for part in banner.children() if isinstance(part, QWidget)]
    assert [line.accessibleName() for line in lines] == ["离线 只读", "演示数据"]
    assert banner.height() == 2 * BANNER
    banner.show_notices([])
    assert (banner.height(), banner.isVisibleTo(banner.parentWidget())) == (0, False)
    banner.hide()


def test_that_a_banner_that_only_changes_its_words_keeps_its_buttons(qtbot: QtBot) -> None:
    banner = ModeBanner(ZH)
    qtbot.addWidget(banner)
    act = (Act("retry", "view.retry"),)
    banner.show_notices([Notice(BannerKind.RESYNC, "1/9", acts=act, progress=0.1)])
    button = banner.findChildren(QuietButton)[0]
    banner.show_notices([Notice(BannerKind.RESYNC, "2/9", acts=act, progress=0.2)])
    assert banner.findChildren(QuietButton) == [button]
    with qtbot.waitSignal(banner.acted, timeout=1000) as caught:
        button.click()
    assert caught.args == ["retry"]
    banner.hide()


def test_that_toasts_are_two_at_most_and_go_after_five_seconds(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 500)
    stack = ToastStack(ZH, window)
    for second, words in enumerate(("一", "二", "三")):
        stack.say(News(ToastKind.INFO, words), later(second))
    assert [news.text for news in stack.shown()] == ["二", "三"]
    assert stack.geometry().bottom() < 500 - 36
    stack.tick(True, later(6))
    assert [news.text for news in stack.shown()] == ["三"]
    stack.tick(True, later(7))
    assert stack.shown() == []
    assert not stack.isVisibleTo(window)


def test_that_bars_change_language_while_they_run(bar: CommandBar) -> None:
    bar.show_action(LastAction("x", until=later(3)), NOW)
    bar.restyle(EN)
    assert recall(bar).text() == "Recall 3s"
    assert "Outbox 0" in bar.accessibleDescription()


def test_that_a_banner_with_little_room_cuts_its_words_and_no_key(qtbot: QtBot) -> None:
    banner = ModeBanner(ZH)
    qtbot.addWidget(banner)
    banner.resize(500, BANNER)
    acts = tuple(BannerAct(str(n), "second.open", (f"Ctrl+{key}",)) for n, key in enumerate("OWIB"))
    banner.show_notices([Notice(BannerKind.SECOND, "0107 请求结案，内容很长很长很长很长很长很长", acts=acts)])
    assert [button.keys() for button in banner.findChildren(QuietButton)] == [(f"Ctrl+{key}",) for key in "OWIB"]
    banner.hide()
