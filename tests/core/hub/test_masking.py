"""Canaries: no name, number or hidden text ever stands in the bytes sent to a role that may not have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.nouns import Actor, Place, Reporter, Role
from tests.core.domain.world import LEAD, OPERATOR, rights, yingze
from tests.core.hub.house import House, Talk, story

NAME, PHONE = "欧阳鸢尾", "13987654321"
TEXT, ADDRESS, WHO, CALLED = "邻居说的秘密话", "隐秘巷 9 号", "司徒白芷", "18812349876"
GRID = next(iter(yingze().grids))
ROLES = [role for role in Role if role is not Role.HUB]


def scope_of(role: Role) -> tuple[str, ...]:
    if role in (Role.LIAISON, Role.DESK):
        return ("unit:urban",)
    return (f"grid:{GRID}",) if role in (Role.CENTRE, Role.GRID) else ()


async def life(house: House, sender: Actor) -> str:
    """A case with every personal field there is."""
    reporter = Reporter(name=NAME, phone=PHONE)
    place = Place(grid=GRID, address=ADDRESS)
    case = await house.report(sender, title="噪声", narrative=TEXT, place=place, reporter=reporter)
    await house.ask(OPERATOR, "case.note", case, text=TEXT)
    await house.ask(OPERATOR, "case.phone", case, text=TEXT, who=WHO, phone=CALLED)
    await house.ask(OPERATOR, "case.dispatch", case, lead="urban")
    task = Actor(name="li", role=Role.LIAISON, scope=("unit:urban",))
    for name in ("task.feedback", "task.complete"):
        await house.ask(task, name, f"task/{case.removeprefix('case/')}.1", text=TEXT)
    await house.ask(LEAD, "case.verify", case, ok=True, text=TEXT)
    await house.ask(OPERATOR, "case.close", case, outcome="resolved", text=TEXT)
    return case


async def heard_all(house: House, talk: Talk) -> bytes:
    await house.settled()
    last = house.engine.durable.seq
    while not any(
        (f["op"] == "skip" and f["to_seq"] >= last)
        or (f["op"] == "events" and f["events"][-1]["seq"] >= last)
        or (f["op"] == "snapshot_begin" and f["at_seq"] >= last)
        for f in talk.frames
    ):
        await talk.hear()
    return b"\n".join(talk.wire.raw)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("way", ["live", "snapshot", "resume"])
def test_that_no_canary_is_in_the_bytes_of_a_role_that_may_not_have_it(tmp_path: Path, role: Role, way: str) -> None:
    async def work() -> bytes:
        async with House(tmp_path) as house:
            sender = Actor(name="x", role=Role.REPLAY)
            first = await house.report(OPERATOR)
            if way == "live":
                talk = await house.enter("x", role, *scope_of(role))
            case = await life(house, sender)
            if way == "snapshot":
                talk = await house.enter("x", role, *scope_of(role))
            if way == "resume":
                talk = house.connect()
                token = house.token("x", role, *scope_of(role))
                talk.say(op="resume", token=token, client="c", epoch="epoch-1", last_seq=1)
            talk.ask("case.ack", case)
            talk.ask("case.note", first)
            return await heard_all(house, talk)

    sent = story(work())
    profile = rights().profiles[role]
    sees_it = role not in (Role.ADMIN_SYSTEM, Role.ADMIN_SECURITY, Role.ADMIN_AUDIT)
    for canary, mode in (
        (NAME, profile.name),
        (WHO, profile.name),
        (PHONE, profile.phone),
        (CALLED, profile.phone),
        (TEXT, profile.text),
        (ADDRESS, profile.address),
    ):
        forms = (canary.encode(), canary.encode("unicode_escape"), canary[::-1].encode())
        there = any(form in sent for form in forms)
        if mode != "show" or not sees_it:
            assert not there, f"{canary} sent to {role}"
    if sees_it and profile.text == "show":
        assert TEXT.encode() in sent  # the test looks where the values are
    if sees_it and profile.phone == "mask" and way == "live":
        assert b"139****4321" in sent
