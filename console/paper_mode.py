"""Paper mode: blank sheets for an outage, and fast keying back of what was written on them, each sheet once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

import msgspec
from PySide6.QtWidgets import QWidget

from console.asked import Notice
from console.desk import Desk
from console.laid import Laid
from console.paper_choices import PaperChoices
from console.paper_read import FaultError, read
from core.client.items import ResultItem
from core.domain.board import LOCAL
from core.domain.paper import SHEETS, Written, followed, is_pad, label, reference, report_of, why_not_closed
from widgets import format as fmt
from widgets.command_bar import Hint
from widgets.look import Look
from widgets.paper_panel import PaperPanel

WAITING: Final = "paper/waiting"  # sheets whose case is not here yet: their calls follow when it is
UNSAID: Final = "paper/unsaid"  # sheets of whose calls or outcome the hub did not take everything, and why
PAD: Final = "paper/pad"
_MOST_SHOWN: Final = 30


class PaperOverlay(Laid):
    """Lies over the window; what follows a report is sent when its case is here, also after a restart."""

    ID, ZH, EN = "paper", "纸面模式", "Paper mode"
    HINTS = (Hint(("Ctrl+Enter",), "paper.send"),)

    def __init__(self, desk: Desk, look: Look, parent: QWidget, prints: Callable[[str], str]) -> None:
        """`prints` prints "sheets" or "phones" and answers with the name of the set, if one was printed."""
        self._prints = prints
        self.panel = PaperPanel(look, parent)
        super().__init__(desk, look, self.panel)
        self.choices = PaperChoices(desk, look, self.panel, parent)
        self._known: dict[str, str] = {}  # reference → case
        self._waiting: dict[str, Written] = {}
        self._kept = ""
        self._followed: dict[str, str] = {}  # command that follows a report → the sheet it comes from
        self.panel.sent.connect(self.send)
        self.panel.printed.connect(self._print)
        self.panel.pad_changed.connect(lambda _: self._show_missing())
        self.panel.numbered.connect(lambda _: self.panel.show_fault(""))
        desk.resulted.connect(self._resulted)
        desk.requeued.connect(lambda: self._learn(desk.board.cases))
        desk.changed.connect(lambda changes: self._learn(changes.cases))

    # --- the window's side ------------------------------------------------------------------------------------

    def open(self) -> None:
        """Open with the set that was printed or keyed last."""
        pad = self.panel.fields["pad"]
        if not pad.text():
            pad.setText(self._desk.drafts.get(PAD))
        self._learn(self._desk.board.cases)
        self.choices.show()
        super().open()

    def escape(self) -> bool:
        """Close the list of matters, else the panel; a half-keyed sheet stays."""
        return self.choices.escape() or super().escape()

    def forget(self) -> None:
        """Another person sits here: sheets that wait are sent by who keyed them, when they are back."""
        self._waiting, self._followed, self._kept = {}, {}, ""
        self.panel.fields["pad"].clear()
        self.panel.clear("")
        self.choices.clear()
        self.panel.show_said("")
        self.panel.show_fault("")
        self.panel.dismiss()

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        super().restyle(look)
        self.choices.restyle(look)
        self._show_missing()

    def tick(self, now: datetime) -> None:
        """Half a second passed: what an earlier session left waiting goes on; a banner may have come or gone."""
        super().tick(now)
        kept = self._desk.drafts.get(WAITING) if self._desk.actor.name else ""
        if kept and kept != self._kept:
            self._kept = kept
            self._waiting = msgspec.json.decode(kept, type=dict[str, Written]) | self._waiting
            self._learn(self._desk.board.cases)

    # --- keying back ------------------------------------------------------------------------------------------

    def send(self) -> None:
        """Save this sheet and turn to the next one that is missing; what is wrong is shown at its place."""
        try:
            written = self._read()
        except FaultError as fault:
            self._show_fault(fault)
            return
        if written.ref in self._known and written.ref in self._unsaid():
            self._again(written)
            return
        if written.ref in self._known or written.ref in self._waiting:
            case = self._known.get(written.ref)
            said = fmt.short_no(case) if case else self._look.text("paper.waits")
            self._show_fault(FaultError("known", "number", case=said))
            return
        sheet, at = label(written.pad, written.number), fmt.hour_minute(written.at)
        no = self._desk.send((report_of(written, self._look.text("paper.note", sheet=sheet, time=at)),))
        if no is not None:
            self.panel.show_fault(no.zh if self._look.lang.startswith("zh") else no.en)
            return
        self._waiting[written.ref] = written
        self._keep()
        self._desk.drafts.put(PAD, written.pad)
        state = self._look.text(f"paper.state.{'sent' if self._desk.connection.is_live else 'queued'}")
        end = self.choices.said()
        self.panel.show_said(self._look.text("paper.saved", sheet=sheet, state=state, end=end).strip())
        self.panel.show_fault("")
        self._show_missing()
        missing = self.missing(written.pad)
        after = next((number for number in missing if number > written.number), missing[0] if missing else 0)
        self.panel.clear(label(written.pad, after) if after else "")
        self.choices.clear()

    def _read(self) -> Written:
        """What stands on screen as a sheet. Raises FaultError."""
        written = read(self.panel.typed(), self._desk.now().astimezone(LOCAL), self._desk.board.district)
        if self.choices.why_open() == "words":
            raise FaultError("end.words", "outcome")
        chosen = self.choices
        return msgspec.structs.replace(written, duty=chosen.duty, priority=chosen.priority, end=chosen.end)

    def missing(self, pad: str) -> list[int]:
        """The sheets of a set that nobody keyed back."""
        here = self._known.keys() | self._waiting.keys()
        return [number for number in range(1, SHEETS + 1) if reference(pad, number) not in here]

    def _show_fault(self, fault: FaultError) -> None:
        self.panel.show_fault(self._look.text(f"paper.{fault.key}", **fault.values))
        self.panel.go_to(fault.field, fault.call)

    # --- what follows -----------------------------------------------------------------------------------------

    def _learn(self, numbers: Iterable[str]) -> None:
        for no in numbers:
            case = self._desk.board.cases.get(no)
            ref = case.source_ref if case is not None else None
            if case is None or ref is None or not ref.startswith("paper:"):
                continue
            self._known[ref] = no
            written = self._waiting.pop(ref, None)
            if written is not None:
                self._follow(written, no)
        if self.panel.is_open:
            self._show_missing()

    def _follow(self, written: Written, no: str, is_again: bool = False) -> None:
        sheet = label(written.pad, written.number)
        words = self._look.text("paper.call", sheet=sheet)
        board, case = self._desk.board, self._desk.board.cases[no]
        rule = written.end, written.outcome, bool(written.calls), case.priority, board.rights, self._desk.actor
        commands = followed(board, written, case, words, closes=not why_not_closed(*rule))
        self._leave_unsaid(written.ref, "")
        for command in commands:  # one by one: a call was made, whoever dispatched meanwhile
            is_told = is_again and command.name in (
                "case.dispatch",
                "case.request",
            )  # it went another way, and was said
            self._followed |= {} if is_told else {command.id: written.ref}
            refused = self._desk.send((command,))
            if refused is not None and not is_told:
                self._refused(written.ref, refused.zh, refused.en)
        self._keep()

    def _again(self, written: Written) -> None:
        """A sheet of which not everything was recorded: what it says is asked once more for its case."""
        self._follow(written, self._known[written.ref], is_again=True)
        self.panel.show_fault("")
        self._show_missing()

    def _refused(self, ref: str, zh: str, en: str) -> None:
        """Say it, and list the sheet until all that stands on it is recorded."""
        sheet = _label(ref)
        self._leave_unsaid(ref, zh if self._look.lang.startswith("zh") else en)
        self._desk.noticed.emit(
            Notice("failed", f"纸 {sheet} 未全部记入：{zh}", f"Paper {sheet} not all recorded: {en}")
        )

    def _unsaid(self) -> dict[str, str]:
        kept = self._desk.drafts.get(UNSAID)
        return msgspec.json.decode(kept, type=dict[str, str]) if kept else {}

    def _leave_unsaid(self, ref: str, why: str) -> None:
        """Keep a sheet on the list with its reason, or take it from there."""
        left = {sheet: said for sheet, said in self._unsaid().items() if sheet != ref}
        left |= {ref: why} if why else {}
        self._desk.drafts.put(UNSAID, msgspec.json.encode(left).decode() if left else "")

    def _resulted(self, result: ResultItem) -> None:
        """A report the hub did not take: its sheet is missing again; where what follows one was not, it is listed."""
        ref = self._followed.pop(result.id, None)
        if ref is not None and result.error is not None:
            self._refused(ref, result.error.message_zh, result.error.message_en)
            self._show_missing()
        if result.ok or result.name not in ("", "case.report"):
            return
        gone = next((ref for ref, w in self._waiting.items() if report_of(w, "").id == result.id), None)
        if gone is not None:
            del self._waiting[gone]
            self._keep()
            self._show_missing()

    def _keep(self) -> None:
        text = msgspec.json.encode(self._waiting).decode() if self._waiting else ""
        self._kept = text
        self._desk.drafts.put(WAITING, text)

    # --- what is shown ----------------------------------------------------------------------------------------

    def _show_missing(self) -> None:
        pad = self.panel.fields["pad"].text().strip()
        if not is_pad(pad):
            self.panel.show_missing(self._look.text("paper.no_set"))
            return
        missing = self.missing(pad)
        sheets = " ".join(f"{number:03d}" for number in missing[:_MOST_SHOWN])
        left = self._look.text("paper.left", count=len(missing), sheets=sheets)
        said = left if missing else self._look.text("paper.all", of=SHEETS)
        unsaid = "；".join(f"{_label(ref)} {why}" for ref, why in self._unsaid().items() if ref.split(":")[1] == pad)
        self.panel.show_missing(f"{said}\n{self._look.text('paper.unsaid', sheets=unsaid)}" if unsaid else said)

    def _print(self, what: str) -> None:
        pad = self._prints(what)
        if pad:
            self._desk.drafts.put(PAD, pad)
            if not self.panel.fields["pad"].text().strip():
                self.panel.fields["pad"].setText(pad)
            self._show_missing()


def _label(ref: str) -> str:
    """A sheet's number as printed, from its name in the record."""
    _, pad, number = ref.split(":")
    return label(pad, int(number))
