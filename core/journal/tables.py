"""The tables of a hub's database; migrations build them, this module names them for the code."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text

metadata: Final = MetaData()

events: Final = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("case_no", Text),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # canonical bytes, personal values as commitments
    Column("hash", Text, nullable=False),  # SHA-256 of the previous hash (hex) and the body
)
# Two events of one case never share a version; links and the clock have no case.
Index(
    "events_case_version", events.c.case_no, events.c.version, unique=True, sqlite_where=events.c.case_no.is_not(None)
)

personal: Final = Table(
    "personal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
erasures: Final = Table(
    "erasures",
    metadata,
    Column("case_no", Text, primary_key=True),
    Column("upto", Integer, nullable=False),  # values of this case's events up to here were erased
    Column("at", Text, nullable=False),
)
commands: Final = Table(
    "commands",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False),  # of the body; "" after an erasure: matches nothing
    Column("result", LargeBinary, nullable=False),
    Column("seq", Integer, nullable=False, index=True),
    Column("at", Text, nullable=False),
)
timers: Final = Table(
    "timers",
    metadata,
    Column("case_no", Text, primary_key=True),
    Column("clock", Text, primary_key=True),
    Column("task", Text, primary_key=True),  # "" when the clock is the case's
    Column("generation", Integer, nullable=False),
    Column("level", Integer, nullable=False),
    Column("next_at", Text, nullable=False, index=True),
    sqlite_with_rowid=False,
)
# One row for each escalation a clock made: a second firing of the same rung violates the key.
fired: Final = Table(
    "fired",
    metadata,
    Column("case_no", Text, primary_key=True),
    Column("clock", Text, primary_key=True),
    Column("task", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    sqlite_with_rowid=False,
)
counters: Final = Table(
    "counters",
    metadata,
    Column("day", Text, primary_key=True),  # local day as it stands in case numbers, e.g. "20261122"
    Column("n", Integer, nullable=False),
)
meta: Final = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
heads: Final = Table(
    "heads",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("at", Text, nullable=False),
)
snapshots: Final = Table(
    "snapshots",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("parts", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", Text, nullable=False),
)
snapshot_parts: Final = Table(
    "snapshot_parts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("blob", LargeBinary, nullable=False),
)
accounts: Final = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("scope", Text, nullable=False),  # JSON list of scope strings
    Column("password_hash", Text),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created_at", Text, nullable=False),
)
tokens: Final = Table(
    "tokens",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("revoked", Boolean, nullable=False, default=False),
)
