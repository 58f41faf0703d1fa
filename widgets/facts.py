"""The facts of a case as labels and values; a hidden value says that it is hidden, a missing one that it is missing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import HIDDEN
from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look

_LINE = 22
_ROW_GAP = 4
_COLUMN_GAP = 18
_LOCK = 18
_LONG = 40  # characters from which a value may be cut, so that the tool tip holds it whole


class Fact(Struct, frozen=True):
    """One fact: `label` is a key of the words; value None is missing, `HIDDEN` masked; `wide` takes the full width."""

    label: str
    value: str | None = None
    masked: bool = False  # shown in part, e.g. 138****6021
    conflicting: bool = False
    wide: bool = False


class FactGrid(QWidget):
    """Two columns of facts; long values wrap, up to three lines."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._facts: tuple[Fact, ...] = ()
        self._placed: dict[int, list[tuple[QRectF, Fact]]] = {}  # by width: where values wrap is asked again and again
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.restyle(look)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts in this order, left to right and down."""
        self._facts = tuple(facts)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._placed.clear()
        self.setToolTip("\n".join(self._value(fact) for fact in self._facts if len(self._value(fact)) > _LONG))
        said = "; ".join(f"{look.text(fact.label)} {self._value(fact)}" for fact in self._facts)
        paint.name(self, look.text("facts"), said)
        self._fit()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """The height follows from where values wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all rows at this width."""
        rows = self._layout(width)
        return round(rows[-1][0].bottom()) if rows else 0

    def sizeHint(self) -> QSize:
        """As high as the facts need at the present width."""
        return QSize(360, self.heightForWidth(max(360, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw labels and values."""
        painter, theme = QPainter(self), self._look.theme
        label_width = self._label_width()
        for box, fact in self._layout(self.width()):
            line = QRectF(box.left(), box.top(), label_width, _LINE)
            paint.write(painter, line, self._look.text(fact.label), "second", theme.t3)
            room = box.adjusted(label_width + 10, 0, 0, 0)  # a rectangle of its own
            locked = self._locked(fact)
            if locked:
                paint_icon(painter, QRectF(room.left() - 1, room.top() + 3, 15, 15), "lock", theme.t2)
                room.setLeft(room.left() + _LOCK)
            elif fact.conflicting:
                paint_icon(painter, QRectF(room.left() - 1, room.top() + 3, 15, 15), "warning", theme.p2.text)
                room.setLeft(room.left() + _LOCK)
            quiet = fact.value is None or fact.value == HIDDEN
            painter.setFont(self._look.font("body"))
            painter.setPen(theme.t2 if quiet else theme.t1)
            painter.drawText(room.adjusted(0, 1, 0, 0), self._flags(), self._value(fact))

    def _fit(self) -> None:
        height = self.heightForWidth(self.width()) if self.width() > 0 else 0
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
            self.updateGeometry()

    def _layout(self, width: int) -> list[tuple[QRectF, Fact]]:
        """Where each fact stands; the last entry reaches lowest."""
        if width not in self._placed:
            self._placed[width] = self._place(width)
        return self._placed[width]

    def _place(self, width: int) -> list[tuple[QRectF, Fact]]:
        column, label = (width - _COLUMN_GAP) / 2, self._label_width()
        placed: list[tuple[QRectF, Fact]] = []
        top, side, row_height = 0.0, 0, 0.0
        for fact in self._facts:
            if fact.wide and side == 1:
                top, side, row_height = top + row_height + _ROW_GAP, 0, 0.0
            wide = float(width) if fact.wide else column
            height = self._height(fact, wide - label - 10)
            placed.append((QRectF(side * (column + _COLUMN_GAP), top, wide, height), fact))
            row_height = max(row_height, height)
            if fact.wide or side == 1:
                top, side, row_height = top + row_height + _ROW_GAP, 0, 0.0
            else:
                side = 1
        return sorted(placed, key=lambda entry: entry[0].bottom()) if placed else []

    def _height(self, fact: Fact, room: float) -> float:
        room = max(40.0, room - (_LOCK if self._locked(fact) or fact.conflicting else 0))
        value = self._value(fact)
        if "\n" not in value and paint.width(value, "body") + 1 <= room:
            return _LINE  # most values are short, and where they wrap costs more than all else here
        box = paint.metrics("body").boundingRect(QRectF(0, 0, room, 1000), self._flags(), value)
        line = paint.metrics("body").lineSpacing()
        lines = min(3, max(1, round(box.height() / line)))
        return _LINE + (lines - 1) * line

    def _label_width(self) -> float:
        widest = max((paint.width(self._look.text(fact.label), "second") for fact in self._facts), default=0.0)
        return max(42.0, widest)

    def _value(self, fact: Fact) -> str:
        if fact.value is None:
            return self._look.text("missing")
        return self._look.text("masked") if fact.value == HIDDEN else fact.value

    @staticmethod
    def _locked(fact: Fact) -> bool:
        return fact.masked or fact.value == HIDDEN

    @staticmethod
    def _flags() -> int:
        return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
