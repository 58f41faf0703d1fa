"""The palette answers a key with 20,000 cases in sight without going through them one by one."""

from __future__ import annotations

from functools import partial

import pytest
from msgspec.structs import replace

from console.line.grammar import Choice
from core.client import items
from tests.console.driver import Operator
from tests.work import calls_of

COUNT = 20_000
MOST = COUNT * 3 // 4  # calls; whatever looks at each case makes one for each at least
LINES = ("jb 2417 rq xf - quick", "jb 2417 燃汽服务", "2417", "zzzzzz", "月球月球", "liuxiang", "占道 9", "cx abc")


@pytest.fixture
def crowded(operator: Operator) -> Operator:
    """A desk with 20,000 open cases, their texts not read yet."""
    first = operator.case(operator.hears())
    head = first.no.rpartition("-")[0]
    titles = ("井盖缺失", "路灯不亮", "噪声扰民", "占道经营")
    cases = tuple(
        replace(first, no=f"{head}-{n:05d}", title=f"{titles[n % 4]} {n}") for n in range(10_000, 10_000 + COUNT)
    )
    operator.hub.tell(items.SnapshotItem((first, *cases), (), (), operator.hub.board.seq + 1, "epoch"))
    operator.looks()
    operator.palette.warm()
    return operator


def test_that_no_key_goes_through_the_cases_one_by_one(crowded: Operator) -> None:
    palette = crowded.palette
    palette.book.warm()
    palette.open()
    palette.cases.read()
    work: dict[str, int] = {}
    for line in LINES:
        for end in range(1, len(line) + 1):
            work[line[:end]] = calls_of(partial(palette.view.set_text, line[:end]))
    palette.view.set_text("jb 2417 燃气")
    assert isinstance(palette.parsed, Choice)
    assert len(palette.parsed.offers) == 2  # 12417 and 22417: all that came with the picture are known
    assert {line: calls for line, calls in work.items() if calls > MOST} == {}
