"""What a widget needs to know about its appearance: one theme and one language, handed in and never looked up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtGui import QFont

from widgets.keys import Keys
from widgets.text import Words
from widgets.theme import Theme


@dataclass(frozen=True)
class Look:
    """One appearance and its keys, given at birth and anew through `restyle`; `lang` is "zh_CN" or "en"."""

    theme: Theme
    lang: str
    keys: Keys = field(default_factory=Keys)
    is_still: bool = False  # reduced motion: nothing blinks
    words: Words = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Pick the table of words for the language."""
        object.__setattr__(self, "words", Words(self.lang))

    def word(self, thing: Enum) -> str:
        """The word for a member of an enum in the domain."""
        return self.words.word(thing)

    def text(self, key: str, **values: object) -> str:
        """A fixed text by its key, with values filled in."""
        return self.words.text(key, **values)

    def caps(self, keys: Iterable[str]) -> list[str]:
        """What stands on the caps of these keys, as they are at this seat."""
        return [self.words.key(key) for key in self.keys.present(keys)]

    def font(self, role: str) -> QFont:
        """The typeface of one role."""
        return self.theme.font(role)
