"""The guided practice: each step is done by the keys its words name, judged by what the sandbox heard, and timed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.practice import READING_S, Practice, build
from console.practice_plan import STEPS, Course
from core.domain import events as ev
from widgets.hatch_frame import WIDE
from widgets.look import Look
from widgets.theme import DARK, apply_theme

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


class Learner:
    """Somebody before the practice, with a clock moved by hand."""

    def __init__(self, lang: str = "zh_CN", slips: Path = Path("slips")) -> None:
        self.passed = 0.0
        self._ids = 0
        self.window, self.practice, self.hub = build(
            Look(DARK, lang),
            lambda: self.passed,
            lambda: START + timedelta(seconds=self.passed),
            self._new_id,
            slips,
        )
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.show_page("desk")
        self.looks()

    def _new_id(self) -> str:
        self._ids += 1
        return f"p{self._ids:08d}"

    def looks(self) -> None:
        while True:
            self.window.desk.step()
            if not self.window.desk.is_busy:
                break
        self.window.tick()
        QApplication.sendPostedEvents()

    def waits(self, seconds: float) -> None:
        self.passed += seconds
        self.hub.pass_time()
        self.looks()

    def selects(self, no: str) -> None:
        self.window.open_case(no)
        self.looks()

    def presses(self, *keys: str) -> None:
        for key in keys:
            combination = QKeySequence(key)[0]
            QTest.keyClick(
                QApplication.focusWidget() or self.window, combination.key(), combination.keyboardModifiers()
            )
            self.looks()

    def types(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)
        self.looks()

    @property
    def step(self) -> str:
        step = self.practice.course.step
        return step.id if step is not None else "over"

    def does(self, step: str) -> None:
        """The step by the keys its words name."""
        no = self.practice._no
        if step == "find":
            self.presses("Ctrl+G")
            self.types(no[-4:])
            self.presses("Return")
            return
        self.selects(no)
        keys = {
            "ack": ("Space",),
            "dispatch": ("D", "Return"),
            "recall": ("D", "Return", "F8"),
            "urge": ("R",),
            "escalate": ("E", "1"),
        }
        self.presses(*keys[step])

    def leaves(self) -> None:
        self.window.desk.stop()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def learner(qapp: QApplication, tmp_path: Path) -> Iterator[Learner]:
    apply_theme(qapp, DARK)
    found = Learner(slips=tmp_path)
    yield found
    found.leaves()


def test_that_both_rounds_are_done_by_the_keys_the_words_name_and_the_second_is_timed(learner: Learner) -> None:
    for round_ in (1, 2):
        for step in STEPS:
            assert learner.step == step.id, (round_, learner.practice.panel.text)
            assert ("不看按键" in learner.practice.panel.text.how) is (round_ == 2)
            learner.waits(READING_S + 1.5)
            learner.does(step.id)
    course = learner.practice.course
    assert course.is_over
    assert course.within_goal() == len(STEPS)
    assert all(a.seconds >= 1.5 for a in course.done)
    text = learner.practice.panel.text
    assert "6 项中 6 项" in text.task
    assert "结束练习" in text.how
    assert all("目标" in line.took for line in text.lines), "how fast, beside how fast it should be"


def test_that_the_clock_starts_with_the_first_key_and_not_while_the_words_are_read(learner: Learner) -> None:
    for step in STEPS:
        learner.does(step.id)
    learner.waits(2.0)
    assert "动手" in learner.practice.panel.text.clock
    learner.presses("Ctrl+J")
    learner.waits(1.0)
    assert learner.practice.panel.text.clock == "1 秒"
    learner.presses("Space")
    assert learner.practice.course.done[-1].seconds == 1.0


def test_that_a_dispatch_of_another_case_than_the_one_meant_is_told_and_can_be_taken_back(learner: Learner) -> None:
    other = learner.practice._no
    learner.does("ack")
    meant = learner.practice._no
    learner.selects(other)
    learner.presses("D", "Return")
    assert learner.step == "dispatch"
    assert learner.practice.panel.text.how == f"这是 {other[-4:]}，要的是 {meant[-4:]}，按 F8 撤回"
    learner.presses("F8")
    assert "Ctrl+J" in learner.practice.panel.text.how
    learner.does("dispatch")
    assert learner.step == "recall"


def test_that_the_keys_the_first_round_names_lead_to_the_case(learner: Learner) -> None:
    learner.presses("Ctrl+J", "Space")
    assert learner.step == "dispatch"
    learner.presses("Ctrl+J", "D", "Return")
    assert learner.step == "recall"
    learner.presses("Ctrl+J", "D", "Return", "F8")
    assert learner.step == "find"


def test_that_the_practice_can_be_ended_where_it_says_what_comes_next(learner: Learner) -> None:
    for _ in range(2 * len(STEPS)):
        learner.practice.skip()
    end = learner.practice.panel._end
    assert end.isVisible()
    end.click()
    assert not learner.window.isVisible()


def test_that_doing_another_thing_is_not_the_step(learner: Learner) -> None:
    learner.selects(learner.practice._no)
    learner.presses("Shift+Space")  # acknowledged, not claimed
    assert learner.step == "ack"
    learner.presses("Space")
    assert learner.step == "dispatch"


def test_that_a_slow_or_skipped_step_is_not_within_its_goal() -> None:
    course = Course()
    for _ in STEPS:
        course = course.went(1.0)
    slow = course.went(STEPS[0].goal_s + 0.1).went(0.5, skipped=True).went(STEPS[2].goal_s)
    assert slow.within_goal() == 1


def test_that_units_receive_and_clocks_run_in_the_sandbox(learner: Learner) -> None:
    no = learner.practice._no
    learner.waits(7200)
    assert any(isinstance(e.data, ev.CaseEscalated) and e.case_no == no for e in learner.hub.events)
    learner.selects(no)
    learner.presses("D", "Return")
    learner.waits(2)
    assert all(task.delivered_at is not None for task in learner.hub.board.cases[no].tasks)


def test_that_it_cannot_be_taken_for_live(learner: Learner) -> None:
    image = learner.window.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    edge = [image.pixelColor(x, WIDE // 2).value() for x in range(0, image.width(), 2)]
    assert max(edge) - min(edge) > 60, "the bars show in grey"
    kinds = {style for style, count in ((v > 80, edge.count(v)) for v in set(edge)) if count > 20}
    assert kinds == {True, False}
    assert "练习" in learner.window.windowTitle()
    assert any("不是实时" in notice for notice in banners(learner.practice, learner))


def banners(practice: Practice, learner: Learner) -> list[str]:
    lines = [line for line in learner.window.banner.children() if hasattr(line, "accessibleName")]
    return [f"{line.accessibleName()} {line.accessibleDescription()}" for line in lines]


def test_that_the_practice_is_no_surge_and_shows_a_button_for_the_keys_only_where_they_are_hidden(
    learner: Learner,
) -> None:
    assert not learner.practice.panel._hint.isVisible(), "they are shown"
    for _ in range(2):
        for step in STEPS:
            learner.does(step.id)
            assert not learner.window.desk.surge.is_on
    assert learner.window.desk.queue.counts().in_last_10_min > 10, "fast enough for a surge anywhere else"
    learner.practice.again()
    for step in STEPS:
        learner.does(step.id)
    assert learner.practice.panel._hint.isVisible()
    learner.presses("Ctrl+H")
    assert not learner.practice.panel._hint.isVisible()


def said(learner: Learner) -> list[str]:
    return [news.text for news in learner.window.toasts.shown()]


def test_that_the_first_round_is_not_timed_and_prints_no_seconds(learner: Learner) -> None:
    learner.waits(3)
    learner.does("ack")
    text = learner.practice.panel.text
    assert text.lines[0].took == "完成"
    assert not text.clock
    assert "不计时" in text.aside


def test_that_the_card_covers_nothing_and_folds_to_one_line(learner: Learner) -> None:
    panel, queue = learner.practice.panel, learner.window.desk_page.queue
    box = panel.rect().translated(panel.mapTo(learner.window, panel.rect().topLeft()))
    for other in (queue, learner.window.desk_page.detail, learner.window.desk_page.tracker, learner.window.foot):
        assert not box.intersects(other.rect().translated(other.mapTo(learner.window, other.rect().topLeft())))
    high = panel.height()
    learner.presses("Ctrl+O")
    assert panel.height() < high
    learner.presses("Ctrl+O")
    QApplication.sendPostedEvents()
    assert panel.height() == high


def test_that_registering_messages_and_the_lock_work_in_the_practice(learner: Learner) -> None:
    learner.presses("Ctrl+N")
    assert any(overlay.is_open for overlay in learner.window._overlays)
    learner.presses("Escape")
    learner.presses("Ctrl+M")
    assert any(overlay.is_open for overlay in learner.window._overlays)
    learner.presses("Escape")
    learner.presses("Shift+F12")
    assert learner.window.blocked()
    learner.presses("Return")
    assert not learner.window.blocked()
    learner.does("ack")
    assert learner.step == "dispatch"


@pytest.mark.parametrize("key", ["F3", "F4", "Ctrl+B", "Ctrl+R", "Ctrl+Q", "F12"])
def test_that_a_key_of_the_desk_that_leads_nowhere_here_says_so(learner: Learner, key: str) -> None:
    learner.presses(key)
    assert any("练习里没有" in text for text in said(learner))
