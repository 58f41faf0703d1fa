"""The console's disk as the feed uses it: outbox and picture in one file, one transaction a verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.exc import SQLAlchemyError

from core.client import outbox, replica
from core.client.items import ResultItem
from core.client.keeper import Kept, PictureItem, Saved, StoreError
from core.client.stream import Mark
from core.client.tables import CREDENTIALS, DRAFTS, open_engine
from core.domain.board import Board
from core.domain.commands import Command


class ConsoleStore:
    """A Store in `folder`/console.db; opened at the first verb, used from one thread."""

    def __init__(self, folder: Path, board: Callable[[], Board]) -> None:
        self._folder = folder
        self._board = board
        self._engine: Engine | None = None

    def load(self, key: str, now: datetime) -> Kept:
        """What is held for this credential: the picture, and the outbox of whoever it belongs to."""
        with self._transaction() as connection:
            outbox.prune(connection, now)
            actor = connection.execute(select(CREDENTIALS.c.actor).where(CREDENTIALS.c.key == key)).scalar_one_or_none()
            picture, mark = replica.load(connection, key) or (None, None)
            return _kept(connection, key, actor, picture=picture, mark=mark)

    def adopt(self, key: str, actor: str) -> Kept:
        """Learn whose credential it is; what is held for that actor, without a picture."""
        with self._transaction() as connection:
            connection.execute(CREDENTIALS.insert().prefix_with("OR REPLACE").values(key=key, actor=actor))
            outbox.adopt(connection, key, actor)
            return _kept(connection, key, actor)

    def save(self, owner: str, commands: Sequence[Command], now: datetime) -> list[Saved]:
        """Put commands into the outbox in this order, all or none; durable when this returns."""
        with self._transaction() as connection:
            return outbox.save(connection, owner, commands, now)

    def mark(self, results: Sequence[ResultItem], asking: Sequence[str], confirmed: Sequence[str]) -> None:
        """Note what became of commands, which ask, and which were confirmed."""
        with self._transaction() as connection:
            outbox.mark(connection, results, asking, confirmed)

    def keep(self, owner: str, items: Sequence[PictureItem], mark: Mark, now: datetime) -> None:
        """Bring the picture on disk up to `mark`."""
        with self._transaction() as connection:
            try:
                replica.keep(connection, owner, items, mark, now, self._board)
            except (LookupError, StopIteration) as odd:
                raise StoreError(f"the picture does not follow from its events: {odd!r}") from odd

    def picture_at(self, key: str) -> datetime | None:
        """Of when the picture on disk is, None where this credential has none; a disk that fails has none."""
        try:
            with self._transaction() as connection:
                return replica.saved_at(connection, key)
        except StoreError:
            return None

    def drafts(self, owner: str) -> dict[str, str]:
        """Everything this person has begun to write and not sent."""
        with self._transaction() as connection:
            found = connection.execute(select(DRAFTS.c.key, DRAFTS.c.text).where(DRAFTS.c.owner == owner))
            return {row.key: row.text for row in found}

    def keep_draft(self, owner: str, key: str, text: str) -> None:
        """Keep a text in place of the one before; an empty one is forgotten."""
        with self._transaction() as connection:
            if text:
                row = {"owner": owner, "key": key, "text": text}
                connection.execute(DRAFTS.insert().prefix_with("OR REPLACE"), row)
            else:
                connection.execute(delete(DRAFTS).where(DRAFTS.c.owner == owner, DRAFTS.c.key == key))

    def close(self) -> None:
        """Let go of the file."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            if self._engine is None:
                self._engine = open_engine(self._folder)
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError, msgspec.DecodeError) as fault:
            raise StoreError(f"{self._folder}: {_first_line(fault)}") from fault


def _kept(connection: Connection, key: str, actor: str | None, **picture: object) -> Kept:
    owners = [key] if actor is None else [key, actor]
    return msgspec.structs.replace(
        Kept(
            actor=actor,
            waiting=outbox.load(connection, owners, outbox.WAITS),
            asking=outbox.load(connection, owners, outbox.ASKS),
            others=outbox.count_others(connection, owners),
        ),
        **picture,
    )


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]
