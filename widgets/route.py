"""What a dispatch card shows: the route, its units, the other routes and what else may be done."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from widgets.receipt_marks import Receipt


class CardMode(StrEnum):
    """What the card can do now."""

    READY = "ready"
    NO_ROUTE = "no_route"
    NOBODY = "nobody"
    SENDING = "sending"
    QUEUED = "queued"
    SENT = "sent"
    PHONE = "phone"


class RouteUnit(Struct, frozen=True):
    """One unit of a route: `duty` is "on", "busy", "off" or "unknown"; `limit` in seconds; `eta` in minutes."""

    name: str
    role: str = "assist"  # "lead" | "assist"
    asked: bool = False  # an outside body: asked to join, not dispatched
    duty: str = "unknown"
    load: int | None = None
    limit: int | None = None
    eta: float | None = None
    phone: str | None = None
    why: str = ""
    receipt: Receipt | None = None  # None: this unit has not been given its part


class OtherRoute(Struct, frozen=True):
    """Another route, chosen by its digit."""

    digit: int
    text: str
    chosen: bool = False


class Act(Struct, frozen=True):
    """Another thing to do with the case: a quiet button with its keys and, if it may not, why."""

    id: str
    text: str  # key of the words
    keys: tuple[str, ...] = ()
    refusal: str | None = None
    name: str = ""  # what its words name, e.g. a unit
    queued: bool = False  # the hub is away: it would wait in the outbox


class Route(Struct, frozen=True):
    """What the card shows; `refusal` is why the main button may not be pressed.

    `tasks` are the parts given so far, `units` those that would be given now; once sent the filled button is `next`.
    """

    mode: CardMode
    units: tuple[RouteUnit, ...] = ()
    tasks: tuple[RouteUnit, ...] = ()
    next: Act | None = None
    basis: str = ""
    others: tuple[OtherRoute, ...] = ()
    acts: tuple[Act, ...] = ()
    refusal: str | None = None
