"""A roll call (点名) held by hand: who is asked next, who answered, and what comes of it; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct


class RollCall(Struct, frozen=True):
    """One roll call as it stands: `answers` holds what was marked, in any order; unmarked sites count as not called."""

    id: str
    network: str
    group: str  # the level that is called
    links: tuple[str, ...]
    at: int = 0
    answers: dict[str, bool] = {}
    is_over: bool = False

    @property
    def current(self) -> str | None:
        """The site that is asked now."""
        return None if self.is_over or not self.links else self.links[self.at]

    @property
    def yes(self) -> int:
        """How many answered."""
        return sum(self.answers.values())

    @property
    def no(self) -> int:
        """How many did not."""
        return len(self.answers) - self.yes

    @property
    def rest(self) -> int:
        """How many were not called."""
        return len(self.links) - len(self.answers)

    def marked(self, answered: bool) -> RollCall:
        """The current site's answer is known: go to the next that is not called yet, or end after the last."""
        here = self.current
        if here is None:
            return self
        answers = self.answers | {here: answered}
        order = [*range(self.at + 1, len(self.links)), *range(self.at)]
        following = next((place for place in order if self.links[place] not in answers), None)
        return self._with(answers, self.at if following is None else following, following is None)

    def moved(self, by: int) -> RollCall:
        """Go on or back without an answer."""
        return self._with(self.answers, min(len(self.links) - 1, max(0, self.at + by)), self.is_over)

    def ended(self) -> RollCall:
        """No more is asked."""
        return self._with(self.answers, self.at, True)

    def _with(self, answers: dict[str, bool], at: int, is_over: bool) -> RollCall:
        return RollCall(self.id, self.network, self.group, self.links, at, answers, is_over)


def started(network: str, group: str, links: Sequence[str], now: datetime, seat: str) -> RollCall:
    """A new roll call of these sites; its id names level, moment and seat, so that two seats never share one."""
    return RollCall(f"{group[:12]}-{now:%Y%m%d%H%M%S}-{seat or '-'}", network, group, tuple(links))
