"""Which matter of the responsibility list a text speaks of, by which of its words, and whether that is sure enough."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from msgspec import Struct

from core.domain.district_nouns import District, Duty

MOST_MATTERS: Final = 5
_LEAST: Final = 2.0  # a single two-character word of the list
_AHEAD: Final = 1.5  # so many times the next one's weight
_NAME: Final = 0.8  # a piece of the matter's title says a little less than a word of the list
_PAIR: Final = 0.35  # two characters in common with the title say little by themselves
_PARTS: Final = re.compile(r"[与和、及/]|\bor\b|\band\b")


class Match(Struct, frozen=True):
    """A matter, how much speaks for it, and the words that do, as they were heard."""

    duty: str
    weight: float
    words: tuple[str, ...]


class Matches(Struct, frozen=True):
    """The likeliest first; `is_sure` when the first stands out, so that it may be taken unless somebody objects."""

    found: tuple[Match, ...] = ()
    is_sure: bool = False


def match_matters(district: District, text: str, most: int = MOST_MATTERS) -> Matches:
    """The matters a text may speak of; none is no reason to refuse anything."""
    heard = "".join(text.casefold().split())
    latin = " ".join(text.casefold().split())
    if len(heard) < 2:
        return Matches()
    matches = (_match(duty, heard, latin) for duty in district.duties.values())
    found = sorted((m for m in matches if m is not None), key=lambda m: (-m.weight, m.duty))[:most]
    if not found:
        return Matches()
    after = found[1].weight if len(found) > 1 else 0.0
    return Matches(tuple(found), found[0].weight >= _LEAST and found[0].weight >= _AHEAD * after)


def _match(duty: Duty, heard: str, latin: str) -> Match | None:
    words = _widest(word for word in duty.keywords if _is_heard(word.casefold(), heard, latin))
    weight = sum(_says(word) for word in words)
    titles = [part for part in _title(duty.name_zh, duty.name_en) if _is_heard(part, heard, latin)]
    told = _widest([*words, *titles])
    weight += _NAME * sum(_says(part) for part in told if part not in words)
    covered = "\n".join(told)
    weight += _PAIR * sum(pair in heard and pair not in covered for pair in _pairs(duty.name_zh))
    return Match(duty.code, round(weight, 2), told) if told else None


def _is_heard(word: str, heard: str, latin: str) -> bool:
    """Chinese stands anywhere; a Latin word begins where a word begins."""
    if not word.isascii():
        return word in heard
    return re.search(rf"\b{re.escape(word)}", latin) is not None


def _says(word: str) -> float:
    """Four Latin letters say about as much as one Chinese character."""
    return len(word) / 4 if word.isascii() else float(len(word))


def _widest(words: Iterable[str]) -> tuple[str, ...]:
    """Words without those that stand inside another: 燃气味, not 燃气 too."""
    kept: list[str] = []
    for word in sorted(dict.fromkeys(words), key=len, reverse=True):
        if not any(word in wider for wider in kept):
            kept.append(word)
    return tuple(kept)


@lru_cache(maxsize=1024)
def _title(zh: str, en: str) -> tuple[str, ...]:
    """The pieces of a matter's title that mean something alone."""
    pieces = [part.strip() for part in (*_PARTS.split(zh), *_PARTS.split(en.casefold()))]
    return tuple(part for part in pieces if len(part) > (5 if part.isascii() else 1))


@lru_cache(maxsize=1024)
def _pairs(title: str) -> frozenset[str]:
    return frozenset(title[at : at + 2] for at in range(len(title) - 1))
