"""What words that are no command may mean, in fixed order: cases, commands, then units, people and places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from console.line import names
from console.line.grammar import Verb
from console.line.known import KINDS, Cases, Directory
from console.line.names import Name
from core.domain.nouns import Case

CASES, COMMANDS, NAMES = 5, 8, 6
_LEAST: Final = 2  # signs before titles and names are looked through


def cases(text: str, found: Cases) -> list[str]:
    """Numbers of cases: by the last figures, else by what their title, place and people say."""
    tight = text.replace(" ", "")
    numbered = [each.no for each in found.ending(tight)] if tight.isdigit() else []
    if len(text) < _LEAST or len(numbered) >= CASES:
        return numbered[:CASES]
    spoken: list[Case] = found.mentioning(text, CASES)
    return list(dict.fromkeys((*numbered, *(case.no for case in spoken))))[:CASES]


def commands(text: str, verbs: Sequence[Verb], most: int = COMMANDS) -> list[Verb]:
    """Verbs that begin with, hold or are spelled like the words; all of them where there are no words."""
    if not text:
        return list(verbs[:most])
    ranked = sorted(
        ((rank, place) for place, verb in enumerate(verbs) if (rank := _fits(text, verb)) > 0),
        key=lambda each: (-each[0], each[1]),
    )
    return [verbs[place] for _, place in ranked[:most]]


def _fits(text: str, verb: Verb) -> int:
    head = text.split()[0]
    if text in verb.words or text in verb.letters:
        return 5
    if any(word.startswith(text) for word in (*verb.words, *verb.letters)):
        return 4
    if any(text in word for word in verb.words):
        return 3
    if text.isascii() and len(text) >= _LEAST and any(text in letters for letters in verb.letters):
        return 2
    return 1 if head in verb.words and head != text else 0


def things(text: str, book: Directory) -> list[tuple[str, Name]]:
    """Units, people and places of this name, each with its kind, the best first."""
    if len(text) < _LEAST or (text.isdigit() and len(text) < _LEAST + 1):
        return []
    found: list[tuple[int, int, str, Name]] = []
    for kind in KINDS:
        for name in book.called(kind, text):
            rank = names.fits(text, name)
            if rank and not (kind == "unit" and name.weight):  # a community is shown as the place it is
                found.append((-rank, name.weight, kind, name))
    found.sort(key=lambda each: each[:2])
    return [(kind, name) for _, _, kind, name in found[:NAMES]]
