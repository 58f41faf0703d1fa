"""A typed line in pieces: full-width letters made plain, each piece with its place in what was really typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

DASHES: Final = "-‐‑‒–—―−"
_SEPARATORS: Final = frozenset(",、;，；")


class Piece(Struct, frozen=True):
    """One word of the line, made plain; `at` and `end` are its place in the line as typed."""

    text: str
    at: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it is figures only."""
        return self.text.isascii() and self.text.isdigit()

    def cut(self, at: int) -> tuple[Piece, Piece]:
        """The piece in two; only where nothing before the cut changed its length when it was made plain."""
        place = min(self.at + at, self.end)
        return Piece(self.text[:at], self.at, place), Piece(self.text[at:], place, self.end)


class Line(Struct, frozen=True):
    """The words before the dash, the remark after it, and where the remark begins (the line's end without one)."""

    pieces: tuple[Piece, ...]
    note: str
    has_note: bool
    note_at: int
    typed: str


def plain(text: str) -> str:
    """A text as it is compared: full-width as half-width, upper as lower case, single blanks for what divides words."""
    return " ".join(piece.text for piece in _pieces(text))


def split(typed: str) -> Line:
    """Cut a line into words and the remark after a dash that stands free at its left."""
    note_at = _dash(typed)
    end = len(typed) if note_at is None else note_at
    note = "" if note_at is None else typed[note_at:].lstrip("".join((*DASHES, "－﹣")) + " \t\u3000").strip()
    return Line(tuple(_pieces(typed[:end])), _clean(note), note_at is not None, end, typed)


def _clean(note: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", note).strip()


def _dash(typed: str) -> int | None:
    """Where the first dash stands that has a blank before it and no figure right behind a figure around it."""
    for at, sign in enumerate(typed):
        is_dash = unicodedata.normalize("NFKC", sign) in DASHES
        if is_dash and at > 0 and typed[at - 1].isspace():
            return at
    return None


def _pieces(typed: str) -> Sequence[Piece]:
    found: list[Piece] = []
    text, start = "", 0
    for at, sign in enumerate((*typed, " ")):
        made = unicodedata.normalize("NFKC", sign).casefold()
        if not made.strip() or made in _SEPARATORS:
            if text:
                found.append(Piece(text, start, at))
            text = ""
            continue
        if not text:
            start = at
        text += "".join(made.split())
    return found
