"""The inline bar that asks before a group goes: which cases, which cannot and why; a wide one is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from unicodedata import normalize

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from widgets import paint
from widgets.ask_bar import AskBar
from widgets.composing import guard
from widgets.look import Look
from widgets.theme import CONTROL, GAP, INSET
from widgets.wrapped import wrapped

_HEAD: Final = 40
_LINE: Final = 22
_MOST_CASES: Final = 4  # lines of cases
_MOST_REFUSED: Final = 5  # refusals told one by one; the rest is counted
_FIELD: Final = 92


class GroupQuestion(Struct, frozen=True):
    """What is asked; with `count` the figure must be typed before anything goes."""

    what: str
    cases: tuple[str, ...]
    refused: tuple[str, ...] = ()
    remark: str = ""
    count: int = 0


class GroupBar(AskBar):
    """A child overlay at the foot of its page; Enter does it once the count stands there, Esc does not."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._question = GroupQuestion("", ())
        self._fault = ""
        self.field = QLineEdit(self)
        self.field.setMaxLength(6)
        self.field.textChanged.connect(lambda: self._say_fault(""))
        self.field.installEventFilter(self)
        guard(self.field)
        self.restyle(look)

    def ask(self, question: GroupQuestion, run: Callable[[], None], left: Callable[[], None]) -> None:
        """Ask this; `run` on yes, then `left` in any case, so that the keyboard goes back."""
        self._question, self._fault = question, ""
        self.field.clear()
        self.field.setVisible(bool(question.count))
        self._open(run, left, self.field if question.count else self._go)

    @property
    def question(self) -> GroupQuestion:
        """What it asks."""
        return self._question

    @property
    def fault(self) -> str:
        """Why Enter did nothing."""
        return self._fault

    def fit(self) -> None:
        """Lie at the foot of the page, as high as what it says."""
        host = self._host.rect()
        self.resize(host.width() - 2 * GAP, self.height())
        tall = _HEAD + 8 + _LINE * (len(self._lines()) + (1 if self._question.remark else 0)) + 12
        tall = max(tall, _HEAD + CONTROL + 30)
        self.setGeometry(GAP, host.height() - tall - GAP, host.width() - 2 * GAP, tall)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language; the words of the question stay as they were asked."""
        super().restyle(look)
        self.field.setFont(look.font("body_strong"))
        self.field.setPlaceholderText(look.text("group.count", count=self._question.count))
        paint.name(self.field, look.text("group.count", count=self._question.count))
        said = (*self._question.cases, *self._question.refused, self._question.remark)
        paint.name(self, self._question.what, "; ".join(text for text in said if text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the field, Enter and Esc are the bar's."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                self.keyPressEvent(event)
                return True
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside."""
        stops: list[QWidget] = [self.field] if self._question.count else []
        stops += [self._go, self._cancel]
        here = next((at for at, stop in enumerate(stops) if stop.hasFocus()), 0)
        stops[(here + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the act, the cases, what cannot be done, and what the count is for."""
        painter, theme = QPainter(self), self._look.theme
        paint.panel(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.bg2, theme.acc, 2)
        paint.write(painter, QRectF(INSET, 6, self._room(), _HEAD - 6), self._question.what, "head", theme.t1)
        top = float(_HEAD)
        for text in self._lines():
            paint.write(painter, QRectF(INSET, top, self._room(), _LINE), text, "body", theme.t1)
            top += _LINE
        if self._question.remark:
            paint.write(painter, QRectF(INSET, top, self._room(), _LINE), self._question.remark, "body", theme.t2)
        if self._question.count:
            box = QRectF(self.field.x(), self.field.y() - 24, self.width() - self.field.x() - INSET, 20)
            text = self._fault or self._look.text("group.type", count=self._question.count)
            paint.write(painter, box, text, "second_strong" if self._fault else "second", theme.t1)

    def _lines(self) -> list[str]:
        """The cases on a few lines, then each refusal on its own."""
        sep = "、" if self._look.lang.startswith("zh") else ", "
        lines = wrapped(sep.join(self._question.cases), "body", max(200.0, self._room()), _MOST_CASES)
        refused = self._question.refused
        lines += [self._look.text("group.cannot", text=text) for text in refused[:_MOST_REFUSED]]
        if len(refused) > _MOST_REFUSED:
            lines.append(self._look.text("group.more_refused", count=len(refused) - _MOST_REFUSED))
        return lines

    def _room(self) -> float:
        return (self.field.x() if self._question.count else self._go.x()) - 2.0 * INSET

    def _confirm(self) -> None:
        wanted = self._question.count
        if wanted and normalize("NFKC", self.field.text()).strip() != str(wanted):
            self._say_fault(self._look.text("group.wrong_count", count=wanted))
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.field.selectAll()
            return
        super()._confirm()

    def _say_fault(self, text: str) -> None:
        self._fault = text
        self.update()

    def _place(self) -> None:
        foot = self.height() - 14
        right = self._buttons_from(foot - self._go.sizeHint().height())
        self.field.setGeometry(right - _FIELD, foot - CONTROL, _FIELD, CONTROL)
