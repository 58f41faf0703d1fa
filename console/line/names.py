"""Whom a word means: by name, short name, part of it, or the first letters of its pinyin; never by guessing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from console.line.words import plain
from console.readings import initials, reads, spelled

_ALIKE: Final = 50.0  # below it two names have nothing to do with each other
_OFFERS: Final = 3
_LEAST_LETTERS: Final = 2  # one Latin letter names nobody


class Name(Struct, frozen=True):
    """A thing that can be named: its id, the word that stands in a line for it, and what else it is called."""

    id: str
    word: str
    label: str
    called: tuple[str, ...] = ()
    weight: int = 0  # of two that fit alike the lesser counts first: bureaux before grids


def found(word: str, names: Iterable[Name]) -> tuple[Name, ...]:
    """Those a word means, all alike well; one alone is meant for certain, several have to be chosen from."""
    best, hits = 0, list[Name]()
    for name in names:
        rank = fits(word, name)
        if rank > best:
            best, hits = rank, [name]
        elif rank == best and rank:
            hits.append(name)
    if not hits:
        return ()
    least = min(name.weight for name in hits)
    return tuple(name for name in hits if name.weight == least)


def fits(word: str, name: Name) -> int:
    """How well a plain word fits: 5 is the name itself, 4 its beginning, 3 its first letters, 2 and 1 a part; 0 no."""
    keys = _keys(name)
    if word in keys.names:
        return 5
    if any(called.startswith(word) for called in keys.names):
        return 4
    if word.isascii() and word.isalnum() and len(word) >= _LEAST_LETTERS:
        if any(letters.startswith(word) for letters in keys.letters()):
            return 3
        if any(word in letters for letters in keys.letters()):
            return 1
    return 2 if any(word in called for called in keys.names) else 0


def read_as(word: str, names: Iterable[Name]) -> tuple[Name, ...]:
    """Those whose characters may be read so in any of their readings; slower, so only where nothing else fits."""
    if not (word.isascii() and word.isalnum() and len(word) >= _LEAST_LETTERS):
        return ()
    return tuple(name for name in names if any(reads(word, called) for called in _keys(name).names))


def nearest(word: str, names: Sequence[Name]) -> tuple[Name, ...]:
    """The most alike, to be offered where a word means nobody."""
    from rapidfuzz import fuzz, process  # not before somebody mistypes

    best: dict[str, tuple[float, int, Name]] = {}
    texts = [(called, name) for name in names for called in _keys(name).names]
    close = process.extract(
        word, [text for text, _ in texts], scorer=fuzz.WRatio, limit=4 * _OFFERS, score_cutoff=_ALIKE
    )
    for _, score, place in close:
        name = texts[place][1]
        if name.id not in best or score > best[name.id][0]:
            best[name.id] = (score, -name.weight, name)
    ranked = sorted(best.values(), key=lambda each: each[:2], reverse=True)
    return tuple(name for _, _, name in ranked[:_OFFERS])


def said(name: Name) -> tuple[str, ...]:
    """Everything it is called, plain."""
    return _keys(name).names


def letters(name: Name) -> tuple[str, ...]:
    """The pinyin of its Chinese names: first letters and whole."""
    return _keys(name).letters()


class _Keys:
    """What a name is compared by."""

    def __init__(self, name: Name) -> None:
        said = dict.fromkeys(plain(text) for text in (name.word, *name.called) if text)
        bare = [text[1:] for text in said if text.startswith("区") and len(text) > 2]  # 区住建局 is called 住建局
        self.names = tuple(dict.fromkeys((*said, *bare)))
        self._letters: tuple[str, ...] | None = None

    def letters(self) -> tuple[str, ...]:
        """First letters and whole pinyin of its Chinese names."""
        if self._letters is None:
            chinese = [text for text in self.names if not text.isascii()]
            self._letters = tuple(dict.fromkeys(way(text) for text in chinese for way in (initials, spelled)))
        return self._letters


@lru_cache(maxsize=8192)
def _keys(name: Name) -> _Keys:
    return _Keys(name)
