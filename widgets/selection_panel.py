"""What is marked in the queue, in place of one case's record: how many, which, and what can be done with all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import Priority
from widgets import paint
from widgets.badges import STRIP_SIZE, paint_priority
from widgets.buttons import QuietButton
from widgets.look import Look
from widgets.theme import CONTROL, INSET

_HEAD: Final = 76
_ROW: Final = 30
_BETWEEN: Final = 8


class Marked(Struct, frozen=True):
    """One marked case; `is_current` is the row the keyboard stands on."""

    no: str
    priority: Priority
    title: str
    state: str
    is_current: bool = False


class GroupAct(Struct, frozen=True):
    """One act on all: its id, its words with how many it reaches, its keys, and why it reaches none."""

    id: str
    text: str
    keys: tuple[str, ...]
    refusal: str = ""


class SelectionPanel(QWidget):
    """Head, acts and rows; only the rows that fit are drawn, the rest is counted."""

    acted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._head, self._sub, self._refusal = "", "", ""
        self._rows: tuple[Marked, ...] = ()
        self._acts: tuple[GroupAct, ...] = ()
        self._buttons: dict[str, QuietButton] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_group(self, head: str, sub: str, rows: Sequence[Marked], acts: Sequence[GroupAct]) -> None:
        """Show these cases and what can be done with them."""
        now = (head, sub, tuple(rows), tuple(acts))
        if now != (self._head, self._sub, self._rows, self._acts):
            self._head, self._sub, self._rows, self._acts = now
            for act in self._acts:
                button = self._buttons.get(act.id) or self._button(act)
                button.say("verbatim", text=act.text)
                button.refuse(act.refusal or None)
            self.restyle(self._look)

    def refuse(self, text: str) -> None:
        """Say why an act is not done, in place of the line of urgencies, or nothing."""
        if text != self._refusal:
            self._refusal = text
            self.restyle(self._look)

    @property
    def refusal(self) -> str:
        """Why an act was not done."""
        return self._refusal

    @property
    def head(self) -> str:
        """How many are marked, in words."""
        return self._head

    @property
    def texts(self) -> tuple[str, ...]:
        """What the acts say."""
        return tuple(act.text for act in self._acts)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for button in self._buttons.values():
            button.restyle(look)
        said = "; ".join(f"{row.no} {row.title} {row.state}" for row in self._rows)
        paint.name(self, self._head, f"{self._refusal}; {said}" if self._refusal else said)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the record it stands for."""
        return QSize(606, 600)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the smallest desk."""
        return QSize(380, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The acts flow anew."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the head and the rows."""
        painter, theme = QPainter(self), self._look.theme
        wide = self.width() - 2.0 * INSET
        paint.write(painter, QRectF(INSET, 10, wide, 30), self._head, "title", theme.t1)
        role, ink = ("body_strong", theme.t1) if self._refusal else ("body", theme.t2)
        paint.write(painter, QRectF(INSET, 42, wide, 22), self._refusal or self._sub, role, ink)
        top = self._acts_end() + 14.0
        painter.fillRect(QRectF(INSET, top - 7, wide, 1), theme.line)
        fitting = max(0, int((self.height() - top) // _ROW))
        shown = self._rows if len(self._rows) <= fitting else self._rows[: max(0, fitting - 1)]
        for row in shown:
            self._paint_row(painter, QRectF(INSET, top, wide, _ROW), row)
            top += _ROW
        if len(shown) < len(self._rows):
            text = self._look.text("group.more", count=len(self._rows) - len(shown))
            paint.write(painter, QRectF(INSET, top, wide, _ROW), text, "second", theme.t2)

    def _paint_row(self, painter: QPainter, box: QRectF, row: Marked) -> None:
        theme = self._look.theme
        if row.is_current:
            painter.fillRect(box, theme.bg3)
            painter.fillRect(QRectF(box.left(), box.top(), 4, box.height()), theme.acc)
        middle = box.center().y() - STRIP_SIZE / 2
        paint_priority(painter, QRectF(box.left() + 12, middle, STRIP_SIZE, STRIP_SIZE), row.priority, theme)
        x = box.left() + 12 + STRIP_SIZE + 10
        paint.write(painter, QRectF(x, box.top(), 56, box.height()), row.no, "body_strong", theme.t1)
        state = min(paint.width(row.state, "second"), box.width() * 0.4)
        room = box.right() - x - 56 - state - 16
        paint.write(painter, QRectF(x + 56, box.top(), room, box.height()), row.title, "body", theme.t1)
        right = QRectF(box.right() - state - 6, box.top(), state, box.height())
        paint.write(painter, right, row.state, "second", theme.t2, paint.RIGHT)

    def _button(self, act: GroupAct) -> QuietButton:
        button = QuietButton(self._look, "verbatim", act.keys, values={"text": act.text}, parent=self)
        button.clicked.connect(lambda: self.acted.emit(act.id))
        self._buttons[act.id] = button
        return button

    def _place(self) -> None:
        x, y = INSET, _HEAD
        for act in self._acts:
            button = self._buttons[act.id]
            wide = button.sizeHint().width()
            if x > INSET and x + wide > self.width() - INSET:
                x, y = INSET, y + CONTROL + _BETWEEN
            button.setGeometry(x, y, wide, CONTROL)
            button.show()
            x += wide + _BETWEEN

    def _acts_end(self) -> int:
        return max((button.geometry().bottom() for button in self._buttons.values()), default=_HEAD) + 1
