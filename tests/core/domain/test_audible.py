"""What sounds when: told with a clock moved by hand, one desk or two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.domain.audible import LONGEST_MUTE, Audible, Seat
from core.domain.nouns import Case, LinkState, Priority

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
P1, P2, P3, P4 = Priority


def case(number: int, priority: Priority, town: str | None = "140106001", acked: bool = False) -> Case:
    no = f"YZ-20261122-{number:04d}"
    return Case(no=no, version=1, title="t", opened_at=START, source="app", priority=priority, town=town, acked=acked)


class Room:
    """One desk's ears, second by second."""

    def __init__(self, *cases: Case, seat: Seat | None = None, surge: bool = False) -> None:
        self.audible, self.seat, self.surge = Audible(), seat or Seat(), surge
        self.cases: dict[str, Case] = {}
        self.late: set[str] = set()
        self.second = 0
        self._hear()
        self.comes(*cases)

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.second)

    def comes(self, *cases: Case) -> None:
        self.cases |= {c.no: c for c in cases}

    def acked(self, number: int) -> None:
        no = f"YZ-20261122-{number:04d}"
        self.cases[no] = replace(self.cases[no], acked=True)

    def _hear(self) -> str | None:
        self.audible.follow([c for c in self.cases.values() if not c.acked], self.late, self.now)
        return self.audible.play(self.cases, self.seat, self.surge, self.now)

    def hears(self, seconds: int) -> list[tuple[int, str]]:
        found = []
        for _ in range(seconds):
            sound = self._hear()
            if sound is not None:
                found.append((self.second, sound))
            self.second += 1
        return found


def test_that_p1_sounds_every_five_seconds_until_anybody_has_seen_it() -> None:
    room = Room(case(1, P1))
    assert room.hears(12) == [(0, "p1"), (5, "p1"), (10, "p1")]
    room.acked(1)
    assert room.hears(30) == []


def test_that_p2_sounds_three_times_then_at_the_leads_seat() -> None:
    desk, lead = Room(case(1, P2)), Room(case(1, P2), seat=Seat(is_lead=True))
    assert desk.hears(300) == [(0, "p2"), (30, "p2"), (60, "p2")]
    assert lead.hears(300) == [(90, "p2"), (120, "p2"), (150, "p2")]


def test_that_p3_sounds_once_and_p4_never() -> None:
    assert Room(case(1, P3), case(2, P4)).hears(120) == [(0, "p3")]


def test_that_two_seats_do_not_sound_the_same_case_at_once() -> None:
    mine = Room(case(1, P1), seat=Seat(towns=frozenset({"140106001"})))
    other = Room(case(1, P1), seat=Seat(towns=frozenset({"140106002"})))
    assert mine.hears(6)[0] == (0, "p1")
    assert other.hears(20)[0] == (10, "p1"), "who does not answer for it hears it when nobody moved"


def test_that_a_critical_case_in_no_street_sounds_at_once_at_every_seat() -> None:
    seats = (Seat(towns=frozenset({"140106001"})), Seat(towns=frozenset({"140106002"})), Seat())
    assert [Room(case(1, P1, town=None), seat=seat).hears(6)[0] for seat in seats] == [(0, "p1")] * 3


def test_that_silence_is_for_what_sounds_now_and_the_next_sounds_again() -> None:
    room = Room(case(1, P1))
    room.hears(2)
    room.audible.silence()
    assert room.hears(20) == []
    room.comes(case(2, P1))
    assert room.hears(2) == [(22, "p1")]


def test_that_mute_has_an_end_and_never_holds_p1() -> None:
    room = Room(case(1, P2))
    until = room.audible.mute(START + timedelta(days=1), START)
    assert until == START + LONGEST_MUTE
    assert room.hears(60) == []
    room.comes(case(2, P1))
    assert room.hears(1) == [(60, "p1")]
    assert room.audible.muted_until(START + LONGEST_MUTE) is None


def test_that_in_a_surge_p3_speaks_once_in_half_a_minute_and_p1_as_ever() -> None:
    room = Room(*(case(n, P3) for n in range(1, 9)), surge=True)
    assert room.hears(20) == [(0, "p3")]
    room.comes(*(case(n, P3) for n in range(9, 15)), case(20, P1))
    assert room.hears(16) == [(20, "p1"), (25, "p1"), (30, "p1"), (31, "p3"), (35, "p1")]


def test_that_a_limit_that_runs_out_and_a_lost_link_sound_once() -> None:
    room = Room()
    room.hears(1)
    room.late = {"YZ-20261122-0001"}
    assert room.hears(30) == [(1, "late")]
    room.audible.follow_links({"app": LinkState.OK})
    room.audible.follow_links({"app": LinkState.DOWN})
    assert room.hears(10) == [(31, "link_lost")]
    room.audible.follow_links({"app": LinkState.OK})
    assert room.hears(10) == [(41, "link_back")]


def test_that_the_first_picture_sounds_for_p1_only() -> None:
    audible = Audible()
    cases = {c.no: c for c in (case(1, P3), case(2, P2))}
    audible.follow(cases.values(), {"x"}, START)
    assert audible.play(cases, Seat(), False, START) is None
    old = {c.no: c for c in (case(1, P1),)}
    fresh = Audible()
    fresh.follow(old.values(), (), START)
    assert fresh.play(old, Seat(), False, START) == "p1"


@given(st.lists(st.sampled_from(list(Priority)), max_size=12), st.booleans())
def test_that_one_thing_sounds_at_a_time_and_an_unseen_p1_is_never_quiet_for_long(
    levels: list[Priority], surge: bool
) -> None:
    room = Room(*(case(n, level) for n, level in enumerate(levels)), surge=surge)
    heard = room.hears(40)
    assert len({second for second, _ in heard}) == len(heard)
    if P1 in levels:
        times = [second for second, sound in heard if sound == "p1"]
        assert max(b - a for a, b in zip([0, *times], [*times, 40], strict=True)) <= 6
