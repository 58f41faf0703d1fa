"""The form in which a case is registered while the caller speaks: one column, in the order people tell it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from core.domain.nouns import Priority
from widgets import paint
from widgets.buttons import PrimaryButton, QuietButton
from widgets.fields import LineField, TextField, dress
from widgets.look import Look
from widgets.matter_choice import ROW, MatterChoice, MatterLine
from widgets.place_list import PlaceLine, PlaceList
from widgets.theme import CONTROL, GAP, INSET
from widgets.urgency_choice import UrgencyChoice

LINES: Final = {"title": 200, "place": 200, "name": 80, "phone": 40, "found": 20, "note": 500}
_ROWS: Final = ("title", "narrative", "place", "matter", "urgency", "name", "found", "note")
_HEAD: Final = 40
_LABEL: Final = 84
_TALL: Final = 58  # two lines of narrative
_SAID: Final = 20
_FAULT: Final = 20


class FormView(Struct, frozen=True):
    """What the form shows beside what is typed in it."""

    places: tuple[PlaceLine, ...] = ()
    place_said: str = ""
    is_place_open: bool = False  # no grid follows from it: somebody has to sort it later
    matters: tuple[MatterLine, ...] = ()
    matter: str | None = None
    matter_said: str = ""
    priority: Priority = Priority.P3
    is_priority_own: bool = False
    faults: dict[str, str] = {}
    said: str = ""  # the line above the buttons: kept as a draft, not sent …
    is_said_loud: bool = False
    refusal: str = ""  # why it cannot be sent at all


class RegisterForm(QWidget):
    """Tab goes down the fields, Ctrl+Enter sends; what is typed is told by `edited` and never judged here."""

    edited = Signal(str)  # the field
    place_taken = Signal(int)
    matter_chosen = Signal(str)
    matter_search_asked = Signal()
    priority_chosen = Signal(object)
    map_asked = Signal()
    list_asked = Signal()
    sent = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies below need not be drawn
        self._look = look
        self._view = FormView()
        self._lines = {name: LineField(most, self) for name, most in LINES.items()}
        self._narrative = TextField(self)
        self.matters = MatterChoice(look, self)
        self.urgency = UrgencyChoice(look, self)
        self.places = PlaceList(look, self)
        self.map_button = QuietButton(look, "register.map", ("Ctrl+P",), small=True, parent=self)
        self.send_button = PrimaryButton(look, "register.send", ("Ctrl+Enter",), parent=self)
        self.leave_button = QuietButton(look, "register.leave", ("Esc",), parent=self)
        self._connect()
        for key, run in (("Ctrl+Return", self._send), ("Ctrl+Enter", self._send), ("Ctrl+P", self.map_asked.emit)):
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(run)
        to_list = QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Tab)
        shortcut = QShortcut(to_list, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.list_asked)
        self.restyle(look)

    # --- what the owner says ----------------------------------------------------------------------------------

    def text(self, field: str) -> str:
        """What stands in a field."""
        return self._narrative.toPlainText() if field == "narrative" else self._lines[field].text()

    def set_text(self, field: str, text: str) -> None:
        """Put words into a field without telling anybody."""
        widget = self.field(field)
        widget.blockSignals(True)
        if isinstance(widget, TextField):
            widget.setPlainText(text)
        elif isinstance(widget, LineField):
            widget.setText(text)
        widget.blockSignals(False)

    def field(self, name: str) -> QWidget:
        """The widget of a field."""
        if name in ("matter", "urgency"):
            return self.matters if name == "matter" else self.urgency
        return self._narrative if name == "narrative" else self._lines[name]

    def show_view(self, view: FormView) -> None:
        """Show what was found and what is wrong."""
        if view == self._view:
            return
        before, self._view = self._view, view
        if view.places != before.places:
            self.places.show_lines(view.places)
        self.matters.show_matters(view.matters, view.matter, view.matter_said)
        self.urgency.show_priority(view.priority, view.is_priority_own)
        self.send_button.refuse(view.refusal or None)
        self._dress()
        self._place()
        self.update()

    @property
    def view(self) -> FormView:
        """What is shown."""
        return self._view

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds an unfinished word in one of the fields."""
        return self._narrative.composing or any(line.composing for line in self._lines.values())

    def take_focus(self, field: str = "title") -> None:
        """The keyboard goes into a field."""
        self.field(field).setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        for part in (self.matters, self.urgency, self.places, self.map_button, self.send_button, self.leave_button):
            part.restyle(look)
        paint.name(self, look.text("register.head"), look.text("register.hint"))
        self._dress()
        self._place()
        self.update()

    # --- Qt's side --------------------------------------------------------------------------------------------

    def ring(self) -> list[QWidget]:
        """What Tab goes through, in the order it is read."""
        lines = self._lines
        return [
            lines["title"],
            self._narrative,
            lines["place"],
            self.map_button,
            self.matters,
            self.urgency,
            lines["name"],
            lines["phone"],
            lines["found"],
            lines["note"],
            self.send_button,
            self.leave_button,
        ]

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays within the form."""
        ring = [widget for widget in self.ring() if widget.isEnabled()]
        at = next((place for place, widget in enumerate(ring) if widget.hasFocus()), -1)
        self._focus(ring[(at + (1 if forward else -1)) % len(ring)])
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fields keep to the width."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, the labels, what was found, and each fault at its field."""
        painter, look, theme, view = QPainter(self), self._look, self._look.theme, self._view
        painter.fillRect(self.rect(), theme.bg0)
        paint.panel(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.bg2, theme.edge)
        wide = self.width() - 2 * INSET
        title = look.text("register.head")
        paint.write(painter, QRectF(INSET, 2, wide, _HEAD - 2), title, "head", theme.t1)
        hint = QRectF(INSET + paint.width(title, "head") + 14, 2, wide - paint.width(title, "head") - 14, _HEAD - 2)
        paint.write(painter, hint, look.text("register.hint"), "label", theme.t3, paint.RIGHT)
        for name in _ROWS:
            self._label(painter, name)
        if view.place_said and "place" not in view.faults:
            said = f"! {view.place_said}" if view.is_place_open else view.place_said
            role, ink = ("second_strong", theme.p2.text) if view.is_place_open else ("second", theme.t2)
            self._below(painter, "place", said, role, ink)
        for name, fault in view.faults.items():
            self._below(painter, name, f"! {fault}", "second_strong", theme.p1.text)
        line = QRectF(INSET, self.send_button.y() - 26, wide, 22)
        ink = theme.p1.text if view.is_said_loud else theme.t2
        paint.write(painter, line, view.refusal or view.said, "second", ink)

    def _label(self, painter: QPainter, name: str) -> None:
        field, theme = self.field(name), self._look.theme
        has = field.hasFocus() or (name == "name" and self._lines["phone"].hasFocus())
        box = QRectF(INSET, field.y(), _LABEL - 8, CONTROL)
        paint.write(painter, box, self._look.text(f"register.{name}"), "second", theme.t1 if has else theme.t2)

    def _below(self, painter: QPainter, name: str, text: str, role: str, ink: QColor) -> None:
        field = self.field(name)
        left = self.field("title").x() + 2
        line = QRectF(left, field.geometry().bottom() + 1, self.width() - INSET - left, _SAID)
        paint.write(painter, line, text, role, ink)

    # --- inside -----------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for name, line in self._lines.items():
            line.textChanged.connect(lambda _, name=name: self.edited.emit(name))
            if name != "place":
                line.entered.connect(lambda: self.focusNextPrevChild(True))
                line.walked.connect(lambda by: self.focusNextPrevChild(by > 0))
        place = self._lines["place"]
        place.entered.connect(self._take_place)
        place.walked.connect(self._walk_places)
        place.picked.connect(lambda at: self.place_taken.emit(at) if at < len(self.places.lines) else None)
        place.editingFinished.connect(lambda: self.places.show_lines(()))
        self._narrative.textChanged.connect(lambda: self.edited.emit("narrative"))
        self.places.taken.connect(self.place_taken)
        self.matters.chosen.connect(self.matter_chosen)
        self.matters.search_asked.connect(self.matter_search_asked)
        self.urgency.chosen.connect(self.priority_chosen)
        self.map_button.clicked.connect(self.map_asked)
        self.send_button.clicked.connect(self._send)
        self.leave_button.clicked.connect(self.left)

    def _walk_places(self, by: int) -> None:
        if self.places.lines:
            self.places.walk(by)
        else:
            self.focusNextPrevChild(by > 0)

    def _take_place(self) -> None:
        if self.places.at >= 0:
            self.place_taken.emit(self.places.at)
        else:
            self.places.show_lines(())
            self._focus(self.matters)

    def _focus(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.update()

    def _send(self) -> None:
        if not self.is_composing and self.send_button.isEnabled():
            self.sent.emit()

    def _dress(self) -> None:
        look, faults = self._look, self._view.faults
        for name in (*self._lines, "narrative"):
            field = self.field(name)
            if isinstance(field, LineField | TextField):
                hint = look.text(f"register.{name}.hint")
                dress(field, look, look.text(f"register.{name}"), hint, faults.get(name, ""))

    def _has_below(self, name: str) -> bool:
        """Whether a line stands below the field: a fault, or what was found."""
        faults = self._view.faults
        is_wrong = name in faults or (name == "name" and "phone" in faults)
        return is_wrong or (name == "place" and bool(self._view.place_said))

    def _matter_height(self) -> int:
        """All matters where there is room, fewer where faults need the lines."""
        below = _FAULT * sum(self._has_below(name) for name in _ROWS)
        others = _HEAD + 4 + 6 * CONTROL + _TALL + len(_ROWS) * (GAP - 1) + 22 + CONTROL + 10
        room = self.height() - others - below
        return max(2 * ROW, min(self.matters.sizeHint().height(), room // ROW * ROW))

    def _place(self) -> None:
        """From the top down; a fault or what was found takes a line of its own below its field."""
        left = INSET + _LABEL
        wide, y = self.width() - INSET - left, float(_HEAD + 4)
        matter = self._matter_height()
        button = self.map_button.sizeHint()
        for name in _ROWS:
            field = self.field(name)
            high = {"narrative": _TALL, "matter": matter}.get(name, CONTROL)
            room = wide - button.width() - GAP if name == "place" else (wide - GAP) // 2 if name == "name" else wide
            field.setGeometry(left, round(y), room, high)
            if name == "place":
                self.map_button.setGeometry(left + room + GAP, round(y) + 3, button.width(), button.height())
                self.places.setGeometry(left, round(y) + CONTROL + 2, wide, self.places.height())
            if name == "name":
                self._lines["phone"].setGeometry(left + room + GAP, round(y), wide - room - GAP, high)
            y += high
            y += (_FAULT if self._has_below(name) else 0) + GAP - 1
        x, bottom = INSET, self.height() - CONTROL - 10
        for each in (self.send_button, self.leave_button):
            size = each.sizeHint()
            each.setGeometry(x, max(bottom, round(y) + 22), size.width(), size.height())
            x += size.width() + 10
        self.places.raise_()
