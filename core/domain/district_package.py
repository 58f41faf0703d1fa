"""Reads a district package from its files' bytes; every error names the file, the line and the reason."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, get_args

import msgspec
from msgspec import Struct

from core.domain.district_nouns import (
    Community,
    District,
    Duty,
    Grid,
    Limits,
    LinkSite,
    Post,
    PostKind,
    Settings,
    SourceSpec,
    Town,
    Unit,
    UnitKind,
    Worker,
)
from core.domain.nouns import Kind, Priority, Tier
from core.domain.shapes import Ring, area_of, box_of

_SETTINGS: Final = "district.toml"
_BOUNDARY: Final = "boundary.geojson"
_SHAPES: Final = "grids.geojson"


class PackageError(Exception):
    """A district package that cannot be used: which file, which line (1 = first), and why in both languages."""

    def __init__(self, file: str, line: int, reason_zh: str, reason_en: str) -> None:
        super().__init__(f"{file}:{line}: {reason_en}")
        self.file = file
        self.line = line
        self.reason_zh = reason_zh
        self.reason_en = reason_en


class BadCellError(Exception):
    """One cell that does not read; the row adds file and line."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class Column(Struct, frozen=True):
    """A column of a table: its head, and how a cell is read."""

    name: str
    read: Callable[[str], Any]


class Row(Struct, frozen=True):
    """A read row and the line it ended on."""

    line: int
    cells: dict[str, Any]


def _text(cell: str) -> str:
    if not cell:
        raise BadCellError("不能为空", "must not be empty")
    return cell


def _maybe(cell: str) -> str | None:
    return cell or None


def _number(cell: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        raise BadCellError(f"“{cell}”不是数字", f"'{cell}' is not a number") from None
    if not abs(number) <= 1e9:  # also catches nan
        raise BadCellError(f"“{cell}”超出范围", f"'{cell}' is out of range")
    return number


def _maybe_number(cell: str) -> float | None:
    return _number(cell) if cell else None


def _lon(cell: str) -> float:
    return _within(cell, 180)


def _lat(cell: str) -> float:
    return _within(cell, 90)


def _within(cell: str, most: float) -> float:
    number = _number(cell)
    if abs(number) > most:
        raise BadCellError(f"“{cell}”不是经纬度", f"'{cell}' is not a coordinate")
    return number


def _flag(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise BadCellError(f"“{cell}”应为 yes 或 no", f"'{cell}' must be yes or no")
    return cell == "yes"


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(cell: str) -> int:
    """A time such as 90s, 15m, 4h or 3d; "-" = no such limit."""
    if cell == "-":
        return 0
    if not re.fullmatch(r"[1-9][0-9]{0,6}[smhd]", cell):
        raise BadCellError(f"“{cell}”不是时限（如 15m、4h、3d）", f"'{cell}' is not a time such as 15m, 4h or 3d")
    return int(cell[:-1]) * _SECONDS[cell[-1]]


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in allowed:
            raise BadCellError(f"“{cell}”不在 {'、'.join(allowed)} 之中", f"'{cell}' is none of {', '.join(allowed)}")
        return cell

    return read


def _code(pattern: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if not re.fullmatch(pattern, cell):
            raise BadCellError(f"编码“{cell}”格式不对", f"'{cell}' is not a code of the expected form")
        return cell

    return read


def _columns(**reads: Callable[[str], Any]) -> tuple[Column, ...]:
    return tuple(Column(name, read) for name, read in reads.items())


_ID: Final = _code(r"[a-z0-9][a-z0-9_.:-]{0,63}")

TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "towns.csv": _columns(code=_code(r"\d{9}"), name_zh=_text, name_en=_text, kind=_one_of("subdistrict", "town")),
    "communities.csv": _columns(
        code=_code(r"\d{12}"),
        town=_text,
        name_zh=_text,
        name_en=_text,
        kind=_one_of("community", "village"),
    ),
    "grids.csv": _columns(
        code=_code(r"\d{12}-\d{2}"),
        name_zh=_text,
        name_en=_text,
        community=_text,
        lon=_lon,
        lat=_lat,
        invented=_flag,
    ),
    "units.csv": _columns(
        id=_ID,
        kind=_one_of(*get_args(UnitKind)),
        name_zh=_text,
        name_en=_text,
        short_zh=_text,
        short_en=_text,
        parent=_maybe,
        phone=_maybe,
        lon=_maybe_number,
        lat=_maybe_number,
        on_call=_flag,
        place=_maybe,
    ),
    "workers.csv": _columns(id=_ID, name_zh=_text, name_en=_text, phone=_text),
    "posts.csv": _columns(id=_text, kind=_one_of(*get_args(PostKind)), place=_text, worker=_maybe),
    "duties.csv": _columns(
        code=_code(r"\d{1,2}-\d{1,2}"),
        class_zh=_text,
        class_en=_text,
        name_zh=_text,
        name_en=_text,
        lead=_text,
        assist=_list,
        ask=_list,
        tier=_one_of(*Tier),
        priority=_one_of(*Priority),
        kind=_one_of(*Kind),
        response=_seconds,
        receipt=_seconds,
        scene=_seconds,
        handling=_seconds,
        keywords=_list,
    ),
    "links.csv": _columns(
        id=_ID,
        network=_one_of("rooms", "cameras"),
        level=_one_of("district", "town", "community", "grid"),
        place=_text,
        name_zh=_text,
        name_en=_text,
        lon=_lon,
        lat=_lat,
        stream=_maybe,
        phone=_maybe,
    ),
    "sources.csv": _columns(
        id=_ID,
        name_zh=_text,
        name_en=_text,
        kind=_one_of("app", "hotline", "supervision", "transfer", "cameras", "platform", "manual"),
        silence_limit=_seconds,
        manual=_flag,
    ),
}

FILES: Final = (_SETTINGS, _BOUNDARY, _SHAPES, *TABLES)


def parse_district(files: Mapping[str, bytes]) -> District:
    """The district in `files` (name → bytes); raises the first PackageError found."""
    district, errors = read_package(files)
    if district is None:
        raise errors[0]
    return district


def read_package(files: Mapping[str, bytes]) -> tuple[District | None, tuple[PackageError, ...]]:
    """The district, or None and everything that is wrong with it in file and line order."""
    reading = _Reading(files)
    district = reading.district()
    errors = sorted(reading.errors, key=lambda error: (FILES.index(error.file), error.line))
    return (None if errors else district), tuple(errors)


class _Reading:
    """One pass over a package that goes on after an error, so that a check lists them all."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.errors: list[PackageError] = []

    def wrong(self, file: str, line: int, zh: str, en: str) -> None:
        self.errors.append(PackageError(file, line, zh, en))

    def source(self, file: str) -> str | None:
        """The file as text, or None and an error."""
        raw = self.files.get(file)
        if raw is None:
            self.wrong(file, 1, "缺少此文件", "the file is missing")
            return None
        try:
            return raw.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.wrong(file, line, "不是 UTF-8 文本", "not UTF-8 text")
            return None

    # --- settings ---------------------------------------------------------------------------

    def settings(self) -> Settings | None:
        text = self.source(_SETTINGS)
        if text is None:
            return None
        try:
            found = msgspec.convert(tomllib.loads(text), Settings)
        except tomllib.TOMLDecodeError as error:
            told = re.search(r"line (\d+)", str(error))
            line = int(told.group(1)) if told else text.count("\n") + 1
            self.wrong(_SETTINGS, line, "TOML 格式错误", f"not TOML: {error}")
            return None
        except msgspec.ValidationError as error:
            self.wrong(_SETTINGS, _line_of_key(text, str(error)), f"取值有误：{error}", str(error))
            return None
        self.whole(text, found)
        return found

    def whole(self, text: str, found: Settings) -> None:
        """Every urgency level and tier has its words, limits and times, and the times are positive."""
        sections: tuple[tuple[str, Mapping[Any, Any], tuple[str, ...]], ...] = (
            ("priorities", found.priorities, tuple(Priority)),
            ("limits", found.limits, tuple(Priority)),
            ("climb", found.climb, tuple(Priority)),
            ("lease", found.lease, tuple(Priority)),
            ("tiers", found.tiers, tuple(Tier)),
            ("triage", found.triage, tuple(Tier)),
        )
        for section, mapping, keys in sections:
            for key in keys:
                if key not in mapping:
                    line = _line_of_section(text, section)
                    self.wrong(_SETTINGS, line, f"[{section}] 缺少 {key}", f"[{section}] lacks {key}")
        for section, times in (("climb", found.climb), ("lease", found.lease)):
            for key, seconds in times.items():
                if seconds <= 0:
                    line = _line_of_section(text, section, key)
                    self.wrong(_SETTINGS, line, f"{section}.{key} 须大于 0", f"{section}.{key} must be above 0")

    # --- tables -----------------------------------------------------------------------------

    def rows(self, file: str) -> Iterator[Row]:
        """The good rows of a table; lines starting with # are remarks."""
        text = self.source(file)
        if text is None:
            return
        lines = enumerate(text.splitlines(), 1)
        kept = [(number, line) for number, line in lines if line.strip() and not line.startswith("#")]
        if not kept:
            self.wrong(file, 1, "缺少表头", "the head line is missing")
            return
        parsed = [(number, next(csv.reader([line]))) for number, line in kept]
        (head_line, head), body = parsed[0], parsed[1:]
        columns = TABLES[file]
        missing = [column.name for column in columns if column.name not in head]
        if missing:
            named = ", ".join(missing)
            self.wrong(file, head_line, f"缺少列 {named}", f"missing column {named}")
            return
        seen: dict[str, int] = {}
        for line, cells in body:
            row = self.row(file, line, head, cells)
            if row is None:
                continue
            key = row.cells[columns[0].name]
            if key in seen:
                zh, en = f"“{key}”与第 {seen[key]} 行重复", f"'{key}' is already on line {seen[key]}"
                self.wrong(file, line, zh, en)
                continue
            seen[key] = line
            yield row

    def row(self, file: str, line: int, head: list[str], cells: list[str]) -> Row | None:
        if len(cells) != len(head):
            zh = f"应有 {len(head)} 列，实有 {len(cells)} 列"
            self.wrong(file, line, zh, f"{len(cells)} cells where the head has {len(head)}")
            return None
        raw = dict(zip(head, (cell.strip() for cell in cells), strict=True))
        good: dict[str, Any] = {}
        for column in TABLES[file]:
            try:
                good[column.name] = column.read(raw[column.name])
            except BadCellError as bad:
                self.wrong(file, line, f"{column.name}：{bad.zh}", f"{column.name}: {bad.en}")
        return Row(line, good) if len(good) == len(TABLES[file]) else None

    def known(self, file: str, row: Row, column: str, names: Mapping[str, Any], zh: str, en: str) -> bool:
        """True if every id in a cell exists; otherwise each unknown one is an error."""
        cell = row.cells[column]
        asked = cell if isinstance(cell, tuple) else (cell,) if cell else ()
        unknown = [name for name in asked if name not in names]
        for name in unknown:
            self.wrong(file, row.line, f"{column}：没有{zh}“{name}”", f"{column}: unknown {en} '{name}'")
        return not unknown

    # --- places -----------------------------------------------------------------------------

    def towns(self, area: str) -> dict[str, Town]:
        found = {}
        for row in self.rows("towns.csv"):
            if not row.cells["code"].startswith(area):
                self.wrong("towns.csv", row.line, "编码不属于本区", "the code is not one of this district")
            found[row.cells["code"]] = Town(**row.cells)
        return found

    def communities(self, towns: dict[str, Town]) -> dict[str, Community]:
        found = {}
        for row in self.rows("communities.csv"):
            if not self.known("communities.csv", row, "town", towns, "街镇", "town"):
                continue
            if not row.cells["code"].startswith(row.cells["town"]):
                self.wrong("communities.csv", row.line, "编码与街镇不符", "the code does not belong to its town")
            found[row.cells["code"]] = Community(**row.cells)
        return found

    def grids(self, communities: dict[str, Community]) -> dict[str, Grid]:
        shapes = self.shapes(_SHAPES, "code")
        found = {}
        for row in self.rows("grids.csv"):
            cells = row.cells
            if not self.known("grids.csv", row, "community", communities, "村社", "community"):
                continue
            if not cells["code"].startswith(cells["community"]):
                self.wrong("grids.csv", row.line, "编码与村社不符", "the code does not belong to its community")
            if cells["code"] not in shapes:
                self.wrong("grids.csv", row.line, "没有对应的图形", f"no shape for it in {_SHAPES}")
                continue
            _, ring = shapes.pop(cells["code"])
            found[cells["code"]] = Grid(
                code=cells["code"],
                name_zh=cells["name_zh"],
                name_en=cells["name_en"],
                community=cells["community"],
                town=communities[cells["community"]].town,
                polygon=ring,
                centre=(cells["lon"], cells["lat"]),
                box=box_of(ring),
                invented=cells["invented"],
            )
        for code, (line, _) in shapes.items():
            self.wrong(_SHAPES, line, f"图形“{code}”没有对应的网格", f"shape '{code}' has no grid")
        return found

    def shapes(self, file: str, key: str) -> dict[str, tuple[int, Ring]]:
        """Name → (line, ring) of a GeoJSON file of plain polygons, one feature a line."""
        text = self.source(file)
        if text is None:
            return {}
        try:
            features = json.loads(text)["features"]
            named = [(str(feature["properties"][key]), feature["geometry"]) for feature in features]
        except json.JSONDecodeError as error:
            self.wrong(file, error.lineno, "JSON 格式错误", f"not JSON: {error.msg}")
            return {}
        except (KeyError, TypeError):
            self.wrong(file, 1, f"不是带 {key} 的 GeoJSON", f"not GeoJSON features with a '{key}'")
            return {}
        found: dict[str, tuple[int, Ring]] = {}
        for name, geometry in named:
            line = _line_of(text, json.dumps(name, ensure_ascii=False))
            try:
                ring = _ring(geometry)
            except BadCellError as bad:
                self.wrong(file, line, f"“{name}”：{bad.zh}", f"'{name}': {bad.en}")
                continue
            if name in found:
                self.wrong(file, line, f"“{name}”重复", f"'{name}' appears twice")
            found[name] = (line, ring)
        return found

    def boundary(self, area: str) -> Ring:
        shapes = self.shapes(_BOUNDARY, "area")
        if area in shapes:
            return shapes[area][1]
        if shapes:
            self.wrong(_BOUNDARY, 1, f"没有 {area} 的边界", f"no boundary for {area}")
        return ()

    # --- people, units and lists ------------------------------------------------------------

    def units(self, places: Mapping[str, Any]) -> dict[str, Unit]:
        found: dict[str, Unit] = {}
        rows = list(self.rows("units.csv"))
        names = {row.cells["id"]: row for row in rows}
        for row in rows:
            self.known("units.csv", row, "parent", names, "单位", "unit")
            self.known("units.csv", row, "place", places, "地点", "place")
            found[row.cells["id"]] = Unit(**row.cells)
        return found

    def posts(self, places: Mapping[PostKind, Mapping[str, Any]], workers: dict[str, Worker]) -> tuple[Post, ...]:
        found = []
        for row in self.rows("posts.csv"):
            self.known("posts.csv", row, "place", places[row.cells["kind"]], "地点", "place")
            self.known("posts.csv", row, "worker", workers, "人员", "worker")
            found.append(Post(**row.cells))
        return tuple(found)

    def duties(self, units: dict[str, Unit]) -> dict[str, Duty]:
        own = {name: unit for name, unit in units.items() if unit.kind != "outside"}
        outside = {name: unit for name, unit in units.items() if unit.kind == "outside"}
        found = {}
        for row in self.rows("duties.csv"):
            self.known("duties.csv", row, "lead", own, "本区单位", "unit of the district")
            self.known("duties.csv", row, "assist", own, "本区单位", "unit of the district")
            self.known("duties.csv", row, "ask", outside, "区外单位", "outside body")
            if not row.cells["keywords"]:
                self.wrong("duties.csv", row.line, "keywords：不能为空", "keywords: must not be empty")
            found[row.cells["code"]] = _duty(row.cells)
        return found

    def links(self, places: Mapping[str, Any]) -> dict[str, LinkSite]:
        found = {}
        for row in self.rows("links.csv"):
            self.known("links.csv", row, "place", places, "地点", "place")
            found[row.cells["id"]] = LinkSite(**row.cells)
        return found

    def sources(self) -> dict[str, SourceSpec]:
        found = {}
        for row in self.rows("sources.csv"):
            cells = dict(row.cells)
            cells["silence_limit_s"] = cells.pop("silence_limit")
            found[cells["id"]] = SourceSpec(**cells)
        return found

    # --- all of it --------------------------------------------------------------------------

    def district(self) -> District | None:
        settings = self.settings()
        area = settings.area if settings else ""
        boundary = self.boundary(area) if settings else ()
        towns = self.towns(area)
        communities = self.communities(towns)
        grids = self.grids(communities)
        whole = {area: settings}
        places: dict[str, Any] = {**whole, **towns, **communities, **grids}
        workers = {row.cells["id"]: Worker(**row.cells) for row in self.rows("workers.csv")}
        posts = self.posts(_post_places(whole, towns, communities, grids), workers)
        listed = self.units(places)
        units = {**listed, **_derived(communities, grids, listed)}
        duties = self.duties(units)
        links = self.links(places)
        sources = self.sources()
        if settings is None:
            return None
        return District(
            **msgspec.structs.asdict(settings),
            towns=towns,
            communities=communities,
            grids=grids,
            units=units,
            posts=posts,
            posts_at=_by_place(posts),
            workers=workers,
            duties=duties,
            links=links,
            sources=sources,
            boundary=boundary,
            names=_names(communities, grids),
        )


def _post_places(
    whole: Mapping[str, Any], towns: Mapping[str, Any], communities: Mapping[str, Any], grids: Mapping[str, Any]
) -> dict[PostKind, Mapping[str, Any]]:
    """Which places may have which post."""
    return {
        "grid_lead": grids,
        "grid_instructor": grids,
        "grid_worker": grids,
        "grid_assistant": grids,
        "community_secretary": communities,
        "town_duty": towns,
        "district_duty": whole,
        "shift_lead": whole,
    }


def _derived(communities: dict[str, Community], grids: dict[str, Grid], listed: Mapping[str, Unit]) -> dict[str, Unit]:
    """Communities and grids can be given a part too; their ids are written as a scope is: community:CODE, grid:CODE."""
    centre_of = {unit.place: unit.id for unit in listed.values() if unit.kind == "town"}
    found = [
        Unit(
            id=f"community:{c.code}",
            kind="community",
            name_zh=c.name_zh,
            name_en=c.name_en,
            short_zh=stem(c.name_zh),
            short_en=c.name_en,
            parent=centre_of.get(c.town),
            place=c.code,
        )
        for c in communities.values()
    ]
    found += [
        Unit(
            id=f"grid:{g.code}",
            kind="grid",
            name_zh=g.name_zh,
            name_en=g.name_en,
            short_zh=g.name_zh,
            short_en=g.name_en,
            parent=f"community:{g.community}",
            lon=g.centre[0],
            lat=g.centre[1],
            place=g.code,
        )
        for g in grids.values()
    ]
    return {unit.id: unit for unit in found if unit.id not in listed}


def _duty(cells: dict[str, Any]) -> Duty:
    return Duty(
        code=cells["code"],
        klass=cells["code"].split("-")[0],
        klass_zh=cells["class_zh"],
        klass_en=cells["class_en"],
        name_zh=cells["name_zh"],
        name_en=cells["name_en"],
        lead=cells["lead"],
        assist=cells["assist"],
        ask=cells["ask"],
        tier=Tier(cells["tier"]),
        priority=Priority(cells["priority"]),
        kind=Kind(cells["kind"]),
        limits=Limits(cells["response"], cells["receipt"], cells["scene"], cells["handling"]),
        keywords=cells["keywords"],
    )


def _by_place(posts: tuple[Post, ...]) -> dict[str, tuple[Post, ...]]:
    found: dict[str, list[Post]] = {}
    for post in posts:
        found.setdefault(post.place, []).append(post)
    return {place: tuple(there) for place, there in found.items()}


_ENDINGS: Final = ("居民委员会", "居委会", "村委会", "社区", "小区")


def stem(name: str) -> str:
    """A community's name without what every such name ends in: 察院后社区居委会 → 察院后."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            name = name.removesuffix(ending)
    return name


def plain(text: str) -> str:
    """Lower case and without white space, so that a name is found however it was spaced."""
    return "".join(text.casefold().split())


def _names(communities: dict[str, Community], grids: dict[str, Grid]) -> dict[str, tuple[str, ...]]:
    """What people may call a place → its grids: code, name, community's name, and that name cut short."""
    found: dict[str, dict[str, None]] = {}
    for grid in grids.values():
        community = communities[grid.community]
        short = stem(community.name_zh)
        road = short.rstrip("一二三四")
        for name in (grid.code, grid.name_zh, grid.name_en, community.name_zh, community.name_en, short, road):
            if len(plain(name)) > 1:
                found.setdefault(plain(name), {})[grid.code] = None
    return {name: tuple(codes) for name, codes in found.items()}


def _ring(geometry: Any) -> Ring:
    """The one outer ring of a polygon, closed, counter-clockwise; raises BadCellError."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Polygon":
        raise BadCellError("不是单个多边形", "not a plain polygon")
    rings = geometry.get("coordinates")
    if not isinstance(rings, list) or len(rings) != 1:
        raise BadCellError("多边形须只有一个外环", "a polygon must have one outer ring")
    try:
        ring = tuple((float(lon), float(lat)) for lon, lat in rings[0])
    except (TypeError, ValueError):
        raise BadCellError("坐标不是成对的数字", "coordinates are not pairs of numbers") from None
    if len(ring) < 4:
        raise BadCellError("多边形的点太少", "a polygon needs at least four points")
    if ring[0] != ring[-1]:
        raise BadCellError("多边形没有闭合", "the polygon is not closed")
    if not all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in ring):
        raise BadCellError("坐标超出经纬度范围", "a coordinate is out of range")
    area = area_of(ring)
    if area == 0:
        raise BadCellError("多边形没有面积", "the polygon has no area")
    return ring if area > 0 else ring[::-1]


def _line_of(text: str, wanted: str) -> int:
    """The first line that holds `wanted`, else 1."""
    at = text.find(wanted)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _line_of_key(text: str, message: str) -> int:
    """The line of the key a validation message speaks of: its path "at `$.limits.P1`", or a missing field's table."""
    path = re.findall(r"[\w-]+", message.split("`$", 1)[1]) if "`$" in message else []
    missing = re.search(r"(?:required|unknown) field `(\w+)`", message)
    return _line_of_section(text, *path, *([missing.group(1)] if missing else []))


def _line_of_section(text: str, *path: str) -> int:
    """The line where a TOML path is written, or of as much of it as is written; 1 when none of it is."""
    section, line = "", 1
    for number, written in enumerate(text.splitlines(), 1):
        if head := re.match(r"\[+\s*([\w.-]+)\s*\]+", written):
            section = head.group(1)
            if section == ".".join(path) or (path and section == path[0]):
                line = number
        elif key := re.match(r"\s*([\w-]+)\s*=", written):
            if ".".join(filter(None, (section, key.group(1)))) == ".".join(path):
                return number
            if [section, key.group(1)] == [*path[:1], *path[1:2]] or (not section and [key.group(1)] == list(path[:1])):
                line = number
    return line
