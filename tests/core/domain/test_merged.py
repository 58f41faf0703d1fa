"""Rows that cases share: nothing is hidden, no urgent case shares one, and the row under the hand stays."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.columns import Columns
from core.domain.merged import Merged
from core.domain.nouns import Case, Priority, State
from core.domain.queue import Filter, Head, Queue
from core.domain.rules import surge
from tests.core.domain.test_queue import ME, NOW, T0, a_case, due


def alike(number: int, seconds: int = 0, grid: str = "g1", **fields: object) -> Case:
    """An ordinary case nobody has seen, of one matter in one grid."""
    base = {"duty": "1-01", "grid": grid, "opened_at": T0 + timedelta(seconds=seconds), "deadlines": (due(9_000),)}
    return a_case(number, **(base | {"priority": Priority.P3, "acked": False, "state": State.UNACKED} | fields))


class Rows:
    """A queue with merged rows over it, told of cases as a desk is."""

    def __init__(self, *cases: Case) -> None:
        self.columns = Columns()
        self.columns.put_many(cases)
        self.queue = Queue(self.columns, ME, NOW)
        self.rows = Merged(self.queue)
        self.current: str | None = None
        self.rows.turn(NOW)

    def hears(self, *cases: Case, at: int = 0) -> None:
        self.queue.apply(self.columns.put_many(cases), NOW + at * 1000)
        self.rows.follow(self.current)

    def stands_on(self, number: int) -> None:
        self.current = f"YZ-20261122-{number:04d}"

    def shows(self) -> list[str]:
        """The rows of cases from top to bottom, ×n where they are shared."""
        said = []
        for row in self.rows.rows(0, self.rows.row_count()):
            if not isinstance(row, Head):
                share = self.rows.share(row)
                said.append(f"{'> ' if share.is_member else ''}{int(self.columns.no(row)[-4:])}"
                            f"{f' ×{share.count}' if share.count > 1 else ''}")  # fmt: skip
        return said

    def no(self, number: int) -> str:
        return f"YZ-20261122-{number:04d}"


def test_that_without_a_surge_each_case_has_its_row() -> None:
    rows = Rows(*(alike(n) for n in range(1, 4)))
    rows.rows.turn(None)
    assert rows.shows() == ["1", "2", "3"]


def test_that_cases_of_one_matter_and_place_share_a_row_and_the_head_counts_them_all() -> None:
    rows = Rows(alike(1), alike(2), alike(3, grid="g2"), alike(4, priority=Priority.P1), alike(5, priority=Priority.P1))
    assert rows.shows() == ["4", "5", "1 ×2", "3"]
    (head,) = rows.rows.groups()
    assert (head.count, head.rows) == (5, 4)
    assert rows.rows.members(rows.no(1)) == (rows.no(1), rows.no(2))


def test_that_a_list_opens_below_its_row_and_closes_around_the_case_one_stands_on() -> None:
    rows = Rows(alike(1), alike(9, grid="g2"), alike(2), alike(3))
    assert rows.rows.toggle(rows.no(1))
    assert rows.shows() == ["1 ×3", "> 2", "> 3", "9"]
    assert rows.rows.members(rows.no(1)) == (rows.no(1),)
    assert rows.rows.toggle(rows.no(3))
    assert rows.rows.members(rows.no(3)) == (rows.no(1), rows.no(2), rows.no(3))
    assert sorted(rows.shows()) == ["3 ×3", "9"]
    assert not rows.rows.toggle(rows.no(9))


def test_that_an_open_list_stays_open_while_more_comes() -> None:
    rows = Rows(alike(1), alike(2))
    rows.rows.toggle(rows.no(1))
    rows.hears(alike(3, 60), alike(4, grid="g2"))
    assert rows.shows() == ["1 ×3", "> 2", "> 3", "4"]


def test_that_the_row_one_stands_on_is_the_one_that_stays() -> None:
    rows = Rows(alike(1), alike(9, grid="g2"))
    rows.stands_on(2)
    rows.hears(alike(2, 30))
    assert rows.shows() == ["9", "2 ×2"]
    rows.stands_on(9)
    rows.hears(alike(3, 40))
    assert rows.shows() == ["9", "2 ×3"]


def test_that_a_case_with_another_holder_or_group_leaves_the_row() -> None:
    rows = Rows(alike(1), alike(2), alike(3))
    rows.hears(alike(2, version=2, acked=True, state=State.TO_ROUTE, holder="wang"))
    assert rows.shows() == ["1 ×2", "2"]
    rows.hears(alike(3, version=2, acked=True, state=State.TO_ROUTE, holder="zhao"))
    assert rows.shows() == ["1", "2", "3"]


def test_that_a_held_order_keeps_its_rows() -> None:
    rows = Rows(alike(1), alike(2), alike(3))
    rows.rows.hold()
    rows.hears(alike(1, version=2, acked=True, state=State.TO_ROUTE), alike(4))
    assert rows.shows() == ["1 ×3"]
    rows.rows.release()
    assert rows.shows() == ["2 ×3", "1"]


def test_that_what_becomes_urgent_leaves_its_row_though_the_order_is_held() -> None:
    rows = Rows(alike(1), alike(2), alike(3))
    rows.rows.hold()
    rows.hears(alike(2, version=2, priority=Priority.P1))
    assert rows.shows() == ["1 ×2", "2"]


def test_that_a_filter_hides_no_more_than_it_says() -> None:
    rows = Rows(alike(1, title="甲"), alike(2, title="乙"), alike(3, title="乙"))
    rows.rows.set_filter(Filter(text="乙"))
    assert rows.shows() == ["2 ×2"]
    assert rows.rows.hidden_count() == 1


def test_that_the_next_surge_knows_nothing_of_the_rows_of_the_one_before() -> None:
    rows = Rows(alike(1), alike(2))
    assert rows.shows() == ["1 ×2"]
    rows.rows.turn(None)
    rows.rows.turn(NOW + 2 * surge.TOGETHER_MS)
    assert rows.shows() == ["1", "2"], "both came in long before it"
    rows.rows.turn(None)
    rows.rows.turn(NOW)
    assert rows.shows() == ["1 ×2"]


CASES = st.builds(
    alike,
    number=st.integers(0, 25),
    seconds=st.integers(0, 1_500),
    grid=st.sampled_from(["g1", "g2"]),
    priority=st.sampled_from(Priority),
    duty=st.sampled_from([None, "1-01", "1-02"]),
    acked=st.booleans(),
    holder=st.sampled_from([None, "wang", "zhao"]),
    deadlines=st.builds(lambda s: (due(s),), st.integers(-60, 4_000)),
)


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("hears"), CASES),
            st.tuples(st.sampled_from(["toggle", "stand", "hold", "release", "wait", "surge"]), st.integers(0, 25)),
        ),
        max_size=60,
    )
)
def test_that_whatever_happens_every_case_stands_once_and_no_urgent_one_shares(steps: list[tuple[str, object]]) -> None:
    rows, version, at = Rows(), 1, 0
    for act, what in steps:
        version += 1
        if isinstance(what, Case):
            rows.hears(what.__class__(**{f: getattr(what, f) for f in what.__struct_fields__} | {"version": version}))
        elif isinstance(what, int):
            at = _do(rows, act, what, at)
        _check(rows)


def _do(rows: Rows, act: str, number: int, at: int) -> int:
    if act == "toggle":
        rows.rows.toggle(rows.no(number))
    elif act == "stand":
        rows.stands_on(number)
    elif act == "hold":
        rows.rows.hold()
    elif act == "release":
        rows.rows.release(rows.current)
    elif act == "surge":
        rows.rows.turn(None if number % 2 else NOW + (number - 12) * surge.TOGETHER_MS // 4, rows.current)
    else:
        at += number
        rows.queue.tick(NOW + at * 1000)
        rows.rows.follow(rows.current)
    return at


def _check(rows: Rows) -> None:
    merged, queue, columns = rows.rows, rows.queue, rows.columns
    if not queue.is_held:
        fresh = Merged(queue)
        fresh.turn(merged.since)
        assert set(merged._rows.values()) == set(fresh._rows.values()), "what shares a row depends on no row before"
    seen: list[int] = []
    for head, own in zip(merged.groups(), queue.groups(), strict=True):
        assert head.count == own.count
        raw = queue.window(own.group, 0, own.count).tolist()
        here = merged.window(head.group, 0, head.rows).tolist()
        assert len(here) == head.rows
        behind = [slot for row in here for slot in _behind(rows, row)]
        assert sorted(behind) == sorted(raw)
        for row, slot in enumerate(here):
            assert merged.place_of(columns.no(slot)) == (head.group, row)
            assert merged.window(head.group, row, row + 1).tolist() == [slot]
            if merged.share(slot).count > 1 or merged.share(slot).is_member:
                assert Priority(columns.case(slot).priority) not in surge.SINGLE
        seen += behind
    assert len(set(seen)) == len(seen)
    assert queue.counts().unacked == Queue(columns, ME, queue.now_ms).counts().unacked


def _behind(rows: Rows, slot: int) -> list[int]:
    numbers = rows.rows.members(rows.columns.no(slot))
    return [found for no in numbers if (found := rows.columns.slot(no)) is not None]
