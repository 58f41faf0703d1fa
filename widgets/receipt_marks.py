"""How far a task has got, told apart by form: waiting, sent, delivered, receipted, on scene are different marks."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import TaskState
from widgets import format as fmt
from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import Theme

_ICON: Final = 17.0


class Receipt(Struct, frozen=True):
    """How far one task has got; `state` None means the command is still in the outbox."""

    state: TaskState | None
    at: datetime | None = None


# state → icon; the word beside it carries the rest
_MARKS: Final[dict[TaskState | None, str]] = {
    None: "clock",
    TaskState.SENT: "send",
    TaskState.DELIVERED: "tick",
    TaskState.RECEIPTED: "two_ticks",
    TaskState.REPORTED_IN: "report_in",
    TaskState.ON_SCENE: "pin",
    TaskState.FED_BACK: "feedback",
    TaskState.COMPLETED: "done",
    TaskState.RETURNED: "down_level",
    TaskState.RECALLED: "take_back",
    TaskState.STOOD_DOWN: "stood_down",
}


def word_of(receipt: Receipt, look: Look) -> str:
    """The word of a receipt's state."""
    return look.text("receipt.queued") if receipt.state is None else look.word(receipt.state)


def text_of(receipt: Receipt, look: Look) -> str:
    """The word, with the time when it is known."""
    word = word_of(receipt, look)
    return f"{word} {fmt.hour_minute(receipt.at)}" if receipt.at is not None else word


def _ink(receipt: Receipt, theme: Theme) -> QColor:
    if receipt.state is TaskState.RETURNED:
        return theme.p2.text
    return theme.t3 if receipt.state is None else theme.t2


def paint_receipt(painter: QPainter, rect: QRectF, receipt: Receipt, look: Look) -> None:
    """Draw mark and word from the left of a rectangle."""
    theme = look.theme
    ink = _ink(receipt, theme)
    paint_icon(painter, QRectF(rect.left(), rect.center().y() - _ICON / 2, _ICON, _ICON), _MARKS[receipt.state], ink)
    strong = receipt.state in (TaskState.RETURNED, TaskState.COMPLETED)
    role = "second_strong" if strong else "second"
    paint.write(painter, rect.adjusted(_ICON + 5, 0, 0, 0), text_of(receipt, look), role, ink)


class ReceiptMarks(QWidget):
    """One task's mark with its word and time."""

    def __init__(self, look: Look, receipt: Receipt | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._receipt = look, receipt or Receipt(None)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def show_receipt(self, receipt: Receipt) -> None:
        """Show another state."""
        self._receipt = receipt
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, text_of(self._receipt, look))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Mark, word and time."""
        return QSize(round(_ICON + 7 + paint.width(text_of(self._receipt, self._look), "second_strong")), 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark."""
        paint_receipt(QPainter(self), QRectF(self.rect()), self._receipt, self._look)
