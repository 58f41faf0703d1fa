"""Initials of others who have a case open: small round marks, in a row of the queue and in the head of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from widgets import paint
from widgets.look import Look

SIZE: Final = 18
STEP: Final = 20
MOST: Final = 3  # marks; of more people, the last mark says how many


def initials(name: str) -> str:
    """What of a name fits a mark: the last two figures of a number, a family name, or first letters."""
    if name.isascii() and name[-2:].isdigit():
        return name[-2:]
    if not name.isascii():
        return name[:1]
    return "".join(word[0] for word in name.replace("-", " ").split())[:2].upper()


def shown(names: Sequence[str]) -> tuple[str, ...]:
    """The words of the marks, e.g. 07, 王, +4."""
    if len(names) <= MOST:
        return tuple(initials(name) for name in names)
    return (*(initials(name) for name in names[: MOST - 1]), f"+{len(names) - MOST + 1}")


def dots_width(names: Sequence[str]) -> int:
    """How wide the marks of these people are."""
    return STEP * len(shown(names))


def paint_dots(painter: QPainter, left: float, middle: float, names: Sequence[str], look: Look) -> None:
    """Paint the marks from `left` on, their middles at `middle`."""
    theme = look.theme
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, words in enumerate(shown(names)):
        box = QRectF(left + place * STEP, middle - SIZE / 2, SIZE, SIZE)
        painter.setPen(QPen(theme.t2, 1))
        painter.setBrush(theme.bg0)
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        paint.write(painter, box, words, "label", theme.t1, paint.CENTRE)
    painter.restore()
