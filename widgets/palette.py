"""The palette: one line to type in, laid over the top of the window, and under it what Enter would do or could find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from widgets import paint
from widgets.composing import guard
from widgets.icons import paint_icon
from widgets.key_hint import keys_width, paint_keys
from widgets.look import Look
from widgets.theme import INSET

WIDE: Final = 720
_TOP: Final = 76  # below the strip
_FIELD: Final = 38
_ROW: Final = 30
_HEAD: Final = 24
_LINE: Final = 22
_FOOT: Final = 28
_DIGITS: Final = {getattr(Qt.Key, f"Key_{digit}"): digit for digit in range(1, 10)}


class PaletteRow(Struct, frozen=True):
    """One hit, or what the line would do (`more` lines); without an id it is the head of a kind and cannot be taken."""

    id: str
    text: str
    remark: str = ""
    keys: tuple[str, ...] = ()
    refusal: str = ""
    more: tuple[str, ...] = ()
    digit: int = 0

    @property
    def height(self) -> int:
        """In pixels."""
        if not self.id:
            return _HEAD
        return _ROW if not (self.more or self.is_plan) else 10 + _LINE * (1 + len(self.more) + bool(self.refusal))

    @property
    def is_plan(self) -> bool:
        """Whether it is what the line itself would do."""
        return self.id == "plan"


class CommandPalette(QWidget):
    """A child overlay (never a popup window: input methods); the keyboard is always in its field."""

    edited = Signal()
    chosen = Signal(str)  # the id of a row
    entered = Signal()  # Enter where no row can be taken
    completed = Signal(str)  # Tab on a row
    digit = Signal(int)
    older = Signal()
    newer = Signal()
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._host = look, parent
        self._shown_for = ""
        self._rows: tuple[PaletteRow, ...] = ()
        self._fault, self._mark = "", (0, 0)
        self._at, self._first = 0, 0
        self._takes_digits = False
        self.field = _Field(self)
        self.field.textChanged.connect(self.edited)
        self.field.installEventFilter(self)
        guard(self.field)
        self.setFocusProxy(self.field)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # a key repaints nothing that lies beneath
        self.hide()
        self.restyle(look)

    # --- what it shows ----------------------------------------------------------------------------------------

    def open(self, text: str = "") -> None:
        """Lay it over the window with this line in it."""
        self.field.setText(text)
        self.fit()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Take it away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def show_rows(
        self, rows: Sequence[PaletteRow], fault: str = "", mark: tuple[int, int] = (0, 0), digits: bool = False
    ) -> None:
        """Show hits or the line's effect; `fault` tells what is wrong with the signs of `mark`."""
        kept = self.current
        self._rows, self._fault, self._mark, self._takes_digits = tuple(rows), fault, mark, digits
        takable = [place for place, row in enumerate(self._rows) if row.id]
        same = next((place for place in takable if kept is not None and self._rows[place].id == kept.id), None)
        self._at = same if same is not None and self.field.text() == self._shown_for else next(iter(takable), -1)
        self._shown_for = self.field.text()
        self._first = 0
        self.fit()
        self._tell()

    @property
    def current(self) -> PaletteRow | None:
        """The row that Enter would take."""
        return self._rows[self._at] if 0 <= self._at < len(self._rows) and self._rows[self._at].id else None

    @property
    def rows(self) -> tuple[PaletteRow, ...]:
        """What it lists."""
        return self._rows

    @property
    def fault(self) -> str:
        """What it says is wrong."""
        return self._fault

    @property
    def takes_digits(self) -> bool:
        """Whether a digit chooses now."""
        return self._takes_digits

    def text(self) -> str:
        """The line."""
        return self.field.text()

    def set_text(self, text: str) -> None:
        """Another line, the caret at its end."""
        self.field.setText(text)
        self.field.setCursorPosition(len(text))

    def go_to_fault(self) -> None:
        """The caret to what is wrong, which is selected so that typing replaces it."""
        at, end = self._mark
        self.field.setSelection(at, end - at)
        if at == end:
            self.field.setCursorPosition(at)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.field.setFont(look.font("body"))
        self.field.setPlaceholderText(look.text("palette.hint"))
        self._tell()

    def fit(self) -> None:
        """Stand at the top in the middle, as high as the rows need and the window allows."""
        host = self._host
        wide = min(WIDE, host.width() - 32)
        wanted = self._rows_top() + sum(row.height for row in self._rows) + _FOOT + 6
        wanted += _ROW if not self._rows and not self._fault else 0
        self.setGeometry((host.width() - wide) // 2, _TOP, wide, min(wanted, host.height() - _TOP - 60))
        self.field.setGeometry(10, 10, wide - 20, _FIELD)
        self._scroll()
        self.update()

    # --- keys -------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the field: arrows, Enter, Tab, Esc and choosing digits belong to the rows, outside a composition."""
        if watched is not self.field:
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:  # not the window's: the keyboard goes back to where it was
                event.accept()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return not self.field.is_composing and self._pressed(event)
        if event.type() == QEvent.Type.FocusOut and not self.isHidden():
            self._left()
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        key, current = Qt.Key(event.key()), self.current
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (current is not None and not self._fault) or (current is not None and self._takes_digits):
                self.chosen.emit(current.id)
            else:
                self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key == Qt.Key.Key_Down:
            self._down()
        elif key == Qt.Key.Key_Up:
            self._up()
        elif key == Qt.Key.Key_Tab:
            if current is not None:
                self.completed.emit(current.id)
        elif self._takes_digits and key in _DIGITS:
            self.digit.emit(_DIGITS[key])
        else:
            return False
        return True

    def _down(self) -> None:
        if self.field.is_recalled:
            self.newer.emit()
        else:
            self._step(1)

    def _up(self) -> None:
        first = next((place for place, row in enumerate(self._rows) if row.id), -1)
        if self.field.is_recalled or not self.field.text() or self._at <= first:
            self.older.emit()
        else:
            self._step(-1)

    def _step(self, by: int) -> None:
        at = self._at + by
        while 0 <= at < len(self._rows) and not self._rows[at].id:
            at += by
        if 0 <= at < len(self._rows):
            self._at = at
            self._scroll()
            self._tell()

    def _left(self) -> None:
        window = self.window()
        if window.isActiveWindow() and window.focusWidget() is not self.field:
            self.hide()  # the keyboard went elsewhere by itself: it is not called back

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click takes a row."""
        for row, box in self._boxes():
            if row.id and box.contains(event.position()):
                self.chosen.emit(row.id)
                return

    # --- drawing ----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the fault with its mark, the rows, and what the keys do."""
        painter, theme = QPainter(self), self._look.theme
        painter.fillRect(self.rect(), theme.bg1)
        paint.panel(painter, QRectF(self.rect()), theme.bg2, theme.acc, 2)
        if self._fault:
            self._paint_fault(painter)
        for row, box in self._boxes():
            self._paint_row(painter, row, box)
        if not self._rows and not self._fault:
            none = QRectF(INSET, self._rows_top(), self.width() - 2 * INSET, _ROW)
            paint.write(painter, none, self._none(), "body", theme.t2)
        foot = QRectF(INSET, self.height() - _FOOT - 2, self.width() - 2 * INSET, _FOOT)
        paint.write(painter, foot, self._look.text("palette.keys"), "label", theme.t3)

    def _paint_fault(self, painter: QPainter) -> None:
        theme, top = self._look.theme, 10 + _FIELD
        start, end = (self.field.x_of(place) for place in self._mark)
        if 0 < start < self.field.width():
            left = self.field.x() + start
            painter.fillRect(QRectF(left, top + 1, max(8.0, min(end, self.field.width()) - start), 2), theme.p1.text)
        box = QRectF(INSET, top + 6, self.width() - 2 * INSET, _LINE + 4)
        paint_icon(painter, QRectF(box.left(), box.center().y() - 8, 16, 16), "warning", theme.p1.text)
        paint.write(painter, box.adjusted(24, 0, 0, 0), self._fault, "body_strong", theme.t1)
        if any(row.digit for row in self._rows):
            text = self._look.text("palette.digits" if self._takes_digits else "palette.digits_after")
            paint.write(painter, box, text, "label", theme.t3, paint.RIGHT)

    def _paint_row(self, painter: QPainter, row: PaletteRow, box: QRectF) -> None:
        theme = self._look.theme
        if not row.id:
            paint.write(painter, box.adjusted(8, 4, 0, 0), row.text, "label_strong", theme.t2)
            return
        if row is self.current:
            paint.panel(painter, box, theme.bg3)
            painter.fillRect(QRectF(box.left(), box.top(), 4, box.height()), theme.acc)
        if row.is_plan:
            self._paint_plan(painter, row, box.adjusted(12, 5, -10, -5))
            return
        left, right = box.left() + 12, box.right() - 10
        if row.digit:
            paint_keys(painter, left, box.center().y(), (str(row.digit),), self._look)
            left += keys_width(("9",), self._look) + 10
        caps = keys_width(row.keys, self._look)
        if row.keys:
            paint_keys(painter, right - caps, box.center().y(), row.keys, self._look)
            right -= caps + 12
        remark = row.refusal or row.remark
        room = min(paint.width(remark, "second") + 1, (right - left) * 0.6) if remark else 0.0
        ink: QColor = theme.tdis if row.refusal else theme.t1
        paint.write(painter, QRectF(left, box.top(), right - left - room - 8, box.height()), row.text, "body", ink)
        tail = QRectF(right - room, box.top(), room, box.height())
        paint.write(painter, tail, remark, "second", theme.t2, paint.RIGHT)

    def _paint_plan(self, painter: QPainter, row: PaletteRow, box: QRectF) -> None:
        """What Enter would ask, line by line, and the refusal in its place."""
        theme, keys = self._look.theme, ("Enter",)
        caps = 0.0 if row.refusal else keys_width(keys, self._look)
        if caps:
            paint_keys(painter, box.right() - caps, box.top() + _LINE / 2, keys, self._look)
        first = QRectF(box.left(), box.top(), box.width() - caps - 8, _LINE)
        paint.write(painter, first, row.text, "body_strong", theme.tdis if row.refusal else theme.t1)
        for place, line in enumerate(row.more, 1):
            paint.write(painter, first.translated(0, place * _LINE), line, "body", theme.t2)
        if row.refusal:
            last = first.translated(0, (1 + len(row.more)) * _LINE)
            paint_icon(painter, QRectF(last.left(), last.center().y() - 8, 16, 16), "warning", theme.p1.text)
            paint.write(painter, last.adjusted(24, 0, 0, 0), row.refusal, "body_strong", theme.t1)

    def _rows_top(self) -> int:
        return 10 + _FIELD + (_LINE + 14 if self._fault else 8)

    def _boxes(self) -> list[tuple[PaletteRow, QRectF]]:
        """The rows in sight with their places."""
        found: list[tuple[PaletteRow, QRectF]] = []
        top, end = float(self._rows_top()), self.height() - _FOOT - 4
        for row in self._rows[self._first :]:
            if top + row.height > end:
                break
            found.append((row, QRectF(8, top, self.width() - 16, row.height)))
            top += row.height
        return found

    def _scroll(self) -> None:
        """Bring the current row into sight."""
        self._first = min(self._first, max(0, self._at))
        if self._at <= 1:
            self._first = 0
        while self._at >= 0 and self._first < self._at and self.current not in [row for row, _ in self._boxes()]:
            self._first += 1

    def _none(self) -> str:
        """That nothing is called so, with the words that were looked for."""
        return self._look.text("palette.none", word=self.field.text().strip())

    def _tell(self) -> None:
        """A screen reader hears the current row while the keyboard stays in the field."""
        row, look = self.current, self._look
        said = [self._fault, *((row.text, *row.more, row.remark, row.refusal, *row.keys) if row is not None else ())]
        spoken = ", ".join(part for part in said if part)
        paint.name(self, look.text("palette"), spoken)
        paint.name(self.field, look.text("palette"), spoken or self._none())
        self.update()


class _Field(QLineEdit):
    """The line; knows whether an input method holds an unfinished word, and whether the line was called up again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_composing = False
        self.is_recalled = False
        self.textEdited.connect(self._typed)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember an unfinished word."""
        self.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def x_of(self, place: int) -> float:
        """Where a sign of the line stands; -1 where the line is longer than the field."""
        wide = self.fontMetrics().horizontalAdvance
        if wide(self.text()) > self.width() - 16:
            return -1.0
        return 8.0 + wide(self.text()[:place])

    def _typed(self) -> None:
        self.is_recalled = False
