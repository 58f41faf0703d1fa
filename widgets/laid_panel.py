"""A large panel laid over the window for keying in: its title, its hint, what is wrong, and Tab that stays within."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from widgets import paint
from widgets.buttons import QuietButton
from widgets.composing import guard
from widgets.look import Look
from widgets.table_head import TableHead
from widgets.theme import COMMAND_BAR, CONTROL, GAP, INSET

_Part = TypeVar("_Part", bound=QWidget)

HEAD: Final = 76
FOOT: Final = 40
TOP: Final = 60
MOST: Final = (1400, 860)


class TextArea(QPlainTextEdit):
    """Several lines of text; Tab leaves it, Ctrl+Enter belongs to the panel."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        guard(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter and Esc to the panel."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if Qt.Key(event.key()) == Qt.Key.Key_Escape or (ctrl and _is_enter(event)):
            event.ignore()
            return
        super().keyPressEvent(event)


class LaidPanel(QWidget):
    """A child overlay; `sent` on Ctrl+Enter, `closed` when it is gone. What was typed stays when it is closed."""

    sent = Signal()
    closed = Signal()

    def __init__(self, look: Look, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._key, self._host = look, key, parent
        self._fault = ""
        self._labels: list[tuple[QLabel, str]] = []
        self._named: list[tuple[QWidget, str]] = []
        self._buttons: list[QuietButton] = []
        self._choices: list[Any] = []
        self._heads: list[TableHead] = []
        self._ring: list[QWidget] = []
        self.top: Callable[[], int] = lambda: TOP  # where the room for it begins, below strip and banner
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(INSET, HEAD, INSET, FOOT)
        self.body.setSpacing(GAP)
        self.hide()

    # --- parts ------------------------------------------------------------------------------------------------

    def label(self, key: str) -> QLabel:
        """A line of fixed words."""
        made = QLabel(self)
        self._labels.append((made, key))
        return made

    def line(self, key: str, most: int = 200) -> QLineEdit:
        """A field of one line."""
        made = QLineEdit(self)
        made.setMaxLength(most)
        made.setMinimumHeight(CONTROL)
        guard(made)
        return self._take(made, key)

    def area(self, key: str) -> TextArea:
        """A field of several lines."""
        return self._take(TextArea(self), key)

    def table(self, key: str, columns: int) -> QTableWidget:
        """A list to be read: no cell is edited in it, so no input method wakes up."""
        made = QTableWidget(0, columns, self)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setTabKeyNavigation(False)
        made.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        made.verticalHeader().hide()
        made.setHorizontalHeader(self._head(made))
        made.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        made.horizontalHeader().setStretchLastSection(True)
        made.setWordWrap(False)
        made.setShowGrid(False)
        made.verticalScrollBar().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)  # it is see-through
        made.setCornerButtonEnabled(False)
        return self._take(made, key)

    def _head(self, table: QTableWidget) -> TableHead:
        made = TableHead(self._look, table)
        self._heads.append(made)
        return made

    def button(self, made: QuietButton) -> QuietButton:
        """A button that Tab reaches."""
        self._buttons.append(made)
        self._ring.append(made)
        return made

    def keyed(self, key: str, button: QuietButton) -> None:
        """A key that presses a button of this panel while the panel has the keyboard."""
        made = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.setAutoRepeat(False)
        made.activated.connect(button.click)

    def choice(self, made: _Part) -> _Part:
        """A list of choices that names and styles itself."""
        self._choices.append(made)
        self._ring.append(made)
        return made

    def _take(self, made: _Part, key: str) -> _Part:
        self._named.append((made, key))
        self._ring.append(made)
        return made

    # --- open and closed --------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether it lies over the window."""
        return not self.isHidden()

    def open(self) -> None:
        """Lie over the window, with the keyboard in the first field."""
        self._fault = ""
        self.fit()
        self.show()
        self.raise_()
        self.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QWidget:
        """Where the keyboard starts."""
        return self._ring[0]

    def dismiss(self) -> None:
        """Close; what was typed stays."""
        if self.is_open:
            self.hide()
            self.closed.emit()

    def fit(self) -> None:
        """In the middle of its window, between strip and command bar."""
        room, top = self._host.size(), self.top()
        wide = min(MOST[0], room.width() - 4 * GAP)
        high = min(MOST[1], room.height() - top - COMMAND_BAR - 2 * GAP)
        self.setGeometry((room.width() - wide) // 2, top, wide, high)

    def show_fault(self, fault: str) -> None:
        """What is wrong, or nothing."""
        self._fault = fault
        paint.name(self, self._look.text(self._key), fault)
        self.update()

    @property
    def fault(self) -> str:
        """What it says is wrong."""
        return self._fault

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for label, key in self._labels:
            label.setText(look.text(key))
            label.setFont(look.font("second"))
        for widget, key in self._named:
            widget.setFont(look.font("body"))
            paint.name(widget, look.text(key))
        for part in (*self._buttons, *self._choices, *self._heads):
            part.restyle(look)
        paint.name(self, look.text(self._key), self._fault)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter sends, Esc closes; what no field takes goes no further."""
        if Qt.Key(event.key()) == Qt.Key.Key_Escape:
            self.dismiss()
        elif _is_enter(event) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays within the panel."""
        ring = [widget for widget in self._ring if widget.isVisible() and widget.isEnabled()]
        at = next((place for place, widget in enumerate(ring) if widget.hasFocus()), -1)
        if ring:
            ring[(at + (1 if forward else -1)) % len(ring)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, the title, the hint and at the foot what is wrong."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        paint.panel(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.bg2, theme.acc, 2)
        wide = self.width() - 2 * INSET
        paint.write(painter, QRectF(INSET, 8, wide, 32), look.text(self._key), "head", theme.t1)
        paint.write(painter, QRectF(INSET, 42, wide, 24), look.text(f"{self._key}.hint"), "second", theme.t2)
        if self._fault:
            line = QRectF(INSET, self.height() - FOOT + 6, wide, 26)
            paint.write(painter, line, self._fault, "second_strong", theme.p1.text)


def cell(text: str = "") -> QTableWidgetItem:
    """A cell of a list; one that could be edited would wake the input method when it is reached."""
    made = QTableWidgetItem(text)
    made.setFlags(made.flags() & ~Qt.ItemFlag.ItemIsEditable)
    return made


def _is_enter(event: QKeyEvent) -> bool:
    return Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
