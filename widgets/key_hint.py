"""The key cap: each main action shows the key that does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import paint
from widgets.look import Look
from widgets.theme import KEY_CAP, Theme

NORMAL: Final = "normal"
ON_ACCENT: Final = "on_accent"
DISABLED: Final = "disabled"
_BETWEEN: Final = 4.0
THEN: Final = " → "  # between two caps: one after the other; not the cap of the right arrow


def key_width(text: str) -> float:
    """How wide one cap is; what joins two has no edge of its own."""
    if text == THEN:
        return paint.width(text, "key")
    return max(float(KEY_CAP[0]), paint.width(text, "key") + 12)


def keys_width(keys: Sequence[str], look: Look) -> float:
    """How wide a row of caps is, gaps included; 0 when there is none."""
    caps = look.caps(keys)
    return sum(key_width(cap) for cap in caps) + _BETWEEN * max(0, len(caps) - 1)


def _colours(mode: str, theme: Theme) -> tuple[QColor, QColor]:
    return {
        NORMAL: (theme.edge, theme.t2),
        ON_ACCENT: (theme.on_acc, theme.on_acc),
        DISABLED: (theme.line, theme.tdis),
    }[mode]


def paint_keys(
    painter: QPainter, left: float, middle: float, keys: Sequence[str], look: Look, mode: str = NORMAL
) -> float:
    """Draw a row of caps from `left`, centred on the height `middle`; gives the right end."""
    edge, ink = _colours(mode, look.theme)
    x = left
    caps = look.caps(keys)
    for text in caps:
        box = QRectF(x, middle - KEY_CAP[1] / 2, key_width(text), KEY_CAP[1])
        if text != THEN:
            paint.panel(painter, box, None, edge)
        paint.write(painter, box, text, "key", ink, paint.CENTRE)
        x = box.right() + _BETWEEN
    return x - _BETWEEN if caps else x


class KeyHint(QWidget):
    """One or more key caps, with the word for what they do if there is one."""

    def __init__(
        self, look: Look, keys: Sequence[str], text_key: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._keys, self._text_key, self._mode = look, tuple(keys), text_key, NORMAL
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def set_mode(self, mode: str) -> None:
        """Show as `NORMAL`, `ON_ACCENT` or `DISABLED`."""
        self._mode = mode
        self.update()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        caps = " ".join(look.caps(self._keys))
        paint.name(self, f"{self._text()} {caps}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Caps, gap and word."""
        text = self._text()
        extra = 6 + paint.width(text, "second") if text else 0.0
        return QSize(round(keys_width(self._keys, self._look) + extra + 1), KEY_CAP[1] + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the caps and the word."""
        painter = QPainter(self)
        end = paint_keys(painter, 0, self.height() / 2, self._keys, self._look, self._mode)
        if text := self._text():
            theme = self._look.theme
            ink = theme.tdis if self._mode == DISABLED else theme.t2
            paint.write(painter, QRectF(end + 6, 0, self.width() - end - 6, self.height()), text, "second", ink)

    def _text(self) -> str:
        return self._look.text(self._text_key) if self._text_key else ""
