"""A key that waits is answered before the desk's next frame is announced, and no frame waits for long."""

from __future__ import annotations

from console.hands_turn import MOST_S, PICTURE_S
from core.domain.board import Changes
from tests.console.driver import Operator
from tests.core.domain.world import SOURCE

FRAME_S = 0.033
SHORT = PICTURE_S / 4


class Clock:
    """The machine's time by hand."""

    def __init__(self, operator: Operator) -> None:
        self.now = 0.0
        self.told: list[float] = []
        self._desk = operator.desk
        operator.desk.hands_turn.now = lambda: self.now
        operator.desk.changed.connect(self._hear)
        self._desk.frame()

    def frame(self, after: float) -> None:
        """A frame is due, so long after the one before."""
        self.now += after
        self._desk.frame()

    def _hear(self, _: Changes) -> None:
        self.told.append(self.now)


def happens(operator: Operator) -> None:
    """Something comes in that the desk has not folded yet."""
    operator.hub.happens(SOURCE, "case.report", title="楼道堆物", duty="1-01")


def test_that_a_key_at_the_list_has_its_picture_before_the_next_frame(operator: Operator) -> None:
    for at in range(3):
        operator.hears(f"楼道堆物 {at}")
    clock = Clock(operator)
    happens(operator)
    clock.frame(FRAME_S)
    assert clock.told == [FRAME_S], "with no key a frame comes when it is due"
    for key in ("J", "Space"):
        clock.frame(1.0)
        operator.page.take_focus()
        operator.presses(key)
        clock.told.clear()
        happens(operator)
        clock.frame(SHORT)
        assert clock.told == [], "the picture of the key comes first"
        clock.frame(PICTURE_S)
        assert len(clock.told) == 1, "and then the news"


def test_that_a_letter_of_a_search_has_its_picture_before_the_next_frame(operator: Operator) -> None:
    operator.hears()
    clock = Clock(operator)
    clock.frame(1.0)
    operator.presses("/")
    clock.frame(1.0)
    operator.types("l")
    clock.told.clear()
    happens(operator)
    clock.frame(SHORT)
    assert clock.told == []
    clock.frame(PICTURE_S)
    assert len(clock.told) == 1


def test_that_the_news_comes_however_fast_somebody_types(operator: Operator) -> None:
    clock = Clock(operator)
    clock.frame(1.0)
    clock.told.clear()
    for _ in range(100):
        operator.desk.hands_turn.take()
        happens(operator)
        clock.frame(FRAME_S)
    gaps = [later - earlier for earlier, later in zip(clock.told, clock.told[1:], strict=False)]
    assert len(gaps) >= 10
    assert max(gaps) <= MOST_S + FRAME_S
    assert min(gaps) > FRAME_S, "but not with each frame"


def test_that_one_more_command_in_the_outbox_draws_the_strip_with_the_next_half_second(operator: Operator) -> None:
    drawn: list[str] = []
    window = operator.window
    show, window._show_strip = window._show_strip, lambda: drawn.append("strip")  # type: ignore[method-assign]
    operator.desk.connected.emit()
    assert drawn == []
    assert window._is_old, "it is drawn with the next half second"
    operator.desk.connection.link = None
    operator.desk.connected.emit()
    assert drawn == ["strip"], "a line that is gone is said at once"
    window._show_strip = show  # type: ignore[method-assign]
