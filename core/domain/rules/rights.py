"""Who may ask what, who sees which case, and how much of a personal value: read from one file, default deny."""

from __future__ import annotations

import tomllib
from typing import Final

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


class Rights(Struct, frozen=True):
    """The rights file: command → roles, and role → profile."""

    commands: dict[str, frozenset[Role]]
    profiles: dict[Role, Profile]


class RightsError(Exception):
    """The rights file cannot be used; the text says where and why."""


def parse_rights(raw: bytes) -> Rights:
    """Read the rights file; every command names its roles and every role its profile, else RightsError."""
    table = tomllib.loads(raw.decode("utf-8"))
    try:
        commands = {name: frozenset(Role(r) for r in roles) for name, roles in table["commands"].items()}
        profiles = {Role(role): Profile(**fields) for role, fields in table["profiles"].items()}
    except (KeyError, ValueError, TypeError) as error:
        raise RightsError(f"rights.toml: {error}") from error
    missing = set(Role) - set(profiles)
    if missing:
        raise RightsError(f"rights.toml: no profile for {sorted(missing)}")
    for role, profile in profiles.items():
        for field in ("name", "phone", "text", "address"):
            if getattr(profile, field) not in ("show", "mask", "hide"):
                raise RightsError(f"rights.toml: {role}: {field} must be show, mask or hide")
    return Rights(commands=commands, profiles=profiles)


def may(rights: Rights, actor: Actor, command: str) -> bool:
    """True if the role is named beside the command; a command without a row is denied to all."""
    return actor.role is Role.HUB or actor.role in rights.commands.get(command, frozenset())


def scoped(actor: Actor, kind: str) -> frozenset[str]:
    """The ids of one kind ("unit", "town", "community", "grid") in an actor's scope."""
    head = kind + ":"
    return frozenset(s[len(head) :] for s in actor.scope if s.startswith(head))


def sees(actor: Actor, case: Case) -> bool:
    """True if the case is in this actor's sight: the whole district, or by unit, place or source."""
    if actor.role in ADMINS:
        return False
    if actor.role in (Role.SOURCE, Role.REPLAY):
        return case.source == actor.name
    if not actor.scope:
        return actor.role in WORKING_ROLES
    units = scoped(actor, "unit")
    return (
        (bool(units) and any(t.unit in units for t in case.tasks))
        or case.town in scoped(actor, "town")
        or case.community in scoped(actor, "community")
        or any(g in scoped(actor, "grid") for g in (case.grid, *case.grids))
    )


def owns_unit(actor: Actor, unit: str) -> bool:
    """True if the actor answers for that unit: named in its scope, or an unscoped working role."""
    return unit in scoped(actor, "unit") or (not actor.scope and actor.role in WORKING_ROLES)
