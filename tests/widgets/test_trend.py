"""Tests of the small plot: steps and no slopes, words for everything, and a library that is loaded late."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from widgets.look import Look
from widgets.theme import DARK, LIGHT
from widgets.trend import Curve, Trend, TrendPlot, stepped

UNTIL = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
START = UNTIL.timestamp() - 600
SHOWN = Trend(
    "在线率在变吗？",
    "n=1",
    (Curve("会场 50%", (START, START + 300), (100.0, 50.0)), Curve("点位 0%", (START,), (0.0,), is_main=False)),
    UNTIL,
)


@pytest.fixture
def plot(qapp: QApplication) -> Iterator[TrendPlot]:
    found = TrendPlot(Look(DARK, "zh_CN"))
    found.resize(600, 220)
    yield found
    found.close()
    found.deleteLater()


def test_that_the_library_is_not_loaded_before_the_plot_is_seen(plot: TrendPlot) -> None:
    plot.show_trend(SHOWN)
    assert not plot.is_loaded
    plot.show()
    assert not plot.is_loaded, "the first frame comes first"
    QTest.qWait(1)
    assert plot.is_loaded


def test_that_importing_the_widget_loads_no_plotting_library() -> None:
    late = "'pyqtgraph' in sys.modules, 'PySide6.QtMultimedia' in sys.modules"
    code = f"import widgets.trend, console.pages.video, sys; print({late})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


def test_that_curves_wear_the_themes_own_ink_in_both_themes(plot: TrendPlot) -> None:
    for theme in (DARK, LIGHT):
        plot.restyle(Look(theme, "zh_CN"))
        plot.show_trend(SHOWN)
        plot.load()
        image = plot.grab().toImage()
        seen = {image.pixelColor(x, y).name() for x in range(50, 600) for y in range(60, 200)}
        assert theme.bg1.name() in seen
        assert theme.t1.name() in seen


def test_that_a_jump_is_a_line_however_few_seconds_are_shown(plot: TrendPlot) -> None:
    plot.load()
    plot.show()
    now = UNTIL.timestamp()
    jump = Curve("点位 93%", (now - 30, now - 15), (0.0, 93.0), is_main=False)
    plot.show_trend(replace(SHOWN, curves=(jump,)))
    image = plot.grab().toImage()
    wide = [sum(image.pixelColor(x, y) == DARK.t3 for x in range(60, 600)) for y in range(90, 150)]
    assert 0 < max(wide) <= 3


def test_that_no_axes_stand_around_nothing(plot: TrendPlot) -> None:
    plot.load()
    plot.show()
    now = UNTIL.timestamp()
    few = (Curve("会场 95%", (now,), (95.0,)), Curve("点位", (START,), (nan,), is_main=False))
    for shown, has_axes in ((SHOWN, True), (replace(SHOWN, curves=few), False), (SHOWN, True)):
        plot.show_trend(shown)
        image = plot.grab().toImage()
        left = {image.pixelColor(x, y).name() for x in range(44) for y in range(60, 200)}
        assert (DARK.t3.name() in left) is has_axes


def test_that_question_values_and_note_are_spoken(plot: TrendPlot) -> None:
    plot.show_trend(SHOWN)
    assert plot.accessibleName() == "在线率在变吗？"
    assert plot.accessibleDescription() == "会场 50%; 点位 0%; n=1"


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 100)), min_size=1, max_size=30), st.floats(0, 2e6))
def test_that_a_value_holds_until_the_next_change(points: list[tuple[float, float]], until: float) -> None:
    points.sort()
    times, shares = stepped([t for t, _ in points], [s for _, s in points], until)
    assert len(times) == len(shares)
    assert times == sorted(times)
    slopes = [(a, b) for a, b, s, t in zip(times, times[1:], shares, shares[1:], strict=False) if a != b and s != t]
    assert slopes == []
    assert shares[-1] == points[-1][1]
