"""Where the keyboard was before something was laid over the window, so that it goes back there afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class Keyboard(QObject):
    """One memory for all overlays of one window; an overlay is any child of the window that is not its ground.

    It listens to the keyboard itself, so an overlay does nothing for it but tell the window when it closes.
    """

    def __init__(self, window: QWidget, ground: Callable[[], Sequence[QWidget]]) -> None:
        super().__init__(window)
        self._window, self._ground = window, ground
        self._came_from: dict[QWidget, QWidget] = {}  # overlay → where the keyboard was, in the order they opened
        self._drifted: QWidget | None = None  # where Qt put the keyboard because an overlay went
        self._given: QWidget | None = None  # where it was given back to, while it stands there
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def forget(self) -> None:
        """The keyboard was led somewhere on purpose: nothing before counts."""
        self._came_from.clear()
        self._drifted = self._given = None

    def back(self) -> bool:
        """Give it back to where it was before what is gone now opened; False when that place is gone too."""
        gone = [overlay for overlay in reversed(self._came_from) if not overlay.isVisible()]
        places = [self._came_from.pop(overlay) for overlay in gone]
        if not gone and self._given is not None and self._given is QApplication.focusWidget():
            return True  # told twice: by the overlay itself and by who closed it
        self._drifted = None
        place = next((each for each in places if self._is_place(each)), None)
        if place is not None:
            place.setFocus()
        self._given = place
        return place is not None

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Qt tells where the keyboard was and is, also when nobody asked for it."""
        if old is None or new is None or new.window() is not self._window or old.window() is not self._window:
            return
        self._given = None
        before, now = self._overlay(old), self._overlay(new)
        if now is None:
            self._drifted = new if before is not None and not before.isVisible() else None
        elif before is None:
            self._came_from[now] = self._origin(old)
        elif before is not now:
            self._came_from.setdefault(now, old if before.isVisible() else self._came_from.get(before, old))

    def _origin(self, here: QWidget) -> QWidget:
        """Where one overlay follows another, the place before the first."""
        gone = [overlay for overlay in self._came_from if not overlay.isVisible()]
        return self._came_from[gone[0]] if here is self._drifted and gone else here

    def _overlay(self, widget: QWidget) -> QWidget | None:
        """What a widget is part of: an overlay, or None for the ground."""
        at: QWidget | None = widget
        while at is not None and at.parentWidget() is not self._window:
            at = at.parentWidget()
        return None if at is None or at in self._ground() else at

    def _is_place(self, widget: QWidget) -> bool:
        return isValid(widget) and widget.isVisible() and widget.isEnabled() and widget.window() is self._window
