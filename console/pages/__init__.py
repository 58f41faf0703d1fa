"""What every page is: a widget that is told the look, the changes and the time, and says how many need it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from console.actions import Action
from core.domain.board import Changes
from widgets.command_bar import Hint
from widgets.look import Look


class Page(Protocol):
    """One screen of the window, built as `SomePage(desk, look)`; it listens to nothing itself, the window tells it."""

    name: str
    """Stable id: "desk", "escalations", "video"; the navigation's word is the text `nav.<name>`."""

    def widget(self) -> QWidget:
        """The page's own widget."""

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""

    def refresh(self, changes: Changes) -> None:
        """Show what one frame changed; told at most once a frame, also while the page is hidden."""

    def tick(self, now: datetime) -> None:
        """Half a second passed; repaint countdowns and what blinks, nothing else."""

    def needs_me(self) -> int:
        """How many things here wait for this actor: the bubble in the navigation."""

    def take_focus(self) -> None:
        """Put the keyboard where this page's single keys work."""

    def acts(self) -> Sequence[Action]:
        """What works here now, for the key card (F1): ids, words and keys."""

    def escape(self) -> bool:
        """Undo one step of this page's own (overlay, filter …); False when there is nothing to undo."""


class Overlay(Protocol):
    """What is laid over the window for a while: palette, registration, message log, settings …

    Built as `SomeOverlay(desk, look, …, parent=window)`, a child of the window and never a popup (input methods). The
    window binds `acts()`, tells it look and time, and asks the one that is open to undo on Esc.
    """

    def acts(self) -> Sequence[Action]:
        """The keys that open it, and what works in it; scope `EVERYWHERE` for what opens it."""

    @property
    def is_open(self) -> bool:
        """Whether it lies over the window now."""

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""

    def tick(self, now: datetime) -> None:
        """Half a second passed."""

    def fit(self) -> None:
        """The window has another size."""

    def escape(self) -> bool:
        """Undo one step or close; False when there is nothing to undo."""


@runtime_checkable
class Hinted(Overlay, Protocol):
    """An overlay that takes the keyboard and says which of its keys the foot shall tell."""

    def hints(self) -> Sequence[Hint]:
        """Its keys, the most wanted first."""
