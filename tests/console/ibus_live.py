"""Run in an `ibus_room` by test_ibus_live: an operator types pinyin with a real input method on a real X server.

Each story is a function of its name; the process runs the one named in its arguments.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from console.app import application
from tests.console.driver import Operator
from tests.console.xtest import SHIFT, Keyboard

PINYIN, WORD = "ranqi", "燃气"
PATIENCE_S = 20.0
QUIET_S = 0.3  # as long as nothing is to happen
Field = QLineEdit | QPlainTextEdit


class Heard(QObject):
    """What the input method said to the program."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.preedit = ""
        self.preedits: list[str] = []
        self.commits: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Listen, and take nothing."""
        if event.type() == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self.preedit = event.preeditString()
            self.preedits.append(self.preedit)
            if event.commitString():
                self.commits.append(event.commitString())
        return False


class Typist:
    """Somebody with a keyboard, an input method, and a desk before them."""

    def __init__(self, signed_in: bool = True) -> None:
        self.app = application("zh_CN", "dark")
        assert self.app.platformName() == "xcb"
        self.heard = Heard(self.app)
        self.keyboard = Keyboard(os.environ["DISPLAY"])
        self.desk = Operator(signed_in=signed_in)
        self.until(self.desk.window.isActiveWindow)

    def until(self, is_so: Callable[[], bool], what: str = "") -> None:
        """Let the desk live until something is so."""
        begun = time.monotonic()
        while not is_so():
            assert time.monotonic() - begun < PATIENCE_S, f"{what or is_so}: {self.seen()}"
            self.app.processEvents()
            self.desk.desk.step()
            time.sleep(0.002)

    def settles(self) -> None:
        """Give whatever may still come its time."""
        ends = time.monotonic() + QUIET_S
        self.until(lambda: time.monotonic() > ends)

    def seen(self) -> str:
        """For when something does not come."""
        field = self.app.focusWidget()
        said = text(field) if isinstance(field, Field) else str(field)
        said += f", preedits {self.heard.preedits[-4:]}, commits {self.heard.commits}"
        return f"{self.desk.queue()} {self.desk.timeline()[:1]} at {self.desk.keyboard()}, {said}"

    def strikes(self, *names: str) -> None:
        """Keys one after the other; `Control_L+k` together."""
        for name in names:
            self.keyboard.strikes(*name.split("+"))

    def begins(self) -> str:
        """Spell a word and see it unfinished: the engine shows its best guess, and learns from what is chosen."""
        before = len(self.heard.preedits)
        self.strikes(*PINYIN)
        done = before + len(PINYIN)
        self.until(lambda: len(self.heard.preedits) >= done and len(self.heard.preedit) == len(WORD), "the preedit")
        assert not self.heard.preedit.isascii()
        return self.heard.preedit

    def enters(self, key: str, where: str) -> None:
        """Go to a text field by its key and wait until the input method is with it."""
        self.strikes(key)
        self.until(lambda: self.desk.keyboard() == where, where)
        self.until(lambda: isinstance(self.app.focusWidget(), Field))

    def field(self) -> Field:
        """The field that has the keyboard."""
        field = self.app.focusWidget()
        assert isinstance(field, Field), field
        return field

    def asked(self) -> list[str]:
        """What was asked of the hub."""
        return [command.name for command in self.desk.hub.received]


def text(field: QWidget) -> str:
    """What stands in a field."""
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()  # type: ignore[attr-defined]


def types_in(typist: Typist, field: Field) -> None:
    """A word through the input method: unfinished, finished by Space, by a digit; dropped by Esc; spelt by Enter."""
    where = typist.desk.keyboard()
    word = typist.begins()
    assert text(field) == "", "an unfinished word is no text"
    typist.strikes("space")
    typist.until(lambda: text(field) == word, word)
    typist.begins()
    typist.strikes("Escape")
    typist.until(lambda: typist.heard.preedit == "", "the word dropped")
    assert (typist.desk.keyboard(), text(field)) == (where, word), "Esc dropped the word and nothing else"
    guess = typist.begins()
    typist.strikes("2")
    typist.until(lambda: typist.heard.preedit != guess, "another candidate than the first")
    typist.settles()
    if typist.heard.preedit:  # it was for the first character alone
        typist.strikes("space")
    typist.until(lambda: typist.heard.preedit == "" and len(text(field)) > 2, "the second candidate")
    assert "2" not in text(field), "a digit chose and was not typed"
    had = text(field)
    typist.begins()
    typist.strikes("Return")
    typist.until(lambda: text(field) == f"{had}ranqi", "the letters as they are")
    assert typist.desk.keyboard() == where, "Enter finished the word and sent nothing"


def note() -> None:
    """The note box: the word's keys are its own, Ctrl+Enter sends."""
    typist = Typist()
    no = typist.desk.hears()
    typist.enters("n", "note")
    types_in(typist, typist.field())
    assert typist.asked() == [], "nothing was sent, acknowledged or claimed"
    typist.strikes("Control_L+Return")
    typist.until(lambda: typist.asked() == ["case.note"], "the note is sent")
    typist.until(lambda: "ranqi" in " ".join(typist.desk.timeline()), "the note on record")
    assert not typist.desk.case(no).acked
    typist.desk.leaves()


def search() -> None:
    """The search field: a Chinese word narrows the queue only when it is there."""
    typist = Typist()
    gas, _ = typist.desk.hears(title="幸福里燃气异味"), typist.desk.hears(title="路灯不亮")
    typist.enters("slash", "search")
    assert typist.begins() == WORD
    assert len(typist.desk.queue()) == 2
    typist.strikes("space")
    typist.until(lambda: typist.desk.queue() == [gas.rpartition("-")[2]], "one row")
    typist.field().clear()
    types_in(typist, typist.field())
    assert typist.asked() == []
    typist.strikes("Escape")
    typist.until(lambda: typist.desk.keyboard() == "queue", "the queue")
    typist.strikes("Escape")
    typist.until(lambda: len(typist.desk.queue()) == 2, "the whole queue")
    typist.desk.leaves()


def sign_in() -> None:
    """The sign-in: number and seat by the input method, no submission by its Enter; the password stays as typed."""
    typist = Typist(signed_in=False)
    panel = typist.desk.window.sign_in
    typist.until(lambda: typist.app.focusWidget() is panel.field("seat"))
    panel.field("seat").setMaxLength(80)
    types_in(typist, typist.field())
    typist.strikes("Tab")
    typist.until(lambda: typist.app.focusWidget() is panel.field("user"))
    types_in(typist, typist.field())
    typist.strikes("Tab")
    typist.until(lambda: typist.app.focusWidget() is panel.field("password"))
    typist.strikes(*"good")
    typist.until(lambda: panel.field("password").text() == "good", "a password takes no input method")
    assert typist.desk.hub.signed_in == []
    typist.strikes("Return")
    typist.until(lambda: len(typist.desk.hub.signed_in) == 1, "signed in")
    typist.desk.leaves()


def queue() -> None:
    """Single letters on the queue act on it, with the input method on; Shift alone does nothing."""
    typist = Typist()
    no = typist.desk.hears()
    typist.enters("n", "note")
    typist.begins()
    typist.strikes("Escape")
    typist.until(lambda: typist.heard.preedit == "", "the word dropped")
    typist.strikes("Escape")
    typist.until(lambda: typist.desk.keyboard() == "queue", "back in the queue")
    typist.heard.preedits.clear()
    typist.strikes(SHIFT, SHIFT)
    typist.settles()
    assert typist.asked() == []
    typist.strikes("space")
    typist.until(lambda: typist.desk.case(no).holder is not None, "taken")
    typist.strikes("d")
    typist.until(lambda: typist.desk.keyboard() == "card", "the card")
    typist.strikes("Return")
    typist.until(lambda: "case.dispatch" in typist.asked(), "dispatched")
    typist.until(lambda: typist.desk.keyboard() == "queue")
    typist.strikes("period")
    typist.until(lambda: typist.desk.keyboard() == "picker", "all acts")
    typist.strikes("Escape")
    typist.until(lambda: typist.desk.keyboard() == "queue")
    assert not any(typist.heard.preedits)
    assert typist.heard.commits == []
    typist.desk.leaves()


def ways() -> None:
    """Function keys and Ctrl keys work from a field with the input method on, and Shift switches it, not the desk."""
    typist = Typist()
    first, second = typist.desk.hears(), typist.desk.hears()
    typist.until(lambda: typist.desk.selection() == first)
    typist.enters("n", "note")
    typist.strikes("Control_L+Down")
    typist.until(lambda: typist.desk.selection() == second, "the next case")
    assert typist.desk.keyboard() == "note"
    typist.settles()
    typist.strikes(SHIFT)
    for typed in ("r", "ra", "ran", "ranq", "ranqi"):  # one by one: what comes back from ibus unused keeps no order
        typist.strikes(typed[-1])
        typist.until(lambda typed=typed: text(typist.field()) == typed, f"English after Shift: {typed}")  # type: ignore[misc]
    typist.strikes(SHIFT)
    typist.settles()
    typist.begins()
    typist.strikes("Escape")
    typist.until(lambda: typist.heard.preedit == "")
    typist.strikes("F1")
    typist.until(lambda: typist.desk.keyboard() == "keys", "the key card")
    typist.strikes("Escape")
    typist.until(lambda: typist.desk.keyboard() != "keys")
    typist.strikes("Control_L+g")
    typist.until(lambda: typist.desk.keyboard() == "picker", "go to a number")
    types_in(typist, typist.field())
    typist.strikes("Escape")
    typist.until(lambda: typist.desk.keyboard() == "queue")
    typist.strikes("Control_L+f")
    typist.until(lambda: typist.desk.keyboard() == "search", "search")
    assert typist.asked() == []
    typist.desk.leaves()


STORIES = {story.__name__: story for story in (search, note, sign_in, queue, ways)}


if __name__ == "__main__":
    STORIES[sys.argv[1]]()
