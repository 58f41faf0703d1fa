"""Number and password at the foot of the window, and the cover that lets nothing through while all stays readable."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QMargins, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from widgets import paint
from widgets.buttons import PrimaryButton, QuietButton
from widgets.composing import guard, secret
from widgets.look import Look
from widgets.theme import COMMAND_BAR, CONTROL, GAP, INSET

BAR: Final = 74
SLIM: Final = 34  # the foot of a window that is locked from another
EDGE: Final = 6
_USER: Final = 130
_PASSWORD: Final = 210


class PersonBar(QWidget):
    """A slim bar with two fields; `given` carries number and password, `left` says that it was given up."""

    given = Signal(str, str)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget, can_leave: bool) -> None:
        super().__init__(parent)
        self._look = look
        self._title, self._detail, self._error = "", "", ""
        self._can_leave = can_leave
        self.user = QLineEdit(self)
        self.password = QLineEdit(self)
        secret(self.password)
        for field in (self.user, self.password):
            field.setMaxLength(80)
            field.returnPressed.connect(self._give)
            field.installEventFilter(self)
            guard(field)
        self._go = PrimaryButton(look, "lock.unlock", ("Enter",), parent=self)
        self._go.clicked.connect(self._give)
        self._cancel = QuietButton(look, "confirm.cancel", ("Esc",), parent=self)
        self._cancel.clicked.connect(self.left)
        self._cancel.setVisible(can_leave)
        self._has_fields = True
        self.restyle(look)

    def say(self, title: str, detail: str, go: str) -> None:
        """What it is for, and the key of the button's words."""
        self._title, self._detail = title, detail
        self._go.say(go)
        self.restyle(self._look)

    def show_fields(self, needed: bool) -> None:
        """Without a password to ask for, Enter alone is enough."""
        self._has_fields = needed
        self.user.setVisible(needed)
        self.password.setVisible(needed)
        self._place()

    def begin(self, user: str) -> None:
        """Empty but for the number, with the keyboard where something is missing."""
        self.user.setText(user)
        self.password.clear()
        self.show_error("")
        self.take_focus()

    def take_focus(self) -> None:
        """Go to the first empty field."""
        empty = next((f for f in (self.user, self.password) if not f.text()), self.password)
        (empty if self._has_fields else self._go).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, text: str) -> None:
        """Why it did not work; the password is asked again."""
        self._error = text
        if text:
            self.password.clear()
        self.restyle(self._look)

    def show_busy(self, text: str) -> None:
        """It is being looked at."""
        self._error = text
        self.restyle(self._look)

    @property
    def error(self) -> str:
        """What it says is wrong."""
        return self._error

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for name, field in (("seat.user", self.user), ("seat.password", self.password)):
            field.setFont(look.font("body"))
            field.setPlaceholderText(look.text(name))
            paint.name(field, look.text(name))
        for button in (self._go, self._cancel):
            button.restyle(look)
        paint.name(self, self._title, f"{self._detail} {self._error}".strip())
        self._place()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in a field gives it up where that may be."""
        is_esc = isinstance(event, QKeyEvent) and Qt.Key(event.key()) == Qt.Key.Key_Escape
        if event.type() == QEvent.Type.KeyPress and is_esc and self._can_leave:
            self.left.emit()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter where there is no field; nothing leaves the bar."""
        if Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._has_fields:
            self._give()
        elif Qt.Key(event.key()) == Qt.Key.Key_Escape and self._can_leave:
            self.left.emit()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays within the bar."""
        ring = [w for w in (self.user, self.password, self._go, self._cancel) if not w.isHidden()]
        at = next((place for place, widget in enumerate(ring) if widget.hasFocus()), -1)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        ring[(at + (1 if forward else -1)) % len(ring)].setFocus(reason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The fields stand at the right."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, what it is for, and what is wrong."""
        painter, theme = QPainter(self), self._look.theme
        painter.fillRect(self.rect(), theme.bg2)
        painter.fillRect(QRectF(0, 0, self.width(), 2), theme.acc)
        first = self.user.x() if self._has_fields else self._go.x()
        room = first - 2 * INSET
        paint.write(painter, QRectF(INSET, 8, room, 30), self._title, "head", theme.t1)
        under, ink = (self._error, theme.p1.text) if self._error else (self._detail, theme.t2)
        paint.write(painter, QRectF(INSET, 38, room, 26), under, "second_strong" if self._error else "second", ink)

    def _give(self) -> None:
        if not self._has_fields:
            self.given.emit("", "")
            return
        empty = next((f for f in (self.user, self.password) if not f.text().strip()), None)
        if empty is None:
            self.given.emit(self.user.text().strip(), self.password.text())
            return
        self.show_busy(self._look.text("seat.empty"))
        empty.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        right = self.width() - INSET
        for button in (self._cancel, self._go):
            if not button.isHidden():
                size = button.sizeHint()
                right -= size.width()
                button.setGeometry(right, (self.height() - size.height()) // 2, size.width(), size.height())
                right -= 10
        for field, wide in ((self.password, _PASSWORD), (self.user, _USER)):
            right -= wide
            field.setGeometry(right, (self.height() - CONTROL) // 2, wide, CONTROL)
            right -= 10


class Shield(QWidget):
    """Covers a window so that no hand reaches it; the window draws in to make room for the frame and the foot.

    What it says is `magnified` like the rest of the window.
    """

    foot = SLIM

    def __init__(self, look: Look, parent: QWidget, magnified: float = 1.0) -> None:
        super().__init__(parent)
        self._magnified = magnified
        self.foot = round(self.foot * magnified)
        self._look, self._host = look, parent
        self._margins: QMargins | None = None
        self._held: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setGeometry(parent.rect())
        parent.installEventFilter(self)

    def cover(self) -> None:
        """Lie over the window, which draws in: nothing that it says is hidden by frame or foot."""
        if self._margins is None:
            self._margins = self._host.contentsMargins()
        self._host.setContentsMargins(EDGE, EDGE, EDGE, self.foot + EDGE)
        self._hold()
        self.setGeometry(self._host.rect())
        self.show()
        self.raise_()

    def uncover(self) -> None:
        """Give the window its room back."""
        self.hide()
        if self._margins is not None:
            self._host.setContentsMargins(self._margins)
            self._margins = None
        for part in self._held:
            part.setEnabled(True)
        self._held = []

    def _hold(self) -> None:
        """Draw as it is what no hand reaches; the main window sees to its own."""
        around = self._host.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._held += [part for part in around if part.isEnabled() and not isinstance(part, Shield)]
        for part in self._held:
            part.setEnabled(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and watched is self._host:
            self.setGeometry(self._host.rect())
        return False

    def restyle(self, look: Look) -> None:
        """Take a new theme."""
        self._look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A plain edge and a word at the foot: alarms are never hidden behind a lock, and bars mean not live."""
        painter, theme, box = QPainter(self), self._look.theme, QRectF(self.rect())
        wide, high = box.width(), box.height()
        edges = ((0, 0, wide, EDGE), (0, high - EDGE, wide, EDGE), (0, 0, EDGE, high), (wide - EDGE, 0, EDGE, high))
        for x, y, w, h in edges:
            painter.fillRect(QRectF(x, y, w, h), theme.t3)
        slip = QRectF(EDGE, high - EDGE - self.foot, wide - 2 * EDGE, self.foot)
        painter.fillRect(slip, theme.bg2)
        times = self._magnified
        painter.scale(times, times)
        words = QRectF(slip.left() / times, slip.top() / times, slip.width() / times, slip.height() / times)
        paint.write(painter, words, self._look.text("lock.side"), "head", theme.t1, paint.CENTRE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Taken and dropped."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Taken and dropped."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Taken and dropped."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Taken and dropped."""
        event.accept()


class LockCover(Shield):
    """The cover of the main window with the bar that opens it."""

    foot = BAR

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.bar = PersonBar(look, self, can_leave=False)
        paint.name(self, look.text("lock.title"))
        self._fit_bar()
        self.hide()

    def _hold(self) -> None:
        """The window holds its pages and leaves alone what lies over them."""

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        super().restyle(look)
        paint.name(self, look.text("lock.title"))
        self.bar.restyle(look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar stands at the foot."""
        super().resizeEvent(event)
        self._fit_bar()

    def _fit_bar(self) -> None:
        self.bar.setGeometry(EDGE, self.height() - BAR - EDGE, max(0, self.width() - 2 * EDGE), BAR)


def foot_of(host: QWidget) -> tuple[int, int, int, int]:
    """Where a bar lies at the foot of a window, above the command bar."""
    return GAP, host.height() - COMMAND_BAR - BAR - GAP, host.width() - 2 * GAP, BAR
