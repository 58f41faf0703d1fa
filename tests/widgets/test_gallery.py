"""The whole gallery, in both themes and languages: it draws, says what it shows, and cuts nothing it should not."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QHeaderView, QWidget
from pytestqt.qtbot import QtBot

from widgets import gallery, paint
from widgets.buttons import PrimaryButton
from widgets.gallery import parts
from widgets.gallery.draw import picture
from widgets.look import Look
from widgets.theme import DARK, LIGHT, apply_theme

LOOKS = [Look(theme, lang) for theme in (DARK, LIGHT) for lang in ("zh_CN", "en")]
CJK = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
LATIN = re.compile(r"[A-Za-z]{2,}")
# Names of files, addresses and fonts are data, and the same in every language.
DATA = re.compile(r"\S+\.pdf\b|wss?://\S+|Noto Sans CJK SC|WenQuanYi Micro Hei")
KEYS = {"Enter", "Ctrl", "Alt", "Esc", "Tab", "YZ", "APP"}
SWITCH = {"EN", "中"}  # the way to the other language is written in that language
# Names of units may be cut in the tracker; the tool tip holds them whole.
MAY_BE_CUT = {"Donggang police post", "Beiqu St office", "Liuxi St office", "Urban mgmt"}
MAY_BE_CUT |= {"Liuxiang · Chayuanhou"}  # beside how old its data is a place keeps its grid and gives up its middle


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look.theme.name}-{look.lang}")
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Look:
    """One appearance."""
    found: Look = request.param
    apply_theme(qapp, found.theme)
    return found


class Written:
    """Every line a widget has written, and how it was cut."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.cut: list[tuple[str, str]] = []


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """Listens to what is written."""
    seen, elided = Written(), paint.elided

    def listen(text: str, role: str, room: float) -> str:
        shown = elided(text, role, room)
        seen.texts.append(text)
        if shown != text:
            seen.cut.append((text, shown))
        return shown

    monkeypatch.setattr(paint, "elided", listen)
    return seen


def shown(look: Look, qtbot: QtBot) -> list[tuple[str, QWidget, QImage]]:
    """Every page of the gallery with its picture."""
    pages = []
    for name, make in gallery.pages(look):
        page = make()
        qtbot.addWidget(page)
        pages.append((name, page, picture(page, look.theme.bg1)))
    return pages


def own(page: QWidget) -> list[QWidget]:
    """Our widgets on a page, itself included."""
    return [part for part in (page, *page.findChildren(QWidget)) if type(part).__module__.startswith("widgets.")]


def test_that_every_page_draws_and_cuts_nothing(look: Look, qtbot: QtBot, written: Written) -> None:
    for name, _, image in shown(look, qtbot):
        colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        assert len(colours) > 4, name
    assert [cut for cut in written.cut if cut[0] not in MAY_BE_CUT] == []


def _is_foreign(text: str, lang: str) -> bool:
    said = DATA.sub("", text)
    return bool(CJK.search(said)) if lang == "en" else not set(LATIN.findall(said)) <= KEYS


def test_that_only_one_language_is_on_screen(look: Look, qtbot: QtBot, written: Written) -> None:
    said = []
    for _, page, _ in shown(look, qtbot):
        for part in own(page):
            said += [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
    foreign = {text for text in (*written.texts, *said) if text not in SWITCH and _is_foreign(text, look.lang)}
    assert foreign == set()


def test_that_everything_has_a_name(look: Look, qtbot: QtBot) -> None:
    private = re.compile(r"\._")
    nameless = set()
    for name, page, _ in shown(look, qtbot):
        for part in own(page):
            kind = f"{type(part).__module__}.{type(part).__name__}"
            if private.search(kind) and not isinstance(part, QAbstractButton):
                continue  # parts of a widget that speaks for them
            if kind == "widgets.toast.ToastStack" or kind == "widgets.banner.ModeBanner":
                continue  # hold lines that have their own
            if part.isVisibleTo(page) and not part.accessibleName():
                nameless.add(f"{kind} on {name}")
    assert nameless == set()


def test_that_tables_take_no_input_method(look: Look, qtbot: QtBot) -> None:
    pages = shown(look, qtbot)
    tables = [part for _, page, _ in pages for part in page.findChildren(QAbstractItemView)]
    tables = [table for table in tables if not isinstance(table, QHeaderView)]
    assert len(tables) >= 3
    for table in tables:
        assert not table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        assert table.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers


def test_that_buttons_are_large_enough_to_hit(look: Look, qtbot: QtBot) -> None:
    for name, page, _ in shown(look, qtbot):
        for button in page.findChildren(QAbstractButton):
            if type(button).__module__.startswith("widgets.") and button.isVisibleTo(page):
                assert button.width() >= 28, (name, button.accessibleName())
                assert button.height() >= 28, (name, button.accessibleName())


def test_that_the_detail_holds_one_filled_button(look: Look, qtbot: QtBot) -> None:
    page = parts.detail(look)
    qtbot.addWidget(page)
    assert len(page.findChildren(PrimaryButton)) == 1


def test_that_pages_are_calm(look: Look, qtbot: QtBot) -> None:
    page = parts.detail(look)
    qtbot.addWidget(page)
    image = picture(page, look.theme.bg1)
    pixels = [image.pixelColor(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
    loud = sum(pixel.hsvSaturationF() > 0.45 and pixel.valueF() > 0.35 for pixel in pixels)
    assert loud / len(pixels) < 0.04  # the card's button and frame, on a page a third of a window


def test_that_pages_change_their_look_while_they_live(qtbot: QtBot, qapp: QApplication) -> None:
    for before, after in ((LOOKS[0], LOOKS[3]), (LOOKS[3], LOOKS[0])):
        apply_theme(qapp, after.theme)
        strip = parts.strips(before)
        fresh = parts.strips(after)
        for page in (strip, fresh):
            qtbot.addWidget(page)
        for part in strip.children():
            if hasattr(part, "restyle"):
                part.restyle(after)
        kinds = [[type(part) for part in page.findChildren(QAbstractButton)] for page in (strip, fresh)]
        assert kinds[0] == kinds[1]
        old, new = (page.findChildren(QAbstractButton)[0] for page in (strip, fresh))
        assert old.accessibleName() == new.accessibleName()
        assert picture(old, after.theme.bg1) == picture(new, after.theme.bg1)
