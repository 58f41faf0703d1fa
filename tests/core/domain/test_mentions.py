"""A search reads each text once: a letter more, a letter less and what other cases do read nothing anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec.structs import replace

from core.domain.columns import Columns, is_paused, search_text, to_ms
from core.domain.mentions import Readings
from core.domain.nouns import Case, Clock, Deadline, Priority, State
from core.domain.queue import Filter, Queue
from core.domain.rules.clocks import tightest
from tests.core.domain.world import OPERATOR

NOW = datetime(2026, 11, 28, 4, 0, 0, 123_999, tzinfo=UTC)


def case(at: int, title: str) -> Case:
    limits = (Deadline(kind=Clock.HANDLING, due=NOW, origin="", limit=60, paused=at % 3 == 0),) if at % 4 else ()
    return Case(
        no=f"YZ-20261128-{at:04d}",
        version=1,
        title=title,
        source="app",
        opened_at=NOW,
        priority=Priority.P3,
        state=State.CLOSED if at % 7 == 6 else State.TO_ROUTE,
        closed_at=NOW if at % 7 == 6 else None,
        deadlines=limits,
    )


class Desk:
    """Columns that tell which titles were looked at."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.columns = Columns()
        self.cases = [case(at, title) for at, title in enumerate(("lamp", "lime", "moat", "lid", "tree") * 4)]
        self.columns.put_many(self.cases)
        self.queue = Queue(self.columns, OPERATOR, to_ms(NOW), finds=self._finds)

    def _finds(self, word: str) -> Callable[[str], object]:
        def test(text: str) -> bool:
            self.asked.append(text)
            return word in text

        return test

    def types(self, text: str) -> int:
        """How many texts that reads."""
        self.asked.clear()
        self.queue.set_filter(Filter(text=text))
        return len(self.asked)


def test_that_a_letter_more_reads_what_is_left_and_a_letter_less_reads_nothing() -> None:
    desk = Desk()
    whole = desk.types("l")
    assert whole > desk.types("li") > desk.types("lim") > 0
    shown = desk.queue.row_count()
    assert desk.types("li") == desk.types("l") == desk.types("") == 0
    assert desk.types("lim") == 0
    assert desk.queue.row_count() == shown


def test_that_only_other_words_of_a_case_are_read_again() -> None:
    desk = Desk()
    desk.types("lid")
    one = desk.cases[0]
    before = desk.queue.row_count()
    for change, read in ((replace(one, priority=Priority.P4, version=2), 0), (replace(one, title="lid", version=3), 1)):
        desk.asked.clear()
        desk.queue.apply(desk.columns.put_many([change]), to_ms(NOW))
        assert len(desk.asked) == read
    assert desk.queue.row_count() == before + 1


def test_that_what_changed_under_a_shorter_word_is_found_by_a_longer_one() -> None:
    desk = Desk()
    desk.types("li")
    desk.queue.apply(desk.columns.put_many([replace(desk.cases[2], title="limp", version=2)]), to_ms(NOW))
    desk.types("limp")
    assert desk.queue.row_count() == 2, "its group's head and the case"


def test_that_few_words_are_kept_and_a_forgotten_one_is_read_again() -> None:
    desk = Desk()
    readings = Readings(desk.columns)
    first = readings.of("a")
    for word in "bcdefg":
        readings.of(word)
    assert readings.of("a") is not first
    assert readings.of("  ") is None


def test_that_texts_are_made_ahead_once_and_again_when_words_change() -> None:
    desk = Desk()
    open_ones = sum(each.state is not State.CLOSED for each in desk.cases)
    assert desk.columns.read_ahead(5) == 5
    assert desk.columns.read_ahead(1_000) == open_ones - 5
    assert desk.columns.read_ahead(1_000) == 0
    desk.columns.put_many([replace(desk.cases[1], holder="0107"), replace(desk.cases[2], priority=Priority.P1)])
    assert desk.columns.read_ahead(1_000) == 1
    slot = desk.columns.slot(desk.cases[1].no)
    assert slot is not None
    assert desk.columns.text(slot) == search_text(replace(desk.cases[1], holder="0107"))


def test_that_a_picture_put_in_at_once_says_of_each_case_what_the_case_says() -> None:
    desk = Desk()
    col = desk.columns
    for each in desk.cases:
        slot = col.slot(each.no)
        assert slot is not None
        limit = None if each.state is State.CLOSED else tightest(each)
        assert bool(col.closed[slot]) is (each.state is State.CLOSED)
        assert bool(col.paused[slot]) is is_paused(each)
        assert int(col.opened[slot]) == to_ms(each.opened_at)
        assert int(col.limit[slot]) == (0 if limit is None else limit.limit)
        assert limit is None or int(col.due[slot]) == to_ms(limit.due)
        assert each.closed_at is None or int(col.closed_at[slot]) == to_ms(each.closed_at)
