"""What a row of the queue says, in both languages: the view asks by slot and knows no language itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, Protocol

from msgspec import Struct

from core.domain.columns import Columns
from core.domain.district_nouns import District, SourceSpec
from core.domain.nouns import HIDDEN, Case, Clock, Deadline, Priority
from core.domain.queue import Group, Summary
from core.domain.rules.clocks import tightest
from widgets import format as fmt
from widgets.holder import holder_words
from widgets.look import Look


class StripText(Struct, frozen=True):
    """The words of one strip. `held` says whose it is: `MINE`, `OTHERS` or `NOBODY`; `step` names the running limit."""

    title: str
    place: str
    source: str
    state: str
    holder: str
    held: str
    step: str
    limit: Deadline | None  # the running limit shown, None when nothing runs
    closed_at: datetime | None
    no: str = ""  # the short number that the command line takes


class RowText(Protocol):
    """Where the queue view gets its words."""

    def strip(self, slot: int) -> StripText:
        """The words of one case."""

    def group(self, group: Group) -> str:
        """The name of a group."""

    def summary(self, group: Group, summary: Summary, now_ms: int) -> str:
        """What stands at the right of a group's head."""

    def waiting(self, count: int, priority: Priority, first: StripText) -> str:
        """How many new rows wait above, and the most urgent of them; one alone is called by its number."""

    def empty(self, hidden: int, is_plain: bool) -> str:
        """What is said when no row is shown."""

    def stale(self, since_ms: int) -> str:
        """That a source's data ends at an instant."""

    def shared(self, count: int, is_open: bool) -> str:
        """That so many cases share a row, for a screen reader."""

    def news(self) -> str:
        """That a case changed since its holder looked at it."""

    def present(self, names: Sequence[str]) -> str:
        """Who else has a case open."""

    def again(self) -> str:
        """That this person marked it to look at again, for a screen reader."""

    def queue(self) -> str:
        """The name of the whole list."""

    def spoken(self, slot: int, now_ms: int) -> str:
        """One case in one sentence, for a screen reader."""


_GROUPS: Final = {
    Group.UNACKED: ("待确认", "Not acknowledged"),
    Group.OVERDUE: ("已确认超期", "Acknowledged, overdue"),
    Group.OPEN: ("临期与在办", "Due soon and open"),
    Group.TRACKING: ("跟踪", "Tracking"),
    Group.PAUSED: ("挂起", "Paused"),
    Group.CLOSED: ("今日办结", "Closed today"),
}
_STEPS: Final = {
    Clock.RESPONSE: ("响应", "resp."),
    Clock.RECEIPT: ("签收", "receipt"),
    Clock.SCENE: ("到场", "on scene"),
    Clock.HANDLING: ("办结", "close"),
    Clock.SUPERVISION: ("督办", "superv."),
}
_SOURCES: Final = {
    "app": ("APP", "App"),
    "hotline": ("热线", "Hotline"),
    "supervision": ("督办", "Superv."),
    "transfer": ("转办", "Transfer"),
    "cameras": ("雪亮", "Cameras"),
    "platform": ("平台", "Platform"),
    "manual": ("手工", "Manual"),
}
_TEXTS: Final = {
    "queue": ("事件队列", "Case queue"),
    "oldest": ("最久 {span}", "oldest {span}"),
    "late": ("超期 {count}", "{count} overdue"),
    "escalated": ("其中提级过 {count}", "{count} of them escalated"),
    "due": ("15 分钟内到期 {count}", "{count} due in 15 min"),
    "waiting": ("新 {count} 件，最高 {level}", "{count} new, highest {level}"),
    "waiting_one": ("新 {no}，{level}", "New {no}, {level}"),
    "stale": ("数据截至 {time}", "data as of {time}"),
    "none": ("没有事件", "No cases"),
    "no_grid": ("未定位", "Not located"),
}
_DIGITS: Final = re.compile(r"\d{3,}")
_STEERING: Final = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_COMMITTEE: Final = re.compile("(居民委员会|村民委员会|居委会|村委会|委员会)$")
_LONGEST: Final = 200


def one_line(text: str) -> str:
    """A sender's text fit for one row: no line breaks, no marks that steer the writing direction, no endless length."""
    return " ".join(_STEERING.sub("", text[: 4 * _LONGEST]).split())[:_LONGEST]


def short_source(spec: SourceSpec | None, source: str, side: int) -> str:
    """A source in a column of 60 px: its number if it is known by one, else its kind."""
    if spec is None:
        return source
    number = _DIGITS.search(spec.name_zh)
    return number.group() if number else _SOURCES[spec.kind][side]


class QueueText:
    """The queue's words from a district package, for one person; `titles` and `people` put names in other words."""

    def __init__(
        self,
        columns: Columns,
        look: Look,
        district: District | None = None,
        me: str = "",
        people: Mapping[str, str] | None = None,
        titles: Callable[[Case, str], str] | None = None,
    ) -> None:
        self._columns, self._look, self._district, self._me = columns, look, district, me
        self._people = people or {}
        self._titles = titles
        self._side = 0 if look.lang.startswith("zh") else 1
        self._zone = timezone(timedelta(minutes=district.utc_offset_minutes if district else 480))

    def strip(self, slot: int) -> StripText:
        """The words of one case."""
        case = self._columns.case(slot)
        limit = tightest(case)
        holder, held = holder_words(case, self._me, self._look, self._unit, self._person)
        spec = self._district.sources.get(case.source) if self._district else None
        return StripText(
            title=self._title(case),
            place=self._place(case),
            source=short_source(spec, case.source, self._side),
            state=self._look.word(case.state),
            holder=holder,
            held=held,
            step=_STEPS[limit.kind][self._side] if limit else "",
            limit=limit,
            closed_at=case.closed_at,
            no=fmt.short_no(case.no),
        )

    def group(self, group: Group) -> str:
        """The name of a group."""
        return _GROUPS[group][self._side]

    def summary(self, group: Group, summary: Summary, now_ms: int) -> str:
        """The overdue among the unacked and their longest wait, the escalated, what is due within a quarter hour."""
        if group is Group.UNACKED and summary.oldest_ms is not None:
            oldest = self._say("oldest", span=fmt.span((now_ms - summary.oldest_ms) / 1000, self._look.lang))
            late = self._say("late", count=fmt.count(summary.overdue)) if summary.overdue else ""
            return " · ".join(part for part in (late, oldest) if part)
        if group is Group.OVERDUE and summary.escalated:
            return self._say("escalated", count=fmt.count(summary.escalated))
        if group is Group.OPEN and summary.due_in_15_min:
            return self._say("due", count=fmt.count(summary.due_in_15_min))
        return ""

    def waiting(self, count: int, priority: Priority, first: StripText) -> str:
        """How many new rows wait above; one alone is called by its number, a critical one is named."""
        level = self._look.word(priority)
        if count == 1:
            text = self._say("waiting_one", no=first.no, level=level)
        else:
            text = self._say("waiting", count=fmt.count(count), level=level)
        return f"{text} {first.title}" if priority is Priority.P1 else text

    def empty(self, hidden: int, is_plain: bool) -> str:
        """What is said when no row is shown."""
        return self._say("none") if is_plain else self._look.text("filter_hides", count=fmt.count(hidden))

    def stale(self, since_ms: int) -> str:
        """That a source's data ends at an instant."""
        return self._say("stale", time=fmt.hour_minute(datetime.fromtimestamp(since_ms / 1000, UTC), self._zone))

    def shared(self, count: int, is_open: bool) -> str:
        """That so many cases share a row, for a screen reader."""
        return self._look.text("row.listed" if is_open else "row.shared", count=count)

    def news(self) -> str:
        """That a case changed since its holder looked at it."""
        return self._look.text("row.news")

    def present(self, names: Sequence[str]) -> str:
        """Who else has a case open."""
        return self._look.text("row.present", names=", ".join(names))

    def again(self) -> str:
        """That this person marked it to look at again, for a screen reader."""
        return self._look.text("filter.again")

    def queue(self) -> str:
        """The name of the whole list."""
        return self._say("queue")

    def spoken(self, slot: int, now_ms: int) -> str:
        """Urgency, number, title, state, holder and time left, for a screen reader."""
        case, text = self._columns.case(slot), self.strip(slot)
        parts = [self._look.word(case.priority), fmt.short_no(case.no), text.title, text.place, text.state, text.holder]
        if text.limit is not None:
            left = text.limit.due.timestamp() - now_ms / 1000
            parts.append(f"{text.step} {fmt.time_left(left, self._look.lang)}")
        return ", ".join(part for part in parts if part)

    def _say(self, key: str, **values: str) -> str:
        return _TEXTS[key][self._side].format(**values)

    def _title(self, case: Case) -> str:
        if case.title == HIDDEN:
            return self._look.text("masked")
        return one_line(self._titles(case, self._look.lang) if self._titles else case.title)

    def _place(self, case: Case) -> str:
        parts = self._area(case)
        if not parts and case.address and case.address != HIDDEN:
            parts = [one_line(case.address)]
        return " · ".join(parts) if parts else self._say("no_grid")

    def _area(self, case: Case) -> list[str]:
        """Town, community and grid as far as known, without the words every one of them carries."""
        if self._district is None:
            return [code for code in (case.town, case.grid) if code]
        grid = self._district.grids.get(case.grid or "")
        community = self._district.communities.get(case.community or (grid.community if grid else ""))
        town = self._district.towns.get(case.town or (grid.town if grid else ""))
        if self._side == 0:
            names = [town.name_zh if town else "", _COMMITTEE.sub("", community.name_zh) if community else ""]
            area = " ".join(name for name in names if name)
            return [name for name in (area, grid.name_zh[max(grid.name_zh.find("第"), 0) :] if grid else "") if name]
        english = [
            town.name_en.removesuffix(" Sub-district") if town else "",
            community.name_en.removesuffix(" community") if community else "",
            grid.name_en[max(grid.name_en.find("grid"), 0) :].capitalize() if grid else "",
        ]
        return [name for name in english if name]

    def _person(self, person: str) -> str:
        return self._people.get(person, person)

    def _unit(self, unit: str) -> str:
        known = self._district.units.get(unit) if self._district else None
        return (known.short_zh, known.short_en)[self._side] if known else unit
