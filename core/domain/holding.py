"""Who has a case: the seat that claimed it, the unit that must handle it, or nobody; one rule for every page."""

from __future__ import annotations

from core.domain.nouns import OPEN_TASK, Case


def responsible(case: Case) -> str | None:
    """The responsible unit (责任单位) while its part runs: the lead, else the last that was given a part."""
    running = [task for task in reversed(case.tasks) if task.state in OPEN_TASK]
    lead = next((task.unit for task in running if task.role == "lead"), None)
    return lead or next((task.unit for task in running), None)


def is_unclaimed(case: Case) -> bool:
    """Whether nobody has an open case (无人认领): no seat has claimed it and no unit is at work on it."""
    return case.closed_at is None and case.holder is None and responsible(case) is None
