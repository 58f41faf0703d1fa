"""The tokens hold their contrast, the type its sizes, and no widget carries a colour of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import widgets
from core.domain.nouns import Priority
from widgets.theme import DARK, LIGHT, ROLES, THEMES, Theme, apply_theme, contrast, families, font

BOTH = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])


def surfaces(theme: Theme) -> dict[str, QColor]:
    """Where text may stand."""
    return {name: getattr(theme, name) for name in ("bg0", "bg1", "bg2", "bg3", "input")}


@BOTH
@pytest.mark.parametrize("token", ["t1", "t2", "t3", "acc"])
def test_that_text_can_be_read_on_every_surface(theme: Theme, token: str) -> None:
    for name, surface in surfaces(theme).items():
        assert contrast(getattr(theme, token), surface) >= 4.5, f"{token} on {name}"


@BOTH
def test_that_state_texts_can_be_read_where_they_stand(theme: Theme) -> None:
    for name in ("bg1", "bg2"):
        for priority in Priority:
            assert contrast(theme.priority(priority).text, getattr(theme, name)) >= 4.5, f"{priority} on {name}"
    assert contrast(theme.due_soon.text, theme.due_soon.tint) >= 4.5
    assert contrast(theme.t1, theme.due_soon.tint) >= 4.5
    assert contrast(theme.over.text, theme.over.fill) >= 4.5
    assert contrast(theme.on_acc, theme.acc_fill) >= 4.5
    for priority in Priority:
        token = theme.priority(priority)
        assert contrast(token.digit, token.fill or theme.bg3) >= 4.5, priority


@BOTH
def test_that_needed_borders_can_be_seen(theme: Theme) -> None:
    for name, surface in surfaces(theme).items():
        assert contrast(theme.edge, surface) >= 3.0, f"edge on {name}"
        assert contrast(theme.acc, surface) >= 3.0, f"ring on {name}"
    for priority in Priority:
        assert contrast(theme.priority(priority).edge, theme.bg1) >= 3.0, priority
    assert contrast(theme.due_soon.edge, theme.bg1) >= 3.0
    assert contrast(theme.over.edge, theme.bg1) >= 3.0
    assert contrast(theme.violet, theme.bg2) >= 3.0


@BOTH
def test_that_numbers_in_shaded_tables_can_be_read(theme: Theme) -> None:
    for shade, ink in zip(theme.chart.shades, theme.chart.on_shades, strict=True):
        assert contrast(ink, shade) >= 4.5


def test_that_contrast_is_the_one_of_the_standard() -> None:
    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21.0)
    assert contrast(QColor("#777777"), QColor("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


def test_that_no_widget_carries_a_colour() -> None:
    folder = Path(widgets.__file__).parent
    hexes = re.compile(r"#[0-9A-Fa-f]{6}\b|QColor\(\s*[\"']#")
    guilty = [path.name for path in sorted(folder.glob("*.py")) if hexes.search(path.read_text("utf-8"))]
    assert guilty == ["theme.py"]


def test_that_no_type_is_below_eleven_and_chinese_never_below_twelve(qapp: QApplication) -> None:
    assert {role for role, (size, _) in ROLES.items() if size < 12} == {"nav_key"}
    assert min(size for size, _ in ROLES.values()) == 11


def test_that_the_simplified_face_is_asked_for_first(qapp: QApplication) -> None:
    assert families()[0].endswith(("SC", "CN", "UI", "Hei"))
    assert QFontInfo(font("body")).family() == families()[0]
    assert font("title").pixelSize() == 22


def test_that_a_borrowed_font_can_be_changed_without_harm(qapp: QApplication) -> None:
    font("body").setPixelSize(99)
    assert font("body").pixelSize() == 14


def test_that_the_application_can_change_its_theme_while_it_runs(qtbot: QtBot, qapp: QApplication) -> None:
    for theme in (*THEMES.values(), DARK):
        apply_theme(qapp, theme)
        assert qapp.palette().window().color() == theme.bg0
        assert theme.bg2.name() in qapp.styleSheet()
