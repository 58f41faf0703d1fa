"""Tests of the lead's widgets and the link board: what a row says, where the keyboard goes, what no mark may claim."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.domain.nouns import Clock, LinkState, Priority, Rung
from widgets.act_box import ActBox, ActText
from widgets.deadline import Limit
from widgets.escalation_list import ROW, EscalationList, RiseRow
from widgets.link_board import GroupHead, LinkBoard, LinkRow
from widgets.look import Look
from widgets.rung_ladder import RungLadder, RungLine, RungState
from widgets.theme import DARK, LIGHT

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
ZH = Look(DARK, "zh_CN")


def rise(key: str, needs: bool = True, **more: object) -> RiseRow:
    fields: dict[str, object] = {
        "case_no": f"YZ-20261122-{key}",
        "priority": Priority.P2,
        "title": f"事件 {key}",
        "where": f"{key} · 柳巷 · 无人认领",
        "why": "签收超时",
        "why_more": "提级 3 次",
        "since": NOW - timedelta(minutes=12),
        "limit": Limit(Clock.RECEIPT, NOW - timedelta(minutes=5), 600),
        "asked": (Rung.GRID, Rung.TOWN),
        "people": "华甲三",
        "answered": "均未应答",
        "needs_person": needs,
    }
    return RiseRow(key=key, **(fields | more))  # type: ignore[arg-type]


def kept(widget: QWidget) -> Iterator[QWidget]:
    widget.show()
    assert QTest.qWaitForWindowExposed(widget)
    yield widget
    widget.close()
    widget.deleteLater()


@pytest.fixture
def rises(qapp: QApplication) -> Iterator[EscalationList]:
    found = EscalationList(ZH, NOW)
    found.resize(1000, 400)
    yield from kept(found)  # type: ignore[misc]


def test_that_keys_walk_the_rows_and_letters_are_left_to_the_page(rises: EscalationList) -> None:
    rises.show_rows([rise(str(n)) for n in range(4)], NOW)
    told: list[str] = []
    rises.selected.connect(told.append)
    for key in (Qt.Key.Key_J, Qt.Key.Key_Down, Qt.Key.Key_K, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(rises, key)
    assert told == ["1", "2", "1", "3", "0"]
    QTest.keyClick(rises, Qt.Key.Key_B)
    assert rises.current == "0"
    assert not rises.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert not rises.viewport().testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_that_a_click_chooses_the_row_under_it_below_the_head_of_its_group(rises: EscalationList) -> None:
    rises.show_rows([rise("a"), rise("b", needs=False)], NOW)
    QTest.mouseClick(rises.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 26 + ROW + 26 + 10))
    assert rises.current == "b"
    QTest.mouseClick(rises.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    assert rises.current == "b", "a head is no row"


def test_that_the_current_row_stays_where_it_is_seen_when_rows_come_in_above(rises: EscalationList) -> None:
    rises.show_rows([rise(f"{n:02d}") for n in range(30)], NOW)
    rises.select("20")
    top = rises._top_of("20")
    assert top is not None
    seen = top - rises.verticalScrollBar().value()
    rises.show_rows([*(rise(f"new{n}") for n in range(5)), *(rise(f"{n:02d}") for n in range(30))], NOW)
    top = rises._top_of("20")
    assert top is not None
    assert top - rises.verticalScrollBar().value() == seen
    assert rises.current == "20"


def test_that_a_row_that_goes_hands_the_bar_to_the_one_in_its_place(rises: EscalationList) -> None:
    rises.show_rows([rise(str(n)) for n in range(3)], NOW)
    rises.select("1")
    QTest.keyClick(rises, Qt.Key.Key_Home)
    QTest.keyClick(rises, Qt.Key.Key_J)
    rises.show_rows([rise("0"), rise("2")], NOW)
    assert rises.current == "2"
    rises.show_rows([], NOW)
    assert rises.current is None


def test_that_a_row_is_told_in_full_with_its_rung(rises: EscalationList) -> None:
    rises.show_rows([rise("7")], NOW)
    told = rises.accessibleDescription()
    for part in ("事件 7", "无人认领", "签收超时", "街镇", "均未应答"):
        assert part in told


def test_that_late_rows_show_form_in_grey_too(rises: EscalationList) -> None:
    rises.show_rows([rise("7")], NOW)
    late = rises.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rises.show_rows([rise("7", limit=Limit(Clock.RECEIPT, NOW + timedelta(hours=2), 7800))], NOW)
    assert rises.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8) != late


# --- the link board ---------------------------------------------------------------------------------------------


def link(state: LinkState, by_hand: bool = False) -> LinkRow:
    return LinkRow("x", "主会场", "district", state, "状态", "3 分前 · 网关", by_hand)


@pytest.fixture
def board(qapp: QApplication) -> Iterator[LinkBoard]:
    found = LinkBoard(ZH, "video.rooms")
    found.resize(420, 200)
    yield from kept(found)  # type: ignore[misc]


def mark_of(board: LinkBoard, row: LinkRow) -> QImage:
    """The mark of the one row."""
    board.show_board([GroupHead("district", "区级", "在线 1")], [row])
    return board.viewport().grab().toImage().copy(12, 26 + 10, 24, 24)


def test_that_only_a_machine_earns_the_tick(board: LinkBoard) -> None:
    tick = mark_of(board, link(LinkState.OK))
    others = [mark_of(board, link(state)) for state in LinkState if state is not LinkState.OK]
    by_hand = [mark_of(board, link(state, by_hand=True)) for state in LinkState]
    assert tick not in others
    assert tick not in by_hand


def test_that_what_is_down_looks_down_whoever_says_so(board: LinkBoard) -> None:
    assert mark_of(board, link(LinkState.DOWN)) == mark_of(board, link(LinkState.DOWN, by_hand=True))


def test_that_nothing_on_the_board_is_green(board: LinkBoard) -> None:
    for look in (ZH, Look(LIGHT, "en")):
        board.restyle(look)
        for state in LinkState:
            mark = mark_of(board, link(state))
            for x in range(mark.width()):
                for y in range(mark.height()):
                    colour: QColor = mark.pixelColor(x, y)
                    is_vivid = colour.saturationF() > 0.45 and colour.valueF() > 0.35
                    assert not (is_vivid and 80 < colour.hue() < 165)


# --- the box and the ladder -------------------------------------------------------------------------------------


@pytest.fixture
def box(qapp: QApplication) -> Iterator[ActBox]:
    found = ActBox(ZH)
    found.resize(500, 240)
    found.ask(ActText("裁定 0417", "写明", "act.rule", "不指定单位", "记入事件"))
    yield from kept(found)  # type: ignore[misc]


def test_that_only_ctrl_enter_sends_and_enter_is_a_new_line(box: ActBox) -> None:
    sent: list[str] = []
    box.sent.connect(sent.append)
    QTest.keyClicks(box._field, "one")
    QTest.keyClick(box._field, Qt.Key.Key_Return)
    QTest.keyClicks(box._field, "two")
    assert sent == []
    QTest.keyClick(box._field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent == ["one\ntwo"]


def test_that_an_input_method_keeps_its_own_enter_and_escape(box: ActBox) -> None:
    sent: list[str] = []
    box.sent.connect(sent.append)
    QTest.keyClicks(box._field, "x")
    QApplication.sendEvent(box._field, QInputMethodEvent("ran", []))
    QTest.keyClick(box._field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent == []
    QApplication.sendEvent(box._field, QInputMethodEvent("ran", []))
    QTest.keyClick(box._field, Qt.Key.Key_Escape)
    assert not box.isHidden()
    QApplication.sendEvent(box._field, QInputMethodEvent("", []))
    QTest.keyClick(box._field, Qt.Key.Key_Escape)
    assert box.isHidden()


def test_that_a_choice_keeps_what_was_typed(box: ActBox) -> None:
    QTest.keyClicks(box._field, "draft")
    box.show_text(ActText("裁定 0417", "写明", "act.rule", "由 区城管局 主办", "同时改派"))
    assert box.words() == "draft"
    assert box._choice.text() == "由 区城管局 主办"


def test_that_the_ladder_tells_each_rung_and_grows_with_its_people(qapp: QApplication) -> None:
    ladder = RungLadder(ZH)
    ladder.show_lines([RungLine(Rung.GRID, RungState.ASKED, ("华甲三 100****0332",), "10:24 询问，未应答")])
    low = ladder.height()
    ladder.show_lines(
        [
            RungLine(Rung.GRID, RungState.ASKED, ("华甲三 100****0332",), "10:24 询问，未应答"),
            RungLine(Rung.TOWN, RungState.NEXT, ("张三",), "10:30 自动询问"),
        ]
    )
    assert ladder.height() > low
    assert "网格 10:24 询问，未应答 华甲三 100****0332; 街镇 10:30 自动询问 张三" in ladder.accessibleDescription()
    ladder.deleteLater()
