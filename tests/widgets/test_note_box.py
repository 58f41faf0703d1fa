"""A remark is sent with Ctrl+Enter, kept until recorded, and never torn from an input method."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from widgets.look import Look
from widgets.note_box import NoteBox
from widgets.theme import DARK, LIGHT


@pytest.fixture
def box(qtbot: QtBot) -> NoteBox:
    """A note box on screen."""
    widget = NoteBox(Look(DARK, "zh_CN"))
    qtbot.addWidget(widget)
    widget.resize(500, 40)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def field(box: NoteBox) -> QPlainTextEdit:
    """Where the text goes."""
    (found,) = box.findChildren(QPlainTextEdit)
    return found


def heard(box: NoteBox) -> list[str]:
    """What it has sent from now on."""
    said: list[str] = []
    box.submitted.connect(said.append)
    return said


def ctrl_enter(box: NoteBox, qtbot: QtBot) -> None:
    """Press Ctrl+Enter in the field."""
    qtbot.keyClick(field(box), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_that_ctrl_enter_sends_what_was_typed_and_keeps_it(box: NoteBox, qtbot: QtBot) -> None:
    said = heard(box)
    box.set_text("  已电话联系 \n")
    ctrl_enter(box, qtbot)
    assert said == ["已电话联系"]
    assert box.text() == "已电话联系"
    box.done()
    assert box.text() == ""


def test_that_enter_alone_is_a_new_line(box: NoteBox, qtbot: QtBot) -> None:
    said = heard(box)
    qtbot.keyClicks(field(box), "ab")
    qtbot.keyClick(field(box), Qt.Key.Key_Return)
    assert (said, field(box).toPlainText()) == ([], "ab\n")


def test_that_nothing_is_sent_empty_or_twice(box: NoteBox, qtbot: QtBot) -> None:
    said = heard(box)
    ctrl_enter(box, qtbot)
    box.set_text("一")
    box.show_state("sending")
    ctrl_enter(box, qtbot)
    assert said == []
    box.show_state("failed", "无权限")
    ctrl_enter(box, qtbot)
    assert said == ["一"]


def test_that_an_unfinished_word_belongs_to_the_input_method(box: NoteBox, qtbot: QtBot) -> None:
    said = heard(box)
    box.set_text("一")
    QApplication.sendEvent(field(box), QInputMethodEvent("ranqi", []))
    ctrl_enter(box, qtbot)
    assert said == []
    done = QInputMethodEvent("", [])
    done.setCommitString("燃气")
    QApplication.sendEvent(field(box), done)
    ctrl_enter(box, qtbot)
    assert len(said) == 1
    assert "燃气" in said[0]


def test_that_it_grows_to_three_lines_and_no_more(box: NoteBox) -> None:
    heights = []
    for lines in (1, 2, 3, 9):
        box.set_text("\n".join("行" * lines))
        heights.append(box.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_that_a_failure_is_said_at_the_field(box: NoteBox) -> None:
    box.show_state("failed", "无权限")
    assert "无权限" in field(box).accessibleDescription()
    box.restyle(Look(LIGHT, "en"))
    assert field(box).accessibleName() == "Add a note"
    assert field(box).placeholderText() == "Add a note"
