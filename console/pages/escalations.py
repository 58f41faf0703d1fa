"""Escalations (F3): what nobody answered, who was asked, and the lead's three acts on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from console.actions import HERE, Action, bind, why
from console.as_of import as_of_words
from console.case_view import limits_of, source_name, source_short, whose
from console.desk import NO_SELECTION, Desk
from console.pages.escalation_acts import RiseActs
from console.pages.escalations_view import excerpt, place_name, rise_row, rung_lines, why_words
from console.takes import Takes
from core.domain import commands as cmd
from core.domain.board import Changes
from core.domain.nouns import HIDDEN, Case, Role
from core.domain.refusals import Refusal
from core.domain.rules.review import Row, Why, is_reviewed, rows
from widgets import format as fmt
from widgets import paint
from widgets.act_box import one_line
from widgets.buttons import PrimaryButton, QuietButton
from widgets.case_header import CaseHeader, Head
from widgets.deadline import DeadlineTrio
from widgets.escalation_list import EscalationList, RiseRow
from widgets.keys import own
from widgets.look import Look
from widgets.rise_words import QueuedLine, RiseWords
from widgets.rung_ladder import RungLadder
from widgets.state_view import Blank, StateView, ViewState
from widgets.tab_row import TabRow, TabText
from widgets.theme import GAP, INSET
from widgets.timeline import Timeline

SPLIT: Final = (1060, 770)
HOLD_S: Final = 3.0  # the order stays while a key was pressed in the last seconds
SETTLE_S: Final = 0.25  # the list follows what changes no more often than this
RESORT_S: Final = 10.0  # lateness grows by itself: sort anew so often
_LEADS: Final = frozenset({Role.LEAD, Role.LEADER, Role.DIRECTOR})
_APPROVERS: Final = frozenset({Role.LEADER, Role.DIRECTOR})
_REASONS: Final = ("reason.low", "reason.facts", "reason.wrong", "reason.untried")
_OTHER: Final = "other"
_RULE: Final = (own("rule", "Enter"),)
_LOW: Final = 680  # pixels of height; in less the parts of the detail stand closer
_ALL_LIMITS: Final = 600  # pixels; in less only the two limits that end first are shown
_LEAST_RECORD: Final = 120  # pixels
_NOT_A_RISE: Final = Refusal(rule="no_selection", zh="先选一行", en="Select a row first")

Dated = tuple[str, datetime]


class EscalationsPage(QWidget):
    """The list left, the case's ladder right; single keys belong to the list. `case_wanted` asks for the Desk."""

    name = "escalations"
    case_wanted = Signal(str)

    def __init__(self, desk: Desk, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, look
        self._risen: dict[str, tuple[Row, ...]] = {}
        self._is_stale = True
        self._was_lost = desk.connection.is_lost
        self._shown_at = desk.now() - timedelta(days=1)
        self._told: dict[str, tuple[Row, Look, object, RiseRow]] = {}
        self._rows: dict[str, Row] = {}
        self._sorted_at = desk.now()
        self._touched_at = desk.now() - timedelta(days=1)
        self.tabs = TabRow(look)
        self.list = EscalationList(look, desk.now())
        self.empty = StateView(look)
        self.header = CaseHeader(look)
        self.limits = DeadlineTrio(look)
        self.ladder = RungLadder(look)
        self.timeline = Timeline(look)
        self._why = RiseWords(look)
        self._queued = QueuedLine(look)
        self._primary = PrimaryButton(look, "act.rule", _RULE)
        self._buttons = {
            "rule": QuietButton(look, "act.rule", _RULE),
            "send_down": QuietButton(look, "act.send_down", (own("send_down", "B"),)),
            "supervise": QuietButton(look, "act.supervise", (own("supervise", "S"),)),
            "refuse": QuietButton(look, "act.refuse", (own("refuse", "X"),)),
            "open_case": QuietButton(look, "act.open", (own("open_case", "G"),)),
        }
        self._risen.update({no: rows((c,), desk.now()) for no, c in desk.board.cases.items() if is_reviewed(c)})
        self._build()
        self.asking = RiseActs(desk, look, self.row, self._right, self)
        self.box, self.picker = self.asking.box, self.asking.picker
        self._actions = self._table()
        self._connect()
        bind(self.list, self._actions, self._trigger, HERE)
        self.restyle(look)

    # --- the page's side --------------------------------------------------------------------------------------

    def widget(self) -> QWidget:
        """The page itself."""
        return self

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        for part in (self.tabs, self.list, self.empty, self.header, self.limits, self.ladder, self.timeline):
            part.restyle(look)
        for button in (self._primary, *self._buttons.values()):
            button.restyle(look)
        self.asking.restyle(look)
        self._why.restyle(look)
        self._queued.restyle(look)
        self.empty.show_blank(Blank(ViewState.EMPTY, "rise.empty", detail=look.text("rise.empty_more")))
        self._show_rows(self._desk.now())
        self.update()

    def refresh(self, changes: Changes) -> None:
        """Note what one frame changed; the list follows at once, but not more than four times a second."""
        now = self._desk.now()
        for no in changes.cases:
            case = self._desk.case(no)
            if case is not None and is_reviewed(case):
                self._risen[no] = rows((case,), now)
            elif self._risen.pop(no, None) is None:
                continue
            self._is_stale = True
        if self.isVisible() and (now - self._shown_at).total_seconds() >= SETTLE_S:
            self._catch_up(now)

    def tick(self, now: datetime) -> None:
        """Half a second passed: ages and countdowns; every ten seconds the order."""
        is_due = (now - self._sorted_at).total_seconds() >= RESORT_S and not self._is_held(now)
        self._is_stale = self._is_stale or (is_due and bool(self._risen))
        if self._desk.connection.is_lost is not self._was_lost:
            self._was_lost = self._desk.connection.is_lost
            self._show_case()
        self._catch_up(now)
        self.tabs.show_as_of(as_of_words(self._desk, self._look))
        self.list.tick(now)
        self.limits.tick(True, now)

    def needs_me(self) -> int:
        """For a lead the cases that need a person, for others what they hold themselves."""
        if self._desk.actor.role in _LEADS:
            return sum(any(row.needs_person for row in risen) for risen in self._risen.values())
        return sum(risen[0].case.holder == self._desk.actor.name for risen in self._risen.values())

    def take_focus(self) -> None:
        """The list has the single keys; it opens at the desk's selection where that has a row."""
        chosen = self._desk.selection
        row = self.row()
        if chosen is not None and (row is None or row.case.no != chosen):
            key = next((key for key, found in self._rows.items() if found.case.no == chosen), None)
            if key is not None:
                self.list.select(key)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def acts(self) -> Sequence[Action]:
        """What works on this page."""
        return self._actions

    def escape(self) -> bool:
        """Close the list, then the box, then back to the rows."""
        if self.asking.escape():
            return True
        if not self.list.hasFocus():
            self.take_focus()
            return True
        return False

    # --- what is chosen ---------------------------------------------------------------------------------------

    def row(self) -> Row | None:
        """The current rise."""
        return self._rows.get(self.list.current or "")

    def _table(self) -> tuple[Action, ...]:
        desk = self._desk
        far = desk.now() + timedelta(days=3650)

        def refusal(name: str, body: cmd.Body) -> Callable[[], Refusal | None]:
            def asked() -> Refusal | None:
                row = self.row()
                return _NOT_A_RISE if row is None else desk.refusal(name, f"case/{row.case.no}", body)

            return asked

        def opened() -> Refusal | None:
            return NO_SELECTION if self.row() is None else None

        return (
            Action(
                "rule",
                "裁定",
                "Ruling",
                ("Return",),
                self.asking.ask_ruling,
                refusal("case.rule", cmd.Rule("?")),
                verbs=("cd", "rule"),
                takes=Takes.UNIT,
            ),
            Action(
                "send_down",
                "退回",
                "Return",
                ("B",),
                self.asking.ask_down,
                refusal("case.send_down", cmd.Reason("?")),
                verbs=("th", "退"),
                takes=Takes.REASON,
            ),
            Action(
                "supervise",
                "申请督办",
                "Ask supervision",
                ("S",),
                self.asking.ask_slip,
                refusal("case.supervise", cmd.Supervise(reason="?", reply_by=far)),
                verbs=("督办", "db", "督"),
            ),
            Action(
                "approve",
                "批准督办",
                "Approve supervision",
                ("A",),
                self.asking.approve,
                refusal("second.approve", cmd.SecondAct(act="case.supervise")),
            ),
            Action(
                "refuse",
                "不批准督办",
                "Refuse supervision",
                ("X",),
                self.asking.refuse,
                refusal("second.refuse", cmd.SecondAct(act="case.supervise")),
            ),
            Action("open_case", "到工作台看此事件", "Open the case on the Desk", ("G",), self._open_case, opened),
        )

    def _trigger(self, action: Action) -> None:
        self._touched_at = self._desk.now()
        no = action.refusal()
        if no is None:
            action.run()
        else:
            self._why.fault(why(no, self._look.lang))

    def _run(self, action_id: str) -> None:
        self._trigger(next(action for action in self._actions if action.id == action_id))

    def _open_case(self) -> None:
        row = self.row()
        if row is not None:
            self._desk.select(row.case.no)
            self.case_wanted.emit(row.case.no)

    # --- what is shown ----------------------------------------------------------------------------------------

    def _is_held(self, now: datetime) -> bool:
        return self.asking.is_open or (now - self._touched_at).total_seconds() < HOLD_S

    def _catch_up(self, now: datetime) -> None:
        if self._is_stale:
            self._show_rows(now)

    def _show_rows(self, now: datetime) -> None:
        self._is_stale, self._shown_at = False, now
        cases = [case for no in self._risen if (case := self._desk.case(no)) is not None]
        found = list(rows(cases, now))
        if self._is_held(now):
            place = {key: at for at, key in enumerate(self._rows)}
            found.sort(key=lambda row: (not row.needs_person, place.get(row.key, len(place))))
        else:
            self._sorted_at = now
        self._rows = {row.key: row for row in found}
        self._told = {row.key: self._tell(row) for row in found}
        self.list.show_rows([told[-1] for told in self._told.values()], now)
        tab = TabText("escalations", self._look.text("rise.list"), len(found))
        self.tabs.show_tabs((tab,), "escalations", self._look.text("rise.sorted"))
        self.tabs.show_as_of(as_of_words(self._desk, self._look))
        self._stack.setCurrentIndex(0 if found else 1)
        self._right.setVisible(bool(found))
        self._show_case()

    def _tell(self, row: Row) -> tuple[Row, Look, object, RiseRow]:
        """A row in words; those of an unchanged case are kept."""
        asked, known = self._desk.asked.about(row.case.no), self._told.get(row.key)
        is_same = known is not None and known[0].case is row.case and known[0].needs_person is row.needs_person
        if known is not None and is_same and known[1] is self._look and known[2] == asked:
            return known
        return row, self._look, asked, rise_row(self._desk, row, self._look)

    def _chosen(self, key: str) -> None:
        self._touched_at = self._desk.now()
        row = self._rows.get(key)
        if row is not None and self.isVisible():  # a page nobody looks at moves nobody's selection
            self._desk.select(row.case.no)
        self.box.dismiss()
        self._show_case()

    def _show_case(self) -> None:
        row, desk, look, now = self.row(), self._desk, self._look, self._desk.now()
        if row is None:
            return
        case = row.case
        self.header.show_head(self._head(case), now)
        limits = limits_of(desk, case, look)
        if self._right.width() < _ALL_LIMITS and len(limits) > 2:
            running = sorted((v for v in limits if v.met_at is None and v.due is not None), key=lambda v: str(v.due))
            limits = tuple(running[:2])
        self.limits.show_limits(limits, now)
        slip = case.supervision.slip if case.supervision is not None else None
        asked = one_line((row.reason or "", self._slip_words(case))) if row.why is Why.APPROVAL else ""
        self._why.show_words(
            one_line((why_words(desk.board.district, row, look), asked)),
            one_line(
                (
                    place_name(desk.board.district, case, look),
                    whose(desk, case, look)[0],
                    look.text("rise.waits") if row.waits_for_leader else "",
                    look.text("rise.in_force", slip=slip) if slip else "",
                )
            ),
        )
        self.ladder.show_lines(rung_lines(desk.board.district, row, look, now))
        self._give_ladder_room()
        self._scroll.setHidden(row.why is Why.APPROVAL)
        self.timeline.show_entries(excerpt(desk, case, look), now)
        self._show_buttons(row)

    def _give_ladder_room(self) -> None:
        """All rungs before the record, where that leaves the record its least."""
        whole = self.ladder.height() + 2
        spare = self._scroll.height() + self.timeline.height() - _LEAST_RECORD
        self._scroll.setMaximumHeight(whole)
        self._scroll.setMinimumHeight(max(90, min(whole, spare)))

    def _slip_words(self, case: Case) -> str:
        """Who asked for supervision, and by when it wants an answer."""
        slip, look = case.supervision, self._look
        if slip is None:
            return ""
        by = look.text("mine") if slip.asked_by == self._desk.actor.name else slip.asked_by
        return look.text("rise.slip_by", by=by, time=fmt.list_time(slip.reply_by, self._desk.now(), look.lang))

    def _head(self, case: Case) -> Head:
        desk, (holder, held) = self._desk, whose(self._desk, case, self._look)
        return Head(
            no=case.no,
            priority=case.priority,
            title=self._look.text("masked") if case.title == HIDDEN else case.title,
            source=source_name(desk.board.district, case.source, self._look),
            source_short=source_short(desk.board.district, case.source, self._look),
            opened_at=case.opened_at,
            is_acked=case.acked,
            held=held,
            holder=holder,
            waiting=desk.waiting(case.no),
        )

    def _show_buttons(self, row: Row) -> None:
        """One filled button: the ruling, or for who may approve what waits for approval."""
        approves = row.waits_for_leader and self._desk.actor.role in _APPROVERS
        self._primary.say("act.approve" if approves else "act.rule")
        self._primary.set_keys((own("approve", "A"),) if approves else _RULE)
        self._buttons["rule"].setVisible(approves)
        self._buttons["refuse"].setVisible(approves)
        by_id = {action.id: action for action in self._actions}
        for name, button in (("approve" if approves else "rule", self._primary), *self._buttons.items()):
            no = by_id[name].refusal()
            said = why(no, self._look.lang) if no is not None else None
            button.refuse(said if self._acts_row.isEnabled() else self._look.text("act.asked"))
            button.queue(name != "open_case" and self._desk.connection.is_lost, is_told_beside=True)
        queued = self._look.text("act.queued_here") if self._desk.connection.is_lost else ""
        self._queued.say(one_line((as_of_words(self._desk, self._look), queued)))

    # --- building ---------------------------------------------------------------------------------------------

    def _box_turned(self, is_open: bool) -> None:
        """One question at a time: while the box asks, the buttons wait."""
        self._acts_row.setEnabled(not is_open)
        self._show_case()

    def _primary_clicked(self) -> None:
        row = self.row()
        approves = row is not None and row.waits_for_leader and self._desk.actor.role in _APPROVERS
        self._run("approve" if approves else "rule")

    def _connect(self) -> None:
        self.list.selected.connect(self._chosen)
        self.list.activated.connect(lambda _: self._run("rule"))
        self.asking.turned.connect(self._box_turned)
        self.asking.left.connect(self.take_focus)
        self._primary.clicked.connect(self._primary_clicked)
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _=False, name=name: self._run(name))

    def _build(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.ladder)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setMinimumHeight(90)
        self._scroll.viewport().setAutoFillBackground(False)
        self.ladder.setAutoFillBackground(False)
        self._acts_row = QWidget()
        row = QHBoxLayout(self._acts_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._primary)
        for name in ("refuse", "rule", "send_down", "supervise"):
            row.addWidget(self._buttons[name])
        row.addStretch(1)
        row.addWidget(self._buttons["open_case"])
        self._right = _Panel(self)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(INSET, 8, INSET, 10)
        column.setSpacing(8)
        for part in (self.header, self.limits, self._why):
            column.addWidget(part)
        column.addWidget(self._scroll, 3)
        column.addWidget(self.timeline, 2)
        column.addWidget(self._queued)
        column.addWidget(self._acts_row)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self._left = _Panel(self)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.tabs)
        left.addWidget(self._stack, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, GAP, GAP, GAP)
        outer.setSpacing(GAP)
        for half in (self._left, self._right):
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        outer.addWidget(self._left, SPLIT[0])
        outer.addWidget(self._right, SPLIT[1])

    @property
    def look(self) -> Look:
        """The present appearance."""
        return self._look

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while it was hidden is shown now."""
        super().showEvent(event)
        self._catch_up(self._desk.now())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """An open list goes with its panel; on a low screen its parts stand closer."""
        super().resizeEvent(event)
        self.limits.set_low(self.height() < _LOW)
        self.ladder.set_low(self.height() < _LOW)
        self._give_ladder_room()
        self.asking.fit()


class _Panel(QWidget):
    """A flat surface."""

    def __init__(self, page: EscalationsPage) -> None:
        super().__init__(page)
        self._page = page

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface."""
        paint.panel(QPainter(self), QRectF(self.rect()), self._page.look.theme.bg1)
