"""The card that leads through the practice: what to do now, how, how long it took, and how it went at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import paint
from widgets.buttons import QuietButton
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.theme import CONTROL, INSET

_BESIDE: Final = 560  # from this width on the steps stand beside the words
_STEPS: Final = 230
_HEAD: Final = 40
_LINE: Final = 22
_STEP: Final = 24


class StepLine(Struct, frozen=True):
    """One step of the round: its words, and how it went once it is done."""

    words: str
    took: str = ""
    goal: str = ""
    is_now: bool = False


class PracticeText(Struct, frozen=True):
    """All that the card says; `task` and `how` may take two lines each, `aside` has one of its own."""

    head: str
    aside: str
    task: str
    how: str
    lines: tuple[StepLine, ...] = ()
    clock: str = ""


class PracticePanel(QWidget):
    """Stands under the queue, covers nothing and never takes the keyboard; its buttons can be reached with Tab."""

    skipped = Signal()
    hinted = Signal()
    again_asked = Signal()
    folded = Signal()
    ended = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._text = PracticeText("", "", "", "")
        self._is_over, self._has_hint, self.is_folded = False, True, False
        self._skip = QuietButton(look, "practice.skip", ("F6",), small=True, parent=self)
        self._hint = QuietButton(look, "practice.hint", ("Ctrl+H",), small=True, parent=self)
        self._again = QuietButton(look, "practice.again", ("F6",), small=True, parent=self)
        self._end = QuietButton(look, "practice.end", small=True, parent=self)
        self._fold = QuietButton(look, "practice.fold", ("Ctrl+O",), small=True, parent=self)
        self._skip.clicked.connect(self.skipped)
        self._hint.clicked.connect(self.hinted)
        self._again.clicked.connect(self.again_asked)
        self._end.clicked.connect(self.ended)
        self._fold.clicked.connect(self.folded)
        for button in self._buttons():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_text(self._text, False)

    def _buttons(self) -> tuple[QuietButton, ...]:
        return (self._hint, self._skip, self._again, self._end, self._fold)

    def show_text(self, text: PracticeText, is_over: bool, has_hint: bool = True) -> None:
        """Say this; once it is over the buttons are others, and keys that are shown need no button."""
        shown = (text, is_over, has_hint)
        if shown != (self._text, self._is_over, self._has_hint) or not self._text.head:
            self._text, self._is_over, self._has_hint = shown
            self.restyle(self._look)

    def fold(self, is_folded: bool) -> None:
        """Take one line only, or all the room its words need."""
        self.is_folded = is_folded
        self.restyle(self._look)

    @property
    def text(self) -> PracticeText:
        """What it says."""
        return self._text

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._skip.setHidden(self._is_over or self.is_folded)
        self._hint.setHidden(self._is_over or self.is_folded or not self._has_hint)
        for button in (self._again, self._end):
            button.setHidden(not self._is_over or self.is_folded)
        self._fold.say("practice.unfold" if self.is_folded else "practice.fold")
        for button in self._buttons():
            button.restyle(look)
            button.resize(button.sizeHint())
        paint.name(self, self._text.head, f"{self._text.task} {self._text.how}".strip())
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its words need at this width."""
        return QSize(_BESIDE, self._high())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self.setFixedHeight(self._high())
        self._fold.move(self.width() - INSET - self._fold.width(), (_HEAD - self._fold.height()) // 2)
        foot = self.height() - self._skip.height() - 12
        left = INSET
        for button in (self._hint, self._skip, self._again, self._end):
            if not button.isHidden():
                button.move(left, foot)
                left += button.width() + 8

    @property
    def _is_beside(self) -> bool:
        return self.width() >= _BESIDE

    def _room(self) -> float:
        """What the words have from left to right."""
        return self.width() - 2 * INSET - (_STEPS + INSET if self._is_beside else 0)

    def _high(self) -> int:
        if self.is_folded:
            return _HEAD
        words = sum(len(self._wrapped(said)) for said in (self._text.task, self._text.how))
        steps = len(self._text.lines) * _STEP
        left = (_LINE if self._text.aside else 0) + words * _LINE + CONTROL + 20
        return _HEAD + (max(left, steps + 10) if self._is_beside else left + steps + 6)

    def _wrapped(self, said: str) -> Sequence[str]:
        """A sentence in at most two lines."""
        room = self._room()
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
        paint.panel(painter, QRectF(self.rect()), theme.bg2, theme.violet, 2.0)
        right = float(self._fold.x() - 12)
        head = QRectF(INSET, 0, right - INSET, _HEAD)
        paint.write(painter, head, text.head, "head", theme.t1)
        rest = head.adjusted(paint.width(text.head, "head") + 16, 0, 0, 0)
        if self.is_folded:
            paint.write(painter, rest, text.task, "body_strong", theme.t1)
            return
        paint.write(painter, rest, text.clock, "second", theme.t2, paint.RIGHT)
        top = float(_HEAD)
        said = ((text.aside, "second", theme.t2), (text.task, "body_strong", theme.t1), (text.how, "body", theme.t2))
        for words, role, ink in said:
            for line in (words,) if words and words == text.aside else self._wrapped(words):
                paint.write(painter, QRectF(INSET, top, self._room(), _LINE), line, role, ink)
                top += _LINE
        if self._is_beside:
            self._paint_steps(painter, QRectF(self.width() - INSET - _STEPS, _HEAD, _STEPS, 0))
        else:
            self._paint_steps(painter, QRectF(INSET, top + 6, self._room(), 0))

    def _paint_steps(self, painter: QPainter, box: QRectF) -> None:
        theme = self._look.theme
        for at, step in enumerate(self._text.lines):
            row = QRectF(box.left(), box.top() + at * _STEP, box.width(), _STEP)
            if step.took:
                paint_icon(painter, QRectF(row.left(), row.top() + 4, 16, 16), "tick", theme.t2)
            elif step.is_now:
                painter.fillRect(QRectF(row.left() + 4, row.top() + 8, 8, 8), theme.acc)
            ink = theme.t1 if step.is_now or step.took else theme.t3
            role = "second_strong" if step.is_now else "second"
            said = step.took or step.goal
            right = paint.width(said, "second") + 8 if said else 0.0
            paint.write(painter, row.adjusted(26, 0, -right, 0), step.words, role, ink)
            paint.write(painter, row, said, "second", theme.t2, paint.RIGHT)
