"""The message log (Ctrl+M): every piece of short news since the sign-in, in both languages, newest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.actions import EVERYWHERE, Action
from console.asked import Notice
from console.desk import Desk
from core.client.items import ReadyItem
from widgets import format as fmt
from widgets.look import Look
from widgets.message_list import KINDS, Message, MessageList
from widgets.toast import ToastKind

MOST: Final = 500


class MessageLog(QObject):
    """An overlay of the window; what one person was told is nothing of the next one's."""

    case_wanted = Signal(str)
    done = Signal()

    def __init__(self, desk: Desk, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, look
        self._actor = desk.actor.name
        self._kept: deque[tuple[datetime, Notice]] = deque(maxlen=MOST)
        self._kind = KINDS[0]
        self.list = MessageList(look, parent)
        self.list.turned.connect(self._turn)
        self.list.opened.connect(self._open_case)
        self.list.closed.connect(self.done)
        desk.noticed.connect(self._keep)
        desk.ready.connect(self._sit)

    # --- the window's side ------------------------------------------------------------------------------------

    def acts(self) -> Sequence[Action]:
        """What opens it."""
        return (Action("messages", "消息记录", "Message log", ("Ctrl+M",), self.toggle, scope=EVERYWHERE),)

    @property
    def is_open(self) -> bool:
        """Whether it lies over the window."""
        return not self.list.isHidden()

    def restyle(self, look: Look) -> None:
        """Take another theme or language: what was said is said again in it."""
        self._look = look
        self.list.restyle(look)
        self._show()

    def tick(self, now: datetime) -> None:
        """Nothing of it changes by time."""

    def fit(self) -> None:
        """The window has another size."""
        if self.is_open:
            self.list.fit()

    def escape(self) -> bool:
        """Close it."""
        was_open = self.is_open
        self.list.dismiss()
        return was_open

    # --- what is told -----------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Open it at the newest, or close it."""
        if self.is_open:
            self.list.dismiss()
            return
        self._kind = KINDS[0]
        self._show()
        self.list.open()

    def _keep(self, notice: Notice) -> None:
        self._kept.appendleft((self._desk.now(), notice))
        if self.is_open:
            self._show()

    def _sit(self, ready: ReadyItem) -> None:
        """Another person: a log of their own. A line that came back goes on with the old one."""
        if ready.actor != self._actor:
            self._actor = ready.actor
            self._kept.clear()
            self._show()

    def _turn(self, kind: str) -> None:
        self._kind = kind
        self._show()

    def _show(self) -> None:
        rows = [self._message(at, notice) for at, notice in self._kept]
        counts = [sum(kind in (KINDS[0], row.kind) for row in rows) for kind in KINDS]
        shown = [row for row in rows if self._kind in (KINDS[0], row.kind)]
        self.list.show_messages(shown, self._kind, counts)

    def _message(self, at: datetime, notice: Notice) -> Message:
        text = notice.zh if self._look.lang.startswith("zh") else notice.en
        return Message(fmt.clock(at), ToastKind(notice.kind), text, notice.case_no)

    def _open_case(self, no: str) -> None:
        self.list.dismiss()
        self.case_wanted.emit(no)
