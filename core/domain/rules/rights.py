"""Who may ask what, who sees which case, and how much of a personal value: read from one file, default deny."""

from __future__ import annotations

import tomllib
from typing import Any, Final

from msgspec import Struct

from core.domain.nouns import Actor, Case, Role

WORKING_ROLES: Final = frozenset({Role.OPERATOR, Role.LEAD, Role.LEADER, Role.DIRECTOR, Role.VIEWER, Role.HUB})
ADMINS: Final = frozenset({Role.ADMIN_SYSTEM, Role.ADMIN_SECURITY, Role.ADMIN_AUDIT})


class Profile(Struct, frozen=True):
    """How a role sees personal values: "show", "mask" or "hide" for each class of field."""

    name: str = "hide"
    phone: str = "hide"
    text: str = "hide"
    address: str = "hide"


class SecondRight(Struct, frozen=True):
    """Who approves an act that needs a second person: asker's role → approvers' roles; `alone` needs nobody."""

    approvers: dict[Role, frozenset[Role]]
    alone: frozenset[Role] = frozenset()
    lasts_s: int = 900


class Rights(Struct, frozen=True):
    """The rights file: command → roles, role → profile, and act → who approves it as the second person."""

    commands: dict[str, frozenset[Role]]
    profiles: dict[Role, Profile]
    seconds: dict[str, SecondRight] = {}


class RightsError(Exception):
    """The rights file cannot be used; the text says where and why."""


def parse_rights(raw: bytes) -> Rights:
    """Read the rights file; every command names its roles and every role its profile, else RightsError."""
    table = tomllib.loads(raw.decode("utf-8"))
    try:
        commands = {name: frozenset(Role(r) for r in roles) for name, roles in table["commands"].items()}
        profiles = {Role(role): Profile(**fields) for role, fields in table["profiles"].items()}
        seconds = {act: _second(row) for act, row in table["second"].items()}
    except (KeyError, ValueError, TypeError) as error:
        raise RightsError(f"rights.toml: {error}") from error
    missing = set(Role) - set(profiles)
    if missing:
        raise RightsError(f"rights.toml: no profile for {sorted(missing)}")
    for role, profile in profiles.items():
        for field in ("name", "phone", "text", "address"):
            if getattr(profile, field) not in ("show", "mask", "hide"):
                raise RightsError(f"rights.toml: {role}: {field} must be show, mask or hide")
    return Rights(commands=commands, profiles=profiles, seconds=seconds)


def _second(row: dict[str, Any]) -> SecondRight:
    approvers = {Role(asker): frozenset(Role(r) for r in roles) for asker, roles in row["approve"].items()}
    return SecondRight(
        approvers=approvers, alone=frozenset(Role(r) for r in row.get("alone", ())), lasts_s=int(row["lasts_s"])
    )


def may(rights: Rights, actor: Actor, command: str) -> bool:
    """True if the role is named beside the command; a command without a row is denied to all."""
    return actor.role is Role.HUB or actor.role in rights.commands.get(command, frozenset())


def scoped(actor: Actor, kind: str) -> frozenset[str]:
    """The ids of one kind ("unit", "town", "community", "grid") in an actor's scope."""
    head = kind + ":"
    return frozenset(s[len(head) :] for s in actor.scope if s.startswith(head))


class Reach:
    """Which cases one actor sees, worked out once so that many can be judged quickly."""

    def __init__(self, actor: Actor) -> None:
        self._all = not actor.scope and actor.role in WORKING_ROLES
        self._none = actor.role in ADMINS or not (actor.scope or self._all)
        self._source = actor.name if actor.role in (Role.SOURCE, Role.REPLAY) else None
        self._units = answers_for(actor)
        self._towns = scoped(actor, "town")
        self._communities = scoped(actor, "community")
        self._grids = scoped(actor, "grid")

    def covers(self, case: Case) -> bool:
        """True if the case is in sight: the whole district, or by unit, place or source."""
        if self._source is not None:
            return case.source == self._source
        if self._all or self._none:
            return self._all
        return (
            (bool(case.tasks) and bool(self._units) and any(t.unit in self._units for t in case.tasks))
            or case.town in self._towns
            or case.community in self._communities
            or (bool(self._grids) and (case.grid in self._grids or not self._grids.isdisjoint(case.grids)))
        )


def sees(actor: Actor, case: Case) -> bool:
    """True if the case is in this actor's sight."""
    return Reach(actor).covers(case)


def answers_for(actor: Actor) -> frozenset[str]:
    """The units in an actor's scope: "unit:gas" names gas, "town:140106001" the unit of that very id."""
    return scoped(actor, "unit") | frozenset(s for s in actor.scope if not s.startswith("unit:"))


def owns_unit(actor: Actor, unit: str) -> bool:
    """True if the actor answers for that unit: named in its scope, or an unscoped working role."""
    return unit in answers_for(actor) or (not actor.scope and actor.role in WORKING_ROLES)
