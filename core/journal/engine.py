"""Opening the hub's database file: durability settings, transactions under our own hand, and the schema's age."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from core.journal.errors import JournalError

LATEST: Final = "0001"  # the newest migration, so that alembic is imported only when there is one to run
KNOWN: Final = frozenset({"0001"})
FILE: Final = "hub.db"
_SETTINGS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL loses acknowledged writes in a power cut
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-32768",
)


def file_of(url_or_path: str | os.PathLike[str]) -> Path:
    """The database file meant by a path, a data folder or an `sqlite:///` URL."""
    said = os.fspath(url_or_path)
    if "://" in said and not said.startswith("sqlite:///"):
        raise JournalError("foreign", said.partition(":")[0])
    path = Path(said.removeprefix("sqlite:///")).expanduser()
    return path / FILE if path.is_dir() else path


def open_engine(path: Path) -> Engine:
    """An engine on `path`, created for its owner alone; a connection with option `immediate` begins for writing."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        sync_folder(path.parent)
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": 10.0, "check_same_thread": False},
        hide_parameters=True,  # an error's text must not carry anybody's name
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def open_for_reading(path: Path) -> Engine:
    """An engine that cannot change `path`, for use beside a running hub; refuses a form it does not know."""
    engine = create_engine(f"sqlite:///{path.absolute().as_uri()}?mode=ro&uri=true", hide_parameters=True)
    event.listen(engine, "connect", _leave_transactions)
    event.listen(engine, "begin", _begin)
    with told_as("damaged"), engine.connect() as connection:
        found = _revision(connection)
    if found is not None and found not in KNOWN:
        raise JournalError("newer", f"{path.name}: {found}")
    return engine


def refuse_unfit(path: Path) -> None:
    """Raise JournalError for a file that is damaged, newer or not a journal, before anything is written to it."""
    if path.exists() and path.stat().st_size:
        open_for_reading(path).dispose()


@contextmanager
def told_as(code: str) -> Iterator[None]:
    """What the database says went wrong, as a JournalError of kind `code`."""
    try:
        yield
    except (sqlite3.Error, DBAPIError, OSError) as error:
        raise JournalError(code, str(getattr(error, "orig", error))) from error


def copy_to(engine: Engine, target: Path) -> None:
    """Copy the whole database while others write to it; `target` appears only when it is complete."""
    part = target.with_name(target.name + ".part")
    with told_as("io"), engine.connect() as connection:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
        source = connection.connection.driver_connection
        copy = sqlite3.connect(part)
        try:
            source.backup(copy)  # type: ignore[union-attr]
        finally:
            copy.close()
        os.replace(part, target)
        sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a power cut, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def migrate(engine: Engine) -> None:
    """Bring the file to the present form in one transaction: killed anywhere in it, the next opening does it again."""
    with engine.connect() as connection:
        if _revision(connection) == LATEST:
            return
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        if _revision(connection) != LATEST:
            _upgrade(connection)


def _leave_transactions(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin or commit by itself


def _configure(connection: sqlite3.Connection, record: Any) -> None:
    _leave_transactions(connection, record)
    for setting in _SETTINGS:
        connection.execute(setting)


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _revision(connection: Connection) -> str | None:
    names = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    if not names:
        return None
    if not {"alembic_version", "events", "meta"} <= names:
        raise JournalError("foreign", ", ".join(sorted(names)[:3]))
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, LATEST)
