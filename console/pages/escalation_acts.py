"""The lead's acts on a risen case (F3): the words each wants, and the unit, reason or date chosen for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.actions import why
from console.case_view import unit_name, zh
from console.desk import Desk
from core.domain import commands as cmd
from core.domain.nouns import HIDDEN, Case
from core.domain.refusals import Refusal
from core.domain.rules.review import Row
from widgets import format as fmt
from widgets.act_box import ActBox, ActText, one_line
from widgets.look import Look
from widgets.picker import Option, Picker
from widgets.theme import INSET

_REASONS: Final = ("reason.low", "reason.facts", "reason.wrong", "reason.untried")
_OTHER: Final = "other"

Dated = tuple[str, datetime]


class RiseActs(QObject):
    """Asks what an act needs and sends it; `turned` says that the box opened or closed, `left` that it is done."""

    turned = Signal(bool)
    left = Signal()

    def __init__(self, desk: Desk, look: Look, row: Callable[[], Row | None], over: QWidget, page: QWidget) -> None:
        """`over` is the panel that box and list lie over; `row` gives the current rise."""
        super().__init__(page)
        self._desk, self._look, self._row, self._over = desk, look, row, over
        self._unit: str | None = None
        self._reply_by: Dated = ("", desk.now())
        self._send: Callable[[str], None] = lambda _: None
        self._choose: Callable[[], None] = lambda: None
        self._take: Callable[[str], None] = lambda _: None
        self.box = ActBox(look, page)
        self.picker = Picker(look, page)
        self.box.sent.connect(lambda words: self._send(words))
        self.box.choice_asked.connect(lambda: self._choose())
        self.box.closed.connect(self._box_closed)
        self.picker.chosen.connect(lambda found: self._take(found))
        self.picker.closed.connect(self._picker_closed)

    @property
    def is_open(self) -> bool:
        """Whether the box asks something now."""
        return not self.box.isHidden()

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self.box.restyle(look)
        self.picker.restyle(look)

    def escape(self) -> bool:
        """Close the list, then the box; whether there was one."""
        if self.picker.isVisible():
            self.picker.dismiss()
        elif self.is_open:
            self.box.dismiss()
        else:
            return False
        return True

    # --- the acts ---------------------------------------------------------------------------------------------

    def ask_ruling(self) -> None:
        """裁定: the words, and the unit that is to have it."""
        self._unit = None
        self._open_box(self._ruling_text(), self._rule, self._choose_unit)

    def ask_down(self) -> None:
        """退回: a coded reason, or one's own words."""
        row = self._row()
        if row is None:
            return
        look = self._look
        options = [Option(key, look.text(key)) for key in _REASONS]
        options.append(Option(_OTHER, "另写理由" if zh(look) else "Other reason"))
        title = look.text("act.down_title", no=fmt.short_no(row.case.no))
        self._pick(title, options, self._down_chosen)

    def ask_slip(self) -> None:
        """督办: first by when, then why."""
        row = self._row()
        if row is None:
            return
        self._choose_date()

    def approve(self) -> None:
        """Give the slip its number."""
        self._ask("second.approve", cmd.SecondAct(act="case.supervise"))

    def refuse(self) -> None:
        """Do not issue it."""
        self._ask("second.refuse", cmd.SecondAct(act="case.supervise"))

    def _ask(self, name: str, body: cmd.Body) -> None:
        row = self._row()
        if row is not None:
            self._desk.submit(name, f"case/{row.case.no}", body)

    def _rule(self, text: str) -> None:
        row = self._row()
        if row is None:
            return
        subject = f"case/{row.case.no}"
        wanted: list[tuple[str, str, cmd.Body]] = [("case.rule", subject, cmd.Rule(text=text, unit=self._unit))]
        follow = self._follow(row.case, text) if self._unit is not None else None
        if isinstance(follow, tuple):
            wanted.append(follow)
        self._finish(self._desk.submit_group(wanted))

    def _follow(self, case: Case, text: str) -> tuple[str, str, cmd.Body] | Refusal:
        """What gives the case to the named unit: a re-route, or a first dispatch; or why this seat cannot."""
        subject = f"case/{case.no}"
        name, body = "case.reroute", cmd.Reroute(lead=self._unit or "", reason=text or "?")
        wanted: tuple[str, str, cmd.Body] = (name, subject, body)
        if case.lead_unit is None:
            wanted = ("case.dispatch", subject, cmd.Dispatch(lead=self._unit or "", deviation=text or None))
        no = self._desk.refusal(*wanted)
        return wanted if no is None else no

    def _ruling_text(self) -> ActText:
        row, look = self._row(), self._look
        no = fmt.short_no(row.case.no) if row is not None else ""
        unit = unit_name(self._desk.board.district, self._unit, look, full=True) if self._unit else ""
        hint = look.text("act.rule_hint")
        if self._unit and row is not None:
            follow = self._follow(row.case, "?")
            if isinstance(follow, Refusal):
                hint = look.text("act.rule_by_hand", why=why(follow, look.lang))
            else:
                hint = look.text("act.rule_reroute" if follow[0] == "case.reroute" else "act.rule_dispatch", unit=unit)
        choice = look.text("act.rule_unit", unit=unit) if unit else look.text("act.rule_no_unit")
        title = one_line((look.text("act.rule_title", no=no), self._title()))
        return ActText(title, look.text("act.rule_words"), "act.rule", choice, hint)

    def _choose_unit(self) -> None:
        side = zh(self._look)
        units = [u for u in self._desk.board.district.units.values() if u.kind not in ("outside", "grid")]
        none = Option("", self._look.text("act.rule_no_unit"))
        options = [Option(u.id, u.name_zh if side else u.name_en, found_by=f"{u.id} {u.short_zh}") for u in units]
        self._pick(self._look.text("act.choose_unit"), [none, *options], self._unit_chosen, search=True)

    def _unit_chosen(self, unit: str) -> None:
        self._unit = unit or None
        self.box.show_text(self._ruling_text())
        self.fit()
        self.box.setFocus()

    def _down_chosen(self, reason: str) -> None:
        if reason != _OTHER:
            self._ask("case.send_down", cmd.Reason(reason=self._look.text(reason)))
            self.left.emit()
            return
        row, look = self._row(), self._look
        if row is None:
            return
        rung = look.word(row.rung) if row.rung is not None else ""
        title = one_line((look.text("act.down_title", no=fmt.short_no(row.case.no)), self._title()))
        text = ActText(title, look.text("act.down_words"), "act.send_down", "", look.text("act.down_hint", rung=rung))
        self._open_box(text, self._send_down, lambda: None)

    def _send_down(self, text: str) -> None:
        row = self._row()
        if row is not None:
            sent = self._desk.submit("case.send_down", f"case/{row.case.no}", cmd.Reason(reason=text))
            self._finish((sent,) if sent else ())

    def _choose_date(self) -> None:
        dates = dict(self._dates())
        options = [
            Option(words, words, fmt.list_time(at, self._desk.now(), self._look.lang)) for words, at in dates.items()
        ]

        def chosen(words: str) -> None:
            self._reply_by = (words, dates[words])
            if self.box.isHidden():
                self._open_box(self._slip_text(), self._supervise, self._choose_date)
            else:
                self.box.show_text(self._slip_text())
                self.fit()
                self.box.setFocus()

        self._pick(self._look.text("act.choose_date"), options, chosen)

    def _dates(self) -> list[Dated]:
        """Reply dates a superior would set: within hours, by the end of the day, in some days."""
        look, now = self._look, self._desk.now()
        zone = timezone(timedelta(minutes=self._desk.board.district.utc_offset_minutes))
        local = now.astimezone(zone)
        evening = local.replace(hour=18, minute=0, second=0, microsecond=0)
        morning = local.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
        found = [(look.text("reply.hours", count=count), now + timedelta(hours=count)) for count in (2, 4)]
        if evening > local:
            found.append((look.text("reply.today"), evening.astimezone(now.tzinfo)))
        found.append((look.text("reply.tomorrow"), morning.astimezone(now.tzinfo)))
        found += [(look.text("reply.days", count=days), now + timedelta(days=days)) for days in (3, 7)]
        return found

    def _slip_text(self) -> ActText:
        row, look = self._row(), self._look
        no = fmt.short_no(row.case.no) if row is not None else ""
        at = fmt.list_time(self._reply_by[1], self._desk.now(), look.lang)
        title = one_line((look.text("act.slip_title", no=no), self._title()))
        choice = look.text("act.slip_by", time=at)
        return ActText(title, look.text("act.slip_words"), "act.supervise", choice, look.text("act.slip_hint"))

    def _supervise(self, text: str) -> None:
        row = self._row()
        if row is not None:
            body = cmd.Supervise(reason=text, reply_by=self._reply_by[1], unit=row.case.lead_unit)
            sent = self._desk.submit("case.supervise", f"case/{row.case.no}", body)
            self._finish((sent,) if sent else ())

    def _finish(self, sent: Sequence[str]) -> None:
        """Sent: close the box and go back to the rows; not sent: keep the words, the notice says why."""
        if sent:
            self.box.dismiss()

    def _title(self) -> str:
        row = self._row()
        if row is None or row.case.title == HIDDEN:
            return ""
        return row.case.title

    # --- box and list -----------------------------------------------------------------------------------------

    def _open_box(self, text: ActText, send: Callable[[str], None], choose: Callable[[], None]) -> None:
        self._send, self._choose = send, choose
        self.box.ask(text)
        self.turned.emit(True)
        self.fit()

    def fit(self) -> None:
        """The box lies over the foot of the panel, so that nothing above it moves; an open list goes with it."""
        if not self.box.isHidden():
            foot = self._over.geometry()
            high = self.box.sizeHint().height()
            self.box.setGeometry(foot.left() + INSET, foot.bottom() - high - 8, foot.width() - 2 * INSET, high)
            self.box.raise_()
        if self.picker.isVisible():
            self.picker.move_over(self._over)

    def _box_closed(self) -> None:
        self.turned.emit(False)
        self.left.emit()

    def _pick(self, title: str, options: Sequence[Option], take: Callable[[str], None], search: bool = False) -> None:
        self._take = take
        self.picker.ask(title, options, search=search)
        self.picker.move_over(self._over)

    def _picker_closed(self) -> None:
        if self.box.isHidden():
            self.left.emit()
        else:
            self.box.setFocus()
