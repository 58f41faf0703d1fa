"""Which case the desk pins above its queue: critical, unacknowledged and out of sight, whatever is filtered or open."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from console.desk import Desk
from core.domain.columns import PRIORITIES, to_ms
from core.domain.pinned import unacked
from widgets.deadline import Limit
from widgets.look import Look
from widgets.pinned_row import Pinned, PinnedRow
from widgets.queue_text import QueueText
from widgets.queue_view import QueueView


class Pins:
    """Keeps the pinned row true; `case` is where a click or Ctrl+J leads."""

    def __init__(self, desk: Desk, queue: QueueView, look: Look, parent: QWidget) -> None:
        self._desk, self._queue = desk, queue
        self.row = PinnedRow(look, queue, parent)
        QWidget.setTabOrder(self.row, queue)

    @property
    def case(self) -> str | None:
        """The case that is pinned now."""
        return self.row.pinned.no if self.row.pinned is not None else None

    def show(self, texts: QueueText) -> None:
        """Pin the most urgent case that is out of sight, or none; the keyboard never stays on a row that goes."""
        desk, columns = self._desk, self._desk.columns
        waiting = unacked(columns).tolist()
        in_sight = self._queue.in_sight() if waiting else frozenset()
        away = [slot for slot in waiting if columns.no(slot) not in in_sight]
        if not away and self.row.hasFocus():
            self._queue.setFocus()
        self.row.show_case(self._pinned(away, texts) if away else None, desk.now())

    def _pinned(self, away: list[int], texts: QueueText) -> Pinned:
        slot, columns = away[0], self._desk.columns
        strip = texts.strip(slot)
        return Pinned(
            no=columns.no(slot),
            priority=PRIORITIES[columns.priority[slot]],
            title=strip.title,
            spoken=texts.spoken(slot, to_ms(self._desk.now())),
            limit=Limit.of(strip.limit) if strip.limit is not None else None,
            more=len(away) - 1,
            waiting=self._queue.waiting,
        )
