"""A case while it is told: times as people say them, faults in words, and the report that comes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.domain.draft import Draft, addition, faults, found_at, kept, read, report_of
from core.domain.nouns import Place, Priority, Reporter

NOW = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)  # 14:30 on the wall


@pytest.mark.parametrize(("said", "back"), [
    ("", timedelta()), ("刚刚", timedelta()), ("now", timedelta()), ("14:20", timedelta(minutes=10)),
    ("9:05", timedelta(hours=5, minutes=25)), ("14：20", timedelta(minutes=10)),
    ("23:50", timedelta(hours=14, minutes=40)), ("昨天 14:30", timedelta(days=1)), ("昨天14:30", timedelta(days=1)),
    ("1420", timedelta(minutes=10)), ("下午2点20分", timedelta(minutes=10)), ("昨 14:30", timedelta(days=1)),
    ("14:31", timedelta(minutes=-1)), ("14:32", timedelta(hours=23, minutes=58)),
    ("yesterday 14:30", timedelta(days=1)), ("11-27 14:30", timedelta(days=1)), ("12-31 14:30", timedelta(days=332)),
])  # fmt: skip
def test_that_a_time_is_read_as_it_is_said(said: str, back: timedelta) -> None:
    assert found_at(said, NOW) == NOW - back


@pytest.mark.parametrize(
    "said", ["25:00", "14:75", "下午两点", "14:20 前后", "明天 14:30", "今天 15:30", "13-40 14:30", "14"]
)
def test_that_a_time_nobody_can_read_stands_at_its_field(said: str) -> None:
    assert set(faults(Draft(title="井盖", found=said), NOW)) == {"found"}


def test_that_only_the_title_must_be_there() -> None:
    assert set(faults(Draft(), NOW)) == {"title"}
    assert set(faults(Draft(title="   "), NOW)) == {"title"}
    assert faults(Draft(title="井盖不见了"), NOW) == {}
    assert set(faults(Draft(title="很" * 201), NOW)) == {"title"}


@pytest.mark.parametrize(("phone", "is_good"), [
    ("13900001234", True), ("0351-000 0001", True), ("+86 139", True), ("12", False), ("不愿说", False),
    ("139x", False),
])  # fmt: skip
def test_that_a_telephone_number_is_digits(phone: str, is_good: bool) -> None:
    assert (faults(Draft(title="井盖", phone=phone), NOW) == {}) is is_good


def test_that_a_full_draft_becomes_the_report_it_says() -> None:
    draft = Draft(
        " 井盖不见了 ", "昨晚起", "某街 3 号", "g-1", 112.5, 37.8, None, Priority.P2, "试甲", "139", "14:20", "急"
    )
    report = report_of(draft, "4-01", NOW)
    assert report.title == "井盖不见了"
    assert report.narrative == "昨晚起\n登记备注：急"
    assert (report.duty, report.priority) == ("4-01", Priority.P2)
    assert report.place == Place(grid="g-1", lon=112.5, lat=37.8, address="某街 3 号")
    assert report.reporter == Reporter("试甲", "139")
    assert report.found_at == NOW - timedelta(minutes=10)


def test_that_what_was_left_out_is_left_out() -> None:
    report = report_of(Draft(title="井盖"), None, NOW)
    assert (report.narrative, report.place, report.reporter, report.duty, report.priority) == (None,) * 5


def test_that_a_draft_comes_back_as_it_was_and_an_empty_one_leaves_nothing() -> None:
    draft = Draft(title="井盖", priority=Priority.P1, duty="", lon=1.5)
    assert read(kept(draft)) == draft
    assert kept(Draft()) == ""
    assert read("") == Draft()


def test_that_words_of_an_older_program_are_not_lost() -> None:
    assert read("{half a draft").narrative == "{half a draft"


def test_that_an_addition_holds_what_was_told_and_no_person() -> None:
    said = addition(Draft("井盖不见了", "老人差点掉下去", "某街 3 号", name="试甲", phone="139"))
    assert said == "井盖不见了\n老人差点掉下去\n地点：某街 3 号"
