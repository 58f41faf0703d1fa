"""The gallery's pages of what a seat chooses and what it was told: settings and the message log."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from widgets.gallery.sample import Sample, column
from widgets.look import Look
from widgets.message_list import Message, MessageList
from widgets.segments import Option
from widgets.setting_row import CHOICE, FACT, HEAD, KEY, SettingText
from widgets.settings_view import SettingsView
from widgets.toast import ToastKind

WIDE = 1290
_PAGES = ("appearance", "keys", "sound", "messages", "layout", "links", "about")


def settings(look: Look) -> QWidget:
    """Choices, a refused one, a warning, keys with and without caps, facts, and what can be taken back."""
    say = Sample(look).say
    view = SettingsView(look)
    view.setFixedSize(WIDE, 560)
    view.show_pages([Option(page, look.text(f"set.page.{page}")) for page in _PAGES], "appearance")
    view.show_settings(_texts(look))
    taken = look.text(
        "set.changed", title=look.text("set.theme"), before=say("深色", "Dark"), after=say("浅色", "Light")
    )
    view.show_undo(taken)
    view.row("keys.all").buttons[0].setFocus()
    return column(view, width=WIDE + 24)


def _texts(look: Look) -> tuple[SettingText, ...]:
    say, text = Sample(look).say, look.text
    themes = tuple(Option(name, text(f"set.theme.{name}")) for name in ("auto", "dark", "light"))
    small = text("set.scale.small", wide=1366, high=768, scale=150, least_wide=2049, least_high=1152)
    scales = (Option("100", "100 %"), Option("125", "125 %"), Option("150", "150 %", small))
    later = text("set.scale.next", next=125, now=100)
    return (
        SettingText("theme", text("set.theme"), CHOICE, text("set.theme.more"), options=themes, chosen="dark"),
        SettingText("scale", text("set.scale"), CHOICE, options=scales, chosen="125", warning=later),
        SettingText("h", text("set.keys.everywhere"), HEAD),
        SettingText("keys.all", text("set.keys.all"), FACT, value=text("set.keys.changed", count=1), acts=_reset(look)),
        SettingText("key:a", say("认领", "Claim"), KEY, text("set.key.own", caps="C"), caps=("T",), acts=_one(look)),
        SettingText("key:b", say("重开", "Reopen"), KEY, acts=_one(look, say("没有改过", "None changed"))),
        SettingText(
            "key:c", say("交办", "Dispatch"), KEY, caps=("D",), warning=say("D 已用于「催办」", 'D is for "Urge"')
        ),
        SettingText("hub", text("set.hub"), FACT, value="wss://hub.example:8740"),
        SettingText(
            "font", text("set.font"), FACT, text("set.font.other", font="Noto Sans CJK SC"), "WenQuanYi Micro Hei"
        ),
    )


def _reset(look: Look) -> tuple[Option, ...]:
    return (Option("reset", look.text("set.keys.reset_all")),)


def _one(look: Look, refusal: str = "") -> tuple[Option, ...]:
    return (Option("reset", look.text("set.key.reset"), refusal),)


def messages(look: Look) -> QWidget:
    """The log with a case to open, and an empty one."""
    say = Sample(look).say
    rows = (
        Message(
            "14:32:07",
            ToastKind.FAILED,
            say("0417 交办未成：已有人认领", "0417 dispatch failed: somebody has it"),
            "YZ-1-0417",
        ),
        Message(
            "14:31:58",
            ToastKind.REMINDER,
            say("0412 的认领还剩 60 秒，按 I 续领", "Your claim on 0412 lapses in 60 s: I keeps it"),
            "YZ-1-0412",
        ),
        Message("14:31:50", ToastKind.DONE, say("已顶岗，接过认领 3 件", "Relieved, 3 claims taken over")),
        Message("14:30:02", ToastKind.INFO, say("布局「双屏」缺 1 台显示器", "1 more monitor for this layout")),
    )
    host, none = QWidget(), QWidget()
    for each, high in ((host, 560), (none, 300)):
        each.setFixedSize(WIDE, high)
    full, empty = MessageList(look, host), MessageList(look, none)
    full.show_messages(rows, "all", (4, 1, 1, 1, 1))
    empty.show_messages((), "all", (0, 0, 0, 0, 0))
    full.open()
    empty.open()
    return column(host, none, width=WIDE + 24)


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The pages of this module by name."""
    yield "settings", lambda: settings(look)
    yield "messages", lambda: messages(look)
