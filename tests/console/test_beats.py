"""The work of each half second comes in pieces, and a key that comes between two of them waits for one only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from console import beats
from console.beats import BEAT_MS, SLICE_MS, STEP_MS, Spread
from console.hands_turn import MOST_S, HandsTurn
from tests.console.driver import Operator
from tests.work import steps_of

MANY = 20


class Loop:
    """An event loop by hand: it gives the pieces a turn every so often, and each lasts some time."""

    def __init__(self, lasts_ms: float = 0.0) -> None:
        self.now_ms, self.lasts_ms = 0.0, lasts_ms
        self.done: list[int] = []
        self.together: list[int] = []
        self.parent = QWidget()
        self.hand = HandsTurn(lambda: self.now_ms / 1000)
        self.spread = Spread(self.parent, self.pieces, lambda: self.now_ms / 1000, self.hand)

    def pieces(self) -> list[Callable[[], None]]:
        """What one half second holds."""
        return [partial(self._do, place) for place in range(MANY)]

    def turn(self, after_ms: float) -> None:
        """The loop comes round."""
        self.now_ms += after_ms
        before = len(self.done)
        self.spread.turn()
        self.together.append(len(self.done) - before)

    def _do(self, place: int) -> None:
        self.now_ms += self.lasts_ms
        self.done.append(place)


def test_that_each_half_second_has_all_its_pieces_in_their_order_evenly_spread(qapp: QApplication) -> None:
    loop = Loop()
    for _ in range(3 * BEAT_MS // STEP_MS):
        loop.turn(STEP_MS)
    assert loop.done[: 2 * MANY - 1] == [*range(MANY), *range(MANY - 1)]
    assert max(loop.together) <= 2


def test_that_a_slow_piece_gives_the_loop_back_before_the_next_and_none_is_left_out(qapp: QApplication) -> None:
    loop = Loop(lasts_ms=SLICE_MS + 1)
    loop.turn(BEAT_MS)
    while len(loop.done) < MANY:
        loop.turn(10 * STEP_MS)  # a loop that is late each time
    assert loop.done == [*range(MANY)]
    assert max(loop.together) == 1


def test_that_what_is_late_is_done_together_while_it_is_quick(qapp: QApplication) -> None:
    loop = Loop(lasts_ms=SLICE_MS / 4)
    loop.turn(BEAT_MS)
    loop.turn(BEAT_MS)
    assert loop.together[-1] == 4


def test_that_no_piece_comes_between_a_key_and_its_picture_and_none_waits_for_long(qapp: QApplication) -> None:
    loop = Loop()
    loop.turn(BEAT_MS)
    loop.turn(2 * STEP_MS)
    before, longest = len(loop.done), 0
    loop.hand.take()
    loop.turn(3 * STEP_MS)
    assert len(loop.done) == before > 0
    waited = 0
    for _ in range(100):  # somebody holds a key down
        loop.hand.take()
        loop.turn(STEP_MS)
        waited = waited + STEP_MS if not loop.together[-1] else 0
        longest = max(longest, waited)
    assert STEP_MS < longest <= 1000 * MOST_S + STEP_MS
    assert len(loop.done) > before


def test_that_a_desk_has_many_small_pieces_and_its_whole_tick_is_all_of_them(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, done, made = operator.window, list[beats.Beat](), list[beats.Beat]()
    real, told = window._beats, list[str]()

    def noted(each: beats.Beat, now: datetime) -> None:
        done.append(each)
        each(now)

    def watched() -> list[beats.Beat]:
        made[:] = real()
        return [partial(noted, each) for each in made]

    monkeypatch.setattr(window, "_beats", watched)
    window.beat.connect(lambda *_: told.append("beat"))
    operator.hears()
    made.clear()
    while not any(isinstance(each, partial) for each in made):  # what stands around the pages has every other turn
        told.clear()
        done.clear()
        window.tick()
        assert told == ["beat"]
        assert done == made, "each piece once, in its order"
    own = [*beats.beats_of(window.page), *(beat for each in window._overlays for beat in beats.beats_of(each))]
    assert [made.count(each) for each in own] == [1] * len(own), "page and overlays have all their turns"
    around = [each.args[0] for each in made if isinstance(each, partial)]
    assert around[-2:] == [window._show_last, window._show_hints]
    assert len(around) == len(window._strip_pieces()) + 2
    assert len(made) == 2 + len(own) + len(around)
    work = [steps_of(partial(each, operator.desk.now())) for each in made]
    assert max(work) <= sum(work) / 2, "no piece is most of it"
