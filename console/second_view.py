"""What the desk says of acts that wait for a second person and of those that are unsigned, read off the board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Final

from console.case_view import zh
from console.desk import Desk
from core.domain.board import Changes
from core.domain.nouns import HIDDEN, Case, Priority, Second, Unsigned
from core.domain.rules.second import approval_refusal, pending, signing_refusal
from core.domain.story import act_words, outcome_words
from widgets import format as fmt
from widgets.banner import BannerKind, Notice
from widgets.dispatch_card import Act
from widgets.keys import own
from widgets.look import Look
from widgets.unsigned_list import PersonRow

LINES: Final = 2  # requests that have a line of their own in the banner; the rest is in the list


class Waiting:
    """The cases with a request or something unsigned, kept up with the changes; a board is too large to search."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._nos: set[str] = set()
        desk.changed.connect(self.take)
        desk.requeued.connect(self.rebuild)
        self.rebuild()

    def take(self, changes: Changes) -> None:
        """Look at what changed."""
        for no in changes.cases:
            case = self._desk.case(no)
            if case is not None and (case.second is not None or case.unsigned):
                self._nos.add(no)
            else:
                self._nos.discard(no)

    def rebuild(self) -> None:
        """Look at the whole board anew."""
        cases = self._desk.board.cases.values()
        self._nos = {case.no for case in cases if case.second is not None or case.unsigned}

    @property
    def is_queued(self) -> bool:
        """Whether what is decided now would only wait in the outbox."""
        return self._desk.connection.is_lost

    def _cases(self) -> Iterable[Case]:
        return (case for no in sorted(self._nos) if (case := self._desk.case(no)) is not None)

    def requests(self) -> list[tuple[Case, Second]]:
        """The requests this person may decide on, the oldest first."""
        desk, now = self._desk, self._desk.now()
        found = [(case, asked) for case in self._cases() if (asked := pending(case, now)) is not None]
        mine = [p for p in found if approval_refusal(desk.board.rights, p[0], p[1].act, desk.actor, now) is None]
        return sorted(mine, key=lambda p: (p[0].priority, p[1].asked_at))

    def own(self) -> list[tuple[Case, Second]]:
        """This person's own requests that wait."""
        desk, now = self._desk, self._desk.now()
        found = [(case, asked) for case in self._cases() if (asked := pending(case, now)) is not None]
        return [pair for pair in found if pair[1].asked_by == desk.actor.name]

    def unsigned(self) -> list[tuple[Case, Unsigned]]:
        """Everything that is unsigned, the oldest first."""
        found = [(case, each) for case in self._cases() for each in case.unsigned]
        return sorted(found, key=lambda pair: pair[1].done_at)

    def may_sign(self, unsigned: Unsigned) -> bool:
        """Whether this person may countersign that."""
        desk = self._desk
        has_right = desk.actor.role in desk.board.rights.commands.get("second.countersign", frozenset())
        return has_right and signing_refusal(desk.board.rights, unsigned, desk.actor) is None


def short(case: Case) -> str:
    """The last figures of its number."""
    return case.no.rpartition("-")[2]


def what(case: Case, act: str, wanted: Mapping[str, str], look: Look, before: Priority | None = None) -> str:
    """The act with what it comes to, e.g. 结案 0417（不属实）."""
    side = 0 if zh(look) else 1
    extra = ""
    if act == "case.close":
        extra = outcome_words(wanted.get("outcome", ""))[side]
    elif act == "case.set_priority":
        to = look.word(Priority(wanted["priority"]))
        extra = f"{look.word(before)} → {to}" if before is not None else to
    elif act == "case.accept":
        extra = {"decline": ("不予受理", "declined"), "guide": ("引导", "guided")}[wanted.get("decision", "guide")][
            side
        ]
    words = act_words(act)[side]
    return f"{words} {short(case)}（{extra}）" if zh(look) else f"{words} {short(case)} ({extra})"


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def whom(case: Case, look: Look) -> str:
    """The case in a few words: urgency and title."""
    return f"{look.word(case.priority)} {case.title}"


def notices(waiting: Waiting, look: Look, now: datetime) -> list[Notice]:
    """The lines of the banner: what this person must decide, what of theirs waits, and how much is unsigned."""
    found = _to_decide(waiting, look, now) + _own(waiting, look, now)
    unsigned = waiting.unsigned()
    mine = [each for _, each in unsigned if waiting.may_sign(each)]
    if mine:
        at = fmt.hour_minute(unsigned[0][1].done_at)
        words = f"{len(unsigned)} 件，最早 {at}，其中 {len(mine)} 件可由你补签" if zh(look) else (
            f"{len(unsigned)} acts by telephone, oldest {at}; {len(mine)} for you to sign"
        )  # fmt: skip
        found.append(Notice(BannerKind.UNSIGNED, words, acts=(Act("list:", "second.all", (own("second", "Ctrl+B"),)),)))
    return found


def _to_decide(waiting: Waiting, look: Look, now: datetime) -> list[Notice]:
    requests = waiting.requests()
    found = []
    for place, (case, asked) in enumerate(requests[:LINES]):
        more = len(requests) - LINES if place == min(LINES, len(requests)) - 1 else 0
        head = f"{asked.asked_by} 请求" if zh(look) else f"{asked.asked_by} asks:"
        text = f"{head} {what(case, asked.act, asked.wanted, look, case.priority)} · {whom(case, look)}"
        acts = [
            Act(
                f"approve:{case.no}", "second.approve", _first(place, "second_yes", "Ctrl+O"), queued=waiting.is_queued
            ),
            Act(f"refuse:{case.no}", "second.refuse", _first(place, "second_no", "Ctrl+W"), queued=waiting.is_queued),
            Act(f"case:{case.no}", "second.open", _first(place, "second_case", "Ctrl+I")),
        ]
        if place == 0:
            acts.append(Act("list:", "second.all", (own("second", "Ctrl+B"),)))
        found.append(Notice(BannerKind.SECOND, text, _times(asked, look, now, more), tuple(acts)))
    return found


def _times(asked: Second, look: Look, now: datetime, more: int = 0) -> str:
    """How long it has waited and how long is left, both as lengths: a time of day beside a length reads as another."""
    wait = fmt.span((now - asked.asked_at).total_seconds(), look.lang)
    left = fmt.span((asked.until - now).total_seconds(), look.lang)
    if zh(look):
        return f"已等 {wait}，还剩 {left}" + (f"，另有 {more} 件" if more > 0 else "")
    return f"waited {wait}, {left} left" + (f", {more} more" if more > 0 else "")


def _own(waiting: Waiting, look: Look, now: datetime) -> list[Notice]:
    takes = len(waiting.requests())  # with a request to decide, the key to refuse means that
    return [
        Notice(
            BannerKind.WAITING,
            _begun(f"{what(case, asked.act, asked.wanted, look, case.priority)} · {whom(case, look)}"),
            _times(asked, look, now),
            (
                Act(
                    f"phone:{case.no}",
                    "second.by_phone",
                    _first(place, "second_phone", "Ctrl+T"),
                    queued=waiting.is_queued,
                ),
                Act(
                    f"back:{case.no}",
                    "second.withdraw",
                    _first(place + takes, "second_no", "Ctrl+W"),
                    queued=waiting.is_queued,
                ),
            ),
        )
        for place, (case, asked) in enumerate(waiting.own()[:LINES])
    ]


def _first(place: int, act: str, key: str) -> tuple[str, ...]:
    """Only the first line of a kind has keys: they mean that one."""
    return (own(act, key),) if place == 0 else ()


def rows(waiting: Waiting, look: Look, now: datetime) -> list[PersonRow]:
    """All of it as a list: to decide, one's own, unsigned."""
    requests, own, unsigned = waiting.requests(), waiting.own(), waiting.unsigned()
    found: list[PersonRow] = []
    if requests or own:
        count = len(requests) + len(own)
        found.append(PersonRow("", look.text("second.head.ask", count=count), is_group=True))
    decide = (("Enter", "second.approve"), ("R", "second.refuse"), ("G", "second.open"))
    mine = (("P", "second.by_phone"), ("R", "second.withdraw"), ("G", "second.open"))
    found += [_request(case, asked, look, now, decide, "ask") for case, asked in requests]
    found += [_request(case, asked, look, now, mine, "own") for case, asked in own]
    if unsigned:
        found.append(PersonRow("", look.text("second.head.unsigned", count=len(unsigned)), is_group=True))
    found += [_unsigned(case, each, look, now, waiting.may_sign(each)) for case, each in unsigned]
    return found


def _keys(pairs: tuple[tuple[str, str], ...], look: Look) -> tuple[tuple[str, str], ...]:
    return tuple((cap, look.text(text)) for cap, text in pairs)


def _request(
    case: Case, asked: Second, look: Look, now: datetime, keys: tuple[tuple[str, str], ...], kind: str
) -> PersonRow:
    who = asked.asked_by if kind == "ask" else look.text("second.mine")
    said = "" if asked.text in (None, HIDDEN) else f" · {asked.text}"
    return PersonRow(
        key=f"{kind}:{case.no}",
        title=_begun(f"{what(case, asked.act, asked.wanted, look, case.priority)} · {case.title}"),
        detail=f"{who}{said}",
        aside=_times(asked, look, now),
        priority=case.priority,
        keys=_keys(keys, look),
    )


def _unsigned(case: Case, each: Unsigned, look: Look, now: datetime, may_sign: bool) -> PersonRow:
    zone = timezone(timedelta(hours=8))
    at = each.said_at.astimezone(zone).strftime("%m-%d %H:%M")
    leader = f"{each.who} {each.account or ''} {each.phone}".replace("  ", " ") if each.who != HIDDEN else "–"
    if zh(look):
        detail = f"{each.done_by} 办，{leader} {at} 电话授权"
    else:
        detail = f"done by {each.done_by}, authorised by {leader} at {at}"
    if each.text not in (None, HIDDEN):
        detail += f" · {each.text}"
    if each.disputed_by is not None:
        why = "" if each.dispute in (None, HIDDEN) else f"{'：' if zh(look) else ': '}{each.dispute}"
        detail += f" · {each.disputed_by} 有异议{why}" if zh(look) else f" · disputed by {each.disputed_by}{why}"
    keys = (("Enter", "second.sign"), *(() if each.disputed_by else (("R", "second.dispute"),))) if may_sign else ()
    return PersonRow(
        key=f"sign:{case.no}/{each.id}",
        title=_begun(f"{what(case, each.act, each.wanted, look)} · {case.title}"),
        detail=detail,
        aside=fmt.age((now - each.done_at).total_seconds(), look.lang),
        priority=case.priority,
        keys=_keys((*keys, ("G", "second.open")), look),
        is_disputed=each.disputed_by is not None,
    )
