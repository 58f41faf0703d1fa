"""What a district package holds: places, units, posts and people, duties, links, sources and the local words."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from core.domain.nouns import Kind, Priority, Tier
from core.domain.shapes import Box, Point, Ring

UnitKind = Literal["centre", "department", "outside", "town", "community", "grid"]
PostKind = Literal[
    "grid_lead",
    "grid_instructor",
    "grid_worker",
    "grid_assistant",
    "community_secretary",
    "town_duty",
    "district_duty",
    "shift_lead",
]


Seconds = Annotated[int, Meta(ge=0, le=366 * 86_400)]


class Words(Struct, frozen=True):
    """One thing's name in both languages of the desk."""

    zh: str
    en: str


class Limits(Struct, frozen=True):
    """Seconds allowed for response, receipt, arrival on scene and handling; 0 = no such clock."""

    response: Seconds
    receipt: Seconds
    scene: Seconds
    handling: Seconds


class Shift(Struct, frozen=True):
    """A turn of duty, by local time of day ("08:00") and length in hours."""

    id: str
    name_zh: str
    name_en: str
    start: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    hours: Annotated[int, Meta(ge=1, le=24)]


class Unit(Struct, frozen=True):
    """Who can be given a part in a case; an `outside` body has its own command and is only asked (请求联动)."""

    id: str
    kind: UnitKind
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    parent: str | None = None
    phone: str | None = None
    lon: float | None = None
    lat: float | None = None
    on_call: bool = False
    place: str | None = None  # the town, community or grid code this unit stands for


class Town(Struct, frozen=True):
    """街镇: a sub-district or town with its statistical code."""

    code: str
    name_zh: str
    name_en: str
    kind: Literal["subdistrict", "town"]


class Community(Struct, frozen=True):
    """村社: a community or village with its statistical code."""

    code: str
    town: str
    name_zh: str
    name_en: str
    kind: Literal["community", "village"]


class Grid(Struct, frozen=True):
    """网格: the smallest area with people of its own; `polygon` is closed and in WGS84."""

    code: str
    name_zh: str
    name_en: str
    community: str
    town: str
    polygon: Ring
    centre: Point
    box: Box
    invented: bool = True


class Post(Struct, frozen=True):
    """A post of the 1+1+1+N and of the ladder above it; `worker` None = vacant."""

    id: str
    kind: PostKind
    place: str
    worker: str | None = None


class Worker(Struct, frozen=True):
    """A person who fills one post or several."""

    id: str
    name_zh: str
    name_en: str
    phone: str


class Duty(Struct, frozen=True):
    """A matter of the responsibility list: who answers for it, how fast, and by which words it is known."""

    code: str
    klass: str
    klass_zh: str
    klass_en: str
    name_zh: str
    name_en: str
    lead: str
    assist: tuple[str, ...]
    ask: tuple[str, ...]
    tier: Tier
    priority: Priority
    kind: Kind
    limits: Limits
    keywords: tuple[str, ...]


class LinkSite(Struct, frozen=True):
    """A conference room (综治视联网) or a camera (公共安全视频): two networks, never one board."""

    id: str
    network: Literal["rooms", "cameras"]
    level: Literal["district", "town", "community", "grid"]
    place: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    stream: str | None = None
    phone: str | None = None


class SourceSpec(Struct, frozen=True):
    """A source of reports; `manual` ones are worked by hand and never shown as fine."""

    id: str
    name_zh: str
    name_en: str
    kind: Literal["app", "hotline", "supervision", "transfer", "cameras", "platform", "manual"]
    silence_limit_s: int
    manual: bool = False


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """district.toml: the district's name, its words, and the times that are not a duty's own."""

    code: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
    area: Annotated[str, Meta(pattern=r"^\d{6}$")]
    name_zh: str
    name_en: str
    hub_zh: str
    hub_en: str
    centre_zh: str
    centre_en: str
    timezone: str
    utc_offset_minutes: Annotated[int, Meta(ge=-840, le=840)]
    recall_seconds: Annotated[int, Meta(ge=1, le=600)]
    priorities: dict[Priority, Words]
    steps: dict[str, Words]
    tiers: dict[Tier, Words]
    triage: dict[Tier, Words]
    limits: dict[Priority, Limits]
    climb: dict[Priority, Seconds]
    lease: dict[Priority, Seconds]
    shifts: tuple[Shift, ...]
    query_address: Annotated[str, Meta(max_length=120)] = ""  # stands before the code on a slip; "" = the code alone


class District(Settings, frozen=True, kw_only=True):
    """A district as data: everything local that the rules need, and nothing that changes while they run."""

    towns: dict[str, Town]
    communities: dict[str, Community]
    grids: dict[str, Grid]
    units: dict[str, Unit]
    posts: tuple[Post, ...]
    posts_at: dict[str, tuple[Post, ...]]  # by the code of the place they serve
    workers: dict[str, Worker]
    duties: dict[str, Duty]
    links: dict[str, LinkSite]
    sources: dict[str, SourceSpec]
    boundary: Ring
    names: dict[str, tuple[str, ...]]  # what people may call a place, plain, to its grids
