"""What can be measured on a picture: how loud it is, and whether every text stands out from its ground and is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from widgets import paint
from widgets.strip_paint import StripPainter
from widgets.theme import contrast

LOUD_S: Final = 0.45
LOUD_V: Final = 0.35
READABLE: Final = 4.5
MOST_NORMAL: Final = 0.02
MOST_ABNORMAL: Final = 0.03  # in a surge, and without the hub


class Text(Struct, frozen=True):
    """One text as it was written: its words, colour and box in the picture's own pixels."""

    words: str
    ink: str
    box: tuple[int, int, int, int]
    is_cut: bool = False  # its end was left out because there was no room


def loud_share(image: QImage) -> float:
    """The share of pixels with hue: S above 0.45 and V above 0.35."""
    pixels = _pixels(image).astype(np.float32) / 255
    high, low = pixels.max(axis=2), pixels.min(axis=2)
    loud = (high > LOUD_V) & (high - low > LOUD_S * high)
    return float(loud.mean())


@contextmanager
def written() -> Iterator[list[Text]]:
    """Gather every text that widgets write meanwhile."""
    found: list[Text] = []
    real, real_row = paint.write, StripPainter._write

    def watched(
        painter: QPainter,
        rect: QRectF,
        text: str,
        role: str,
        colour: QColor,
        align: Qt.AlignmentFlag = paint.LEFT,
    ) -> None:
        real(painter, rect, text, role, colour, align)
        note(painter, rect, text, role, colour, align)

    def watched_row(
        self: StripPainter, painter: QPainter, text: str, role: str, ink: QColor, x: float, middle: float, room: float
    ) -> None:
        real_row(self, painter, text, role, ink, x, middle, room)
        note(painter, QRectF(x, middle - 10, room, 20), text, role, ink, paint.LEFT)

    def note(painter: QPainter, rect: QRectF, text: str, role: str, colour: QColor, align: Qt.AlignmentFlag) -> None:
        if not text.strip():
            return
        box = painter.deviceTransform().mapRect(_inked(rect, text, role, align))
        if not _is_hidden(painter, box):
            corners = int(box.x()), int(box.y()), int(box.width()), int(box.height())
            found.append(Text(text, colour.name(), corners, paint.width(text, role) > rect.width()))

    paint.write = watched
    StripPainter._write = watched_row  # type: ignore[method-assign]
    try:
        yield found
    finally:
        paint.write = real
        StripPainter._write = real_row  # type: ignore[method-assign]


def faint(image: QImage, texts: list[Text], exempt: frozenset[str]) -> list[tuple[float, str]]:
    """The texts below 4.5 : 1 on the ground they stand on, the worst first; `exempt` are inks of the disabled."""
    pixels = _pixels(image)
    found = []
    for text in texts:
        left, top, wide, high = text.box
        ground = pixels[max(0, top) : top + high, max(0, left) : left + wide]
        if text.ink in exempt or ground.size == 0:
            continue
        colours, counts = np.unique(ground.reshape(-1, 3), axis=0, return_counts=True)
        ink = QColor(text.ink)
        red, green, blue = (int(part) for part in colours[int(counts.argmax())])
        ratio = contrast(ink, QColor(red, green, blue))
        if ratio < READABLE:
            found.append((ratio, text.words))
    return sorted(found)


def cut(texts: list[Text]) -> list[str]:
    """The texts whose ends are not to be seen, each once."""
    return list(dict.fromkeys(text.words for text in texts if text.is_cut))


def _is_hidden(painter: QPainter, box: QRectF) -> bool:
    """Whether most of it lies outside what is painted: scrolled away, under another widget's edge."""
    seen = painter.paintEngine().systemClip()
    if seen.isEmpty():
        return False
    cut = QRectF(seen.boundingRect()).intersected(box)
    return cut.width() * cut.height() < 0.8 * box.width() * box.height()


def _inked(rect: QRectF, text: str, role: str, align: Qt.AlignmentFlag) -> QRectF:
    """Where the letters are in the box they were given."""
    wide = min(rect.width(), paint.width(text, role))
    high = min(rect.height(), paint.metrics(role).height())
    left = rect.left()
    if align == paint.RIGHT:
        left = rect.right() - wide
    elif align == paint.CENTRE:
        left = rect.center().x() - wide / 2
    return QRectF(left, rect.center().y() - high / 2, wide, high)


def _pixels(image: QImage) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    raw = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return raw[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()
