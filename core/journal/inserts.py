"""Many rows a statement: fewer turns of the interpreter and fewer hand-overs of its lock than one row at a time."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Table
from sqlalchemy.engine.interfaces import DBAPICursor

from core.journal import tables

ROWS: Final = 100  # times at most six columns: under the 999 values a statement of an old SQLite takes


def _statement(table: Table, rows: int) -> str:
    columns = [column.name for column in table.columns]
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"


# name: (columns, statement for many rows, statement for one)
_WAYS: Final = {
    table.name: (len(table.columns), _statement(table, ROWS), _statement(table, 1))
    for table in (tables.events, tables.personal, tables.commands, tables.fired, tables.heads)
}


def insert(cursor: DBAPICursor, table: str, values: list[Any]) -> None:
    """Insert a run of values, row after row, into `table`."""
    if not values:
        return
    columns, many, one = _WAYS[table]
    step = columns * ROWS
    end = len(values) - len(values) % step
    for start in range(0, end, step):
        cursor.execute(many, values[start : start + step])
    if end < len(values):
        rest = iter(values[end:])
        cursor.executemany(one, list(zip(*[rest] * columns, strict=True)))
