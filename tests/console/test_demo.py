"""The demo: a past written by the rules, a world that is late by the hub's own limits, and the whole of it running."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from PySide6.QtGui import QImage

from console import demo_world
from console.demo_hub import KEYS, prepare
from console.demo_script import LATENESS, Call, Conduct, calls, conduct, matters, report_body
from console.demo_seed import CASES, seed
from console.demo_world import Setting, World
from core.domain.board import Board
from core.domain.clock import ManualClock
from core.domain.commands import Report, body_from
from core.domain.district import parse_district
from core.domain.nouns import Case, Priority, State
from core.domain.rules.escalation import open_escalations
from core.domain.rules.rights import parse_rights
from core.journal.engine import FILE
from core.journal.journal import Journal
from core.protocol import codec
from resources import data, district_files
from tests.core.hub.process import hubpost

YINGZE = parse_district(district_files("yingze"))
RIGHTS = parse_rights(data("rights.toml"))
MATTERS = matters(data("scenarios/matters.csv"))
CALLS = calls(data("scenarios/sf_demo.csv"))
NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
SEED = 20261122


def seeded(folder: Path, number: int = SEED, now: datetime = NOW) -> tuple[Board, bytes]:
    """The past in a folder of its own: its board, and the head of its chain."""
    folder.mkdir()
    salts = random.Random(1)
    journal = Journal(folder / FILE, ManualClock(now), lambda: salts.randbytes(16), lambda: "e" * 32)
    try:
        board = Board(YINGZE, RIGHTS)
        assert seed(journal, board, MATTERS, now, random.Random(number), "zh_CN") == CASES
        return board, codec.encode(journal.head)
    finally:
        journal.close()


def kinds(case: Case, now: datetime) -> set[str]:
    """What a desk would call the case at the seed's end."""
    found = {case.state.value}
    if any(d.due <= now and not d.paused for d in case.deadlines) and case.closed_at is None:
        found.add("overdue")
    return found | ({"escalated"} if open_escalations(case) else set())


# the past


def test_that_a_seed_and_a_moment_always_give_the_same_past(tmp_path: Path) -> None:
    first, head = seeded(tmp_path / "a")
    again, same = seeded(tmp_path / "b")
    other, _ = seeded(tmp_path / "c", number=SEED + 1)
    assert (first.cases, head) == (again.cases, same)
    assert first.cases != other.cases


@pytest.mark.parametrize("hours", [0, 10, 17.5])  # of which one crosses the district's midnight
def test_that_the_past_holds_forty_cases_with_work_at_every_stage(tmp_path: Path, hours: float) -> None:
    now = NOW + timedelta(hours=hours)
    board, _ = seeded(tmp_path / "hub", now=now)
    cases = board.cases.values()
    assert len(cases) == CASES == 40
    found = {kind for case in cases for kind in kinds(case, now)}
    assert {State.UNACKED, State.HANDLING, State.TO_VERIFY, "overdue", "escalated"} <= found
    assert all(case.opened_at <= now for case in cases)
    assert all(case.duty in YINGZE.duties or (case.duty is None and case.unassigned) for case in cases)


def test_that_the_past_is_a_clean_journal(tmp_path: Path) -> None:
    seeded(tmp_path / "hub")
    said = hubpost("verify", "--data", str(tmp_path / "hub"))
    assert said.returncode == 0, said.stdout + said.stderr


def test_that_the_folder_is_prepared_once_and_its_tokens_are_nobody_elses_to_read(tmp_path: Path) -> None:
    tokens = prepare(tmp_path / "demo", YINGZE, "zh_CN", random.Random(SEED))
    keys = tmp_path / "demo" / KEYS
    assert keys.stat().st_mode & 0o077 == 0
    assert prepare(tmp_path / "demo", YINGZE, "zh_CN", random.Random(SEED)) == tokens
    assert {"0101", "0108", "departments"} < set(tokens)


# the script


def test_that_the_script_names_what_the_district_has() -> None:
    assert len({matter.id for matter in MATTERS}) == len(MATTERS) >= CASES
    assert {matter.duty for matter in MATTERS} - {None} <= set(YINGZE.duties)
    assert len(CALLS) == 300
    assert [call.offset for call in CALLS] == sorted(call.offset for call in CALLS)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_that_a_matter_is_sent_as_the_protocol_wants_it(lang: str) -> None:
    dice = random.Random(3)
    for matter in MATTERS:
        body = report_body(matter, YINGZE, dice, lang)
        report = body_from("case.report", codec.encode(body))
        assert isinstance(report, Report)
        assert report.title == matter.title[lang]
        assert report.place is not None
        assert "{" not in f"{report.title}{report.narrative}{report.place.address}"


LIMIT, SPEED = 180.0, 20.0
CALL = Call(offset=0, priority=Priority.P1, dispatch=60, response=90, on_scene=300, close=1800)
LATEST = LIMIT * LATENESS[1]


def ways(limit: float | None, spent: float = 0.0) -> list[Conduct]:
    dice = random.Random(5)
    return [conduct(CALL, dice, SPEED, limit, spent) for _ in range(2000)]


def test_that_late_units_pass_the_hub_s_own_limit_whatever_the_speed() -> None:
    receipts = [way.receipt for way in ways(LIMIT) if way.receipt is not None and way.returned is None]
    late = [receipt for receipt in receipts if receipt != 60 / SPEED]
    assert 0.05 < len(late) / 2000 < 0.15
    assert all(LIMIT < receipt <= LATEST for receipt in late)


def test_that_a_unit_found_at_work_is_late_by_what_is_left_and_by_nothing_where_no_limit_runs() -> None:
    fresh = [way.receipt for way in ways(LIMIT)]
    begun = [way.receipt for way in ways(LIMIT, spent=100)]
    assert {round(a - b) for a, b in zip(fresh, begun, strict=True) if a is not None and b is not None} == {0, 100}
    assert max(way.receipt or 0 for way in ways(None)) == 60 / SPEED


def test_that_some_are_silent_some_give_back_and_the_rest_take_one_step_after_another() -> None:
    silent = returned = 0
    for way in ways(LIMIT):
        if way.receipt is None:
            silent += 1
            assert way == Conduct(receipt=None, on_scene=None, feedback=None, complete=None)
        elif way.returned is not None:
            returned += 1
            assert way.receipt < way.returned
            assert way.complete is None
        else:
            assert way.on_scene is not None
            assert way.feedback is not None
            assert way.complete is not None
            assert way.receipt < way.on_scene < way.feedback < way.complete
    assert 60 < silent < 180
    assert 60 < returned < 180


# the world


def world() -> World:
    return World(
        Setting(ws="", http="", district="yingze", speed=20, lang="en", seed=1, tokens={"app": "t", "cameras": "t"})
    )


def post(answers: list[int | Exception], monkeypatch: pytest.MonkeyPatch) -> tuple[World, list[str]]:
    """One report sent to a hub that answers so; the ids that reached it."""
    monkeypatch.setattr(demo_world, "AGAIN_S", 0.0)
    one, ids = world(), []

    def answer(request: httpx.Request) -> httpx.Response:
        ids.append(json.loads(request.content)["id"])
        said = answers.pop(0)
        if isinstance(said, Exception):
            raise said
        return httpx.Response(said)

    async def go() -> None:
        async with httpx.AsyncClient(base_url="http://hub", transport=httpx.MockTransport(answer)) as http:
            await one._report(http, "app", MATTERS[0])

    asyncio.run(go())
    return one, ids


def test_that_a_post_that_fails_is_sent_again_under_its_own_id(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    one, ids = post([httpx.ReadTimeout("slow"), 503, 202], monkeypatch)
    assert len(ids) == 3
    assert len(set(ids)) == 1
    assert (one.repeated, one.lost) == (2, 0)
    assert capfd.readouterr().err == ""


def test_that_a_post_nobody_takes_is_counted_and_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    one, ids = post([httpx.ConnectError("gone")] * 3, monkeypatch)
    assert (len(ids), one.lost) == (3, 1)
    assert "ConnectError" in capfd.readouterr().err
    one, ids = post([400], monkeypatch)
    assert (len(ids), one.lost) == (1, 1), "what is wrong is not sent again"


# the whole of it


def test_that_the_demo_runs_unseen_leaves_its_pictures_and_goes_on_from_its_folder(tmp_path: Path) -> None:
    def demo(seconds: int) -> tuple[str, str, list[dict[str, object]]]:
        words = ("--for", str(seconds), "--shots", str(tmp_path / "shots"), "--data", str(tmp_path / "data"))
        done = hubpost("demo", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        exported = hubpost("export", "--data", str(tmp_path / "data")).stdout
        return done.stdout, done.stderr, [json.loads(line) for line in exported.splitlines()]

    said, complaints, first = demo(6)
    figures = [line for line in said.splitlines() if line.startswith("demo: in ")]
    assert figures
    assert int(figures[-1].split()[2]) >= CASES
    assert "link live" in figures[-1]
    assert "demo world" not in complaints
    assert "Traceback" not in complaints
    pictures = sorted((tmp_path / "shots").glob("*.png"))
    assert len(pictures) == 16  # four pages, two themes, two languages
    assert all(QImage(str(picture)).width() == 1920 for picture in pictures)
    assert any(line["type"] == "hubpost.case.reported" and line["actor"] != "0108" for line in first)

    said, complaints, second = demo(3)
    assert len(second) > len(first)
    assert second[: len(first)] == first, "the cases are kept"
    assert "Traceback" not in complaints
    assert hubpost("verify", "--data", str(tmp_path / "data")).returncode == 0
