"""The small parts: loop, levels, facts, rail, buttons, empty views."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.domain.nouns import HIDDEN, Priority, Stage, TaskState, Tier
from widgets import paint
from widgets.badges import PriorityBadge, badge_path
from widgets.buttons import PrimaryButton, QuietButton
from widgets.facts import Fact, FactGrid
from widgets.ladder import LevelState, TierLadder, levels_of
from widgets.look import Look
from widgets.nav_rail import PAGES, NavButton, NavRail
from widgets.receipt_marks import Receipt, ReceiptMarks
from widgets.route import Act
from widgets.state_view import Blank, StateView, ViewState
from widgets.stepper import LoopStepper, StepState, steps_of
from widgets.theme import DARK, LIGHT

NOW = datetime(2025, 6, 17, 6, 32, 7, tzinfo=UTC)
ZH, EN = Look(DARK, "zh_CN"), Look(LIGHT, "en")
TIMES = {stage: NOW + timedelta(minutes=place) for place, stage in enumerate(Stage)}


@pytest.mark.parametrize("stage", list(Stage))
def test_that_the_loop_is_done_before_now_and_later_after(stage: Stage) -> None:
    here = list(Stage).index(stage)
    states = [step.state for step in steps_of(stage, TIMES)]
    assert states[:here] == [StepState.DONE] * here
    assert states[here] is (StepState.DONE if stage is Stage.CLOSED else StepState.NOW)
    assert states[here + 1 :] == [StepState.LATER] * (4 - here)


def test_that_a_step_nobody_saw_is_skipped_and_a_reopened_one_says_so(qtbot: QtBot) -> None:
    steps = steps_of(Stage.HANDLED, {Stage.FOUND: NOW}, reopened=True)
    assert [step.state for step in steps] == [
        StepState.DONE, StepState.SKIPPED, StepState.SKIPPED, StepState.REOPENED, StepState.LATER,
    ]  # fmt: skip
    stepper = LoopStepper(ZH)
    qtbot.addWidget(stepper)
    stepper.show_steps(steps)
    assert stepper.accessibleDescription() == "发现 已完成, 采集 跳过, 流转 跳过, 处置 重开, 结案 未到"


@pytest.mark.parametrize("tier", list(Tier))
def test_that_the_levels_are_joined_wherever_the_matter_stands(
    qtbot: QtBot, tier: Tier, monkeypatch: pytest.MonkeyPatch
) -> None:
    ladder = TierLadder(ZH)
    qtbot.addWidget(ladder)
    ladder.resize(560, TierLadder.HEIGHT)
    ladder.show_levels(levels_of(tier))
    said: list[str] = []
    monkeypatch.setattr(paint, "write", lambda painter, rect, text, *more: said.append(text))
    ladder.grab()
    assert said.count("›") == len(Tier) - 1


def test_that_the_ladder_names_triage_only_for_disputes(qtbot: QtBot) -> None:
    ladder = TierLadder(ZH)
    qtbot.addWidget(ladder)
    levels = levels_of(Tier.TOWN, copied=(Tier.COMMUNITY,), done=(Tier.GRID,))
    assert [level.state for level in levels] == [
        LevelState.DONE, LevelState.COPIED, LevelState.NOW, LevelState.LATER,
    ]  # fmt: skip
    ladder.show_levels(levels)
    assert (ladder.accessibleName(), "会诊" in ladder.accessibleDescription()) == ("处置层级", False)
    ladder.show_levels(levels, triage=True)
    assert (ladder.accessibleName(), "会诊" in ladder.accessibleDescription()) == ("四级分诊", True)


def test_that_hidden_and_missing_are_two_things(qtbot: QtBot) -> None:
    facts = FactGrid(ZH)
    qtbot.addWidget(facts)
    facts.show_facts([Fact("fact.reporter", HIDDEN), Fact("fact.phone"), Fact("fact.place", "3 号楼")])
    assert facts.accessibleDescription() == "报告人 已脱敏; 电话 未提供; 地点 3 号楼"
    assert HIDDEN not in facts.accessibleDescription() + facts.toolTip()


def test_that_facts_never_overlap_and_wrap_when_long(qtbot: QtBot) -> None:
    facts = FactGrid(ZH)
    qtbot.addWidget(facts)
    facts.show_facts(
        [Fact("fact.place", "幸福里小区" * 9), Fact("fact.grid", "07"), Fact("fact.duty", "3-12", wide=True)]
    )
    assert facts.heightForWidth(400) > facts.heightForWidth(1400)
    boxes = [box for box, _ in facts._layout(400)]
    for place, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[place + 1 :])


def test_that_the_rail_shows_only_pages_that_exist(qtbot: QtBot) -> None:
    rail = NavRail(ZH)
    qtbot.addWidget(rail)
    known = [("desk", "F2"), ("escalations", "F3"), ("video", "F4"), ("settings", "")]
    assert [(page.id, page.key) for page in PAGES] == known
    buttons = rail.findChildren(NavButton)
    assert [button.text() for button in buttons] == ["工作台", "提级", "视联", "设置"]
    rail.show_page("video")
    assert [button.isChecked() for button in buttons] == [False, False, True, False]
    with qtbot.waitSignal(rail.chosen, timeout=1000) as caught:
        buttons[1].click()
    assert caught.args == ["escalations"]
    rail.show_needs("desk", 3)
    assert "3" in buttons[0].accessibleName()
    rail.refuse("video", "无权限")
    assert (buttons[2].isEnabled(), buttons[2].toolTip()) == (False, "无权限")


@pytest.mark.parametrize("kind", [QuietButton, PrimaryButton])
def test_that_a_refused_button_says_why_and_does_nothing(qtbot: QtBot, kind: type[QuietButton]) -> None:
    button = kind(ZH, "ack_claim", ("Space",))
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.refuse("已被 王磊 认领")
    button.click()
    assert (pressed, button.toolTip(), button.accessibleDescription()) == ([], "已被 王磊 认领", "已被 王磊 认领")
    button.refuse(None)
    button.click()
    assert (pressed, button.toolTip()) == ([True], "")
    assert button.accessibleName() == "确认认领 空格"
    button.restyle(EN)
    assert button.accessibleName() == "Ack & claim Space"


def test_that_focus_shows_as_a_ring(qtbot: QtBot) -> None:
    button = QuietButton(ZH, "escalate")
    qtbot.addWidget(button)
    button.show()
    qtbot.waitExposed(button)
    button.activateWindow()
    button.clearFocus()
    before = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    after = button.grab().toImage()
    ring = DARK.acc.rgb()
    assert before.pixel(20, 1) != ring
    assert after.pixel(20, 1) == ring
    button.hide()


def test_that_each_priority_has_its_own_shape(qtbot: QtBot) -> None:
    from PySide6.QtCore import QPointF, QRectF

    box = QRectF(0, 0, 22, 22)
    probes = [QPointF(3, 3), QPointF(5, 5), QPointF(11, 2), QPointF(2, 19)]  # corner, towards it, top, foot
    inside = {p: tuple(badge_path(box, p).contains(probe) for probe in probes) for p in Priority}
    assert len(set(inside.values())) == 4
    badge = PriorityBadge(ZH, Priority.P2)
    qtbot.addWidget(badge)
    assert badge.accessibleName() == "P2 紧急"
    badge.show_priority(Priority.P1)
    badge.restyle(EN)
    assert badge.accessibleName() == "P1 Critical"


def test_that_every_mark_of_a_task_is_drawn_differently(qtbot: QtBot) -> None:
    pictures = []
    for state in (None, TaskState.SENT, TaskState.DELIVERED, TaskState.RECEIPTED, TaskState.ON_SCENE):
        mark = ReceiptMarks(ZH, Receipt(state))
        qtbot.addWidget(mark)
        mark.resize(17, 22)
        pictures.append(bytes(mark.grab().toImage().convertToFormat(mark.grab().toImage().format()).constBits()))
    assert len(set(pictures)) == len(pictures)


def test_that_an_empty_view_says_what_and_what_next(qtbot: QtBot) -> None:
    view = StateView(ZH)
    qtbot.addWidget(view)
    assert view.accessibleName() == "没有内容"
    view.show_blank(Blank(ViewState.EMPTY, "filter_hides", {"count": "41"}, act=Act("clear", "clear_filter", ("Esc",))))
    assert view.accessibleName() == "筛选后没有事件，另有 41 件未显示"
    with qtbot.waitSignal(view.acted, timeout=1000) as caught:
        view.findChildren(QuietButton)[0].click()
    assert caught.args == ["clear"]
    view.restyle(EN)
    assert view.accessibleName() == "No match, 41 hidden by filter"
