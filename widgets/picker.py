"""A short list laid over its window: a reason, an outcome, a unit, a case number; digits choose, typing narrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from widgets import paint
from widgets.composing import guard
from widgets.key_hint import keys_width, paint_keys
from widgets.look import Look
from widgets.theme import CONTROL, INSET

_HEAD: Final = 40
_ROW: Final = 32
_FOOT: Final = 30
_MOST: Final = 9
_DIGITS: Final = {getattr(Qt.Key, f"Key_{digit}"): digit for digit in range(1, 10)}


class Option(Struct, frozen=True):
    """One thing to choose: its id, its words, a quieter remark, what else it is found by, and why it may not be."""

    id: str
    text: str
    remark: str = ""
    found_by: str = ""
    refusal: str = ""


class Picker(QWidget):
    """A child overlay (never a popup window, which would take no Chinese input on some desktops)."""

    chosen = Signal(str)  # the id of an option
    typed = Signal(str)  # Enter on words that fit no option, where free text is allowed
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._host = look, parent
        self._title = ""
        self._hint = ""
        self._options: tuple[Option, ...] = ()
        self._shown: tuple[Option, ...] = ()
        self._at = 0
        self._is_free = False
        self._has_field = False
        self._find: Callable[[str], Sequence[Option]] | None = None
        self._field = QLineEdit(self)
        self._field.textChanged.connect(self._narrow)
        self._field.installEventFilter(self)
        guard(self._field)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()

    def ask(
        self,
        title: str,
        options: Sequence[Option],
        *,
        search: bool = False,
        free: bool = False,
        find: Callable[[str], Sequence[Option]] | None = None,
        hint: str = "",
        width: int = 480,
    ) -> None:
        """Open with these options; `search` gives a field that narrows them, `free` lets Enter take its words.

        With `find` the options are what it finds for the words; where it finds none, that is said and the list stays.
        """
        self._title, self._options, self._is_free, self._hint = title, tuple(options), free, hint
        self._find = find
        self._has_field = search or free or find is not None
        self._field.clear()
        self._field.setVisible(self._has_field)
        self._field.setPlaceholderText(hint)
        self._narrow("")
        self.resize(width, self._height())
        self.restyle(self._look)
        self.show()
        self.raise_()
        (self._field if self._has_field else self).setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close without choosing."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    @property
    def title(self) -> str:
        """What it asks."""
        return self._title

    @property
    def texts(self) -> tuple[str, ...]:
        """The options in sight."""
        return tuple(option.text for option in self._shown)

    @property
    def shown(self) -> tuple[Option, ...]:
        """The options in sight, whole."""
        return self._shown

    def move_over(self, area: QWidget) -> None:
        """Sit at the upper middle of a widget inside the one it lies over."""
        at = area.mapTo(self._host, QPoint(0, 0))
        self.move(at.x() + max(0, (area.width() - self.width()) // 2), at.y() + max(12, area.height() // 5))

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._field.setFont(look.font("body"))
        self._field.setGeometry(INSET, _HEAD, self.width() - 2 * INSET, CONTROL)
        self._say()
        self.update()

    @property
    def none(self) -> str:
        """What stands in place of options: nothing before anything is looked for, else that nothing is called so."""
        word = self._field.text().strip()
        if self._find is not None and not word:
            return ""
        return self._look.text("picker.none_of", word=word) if word else self._look.text("picker.none")

    def _say(self) -> None:
        paint.name(self, self._title, "; ".join(option.text for option in self._shown) or self.none)

    def sizeHint(self) -> QSize:
        """As high as its options."""
        return QSize(480, self._height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the field: arrows, Enter and Esc outside a composition belong to the list."""
        if watched is self._field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                self.keyPressEvent(event)
                return True
        if watched is self._field and event.type() == QEvent.Type.FocusOut:
            self._left()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose where there is no field; arrows, Enter and Esc always work; nothing else leaves the list."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_J):
            self._step(1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_K):
            self._step(-1)
        elif key in _DIGITS and not self._has_field:
            self._choose(_DIGITS[key] - 1)
        event.accept()

    def focusOutEvent(self, event: object) -> None:
        """Going elsewhere closes it."""
        self._left()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click takes a row."""
        place = int((event.position().y() - self._top()) // _ROW)
        if event.position().y() >= self._top() and 0 <= place < len(self._shown):
            self._choose(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, rows and what the keys do."""
        painter, look, theme = QPainter(self), self._look, self._look.theme
        box = QRectF(self.rect())
        paint.panel(painter, box, theme.bg2, theme.acc, 2)
        wide = box.width() - 2 * INSET
        paint.write(painter, QRectF(INSET, 2, wide, _HEAD - 2), self._title, "head", theme.t1)
        for place, option in enumerate(self._shown):
            self._paint_row(painter, QRectF(6, self._top() + place * _ROW, box.width() - 12, _ROW), place, option)
        if not self._shown and not self._is_free:
            paint.write(painter, QRectF(INSET, self._top(), wide, _ROW), self.none, "body", theme.t2)
        foot = QRectF(INSET, box.height() - _FOOT, wide, _FOOT)
        paint.write(painter, foot, look.text("picker.hint"), "label", theme.t3)

    def _paint_row(self, painter: QPainter, row: QRectF, place: int, option: Option) -> None:
        theme = self._look.theme
        if place == self._at:
            paint.panel(painter, row, theme.bg3)
            painter.fillRect(QRectF(row.left(), row.top(), 4, row.height()), theme.acc)
        x = row.left() + 12
        if not self._has_field:
            paint_keys(painter, x, row.center().y(), (str(place + 1),), self._look)
            x += keys_width(("9",), self._look) + 10
        ink = theme.tdis if option.refusal else theme.t1
        remark = option.refusal or option.remark
        room = min(paint.width(remark, "second"), row.width() * 0.5) if remark else 0.0
        right = row.right() - 10
        paint.write(painter, QRectF(x, row.top(), right - x - room - 8, row.height()), option.text, "body", ink)
        if remark:
            paint.write(
                painter, QRectF(right - room, row.top(), room, row.height()), remark, "second", theme.t3, paint.RIGHT
            )

    def _top(self) -> float:
        return _HEAD + (CONTROL + 8 if self._has_field else 0)

    def _height(self) -> int:
        rows = max(1, len(self._shown)) if self._options or not self._is_free else 0
        return round(self._top() + rows * _ROW + _FOOT + 4)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        known = self._options if self._find is None else self._find(text)
        if self._find is None:
            known = tuple(o for o in known if all(w in f"{o.text} {o.remark} {o.found_by}".casefold() for w in words))
        self._shown, self._at = tuple(known[:_MOST]), 0
        self.resize(self.width(), self._height())
        self._say()
        self.update()

    def _step(self, by: int) -> None:
        if self._shown:
            self._at = (self._at + by) % len(self._shown)
            self.update()

    def _take(self) -> None:
        text = self._field.text().strip()
        if self._is_free and text:
            self.hide()
            self.typed.emit(text)
        elif self._shown:
            self._choose(self._at)

    def _choose(self, place: int) -> None:
        if place < len(self._shown) and not self._shown[place].refusal:
            option = self._shown[place]
            self.hide()
            self.chosen.emit(option.id)

    def _left(self) -> None:
        window = self.window()
        inside = window.focusWidget() in (self, self._field) if window is not None else False
        if self.isVisible() and not inside and window is not None and window.isActiveWindow():
            self.hide()  # the keyboard went elsewhere by itself: it is not called back
