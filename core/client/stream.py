"""The hub's stream put in order: snapshots checked against their digest, events taken once each and none left out."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from core.client.items import EventsItem, FaultItem, Item, SnapshotItem, ViewItem
from core.domain.envelope import event_from
from core.domain.events import Event
from core.domain.nouns import Case, Link
from core.domain.numbers import canonical
from core.protocol.frames import (
    Events,
    FromHub,
    HbAck,
    Resumed,
    ResyncRequired,
    Skip,
    SnapshotBegin,
    SnapshotChunk,
    SnapshotEnd,
    UnitRow,
    View,
)

SILENT_ACKS = 3  # so many heartbeats answered with a head we do not reach, and the stream is held to be dead


class Mark(Struct, frozen=True):
    """How far a picture reaches; `chain_head` is the journal's head at exactly `seq`, where the hub has told it."""

    epoch: str
    seq: int
    chain_head: str | None = None


class ResyncError(Exception):
    """The picture cannot be continued from what came; the text says why."""


class Stream:
    """Takes the frames of one session after the other and gives the items that follow from them."""

    def __init__(self, mark: Mark | None) -> None:
        self.mark = mark
        self.is_live = False
        self._epoch = ""
        self._taking: _Snapshot | None = None
        self._held: list[Events | View | Skip] = []
        self._behind = (-1, 0)

    def begin(self, epoch: str) -> Mark | None:
        """Start a session with the journal `epoch`; the mark to resume from, or None where a snapshot is needed."""
        self.is_live = False
        self._epoch = epoch
        self._taking = None
        self._held = []
        self._behind = (-1, 0)
        if self.mark is not None and self.mark.epoch != epoch:
            self.mark = None
        return self.mark

    def forget(self) -> None:
        """Ask for a snapshot next time."""
        self.mark = None

    def take(self, frame: FromHub, raw: bytes) -> list[Item]:
        """The items one frame leads to; raises ResyncError where the picture would no longer be whole."""
        match frame:
            case SnapshotBegin():
                self._taking = _Snapshot(frame)
                return []
            case SnapshotChunk():
                self._open(frame.id).add(frame, raw)
                return []
            case SnapshotEnd():
                return self._snapshot(frame)
            case Resumed():
                return self._resumed(frame)
            case ResyncRequired():
                return [FaultItem(where="resync", detail=frame.reason)]
            case Events() | View() | Skip():
                if self._taking is not None:
                    self._held.append(frame)
                    return []
                return self._go_on(frame)
            case _:
                return []

    def acked(self, ack: HbAck) -> None:
        """Witness the hub's head, and notice a stream that has fallen silent while the hub goes on."""
        mark = self.mark
        if mark is None:
            return
        if ack.head_seq == mark.seq:
            self.mark = Mark(mark.epoch, mark.seq, ack.chain_head)
        if not self.is_live:
            return
        stuck_at, times = self._behind
        if ack.head_seq <= mark.seq or stuck_at != mark.seq:
            self._behind = (mark.seq, 0)
        elif times + 1 >= SILENT_ACKS:
            raise ResyncError(f"nothing after {mark.seq}, the hub is at {ack.head_seq}")
        else:
            self._behind = (mark.seq, times + 1)

    def _open(self, snapshot_id: str) -> _Snapshot:
        if self._taking is None or self._taking.id != snapshot_id:
            raise ResyncError("a snapshot's part without its beginning")
        return self._taking

    def _snapshot(self, end: SnapshotEnd) -> list[Item]:
        taken = self._open(end.id)
        if taken.count != end.count:
            raise ResyncError(f"snapshot has {taken.count} objects, {end.count} were sent")
        if taken.digest.hexdigest() != end.digest:
            raise ResyncError("snapshot does not match its digest")
        self._taking = None
        self.is_live = True
        self.mark = Mark(self._epoch, taken.at_seq)
        items: list[Item] = [taken.item(self._epoch)]
        held, self._held = self._held, []
        for frame in held:
            items += self._go_on(frame)
        return items

    def _resumed(self, frame: Resumed) -> list[Item]:
        seq = self._mark().seq
        if frame.head_seq != seq:
            raise ResyncError(f"resumed up to {frame.head_seq}, the picture reaches {seq}")
        self.is_live = True
        return []

    def _go_on(self, frame: Events | View | Skip) -> list[Item]:
        match frame:
            case Events():
                return self._events(frame)
            case View():
                self._mark()
                return [ViewItem(at_seq=frame.at_seq, add=frame.add, remove=frame.remove)]
            case Skip():
                mark = self._mark()
                if frame.to_seq <= mark.seq:
                    return []
                self.mark = Mark(mark.epoch, frame.to_seq)
                return [EventsItem(events=(), at_seq=frame.to_seq)]

    def _events(self, frame: Events) -> list[Item]:
        mark = self._mark()
        seq = mark.seq
        fresh: list[Event] = []
        faults: list[Item] = []
        for raw in frame.events:
            event = _decoded(raw)
            at = event if isinstance(event, int) else event.seq
            if at <= seq:
                continue
            if at != seq + 1:
                raise ResyncError(f"event {at} came after {seq}")
            seq = at
            if isinstance(event, int):
                faults.append(FaultItem(where="event", detail=f"event {at} is of a type this console does not know"))
            else:
                fresh.append(event)
        if seq == mark.seq:
            return []
        self.mark = Mark(mark.epoch, seq)
        return [*faults, EventsItem(events=tuple(fresh), at_seq=seq)]

    def _mark(self) -> Mark:
        if self.mark is None:
            raise ResyncError("events without a snapshot")
        return self.mark


class _Seq(Struct, frozen=True):
    seq: int


def _decoded(raw: msgspec.Raw) -> Event | int:
    """The event, or only its sequence where a newer hub sends a type we do not know."""
    try:
        return event_from(raw)
    except KeyError:
        return msgspec.json.decode(raw, type=_Seq).seq
    except (msgspec.DecodeError, UnicodeDecodeError) as bad:
        raise ResyncError(f"an event that cannot be read: {bad}") from bad


class _Snapshot:
    """A snapshot while it comes in."""

    def __init__(self, begin: SnapshotBegin) -> None:
        self.id = begin.id
        self.at_seq = begin.at_seq
        self.count = 0
        self.digest = sha256()
        self._cases: list[Case] = []
        self._links: list[Link] = []
        self._units: list[UnitRow] = []

    def add(self, chunk: SnapshotChunk, raw: bytes) -> None:
        """Take a part; the digest is over what was sent, also where it has fields this console does not know."""
        self._cases += chunk.cases
        self._links += chunk.links
        self._units += chunk.units
        sent: dict[str, Any] = msgspec.json.decode(raw)
        for things in sent.values():
            if isinstance(things, list):
                self.count += len(things)
                for thing in things:
                    self.digest.update(canonical(thing))

    def item(self, epoch: str) -> SnapshotItem:
        """All of it."""
        return SnapshotItem(
            cases=tuple(self._cases),
            links=tuple(self._links),
            units=tuple(self._units),
            at_seq=self.at_seq,
            epoch=epoch,
        )
