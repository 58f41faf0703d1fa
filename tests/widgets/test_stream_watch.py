"""Tests of what may be said of a picture: nothing old looks live, and a broken stream is opened anew in time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from widgets.stream_watch import DELAYED_S, FROZEN_S, PROBATION_S, Feed, StreamWatch


def flowing(watch: StreamWatch, start: float, seconds: float) -> float:
    """Frames at 25 a second; the time of the last."""
    at = start
    while at < start + seconds:
        watch.frame(at)
        at += 0.04
    return at - 0.04


def test_that_nothing_is_said_before_a_stream_is_wanted() -> None:
    watch = StreamWatch()
    assert watch.state(5.0) is Feed.IDLE
    assert watch.retries_at() is None


def test_that_it_connects_then_lives_then_ages_then_freezes_within_five_seconds() -> None:
    watch = StreamWatch()
    watch.start(100.0)
    assert watch.state(101.0) is Feed.CONNECTING
    last = flowing(watch, 101.0, 2.0)
    assert watch.state(last + 0.5) is Feed.LIVE
    assert watch.state(last + DELAYED_S + 0.1) is Feed.DELAYED
    assert watch.state(last + FROZEN_S + 0.1) is Feed.FROZEN
    assert FROZEN_S + 0.1 < 5.0
    assert watch.frame_age(last + 7.0) == 7.0


def test_that_a_stream_that_never_comes_is_a_fault_and_is_tried_again() -> None:
    watch = StreamWatch()
    watch.start(0.0)
    assert watch.state(10.5) is Feed.ERROR
    assert watch.is_to_reopen(10.5)
    watch.reopened(10.5)
    assert watch.state(10.6) is Feed.ERROR
    assert not watch.is_to_reopen(12.0)
    assert watch.is_to_reopen(15.6)


def test_that_a_refused_stream_says_why() -> None:
    watch = StreamWatch()
    watch.start(0.0)
    watch.broke(0.1, "refused")
    assert (watch.state(0.2), watch.fault) == (Feed.ERROR, "refused")


@given(st.integers(0, 30))
def test_that_a_broken_stream_is_opened_anew_within_five_seconds_however_often_it_broke(times: int) -> None:
    watch = StreamWatch()
    watch.start(0.0)
    now = flowing(watch, 0.0, 1.0)
    for _ in range(times + 1):
        watch.broke(now, "gone")
        at = watch.retries_at()
        assert at is not None
        assert 0 < at - now <= 5.0
        now = at
        watch.reopened(now)


def test_that_a_silent_line_is_opened_anew_too() -> None:
    watch = StreamWatch()
    watch.start(0.0)
    last = flowing(watch, 0.0, 2.0)
    assert not watch.is_to_reopen(last + 4.0)
    assert watch.is_to_reopen(last + 5.0)


def test_that_what_the_server_still_held_is_never_called_live() -> None:
    watch = StreamWatch()
    watch.start(0.0)
    last = flowing(watch, 0.0, 2.0)
    watch.reopened(last + 5.0)
    replayed = flowing(watch, last + 5.5, 3.0)  # the same three seconds again, then silence
    assert watch.state(replayed) is Feed.RETURNED
    assert watch.state(replayed + FROZEN_S + 0.1) is Feed.FROZEN
    age = watch.frame_age(replayed + FROZEN_S + 0.1)
    assert age is not None
    assert age > 10, "the age is that of the last frame that was believed"


def test_that_a_stream_that_goes_on_after_a_break_is_believed_in_the_end() -> None:
    watch = StreamWatch()
    watch.start(0.0)
    last = flowing(watch, 0.0, 2.0)
    watch.broke(last, "gone")
    watch.reopened(last + 1.0)
    back = flowing(watch, last + 2.0, PROBATION_S + 0.5)
    assert watch.state(back) is Feed.LIVE


def test_that_a_gap_starts_the_probation_anew() -> None:
    watch = StreamWatch()
    watch.start(0.0)
    last = flowing(watch, 0.0, 1.0)
    watch.reopened(last + 1.0)
    pause = flowing(watch, last + 2.0, PROBATION_S - 1.0)
    again = flowing(watch, pause + DELAYED_S + 0.5, 1.5)
    assert watch.state(again) is Feed.RETURNED


def test_that_a_new_choice_forgets_the_old_picture() -> None:
    watch = StreamWatch()
    watch.start(0.0)
    flowing(watch, 0.0, 1.0)
    watch.start(50.0)
    assert (watch.state(50.1), watch.frames, watch.frame_age(50.1)) == (Feed.CONNECTING, 0, None)
