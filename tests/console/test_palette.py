"""The command line at a desk: what it shows before Enter, what happens after, and where the keyboard is."""

from __future__ import annotations

from tests.console.driver import Operator


def opened(operator: Operator, line: str = "") -> None:
    """Ctrl+K, and a line."""
    operator.presses("Ctrl+K")
    assert operator.keyboard() == "palette"
    if line:
        operator.types(line)


def shown(operator: Operator) -> str:
    """What Enter would do, in one line."""
    row = operator.palette.view.current
    return " | ".join((row.text, *row.more, row.refusal)) if row is not None else operator.palette.view.fault


def tail(no: str) -> str:
    return no.rpartition("-")[2]


def test_that_a_line_dispatches_asks_and_tells_after_showing_what_it_will_do(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"jb {tail(no)} ")
    operator.types("燃气 消防 - 先断气")
    said = shown(operator)
    for part in (
        "交办",
        tail(no),
        "幸福里 3 号楼燃气异味",
        "主办 燃气服务站",
        "请求联动 消防救援大队",
        "先断气",
        "同时认领",
    ):
        assert part in said, said
    assert operator.case(no).tasks == ()
    operator.presses("Enter")
    case = operator.case(no)
    assert [(t.unit, t.asked) for t in case.tasks] == [("gas", False), ("fire", True)]
    assert case.holder == operator.desk.actor.name
    assert operator.keyboard() == "queue"
    assert "已交办" in operator.window.foot.accessibleDescription()


def test_that_f8_takes_a_typed_dispatch_back(operator: Operator) -> None:
    no = operator.hears()
    opened(operator, f"jb {tail(no)} rq")
    operator.presses("Enter", "F8")
    assert all(t.state.value == "recalled" for t in operator.case(no).tasks)
