"""What an operator can do as data: one row an action with its words and keys; buttons and the key card read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from console.takes import Takes
from core.domain.refusals import Refusal
from widgets.key_card import KeyLine
from widgets.keys import Keys
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
    """One thing to do: `keys` as Qt writes them ("D", "Shift+C", "Ctrl+J"), `refusal` says why not now.

    `verbs` is what else it is called on the command line beside its words and their pinyin letters, `takes` what may
    follow there. `same_as` names the action that this one is under another key: the palette lists one of them.
    """

    id: str
    zh: str
    en: str
    keys: tuple[str, ...]
    run: Run
    refusal: Why = never_refused
    scope: str = HERE
    verbs: tuple[str, ...] = ()
    takes: Takes = Takes.NOTHING
    same_as: str = ""

    def title(self, lang: str) -> str:
        """The action's word in one language."""
        return self.zh if lang.startswith("zh") else self.en


# What a refusal names and where it is found at this desk: rule → (zh, en).
_WHERE = {"recall_window_over": ("（按 . 选，或 Ctrl+K 写：撤派）", " (press . and choose it, or Ctrl+K: stand down)")}


def why(refusal: Refusal, lang: str) -> str:
    """A refusal's words in one language, and where the way out is that they name."""
    zh, en = _WHERE.get(refusal.rule, ("", ""))
    return f"{refusal.zh}{zh}" if lang.startswith("zh") else f"{refusal.en}{en}"


class Bound(QObject):
    """The shortcuts of some actions on their owner; `wear` gives them the keys this seat has chosen."""

    def __init__(
        self, owner: QWidget, actions: Sequence[Action], trigger: Callable[[Action], None], context: Qt.ShortcutContext
    ) -> None:
        super().__init__(owner)
        self._owner, self._actions, self._trigger, self._context = owner, actions, trigger, context
        self._made: list[tuple[Action, tuple[str, ...], list[QShortcut]]] = []
        self.wear(Keys())

    def wear(self, keys: Keys) -> None:
        """Listen to these keys and no others; what stays the same is left alone."""
        before = {action.id: (worn, made) for action, worn, made in self._made}
        self._made = []
        for action in self._actions:
            wanted = keys.of(action.id, action.keys)
            worn, made = before.get(action.id, ((), []))
            if worn != wanted:
                for shortcut in made:
                    shortcut.setEnabled(False)
                    shortcut.deleteLater()
                made = [self._shortcut(action, key) for key in wanted]
            self._made.append((action, wanted, made))

    def _shortcut(self, action: Action, key: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._owner, context=self._context)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(lambda: self._trigger(action))
        return shortcut


def bind(owner: QWidget, actions: Iterable[Action], trigger: Callable[[Action], None], scope: str) -> None:
    """Shortcuts for the actions of one scope: `HERE` belongs to the list that owns it, `EVERYWHERE` to the window."""
    context = Qt.ShortcutContext.WidgetWithChildrenShortcut if scope == HERE else Qt.ShortcutContext.WindowShortcut
    Bound(owner, tuple(action for action in actions if action.scope == scope), trigger, context)


def wear(root: QWidget, keys: Keys) -> None:
    """Give everything bound in a window the keys of this seat."""
    for bound in root.findChildren(Bound):
        bound.wear(keys)


def key_lines(actions: Sequence[Action], look: Look) -> list[KeyLine]:
    """The key card's lines: what works now first, what does not with its reason after."""
    keys: dict[str, list[str]] = {}
    refusals: dict[str, str] = {}
    for action in actions:
        own = look.keys.of(action.id, action.keys)
        if own:
            no = action.refusal()
            title = action.title(look.lang)
            keys.setdefault(title, []).extend(_cap(key) for key in own)
            refusals[title] = why(no, look.lang) if no is not None else ""
    lines = [KeyLine(tuple(caps), title, refusals[title]) for title, caps in keys.items()]
    return sorted(lines, key=lambda line: bool(line.refusal))


def list_keys(look: Look) -> list[KeyLine]:
    """The keys that belong to the queue itself and are no act of the table."""
    if not look.keys.has_single:
        return []
    words = (("J", "K"), "下一件、上一件", "Next, previous case"), (("X",), "选中或取消一行", "Select a row, or not")
    return [KeyLine(keys, zh if look.lang.startswith("zh") else en) for keys, zh, en in words]


def _cap(key: str) -> str:
    return {"Return": "Enter", "Ctrl+Return": "Ctrl+Enter", "Slash": "/", "Period": "."}.get(key, key)
