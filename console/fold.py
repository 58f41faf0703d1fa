"""How the desk takes in what the feed brings: each item in small steps, so that a flood never holds a frame."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from console.asked import Asked, Notice, said_of
from console.grants import LASTS, OfferItem
from console.hub_clock import HubClock
from console.memory import Memory
from console.probe import ProbeItem
from core.client import items
from core.client.checking import CheckedItem
from core.domain import events as ev
from core.domain.board import NOTHING, Board, Changes
from core.domain.events import case_of

_CHUNK: Final = 200  # cases of a snapshot taken in before the clock is looked at again


class Connection:
    """How the line to the hub stands, how old the picture is, and what waits to be sent."""

    def __init__(self) -> None:
        self.link: items.LinkItem | None = None
        self.outbox = items.OutboxItem(waiting=0, asks=0)
        self.probe: ProbeItem | None = None  # what was seen of the hub before anybody signed in
        self.data_at: datetime | None = None  # hub time of the hub's last word
        self.sources: dict[str, datetime] = {}  # when each source was last heard
        self.offer = OfferItem()  # who may go on here without the hub
        self.is_on_grant = False  # this machine vouches for who sits here, the hub has not yet
        self.until: datetime | None = None  # without the hub the seat may be used no longer than that
        self.is_whole = False  # a picture was taken in, and none is being taken in now
        self.backlog = 0  # how many commands waited when the line came back; 0 when all are through

    @property
    def is_live(self) -> bool:
        """True while events flow."""
        return self.link is not None and self.link.state is items.LinkStatus.LIVE

    @property
    def is_lost(self) -> bool:
        """True when there was a session and the line is gone or silent, or when there has been none yet."""
        gone = (items.LinkStatus.DOWN, items.LinkStatus.STALE)
        return self.link is not None and (self.link.state in gone or self.is_on_grant)


class Race(NamedTuple):
    """A claim that came second: on which case, who has it, and by how many seconds they were earlier."""

    no: str
    holder: str
    seconds: float


class Told:
    """What one frame has to announce."""

    def __init__(self) -> None:
        self.changes = NOTHING
        self.notices: list[Notice] = []
        self.sessions: list[items.ReadyItem] = []
        self.checks: list[CheckedItem] = []
        self.results: list[items.ResultItem] = []
        self.is_answered = False
        self.races: list[Race] = []


class Fold:
    """Board, memory, connection and what was asked, changed by items; `told` gathers what the frame announces."""

    def __init__(self, board: Board, clock: HubClock) -> None:
        self.board = board
        self.connection = Connection()
        self.memory = Memory()
        self.asked = Asked()
        self.told = Told()
        self.is_line_new = False
        self._losing: dict[str, datetime] = {}  # claims refused as held, whose holder is not heard of yet
        self.present: dict[str, tuple[str, ...]] = {}  # case → who else has it open
        self._clock = clock

    def steps(self, item: items.Item | ProbeItem | CheckedItem | OfferItem, at: float) -> Iterator[None]:
        """The steps of taking in one item that came at the monotonic instant `at`."""
        return _STEPS[type(item)](self, item, at)

    def touch(self, nos: Iterable[str | None]) -> None:
        """These cases look different, though the board holds them as before."""
        found = frozenset(no for no in nos if no)
        if found:
            self.told.changes |= Changes(cases=found)

    def _hears(self, now: datetime, at: float) -> None:
        self._clock.hears(now, at)
        self.connection.data_at = now
        self.is_line_new = True

    def _link(self, item: items.LinkItem, at: float) -> Iterator[None]:
        connection, was_live = self.connection, self.connection.is_live
        connection.link = item
        if item.state is not items.LinkStatus.LIVE:
            self._nobody_present()
        if item.state is items.LinkStatus.LIVE:
            connection.is_on_grant, connection.until = False, None
            connection.backlog = 0 if was_live else connection.outbox.waiting
        elif connection.until is None:
            connection.until = item.since + LASTS
        self.is_line_new = True
        self.touch(p.case_no for p in self.asked.pending.values())
        yield

    def _ready(self, item: items.ReadyItem, at: float) -> Iterator[None]:
        self.told.sessions.append(item)
        self.connection.is_on_grant, self.connection.until = item.until is not None, item.until
        if item.now is not None:
            self._hears(item.now, at)
        self.is_line_new = True
        yield

    def _presence(self, item: items.PresenceItem, at: float) -> Iterator[None]:
        self.present = {no: names for no, names in (self.present | item.open).items() if names}
        self.touch(item.open)
        yield

    def _nobody_present(self) -> None:
        """Without the hub nobody knows."""
        self.touch(self.present)
        self.present = {}

    def _head(self, item: items.HeadItem, at: float) -> Iterator[None]:
        self.connection.sources = item.sources
        self._hears(item.now, at)
        yield

    def _snapshot(self, item: items.SnapshotItem, at: float) -> Iterator[None]:
        gc.collect()  # while there is little to look through: what is frozen below is never looked through again
        kept = {case.no for case in item.cases}
        self.connection.is_whole = False
        self.told.changes |= self.board.remove([no for no in self.board.cases if no not in kept])
        self.memory.forget_events()
        yield
        for start in range(0, len(item.cases), _CHUNK):
            self.told.changes |= self.board.put(item.cases[start : start + _CHUNK], (), item.at_seq)
            yield
        self.told.changes |= self.board.put((), item.links, item.at_seq)
        self.connection.is_whole = True
        gc.freeze()  # the picture lives long: looking it through for garbage again and again would stall the hand
        if item.saved_at is not None and not self._clock.is_heard:
            self.connection.data_at = item.saved_at
            self.is_line_new = True

    def _events(self, item: items.EventsItem, at: float) -> Iterator[None]:
        for event in item.events:
            self.told.changes |= self.board.apply(event)
            self.memory.hear(event)
            if isinstance(event.data, ev.CaseClaimed) and event.case_no in self._losing:
                self._lose(event.case_no, self._losing.pop(event.case_no))
            if event.cause in self.asked.pending:
                self.asked.answered(event.cause, event)
            yield
        self.board.seq = max(self.board.seq, item.at_seq)

    def _view(self, item: items.ViewItem, at: float) -> Iterator[None]:
        self.told.changes |= self.board.remove([no for s in item.remove if (no := case_of(s))])
        self.told.changes |= self.board.put(item.add, (), item.at_seq)
        yield

    def _result(self, item: items.ResultItem, at: float) -> Iterator[None]:
        pending = self.asked.resolve(item)
        if pending is not None:
            self.touch((pending.case_no,))
        is_race = item.error is not None and item.error.rule == "held" and item.name == "case.claim"
        is_told = is_race and pending is not None and self._lose(pending.case_no or "", pending.at)
        if item.error is not None and not is_told:
            subject = item.subject or (pending.subject if pending is not None else "")
            self.told.notices.append(
                Notice(
                    "failed",
                    f"{said_of(item.name, subject, 'zh_CN')}未成：{item.error.message_zh}",
                    f"{said_of(item.name, subject, 'en')} failed: {item.error.message_en}",
                    case_of(subject) or "",
                )
            )
        self.told.is_answered = True
        self.told.results.append(item)
        yield

    def _lose(self, no: str, asked_at: datetime) -> bool:
        """Somebody else was faster: said where it happened, now or when their claim is heard; False while it is not."""
        case, claimed = self.board.cases.get(no), self.memory.last(no, ev.CaseClaimed)
        if case is not None and case.holder is not None and claimed is not None:
            self.told.races.append(Race(no, case.holder, (asked_at - claimed.time).total_seconds()))
            return True
        self._losing[no] = asked_at
        return False

    def _saved(self, item: items.SavedItem, at: float) -> Iterator[None]:
        self.asked.saved(item.id)
        yield

    def _unsaved(self, item: items.UnsavedItem, at: float) -> Iterator[None]:
        gone = [self.asked.pending.pop(command_id, None) for command_id in item.ids]
        self.told.results += [items.ResultItem(command_id, ok=False) for command_id in item.ids]
        self.touch(pending.case_no for pending in gone if pending is not None)
        words = f"未能存盘，没有发出：{item.detail}", f"Could not be saved, nothing was sent: {item.detail}"
        self.told.notices.append(Notice("failed", *words))
        yield

    def _ask(self, item: items.AskItem, at: float) -> Iterator[None]:
        self.asked.reviews[item.command.id] = item
        self.is_line_new = True
        yield

    def _outbox(self, item: items.OutboxItem, at: float) -> Iterator[None]:
        self.connection.outbox = item
        if not item.waiting:
            self.connection.backlog = 0
        self.is_line_new = True
        yield

    def _probe(self, item: ProbeItem, at: float) -> Iterator[None]:
        self.connection.probe = item
        self.connection.sources = item.sources
        if item.now is not None:
            self._clock.hears(item.now, at)
        self.is_line_new = True
        yield

    def _checked(self, item: CheckedItem, at: float) -> Iterator[None]:
        self.told.checks.append(item)
        yield

    def _offer(self, item: OfferItem, at: float) -> Iterator[None]:
        self.connection.offer = item
        self.is_line_new = True
        yield

    def _fault(self, item: items.FaultItem, at: float) -> Iterator[None]:
        zh, en = (item.error.message_zh, item.error.message_en) if item.error is not None else (item.detail,) * 2
        where = _PLACES.get(item.where, (item.where, item.where))
        self.told.notices.append(Notice("failed", f"{where[0]}：{zh}", f"{where[1]}: {en}"))
        yield


_PLACES: Final = {
    "hub": ("枢纽", "Hub"),
    "store": ("本机存盘", "This seat's disk"),
    "event": ("来件", "An event"),
    "retry": ("重发", "Sending again"),
    "resync": ("重新同步", "Resync"),
    "feed": ("联络线", "The feed"),
}
_STEPS: Final[dict[type, Callable[[Fold, Any, float], Iterator[None]]]] = {
    items.LinkItem: Fold._link,
    items.ReadyItem: Fold._ready,
    items.HeadItem: Fold._head,
    items.PresenceItem: Fold._presence,
    items.SnapshotItem: Fold._snapshot,
    items.EventsItem: Fold._events,
    items.ViewItem: Fold._view,
    items.ResultItem: Fold._result,
    items.SavedItem: Fold._saved,
    items.UnsavedItem: Fold._unsaved,
    items.AskItem: Fold._ask,
    items.OutboxItem: Fold._outbox,
    items.FaultItem: Fold._fault,
    ProbeItem: Fold._probe,
    CheckedItem: Fold._checked,
    OfferItem: Fold._offer,
}
