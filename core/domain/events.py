"""What happened: one struct for the data of each event type, and the envelope that carries them.

An event's name is the past tense of the command it answers. Fields listed in `PERSONAL` are personal
values: the journal chains a salted commitment in their place and keeps the values apart, erasable.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from core.domain.nouns import Clock, Deadline, Kind, LinkState, Priority, Reporter, Role, Rung, Tier


class Data(Struct, frozen=True, omit_defaults=True):
    """The data of one event."""


class CaseReported(Data, frozen=True):
    """A report came in and became a case; `unassigned` says why no list knows where it belongs."""

    title: str
    priority: Priority
    kind: Kind
    source: str
    narrative: str | None = None
    duty: str | None = None
    tier: Tier | None = None
    triage_level: Tier | None = None
    grid: str | None = None
    grids: tuple[str, ...] = ()
    community: str | None = None
    town: str | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None  # system of the coordinate as sent; lon and lat here are always WGS84
    address: str | None = None
    source_ref: str | None = None
    found_at: datetime | None = None
    reporter: Reporter | None = None
    unassigned: str | None = None
    notes: tuple[str, ...] = ()  # codes of what was odd about the report, e.g. "coordinate_outside"
    armed: tuple[Deadline, ...] = ()


class CaseAccepted(Data, frozen=True):
    """受理 ("accept"), 不予受理告知 ("decline") or 引导 ("guide") was decided."""

    decision: str
    reason: str | None = None
    route: str | None = None


class CaseAcked(Data, frozen=True):
    """Somebody saw it; the noise stops in the whole room."""


class CaseClaimed(Data, frozen=True):
    """Somebody works on it until the lease lapses."""

    holder: str
    until: datetime
    seat: str | None = None
    taken_from: str | None = None
    renewed: bool = False  # its holder goes on with it: no new claim


class CaseReleased(Data, frozen=True):
    """Nobody holds it any more: "asked" for, or the lease "lapsed"."""

    why: str
    holder: str


class CaseNoted(Data, frozen=True):
    """A remark was added; or, with `is_report`, another person reported the same thing."""

    text: str
    is_report: bool = False


class CasePhoned(Data, frozen=True):
    """A call was made or an answer taken by telephone, with its true time in `occurredat`."""

    text: str
    unit: str | None = None
    who: str | None = None
    phone: str | None = None
    answered: bool = True


class CaseUrged(Data, frozen=True):
    """Units were pressed to get on (催办); free, and on record."""

    units: tuple[str, ...]
    tasks: tuple[str, ...]
    text: str | None = None


class CasePrioritySet(Data, frozen=True):
    """The urgency changed; `armed` replaces the clocks that follow it."""

    priority: Priority
    before: Priority
    reason: str | None = None
    armed: tuple[Deadline, ...] = ()


class CaseClassified(Data, frozen=True):
    """The matter was named from the responsibility list."""

    duty: str | None
    kind: Kind
    tier: Tier | None = None
    triage_level: Tier | None = None
    unassigned: str | None = None
    armed: tuple[Deadline, ...] = ()


class CaseLocated(Data, frozen=True):
    """One main grid and the other affected grids were found, or it stands in the no-grid queue."""

    grid: str | None
    grids: tuple[str, ...] = ()
    community: str | None = None
    town: str | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None
    address: str | None = None
    unassigned: str | None = None
    notes: tuple[str, ...] = ()


class NewTask(Struct, frozen=True, omit_defaults=True):
    """A unit's part as it is sent out."""

    id: str
    unit: str
    role: str
    asked: bool = False
    ref: str | None = None


class CaseDispatched(Data, frozen=True):
    """交办: a lead and assisting units were given their parts; `basis` is why, `deviation` why not the usual."""

    lead: str
    tasks: tuple[NewTask, ...]
    note: str | None = None
    deviation: str | None = None
    basis: str | None = None
    armed: tuple[Deadline, ...] = ()


class CaseRequested(Data, frozen=True):
    """请求联动: police, fire or ambulance was asked; the hub does not command them."""

    tasks: tuple[NewTask, ...]
    note: str | None = None
    armed: tuple[Deadline, ...] = ()


class CaseRecalled(Data, frozen=True):
    """撤回: the last dispatch was taken back within the recall window; with nobody left, it must be routed again."""

    tasks: tuple[str, ...]
    unassigned: str | None = None
    armed: tuple[Deadline, ...] = ()


class CaseStoodDown(Data, frozen=True):
    """撤派: tasks were ended after the recall window, with a reason; with nobody left, it must be routed again."""

    tasks: tuple[str, ...]
    reason: str
    unassigned: str | None = None
    armed: tuple[Deadline, ...] = ()


class CaseRerouted(Data, frozen=True):
    """改派: the lead went to another unit."""

    lead: str
    tasks: tuple[NewTask, ...]
    ended: tuple[str, ...]
    reason: str
    armed: tuple[Deadline, ...] = ()


class CaseEscalated(Data, frozen=True):
    """提级 by a clock or by a person: who is asked now, and who had not answered."""

    clock: Clock
    rung: Rung
    level: int
    generation: int
    asked: tuple[str, ...]
    due: datetime
    late: float
    unanswered: tuple[str, ...] = ()
    skipped: tuple[Rung, ...] = ()
    task: str | None = None
    reason: str | None = None  # set when a person asked for it
    next_at: datetime | None = None


class CaseRuled(Data, frozen=True):
    """裁定: the lead decided an escalation."""

    text: str
    unit: str | None = None


class CaseSentDown(Data, frozen=True):
    """An escalation was sent back down with a reason."""

    reason: str


class CaseSuperviseAsked(Data, frozen=True):
    """督办 was asked for and waits for a superior."""

    reason: str
    reply_by: datetime
    unit: str | None = None


class CaseSupervised(Data, frozen=True):
    """督办: a numbered slip with a reply date, approved."""

    slip: str
    reason: str
    reply_by: datetime
    approved_by: str
    unit: str | None = None
    armed: tuple[Deadline, ...] = ()


class CaseSuperviseRefused(Data, frozen=True):
    """A superior did not approve the supervision."""


class CaseVerified(Data, frozen=True):
    """复核: the result was checked; not ok sends it back to handling."""

    ok: bool
    text: str | None = None


class CaseClosed(Data, frozen=True):
    """结案 with a coded outcome."""

    outcome: str
    text: str | None = None


class CaseReopened(Data, frozen=True):
    """重开: closed too early; the unit that closed it is told."""

    reason: str
    armed: tuple[Deadline, ...] = ()


class SecondAsked(Data, frozen=True):
    """An act was asked for that needs a second person; nothing of it has happened yet."""

    act: str
    role: Role  # the asker's
    until: datetime
    wanted: dict[str, str] = {}
    text: str | None = None


class SecondApproved(Data, frozen=True):
    """A second person approved; the act's own event follows."""

    act: str
    asked_by: str


class SecondRefused(Data, frozen=True):
    """A second person refused, or the asker took it back."""

    act: str
    asked_by: str
    withdrawn: bool = False


class SecondExpired(Data, frozen=True):
    """Nobody approved in time."""

    act: str
    asked_by: str


class SecondPhoned(Data, frozen=True):
    """Authorised by telephone, unsigned so far; the act's own event follows."""

    act: str
    asked_by: str
    role: Role
    said_at: datetime
    who: str
    phone: str
    text: str
    account: str | None = None
    wanted: dict[str, str] = {}


class SecondCountersigned(Data, frozen=True):
    """补签: the leader stands by what was authorised by telephone."""

    id: str
    act: str
    done_by: str


class SecondDisputed(Data, frozen=True):
    """The leader does not stand by it: the act stays done, and stays on the list."""

    id: str
    act: str
    done_by: str
    text: str


class TaskDelivered(Data, frozen=True):
    """送达: the unit's system has it (the first of the two receipts)."""


class TaskReceipted(Data, frozen=True):
    """签收: a person at the unit took it (the second receipt)."""

    armed: tuple[Deadline, ...] = ()


class TaskReportedIn(Data, frozen=True):
    """报到 in a call-out."""


class TaskOnScene(Data, frozen=True):
    """到场."""


class TaskFedBack(Data, frozen=True):
    """反馈: how it stands."""

    text: str
    result: str | None = None


class TaskReturned(Data, frozen=True):
    """退回 with a reason and, if the unit knows one, the duty it belongs to."""

    reason: str
    duty: str | None = None
    armed: tuple[Deadline, ...] = ()


class TaskCompleted(Data, frozen=True):
    """办结 by the unit; the hub still verifies and closes."""

    text: str
    result: str | None = None


class LinkChanged(Data, frozen=True):
    """A link's state, by a probe, a gateway, the ingest or by hand."""

    network: str
    state: LinkState
    by: str
    before: LinkState | None = None
    detail: str | None = None
    seen_at: datetime | None = None


class LinkCalled(Data, frozen=True):
    """点名 of one link: its answer; by hand unless an adapter says otherwise."""

    network: str
    answered: bool
    by: str
    detail: str | None = None
    roll: str | None = None  # the roll call it belongs to


class ClockStepped(Data, frozen=True):
    """The machine's wall clock moved; hub time did not follow."""

    seconds: float


TYPES: Final[dict[str, type[Data]]] = {
    "case.reported": CaseReported,
    "case.accepted": CaseAccepted,
    "case.acked": CaseAcked,
    "case.claimed": CaseClaimed,
    "case.released": CaseReleased,
    "case.noted": CaseNoted,
    "case.phoned": CasePhoned,
    "case.urged": CaseUrged,
    "case.priority_set": CasePrioritySet,
    "case.classified": CaseClassified,
    "case.located": CaseLocated,
    "case.dispatched": CaseDispatched,
    "case.requested": CaseRequested,
    "case.recalled": CaseRecalled,
    "case.stood_down": CaseStoodDown,
    "case.rerouted": CaseRerouted,
    "case.escalated": CaseEscalated,
    "case.ruled": CaseRuled,
    "case.sent_down": CaseSentDown,
    "case.supervise_asked": CaseSuperviseAsked,
    "case.supervised": CaseSupervised,
    "case.supervise_refused": CaseSuperviseRefused,
    "case.verified": CaseVerified,
    "case.closed": CaseClosed,
    "case.reopened": CaseReopened,
    "second.asked": SecondAsked,
    "second.approved": SecondApproved,
    "second.refused": SecondRefused,
    "second.expired": SecondExpired,
    "second.phoned": SecondPhoned,
    "second.countersigned": SecondCountersigned,
    "second.disputed": SecondDisputed,
    "task.delivered": TaskDelivered,
    "task.receipted": TaskReceipted,
    "task.reported_in": TaskReportedIn,
    "task.on_scene": TaskOnScene,
    "task.fed_back": TaskFedBack,
    "task.returned": TaskReturned,
    "task.completed": TaskCompleted,
    "link.changed": LinkChanged,
    "link.called": LinkCalled,
    "clock.stepped": ClockStepped,
}
NAMES: Final[dict[type[Data], str]] = {data: name for name, data in TYPES.items()}

# Paths (dotted, into `data`) of personal values. Free text may hold anything a caller said, so it counts.
PERSONAL: Final[dict[str, tuple[str, ...]]] = {
    "case.reported": ("reporter.name", "reporter.phone", "narrative", "address"),
    "case.accepted": ("reason",),
    "case.located": ("address",),
    "case.noted": ("text",),
    "case.phoned": ("text", "who", "phone"),
    "case.urged": ("text",),
    "case.priority_set": ("reason",),
    "case.dispatched": ("note", "deviation"),
    "case.requested": ("note",),
    "case.stood_down": ("reason",),
    "case.rerouted": ("reason",),
    "case.escalated": ("reason",),
    "case.ruled": ("text",),
    "case.sent_down": ("reason",),
    "case.supervise_asked": ("reason",),
    "case.supervised": ("reason",),
    "case.verified": ("text",),
    "case.closed": ("text",),
    "case.reopened": ("reason",),
    "second.asked": ("text",),
    "second.phoned": ("who", "phone", "text"),
    "second.disputed": ("text",),
    "task.fed_back": ("text",),
    "task.returned": ("reason",),
    "task.completed": ("text",),
}


class Event(Struct, frozen=True):
    """A line of the journal: what happened to which subject, in which order, by whom and why."""

    seq: int
    version: int  # of the case; 0 for links and the clock
    subject: str  # "case/NO", "task/ID", "link/ID", "clock/hub"
    time: datetime
    actor: str
    data: Data
    cause: str | None = None
    occurredat: datetime | None = None

    @property
    def name(self) -> str:
        """The event's type without the product's prefix, e.g. "case.dispatched"."""
        return NAMES[type(self.data)]

    @property
    def case_no(self) -> str | None:
        """The case it belongs to, or None for a link or the clock."""
        return case_of(self.subject)


def case_of(subject: str) -> str | None:
    """The case number in "case/NO" or "task/NO.n", else None."""
    kind, _, rest = subject.partition("/")
    if kind == "case":
        return rest
    return rest.rpartition(".")[0] or None if kind == "task" else None


def data_from(name: str, raw: bytes | msgspec.Raw) -> Data:
    """Decode an event's data by its name; raises KeyError for an unknown name, msgspec.ValidationError for bad data."""
    return _DECODERS[name].decode(raw)


_DECODERS: Final = {name: msgspec.json.Decoder(data) for name, data in TYPES.items()}
