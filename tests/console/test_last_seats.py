"""The board of seats names where each person of this shift sits or sat last, by their claims and not by their cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console.pages.seats import SeatsPage
from core.domain.nouns import Actor, Priority, Role
from tests.console.driver import FakeHub
from tests.console.room import LEAD, Room
from tests.core.domain.world import SOURCE
from widgets.seats_board import SeatKind, SeatRow

AT_07, AT_03 = (Actor(name="0107", role=Role.OPERATOR, seat=seat) for seat in ("07", "03"))


class Board:
    """A lead before the board of seats."""

    def __init__(self) -> None:
        self.hub = FakeHub()
        self.room = Room(self.hub, LEAD)
        self.page = SeatsPage(self.room.desk, self.room.look)
        self.room.enter(self.page)

    def hears(self) -> str:
        """A report comes in; its subject."""
        found = self.hub.happens(SOURCE, "case.report", title="路灯不亮", priority=Priority.P4)
        self.hub.tick(1)
        return found[0].subject

    def sees(self, actor: Actor, *names: str, subject: str, **body: str) -> None:
        """Somebody does this to a case, and a minute passes."""
        for name in names:
            self.hub.happens(actor, name, subject, **body)
        self.room.waits(60)

    def row(self, person: str = AT_07.name) -> SeatRow | None:
        """The row of that person."""
        return next((row for row in self.page.board.rows if row.person == person), None)


@pytest.fixture
def board(qapp: object) -> Iterator[Board]:
    one = Board()
    yield one
    one.room.leaves()


def seat_of(board: Board) -> tuple[SeatKind, str]:
    row = board.row()
    assert row is not None
    fresh = SeatsPage(board.room.desk, board.room.look)  # read off the whole board, not off the changes
    same = next(each for each in fresh.board.rows if each.person == row.person)
    assert (same.kind, same.seat) == (row.kind, row.seat)
    fresh.deleteLater()
    return row.kind, row.seat


def test_that_a_later_claim_of_an_older_case_names_the_seat(board: Board) -> None:
    old, new = board.hears(), board.hears()
    board.sees(AT_07, "case.claim", "case.release", subject=new)
    assert seat_of(board) == (SeatKind.LAST, "07")
    board.sees(AT_03, "case.claim", "case.release", subject=old)
    assert seat_of(board) == (SeatKind.LAST, "03")
    board.sees(LEAD, "case.note", subject=new, text="问过了")  # a change that is no claim moves nobody
    assert seat_of(board) == (SeatKind.LAST, "03")


def test_that_what_is_held_now_names_the_seat_before_what_was_given_back(board: Board) -> None:
    kept, given = board.hears(), board.hears()
    board.sees(AT_03, "case.claim", subject=kept)
    board.sees(AT_07, "case.claim", "case.release", subject=given)
    assert seat_of(board) == (SeatKind.SEAT, "03")
    board.sees(AT_03, "case.release", subject=kept)
    assert seat_of(board) == (SeatKind.LAST, "07")


def test_that_who_claimed_nothing_in_this_shift_is_gone_with_the_last_one(board: Board) -> None:
    subject = board.hears()
    board.sees(AT_07, "case.claim", "case.release", subject=subject)
    assert seat_of(board) == (SeatKind.LAST, "07")
    board.room.waits(9 * 3600)  # 19:01, the day shift still runs
    assert board.row() is not None
    board.room.waits(3600)  # the night shift began at 20:00
    assert board.row() is None
    board.sees(AT_03, "case.claim", "case.release", subject=subject)
    assert seat_of(board) == (SeatKind.LAST, "03")
