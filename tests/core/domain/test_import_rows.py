"""Rows become cases or say why not; the same row is the same command for ever."""

from __future__ import annotations

import string
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from core.domain.import_rows import escaped, guess, judge, reference
from core.domain.nouns import Priority
from tests.core.domain.world import yingze

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=timezone(timedelta(hours=8)))
HEADERS = ("工单编号", "事由", "诉求内容", "发生地点", "来电时间", "来电人", "联系电话", "紧急程度")
GOOD = ("A1", "路灯不亮", "三天了", "宁化府社区", "2026-11-27 21:05:00", "样例甲", "13800000001", "紧急")


def judged(*rows: tuple[str, ...], taken: frozenset[str] = frozenset()) -> list[tuple[int, str, int]]:
    found = judge(list(enumerate(rows, 2)), guess(HEADERS), NOW, yingze(), taken.__contains__)
    return [(row.number, row.fault, row.other) for row in found]


def test_that_headers_are_known_by_their_names_or_a_part_of_them() -> None:
    assert guess(HEADERS) == {
        "no": 0, "title": 1, "narrative": 2, "place": 3, "time": 4, "name": 5, "phone": 6, "priority": 7
    }  # fmt: skip
    assert guess(("Title", "Address", "Reported at", "Foo")) == {"title": 0, "place": 1, "time": 2}


def test_that_a_row_becomes_a_report_with_its_true_time() -> None:
    (row,) = judge([(2, GOOD)], guess(HEADERS), NOW, yingze(), lambda _: False)
    report = row.report
    assert report is not None
    assert report.place is not None
    assert report.reporter is not None
    assert (report.title, report.place.address, report.priority) == ("路灯不亮", "宁化府社区", Priority.P2)
    assert report.found_at == datetime(2026, 11, 27, 21, 5, tzinfo=NOW.tzinfo)
    assert report.source_ref == row.ref


def test_that_each_row_that_becomes_nothing_says_why() -> None:
    late = (*GOOD[:4], "2027-01-01 00:00", *GOOD[5:])
    vague = (*GOOD[:4], "不久前", *GOOD[5:])
    rows = (GOOD, GOOD, ("", " "), ("A2", "", "", "x"), late, vague, ("A3", "字" * 501))
    faults = ["", "same_row", "empty", "no_title", "bad_time", "bad_time", "too_long"]
    assert [fault for _, fault, _ in judged(*rows)] == faults
    assert judged(*rows)[1] == (3, "same_row", 2)


def test_that_a_row_of_an_earlier_import_is_known_wherever_it_stands() -> None:
    assert judged(GOOD, taken=frozenset({reference(GOOD)})) == [(2, "taken", 0)]
    assert reference(GOOD) == reference((*GOOD[:1], " 路灯不亮 ", *GOOD[2:], ""))


@given(st.text(alphabet=string.printable + "＝宁"))
def test_that_no_cell_begins_as_a_formula(cell: str) -> None:
    assert escaped(cell).lstrip(" ")[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert escaped(cell).removeprefix("'") == cell.removeprefix("'")
