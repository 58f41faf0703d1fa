"""The hub's picture kept beside the journal for a fast start; written in parts so that commits pass between them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol

from sqlalchemy import Connection, delete, insert, select

from core.journal.rows import stamp
from core.journal.tables import snapshot_parts, snapshots

KEPT: Final = 2
PART_BYTES: Final = 1 << 20


class Begin(Protocol):
    """Opens one write transaction."""

    def __call__(self) -> AbstractContextManager[Connection]: ...


def save(begin: Begin, seq: int, blob: bytes, now: datetime) -> None:
    """Store `blob` as the picture after `seq` and drop all but the last two; one short transaction for each part."""
    parts = [blob[start : start + PART_BYTES] for start in range(0, len(blob), PART_BYTES)] or [b""]
    with begin() as connection:
        connection.execute(delete(snapshots).where(snapshots.c.seq == seq))
        connection.execute(delete(snapshot_parts).where(snapshot_parts.c.seq == seq))
    for number, part in enumerate(parts):
        with begin() as connection:
            connection.execute(insert(snapshot_parts).values(seq=seq, part=number, blob=part))
    digest = sha256(blob).hexdigest()
    with begin() as connection:
        connection.execute(insert(snapshots).values(seq=seq, parts=len(parts), digest=digest, at=stamp(now)))
        kept = select(snapshots.c.seq).order_by(snapshots.c.seq.desc()).limit(KEPT)
        connection.execute(delete(snapshots).where(snapshots.c.seq.not_in(kept)))
        connection.execute(delete(snapshot_parts).where(snapshot_parts.c.seq.not_in(select(snapshots.c.seq))))


def load(connection: Connection, upto: int) -> tuple[int, bytes] | None:
    """The newest whole snapshot not beyond `upto`; a damaged one is passed over for the one before."""
    found = select(snapshots).where(snapshots.c.seq <= upto).order_by(snapshots.c.seq.desc())
    for row in connection.execute(found).all():
        wanted = select(snapshot_parts.c.blob).where(snapshot_parts.c.seq == row.seq)
        blob = b"".join(connection.scalars(wanted.order_by(snapshot_parts.c.part)))
        if sha256(blob).hexdigest() == row.digest:
            return row.seq, blob
    return None


def forget(connection: Connection) -> None:
    """Drop every snapshot: after an erasure they would still hold what was erased."""
    connection.execute(delete(snapshots))
    connection.execute(delete(snapshot_parts))
