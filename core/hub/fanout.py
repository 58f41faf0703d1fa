"""Committed steps to every client that may see them: each event encoded once for each way of seeing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from core.domain.rules.rights import Profile
from core.hub.outbox import Outbox
from core.hub.sight import Broad, Narrow
from core.hub.steps import Step
from core.protocol.codec import encode
from core.protocol.frames import View
from core.protocol.outgoing import case_for, event_bytes


class Audience(Protocol):
    """A client as the fan-out knows it."""

    outbox: Outbox
    sight: Broad | Narrow
    profile: Profile
    since: int  # it has everything up to this sequence

    def told(self) -> None:
        """Something was put into the outbox."""


class Piece(Struct, frozen=True):
    """Neighbouring events of one commit, all visible, or none of them (`events` None)."""

    last_seq: int
    events: tuple[bytes, ...] | None
    size: int


class Fanout:
    """Puts into each client's outbox what it may see and waits for nobody."""

    def __init__(self, epoch: str) -> None:
        self._epoch = epoch
        self._audience: dict[Audience, None] = {}

    def __len__(self) -> int:
        return len(self._audience)

    def join(self, client: Audience, since: int) -> None:
        """From now on this client gets every step beyond `since`."""
        client.since = since
        self._audience[client] = None

    def leave(self, client: Audience) -> None:
        """This client gets nothing more."""
        self._audience.pop(client, None)

    def __call__(self, steps: Sequence[Step]) -> None:
        """Tell all; called when the steps are on the disk."""
        pieces: dict[Broad, list[Piece]] = {}
        encoded = Encoded(self._epoch)
        for client in tuple(self._audience):
            sight = client.sight
            if isinstance(sight, Broad):
                if sight not in pieces:
                    pieces[sight] = cut(steps, sight, encoded)
                hand_pieces(client.outbox, pieces[sight])
            else:
                for step in steps:
                    if step.event.seq > client.since:
                        hand_step(client.outbox, sight, client.profile, step, encoded)
            client.since = max(client.since, steps[-1].event.seq)
            client.told()


class Encoded:
    """Events as bytes, made at most once for each profile."""

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self._made: dict[tuple[Profile, int], bytes] = {}

    def of(self, step: Step, profile: Profile) -> bytes:
        """The event cut to the profile."""
        key = (profile, step.event.seq)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = event_bytes(step.event, self.epoch, profile)
        return found


def cut(steps: Sequence[Step], sight: Broad, encoded: Encoded) -> list[Piece]:
    """Steps as pieces for one way of seeing."""
    pieces: list[Piece] = []
    batch: list[bytes] = []
    for step in steps:
        seq = step.event.seq
        if sight.shows(step):
            batch.append(encoded.of(step, sight.profile))
            continue
        _close(pieces, batch, seq - 1)
        pieces.append(Piece(last_seq=seq, events=None, size=0))
    _close(pieces, batch, steps[-1].event.seq)
    return pieces


def _close(pieces: list[Piece], batch: list[bytes], last_seq: int) -> None:
    if batch:
        size = sum(map(len, batch)) + len(batch)
        pieces.append(Piece(last_seq=last_seq, events=tuple(batch), size=size))
        batch.clear()


def hand_pieces(outbox: Outbox, pieces: Sequence[Piece]) -> None:
    """Put pieces into an outbox."""
    for piece in pieces:
        if piece.events is None:
            outbox.skip(piece.last_seq)
        else:
            outbox.events(piece.events, piece.last_seq, piece.size)


def hand_step(outbox: Outbox, sight: Narrow, profile: Profile, step: Step, encoded: Encoded) -> None:
    """Put one step into a scoped client's outbox, with the case it needs first."""
    seen = sight.look(step)
    seq = step.event.seq
    if seen.add is not None or seen.remove is not None:
        add = () if seen.add is None else (case_for(seen.add, profile),)
        gone = () if seen.remove is None else (seen.remove,)
        outbox.view(encode(View(at_seq=seq - 1, add=add, remove=gone)))
    if seen.event:
        raw = encoded.of(step, profile)
        outbox.events((raw,), seq, len(raw) + 1, sight.delivers(step.event))
    else:
        outbox.skip(seq)
