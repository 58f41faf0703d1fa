"""Pinyin in every text field there is: an unfinished word keeps its keys, and lists never turn an input method on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QGraphicsView,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from console.app import Config, Console, start_console
from core.domain.commands import Command
from widgets.theme import DARK, apply_theme

Field = QLineEdit | QPlainTextEdit | QTextEdit
FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)
OWN_KEYS = (
    *(Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Backspace),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Tab),
    *(Qt.Key(int(Qt.Key.Key_0) + digit) for digit in range(10)),
)
ORDINARY = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Asked:
    """A line that keeps what is asked of the hub."""

    def __init__(self) -> None:
        self.commands: list[Command] = []

    def submit(self, commands: Sequence[Command]) -> None:
        """Keep them."""
        self.commands += commands


@pytest.fixture
def console(qapp: QApplication, tmp_path: Path) -> Iterator[Console]:
    """The console as the program builds it, with every page and overlay, and no hub."""
    apply_theme(qapp, DARK)
    made = start_console(Config(hub="ws://127.0.0.1:9", data=tmp_path, token="x", lang="zh_CN", theme="dark"))
    made.window.activateWindow()
    assert QTest.qWaitForWindowActive(made.window)
    yield made
    made.close()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def asked(console: Console, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked of the hub meanwhile."""
    line = Asked()
    monkeypatch.setattr(console.desk, "_line", line)
    return line


def everything(console: Console) -> list[QWidget]:
    """Every widget of every window, also of what lies closed."""
    windows = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert console.window in windows
    return [each for window in windows for each in (window, *window.findChildren(QWidget))]


def fields(console: Console) -> list[Field]:
    """Every field somebody can write in; those inside another control (a spin box) are part of it."""
    found = [each for each in everything(console) if isinstance(each, FIELDS) and not each.isReadOnly()]
    assert len(found) >= 10, "the walk finds the fields"
    return found


def is_secret(field: Field) -> bool:
    return isinstance(field, QLineEdit) and field.echoMode() is not QLineEdit.EchoMode.Normal


def text(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def name(field: Field) -> str:
    return f"{type(field.parentWidget()).__name__}/{field.accessibleName()}"


def composes(field: Field, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def presses(field: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = ORDINARY) -> None:
    """A key as the platform would give it: first asked whether it is a shortcut's, then pressed."""
    letter = chr(int(key)) if int(key) < 128 else ""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(field, QKeyEvent(kind, int(key), modifiers, letter))


def shown(field: QWidget) -> list[QWidget]:
    """Open what lies around the field; what was opened."""
    opened, each = [], field
    while each is not None and not each.isWindow():
        if each.isHidden():
            opened.append(each)
        each = each.parentWidget()
    for each in reversed(opened):
        each.show()
    return opened


def test_that_an_unfinished_word_keeps_its_keys_in_every_field_and_its_characters_arrive(
    console: Console, asked: Asked
) -> None:
    wrong: list[str] = []
    for field in fields(console):
        if is_secret(field):
            continue
        opened = shown(field)
        field.window().activateWindow()
        assert QTest.qWaitForWindowActive(field.window())
        is_enabled = field.isEnabled()  # a form's fields may wait for something else first
        field.setEnabled(True)
        field.setFocus()
        field.clear()
        if isinstance(field, QLineEdit):
            field.setMaxLength(max(8, field.maxLength()))
            field.returnPressed.connect(lambda field=field: wrong.append(f"{name(field)} was submitted"))
        composes(field, "ran'qi")
        for key in OWN_KEYS:
            presses(field, key)
            if not field.isVisible() or text(field) or QApplication.focusWidget() is not field:
                wrong.append(f"{name(field)} let {key.name} through")
        presses(field, Qt.Key.Key_Return, CTRL)
        if not field.isVisible() or asked.commands:
            wrong.append(f"{name(field)} let Ctrl+Enter through")
        composes(field, "", "燃气")
        if text(field) != "燃气":
            wrong.append(f"{name(field)} holds {text(field)!r}")
        field.clear()
        field.setEnabled(is_enabled)
        if isinstance(field, QLineEdit):
            field.returnPressed.disconnect()
        for each in opened:
            each.hide()
    assert wrong == []


def test_that_input_methods_are_on_in_text_fields_and_off_in_passwords_and_everywhere_else(console: Console) -> None:
    on = Qt.WidgetAttribute.WA_InputMethodEnabled
    written = {field for field in fields(console) if not is_secret(field)}
    assert [name(field) for field in written if not field.testAttribute(on)] == []
    insides = {field.viewport() for field in written if not isinstance(field, QLineEdit)}
    reached = [each for each in everything(console) if each.focusPolicy() != Qt.FocusPolicy.NoFocus]
    others = [each for each in reached if each not in written and each not in insides]
    assert [f"{type(each).__name__} {each.accessibleName()}" for each in others if each.testAttribute(on)] == []
    views = [each for each in others if isinstance(each, QAbstractItemView | QGraphicsView)]
    assert len(views) >= 2, "the walk finds lists and maps"


def test_that_no_text_field_stands_in_a_popup(console: Console) -> None:
    for field in fields(console):
        kind = field.window().windowType()
        assert kind not in (Qt.WindowType.Popup, Qt.WindowType.ToolTip), name(field)
        assert field.window() is console.window, name(field)


def test_that_once_the_word_is_finished_the_keys_are_the_fields_again(console: Console) -> None:
    bar = console.window.desk_page.filters
    left: list[bool] = []
    bar.left.connect(lambda: left.append(True))
    bar.field.setFocus()
    composes(bar.field, "ran'qi")
    presses(bar.field, Qt.Key.Key_Return)
    assert left == []
    composes(bar.field, "", "燃气")
    presses(bar.field, Qt.Key.Key_Return)
    assert left == [True]


def test_that_a_word_dropped_by_going_elsewhere_blocks_nothing(console: Console) -> None:
    page = console.window.desk_page
    page.filters.field.setFocus()
    composes(page.filters.field, "ran'qi")
    page.queue.setFocus()
    page.filters.field.setFocus()
    presses(page.filters.field, Qt.Key.Key_A)
    assert page.filters.field.text().casefold() == "a"
