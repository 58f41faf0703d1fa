"""Who has a case, in the same words on every page: me, the responsible unit, another person, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.domain.holding import responsible
from core.domain.nouns import Case
from widgets.look import Look

MINE, OTHERS, UNIT, NOBODY = "mine", "others", "unit", "nobody"
GLYPHS: Final = {MINE: "person", OTHERS: "lock", UNIT: "send", NOBODY: ""}
"""A lock is another's claim; what only went out to a unit wears the mark of what was sent."""


def holder_words(
    case: Case, me: str, look: Look, unit_name: Callable[[str], str], person_name: Callable[[str], str] = str
) -> tuple[str, str]:
    """The words, and whose it is; a closed case that nobody has says nothing.

    Who claimed it stands first, the unit that must handle it after a dot; `UNIT` is a unit's alone: free to claim.
    """
    unit = responsible(case)
    is_mine = case.holder is not None and case.holder == me
    claimed = look.text("mine") if is_mine else person_name(case.holder) if case.holder is not None else ""
    words = " · ".join(part for part in (claimed, unit_name(unit) if unit is not None else "") if part)
    if words:
        return words, MINE if is_mine else OTHERS if claimed else UNIT
    return ("" if case.closed_at is not None else look.text("nobody")), NOBODY
