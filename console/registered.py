"""After a case was sent: its number when the hub answers, taking it on by one key, the intake decision, the slip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QRect, Signal

from console import printing, slips
from console.actions import why
from console.asked import Notice
from console.desk import Desk
from console.window import Window
from core.client.items import ResultItem
from core.domain import commands as cmd
from core.domain.board import Changes
from core.domain.draft import Draft
from core.domain.events import CaseReported
from core.domain.nouns import Case
from core.domain.rules.intake import MANUAL, one_line
from widgets.look import Look
from widgets.registered_card import HIGH, RegisteredCard, SentView
from widgets.slip_view import SlipView
from widgets.theme import GAP

_LEEWAY: Final = timedelta(seconds=5)  # the hub's clock and this one's need not agree to the second


@dataclass
class _Sent:
    """A report on its way: what it says, and its number once there is one."""

    id: str
    draft: Draft
    at: datetime
    no: str = ""


class Registered(QObject):
    """The card with its keys and the slip below it; it follows every report until its number is known."""

    failed = Signal(object, str)  # Draft, why
    again = Signal()
    left = Signal()

    def __init__(self, desk: Desk, look: Look, window: Window, folder: Path) -> None:
        super().__init__(window)
        self._desk, self._look, self._window, self._folder = desk, look, window, folder
        self.card = RegisteredCard(look, window)
        self.slip = SlipView(look, window)
        self._sent: dict[str, _Sent] = {}
        self._shown: _Sent | None = None
        self._news, self._is_loud = "", False
        self._area = QRect()
        self._refused: dict[str, str] = {}  # by command, why it came to nothing
        self.card.acted.connect(self._act)
        desk.resulted.connect(self._resulted)

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self.card.restyle(look)
        self.slip.restyle(look)
        self._show()

    def follow(self, command_id: str, draft: Draft) -> None:
        """Show what becomes of this report."""
        self._shown = self._sent[command_id] = _Sent(command_id, draft, self._desk.now() - _LEEWAY)
        self._news, self._is_loud = "", False
        self.slip.hide()
        self.watch()
        self._show()
        self.card.setFocus()

    def shows(self, draft: Draft) -> bool:
        """Whether the card in sight is of this report."""
        return self._shown is not None and self._shown.draft is draft and not self.card.isHidden()

    def forget(self) -> None:
        """Another person sits here."""
        self._sent.clear()
        self._refused.clear()
        self._shown = None

    def show_for(self, is_shown: bool, area: QRect) -> None:
        """Lie where the form was, all over the case below: its buttons are another case's; the slip has its half."""
        self._area = area
        self.card.setVisible(is_shown)
        self.card.raise_()
        if not is_shown:
            self.slip.hide()
        self._fit()

    def _fit(self) -> None:
        self.card.setGeometry(self._area)
        if not self.slip.isHidden():
            self.card.resize(self._area.width(), max(self.card.needed(), HIGH))
            below = QRect(self._area)
            below.setTop(self.card.geometry().bottom() + GAP)
            self.slip.setGeometry(below)

    def hears(self, changes: Changes) -> None:
        """Among what one frame changed may be what was sent."""
        if self._sent:
            for no in changes.cases:
                event = self._desk.memory.last(no, CaseReported)
                if event is not None and event.cause in self._sent:
                    self._number(self._sent.pop(event.cause), no)
            self.watch()

    def watch(self) -> None:
        """Tell of what came to nothing: it is answered, and no event was heard of it."""
        for sent in list(self._sent.values()):
            if sent.id not in self._desk.asked.pending:
                del self._sent[sent.id]
                why, no = self._refused.pop(sent.id, ""), self._by_words(sent)
                if no:
                    self._number(sent, no)
                else:
                    self.failed.emit(sent.draft, why)
        if not self.card.isHidden():
            self._show()

    def _number(self, sent: _Sent, no: str) -> None:
        sent.no = no
        title = sent.draft.title.strip()
        self._desk.noticed.emit(Notice("done", f"已登记 {no} {title}", f"Registered {no} {title}"))

    def _by_words(self, sent: _Sent) -> str:
        """The number where a new picture came in place of the event: the case of these very words."""
        title = one_line(sent.draft.title)
        same = [c for c in self._desk.board.cases.values() if c.opened_at >= sent.at and c.title == title]
        return same[0].no if len(same) == 1 and same[0].source == MANUAL else ""

    def _resulted(self, result: ResultItem) -> None:
        if result.id in self._sent and not result.ok:
            zh, error = self._look.lang.startswith("zh"), result.error
            said = "" if error is None else error.message_zh if zh else error.message_en
            self._refused[result.id] = said or self._look.text("import.unsaved")

    # --- the card's keys --------------------------------------------------------------------------------------

    def _case(self) -> Case | None:
        return self._desk.case(self._shown.no) if self._shown is not None else None

    def _act(self, act: str) -> None:
        case = self._case()
        refused = self._refusals(case).get(act, "")
        self._news, self._is_loud = refused, bool(refused)
        if act == "again":
            self.again.emit()
        elif refused or case is None:
            pass
        elif act == "claim":
            self._desk.submit("case.claim", f"case/{case.no}", cmd.Nothing())
        elif act == "print":
            self._print(case)
        else:
            self.left.emit()
            self._window.open_case(case.no)
            if act == "accept":
                self._window.desk_page.flows.accept()
        self._show()

    def _print(self, case: Case) -> None:
        """Keep the slip as a file, print it where there is a printer, and show it."""
        desk, look = self._desk, self._look
        slip = slips.slip_of(case, desk.board.district, look)
        head = slips.heading(slip, desk.board.district, look, desk.actor.name, desk.actor.seat or "", desk.now())
        try:
            path = slips.save(self._folder, slip, head, look)
        except OSError as fault:
            self._news, self._is_loud = look.text("registered.unsaved", why=fault.strerror or str(fault)), True
            return
        printer = printing.to_printer([slips.page(slip)], head, look, printing.A5)
        key = "registered.printed" if printer else "registered.saved"
        self._news, self._is_loud = look.text(key, path=path, printer=printer), False
        self.slip.show_picture(lambda width, ratio: slips.preview(slip, head, look, width, ratio), slip.code)
        self._fit()

    def _show(self) -> None:
        sent, case, look = self._shown, self._case(), self._look
        if sent is None:
            return
        state = "done" if sent.no else "waits" if self._desk.connection.is_live else "queued"
        news = self._news
        if not news and case is not None and case.holder == self._desk.actor.name:
            news = look.text("registered.claimed")
        title = sent.draft.title.strip()
        view = SentView(sent.no, title, look.text(f"registered.{state}"), news, self._is_loud, self._refusals(case))
        if view != self.card.view:
            self.card.show_view(view)

    def _refusals(self, case: Case | None) -> dict[str, str]:
        if case is None:
            return dict.fromkeys(("claim", "accept", "print", "open"), self._look.text("registered.no_number"))
        found = {}
        acts: tuple[tuple[str, str, cmd.Body], ...] = (
            ("claim", "case.claim", cmd.Nothing()),
            ("accept", "case.accept", cmd.Accept()),
        )
        for act, name, body in acts:
            no = self._desk.refusal(name, f"case/{case.no}", body)
            if no is not None:
                found[act] = why(no, self._look.lang)
        if case.holder == self._desk.actor.name:
            found["claim"] = self._look.text("registered.claimed")
        return found
