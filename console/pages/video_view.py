"""Rooms and cameras as the boards show them, and how the online rate went; read off the board and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import nan
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from console.as_of import as_of, as_of_words
from console.case_view import zh
from console.desk import Desk
from core.domain.district import District
from core.domain.district_nouns import LinkSite
from core.domain.nouns import Link, LinkState
from widgets import format as fmt
from widgets.act_box import one_line
from widgets.link_board import GroupHead, LinkRow
from widgets.look import Look
from widgets.trend import Curve, Trend

NETWORKS: Final = ("rooms", "cameras")
LEVELS: Final = ("district", "town", "community", "grid")
MOST_POINTS: Final = 2_000
ONLINE: Final = frozenset({LinkState.OK, LinkState.SLOW})
VOUCHED: Final = timedelta(minutes=15)  # how long a machine's word stands by itself, while nothing else vouches for it
_NOT_KNOWN: Final = frozenset({LinkState.UNKNOWN, LinkState.STALE})
_BY: Final = frozenset({"manual", "probe", "gateway", "ingest"})


def group_of(district: District, site: LinkSite) -> str:
    """The group a site stands in: its level, and for cameras at the grids their town too."""
    if site.level != "grid":
        return site.level
    grid = district.grids.get(site.place)
    return f"grid:{grid.town if grid is not None else ''}"


def groups(district: District, network: str) -> dict[str, tuple[LinkSite, ...]]:
    """The sites of a network by group, from the district down."""
    found: dict[str, list[LinkSite]] = {}
    for site in district.links.values():
        if site.network == network:
            found.setdefault(group_of(district, site), []).append(site)
    order = sorted(found, key=lambda group: (LEVELS.index(group.partition(":")[0]), group))
    return {group: tuple(found[group]) for group in order}


def group_name(district: District, group: str, look: Look) -> str:
    """A group in words."""
    level, _, place = group.partition(":")
    town = district.towns.get(place)
    if town is None:
        return look.text(f"level.{level}")
    return town.name_zh if zh(look) else town.name_en.removesuffix(" Sub-district")


def site_name(site: LinkSite, look: Look) -> str:
    """A site's name."""
    return site.name_zh if zh(look) else site.name_en


def heard_at(desk: Desk, site: LinkSite, link: Link) -> datetime:
    """Until when a machine's word on a site counts: a gateway that tells changes vouches while it is heard itself."""
    said = link.seen_at or link.since
    if site.network != "cameras" or link.by != "gateway":
        return said
    heard = [desk.connection.sources.get(s.id) for s in desk.board.district.sources.values() if s.kind == "cameras"]
    return max((at for at in heard if at is not None), default=said)


def now_known(desk: Desk, site: LinkSite) -> Link | None:
    """What is known of a site now: a machine's good word that nobody vouches for any more is a stale one.

    While the hub is out of reach no machine's word is known to hold, the bad ones neither.
    """
    link, is_lost = desk.board.links.get(site.id), desk.connection.is_lost
    aging = ONLINE | {LinkState.DOWN} if is_lost else ONLINE
    if link is None or link.state not in aging or link.by == "manual":
        return link
    last = max(link.seen_at or link.since, heard_at(desk, site, link))
    if not is_lost and desk.now() - last <= VOUCHED:
        return link
    return replace(link, state=LinkState.STALE, seen_at=last)


def is_online(link: Link | None) -> bool:
    """Whether a machine says that it is there; a person's word is not one."""
    return link is not None and link.state in ONLINE and link.by != "manual"


def is_known(link: Link | None) -> bool:
    """Whether anything is known of it: a state that still holds, or an answer to a roll call."""
    return link is not None and (link.state not in _NOT_KNOWN or link.called_at is not None)


def is_told(link: Link | None) -> bool:
    """Whether a machine's word on it, good or bad, holds now."""
    return link is not None and link.by != "manual" and link.state in ONLINE | {LinkState.DOWN}


def heads(desk: Desk, network: str, look: Look) -> tuple[GroupHead, ...]:
    """The levels of a network with their counts."""
    district = desk.board.district
    found = []
    for group, sites in groups(district, network).items():
        links = [now_known(desk, site) for site in sites]
        online, known = sum(map(is_online, links)), sum(map(is_known, links))
        rest = look.text("trend.rest", count=len(sites) - known) if known < len(sites) else ""
        counts = look.text("video.level_counts", online=online, all=len(sites), rest=rest)
        age = _age(links, desk.now(), look)
        found.append(GroupHead(group, group_name(district, group, look), one_line((counts, age)), bool(age)))
    return tuple(found)


def _age(links: Sequence[Link | None], now: datetime, look: Look) -> str:
    """How old the last word of a level is where some of what was said there no longer holds; else ""."""
    told = [link.seen_at or link.since for link in links if link is not None and link.state is LinkState.STALE]
    return look.text("video.level_old", age=fmt.age((now - max(told)).total_seconds(), look.lang)) if told else ""


def link_rows(desk: Desk, network: str, look: Look) -> tuple[LinkRow, ...]:
    """The sites of a network with what is known of them."""
    district, now = desk.board.district, desk.now()
    word = look.text("waiting.sent" if desk.connection.is_live else "waiting.queued")
    waiting = {p.subject: word for p in desk.asked.pending.values() if p.name.startswith("video.")}
    return tuple(
        replace(
            _row(site, group, now_known(desk, site), look, now, waiting.get(f"link/{site.id}", "")),
            is_old=desk.connection.is_lost,
        )
        for group, sites in groups(district, network).items()
        for site in sites
    )


def _row(site: LinkSite, group: str, link: Link | None, look: Look, now: datetime, waiting: str) -> LinkRow:
    state = link.state if link is not None else LinkState.UNKNOWN
    return LinkRow(
        id=site.id,
        name=site_name(site, look),
        group=group,
        state=state,
        word=state_words(link, look),
        told=_told(link, look, now),
        by_hand=by_hand(link),
        call=waiting or _call(link, look, now),
        has_stream=bool(site.stream),
    )


def by_hand(link: Link | None) -> bool:
    """Whether what is known came from a person: the state, or with no state the roll call."""
    if link is None:
        return False
    if link.state is LinkState.UNKNOWN:
        return link.called_at is not None
    return link.by == "manual" or link.state is LinkState.MANUAL


def state_words(link: Link | None, look: Look) -> str:
    """The state in words; by hand it says so first."""
    if link is None:
        return look.word(LinkState.UNKNOWN)
    word = look.word(link.state)
    if link.state is LinkState.MANUAL:
        return one_line((word, link.detail or look.text("video.usable")))
    return (
        one_line((look.word(LinkState.MANUAL), word)) if by_hand(link) and link.state is not LinkState.UNKNOWN else word
    )


def _told(link: Link | None, look: Look, now: datetime) -> str:
    """Since when it is so, or how long nobody has confirmed it, and who said it."""
    if link is None or link.state is LinkState.UNKNOWN:
        return "" if link is not None and link.called_at is not None else look.text("video.never")
    at = link.seen_at or link.since
    since = look.text("video.since", time=fmt.column_time(at, now, look.lang))
    if link.state is LinkState.STALE:
        since = look.text("video.unconfirmed", age=fmt.age((now - at).total_seconds(), look.lang))
    return one_line((since, look.text(f"video.by_{link.by}") if link.by in _BY else link.by or ""))


def _call(link: Link | None, look: Look, now: datetime) -> str:
    if link is None or link.called_at is None:
        return ""
    words = look.text("video.called_yes" if link.call_result == "answered" else "video.called_no")
    return one_line((words, fmt.column_time(link.called_at, now, look.lang)))


def told_site(district: District, site: LinkSite, link: Link | None, look: Look, now: datetime) -> tuple[str, str]:
    """Two lines on one site: its level and state; its telephone and who said what."""
    phone = look.text("video.phone", phone=site.phone) if site.phone else ""
    first = one_line((group_name(district, group_of(district, site), look), state_words(link, look)))
    detail = link.detail if link is not None and link.state is not LinkState.MANUAL else ""
    return first, one_line((_told(link, look, now), detail or "", _call(link, look, now), phone))


# --- the online rate --------------------------------------------------------------------------------------------


class Sample(Struct, frozen=True):
    """How many sites of each network a machine saw online, from a moment on, and of how many its word held."""

    at: datetime
    online: tuple[int, ...]
    told: tuple[int, ...]


class History:
    """The online counts of this session, one sample for each change."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []

    def take(self, desk: Desk) -> bool:
        """Note how it stands; True when it is another than before."""
        sites = desk.board.district.links.values()
        if desk.connection.is_lost or (not desk.board.links and not self.samples):
            return False  # no picture now: the curve must not show nobody online
        links = {network: [now_known(desk, s) for s in sites if s.network == network] for network in NETWORKS}
        online, told = (tuple(sum(map(test, links[n])) for n in NETWORKS) for test in (is_online, is_told))
        if self.samples and (self.samples[-1].online, self.samples[-1].told) == (online, told):
            return False
        self.samples.append(Sample(desk.now(), online, told))
        del self.samples[:-MOST_POINTS]
        return True

    def trend(self, desk: Desk, look: Look) -> Trend:
        """The plot's contents."""
        totals = [sum(s.network == n for s in desk.board.district.links.values()) for n in NETWORKS]
        changes = max(0, len(self.samples) - 1)
        until, ends = desk.now(), as_of(desk)
        note = look.text("trend.n", count=changes, time=fmt.clock(until)) if changes else look.text("trend.few")
        note = as_of_words(desk, look) or note
        return Trend(look.text("trend.question"), note, tuple(self._curves(totals, look)), until, ends)

    def _curves(self, totals: Sequence[int], look: Look) -> list[Curve]:
        found = []
        for place, key in enumerate(("trend.now", "trend.other")):
            shares = tuple(100 * s.online[place] / s.told[place] if s.told[place] else nan for s in self.samples)
            times = tuple(s.at.timestamp() for s in self.samples)
            rate = self._rate(place, totals[place], look)
            found.append(Curve(look.text(key, rate=rate), times, shares, is_main=place == 0))
        return found

    def _rate(self, place: int, whole: int, look: Look) -> str:
        """The present share of those a machine tells of, and how many nobody knows of."""
        part, told = (self.samples[-1].online[place], self.samples[-1].told[place]) if self.samples else (0, 0)
        if not told:
            return look.text("trend.unknown", all=whole)
        unknown = look.text("trend.rest", count=whole - told) if told < whole else ""
        return look.text("trend.rate", share=f"{100 * part / told:.0f}%", part=part, all=told, rest=unknown)
