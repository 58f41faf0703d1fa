"""A seat that starts while its hub is away: what it shows, who gets in, what may be done, and how it comes back."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import app
from console.app import Config, Console, start_console
from console.drafts import Drafts
from console.grants import Grants, OfferItem
from console.probe import ProbeItem
from core.client.credentials import Token
from core.client.items import LinkItem, LinkStatus, ReadyItem, SnapshotItem
from core.client.store import ConsoleStore
from core.client.stream import Mark
from core.domain import commands as cmd
from core.domain.board import Board
from core.domain.nouns import Role
from tests.console.driver import Operator
from tests.console.room import shift
from tests.core.domain.world import SECOND, rights, yingze
from widgets.theme import DARK, apply_theme

ROOT = Path(__file__).parents[2]
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Kept:
    """A seat's folder as a shift before left it: a picture and a grant."""

    def __init__(self, folder: Path, key: str, password: str | None) -> None:
        self.folder, self.now = folder, datetime.now(UTC)
        hub = shift(12)
        store = ConsoleStore(folder, lambda: Board(yingze(), rights()))
        cases = tuple(hub.board.cases.values())
        picture = SnapshotItem(cases, (), (), hub.board.seq, "e")
        store.keep(key, [picture], Mark("e", hub.board.seq), self.now - timedelta(minutes=3))
        store.adopt(key, "0107")
        grants = Grants(folder, lambda: self.now, store.picture_at, QUICK)
        grants.keep(ReadyItem("0107", (Role.OPERATOR,), (), "02", None, "yingze"), key, "0107", password)
        store.close()
        self.count = len(cases)


@pytest.fixture
def silent_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that takes the call and never says a word: whatever is shown was there before."""

    async def dial(url: str) -> Any:
        await asyncio.Event().wait()

    async def probe(url: str) -> ProbeItem:
        return ProbeItem(is_up=False, detail="no answer")

    monkeypatch.setattr(app, "dial", dial)
    monkeypatch.setattr(app, "probe", probe)


@pytest.fixture
def consoles(qapp: QApplication) -> Iterator[Any]:
    apply_theme(qapp, DARK)
    made: list[Console] = []

    def make(**options: Any) -> Console:
        made.append(start_console(Config(hub="ws://127.0.0.1:1", **options)))
        return made[-1]

    yield make
    for console in made:
        console.close()


def test_that_a_seat_opens_on_its_last_picture_before_any_answer_comes(
    silent_hub: None, consoles: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    kept = Kept(tmp_path, "user:0107", "good")
    console = consoles(data=tmp_path, user="0107", seat="02")
    panel = console.window.sign_in
    qtbot.waitUntil(lambda: bool(panel.offer), timeout=20_000)
    assert "0107" in panel.offer
    panel.field("password").setText("good")
    panel.offline_asked.emit("0107", "good", "02")
    qtbot.waitUntil(lambda: len(console.desk.board.cases) == kept.count and not panel.isVisible(), timeout=20_000)
    assert console.desk.actor.name == "0107"
    assert console.desk.connection.is_lost
    assert console.window.page.name == "desk"
    assert console.desk.queue.row_count() > 0


def test_that_a_wrong_password_shows_nothing_and_says_how_many_tries_are_left(
    silent_hub: None, consoles: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    Kept(tmp_path, "user:0107", "good")
    console = consoles(data=tmp_path, user="0107", seat="02")
    panel = console.window.sign_in
    qtbot.waitUntil(lambda: bool(panel.offer), timeout=20_000)
    panel.offline_asked.emit("0107", "guess", "02")
    qtbot.waitUntil(lambda: "4" in panel.error, timeout=20_000)
    assert panel.isVisible()
    assert console.desk.board.cases == {}


def test_that_a_seat_with_a_token_goes_on_by_itself_once_no_hub_is_found(
    monkeypatch: pytest.MonkeyPatch, consoles: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    kept = Kept(tmp_path, Token("t-1").key, None)
    console = consoles(data=tmp_path, token="t-1", seat="02")
    qtbot.waitUntil(lambda: console.desk.actor.name == "0107", timeout=20_000)
    assert len(console.desk.board.cases) == kept.count
    assert console.desk.connection.is_lost


def test_that_a_hub_that_never_answers_keeps_a_seat_with_a_token_from_nothing(
    silent_hub: None, consoles: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    kept = Kept(tmp_path, Token("t-1").key, None)
    console = consoles(data=tmp_path, token="t-1", seat="02")
    qtbot.waitUntil(lambda: console.desk.actor.name == "0107", timeout=20_000)
    assert len(console.desk.board.cases) == kept.count
    assert console.desk.connection.is_lost
    assert console.desk.connection.link.state is LinkStatus.CONNECTING


def offered(someone: Operator) -> None:
    """No hub, and somebody who may go on."""
    now = someone.hub.clock.now()
    someone.hub.report(duty="4-01")
    someone.hub.is_up = False
    someone.hub.tell(ProbeItem(is_up=False), OfferItem("0107", now + timedelta(hours=12), now - timedelta(minutes=3)))
    someone.looks()


def test_that_the_offer_is_made_only_while_the_hub_is_away(stranger: Operator) -> None:
    panel = stranger.window.sign_in
    assert panel.offer == ""
    offered(stranger)
    assert "0107" in panel.offer
    stranger.hub.tell(ProbeItem(is_up=True, now=stranger.hub.clock.now()))
    stranger.looks()
    assert panel.offer == ""


def test_that_without_the_hub_notes_acks_and_phone_dispatch_wait_and_go_out_when_it_is_back(
    stranger: Operator,
) -> None:
    offered(stranger)
    stranger.window.sign_in.offline_asked.emit("0107", "good", "02")
    stranger.looks()
    assert not stranger.window.sign_in.isVisible()
    assert stranger.desk.connection.is_lost
    page, no = stranger.page, stranger.desk.selection
    page.flows.add_note("来电人再次来电")
    stranger.desk.submit("case.ack", f"case/{no}", cmd.Nothing())
    page.take_focus()
    stranger.presses("D", "Enter")
    stranger.types("zhang san will go")
    stranger.presses("Enter", "Esc")
    sent = [command.name for command in stranger.hub.waiting]
    assert sent == ["case.note", "case.ack", "case.claim", "case.dispatch", "case.phone"]
    assert stranger.desk.waiting(no) == "queued"
    stranger.hub.comes_back()
    stranger.looks()
    assert stranger.hub.case(f"case/{no}").acked
    assert not stranger.desk.connection.is_lost


def test_that_after_twelve_hours_the_seat_asks_for_the_hubs_word(stranger: Operator) -> None:
    offered(stranger)
    stranger.window.sign_in.offline_asked.emit("0107", "good", "02")
    stranger.looks()
    stranger.hub.clock.advance(12 * 3600 - 60)
    stranger.window.tick()
    assert not stranger.window.sign_in.isVisible()
    stranger.hub.clock.advance(120)
    stranger.window.tick()
    assert stranger.window.sign_in.isVisible()
    assert "12" in stranger.window.sign_in.error


def test_that_a_session_that_loses_the_hub_ends_twelve_hours_later_and_not_after_a_short_break(
    operator: Operator,
) -> None:
    operator.hub.clock.advance(13 * 3600)
    operator.hub.goes_down()
    operator.looks()
    operator.window.tick()
    assert not operator.window.sign_in.isVisible()
    operator.hub.clock.advance(12 * 3600 + 60)
    operator.window.tick()
    assert operator.window.sign_in.isVisible()


def test_that_the_way_back_says_how_far_it_is(operator: Operator) -> None:
    operator.hub.report()
    operator.hub.picture()
    operator.looks()
    operator.hub.goes_down()
    operator.looks()
    for text in ("一", "二", "三"):
        operator.page.flows.add_note(text)
        operator.looks()
    waits = operator.desk.connection.outbox.waiting
    assert waits
    operator.hub.is_slow = True
    operator.hub.tell(LinkItem(LinkStatus.LIVE, operator.hub.clock.now()))
    operator.looks()
    operator.window.tick()
    operator.window.tick()
    assert any(f"0/{waits}" in text for text in operator.banners())
    operator.hub.is_up, operator.hub.is_slow = True, False
    operator.hub.answers()
    operator.looks()
    operator.window.tick()
    operator.window.tick()
    assert not any("补发" in text for text in operator.banners())


# --- drafts ---------------------------------------------------------------------------------------------------


def test_that_a_draft_is_there_again_after_the_console_was_killed(tmp_path: Path) -> None:
    script = f"""
import os, signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from console.drafts import Drafts
from core.client.store import ConsoleStore
store = ConsoleStore(Path({str(tmp_path)!r}), lambda: None)
drafts = Drafts(store, ThreadPoolExecutor(max_workers=1))
drafts.sit("0107")
drafts.put("note/1", "half a")
drafts.put("note/1", "half a sentence")
drafts._writing.result()
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    again = ConsoleStore(tmp_path, lambda: Board(yingze(), rights()))
    assert again.drafts("0107") == {"note/1": "half a sentence"}
    assert again.drafts("0108") == {}
    again.keep_draft("0107", "note/1", "")
    assert again.drafts("0107") == {}
    again.close()


def test_that_a_remark_being_written_is_kept_as_it_is_written_and_gone_when_sent(operator: Operator) -> None:
    operator.hub.report()
    operator.hub.picture()
    operator.looks()
    no = operator.desk.selection
    note = operator.page.detail.note
    note.set_text("门口有人")
    operator.window.tick()
    assert operator.desk.drafts.get(f"note/{no}") == "门口有人"
    operator.page.flows.add_note("门口有人")
    operator.looks()
    operator.window.tick()
    assert operator.desk.drafts.get(f"note/{no}") == ""


def test_that_what_was_begun_stands_in_its_case_after_a_restart_and_is_nobody_elses(
    operator: Operator, tmp_path: Path
) -> None:
    store = ConsoleStore(tmp_path, lambda: Board(yingze(), rights()))
    executor = ThreadPoolExecutor(max_workers=1)
    operator.hub.report()
    no = next(iter(operator.hub.board.cases))
    store.keep_draft("0107", f"note/{no}", "昨夜写到一半")
    store.keep_draft("0108", f"note/{no}", "别人的")
    operator.desk.drafts = Drafts(store, executor)
    operator.hub.picture()
    operator.looks()
    executor.submit(lambda: None).result()
    operator.window.tick()
    assert operator.desk.selection == no
    assert operator.page.detail.note.text() == "昨夜写到一半"
    executor.submit(store.close).result()
    executor.shutdown()


def test_that_who_takes_over_the_seat_sees_nothing_of_what_another_was_writing(operator: Operator) -> None:
    operator.hub.report()
    operator.hub.picture()
    operator.looks()
    operator.page.detail.note.set_text("只给自己看的")
    operator.window.tick()
    operator.hub.actor = SECOND
    operator.hub.picture()
    operator.looks()
    operator.window.tick()
    assert operator.page.detail.note.text() == ""
    assert operator.desk.drafts.get(f"note/{operator.desk.selection}") == ""


def test_that_a_disk_that_fails_costs_the_draft_and_not_the_desk(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    executor = ThreadPoolExecutor(max_workers=1)
    drafts = Drafts(ConsoleStore(tmp_path / "file", lambda: Board(yingze(), rights())), executor)
    drafts.sit("0107")
    drafts.put("note/1", "x")
    executor.submit(lambda: None).result()
    assert drafts.arrived()
    drafts.put("note/1", "xy")
    assert drafts.get("note/1") == "xy"
    assert drafts.trouble
    executor.shutdown()
