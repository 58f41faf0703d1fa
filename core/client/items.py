"""What the feed tells: frozen items, in order; every failure is one of them, so that nothing dies silently."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from core.domain.commands import Command
from core.domain.events import Event
from core.domain.nouns import Case, Link, Role
from core.protocol.errors import Error
from core.protocol.frames import LastSignIn, UnitRow


class LinkStatus(StrEnum):
    """What is known of the line to the hub; `refused` is final until somebody signs in again."""

    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"
    DOWN = "down"
    REFUSED = "refused"


class LinkItem(Struct, frozen=True):
    """The line's state since `since`; `age` is how old the picture was then, in seconds, None if there is none yet."""

    state: LinkStatus
    since: datetime
    detail: str = ""
    age: float | None = None
    code: int | None = None  # the close code, where there was one
    retry_in: float | None = None  # seconds until the next try, for `down`
    error: Error | None = None  # the hub's own words on why it refused


class SnapshotItem(Struct, frozen=True):
    """The whole picture as of `at_seq`: it takes the place of everything before it.

    `saved_at` is set when it comes from this machine's disk and not from the hub.
    """

    cases: tuple[Case, ...]
    links: tuple[Link, ...]
    units: tuple[UnitRow, ...]
    at_seq: int
    epoch: str
    saved_at: datetime | None = None


class EventsItem(Struct, frozen=True):
    """Events in order, none missing and none twice; `at_seq` is how far the picture reaches with them.

    `events` is empty where the hub only said that nothing visible happened up to `at_seq`.
    """

    events: tuple[Event, ...]
    at_seq: int


class ViewItem(Struct, frozen=True):
    """Cases that came into sight, and the subjects ("case/NO") that left it."""

    at_seq: int
    add: tuple[Case, ...]
    remove: tuple[str, ...]


class SavedItem(Struct, frozen=True):
    """The command is on this machine's disk and will not be lost."""

    id: str
    name: str
    subject: str
    saved_at: datetime


class UnsavedItem(Struct, frozen=True):
    """The commands could not be put on disk: they were not sent and nothing of them remains."""

    ids: tuple[str, ...]
    detail: str


class ResultItem(Struct, frozen=True):
    """What became of a command, for good; `dropped` when the user let it go instead of sending it."""

    id: str
    ok: bool
    name: str = ""
    seq: int | None = None
    version: int | None = None
    subject: str | None = None
    duplicate: bool = False
    pending: bool = False
    dropped: bool = False
    error: Error | None = None


class AskItem(Struct, frozen=True):
    """A command past its use-by: it is not sent until the user says so; it may have reached the hub before."""

    command: Command
    saved_at: datetime


class OutboxItem(Struct, frozen=True):
    """How many commands wait for the hub's answer, ask for review, or belong to somebody else's sign-in."""

    waiting: int
    asks: int
    others: int = 0


class ReadyItem(Struct, frozen=True):
    """The session stands: who this is, and what for."""

    actor: str
    roles: tuple[Role, ...]
    scope: tuple[str, ...]
    seat: str | None
    token: str | None
    district: str | None
    session: str = ""
    now: datetime | None = None
    last: LastSignIn | None = None
    until: datetime | None = None  # set where this machine vouches and not the hub: how long it does


class HeadItem(Struct, frozen=True):
    """The hub's time and head, and when each source was last heard."""

    now: datetime
    head_seq: int
    sources: dict[str, datetime]


class PresenceItem(Struct, frozen=True):
    """Who else has cases open: each case named with everybody, or with nobody any more."""

    open: dict[str, tuple[str, ...]]


class FaultItem(Struct, frozen=True):
    """Something went wrong that is no state of the line: `where` is "hub", "store", "event", "retry" or "resync"."""

    where: str
    detail: str
    error: Error | None = None
    id: str | None = None


Item = (
    LinkItem
    | SnapshotItem
    | EventsItem
    | ViewItem
    | SavedItem
    | UnsavedItem
    | ResultItem
    | AskItem
    | OutboxItem
    | ReadyItem
    | HeadItem
    | PresenceItem
    | FaultItem
)
