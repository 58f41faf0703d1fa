"""How one stream stands, by the age of its last frame; pure, so that time is whatever the owner says it is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

DELAYED_S: Final = 1.5  # without a new frame for longer than this it is no longer live
FROZEN_S: Final = 3.0
PATIENCE_S: Final = 10.0  # a first frame that takes longer is a fault
RETRY_S: Final = (1.0, 2.0, 4.0, 4.5)  # pauses between tries; the last repeats, and with a tick of half a second is 5 s
PROBATION_S: Final = 8.0  # so long a stream opened anew must run before it is called live
STUCK_S: Final = 4.5  # frozen for so long in spite of a standing line: open it anew


class Feed(StrEnum):
    """What a tile may say of its picture."""

    IDLE = "idle"  # nothing was chosen
    NO_STREAM = "no_stream"  # the link has no picture to give
    NO_PLAYER = "no_player"  # this machine cannot play
    OFFLINE = "offline"  # the link is known to be down, and nothing plays
    CONNECTING = "connecting"
    LIVE = "live"
    DELAYED = "delayed"
    FROZEN = "frozen"
    RETURNED = "returned"  # moves again after a stop, and may be what the server still held
    ERROR = "error"


OLD: Final = frozenset({Feed.DELAYED, Feed.FROZEN, Feed.RETURNED})
RUNNING: Final = OLD | {Feed.CONNECTING, Feed.LIVE, Feed.ERROR}


class StreamWatch:
    """Told of frames, errors and ends, it says the state now and when to open the stream anew.

    A stream opened anew may first repeat what its server still holds. Its frames are shown but not believed until
    they have come without a gap for `PROBATION_S`; till then the age is that of the last frame that was believed.
    """

    def __init__(self) -> None:
        self._forget()
        self._opened: float | None = None
        self._asked_at = 0.0

    def _forget(self) -> None:
        self.frames = 0
        self.fault = ""
        self._last: float | None = None  # any frame
        self._believed: float | None = None
        self._probe_from: float | None = None  # the first frame of an unbroken run after a new start
        self._is_probing = False
        self._broken_at: float | None = None
        self._tries = 0

    def start(self, now: float) -> None:
        """A stream was asked for: nothing is known of it yet."""
        self._forget()
        self._opened = self._asked_at = now

    def stop(self) -> None:
        """Nothing is wanted any more."""
        self._opened = None

    def frame(self, now: float) -> None:
        """A picture came."""
        self.frames += 1
        if self._is_probing:
            if self._probe_from is None or self._last is None or now - self._last > DELAYED_S:
                self._probe_from = now
            self._is_probing = now - self._probe_from < PROBATION_S
        if not self._is_probing:
            self._believed, self._tries = now, 0
        self._last, self._broken_at, self.fault = now, None, ""

    def broke(self, now: float, fault: str) -> None:
        """The player gave up, or the stream ended; told again, the first moment counts."""
        if self._opened is not None and self._broken_at is None:
            self._broken_at, self.fault = now, fault

    def reopened(self, now: float) -> None:
        """Another try began; the last frame stays, and so does its age."""
        self._tries += 1
        self._opened, self._broken_at, self._probe_from = now, None, None
        self._is_probing = self._believed is not None

    def frame_age(self, now: float) -> float | None:
        """Seconds since the last picture that can be believed; None while there was none."""
        return None if self._believed is None else max(0.0, now - self._believed)

    def state(self, now: float) -> Feed:
        """What may be said of the picture."""
        if self._opened is None:
            return Feed.IDLE
        age = self.frame_age(now)
        if age is None:
            failed = self._broken_at is not None or self._tries > 0 or now - self._asked_at > PATIENCE_S
            return Feed.ERROR if failed else Feed.CONNECTING
        if (
            self._is_probing
            and self._probe_from is not None
            and self._last is not None
            and now - self._last <= FROZEN_S
        ):
            return Feed.RETURNED
        if age <= DELAYED_S:
            return Feed.LIVE
        return Feed.DELAYED if age <= FROZEN_S else Feed.FROZEN

    def retries_at(self) -> float | None:
        """When the stream is to be opened anew; None while there is nothing to mend."""
        if self._opened is None:
            return None
        if self._broken_at is not None:
            return self._broken_at + RETRY_S[min(self._tries, len(RETRY_S) - 1)]
        if self._last is None and self._tries == 0:
            return self._opened + PATIENCE_S
        return max(self._opened, self._last or 0.0) + STUCK_S

    def is_to_reopen(self, now: float) -> bool:
        """Whether the next try is due."""
        at = self.retries_at()
        return at is not None and now >= at
