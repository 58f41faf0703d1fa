"""A rise as the list and the ladder show it: names, telephones and answers in words, read off the board."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from console.asked import said_of
from console.case_view import unit_name, whose, zh
from console.desk import Desk
from core.domain.district import District, ladder, next_rung
from core.domain.nouns import HIDDEN, LADDER, Case, Clock, Rung
from core.domain.rules.review import Ask, Row, Why
from core.domain.story import Line
from widgets import format as fmt
from widgets.act_box import one_line
from widgets.deadline import Limit
from widgets.escalation_list import RiseRow
from widgets.look import Look
from widgets.rung_ladder import RungLine, RungState
from widgets.timeline import Entry, EntryKind

_ANSWERS: Final = frozenset(
    (
        *("acked", "receipted", "on_scene", "completed", "returned", "closed"),
        *("ruled", "sent_down", "supervised"),
        *("dispatched", "requested", "rerouted", "recalled", "stood_down"),
    )
)
_NO_CLOCK: Final = Limit(clock=Clock.HANDLING)
EXCERPT: Final = 12


def rise_row(desk: Desk, row: Row, look: Look) -> RiseRow:
    """One rise in words."""
    case, now = row.case, desk.now()
    asked = desk.asked.about(case.no)
    return RiseRow(
        key=row.key,
        case_no=case.no,
        priority=case.priority,
        title=look.text("masked") if case.title == HIDDEN else case.title,
        where=one_line(
            (fmt.short_no(case.no), whose(desk, case, look)[0], place_name(desk.board.district, case, look))
        ),
        why=why_words(desk.board.district, row, look, is_brief=_tells_clock(row)),
        why_more=one_line((said_of(asked[-1].name, asked[-1].subject, look.lang), look.text("rise.sending")))
        if asked
        else _why_more(row, look, now),
        since=row.since,
        limit=Limit.of(row.deadline) if row.deadline is not None else _NO_CLOCK,
        asked=tuple(dict.fromkeys(ask.rung for ask in row.asks)),
        people=_people(desk.board.district, row, look),
        answered=_answered(row, look, now),
        needs_person=row.needs_person,
        is_unacked=not case.acked,
        waits=row.waits_for_leader,
        is_pending=bool(asked),
    )


def place_name(district: District, case: Case, look: Look) -> str:
    """The grid, else the community, else the town, else the address as it was said."""
    side = zh(look)
    for known in (
        district.grids.get(case.grid or ""),
        district.communities.get(case.community or ""),
        district.towns.get(case.town or ""),
    ):
        if known is not None:
            return known.name_zh if side else known.name_en
    return "" if case.address in (None, HIDDEN) else case.address or ""


def _tells_clock(row: Row) -> bool:
    """Whether the row's own limit says already which clock ran out."""
    return row.deadline is not None and row.deadline.kind is row.clock


def why_words(district: District, row: Row, look: Look, *, is_brief: bool = False) -> str:
    """Why it rose, whom it is waiting for first; in brief where the clock stands beside it."""
    if row.why is Why.APPROVAL:
        return look.text("rise.slip")
    if row.why is Why.PERSON:
        return one_line((look.text("rise.person"), row.reason or ""))
    if not row.tasks:
        return look.text("rise.clock", clock=look.word(row.clock))
    unit, count = unit_name(district, row.tasks[0].unit, look), len(row.tasks)
    key = ("rise.late" if is_brief else "rise.task") + ("" if count == 1 else "s")
    clock = look.word(row.clock)
    return look.text(key, unit=unit, count=count, clock=clock if zh(look) else clock.lower())


def _why_more(row: Row, look: Look, now: datetime) -> str:
    if row.why is Why.APPROVAL:
        return row.reason or ""
    ended = look.text("rise.ended")
    following = (
        look.text("rise.next", time=fmt.column_time(row.next_at, now, look.lang)) if row.next_at is not None else ended
    )
    return one_line(
        (
            look.text("rise.waits") if row.waits_for_leader else "",
            look.text("rise.repeats", count=row.repeats) if row.repeats > 1 else "",
            following,
        )
    )


def _people(district: District, row: Row, look: Look) -> str:
    if not row.unanswered:
        return fmt.DASH
    name = person_name(district, row.unanswered[-1], look)
    more = len(row.unanswered) - 1
    return look.text("rise.people", name=name, count=more + 1) if more else name


def _answered(row: Row, look: Look, now: datetime) -> str:
    """The last answer on an earlier turn of the same clock, else that nobody answered."""
    told = [ask for ask in row.asks if ask.answered_at is not None]
    silent = look.text("rise.no_answer") if row.unanswered else ""
    if not told or told[-1].answered_at is None:
        return silent
    at = fmt.column_time(told[-1].answered_at, now, look.lang)
    return one_line((silent, look.text("rise.answered", time=at, what=answer_words(told[-1].answer, look))))


def answer_words(answer: str | None, look: Look) -> str:
    """What an answer was."""
    return look.text(f"answer.{answer}" if answer in _ANSWERS else "answer.other")


def person_name(district: District, person: str, look: Look) -> str:
    """A worker's name, or a unit's."""
    worker = district.workers.get(person)
    if worker is not None:
        return worker.name_zh if zh(look) else worker.name_en
    return unit_name(district, person, look)


def masked_phone(phone: str) -> str:
    """A telephone number with its middle hidden: 138****6021."""
    figures = [ch for ch in phone if ch.isdigit()]
    if len(figures) < 8:
        return "****"
    return "".join(figures[:3]) + "****" + "".join(figures[-4:])


# --- the ladder -------------------------------------------------------------------------------------------------


def rung_lines(district: District, row: Row, look: Look, now: datetime) -> tuple[RungLine, ...]:
    """All five rungs: who was asked, who comes next and when, who is passed over and why."""
    if row.why is Why.APPROVAL:
        return ()  # a request for a superior: no rung was asked and none will be
    people = ladder(district, row.case.grid)
    asks = _last_asks(row.asks)
    asked = {person for ask in row.asks for person in ask.people}
    following = next_rung(district, row.case.grid, asked, row.rung) if row.next_at is not None else None
    return tuple(
        _rung_line(district, rung, asks.get(rung), people[rung], row, following, asked, look, now) for rung in LADDER
    )


def _last_asks(asks: tuple[Ask, ...]) -> dict[Rung, Ask]:
    """The last time each rung was asked; asked for several units at once it waits until each has its answer."""
    found: dict[Rung, Ask] = {}
    for ask in asks:
        known = found.get(ask.rung)
        if known is None or known.at != ask.at or known.answered_at is not None:
            found[ask.rung] = ask
    return found


def _rung_line(
    district: District,
    rung: Rung,
    ask: Ask | None,
    people: tuple[str, ...],
    row: Row,
    following: tuple[Rung, tuple[str, ...]] | None,
    asked: set[str],
    look: Look,
    now: datetime,
) -> RungLine:
    if ask is not None:
        state = RungState.ASKED if ask.answered_at is None else RungState.ANSWERED
        return RungLine(rung, state, told_people(district, ask.people, look), _ask_words(ask, look, now))
    if following is not None and following[0] is rung and row.next_at is not None:
        remark = look.text("rung.next", time=fmt.column_time(row.next_at, now, look.lang))
        return RungLine(rung, RungState.NEXT, told_people(district, following[1], look), remark)
    if not people:
        is_placeless = row.case.grid is None and rung in (Rung.GRID, Rung.COMMUNITY, Rung.TOWN)
        return RungLine(rung, RungState.PASSED, (), look.text("rung.no_grid" if is_placeless else "rung.vacant"))
    if asked.issuperset(people):
        return RungLine(rung, RungState.PASSED, (), look.text("rung.same"))
    return RungLine(rung, RungState.LATER, told_people(district, people, look), look.text("rung.later"))


def _ask_words(ask: Ask, look: Look, now: datetime) -> str:
    at = fmt.column_time(ask.at, now, look.lang)
    if ask.answered_at is None:
        return look.text("rung.asked", time=at)
    when = fmt.column_time(ask.answered_at, now, look.lang)
    return look.text("rung.answered", time=at, when=when, what=answer_words(ask.answer, look))


def told_people(district: District, people: tuple[str, ...], look: Look) -> tuple[str, ...]:
    """Each person with the telephone masked; two to a line where there are many."""
    names = []
    for person in people:
        worker = district.workers.get(person)
        phone = masked_phone(worker.phone) if worker is not None else ""
        names.append(f"{person_name(district, person, look)}  {phone}".rstrip())
    return tuple(_SIDE.join(names[at : at + 2]) for at in range(0, len(names), 2))


_SIDE: Final = "　　"


# --- what happened ----------------------------------------------------------------------------------------------


def excerpt(desk: Desk, case: Case, look: Look) -> tuple[Entry, ...]:
    """The last lines of the case's story, newest first."""
    return tuple(_entry(desk, line, look) for line in reversed(desk.story(case)[-EXCERPT:]))


def _entry(desk: Desk, line: Line, look: Look) -> Entry:
    words, name = (line.zh if zh(look) else line.en), look.words.event(line.name)
    is_rise = line.name in ("case.escalated", "case.supervised")
    who = {"": look.text("system"), "hub": look.text("system"), desk.actor.name: look.text("mine")}.get(line.actor)
    known = desk.board.district.sources.get(line.actor)
    if who is None and known is not None:
        who = known.name_zh if zh(look) else known.name_en
    return Entry(
        at=line.at,
        who=who if who is not None else unit_name(desk.board.district, line.actor, look),
        text=one_line((name, words)),
        kind=EntryKind.ALARM if is_rise else EntryKind.EVENT,
    )
