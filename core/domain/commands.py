"""What someone asks: one struct for the body of each command, and the envelope that carries them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from core.domain.nouns import LinkState, Place, Priority, Reporter

Text = Annotated[str, Meta(min_length=1, max_length=8000)]
Id = Annotated[str, Meta(min_length=1, max_length=80)]
Instant = Annotated[datetime, Meta(tz=True)]  # a time without its zone says nothing


class Body(Struct, frozen=True, omit_defaults=True):
    """The body of one command."""


class Nothing(Body, frozen=True):
    """No further words needed."""


class Report(Body, frozen=True):
    """What came in, from a person or a source; becomes a case and is never refused for being in no list."""

    title: Text
    narrative: Annotated[str, Meta(max_length=20000)] | None = None
    duty: str | None = None
    priority: Priority | None = None
    place: Place | None = None
    reporter: Reporter | None = None
    source_ref: Annotated[str, Meta(max_length=200)] | None = None
    found_at: Instant | None = None


class Accept(Body, frozen=True):
    """Decide on intake; declining and guiding need a reason."""

    decision: str = "accept"
    reason: Text | None = None
    route: str | None = None


class Note(Body, frozen=True):
    """A remark; with `is_report` it is one more report of the same thing, and is counted."""

    text: Text
    is_report: bool = False


class SetPriority(Body, frozen=True):
    """Another urgency."""

    priority: Priority
    reason: Text | None = None


class Classify(Body, frozen=True):
    """Name the matter from the responsibility list."""

    duty: Id


class Locate(Body, frozen=True):
    """Say where it is, and which other grids it touches."""

    place: Place
    grids: tuple[str, ...] = ()


class Dispatch(Body, frozen=True):
    """Hand it to a lead and assisting units (交办)."""

    lead: Id
    assist: tuple[Id, ...] = ()
    note: Text | None = None
    deviation: Text | None = None


class Request(Body, frozen=True):
    """Ask an outside body to join in (请求联动); `ref` tells several crews of one body apart."""

    unit: Id
    note: Text | None = None
    ref: Annotated[str, Meta(max_length=80)] | None = None


class Reroute(Body, frozen=True):
    """Give the lead to another unit, with the reason."""

    lead: Id
    reason: Text
    assist: tuple[Id, ...] = ()


class Reason(Body, frozen=True):
    """A reason and nothing else."""

    reason: Text


class StandDown(Body, frozen=True):
    """End tasks that are no longer needed; all open ones when none is named."""

    reason: Text
    tasks: tuple[Id, ...] = ()


class Phone(Body, frozen=True):
    """A telephone call, made or answered; the true time goes in the command's `occurred_at`."""

    text: Text
    unit: Id | None = None
    who: Annotated[str, Meta(max_length=80)] | None = None
    phone: Annotated[str, Meta(max_length=40)] | None = None
    answered: bool = True


class Urge(Body, frozen=True):
    """Press a unit to get on (催办); without units everybody whose limit has run out, else the lead."""

    units: tuple[Id, ...] = ()
    text: Text | None = None


class Escalate(Body, frozen=True):
    """Ask the next rung now."""

    reason: Text


class Rule(Body, frozen=True):
    """Decide an escalation, naming a unit if it should take the lead."""

    text: Text
    unit: Id | None = None


class Supervise(Body, frozen=True):
    """Ask for a supervision slip; takes effect when a superior approves."""

    reason: Text
    reply_by: Instant
    unit: Id | None = None


class Feedback(Body, frozen=True):
    """How it stands, or how it ended."""

    text: Text
    result: str | None = None


class Return(Body, frozen=True):
    """Give a task back, with the reason and the duty it belongs to."""

    reason: Text
    duty: str | None = None


class Verify(Body, frozen=True):
    """Say whether the result holds."""

    ok: bool
    text: Text | None = None


class Close(Body, frozen=True):
    """Close with a coded outcome."""

    outcome: Id
    text: Text | None = None


class SecondAct(Body, frozen=True):
    """Approve or refuse what waits for a second person; `act` names it where two things wait."""

    act: Id | None = None


class SecondPhone(Body, frozen=True):
    """A leader authorised by telephone what waits for a second person; the true time goes in `occurred_at`."""

    who: Annotated[str, Meta(min_length=1, max_length=80)]
    phone: Annotated[str, Meta(min_length=3, max_length=40)]
    text: Text
    account: Id | None = None


class Countersign(Body, frozen=True):
    """Sign what was authorised by telephone, or dispute it with a reason."""

    id: Id
    ok: bool = True
    text: Text | None = None


class LinkReport(Body, frozen=True):
    """A link's state by a probe, a gateway or by hand."""

    state: LinkState
    by: str = "manual"
    detail: Annotated[str, Meta(max_length=200)] | None = None


class RollCall(Body, frozen=True):
    """The answer of one link in a roll call (点名); the subject names the link."""

    answered: bool
    by: str = "manual"
    detail: Annotated[str, Meta(max_length=200)] | None = None
    roll: Annotated[str, Meta(max_length=40)] | None = None


class ClockFire(Body, frozen=True):
    """The hub's own: a clock came due. No client may send it."""

    clock: str
    generation: int
    level: int
    task: str | None = None


class Lapse(Body, frozen=True):
    """The hub's own: a lease lapsed. No client may send it."""

    why: str = "lapsed"


class LinkSeen(Body, frozen=True):
    """The hub's own: what the ingest knows of a source's line."""

    state: LinkState
    seen_at: datetime | None = None
    detail: str | None = None


class ClockStep(Body, frozen=True):
    """The hub's own: the wall clock moved against the monotonic one by so many seconds."""

    seconds: float


BODIES: Final[dict[str, type[Body]]] = {
    "case.report": Report,
    "case.accept": Accept,
    "case.ack": Nothing,
    "case.claim": Nothing,
    "case.release": Nothing,
    "case.take_over": Nothing,
    "case.note": Note,
    "case.set_priority": SetPriority,
    "case.classify": Classify,
    "case.locate": Locate,
    "case.dispatch": Dispatch,
    "case.recall": Nothing,
    "case.request": Request,
    "case.reroute": Reroute,
    "case.stand_down": StandDown,
    "case.phone": Phone,
    "case.urge": Urge,
    "case.escalate": Escalate,
    "case.rule": Rule,
    "case.send_down": Reason,
    "case.supervise": Supervise,
    "case.verify": Verify,
    "case.close": Close,
    "case.reopen": Reason,
    "task.receipt": Nothing,
    "task.report_in": Nothing,
    "task.on_scene": Nothing,
    "task.feedback": Feedback,
    "task.return": Return,
    "task.complete": Feedback,
    "video.report": LinkReport,
    "video.roll_call": RollCall,
    "second.approve": SecondAct,
    "second.refuse": SecondAct,
    "second.phone": SecondPhone,
    "second.countersign": Countersign,
}
INTERNAL: Final[dict[str, type[Body]]] = {
    "clock.fire": ClockFire,
    "clock.step": ClockStep,
    "case.lapse": Lapse,
    "second.expire": Nothing,
    "link.see": LinkSeen,
    "task.deliver": Nothing,
}


class Command(Struct, frozen=True):
    """One request, with the id its sender made and keeps."""

    id: str
    name: str
    subject: str
    body: Body
    expected_version: int | None = None
    occurred_at: datetime | None = None


_DECODERS: Final = {name: msgspec.json.Decoder(body) for name, body in BODIES.items()}


def body_from(name: str, raw: bytes | msgspec.Raw) -> Body:
    """Decode a client's command body; raises KeyError for an unknown name, msgspec.ValidationError for a bad body."""
    return _DECODERS[name].decode(raw)
