"""A chat is pasted, checked and registered; nothing is sent before Ctrl+Enter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from console.hand import Hand
from core.domain.refusals import Refusal
from tests.console.driver import Operator

CHAT = (
    "样例甲 2026-06-17 08:12\n🔥宁化府社区2号楼楼道冒烟，快来人\n样例甲 08:13\n13800000003\n"
    "样例乙 08:14\n收到\n样例丙 08:15\n察院后社区井盖破损\n"
)


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Operator, Hand]]:
    operator = Operator()
    hand = Hand(operator.desk, operator.window.look, operator.window, tmp_path / "printed", lambda _: None)
    yield operator, hand
    hand.close()
    operator.leaves()


def test_that_a_pasted_chat_becomes_ticked_reports_and_nothing_leaves_before_ctrl_enter(
    desk: tuple[Operator, Hand],
) -> None:
    operator, hand = desk
    hand.paste.open()
    operator.types(CHAT)
    rows = hand.paste.panel.rows
    ticks = [rows.item(row, 0).checkState() == Qt.CheckState.Checked for row in range(rows.rowCount())]  # type: ignore[union-attr]
    assert ticks == [True, False, True]
    assert operator.hub.received == []
    operator.presses("Ctrl+Enter")
    assert [c.title for c in operator.hub.board.cases.values()] == [
        "🔥宁化府社区2号楼楼道冒烟，快来人",
        "察院后社区井盖破损",
    ]
    first = next(iter(operator.hub.board.cases.values()))
    assert first.narrative is not None
    assert "楼道冒烟" in first.narrative
    assert first.reporter is not None
    assert (first.reporter.name, first.reporter.phone) == ("样例甲", "13800000003")
    assert not hand.paste.is_open


def test_that_name_and_number_stand_in_the_reporters_fields_and_in_no_text(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    hand.paste.open()
    operator.types("我叫试甲，电话 13812345678，宁化府社区井盖坏了，请找试甲，138-1234-5678。")
    operator.presses("Ctrl+Enter")
    (case,) = operator.hub.board.cases.values()
    assert case.reporter is not None
    assert (case.reporter.name, case.reporter.phone) == ("试甲", "13812345678")
    assert case.title == "宁化府社区井盖坏了，请找"
    assert case.narrative == "我叫〔报告人〕，电话 〔电话〕，宁化府社区井盖坏了，请找〔报告人〕，〔电话〕。"


def test_that_a_name_keyed_by_hand_leaves_the_text_as_well(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    hand.paste.open()
    operator.types("试甲说宁化府社区路灯不亮")
    hand.paste.panel.fields["name"].setFocus()
    operator.types("试甲")
    operator.presses("Ctrl+Enter")
    (case,) = operator.hub.board.cases.values()
    assert (case.title, case.narrative) == ("说宁化府社区路灯不亮", "〔报告人〕说宁化府社区路灯不亮")


def test_that_a_changed_field_is_what_is_sent_and_the_original_stays_whole(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    hand.paste.open()
    operator.types("宁化府社区路灯不亮")
    title = hand.paste.panel.fields["title"]
    title.setFocus()
    title.selectAll()
    operator.types("路灯连片不亮")
    operator.presses("Ctrl+Enter")
    (case,) = operator.hub.board.cases.values()
    assert (case.title, case.narrative) == ("路灯连片不亮", "宁化府社区路灯不亮")


def test_that_corrections_and_ticks_stay_while_more_is_pasted_below(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    hand.paste.open()
    operator.types(CHAT)
    title = hand.paste.panel.fields["title"]
    title.setFocus()
    title.selectAll()
    operator.types("路灯连片不亮")
    hand.paste.panel.ticked.emit(2, False)
    hand.paste.panel.source.appendPlainText("样例丁 08:20\n察院后社区水管爆裂")
    operator.looks()
    operator.presses("Ctrl+Enter")
    assert [case.title for case in operator.hub.board.cases.values()] == ["路灯连片不亮", "察院后社区水管爆裂"]


def test_that_a_refusal_in_a_later_group_sends_none_of_them(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    hand.paste.open()
    said = (
        f"样例{who} 08:{n:02}\n宁化府社区路灯不亮第 {n} 盏\n" for n, who in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯辰")
    )
    operator.types("".join(said))
    asked = operator.desk.refusal
    no = Refusal(rule="no", zh="不行", en="No")
    operator.desk.refusal = lambda *what: no if "14" in (getattr(what[2], "title", None) or "") else asked(*what)  # type: ignore[assignment,method-assign]
    operator.presses("Ctrl+Enter")
    assert operator.hub.received == []
    assert hand.paste.panel.fault == "不行"


def test_that_a_time_nobody_understands_is_shown_and_nothing_is_sent(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    hand.paste.open()
    operator.types("宁化府社区路灯不亮")
    hand.paste.panel.fields["time"].setFocus()
    operator.types("2099-01-01 08:00")
    operator.presses("Ctrl+Enter")
    assert hand.paste.panel.fault.startswith("第 1 条时间")
    assert operator.hub.received == []
    assert hand.paste.is_open


def test_that_what_was_pasted_survives_esc(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    hand.paste.open()
    operator.types("宁化府社区路灯不亮")
    operator.presses("Esc")
    assert not hand.paste.is_open
    hand.paste.open()
    assert hand.paste.panel.source.toPlainText() == "宁化府社区路灯不亮"


def test_that_what_was_taken_stands_under_its_field_in_qts_own_count(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    hand.paste.open()
    operator.types(CHAT)
    hand.paste.panel.fields["place"].setFocus()
    operator.looks()
    (mark,) = hand.paste.panel.source.extraSelections()
    assert mark.cursor.selectedText() == hand.paste.panel.fields["place"].text()  # type: ignore[attr-defined]


def test_that_no_key_acts_on_a_case_that_the_panel_hides(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    first, _ = operator.hears(), operator.hears(title="柳巷路灯不亮")
    hand.paste.open()
    operator.types("宁化府社区路灯不亮")
    for key in ("Ctrl+D", "Enter", "Ctrl+J", "Ctrl+Down", "Ctrl+G", "F3"):
        operator.presses(key)
        assert hand.paste.panel.source.hasFocus(), key
    assert operator.selection() == first
    assert operator.hub.received == []
    assert operator.window.page is operator.page
    assert any("先按 Esc" in said for said in operator.says())


def test_that_acts_on_the_last_action_and_the_panels_own_keys_work_over_it(desk: tuple[Operator, Hand]) -> None:
    operator, hand = desk
    no = operator.hears()
    operator.presses("Space")
    hand.paste.open()
    operator.presses("F8")
    assert operator.case(no).holder is None
    operator.presses("Ctrl+K")
    assert operator.keyboard() == "palette"
