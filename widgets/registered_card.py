"""What became of a case that was just sent: its number as soon as the hub says it, and the next step by one key."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.buttons import PrimaryButton, QuietButton
from widgets.look import Look
from widgets.theme import CONTROL, INSET

HIGH: Final = 190
_KEYS: Final = {
    Qt.Key.Key_C: "claim",
    Qt.Key.Key_A: "accept",
    Qt.Key.Key_P: "print",
    Qt.Key.Key_G: "open",
    Qt.Key.Key_Return: "again",
    Qt.Key.Key_Enter: "again",
}
_BUTTONS: Final = (("claim", "C"), ("accept", "A"), ("print", "P"), ("open", "G"), ("again", "Enter"))


class SentView(Struct, frozen=True):
    """How it stands: the number or "", the title, a line of news, and why an act is not possible, by act."""

    no: str = ""
    title: str = ""
    state: str = ""
    news: str = ""
    is_loud: bool = False
    refusals: dict[str, str] = {}


class RegisteredCard(QWidget):
    """A panel with single keys and no text field; `acted` carries "claim", "accept", "print", "open" or "again"."""

    acted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies below need not be drawn
        self._look = look
        self._view = SentView()
        self._buttons = {
            act: (PrimaryButton if act == "claim" else QuietButton)(look, f"registered.{act}", (key,), parent=self)
            for act, key in _BUTTONS
        }
        for act, button in self._buttons.items():
            button.clicked.connect(lambda _=False, act=act: self.acted.emit(act))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.hide()
        self.restyle(look)

    @property
    def view(self) -> SentView:
        """What is shown."""
        return self._view

    def show_view(self, view: SentView) -> None:
        """Show how it stands."""
        self._view = view
        for act, button in self._buttons.items():
            button.refuse(view.refusals.get(act) or None)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for button in self._buttons.values():
            button.restyle(look)
        view = self._view
        paint.name(self, f"{view.state} {view.no}".strip(), f"{view.title} {view.news}".strip())
        self._place()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One key, one next step."""
        act = _KEYS.get(Qt.Key(event.key()))
        if act is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        else:
            self.acted.emit(act)  # also what is refused now: its reason is told in words

    def focusInEvent(self, event: object) -> None:
        """The ring appears."""
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """The ring goes."""
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons wrap."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw state, number, title and news."""
        painter, theme, view = QPainter(self), self._look.theme, self._view
        painter.fillRect(self.rect(), theme.bg0)
        paint.panel(
            painter,
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5),
            theme.bg2,
            theme.acc if self.hasFocus() else theme.edge,
            2,
        )
        wide = self.width() - 2 * INSET
        paint.write(painter, QRectF(INSET, 8, wide, 24), view.state, "second_strong", theme.t2)
        paint.write(painter, QRectF(INSET, 32, wide, 36), view.no or view.title, "title", theme.t1)
        if view.no:
            paint.write(painter, QRectF(INSET, 68, wide, 24), view.title, "body", theme.t1)
        ink = theme.p1.text if view.is_loud else theme.t2
        paint.write(painter, QRectF(INSET, 92, wide, 22), view.news, "second", ink)

    def _place(self) -> None:
        x, y = INSET, 120
        for button in self._buttons.values():
            size = button.sizeHint()
            if x + size.width() > self.width() - INSET and x > INSET:
                x, y = INSET, y + CONTROL + 6
            button.setGeometry(x, y, size.width(), size.height())
            x += size.width() + 8

    def needed(self) -> int:
        """How high it must be for its buttons."""
        self._place()
        return max(button.geometry().bottom() for button in self._buttons.values()) + 14
