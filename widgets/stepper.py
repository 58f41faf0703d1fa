"""The closed loop of a case as a row of steps: 发现—采集—流转—处置—结案."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import Stage
from widgets import format as fmt
from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look


class StepState(StrEnum):
    """How one step of the loop stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    SKIPPED = "skipped"
    REOPENED = "reopened"


class Step(Struct, frozen=True):
    """One step of the loop with the time it was done."""

    stage: Stage
    state: StepState
    at: datetime | None = None


def steps_of(stage: Stage, times: Mapping[Stage, datetime], reopened: bool = False) -> tuple[Step, ...]:
    """The five steps of a case that stands at `stage`; a step with no time before it counts as skipped."""
    order = list(Stage)
    here = order.index(stage)
    steps = []
    for place, one in enumerate(order):
        if place < here or (one is Stage.CLOSED and stage is Stage.CLOSED):
            state = StepState.DONE if one in times else StepState.SKIPPED
        elif place == here:
            state = StepState.REOPENED if reopened else StepState.NOW
        else:
            state = StepState.LATER
        steps.append(Step(one, state, times.get(one)))
    return tuple(steps)


class LoopStepper(QWidget):
    """Shows where a case stands in its loop; shape, word and line say it without colour."""

    HEIGHT = 64
    LOW = 46

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._steps: tuple[Step, ...] = ()
        self._is_low = False
        self.setFixedHeight(self.HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle(look)

    def set_low(self, is_low: bool) -> None:
        """Word and time beside each other, or below."""
        self._is_low = is_low
        self.setFixedHeight(self.LOW if is_low else self.HEIGHT)
        self.update()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps."""
        self._steps = tuple(steps)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        said = ", ".join(f"{look.word(s.stage)} {look.text(f'step.{s.state}')}" for s in self._steps)
        paint.name(self, look.text("stepper"), said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, the marks and the words."""
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / len(self._steps)
        centres = [QPointF(wide * (place + 0.5), 13) for place in range(len(self._steps))]
        for place in range(1, len(centres)):
            self._paint_line(painter, centres[place - 1], centres[place], self._steps[place])
        for centre, step in zip(centres, self._steps, strict=True):
            self._paint_mark(painter, centre, step)
            self._paint_words(painter, QRectF(centre.x() - wide / 2, 26, wide, 38), step)

    def _paint_line(self, painter: QPainter, a: QPointF, b: QPointF, step: Step) -> None:
        theme = self._look.theme
        later = step.state is StepState.LATER
        pen = QPen(theme.edge if later else theme.t3, 1.4 if later else 2)
        if later:
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(a.x() + 13, a.y()), QPointF(b.x() - 13, b.y()))

    def _paint_mark(self, painter: QPainter, centre: QPointF, step: Step) -> None:
        theme = self._look.theme
        edge = {StepState.DONE: theme.t2, StepState.NOW: theme.acc, StepState.REOPENED: theme.acc}.get(
            step.state, theme.edge
        )
        pen = QPen(edge, 2 if edge == theme.acc else 1.2)
        if step.state is StepState.SKIPPED:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(theme.bg3 if step.state is StepState.DONE else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 9, 9)
        if step.state is StepState.DONE:
            paint_icon(painter, QRectF(centre.x() - 7, centre.y() - 7, 14, 14), "tick", theme.t1)
        elif step.state is StepState.NOW:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.acc)
            painter.drawEllipse(centre, 4.5, 4.5)
        elif step.state is StepState.REOPENED:
            paint_icon(painter, QRectF(centre.x() - 6, centre.y() - 6, 12, 12), "replay", theme.acc)

    def _paint_words(self, painter: QPainter, box: QRectF, step: Step) -> None:
        theme, look = self._look.theme, self._look
        here = step.state in (StepState.NOW, StepState.REOPENED)
        word_role = "body_strong" if here else "second"
        if self._is_low:
            self._paint_low(painter, box, look.word(step.stage), word_role, self._under(step))
            return
        paint.write(
            painter, QRectF(box.left(), box.top(), box.width(), 19), look.word(step.stage), word_role,
            theme.t1 if here else theme.t2, paint.CENTRE,
        )  # fmt: skip
        line = QRectF(box.left(), box.top() + 18, box.width(), 18)
        paint.write(painter, line, self._under(step), "label", theme.t3, paint.CENTRE)

    def _paint_low(self, painter: QPainter, box: QRectF, word: str, role: str, under: str) -> None:
        """Word and time side by side; the time goes where there is no room for both."""
        theme, wide, beside = self._look.theme, paint.width(word, role), paint.width(under, "label")
        gap = 5.0 if under else 0.0
        if wide + gap + beside > box.width() - 2:
            gap = beside = 0.0
        left = box.center().x() - (wide + gap + beside) / 2
        ink = theme.t1 if role == "body_strong" else theme.t2
        paint.write(painter, QRectF(left, box.top() - 2, wide + 1, 19), word, role, ink)
        if beside:
            paint.write(painter, QRectF(left + wide + gap, box.top() - 2, beside + 1, 19), under, "label", theme.t3)

    def _under(self, step: Step) -> str:
        """What is said of a step: how it stands, or when it was done."""
        if step.state in (StepState.NOW, StepState.REOPENED, StepState.SKIPPED):
            return self._look.text(f"step.{step.state}")
        return "" if step.at is None else fmt.hour_minute(step.at)
