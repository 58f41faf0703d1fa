"""The outbox on disk: every command before it is sent, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, delete, func, select, update

from core.client.items import ResultItem
from core.client.keeper import Saved
from core.client.sender import cmd_of
from core.client.tables import OUTBOX
from core.client.window import Entry
from core.domain.commands import Command, body_from
from core.protocol.codec import digest_of

WAITS, ASKS, DONE, DROPPED = "waits", "asks", "done", "dropped"
KEPT_FOR: Final = timedelta(days=7)  # so long an answered id is remembered here; the hub remembers longer
_result: Final = msgspec.json.Decoder(ResultItem)


def save(connection: Connection, owner: str, commands: Sequence[Command], now: datetime) -> list[Saved]:
    """Append commands in this order; one whose id is known already is not appended again."""
    return [_save(connection, owner, command, now) for command in commands]


def _save(connection: Connection, owner: str, command: Command, now: datetime) -> Saved:
    cmd = cmd_of(Entry(0, command, now))
    digest = digest_of(cmd)
    known = connection.execute(select(OUTBOX).where(OUTBOX.c.id == command.id)).one_or_none()
    if known is not None:
        return _known(known, command, digest)
    done = connection.execute(
        OUTBOX.insert().values(
            id=command.id,
            owner=owner,
            name=command.name,
            subject=command.subject,
            body=bytes(cmd.body),
            expected_version=command.expected_version,
            occurred_at=None if command.occurred_at is None else command.occurred_at.isoformat(),
            saved_at=now.isoformat(),
            state=WAITS,
            confirmed=0,
            digest=digest,
        )
    )
    (no,) = done.inserted_primary_key or (0,)
    return Saved(entry=Entry(no=no, command=command, saved_at=now))


def _known(row: Row[Any], command: Command, digest: str) -> Saved:
    entry = Entry(
        no=row.no,
        command=command,
        saved_at=datetime.fromisoformat(row.saved_at),
        confirmed=bool(row.confirmed),
    )
    result = None if row.result is None else _result.decode(row.result)
    return Saved(entry=entry, result=result, is_mismatch=row.digest != digest)


def mark(
    connection: Connection, results: Sequence[ResultItem], asking: Sequence[str], confirmed: Sequence[str]
) -> None:
    """Note answers, reviews asked for and reviews given; an answered command keeps no words on this machine."""
    for result in results:
        _set(
            connection,
            result.id,
            state=DROPPED if result.dropped else DONE,
            body=b"{}",
            result=msgspec.json.encode(result),
        )
    for command_id in asking:
        _set(connection, command_id, state=ASKS)
    for command_id in confirmed:
        _set(connection, command_id, state=WAITS, confirmed=1)


def _set(connection: Connection, command_id: str, **values: Any) -> None:
    """Change a command that has no answer yet; an answer stands for ever."""
    connection.execute(
        update(OUTBOX).where(OUTBOX.c.id == command_id, OUTBOX.c.state.in_((WAITS, ASKS))).values(**values)
    )


def load(connection: Connection, owners: Sequence[str], state: str) -> tuple[Entry, ...]:
    """The commands of these owners in one state, in their order."""
    rows = connection.execute(
        select(OUTBOX).where(OUTBOX.c.state == state, OUTBOX.c.owner.in_(owners)).order_by(OUTBOX.c.no)
    )
    return tuple(_entry(row) for row in rows)


def count_others(connection: Connection, owners: Sequence[str]) -> int:
    """How many unanswered commands belong to somebody else."""
    found = select(func.count()).where(OUTBOX.c.state.in_((WAITS, ASKS)), OUTBOX.c.owner.not_in(owners))
    return connection.execute(found).scalar_one()


def adopt(connection: Connection, key: str, actor: str) -> None:
    """Commands saved before the hub had said whose credential this is belong to that actor."""
    connection.execute(update(OUTBOX).where(OUTBOX.c.owner == key).values(owner=actor))


def prune(connection: Connection, now: datetime) -> None:
    """Forget answered commands after a week."""
    limit = (now - KEPT_FOR).isoformat()
    connection.execute(delete(OUTBOX).where(OUTBOX.c.state.in_((DONE, DROPPED)), OUTBOX.c.saved_at < limit))


def _entry(row: Row[Any]) -> Entry:
    command = Command(
        id=row.id,
        name=row.name,
        subject=row.subject,
        body=body_from(row.name, row.body),
        expected_version=row.expected_version,
        occurred_at=None if row.occurred_at is None else datetime.fromisoformat(row.occurred_at),
    )
    return Entry(
        no=row.no,
        command=command,
        saved_at=datetime.fromisoformat(row.saved_at),
        confirmed=bool(row.confirmed),
    )
