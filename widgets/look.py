"""What a widget needs to know about its appearance: one theme and one language, handed in and never looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtGui import QFont

from widgets.text import Words
from widgets.theme import Theme


@dataclass(frozen=True)
class Look:
    """One appearance: `lang` is "zh_CN" or "en". A widget gets it at birth and a new one through `restyle`."""

    theme: Theme
    lang: str
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        """Pick the table of words for the language."""
        object.__setattr__(self, "words", Words(self.lang))

    def word(self, thing: Enum) -> str:
        """The word for a member of an enum in the domain."""
        return self.words.word(thing)

    def text(self, key: str, **values: object) -> str:
        """A fixed text by its key, with values filled in."""
        return self.words.text(key, **values)

    def font(self, role: str) -> QFont:
        """The typeface of one role."""
        return self.theme.font(role)
