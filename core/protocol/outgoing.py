"""The one door out: every case and event a client gets has passed here, cut to what its role may see."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from core.domain.envelope import encode, envelope, personal_values, with_values
from core.domain.events import Event
from core.domain.nouns import HIDDEN, Case, Reporter
from core.domain.rules.rights import Profile

# The class of each personal path; free text is "text".
_CLASS: Final = {
    "reporter.name": "name",
    "reporter.phone": "phone",
    "phone": "phone",
    "who": "name",
    "address": "address",
}


def masked_name(name: str) -> str:
    """A name cut to its first sign: 赵*, O*."""
    return name[:1] + "*"


def masked_phone(phone: str) -> str:
    """A number cut to its first three and last four signs, or to nothing when it is too short to cut."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 10 else "****"


def cut(value: str, path: str, profile: Profile) -> str:
    """One personal value as this profile may see it."""
    kind = _CLASS.get(path, "text")
    mode = getattr(profile, kind)
    if mode == "show":
        return value
    if mode == "hide":
        return HIDDEN
    return masked_phone(value) if kind == "phone" else masked_name(value)


def event_bytes(event: Event, epoch: str, profile: Profile) -> bytes:
    """An event as a CloudEvent's bytes, cut to the profile."""
    values = personal_values(event)
    if not values:
        return encode(envelope(event, epoch))
    shown: dict[str, object] = {path: cut(value, path, profile) for path, value in values.items()}
    return encode(envelope(event, epoch, with_values(event.data, shown)))


def case_for(case: Case, profile: Profile) -> Case:
    """A case cut to the profile."""
    reporter = case.reporter
    if reporter is not None:
        reporter = Reporter(
            name=cut(reporter.name, "reporter.name", profile) if reporter.name is not None else None,
            phone=cut(reporter.phone, "reporter.phone", profile) if reporter.phone is not None else None,
        )
    if profile.text != "show":
        case = _without_text(case)
    return replace(
        case,
        reporter=reporter,
        tasks=tuple(
            t if t.phoned_who is None else replace(t, phoned_who=cut(t.phoned_who, "who", profile)) for t in case.tasks
        ),
        unsigned=tuple(
            replace(u, who=cut(u.who, "who", profile), phone=cut(u.phone, "phone", profile)) for u in case.unsigned
        ),
        narrative=cut(case.narrative, "narrative", profile) if case.narrative is not None else None,
        address=cut(case.address, "address", profile) if case.address is not None else None,
    )


def _hidden(text: str | None) -> str | None:
    return None if text is None else HIDDEN


def _without_text(case: Case) -> Case:
    """A case without what people wrote about it."""
    supervision, second = case.supervision, case.second
    return replace(
        case,
        tasks=tuple(replace(t, text=_hidden(t.text), note=_hidden(t.note)) for t in case.tasks),
        escalations=tuple(replace(e, reason=_hidden(e.reason)) for e in case.escalations),
        supervision=None if supervision is None else replace(supervision, reason=HIDDEN),
        second=None if second is None else replace(second, text=_hidden(second.text)),
        unsigned=tuple(replace(u, text=_hidden(u.text), dispute=_hidden(u.dispute)) for u in case.unsigned),
    )
