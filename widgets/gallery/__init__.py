"""Every widget in its states as pictures, drawn without a screen: how to see them all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from widgets.gallery import groups, hand, intake, learning, line, maps, old, parts, screens, seat
from widgets.gallery.choices import pages as choices_pages
from widgets.gallery.pinned import pages as pinned_pages
from widgets.look import Look

Make = Callable[[], QWidget]


def pages(look: Look) -> Iterator[tuple[str, Make]]:
    """All pages of the gallery by name; each is made when it is asked for."""
    yield from pinned_pages(look)
    yield from parts.pages(look)
    yield from screens.pages(look)
    yield from maps.pages(look)
    yield from old.pages(look)
    yield from seat.pages(look)
    yield from line.pages(look)
    yield from groups.pages(look)
    yield from intake.pages(look)
    yield from hand.pages(look)
    yield from learning.pages(look)
    yield from choices_pages(look)
