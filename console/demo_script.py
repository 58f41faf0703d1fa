"""What the demo plays: invented matters arriving, and departments answering, at the pace of a real dispatch log."""

from __future__ import annotations

import csv
import io
from random import Random
from typing import Final

from msgspec import Struct

from core.domain.district import District
from core.domain.district_index import stem
from core.domain.nouns import Priority
from core.domain.place import wgs84_to_gcj02

SILENT: Final = 0.06  # shares of the units; the rest do as the log did
RETURNING: Final = 0.06
LATE: Final = 0.10
LATENESS: Final = (1.1, 1.6)  # of its receipt's limit, so long a late unit waits


NEIGHBOUR = "0108"  # the account of the neighbouring seat


class Matter(Struct, frozen=True):
    """One invented matter, in the desk's two languages."""

    id: str
    duty: str | None
    priority: Priority
    source: str
    title: dict[str, str]
    narrative: dict[str, str]
    address: dict[str, str]
    name: dict[str, str]
    phone: str


class Call(Struct, frozen=True):
    """One call of the log: when it came, and after how many seconds each stage; None where the log is silent."""

    offset: float
    priority: Priority
    dispatch: float | None
    response: float | None
    on_scene: float | None
    close: float | None


def matters(raw: bytes) -> tuple[Matter, ...]:
    """Read the shipped matters."""
    return tuple(
        Matter(
            id=row["id"],
            duty=row["duty"] or None,
            priority=Priority(row["priority"]),
            source=row["source"],
            title={"zh_CN": row["title_zh"], "en": row["title_en"]},
            narrative={"zh_CN": row["narrative_zh"], "en": row["narrative_en"]},
            address={"zh_CN": row["address_zh"], "en": row["address_en"]},
            name={"zh_CN": row["reporter_zh"], "en": row["reporter_en"]},
            phone=row["phone"],
        )
        for row in _rows(raw)
    )


def calls(raw: bytes) -> tuple[Call, ...]:
    """Read the shipped arrivals and delays."""
    return tuple(
        Call(
            offset=float(row["offset_s"]),
            priority=Priority(row["priority"]),
            dispatch=_seconds(row["dispatch_s"]),
            response=_seconds(row["response_s"]),
            on_scene=_seconds(row["on_scene_s"]),
            close=_seconds(row["close_s"]),
        )
        for row in _rows(raw)
    )


def report_body(matter: Matter, district: District, rng: Random, lang: str) -> dict[str, object]:
    """The matter as a source would send it, somewhere in the district; now and then with no usable place."""
    grid = district.grids[rng.choice(sorted(district.grids))]
    community = district.communities[grid.community]
    called = stem(community.name_zh) if lang.startswith("zh") else community.name_en
    spoken = matter.address[lang].replace("{community}", called)
    place: dict[str, object] = {"address": spoken}
    kind = rng.random()
    if kind < 0.45:
        place["grid"] = grid.code
    elif kind < 0.9:
        lon, lat = grid.centre
        bent = matter.source in ("app", "mini-program")  # telephone apps speak GCJ-02
        lon, lat = wgs84_to_gcj02(lon, lat) if bent else (lon, lat)
        place |= {"lon": round(lon, 6), "lat": round(lat, 6), "crs": "gcj02" if bent else "wgs84"}
    body: dict[str, object] = {
        "title": matter.title[lang],
        "narrative": matter.narrative[lang],
        "priority": matter.priority.value,
        "place": place,
    }
    if matter.duty:
        body["duty"] = matter.duty
    reporter = {k: v for k, v in (("name", matter.name[lang]), ("phone", matter.phone)) if v}
    if reporter:
        body["reporter"] = reporter
    return body


class Conduct(Struct, frozen=True):
    """How one unit deals with one task: real seconds after it was sent; None = it never does that."""

    receipt: float | None
    on_scene: float | None
    feedback: float | None
    complete: float | None
    returned: float | None = None


def conduct(call: Call, rng: Random, speed: float, limit: float | None, spent: float = 0.0) -> Conduct:
    """Most units follow the log's delays at that speed; some run late, some fall silent, some say it is not theirs.

    The hub's limits run in real seconds, so a unit is late by them: `limit` is its receipt's, None where none
    runs, and `spent` what has gone of it already.
    """
    fate = rng.random()
    if fate < SILENT:
        return Conduct(receipt=None, on_scene=None, feedback=None, complete=None)
    if fate < SILENT + RETURNING:
        return Conduct(receipt=30 / speed, on_scene=None, feedback=None, complete=None, returned=90 / speed)
    receipt = (call.dispatch or 60.0) / speed
    if fate < SILENT + RETURNING + LATE and limit is not None:
        receipt = max(receipt, limit * rng.uniform(*LATENESS) - spent)
    on_scene = receipt + (call.on_scene or 300.0) / speed
    feedback = on_scene + 120 / speed
    return Conduct(
        receipt=receipt,
        on_scene=on_scene if call.on_scene is not None else None,
        feedback=feedback,
        complete=max(feedback + 60 / speed, (call.close or 1800.0) / speed),
    )


FEEDBACK = {
    "zh_CN": ("已到现场，正在核实", "现场已控制，继续处置", "已联系当事人，正在劝解", "需协调物业配合，正在办理"),
    "en": (
        "On scene, checking",
        "Under control, going on",
        "Parties reached, talking",
        "Waiting for the property office",
    ),
}
DONE = {
    "zh_CN": ("已处置完毕，现场恢复", "隐患已消除，已告知报告人", "双方达成一致，已回访", "设施已修复"),
    "en": ("Done, site restored", "Hazard removed, reporter told", "Both sides agree", "Repaired"),
}
NOT_OURS = {"zh_CN": "经核不属本单位职责，请改派", "en": "Checked: not ours, please re-route"}


def _rows(raw: bytes) -> list[dict[str, str]]:
    lines = [line for line in raw.decode("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def _seconds(text: str) -> float | None:
    return float(text) if text.strip() else None
