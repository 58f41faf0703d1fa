"""How much one client may ask and how long it may be silent; arguments everywhere, so that tests need no waiting."""

from __future__ import annotations

from msgspec import Struct

from core.protocol.frames import HEARTBEAT_MS, IDENTIFY_S, SILENCE_S, TO_CLIENT_MAX, TO_HUB_MAX


class Limits(Struct, frozen=True):
    """The numbers of protocol.md, and those it leaves open."""

    identify_s: float = IDENTIFY_S
    silence_s: float = SILENCE_S
    heartbeat_ms: int = HEARTBEAT_MS
    to_hub: int = TO_HUB_MAX
    to_client: int = TO_CLIENT_MAX
    queue_frames: int = 256
    queue_bytes: int = 1024 * 1024
    events_per_s: float = 20.0
    rate: float = 20.0  # frames a second of one console; a heartbeat is a quarter of one
    burst: float = 60.0
    source_rate: float = 50.0
    source_burst: float = 400.0
    malformed: int = 128  # undecodable frames before 4002; below that each gets its one clear error
    malformed_rate: float = 1.0  # undecodable frames a second that are forgiven
    strange: int = 20  # frames from somebody who has not said who it is before 4003
    too_fast: int = 600  # more frames over the rate than within it before 4008
    in_flight: int = 128  # answers a client may have waiting before it is read no further
    resume_events: int = 50_000  # further behind than this, a snapshot is cheaper
    near: int = 500  # events between a catching-up client and the head when it joins the live stream
    page: int = 1000  # events read from the journal at a time
    drain_s: float = 3.0
