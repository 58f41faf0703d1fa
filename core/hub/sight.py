"""What one actor gets of each step: the event itself, a case that came into sight, or nothing but a gap."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from core.domain import events as ev
from core.domain.nouns import Actor, Case, Role
from core.domain.rules.rights import ADMINS, WORKING_ROLES, Profile, Reach, Rights, answers_for
from core.hub.steps import Step

NEW_TASKS: Final = (ev.CaseDispatched, ev.CaseRequested, ev.CaseRerouted)


class Broad(Struct, frozen=True):
    """The sight of those who see all cases or none; clients of equal sight get the same bytes."""

    profile: Profile
    cases: bool
    clock: bool

    def shows(self, step: Step) -> bool:
        """True if the event itself is visible."""
        return self.clock if isinstance(step.event.data, ev.ClockStepped) else self.cases


def broad(rights: Rights, actor: Actor) -> Broad | None:
    """The actor's sight if no case decides it, else None: then `Narrow` has to look at each."""
    cases = not actor.scope and actor.role in WORKING_ROLES
    if not cases and actor.role not in ADMINS:
        return None
    clock = actor.role in ADMINS or actor.role is Role.LEAD
    return Broad(profile=rights.profiles[actor.role], cases=cases, clock=clock)


class Seen(Struct, frozen=True):
    """What a step is to a scoped client: an event or not, and the case to show or take away before it."""

    event: bool
    add: Case | None = None
    remove: str | None = None


_NOTHING: Final = Seen(event=False)
_EVENT: Final = Seen(event=True)


class Narrow:
    """The sight of a scoped client: remembers which cases it has been shown."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.units = answers_for(actor)
        self.covers = Reach(actor).covers
        self.known: set[str] = set()

    def look(self, step: Step) -> Seen:
        """Judge one step; a case that comes into sight is added as it was before the event, which then follows."""
        if step.after is None:
            return _NOTHING
        no = step.after.no
        if self.covers(step.after):
            came = no not in self.known
            self.known.add(no)
            return Seen(event=True, add=step.before) if came and step.before is not None else _EVENT
        if no in self.known:
            self.known.discard(no)
            return Seen(event=False, remove=f"case/{no}")
        return _NOTHING

    def delivers(self, event: ev.Event) -> tuple[str, ...]:
        """The tasks that this event hands to this client's units."""
        if not self.units or not isinstance(event.data, NEW_TASKS):
            return ()
        return tuple(t.id for t in event.data.tasks if t.unit in self.units)


def sight_changes(actor: Actor, event: ev.Event) -> bool:
    """True if this event alone may bring a case into the actor's sight or take it away."""
    if isinstance(event.data, NEW_TASKS):
        return any(t.unit in answers_for(actor) for t in event.data.tasks)
    if isinstance(event.data, ev.CaseLocated):
        return any(not one.startswith("unit:") for one in actor.scope)
    return False
