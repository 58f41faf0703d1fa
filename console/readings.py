"""Finding Chinese by Latin letters: 燃气 by `rq`, `ranqi` or `ranq`; the dictionary is read when it is first asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final
from unicodedata import normalize

_KEPT = 65_536


@lru_cache(maxsize=_KEPT)
def initials(text: str) -> str:
    """The first letters of a text's characters as they are read in it; Latin letters and digits stay, 燃气3 → rq3."""
    return "".join(one[:1] if is_read else one for one, is_read in _syllables(text))


@lru_cache(maxsize=_KEPT)
def spelled(text: str) -> str:
    """A text in pinyin without tones and without spaces: 燃气 → ranqi."""
    return "".join(one for one, _ in _syllables(text))


def reads(typed: str, text: str) -> bool:
    """Whether Latin letters stand for a run of a text's characters, each by its first letter or its whole syllable."""
    wanted = typed.casefold()
    return bool(wanted) and wanted.isascii() and any(_follows(wanted, text, at) for at in range(len(text)))


def _follows(wanted: str, text: str, at: int) -> bool:
    if not wanted:
        return True
    if at == len(text):
        return False
    ways = {way for said in _readings(text[at]) for way in (said, said[:1])}
    return any(wanted.startswith(way) and _follows(wanted[len(way) :], text, at + 1) for way in ways) or any(
        said.startswith(wanted) for said in _readings(text[at])
    )


def _syllables(text: str) -> list[tuple[str, bool]]:
    """Each character as read in its word, and whether it was read; letters and digits stay, other signs go."""
    from pypinyin import lazy_pinyin  # half a second and 20 MB: not before somebody searches

    found: list[tuple[str, bool]] = []
    at = 0
    for said in lazy_pinyin(text):
        if text.startswith(said, at):  # a run without a reading comes back as it is
            found += [(letter.casefold(), False) for letter in said if letter.isalnum()]
            at += len(said)
        else:
            found.append((said.casefold(), True))
            at += 1
    return found


@lru_cache(maxsize=_KEPT)
def _readings(character: str) -> tuple[str, ...]:
    """Every reading of a character; a Latin letter or digit is its own."""
    if character.isascii():
        return (character.casefold(),) if character.isalnum() else (" ",)
    from pypinyin import Style, pinyin

    return tuple(dict.fromkeys(said.casefold() for said in pinyin(character, style=Style.NORMAL, heteronym=True)[0]))


# --- many texts, one typed word: a pattern is built once a word and runs over every text ---------------------------


class Finder:
    """Makes a test for texts from what somebody typed, Chinese or Latin letters; knows GB 2312 and `beside`.

    Building the table of readings takes half a second: `warm` does it ahead of the first search, in any thread.
    """

    def __init__(self, beside: str = "") -> None:
        self._beside = beside
        self._by_syllable: dict[str, str] = {}

    def warm(self) -> None:
        """Read the dictionary; does nothing when it was read."""
        if not self._by_syllable:
            self._by_syllable = _by_syllable(frozenset(self._beside))

    def __call__(self, typed: str) -> Test:
        """A test that says whether a case-folded text holds the word `typed`."""
        wanted = normalize("NFKC", typed).casefold()
        if not _LATIN.fullmatch(wanted) or wanted.isdigit():
            return lambda text: wanted in text
        self.warm()
        return re.compile(self._pattern(wanted)).search

    def _pattern(self, wanted: str) -> str:
        """Every way to cut the letters into pieces; a long word is whole syllables or first letters, not both mixed."""
        if len(wanted) <= _MIXED:
            return self._cut(wanted, 1)
        first = "".join(f"[{self._said(letter, False)}]" for letter in wanted)
        return f"{self._cut(wanted, 2)}|{first}"

    def _cut(self, wanted: str, least: int) -> str:
        """The ways with pieces of at least so many letters, digits apart; what stands at the end may be begun only."""
        tails = {len(wanted): ""}
        for at in range(len(wanted) - 1, -1, -1):
            ways = []
            shortest = 1 if wanted[at].isdigit() or at == len(wanted) - 1 else least
            for end in range(at + shortest, min(at + _LONGEST, len(wanted)) + 1):
                known = self._said(wanted[at:end], end == len(wanted))
                if known and end in tails:
                    ways.append(f"[{known}]{tails[end]}")
            if ways:
                tails[at] = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
        return tails.get(0, "(?!)")

    @lru_cache(maxsize=2048)  # noqa: B019 - one finder lives as long as its desk
    def _said(self, said: str, is_last: bool) -> str:
        """What a piece stands for: a sign itself, all that begin with a letter or zh, ch, sh, or a syllable."""
        if len(said) == 1 or said in _DOUBLE or is_last:
            found = {c for syllable, chars in self._by_syllable.items() if syllable.startswith(said) for c in chars}
        else:
            found = set(self._by_syllable.get(said, ""))
        return "".join(sorted(found | {said})) if len(said) == 1 else "".join(sorted(found))


Test = Callable[[str], object]
_LATIN: Final = re.compile("[a-z0-9]{1,24}")
_LONGEST: Final = 6  # zhuang
_MIXED: Final = 7  # the ways to cut a word double with each letter
_DOUBLE: Final = frozenset({"zh", "ch", "sh"})


def _by_syllable(beside: frozenset[str]) -> dict[str, str]:
    """The characters of each syllable, without tones, ü as v."""
    from pypinyin.constants import PINYIN_DICT

    found: dict[str, set[str]] = {}
    for code, said in PINYIN_DICT.items():
        character = chr(code)
        if character in beside or _is_common(character):
            for syllable in said.split(","):
                found.setdefault(_plain(syllable), set()).add(character)
    return {syllable: "".join(sorted(chars)) for syllable, chars in found.items()}


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=2048)
def _plain(syllable: str) -> str:
    parted = normalize("NFD", syllable).replace("u\u0308", "v")
    return parted.encode("ascii", "ignore").decode()
