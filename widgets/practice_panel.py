"""The card that leads through the practice: what to do now, how, how long it took, and how it went at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.buttons import QuietButton
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import CONTROL, INSET

WIDE: Final = 404
_HEAD: Final = 40
_LINE: Final = 22
_STEP: Final = 24


class StepLine(Struct, frozen=True):
    """One step of the round: its words, and how long it took once it is done."""

    words: str
    took: str = ""
    goal: str = ""
    is_now: bool = False


class PracticeText(Struct, frozen=True):
    """All that the card says; `task` and `how` may take two lines each."""

    head: str
    aside: str
    task: str
    how: str
    lines: tuple[StepLine, ...] = ()
    clock: str = ""


class PracticePanel(QWidget):
    """Lies over a corner of the window and never takes the keyboard; its buttons can be reached with Tab."""

    skipped = Signal()
    hinted = Signal()
    again_asked = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._text = PracticeText("", "", "", "")
        self._skip = QuietButton(look, "practice.skip", small=True, parent=self)
        self._hint = QuietButton(look, "practice.hint", ("Ctrl+H",), small=True, parent=self)
        self._again = QuietButton(look, "practice.again", small=True, parent=self)
        self._skip.clicked.connect(self.skipped)
        self._hint.clicked.connect(self.hinted)
        self._again.clicked.connect(self.again_asked)
        for button in (self._skip, self._hint, self._again):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_text(self._text, False)

    def show_text(self, text: PracticeText, is_over: bool) -> None:
        """Say this; once it is over the buttons are others."""
        self._text = text
        for button in (self._skip, self._hint):
            button.setHidden(is_over)
        self._again.setHidden(not is_over)
        self.restyle(self._look)

    @property
    def text(self) -> PracticeText:
        """What it says."""
        return self._text

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for button in (self._skip, self._hint, self._again):
            button.restyle(look)
            button.resize(button.sizeHint())
        self.resize(WIDE, self._high())
        foot = self.height() - self._skip.height() - 12
        left = INSET
        for button in (self._hint, self._skip, self._again):
            if not button.isHidden():
                button.move(left, foot)
                left += button.width() + 8
        paint.name(self, self._text.head, f"{self._text.task} {self._text.how}".strip())
        self.update()

    def _high(self) -> int:
        words = sum(len(self._wrapped(said)) for said in (self._text.task, self._text.how))
        return _HEAD + words * _LINE + 10 + len(self._text.lines) * _STEP + CONTROL + 16

    def _wrapped(self, said: str) -> Sequence[str]:
        """A sentence in at most two lines."""
        room = WIDE - 2 * INSET
        if not said:
            return ()
        if paint.width(said, "body_strong") <= room:
            return (said,)
        cut = len(said)
        while cut > 1 and paint.width(said[:cut], "body_strong") > room:
            cut -= 1
        at = said.rfind(" ", 0, cut)
        cut = at if at > cut // 2 else cut
        return (said[:cut].rstrip(), said[cut:].lstrip())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card."""
        painter, theme, text = QPainter(self), self._look.theme, self._text
        box = QRectF(self.rect())
        paint.panel(painter, box, theme.bg2, theme.violet, 2.0)
        inner = box.adjusted(INSET, 0, -INSET, 0)
        head = QRectF(inner.left(), 0, inner.width(), _HEAD)
        paint.write(painter, head, text.head, "head", theme.t1)
        paint.write(painter, head, text.clock or text.aside, "second", theme.t2, paint.RIGHT)
        top = float(_HEAD)
        for said, role, ink in ((text.task, "body_strong", theme.t1), (text.how, "body", theme.t2)):
            for line in self._wrapped(said):
                paint.write(painter, QRectF(inner.left(), top, inner.width(), _LINE), line, role, ink)
                top += _LINE
        top += 6
        for step in text.lines:
            row = QRectF(inner.left(), top, inner.width(), _STEP)
            if step.took:
                paint_icon(painter, QRectF(row.left(), row.top() + 4, 16, 16), "tick", theme.t2)
            elif step.is_now:
                painter.fillRect(QRectF(row.left() + 4, row.top() + 8, 8, 8), theme.acc)
            ink = theme.t1 if step.is_now or step.took else theme.t3
            role = "second_strong" if step.is_now else "second"
            paint.write(painter, row.adjusted(26, 0, -150, 0), step.words, role, ink)
            paint.write(painter, row, step.took or step.goal, "second", theme.t2, paint.RIGHT)
            top += _STEP
