"""The console's centre in the GUI thread: folds what the feed brings, once a frame, and sends what is asked."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from console.asked import Notice, Wanted
from console.drafts import Drafts
from console.fold import Fold, Told
from console.grants import OfferItem
from console.hands_turn import HandsTurn
from console.hub_clock import HubClock, Monotonic
from console.probe import ProbeItem
from console.search import AHEAD, AHEAD_LATE, finder, searched
from core.client import items
from core.client.checking import CheckedItem
from core.domain import commands as cmd
from core.domain.board import NOTHING, Board, Changes
from core.domain.columns import Columns, to_ms
from core.domain.decide import decide
from core.domain.events import case_of
from core.domain.merged import Merged
from core.domain.nouns import Actor, Case, Role
from core.domain.queue import Queue
from core.domain.refusals import CannotTell, Refusal
from core.domain.rules import surge
from core.domain.rules.routing import Advice, Ledger, recommend
from core.domain.story import Line as StoryLine
from core.domain.story import story

FRAME_MS: Final = 33
SLICE_S: Final = 0.008
OPENING_S: Final = 0.4  # before anybody sits here no hand waits, and each announcement of a half picture costs a frame
MANY: Final = 2_000  # more cases than that in a frame are a picture: the queue shows them before all else hears of them
PATIENCE: Final = 30  # frames a picture waits for whoever is about to sit down

NOBODY: Final = Actor(name="", role=Role.VIEWER)


class Line(Protocol):
    """What the desk needs of the feed's thread; every call returns at once, answers come through the inbox."""

    def submit(self, commands: Sequence[cmd.Command]) -> None:
        """Save the commands in the outbox as one group, then send them."""

    def review(self, command_id: str, send: bool) -> None:
        """Send a command that is past its use-by after all, or let it go."""

    def look(self, subject: str | None) -> None:
        """Which case this person has open."""

    def sign_in(self, user: str, password: str, seat: str, take: bool = False) -> None:
        """Open a session for a person; `take` takes the seat over from whoever sits there."""

    def enter_offline(self, user: str, password: str, seat: str) -> None:
        """Sit down while the hub is away, on what it said last."""

    def sign_out(self) -> None:
        """End the session and release what is held."""

    def check(self, user: str, password: str) -> None:
        """Whether this is that person; a CheckedItem answers."""


class Desk(QObject):
    """Owns the Board, hub time, the connection, the selection and what was asked; announces once a frame.

    Pages read `board`, `now()`, `connection`, `actor` and ask with `refusal` and `submit`; nobody edits the board.
    """

    changed = Signal(object)  # Changes of this frame
    ticked = Signal(object)  # datetime, once a second of hub time
    connected = Signal()  # the connection, the outbox or the session is another
    reordered = Signal(object)  # Shift of the queue in this frame; comes before `changed`
    requeued = Signal()  # another queue object, e.g. after sign-in
    selected = Signal(object)  # case number or None
    noticed = Signal(object)  # Notice
    acted = Signal()  # another last action
    raced = Signal(object)  # Race: another was faster
    surged = Signal()  # a surge began or ended
    ready = Signal(object)  # ReadyItem: a session stands
    left = Signal()  # the session was ended here
    checked = Signal(object)  # CheckedItem: whether somebody is who they say
    resulted = Signal(object)  # ResultItem: what became of a command, for good

    def __init__(
        self,
        board: Board,
        clock: HubClock,
        monotonic: Monotonic,
        new_id: Callable[[], str],
        parent: QObject | None = None,
        mode: str = "live",
    ) -> None:
        """`mode` is "live", "demo" or "drill"; what is not live says so in title, strip and banner of each window."""
        super().__init__(parent)
        self.board = board
        self.clock = clock
        self.mode = mode
        # The feed's thread appends (monotonic, item) and does nothing else.
        self.inbox: deque[tuple[float, items.Item | ProbeItem | CheckedItem | OfferItem]] = deque()
        self.actor = NOBODY
        self.columns = Columns(searched(board.district))
        self.finds = finder(board.district)
        self.queue = self._new_queue()
        self.rows = Merged(self.queue)
        self.surge = surge.NONE
        self.ledger = Ledger()
        self._fold = Fold(board, clock)
        self.connection = self._fold.connection
        self.memory = self._fold.memory
        self.asked = self._fold.asked
        self.selection: str | None = None
        self.drafts = Drafts()
        self._line: Line | None = None
        self._monotonic = monotonic
        self.hands_turn = HandsTurn()
        self._framed = 0.0  # when the last frame came
        self._new_id = new_id
        self._folding: Iterator[None] | None = None
        self._untold = NOTHING  # in the queue already; everything else hears of it a frame later
        self._patience = 0
        self._second = 0
        self._advised: tuple[Case, Advice] | None = None  # good until any case changes: loads count too
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.frame)

    # --- reading ----------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Hub time."""
        return self.clock.now()

    def case(self, no: str | None) -> Case | None:
        """A case in sight, or None."""
        return self.board.cases.get(no) if no else None

    @property
    def presence(self) -> Mapping[str, tuple[str, ...]]:
        """Case → who else has it open."""
        return self._fold.present

    def present(self, no: str) -> tuple[str, ...]:
        """Who else has a case open, as far as the hub says."""
        return self._fold.present.get(no, ())

    def advice(self, case: Case) -> Advice:
        """Where this case should go, and why."""
        if self._advised is None or self._advised[0] is not case:
            self._advised = case, recommend(self.board, case, self.ledger)
        return self._advised[1]

    def story(self, case: Case) -> tuple[StoryLine, ...]:
        """What happened to a case, oldest first."""
        return story(case, self.memory.heard(case.no), self.board.district)

    def waiting(self, no: str) -> str:
        """ "" when nothing asked about the case is unanswered, "sent" when it is on its way, "queued" when 待发."""
        if not self.asked.about(no):
            return ""
        return "sent" if self.connection.is_live else "queued"

    def refusal(self, name: str, subject: str, body: cmd.Body) -> Refusal | None:
        """Why the rule book would refuse this now, None when it would not or it cannot be told here."""
        answer = decide(self.board, cmd.Command("", name, subject, body), self.actor, self.now())
        return None if isinstance(answer, tuple | CannotTell) else answer

    def case_refusal(self, name: str, body: cmd.Body | None = None) -> Refusal | None:
        """`refusal` for the selected case; with none selected there is nothing to ask."""
        if self.selection is None or self.case(self.selection) is None:
            return NO_SELECTION
        return self.refusal(name, f"case/{self.selection}", body if body is not None else cmd.Nothing())

    # --- asking -----------------------------------------------------------------------------------------------

    def select(self, no: str | None) -> None:
        """Make one case the selection of every page."""
        if no != self.selection:
            self.selection = no
            if self._line is not None:
                self._line.look(None if no is None else f"case/{no}")
            self.selected.emit(no)

    def submit(
        self,
        name: str,
        subject: str,
        body: cmd.Body,
        expected_version: int | None = None,
        occurred_at: datetime | None = None,
    ) -> str | None:
        """Ask the hub: the command's id, or None and a notice where the rule book refuses it here already."""
        ids = self.submit_group(((name, subject, body),), expected_version, occurred_at)
        return ids[0] if ids else None

    def submit_group(
        self,
        wanted: Sequence[tuple[str, str, cmd.Body]],
        expected_version: int | None = None,
        occurred_at: datetime | None = None,
    ) -> tuple[str, ...]:
        """Ask several things as one; the first refusal stops them all. Only the first is bound to a version.

        `occurred_at` is when it really happened, where that was not now.
        """
        for name, subject, body in wanted:
            no = self.refusal(name, subject, body)
            if no is not None:
                self.noticed.emit(Notice("failed", no.zh, no.en, case_of(subject) or ""))
                return ()
        if not wanted:
            return ()
        commands = tuple(
            cmd.Command(self._new_id(), name, subject, body, expected_version if place == 0 else None, occurred_at)
            for place, (name, subject, body) in enumerate(wanted)
        )
        self.asked.add(commands, self.now())
        self._fold.touch(case_of(c.subject) for c in commands)
        if self._line is not None:
            self._line.submit(commands)
        self.acted.emit()
        return tuple(c.id for c in commands)

    def send(self, commands: Sequence[cmd.Command]) -> Refusal | None:
        """Ask several things under ids of their own, e.g. rows of a table: no last action, nothing to recall.

        The first refusal of the rule book stops them all and is the answer.
        """
        for command in commands:
            no = self.refusal(command.name, command.subject, command.body)
            if no is not None:
                return no
        self.asked.add(commands, self.now(), is_last=False)
        self._fold.touch(case_of(c.subject) for c in commands)
        if self._line is not None:
            self._line.submit(commands)
        return None

    def new_id(self) -> str:
        """An id for a command that is sent with `send`."""
        return self._new_id()

    def recall_refusal(self) -> Refusal | None:
        """Why the last action cannot be taken back now; of a group, why none of it can."""
        found = self._ways_back()
        return None if any(no is None for _, no in found) else next((no for _, no in found), NOTHING_TO_TAKE_BACK)

    def _ways_back(self) -> list[tuple[tuple[Wanted, ...], Refusal | None]]:
        """The way back for each case of the last action, and why it is not open."""
        last, found = self.asked.last, list[tuple[tuple[Wanted, ...], Refusal | None]]()
        for no in last.case_nos if last is not None else ():
            case = self.case(no)
            way = last.part(no).way_back(case, self.actor.name) if case is not None and last is not None else ()
            found.append((way, self.refusal(*way[0]) if way else NOTHING_TO_TAKE_BACK))
        return found

    def recall_seconds(self) -> float | None:
        """How long the last action can still be taken back; None when there is no window for it."""
        last, window = self.asked.last, self.board.district.recall_seconds
        if last is None:
            return None
        left = [last.part(no).seconds_left(self.case(no), self.now(), window) for no in last.case_nos]
        return max((seconds for seconds in left if seconds is not None), default=None)

    def recall(self) -> None:
        """Take the last action back (F8); of a group, all of it that can be."""
        refused, found = self.recall_refusal(), self._ways_back()
        if refused is not None:
            self.noticed.emit(Notice("failed", refused.zh, refused.en))
            return
        ways = [way for way, no in found if no is None]
        self.submit_group([way[0] for way in ways])
        for wanted in [each for way in ways for each in way[1:]]:
            self._send_unasked(wanted)
        if len(ways) < len(found):
            left = len(found) - len(ways)
            self.noticed.emit(Notice("failed", f"{left} 件未能撤回", f"{left} could not be taken back"))

    def look_again(self, numbers: Iterable[str]) -> None:
        """Mark just these cases for another look of whoever sits here; nobody else sees it."""
        shift = self.queue.apply(self.columns.look_again(numbers), to_ms(self.now()))
        if len(shift.changed):
            self.rows.follow(self.selection)
            self.reordered.emit(shift)

    def turn_surge(self, on: bool) -> None:
        """Begin or end the surge at this desk by the word of who sits here; it is a way of looking and no act."""
        self._take_surge(surge.begun(to_ms(self.now())) if on else surge.ended(self.surge))

    def renew(self, no: str) -> None:
        """Keep what this actor holds and works on: claim it again, as no action of its own."""
        if self.refusal("case.claim", f"case/{no}", cmd.Nothing()) is None:
            self._send_unasked(("case.claim", f"case/{no}", cmd.Nothing()))

    def review(self, command_id: str, send: bool) -> None:
        """Decide on a command that is past its use-by."""
        self.asked.reviews.pop(command_id, None)
        if self._line is not None:
            self._line.review(command_id, send)
        self._fold.is_line_new = True

    def sign_in(self, user: str, password: str, seat: str, take: bool = False) -> None:
        """Open a session; the answer is a ReadyItem or a refused LinkItem."""
        if self._line is not None:
            self._line.sign_in(user, password, seat, take)

    def enter_offline(self, user: str, password: str, seat: str) -> None:
        """Sit down while the hub is away; the answer is a ReadyItem with an end, or a refused LinkItem."""
        if self._line is not None:
            self._line.enter_offline(user, password, seat)

    def sign_out(self) -> None:
        """End the session: the hub releases what is held, and nobody sits here."""
        if self._line is not None:
            self._line.sign_out()
        self.actor = NOBODY
        self.connection.link = None
        self.asked.last = None
        self.left.emit()

    def check(self, user: str, password: str) -> None:
        """Ask whether this is that person; `checked` answers."""
        if self._line is not None:
            self._line.check(user, password)

    def _send_unasked(self, wanted: tuple[str, str, cmd.Body]) -> None:
        """Send what only makes sense after the command before it, so that this board cannot judge it."""
        command = cmd.Command(self._new_id(), *wanted)
        self.asked.add((command,), self.now(), is_last=False)
        if self._line is not None:
            self._line.submit((command,))

    # --- folding ----------------------------------------------------------------------------------------------

    def attach(self, line: Line) -> None:
        """Speak to the hub through `line`."""
        self._line = line

    def start(self) -> None:
        """Begin to fold the inbox, once a frame."""
        self._timer.start()

    def stop(self) -> None:
        """Fold no more; the picture stays."""
        self._timer.stop()
        self._line = None

    def frame(self) -> None:
        """A frame is due; just after a key it waits, so that the key's own picture comes first."""
        if not self.hands_turn.comes_first(self._framed):
            self._framed = self.hands_turn.now()
            self.step()

    def step(self) -> None:
        """One frame: fold for at most `SLICE_S`, before a sign-in `OPENING_S`, then announce once."""
        until = self._monotonic() + (SLICE_S if self.actor.name else OPENING_S)
        while self._folding is not None or self.inbox:
            if self._folding is None:
                at, item = self.inbox.popleft()
                self._folding = self._fold.steps(item, at)
            if next(self._folding, self) is self:
                self._folding = None
            if self._monotonic() >= until:
                break
        self._announce()
        if not self.is_busy:
            self.columns.read_ahead(AHEAD if self._monotonic() < until else AHEAD_LATE)

    @property
    def is_busy(self) -> bool:
        """True while something heard is not folded yet."""
        return bool(self.inbox) or self._folding is not None or self._untold is not NOTHING

    def _announce(self) -> None:
        fold = self._fold
        fold.touch(self.asked.settle(self.board.seq))
        told, self._fold.told = fold.told, Told()
        for ready in told.sessions:
            self._sit(ready)
        for found in told.checks:
            self.checked.emit(found)
        changes = self._due(told)
        self._keep_up(changes)
        self._reorder(told.changes)
        if changes.cases or changes.links:
            self.changed.emit(changes)
        if len(changes.cases) > MANY:
            gc.freeze()  # what everything else keeps of a picture lives as long as the picture
        for race in told.races:
            self.raced.emit(race)
        for notice in told.notices:
            self.noticed.emit(notice)
        for result in told.results:
            self.resulted.emit(result)
        if told.is_answered:
            self.acted.emit()
        if fold.is_line_new:
            fold.is_line_new = False
            self.connected.emit()
        second = int(self.now().timestamp())
        if second != self._second:
            self._second = second
            self.ticked.emit(self.now())

    def _due(self, told: Told) -> Changes:
        """What is to be heard of in this frame: a picture waits until the queue has been painted with it.

        It is painted once somebody sits here; who takes long to sign in is not waited for.
        """
        changes = self._untold | told.changes if self._untold is not NOTHING else told.changes
        is_picture = len(told.changes.cases) > MANY
        self._patience = PATIENCE if is_picture else max(0, self._patience - 1)
        is_unseen = bool(told.sessions) or (not self.actor.name and self._patience > 0)
        waits = is_picture or (len(changes.cases) > MANY and is_unseen)
        self._untold = changes if waits else NOTHING
        return NOTHING if waits else changes

    def _sit(self, ready: items.ReadyItem) -> None:
        """A session stands: another person begins with a queue of their own; a line that came back leaves all."""
        before = self.actor
        self.drafts.sit(ready.actor)
        self.actor = Actor(name=ready.actor, role=ready.roles[0], scope=ready.scope, seat=ready.seat)
        if (before.name, before.role, before.scope) != (self.actor.name, self.actor.role, self.actor.scope):
            self._begin(before)
        self.ready.emit(ready)

    def _begin(self, before: Actor) -> None:
        """Nothing of what another looked at, or of what other rights let somebody see, stays."""
        if self.actor.name != before.name:
            self.asked.last = None  # nobody takes back what another did
        self.queue = self._new_queue()
        self.rows = Merged(self.queue)
        self.surge = surge.NONE
        self.memory.tracked.clear()
        for no in self.board.cases.keys() - self._untold.cases:
            self.memory.follow(self.board.cases[no], self.actor.name)
        self.requeued.emit()

    def _keep_up(self, changes: Changes) -> None:
        if changes.cases:
            self._advised = None
        for no in changes.cases:
            case = self.board.cases.get(no)
            if case is None:
                self.ledger.drop(no)
                self.memory.drop(no)
            else:
                self.ledger.put(case)
                self.memory.follow(case, self.actor.name)

    def _reorder(self, changes: Changes) -> None:
        """Bring columns and queue up to the board and the time; most frames change nothing."""
        now_ms = to_ms(self.now())
        if changes.cases:
            here = [case for no in changes.cases if (case := self.board.cases.get(no)) is not None]
            gone = [no for no in changes.cases if no not in self.board.cases]
            shift = self.queue.apply(np.union1d(self.columns.put_many(here), self.columns.drop(gone)), now_ms)
        else:
            shift = self.queue.tick(now_ms)
        if len(shift.changed) or len(shift.entered):
            self.rows.follow(self.selection)
            self.reordered.emit(shift)
        self._take_surge(surge.after(self.surge, self.queue.counts().in_last_10_min, now_ms))

    def _take_surge(self, found: surge.Surge) -> None:
        before, self.surge = self.surge, found
        if before.is_on is not found.is_on:
            self.rows.turn(found.since, self.selection)
            self.surged.emit()

    def _new_queue(self) -> Queue:
        offset = self.board.district.utc_offset_minutes * 60
        return Queue(self.columns, self.actor, to_ms(self.now()), utc_offset_s=offset, finds=self.finds)


NO_SELECTION: Final = Refusal(rule="no_selection", zh="先选一件事件", en="Select a case first")
NOTHING_TO_TAKE_BACK: Final = Refusal(rule="nothing_to_recall", zh="没有可撤回的操作", en="Nothing to recall")

__all__ = ["NOBODY", "NO_SELECTION", "Desk", "Line", "Notice"]
