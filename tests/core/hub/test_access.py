"""Accounts: who gets in, for how long, and that a refusal tells nothing."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select

from core.domain.clock import ManualClock
from core.domain.nouns import Role
from core.hub.access import Access, AccountError
from core.hub.accounts_cli import main_source, main_user, open_access
from core.journal.engine import FILE, migrate, open_engine
from core.journal.tables import accounts, tokens
from tests.core.domain.world import START
from tests.core.hub.house import QUICK

WRONG, RIGHT = "not this one", "a long password"


class Counting(PasswordHasher):
    """Counts how often a password was really verified."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.verified += 1
        return bool(super().verify(hash, password))


class Door:
    def __init__(self, engine: Engine) -> None:
        self.clock = ManualClock(START)
        self.hasher = Counting()
        bytes_ = count(1)
        self.access = Access(engine, self.clock, lambda size: next(bytes_).to_bytes(size, "big"), self.hasher)
        self.engine = engine

    def sign_in(self, user: str, password: str) -> bool:
        return asyncio.run(self.access.sign_in(user, password)) is not None


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    engine = open_engine(tmp_path / FILE)
    migrate(engine)
    yield Door(engine)
    engine.dispose()


def test_that_a_password_opens_and_its_token_lasts_twelve_hours(door: Door) -> None:
    door.access.add("0107", Role.OPERATOR, ("town:1",), RIGHT)
    found = asyncio.run(door.access.sign_in("0107", RIGHT))
    assert found is not None
    actor, token = found
    assert (actor.name, actor.role, actor.scope) == ("0107", Role.OPERATOR, ("town:1",))
    assert asyncio.run(door.access.known(token)) == actor
    door.clock.advance(12 * 3600 - 1)
    assert asyncio.run(door.access.known(token)) == actor
    door.clock.advance(1)
    assert asyncio.run(door.access.known(token)) is None


def test_that_an_issued_token_does_not_run_out_and_is_not_kept_itself(door: Door) -> None:
    door.access.add("app", Role.SOURCE)
    token = door.access.issue("app", "issued")
    assert len(bytes.fromhex(token)) * 8 >= 128
    door.clock.advance(10 * 365 * 86400)
    assert asyncio.run(door.access.known(token)) is not None
    assert asyncio.run(door.access.known(token[:-1] + "x")) is None
    with door.engine.begin() as connection:
        kept = str(connection.execute(select(tokens)).all()) + str(connection.execute(select(accounts)).all())
    assert token not in kept


def test_that_an_unknown_name_costs_the_same_hashing_as_a_wrong_password(door: Door) -> None:
    door.access.add("0107", Role.OPERATOR, (), RIGHT)
    door.access.add("app", Role.SOURCE)  # has no password
    for user in ("0107", "nobody", "app"):
        before = door.hasher.verified
        assert not door.sign_in(user, WRONG)
        assert door.hasher.verified == before + 1, user


def test_that_five_failures_lock_a_name_for_fifteen_minutes(door: Door) -> None:
    door.access.add("0107", Role.OPERATOR, (), RIGHT)
    door.access.add("0108", Role.OPERATOR, (), RIGHT)
    for _ in range(4):
        assert not door.sign_in("0107", WRONG)
    assert door.sign_in("0107", RIGHT)  # four are forgiven
    for _ in range(5):
        assert not door.sign_in("0107", WRONG)
    assert not door.sign_in("0107", RIGHT)
    assert door.sign_in("0108", RIGHT)
    door.clock.advance(15 * 60 - 1)
    assert not door.sign_in("0107", RIGHT)
    door.clock.advance(2)
    assert door.sign_in("0107", RIGHT)


def test_that_a_disabled_account_is_out_with_its_tokens(door: Door) -> None:
    door.access.add("0107", Role.OPERATOR, (), RIGHT)
    token = door.access.issue("0107", "issued")
    assert door.access.disable("0107")
    assert not door.sign_in("0107", RIGHT)
    assert asyncio.run(door.access.known(token)) is None
    assert asyncio.run(door.access.known(door.access.issue("0107", "issued"))) is None
    assert not door.access.disable("nobody")


def test_that_nobody_becomes_the_hub_and_names_are_plain(door: Door) -> None:
    for name, role in (("h", Role.HUB), ("", Role.LEAD), ("a b", Role.LEAD), ("x" * 81, Role.LEAD), ("a\n", Role.LEAD)):
        with pytest.raises(AccountError):
            door.access.add(name, role)


def test_that_adding_again_changes_the_role_and_keeps_the_password(door: Door) -> None:
    door.access.add("0107", Role.OPERATOR, (), RIGHT)
    door.access.add("0107", Role.LEAD)
    found = asyncio.run(door.access.sign_in("0107", RIGHT))
    assert found is not None
    assert found[0].role is Role.LEAD


def test_that_the_commands_print_a_token_once_on_a_line_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(tmp_path / "new")
    assert main_user(["add", "li", "--role", "liaison", "--scope", "unit:urban", "--data", data]) == 0
    said = capsys.readouterr()
    (token,) = said.out.splitlines()
    assert said.err == ""
    assert main_source(["add", "app", "--data", data]) == 0
    source = capsys.readouterr().out.strip()
    access = open_access(Path(data))
    actor, other = asyncio.run(access.known(token)), asyncio.run(access.known(source))
    access.close()
    assert actor is not None
    assert (actor.name, actor.scope) == ("li", ("unit:urban",))
    assert other is not None
    assert other.role is Role.SOURCE


def test_that_a_password_is_read_and_nothing_printed_but_a_confirmation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.access.PasswordHasher", lambda: QUICK)
    monkeypatch.setattr(sys, "stdin", io.StringIO(RIGHT + "\n"))
    assert main_user(["add", "0107", "--role", "operator", "--password-stdin", "--data", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert RIGHT not in said.err
    access = open_access(tmp_path)
    assert asyncio.run(access.sign_in("0107", RIGHT)) is not None
    access.close()


def test_that_no_user_becomes_a_source_and_no_source_a_user(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(tmp_path)
    assert main_user(["add", "li", "--role", "operator", "--data", data]) == 0
    assert main_source(["add", "app", "--data", data]) == 0
    tokens_ = capsys.readouterr().out.split()
    assert main_source(["add", "li", "--data", data]) == 1
    assert main_user(["add", "app", "--role", "operator", "--data", data]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    first, second = said.err.splitlines()
    assert "'li' is operator already" in first
    assert "'app' is source already" in second
    access = open_access(tmp_path)
    roles = [actor.role for token in tokens_ if (actor := asyncio.run(access.known(token))) is not None]
    access.close()
    assert roles == [Role.OPERATOR, Role.SOURCE]


@pytest.mark.parametrize(
    "argv",
    [
        ["add", "0107", "--role", "operator", "--scope", "urban"],
        ["add", "0107", "--role", "operator", "--scope", "unit:"],
        ["add", "a b", "--role", "operator"],
        ["add", "0107", "--role", "operator", "--password-stdin"],
        ["disable", "nobody"],
    ],
)
def test_that_an_error_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, argv: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert main_user([*argv, "--data", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_that_a_role_nobody_has_is_misuse(tmp_path: Path) -> None:
    for role in ("hub", "king"):
        with pytest.raises(SystemExit) as left:
            main_user(["add", "x", "--role", role, "--data", str(tmp_path)])
        assert left.value.code == 2
