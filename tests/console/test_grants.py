"""Who gets into a seat without its hub: the last person, by password, for twelve hours, and nobody else ever."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from console.grants import FILE, TRIES, Grants
from core.client.items import ReadyItem
from core.domain.clock import ManualClock
from core.domain.nouns import Role

START = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def ready(actor: str = "0107") -> ReadyItem:
    return ReadyItem(actor, (Role.OPERATOR,), ("town:1",), "02", "t", "yingze")


class Seat:
    """One folder on one machine, with a clock to set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock(START)
        self.pictures = {"user:0107": START, "token:x": START}
        self.grants = Grants(folder, self.clock.now, self.pictures.get, QUICK)

    def signs_in(self, user: str = "0107", password: str | None = "good", key: str = "") -> None:
        self.grants.keep(ready(user), key or f"user:{user}", user, password)

    def passes(self, hours: float) -> None:
        self.clock.set(self.clock.now() + timedelta(hours=hours))


@pytest.fixture
def seat(tmp_path: Path) -> Seat:
    return Seat(tmp_path)


def test_that_the_last_person_gets_in_with_what_the_hub_said_of_them(seat: Seat) -> None:
    seat.signs_in()
    seat.passes(3)
    found = seat.grants.admit("0107", "good", "05")
    assert isinstance(found, ReadyItem)
    assert (found.actor, found.roles, found.scope, found.seat) == ("0107", (Role.OPERATOR,), ("town:1",), "05")
    assert found.token is None
    assert found.until == START + timedelta(hours=12)


def test_that_nobody_else_gets_in_nor_without_the_password_nor_where_nobody_ever_signed_in(seat: Seat) -> None:
    assert seat.grants.admit("0107", "good", None) == 0
    seat.signs_in()
    assert seat.grants.admit("0108", "good", None) == TRIES - 1
    assert seat.grants.admit("0107", "", None) == TRIES - 2


def test_that_the_next_person_ends_the_one_before(seat: Seat) -> None:
    seat.signs_in("0107")
    seat.signs_in("0108", "other")
    assert isinstance(seat.grants.admit("0107", "good", None), int)
    assert isinstance(seat.grants.admit("0108", "other", None), ReadyItem)


def test_that_twelve_hours_are_the_end_and_a_date_set_back_gains_nothing(seat: Seat) -> None:
    seat.signs_in()
    seat.passes(12)
    assert seat.grants.offer().user is None
    assert seat.grants.admit("0107", "good", None) == 0
    seat.passes(-13)
    assert seat.grants.admit("0107", "good", None) == 0
    seat.passes(2)
    assert isinstance(seat.grants.admit("0107", "good", None), ReadyItem)


def test_that_coming_back_by_token_begins_the_twelve_hours_anew_and_keeps_the_password(seat: Seat) -> None:
    seat.signs_in()
    seat.passes(11)
    seat.signs_in(password=None)
    seat.passes(11)
    assert isinstance(seat.grants.admit("0107", "good", None), ReadyItem)


def test_that_going_in_without_the_hub_does_not_lengthen_the_grant(seat: Seat) -> None:
    seat.signs_in()
    seat.passes(11)
    seat.grants.admit("0107", "good", None)
    seat.passes(2)
    assert seat.grants.admit("0107", "good", None) == 0


def test_that_five_wrong_passwords_end_it_also_across_restarts(seat: Seat) -> None:
    seat.signs_in()
    left = []
    for _ in range(TRIES):
        again = Grants(seat.folder, seat.clock.now, seat.pictures.get, QUICK)
        left.append(again.admit("0107", "guess", None))
    assert left == [4, 3, 2, 1, 0]
    assert seat.grants.admit("0107", "good", None) == 0


def test_that_a_hub_that_says_no_ends_it(seat: Seat) -> None:
    seat.signs_in()
    seat.grants.drop()
    seat.grants.drop()
    assert seat.grants.admit("0107", "good", None) == 0


def test_that_a_seat_with_a_token_needs_that_very_token_and_a_picture(seat: Seat) -> None:
    seat.signs_in("screen", None, key="token:x")
    assert seat.grants.offer().user is None  # there is no password to ask for
    assert seat.grants.admit_token("token:y") is None
    assert seat.grants.admit_token("token:x") is not None
    assert seat.grants.admit("screen", "", None) == 0
    seat.pictures.clear()
    assert seat.grants.admit_token("token:x") is None


def test_that_an_offer_says_until_when_and_how_old_and_needs_a_picture(seat: Seat) -> None:
    seat.signs_in()
    offer = seat.grants.offer()
    assert (offer.user, offer.until, offer.data_at) == ("0107", START + timedelta(hours=12), START)
    seat.pictures.clear()
    assert seat.grants.offer().user is None


def test_that_the_file_is_its_owners_alone_and_holds_no_password(seat: Seat) -> None:
    seat.signs_in(password="a long secret")
    path = seat.folder / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert "a long secret" not in text
    assert "$argon2id$" in text


def test_that_a_file_that_cannot_be_read_is_no_grant(seat: Seat) -> None:
    seat.signs_in()
    (seat.folder / FILE).write_text("{")
    assert seat.grants.offer().user is None
    assert seat.grants.admit("0107", "good", None) == 0
