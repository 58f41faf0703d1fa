"""Limits say how they stand by form, at the second they change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from core.domain.board import LOCAL
from core.domain.nouns import Clock, Deadline
from widgets import paint
from widgets.deadline import (
    IN_DETAIL,
    DeadlinePill,
    DeadlineState,
    DeadlineTrio,
    Limit,
    pill_width,
    share_left,
    state_of,
    text_of,
)
from widgets.look import Look
from widgets.theme import DARK, GAP

NOW = datetime(2025, 6, 17, 6, 32, 7, tzinfo=UTC)
ZH = Look(DARK, "zh_CN")


def at(left: float, length: int = 1200, **more: object) -> Limit:
    """A limit with so much left."""
    return Limit(clock=Clock.RESPONSE, due=NOW + timedelta(seconds=left), seconds=length, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limit", "state", "text"),
    [
        (at(301), DeadlineState.ON_TRACK, "05:01"),
        (at(300), DeadlineState.DUE_SOON, "05:00"),
        (at(60, 100), DeadlineState.DUE_SOON, "01:00"),
        (at(61, 100), DeadlineState.ON_TRACK, "01:01"),
        (at(0), DeadlineState.OVERDUE, "超 00:00"),
        (at(-761), DeadlineState.OVERDUE, "超 12:41"),
        (at(-5, paused=True), DeadlineState.PAUSED, "暂停"),
        (at(5, met_at=NOW), DeadlineState.MET, NOW.astimezone(LOCAL).strftime("%H:%M")),
        (at(-41, met_at=NOW), DeadlineState.LATE_MET, "迟 00:41"),
        (Limit(clock=Clock.SCENE), DeadlineState.NONE, "\u2003"),
    ],
)
def test_that_a_limit_says_how_it_stands(limit: Limit, state: DeadlineState, text: str) -> None:
    assert state_of(limit, NOW) is state
    assert text_of(limit, NOW, ZH) == text


def test_that_a_running_clock_becomes_a_limit() -> None:
    deadline = Deadline(kind=Clock.SCENE, due=NOW, origin="duty:3-12", limit=900, paused=True)
    limit = Limit.of(deadline, "责任清单 3-12")
    assert (limit.clock, limit.due, limit.seconds, limit.paused) == (Clock.SCENE, NOW, 900, True)


def test_that_the_share_left_stays_between_none_and_all() -> None:
    assert [share_left(at(left), NOW) for left in (-1, 300, 1200, 9000)] == [0.0, 0.25, 1.0, 1.0]


def test_that_a_pill_keeps_its_width_while_it_runs_out(qtbot: QtBot) -> None:
    pill = DeadlinePill(ZH)
    qtbot.addWidget(pill)
    widths = set()
    for left in (86399, 301, 10, -5, -86399, -90000):
        pill.show_limit(at(left), NOW)
        widths.add(pill.sizeHint().width())
    assert len(widths) == 1


def test_that_a_tick_moves_the_pill_from_soon_to_over(qtbot: QtBot) -> None:
    pill = DeadlinePill(ZH)
    qtbot.addWidget(pill)
    pill.show_limit(at(1), NOW)
    assert "临期" in pill.accessibleName()
    pill.tick(True, NOW + timedelta(seconds=2))
    assert "超期" in pill.accessibleName()


def test_that_the_name_of_a_limit_is_never_cut_beside_a_wide_pill(qtbot: QtBot) -> None:
    look = Look(DARK, "en")
    trio = DeadlineTrio(look)
    qtbot.addWidget(trio)
    trio.resize(512, trio.HEIGHT)
    limits = [
        Limit(clock=Clock.RESPONSE, due=NOW, seconds=60, met_at=NOW + timedelta(seconds=222)),
        Limit(clock=Clock.SCENE, due=NOW - timedelta(seconds=7610), seconds=600),
        Limit(clock=Clock.HANDLING, due=NOW + timedelta(seconds=77823), seconds=86400),
    ]
    trio.show_limits(limits, NOW)
    shares = trio.shares()
    assert round(sum(shares)) == 512 - 2 * GAP
    for limit, wide in zip(limits, shares, strict=True):
        words = paint.width(look.word(limit.clock), "second")
        assert wide - 26 - pill_width(limit, NOW, look, IN_DETAIL) >= words, look.word(limit.clock)


def test_that_limits_with_room_enough_are_of_one_width(qtbot: QtBot) -> None:
    trio = DeadlineTrio(ZH)
    qtbot.addWidget(trio)
    trio.resize(900, trio.HEIGHT)
    trio.show_limits([at(10), at(-7610), at(77823)], NOW)
    assert len(set(trio.shares())) == 1


def test_that_a_trio_tells_where_each_limit_comes_from(qtbot: QtBot) -> None:
    trio = DeadlineTrio(ZH)
    qtbot.addWidget(trio)
    trio.show_limits([at(10, origin="责任清单 3-12"), at(20), at(30), at(40), at(50)], NOW)
    assert trio.accessibleName().count(";") == 3
    assert "责任清单 3-12" in trio.toolTip()
