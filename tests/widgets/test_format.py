"""The table of numbers and times, case by case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from widgets import format as fmt

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2025, 6, 17, 6, 32, 7, tzinfo=UTC)  # 14:32:07 on a Tuesday at the desk


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "00:00", "00:00"),
        (48.9, "00:48", "00:48"),
        (24 * 60 + 10, "24:10", "24:10"),
        (3599, "59:59", "59:59"),
        (3600, "01:00:00", "01:00:00"),
        (2 * 3600 + 40 * 60, "02:40:00", "02:40:00"),
        (86399, "23:59:59", "23:59:59"),
        (86400, "1天00时", "1d00h"),
        (44 * 3600, "1天20时", "1d20h"),
        (-761, "超 12:41", "+12:41"),
        (-26 * 3600, "超 1天02时", "+1d02h"),
    ],
)
def test_that_time_left_follows_the_table(seconds: float, zh: str, en: str) -> None:
    assert fmt.time_left(seconds, "zh_CN") == zh
    assert fmt.time_left(seconds, "en") == en


def test_that_overdue_counts_up() -> None:
    assert (fmt.overdue(761, "zh_CN"), fmt.overdue(761, "en")) == ("超 12:41", "+12:41")


def test_that_clock_and_date_are_local() -> None:
    assert fmt.clock(NOW, ZONE) == "14:32:07"
    assert fmt.date(NOW, "zh_CN", ZONE) == "2025-06-17 周二"
    assert fmt.date(NOW, "en", ZONE) == "Tue 2025-06-17"


@pytest.mark.parametrize(
    ("at", "zh", "en", "column"),
    [
        (NOW - timedelta(minutes=1), "今日 14:31", "14:31", "14:31"),
        (NOW - timedelta(days=1, hours=2, minutes=22), "昨 12:10", "Mon 12:10", "昨 12:10"),
        (NOW - timedelta(days=5, hours=2, minutes=22), "06-12 12:10", "06-12 12:10", "06-12 12:10"),
        (datetime(2024, 12, 31, 1, 0, tzinfo=UTC), "2024-12-31 09:00", "2024-12-31 09:00", "2024-12-31 09:00"),
    ],
)
def test_that_times_in_lists_say_the_day_only_when_needed(at: datetime, zh: str, en: str, column: str) -> None:
    assert fmt.list_time(at, NOW, "zh_CN", ZONE) == zh
    assert fmt.list_time(at, NOW, "en", ZONE) == en
    assert fmt.column_time(at, NOW, "zh_CN", ZONE) == column


def test_that_yesterday_is_a_matter_of_the_local_day() -> None:
    at = datetime(2025, 6, 16, 16, 30, tzinfo=UTC)  # 00:30 today at the desk, yesterday in UTC
    assert fmt.list_time(at, NOW, "zh_CN", ZONE) == "今日 00:30"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (30, "30 秒", "30 s"),
        (60, "1 分钟", "1 min"),
        (900, "15 分钟", "15 min"),
        (5400, "90 分钟", "90 min"),
        (86400, "24 小时", "24 h"),
        (7 * 86400, "7 天", "7 d"),
    ],
)
def test_that_a_limit_is_said_in_its_own_unit(seconds: int, zh: str, en: str) -> None:
    assert (fmt.limit(seconds, "zh_CN"), fmt.limit(seconds, "en")) == (zh, en)


def test_that_counts_shares_and_ways_follow_the_table() -> None:
    assert fmt.count(1208) == "1,208"
    assert fmt.percent(82, 100, "zh_CN") == "82%（100 件）"
    assert (fmt.percent(338, 412, "zh_CN"), fmt.percent(338, 412, "en")) == ("82%（412 件）", "82% (n=412)")
    assert fmt.percent(338, 412, "en", decimal=True) == "82.0% (n=412)"
    assert fmt.percent(164, 199, "en", decimal=True) == "82% (n=199)"
    assert fmt.percent(1, 0, "en") == "—"
    assert (fmt.distance(320, "zh_CN"), fmt.distance(1234, "zh_CN")) == ("320 米", "1.2 公里")
    assert (fmt.distance(999.6, "en"), fmt.distance(320.4, "en")) == ("1.0 km", "320 m")
    assert (fmt.eta(9, "zh_CN"), fmt.eta(9.4, "en"), fmt.eta(None, "en")) == ("约 9 分", "~9 min", "—")


def test_that_ages_are_short() -> None:
    assert [fmt.age(s, "zh_CN") for s in (9, 67, 134, 7300, 200000)] == ["9 秒", "1 分", "2 分", "2 小时", "2 天"]
    assert [fmt.age(s, "en") for s in (9, 134, 7300, 200000)] == ["9s", "2 min", "2 h", "2 d"]


def test_that_a_case_is_called_by_its_last_four_figures() -> None:
    assert fmt.short_no("FH-20250617-0417") == "0417"
    assert fmt.short_no("YZ-20250617-10417") == "0417"


def test_that_masked_values_pass_unchanged() -> None:
    assert fmt.masked("138****6021") == "138****6021"
