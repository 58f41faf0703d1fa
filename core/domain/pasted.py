"""A pasted chat, e-mail or form turned into reports: what was taken from where; the original is kept whole."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Final

from msgspec import Struct

from core.domain.district import District, grids_by_address, suggest_duty
from core.domain.district_index import plain
from core.domain.pasted_people import PHONE, bare, hidden, is_somebody
from core.domain.pasted_split import LABELS, Mark, Piece, labelled, pieces
from core.domain.pasted_times import find_time

TITLE_MOST: Final = 60
_NAME: Final = re.compile(
    r"(?:我叫|我是|联系人|报告人|姓名)[：:\s]?(?P<name>[\u4e00-\u9fff]{2,4})(?=[，,。；;\s\d（(]|$)"
)
_CLAUSE_END: Final = re.compile(r"[，,。；;！!？?\n\r]")
_SENTENCE_END: Final = re.compile(r"[。！!？?\n\r]|\.(?=\s|$)")
_BLANK: Final = " \t\u3000，,。；;：:-—"


class Taken(Struct, frozen=True):
    """A stretch of the original and the field it went into; places count in the whole pasted text."""

    field: str  # "title", "place", "time", "phone", "name"
    start: int
    end: int


class Draft(Struct, frozen=True):
    """One report as read: `text` is its stretch of the original, whole; title and place say nothing of who reports."""

    text: str
    start: int
    title: str
    place: str = ""
    grid: str | None = None
    at: datetime | None = None
    phone: str = ""
    name: str = ""
    duty: str | None = None
    is_likely: bool = True  # False for "收到", "thanks" and the like: shown, and not ticked
    taken: tuple[Taken, ...] = ()


def parse(text: str, now: datetime, district: District) -> tuple[Draft, ...]:
    """The reports in a pasted text, in its order; put together again their texts are the whole of it.

    `now` must be in local time: what is written without a zone is read in its zone.
    """
    return tuple(_draft(text, piece, now, district) for piece in pieces(text))


def _draft(text: str, piece: Piece, now: datetime, district: District) -> Draft:
    marks = {mark.field: mark for mark in reversed(labelled(text, piece))}
    body_start, body_end = piece.body
    taken: list[Taken] = []

    def value(field: str) -> str:
        mark = marks.get(field)
        if mark is None or mark.start >= mark.end:
            return ""
        taken.append(Taken(field, mark.start, mark.end))
        return text[mark.start : mark.end]

    phone = _phone(text, value("phone"), piece, taken)
    name = value("name") or _name(text, piece, taken)
    at = _time(text, marks.get("time"), piece, now, taken)
    place = value("place") or _place(text, body_start, body_end, district, taken)
    said = value("title")
    title = bare(said, name, phone) if said else _title(text, body_start, body_end, taken, name, phone)
    grids = grids_by_address(district, place) if place else ()
    duties = suggest_duty(district, text[body_start:body_end], 1) if body_start < body_end else []
    return Draft(
        text=text[piece.start : piece.end],
        start=piece.start,
        title=" ".join(title.split())[:TITLE_MOST],
        place=hidden(" ".join(place.split()), name, phone),
        grid=grids[0] if len(grids) == 1 else None,
        at=at,
        phone=phone,
        name=name.strip(),
        duty=duties[0][0] if duties else None,
        is_likely=bool(title.strip(_BLANK)) and bool(place or duties or phone or len(title) >= 8),
        taken=tuple(sorted(taken, key=lambda t: t.start)),
    )


def _phone(text: str, said: str, piece: Piece, taken: list[Taken]) -> str:
    if said:
        return " ".join(said.split())[:40]
    found = PHONE.search(text, *piece.body)
    if found is None:
        return ""
    taken.append(Taken("phone", found.start(), found.end()))
    return found.group()


def _name(text: str, piece: Piece, taken: list[Taken]) -> str:
    found = _NAME.search(text, *piece.body)
    if found is not None and is_somebody(found["name"]):
        taken.append(Taken("name", *found.span("name")))
        return found["name"]
    if piece.name is not None:
        taken.append(Taken("name", *piece.name))
        return text[piece.name[0] : piece.name[1]][:40]
    return ""


def _time(text: str, mark: Mark | None, piece: Piece, now: datetime, taken: list[Taken]) -> datetime | None:
    """What the form or the text says; else when the message was written."""
    spans = [(mark.start, mark.end)] if mark is not None else []
    spans += [piece.first or piece.body] + ([piece.stamp] if piece.stamp is not None else [])
    for start, end in spans:
        when = find_time(text, now, start, end)
        if when is not None:
            taken.append(Taken("time", max(when.start, start), min(when.end, end)))
            return when.at
    return None


def _place(text: str, start: int, end: int, district: District, taken: list[Taken]) -> str:
    """The clause that names a grid, a community or a town of this district."""
    for left, right in _clauses(text, start, end):
        said = text[left:right]
        heard = plain(said)
        if grids_by_address(district, said) or any(plain(t.name_zh) in heard for t in district.towns.values()):
            taken.append(Taken("place", left, right))
            return said[:200]
    return ""


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    edges = [start, *(m.end() for m in _CLAUSE_END.finditer(text, start, end)), end]
    return [span for a, b in pairwise(edges) if (span := _stripped(text, a, b))[0] < span[1]]


def _title(text: str, start: int, end: int, taken: list[Taken], name: str, phone: str) -> str:
    """The first sentence that says something, without who says it."""
    at = start
    while at < end:
        stop = _SENTENCE_END.search(text, at, end)
        left, right = _stripped(text, at, stop.start() if stop else end)
        said = bare(text[left:right], name, phone)
        if said:
            taken.append(Taken("title", left, min(right, left + TITLE_MOST)))
            return said
        at = stop.end() if stop else end
    return ""


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start] in _BLANK or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _BLANK or text[end - 1].isspace()):
        end -= 1
    return start, end


__all__ = ["LABELS", "Draft", "Taken", "parse"]
