"""What narrows the queue: a search field and a few chips that say what they leave out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from widgets import paint
from widgets.buttons import QuietButton
from widgets.composing import guard
from widgets.key_hint import keys_width, paint_keys
from widgets.look import Look
from widgets.theme import FILTER, INSET

_FIELD = 236
_HEIGHT = FILTER + 14


class FilterBar(QWidget):
    """Search, area, source and overdue; Enter in the field goes back to the list, Esc clears it."""

    searched = Signal(str)
    area_asked = Signal()
    source_asked = Signal()
    overdue_toggled = Signal(bool)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.field = _SearchField(self)
        self.field.textChanged.connect(self.searched)
        self.field.installEventFilter(self)
        guard(self.field)
        self._area = QuietButton(look, "verbatim", small=True, values={"text": ""}, parent=self)
        self._source = QuietButton(look, "verbatim", small=True, values={"text": ""}, parent=self)
        self._overdue = QuietButton(look, "filter.overdue", small=True, parent=self)
        self._overdue.setCheckable(True)
        self._area.clicked.connect(self.area_asked)
        self._source.clicked.connect(self.source_asked)
        self._overdue.toggled.connect(self.overdue_toggled)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_filter(self, area: str, source: str, overdue: bool) -> None:
        """Say what is shown: the area's and the source's words, and whether only what is overdue."""
        self._area.say("verbatim", text=area)
        self._source.say("verbatim", text=source)
        was = self._overdue.blockSignals(True)
        self._overdue.setChecked(overdue)
        self._overdue.blockSignals(was)
        self._place()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.field.restyle(look)
        paint.name(self, look.text("filter.search"))
        for button in (self._area, self._source, self._overdue):
            button.restyle(look)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Down go back to the list, Esc clears first."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.left.emit()
                return True
            if key == Qt.Key.Key_Escape:
                self.field.clear()
                self.left.emit()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        top = (_HEIGHT - FILTER) // 2
        room = self.width() - 2 * INSET - sum(b.sizeHint().width() + 8 for b in self._chips())
        self.field.setGeometry(INSET, top, max(140, min(_FIELD, room)), FILTER)
        left = self.field.geometry().right() + 13
        for chip in self._chips():
            chip.setGeometry(left, top, chip.sizeHint().width(), FILTER)
            left += chip.sizeHint().width() + 8

    def _chips(self) -> tuple[QuietButton, ...]:
        return self._area, self._source, self._overdue


class _SearchField(QLineEdit):
    """The field, with the key that leads to it drawn at its end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look: Look | None = None
        self.setTextMargins(0, 0, 26, 0)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.setFont(look.font("second"))
        self.setPlaceholderText(look.text("filter.search"))
        paint.name(self, look.text("filter.search"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field and its key."""
        super().paintEvent(event)
        if self._look is not None and not self.hasFocus():
            wide = keys_width(("/",), self._look)
            paint_keys(QPainter(self), self.width() - wide - 6, self.height() / 2, ("/",), self._look)
