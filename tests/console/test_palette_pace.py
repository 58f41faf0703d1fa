"""The palette answers a key with 20,000 cases in sight without going through them one by one."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from console.line.grammar import Choice
from core.client import items
from tests.console.driver import Operator
from tests.work import steps_of

COUNT = 20_000
MORE = COUNT // 2  # steps; whatever looks at each case takes one for each at least
LINES = ("jb 2417 rq xf - quick", "jb 2417 燃汽服务", "2417", "zzzzzz", "月球月球", "liuxiang", "占道 9", "cx abc")


def crowd(operator: Operator) -> None:
    """20,000 open cases come to a desk, their texts not read yet."""
    first = operator.case(operator.hears())
    head = first.no.rpartition("-")[0]
    titles = ("井盖缺失", "路灯不亮", "噪声扰民", "占道经营")
    cases = tuple(
        replace(first, no=f"{head}-{n:05d}", title=f"{titles[n % 4]} {n}") for n in range(10_000, 10_000 + COUNT)
    )
    operator.hub.tell(items.SnapshotItem((first, *cases), (), (), operator.hub.board.seq + 1, "epoch"))
    operator.looks()
    operator.palette.warm()


def keys(operator: Operator) -> dict[str, int]:
    """How much work each key is, by what then stands in the line."""
    palette, work = operator.palette, dict[str, int]()
    palette.book.warm()
    palette.open()
    palette.cases.read()
    for line in LINES:
        for end in range(1, len(line) + 1):
            work[line[:end]] = steps_of(partial(palette.view.set_text, line[:end]))
    return work


def test_that_no_key_goes_through_the_cases_one_by_one(operator: Operator) -> None:
    palette, few = operator.palette, keys(operator)
    operator.presses("Esc", "Esc")
    crowd(operator)
    work = keys(operator)
    palette.view.set_text("jb 2417 燃气")
    assert isinstance(palette.parsed, Choice)
    assert len(palette.parsed.offers) == 2  # 12417 and 22417: all that came with the picture are known
    more = {line: steps - few[line] for line, steps in work.items()}
    assert {line: steps for line, steps in more.items() if steps > MORE} == {}
