"""What a line may say: verb, case, objects, remark; and what it is read as: a plan, a choice, a fault or words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from console.line.names import Name
from console.takes import Takes

WITHOUT_CASE: Final = frozenset({Takes.NOTHING, Takes.QUERY, Takes.ONE_OF})
WITH_NOTE: Final = frozenset(
    {
        Takes.REASON,
        Takes.TEXT,
        Takes.UNITS,
        Takes.UNIT,
        Takes.CALL,
        Takes.ASKED,
        Takes.PRIORITY,
        Takes.OUTCOME,
        Takes.DECISION,
    }
)
WITH_SEVERAL: Final = frozenset({Takes.UNITS, Takes.ASKED})


class Verb(Struct, frozen=True):
    """An action as it can be typed; `words` are the whole words for it, `letters` what they begin with in pinyin."""

    id: str
    title: str
    words: tuple[str, ...]
    letters: tuple[str, ...] = ()
    takes: Takes = Takes.NOTHING


class Found(Struct, frozen=True):
    """A case that a number may mean."""

    no: str
    label: str


class Known(Struct, frozen=True):
    """What there is to be named; `cases` gives those a number may mean, for the verb that asks."""

    verbs: tuple[Verb, ...]
    cases: Callable[[str, str], Sequence[Found]]
    selected: str | None
    objects: dict[Takes, tuple[Name, ...]]


class Offer(Struct, frozen=True):
    """What could be meant: put `text` in place of what is in doubt."""

    text: str
    label: str


class Plan(Struct, frozen=True):
    """What the line asks for; `case` is the selected one where none is typed. `kept` is the line without its remark."""

    verb: Verb
    case: str | None
    is_case_typed: bool = False
    objects: tuple[str, ...] = ()
    note: str = ""
    kept: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the verb, and at most a case, was said."""
        return not self.objects and not self.note


class Choice(Struct, frozen=True):
    """More than one thing may be meant by what stands from `at` to `end`."""

    text: str  # key of the words
    word: str
    at: int
    end: int
    offers: tuple[Offer, ...]


class Fault(Struct, frozen=True):
    """What stands from `at` to `end` means nothing; `offers` is what may have been meant."""

    text: str
    word: str
    at: int
    end: int
    offers: tuple[Offer, ...] = ()


class Free(Struct, frozen=True):
    """No command: words to be looked for."""

    text: str


Parsed = Plan | Choice | Fault | Free
