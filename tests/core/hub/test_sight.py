"""Who hears what: cases come into sight and leave it, gaps tell nothing, and a naive client's picture stays right."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.domain.board import Board
from core.domain.envelope import event_from
from core.domain.nouns import Actor, Case, Place, Role
from core.domain.numbers import canonical
from core.domain.rules.rights import sees
from core.hub.limits import Limits
from core.protocol.outgoing import case_for
from tests.core.domain.world import HUB, OPERATOR, SOURCE, liaison, rights, yingze
from tests.core.hub.house import House, Talk, story

GRIDS = list(yingze().grids.values())
HERE = GRIDS[0]
AWAY = next(g for g in GRIDS if g.town != HERE.town)
CENTRE = Actor(name="c", role=Role.CENTRE, scope=(f"town:{HERE.town}",))


class Naive:
    """A client that puts what it is shown, applies what follows, and trusts the sequence to be whole."""

    def __init__(self) -> None:
        self.board = Board(yingze(), rights())
        self.mark = -1
        self.coming: list[Case] = []
        self.comes_at = -1

    def take(self, frame: dict[str, Any]) -> None:
        match frame["op"]:
            case "snapshot_begin":
                self.coming, self.comes_at = [], frame["at_seq"]
            case "snapshot_chunk":
                self.coming += msgspec.convert(frame.get("cases", []), list[Case])
            case "snapshot_end":  # a snapshot counts only when it is whole
                self.board = Board(yingze(), rights())
                self.mark = self.comes_at
                self.board.put(self.coming, (), self.mark)
            case "view":
                assert frame["at_seq"] == self.mark
                self.board.put(msgspec.convert(frame.get("add", []), tuple[Case, ...]), (), self.mark)
                self.board.remove(subject.removeprefix("case/") for subject in frame.get("remove", []))
            case "skip":
                assert frame["to_seq"] > self.mark
                self.mark = frame["to_seq"]
            case "events":
                for event in frame["events"]:
                    assert event["seq"] == self.mark + 1
                    self.mark = event["seq"]
                    self.board.apply(event_from(json.dumps(event).encode()))
            case "resumed":
                assert frame["head_seq"] == self.mark


async def follow(talk: Talk, naive: Naive, seq: int) -> None:
    """Feed the client up to that sequence."""
    for frame in talk.frames:
        naive.take(frame)
    talk.frames.clear()
    while naive.mark < seq:
        naive.take(await talk.hear())
        talk.frames.clear()


def shown(house: House, actor: Actor) -> dict[str, bytes]:
    """What a fresh snapshot would show of the cases."""
    profile = rights().profiles[actor.role]
    return {c.no: canonical(case_for(c, profile)) for c in house.engine.board.cases.values() if sees(actor, c)}


def held(naive: Naive) -> dict[str, bytes]:
    return {no: canonical(case) for no, case in naive.board.cases.items()}


def test_that_a_case_that_comes_into_sight_is_shown_before_the_event_that_brought_it(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("li", Role.LIAISON, "unit:urban")
            case = await house.report(SOURCE)
            await house.ask(OPERATOR, "case.note", case, text="与城管无关时")
            await house.ask(OPERATOR, "case.dispatch", case, lead="urban")
            await talk.event("case.dispatched")
            skip, view, events = [f for f in talk.frames if f["op"] in ("skip", "view", "events")][-3:]
            assert skip["to_seq"] == 3
            assert view["at_seq"] == 3
            (added,) = view["add"]
            assert (added["no"], added["version"], bool(added.get("tasks"))) == (case.removeprefix("case/"), 3, False)
            assert [e["seq"] for e in events["events"]] == [4]
            assert "与城管无关时" not in json.dumps([skip, events], ensure_ascii=False)

    story(work())


def test_that_a_case_that_leaves_sight_is_taken_away_and_its_event_stays_hidden(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            talk = await house.enter("c", Role.CENTRE, *CENTRE.scope)
            case = await house.report(SOURCE, place=Place(grid=HERE.code))
            await talk.event("case.reported")
            await house.ask(OPERATOR, "case.locate", case, place=Place(grid=AWAY.code))
            await house.ask(OPERATOR, "case.note", case, text="在别处")
            last = await talk.until("skip", to_seq=3)
            view = next(f for f in talk.frames if f["op"] == "view")
            assert (view["at_seq"], view["remove"], view.get("add", [])) == (1, [case], [])
            assert last["to_seq"] == 3
            after = talk.frames[talk.frames.index(view) :]
            assert AWAY.code not in json.dumps(after)

    story(work())


@pytest.mark.parametrize("seed", range(8))
def test_that_a_naive_client_holds_what_a_fresh_snapshot_shows(tmp_path: Path, seed: int) -> None:
    async def work() -> None:
        rng = random.Random(seed)
        async with House(tmp_path, Limits(events_per_s=1e9, near=4, page=5)) as house:
            clients: list[tuple[Actor, Talk, Naive]] = []
            for actor in (liaison("urban"), CENTRE, OPERATOR, Actor(name="app", role=Role.REPLAY)):
                talk = await house.enter(actor.name, actor.role, *actor.scope)
                clients.append((actor, talk, Naive()))
            cases: list[str] = []
            for step in range(60):
                await random_step(house, rng, cases)
                if step % 20 == 19:
                    await house.settled()
                    clients = [await cut_and_resume(house, rng, *client) for client in clients]
            await house.settled()
            await house.ask(HUB, "clock.step", "clock/hub", seconds=3.0)
            await house.settled()
            for actor, talk, naive in clients:
                await follow(talk, naive, house.engine.durable.seq)
                assert held(naive) == shown(house, actor), actor.name

    story(work())


async def random_step(house: House, rng: random.Random, cases: list[str]) -> None:
    grid = rng.choice((HERE, AWAY)).code
    acts = ["report", "note", "locate", "dispatch", "ack", "claim", "reroute", "close", "reopen"]
    act = rng.choice(acts) if cases else "report"
    case = rng.choice(cases) if cases else ""
    match act:
        case "report":
            source = rng.choice((SOURCE, Actor(name="other", role=Role.SOURCE)))
            cases.append(await house.report(source, place=Place(grid=grid)))
        case "note":
            await house.ask(OPERATOR, "case.note", case, text="问过了")
        case "locate":
            await house.ask(OPERATOR, "case.locate", case, place=Place(grid=grid))
        case "dispatch":
            await house.ask(OPERATOR, "case.dispatch", case, lead=rng.choice(("urban", "water")))
        case "reroute":
            await house.ask(OPERATOR, "case.reroute", case, lead=rng.choice(("urban", "housing")), reason="改派")
        case "close":
            await house.ask(OPERATOR, "case.close", case, outcome="unfounded")
        case "reopen":
            await house.ask(OPERATOR, "case.reopen", case, reason="早了")
        case other:
            await house.ask(OPERATOR, f"case.{other}", case)


async def cut_and_resume(
    house: House, rng: random.Random, actor: Actor, talk: Talk, naive: Naive
) -> tuple[Actor, Talk, Naive]:
    """Cut the line after some more frames, let the hub go on, and resume from what the client has."""
    while not talk.wire.heard.empty() and (naive.mark < 0 or rng.random() < 0.9):
        await talk.hear()
    for frame in talk.frames:
        naive.take(frame)
    await talk.hang_up()
    back = house.connect()
    token = house.token(actor.name, actor.role, *actor.scope)
    back.say(op="resume", token=token, client="test", epoch="epoch-1", last_seq=naive.mark)
    return actor, back, naive


def test_that_a_resume_across_a_change_of_sight_is_a_snapshot(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            case = await house.report(SOURCE)
            talk = house.connect()
            await house.ask(OPERATOR, "case.dispatch", case, lead="urban")
            token = house.token("li", Role.LIAISON, "unit:urban")
            talk.say(op="resume", token=token, client="c", epoch="epoch-1", last_seq=1)
            assert (await talk.until("resync_required"))["reason"] == "sight"
            await talk.until("snapshot_end")
            await talk.event("task.delivered")

    story(work())


def test_that_clock_steps_are_for_the_lead_and_links_for_the_room(tmp_path: Path) -> None:
    async def work() -> None:
        async with House(tmp_path) as house:
            lead = await house.enter("0101", Role.LEAD)
            operator = await house.enter("0107", Role.OPERATOR)
            admin = await house.enter("root", Role.ADMIN_SYSTEM)
            unit = await house.enter("li", Role.LIAISON, "unit:urban")
            await house.ask(HUB, "clock.step", "clock/hub", seconds=9.0)
            await house.ask(HUB, "link.see", "link/app", state="ok")
            await house.settled()
            assert next(e["type"] for f in [await lead.until("events")] for e in f["events"]) == "hubpost.clock.stepped"
            await operator.until("skip", to_seq=1)
            assert (await operator.event("link.changed"))["seq"] == 2
            await admin.event("clock.stepped")
            await admin.until("skip", to_seq=2)
            await unit.until("skip")
            for frame in unit.frames:
                assert frame["op"] != "events"

    story(work())
