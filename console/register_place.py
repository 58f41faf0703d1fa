"""Where the registration lies over the window: right of the queue, below the strip, above the foot."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect

from console.window import Window
from widgets.theme import GAP

WIDE: Final = 1000  # from so many pixels beside the queue on, the list stands beside the form and not below it
FORM: Final = 548
_GIVE: Final = 60  # so much wider or narrower the form may be, to stand beside the whole detail


def area(window: Window) -> QRect:
    """What it may cover."""
    page = window.desk_page
    if not page.isVisible() or page.window() is not window:
        left = window.width() // 3
    else:
        left = page.queue.mapTo(window, QPoint(page.queue.width(), 0)).x() + GAP
    top = max(window.strip.geometry().bottom(), window.banner.geometry().bottom()) + 1 + GAP
    return QRect(left, top, window.width() - left - GAP, window.foot.y() - top - GAP)


def is_wide(window: Window) -> bool:
    """Whether form and list stand side by side."""
    return area(window).width() >= WIDE


def seam(window: Window, box: QRect) -> int:
    """Where the form begins: beside the whole detail if that leaves about its own width."""
    detail, usual = window.desk_page.detail, box.right() - FORM
    right = detail.mapTo(window, QPoint(detail.width(), 0)).x() + GAP
    return right if detail.isVisible() and abs(right - usual) <= _GIVE else usual
