"""A shift as the lead meets it: cases from the demo's matters, units at work or silent, and hours of clocks behind."""

from __future__ import annotations

import random
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.demo_script import matters
from console.desk import Desk
from console.hub_clock import HubClock
from core.domain.board import Board
from core.domain.nouns import Actor, Kind, LinkState, Place, Role
from core.domain.refusals import Refusal
from resources import scenario
from tests.console.driver import FakeHub
from tests.core.domain.world import OPERATOR, SECOND, liaison, rights, yingze
from widgets.look import Look
from widgets.theme import THEMES

LEAD = Actor(name="0101", role=Role.LEAD, seat="01")
LEADER = Actor(name="0001", role=Role.LEADER, seat="00")
VIEWER = Actor(name="0901", role=Role.VIEWER)


def shift(count: int = 30, seed: int = 7, lang: str = "zh_CN") -> FakeHub:
    """A hub with so many cases: some unseen, some dispatched, some returned, some silent."""
    hub, dice = FakeHub(), random.Random(seed)
    known = matters(scenario("matters.csv"))
    grids = sorted(hub.board.district.grids)
    for matter in dice.sample(known, count):
        place = Place(grid=dice.choice(grids)) if dice.random() < 0.9 else None
        body: dict[str, Any] = {"title": matter.title[lang], "duty": matter.duty, "priority": matter.priority}
        subject = hub.ask(Actor(name=matter.source, role=Role.SOURCE), "case.report", place=place, **body)[0].subject
        _work_on(hub, subject, dice)
        hub.tick(dice.uniform(20, 400))
    return hub


def _work_on(hub: FakeHub, subject: str, dice: random.Random) -> None:
    fate = dice.random()
    if fate < 0.25:
        return
    who = OPERATOR if dice.random() < 0.6 else SECOND
    hub.ask(who, "case.claim", subject)
    duty = hub.board.district.duties.get(hub.case(subject).duty or "")
    if duty is None or fate < 0.4:
        return
    sent = hub.ask(who, "case.dispatch", subject, lead=duty.lead, assist=duty.assist[:1])
    if isinstance(sent, Refusal) or fate < 0.6:
        return
    task = f"task/{hub.case(subject).tasks[0].id}"
    hub.tick(dice.uniform(10, 120))
    unit = liaison(duty.lead)
    hub.ask(unit, "task.receipt", task)
    if fate < 0.7:
        hub.ask(unit, "task.return", task, reason="不属本单位职责")
    elif fate < 0.85:
        hub.ask(unit, "task.on_scene", task)
    if fate < 0.72 or hub.case(subject).kind is Kind.HAZARD:
        hub.ask(who, "case.escalate", subject, reason="多次办理未果")


class Room:
    """One page before one person, with the hub behind; keys go where the keyboard is."""

    def __init__(self, hub: FakeHub, actor: Actor = LEAD, lang: str = "zh_CN", theme: str = "dark") -> None:
        self.hub, self.look = hub, Look(THEMES[theme], lang)
        hub.actor = actor
        self._ids = 0
        monotonic = lambda: hub.clock.now().timestamp()  # noqa: E731
        self.desk = Desk(Board(yingze(), rights()), HubClock(monotonic, hub.clock.now), monotonic, self._new_id)
        hub.serve(self.desk.inbox)
        self.desk.attach(hub)
        self.page: Any = None
        hub.picture()
        self.folds()

    def enter(self, page: Any, size: tuple[int, int] = (1836, 950)) -> None:
        """Stand before a page."""
        self.page = page
        self.desk.changed.connect(page.refresh)
        page.resize(*size)
        page.show()
        page.activateWindow()
        assert QTest.qWaitForWindowActive(page)
        page.take_focus()
        self.folds()

    def leaves(self) -> None:
        """Close the page and forget everything."""
        self.desk.stop()
        if self.page is not None:
            self.page.close()
            self.page.deleteLater()
        self.desk.deleteLater()  # and with it what its signals hold
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def folds(self) -> None:
        """Frames go by until nothing is left to fold."""
        while True:
            self.desk.step()
            if not self.desk.is_busy:
                break
        if self.page is not None:
            self.page.tick(self.desk.now())
        QApplication.sendPostedEvents()

    def presses(self, *keys: str) -> None:
        """Keys, as they stand on their caps."""
        for key in keys:
            combination = QKeySequence({"Enter": "Return", "Esc": "Escape"}.get(key, key))[0]
            target = QApplication.focusWidget() or self.page
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
            self.folds()

    def types(self, text: str) -> None:
        """Text into the field that has the keyboard."""
        QTest.keyClicks(QApplication.focusWidget(), text)
        self.folds()

    def clicks(self, widget: QWidget) -> None:
        """The mouse, on the middle of a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.folds()

    def waits(self, seconds: float) -> None:
        """Time passes; clocks that come due fire."""
        self.hub.passes(seconds)
        self.folds()

    def said(self) -> list[str]:
        """Names of the events of this person's commands, in order."""
        return [event.name for event in self.hub.events if event.actor == self.hub.actor.name]

    def _new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:08d}"


def lines(hub: FakeHub, seed: int = 5) -> FakeHub:
    """Some rooms and cameras told by a gateway, some down, some by hand, some called, the rest unknown."""
    dice, gateway = random.Random(seed), Actor(name="gateway", role=Role.SOURCE)
    for link in hub.board.district.links.values():
        fate = dice.random()
        subject = f"link/{link.id}"
        if fate < 0.5:
            hub.ask(gateway, "video.report", subject, state=LinkState.OK, by="gateway")
        elif fate < 0.6:
            hub.ask(gateway, "video.report", subject, state=LinkState.DOWN, by="gateway", detail="no heartbeat")
        elif fate < 0.66:
            hub.ask(gateway, "video.report", subject, state=LinkState.SLOW, by="gateway")
        elif fate < 0.74:
            hub.ask(LEAD, "video.report", subject, state=LinkState.MANUAL, by="manual", detail="可用 · 电话核实")
        elif fate < 0.82:
            hub.ask(LEAD, "video.roll_call", subject, answered=dice.random() < 0.7, by="manual", roll="r")
        hub.tick(dice.uniform(1, 90))
    return hub
