"""The block order answers like a sorted list, whatever moves in it."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.order import MAX_DUE, Order, floor_key, groups_of, packed, slots_of

KEYS = st.sets(st.integers(0, 400), max_size=120)
STEPS = st.lists(st.tuples(KEYS, KEYS), max_size=8)


def array(keys: object) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(list(keys), np.int64)  # type: ignore[call-overload]


@given(start=KEYS, steps=STEPS, block=st.integers(1, 24))
def test_that_an_order_answers_like_a_sorted_list(
    start: set[int], steps: list[tuple[set[int], set[int]]], block: int
) -> None:
    held = set(start)
    order = Order(array(start), block=block)
    for out, put in steps:
        old, new = out & held, put - (held - out)
        before, picture = sorted(held), order.copy()
        order.replace(array(old), array(new))
        held = (held - old) | new
        expected = sorted(held)
        assert order.keys().tolist() == expected
        assert len(order) == len(expected)
        for a, b in ((0, 5), (len(expected) // 2, len(expected) // 2 + 7), (-3, 1000), (7, 3)):
            assert order.window(a, b).tolist() == expected[max(a, 0) : max(b, 0)]
        for key in range(-1, 402, 13):
            assert order.count_below(key) == bisect_left(expected, key)
            assert order.rank(key) == (expected.index(key) if key in held else None)
        assert picture.keys().tolist() == before


@pytest.mark.parametrize("share", [1, 3_000])
def test_that_few_and_many_moves_end_in_the_same_order(share: int) -> None:
    rng = np.random.default_rng(7)
    keys = rng.choice(10**9, 9_000, replace=False)
    order, held = Order(keys, block=256), set(keys.tolist())
    for _ in range(40):
        old = rng.choice(np.array(sorted(held)), share, replace=False)
        new = old + rng.integers(-(10**6), 10**6, share) * 2_000 + 10**12
        new = np.setdiff1d(new, np.array(sorted(held)))
        order.replace(old, new)
        held = (held - set(old.tolist())) | set(new.tolist())
        assert order.keys().tolist() == sorted(held)


def test_that_taking_out_a_key_that_is_not_here_changes_nothing_and_says_so() -> None:
    order = Order(array(range(0, 4000, 2)), block=64)
    with pytest.raises(KeyError):
        order.replace(array([2, 3]), array([5]))
    with pytest.raises(KeyError):
        order.replace(array([2]), array([4]))
    assert order.keys().tolist() == list(range(0, 4000, 2))


def test_that_blocks_stay_of_a_size_under_growth_in_one_place() -> None:
    order = Order(array(range(1000)), block=32)
    for step in range(200):
        order.replace(array([]), array([10_000 + step]))
    assert max(len(block) for block in order._now.blocks) <= 64


@given(rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, MAX_DUE)), min_size=1, max_size=30))
def test_that_keys_sort_by_group_priority_due_and_slot(rows: list[tuple[int, int, int]]) -> None:
    group, priority, due = (array(column) for column in zip(*rows, strict=True))
    keys = packed(group, priority, due, np.arange(len(rows)))
    by_key = slots_of(np.sort(keys)).tolist()
    assert by_key == sorted(range(len(rows)), key=lambda slot: (*rows[slot], slot))
    assert (keys >= 0).all()
    assert groups_of(keys).tolist() == group.tolist()
    assert all(floor_key(*row) <= int(key) for row, key in zip(rows, keys, strict=True))


def test_that_due_times_out_of_range_sort_at_the_ends() -> None:
    early, late, never = packed([2] * 3, [1] * 3, [-5, 2_000_000_000, np.iinfo(np.int64).max // 1000], [1, 2, 3])
    assert early < late < never < floor_key(2, 2)
