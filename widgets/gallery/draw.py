"""Pictures of widgets without a screen, and how far two of them differ."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QWidget

LOUD: Final = 40  # of 255: a channel that differs by less is the same to the eye beside a sharp edge
BLOCK: Final = 16  # pixels a side
MOST_SHARE: Final = 0.002  # of a page's pixels
MOST_IN_BLOCK: Final = 0.14  # of one block's: a mark or a word that is another fills one


class Difference(Struct, frozen=True):
    """How far a picture is from the one it should be."""

    size: bool  # the two are not of one size
    share: float = 0.0  # of all pixels that differ
    block: float = 0.0  # of the pixels of the block that differs most
    at: tuple[int, int] = (0, 0)  # that block's upper left corner

    @property
    def is_seen(self) -> bool:
        """Whether a person would see it."""
        return self.size or self.share > MOST_SHARE or self.block > MOST_IN_BLOCK


def picture(widget: QWidget, ground: QColor, scale: float = 1.0) -> QImage:
    """A widget drawn on a ground, without a screen; `scale` is pixels of the picture to a logical one."""
    widget.ensurePolished()
    widget.adjustSize()
    image = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(ground)
    widget.render(image, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawChildren)
    return image


def difference(image: QImage, wanted: QImage) -> Difference:
    """Compare two pictures pixel by pixel, and block by block so that a small mark counts too."""
    if image.size() != wanted.size():
        return Difference(size=True)
    loud = np.abs(_channels(image) - _channels(wanted)).max(axis=2) > LOUD
    if not loud.any():
        return Difference(size=False)
    high, wide = (-(-side // BLOCK) for side in loud.shape)
    padded = np.zeros((high * BLOCK, wide * BLOCK), np.bool_)
    padded[: loud.shape[0], : loud.shape[1]] = loud
    blocks = padded.reshape(high, BLOCK, wide, BLOCK).mean(axis=(1, 3))
    row, col = np.unravel_index(int(blocks.argmax()), blocks.shape)
    return Difference(
        size=False, share=float(loud.mean()), block=float(blocks.max()), at=(int(col) * BLOCK, int(row) * BLOCK)
    )


def _channels(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4)
    return raw[:, : plain.width(), :3].astype(np.int16)
