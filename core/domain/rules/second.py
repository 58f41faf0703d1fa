"""Acts that need a second person (ux.md 3.5): asked for, approved or refused, authorised by telephone, countersigned.

Which acts those are is the table `ACTS`; who may approve them stands in the rights file. Another act joins by a row
in each.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.nouns import Actor, Case, Priority, Role, Second, Unsigned
from core.domain.refusals import Refusal, refuse
from core.domain.rules.rights import Rights

URGENT: Final = frozenset({Priority.P1, Priority.P2})
SUPERVISE: Final = "case.supervise"
TOLERANCE: Final = timedelta(seconds=60)  # a clock beside the telephone may be ahead by so much
ROLE_WORDS: Final = {
    Role.LEAD: ("值班长", "shift lead"),
    Role.LEADER: ("带班领导", "leader on duty"),
    Role.DIRECTOR: ("中心主任", "director"),
}


class Act(Struct, frozen=True):
    """One act of the table: whether this case and body need a second person, and which field holds its words."""

    needs: Callable[[Case, Any], bool]
    words: str


ACTS: Final[dict[str, Act]] = {
    "case.close": Act(lambda case, body: case.priority in URGENT, "text"),
    "case.set_priority": Act(lambda case, body: case.priority in URGENT and body.priority > case.priority, "reason"),
    # Declining and guiding elsewhere close the case as well.
    "case.accept": Act(lambda case, body: case.priority in URGENT and body.decision != "accept", "reason"),
}


def is_needed(rights: Rights, case: Case, act: str, body: cmd.Body, role: Role) -> bool:
    """Whether this act on this case takes a second person when this role asks."""
    right = rights.seconds.get(act)
    alone = role is Role.HUB or (right is not None and role in right.alone)
    return not alone and ACTS[act].needs(case, body)


def approvers(rights: Rights, act: str, asker: Role) -> frozenset[Role]:
    """The roles that may approve this act for that asker; none where the rights file names none."""
    right = rights.seconds.get(act)
    return frozenset() if right is None else right.approvers.get(asker, frozenset())


def pending(case: Case, now: datetime) -> Second | None:
    """The request that waits now; one that has run out waits no longer, whether or not the hub has said so."""
    return case.second if case.second is not None and now < case.second.until else None


def ask(
    rights: Rights, case: Case, act: str, body: cmd.Body, actor: Actor, now: datetime
) -> tuple[ev.Data, ...] | Refusal:
    """Ask a second person in place of acting."""
    waits = pending(case, now)
    if waits is not None:
        return refuse("second_waits", by=waits.asked_by)
    if not approvers(rights, act, actor.role):
        return refuse("nobody_approves")
    wanted = msgspec.to_builtins(body)
    text = wanted.pop(ACTS[act].words, None)
    until = now + timedelta(seconds=rights.seconds[act].lasts_s)
    return (ev.SecondAsked(act=act, role=actor.role, until=until, wanted=wanted, text=text),)


def body_of(asked: Second) -> cmd.Body:
    """The command's body as it was asked."""
    words = {} if asked.text is None else {ACTS[asked.act].words: asked.text}
    return msgspec.convert({**asked.wanted, **words}, cmd.BODIES[asked.act])


def which(case: Case, act: str | None, now: datetime) -> str | Refusal:
    """The act an approval is about: the one named, or the only one that waits."""
    supervision = case.supervision is not None and case.supervision.slip is None
    waits = [a for a, there in ((SUPERVISE, supervision), (_act(case), case.second is not None)) if there]
    if act is not None:
        return act
    if len(waits) > 1:
        return refuse("say_which")
    return waits[0] if waits else SUPERVISE


def _act(case: Case) -> str:
    return case.second.act if case.second is not None else ""


def approval_refusal(rights: Rights, case: Case, act: str, actor: Actor, now: datetime) -> Refusal | None:
    """Why this actor cannot approve or refuse that request."""
    asked = case.second
    if asked is None or asked.act != act:
        return refuse("no_second")
    if now >= asked.until:
        return refuse("second_expired")
    if asked.asked_by == actor.name:
        return refuse("second_is_same")
    return _role_refusal(approvers(rights, act, asked.role), actor)


def supervision_refusal(rights: Rights, case: Case, actor: Actor) -> Refusal | None:
    """Why this actor cannot decide on a supervision slip; that it is not their own request is looked at there."""
    if case.supervision is None or case.supervision.slip is not None:
        return refuse("no_supervision")
    right = rights.seconds.get(SUPERVISE)
    allowed = frozenset().union(*right.approvers.values()) if right is not None else frozenset()
    return _role_refusal(allowed, actor)


def _role_refusal(allowed: frozenset[Role], actor: Actor) -> Refusal | None:
    if actor.role in allowed:
        return None
    who = [words for role, words in ROLE_WORDS.items() if role in allowed]
    no = refuse("not_your_second", who="、".join(zh for zh, _ in who))
    return msgspec.structs.replace(no, en=refuse("not_your_second", who=", ".join(en for _, en in who)).en)


def approved(asked: Second) -> ev.SecondApproved:
    """The approval; the act's own events follow it."""
    return ev.SecondApproved(act=asked.act, asked_by=asked.asked_by)


def turn_down(rights: Rights, case: Case, act: str, actor: Actor, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """Refuse without a reason, or take one's own request back."""
    asked = case.second
    if asked is not None and asked.act == act and asked.asked_by == actor.name:
        return (ev.SecondRefused(act=act, asked_by=actor.name, withdrawn=True),)
    no = approval_refusal(rights, case, act, actor, now)
    return no if no is not None else (ev.SecondRefused(act=act, asked_by=_asker(case)),)


def _asker(case: Case) -> str:
    return case.second.asked_by if case.second is not None else ""


def expire(case: Case, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """The hub's own: nobody approved in time."""
    asked = case.second
    if asked is None:
        return refuse("no_second")
    if asked.until > now:
        return refuse("clock_not_due")
    return (ev.SecondExpired(act=asked.act, asked_by=asked.asked_by),)


def phoned(
    case: Case, body: cmd.SecondPhone, actor: Actor, said_at: datetime | None, now: datetime
) -> ev.SecondPhoned | Refusal:
    """A leader's word by telephone, as the asker records it."""
    asked = case.second
    if asked is None:
        return refuse("no_second")
    if now >= asked.until:
        return refuse("second_expired")
    if asked.asked_by != actor.name:
        return refuse("not_your_request", by=asked.asked_by)
    if body.account == actor.name:
        return refuse("phoned_yourself", field="account")
    at = said_at or now
    if at > now + TOLERANCE:
        return refuse("in_future", field="occurred_at")
    return ev.SecondPhoned(
        act=asked.act,
        asked_by=actor.name,
        role=asked.role,
        said_at=at,
        who=body.who,
        phone=body.phone,
        text=body.text,
        account=body.account,
        wanted=asked.wanted,
    )


def countersign(rights: Rights, case: Case, body: cmd.Countersign, actor: Actor) -> tuple[ev.Data, ...] | Refusal:
    """补签, or an objection with its reason; only by whom it names, else by whoever may approve such an act."""
    found = next((u for u in case.unsigned if u.id == body.id), None)
    if found is None:
        return refuse("not_unsigned", field="id")
    no = signing_refusal(rights, found, actor)
    if no is not None:
        return no
    if body.ok:
        return (ev.SecondCountersigned(id=found.id, act=found.act, done_by=found.done_by),)
    if found.disputed_by is not None:
        return refuse("already_disputed")
    if not body.text:
        return refuse("reason_needed", field="text")
    return (ev.SecondDisputed(id=found.id, act=found.act, done_by=found.done_by, text=body.text),)


def signing_refusal(rights: Rights, unsigned: Unsigned, actor: Actor) -> Refusal | None:
    """Why this actor cannot countersign that act."""
    if unsigned.done_by == actor.name:
        return refuse("second_is_same")
    if unsigned.account is not None and unsigned.account != actor.name:
        return refuse("not_yours_to_sign", by=unsigned.account)
    return _role_refusal(approvers(rights, unsigned.act, unsigned.role), actor)
