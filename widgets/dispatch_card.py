"""The recommended dispatch of a case: who, why, how busy, by when; one filled button sends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.nouns import TaskState
from widgets import format as fmt
from widgets import paint
from widgets.action_row import GAP, ActionRow, flow
from widgets.buttons import PrimaryButton, QuietButton
from widgets.icons import paint_icon
from widgets.key_hint import THEN
from widgets.keys import own
from widgets.look import Look
from widgets.receipt_marks import Receipt, paint_receipt, text_of
from widgets.route import Act, CardMode, OtherRoute, Route, RouteUnit
from widgets.theme import FILTER, PANEL_HEAD

__all__ = ["Act", "CardMode", "DispatchCard", "OtherRoute", "Route", "RouteUnit"]

_PAD: Final = 14
_COLUMN_HEAD: Final = 26
_ROW: Final = 28
_WHY: Final = 16
_ARM: Final = own("dispatch", "D")
_DIGITS: Final = {getattr(Qt.Key, f"Key_{digit}"): digit for digit in range(1, 10)}


class _Column(Struct, frozen=True):
    head: str
    share: float
    right: bool = False


_COLUMNS: Final[dict[str, tuple[_Column, ...]]] = {
    "plain": (
        _Column("col.role", 0.12),
        _Column("col.unit", 0.44),
        _Column("col.duty", 0.17),
        _Column("col.load", 0.10),
        _Column("col.limit", 0.17, right=True),
    ),
    "eta": (
        _Column("col.role", 0.12),
        _Column("col.unit", 0.33),
        _Column("col.duty", 0.14),
        _Column("col.eta", 0.16),
        _Column("col.load", 0.09),
        _Column("col.limit", 0.16, right=True),
    ),
    "phone": (
        _Column("col.role", 0.12),
        _Column("col.unit", 0.43),
        _Column("col.duty", 0.17),
        _Column("col.phone", 0.28, right=True),
    ),
    "sent": (
        _Column("col.role", 0.12),
        _Column("col.unit", 0.34),
        _Column("col.progress", 0.28),
        _Column("col.phone", 0.26, right=True),
    ),
    "armed": (
        _Column("col.role", 0.12),
        _Column("col.unit", 0.33),
        _Column("col.duty", 0.13),
        _Column("col.eta", 0.16),
        _Column("col.phone", 0.26, right=True),
    ),
}
_MOVING: Final = (CardMode.SENT, CardMode.SENDING, CardMode.QUEUED)  # what is shown has been asked for
_TAKEN_BACK: Final = (TaskState.RECALLED, TaskState.STOOD_DOWN)
_PHONE_ICON: Final = 14.0
_TITLES: Final = {
    CardMode.SENT: "dispatch.sent_title",
    CardMode.QUEUED: "dispatch.queued_title",
    CardMode.PHONE: "dispatch.phone_title",
}
# What is counted, in this order: the word, and the states that have not come so far.
_STEPS: Final = (
    ("dispatch.progress", (TaskState.SENT,)),
    ("dispatch.receipted", (TaskState.SENT, TaskState.DELIVERED)),
    ("dispatch.completed", tuple(state for state in TaskState if state is not TaskState.COMPLETED)),
)


def _stamp(other: OtherRoute) -> tuple[int, bool]:
    """What of a way a button cannot change."""
    return other.digit, other.chosen


_EMPTY: Final = {CardMode.NO_ROUTE: "dispatch.no_route", CardMode.NOBODY: "dispatch.nobody"}


class DispatchCard(QWidget):
    """Shows a route and offers to send it; `arm` opens it for Enter, the digits and Esc."""

    sent = Signal()
    phoned = Signal()
    choose_asked = Signal()
    other_chosen = Signal(int)
    acted = Signal(str)
    disarmed = Signal()
    grown = Signal()  # its height with its buttons, or theirs, is another

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._route = Route(mode=CardMode.NO_ROUTE)
        self._armed = False
        self._asks = False  # the main button asks for the next act instead of sending
        self.row = ActionRow(self)
        self._whole = 0
        self._main = PrimaryButton(look, "dispatch.choose", (_ARM,), parent=self.row)
        self._main.clicked.connect(self._press)
        self._more = QuietButton(look, "dispatch.other", values={"digits": "1"}, small=True, parent=self)
        self._more.setCheckable(True)
        self._more.toggled.connect(lambda _: self._arrange())
        self._acts: list[QuietButton] = []
        self._others: list[QuietButton] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_route(self._route)

    def show_route(self, route: Route) -> None:
        """Show another route; the card stays armed only while there is something to send."""
        if (route.acts, route.others) != (self._route.acts, self._route.others):
            self._make_buttons(route)
        self._route = route
        if self._armed and not (route.mode in (CardMode.READY, CardMode.PHONE) or self._missing()):
            self._armed = False
        self.restyle(self._look)

    def arm(self) -> None:
        """Take the keyboard: Enter sends, a digit takes another route, Esc lets go."""
        self._armed = True
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.restyle(self._look)

    def disarm(self) -> None:
        """Let the keyboard go again without sending."""
        if self._armed:
            self._armed = False
            self.restyle(self._look)
            self.disarmed.emit()

    def is_armed(self) -> bool:
        """Whether Enter would send now."""
        return self._armed

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self._main.restyle(look)
        self._more.restyle(look)
        for button in (*self._acts, *self._others):
            button.restyle(look)
        self._say_main()
        paint.name(self.row, self._title())
        said = [self._head_note(), *(self._spoken(unit) for unit in (*self._route.tasks, *self._route.units))]
        paint.name(self, self._title(), "; ".join(part for part in said if part))
        self._arrange()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its rows and buttons."""
        return QSize(420, self.whole_height() if self._is_whole() else self._height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, digits and Esc; all else goes to the window."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press()
        elif key in _DIGITS and any(other.digit == _DIGITS[key] for other in self._route.others):
            self.other_chosen.emit(_DIGITS[key])
        elif key == Qt.Key.Key_Escape and self._armed:
            self.disarm()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """An armed card that loses the keyboard is no longer armed."""
        super().focusOutEvent(event)
        inside = event.reason() in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if not inside:
            self.disarm()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons anew."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw head, table or the sentence that stands for it, and the frame."""
        painter, theme = QPainter(self), self._look.theme
        box = QRectF(self.rect())
        live = self._route.mode not in _MOVING
        paint.panel(painter, box, theme.bg1, None)
        paint.panel(painter, QRectF(0, 0, box.width(), PANEL_HEAD), theme.bg2)
        self._paint_head(painter)
        top = float(PANEL_HEAD)
        for columns, rows in self._tables():
            top = self._paint_table(painter, top, columns, rows)
        if self._sentence():
            line = QRectF(_PAD, top + 6, box.width() - 2 * _PAD, _ROW)
            paint.write(painter, line, self._sentence(), "body", theme.t1)
        strong = self._armed or self.hasFocus()
        paint.panel(painter, box, None, theme.acc if live else theme.line, 2.0 if strong else 1.2)

    def _press(self) -> None:
        if not self._main.isEnabled() or self._main.isHidden():
            return
        mode, next_act = self._route.mode, self._route.next
        if self._asks and next_act is not None:
            self.acted.emit(next_act.id)
            return
        self._armed = False
        if mode is CardMode.READY or mode is CardMode.SENT:
            self.sent.emit()
        elif mode is CardMode.PHONE:
            self.phoned.emit()
        else:
            self.choose_asked.emit()

    def _make_buttons(self, route: Route) -> None:
        """Buttons that do the same stay and take the new words: to make them costs more than all else on the card."""
        if [act.id for act in route.acts] != [act.id for act in self._route.acts]:
            self._drop(self._acts)
            self._acts = [self._act_button(act) for act in route.acts]
        for button, act in zip(self._acts, route.acts, strict=True):
            button.set_keys(act.keys)
            button.say(act.text, name=act.name)
            button.refuse(act.refusal)
            button.queue(act.queued)
        others = route.others[:9]
        if [_stamp(other) for other in others] != [_stamp(other) for other in self._route.others[:9]]:
            self._drop(self._others)
            self._others = [self._other_button(other) for other in others]
        for button, other in zip(self._others, others, strict=True):
            button.say("verbatim", text=other.text)

    @staticmethod
    def _drop(buttons: Sequence[QuietButton]) -> None:
        for button in buttons:
            button.hide()
            button.deleteLater()

    def _act_button(self, act: Act) -> QuietButton:
        button = QuietButton(self._look, act.text, act.keys, values={"name": act.name}, parent=self.row)
        button.clicked.connect(lambda _=False, id=act.id: self.acted.emit(id))
        button.show()
        return button

    def _other_button(self, other: OtherRoute) -> QuietButton:
        button = QuietButton(
            self._look,
            "verbatim",
            (str(other.digit),),
            values={"text": other.text},
            icon="tick" if other.chosen else None,
            accent=other.chosen,
            small=True,
            parent=self,
        )
        button.setCheckable(other.chosen)
        button.setChecked(other.chosen)
        button.clicked.connect(lambda _=False, digit=other.digit: self.other_chosen.emit(digit))
        return button

    def _say_main(self) -> None:
        route = self._route
        self._asks = route.mode in _MOVING and route.mode is not CardMode.SENDING and not self._armed
        if self._asks:
            self._say_next(route.next)
        else:
            self._say_send(route)
        digits = "1" if len(route.others) == 1 else f"1–{min(9, len(route.others))}"
        self._more.say("dispatch.other", digits=digits)
        self._more.setVisible(bool(route.others) and not self._armed and route.mode is not CardMode.NO_ROUTE)

    def _say_next(self, act: Act | None) -> None:
        """The filled button says what comes next where nothing is to be sent."""
        self._main.setVisible(act is not None)
        if act is not None:
            self._main.set_keys(act.keys)
            self._main.say(act.text, name=act.name)
            self._main.refuse(act.refusal)
            self._main.queue(act.queued)

    def _say_send(self, route: Route) -> None:
        offered = self._missing() if route.mode is CardMode.SENT else route.units
        asked = sum(unit.asked for unit in offered)
        count = len(offered) - asked
        has_arm = bool(self._look.caps((_ARM,)))
        keys = (_ARM, THEN, "Enter") if has_arm and not self._armed else ("Enter",)
        text, values = {
            CardMode.READY: self._send_text(count, asked),
            CardMode.SENT: self._send_text(count, asked),
            CardMode.SENDING: ("dispatch.sending", {}),
            CardMode.PHONE: ("dispatch.phone", {}),
        }.get(route.mode, ("dispatch.choose", {}))
        self._main.set_keys(keys if route.mode is CardMode.READY else (_ARM,) if not self._armed else ("Enter",))
        off = sum(unit.duty == "off" for unit in offered)
        if off and route.mode in (CardMode.READY, CardMode.SENT):
            text, values = "dispatch.with_off", {"act": self._look.text(text, **values), "count": off}
        self._main.say(text, **values)
        self._main.refuse(self._look.text("dispatch.sending") if route.mode is CardMode.SENDING else route.refusal)
        self._main.queue(route.mode is CardMode.PHONE)
        self._main.setVisible(True)

    @staticmethod
    def _send_text(count: int, asked: int) -> tuple[str, dict[str, object]]:
        if asked and count:
            return "dispatch.send_both", {"count": count, "asked": asked}
        if asked:
            return "dispatch.ask", {"asked": asked}
        return ("dispatch.send_one" if count == 1 else "dispatch.send"), {"count": count}

    def _title(self) -> str:
        return self._look.text(_TITLES.get(self._route.mode, "dispatch.title"))

    def _sentence(self) -> str:
        """What stands where no unit is offered."""
        route = self._route
        if route.mode in _EMPTY:
            return route.basis or self._look.text(_EMPTY[route.mode])
        return "" if any(rows for _, rows in self._tables()) else self._look.text("dispatch.none_in")

    def _missing(self) -> tuple[RouteUnit, ...]:
        """Units of the list that have no part yet, beside those at work."""
        route = self._route
        return tuple(u for u in route.units if u.receipt is None) if route.mode is CardMode.SENT else ()

    def _progress(self) -> str:
        """How far the parts given have got: the earliest step that is not everybody's."""
        states = [u.receipt.state for u in (*self._route.tasks, *self._route.units) if u.receipt is not None]
        counted = [state for state in states if state not in _TAKEN_BACK and state is not None]
        for key, before in _STEPS:
            done = sum(state not in before for state in counted)
            if done < len(counted) or key == _STEPS[-1][0]:
                return self._look.text(key, done=done, total=len(counted)) if counted else ""
        return ""

    def _head_note(self) -> str:
        route = self._route
        if route.mode is CardMode.SENT or route.mode in _EMPTY:
            return self._progress()
        if route.mode is CardMode.QUEUED:
            return self._look.text("dispatch.queued", count=len(route.units))
        return self._look.text("dispatch.basis", basis=route.basis) if route.basis else ""

    def _paint_head(self, painter: QPainter) -> None:
        theme, title, room = self._look.theme, self._title(), self._note_room()
        paint.write(painter, QRectF(_PAD, 0, room.left() - 12 - _PAD, PANEL_HEAD), title, "head", theme.t1)
        waits = self._route.mode is CardMode.QUEUED
        paint.write(painter, room, self._head_note(), "second", theme.p2.text if waits else theme.t2)

    def _note_room(self) -> QRectF:
        left = _PAD + paint.width(self._title(), "head") + 14
        right = self._more.x() - 8 if self._more.isVisibleTo(self) else self.width() - _PAD
        return QRectF(left, 0, max(0.0, right - left), PANEL_HEAD)

    def _is_note_cut(self) -> bool:
        return paint.width(self._head_note(), "second") > self._note_room().width()

    def _tables(self) -> list[tuple[tuple[_Column, ...], tuple[RouteUnit, ...]]]:
        """What was given so far, then what would be given now."""
        route = self._route
        if route.mode in _MOVING:
            parts = [(_COLUMNS["sent"], (*route.tasks, *route.units))]
        else:
            parts = [(_COLUMNS["sent"], route.tasks), (self._offer_columns(), route.units)]
        return [(columns, rows) for columns, rows in parts if rows]

    def _offer_columns(self) -> tuple[_Column, ...]:
        if self._route.mode is CardMode.PHONE:
            return _COLUMNS["phone"]
        if self._armed and any(unit.phone for unit in self._route.units):
            return _COLUMNS["armed"]
        return _COLUMNS["eta" if any(unit.eta is not None for unit in self._route.units) else "plain"]

    def _paint_table(
        self, painter: QPainter, top: float, columns: Sequence[_Column], units: Sequence[RouteUnit]
    ) -> float:
        """Draw one table from `top`; gives where it ends."""
        theme = self._look.theme
        room = self.width() - 2 * _PAD
        for cell, column in self._cells(top, _COLUMN_HEAD, room, columns):
            align = paint.RIGHT if column.right else paint.LEFT
            paint.write(painter, cell, self._look.text(column.head), "label", theme.t3, align)
        top += _COLUMN_HEAD
        for unit in units:
            painter.fillRect(QRectF(_PAD, top, room, 1), theme.line)
            for cell, column in self._cells(top, _ROW, room, columns):
                self._paint_cell(painter, cell, column, unit)
            top += _ROW
            if unit.why:
                lead = room * columns[0].share
                why = QRectF(_PAD + lead, top - 5, room - lead, _WHY)
                paint.write(painter, why, unit.why, "label", theme.t2)
                top += _WHY
        return top + 2

    @staticmethod
    def _cells(top: float, height: float, room: float, columns: Sequence[_Column]) -> list[tuple[QRectF, _Column]]:
        cells, left = [], float(_PAD)
        for column in columns:
            wide = room * column.share
            cells.append((QRectF(left, top, wide - (0 if column.right else 6), height), column))
            left += wide
        return cells

    def _paint_cell(self, painter: QPainter, cell: QRectF, column: _Column, unit: RouteUnit) -> None:
        theme = self._look.theme
        if column.head == "col.progress":
            self._paint_progress(painter, cell, unit)
            return
        if column.head == "col.phone":
            self._paint_phone(painter, cell, unit)
            return
        text = self._cell_text(column.head, unit)
        lead_name = column.head == "col.unit" and unit.role == "lead"
        off = column.head == "col.duty" and unit.duty in ("off", "busy")
        ink = theme.p2.text if off and unit.duty == "off" else theme.t1 if column.head == "col.unit" else theme.t2
        role = "body_strong" if lead_name or (off and unit.duty == "off") else "body"
        paint.write(painter, cell, text, role, ink, paint.RIGHT if column.right else paint.LEFT)

    def _paint_progress(self, painter: QPainter, cell: QRectF, unit: RouteUnit) -> None:
        if unit.receipt is None and self._route.mode is CardMode.SENT:
            paint.write(painter, cell, self._look.text("dispatch.not_sent"), "second", self._look.theme.t3)
        else:
            paint_receipt(painter, cell, unit.receipt or Receipt(None), self._look)

    def _paint_phone(self, painter: QPainter, cell: QRectF, unit: RouteUnit) -> None:
        """The number under its glyph, so that nobody takes it for a count."""
        theme, text = self._look.theme, unit.phone or fmt.DASH
        paint.write(painter, cell, text, "second", theme.t1 if unit.phone else theme.t3, paint.RIGHT)
        if unit.phone:
            left = cell.right() - paint.width(text, "second") - _PHONE_ICON - 4
            middle = cell.center().y() - _PHONE_ICON / 2
            paint_icon(painter, QRectF(left, middle, _PHONE_ICON, _PHONE_ICON), "phone", theme.t2)

    def _cell_text(self, head: str, unit: RouteUnit) -> str:
        """The words of one cell: only those of its own column, for a card is full of cells."""
        look = self._look
        match head:
            case "col.role":
                return look.text("role.asked" if unit.asked else f"role.{unit.role}")
            case "col.unit":
                return unit.name
            case "col.duty":
                return look.text(f"duty.{unit.duty}")
            case "col.eta":
                return fmt.eta(unit.eta, look.lang)
            case "col.load":
                return fmt.DASH if unit.load is None else fmt.count(unit.load)
            case "col.limit":
                return fmt.DASH if unit.limit is None else fmt.limit(unit.limit, look.lang)
            case _:
                return unit.phone or fmt.DASH

    def _spoken(self, unit: RouteUnit) -> str:
        look = self._look
        parts = [self._cell_text("col.role", unit), unit.name]
        parts.append(text_of(unit.receipt, look) if unit.receipt else self._cell_text("col.duty", unit))
        return " ".join(part for part in (*parts, unit.phone or "", unit.why) if part)

    def _body_height(self) -> int:
        high = sum(
            _COLUMN_HEAD + len(rows) * _ROW + sum(_WHY for unit in rows if unit.why) + 2 for _, rows in self._tables()
        )
        return high + (_ROW + 12 if self._sentence() else 4)

    def _is_open(self) -> bool:
        """Whether the other ways stand open: asked for, armed, or all there is."""
        return self._more.isChecked() or self._armed or self._route.mode is CardMode.NO_ROUTE

    def _shown_buttons(self) -> list[QuietButton]:
        return ([] if self._main.isHidden() else [self._main]) + self._acts

    def whole_height(self) -> int:
        """How high it is with its buttons in it, wherever they stand now."""
        row = self.row.needed(self.width() - 2 * _PAD)
        return self._height() + (row + GAP if row else 0)

    def pin(self, place: QWidget | None) -> None:
        """Let its buttons stand in `place`, whose layout has them; None takes them back."""
        self.row.stand_in(place or self)
        self._arrange()

    def _is_whole(self) -> bool:
        return self.row.parentWidget() is self

    def _height(self) -> int:
        """How high it is without its buttons."""
        height = PANEL_HEAD + self._body_height()
        if self._is_open():
            height += flow(self._others, self.width(), FILTER, _PAD)
        return height

    def _arrange(self) -> None:
        """Put head button, other routes and main row where the table leaves room; fix the height."""
        self._more.resize(self._more.sizeHint())
        self._more.move(self.width() - self._more.width() - 8, (PANEL_HEAD - self._more.height()) // 2)
        top = PANEL_HEAD + self._body_height()
        unfolded = self._is_open() and bool(self._others)
        for button in self._others:
            button.setVisible(unfolded)
        if unfolded:
            top += flow(self._others, self.width(), FILTER, _PAD, top)
        self.setToolTip(self._head_note() if self._is_note_cut() else "")
        self.row.show_buttons(self._shown_buttons())
        if self._is_whole():
            room = self.width() - 2 * _PAD
            self.row.setGeometry(_PAD, top, room, self.row.needed(room))
        self.setFixedHeight(self.whole_height() if self._is_whole() else self._height())
        if self._whole != self.whole_height():
            self._whole = self.whole_height()
            self.grown.emit()
