"""Lines to sources, rooms and cameras: a state is journaled when it changes, a roll call as often as it is held."""

from __future__ import annotations

from typing import Final

from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.board import Board
from core.domain.nouns import Actor, LinkState, Role
from core.domain.refusals import Refusal, refuse

SOURCE: Final = "source"


# Who speaks for a machine; everybody else's word is recorded as by hand, whatever it says (mission.md, corrections).
MACHINES: Final = frozenset({Role.SOURCE, Role.ADMIN_SYSTEM, Role.HUB})
MANUAL: Final = "manual"


def _by(actor: Actor, said: str) -> str:
    return said if actor.role in MACHINES else MANUAL


def _no_site(board: Board, link: str) -> Refusal:
    return refuse("source_link" if link in board.district.sources else "unknown_link", field="subject", link=link)


def _site(board: Board, link: str) -> str | None:
    site = board.district.links.get(link)
    return site.network if site is not None else None


def _changed(board: Board, link: str, network: str, body: cmd.LinkReport | cmd.LinkSeen, by: str) -> ev.LinkChanged:
    known = board.links.get(link)
    before = known.state if known is not None else LinkState.UNKNOWN
    seen_at = body.seen_at if isinstance(body, cmd.LinkSeen) else None
    return ev.LinkChanged(network=network, state=body.state, by=by, before=before, detail=body.detail, seen_at=seen_at)


def report(board: Board, link: str, body: cmd.LinkReport, actor: Actor) -> tuple[ev.Data, ...] | Refusal:
    """A probe, a gateway or a person says how a room or a camera is."""
    network = _site(board, link)
    if network is None:
        return _no_site(board, link)
    known = board.links.get(link)
    by = _by(actor, body.by)
    if known is not None and (known.state, known.by) == (body.state, by):
        return refuse("same_link_state")
    return (_changed(board, link, network, body, by),)


def roll_call(board: Board, link: str, body: cmd.RollCall, actor: Actor) -> tuple[ev.Data, ...] | Refusal:
    """点名: whether the room or camera answered; by hand unless an adapter asked."""
    network = _site(board, link)
    if network is None:
        return _no_site(board, link)
    return (
        ev.LinkCalled(
            network=network, answered=body.answered, by=_by(actor, body.by), detail=body.detail, roll=body.roll
        ),
    )


def see(board: Board, link: str, body: cmd.LinkSeen, actor: Actor) -> tuple[ev.Data, ...] | Refusal:
    """What the ingest knows of a source's line; the hub's own word."""
    known = board.links.get(link)
    if known is not None and known.state == body.state:
        return refuse("same_link_state")
    return (_changed(board, link, SOURCE, body, "ingest"),)
