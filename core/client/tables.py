"""The console's own disk: one SQLite file with the outbox and the last picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    select,
)
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

FILE: Final = "console.db"
SCHEMA: Final = "1"
METADATA: Final = MetaData()
META: Final = Table("meta", METADATA, Column("key", Text, primary_key=True), Column("value", Text))
CREDENTIALS: Final = Table(
    "credentials", METADATA, Column("key", Text, primary_key=True), Column("actor", Text, nullable=False)
)
OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("expected_version", Integer),
    Column("occurred_at", Text),
    Column("saved_at", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("confirmed", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("result", LargeBinary),
    sqlite_autoincrement=True,
)
PICTURE: Final = Table(
    "picture",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
DRAFTS: Final = Table(
    "drafts",
    METADATA,
    Column("owner", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)


def open_engine(folder: Path) -> Engine:
    """The engine of the file in `folder`, made where there is none and readable by its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # One connection, handed from the thread that opens to the one that works; the keeper lets one at a time in.
    engine = create_engine(
        URL.create("sqlite", database=str(path)), poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _pragmas)
    METADATA.create_all(engine)
    with engine.begin() as connection:
        if read_meta(connection, "schema") is None:
            write_meta(connection, {"schema": SCHEMA})
    return engine


def _pragmas(raw: object, record: ConnectionPoolEntry) -> None:
    cursor = raw.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def read_meta(connection: Connection, key: str) -> str | None:
    """One value of the file's own notes."""
    value: str | None = connection.execute(select(META.c.value).where(META.c.key == key)).scalar_one_or_none()
    return value


def write_meta(connection: Connection, values: dict[str, str]) -> None:
    """Set values of the file's own notes."""
    for key, value in values.items():
        connection.execute(META.insert().prefix_with("OR REPLACE").values(key=key, value=value))
