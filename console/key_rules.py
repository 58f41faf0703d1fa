"""Which keys an act may have: not those of input methods and desktop tools, not a text field's, not another act's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from console.actions import EVERYWHERE, HERE, Action
from core.domain.refusals import Refusal
from widgets.keys import Keys

FIXED: Final = frozenset({"escape"})  # Esc goes back, everywhere and always
DESK: Final = "desk"


class Owner(Struct, frozen=True):
    """Somebody else's keys: a pattern of their names, and the reason to leave them (ux.md 3.1, rule 3; T4)."""

    pattern: str
    zh: str
    en: str


# The first row that fits gives the reason.
OWNED: Final = (
    Owner(r"Ctrl\+Space|Shift\+Space|Meta\+Space", "输入法开关", "turns input methods on and off"),
    Owner(r"Ctrl\+Shift\+.+", "输入法切换", "changes the input method"),
    Owner(r"Ctrl\+Alt\+.+", "输入法和桌面工具", "belongs to input methods and desktop tools"),
    Owner(r"Ctrl\+\d", "输入法选词", "chooses a word in input methods"),
    Owner(r"Ctrl\+[^A-Za-z0-9]", "输入法标点", "belongs to input methods: punctuation"),
    Owner(r"Alt\+[A-Za-z]", "聊天工具截屏等", "belongs to chat tools, e.g. for screenshots"),
    Owner(r"Alt\+(Shift\+.*|Space|Tab|Esc|F\d+)", "桌面窗口", "belongs to the desktop's windows"),
    Owner(r"Meta\+.*", "桌面系统", "belongs to the desktop"),
    Owner(r"(.*\+)?(Print|SysReq|Pause|ScrollLock|NumLock|CapsLock)", "桌面系统", "belongs to the desktop"),
    Owner(r"(.*\+)?(Tab|Backtab)|Esc|Ctrl\+Esc", "移动键盘位置和返回", "moves the keyboard, goes back"),
    Owner(r"Ctrl\+[ACEUVXYZ]|Ctrl\+(Home|End|Left|Right|Backspace|Del|Ins)", "文字框编辑", "edits in text fields"),
)
# The walk through the queue is the list's own.
_WALK: Final = frozenset(
    ["J", "K", "X", "Shift+J", "Shift+K", "Up", "Down", "Shift+Up", "Shift+Down", "PgUp", "PgDown", "Home", "End"]
)
_TYPED: Final = Refusal(
    rule="key_typed",
    zh="此操作打字时也要用，单键会被打成字",
    en="This works while typing, where a single key is a letter",
)


def key_refusal(action: Action, key: str, places: Mapping[str, Sequence[Action]], keys: Keys) -> Refusal | None:
    """Why an action may not have this key, naming what has it; None when it may."""
    owner = next((row for row in OWNED if re.fullmatch(row.pattern, key)), None)
    if owner is not None and key not in action.keys:
        return Refusal(rule="key_owned", zh=f"{key} 归{owner.zh}所有", en=f"{key} {owner.en}")
    if action.scope == EVERYWHERE and not _is_wide(key):
        return _TYPED
    if action.scope == HERE and key in _WALK and _place_of(action, places) == DESK:
        return Refusal(rule="key_walk", zh=f"{key} 是列表自己的移动键", en=f"{key} moves in the list")
    for place, others in places.items():
        if not _meet(action, place, places):
            continue
        for other in others:
            if other.id != action.id and key in keys.of(other.id, other.keys):
                return Refusal(rule="key_taken", zh=f"{key} 已用于「{other.zh}」", en=f'{key} is for "{other.en}"')
    return None


def _is_wide(key: str) -> bool:
    """Whether a key does something in a text field that is no typing: function keys, Ctrl and Alt."""
    return bool(re.search(r"(^|\+)F\d+$", key)) or key.startswith(("Ctrl+", "Alt+"))


def _place_of(action: Action, places: Mapping[str, Sequence[Action]]) -> str:
    return next((place for place, acts in places.items() if any(act.id == action.id for act in acts)), EVERYWHERE)


def _meet(action: Action, place: str, places: Mapping[str, Sequence[Action]]) -> bool:
    """Whether the keys of an action and those of a place are ever heard at once."""
    return action.scope == EVERYWHERE or place == EVERYWHERE or place == _place_of(action, places)
