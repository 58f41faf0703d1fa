"""What the desk works on: cases, tasks, clocks, links, and who acts; names follow the glossary."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field


class Priority(StrEnum):
    """紧急程度: the four urgency levels; their spoken names are a district setting."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Stage(StrEnum):
    """The closed loop 发现—采集—流转—处置—结案, derived from events and never set by hand."""

    FOUND = "found"
    RECORDED = "recorded"
    ROUTED = "routed"
    HANDLED = "handled"
    CLOSED = "closed"


class State(StrEnum):
    """What a case waits for; one word for the queue's state column."""

    UNACKED = "unacked"
    TO_ROUTE = "to_route"
    TO_RECEIPT = "to_receipt"
    HANDLING = "handling"
    FEEDBACK_DUE = "feedback_due"
    RETURNED = "returned"
    TO_VERIFY = "to_verify"
    CLOSED = "closed"


class Kind(StrEnum):
    """What sort of matter a case is; only disputes climb the four triage levels (mission.md, corrections)."""

    INCIDENT = "incident"
    HAZARD = "hazard"
    DISPUTE = "dispute"
    SERVICE = "service"


class Tier(StrEnum):
    """处置层级: how high a matter starts, from the grid to the district."""

    GRID = "grid"
    COMMUNITY = "community"
    TOWN = "town"
    DISTRICT = "district"


class Clock(StrEnum):
    """The limits that run on a case or a task."""

    RESPONSE = "response"
    RECEIPT = "receipt"
    SCENE = "scene"
    HANDLING = "handling"
    SUPERVISION = "supervision"


class Rung(StrEnum):
    """The ladder an unanswered clock climbs: grid, community, town, district, shift lead."""

    GRID = "grid"
    COMMUNITY = "community"
    TOWN = "town"
    DISTRICT = "district"
    LEAD = "lead"


LADDER: Final = tuple(Rung)


class Role(StrEnum):
    """Who may sign in; ids are fixed by the protocol."""

    OPERATOR = "operator"
    LEAD = "lead"
    LEADER = "leader"
    DIRECTOR = "director"
    LIAISON = "liaison"
    DESK = "desk"
    CENTRE = "centre"
    GRID = "grid"
    VIEWER = "viewer"
    SOURCE = "source"
    REPLAY = "replay"
    ADMIN_SYSTEM = "admin_system"
    ADMIN_SECURITY = "admin_security"
    ADMIN_AUDIT = "admin_audit"
    HUB = "hub"  # the hub itself, when a clock fires or a lease lapses; nobody signs in with it


class Actor(Struct, frozen=True):
    """Who asks: an account with one role, what it may reach, and the seat it sits at."""

    name: str
    role: Role
    scope: tuple[str, ...] = ()  # "unit:fire", "town:140106001", "community:…", "grid:…"; empty = whole district
    seat: str | None = None


class Deadline(Struct, frozen=True, omit_defaults=True):
    """One running clock of a case: what must have happened by when, and how high it has climbed.

    `limit` is in seconds. `generation` rises when the clock is armed anew; `level` counts the rungs
    already asked, 0 before the first escalation. `next_rung` is when the next rung is asked.
    """

    kind: Clock
    due: datetime
    origin: str  # where the limit comes from, e.g. "duty:3-12" or "default:P2"
    limit: int = 0
    task: str | None = None
    generation: int = 1
    level: int = 0
    next_at: datetime | None = (
        None  # when the clock acts next: `due` at level 0, then each climb; None = ladder exhausted
    )
    paused: bool = False


class TaskState(StrEnum):
    """Where one unit's part stands: 交办 → 送达 → 签收 → 到场 → 反馈 → 办结, or 退回 / 撤回 / 撤派."""

    SENT = "sent"
    DELIVERED = "delivered"
    RECEIPTED = "receipted"
    REPORTED_IN = "reported_in"
    ON_SCENE = "on_scene"
    FED_BACK = "fed_back"
    COMPLETED = "completed"
    RETURNED = "returned"
    RECALLED = "recalled"
    STOOD_DOWN = "stood_down"


OPEN_TASK: Final = frozenset(
    {
        TaskState.SENT,
        TaskState.DELIVERED,
        TaskState.RECEIPTED,
        TaskState.REPORTED_IN,
        TaskState.ON_SCENE,
        TaskState.FED_BACK,
    }
)


class Task(Struct, frozen=True, omit_defaults=True):
    """One unit's part in a case. `asked` marks an outside body: requested (请求联动), not dispatched (交办)."""

    id: str
    unit: str
    role: str  # "lead" | "assist"
    state: TaskState
    sent_at: datetime
    sent_by: str | None = None
    asked: bool = False
    ref: str | None = None  # the sender's own label, e.g. a vehicle
    note: str | None = None
    due: datetime | None = None  # the tightest running limit of this task
    delivered_at: datetime | None = None
    receipted_at: datetime | None = None
    reported_in_at: datetime | None = None
    on_scene_at: datetime | None = None
    fed_back_at: datetime | None = None
    ended_at: datetime | None = None
    text: str | None = None  # last feedback, result or reason
    urged_at: datetime | None = None
    urges: int = 0  # how often it was pressed to get on (催办)
    phoned_at: datetime | None = None  # when the unit was last reached by telephone, by the caller's own clock
    phoned_who: str | None = None  # who answered; personal


class Reporter(Struct, frozen=True, omit_defaults=True):
    """Who told us; personal values, masked on every way out of the hub."""

    name: str | None = None
    phone: str | None = None


class Place(Struct, frozen=True, omit_defaults=True):
    """Where, as the sender said it: a grid code, a coordinate (WGS84 unless `crs` says "gcj02") or an address."""

    grid: str | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None
    address: str | None = None


class Escalation(Struct, frozen=True, omit_defaults=True):
    """One open rise of a case: which clock, which rung was asked, and what became of it."""

    id: str  # CASE/clock/task/generation/level, unique for ever
    at: datetime
    clock: Clock
    rung: Rung
    level: int
    generation: int
    asked: tuple[str, ...]  # worker or unit ids asked on this rung
    unanswered: tuple[str, ...]  # who had been asked before and did not answer
    due: datetime
    late: float  # seconds the record came after the moment it was for
    task: str | None = None
    reason: str | None = None  # a person's, when no clock made it rise
    answered_at: datetime | None = None
    answer: str | None = None  # acked, receipted, on_scene, ruled, sent_down, supervised, closed, ...


class Supervision(Struct, frozen=True, omit_defaults=True):
    """督办 as it stands on a case: asked for, and in force once a superior gave it a slip number."""

    asked_by: str
    reason: str
    reply_by: datetime
    unit: str | None = None
    slip: str | None = None


class Second(Struct, frozen=True, omit_defaults=True):
    """An act that waits for a second person (ux.md 3.5): which, as asked by whom, and until when it can be approved."""

    act: str  # name of the command, e.g. "case.close"
    asked_by: str
    role: Role  # the asker's
    asked_at: datetime
    until: datetime
    version: int  # of the case as the request left it
    wanted: dict[str, str] = {}  # the command's coded values
    text: str | None = None  # its words


class Unsigned(Struct, frozen=True, omit_defaults=True):
    """An act that took effect on a leader's word by telephone and waits for the countersignature (事后补签)."""

    id: str  # unique within the case
    act: str
    done_by: str
    role: Role  # of who did it
    done_at: datetime
    said_at: datetime  # the true time of the call
    who: str
    phone: str
    account: str | None = None  # the leader's number; None = anybody who may approve such an act
    wanted: dict[str, str] = {}
    text: str | None = None
    disputed_by: str | None = None
    disputed_at: datetime | None = None
    dispute: str | None = None


class Case(Struct, frozen=True, omit_defaults=True):
    """A matter from the first report to its closing: the fold of its events and nothing else.

    Fields with a factory are on the wire always; the others only when they differ from their default.
    """

    no: str
    version: int
    title: str
    opened_at: datetime
    source: str
    stage: Stage = field(default_factory=lambda: Stage.RECORDED)
    state: State = field(default_factory=lambda: State.UNACKED)
    kind: Kind = field(default_factory=lambda: Kind.INCIDENT)
    priority: Priority = field(default_factory=lambda: Priority.P3)
    narrative: str | None = None
    duty: str | None = None
    lead_unit: str | None = None
    grid: str | None = None
    grids: tuple[str, ...] = ()
    community: str | None = None
    town: str | None = None
    lon: float | None = None
    lat: float | None = None
    address: str | None = None
    source_ref: str | None = None
    reporter: Reporter | None = None
    accepted: str | None = None  # "accept" | "decline" | "guide"
    holder: str | None = None
    holder_seat: str | None = None
    lease_until: datetime | None = None
    last_holder: str | None = None  # who claimed it last, and at which seat, whether the claim stands or not
    last_seat: str | None = None
    last_claimed_at: datetime | None = None
    acked: bool = field(default_factory=lambda: False)
    acked_by: str | None = None
    acked_at: datetime | None = None
    tier: Tier | None = None
    triage_level: Tier | None = None
    deadlines: tuple[Deadline, ...] = field(default_factory=lambda: ())
    tasks: tuple[Task, ...] = field(default_factory=lambda: ())
    escalations: tuple[Escalation, ...] = ()
    unassigned: str | None = None  # why it stands in the unassigned queue: "no_duty", "no_grid", …; None = routable
    supervision: Supervision | None = None
    second: Second | None = None
    unsigned: tuple[Unsigned, ...] = ()
    outcome: str | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    reports: int = 1  # how often it was reported, by whomever
    changed_at: datetime | None = None


class LinkState(StrEnum):
    """What is known of a link; `manual` is worked by hand and never shown as fine."""

    OK = "ok"
    SLOW = "slow"
    STALE = "stale"
    DOWN = "down"
    MANUAL = "manual"
    UNKNOWN = "unknown"


class Link(Struct, frozen=True, omit_defaults=True):
    """A line to a source, a conference room or a camera, with its last known state and who said so."""

    id: str
    network: str  # "source" | "rooms" (综治视联网) | "cameras" (公共安全视频)
    state: LinkState
    since: datetime
    seen_at: datetime | None = None
    by: str | None = None  # "probe" | "gateway" | "manual" | "ingest"
    detail: str | None = None
    called_at: datetime | None = None
    call_result: str | None = None


HIDDEN: Final = "\u2059hidden"  # wire form inside string fields: a text no person types
