"""Paper mode: numbered sheets written by hand while hub or power is out, and what each becomes when keyed back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from core.domain import commands as cmd
from core.domain.board import Board
from core.domain.decide import HANDLED
from core.domain.district import District
from core.domain.import_rows import command_id
from core.domain.nouns import Actor, Case, Place, Priority, Reporter
from core.domain.pasted_times import clock_of, field_time
from core.domain.rules.rights import Rights, may
from core.domain.rules.second import URGENT

SHEETS: Final = 30
CALLS: Final = 5  # rows for calls, on the sheet and where it is keyed back
ENDS: Final = ("resolved", "settled", "transferred", "unfounded")  # the boxes to tick on a sheet
_PAD: Final = re.compile(r"\d{6}-\d{4}-[0-9A-Za-z]{1,8}")
_WEIGHTS: Final = (3, 7, 1)
_OVER: Final = re.compile(
    r"(?<![未没不能有])(?:办结|结案|了结|已结|解决|化解)|\b(?:closed|settled|resolved|solved)\b", re.IGNORECASE
)

Wanted = tuple[str, str, cmd.Body, datetime]
"""Name, subject and body of a command, and when it really happened."""


class Call(Struct, frozen=True):
    """A unit called from paper: whom, who answered, and when."""

    unit: str
    at: datetime
    who: str = ""


class Written(Struct, frozen=True):
    """One sheet as keyed: what stands on it, with its true times."""

    pad: str
    number: int
    at: datetime
    title: str
    place: str = ""
    narrative: str = ""
    name: str = ""
    phone: str = ""
    calls: tuple[Call, ...] = ()
    outcome: str = ""
    ended_at: datetime | None = None
    duty: str | None = None
    priority: Priority | None = None
    end: str = ""  # one of ENDS where the sheet says it is over

    @property
    def ref(self) -> str:
        """Where its case says it comes from: one sheet, one case."""
        return reference(self.pad, self.number)


def pad_of(at: datetime, seat: str) -> str:
    """The name of a set of sheets, by the local time and the seat it was printed at."""
    return f"{at:%y%m%d-%H%M}-{''.join(c for c in seat if c.isascii() and c.isalnum())[:8] or '0'}"


def is_pad(said: str) -> bool:
    """Whether that can be the name of a set."""
    return _PAD.fullmatch(said) is not None


def reference(pad: str, number: int) -> str:
    """A sheet's name in the record."""
    return f"paper:{pad}:{number:03d}"


def check_figure(pad: str, number: int) -> int:
    """The figure after a sheet's number: one wrong digit, or a neighbour swapped, or most other sets, do not fit it."""
    digits = [int(c) if c.isdigit() else ord(c) for c in f"{number:03d}{pad}" if c.isalnum()]
    return sum(d * _WEIGHTS[place % 3] for place, d in enumerate(digits)) % 10


def label(pad: str, number: int) -> str:
    """A sheet's number with its figure, as printed: 001-7."""
    return f"{number:03d}-{check_figure(pad, number)}"


def number_of(pad: str, said: str) -> int | None:
    """The sheet somebody means by "001-7", "1-7" or "0017"; None where the figure does not fit."""
    found = re.fullmatch(r"(?:纸|No\.?)?\s*(\d{1,3})\s*[-－—\s]?\s*(\d)", said.strip(), re.IGNORECASE | re.ASCII)
    if found is None:
        return None
    number = int(found[1])
    return number if number >= 1 and int(found[2]) == check_figure(pad, number) else None


def report_of(written: Written, note: str) -> cmd.Command:
    """The sheet's report, bound to the sheet: whoever keys it again asks for the same and gets nothing new."""
    has_reporter = bool(written.name or written.phone)
    body = cmd.Report(
        title=written.title,
        narrative="\n".join(part for part in (written.narrative, note) if part) or None,
        duty=written.duty,
        priority=written.priority,
        place=Place(address=written.place) if written.place else None,
        reporter=Reporter(written.name or None, written.phone or None) if has_reporter else None,
        source_ref=written.ref,
        found_at=written.at,
    )
    return cmd.Command(command_id(written.ref), "case.report", "", body, None, written.at)


def urgency_of(duty: str | None, priority: Priority | None, district: District) -> Priority:
    """The urgency the hub gives: the one on the sheet, else the matter's."""
    known = district.duties.get(duty or "")
    return priority or (known.priority if known is not None else Priority.P3)


def sounds_over(outcome: str) -> bool:
    """Whether the words of an outcome say that the matter is over."""
    return _OVER.search(outcome) is not None


def why_not_closed(end: str, outcome: str, has_calls: bool, priority: Priority, rights: Rights, actor: Actor) -> str:
    """Why a sheet does not close its case: "open", "right", "second", "tasks" or "words"; "" where it does.

    A unit that was called from paper has a task that only it can finish.
    """
    if not end:
        return "open"
    if not may(rights, actor, "case.close"):
        return "right"
    second = rights.seconds.get("case.close")
    if priority in URGENT and (second is None or actor.role not in second.alone):
        return "second"
    if has_calls:
        return "tasks"
    return "words" if end in HANDLED and not outcome else ""


def followed(board: Board, written: Written, case: Case, said: str, closes: bool = False) -> tuple[cmd.Command, ...]:
    """What happened after the report, in its order: tasks handed out by telephone, the calls, the outcome.

    With `closes` the outcome closes the case; it is asked under one name whichever it becomes, so it is told once.
    """
    subject, wanted = f"case/{case.no}", list[Wanted]()
    lead: str | None = None
    for call in sorted(written.calls, key=lambda c: c.at):
        unit = board.district.units[call.unit]
        if unit.kind == "outside":
            wanted.append(("case.request", subject, cmd.Request(call.unit), call.at))
        else:
            assist = () if lead is None else (call.unit,)
            lead = lead or call.unit
            wanted.append(("case.dispatch", subject, cmd.Dispatch(lead, assist), call.at))
        words = cmd.Phone(said, call.unit, call.who or None, unit.phone)
        wanted.append(("case.phone", subject, words, call.at))
    if closes:
        close = cmd.Close(written.end, written.outcome or None)
        wanted.append(("case.close", subject, close, ended_at(written)))
    elif written.outcome:
        wanted.append(("case.note", subject, cmd.Note(written.outcome), ended_at(written)))
    return tuple(
        cmd.Command(command_id(f"{written.ref}:{place}"), name, where, body, None, at)
        for place, (name, where, body, at) in enumerate(wanted)
    )


def ended_at(written: Written) -> datetime:
    """When the outcome was: its own time, else that of the last call, else that of the report."""
    return written.ended_at or max((call.at for call in written.calls), default=written.at)


def true_time(said: str, now: datetime, after: datetime | None = None) -> datetime | None:
    """When something on a sheet was; "0815" is a time of day. None when not understood or in the future.

    A bare time of day after a known moment is the next such time, so that a night's sheet runs over midnight.
    """
    bare = clock_of(said)
    if bare is not None and after is not None:
        at = after.replace(hour=bare[0], minute=bare[1], second=0, microsecond=0)
        at = at if at >= after.replace(second=0, microsecond=0) else at + timedelta(days=1)
        return at if at <= now else None
    return field_time(said, now)
