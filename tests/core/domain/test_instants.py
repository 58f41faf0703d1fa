"""Instants fire once, in time order, and never after they were disarmed or moved."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.domain.columns import NEVER
from core.domain.instants import Instants

SLOTS = 12
WHEN = st.one_of(st.just(NEVER), st.integers(0, 400_000))


@given(
    start=st.lists(WHEN, min_size=SLOTS, max_size=SLOTS),
    steps=st.lists(st.tuples(st.integers(0, 90_000), st.dictionaries(st.integers(0, SLOTS - 1), WHEN)), max_size=12),
)
def test_that_instants_fire_like_a_sorted_list(start: list[int], steps: list[tuple[int, dict[int, int]]]) -> None:
    now, armed = 0, dict(enumerate(start))
    instants = Instants()
    instants.reset(np.arange(SLOTS), np.array(start), now, SLOTS)
    for wait, moves in steps:
        instants.set(np.array(list(moves), np.int64), np.array(list(moves.values()), np.int64))
        armed |= moves
        earliest = instants.first()
        times = sorted(at for at in armed.values() if at != NEVER)
        assert (earliest[0] if earliest else None) == (times[0] if times else None)
        assert earliest is None or armed[earliest[1]] == earliest[0]
        now += wait
        fired = instants.pop(now).tolist()
        expected = sorted((at, slot) for slot, at in armed.items() if at <= now)
        assert fired == [slot for _, slot in expected]
        armed |= dict.fromkeys(fired, NEVER)


def test_that_re_arming_far_instants_leaves_nothing_behind() -> None:
    instants, slots = Instants(), np.arange(100)
    instants.reset(slots, np.full(100, NEVER), 0, 100)
    for turn in range(500):
        instants.set(slots, 10_000_000 + slots * 1_000 + turn)
    assert len(instants) == 100


def test_that_slots_beyond_the_first_size_are_taken() -> None:
    instants = Instants()
    instants.set(np.array([5_000]), np.array([70_000]))
    assert instants.first() == (70_000, 5_000)
    assert instants.pop(70_000).tolist() == [5_000]
    assert instants.first() is None
