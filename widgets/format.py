"""How numbers and times are written, in both languages; the table is ux.md 4.9."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from core.domain.board import LOCAL

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86400

_WEEKDAYS: Final = {
    "zh_CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
EM_SPACE: Final = "\u2003"
DASH: Final = "—"


def _zh(lang: str) -> bool:
    return lang == "zh_CN"


def _hms(seconds: int) -> str:
    if seconds < HOUR:
        return f"{seconds // MINUTE:02d}:{seconds % MINUTE:02d}"
    return f"{seconds // HOUR:02d}:{seconds // MINUTE % MINUTE:02d}:{seconds % MINUTE:02d}"


def _days(seconds: int, lang: str) -> str:
    days, hours = seconds // DAY, seconds % DAY // HOUR
    return f"{days}天{hours:02d}时" if _zh(lang) else f"{days}d{hours:02d}h"


def span(seconds: float, lang: str) -> str:
    """A length of time as a countdown shows it: 24:10, 02:40:00, 1天20时; whole seconds, rounded down."""
    whole = max(0, int(seconds))
    return _hms(whole) if whole < DAY else _days(whole, lang)


def overdue(seconds: float, lang: str) -> str:
    """How long a limit has been passed: 超 12:41 or +12:41."""
    return f"超 {span(seconds, lang)}" if _zh(lang) else f"+{span(seconds, lang)}"


def time_left(seconds: float, lang: str) -> str:
    """What is left of a limit; below zero it counts up as overdue."""
    return span(seconds, lang) if seconds >= 0 else overdue(-seconds, lang)


def limit(seconds: int, lang: str) -> str:
    """A limit as it is set, in the largest unit that divides it: 90 秒, 5 分钟, 24 小时; 90 s, 5 min, 24 h, 3 d."""
    zh = _zh(lang)
    if seconds > DAY and seconds % DAY == 0:
        return f"{seconds // DAY} 天" if zh else f"{seconds // DAY} d"
    if seconds >= HOUR and seconds % HOUR == 0:
        return f"{seconds // HOUR} 小时" if zh else f"{seconds // HOUR} h"
    if seconds >= MINUTE and (seconds % MINUTE == 0 or seconds >= 10 * MINUTE):
        return f"{seconds // MINUTE} 分钟" if zh else f"{seconds // MINUTE} min"
    return f"{seconds} 秒" if zh else f"{seconds} s"


def age(seconds: float, lang: str) -> str:
    """The age of data, short: 9 秒, 12 分, 3 小时, 2 天 (9s, 12 min, 3 h, 2 d)."""
    whole = max(0, int(seconds))
    zh = _zh(lang)
    if whole < MINUTE:
        return f"{whole} 秒" if zh else f"{whole}s"
    if whole < HOUR:
        return f"{whole // MINUTE} 分" if zh else f"{whole // MINUTE} min"
    if whole < DAY:
        return f"{whole // HOUR} 小时" if zh else f"{whole // HOUR} h"
    return f"{whole // DAY} 天" if zh else f"{whole // DAY} d"


def length(seconds: float, lang: str) -> str:
    """A length of time in a sentence: 9 秒, 12 分钟, 3 小时, 2 天; 9 s, 12 min, 3 h, 2 d."""
    whole = max(0, int(seconds))
    zh = _zh(lang)
    if whole < MINUTE:
        return f"{whole} 秒" if zh else f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} 分钟" if zh else f"{whole // MINUTE} min"
    if whole < DAY:
        return f"{whole // HOUR} 小时" if zh else f"{whole // HOUR} h"
    return f"{whole // DAY} 天" if zh else f"{whole // DAY} d"


def clock(at: datetime, zone: tzinfo | None = None) -> str:
    """A clock with seconds in local time; `zone` None is the one the whole country keeps."""
    return at.astimezone(zone or LOCAL).strftime("%H:%M:%S")


def local(at: datetime, zone: tzinfo | None = None) -> datetime:
    """An instant in local time."""
    return at.astimezone(zone or LOCAL)


def hour_minute(at: datetime, zone: tzinfo | None = None) -> str:
    """A clock without seconds in local time."""
    return at.astimezone(zone or LOCAL).strftime("%H:%M")


def date(at: datetime, lang: str, zone: tzinfo | None = None) -> str:
    """The date with its weekday: 2025-06-17 周二, Tue 2025-06-17."""
    local = at.astimezone(zone or LOCAL)
    day, weekday = local.strftime("%Y-%m-%d"), _WEEKDAYS[lang][local.weekday()]
    return f"{day} {weekday}" if _zh(lang) else f"{weekday} {day}"


def list_time(at: datetime, now: datetime, lang: str, zone: tzinfo | None = None) -> str:
    """A time in a list: 今日 14:31, 昨 12:10, 06-12 12:10; 14:31, Mon 12:10, 06-12 12:10."""
    local, today = at.astimezone(zone or LOCAL), now.astimezone(zone or LOCAL)
    text = local.strftime("%H:%M")
    days = (today.date() - local.date()).days
    if days == 0:
        return f"今日 {text}" if _zh(lang) else text
    if days == 1:
        return f"昨 {text}" if _zh(lang) else f"{_WEEKDAYS[lang][local.weekday()]} {text}"
    if local.year != today.year:
        return local.strftime("%Y-%m-%d %H:%M")
    return local.strftime("%m-%d %H:%M")


def column_time(at: datetime, now: datetime, lang: str, zone: tzinfo | None = None) -> str:
    """A time in a narrow column: as in a list, but today needs no word."""
    local, today = at.astimezone(zone or LOCAL), now.astimezone(zone or LOCAL)
    return local.strftime("%H:%M") if local.date() == today.date() else list_time(at, now, lang, zone)


def count(number: int) -> str:
    """A count with thousands parted: 1,208."""
    return f"{number:,}"


def percent(part: int, whole: int, lang: str, decimal: bool = False) -> str:
    """A share with its base: 82%（412 件）, 82% (n=412); a decimal only from 200 on; a dash when there is no base."""
    if whole <= 0:
        return DASH
    share = f"{100 * part / whole:.{1 if decimal and whole >= 200 else 0}f}"
    return f"{share}%（{count(whole)} 件）" if _zh(lang) else f"{share}% (n={count(whole)})"


def distance(metres: float, lang: str) -> str:
    """A distance: 320 米, 1.2 公里; 320 m, 1.2 km."""
    if round(metres) < 1000:
        return f"{round(metres)} 米" if _zh(lang) else f"{round(metres)} m"
    return f"{metres / 1000:.1f} 公里" if _zh(lang) else f"{metres / 1000:.1f} km"


def eta(minutes: float | None, lang: str) -> str:
    """An estimated time of arrival: 约 9 分, ~9 min; a dash when unknown."""
    if minutes is None:
        return DASH
    return f"约 {max(1, round(minutes))} 分" if _zh(lang) else f"~{max(1, round(minutes))} min"


def short_no(case_no: str) -> str:
    """What is spoken and typed of a case number: its last part, at most the last four figures."""
    return case_no.rpartition("-")[2][-4:]


def masked(value: str) -> str:
    """A personal value as it arrived: masking is the hub's, so this changes nothing and says so by name."""
    return value
