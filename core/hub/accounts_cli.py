"""`hubpost user` and `hubpost source`: accounts and sources, also beside a running hub."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from core.domain.clock import whole_ms
from core.domain.nouns import Role
from core.hub.access import Access, AccountError
from core.journal.engine import FILE, migrate, open_engine
from core.journal.errors import JournalError

OK, FAILED = 0, 1
SCOPES = ("unit", "town", "community", "grid")


class WallClock:
    """This machine's time; an account's dates are no deadline."""

    def now(self) -> datetime:
        """The current instant, UTC, whole milliseconds."""
        return whole_ms(datetime.now(UTC))


def main_user(argv: list[str]) -> int:
    """Add or disable an account; prints its token once, or nothing with --password-stdin."""
    parser = argparse.ArgumentParser(
        prog="hubpost user",
        description="add and change accounts; works beside a running hub",
        epilog="example: hubpost user add 0107 --role operator --password-stdin --data /var/lib/hubpost",
    )
    acts = parser.add_subparsers(dest="act", required=True)
    add = acts.add_parser("add", help="add an account, or change the one of that name")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", required=True, choices=[r.value for r in Role if r is not Role.HUB])
    add.add_argument(
        "--scope", action="append", default=[], metavar="KIND:ID", help="unit:fire, town:…, community:…, grid:…; repeat"
    )
    add.add_argument("--password-stdin", action="store_true", help="read a password instead of printing a token")
    disable = acts.add_parser("disable", help="shut an account and its tokens")
    disable.add_argument("name", metavar="NAME")
    for sub in (add, disable):
        sub.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's data folder")
    args = parser.parse_args(argv)
    if args.act == "disable":
        return _guarded(lambda: _disable(args.data, args.name))
    scope = tuple(part for said in args.scope for part in said.split(",") if part)
    return _guarded(lambda: _add(args.data, args.name, Role(args.role), scope, args.password_stdin))


def main_source(argv: list[str]) -> int:
    """Add a source of reports; prints its token once."""
    parser = argparse.ArgumentParser(
        prog="hubpost source",
        description="add sources of reports; works beside a running hub",
        epilog="example: hubpost source add 12345 --data /var/lib/hubpost",
    )
    add = parser.add_subparsers(dest="act", required=True).add_parser("add", help="add a source")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's data folder")
    args = parser.parse_args(argv)
    return _guarded(lambda: _add(args.data, args.name, Role.SOURCE, (), False))


def _guarded(act: Callable[[], None]) -> int:
    try:
        act()
    except (AccountError, JournalError, OSError) as failed:
        print(f"hubpost: {failed}", file=sys.stderr)
        return FAILED
    except SQLAlchemyError as failed:
        print(f"hubpost: the database refused: {getattr(failed, 'orig', failed)}; try again", file=sys.stderr)
        return FAILED
    return OK


def open_access(data: Path) -> Access:
    """The accounts in a data folder, made if it is new; raises JournalError for a foreign or newer file."""
    data.mkdir(parents=True, exist_ok=True)
    engine = open_engine(data / FILE)
    migrate(engine)
    return Access(engine, WallClock(), secrets.token_bytes)


def _add(data: Path, name: str, role: Role, scope: tuple[str, ...], password_stdin: bool) -> None:
    for one in scope:
        kind, _, rest = one.partition(":")
        if kind not in SCOPES or not rest:
            raise AccountError(f"scope {one!r} is not one of {', '.join(k + ':ID' for k in SCOPES)}")
    password = None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        if len(password) < 8:
            raise AccountError("a password has at least 8 signs; give it as one line on standard input")
    access = open_access(data)
    try:
        access.add(name, role, scope, password)
        if password is None:
            print(access.issue(name, "issued"), flush=True)
        else:
            print(f"{name}: {role.value}, password set", file=sys.stderr)
    finally:
        access.close()


def _disable(data: Path, name: str) -> None:
    access = open_access(data)
    try:
        if not access.disable(name):
            raise AccountError(f"there is no account {name!r}")
        print(f"{name}: disabled", file=sys.stderr)
    finally:
        access.close()
