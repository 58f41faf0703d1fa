"""What an operator can do as data: one row an action with its words and keys; buttons and the key card read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.domain.refusals import Refusal

Run = Callable[[], None]
Why = Callable[[], Refusal | None]


def _always() -> Refusal | None:
    return None


@dataclass(frozen=True)
class Action:
    """One thing to do: `keys` as Qt writes them ("D", "Shift+C", "Ctrl+J"), `refusal` says why not now."""

    id: str
    zh: str
    en: str
    keys: tuple[str, ...]
    run: Run
    refusal: Why = _always

    def title(self, lang: str) -> str:
        """The action's word in one language."""
        return self.zh if lang.startswith("zh") else self.en


def why(refusal: Refusal, lang: str) -> str:
    """A refusal's words in one language."""
    return refusal.zh if lang.startswith("zh") else refusal.en
