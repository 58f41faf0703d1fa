"""An operator at a desk, in words: what is heard, which keys are pressed, what the desk shows and says.

Behind the desk stands a hub in memory that decides by the same rule book, so its answers are real ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.desk import Desk
from console.hub_clock import HubClock
from console.pages.desk_page import DeskPage
from console.palette import Palette
from console.prefs import PrefsStore
from console.seat import lay_seat
from console.window import Window
from core.client import items
from core.client.checking import CheckedItem
from core.domain import commands as cmd
from core.domain.board import Board
from core.domain.columns import to_ms
from core.domain.envelope import event_from
from core.domain.events import Event
from core.domain.nouns import Actor, Case
from core.domain.refusals import Refusal
from core.protocol.errors import Error, denied, refused, seat_in_use
from core.protocol.outgoing import case_for, event_bytes
from tests.core.domain.world import HUB, OPERATOR, SECOND, SOURCE, World, rights, yingze
from widgets.look import Look
from widgets.theme import THEMES


class FakeHub(World):
    """A hub in memory: answers a desk's commands through its inbox, at once or when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.actor = OPERATOR
        self.is_up = True
        self.is_slow = False
        self.is_mute = False  # events come, results do not
        self.received: list[cmd.Command] = []
        self.waiting: list[cmd.Command] = []
        self.looks_at: str | None = None
        self._inbox: Any = None
        self.people = {actor.name: actor for actor in (OPERATOR, SECOND)}
        self.taken: dict[str, str] = {}  # seat → who sits there
        self.signed_in: list[tuple[str, str, bool]] = []

    def serve(self, inbox: Any) -> None:
        """Answer into this inbox."""
        self._inbox = inbox

    def tell(self, *told: items.Item) -> None:
        """Put items into the desk's inbox."""
        self._inbox.extend((self.clock.now().timestamp(), item) for item in told)

    def picture(self) -> None:
        """A session, the whole picture, and a heartbeat."""
        self.session()
        self.tell(self._snapshot())
        self.beat()

    def session(self) -> None:
        """What the feed tells of each handshake."""
        now, actor = self.clock.now(), self.actor
        self.tell(
            items.LinkItem(items.LinkStatus.LIVE, now, age=0.0),
            items.ReadyItem(actor.name, (actor.role,), actor.scope, actor.seat, None, "yingze", now=now),
        )

    def _snapshot(self) -> items.SnapshotItem:
        profile = self.board.rights.profiles[self.actor.role]
        cases = tuple(case_for(case, profile) for case in self.board.cases.values())
        return items.SnapshotItem(cases, tuple(self.board.links.values()), (), self.board.seq, "epoch")

    def beat(self) -> None:
        """A heartbeat's answer."""
        if self.is_up:
            self.tell(items.HeadItem(self.clock.now(), self.board.seq, {}))

    def happens(self, actor: Actor, name: str, subject: str = "", **body: Any) -> list[Event]:
        """Somebody else asks the hub for something; the desk hears the events."""
        events = self.ask(actor, name, subject, **body)
        assert not isinstance(events, Refusal), events
        self._send(events)
        return list(events)

    def passes(self, seconds: float) -> None:
        """Time passes; clocks that come due fire."""
        self._send(self.tick(seconds))
        self.beat()

    def _send(self, events: Sequence[Event]) -> None:
        if events and self.is_up:
            profile = self.board.rights.profiles[self.actor.role]
            shown = tuple(event_from(event_bytes(event, "epoch", profile)) for event in events)
            self.tell(items.EventsItem(shown, events[-1].seq))

    # --- what the desk's feed would do ------------------------------------------------------------------------

    def submit(self, commands: Sequence[cmd.Command]) -> None:
        """The desk's commands: on disk, then answered, or kept while the line is down or slow."""
        self.received += commands
        self.tell(*(items.SavedItem(c.id, c.name, c.subject, self.clock.now()) for c in commands))
        self.waiting += commands
        if self.is_up and not self.is_slow:
            self.answers()
        else:
            self.tell(items.OutboxItem(waiting=len(self.waiting), asks=0))

    def answers(self) -> None:
        """Answer what waits."""
        waiting, self.waiting = self.waiting, []
        for command in waiting:
            self.clock.advance(0.002)  # a real hub takes a moment over each
            fields = {f: getattr(command.body, f) for f in command.body.__struct_fields__}
            when = {"version": command.expected_version, "occurred_at": command.occurred_at}
            answer = self.ask(self.actor, command.name, command.subject, **when, **fields)
            if isinstance(answer, Refusal):
                self.tell(
                    items.ResultItem(command.id, False, command.name, subject=command.subject, error=refused(answer))
                )
                continue
            events = [Event(**{**_fields(e), "cause": command.id}) for e in answer]
            self._send(events)
            if self.is_mute:
                continue
            self.tell(
                items.ResultItem(command.id, True, command.name, seq=events[-1].seq, subject=command.subject),
            )
        self.tell(items.OutboxItem(waiting=0, asks=0))

    def review(self, command_id: str, send: bool) -> None:
        """The operator's word on a command past its use-by."""
        self.reviewed = (command_id, send)

    def look(self, subject: str | None) -> None:
        """Which case the person has open."""
        self.looks_at = subject

    def sign_in(self, user: str, password: str, seat: str, take: bool = False) -> None:
        """A person signs in; the password is "good", and a seat in `taken` has somebody already."""
        self.signed_in.append((user, seat, take))
        if password != "good":
            self._refuse(denied(4, None))
        elif seat in self.taken and not take:
            self._refuse(seat_in_use(seat, self.taken[seat]))
        else:
            self.actor = replace(self.people.get(user, self.actor), seat=seat)
            self.picture()

    def _refuse(self, why: Error) -> None:
        state = items.LinkStatus.REFUSED
        self.tell(items.LinkItem(state, self.clock.now(), why.message_zh, code=4004, error=why))

    def enter_offline(self, user: str, password: str, seat: str) -> None:
        """Somebody sits down while the hub is away; the password is "good"."""
        now = self.clock.now()
        if password != "good":
            self.tell(items.LinkItem(items.LinkStatus.REFUSED, now, "", code=4004))
            return
        self.tell(
            items.ReadyItem(user, (self.actor.role,), (), seat, None, "yingze", until=now + timedelta(hours=12)),
            items.LinkItem(items.LinkStatus.DOWN, now),
            msgspec.structs.replace(self._snapshot(), saved_at=now - timedelta(minutes=3)),
        )

    def sign_out(self) -> None:
        """The person leaves: what they hold is released."""
        held = [case.no for case in self.board.cases.values() if case.holder == self.actor.name]
        for no in held:
            self._send(self.ask(HUB, "case.lapse", f"case/{no}", why="signed_out"))

    def check(self, user: str, password: str) -> None:
        """Is this that person; while the line is down only who signed in here is known."""
        ok = password == "good" and (self.is_up or user == self.actor.name)
        left = None if ok or not self.is_up else 3
        self.tell(CheckedItem(user=user, ok=ok, is_offline=not self.is_up, left=left))

    def goes_down(self) -> None:
        """The line breaks."""
        self.is_up = False
        self.tell(items.LinkItem(items.LinkStatus.DOWN, self.clock.now(), "line broke", age=3.0, retry_in=1.0))

    def comes_back(self) -> None:
        """The line is there again: what was missed comes, the outbox goes out."""
        self.is_up = True
        self.session()
        self.tell(self._snapshot())
        self.answers()
        self.beat()


def _fields(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__struct_fields__}


class Operator:
    """Sits at a desk and speaks of what is seen there."""

    def __init__(
        self,
        hub: FakeHub | None = None,
        lang: str = "zh_CN",
        theme: str = "dark",
        signed_in: bool = True,
        has_password: bool = True,
    ) -> None:
        self.hub = hub or FakeHub()
        self._ids = 0
        monotonic = lambda: self.hub.clock.now().timestamp()  # noqa: E731
        clock = HubClock(monotonic, self.hub.clock.now)
        self.desk = Desk(Board(yingze(), rights()), clock, monotonic, self._new_id)
        self.hub.serve(self.desk.inbox)
        self.page = DeskPage(self.desk, Look(THEMES[theme], lang))
        self.window = Window(self.desk, Look(THEMES[theme], lang), [self.page], self.page)
        self.prefs = PrefsStore(None)
        self.seat = lay_seat(self.desk, Look(THEMES[theme], lang), self.window, has_password)
        self.palette = Palette(self.desk, Look(THEMES[theme], lang), self.prefs, self.window)
        self.window.lay(self.palette)
        self.desk.attach(self.hub)
        self.window._timer.stop()  # time passes when a story says so
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        self.window.show_page("desk")
        if signed_in:
            self.hub.picture()
        else:
            self.window.ask_sign_in()
        self.looks()

    def leaves(self) -> None:
        """Close the window and forget everything."""
        self.desk.stop()
        self.window.close()
        self.window.deleteLater()
        self.desk.deleteLater()  # and with it what its signals hold
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:08d}"

    # --- what the operator does -------------------------------------------------------------------------------

    def looks(self) -> None:
        """Frames and ticks go by until nothing is left to fold."""
        while True:
            self.desk.step()
            if not self.desk.is_busy:
                break
        self.window.tick()
        self.window._show_all()  # whichever half of its second the tick fell on
        QApplication.sendPostedEvents()

    def hears(self, title: str = "幸福里 3 号楼燃气异味", duty: str | None = "4-01", **report: Any) -> str:
        """A report comes in; the case's number."""
        found = self.hub.happens(SOURCE, "case.report", title=title, duty=duty, **report)
        self.looks()
        return found[0].case_no or ""

    def presses(self, *keys: str) -> None:
        """Keys, as they stand on their caps, where the keyboard is."""
        for key in keys:
            combination = QKeySequence(_NAMES.get(key, key))[0]
            target = QApplication.focusWidget() or self.window
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
            self.looks()

    def types(self, text: str) -> None:
        """Text into the field that has the keyboard; Chinese as an input method commits it."""
        if text.isascii():
            QTest.keyClicks(QApplication.focusWidget(), text)
        else:
            committed = QInputMethodEvent()
            committed.setCommitString(text)
            QApplication.sendEvent(QApplication.focusWidget(), committed)
        self.looks()

    def waits(self, seconds: float) -> None:
        """Time passes."""
        self.hub.passes(seconds)
        self.looks()

    # --- what the operator sees -------------------------------------------------------------------------------

    def case(self, no: str) -> Case:
        """A case as the hub has it."""
        return self.hub.board.cases[no]

    def queue(self) -> list[str]:
        """The last figures of the numbers on screen, from top to bottom."""
        return [no.rpartition("-")[2] for no in self.page.queue.visible_numbers()]

    def row(self, no: str) -> str:
        """The current row in one sentence."""
        self.page.queue.select(no)
        return self.page.queue.spoken()

    def selection(self) -> str | None:
        """The selected case."""
        return self.desk.selection

    def detail(self) -> str:
        """Everything the detail says, as a screen reader would."""
        parts = (self.page.detail.header, self.page.detail.trio, self.page.detail.stepper, self.page.detail.card)
        texts = [f"{part.accessibleName()} {part.accessibleDescription()}" for part in parts]
        return " | ".join((*texts, *self.timeline()))

    def timeline(self) -> list[str]:
        """The record of the selected case, newest first."""
        model = self.page.detail.timeline.model()
        return [str(model.index(row, 0).data(Qt.ItemDataRole.DisplayRole)) for row in range(model.rowCount())]

    def offers(self) -> set[str]:
        """The ids of what can be done now."""
        return {action.id for action in self.window.page.acts() if action.refusal() is None}

    def refuses(self, action_id: str) -> str:
        """Why an act cannot be done now, in the language of the desk."""
        action = next(a for a in self.window.page.acts() if a.id == action_id)
        no = action.refusal()
        lang = self.window.look.lang
        return "" if no is None else no.zh if lang.startswith("zh") else no.en

    def banners(self) -> list[str]:
        """The lines under the strip."""
        lines = [line for line in self.window.banner.findChildren(QWidget) if line.isVisible()]
        return [f"{line.accessibleName()} {line.accessibleDescription()}".strip() for line in lines]

    def asks_about_old_dispatch(self) -> None:
        """The outbox holds a dispatch from before the line broke."""
        old = cmd.Command("old", "case.dispatch", f"case/{self.selection()}", cmd.Dispatch(lead="housing"))
        self.hub.tell(items.AskItem(old, self.hub.clock.now()))
        self.looks()

    def says(self) -> list[str]:
        """What the desk tells in words: the line at the place, and toasts."""
        place = [self.page.detail.refusal.text] if self.page.detail.refusal.isVisible() else []
        place += [self.page.selection.refusal] if self.page.selection.isVisible() else []
        return [text for text in (*place, *(news.text for news in self.window.toasts.shown())) if text]

    def asks(self) -> list[str]:
        """The title and options of the list that lies over the desk."""
        return [self.page.picker.title, *self.page.picker.texts] if self.page.picker.isVisible() else []

    def keyboard(self) -> str:
        """Where the keyboard is."""
        focus = QApplication.focusWidget()
        places = {
            "queue": self.page.queue,
            "card": self.page.detail.card,
            "note": self.page.detail.note,
            "picker": self.page.picker,
            "group": self.page.confirm,
            "search": self.page.filters.field,
            "record": self.page.detail.timeline,
            "tracker": self.page.tracker,
            "sign-in": self.window.sign_in,
            "lock": self.seat.lock.cover,
            "relief": self.seat.relief.bar,
            "confirm": self.seat.confirm,
            "phone form": self.seat.second.form,
            "reasons": self.seat.second.reasons,
            "second": self.seat.second.list,
            "keys": self.window.key_card,
            "palette": self.palette.view,
        }
        for name, widget in places.items():
            if focus is widget or (focus is not None and widget.isAncestorOf(focus)):
                return name
        return "nowhere" if focus is None else type(focus).__name__

    def journal(self) -> list[str]:
        """The names of all events, in order."""
        return [event.name for event in self.hub.events]

    def now_ms(self) -> int:
        """Hub time."""
        return to_ms(self.hub.clock.now())


_NAMES = {"Enter": "Return", "Esc": "Escape"}
