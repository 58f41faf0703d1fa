"""Rows of a table turned into reports: which column is which field, and of each row a case or the reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from core.domain import commands as cmd
from core.domain.district import District, Words
from core.domain.nouns import Place, Priority, Reporter
from core.domain.pasted_times import find_time

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("事由", "标题", "主题", "事项", "诉求标题", "title", "subject", "matter", "summary"),
    "narrative": ("内容", "详情", "描述", "诉求内容", "反映内容", "情况", "narrative", "details", "description"),
    "place": ("地点", "地址", "位置", "事发地", "place", "address", "location"),
    "time": ("时间", "发生时间", "登记时间", "来电时间", "受理时间", "time", "date", "occurred at", "reported at"),
    "name": ("姓名", "联系人", "反映人", "来电人", "报告人", "name", "reporter", "contact", "caller"),
    "phone": ("电话", "联系电话", "手机", "来电号码", "phone", "tel", "telephone", "mobile"),
    "duty": ("事项编码", "类别编码", "duty", "code"),
    "priority": ("紧急程度", "级别", "priority", "urgency"),
    "no": ("编号", "工单编号", "工单号", "序号", "number", "no", "id", "ticket"),
}
"""What a row may say, and the headers it is known by."""

FAULTS: Final[dict[str, Words]] = {
    "empty": Words("空行", "empty row"),
    "no_title": Words("没有标题", "no title"),
    "bad_time": Words("时间不明或在将来", "time unclear or in the future"),
    "too_long": Words("内容过长", "too long"),
    "same_row": Words("与第 {row} 行相同", "same as row {row}"),
    "taken": Words("已导入过", "imported before"),
}
_TITLE_MOST: Final = 500
_NARRATIVE_MOST: Final = 20_000


class Row(Struct, frozen=True):
    """What one row becomes: a report with its command's id, or a fault (a key of FAULTS; `other` is a row)."""

    number: int  # as the table program counts, the header's row being the first one read
    ref: str
    report: cmd.Report | None = None
    fault: str = ""
    other: int = 0

    @property
    def command_id(self) -> str:
        """The same row gives the same id, so that the hub takes it once, whoever sends it and however often."""
        return command_id(self.ref)


def command_id(ref: str) -> str:
    """A command's id that follows from where the report comes from."""
    return str(UUID(bytes=hashlib.sha256(ref.encode()).digest()[:16], version=5))


def guess(headers: Sequence[str]) -> dict[str, int]:
    """Field → column by the headers: the whole name first, then a part of it; no column is taken twice."""
    heard = ["".join(header.casefold().split()) for header in headers]
    found: dict[str, int] = {}
    for fits in (_is_name, _has_name):
        for field, names in FIELDS.items():
            if field in found:
                continue
            for place, header in enumerate(heard):
                if place not in found.values() and any(fits(header, "".join(name.split())) for name in names):
                    found[field] = place
                    break
    return found


def _is_name(header: str, name: str) -> bool:
    return header == name


def _has_name(header: str, name: str) -> bool:
    return len(name) > 1 and not name.isascii() and name in header


def judge(
    rows: Sequence[tuple[int, Sequence[str]]],
    columns: Mapping[str, int],
    now: datetime,
    district: District,
    is_taken: Callable[[str], bool],
) -> tuple[Row, ...]:
    """What each numbered row becomes; `now` in local time, `is_taken` knows the references of earlier imports."""
    seen: dict[str, int] = {}
    return tuple(_row(number, cells, columns, now, district, is_taken, seen) for number, cells in rows)


def _row(
    number: int,
    cells: Sequence[str],
    columns: Mapping[str, int],
    now: datetime,
    district: District,
    is_taken: Callable[[str], bool],
    seen: dict[str, int],
) -> Row:
    def cell(field: str) -> str:
        place = columns.get(field, -1)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    ref = reference(cells)
    if not any(c.strip() for c in cells):
        return Row(number, ref, fault="empty")
    if ref in seen:
        return Row(number, ref, fault="same_row", other=seen[ref])
    seen[ref] = number
    if is_taken(ref):
        return Row(number, ref, fault="taken")
    title, narrative = " ".join(cell("title").split()), cell("narrative")
    title = title or " ".join(narrative.split())[:60]
    if not title:
        return Row(number, ref, fault="no_title")
    if len(title) > _TITLE_MOST or len(narrative) > _NARRATIVE_MOST:
        return Row(number, ref, fault="too_long")
    at = find_time(cell("time"), now)
    if cell("time") and at is None:
        return Row(number, ref, fault="bad_time")
    name, phone, place = cell("name")[:80], cell("phone")[:40], cell("place")
    report = cmd.Report(
        title=title,
        narrative=narrative or None,
        duty=cell("duty") if cell("duty") in district.duties else None,
        priority=priority_of(cell("priority"), district),
        place=Place(address=place) if place else None,
        reporter=Reporter(name=name or None, phone=phone or None) if name or phone else None,
        source_ref=ref,
        found_at=at.at if at is not None else None,
    )
    return Row(number, ref, report)


def priority_of(said: str, district: District) -> Priority | None:
    """An urgency by its id or by the district's word for it."""
    heard = said.strip().casefold()
    words = {p: {p.value.casefold(), w.zh.casefold(), w.en.casefold()} for p, w in district.priorities.items()}
    return next((p for p, names in words.items() if heard in names), None)


def reference(cells: Sequence[str]) -> str:
    """Where a report comes from: a figure over the row's own words, whatever file it stands in and on which line."""
    words = [" ".join(cell.split()) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return "import:" + hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:24]


def escaped(cell: str) -> str:
    """A cell that no table program takes for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r") else cell
