"""One word is one figure: strip, tabs, filters, group heads, seats and wall agree on a busy board, and so do rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF

from console import strip_view as strip
from console.case_view import whose
from console.desk import Desk
from console.pages.escalations_view import rise_row
from console.pages.sat import Seats
from console.pages.seats import SeatsPage, seat_rows
from console.wall import WallPage
from core.domain.holding import is_unclaimed, responsible
from core.domain.nouns import Actor, Case, Role
from core.domain.queue import Filter, Group, Tab
from core.domain.rules.review import rows
from tests.console.room import LEAD, Room, shift
from tests.core.domain.world import OPERATOR, SECOND
from widgets.holder import MINE, NOBODY, OTHERS, UNIT
from widgets.queue_text import QueueText
from widgets.seats_board import SeatKind


@pytest.fixture(params=[7, 19, 23])
def room(qapp: object, request: pytest.FixtureRequest) -> Iterator[Room]:
    hub = shift(60, seed=request.param)
    free = [f"case/{no}" for no, case in hub.board.cases.items() if case.closed_at is None and case.holder is None]
    for who, subjects in ((OPERATOR, free[:3]), (SECOND, free[3:5])):
        for subject in subjects:
            hub.ask(who, "case.claim", subject)
    found = Room(hub, OPERATOR)
    yield found
    found.leaves()


def open_cases(desk: Desk) -> list[Case]:
    return [case for case in desk.board.cases.values() if case.closed_at is None]


def shown(desk: Desk, **chosen: object) -> set[str]:
    desk.queue.set_filter(Filter(**chosen))  # type: ignore[arg-type]
    slots = [s for head in desk.queue.groups() for s in desk.queue.window(head.group, 0, head.count).tolist()]
    desk.queue.set_filter(Filter())
    return {desk.columns.no(slot) for slot in slots}


def test_that_each_word_of_the_strip_is_the_figure_of_its_filter_and_its_rows(room: Room) -> None:
    desk = room.desk
    counts, choices = desk.queue.counts(), desk.queue.choices()
    late = strip.overdue_count(desk)
    assert late == choices.overdue == len(shown(desk, overdue=True)) > 0
    heads = {head.group: head.count for head in desk.queue.groups()}
    unseen = desk.queue.summary(Group.UNACKED)
    assert late == heads.get(Group.OVERDUE, 0) + unseen.overdue, "what nobody acknowledged is late too"
    assert counts.unheld == choices.unheld == len(shown(desk, unheld=True))
    assert shown(desk, unheld=True) == {case.no for case in open_cases(desk) if is_unclaimed(case)}
    mine = {case.no for case in open_cases(desk) if case.holder == OPERATOR.name}
    assert counts.tabs[Tab.MINE] == choices.mine == len(mine) > 0
    assert shown(desk, mine=True) == shown(desk, tab=Tab.MINE) == mine
    assert counts.tabs[Tab.UNASSIGNED] == choices.unassigned == len(shown(desk, tab=Tab.UNASSIGNED))


def test_that_the_seats_divide_all_open_cases_and_say_what_the_desk_says(room: Room) -> None:
    desk = room.desk
    counts, seats = desk.queue.counts(), seat_rows(desk, Seats(desk.board.cases.values()))
    assert sum(row.levels.total() for row in seats) == len(open_cases(desk)) == sum(counts.by_priority)
    nobody = [row for row in seats if row.kind is SeatKind.NOBODY]
    assert [row.levels.total() for row in nobody] == [counts.unheld]
    me = next(row for row in seats if row.person == OPERATOR.name)
    assert me.claimed == counts.tabs[Tab.MINE]
    assert me.claimed + me.sent == me.levels.total()
    assert sum(row.overdue for row in seats) == strip.overdue_count(desk)


def test_that_the_wall_counts_as_the_desk_does(room: Room) -> None:
    wall = WallPage(room.desk, room.look)
    assert wall.due._unacked.total() == room.desk.queue.counts().unacked
    assert wall.due._overdue == strip.overdue_count(room.desk)
    assert f"无人认领 {room.desk.queue.counts().unheld}" in wall.due.accessibleName()
    wall.close()
    wall.deleteLater()


def test_that_row_card_and_escalation_say_the_same_of_who_has_it(room: Room) -> None:
    desk, look = room.desk, room.look
    texts = QueueText(desk.columns, look, desk.board.district, desk.actor.name)
    told = set()
    for case in open_cases(desk):
        slot = desk.columns.slot(case.no)
        assert slot is not None
        text, said = texts.strip(slot), whose(desk, case, look)
        assert (text.holder, text.held) == said
        told.add(said[1])
        assert (said[1] == NOBODY) is is_unclaimed(case)
        assert ("无人认领" in said[0]) is is_unclaimed(case)
        assert (said[1] == UNIT) is (case.holder is None and responsible(case) is not None)
        for row in rows((case,), desk.now()):
            assert said[0] in rise_row(desk, row, look).where
    assert told >= {MINE, OTHERS, UNIT, NOBODY}


def test_that_each_of_several_people_keeps_their_own_seat_and_claims(qapp: object) -> None:
    hub = shift(40)
    third = Actor(name="0109", role=Role.OPERATOR, seat="06")
    moved = Actor(name=SECOND.name, role=Role.OPERATOR, seat="07")
    free = [f"case/{no}" for no, c in sorted(hub.board.cases.items()) if c.holder is None and c.closed_at is None]
    room = Room(hub, LEAD)
    page = SeatsPage(room.desk, room.look)
    room.enter(page)
    for who, subject in zip((SECOND, third, third, moved, third, moved), free, strict=False):
        hub.happens(who, "case.claim", subject)
    hub.happens(third, "case.release", free[2])
    room.waits(1)

    def seats() -> dict[str, tuple[SeatKind, str, int]]:
        return {row.person: (row.kind, row.seat, row.claimed) for row in page.board.rows if row.person}

    claimed = {who: sum(c.holder == who for c in hub.board.cases.values()) for who in (SECOND.name, third.name)}
    assert claimed == {SECOND.name: 3, third.name: 2}
    found = seats()
    assert found[SECOND.name] == (SeatKind.SEAT, "07", 3), "where they sit now"
    assert found[third.name] == (SeatKind.SEAT, "06", 2)
    assert found[LEAD.name] == (SeatKind.SEAT, "01", 0)
    room.waits(1200)  # leases end
    found = seats()
    assert (found[SECOND.name][0], found[SECOND.name][2]) == (SeatKind.LAST, 0)
    assert found[third.name] == (SeatKind.LAST, "06", 0)
    room.leaves()


def test_that_who_sits_here_and_who_sat_there_keep_their_seat(qapp: object) -> None:
    hub = shift(30)
    hub.ask(SECOND, "case.claim", next(f"case/{no}" for no, c in hub.board.cases.items() if c.holder is None))
    room = Room(hub, LEAD)
    page = SeatsPage(room.desk, room.look)
    room.enter(page)
    lead = next(row for row in page.board.rows if row.person == LEAD.name)
    assert (lead.kind, lead.seat) == (SeatKind.SEAT, "01"), "the lead's seat is there with nothing in it"
    other = next(row for row in page.board.rows if row.person == SECOND.name)
    assert (other.kind, other.seat) == (SeatKind.SEAT, SECOND.seat)
    room.waits(1200)  # leases end
    other = next(row for row in page.board.rows if row.person == SECOND.name)
    assert (other.kind, other.seat, other.claimed) == (SeatKind.LAST, SECOND.seat, 0)
    assert f"最近 {SECOND.seat} 席" in page.board.accessibleDescription()
    told = {page.board.told_at(QPointF(20, y)) for y in range(0, page.board.height(), 8)}
    assert any("本机不知道" in each and f"{SECOND.seat} 席" in each for each in told), "nobody is said to have left"
    room.leaves()
