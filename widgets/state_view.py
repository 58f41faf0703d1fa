"""What stands where there is nothing to show: empty, loading, failed or offline, and what to do next."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets import paint
from widgets.buttons import QuietButton
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.route import Act


class ViewState(StrEnum):
    """Why there is nothing to show."""

    EMPTY = "empty"
    LOADING = "loading"
    ERROR = "error"
    OFFLINE = "offline"


class Blank(Struct, frozen=True):
    """What to say: a key of the words with its values, more in words, one act; `progress` 0 to 1 if known."""

    state: ViewState
    text: str = ""  # key of the words; empty takes the state's own
    values: dict[str, str] = {}
    detail: str = ""
    act: Act | None = None
    progress: float | None = None


_MARKS: Final = {
    ViewState.EMPTY: "empty",
    ViewState.LOADING: "clock",
    ViewState.ERROR: "warning",
    ViewState.OFFLINE: "link_down",
}


class StateView(QWidget):
    """Says what is and what next, still and grey."""

    acted = Signal(str)

    def __init__(self, look: Look, blank: Blank | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._blank = blank or Blank(ViewState.EMPTY)
        self._button = QuietButton(look, "view.retry", parent=self)
        self._button.clicked.connect(self._act)
        self.show_blank(self._blank)

    def show_blank(self, blank: Blank) -> None:
        """Show another state."""
        self._blank = blank
        if blank.act is not None:
            self._button.set_keys(blank.act.keys)
            self._button.say(blank.act.text)
            self._button.refuse(blank.act.refusal)
        self._button.setVisible(blank.act is not None)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._button.restyle(look)
        paint.name(self, self._text(), self._blank.detail)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for mark, words and button."""
        return QSize(360, 150)

    def minimumSizeHint(self) -> QSize:
        """No lower than its words and button."""
        return QSize(160, 146)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Centre anew."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw mark, words, detail and progress."""
        painter, theme, blank = QPainter(self), self._look.theme, self._blank
        top, wide = self._top(), float(self.width())
        failed = blank.state in (ViewState.ERROR, ViewState.OFFLINE)
        paint_icon(painter, QRectF(0, top, wide, 28), _MARKS[blank.state], theme.p2.text if failed else theme.t3)
        words = QRectF(12, top + 34, wide - 24, 24)
        paint.write(painter, words, self._text(), "body_strong" if failed else "body", theme.t1, paint.CENTRE)
        box = QRectF(12, top + 58, wide - 24, 38)
        painter.setFont(self._look.font("second"))
        painter.setPen(theme.t2)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), blank.detail)
        if blank.progress is not None:
            bar = QRectF(wide / 2 - 90, top + 102, 180, 4)
            painter.fillRect(bar, theme.line)
            painter.fillRect(QRectF(bar.left(), bar.top(), 180 * min(1.0, max(0.0, blank.progress)), 4), theme.t2)

    def _text(self) -> str:
        return self._look.text(self._blank.text or f"view.{self._blank.state}", **self._blank.values)

    def _top(self) -> float:
        high = 100 + (40 if self._blank.act is not None else 0)
        return max(6.0, (self.height() - high) / 2)

    def _place(self) -> None:
        size = self._button.sizeHint()
        under = 100 if self._blank.detail or self._blank.progress is not None else 68
        self._button.setGeometry(
            (self.width() - size.width()) // 2, round(self._top()) + under, size.width(), size.height()
        )

    def _act(self) -> None:
        if self._blank.act is not None:
            self.acted.emit(self._blank.act.id)
