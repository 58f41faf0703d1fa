"""The strip of a second window: the always-visible items in one line of 36 px."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import LinkState
from widgets import format as fmt
from widgets import paint
from widgets.deadline import DeadlineState, state_of, text_of
from widgets.icons import paint_icon
from widgets.link_lamps import folded, lamp_ink, lamp_text, stands_for
from widgets.look import Look
from widgets.strip_blocks import Counts, Lamp, NextClock, Shift
from widgets.strip_seat import NOT_LIVE

HEIGHT: Final = 36
_GAP: Final = 20.0
_TIGHT: Final = 12.0
_PAD: Final = 14.0
_BOX: Final = 26.0  # height of a block or a pill
_SKEW_S: Final = 2.0
# What goes first where there is no room; the rest never goes.
_DROPS: Final = ("load", "open", "where", "links_words", "shift_people", "links_first", "clock_date")


_GRAVE: Final = (LinkState.DOWN, LinkState.STALE, LinkState.SLOW)  # which is said first


class _Part(Struct, frozen=True):
    """One item of the line: how wide it is, how it is drawn in a box, what a screen reader hears."""

    id: str
    width: float
    paint: Callable[[QPainter, QRectF], None]
    says: str


class SmallStrip(QWidget):
    """Says what the strip of the main window says, in one line; told by the same calls."""

    unacked_clicked = Signal()
    next_clicked = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._phase, self._mode = look, True, "live"
        self._centre = self._seat = ""
        self._unacked, self._open, self._overdue = Counts(), Counts(), 0
        self._unheld = 0
        self._load, self._most = 0, 10
        self._next: NextClock | None = None
        self._lamps: tuple[Lamp, ...] = ()
        self._shift: Shift | None = None
        self._now: datetime | None = None
        self._skew = 0.0
        self._data_at: datetime | None = None
        self._left_out: frozenset[str] = frozenset()
        self._boxes: dict[str, QRectF] = {}
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        paint.name(self, look.text("strip"))

    # --- what it is told --------------------------------------------------------------------------------------

    def leave_out(self, *parts: str) -> None:
        """Leave these to what stands below and says them larger."""
        self._left_out = frozenset(parts)
        self.update()

    def show_where(self, centre: str, seat: str, mode: str = "live") -> None:
        """Centre, seat and mode; all modes but live hatch the edge."""
        self._centre, self._seat, self._mode = centre, seat, mode
        self.update()

    def show_unacked(self, counts: Counts, silenced: bool = False) -> None:
        """How many nobody has seen."""
        self._unacked = counts
        self.update()

    def show_next(self, next_clock: NextClock | None, now: datetime) -> None:
        """The limit that breaks next, or None."""
        self._next, self._now = next_clock, now
        self.update()

    def show_open(self, counts: Counts, overdue: int, unheld: int = 0) -> None:
        """Open cases, how many limits have been passed, and how many cases nobody holds."""
        self._open, self._overdue, self._unheld = counts, overdue, unheld
        self.update()

    def show_load(self, count: int, bars: Sequence[int], most: int = 10) -> None:
        """New cases in ten minutes, and the most there should be."""
        self._load, self._most = count, most
        self.update()

    def show_links(self, lamps: Sequence[Lamp]) -> None:
        """The lines to the sources."""
        self._lamps = tuple(lamps)
        self.update()

    def show_shift(self, shift: Shift | None, now: datetime) -> None:
        """Who is on duty."""
        self._shift, self._now = shift, now
        self.update()

    def show_time(self, now: datetime, skew: float = 0.0) -> None:
        """Server time, and how far this machine's clock is off."""
        self._now, self._skew = now, skew
        self.update()

    def show_data(self, at: datetime | None) -> None:
        """The hub's time of the data that stands below; None before there is any."""
        if at != self._data_at:
            self._data_at = at
            self.update()

    def tick(self, phase: bool, now: datetime) -> None:
        """Let the time pass."""
        self._phase, self._now = phase, now
        self.update()

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, look.text("strip"))
        self.update()

    def shown(self) -> tuple[str, ...]:
        """The items there is room for, from left to right."""
        return tuple(part.id for part in self._parts()[0])

    def says(self) -> str:
        """All of it in words."""
        return " · ".join(part.says for part in self._parts()[0] if part.says)

    # --- Qt's side --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(800, HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on what is unacknowledged or due next leads there."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        hit = next((name for name, box in self._boxes.items() if box.contains(event.position())), "")
        if hit == "unacked":
            self.unacked_clicked.emit()
        elif hit == "next" and self._next is not None:
            self.next_clicked.emit(self._next.case_no)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the items: the first from the left, the last four from the right."""
        painter, theme = QPainter(self), self._look.theme
        painter.fillRect(self.rect(), theme.bg1)
        parts, gap = self._parts()
        paint.name(self, self._look.text("strip"), " · ".join(part.says for part in parts if part.says))
        right_ids = ("links", "shift", "data", "clock")
        x, self._boxes = _PAD, {}
        for part in (p for p in parts if p.id not in right_ids):
            self._boxes[part.id] = QRectF(x, 0, part.width, HEIGHT - 1)
            x += part.width + gap
        x = self.width() - _PAD
        for part in reversed([p for p in parts if p.id in right_ids]):
            x -= part.width
            self._boxes[part.id] = QRectF(x, 0, part.width, HEIGHT - 1)
            x -= gap
        for part in parts:
            part.paint(painter, self._boxes[part.id])
        if self._mode != "live":
            ink = theme.violet if self._mode in NOT_LIVE else theme.t2
            paint.hatch(painter, QRectF(0, HEIGHT - 4, self.width(), 4), ink)
        else:
            painter.fillRect(QRectF(0, HEIGHT - 1, self.width(), 1), theme.bg0)

    # --- the parts --------------------------------------------------------------------------------------------

    def _parts(self) -> tuple[list[_Part], float]:
        dropped: set[str] = set()
        for gap in (_GAP, _TIGHT):
            for drop in ("", *_DROPS):
                if gap == _GAP and drop not in ("", "load"):
                    break
                dropped |= {drop}
                parts = self._all(dropped)
                if 2 * _PAD + sum(p.width for p in parts) + gap * (len(parts) - 1) <= self.width():
                    return parts, gap
        return parts, _TIGHT

    def _all(self, dropped: set[str]) -> list[_Part]:
        made = [
            None if "where" in dropped else self._where_part(),
            self._unacked_part(),
            self._next_part(),
            None if "open" in dropped else self._open_part(),
            self._overdue_part(),
            None if "load" in dropped else self._load_part(),
            self._links_part("links_words" in dropped, "links_first" in dropped),
            self._shift_part("shift_people" not in dropped),
            self._data_part(),
            self._clock_part("clock_date" not in dropped),
        ]
        return [part for part in made if part is not None and part.id not in self._left_out]

    def _where_part(self) -> _Part:
        look, theme = self._look, self._look.theme
        not_live = self._mode in NOT_LIVE
        name = look.text(f"banner.{self._mode}") if not_live else self._centre
        text = f"{name} · {look.text('seat', seat=self._seat)}" if self._seat else name

        def draw(painter: QPainter, box: QRectF) -> None:
            paint.write(painter, box, text, "second_strong", theme.violet if not_live else theme.t2)

        return _Part("where", paint.width(text, "second_strong") + 2, draw, text)

    def _unacked_part(self) -> _Part:
        look, theme, top = self._look, self._look.theme, self._unacked.highest()
        count = fmt.count(self._unacked.total())
        if top is None:
            none = look.text("unacked_none")

            def grey(painter: QPainter, box: QRectF) -> None:
                paint.write(painter, box, none, "head", theme.t3)

            return _Part("unacked", paint.width(none, "head") + 2, grey, none)
        token, word = theme.priority(top), look.text("unacked")

        def draw(painter: QPainter, box: QRectF) -> None:
            block = QRectF(box.left(), (HEIGHT - _BOX) / 2, box.width(), _BOX)
            paint.panel(painter, block, token.fill, token.edge, max(1.2, token.width))
            if self._phase:
                painter.fillRect(QRectF(block.left() + 10, 13, 10, 10), token.digit)
            paint.write(painter, block.adjusted(28, 0, 0, 0), word, "head", token.digit)
            paint.write(painter, block.adjusted(0, 0, -10, 0), count, "pill", token.digit, paint.RIGHT)

        wide = 28 + paint.width(word, "head") + 10 + max(24.0, paint.width(count, "pill")) + 10
        return _Part("unacked", wide, draw, f"{word} {count} {look.word(top)}")

    def _next_part(self) -> _Part:
        look, theme, following, now = self._look, self._look.theme, self._next, self._now
        head = look.text("next_deadline")
        head_wide = paint.width(head, "label") + 8
        if following is None or now is None:
            none = look.text("none")

            def empty(painter: QPainter, box: QRectF) -> None:
                paint.write(painter, box, head, "label", theme.t3)
                paint.write(painter, box.adjusted(head_wide, 0, 0, 0), none, "body", theme.t3)

            return _Part("next", head_wide + paint.width(none, "body") + 2, empty, f"{head} {none}")
        number, left = fmt.short_no(following.case_no), text_of(following.limit, now, look)
        step, state = look.word(following.limit.clock), state_of(following.limit, now)
        widest = paint.width(left, "pill")
        if state in (DeadlineState.OVERDUE, DeadlineState.DUE_SOON):  # only a pill takes room for one
            widest = max(widest, paint.width(fmt.overdue(3599, look.lang), "pill")) + 12
        number_wide, step_wide = paint.width(number, "body"), paint.width(step, "second")

        def draw(painter: QPainter, box: QRectF) -> None:
            paint.write(painter, box, head, "label", theme.t3)
            x = box.left() + head_wide
            paint.write(painter, QRectF(x, 0, number_wide + 2, HEIGHT), number, "body", theme.t2)
            pill = QRectF(x + number_wide + 8, (HEIGHT - 22) / 2, widest, 22)
            ink = theme.t1
            if state is DeadlineState.OVERDUE:
                paint.panel(painter, pill, theme.over.fill, theme.over.edge, 1.2)
                ink = theme.over.text
            elif state is DeadlineState.DUE_SOON:
                paint.panel(painter, pill, theme.due_soon.tint, theme.due_soon.edge, 1.2)
                ink = theme.due_soon.text
            paint.write(painter, pill, left, "pill", ink, paint.CENTRE)
            paint.write(painter, QRectF(pill.right() + 8, 0, step_wide + 2, HEIGHT), step, "second", theme.t2)

        wide = head_wide + number_wide + 8 + widest + 8 + step_wide + 2
        return _Part("next", wide, draw, f"{head} {number} {left} {step}")

    def _open_part(self) -> _Part:
        word, count = self._look.text("open"), fmt.count(self._open.total())
        unheld = f", {self._look.text('strip.unheld', count=fmt.count(self._unheld))}" if self._unheld else ""
        part = self._figure("open", word, count)
        return replace(part, says=part.says + unheld)

    def _load_part(self) -> _Part:
        over = self._load > self._most
        count = f"{fmt.count(self._load)} / {self._most}"
        return self._figure("load", self._look.text("load"), count, is_warned=over)

    def _figure(self, name: str, word: str, count: str, is_warned: bool = False) -> _Part:
        theme = self._look.theme
        word_wide = paint.width(word, "label") + 6

        def draw(painter: QPainter, box: QRectF) -> None:
            paint.write(painter, box, word, "label", theme.t3)
            ink = theme.p2.text if is_warned else theme.t1
            paint.write(painter, box.adjusted(word_wide, 0, 0, 0), count, "body_strong", ink)

        return _Part(name, word_wide + max(28.0, paint.width(count, "body_strong")) + 2, draw, f"{word} {count}")

    def _overdue_part(self) -> _Part:
        theme, word = self._look.theme, self._look.text("overdue")
        if self._overdue == 0:
            return self._figure("overdue", word, "0")
        count = self._look.text("overdue_count", count=fmt.count(self._overdue))
        word_wide, pill_wide = paint.width(word, "label") + 6, paint.width(count, "pill") + 16

        def draw(painter: QPainter, box: QRectF) -> None:
            paint.write(painter, box, word, "label", theme.t3)
            pill = QRectF(box.left() + word_wide, (HEIGHT - 22) / 2, pill_wide, 22)
            paint.panel(painter, pill, theme.over.fill, theme.over.edge, 1.4)
            paint.write(painter, pill, count, "pill", theme.over.text, paint.CENTRE)

        return _Part("overdue", word_wide + pill_wide, draw, f"{word} {count}")

    def _links_part(self, is_brief: bool, is_first_only: bool) -> _Part:
        """Every line that is not fine by name, many in one state as one; those that are, as one tick and a count."""
        look, theme = self._look, self._look.theme
        by_hand = sum(stands_for(lamp) for lamp in self._lamps if lamp.state is LinkState.MANUAL)
        watched = [lamp for lamp in self._lamps if lamp.state is not LinkState.MANUAL]
        good = sum(stands_for(lamp) for lamp in watched if lamp.state is LinkState.OK)
        fine = f"{good}/{sum(stands_for(lamp) for lamp in watched)}"
        if by_hand:
            fine += f" · {by_hand} {look.word(LinkState.MANUAL)}"
        bad = [lamp for lamp in folded(watched, look) if lamp.state is not LinkState.OK]
        bad.sort(key=lambda lamp: _GRAVE.index(lamp.state) if lamp.state in _GRAVE else len(_GRAVE))
        # Without room the age goes and the word stays: no line is told by its hue alone.
        told = [look.word(lamp.state) if is_brief else lamp_text(lamp, look) for lamp in bad]
        words = [
            (f"{lamp.name} {word}".strip(), lamp_ink(lamp.state, theme)) for lamp, word in zip(bad, told, strict=True)
        ]
        if is_first_only and len(words) > 1:
            words = [words[0], (f"+{len(words) - 1}", theme.t2)]
        head = look.text("links")
        head_wide, fine_wide = paint.width(head, "label") + 6, paint.width(fine, "label_strong")

        def draw(painter: QPainter, box: QRectF) -> None:
            paint.write(painter, box, head, "label", theme.t3)
            x = box.left() + head_wide
            paint_icon(painter, QRectF(x, (HEIGHT - 14) / 2, 14, 14), "warning" if bad else "tick", theme.t2)
            x += 18
            paint.write(painter, QRectF(x, 0, fine_wide + 2, HEIGHT), fine, "label_strong", theme.t2)
            x += fine_wide + 8
            for text, ink in words:
                wide = paint.width(text, "label_strong")
                paint.write(painter, QRectF(x, 0, wide + 2, HEIGHT), text, "label_strong", ink)
                x += wide + 8

        wide = head_wide + 18 + fine_wide + 2 + sum(paint.width(text, "label_strong") + 8 for text, _ in words)
        said = ", ".join(text for text, _ in words)
        return _Part("links", wide, draw, f"{head} {fine} {said}".strip())

    def _shift_part(self, with_people: bool) -> _Part:
        look, theme, shift, now = self._look, self._look.theme, self._shift, self._now
        text, near = fmt.DASH, False
        if shift is not None and now is not None:
            left = (shift.ends - now).total_seconds()
            near = 0 <= left <= 900
            text = f"{shift.name} {fmt.hour_minute(shift.starts)}–{fmt.hour_minute(shift.ends)}"
            if near:
                text = f"{shift.name} {look.text('handover_in', left=fmt.span(left, look.lang))}"
            people = [look.text("shift_lead", name=shift.lead)] if shift.lead else []
            if with_people:
                text = " · ".join([text, *people, *([shift.me] if shift.me else [])])

        def draw(painter: QPainter, box: QRectF) -> None:
            paint.write(painter, box, text, "second", theme.due_soon.text if near else theme.t2, paint.RIGHT)

        return _Part("shift", paint.width(text, "second") + 2, draw, text)

    def _data_part(self) -> _Part:
        """How old what stands below may be: said always, in another ink while the hub is away."""
        look, theme, at = self._look, self._look.theme, self._data_at
        text = look.text("data_time", time=fmt.clock(at)) if at is not None else look.text("data_none")
        is_old = self._mode == "offline"

        def draw(painter: QPainter, box: QRectF) -> None:
            ink = theme.p2.text if is_old else theme.t2
            paint.write(painter, box, text, "second_strong" if is_old else "second", ink, paint.RIGHT)

        return _Part("data", paint.width(text, "second_strong") + 2, draw, text)

    def _clock_part(self, with_date: bool) -> _Part:
        look, theme, now = self._look, self._look.theme, self._now
        time = fmt.clock(now) if now is not None else "--:--:--"
        under = f"{look.text('skew')} {self._skew:+.0f}s" if abs(self._skew) > _SKEW_S else ""
        ink = theme.p2.text if under else theme.t2
        under = under or (fmt.date(now, look.lang) if with_date and now is not None else "")
        clock_wide = paint.width("00:00:00", "pill")

        def draw(painter: QPainter, box: QRectF) -> None:
            paint.write(painter, box, under, "label", ink)
            paint.write(painter, box, time, "pill", theme.t1, paint.RIGHT)

        gap = paint.width(under, "label") + 8 if under else 0.0
        return _Part("clock", gap + clock_wide + 2, draw, f"{look.text('clock')} {time} {under}".strip())
