"""Finding Chinese by Latin letters: 燃气 by `rq`, `ranqi` or `ranq`; the dictionary is read when it is first asked."""

from __future__ import annotations

from functools import lru_cache

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
