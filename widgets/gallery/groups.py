"""Gallery pages of marked cases: the rows, the panel that stands for the record, and the bar that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from core.domain.nouns import Priority, State
from widgets.gallery.sample import Sample
from widgets.group_bar import GroupBar, GroupQuestion
from widgets.look import Look
from widgets.selection_panel import GroupAct, Marked, SelectionPanel

_KEYS = {"take": "Space", "dispatch": "D", "urge": "R", "close": "O"}


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The pages by name."""
    yield "marked_panel", lambda: panel(look)
    yield "marked_bar", lambda: bar(look)


def panel(look: Look) -> QWidget:
    """Four marked cases, one of them the current row, and an act that reaches none."""
    say = Sample(look).say
    rows = [
        Marked(
            "0417",
            Priority.P1,
            say("幸福里小区 3 号楼燃气异味", "Gas smell, Xingfuli Bldg 3"),
            look.word(State.UNACKED),
        ),
        Marked(
            "0415",
            Priority.P3,
            say("北渠路污水井盖缺失", "Manhole cover missing, Beiqu Rd"),
            look.word(State.TO_ROUTE),
            True,
        ),
        Marked(
            "0408",
            Priority.P4,
            say("早市占道，群众反映通行难", "Morning market blocks the lane"),
            look.word(State.HANDLING),
        ),
        Marked("0402", Priority.P4, say("楼道堆物，已劝导未清", "Hallway clutter, warned"), look.word(State.HANDLING)),
    ]
    words = {
        "take": say("确认认领 3/4", "Ack and claim 3/4"),
        "dispatch": say("交办 2/4", "Dispatch 2/4"),
        "urge": say("催办 2/4", "Urge 2/4"),
        "close": say("结案 1/4", "Close 1/4"),
        "release": say("释放 0/4", "Release 0/4"),
    }
    none = say("不是你认领的", "You do not hold it")
    acts = [
        GroupAct(id, text, (_KEYS[id],) if id in _KEYS else (), none if id == "release" else "")
        for id, text in words.items()
    ]
    made = SelectionPanel(look)
    sub = " · ".join(f"{look.word(p)} {n}" for p, n in ((Priority.P1, 1), (Priority.P3, 1), (Priority.P4, 2)))
    made.show_group(look.text("group.head", count=4), sub, rows, acts)
    made.resize(606, 360)
    return made


def bar(look: Look) -> QWidget:
    """A wide act with two that cannot go; the number is asked for."""
    say = Sample(look).say
    host = QWidget()
    host.resize(1200, 260)
    made = GroupBar(look, host)
    question = GroupQuestion(
        what=say("结案：3 件可办，2 件不可", "Close: 3 can go, 2 cannot"),
        cases=(
            say("0417 幸福里小区 3 号楼燃气异味", "0417 Gas smell, Xingfuli Bldg 3"),
            say("0408 早市占道，群众反映通行难", "0408 Morning market blocks the lane"),
            say("0402 楼道堆物，已劝导未清", "0402 Hallway clutter, warned"),
        ),
        refused=(
            say("0412 北渠路污水井盖缺失：还有 1 个单位未办结", "0412 Manhole cover missing: 1 unit not finished"),
            say("0411 夜间施工噪声：已结案", "0411 Night construction noise: closed"),
        ),
        remark=say("其中 1 件须第二人批准后才结案", "1 of them closes only when a second person agrees"),
        count=3,
    )
    made.ask(question, lambda: None, lambda: None)
    return host
