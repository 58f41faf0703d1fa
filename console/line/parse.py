"""From a typed line to its meaning: any text gives a plan, a choice, a fault or words to look for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from console.line import names
from console.line.grammar import (
    WITH_NOTE,
    WITH_SEVERAL,
    WITHOUT_CASE,
    Choice,
    Fault,
    Found,
    Free,
    Known,
    Offer,
    Parsed,
    Plan,
    Verb,
)
from console.line.names import Name
from console.line.words import Line, Piece, plain, split
from console.takes import Takes

MOST_OFFERS: Final = 9  # as many as there are digits to choose with
_MOST_WORDS: Final = 8  # of a verb or a name: "Open the case on the desk"
_TAIL: Final = 4  # figures of a short number
_FIGURES: Final = 3  # figures that may stand for a name: 120, 110


def parse(typed: str, known: Known) -> Parsed:
    """What a line means, given what there is to be named."""
    line = split(typed)
    verbs, rest = _verb(line.pieces, known.verbs)
    if not verbs:
        return Free(" ".join(piece.text for piece in line.pieces))
    if len(verbs) > 1:
        head = line.pieces[0]
        return Choice("line.which_verb", head.text, head.at, head.end, tuple(Offer(v.words[0], v.title) for v in verbs))
    return _Reader(line, known, verbs[0]).read(rest)


def _verb(pieces: Sequence[Piece], verbs: Sequence[Verb]) -> tuple[tuple[Verb, ...], tuple[Piece, ...]]:
    """The verbs the line begins with (the longest words win, whole words before letters), and what follows them."""
    for count in range(min(_MOST_WORDS, len(pieces)), 0, -1):
        said = " ".join(piece.text for piece in pieces[:count])
        if found := _meant(said, verbs):
            return found, tuple(pieces[count:])
    if pieces:
        head = pieces[0]
        for at in range(len(head.text) - 1, 0, -1):  # 交办0417 and jb0417 without a blank
            if head.text[at].isdigit() and not head.text[at - 1].isdigit() and (found := _meant(head.text[:at], verbs)):
                return found, (head.cut(at)[1], *pieces[1:])
    return (), tuple(pieces)


def _meant(said: str, verbs: Sequence[Verb]) -> tuple[Verb, ...]:
    whole = tuple(verb for verb in verbs if said in verb.words)
    return whole or tuple(verb for verb in verbs if said in verb.letters)


class _Reader:
    """Reads what stands after one verb."""

    def __init__(self, line: Line, known: Known, verb: Verb) -> None:
        self._line, self._known, self._verb = line, known, verb
        self._case: str | None = None
        self._objects: list[str] = []

    def read(self, pieces: Sequence[Piece]) -> Parsed:
        """The plan, or what keeps it from being one."""
        takes = self._verb.takes
        if takes is Takes.QUERY:
            return self._plan(self._line.typed[pieces[0].at :].strip(), pieces[0].at) if pieces else self._plan("")
        left = [] if takes in WITHOUT_CASE else _apart(pieces)
        if takes is Takes.ONE_OF or takes is Takes.NOTHING:
            left = list(pieces)
        if self._line.has_note and takes not in WITH_NOTE:
            return Fault("line.no_note", "", self._line.note_at, len(self._line.typed))
        while left:
            if takes is Takes.TEXT and (self._case is not None or not left[0].is_number):
                return self._plan(self._words(left[0]), left[0].at)
            trouble = self._next(left)
            if trouble is not None:
                return trouble
        if takes not in WITHOUT_CASE and self._case is None and self._known.selected is None:
            return Fault("line.no_case", "", self._line.note_at, self._line.note_at)
        return self._plan(self._line.note)

    def _words(self, first: Piece) -> str:
        """All that was typed from a word on, a dash and what follows included."""
        return " ".join(self._line.typed[first.at :].split())

    def _plan(self, note: str, note_at: int | None = None) -> Plan:
        """What was read; of the line only what stands before the remark is kept, so that no word about people is."""
        end = self._line.note_at if note_at is None else note_at
        is_about_case = self._verb.takes not in WITHOUT_CASE
        return Plan(
            verb=self._verb,
            case=(self._case or self._known.selected) if is_about_case else None,
            is_case_typed=self._case is not None,
            objects=tuple(self._objects),
            note=note,
            kept=self._line.typed[:end].strip(),
        )

    def _next(self, left: list[Piece]) -> Choice | Fault | None:
        """Take the next word, or as many as make one name."""
        takes, head = self._verb.takes, left[0]
        names_here = self._known.objects.get(takes, ())
        if takes is Takes.ONE_OF:
            names_here = tuple(n for n in names_here if n.id.startswith(f"{self._verb.id}."))
        for count in range(min(_MOST_WORDS, len(left)), 1, -1):
            said = " ".join(piece.text for piece in left[:count])
            exact = [name for name in names_here if names.fits(said, name) >= 4]
            if len(exact) == 1:
                del left[:count]
                return self._take(exact[0], head)
        del left[0]
        if takes not in WITHOUT_CASE and self._case is None and self._is_case(head):
            return self._take_case(head, names_here)
        if takes in (Takes.NOTHING, Takes.CASE, Takes.REASON) or not names_here:
            return Fault("line.too_much", head.text, head.at, head.end)
        if self._objects and takes not in WITH_SEVERAL:
            return Fault("line.one_only", head.text, head.at, head.end)
        return self._object(head, names_here)

    def _is_case(self, head: Piece) -> bool:
        return head.is_number or ("-" in head.text and bool(self._known.cases(head.text, self._verb.id)))

    def _take_case(self, head: Piece, names_here: Sequence[Name]) -> Choice | Fault | None:
        cases = list(self._known.cases(head.text, self._verb.id))
        others = names.found(head.text, names_here) if len(head.text) == _FIGURES else ()
        if not cases and len(others) == 1:
            return self._take(others[0], head)
        if not cases:
            return Fault("line.unknown_case", head.text, head.at, head.end)
        if len(cases) == 1 and not others:
            self._case = cases[0].no
            return None
        offers = [Offer(case.no, case.label) for case in cases] + [Offer(n.word, n.label) for n in others]
        return Choice("line.which_case", head.text, head.at, head.end, tuple(offers[:MOST_OFFERS]))

    def _object(self, head: Piece, names_here: Sequence[Name]) -> Choice | Fault | None:
        hits = names.found(head.text, names_here) or names.read_as(head.text, names_here)
        if len(hits) == 1:
            return self._take(hits[0], head)
        if hits:
            offers = tuple(Offer(name.word, name.label) for name in hits[:MOST_OFFERS])
            return Choice("line.which", head.text, head.at, head.end, offers)
        offers = tuple(Offer(name.word, name.label) for name in names.nearest(head.text, names_here))
        return Fault(f"line.unknown.{self._verb.takes.value}", head.text, head.at, head.end, offers)

    def _take(self, name: Name, head: Piece) -> Fault | None:
        if name.id in self._objects:
            return Fault("line.twice", name.label, head.at, head.end)
        self._objects.append(name.id)
        return None


def _apart(pieces: Sequence[Piece]) -> list[Piece]:
    """Figures that stand right before Chinese are words of their own: 0417燃气 is a case and a unit."""
    left: list[Piece] = []
    for piece in pieces:
        figures = len(piece.text) - len(piece.text.lstrip("0123456789"))
        if 0 < figures < len(piece.text) and not piece.text[figures].isascii():
            left += piece.cut(figures)
        else:
            left.append(piece)
    return left


def short(no: str) -> str:
    """The last figures of a case number."""
    return no.rpartition("-")[2]


def matches(typed: str, no: str) -> bool:
    """Whether figures, or a number in full, mean this case."""
    if not typed.isdigit():
        return typed == plain(no)
    if len(typed) <= _TAIL:
        return short(no).endswith(typed.zfill(_TAIL))
    return "".join(sign for sign in no if sign.isdigit()).endswith(typed)


__all__ = ["Found", "matches", "parse", "short"]
