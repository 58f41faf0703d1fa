"""The console's centre in the GUI thread: folds what the feed brings, once a frame, and sends what is asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from console.hub_clock import HubClock, Monotonic
from core.domain import commands as cmd
from core.domain.board import NOTHING, Board, Changes
from core.domain.decide import decide
from core.domain.nouns import Actor, Case, Role
from core.domain.refusals import Refusal

FRAME_MS: Final = 33
SLICE_S: Final = 0.008


@dataclass(frozen=True)
class Notice:
    """Short news for a toast, in both languages; `kind` is "failed", "done" or "info"."""

    kind: str
    zh: str
    en: str


@dataclass(frozen=True)
class Pending:
    """A command on its way: on disk and not yet answered. `is_sent` False = still in the outbox (待发)."""

    id: str
    name: str
    subject: str
    at: datetime
    is_sent: bool = False


@dataclass(frozen=True)
class Connection:
    """How the line to the hub stands: "signed_out", "connecting", "live", "resync" or "down"."""

    state: str = "signed_out"
    since: datetime | None = None
    data_at: datetime | None = None  # the hub's last word
    outbox: int = 0
    detail: str = ""

    @property
    def is_live(self) -> bool:
        """True while events flow."""
        return self.state == "live"


class Line(Protocol):
    """What the desk needs of the feed; both return at once, answers come through the inbox."""

    def submit(self, command: cmd.Command) -> None:
        """Save the command in the outbox, then send it."""

    def sign_in(self, user: str, password: str, seat: str) -> None:
        """Open a session for a person."""


class Desk(QObject):
    """Owns the Board, the hub's time, the connection, the selection and what was asked; announces once a frame.

    Pages read `board`, `now()`, `connection`, `actor` and ask with `refusal` and `submit`; nobody edits the board.
    """

    changed = Signal(object)  # Changes of this frame
    ticked = Signal(object)  # datetime, once a second of hub time
    connected = Signal(object)  # Connection, when it changed
    selected = Signal(object)  # case number or None
    noticed = Signal(object)  # Notice

    def __init__(
        self,
        board: Board,
        clock: HubClock,
        monotonic: Monotonic,
        new_id: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.board = board
        self.clock = clock
        self.inbox: deque[object] = deque()  # the feed's thread appends, nothing else
        self.connection = Connection()
        self.actor = Actor(name="", role=Role.VIEWER)
        self.sources: dict[str, datetime] = {}  # when each source was last heard
        self.selection: str | None = None
        self.pending: dict[str, Pending] = {}
        self._line: Line | None = None
        self._monotonic = monotonic
        self._new_id = new_id
        self._folding: Iterator[None] | None = None
        self._changes = NOTHING
        self._second = 0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.step)

    # --- time and place -------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Hub time."""
        return self.clock.now()

    def case(self, no: str | None) -> Case | None:
        """A case in sight, or None."""
        return self.board.cases.get(no) if no else None

    def select(self, no: str | None) -> None:
        """Make one case the selection of every page."""
        if no != self.selection:
            self.selection = no
            self.selected.emit(no)

    # --- asking -----------------------------------------------------------------------------------------------

    def refusal(self, name: str, subject: str, body: cmd.Body) -> Refusal | None:
        """Why the rule book would refuse this now, None when it would not (or cannot be told here)."""
        command = cmd.Command(id="", name=name, subject=subject, body=body)
        answer = decide(self.board, command, self.actor, self.now())
        return answer if isinstance(answer, Refusal) else None

    def submit(self, name: str, subject: str, body: cmd.Body, expected_version: int | None = None) -> str | None:
        """Ask the hub: the command's id, or None and a notice when the rule book refuses it here already."""
        no = self.refusal(name, subject, body)
        if no is not None:
            self.noticed.emit(Notice("failed", no.zh, no.en))
            return None
        command = cmd.Command(
            id=self._new_id(), name=name, subject=subject, body=body, expected_version=expected_version
        )
        self.pending[command.id] = Pending(id=command.id, name=name, subject=subject, at=self.now())
        if self._line is not None:
            self._line.submit(command)
        self._mark(command.subject)
        return command.id

    def is_pending(self, no: str) -> bool:
        """True while something asked about this case is unanswered."""
        return any(cmd_case(p.subject) == no for p in self.pending.values())

    # --- folding ----------------------------------------------------------------------------------------------

    def start(self, line: Line) -> None:
        """Begin to fold, once a frame, what `line` brings."""
        self._line = line
        self._timer.start()

    def stop(self) -> None:
        """Stop folding; the picture stays."""
        self._timer.stop()
        self._line = None

    def step(self) -> None:
        """One frame: fold for at most `SLICE_S`, then announce once."""
        until = self._monotonic() + SLICE_S
        while (self._folding is not None or self.inbox) and self._monotonic() < until:
            if self._folding is None:
                self._folding = self._fold(self.inbox.popleft())
            if next(self._folding, self) is self:
                self._folding = None
        self._announce()

    def _fold(self, item: object) -> Iterator[None]:
        """One item in small steps, so that a flood never holds a frame."""
        yield

    def _announce(self) -> None:
        changes, self._changes = self._changes, NOTHING
        if changes.cases or changes.links:
            self.changed.emit(changes)
        second = int(self.now().timestamp())
        if second != self._second:
            self._second = second
            self.ticked.emit(self.now())

    def _mark(self, subject: str) -> None:
        no = cmd_case(subject)
        if no is not None:
            self._changes |= Changes(cases=frozenset((no,)))


def cmd_case(subject: str) -> str | None:
    """The case a command's subject belongs to, or None."""
    kind, _, rest = subject.partition("/")
    return rest if kind == "case" else rest.rpartition(".")[0] or None if kind == "task" else None
