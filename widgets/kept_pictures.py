"""Pictures painted once and shown often, the oldest forgotten when they take too much memory."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

MOST_BYTES: Final = 24 << 20
SEEN: Final = 512


class KeptPictures:
    """Opaque rectangles by what they show; what is asked for a second time is kept as a picture."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._bytes = 0
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._once: OrderedDict[Hashable, bool] = OrderedDict()

    def paint(self, painter: QPainter, box: QRect, shows: Hashable, make: Callable[[QPainter, QRect], None]) -> None:
        """Show what `shows` names in `box`; `make` paints it, at another place and another time too."""
        ratio = painter.device().devicePixelRatioF()
        if not (ratio * box.top()).is_integer() or not (ratio * box.left()).is_integer():
            make(painter, box)  # between two pixels of the screen a picture would be blurred
            return
        key = (box.width(), box.height(), ratio, shows)
        found = self._kept.get(key)
        if found is None and not self._was_seen(key):
            make(painter, box)  # most of what one letter of a search brings is gone with the next
            return
        if found is None:
            found = self._made(box, ratio, make)
            self._keep(key, found)
        self._kept.move_to_end(key)
        painter.drawPixmap(QPointF(box.topLeft()), found)

    def _was_seen(self, key: Hashable) -> bool:
        """Whether it was painted before; only then is it worth a picture."""
        was_seen = self._once.pop(key, False)
        self._once[key] = True
        if len(self._once) > SEEN:
            self._once.popitem(last=False)
        return was_seen

    def _made(self, box: QRect, ratio: float, make: Callable[[QPainter, QRect], None]) -> QPixmap:
        made = QPixmap(math.ceil(box.width() * ratio), math.ceil(box.height() * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.black)  # opaque, so that letters have the edges they have on the screen
        painter = QPainter(made)
        make(painter, QRect(0, 0, box.width(), box.height()))
        painter.end()
        return made

    def _keep(self, key: Hashable, made: QPixmap) -> None:
        self._kept[key] = made
        self._bytes += _bytes_of(made)
        while self._bytes > self._most and len(self._kept) > 1:
            self._bytes -= _bytes_of(self._kept.popitem(last=False)[1])


def _bytes_of(picture: QPixmap) -> int:
    return 4 * picture.width() * picture.height()


__all__ = ["KeptPictures"]
