"""Nothing moves under the hand: whatever comes, goes or merges, the selected row stays where it is until one acts."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint

from core.domain.nouns import Actor, Place, Priority
from core.domain.queue import Filter, Group
from core.domain.refusals import Refusal
from tests.console.driver import Operator
from tests.core.domain.world import SECOND

GRIDS = ("140106001001-01", "140106002001-01")
STEPS = 20
MANY = 48


@pytest.fixture
def operator(qapp: object) -> Iterator[Operator]:
    someone = Operator()
    someone.window.resize(1366, 768)
    yield someone
    someone.leaves()


class Hall:
    """The rest of the hall at work, by dice: reports, acknowledgements, claims, other urgencies, closed cases."""

    def __init__(self, operator: Operator, seed: int) -> None:
        self.operator, self.dice = operator, random.Random(seed)
        self.made: list[str] = []

    def reports(self, priority: Priority | None = None, alone: bool = False) -> str:
        """A case of one of two matters in one of two grids: in a surge such ones share a row."""
        dice = self.dice
        title, duty = dice.choice((("楼道堆物", "1-01"), ("燃气异味", "4-01")))
        level = priority or dice.choice((Priority.P1, Priority.P2, Priority.P3, Priority.P3, Priority.P4))
        place = None if alone else Place(grid=dice.choice(GRIDS))
        self.made.append(self.operator.hears(title, duty, priority=level, place=place))
        return self.made[-1]

    def asks(self, actor: Actor, name: str, no: str, **body: object) -> bool:
        """Somebody asks; what the rule book refuses does not happen."""
        hub = self.operator.hub
        events = hub.ask(actor, name, f"case/{no}", **body)
        if isinstance(events, Refusal):
            return False
        hub._send(events)
        self.operator.looks()
        return True

    def works(self, spared: str) -> str:
        """One step of the others, never on the case given; says what it was."""
        no = self.dice.choice([each for each in self.made if each != spared])
        act = self.dice.choice(("report", "report", "ack", "claim", "urgency", "close"))
        if act == "report":
            self.reports()
        elif act == "urgency":
            self.asks(SECOND, "case.set_priority", no, priority=self.dice.choice(tuple(Priority)), reason="现场变化")
        elif act == "close":
            self.asks(SECOND, "case.claim", no)
            self.asks(SECOND, "case.close", no, outcome="resolved")
        else:
            self.asks(SECOND, f"case.{act}", no)
        self.operator.waits(self.dice.uniform(0.4, 9))
        return act


def height(operator: Operator, no: str) -> int | None:
    """Where a row begins, in pixels of the window; None when it is not on screen."""
    queue = operator.page.queue
    top = queue._seen.get(no)
    return None if top is None else queue.viewport().mapTo(operator.window, QPoint(0, top)).y()


def sits_down(operator: Operator, seed: int) -> tuple[Hall, str]:
    """A long list in a surge, the keyboard in its middle, four rows marked, and no hand on the keys for a while."""
    hall = Hall(operator, seed)
    for at in range(MANY):
        no = hall.reports(Priority.P4 if at % 3 else Priority.P2, alone=at % 2 == 0)
        if at >= 6:
            hall.asks(SECOND, "case.ack", no)
    for _ in range(4):
        hall.reports(Priority.P3)
    assert operator.desk.surge.is_on
    rows = operator.desk.rows
    shown = [rows.columns.no(row) for row in rows.rows(0, rows.row_count()) if isinstance(row, int)]
    operator.page.go_to(shown[len(shown) // 2])
    operator.presses("X", "J", "X", "J", "X", "J", "X")
    operator.waits(4)
    return hall, operator.selection() or ""


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("shown", ["all", "folded", "filtered"])
def test_that_the_selected_row_stays_where_it_is_until_the_operator_acts(
    operator: Operator, shown: str, seed: int
) -> None:
    hall, current = sits_down(operator, seed)
    queue = operator.page.queue
    if shown == "folded":
        operator.desk.rows.fold(Group.UNACKED, True)
        queue.regrouped()
    elif shown == "filtered":
        queue.set_filter(Filter(text="楼道" if "楼道" in queue.spoken() else "燃气"))
    operator.waits(4)
    marks, before = queue.marks, height(operator, current)
    assert before is not None
    for step in range(STEPS):
        act = hall.works(current)
        assert height(operator, current) == before, f"step {step}: {act}"
        assert operator.selection() == current
        assert queue.marks == marks
        assert operator.keyboard() == "queue"


def test_that_a_row_that_was_scrolled_away_moves_nothing_either(operator: Operator) -> None:
    _, current = sits_down(operator, 9)
    bar = operator.page.queue.verticalScrollBar()
    bar.setValue(bar.maximum() // 4)
    operator.waits(4)
    seen = {no: top for no, top in operator.page.queue._seen.items() if no != current}
    first = next(no for no, top in seen.items() if top >= 0)
    before = height(operator, first)
    for _ in range(10):
        operator.hears("燃气异味", "4-01", priority=Priority.P1)
        operator.waits(1)
        assert height(operator, first) == before
