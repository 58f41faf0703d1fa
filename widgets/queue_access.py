"""What a screen reader hears of painted widgets: their role, and as value the current row in one sentence."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_ROLES: Final = {
    "QueueView": QAccessible.Role.List,
    "EscalationList": QAccessible.Role.List,
    "LinkBoard": QAccessible.Role.List,
    "Picker": QAccessible.Role.List,
    "PlaceList": QAccessible.Role.List,
    "MatterChoice": QAccessible.Role.List,
    "DuplicateList": QAccessible.Role.List,
    "UrgencyChoice": QAccessible.Role.List,
    "TabRow": QAccessible.Role.PageTabList,
    "MapCanvas": QAccessible.Role.Canvas,
    "PointCanvas": QAccessible.Role.Canvas,
    "DispatchCard": QAccessible.Role.Grouping,
    "RegisteredCard": QAccessible.Role.Grouping,
    "KeyCard": QAccessible.Role.HelpBalloon,
}


class Spoken(Protocol):
    """A widget that keeps what speaks for it alive, and may say its current row."""

    access: QAccessibleInterface | None


class PaintedAccess(QAccessibleWidget):
    """A painted widget with its role and a value: its row where it can say one, else what it says of itself."""

    def __init__(self, view: QWidget, role: QAccessible.Role) -> None:
        super().__init__(view, role, view.accessibleName())
        self._view = view

    def text(self, kind: QAccessible.Text) -> str:
        """The row as value, the widget's own name as name."""
        if kind is QAccessible.Text.Value:
            spoken = getattr(self._view, "spoken", None)
            return str(spoken()) if callable(spoken) else self._view.accessibleDescription()
        if kind is QAccessible.Text.Name:
            return self._view.accessibleName()
        return super().text(kind)


def _spoken_for(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    """Qt asks this for each object it wants to speak of; only what is painted here is ours."""
    role = _ROLES.get(class_name)
    if role is None or not isinstance(thing, QWidget):
        return None
    said = cast(Spoken, thing)
    said.access = PaintedAccess(thing, role)
    return said.access


@lru_cache(maxsize=1)
def install_accessibility() -> None:
    """Make Qt ask for these voices; Qt knows no other way than one factory for the whole process."""
    QAccessible.installFactory(_spoken_for)
