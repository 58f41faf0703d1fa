"""Without the hub a button whose act would only be queued says so; with it, none does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from console.pages.escalations import EscalationsPage
from console.pages.video import VideoPage
from tests.console.driver import Operator
from tests.console.room import LEAD, Room, lines, shift
from widgets.buttons import QuietButton


def queued(page: QWidget) -> set[str]:
    buttons = (b for b in page.findChildren(QuietButton) if not b.isHidden() and b.isEnabled())
    return {b._text_key for b in buttons if "待发" in b.accessibleName()}


@pytest.fixture
def operator(qapp: object) -> Iterator[Operator]:
    someone = Operator()
    yield someone
    someone.leaves()


def test_that_card_and_head_say_what_would_be_queued(operator: Operator) -> None:
    operator.hears()
    operator.looks()
    assert not queued(operator.page)
    operator.hub.goes_down()
    operator.looks()
    assert queued(operator.page.detail) >= {"ack_claim", "dispatch.phone", "escalate"}
    assert "more" not in queued(operator.page.detail), "to open a list asks for nothing"
    operator.hub.comes_back()
    operator.looks()
    assert not queued(operator.page)


def test_that_the_foot_calls_space_what_the_head_calls_it(operator: Operator) -> None:
    no = operator.hears()
    operator.looks()
    operator.window._show_hints()
    assert "ack_claim" in [hint.text for hint in operator.window.foot._hints]
    operator.hub.happens(LEAD, "case.ack", f"case/{no}")
    operator.looks()
    operator.window._show_hints()
    words = [hint.text for hint in operator.window.foot._hints]
    assert ("claim" in words, "ack_claim" in words) == (True, False)


@pytest.mark.parametrize("make", [EscalationsPage, VideoPage])
def test_that_the_other_pages_say_so_too(make: type, qapp: object) -> None:
    room = Room(lines(shift()), LEAD)
    room.enter(make(room.desk, room.look))
    assert not queued(room.page)
    room.hub.goes_down()
    room.waits(10)
    said = queued(room.page)
    assert said == {EscalationsPage: {"act.rule", "act.send_down", "act.supervise"}}.get(
        make, {"video.roll", "video.set"}
    )
    if make is VideoPage:
        room.page.stop()
    else:
        assert room.page._queued.isVisible()
    room.leaves()


def writes(operator: Operator, text: str) -> None:
    operator.presses("N")
    operator.types(text)
    operator.presses("Ctrl+Enter", "Esc")


def test_that_a_queued_note_stands_in_the_record_with_its_words(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.goes_down()
    operator.looks()
    writes(operator, "现场无人")
    assert [command.name for command in operator.hub.waiting] == ["case.note"]
    assert operator.timeline()[0].endswith(f"备注 {no.rpartition('-')[2]} · 现场无人")


def test_that_a_queued_note_leaves_the_state_in_sight_and_a_queued_acknowledgement_does_not(operator: Operator) -> None:
    no = operator.hears()
    operator.hub.goes_down()
    operator.looks()
    header = operator.page.detail.header
    writes(operator, "现场无人")
    assert header.accessibleDescription() == "待确认; 待发"
    assert (operator.page.queue._pending, operator.page.queue._beside) == ({no}, {no})
    operator.page.take_focus()
    operator.presses("Space")
    assert header.accessibleDescription() == "待发"
    assert (operator.page.queue._pending, operator.page.queue._beside) == ({no}, set())
