"""When it happened, read out of what people write: dates and times of day in Chinese and English, in local time."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct

_DAYS: Final = {
    "今天": 0,
    "今日": 0,
    "今早": 0,
    "今晨": 0,
    "今晚": 0,
    "昨天": 1,
    "昨日": 1,
    "昨晚": 1,
    "前天": 2,
    "昨": 1,
}
_DAYS_EN: Final = {"today": 0, "this morning": 0, "tonight": 0, "yesterday": 1, "last night": 1}
_LATE: Final = ("下午", "晚上", "傍晚", "晚", "pm", "p.m.", "night")
_EARLY: Final = ("凌晨", "am", "a.m.")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_DATE: Final = re.compile(
    r"(?<![\d.])(?P<y>20\d\d)\s?[-/.年]\s?(?P<m>1[0-2]|0?[1-9])\s?[-/.月]\s?(?P<d>3[01]|[12]\d|0?[1-9])日?(?![\d])"
    r"|(?<!\d)(?P<m2>1[0-2]|0?[1-9])月(?P<d2>3[01]|[12]\d|0?[1-9])[日号]?"
    r"|(?<![\d-])(?P<m3>1[0-2]|0[1-9])[-/](?P<d3>3[01]|[12]\d|0[1-9])(?=[T\s,，]|$)"
    rf"|\b(?P<d4>3[01]|[12]\d|0?[1-9])\s(?P<m4>{'|'.join(_MONTHS)})[a-z]*\.?,?(?:\s(?P<y4>20\d\d))?\b"
    rf"|(?P<word>{'|'.join(_DAYS)})|\b(?P<en>{'|'.join(_DAYS_EN)})\b",
    re.IGNORECASE | re.ASCII,
)
_CLOCK: Final = re.compile(
    r"(?P<part>凌晨|早上|清晨|上午|中午|下午|傍晚|晚上|今早|今晨|今晚|昨晚)?\s?"
    r"(?<!\d)(?<!\d[:：])(?P<h>2[0-3]|[01]?\d)"
    r"(?:[:：](?P<m>[0-5]\d)(?:[:：][0-5]\d)?(?![\d:：])\s?(?P<ap>[ap]\.?m\b\.?)?"
    r"|\s?(?P<ap2>[ap]\.?m\b\.?)|[点时](?:(?P<half>半)|(?P<quarter>一刻)|(?P<m2>[0-5]?\d)分?)?)",
    re.IGNORECASE | re.ASCII,
)
_BARE: Final = re.compile(r"([01]?\d|2[0-3])[:：.]?([0-5]\d)", re.ASCII)
_SHORT_DATE: Final = re.compile(r"(\d{1,2})-(\d{1,2})(?=\s)", re.ASCII)
_NEAR: Final = 12  # a date and a time of day this many characters apart belong together


class When(Struct, frozen=True):
    """A moment and where it was written."""

    at: datetime
    start: int
    end: int


def find_time(text: str, now: datetime, start: int = 0, end: int | None = None) -> When | None:
    """The first moment in a stretch of `text`, in the zone of `now`; None without a time of day, or in the future.

    A time without its day is the last such time before `now`; a date without its year is the last such date.
    """
    for clock in _CLOCK.finditer(text, start, len(text) if end is None else end):
        said = _time_of(clock)
        if said is None:
            continue
        day = _date_beside(text, clock)
        at = _moment(day, said, now)
        if at is not None:
            edges = (clock, day) if day is not None else (clock,)
            return When(at, min(e.start() for e in edges), max(e.end() for e in edges))
    return None


def clock_of(said: str) -> tuple[int, int] | None:
    """Hour and minute where somebody wrote a bare time of day into a field: 8:15, 0815 or 8.15."""
    bare = _BARE.fullmatch(said.strip())
    return (int(bare[1]), int(bare[2])) if bare is not None else None


def field_time(said: str, now: datetime, is_whole: bool = False) -> datetime | None:
    """When a field says it was; with `is_whole` nothing else stands in it. None: not understood, or in the future."""
    bare, text = clock_of(said), said.strip()
    if bare is not None:
        text = f"{bare[0]}:{bare[1]:02}"
    elif short := _SHORT_DATE.match(text):  # in a field 1-5 is a date, in a letter it may be a building
        text = f"{short[1]:0>2}-{short[2]:0>2}{text[short.end() :]}"
    when = find_time(text, now)
    if when is None or (is_whole and (when.start, when.end) != (0, len(text))):
        return None
    return when.at


def _time_of(clock: re.Match[str]) -> time | None:
    hour = int(clock["h"])
    minute = 30 if clock["half"] else 15 if clock["quarter"] else int(clock["m"] or clock["m2"] or 0)
    part = (clock["part"] or clock["ap"] or clock["ap2"] or "").lower()
    is_late = part.startswith("p") or any(word in part for word in _LATE)
    if (is_late and hour < 12) or (part == "中午" and hour < 3):
        hour += 12
    elif hour == 12 and (part in _EARLY or part.startswith("a")):
        hour = 0
    return time(hour, minute)


def _date_beside(text: str, clock: re.Match[str]) -> re.Match[str] | None:
    """The date next to a time of day; within "今早 8 点" the day stands in the time itself."""
    before = max(0, clock.start() - 40)
    dates = list(_DATE.finditer(text, before, min(len(text), clock.end() + 40)))
    close = [
        d
        for d in dates
        if -_NEAR <= clock.start() - d.end() <= _NEAR
        or 0 <= d.start() - clock.end() <= _NEAR // 4
        or (clock.start() <= d.start() and d.end() <= clock.end())
    ]
    return close[-1] if close and close[-1].end() <= clock.end() else close[0] if close else None


def _moment(day: re.Match[str] | None, said: time, now: datetime) -> datetime | None:
    today = now.date()
    if day is None:
        at = datetime.combine(today, said, now.tzinfo)
        return at if at <= now else at - timedelta(days=1)
    found = _day(day, today)
    if found is None:
        return None
    at = datetime.combine(found, said, now.tzinfo)
    if at > now and not (day["y"] or day["y4"] or day["word"] or day["en"]):
        last = _made(found.year - 1, found.month, found.day)
        at = at if last is None else datetime.combine(last, said, now.tzinfo)
    return at if at <= now else None


def _day(said: re.Match[str], today: date) -> date | None:
    back = _DAYS.get(said["word"] or "", _DAYS_EN.get((said["en"] or "").lower()))
    if back is not None:
        return today - timedelta(days=back)
    month = said["m"] or said["m2"] or said["m3"]
    number = int(month) if month else _MONTHS.index(said["m4"].lower()) + 1
    return _made(
        int(said["y"] or said["y4"] or today.year), number, int(said["d"] or said["d2"] or said["d3"] or said["d4"])
    )


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None  # 30 February
