"""Cases that may be the one being told, beside the form: enough of each to judge, to look into and to add to."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.domain.nouns import Priority
from widgets import paint
from widgets.as_of import paint_as_of
from widgets.badges import paint_priority
from widgets.key_hint import keys_width, paint_keys
from widgets.look import Look
from widgets.theme import INSET

HEAD: Final = 36
ROW: Final = 70
FOOT: Final = 28
_DIGITS: Final = {getattr(Qt.Key, f"Key_{digit}"): digit for digit in range(1, 10)}


class DuplicateLine(Struct, frozen=True):
    """One case: what it is, why it may be the same, where and how it stands."""

    no: str
    short_no: str
    priority: Priority
    title: str
    why: str  # how alike, in words
    where: str  # place and how far
    state: str  # how old, who holds it, how it stands


class DuplicateList(QWidget):
    """Arrows or J, K walk, Enter or a digit opens beside the form, B adds what was told to the case."""

    opened = Signal(str)
    added = Signal(str)
    left = Signal()  # Tab: back to the form

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies below need not be drawn
        self._look = look
        self._lines: tuple[DuplicateLine, ...] = ()
        self._at, self._first = 0, 0
        self._is_asked = False
        self._as_of = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.restyle(look)

    @property
    def lines(self) -> tuple[DuplicateLine, ...]:
        """What is shown, the likeliest first."""
        return self._lines

    @property
    def current(self) -> str | None:
        """The marked case."""
        return self._lines[self._at].no if self._lines else None

    def show_lines(self, lines: tuple[DuplicateLine, ...], is_asked: bool = True) -> None:
        """Show these; the marked case stays marked if it is still there. `is_asked`: enough was told to look."""
        kept = self.current
        self._lines, self._is_asked = lines, is_asked
        self._at = next((at for at, line in enumerate(lines) if line.no == kept), 0)
        self._keep_seen()
        self.restyle(self._look)

    def show_as_of(self, words: str) -> None:
        """Say in the head when what is known of them ends; "" while it is live."""
        if words != self._as_of:
            self._as_of = words
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, self.title(), "; ".join(self._spoken(line) for line in self._lines))
        self.update()

    def title(self) -> str:
        """How many there are, or that there are none."""
        if self._lines:
            return self._look.text("register.same.title", count=len(self._lines))
        return self._look.text("register.same.none" if self._is_asked else "register.same.wait")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, open, add; all else goes on to the window."""
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif key in (Qt.Key.Key_J, Qt.Key.Key_Down):
            self._walk(1)
        elif key in (Qt.Key.Key_K, Qt.Key.Key_Up):
            self._walk(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self._at)
        elif key in _DIGITS:
            self._open(_DIGITS[key] - 1)
        elif key == Qt.Key.Key_B and self.current is not None:
            self.added.emit(self.current)
        else:
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab leads back to the form."""
        self.left.emit()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click marks a row, a second one opens it."""
        at = self._first + int((event.position().y() - HEAD) // ROW)
        if event.position().y() < HEAD or not 0 <= at < len(self._lines):
            return
        if at == self._at and self.hasFocus():
            self._open(at)
        self._at = at
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.update()

    def focusInEvent(self, event: object) -> None:
        """The ring appears."""
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """The ring goes."""
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Another number of rows fits."""
        self._keep_seen()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw head, rows and what the keys do."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        box = QRectF(self.rect())
        has = self.hasFocus()
        painter.fillRect(self.rect(), theme.bg0)
        paint.panel(painter, box, theme.bg1, theme.acc if has else theme.edge, 2 if has else 1)
        wide = box.width() - 2 * INSET
        hint = look.text("register.same.go")
        room = paint.width(hint, "label") + keys_width(("Ctrl+Tab",), look) + 16
        ink = theme.t1 if self._lines else theme.t2
        paint.write(painter, QRectF(INSET, 0, wide - room, HEAD), self.title(), "head", ink)
        if self._as_of:
            before = QRectF(INSET, 0, wide - (room + 12 if self._lines and not has else 0), HEAD)
            paint_as_of(painter, before, self._as_of, look)
        if self._lines and not has:
            right = box.right() - INSET
            paint_keys(painter, right - keys_width(("Ctrl+Tab",), look), HEAD / 2, ("Ctrl+Tab",), look)
            text = QRectF(right - room, 0, paint.width(hint, "label") + 2, HEAD)
            paint.write(painter, text, hint, "label", theme.t3)
        for place, line in enumerate(self._lines[self._first : self._first + self._fits()]):
            row = QRectF(4, HEAD + place * ROW, box.width() - 8, ROW)
            self._paint_row(painter, row, self._first + place, line)
        if has:
            foot = QRectF(INSET, box.bottom() - FOOT, wide, FOOT)
            paint.write(painter, foot, look.text("register.same.keys"), "label", theme.t3)

    def _paint_row(self, painter: QPainter, row: QRectF, at: int, line: DuplicateLine) -> None:
        look, theme = self._look, self._look.theme
        if at == self._at and self.hasFocus():
            paint.panel(painter, row.adjusted(0, 1, 0, -1), theme.bg3)
            painter.fillRect(QRectF(row.left(), row.top() + 1, 4, row.height() - 2), theme.acc)
        painter.fillRect(QRectF(row.left() + 8, row.bottom() - 1, row.width() - 16, 1), theme.line)
        paint_keys(painter, row.left() + 10, row.top() + 16, (str(at + 1),), look)
        x = row.left() + 10 + keys_width(("1",), look) + 8
        paint_priority(painter, QRectF(x, row.top() + 7, 18, 18), line.priority, theme)
        x += 26
        wide = row.right() - 10 - x
        number = paint.width(line.short_no, "row_strong") + 10
        paint.write(painter, QRectF(x, row.top() + 4, number, 24), line.short_no, "row_strong", theme.t1)
        paint.write(painter, QRectF(x + number, row.top() + 4, wide - number, 24), line.title, "body", theme.t1)
        why = paint.width(line.why, "second_strong") + 2
        second = QRectF(x, row.top() + 26, wide, 20)
        paint.write(painter, second, line.why, "second_strong", theme.t1)
        paint.write(painter, second.adjusted(why + 10, 0, 0, 0), line.where, "second", theme.t2)
        paint.write(painter, QRectF(x, row.top() + 46, wide, 20), line.state, "second", theme.t2)

    def _spoken(self, line: DuplicateLine) -> str:
        return f"{line.short_no} {line.title}, {line.why}, {line.where}, {line.state}"

    def _walk(self, by: int) -> None:
        if self._lines:
            self._at = max(0, min(len(self._lines) - 1, self._at + by))
            self._keep_seen()
            self.update()

    def _open(self, at: int) -> None:
        if at < len(self._lines):
            self._at = at
            self.opened.emit(self._lines[at].no)

    def _fits(self) -> int:
        return max(1, (self.height() - HEAD - 4) // ROW)

    def _keep_seen(self) -> None:
        fits = self._fits()
        self._first = max(0, min(self._at, max(self._first, self._at - fits + 1)))
