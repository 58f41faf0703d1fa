"""The handbook over the window: its chapters, its keys, its look, and that nothing in it reaches out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QTextBrowser, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from widgets.handbook import HandbookView
from widgets.key_card import KeyCard, KeyLine
from widgets.look import Look
from widgets.theme import DARK, LIGHT, apply_theme

LONG = "\n\n".join(f"Line {number} of the text." for number in range(60))
TABLE = "| 键 | 作用 |\n|---|---|\n| `D` | 交办 |"
REACHING = f"<b>not bold</b> [away](https://example.org/x) ![p]({Path(__file__).as_uri()})"
TEXTS = {
    "zh_CN": f"# 手册\n\n开头\n\n## 登录\n\n{LONG}\n\n## 交办\n\n{TABLE}\n\n{LONG}\n\n## 结案\n\n完",
    "en": f"# Book\n\n{REACHING}\n\n## One\n\n{LONG}\n\n## Two\n\n{LONG}",
}


class Host(QWidget):
    """A window with a field, and the handbook over it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.resize(1366, 768)
        self.field = QLineEdit(self)
        QVBoxLayout(self).addWidget(self.field)
        self.book = HandbookView(look, TEXTS, self)
        self.closings = 0
        self.book.closed.connect(self._closed)

    def _closed(self) -> None:
        self.closings += 1


@pytest.fixture
def host(qapp: QApplication, qtbot: QtBot) -> Host:
    """The window, shown, dark, Chinese; the handbook closed."""
    apply_theme(qapp, DARK)
    found = Host(Look(DARK, "zh_CN"))
    qtbot.addWidget(found)
    found.show()
    found.activateWindow()
    assert QTest.qWaitForWindowActive(found)
    found.field.setFocus()
    return found


def press(key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)


def test_that_it_opens_with_its_chapters_and_the_keyboard(host: Host) -> None:
    host.book.open()
    assert host.book.isVisible()
    assert host.book.chapters == ("登录", "交办", "结案")
    assert host.book.chapter == -1
    assert host.book.isAncestorOf(QApplication.focusWidget())
    assert host.rect().contains(host.book.geometry())


def test_that_arrows_turn_chapters_and_stop_at_the_ends(host: Host) -> None:
    host.book.open()
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left):
        press(key)
        seen.append(host.book.chapter)
    assert seen == [0, 1, 0, 0, 0]


def test_that_scrolling_marks_the_chapter_that_is_read(host: Host) -> None:
    host.book.open()
    press(Qt.Key.Key_End)
    assert host.book.chapter >= 1
    press(Qt.Key.Key_Home)
    assert host.book.chapter == -1
    for _ in range(3):
        press(Qt.Key.Key_J)
    assert host.book.chapter == 0


def test_that_escape_closes_it_once_and_says_so(host: Host) -> None:
    host.book.open()
    press(Qt.Key.Key_Escape)
    assert not host.book.isVisible()
    assert host.closings == 1


def test_that_the_keyboard_going_elsewhere_closes_it(host: Host) -> None:
    host.book.open()
    host.field.setFocus()
    assert not host.book.isVisible()


def test_that_it_opens_again_where_it_was_left_also_in_another_language(host: Host, qapp: QApplication) -> None:
    host.book.open()
    host.book.go_to(1)
    press(Qt.Key.Key_Escape)
    host.book.open()
    assert host.book.chapter == 1
    apply_theme(qapp, LIGHT)
    host.book.restyle(Look(LIGHT, "en"))
    assert host.book.chapters == ("One", "Two")
    assert host.book.chapter == 1
    assert "Line 59" in host.book.text


def test_that_a_closed_handbook_makes_no_text(host: Host) -> None:
    host.book.restyle(Look(LIGHT, "en"))
    assert host.book.text == ""


def test_that_html_stays_text_and_nothing_is_fetched_or_followed(qapp: QApplication, qtbot: QtBot) -> None:
    host = Host(Look(DARK, "en"))
    qtbot.addWidget(host)
    host.show()
    host.book.open()
    browser = host.book.findChild(QTextBrowser)
    assert browser is not None
    assert "<b>not bold</b>" in host.book.text
    assert not browser.openLinks()
    assert not browser.openExternalLinks()
    flags = browser.textInteractionFlags()
    assert not flags & Qt.TextInteractionFlag.LinksAccessibleByMouse
    assert not flags & Qt.TextInteractionFlag.LinksAccessibleByKeyboard
    kind = QTextDocument.ResourceType.ImageResource
    fetched = browser.document().resource(kind, QUrl(Path(__file__).as_uri()))
    assert bytes(fetched) == b""
    host.book.dismiss()


def test_that_it_takes_no_input_method_and_no_edits(host: Host) -> None:
    host.book.open()
    browser = host.book.findChild(QTextBrowser)
    assert browser is not None
    assert browser.isReadOnly()
    for part in host.book.findChildren(QWidget):
        assert not part.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), part
    for part in host.book.findChildren(QAbstractItemView):
        assert part.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_that_text_and_code_have_the_themes_colours(theme: object, qapp: QApplication, qtbot: QtBot) -> None:
    found = {DARK.name: DARK, LIGHT.name: LIGHT}[theme.name]  # type: ignore[attr-defined]
    apply_theme(qapp, found)
    host = Host(Look(found, "zh_CN"))
    qtbot.addWidget(host)
    host.show()
    host.book.open()
    browser = host.book.findChild(QTextBrowser)
    assert browser is not None
    cursor = browser.document().find("D")
    assert cursor.charFormat().background().color() == found.bg3
    assert cursor.charFormat().foreground().color() == found.t1
    head = browser.document().find("交办").block()
    assert head.blockFormat().headingLevel() == 2
    assert head.begin().fragment().charFormat().font().pixelSize() == 18
    host.book.dismiss()


def test_that_the_key_card_asks_for_it_by_key_and_by_mouse(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, DARK)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    card = KeyCard(Look(DARK, "zh_CN"), window)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    asked: list[str] = []
    card.handbook_asked.connect(lambda: asked.append("handbook"))
    card.closed.connect(lambda: asked.append("closed"))
    card.open([KeyLine(("D",), "交办")])
    press(Qt.Key.Key_H)
    assert asked == ["closed", "handbook"]
    card.open([KeyLine(("D",), "交办")])
    button = next(part for part in card.findChildren(QWidget) if part.accessibleName().startswith("手册"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == ["closed", "handbook"] * 2
    assert not card.isVisible()
    card.open([KeyLine(("D",), "交办")])
    press(Qt.Key.Key_A)
    assert asked == [*["closed", "handbook"] * 2, "closed"]


def test_that_a_picture_of_ours_is_shown_in_the_theme_of_the_desk(qapp: QApplication, qtbot: QtBot) -> None:
    asked: list[str] = []

    def picture(name: str) -> bytes:
        asked.append(name)
        image = QImage(1000, 30, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.red)
        held = QBuffer()
        held.open(QBuffer.OpenModeFlag.WriteOnly)
        image.save(held, "PNG")
        return bytes(held.data().data())

    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    book = HandbookView(Look(DARK, "en"), {"en": "# Book\n\n![the desk](pictures/desk_dark_en.png)\n"}, window, picture)
    window.show()
    book.open()
    assert _reds(book) > 500
    book.restyle(Look(LIGHT, "en"))
    assert _reds(book) > 500
    assert set(asked) == {"pictures/desk_dark_en.png", "pictures/desk_light_en.png"}


def _reds(book: HandbookView) -> int:
    shown = book.grab().toImage()
    row = range(0, shown.height(), 4)
    return sum(shown.pixelColor(x, y).name() == "#ff0000" for y in row for x in range(0, shown.width(), 2))
