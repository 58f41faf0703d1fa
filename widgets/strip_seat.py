"""The blocks of the top strip about the seat: whose it is, who is on duty, what time it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from widgets import format as fmt
from widgets import paint
from widgets.icons import paint_icon
from widgets.keys import own
from widgets.look import Look
from widgets.strip_blocks import LOWER, UPPER, Shift, fix, part
from widgets.theme import TOP_STRIP

_BRIEF: Final = 110.0  # what a long centre's name is cut to where room is short
NOT_LIVE: Final = ("drill", "replay")


class WhereBlock(QWidget):
    """Whose desk this is and which seat; in a drill or a replay the mode takes the name's place."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._centre, self._seat, self._mode, self._brief = look, "", "", "live", False
        fix(self)
        self.restyle(look)

    def show_where(self, centre: str, seat: str, mode: str = "live") -> None:
        """Show centre and seat; `mode` is "live", "offline", "drill" or "replay"."""
        self._centre, self._seat, self._mode = centre, seat, mode
        self.restyle(self._look)

    def set_brief(self, brief: bool) -> None:
        """Leave the seat out."""
        if brief != self._brief:
            self._brief = brief
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, " ".join(self._lines()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its lines; a long name gives way where room is short."""
        upper, lower = (
            paint.width(text, role) for text, role in zip(self._lines(), ("second", "second_strong"), strict=True)
        )
        return QSize(round(max(min(upper, _BRIEF) if self._brief else upper, lower) + 4), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both lines."""
        painter, theme = QPainter(self), self._look.theme
        upper, lower = self._lines()
        wide = float(self.width())
        not_live = self._mode in NOT_LIVE
        ink = theme.violet if not_live else theme.t2
        paint.write(painter, QRectF(0, UPPER.top(), wide, 18), upper, "second_strong" if not_live else "second", ink)
        paint.write(painter, QRectF(0, LOWER.top(), wide, 20), lower, "second_strong", theme.t1)

    def _lines(self) -> tuple[str, str]:
        look = self._look
        upper = look.text(f"banner.{self._mode}") if self._mode in NOT_LIVE else self._centre
        lower = look.text("hub")
        if self._seat and not self._brief:
            lower = f"{lower} · {look.text('seat', seat=self._seat)}"
        return upper, lower


class ShiftBlock(QWidget):
    """Shift, lead and me; in the last quarter of an hour the time to the handover."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shift: Shift | None = None
        self._brief = False
        self._now: datetime | None = None
        fix(self)
        self.restyle(look)

    def show_shift(self, shift: Shift | None, now: datetime) -> None:
        """Show another shift."""
        self._shift, self._now = shift, now
        self.restyle(self._look)

    def set_brief(self, brief: bool) -> None:
        """Leave the people out; they stand in the tool tip."""
        if brief != self._brief:
            self._brief = brief
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        upper, lower, _ = self._lines()
        self.setToolTip(f"{upper} {self._people()}".strip())
        paint.name(self, f"{look.text('shift')} {upper} {lower}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its lines."""
        upper, lower, _ = self._lines()
        return QSize(round(max(paint.width(upper, "second_strong"), paint.width(lower, "second")) + 2), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both lines, ending at the right."""
        painter, theme = QPainter(self), self._look.theme
        upper, lower, near = self._lines()
        ink = theme.due_soon.text if near else theme.t1
        paint.write(painter, part(UPPER, 0, self.width()), upper, "second_strong", ink, paint.RIGHT)
        paint.write(painter, part(LOWER, 0, self.width()), lower, "second", theme.t2, paint.RIGHT)

    def _lines(self) -> tuple[str, str, bool]:
        shift, now, look = self._shift, self._now, self._look
        if shift is None or now is None:
            return fmt.DASH, "", False
        left = shift.ends - now
        near = timedelta(0) <= left <= timedelta(minutes=15)
        if near:
            minutes = max(60, 60 * -(-int(left.total_seconds()) // 60))
            upper = look.text("handover_left", left=fmt.limit(minutes, look.lang))
        else:
            upper = f"{shift.name} {fmt.hour_minute(shift.starts)}–{fmt.hour_minute(shift.ends)}"
        return upper, shift.me if self._brief else self._people(), near

    def _people(self) -> str:
        shift = self._shift
        if shift is None:
            return ""
        people = [self._look.text("shift_lead", name=shift.lead)] if shift.lead else []
        return " · ".join([*people, *([shift.me] if shift.me else [])])


_SILENCE: Final = own("silence", "F12")


class SoundState(Struct, frozen=True):
    """Whether this seat sounds: `lack` says why it cannot, `until` how long it is mute, `is_quiet` that F12 was hit."""

    lack: str = ""
    until: datetime | None = None
    is_quiet: bool = False


class SoundBlock(QAbstractButton):
    """The speaker: a press lets be what sounds now. A seat that cannot sound says so, always."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._state = look, SoundState()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        fix(self)
        self.restyle(look)

    def show_sound(self, state: SoundState) -> None:
        """Show another state."""
        if state != self._state:
            self._state = state
            self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, self._words())
        self.setToolTip(self._words())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The glyph, and the minute until which it is mute."""
        return QSize(28 if not self._line() else round(max(28.0, paint.width(self._line(), "label") + 2)), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the glyph, and what is to be said under it."""
        painter, theme, state = QPainter(self), self._look.theme, self._state
        is_off = bool(state.lack) or state.until is not None or state.is_quiet
        ink = theme.p2.text if state.lack else theme.t1 if is_off else theme.t2
        line = self._line()
        top = 8 if line else 16
        glyph = QRectF((self.width() - 20) / 2, top, 20, 20)
        paint_icon(painter, glyph, "muted" if is_off else "sound", ink)
        if line:
            paint.write(painter, QRectF(0, 28, self.width(), 18), line, "label", ink, paint.CENTRE)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(0, 6, self.width(), TOP_STRIP - 12), theme)

    def _line(self) -> str:
        if self._state.lack:
            return self._look.text("sound.none")
        return fmt.hour_minute(self._state.until) if self._state.until is not None else ""

    def _words(self) -> str:
        state, look = self._state, self._look
        if state.lack:
            return look.text("sound.lack", why=state.lack)
        if state.until is not None:
            return look.text("sound.muted", time=fmt.hour_minute(state.until))
        return look.text("sound.quiet" if state.is_quiet else "sound.on", cap=" ".join(look.caps((_SILENCE,))) or "–")


class ClockBlock(QWidget):
    """Server time and date; says so when this seat's clock is off."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._now: datetime | None = None
        self._skew = 0.0
        fix(self)
        self.restyle(look)

    def show_time(self, now: datetime, skew: float = 0.0) -> None:
        """Show the time; `skew` is how many seconds this seat's clock differs from the server's."""
        self._now, self._skew = now, skew
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        if self._now is not None:
            paint.name(self, f"{look.text('clock')} {fmt.clock(self._now)} {self._under()}")
        self.update()

    def sizeHint(self) -> QSize:
        """Eight figures and the date under them."""
        date = paint.width("2025-06-28 " + ("周日" if self._look.lang == "zh_CN" else "Wed"), "label")
        return QSize(round(max(paint.width("00:00:00", "clock"), date) + 4), TOP_STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the time above, the date or the warning below."""
        if self._now is None:
            return
        painter, theme = QPainter(self), self._look.theme
        wide = self.width()
        paint.write(painter, QRectF(0, 3, wide, 27), fmt.clock(self._now), "clock", theme.t1, paint.RIGHT)
        off = self._is_off()
        role = "label_strong" if off else "label"
        ink = theme.p2.text if off else theme.t2
        paint.write(painter, QRectF(0, 29, wide, 17), self._under(), role, ink, paint.RIGHT)

    def _is_off(self) -> bool:
        return abs(self._skew) > 2

    def _under(self) -> str:
        if self._now is None:
            return ""
        return (
            f"{self._look.text('skew')} {self._skew:+.0f}s" if self._is_off() else fmt.date(self._now, self._look.lang)
        )
