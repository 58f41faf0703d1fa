"""Intake by hand beside the form: pasting, tables and paper, laid over the window and named in the list of all acts."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from console.desk import Desk
from console.import_table import ImportOverlay
from console.paper_mode import PaperOverlay
from console.paste import PasteOverlay
from console.prints import Prints, Show
from console.swept import Swept
from console.window import Window
from widgets.look import Look
from widgets.theme import GAP


def view(path: Path) -> None:
    """Open a file in the system's own viewer."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def below_banner(window: Window) -> int:
    """Where the room for a large panel begins: strip and banner stay in sight."""
    return max(window.strip.geometry().bottom(), window.banner.geometry().bottom()) + 1 + GAP


class Hand:
    """The overlays, the files to print, and the thread that reads tables for them."""

    def __init__(
        self, desk: Desk, look: Look, window: Window, folder: Path, show: Show = view, slips: Sequence[Path] = ()
    ) -> None:
        """`folder` is where files to print are kept; they go with their person, as those in `slips` do."""
        self._desk, self._window, self._sitter = desk, window, desk.actor.name
        desk.requeued.connect(self._sits)  # before the overlays hear of it: nothing of one is sent by another
        desk.left.connect(self._sits)
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")
        self.swept = Swept(desk, (folder, *slips), self._disk, desk.now(), window)
        window.beat.connect(lambda *_: self.swept.tick())
        self.prints = Prints(desk, look, folder, show)
        self.paste = PasteOverlay(desk, look, window)
        self.table = ImportOverlay(desk, look, window, self._disk)
        self.paper = PaperOverlay(desk, look, window, self.prints.asked)
        overlays = self._overlays = (self.paste, self.table, self.paper)
        for overlay in overlays:
            overlay.panel.top = lambda: below_banner(window)
            overlay.panel.closed.connect(window.take_focus)
            window.lay(overlay)
        window.beat.connect(lambda *_: self._hide_locked())
        window.add_acts(self.prints.acts())
        window.styled.connect(self.prints.restyle)
        window.desk_page.also = (*(act for overlay in overlays for act in overlay.acts()), *self.prints.acts())

    def escape(self) -> bool:
        """One step back in what is open; whether anything was."""
        return any(overlay.escape() for overlay in self._overlays)

    def _sits(self) -> None:
        """Another sits here, or nobody: what stands in the panels is nothing of theirs."""
        if self._desk.actor.name != self._sitter:
            self._sitter = self._desk.actor.name
            for overlay in self._overlays:
                overlay.forget()

    def _hide_locked(self) -> None:
        """A locked seat shows nobody's telephone number; what was typed waits."""
        for overlay in self._overlays if self._window.blocked() else ():
            overlay.panel.dismiss()

    def close(self) -> None:
        """End the thread."""
        self._disk.shutdown(wait=True)
