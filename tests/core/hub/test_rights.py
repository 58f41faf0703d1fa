"""Every command of the rights file for every role: denied cells get 1003 and leave nothing; the others get further."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.commands import BODIES
from core.domain.nouns import Role
from core.hub.limits import Limits
from core.protocol import errors
from tests.core.domain.world import SOURCE, rights
from tests.core.hub.house import House, story

ROLES = [role for role in Role if role is not Role.HUB]


@pytest.mark.parametrize("role", ROLES)
def test_that_a_role_may_ask_what_its_row_says_and_nothing_else(tmp_path: Path, role: Role) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(burst=1e6, events_per_s=1e9)) as house:
            talk = await house.enter("x", role)
            for name, roles in rights().commands.items():
                body = {"title": "x"} if name == "case.report" else {"text": "x", "reason": "x", "outcome": "resolved"}
                subject = "" if name == "case.report" else "link/none" if name.startswith("video.") else "case/none"
                seq, judged = house.engine.board.seq, house.engine.tally.refused
                code = (await talk.result(talk.ask(name, subject, **body))).get("error", {}).get("code")
                if role not in roles:
                    assert code == errors.FORBIDDEN, name
                    assert (house.engine.board.seq, house.engine.tally.refused) == (seq, judged), name
                elif name not in BODIES:
                    assert code == errors.UNKNOWN, name
                elif name == "case.report":
                    assert code is None
                else:  # it passed the row: its body was read, or a rule judged it and found no such case
                    assert code == errors.BODY or house.engine.tally.refused == judged + 1, name

    story(work())


@pytest.mark.parametrize("name", ["case.report", "case.ack", "case.note", "case.dispatch", "case.close", "case.claim"])
def test_that_a_named_role_acts_and_an_unnamed_one_does_not(tmp_path: Path, name: str) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(burst=1e6, events_per_s=1e9)) as house:
            for role in (Role.OPERATOR, Role.LEAD, Role.VIEWER, Role.LEADER):
                talk = await house.enter(f"x-{role}", role)
                case = "" if name == "case.report" else await house.report(SOURCE)
                body = {"title": "x", "text": "x", "lead": "urban", "outcome": "resolved"}
                result = await talk.result(talk.ask(name, case, **body))
                assert result["ok"] is (role in rights().commands[name]), (name, role, result)

    story(work())


def test_that_the_rule_book_holds_the_rows_too_for_those_who_come_another_way(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            case = await house.report(SOURCE)
            for name in ("case.ack", "case.dispatch", "case.close"):
                body = {"case.dispatch": {"lead": "urban"}, "case.close": {"outcome": "unfounded"}}.get(name, {})
                result = await house.ask(SOURCE, name, case, **body)
                assert result.error is not None
                assert result.error.code == errors.FORBIDDEN
            assert house.names() == ["case.reported"]

    story(work())


def test_that_what_no_row_names_is_unknown_to_everybody(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path, Limits(burst=1e6, events_per_s=1e9)) as house:
            assert set(BODIES) <= set(rights().commands)
            for role in ROLES:
                talk = await house.enter(f"x-{role}", role)
                for name in ("clock.fire", "case.lapse", "task.deliver", "hub.stop", ""):
                    result = await talk.result(talk.ask(name, "case/none"))
                    assert result["error"]["code"] == errors.UNKNOWN, (role, name)

    story(work())
