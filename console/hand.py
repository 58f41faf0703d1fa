"""Intake by hand beside the form: pasting, tables and paper, laid over the window and named in the list of all acts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from console.desk import Desk
from console.import_table import ImportOverlay
from console.paste import PasteOverlay
from console.window import Window
from widgets.look import Look


class Hand:
    """The overlays, and the thread that reads files for them."""

    def __init__(self, desk: Desk, look: Look, window: Window) -> None:
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")
        self.paste = PasteOverlay(desk, look, window)
        self.table = ImportOverlay(desk, look, window, self._disk)
        overlays = (self.paste, self.table)
        for overlay in overlays:
            overlay.panel.closed.connect(window.take_focus)
            window.lay(overlay)
        window.desk_page.also = tuple(act for overlay in overlays for act in overlay.acts())

    def close(self) -> None:
        """End the thread."""
        self._disk.shutdown(wait=True)


def lay_hand(desk: Desk, look: Look, window: Window) -> tuple[Hand, Callable[[], None]]:
    """Build them; the second is how to take them down."""
    hand = Hand(desk, look, window)
    return hand, hand.close
