"""One choice of a few, all in sight: buttons side by side, the chosen one ticked and bold, never only coloured."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look

_HIGH = 28
_PAD = 10.0
_MARK = 18.0


class Option(Struct, frozen=True):
    """One way to choose: its id, its words, and why it cannot be chosen now."""

    id: str
    text: str
    refusal: str = ""


class Segment(QAbstractButton):
    """One of them."""

    stepped = Signal(int)

    def __init__(self, look: Look, option: Option, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self.option, self._title = look, option, title
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.say(look, option, title)

    def say(self, look: Look, option: Option, title: str) -> None:
        """Take other words or another look."""
        self._look, self.option, self._title = look, option, title
        self.setText(option.text)
        self.setEnabled(not option.refusal)
        self.setToolTip(option.refusal)
        paint.name(self, f"{title} {option.text}", option.refusal)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Mark and words; as wide unchosen as chosen, so that nothing moves."""
        return QSize(round(2 * _PAD + _MARK + paint.width(self.text(), "second_strong") + 1), _HIGH)

    def nextCheckState(self) -> None:
        """The owner says what is chosen, once it is."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbour; Space and Enter choose."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw surface, tick and words."""
        painter, theme, box = QPainter(self), self._look.theme, QRectF(self.rect())
        is_on = self.isChecked()
        fill = theme.bg3 if is_on else theme.bg2 if self.underMouse() and self.isEnabled() else None
        ink = theme.tdis if not self.isEnabled() else theme.t1 if is_on else theme.t2
        paint.panel(painter, box, fill, theme.edge if self.isEnabled() else theme.line)
        left = _PAD
        if is_on:
            paint_icon(painter, QRectF(left - 2, 0, 16, box.height()), "tick", ink)
            left += _MARK
        room = QRectF(left, 0, box.width() - left - 4, box.height())
        if not is_on:
            room = QRectF(4, 0, box.width() - 8, box.height())
        align = paint.LEFT if is_on else paint.CENTRE
        paint.write(painter, room, self.text(), "second_strong" if is_on else "second", ink, align)
        if self.hasFocus():
            paint.focus_ring(painter, box, theme)


class Segments(QWidget):
    """The options of one choice; `chosen` asks, `show_options` says what became of it."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._buttons: list[Segment] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def show_options(self, look: Look, title: str, options: Sequence[Option], chosen: str) -> None:
        """Show these, one of them chosen."""
        self._look = look
        paint.name(self, title, next((o.text for o in options if o.id == chosen), ""))
        if len(options) != len(self._buttons):
            self._rebuild(options, title)
        for button, option in zip(self._buttons, options, strict=True):
            button.say(look, option, title)
            button.setChecked(option.id == chosen)
            is_reached = option.id == chosen or (not any(o.id == chosen for o in options) and option is options[0])
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_reached else Qt.FocusPolicy.ClickFocus)

    def _rebuild(self, options: Sequence[Option], title: str) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = [Segment(self._look, option, title, self) for option in options]
        for at, button in enumerate(self._buttons):
            button.clicked.connect(lambda _=False, b=button: self.chosen.emit(b.option.id))
            button.stepped.connect(lambda by, at=at: self._step(at, by))
            self._row.addWidget(button)

    def _step(self, at: int, by: int) -> None:
        """The keyboard to the next one that can be chosen; nothing is chosen by walking."""
        at += by
        while 0 <= at < len(self._buttons):
            if self._buttons[at].isEnabled():
                self._buttons[at].setFocus(Qt.FocusReason.TabFocusReason)
                return
            at += by
