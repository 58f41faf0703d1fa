"""What may stand behind an action's word on the command line."""

from __future__ import annotations

from enum import StrEnum


class Takes(StrEnum):
    """What stands after a verb."""

    NOTHING = "nothing"
    CASE = "case"  # a case and no more
    REASON = "reason"  # a case, and words after the dash
    TEXT = "text"  # a case, and words with or without a dash
    UNITS = "units"  # a case, units, words after the dash
    UNIT = "unit"  # the same with one unit
    CALL = "call"  # the same with one unit of any kind
    ASKED = "asked"  # the same with bodies that are only asked
    DUTY = "duty"
    PRIORITY = "priority"
    OUTCOME = "outcome"
    DECISION = "decision"
    QUERY = "query"  # all that follows is looked for
    ONE_OF = "one_of"  # one of the actions whose ids begin like this one's
