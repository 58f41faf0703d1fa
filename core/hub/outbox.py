"""What waits to be sent to one client: bounded, in order, and never in anybody else's way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from msgspec import Struct

from core.hub.limits import Limits
from core.protocol.codec import encode, events_frames
from core.protocol.frames import Skip

ROOM = 64  # what an events frame is longer than its events


class Run(Struct):
    """Events that go out as one frame, and the tasks they hand over."""

    events: list[bytes]
    last_seq: int
    size: int
    tasks: list[str]


class Out(Struct, frozen=True):
    """One frame on its way, and the tasks that are delivered with it."""

    frame: bytes
    tasks: tuple[str, ...] = ()


class Outbox:
    """Two lanes: answers at once; the stream when it is open, its `events` frames at most so many a second."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._answers: deque[bytes] = deque()
        self._stream: deque[Run | bytes | int] = deque()
        self._bytes = 0
        self._next_events = float("-inf")
        self._next_skip = float("-inf")
        self.is_open = False

    @property
    def is_full(self) -> bool:
        """True once more waits than a client may leave waiting."""
        frames = len(self._answers) + len(self._stream)
        return frames > self._limits.queue_frames or self._bytes > self._limits.queue_bytes

    @property
    def answers(self) -> int:
        """How many answers wait."""
        return len(self._answers)

    @property
    def is_empty(self) -> bool:
        """True when nothing waits."""
        return not self._answers and not (self.is_open and self._stream)

    def say(self, frame: bytes) -> None:
        """An answer, a heartbeat's or an error: goes before the stream."""
        self._answers.append(frame)
        self._bytes += len(frame)

    def events(self, events: Sequence[bytes], last_seq: int, size: int, tasks: Sequence[str] = ()) -> None:
        """Events in order; they join the frame that waits where there is room."""
        if size + ROOM > self._limits.to_client and len(events) > 1:
            first = last_seq - len(events) + 1
            for offset, event in enumerate(events):
                self.events((event,), first + offset, len(event) + 1, tasks if offset == 0 else ())
            return
        last = self._stream[-1] if self._stream else None
        if isinstance(last, Run) and last.size + size + ROOM <= self._limits.to_client:
            last.events.extend(events)
            last.tasks.extend(tasks)
            last.last_seq = last_seq
            last.size += size
        else:
            self._stream.append(Run(events=list(events), last_seq=last_seq, size=size, tasks=list(tasks)))
        self._bytes += size

    def skip(self, to_seq: int) -> None:
        """Nothing visible up to there; a skip that waits grows."""
        if self._stream and isinstance(self._stream[-1], int):
            self._stream[-1] = to_seq
        else:
            self._stream.append(to_seq)

    def view(self, frame: bytes) -> None:
        """Cases that came into or left sight."""
        self._stream.append(frame)
        self._bytes += len(frame)

    def forget_stream(self) -> None:
        """Begin the stream anew."""
        for piece in self._stream:
            self._bytes -= 0 if isinstance(piece, int) else len(piece) if isinstance(piece, bytes) else piece.size
        self._stream.clear()

    def next(self, now: float) -> Out | None:
        """The frame to send now, or None while nothing may go."""
        if self._answers:
            frame = self._answers.popleft()
            self._bytes -= len(frame)
            return Out(frame)
        if not self.is_open or not self._stream:
            return None
        piece = self._stream[0]
        if now < self._may_go(piece):
            return None
        if isinstance(piece, Run):
            self.sent_events(now)
            self._stream.popleft()
            self._bytes -= piece.size
            (frame,) = events_frames(piece.events, self._limits.to_client * 2)
            return Out(frame, tuple(piece.tasks))
        self._stream.popleft()
        if isinstance(piece, int):
            self._next_skip = now + 1.0 / self._limits.events_per_s
            return Out(encode(Skip(to_seq=piece)))
        self._bytes -= len(piece)
        return Out(piece)

    def _may_go(self, piece: Run | bytes | int) -> float:
        """When this piece may be sent: events and skips keep a distance each, a view goes with what follows it."""
        if isinstance(piece, Run):
            return self._next_events
        return self._next_skip if isinstance(piece, int) else float("-inf")

    def single_events(self) -> Iterator[bytes]:
        """Take the events out one by one and leave out all else, for a listener that is told nothing else."""
        while self._stream:
            piece = self._stream.popleft()
            if isinstance(piece, Run):
                self._bytes -= piece.size
                yield from piece.events
            elif isinstance(piece, bytes):
                self._bytes -= len(piece)

    def wait(self, now: float) -> float | None:
        """Seconds until `next` has something by itself; None when only more input can change that."""
        if not self.is_open or not self._stream:
            return None
        return max(0.0, self._may_go(self._stream[0]) - now)

    def sent_events(self, now: float) -> None:
        """An `events` frame goes out: the next one keeps its distance."""
        self._next_events = now + 1.0 / self._limits.events_per_s
