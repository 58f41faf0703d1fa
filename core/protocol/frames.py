"""The frames of hubpost.v1, both directions; one JSON object each, told apart by `op`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from core.domain.commands import Instant
from core.domain.nouns import Case, Link, Role
from core.protocol.errors import Error

SUBPROTOCOL: Final = "hubpost.v1"
CLOUDEVENTS: Final = "cloudevents.json"
PATH: Final = "/v1/stream"
PROTO: Final = 1
TO_HUB_MAX: Final = 64 * 1024
TO_CLIENT_MAX: Final = 256 * 1024
PRESENCE: Final = "presence"
HEARTBEAT_MS: Final = 5000
SILENCE_S: Final = 15.0
IDENTIFY_S: Final = 5.0


class Frame(Struct, frozen=True, tag_field="op", omit_defaults=True):
    """Any frame."""


# hub → client


class Hello(Frame, frozen=True, tag="hello"):
    """First words of the hub, within a second."""

    proto: int
    hub: str
    epoch: str
    heartbeat_ms: int
    max_bytes: int
    now: datetime
    nonce: str


class LastSignIn(Struct, frozen=True, omit_defaults=True):
    """When this account signed in before, where, and how often somebody failed since."""

    failed: int
    at: datetime | None = None
    seat: str | None = None


class Ready(Frame, frozen=True, tag="ready"):
    """The session stands; `token` and `last` only after `sign_in`."""

    session: str
    actor: str
    roles: tuple[Role, ...]
    scope: tuple[str, ...]
    head_seq: int
    now: datetime
    seat: str | None = None
    token: str | None = None
    district: str | None = None
    last: LastSignIn | None = None


class SnapshotBegin(Frame, frozen=True, tag="snapshot_begin"):
    """The picture as of `at_seq` follows in chunks."""

    id: str
    at_seq: int


class UnitRow(Struct, frozen=True):
    """A unit as told to clients that have no district package."""

    id: str
    kind: str
    name_zh: str
    name_en: str


class SnapshotChunk(Frame, frozen=True, tag="snapshot_chunk"):
    """A part of the picture."""

    id: str
    cases: tuple[Case, ...] = ()
    links: tuple[Link, ...] = ()
    units: tuple[UnitRow, ...] = ()
    orders: tuple[Any, ...] = ()


class SnapshotEnd(Frame, frozen=True, tag="snapshot_end"):
    """How many objects were sent, and SHA-256 over their canonical forms in that order."""

    id: str
    count: int
    digest: str


class Resumed(Frame, frozen=True, tag="resumed"):
    """All that was missed has been sent."""

    head_seq: int


class ResyncRequired(Frame, frozen=True, tag="resync_required"):
    """What the client has cannot be continued; a snapshot follows."""

    reason: str


class Events(Frame, frozen=True, tag="events"):
    """Events in order, each a CloudEvent."""

    events: tuple[msgspec.Raw, ...]


class View(Frame, frozen=True, tag="view"):
    """Cases that came into or left this client's sight, before the events that build on them."""

    at_seq: int
    add: tuple[Case, ...] = ()
    remove: tuple[str, ...] = ()


class Skip(Frame, frozen=True, tag="skip"):
    """Nothing visible to this client up to there."""

    to_seq: int


class HbAck(Frame, frozen=True, tag="hb_ack"):
    """The hub's answer to a heartbeat; `sources` tells when each source was last heard."""

    now: datetime
    head_seq: int
    chain_head: str
    sources: dict[str, datetime] = {}


class Presence(Frame, frozen=True, tag="presence"):
    """Who else has which case open, to clients that named `presence` in `caps`: a case and all accounts, or none."""

    open: dict[str, tuple[str, ...]]


class Result(Frame, frozen=True, tag="result"):
    """What became of a command; sent only after its events are on disk."""

    id: str
    ok: bool
    seq: int | None = None
    version: int | None = None
    subject: str | None = None
    duplicate: bool = False
    pending: bool = False
    error: Error | None = None


class ErrorFrame(Frame, frozen=True, tag="error"):
    """An error for a frame with no command id."""

    error: Error


class Drain(Frame, frozen=True, tag="drain"):
    """The hub is going down; come back elsewhere or later."""

    after_ms: int


# client → hub


class Identify(Frame, frozen=True, tag="identify"):
    """A client with a token; a snapshot follows."""

    token: str
    client: str
    seat: str | None = None
    caps: tuple[str, ...] = ()


class SignIn(Frame, frozen=True, tag="sign_in"):
    """A person with a password."""

    user: str
    password: str
    client: str
    seat: str | None = None
    otp: str | None = None
    take: bool = False  # the seat is taken over from whoever sits there
    caps: tuple[str, ...] = ()


class Resume(Frame, frozen=True, tag="resume"):
    """A client that has the picture up to `last_seq` of that epoch."""

    token: str
    client: str
    epoch: str
    last_seq: int
    chain_head: str | None = None
    seat: str | None = None
    caps: tuple[str, ...] = ()


class Hb(Frame, frozen=True, tag="hb"):
    """I am here; this is the last sequence I applied, what I still have to send, and the case I have open."""

    seq: int
    outbox: int = 0
    open: str | None = None


class SignOut(Frame, frozen=True, tag="sign_out"):
    """A person leaves: what they hold is released, the token of this sign-in opens no more, the hub closes (1000)."""

    release: bool = True  # False: only the token ends, e.g. after a password was only looked at


class Cmd(Frame, frozen=True, tag="cmd"):
    """A command; the same id and body again gives the same result and no second effect."""

    id: str
    name: str
    subject: str
    body: msgspec.Raw
    expected_version: int | None = None
    client_time: Instant | None = None
    occurred_at: Instant | None = None


class Cmds(Frame, frozen=True, tag="cmds"):
    """Several commands as one frame, one result each."""

    cmds: tuple[Cmd, ...]


FromClient = Identify | SignIn | Resume | SignOut | Hb | Cmd | Cmds
FromHub = (
    Hello
    | Ready
    | SnapshotBegin
    | SnapshotChunk
    | SnapshotEnd
    | Resumed
    | ResyncRequired
    | Events
    | View
    | Skip
    | HbAck
    | Presence
    | Result
    | ErrorFrame
    | Drain
)
