"""What a screen reader hears of the queue: a list whose value is the current row in one sentence."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


class Spoken(Protocol):
    """A widget that can say its current row, and keeps what speaks for it alive."""

    access: QAccessibleInterface | None

    def spoken(self) -> str:
        """The current row in one sentence."""


class QueueAccess(QAccessibleWidget):
    """The queue as a list with a value."""

    def __init__(self, view: QWidget, said: Spoken) -> None:
        super().__init__(view, QAccessible.Role.List, view.accessibleName())
        self._said = said
        self._view = view

    def text(self, kind: QAccessible.Text) -> str:
        """The row as value, the widget's own name as name."""
        if kind is QAccessible.Text.Value:
            return self._said.spoken()
        if kind is QAccessible.Text.Name:
            return self._view.accessibleName()
        return super().text(kind)


def _spoken_for(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    """Qt asks this for each object it wants to speak of; only the queue is ours."""
    if class_name != "QueueView" or not isinstance(thing, QWidget):
        return None
    said = cast(Spoken, thing)
    said.access = QueueAccess(thing, said)
    return said.access


@lru_cache(maxsize=1)
def install_accessibility() -> None:
    """Make Qt ask for the queue's voice; Qt knows no other way than one factory for the whole process."""
    QAccessible.installFactory(_spoken_for)
