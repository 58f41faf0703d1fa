"""Ids are UUIDv7 and rise strictly, whatever the clock does."""

from __future__ import annotations

from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from core.client.ids import Ids
from core.domain.clock import ManualClock
from tests.core.client.virtual import START


def test_that_an_id_is_a_uuid_of_version_7_with_the_time_in_front() -> None:
    made = UUID(Ids(ManualClock(START), Random(1)).next())
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(START.timestamp() * 1000)


@given(st.lists(st.floats(min_value=-5, max_value=5), max_size=50), st.integers(0, 2**32))
def test_that_ids_rise_strictly_also_when_the_clock_goes_back(steps: list[float], seed: int) -> None:
    clock = ManualClock(START)
    ids = Ids(clock, Random(seed))
    made = [ids.next()]
    for step in steps:
        clock.advance(step)
        made.append(ids.next())
    assert made == sorted(set(made))
    assert all(UUID(each).version == 7 for each in made)
