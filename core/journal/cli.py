"""`hubpost export` and `hubpost backup`: the journal as JSON lines, and whole; both also beside a running hub."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import BinaryIO

from core.journal.engine import FILE, copy_to, open_for_reading
from core.journal.errors import JournalError
from core.journal.reading import lines


def main_export(argv: list[str] | None = None) -> int:
    """Print the events beyond `--since`, one a line with `prev` and `hash`; 0 done, 1 failed."""
    parser = argparse.ArgumentParser(
        prog="hubpost export",
        description="print the journal as JSON lines; personal values stay commitments",
        epilog="example: hubpost export --data /var/lib/hubpost --since 41000 > journal.jsonl",
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's data folder")
    parser.add_argument("--since", type=int, default=0, metavar="SEQ", help="leave out events up to this one")
    args = parser.parse_args(argv)
    path: Path = args.data / FILE
    if args.since < 0 or not path.is_file():
        print(f"{path}: no journal here; give the folder the hub was started with", file=sys.stderr)
        return 1
    try:
        return _print(path, args.since, sys.stdout.buffer)
    except JournalError as error:
        print(error, file=sys.stderr)
        return 1


def main_backup(argv: list[str] | None = None) -> int:
    """Copy the hub's database to a new file; 0 done, 1 failed."""
    parser = argparse.ArgumentParser(
        prog="hubpost backup",
        description="copy the hub's database to a new file; works beside a running hub",
        epilog="example: hubpost backup --data /var/lib/hubpost /backup/2026-11-23/hub.db",
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the hub's data folder")
    parser.add_argument("file", type=Path, metavar="FILE", help="the copy; must not be there yet")
    args = parser.parse_args(argv)
    path, target = args.data / FILE, args.file
    wrong = (
        f"{path}: no journal here; give the folder the hub was started with" if not path.is_file()
        else f"{target}: is there already; give the name of a new file" if os.path.lexists(target)
        else f"{target.parent}: no such folder; make it first" if not target.absolute().parent.is_dir()
        else None
    )  # fmt: skip
    if wrong is not None:
        print(f"hubpost backup: {wrong}", file=sys.stderr)
        return 1
    try:
        _copy(path, target)
    except (JournalError, OSError) as error:
        print(f"hubpost backup: {error}", file=sys.stderr)
        return 1
    print(f"{target}: {target.stat().st_size} bytes")
    print(f"check it: hubpost verify --data {target}")
    return 0


def _copy(path: Path, target: Path) -> None:
    engine = open_for_reading(path)
    try:
        copy_to(engine, target)
    finally:
        engine.dispose()


def _print(path: Path, since: int, out: BinaryIO) -> int:
    engine = open_for_reading(path)
    try:
        for line in lines(engine, since):
            out.write(line + b"\n")
        out.flush()
    except BrokenPipeError:
        # The reader (`head`, a pager) has enough; nothing more may go to this descriptor at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        engine.dispose()
    return 0
