"""What a line may name at this desk: verbs, cases, units, people and places, in the desk's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np

from console.desk import Desk
from console.line import names
from console.line.grammar import Found, Known, Verb
from console.line.names import Name
from console.line.parse import matches, short
from console.line.roll import Roll
from console.line.words import plain
from console.readings import initials
from console.takes import Takes
from core.domain.district import District, Duty, Unit
from core.domain.nouns import HIDDEN, Case, Priority
from core.domain.story import OUTCOMES as OUTCOME_WORDS
from core.protocol.outgoing import masked_phone
from widgets.look import Look

_TAIL: Final = 4
KINDS: Final = ("unit", "person", "place")
_WEIGHT: Final = {"community": 2, "grid": 3}
_DECISIONS: Final = ("accept", "decline", "guide")


class Cases:
    """Cases by the last figures of their numbers; takes in what is new, so that no key waits for 20,000 of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._by_tail: dict[str, list[str]] = {}
        self._texts: Roll[str] | None = None
        self._seen: set[str] = set()
        self.take(desk.board.cases)

    def take(self, numbers: Iterable[str]) -> None:
        """Note further numbers."""
        for no in numbers:
            if no not in self._seen:
                self._seen.add(no)
                self._by_tail.setdefault(short(no)[-_TAIL:], []).append(no)

    def forget(self) -> None:
        """What cases say is read anew when it is asked next."""
        self._texts = None

    def read(self) -> Roll[str]:
        """What open cases say, the nearest deadline first: read once for all the keys that follow."""
        if self._texts is not None:
            return self._texts
        columns = self._desk.columns
        size = len(columns)
        slots = np.flatnonzero(columns.present[:size] & ~columns.closed[:size])
        in_order = slots[np.argsort(columns.due[slots], kind="stable")].tolist()
        self._texts = Roll((columns.text(slot), columns.no(slot)) for slot in in_order)
        return self._texts

    def ending(self, typed: str, closed_first: bool = False) -> list[Found]:
        """Those a number means: open ones if there are any, the newest first."""
        tail = (typed.rpartition("-")[2] if "-" in typed else typed)[-_TAIL:].zfill(_TAIL)
        here = [self._desk.case(no) for no in self._by_tail.get(tail, ()) if matches(typed, no)]
        found = [case for case in here if case is not None]
        wanted = [case for case in found if (case.closed_at is not None) is closed_first] or found
        wanted.sort(key=lambda case: case.opened_at, reverse=True)
        return [Found(case.no, case_label(case)) for case in wanted]

    def mentioning(self, text: str, most: int) -> list[Case]:
        """Open cases whose title, place or people hold every word, the most urgent deadline first."""
        found = (case for no in self.read().holding(text) if (case := self._desk.case(no)) is not None)
        return list(islice((case for case in found if case.closed_at is None), most))


def case_label(case: Case) -> str:
    """A case in a list: number, title."""
    return f"{short(case.no)} {case.title if case.title != HIDDEN else ''}".rstrip()


def known(
    desk: Desk, cases: Cases, book: Directory, verbs: tuple[Verb, ...], choices: tuple[Name, ...], look: Look
) -> Known:
    """All that can be named now; `choices` are the pages and layouts."""
    return Known(
        verbs=verbs,
        cases=lambda typed, verb: cases.ending(typed, closed_first=verb == "reopen"),
        selected=desk.selection if desk.case(desk.selection) is not None else None,
        objects={**book.objects, Takes.ONE_OF: choices, **_levels(look)},
    )


def verb_of(id: str, pair: tuple[str, str], more: Sequence[str], takes: Takes, lang: str) -> Verb:
    """An action as it is typed: its words in both languages, what else it is called, and its pinyin letters."""
    words = tuple(dict.fromkeys(plain(word) for word in (*pair, *more)))
    title = pair[0 if lang.startswith("zh") else 1]
    return Verb(id, title, words, (initials(pair[0]),), takes)


class Directory:
    """Units, places and people of a district under the names of one language; `objects` by the verbs that want them."""

    def __init__(self, district: District, lang: str, has_numbers: bool = True) -> None:
        """Without `has_numbers` the telephone numbers of people are masked."""
        self.lang = lang
        self._has_numbers = has_numbers
        self._side = 0 if lang.startswith("zh") else 1
        self.units = tuple(self._unit(unit) for unit in district.units.values())
        self.places = tuple(self._places(district))
        self.people = tuple(self._people(district))
        self.objects = self._objects(district)
        self._rolls: dict[str, tuple[Roll[Name], ...]] = {}

    def warm(self) -> None:
        """Read every name once: the dictionary of pinyin takes half a second, which no key should wait for."""
        for kind in KINDS:
            self._roll(kind)

    def called(self, kind: str, text: str) -> Iterator[Name]:
        """Units, people or places in whose names or pinyin letters a text stands."""
        found = (name for roll in self._roll(kind) for name in roll.holding(text))
        yield from {name.id: name for name in found}.values()

    def _roll(self, kind: str) -> tuple[Roll[Name], ...]:
        if kind not in self._rolls:
            all_of = {"unit": self.units, "person": self.people, "place": self.places}[kind]
            said = [(text, name) for name in all_of for text in names.said(name)]
            read = [(text, name) for name in all_of for text in names.letters(name)]
            self._rolls[kind] = (Roll(said), Roll(read))
        return self._rolls[kind]

    def area(self, id: str) -> str:
        """What a place, or the place a person serves, is called in every case there."""
        place = self.served.get(id, id)
        return next((name.called[0] for name in self.places if name.id == place), place)

    def _unit(self, unit: Unit) -> Name:
        word, label = (unit.short_zh, unit.short_en)[self._side], (unit.name_zh, unit.name_en)[self._side]
        called = (unit.short_zh, unit.short_en, unit.name_zh, unit.name_en)
        return Name(unit.id, word, label, called, _WEIGHT.get(unit.kind, 0))

    def _places(self, district: District) -> Iterator[Name]:
        for weight, places in ((0, district.towns), (2, district.communities), (3, district.grids)):
            for place in places.values():
                called = (place.name_zh, place.name_en)
                yield Name(place.code, called[self._side], place.code, called, weight)

    def _people(self, district: District) -> Iterator[Name]:
        """Who fills a post, with the place and the telephone number beside the name."""
        places = {name.id: name.word for name in self.places}
        self.served = {post.worker: post.place for post in reversed(district.posts) if post.worker is not None}
        for worker in district.workers.values():
            place = places.get(self.served.get(worker.id, ""), "")
            phone = worker.phone if self._has_numbers else masked_phone(worker.phone)
            label = " · ".join(word for word in (place, phone) if word)
            called = (worker.name_zh, worker.name_en)
            yield Name(worker.id, called[self._side], label, called)

    def _objects(self, district: District) -> dict[Takes, tuple[Name, ...]]:
        outside = {unit.id for unit in district.units.values() if unit.kind == "outside"}
        outcomes = (Name(o, said[self._side], said[self._side], (*said, o)) for o, said in OUTCOME_WORDS.items())
        return {
            Takes.UNITS: self.units,
            Takes.CALL: self.units,
            Takes.UNIT: tuple(name for name in self.units if name.id not in outside),
            Takes.ASKED: tuple(name for name in self.units if name.id in outside),
            Takes.DUTY: tuple(self._duty(duty) for duty in district.duties.values()),
            Takes.OUTCOME: tuple(outcomes),
        }

    def _duty(self, duty: Duty) -> Name:
        called = (duty.name_zh, duty.name_en)
        return Name(duty.code, duty.code, f"{duty.code} {called[self._side]}", called)


def _levels(look: Look) -> dict[Takes, tuple[Name, ...]]:
    levels = tuple(Name(p.value, look.word(p), f"{p.value[1]} {look.word(p)}", (p.value,)) for p in Priority)
    words = {decision: look.text(f"line.decision.{decision}") for decision in _DECISIONS}
    return {
        Takes.PRIORITY: levels,
        Takes.DECISION: tuple(Name(decision, word, word, (decision,)) for decision, word in words.items()),
    }
