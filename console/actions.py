"""What an operator can do as data: one row an action with its words and keys; buttons and the key card read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from core.domain.refusals import Refusal
from widgets.key_card import KeyLine
from widgets.look import Look

Run = Callable[[], None]
Why = Callable[[], Refusal | None]

EVERYWHERE = "everywhere"  # function keys and Ctrl keys: they work while somebody types, too
HERE = "here"  # single keys: only while the page's list has the keyboard


def never_refused() -> Refusal | None:
    """For what can always be done."""
    return None


@dataclass(frozen=True)
class Action:
    """One thing to do: `keys` as Qt writes them ("D", "Shift+C", "Ctrl+J"), `refusal` says why not now."""

    id: str
    zh: str
    en: str
    keys: tuple[str, ...]
    run: Run
    refusal: Why = never_refused
    scope: str = HERE

    def title(self, lang: str) -> str:
        """The action's word in one language."""
        return self.zh if lang.startswith("zh") else self.en


def why(refusal: Refusal, lang: str) -> str:
    """A refusal's words in one language."""
    return refusal.zh if lang.startswith("zh") else refusal.en


def bind(owner: QWidget, actions: Iterable[Action], trigger: Callable[[Action], None], scope: str) -> list[QShortcut]:
    """Shortcuts for the actions of one scope: `HERE` belongs to the list that owns it, `EVERYWHERE` to the window."""
    context = Qt.ShortcutContext.WidgetWithChildrenShortcut if scope == HERE else Qt.ShortcutContext.WindowShortcut
    bound = []
    for action in actions:
        for key in action.keys if action.scope == scope else ():
            shortcut = QShortcut(QKeySequence(key), owner, context=context)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda action=action: trigger(action))
            bound.append(shortcut)
    return bound


def key_lines(actions: Sequence[Action], look: Look) -> list[KeyLine]:
    """The key card's lines: what works now first, what does not with its reason after."""
    keys: dict[str, list[str]] = {}
    refusals: dict[str, str] = {}
    for action in actions:
        if action.keys:
            no = action.refusal()
            title = action.title(look.lang)
            keys.setdefault(title, []).extend(_cap(key) for key in action.keys)
            refusals[title] = why(no, look.lang) if no is not None else ""
    lines = [KeyLine(tuple(caps), title, refusals[title]) for title, caps in keys.items()]
    return sorted(lines, key=lambda line: bool(line.refusal))


def _cap(key: str) -> str:
    return {"Return": "Enter", "Ctrl+Return": "Ctrl+Enter", "Slash": "/", "Period": "."}.get(key, key)
