"""One case in full: whose it is, what runs out, how far it has come, the facts, where to send it, and its record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from widgets import paint
from widgets.alike_line import AlikeLine
from widgets.as_of import paint_as_of
from widgets.case_header import CaseHeader, Head
from widgets.deadline import DeadlineTrio, Limit
from widgets.dispatch_card import DispatchCard, Route
from widgets.facts import Fact, FactGrid
from widgets.icons import paint_icon
from widgets.ladder import Level, TierLadder
from widgets.look import Look
from widgets.note_box import NoteBox
from widgets.state_view import Blank, StateView, ViewState
from widgets.stepper import LoopStepper, Step
from widgets.theme import GAP, INSET
from widgets.timeline import Entry, Timeline
from widgets.wrapped import wrapped

_QUOTE_LINES = 4
_LEAST_TIMELINE = 60
_LOW = 700  # below so many pixels the parts stand closer
_AIR = 2 * GAP - 2
_TOP = 8


class CaseView(Struct, frozen=True):
    """All that the detail shows of one case, in words already."""

    head: Head
    limits: tuple[Limit, ...]
    steps: tuple[Step, ...]
    levels: tuple[Level, ...]
    is_triage: bool
    facts: tuple[Fact, ...]
    narrative: str
    route: Route
    entries: tuple[Entry, ...]
    stale: str = ""  # "data as of …" while the hub is out of reach


class CaseDetail(QWidget):
    """The middle of the desk; shows a `CaseView` and says what was asked for."""

    taken = Signal()
    sent = Signal()
    phoned = Signal()
    choose_asked = Signal()
    other_chosen = Signal(int)
    acted = Signal(str)
    noted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._view: CaseView | None = None
        self._is_low = self._is_settling = False
        self.header = CaseHeader(look)
        self.trio = DeadlineTrio(look)
        self.stepper = LoopStepper(look)
        self.ladder = TierLadder(look)
        self.facts = FactGrid(look)
        self.quote = Quote(look)
        self.alike = AlikeLine(look)
        self.refusal = RefusalLine(look)
        self.card = DispatchCard(look)
        self.timeline_head = _TimelineHead(look)
        self.timeline = Timeline(look)
        self.note = NoteBox(look)
        self._empty = StateView(look, Blank(ViewState.EMPTY, "detail.none"), self)
        self._build()
        self._connect()
        self.restyle(look)
        self.clear()

    def show_case(self, view: CaseView, now: datetime) -> None:
        """Show this case; what did not change is left alone."""
        before, self._view = self._view, view
        if before is None or before.head.no != view.head.no:
            self.refusal.say("")
            self._scroll.verticalScrollBar().setValue(0)
        for part in (self.header, self._scroll, self._foot):
            part.show()
        self._empty.hide()
        self.header.show_head(view.head, now)
        self.trio.show_limits(view.limits, now)
        self.stepper.show_steps(view.steps)
        self.ladder.setVisible(bool(view.levels))
        self.ladder.show_levels(view.levels, view.is_triage)
        if before is None or before.facts != view.facts:
            self.facts.show_facts(view.facts)
        self.quote.show_text(view.narrative)
        if before is None or before.route != view.route:
            self.card.show_route(view.route)
            self._show_route(bool(view.route.units or view.route.tasks or view.route.acts or view.route.next))
        if before is None or before.entries != view.entries:
            self.timeline.show_entries(view.entries, now)
        self.timeline_head.show_count(len(view.entries), view.stale)
        self._pin()

    def clear(self) -> None:
        """No case is selected."""
        self._view = None
        for part in (self.header, self._scroll, self._foot):
            part.hide()
        self._empty.show()

    def refuse(self, why: str) -> None:
        """Say at the place why what was asked is not done; "" takes it back."""
        self.refusal.say(why)

    def arm(self) -> None:
        """Bring the dispatch card into sight and open it."""
        self.card.arm()
        self._show_card()

    def _show_route(self, is_shown: bool) -> None:
        self.card.setVisible(is_shown)
        self.card.row.setVisible(is_shown)

    def _tighten(self, is_low: bool) -> None:
        """On a low screen the parts take less height, so that more of the card is in sight."""
        if is_low == self._is_low:
            return
        self._is_low = is_low
        self.trio.set_low(is_low)
        self.stepper.set_low(is_low)
        air = GAP if is_low else _AIR
        self._column.setSpacing(air)
        self._column.setContentsMargins(INSET, air, INSET, 0)

    def _pin(self) -> None:
        """The card's buttons stand above the note where the card does not fit: the next step is always in sight."""
        if self._view is None or self.width() < 3 * INSET:
            return
        self._column.activate()
        note = self.note.height() + GAP + INSET - 4
        room = self.height() - note
        above = _TOP + self.header.sizeHint().height() + self.card.y()
        is_pinned = above + self.card.whole_height() > room and not self.card.isHidden()
        if is_pinned is not self._foot.is_pinned:
            self._foot.take(self.card.row if is_pinned else None)
            self.card.pin(self._foot if is_pinned else None)
            self._settle_later()
        if is_pinned:
            needed = self.card.row.needed(self.width() - 2 * INSET)
            if self.card.row.height() != needed:
                self.card.row.setFixedHeight(needed)
                self._foot.grow()
                self._settle()  # more lines of buttons must not lie over the note until the next turn
                self._settle_later()
        else:
            self.card.row.setMinimumHeight(0)
            self.card.row.setMaximumHeight(16777215)

    def _settle(self) -> None:
        self._is_settling = False
        self._outer.invalidate()
        self._outer.activate()

    def _settle_later(self) -> None:
        """Lay out once more on the next turn: within a resize the layout that asked puts back what it had planned."""
        if not self._is_settling:
            self._is_settling = True
            QTimer.singleShot(0, self, lambda: self._settle())

    def _show_card(self) -> None:
        """The whole card if there is room, else its lower end: what Enter would do is in sight."""
        body = self._scroll.widget()
        if body is None:
            return
        if (layout := body.layout()) is not None:
            layout.activate()
        body.resize(body.width(), max(body.sizeHint().height(), self._scroll.viewport().height()))
        self._scroll.ensureWidgetVisible(self.card, 0, GAP)
        bottom = self.card.y() + self.card.height() + GAP
        bar = self._scroll.verticalScrollBar()
        if bottom > bar.value() + self._scroll.viewport().height():
            bar.setValue(bottom - self._scroll.viewport().height())

    def tick(self, phase: bool, now: datetime) -> None:
        """Let the time pass."""
        self.trio.tick(phase, now)
        self.header.tick(now)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for part in self._parts():
            part.restyle(look)
        self._empty.restyle(look)
        self._foot.restyle(look)
        paint.name(self, look.text("detail"))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentence for no case in the middle."""
        super().resizeEvent(event)
        self._empty.setGeometry(self.rect())
        self._tighten(self.height() < _LOW)
        self._pin()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The panel under it all."""
        paint.panel(QPainter(self), QRectF(self.rect()), self._look.theme.bg1)

    def _parts(
        self,
    ) -> Sequence[
        CaseHeader
        | DeadlineTrio
        | LoopStepper
        | TierLadder
        | FactGrid
        | Quote
        | AlikeLine
        | RefusalLine
        | DispatchCard
        | _TimelineHead
        | Timeline
        | NoteBox
    ]:
        return (
            self.header,
            self.trio,
            self.stepper,
            self.ladder,
            self.facts,
            self.quote,
            self.alike,
            self.refusal,
            self.card,
            self.timeline_head,
            self.timeline,
            self.note,
        )

    def _build(self) -> None:
        body = QWidget()
        body.setAutoFillBackground(False)
        column = self._column = QVBoxLayout(body)
        column.setContentsMargins(INSET, _AIR, INSET, 0)
        column.setSpacing(_AIR)
        for part in self._parts()[1:-2]:
            column.addWidget(part)
        self.timeline.setMinimumHeight(_LEAST_TIMELINE)
        column.addWidget(self.timeline, 1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(body)
        body.setAutoFillBackground(False)  # the scroll area has just turned it on
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._foot = _Foot(self._look, self.note)
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QVBoxLayout()  # which case it is stays in sight, however far down one reads
        head.setContentsMargins(INSET, _TOP, INSET, 0)
        head.addWidget(self.header)
        outer.addLayout(head)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._foot)

    def _connect(self) -> None:
        self.header.taken.connect(self.taken)
        self.card.grown.connect(self._pin)
        self.card.sent.connect(self.sent)
        self.card.phoned.connect(self.phoned)
        self.card.choose_asked.connect(self.choose_asked)
        self.card.other_chosen.connect(self.other_chosen)
        self.card.acted.connect(self.acted)
        self.note.submitted.connect(self.noted)


class _Foot(QWidget):
    """What stays in sight below the case: the note, and above it the card's buttons when the card is too far down."""

    def __init__(self, look: Look, note: NoteBox) -> None:
        super().__init__()
        self._look = look
        self._row: QWidget | None = None
        self._below = QVBoxLayout(self)
        self._below.setContentsMargins(INSET, GAP, INSET, INSET - 4)
        self._below.setSpacing(GAP)
        self._below.addWidget(note)

    @property
    def is_pinned(self) -> bool:
        """Whether buttons stand here."""
        return self._row is not None

    def take(self, row: QWidget | None) -> None:
        """Have these buttons above the note, or give them up."""
        if self._row is not None:
            self._below.removeWidget(self._row)
        if row is not None:
            self._below.insertWidget(0, row)
        self._row = row
        self.update()

    def grow(self) -> None:
        """The buttons need another height."""
        self._below.invalidate()
        self._below.activate()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line that what scrolls goes under."""
        if self.is_pinned:
            QPainter(self).fillRect(QRectF(0, 0, self.width(), 1), self._look.theme.line)


class Quote(QWidget):
    """What the reporter said, in their own words, on up to four lines; all of it in the tool tip."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._text = ""
        self._lines: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Show this text; nothing takes no room."""
        if text != self._text or not self._lines:
            self._text = text
            self.setVisible(bool(text))
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.setToolTip(self._text if len(self._text) > 60 else "")
        paint.name(self, self._text)
        self._wrap()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(300, 20 * max(1, len(self._lines)) + 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._wrap()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines on their card."""
        painter = QPainter(self)
        paint.panel(painter, QRectF(self.rect()), self._look.theme.bg2)
        for place, line in enumerate(self._lines):
            box = QRectF(12, 8 + 20 * place, self.width() - 24, 20)
            paint.write(painter, box, line, "body", self._look.theme.t1)

    def _wrap(self) -> None:
        self._lines = wrapped(self._text, "body", max(120.0, self.width() - 26.0), _QUOTE_LINES)
        self.setFixedHeight(self.sizeHint().height())


class RefusalLine(QWidget):
    """Why something is not done, in words at the place where it was asked; takes no room otherwise."""

    HEIGHT = 28

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._text = ""
        self.setFixedHeight(self.HEIGHT)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text

    def say(self, text: str) -> None:
        """Say this, or nothing."""
        self._text = text
        self.setVisible(bool(text))
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, self._text)
        self.setToolTip(self._text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it as an outlined line with the mark of a fault."""
        painter, theme = QPainter(self), self._look.theme
        box = QRectF(self.rect())
        paint.panel(painter, box, theme.due_soon.tint, theme.due_soon.edge)
        paint_icon(painter, QRectF(8, 6, 16, 16), "warning", theme.due_soon.text)
        paint.write(painter, box.adjusted(32, 0, -8, 0), self._text, "second_strong", theme.due_soon.text)


class _TimelineHead(QWidget):
    """The name of the record, how long it is, and how old it is when it is old."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count, self._stale = 0, ""
        self.setFixedHeight(22)

    def show_count(self, count: int, stale: str) -> None:
        """Say how many entries there are."""
        self._count, self._stale = count, stale
        self.update()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw head and count."""
        painter, look = QPainter(self), self._look
        box = QRectF(self.rect())
        paint.write(painter, box, look.text("timeline"), "head", look.theme.t1)
        if self._stale:
            paint_as_of(painter, box, self._stale, look)
            return
        count = look.text("timeline.all", count=self._count)
        paint.write(painter, box, count, "second", look.theme.t2, paint.RIGHT)
