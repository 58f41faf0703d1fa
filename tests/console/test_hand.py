"""Intake by hand is found in the palette in three ways, and lies below strip and banner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from console.hand import Hand
from tests.console.driver import Operator
from widgets.buttons import QuietButton

FOUND = {
    "paste": ("粘贴登记", "ztdj", "paste and register"),
    "import": ("表格导入", "bgdr", "import a table"),
    "paper": ("纸面模式", "zmms", "paper mode"),
    "print_case": ("打印事件单", "dysjd", "print case sheet"),
    "print_phones": ("打印电话表", "dydhb", "print telephone list"),
}


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Operator, Hand]]:
    operator = Operator()
    hand = Hand(operator.desk, operator.window.look, operator.window, tmp_path / "printed", lambda _: None)
    yield operator, hand
    hand.close()
    operator.leaves()


@pytest.mark.parametrize(("act", "words"), FOUND.items(), ids=FOUND)
def test_that_the_palette_finds_it_by_chinese_initials_and_english(
    desk: tuple[Operator, Hand], act: str, words: tuple[str, ...]
) -> None:
    operator, _ = desk
    operator.hears()
    for said in words:
        operator.presses("Ctrl+K")
        operator.types(said)
        row = operator.palette.view.current
        assert row is not None, said
        assert operator.palette.parsed is not None
        verb = getattr(operator.palette.parsed, "verb", None)
        assert verb is not None, said
        assert verb.id == act, said
        operator.presses("Esc")


@pytest.mark.parametrize(("words", "name"), [("ztdj", "paste"), ("bgdr", "table"), ("zmms", "paper")])
def test_that_enter_in_the_palette_opens_it(desk: tuple[Operator, Hand], words: str, name: str) -> None:
    operator, hand = desk
    operator.presses("Ctrl+K")
    operator.types(words)
    operator.presses("Enter")
    overlay = getattr(hand, name)
    assert overlay.is_open
    operator.presses("Esc")
    assert not overlay.is_open


@pytest.mark.parametrize("name", ["paste", "table", "paper"])
def test_that_strip_and_banner_stay_in_sight(desk: tuple[Operator, Hand], name: str) -> None:
    operator, hand = desk
    panel = getattr(hand, name).panel
    getattr(hand, name).open()
    assert panel.y() > operator.window.strip.geometry().bottom()
    operator.hub.goes_down()
    operator.looks()
    operator.window.tick()
    assert operator.window.banner.isVisible()
    assert panel.y() > operator.window.banner.geometry().bottom()
    assert panel.geometry().bottom() < operator.window.foot.y()


def test_that_the_heads_of_the_lists_stand_at_the_left(desk: tuple[Operator, Hand]) -> None:
    _, hand = desk
    hand.paste.open()
    head = hand.paste.panel.rows.horizontalHeader()
    image = head.grab().toImage()
    wide, ground = head.sectionSize(0), image.pixelColor(head.sectionSize(0) - 2, 4)
    inked = [x for x in range(wide) if any(image.pixelColor(x, y) != ground for y in range(4, head.height() - 6))]
    assert inked
    assert max(inked) < wide // 3
    assert hand.paste.panel.rows.horizontalHeaderItem(0).data(Qt.ItemDataRole.DisplayRole) == "标题"


@pytest.mark.parametrize("name", ["paste", "table", "paper"])
def test_that_the_foot_tells_the_keys_of_what_lies_over_the_page(desk: tuple[Operator, Hand], name: str) -> None:
    operator, hand = desk
    operator.hears(title="积水")
    operator.window.tick()
    assert "ack_claim" in [hint.text for hint in operator.window._hints()]
    getattr(hand, name).open()
    operator.window.tick()
    hints = operator.window._hints()
    send = {"paste": "paste.send", "table": "import.send", "paper": "paper.send"}[name]
    assert (hints[0].text, hints[-1].text) == (send, "hint.close")
    assert not {"ack_claim", "hint.dispatch", "escalate"} & {hint.text for hint in hints}
    operator.presses("Esc")
    assert "ack_claim" in [hint.text for hint in operator.window._hints()]


@pytest.mark.parametrize(("name", "asked"), [("table", ("chosen", "saved")), ("paper", ("printed", "printed"))])
def test_that_f6_and_f7_press_the_buttons_that_show_them(
    desk: tuple[Operator, Hand], name: str, asked: tuple[str, str]
) -> None:
    operator, hand = desk
    panel = getattr(hand, name).panel
    heard: list[str] = []
    for signal in set(asked):
        getattr(panel, signal).disconnect()
        getattr(panel, signal).connect(lambda *said, signal=signal: heard.append(signal))
    getattr(hand, name).open()
    operator.presses("F6", "F7")
    assert heard == list(asked)
    shown = [button.keys() for button in panel.findChildren(QuietButton) if button.keys()]
    assert {("F6",), ("F7",)} <= set(shown)
