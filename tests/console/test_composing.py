"""Pinyin in every text field there is: an unfinished word keeps its keys, and lists never turn an input method on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
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

from console.shots_world import Studio
from widgets.look import Look
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


@pytest.fixture
def studio(qapp: QApplication) -> Iterator[Studio]:
    """One seat with every page and overlay, and the windows of three monitors."""
    apply_theme(qapp, DARK)
    made = Studio("normal", Look(DARK, "zh_CN"))
    made.screens.choose("three")
    made.folds()
    made.window.activateWindow()
    assert QTest.qWaitForWindowActive(made.window)
    yield made
    made.ends()


def everything(studio: Studio) -> list[QWidget]:
    """Every widget of every window, also of what lies closed."""
    windows = [studio.window, *studio.screens.windows.values()]
    return [each for window in windows for each in (window, *window.findChildren(QWidget))]


def fields(studio: Studio) -> list[Field]:
    """Every field somebody can write in; those inside another control (a spin box) are part of it."""
    found = [each for each in everything(studio) if isinstance(each, FIELDS) and not each.isReadOnly()]
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


def test_that_an_unfinished_word_keeps_its_keys_in_every_field_and_its_characters_arrive(studio: Studio) -> None:
    wrong: list[str] = []
    for field in fields(studio):
        if is_secret(field):
            continue
        opened = shown(field)
        field.window().activateWindow()
        assert QTest.qWaitForWindowActive(field.window())
        field.setFocus()
        field.clear()
        if isinstance(field, QLineEdit):
            field.setMaxLength(max(8, field.maxLength()))
            field.returnPressed.connect(lambda field=field: wrong.append(f"{name(field)} was submitted"))
        said = studio.desk.board.seq
        composes(field, "ran'qi")
        for key in OWN_KEYS:
            presses(field, key)
            if not field.isVisible() or text(field) or QApplication.focusWidget() is not field:
                wrong.append(f"{name(field)} let {key.name} through")
        presses(field, Qt.Key.Key_Return, CTRL)
        studio.folds()
        if not field.isVisible() or studio.desk.board.seq != said:
            wrong.append(f"{name(field)} let Ctrl+Enter through")
        composes(field, "", "燃气")
        if text(field) != "燃气":
            wrong.append(f"{name(field)} holds {text(field)!r}")
        field.clear()
        if isinstance(field, QLineEdit):
            field.returnPressed.disconnect()
        for each in opened:
            each.hide()
    assert wrong == []


def test_that_input_methods_are_on_in_text_fields_and_off_in_passwords_and_everywhere_else(studio: Studio) -> None:
    on = Qt.WidgetAttribute.WA_InputMethodEnabled
    written = {field for field in fields(studio) if not is_secret(field)}
    assert [name(field) for field in written if not field.testAttribute(on)] == []
    insides = {field.viewport() for field in written if not isinstance(field, QLineEdit)}
    reached = [each for each in everything(studio) if each.focusPolicy() != Qt.FocusPolicy.NoFocus]
    others = [each for each in reached if each not in written and each not in insides]
    assert [f"{type(each).__name__} {each.accessibleName()}" for each in others if each.testAttribute(on)] == []
    views = [each for each in others if isinstance(each, QAbstractItemView | QGraphicsView)]
    assert len(views) >= 2, "the walk finds lists and maps"


def test_that_no_text_field_stands_in_a_popup(studio: Studio) -> None:
    for field in fields(studio):
        kind = field.window().windowType()
        assert kind not in (Qt.WindowType.Popup, Qt.WindowType.ToolTip), name(field)
        assert field.window() in (studio.window, *studio.screens.windows.values()), name(field)


def test_that_once_the_word_is_finished_the_keys_are_the_fields_again(studio: Studio) -> None:
    bar = studio.window.desk_page.filters
    left: list[bool] = []
    bar.left.connect(lambda: left.append(True))
    bar.field.setFocus()
    composes(bar.field, "ran'qi")
    presses(bar.field, Qt.Key.Key_Return)
    assert left == []
    composes(bar.field, "", "燃气")
    presses(bar.field, Qt.Key.Key_Return)
    assert left == [True]


def test_that_a_word_dropped_by_going_elsewhere_blocks_nothing(studio: Studio) -> None:
    page = studio.window.desk_page
    page.filters.field.setFocus()
    composes(page.filters.field, "ran'qi")
    page.queue.setFocus()
    page.filters.field.setFocus()
    presses(page.filters.field, Qt.Key.Key_A)
    assert page.filters.field.text().casefold() == "a"
