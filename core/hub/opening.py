"""How a client gets its picture: a snapshot in chunks with a digest, or what it missed from the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

from msgspec import Struct

from core.domain.board import Board
from core.domain.events import CaseReported, Event
from core.domain.nouns import Actor, Case, Link, Task
from core.domain.numbers import canonical
from core.domain.rules.rights import Profile
from core.hub.sight import Broad, Narrow, sight_changes
from core.hub.steps import Step
from core.protocol.codec import encode
from core.protocol.frames import SnapshotBegin, SnapshotEnd, UnitRow
from core.protocol.outgoing import case_for

_WRAP: Final = 200  # what a chunk is longer than its objects


class Taken(Struct, frozen=True):
    """What a client may see of the board at one moment."""

    cases: tuple[Case, ...]
    links: tuple[Link, ...]
    units: tuple[UnitRow, ...]
    undelivered: tuple[str, ...]  # tasks of the client's own units that its system has not had yet


def take(board: Board, sight: Broad | Narrow) -> Taken:
    """Read the board for one client; a scoped client's sight learns which cases it is shown."""
    if isinstance(sight, Broad):
        cases = tuple(board.cases.values()) if sight.cases else ()
        links = tuple(board.links.values()) if sight.cases else ()
        return Taken(cases=cases, links=links, units=_units(board), undelivered=())
    cases = tuple(case for case in board.cases.values() if sight.covers(case))
    sight.known = {case.no for case in cases}
    waiting = tuple(t.id for case in cases for t in case.tasks if _waits(t, case, sight))
    return Taken(cases=cases, links=(), units=_units(board), undelivered=waiting)


def _waits(task: Task, case: Case, sight: Narrow) -> bool:
    ours = task.unit in sight.units and case.closed_at is None
    return ours and task.delivered_at is None and task.ended_at is None


def _units(board: Board) -> tuple[UnitRow, ...]:
    rows = board.district.units.values()
    return tuple(UnitRow(id=u.id, kind=u.kind, name_zh=u.name_zh, name_en=u.name_en) for u in rows)


def snapshot(taken: Taken, name: str, at_seq: int, profile: Profile, limit: int) -> Iterator[bytes]:
    """The snapshot's frames; the digest runs over the canonical forms, which are also what is sent."""
    yield encode(SnapshotBegin(id=name, at_seq=at_seq))
    digest = sha256()
    count = 0
    kinds: tuple[tuple[str, Iterable[bytes]], ...] = (
        ("cases", (canonical(case_for(case, profile)) for case in taken.cases)),
        ("links", (canonical(link) for link in taken.links)),
        ("units", (canonical(unit) for unit in taken.units)),
    )
    for kind, objects in kinds:
        for part in _parts(objects, limit - _WRAP):
            for one in part:
                digest.update(one)
            count += len(part)
            yield b'{"op":"snapshot_chunk","id":"%b","%b":[%b]}' % (name.encode(), kind.encode(), b",".join(part))
    yield encode(SnapshotEnd(id=name, count=count, digest=digest.hexdigest()))


def _parts(objects: Iterable[bytes], limit: int) -> Iterator[list[bytes]]:
    part: list[bytes] = []
    size = 0
    for one in objects:
        if part and size + len(one) + 1 > limit:
            yield part
            part, size = [], 0
        part.append(one)
        size += len(one) + 1
    if part:
        yield part


class SightChangedError(Exception):
    """A scoped client's sight changed while it was away, so that only a snapshot can be right."""


def missed_steps(events: Iterable[Event], actor: Actor, cases: dict[str, Case], scratch: Board) -> list[Step]:
    """What a scoped client missed, as steps its sight can judge; raises SightChangedError where it cannot.

    `cases` is how they stand now. A case reported meanwhile is folded from its beginning on `scratch`, an empty
    board; an older one is visible before as it is now unless an event brought it into sight or took it away.
    """
    steps: list[Step] = []
    for event in events:
        no = event.case_no
        if no is None:
            steps.append(Step(event=event, before=None, after=None))
            continue
        if isinstance(event.data, CaseReported) or no in scratch.cases:
            before = scratch.cases.get(no)
            scratch.apply(event)
            steps.append(Step(event=event, before=before, after=scratch.cases[no]))
            continue
        now = cases.get(no)
        if now is None:
            raise SightChangedError(no)
        if sight_changes(actor, event):
            raise SightChangedError(no)
        steps.append(Step(event=event, before=now, after=now))
    return steps
