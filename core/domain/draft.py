"""A case while it is being told: what stands in the form's fields, what is wrong with it, and the report it becomes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from core.domain import commands as cmd
from core.domain.board import LOCAL
from core.domain.district_nouns import Words
from core.domain.nouns import Place, Priority, Reporter
from core.domain.pasted_times import field_time

JUST_NOW: Final = ("", "刚刚", "刚才", "现在", "now", "just now")
_MOST_TITLE: Final = 200
_LEEWAY: Final = timedelta(minutes=1)  # a clock on the wall that is a little fast
_PHONE: Final = re.compile(r"\+?[\d][\d \-]{2,38}")

FAULTS: Final[dict[str, Words]] = {
    "title": Words("要有标题：一句话说清什么事", "A title is needed: one line that says what it is"),
    "title_long": Words(
        f"标题最多 {_MOST_TITLE} 字，其余写在经过里", f"At most {_MOST_TITLE} characters; the rest is narrative"
    ),
    "found": Words("时间写“刚刚”或 14:20，昨天的写“昨天 14:20”", "Write now, 14:20, or yesterday 14:20"),
    "phone": Words("电话只写数字、空格和连字符，至少 3 位", "Digits, blanks and hyphens only, at least three"),
}


class Draft(Struct, frozen=True, omit_defaults=True):
    """The fields as typed and chosen; `duty` and `priority` None leave it to what the text or the matter says."""

    title: str = ""
    narrative: str = ""
    place: str = ""
    grid: str | None = None  # chosen from the list or by a point on the map
    lon: float | None = None
    lat: float | None = None
    duty: str | None = None  # "" says: of no list, on purpose
    priority: Priority | None = None
    name: str = ""
    phone: str = ""
    found: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen."""
        return self == Draft()

    @property
    def told(self) -> str:
        """What the caller said, title first."""
        return " ".join(part for part in (self.title.strip(), self.narrative.strip()) if part)


def kept(draft: Draft) -> str:
    """A draft as the text that is kept on disk; empty for an empty one."""
    return "" if draft.is_empty else msgspec.json.encode(draft).decode()


def read(text: str) -> Draft:
    """What was kept; of a text that cannot be read nothing is left but the title line it may hold."""
    try:
        return msgspec.json.decode(text, type=Draft) if text else Draft()
    except msgspec.MsgspecError:
        return Draft(narrative=text)


def found_at(text: str, now: datetime) -> datetime | None:
    """When it was found: now for "刚刚", a time of today, or of yesterday if it has not come yet; raises ValueError."""
    said = text.strip().casefold()
    if said in JUST_NOW:
        return now
    today = now.astimezone(LOCAL)
    soon = today + _LEEWAY
    at = field_time(said, soon if soon.date() == today.date() else today, is_whole=True)
    if at is None:
        raise ValueError(text)
    return at


def faults(draft: Draft, now: datetime) -> dict[str, Words]:
    """What is wrong, by field; what only is missing is no fault but the title."""
    found: dict[str, Words] = {}
    if not draft.title.strip():
        found["title"] = FAULTS["title"]
    elif len(draft.title) > _MOST_TITLE:
        found["title"] = FAULTS["title_long"]
    if draft.phone.strip() and not _PHONE.fullmatch(draft.phone.strip()):
        found["phone"] = FAULTS["phone"]
    try:
        found_at(draft.found, now)
    except ValueError:
        found["found"] = FAULTS["found"]
    return found


def report_of(draft: Draft, duty: str | None, now: datetime) -> cmd.Report:
    """The report a draft without faults becomes; the note goes with the narrative, for a report has one text."""
    texts = [draft.narrative.strip(), f"登记备注：{draft.note.strip()}" if draft.note.strip() else ""]
    name, phone = draft.name.strip(), draft.phone.strip()
    return cmd.Report(
        title=draft.title.strip(),
        narrative="\n".join(text for text in texts if text) or None,
        duty=duty,
        priority=draft.priority,
        place=place_of(draft),
        reporter=Reporter(name or None, phone or None) if name or phone else None,
        found_at=found_at(draft.found, now),
    )


def place_of(draft: Draft) -> Place | None:
    """The place as said and chosen; None when nothing is known of it."""
    address = draft.place.strip() or None
    if address is None and draft.grid is None and draft.lon is None:
        return None
    return Place(grid=draft.grid, lon=draft.lon, lat=draft.lat, address=address)


def addition(draft: Draft) -> str:
    """What a draft adds to a case that is there already; personal values stay out of a text."""
    parts = (draft.title, draft.narrative, f"地点：{draft.place.strip()}" if draft.place.strip() else "", draft.note)
    return "\n".join(part.strip() for part in parts if part.strip())
