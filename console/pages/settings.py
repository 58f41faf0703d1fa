"""Settings: every choice of this seat works as it is made and can be taken back; a search finds it in any page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.actions import HERE, Action, bind, why
from console.choices import Choices
from console.desk import Desk
from console.key_rules import key_refusal
from console.readings import reads
from console.settings_pages import PAGES, Page, Seen, made_of
from core.domain.board import Changes
from core.domain.refusals import Refusal
from widgets.look import Look
from widgets.segments import Option
from widgets.setting_row import HEAD, SettingText
from widgets.settings_view import SettingsView

NOTHING_CHANGED: Final = Refusal(rule="nothing_changed", zh="没有可改回的", en="Nothing to take back")
_KEPT: Final = 20


@dataclass(frozen=True)
class Ways:
    """How the settings reach what is not a choice of looks: layout, sounds, the log, the monitors."""

    places: Callable[[], Mapping[str, Sequence[Action]]]
    seen: Callable[[], Seen]
    lay_out: Callable[[str], None]
    try_sound: Callable[[str], str]
    open_log: Callable[[], None]
    reset_splits: Callable[[], None]


@dataclass(frozen=True)
class Change:
    """One change with its way back."""

    said: tuple[str, str, str]  # title, before, after
    before: dict[str, Any]


class SettingsPage(QWidget):
    """Left the pages, right the form; `attach` gives it what it sets."""

    name = "settings"

    def __init__(self, desk: Desk, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, look
        self._choices: Choices | None = None
        self._ways: Ways | None = None
        self._page = PAGES[0]
        self._typed = ""
        self._faults: dict[str, str] = {}  # setting → why what was tried there could not be
        self._changes: list[Change] = []
        self.view = SettingsView(look, self)
        self._actions = (
            Action("set.search", "搜索设置", "Search settings", ("/",), self.search),
            Action("set.undo", "改回", "Take back", ("Z",), self.undo, self._undo_refusal),
        )
        bind(self, self._actions, lambda action: action.run(), HERE)
        self._connect()
        self.restyle(look)

    def attach(self, choices: Choices, ways: Ways) -> None:
        """Begin to set these."""
        self._choices, self._ways = choices, ways
        choices.worn.connect(self._show)
        self._show()

    # --- the page's side --------------------------------------------------------------------------------------

    def widget(self) -> QWidget:
        """The page itself."""
        return self

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self.view.restyle(look)
        self._show()

    def refresh(self, changes: Changes) -> None:
        """Cases are none of its business."""

    def tick(self, now: datetime) -> None:
        """The ages of the sources."""
        if self.isVisible() and (self._page == "links" or self._typed):
            self._show()

    def needs_me(self) -> int:
        """Nothing waits here."""
        return 0

    def take_focus(self) -> None:
        """The list of pages has the keyboard."""
        self.view.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def acts(self) -> Sequence[Action]:
        """What works here."""
        return self._actions

    def escape(self) -> bool:
        """End the search, then leave the form for the list."""
        if self._typed:
            self.view.field.clear()
            self.take_focus()
            return True
        if not self.view.pages.hasFocus():
            self.take_focus()
            return True
        return False

    def resizeEvent(self, event: object) -> None:
        """The view fills it."""
        self.view.setGeometry(6, 6, self.width() - 12, self.height() - 12)

    # --- what can be done -------------------------------------------------------------------------------------

    def open_page(self, page: str) -> None:
        """Show one of `PAGES`."""
        self._page, self._typed = page, ""
        self._faults.clear()
        was = self.view.field.blockSignals(True)
        self.view.field.clear()
        self.view.field.blockSignals(was)
        self._show()

    def search(self) -> None:
        """Go to the search field."""
        self.view.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.view.field.selectAll()

    def undo(self) -> None:
        """Take the last change back, then the one before."""
        if not self._changes or self._choices is None:
            return
        change = self._changes.pop()
        self._faults.clear()
        self._set(change.before)

    def _undo_refusal(self) -> Refusal | None:
        return None if self._changes else NOTHING_CHANGED

    # --- what somebody chose ----------------------------------------------------------------------------------

    def _chosen(self, setting: str, option: str) -> None:
        if self._choices is None:
            return
        row = self._row_named(setting)
        if row is None or option == row.chosen:
            return
        words = {each.id: each.text for each in row.options}
        made = made_of(setting, option, self._choices.prefs)
        self._change((row.title, words.get(row.chosen, ""), words[option]), made)

    def _recorded(self, setting: str, key: str) -> None:
        if self._choices is None or self._ways is None:
            return
        act, places = setting.removeprefix("key:"), self._ways.places()
        action = next(a for acts in places.values() for a in acts if a.id == act)
        refused = key_refusal(action, key, places, self._look.keys)
        self._faults = {setting: why(refused, self._look.lang)} if refused is not None else {}
        chosen = self._choices.prefs.keys
        before = tuple(chosen.get(act, action.keys))
        if refused is None and before != (key,):
            kept = {name: keys for name, keys in chosen.items() if name != act}
            if (key,) != action.keys:
                kept[act] = [key]
            self._change((action.title(self._look.lang), self._caps(before), self._caps((key,))), {"keys": kept})
        self._show()

    def _acted(self, setting: str, act: str) -> None:
        if self._choices is None or self._ways is None:
            return
        chosen, text = self._choices.prefs, self._look.text
        self._faults.clear()
        if setting == "keys.all":
            count = text("set.keys.changed", count=len(chosen.keys))
            self._change((text("set.keys.all"), count, text("set.keys.none")), {"keys": {}})
        elif setting.startswith("key:"):
            self._reset_key(setting.removeprefix("key:"))
        elif setting.startswith("sound:"):
            fault = self._ways.try_sound(setting.removeprefix("sound:"))
            self._faults = {setting: text("set.sound.lack", why=fault)} if fault else {}
        elif setting == "log":
            self._ways.open_log()
        elif setting == "splits":
            self._ways.reset_splits()
        self._show()

    def _reset_key(self, act: str) -> None:
        """Back to its own key, where nothing else has taken that in the meantime."""
        assert self._choices is not None
        assert self._ways is not None
        places, chosen = self._ways.places(), self._choices.prefs.keys
        action = next(a for acts in places.values() for a in acts if a.id == act)
        for key in action.keys:
            refused = key_refusal(action, key, places, self._look.keys)
            if refused is not None:
                self._faults = {f"key:{act}": why(refused, self._look.lang)}
                return
        kept = {name: keys for name, keys in chosen.items() if name != act}
        said = action.title(self._look.lang), self._caps(tuple(chosen.get(act, ()))), self._caps(action.keys)
        self._change(said, {"keys": kept})

    def _change(self, said: tuple[str, str, str], made: dict[str, Any]) -> None:
        assert self._choices is not None
        prefs = self._choices.prefs
        self._changes.append(Change(said, {name: getattr(prefs, name) for name in made}))
        del self._changes[:-_KEPT]
        self._set(made)

    def _set(self, made: dict[str, Any]) -> None:
        assert self._choices is not None
        assert self._ways is not None
        if "layout" in made:
            self._ways.lay_out(made["layout"])
            self.window().activateWindow()
        self._choices.choose(**made)
        self._show()

    def _caps(self, keys: Sequence[str]) -> str:
        return " ".join(self._look.caps(keys)) or self._look.text("set.key.none")

    # --- what is shown ----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        view = self.view
        view.page_chosen.connect(self.open_page)
        view.searched.connect(self._search)
        view.chosen.connect(self._chosen)
        view.acted.connect(self._acted)
        view.recorded.connect(self._recorded)
        view.undo_asked.connect(self.undo)

    def _search(self, typed: str) -> None:
        self._typed = typed.strip()
        self._show()

    def _rows(self) -> list[SettingText]:
        page = self._page_of_now()
        if page is None:
            return []
        return self._found(page) if self._typed else page.rows(self._page)

    def _page_of_now(self) -> Page | None:
        if self._choices is None or self._ways is None:
            return None
        return Page(self._desk, self._choices.prefs, self._look, self._ways.places(), self._ways.seen())

    def _found(self, page: Page) -> list[SettingText]:
        """Every setting the typed words fit, under the name of its page."""
        found: list[SettingText] = []
        for name in PAGES:
            title = self._look.text(f"set.page.{name}")
            hits = [row for row in page.rows(name) if row.kind != HEAD and _fits(self._typed, row)]
            if hits:
                found += [SettingText(f"page:{name}", title, HEAD), *hits]
        return found or [SettingText("nothing", self._look.text("set.nothing"), HEAD)]

    def _row_named(self, setting: str) -> SettingText | None:
        return next((row for row in self._rows() if row.id == setting), None)

    def _show(self) -> None:
        look, view = self._look, self.view
        pages = [Option(page, look.text(f"set.page.{page}")) for page in PAGES]
        view.show_pages(pages, "" if self._typed else self._page)
        view.show_settings([_with_fault(row, self._faults.get(row.id, "")) for row in self._rows()])
        view.show_undo(self._said())

    def _said(self) -> str:
        text = self._look.text
        trouble = self._choices.store.trouble if self._choices is not None else ""
        if trouble:
            return text("set.trouble", why=trouble)
        if not self._changes:
            return ""
        title, before, after = self._changes[-1].said
        return text("set.changed", title=title, before=before, after=after)


def _with_fault(row: SettingText, fault: str) -> SettingText:
    if not fault:
        return row
    names = row.__struct_fields__
    return SettingText(**{name: getattr(row, name) for name in names} | {"warning": fault})


def _fits(typed: str, row: SettingText) -> bool:
    words = typed.casefold().split()
    return all(word in f"{row.title} {row.find}".casefold() or reads(word, row.find) for word in words)
