"""Buttons with their keys: one filled button per window says the next step, all others stay quiet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from widgets import paint
from widgets.icons import paint_icon
from widgets.key_hint import DISABLED, NORMAL, ON_ACCENT, keys_width, paint_keys
from widgets.look import Look
from widgets.theme import CONTROL

SQUEEZE = 8  # a button may be so much narrower than it would like before anything of it is cut
_PAD = 12.0
_GAP = 8.0


class QuietButton(QAbstractButton):
    """An outlined button: a fixed text by its key, its key caps, and the refusal as its tool tip when it may not."""

    def __init__(
        self,
        look: Look,
        text_key: str,
        keys: Sequence[str] = (),
        *,
        values: Mapping[str, object] | None = None,
        icon: str | None = None,
        accent: bool = False,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._text_key, self._keys = look, text_key, tuple(keys)
        self._values = dict(values or {})
        self._refusal: str | None = None
        self._waits = self._is_told_beside = False  # what it asks for would only be queued
        self._asked: tuple[object, ...] | None = None  # what it was told last, before any word is looked up
        self._said: tuple[Look, str, str, str | None] | None = None
        self._room: tuple[object, QSize] | None = None
        self._icon, self._accent, self._small = icon, accent, small
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.restyle(look)

    def say(self, text_key: str, **values: object) -> None:
        """Change the text, by key, with its values."""
        self._text_key, self._values = text_key, values
        self.restyle(self._look)

    def keys(self) -> tuple[str, ...]:
        """The key caps it shows now, in words."""
        return tuple(self._look.caps(self._keys))

    def set_keys(self, keys: Sequence[str]) -> None:
        """Show other key caps."""
        self._keys = tuple(keys)
        self.restyle(self._look)

    def refuse(self, why: str | None) -> None:
        """Forbid the button and say why, or allow it again with None."""
        self._refusal = why
        self.setEnabled(why is None)
        self.restyle(self._look)

    def queue(self, waits: bool, is_told_beside: bool = False) -> None:
        """Say after the text that what it asks for waits in the outbox (待发), or no longer.

        Where words beside the button say so for several at once, only a screen reader is told here.
        """
        if (waits, is_told_beside) != (self._waits, self._is_told_beside):
            self._waits, self._is_told_beside = waits, is_told_beside
            self.restyle(self._look)

    @property
    def is_queued(self) -> bool:
        """Whether it says that what it asks for waits in the outbox."""
        return self._waits and self._refusal is None

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        asked = (
            look,
            self._text_key,
            dict(self._values),
            self._keys,
            self._refusal,
            self.is_queued,
            self._is_told_beside,
        )
        if asked == self._asked:
            return
        self._asked = asked
        text, caps = look.text(self._text_key, **self._values), " ".join(look.caps(self._keys))
        spoken = f"{text} · {look.text('act.queued')}" if self.is_queued else text
        text = text if self._is_told_beside else spoken
        said = look, text, f"{spoken} {caps}".strip(), self._refusal
        if said == self._said:
            return
        self._said = said
        self.setText(text)
        paint.name(self, said[2], self._refusal or "")
        self.setToolTip(self._refusal or "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, text and caps with their padding; a card asks its buttons many times over."""
        if self._room is None or self._room[0] is not self._said:
            self._room = self._said, self._needed()
        return QSize(self._room[1])

    def _needed(self) -> QSize:
        width = 2 * self._pad() + paint.width(self.text(), self._role())
        if self._icon:
            width += 16 + 6
        if caps := keys_width(self._keys, self._look):
            width += _GAP + caps
        return QSize(round(width + 1), 28 if self._small else CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw surface, icon, text, caps and, with the keyboard here, the ring."""
        painter = QPainter(self)
        fill, edge, ink, caps = self._colours()
        box = QRectF(self.rect())
        paint.panel(painter, box, fill, edge, 1.6 if self._accent and self.isEnabled() else 1.0)
        x = pad = self._pad() - min(SQUEEZE, max(0, self.sizeHint().width() - self.width())) / 2
        if self._icon:
            paint_icon(painter, QRectF(x, 0, 16, self.height()), self._icon, ink)
            x += 22
        caps_width = keys_width(self._keys, self._look)
        room = self.width() - x - pad - (caps_width + _GAP if caps_width else 0)
        paint.write(painter, QRectF(x, 0, room, self.height()), self.text(), self._role(), ink)
        paint_keys(painter, self.width() - pad - caps_width, self.height() / 2, self._keys, self._look, caps)
        if self.hasFocus():
            self._paint_ring(painter, box)

    def _paint_ring(self, painter: QPainter, box: QRectF) -> None:
        # An accented button has the ring's colour at its edge already: its ring stands inside, after a gap.
        inside = 4.0 if self._accent and self.isEnabled() else 0.0
        paint.focus_ring(painter, box.adjusted(inside, inside, -inside, -inside), self._look.theme)

    def _role(self) -> str:
        return "second_strong" if self._small else "button"

    def _pad(self) -> float:
        return 9.0 if self._small else _PAD

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor, str]:
        theme = self._look.theme
        if not self.isEnabled():
            return None, theme.line, theme.tdis, DISABLED
        fill = theme.bg3 if self.isDown() or self.isChecked() else theme.bg2 if self.underMouse() else None
        return fill, theme.acc if self._accent else theme.edge, theme.t1, NORMAL


class StackedButton(QuietButton):
    """A button of a narrow rail: its key stands below its words."""

    def _needed(self) -> QSize:
        """As wide as the wider of both."""
        wide = max(paint.width(self.text(), self._role()), paint.width(self._key(), "nav_key"))
        return QSize(round(2 * self._pad() + wide + 1), 40 if self._key() else 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw surface, words, key and ring."""
        painter = QPainter(self)
        fill, edge, ink, _ = self._colours()
        box, key = QRectF(self.rect()), self._key()
        paint.panel(painter, box, fill, edge)
        words = QRectF(0, 3, box.width(), 20) if key else box
        paint.write(painter, words, self.text(), self._role(), ink, paint.CENTRE)
        quiet = self._look.theme.t3 if self.isEnabled() else ink
        paint.write(painter, QRectF(0, 22, box.width(), 15), key, "nav_key", quiet, paint.CENTRE)
        if self.hasFocus():
            self._paint_ring(painter, box)

    def _key(self) -> str:
        return " ".join(self._look.caps(self._keys))


class PrimaryButton(QuietButton):
    """The one filled button of a window."""

    def _role(self) -> str:
        return "body_strong"

    def _paint_ring(self, painter: QPainter, box: QRectF) -> None:
        theme = self._look.theme
        paint.panel(painter, box.adjusted(2, 2, -2, -2), None, theme.on_acc, 2)

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor, str]:
        theme = self._look.theme
        if not self.isEnabled():
            return theme.bg2, theme.line, theme.tdis, DISABLED
        return theme.acc_fill, None, theme.on_acc, ON_ACCENT
