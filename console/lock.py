"""Locking a seat: no hand reaches it, the queue and the strip stay readable, sounds go on (ux.md 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from console.actions import EVERYWHERE, Action
from console.desk import Desk
from core.client.checking import CheckedItem
from widgets import format as fmt
from widgets.lock_cover import LockCover, Shield
from widgets.look import Look
from widgets.wall_view import Magnifier


class SeatLock(QObject):
    """Opens again for who locked it: by the hub's word, or while the hub is away by what this seat remembers."""

    shut = Signal()  # nobody may work here
    opened = Signal()  # the keyboard goes back to the page

    def __init__(self, desk: Desk, look: Look, window: QWidget, has_password: bool = True) -> None:
        super().__init__(window)
        self._desk, self._look, self._window = desk, look, window
        self._has_password = has_password
        self._who = ""
        self._since: datetime | None = None
        self._shields: list[Shield] = []
        self.cover = LockCover(look, window)
        self.cover.bar.given.connect(self._given)
        desk.checked.connect(self._checked)
        desk.ready.connect(self._ready)
        desk.left.connect(self.unlock)

    # --- the overlay's side -----------------------------------------------------------------------------------

    def acts(self) -> Sequence[Action]:
        """What locks."""
        return (Action("lock", "锁定", "Lock", ("Shift+F12",), self.lock, scope=EVERYWHERE, verbs=("sd",)),)

    @property
    def is_open(self) -> bool:
        """Whether the seat is locked."""
        return not self.cover.isHidden()

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        for shield in (self.cover, *self._shields):
            shield.restyle(look)
        self._say()

    def tick(self, now: datetime) -> None:
        """Stay on top, with the keyboard."""
        if not self.is_open:
            return
        self._say()
        self.cover.raise_()
        if self._window.isActiveWindow() and not self.cover.isAncestorOf(QApplication.focusWidget() or self._window):
            self.cover.bar.take_focus()

    def fit(self) -> None:
        """The window has another size."""
        self.cover.setGeometry(self._window.rect())

    def escape(self) -> bool:
        """A lock is not escaped from."""
        return self.is_open

    # --- locking ----------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Cover the window and every other of this desk; nobody signed in has nothing to lock."""
        if self.is_open or not self._desk.actor.name:
            return
        self._who, self._since = self._desk.actor.name, self._desk.now()
        self.cover.bar.show_fields(self._has_password)
        self.cover.cover()
        self._say()
        self.cover.bar.begin(self._who)
        for other in QApplication.topLevelWidgets():
            # What is drawn magnified within a window counts as one of its own to Qt: its window is covered already.
            if other is not self._window and other.isVisible() and other.graphicsProxyWidget() is None:
                magnified = max((part.magnified for part in other.findChildren(Magnifier)), default=1.0)
                shield = Shield(self._look, other, magnified)
                shield.cover()
                self._shields.append(shield)
        self.shut.emit()

    def unlock(self) -> None:
        """Take the covers away."""
        if not self.is_open:
            return
        self.cover.uncover()
        for shield in self._shields:
            shield.uncover()
            shield.deleteLater()
        self._shields = []
        self.opened.emit()

    def _given(self, user: str, password: str) -> None:
        if not self._has_password:
            self.unlock()
        elif user != self._who:
            self.cover.bar.show_error(self._look.text("lock.not_you", who=self._who))
        else:
            self.cover.bar.show_busy(self._look.text("seat.busy"))
            self._desk.check(user, password)

    def _checked(self, found: CheckedItem) -> None:
        if not self.is_open or found.user != self._who:
            return
        if found.ok:
            self.unlock()
        else:
            self.cover.bar.show_error(denied(found, self._look))
            self.cover.bar.take_focus()

    def _ready(self, ready: object) -> None:
        """Who sits here now came in with a password, or with a token as before."""
        self._has_password = self._has_password or getattr(ready, "token", None) is not None

    def _say(self) -> None:
        look = self._look
        if not self._has_password:
            detail = look.text("lock.no_password")
        elif self._desk.connection.is_lost:
            detail = look.text("lock.offline", who=self._who)
        else:
            at = fmt.hour_minute(self._since) if self._since is not None else ""
            detail = look.text("lock.detail", who=self._who, time=at)
        self.cover.bar.say(look.text("lock.title"), detail, "lock.unlock")


def denied(found: CheckedItem, look: Look) -> str:
    """Why somebody was not let in, in words."""
    if found.is_offline:
        return look.text("seat.offline_wrong")
    if found.wait_ms is not None:
        return look.text("seat.locked_out", minutes=max(1, -(-found.wait_ms // 60_000)))
    if found.left is not None:
        return look.text("seat.wrong_left", left=found.left)
    return look.text("seat.wrong")
