"""The gallery's page of old data: the age in each head, greyed lines, and buttons whose acts would only be queued."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.domain.nouns import Clock, LinkState
from widgets.as_of import AsOfPlate
from widgets.buttons import PrimaryButton, QuietButton
from widgets.gallery.sample import NO, NOW, Sample, column, limit
from widgets.link_board import GroupHead, LinkBoard, LinkRow
from widgets.look import Look
from widgets.seats_board import SeatKind, SeatRow, SeatsBoard
from widgets.strip_blocks import Counts
from widgets.tab_row import TabRow, TabText


def old_data(look: Look) -> QWidget:
    """Heads with room and without, a plate, seats of every kind, lines nobody vouches for, queued buttons."""
    words = look.text("view.as_of", time="14:26")
    heads = []
    for wide in (600, 372, 330):
        head = TabRow(look)
        head.show_tabs([TabText("video", look.text("video.cameras"), 42)], "video", look.text("rise.sorted"))
        head.show_as_of(words)
        head.setFixedWidth(wide)
        heads.append(head)
    host = QWidget()
    host.setFixedHeight(40)
    plate = AsOfPlate(look, host)
    plate.show_as_of(words)
    return column(*heads, host, _buttons(look), _seats(look, words), _lines(look), width=980)


def _buttons(look: Look) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for button in (
        PrimaryButton(look, "dispatch.phone", ("D",)),
        QuietButton(look, "escalate", ("E",)),
        QuietButton(look, "close_case", ("O",)),
    ):
        button.queue(True)
        row.addWidget(button)
    refused = QuietButton(look, "escalate", ("E",))
    refused.queue(True)
    refused.refuse(look.text("nobody"))
    row.addWidget(refused)
    row.addStretch(1)
    return box


def _seats(look: Look, words: str) -> QWidget:
    board = SeatsBoard(look, NOW)
    first = limit(Clock.RECEIPT, 840, 900)
    board.show_rows(
        [
            SeatRow(SeatKind.NOBODY, "", "", Counts(1, 2, 1, 3), overdue=2, first_no=NO, first=first),
            SeatRow(SeatKind.UNITS, "", "", Counts(0, 0, 1, 0), sent=1),
            SeatRow(SeatKind.SEAT, "02", "0107", Counts(0, 3, 2, 3), 2, 6, 3, NO, first),
            SeatRow(SeatKind.LAST, "03", "0108", Counts(0, 0, 3, 4), 0, 7, 1, NO, first),
            SeatRow(SeatKind.SEAT, "01", "0101", Counts()),
        ],
        NOW,
    )
    board.show_as_of(words)
    board.setFixedHeight(260)
    return board


def _lines(look: Look) -> QWidget:
    say = Sample(look).say
    board = LinkBoard(look, "video.rooms")
    age = look.text("video.level_old", age=say("6 分", "6 min"))
    counts = f"{look.text('video.level_counts', online=0, all=3, rest=say('，未知 3', ', 3 unknown'))} · {age}"
    rows = [
        LinkRow(str(place), say(f"第 {place} 会场", f"Room {place}"), "town", state, look.word(state), age, is_old=True)
        for place, state in enumerate((LinkState.STALE, LinkState.STALE, LinkState.UNKNOWN))
    ]
    board.show_board([GroupHead("town", look.text("level.town"), counts, is_old=True)], rows)
    board.setFixedHeight(170)
    return board


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The pages of this module by name."""
    yield "old_data", lambda: old_data(look)
