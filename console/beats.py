"""The work of each half second in pieces at different moments: a key waits for one piece, never for all of them."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from time import perf_counter
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer

from console.hands_turn import HandsTurn

BEAT_MS: Final = 500
STEP_MS: Final = 16
SLICE_MS: Final = 4

Beat = Callable[[datetime], None]
"""One piece, told the time."""


class Ticked(Protocol):
    """What is told each half second."""

    def tick(self, now: datetime) -> None:
        """Half a second passed."""


@runtime_checkable
class Parted(Protocol):
    """What has more to do each half second than one key may wait for; its `tick` is all of its beats."""

    def beats(self) -> Sequence[Beat]:
        """The pieces, what blinks first."""


def beats_of(told: Ticked) -> Sequence[Beat]:
    """What is to be done for a page or an overlay each half second."""
    return told.beats() if isinstance(told, Parted) else (told.tick,)


class Spread(QObject):
    """Calls for the pieces of each half second and does them one by one, evenly spread over it.

    Where the loop is late it does several at once, but for no longer than `SLICE_MS`; none is left out, and the next
    half second begins when all are done. Just after a key the pieces wait for its picture, as `hand` says.
    """

    def __init__(
        self,
        parent: QObject,
        pieces: Callable[[], Iterable[Callable[[], None]]],
        clock: Callable[[], float] = perf_counter,
        hand: HandsTurn | None = None,
    ) -> None:
        super().__init__(parent)
        self._pieces, self._clock = pieces, clock
        self._hand = hand or HandsTurn()
        self._left: deque[Callable[[], None]] = deque()
        self._many = 0
        self._began = clock()  # this half second
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._turned = self._hand.now()
        self._timer.timeout.connect(self.turn)

    def start(self) -> None:
        """Begin."""
        self._began = self._clock()
        self._timer.start()

    def stop(self) -> None:
        """Do no more."""
        self._timer.stop()
        self._left.clear()

    def turn(self) -> None:
        """The loop comes round: do what is due, unless a key waits for its picture."""
        if not self._hand.comes_first(self._turned):
            self._turned = self._hand.now()
            self.step()

    def step(self) -> None:
        """Do what is due by now."""
        now = self._clock()
        if not self._left and now - self._began >= BEAT_MS / 1000:
            self._began = now
            self._left.extend(self._pieces())
            self._many = len(self._left)
        planned = self._planned(now)
        while len(self._left) > planned and self._clock() - now < SLICE_MS / 1000:
            self._left.popleft()()

    def _planned(self, now: float) -> int:
        """How many may still wait by now; the first never does."""
        share = 1 - 1000 * (now - self._began) / (BEAT_MS - STEP_MS)
        return max(0, min(self._many - 1, math.ceil(self._many * share)))


__all__ = ["BEAT_MS", "SLICE_MS", "STEP_MS", "Beat", "Parted", "Spread", "beats_of"]
