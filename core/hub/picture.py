"""The board on the hub's own disk: packed in slices, read back, and proved against the durable clocks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from core.domain.board import Board, BoardState
from core.domain.nouns import Case, Link
from core.domain.rules.clocks import rings
from core.hub.steps import TimerKey, put, row
from core.journal.journal import Journal
from core.journal.rows import Entry, TimerRow

SLICE: Final = 500
FORM: Final = 2  # raised whenever what a picture means changes, though it can still be read
_log: Final = logging.getLogger("hubpost.picture")
_LENGTH: Final = 8


class _Head(Struct, frozen=True):
    form: int
    seq: int
    links: tuple[Link, ...]
    counters: dict[str, int]
    slips: dict[str, int]


class PictureError(Exception):
    """The journal cannot be folded into a board; the text says where."""


def packed(state: BoardState) -> Iterator[bytes]:
    """The state as length-prefixed parts, small enough that encoding one never holds anybody up."""
    head = _Head(form=FORM, seq=state.seq, links=state.links, counters=state.counters, slips=state.slips)
    yield _framed(msgspec.msgpack.encode(head))
    for start in range(0, len(state.cases), SLICE):
        yield _framed(msgspec.msgpack.encode(state.cases[start : start + SLICE]))


def unpacked(blob: bytes) -> BoardState:
    """The state behind those parts; raises msgspec.DecodeError for anything else, a picture of another form too."""
    parts = _parts(blob)
    head = msgspec.msgpack.decode(next(parts), type=_Head)
    if head.form != FORM:
        raise msgspec.DecodeError(f"form {head.form} is not {FORM}")
    cases: list[Case] = []
    for part in parts:
        cases += msgspec.msgpack.decode(part, type=list[Case])
    return BoardState(seq=head.seq, cases=tuple(cases), links=head.links, counters=head.counters, slips=head.slips)


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(_LENGTH, "big") + part


def _parts(blob: bytes) -> Iterator[memoryview]:
    view = memoryview(blob)
    at = 0
    while at < len(blob):
        size = int.from_bytes(view[at : at + _LENGTH], "big")
        yield view[at + _LENGTH : at + _LENGTH + size]
        at += _LENGTH + size


def rebuild(journal: Journal, board: Board, upto: int | None = None) -> int:
    """Fold the journal into an empty `board`, from the newest snapshot on; where that stood.

    Raises PictureError where the events do not follow each other.
    """
    found = journal.load_snapshot()
    if found is not None and (upto is None or found[0] <= upto):
        try:
            board.restore(unpacked(found[1]))
        except (msgspec.DecodeError, StopIteration) as bad:  # of another form: the journal itself has it all
            _log.warning("the picture at %s cannot be read, folding from the beginning: %s", found[0], bad)
    start = board.seq
    for event in journal.read(after=start, upto=upto):
        try:
            put(board, event)
        except (ValueError, KeyError, StopIteration) as bad:
            raise PictureError(str(bad)) from bad
    return start


def audit(board: Board, rows: list[TimerRow]) -> tuple[Entry | None, list[str]]:
    """Hold the clock rows against the cases: the entry that repairs them, and what was wrong; None when all is well."""
    stand: dict[TimerKey, TimerRow] = {(r.case_no, r.clock, r.task): r for r in rows}
    wanted: dict[TimerKey, TimerRow] = {}
    for case in board.cases.values():
        for ring in rings(case):
            made = row(case.no, ring)
            wanted[made.case_no, made.clock, made.task] = made
    arm = tuple(made for key, made in wanted.items() if stand.get(key) != made)
    clear = tuple(key for key in stand if key not in wanted)
    wrong = [f"{r.case_no}/{r.clock}/{r.task}: the row is missing or differs" for r in arm]
    wrong += [f"{no}/{clock}/{task}: the case has no such clock" for no, clock, task in clear]
    return (Entry(arm=arm, clear=clear) if wrong else None), wrong
