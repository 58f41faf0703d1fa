"""Reads a district package from its files' bytes; every error names the file, the line and the reason."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from core.domain.district_index import derived_units, duty_of, names_of, post_places, posts_by_place
from core.domain.district_nouns import (
    Community,
    District,
    Duty,
    Grid,
    LinkSite,
    Post,
    PostKind,
    Settings,
    SourceSpec,
    Town,
    Unit,
    Worker,
)
from core.domain.nouns import Priority, Tier
from core.domain.package_text import line_of, line_of_path, path_in, ring_of
from core.domain.shapes import Ring, area_of, box_of, is_in_ring
from core.domain.tables import TABLES, BadCellError, PackageError, Row

_SETTINGS: Final = "district.toml"
_BOUNDARY: Final = "boundary.geojson"
_SHAPES: Final = "grids.geojson"
_COVER_TOLERANCE: Final = 0.001  # the grids together must be the district to a thousandth

FILES: Final = (_SETTINGS, _BOUNDARY, *tuple(TABLES)[:3], _SHAPES, *tuple(TABLES)[3:])  # as one builds on the other


def parse_district(files: Mapping[str, bytes]) -> District:
    """The district in `files` (name → bytes); raises the first PackageError found."""
    district, errors = read_package(files)
    if district is None:
        raise errors[0]
    return district


def read_package(files: Mapping[str, bytes]) -> tuple[District | None, tuple[PackageError, ...]]:
    """The district, or None and everything that is wrong with it in file and line order.

    What does not fit together is told only once everything reads, so that one bad row is not told as many.
    """
    reading = _Reading(files)
    district = reading.district()
    errors = sorted(reading.errors or reading.misfits, key=lambda error: (FILES.index(error.file), error.line))
    return district, tuple(errors)


class _Reading:
    """One pass over a package that goes on after an error, so that a check lists them all."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.errors: list[PackageError] = []
        self.misfits: list[PackageError] = []

    def wrong(self, file: str, line: int, zh: str, en: str) -> None:
        """Something does not read."""
        self.errors.append(PackageError(file, line, zh, en))

    def misfit(self, file: str, line: int, zh: str, en: str) -> None:
        """Something reads but does not fit the rest of the package."""
        self.misfits.append(PackageError(file, line, zh, en))

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
        raw: dict[str, Any] = {}
        try:
            raw = tomllib.loads(text)
            found = msgspec.convert(raw, Settings)
        except tomllib.TOMLDecodeError as error:
            told = re.search(r"line (\d+)", str(error))
            line = int(told.group(1)) if told else text.count("\n") + 1
            self.wrong(_SETTINGS, line, "TOML 格式错误", f"not TOML: {error}")
            return None
        except msgspec.ValidationError as error:
            line = line_of_path(text, *_whole_path(raw, path_in(str(error))))
            self.wrong(_SETTINGS, line, f"取值有误：{error}", str(error))
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
                    line = line_of_path(text, section)
                    self.wrong(_SETTINGS, line, f"[{section}] 缺少 {key}", f"[{section}] lacks {key}")
        for section, times in (("climb", found.climb), ("lease", found.lease)):
            for key, seconds in times.items():
                if seconds <= 0:
                    line = line_of_path(text, section, key)
                    self.wrong(_SETTINGS, line, f"{section}.{key} 须大于 0", f"{section}.{key} must be above 0")

    # --- tables -----------------------------------------------------------------------------

    def rows(self, file: str) -> Iterator[Row]:
        """The good rows of a table; lines starting with # are remarks."""
        text = self.source(file)
        if text is None:
            return
        lines = self.cells(file, text)
        if not lines:
            self.wrong(file, 1, "缺少表头", "the head line is missing")
            return
        (head_line, head), body = lines[0], lines[1:]
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

    def cells(self, file: str, text: str) -> list[tuple[int, list[str]]]:
        """Each line's cells with its number; a cell never spans lines."""
        found = []
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                found.append((number, next(csv.reader([line.rstrip("\r")], strict=True))))
            except csv.Error as error:
                self.wrong(file, number, "CSV 格式错误", f"not CSV: {error}")
        return found

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

    def known(self, file: str, row: Row, column: str, names: Mapping[str, Any], zh: str, en: str) -> None:
        """Every id in a cell exists; each unknown one is an error."""
        cell = row.cells[column]
        asked = cell if isinstance(cell, tuple) else (cell,) if cell else ()
        for name in asked:
            if name not in names:
                self.misfit(file, row.line, f"{column}：没有{zh}“{name}”", f"{column}: unknown {en} '{name}'")

    # --- places -----------------------------------------------------------------------------

    def towns(self, area: str) -> dict[str, Town]:
        found = {}
        for row in self.rows("towns.csv"):
            if not row.cells["code"].startswith(area):
                self.misfit("towns.csv", row.line, "编码不属于本区", "the code is not one of this district")
            found[row.cells["code"]] = Town(**row.cells)
        return found

    def communities(self, towns: dict[str, Town]) -> dict[str, Community]:
        found = {}
        for row in self.rows("communities.csv"):
            self.known("communities.csv", row, "town", towns, "街镇", "town")
            if not row.cells["code"].startswith(row.cells["town"]):
                self.misfit("communities.csv", row.line, "编码与街镇不符", "the code does not belong to its town")
            found[row.cells["code"]] = Community(**row.cells)
        return found

    def grids(self, communities: dict[str, Community]) -> dict[str, Grid]:
        shapes = self.shapes(_SHAPES, "code")
        found = {}
        for row in self.rows("grids.csv"):
            cells = row.cells
            self.known("grids.csv", row, "community", communities, "村社", "community")
            community = communities.get(cells["community"])
            if not cells["code"].startswith(cells["community"]):
                self.misfit("grids.csv", row.line, "编码与村社不符", "the code does not belong to its community")
            if cells["code"] not in shapes:
                self.misfit("grids.csv", row.line, "没有对应的图形", f"no shape for it in {_SHAPES}")
            _, ring = shapes.pop(cells["code"], (0, ()))
            found[cells["code"]] = Grid(
                code=cells["code"],
                name_zh=cells["name_zh"],
                name_en=cells["name_en"],
                community=cells["community"],
                town=community.town if community else "",
                polygon=ring,
                centre=(cells["lon"], cells["lat"]),
                box=box_of(ring) if ring else (0.0, 0.0, 0.0, 0.0),
                invented=cells["invented"],
            )
        for code, (line, _) in shapes.items():
            self.misfit(_SHAPES, line, f"图形“{code}”没有对应的网格", f"shape '{code}' has no grid")
        return found

    def cover(self, grids: dict[str, Grid], boundary: Ring) -> None:
        """The grids fill the district and each holds its own centre; said once the places themselves are sound."""
        if self.errors or self.misfits:
            return
        text = self.source("grids.csv") or ""
        for grid in grids.values():
            if not is_in_ring(grid.polygon, *grid.centre):
                zh, en = "中心不在网格图形之内", "the centre lies outside its polygon"
                self.misfit("grids.csv", line_of(text, grid.code), zh, en)
        share = sum(area_of(grid.polygon) for grid in grids.values()) / area_of(boundary)
        if abs(share - 1) > _COVER_TOLERANCE:
            told = f"{share:.2%}"
            self.misfit(_SHAPES, 1, f"网格合计占全区面积 {told}，应为 100%", f"the grids cover {told} of the district")

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
            line = line_of(text, json.dumps(name, ensure_ascii=False))
            try:
                ring = ring_of(geometry)
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
            self.misfit(_BOUNDARY, 1, f"没有 {area} 的边界", f"no boundary for {area}")
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
            found[row.cells["code"]] = duty_of(row.cells)
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
        self.cover(grids, boundary)
        whole = {area: settings}
        places: dict[str, Any] = {**whole, **towns, **communities, **grids}
        workers = {row.cells["id"]: Worker(**row.cells) for row in self.rows("workers.csv")}
        posts = self.posts(post_places(whole, towns, communities, grids), workers)
        listed = self.units(places)
        units = {**listed, **derived_units(communities, grids, listed)}
        duties = self.duties(units)
        links = self.links(places)
        sources = self.sources()
        if settings is None or self.errors or self.misfits:
            return None
        return District(
            **msgspec.structs.asdict(settings),
            towns=towns,
            communities=communities,
            grids=grids,
            units=units,
            posts=posts,
            posts_at=posts_by_place(posts),
            workers=workers,
            duties=duties,
            links=links,
            sources=sources,
            boundary=boundary,
            names=names_of(communities, grids),
        )


def _whole_path(raw: dict[str, Any], path: list[str]) -> list[str]:
    """`path` with the key a validation message leaves out of a table: the first entry that does not convert alone."""
    kinds = {field.encode_name: field.type for field in msgspec.structs.fields(Settings)}
    table = raw.get(path[0]) if path else None
    if not isinstance(table, dict):
        return path
    for key, value in table.items():
        try:
            msgspec.convert({key: value}, kinds[path[0]])
        except msgspec.ValidationError:
            return [path[0], key, *path[1:]]
    return path
