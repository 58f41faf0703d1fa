"""What can be pressed or written in is seen to begin and end: edges of 3 : 1 as painted, hints of 4.5 : 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from core.domain.nouns import Priority
from widgets.buttons import PrimaryButton, QuietButton, StackedButton
from widgets.filter_bar import FilterBar
from widgets.look import Look
from widgets.note_box import NoteBox
from widgets.paste_panel import FIELDS, PastePanel, PasteRow
from widgets.segments import Option, Segments
from widgets.theme import DARK, LIGHT, Theme, apply_theme, contrast
from widgets.urgency_choice import UrgencyChoice

BOTH = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)


_GROUNDS: list[QWidget] = []  # they live as long as what stands on them is looked at


def kept(ground: QWidget) -> QWidget:
    _GROUNDS.append(ground)
    return ground


def urgency(look: Look) -> QWidget:
    choice = UrgencyChoice(look, kept(QWidget()))
    choice.show_priority(Priority.P4, True)  # the first one is not the taken one
    return choice


def chosen(look: Look) -> QWidget:
    button = QuietButton(look, "more")
    button.setCheckable(True)
    button.setChecked(True)
    return button


def segments(look: Look) -> QWidget:
    row = Segments(look)
    row.show_options(look, "x", (Option("a", "A"), Option("b", "B")), "b")
    return row


MADE: dict[str, Callable[[Look], QWidget]] = {
    "button": lambda look: QuietButton(look, "more", ("A",)),
    "small": lambda look: QuietButton(look, "more", small=True),
    "accent": lambda look: QuietButton(look, "more", accent=True),
    "chosen": chosen,
    "filled": lambda look: PrimaryButton(look, "more"),
    "rail": lambda look: StackedButton(look, "more", ("Ctrl+N",), small=True),
    "urgency": urgency,
    "segments": segments,
    "field": lambda look: QLineEdit(),
    "note": lambda look: QPlainTextEdit(),
}


@pytest.fixture(autouse=True)
def _clear() -> Iterator[None]:
    yield
    _GROUNDS.clear()


def painted(qtbot: QtBot, theme: Theme, made: QWidget, surface: QColor, state: str) -> QImage:
    """The widget on its surface, 20 pixels from the upper left."""
    ground = QWidget()
    qtbot.addWidget(ground)
    _GROUNDS.append(ground)
    colours = ground.palette()
    colours.setColor(QPalette.ColorRole.Window, surface)
    ground.setPalette(colours)
    ground.setAutoFillBackground(True)
    made.setParent(ground)
    made.move(20, 20)
    made.resize(made.sizeHint().boundedTo(made.maximumSize()))
    ground.resize(made.width() + 40, made.height() + 40)
    ground.show()
    qtbot.waitExposed(ground)
    if state == "focus":
        made.setFocus()
    elif state == "hover":
        at = QPointF(made.width() / 2, made.height() / 2)
        QApplication.sendEvent(made, QEnterEvent(at, at, at))
        made.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    return ground.grab().toImage()


def edge_contrast(image: QImage, surface: QColor, middle: int) -> float:
    """The strongest the left edge stands out, in the middle of its height."""
    return max(contrast(image.pixelColor(x, middle), surface) for x in range(19, 24))


@BOTH
@pytest.mark.parametrize("state", ["normal", "hover", "focus"])
@pytest.mark.parametrize("name", list(MADE))
def test_that_edges_are_seen_as_painted(qapp: QApplication, qtbot: QtBot, theme: Theme, name: str, state: str) -> None:
    apply_theme(qapp, theme)
    for surface in (theme.bg1, theme.bg2):
        made = MADE[name](Look(theme, "zh_CN"))
        image = painted(qtbot, theme, made, surface, state)
        assert edge_contrast(image, surface, 20 + made.height() // 2) >= 3.0, surface.name()


@BOTH
def test_that_buttons_are_seen_on_a_warning(qapp: QApplication, qtbot: QtBot, theme: Theme) -> None:
    apply_theme(qapp, theme)
    made = QuietButton(Look(theme, "en"), "more", small=True)
    image = painted(qtbot, theme, made, theme.due_soon.tint, "normal")
    assert edge_contrast(image, theme.due_soon.tint, 34) >= 3.0


@BOTH
def test_that_the_last_urgency_has_the_edge_of_the_first(qapp: QApplication, qtbot: QtBot, theme: Theme) -> None:
    """Where words are of broken widths the edges still lie on pixels."""
    apply_theme(qapp, theme)
    choice = UrgencyChoice(Look(theme, "en"), kept(QWidget()))
    choice.show_priority(Priority.P1, True)
    image = painted(qtbot, theme, choice, theme.bg2, "normal")
    for _, box in choice._boxes()[1:]:
        left = 20 + round(box.left())
        found = max(contrast(image.pixelColor(x, 37), theme.bg2) for x in range(left - 1, left + 2))
        assert found >= 3.0


@BOTH
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_that_the_hint_of_an_empty_field_can_be_read(
    qapp: QApplication, qtbot: QtBot, theme: Theme, kind: type[QLineEdit] | type[QPlainTextEdit]
) -> None:
    apply_theme(qapp, theme)
    field = kind()
    field.setPlaceholderText("■■■■■■")
    image = painted(qtbot, theme, field, theme.bg1, "normal")
    inside = [image.pixelColor(x, y) for x in range(26, 90) for y in range(24, 20 + min(30, field.height() - 4))]
    assert max(contrast(colour, theme.input) for colour in inside) >= 4.5


@BOTH
def test_that_the_box_of_a_row_to_be_ticked_is_seen_whether_it_is_ticked_or_not(qtbot: QtBot, theme: Theme) -> None:
    apply_theme(QApplication.instance(), theme)  # type: ignore[arg-type]
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(1400, 900)
    panel = PastePanel(Look(theme, "zh_CN"), ground)
    words = dict.fromkeys(FIELDS, "样例")
    panel.show_rows([PasteRow(words, is_on, 0, 0) for is_on in (True, False, False)])
    panel.fit()
    panel.show()
    ground.show()
    image = panel.rows.viewport().grab().toImage()
    for row in (1, 2):  # the current row lies on the colour of the chosen
        box = panel.rows.visualItemRect(panel.rows.item(row, 0))  # type: ignore[arg-type]
        middle = box.center().y()
        strip = [QColor(image.pixel(x, middle)) for x in range(box.left(), box.left() + 12)]
        beside = QColor(image.pixel(box.right() - 2, middle))
        assert max(contrast(colour, beside) for colour in strip) >= 3, [colour.name() for colour in strip]


@BOTH
@pytest.mark.parametrize("kind", [NoteBox, FilterBar])
def test_that_a_field_of_a_locked_seat_is_as_quiet_as_its_buttons(qtbot: QtBot, theme: Theme, kind: type) -> None:
    apply_theme(QApplication.instance(), theme)  # type: ignore[arg-type]
    part = kind(Look(theme, "zh_CN"))
    qtbot.addWidget(part)
    part.resize(420, part.sizeHint().height())
    part.setEnabled(False)
    part.show()
    image = part.grab(part.rect().adjusted(0, 0, -200, 0)).toImage()
    loudest = max(
        contrast(QColor(image.pixel(x, y)), theme.bg1) for x in range(image.width()) for y in range(image.height())
    )
    assert loudest <= contrast(theme.tdis, theme.bg1) + 0.1
