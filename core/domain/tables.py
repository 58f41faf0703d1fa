"""The tables of a district package: which columns each has, how a cell is read, and how a bad one is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, get_args

from msgspec import Struct

from core.domain.district_nouns import PostKind, UnitKind
from core.domain.nouns import Kind, Priority, Tier


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
