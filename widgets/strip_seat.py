"""The blocks of the top strip about the seat: whose it is, who is on duty, what time it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import format as fmt
from widgets import paint
from widgets.look import Look
from widgets.strip_blocks import LOWER, UPPER, Shift, fix, part
from widgets.theme import TOP_STRIP

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
        """As wide as its lines."""
        upper, lower = self._lines()
        return QSize(round(max(paint.width(upper, "second"), paint.width(lower, "second_strong")) + 4), TOP_STRIP)

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
        self._now: datetime | None = None
        fix(self)
        self.restyle(look)

    def show_shift(self, shift: Shift | None, now: datetime) -> None:
        """Show another shift."""
        self._shift, self._now = shift, now
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        upper, lower, _ = self._lines()
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
            upper = f"{shift.name} {look.text('handover_in', left=fmt.span(left.total_seconds(), look.lang))}"
        else:
            upper = f"{shift.name} {fmt.hour_minute(shift.starts)}–{fmt.hour_minute(shift.ends)}"
        people = [look.text("shift_lead", name=shift.lead)] if shift.lead else []
        return upper, " · ".join([*people, *([shift.me] if shift.me else [])]), near


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
