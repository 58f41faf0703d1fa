"""Finds the line an error speaks of in a package's TOML and GeoJSON, and reads a polygon."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from core.domain.shapes import Ring, area_of
from core.domain.tables import BadCellError


def ring_of(geometry: Any) -> Ring:
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


def line_of(text: str, wanted: str) -> int:
    """The first line that holds `wanted`, else 1."""
    at = text.find(wanted)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def line_of_path(text: str, *path: str) -> int:
    """The line where a TOML path such as limits, P1 is written, or as much of it as is; 1 when none of it is."""
    best, line = 0, 1
    section: list[str] = []
    tables: dict[str, int] = {}
    for number, written in enumerate(text.split("\n"), 1):
        if head := re.match(r"\s*(\[\[?)\s*([\w.-]+)", written):
            section = head.group(2).split(".")
            if head.group(1) == "[[":
                index = tables.get(head.group(2), 0)
                tables[head.group(2)] = index + 1
                section.append(str(index))
            here = section
        elif key := re.match(r'\s*"?([\w-]+)"?\s*=', written):
            here = [*section, key.group(1)]
        else:
            continue
        told = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(here, path, strict=False)))
        if told > best:
            best, line = told, number
    return line


def path_in(message: str) -> list[str]:
    """The path a validation message speaks of: "… - at `$.shifts[0].start`" → shifts, 0, start."""
    at = re.search(r"at `(?:key in )?\$([^`]*)`", message) or re.search(r"`\$([^`]*)`", message)
    path = re.findall(r"[\w-]+", at.group(1)) if at else []
    named = re.search(r"unknown field `(\w+)`", message)
    return [*path, named.group(1)] if named else path
