"""What the strip, the banner and the foot bar say, read off the desk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Final, NamedTuple

import numpy as np

from console.asked import LastAction as Done
from console.asked import done_of, said_of
from console.case_view import unit_name, zh
from console.desk import Desk
from console.surge_view import surge_notices
from core.client.items import LinkStatus
from core.domain.columns import to_ms
from core.domain.district import District
from core.domain.district_nouns import Shift as Duty
from core.domain.nouns import LinkState, Priority
from core.domain.rules.clocks import tightest
from widgets import format as fmt
from widgets.banner import BannerKind, Notice
from widgets.command_bar import ActionState, LastAction
from widgets.deadline import Limit
from widgets.dispatch_card import Act
from widgets.look import Look
from widgets.strip_blocks import Counts, Lamp, NextClock, Shift

SERVER: Final = "server"
SLOW_S: Final = 7.0  # a heartbeat comes every 5 s
_ALWAYS: Final = 5  # sources that always have a lamp of their own; further ones while something is wrong with them


def counts_of(levels: Sequence[int]) -> Counts:
    """Figures by priority, P1 first."""
    return Counts(*levels)


def unacked_counts(count: int, top: Priority | None) -> Counts:
    """How many nobody has seen, all under the gravest of them: the block shows the sum in that colour."""
    return Counts(**{(top or Priority.P4).value.lower(): count})


def overdue_count(desk: Desk) -> int:
    """Every open case whose tightest running limit is over, whatever group it stands in."""
    return int(np.count_nonzero(desk.columns.late(to_ms(desk.now()))))


def next_clock(desk: Desk) -> NextClock | None:
    """The limit that breaks next."""
    found = desk.queue.next_deadline()
    case = desk.case(found[0]) if found is not None else None
    deadline = tightest(case) if case is not None else None
    if case is None or deadline is None:
        return None
    return NextClock(case.no, Limit.of(deadline))


def lamps(desk: Desk, look: Look, now: datetime) -> list[Lamp]:
    """One for each source of the district, the hub's own last."""
    sources = desk.board.district.sources
    watched = [s.id for s in sources.values() if not s.manual and s.silence_limit_s > 0]
    by_hand = [s for s in sources.values() if s.manual]
    each = [_source_lamp(desk, source, look, now) for source in watched]
    quiet = [lamp for lamp in each[_ALWAYS:] if lamp.state in (LinkState.OK, LinkState.UNKNOWN)]
    found = [lamp for lamp in each if lamp not in quiet]
    if quiet:
        worst = LinkState.OK if all(lamp.state is LinkState.OK for lamp in quiet) else LinkState.UNKNOWN
        words = f"其余 {len(quiet)} 路" if zh(look) else f"Other {len(quiet)}"
        found.append(Lamp("others", words, worst, detail=tuple(line for lamp in quiet for line in lamp.detail)))
    if by_hand:
        words = f"{len(by_hand)} 路" if zh(look) else f"{len(by_hand)} lines"
        detail = tuple(link_line(desk, source.id, look, now) for source in by_hand)
        found.append(Lamp("manual", words, LinkState.MANUAL, detail=detail))
    return [*found, _server_lamp(desk, look, now)]


# What the room calls a kind of source where it is not known by a number.
_KINDS: Final = {
    "app": ("APP", "App"),
    "hotline": ("热线", "Hotline"),
    "supervision": ("督办", "Superv."),
    "transfer": ("转办", "Transfer"),
    "cameras": ("雪亮", "Cameras"),
    "platform": ("平台", "Platform"),
    "manual": ("手工", "Manual"),
}
_NUMBER: Final = re.compile(r"\d{3,}")


def short_source(desk: Desk, source: str, look: Look) -> str:
    """A source's name for a narrow place: its number, else its kind; kinds that two sources share keep their name."""
    sources = desk.board.district.sources
    spec = sources[source]
    number = _NUMBER.search(spec.name_zh)
    if number is not None:
        return number.group()
    watched = [s for s in sources.values() if s.kind == spec.kind and not s.manual and s.silence_limit_s > 0]
    if watched and watched[0].id == source:
        return _KINDS[spec.kind][0 if zh(look) else 1]
    return (spec.name_zh[-2:] if zh(look) else spec.name_en.split()[-1]).strip()


def _source_lamp(desk: Desk, source: str, look: Look, now: datetime) -> Lamp:
    name = short_source(desk, source, look)
    link = desk.board.links.get(source)
    heard = desk.connection.sources.get(source) or (link.seen_at if link is not None else None)
    age = (now - heard).total_seconds() if heard is not None else None
    spec = desk.board.district.sources[source]
    state = link.state if link is not None else _heard(age, spec.silence_limit_s)
    if desk.connection.is_lost:
        state = LinkState.STALE
    return Lamp(source, name, state, age, detail=(link_line(desk, source, look, now),))


def link_line(desk: Desk, source: str, look: Look, now: datetime) -> str:
    """One source in words: its whole name, how its line stands, and how old its last word is."""
    spec, link = desk.board.district.sources[source], desk.board.links.get(source)
    heard = desk.connection.sources.get(source) or (link.seen_at if link is not None else None)
    name = spec.name_zh if zh(look) else spec.name_en
    state = LinkState.MANUAL if spec.manual else link.state if link is not None else LinkState.UNKNOWN
    if heard is None:
        age = look.text("lamp.never")
    else:
        age = look.text("lamp.heard", age=fmt.length((now - heard).total_seconds(), look.lang))
    return f"{name} · {look.word(state)} · {age}"


def _heard(age: float | None, limit: float) -> LinkState:
    """A source before anybody signed in: only its last word is known."""
    if age is None:
        return LinkState.UNKNOWN
    return LinkState.OK if age <= limit else LinkState.STALE


def _server_lamp(desk: Desk, look: Look, now: datetime) -> Lamp:
    connection = desk.connection
    age = (now - connection.data_at).total_seconds() if connection.data_at is not None else None
    link = connection.link
    if link is None and connection.probe is not None:
        return Lamp(SERVER, look.text("server"), LinkState.OK if connection.probe.is_up else LinkState.DOWN)
    status = link.state if link is not None else LinkStatus.CONNECTING
    state = {
        LinkStatus.LIVE: LinkState.SLOW if age is not None and age > SLOW_S else LinkState.OK,
        LinkStatus.CONNECTING: LinkState.UNKNOWN,
        LinkStatus.STALE: LinkState.STALE,
        LinkStatus.DOWN: LinkState.DOWN,
        LinkStatus.REFUSED: LinkState.OK,  # who says no is there
    }[status]
    return Lamp(SERVER, look.text("server"), state, age)


class Turn(NamedTuple):
    """A turn of duty that runs, and since and until when."""

    shift: Duty
    starts: datetime
    ends: datetime


def turn_at(district: District, now: datetime) -> Turn | None:
    """The turn of duty that runs then."""
    local = now.astimezone(timezone(timedelta(minutes=district.utc_offset_minutes)))
    for shift in district.shifts:
        hour, minute = (int(part) for part in shift.start.split(":"))
        for day in (0, -1):
            starts = (local + timedelta(days=day)).replace(hour=hour, minute=minute, second=0, microsecond=0)
            if starts <= local < starts + timedelta(hours=shift.hours):
                return Turn(shift, starts, starts + timedelta(hours=shift.hours))
    return None


def shift_of(desk: Desk, look: Look, now: datetime) -> Shift | None:
    """The turn of duty that runs now, as the strip shows it."""
    district = desk.board.district
    turn = turn_at(district, now)
    if turn is None:
        return None
    return Shift(
        name=turn.shift.name_zh if zh(look) else turn.shift.name_en,
        starts=turn.starts,
        ends=turn.ends,
        lead=_lead(district, look),
        me=desk.actor.name,
    )


def _lead(district: District, look: Look) -> str:
    post = next((p for p in district.posts if p.kind == "shift_lead" and p.worker), None)
    worker = district.workers.get(post.worker or "") if post is not None else None
    return "" if worker is None else worker.name_zh if zh(look) else worker.name_en


def last_action(desk: Desk, look: Look, now: datetime) -> LastAction | None:
    """What was done last, and until when it can be taken back."""
    done = desk.asked.last
    if done is None:
        return None
    left = desk.recall_seconds()
    until = now + timedelta(seconds=left) if left is not None and left > 0 else None
    state = _state(desk, done)
    return LastAction(text=_said(desk, done, state, look), state=state, until=until)


def _said(desk: Desk, done: Done, state: ActionState, look: Look) -> str:
    """What was done, to which case and whom; in the past only when the hub has said so."""
    name = next((n for n in ("case.dispatch", "case.request") if n in done.names), done.names[0])
    count = len(done.case_nos)
    if state is ActionState.SENT:
        return done_of(name, done.subject, look.lang, count) + _to(desk, done, name, look)
    said = said_of(name, done.subject, look.lang, count) + _to(desk, done, name, look)
    if state is ActionState.FAILED:
        return f"{said}未成" if zh(look) else f"{said}: refused"
    if state is ActionState.PENDING:
        waits = look.text("waiting.sent" if desk.connection.is_live else "waiting.queued")
        return f"{said}，{waits}" if zh(look) else f"{said}, {waits.lower()}"
    return said


def _to(desk: Desk, done: Done, name: str, look: Look) -> str:
    """The units an act concerned, e.g. 至 区城管局等 3 家."""
    if len(done.case_nos) > 1:
        return ""
    units, case = done.units, desk.case(done.case_no)
    if name == "case.urge" and case is not None and not units:
        last = max((t.urged_at for t in case.tasks if t.urged_at is not None), default=None)
        units = tuple(t.unit for t in case.tasks if last is not None and t.urged_at == last)
    if name == "case.escalate" and case is not None and case.escalations:
        rung = look.word(case.escalations[-1].rung)
        return f" 至 {rung}" if zh(look) else f" to {rung}"
    if not units:
        return ""
    first, more = unit_name(desk.board.district, units[0], look), len(units) - 1
    if zh(look):
        return f" 至 {first}" + (f"等 {len(units)} 家" if more else "")
    return f" to {first}" + (f" and {more} more" if more else "")


def _state(desk: Desk, done: Done) -> ActionState:
    if done.failed:
        return ActionState.FAILED
    if any(command_id in desk.asked.pending for command_id in done.ids):
        return ActionState.PENDING
    case = desk.case(done.case_no)
    if case is not None and done.is_dispatch:
        mine = [t for t in case.tasks if t.sent_at >= done.at - timedelta(seconds=1)]
        if mine and all(t.state == "recalled" for t in mine):
            return ActionState.RECALLED
    return ActionState.SENT


def marked(desk: Desk, words: str, look: Look) -> str:
    """Words that say so where this is not the real desk."""
    return words if desk.mode == "live" else f"{look.text(f'mode.{desk.mode}')} · {words}"


def offer_words(desk: Desk, look: Look) -> str:
    """Who may go on here without the hub, how long and with what data; empty while the hub is there or nobody may."""
    connection = desk.connection
    offer, link, probe = connection.offer, connection.link, connection.probe
    is_down = link is not None and link.state is LinkStatus.DOWN
    is_away = is_down or (not connection.is_live and probe is not None and not probe.is_up)
    if not is_away or offer.user is None or offer.until is None or offer.data_at is None or desk.now() >= offer.until:
        return ""
    data_at, until = fmt.hour_minute(offer.data_at), fmt.hour_minute(offer.until)
    return look.text("signin.kept", user=offer.user, until=until, time=data_at)


def notices(desk: Desk, look: Look, now: datetime) -> list[Notice]:
    """What is not normal about the desk: no hub, commands past their use-by, silent sources, a surge."""
    found = [Notice(BannerKind.DRILL, look.text("practice.banner"))] if desk.mode == "drill" else []
    if desk.connection.is_lost:
        found.append(_offline(desk, look, now))
    backlog = desk.connection.backlog
    if backlog and desk.connection.is_live:
        done = max(0, backlog - desk.connection.outbox.waiting)
        asks = desk.connection.outbox.asks
        aside = look.text("resync.asks", count=asks) if asks else ""
        words = look.text("resync.sending", done=done, all=backlog)
        found.append(Notice(BannerKind.RESYNC, words, aside, progress=done / backlog))
    for command_id, ask in desk.asked.reviews.items():
        text = said_of(ask.command.name, ask.command.subject, look.lang)
        at = fmt.clock(ask.saved_at)
        words = (
            f"{text}，存于 {at}，已过时效，没有发出"
            if zh(look)
            else f"{text}, saved {at}, is past its use-by, not sent"
        )
        acts = (Act(f"send:{command_id}", "review.send"), Act(f"drop:{command_id}", "review.drop"))
        found.append(Notice(BannerKind.RESYNC, words, acts=acts))
    if desk.clock.is_skewed:
        found.append(_skewed(desk.clock.skew(), look))
    down = [source for source in desk.board.district.sources if _is_down(desk, source)]
    if down and not desk.connection.is_lost:
        found.append(_silent(desk, down, look))
    found += surge_notices(desk, look)
    return found


def _offline(desk: Desk, look: Look, now: datetime) -> Notice:
    connection = desk.connection
    data = fmt.clock(connection.data_at) if connection.data_at is not None else "–"
    age = fmt.length((now - connection.data_at).total_seconds(), look.lang) if connection.data_at is not None else "–"
    waits = connection.outbox.waiting
    if zh(look):
        text = f"与枢纽失去联系，显示 {data} 的数据（{age}前）。操作存入待发，用电话交办"
        return Notice(BannerKind.OFFLINE, text, f"待发 {waits} 件，恢复后补发")
    text = f"The hub is out of reach; showing data of {data} ({age} old). Acts go to the outbox, dispatch by phone"
    return Notice(BannerKind.OFFLINE, text, f"{waits} in outbox, sent when it is back")


def _skewed(skew: float, look: Look) -> Notice:
    """This machine's date is off: limits do not suffer, but what it writes elsewhere does."""
    seconds = round(abs(skew))
    if zh(look):
        way = "快" if skew > 0 else "慢"
        text = f"本机时钟{way} {seconds} 秒；时限按枢纽时间计，不受影响"
        return Notice(BannerKind.CLOCK, text, "请系统管理员给本机校时")
    way = "fast" if skew > 0 else "slow"
    text = f"This machine is {seconds} s {way}; limits run on the hub's time and are not affected"
    return Notice(BannerKind.CLOCK, text, "Ask the administrator to set it")


def _is_down(desk: Desk, source: str) -> bool:
    link = desk.board.links.get(source)
    return link is not None and link.state is LinkState.DOWN


def _silent(desk: Desk, sources: Sequence[str], look: Look) -> Notice:
    district = desk.board.district
    parts = []
    for source in sources:
        spec, link = district.sources[source], desk.board.links[source]
        name = spec.name_zh if zh(look) else spec.name_en
        at = fmt.hour_minute(link.seen_at or link.since)
        parts.append(f"{name} {at} 起" if zh(look) else f"{name} since {at}")
    return Notice(BannerKind.LINK, ("、" if zh(look) else ", ").join(parts))
