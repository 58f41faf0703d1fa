"""Another person sits down, or the seat is locked: nothing one was keying in is seen, sent or asked by the next."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.drafts import Drafts
from console.hand import Hand
from console.paper_mode import WAITING
from console.swept import KEPT, sweep
from core.domain.nouns import Actor
from core.domain.paper import label, pad_of, reference
from tests.console.driver import Operator
from tests.console.test_import_table import reads, table
from tests.console.test_register import Disk
from tests.core.domain.world import OPERATOR, SECOND, SOURCE
from widgets.format import hour_minute


class Seat(Operator):
    """A desk with pasting, tables and paper, at which people take turns."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.disk, self.pool = Disk(), ThreadPoolExecutor(max_workers=1)
        self.desk.drafts = Drafts(self.disk, self.pool)
        self.hand = Hand(self.desk, self.window.look, self.window, folder, lambda _: None)
        self.sits(OPERATOR)

    def sits(self, who: Actor) -> None:
        """Somebody's session stands, and their drafts are read."""
        self.hub.actor = who
        self.hub.picture()
        self.looks()
        self.pool.submit(lambda: None).result()
        self.looks()

    def leaves(self) -> None:
        """Take it all down."""
        self.hand.close()
        super().leaves()
        self.pool.shutdown(wait=True)


@pytest.fixture
def seat(qapp: QApplication, tmp_path: Path) -> Iterator[Seat]:
    one = Seat(tmp_path / "printed")
    yield one
    one.leaves()


def test_that_a_locked_seat_shows_nothing_of_what_was_pasted_and_who_comes_back_finds_it(seat: Seat) -> None:
    seat.hand.paste.open()
    seat.types("我叫试甲，电话 13812345678，宁化府社区井盖坏了")
    seat.seat.lock.lock()
    seat.looks()
    assert not seat.hand.paste.is_open
    seat.seat.lock.unlock()
    seat.hand.paste.open()
    assert "13812345678" in seat.hand.paste.panel.source.toPlainText()


def test_that_after_signing_out_no_panel_shows_the_former_persons_words(seat: Seat) -> None:
    seat.hand.paste.open()
    seat.types("我叫试甲，电话 13812345678，宁化府社区井盖坏了")
    seat.hand.paper.open()
    seat.hand.paper.panel.fields["title"].setFocus()
    seat.types("停电")
    seat.desk.sign_out()
    seat.looks()
    assert not seat.hand.paste.is_open
    assert not seat.hand.paper.is_open
    seat.sits(SECOND)
    seat.hand.paste.open()
    assert seat.hand.paste.panel.source.toPlainText() == ""
    assert seat.hand.paste.panel.rows.rowCount() == 0
    assert not any(seat.hand.paper.panel.typed().values.values())


def test_that_waiting_sheets_go_in_the_name_of_who_keyed_them(seat: Seat) -> None:
    pad, at = pad_of(seat.desk.now(), "02"), hour_minute(seat.desk.now() - timedelta(minutes=30))
    seat.hub.goes_down()
    seat.looks()
    seat.hand.paper.open()
    fields, call = seat.hand.paper.panel.fields, seat.hand.paper.panel.calls[0]
    said = {fields["pad"]: pad, fields["number"]: label(pad, 1), fields["time"]: at, fields["title"]: "停电"}
    for field, text in {**said, call["unit"]: "住建", call["at"]: at}.items():
        field.setText(text)
    seat.presses("Ctrl+Enter")
    assert [c.name for c in seat.hub.received] == ["case.report"]
    seat.hub.waiting.clear()  # a waiting command goes with its own person's session only
    seat.hub.is_up = True
    seat.sits(SECOND)
    seat.hub.happens(SOURCE, "case.report", title="停电", source_ref=reference(pad, 1))
    seat.looks()
    assert [c.name for c in seat.hub.received] == ["case.report"]
    assert seat.disk.drafts(SECOND.name).get(WAITING, "") == ""
    seat.sits(OPERATOR)
    assert [c.name for c in seat.hub.received] == ["case.report", "case.dispatch", "case.phone"]


def test_that_rows_not_sent_yet_are_not_sent_by_the_next_person_who_can_read_another_file(
    seat: Seat, tmp_path: Path
) -> None:
    seat.hub.is_slow = True
    reads(seat, seat.hand.table, table(tmp_path, 60))
    seat.presses("Ctrl+Enter")
    for _ in range(8):
        seat.looks()
    sent = len(seat.hub.received)
    assert 0 < sent < 60
    seat.sits(SECOND)
    for _ in range(4):
        seat.looks()
    assert len(seat.hub.received) == sent
    reads(seat, seat.hand.table, table(tmp_path, 2))
    assert seat.hand.table.panel.rows.rowCount() == 5


def test_that_a_groups_question_and_marks_do_not_outlive_their_person(seat: Seat) -> None:
    for title in ("井盖缺失", "路灯不亮"):
        seat.hears(title)
    seat.page.take_focus()
    seat.page.queue.select(next(iter(seat.hub.board.cases)))
    seat.presses("X", "J", "X")
    seat.page.confirm.ask(seat.page.confirm.question, lambda: None, lambda: None)
    assert len(seat.page.queue.marks) == 2
    seat.desk.sign_out()
    seat.looks()
    assert not seat.page.confirm.is_open
    seat.sits(SECOND)
    assert not seat.page.queue.marks
    assert not seat.page.group.is_on


def settled(seat: Seat) -> None:
    while seat.hand.swept._sweeping:
        seat.looks()


def test_that_printed_files_go_with_their_person_and_nothing_else_does(seat: Seat, tmp_path: Path) -> None:
    folder = tmp_path / "printed"
    folder.mkdir(exist_ok=True)
    for name in ("YZ-20261122-0001-case.pdf", "YZ-20261122-0001.pdf", "phones.pdf", "letter.pdf", "note.txt"):
        (folder / name).write_text("x", encoding="utf-8")
    seat.sits(OPERATOR)
    settled(seat)
    assert len(list(folder.iterdir())) == 5, "the same person sits here still"
    seat.desk.sign_out()
    seat.looks()
    settled(seat)
    assert {path.name for path in folder.iterdir()} == {"letter.pdf", "note.txt"}
    (folder / "phones.pdf").write_text("x", encoding="utf-8")
    seat.sits(OPERATOR)
    seat.sits(SECOND)
    settled(seat)
    assert not (folder / "phones.pdf").exists()


def test_that_at_the_start_only_what_is_older_than_a_day_goes(tmp_path: Path) -> None:
    old, new = tmp_path / "phones.pdf", tmp_path / "paper-251122-0800-02.pdf"
    for path in (old, new):
        path.write_text("x", encoding="utf-8")
    now = datetime.now(UTC)
    os.utime(old, (now.timestamp() - 90_000,) * 2)
    assert sweep((tmp_path, tmp_path / "never"), now - KEPT) == []
    assert not old.exists()
    assert new.exists()


def test_that_at_a_seat_nobody_leaves_printed_files_go_within_a_day(seat: Seat, tmp_path: Path) -> None:
    folder = tmp_path / "printed"
    folder.mkdir(exist_ok=True)
    settled(seat)
    printed = seat.hub.clock.now()
    for name, hours in (("phones.pdf", 0), ("YZ-20261122-0001.pdf", 12)):
        (folder / name).write_text("x", encoding="utf-8")
        os.utime(folder / name, ((printed + timedelta(hours=hours)).timestamp(),) * 2)
    for _ in range(22):
        seat.waits(3600)
        settled(seat)
    assert (folder / "phones.pdf").exists()
    for _ in range(2):
        seat.waits(3600)
        settled(seat)
    assert not (folder / "phones.pdf").exists()
    assert (folder / "YZ-20261122-0001.pdf").exists()


def test_that_rows_of_an_import_that_were_dropped_are_told_to_who_sits_down(seat: Seat, tmp_path: Path) -> None:
    seat.hub.is_slow = True
    reads(seat, seat.hand.table, table(tmp_path, 60))
    seat.hand.table.send()
    seat.looks()
    left = len(seat.hand.table._due)
    assert left
    seat.sits(SECOND)
    assert any(f"{left} 行没有登记" in said for said in seat.says())
