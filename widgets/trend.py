"""A small plot over time that asks one question; the plotting library is loaded when it is first seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.domain.board import LOCAL
from widgets import paint
from widgets.look import Look

_HEAD: Final = 50
_LEFT: Final = 44
_LEAST_S: Final = 5  # of data: a shorter line is a dot, and axes around a dot say nothing


class Curve(Struct, frozen=True):
    """One line in steps: when, and the share in per cent from then on, NaN while nothing is known; `text` names it."""

    text: str
    times: tuple[float, ...]
    shares: tuple[float, ...]
    is_main: bool = True  # solid in the first text colour; the other dashed in the third


class Trend(Struct, frozen=True):
    """What a plot shows: its question, its curves up to `until`, and the line that says how much stands behind it."""

    question: str
    note: str
    curves: tuple[Curve, ...]
    until: datetime
    ends: datetime | None = None  # where the data ends before `until`: no line is drawn beyond what is known


class TrendPlot(QWidget):
    """Question and legend are painted here, the curves by the library; without data it says so."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._trend: Trend | None = None
        self._library: Any = None
        self._plot: Any = None
        self._lines: list[Any] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, _HEAD, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle(look)

    def show_trend(self, trend: Trend) -> None:
        """Show this."""
        self._trend = trend
        self.restyle(self._look)

    @property
    def is_loaded(self) -> bool:
        """Whether the plotting library is there."""
        return self._plot is not None

    def load(self) -> None:
        """Load the library and put the plot in; called once, after the first paint."""
        if self._plot is not None:
            return
        self._library = import_module("pyqtgraph")
        west = -LOCAL.utcoffset(None).total_seconds()  # the library counts from the other side
        axis = {"bottom": self._library.DateAxisItem(orientation="bottom", utcOffset=west)}
        self._plot = self._library.PlotWidget(self, axisItems=axis)
        self._plot.setMouseEnabled(x=False, y=False)
        for part in (self._plot, self._plot.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing in it to be done by keys
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        for part in (self._plot, self._plot.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing in it to be done by keys
        self._plot.getAxis("left").setWidth(_LEFT)
        self._plot.setYRange(0, 100, padding=0.05)
        self._column.addWidget(self._plot)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        trend = self._trend
        if trend is not None:
            paint.name(self, trend.question, "; ".join((*(c.text for c in trend.curves), trend.note)))
        if self._plot is not None:
            self._draw()
        self.update()

    def sizeHint(self) -> QSize:
        """A strip under the picture."""
        return QSize(600, 200)

    def minimumSizeHint(self) -> QSize:
        """Head and a little room."""
        return QSize(260, 120)

    def showEvent(self, event: QShowEvent) -> None:
        """The first time it is seen, load after this frame is on screen."""
        super().showEvent(event)
        if self._plot is None:
            QTimer.singleShot(0, self, self.load)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw question, legend and note."""
        trend = self._trend
        if trend is None:
            return
        painter, theme = QPainter(self), self._look.theme
        wide = float(self.width())
        note = paint.width(trend.note, "label")
        paint.write(painter, QRectF(0, 0, wide, 24), trend.note, "label", theme.t3, paint.RIGHT)
        paint.write(painter, QRectF(0, 0, wide - note - 10, 24), trend.question, "second_strong", theme.t1)
        x = 0.0
        for curve in trend.curves:
            painter.setPen(_pen(curve, self._look))
            painter.drawLine(round(x), 36, round(x) + 24, 36)
            box = QRectF(x + 30, 25, paint.width(curve.text, "label") + 2, 22)
            paint.write(painter, box, curve.text, "label", theme.t1 if curve.is_main else theme.t2)
            x = box.right() + 22

    def _draw(self) -> None:
        theme, plot = self._look.theme, self._plot
        plot.setBackground(theme.bg1)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(self._library.mkPen(theme.line, width=1))
            axis.setTextPen(theme.t3)
            axis.setStyle(tickFont=self._look.font("label"), tickLength=-4)
        plot.getAxis("left").setTicks([[(value, f"{value}%") for value in (0, 50, 100)]])
        for line in self._lines:
            plot.removeItem(line)
        self._lines = []
        trend = self._trend
        plot.setVisible(trend is not None and _has_line(trend))
        if trend is None:
            return
        until, ends = trend.until.timestamp(), _ends(trend)
        for curve in trend.curves:
            if curve.times:
                times, shares = stepped(curve.times, curve.shares, ends)
                self._lines.append(plot.plot(times, shares, pen=_pen(curve, self._look), connect="finite"))
        starts = [curve.times[0] for curve in trend.curves if curve.times]
        if starts:
            plot.setXRange(min(min(starts), until - 60), until, padding=0.0)


def _ends(trend: Trend) -> float:
    until = trend.until.timestamp()
    return min(until, trend.ends.timestamp()) if trend.ends is not None else until


def _has_line(trend: Trend) -> bool:
    """Whether any curve has known values for long enough to be seen as a line."""
    known = (
        at for curve in trend.curves for at, share in zip(curve.times, curve.shares, strict=True) if share == share
    )
    return _ends(trend) - min(known, default=_ends(trend)) >= _LEAST_S


def stepped(times: Sequence[float], shares: Sequence[float], until: float) -> tuple[list[float], list[float]]:
    """A line that keeps its value until the next change, and the last one until `until`."""
    xs: list[float] = []
    ys: list[float] = []
    for at, share in zip(times, shares, strict=True):
        if ys:
            xs.append(at)
            ys.append(ys[-1])
        xs.append(at)
        ys.append(share)
    return [*xs, max(until, xs[-1])], [*ys, ys[-1]]


def _pen(curve: Curve, look: Look) -> QPen:
    theme = look.theme
    pen = QPen(theme.t1, 2) if curve.is_main else QPen(theme.t3, 1.5, Qt.PenStyle.DashLine)
    pen.setCosmetic(True)  # as many pixels, never as many seconds or per cent
    return pen
