"""Where each person sits or sat last, by their claims; a shift shows no names of the one before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from core.domain.nouns import Case


class Sat(NamedTuple):
    """When somebody claimed something, and at which seat; the later one is the greater."""

    at: datetime
    seat: str


class Seats:
    """The last claim of each person, kept up with the cases that change."""

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        self._last: dict[str, Sat] = {}
        self.take(cases)

    def take(self, cases: Iterable[Case]) -> None:
        """Note the last claim of each of these cases."""
        for case in cases:
            if case.last_holder and case.last_seat and case.last_claimed_at is not None:
                sat = Sat(case.last_claimed_at, case.last_seat)
                self._last[case.last_holder] = max(sat, self._last.get(case.last_holder, sat))

    def since(self, began: datetime | None) -> list[str]:
        """Who has claimed something since then; nobody while no shift runs."""
        return [] if began is None else [person for person, sat in self._last.items() if sat.at >= began]

    def of(self, person: str, held: Iterable[Case] = ()) -> str:
        """Where that person sits by what they hold now, else where they sat last, or nothing."""
        mine = Seats(held)._last.get(person) or self._last.get(person)
        return "" if mine is None else mine.seat
