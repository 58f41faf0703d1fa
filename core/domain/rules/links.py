"""Lines to sources, rooms and cameras: a state is journaled when it changes, a roll call as often as it is held."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.board import Board
from core.domain.nouns import LinkState
from core.domain.refusals import Refusal, refuse

SOURCE: Final = "source"


def _site(board: Board, link: str) -> str | None:
    site = board.district.links.get(link)
    return site.network if site is not None else None


def _changed(board: Board, link: str, network: str, body: cmd.LinkReport | cmd.LinkSeen, by: str) -> ev.LinkChanged:
    known = board.links.get(link)
    before = known.state if known is not None else LinkState.UNKNOWN
    seen_at = body.seen_at if isinstance(body, cmd.LinkSeen) else None
    return ev.LinkChanged(network=network, state=body.state, by=by, before=before, detail=body.detail, seen_at=seen_at)


def report(board: Board, link: str, body: cmd.LinkReport, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """A probe, a gateway or a person says how a room or a camera is."""
    network = _site(board, link)
    if network is None:
        return refuse("unknown_link", field="subject", link=link)
    known = board.links.get(link)
    if known is not None and (known.state, known.by) == (body.state, body.by):
        return refuse("same_link_state")
    return (_changed(board, link, network, body, body.by),)


def roll_call(board: Board, link: str, body: cmd.RollCall, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """点名: whether the room or camera answered; by hand unless an adapter asked."""
    network = _site(board, link)
    if network is None:
        return refuse("unknown_link", field="subject", link=link)
    return (ev.LinkCalled(network=network, answered=body.answered, by=body.by, detail=body.detail, roll=body.roll),)


def see(board: Board, link: str, body: cmd.LinkSeen, now: datetime) -> tuple[ev.Data, ...] | Refusal:
    """What the ingest knows of a source's line; the hub's own word."""
    known = board.links.get(link)
    if known is not None and known.state == body.state:
        return refuse("same_link_state")
    return (_changed(board, link, SOURCE, body, "ingest"),)
