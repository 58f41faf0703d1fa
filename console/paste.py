"""Paste and parse: a chat, a mail or a form becomes reports that a person checks before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtWidgets import QWidget

from console.asked import Notice
from console.desk import Desk
from console.laid import Laid
from core.domain import commands as cmd
from core.domain.board import LOCAL
from core.domain.nouns import Place, Reporter
from core.domain.pasted import Draft, parse
from core.domain.pasted_people import bare, hidden
from core.domain.pasted_times import find_time
from widgets.command_bar import Hint
from widgets.look import Look
from widgets.paste_panel import PastePanel, PasteRow, Stretch

MOST: Final = 60_000
GROUP: Final = 10  # commands a frame; the outbox waits between frames as the hub's rate asks


@dataclass
class _Row:
    """A report as read, and as it stands now."""

    draft: Draft
    values: dict[str, str]
    is_ticked: bool
    changed: set[str] = field(default_factory=set)


class PasteOverlay(Laid):
    """Lies over the window; what stands in it stays until it is sent."""

    ID, ZH, EN = "paste", "粘贴登记", "Paste and register"
    HINTS = (Hint(("Ctrl+Enter",), "paste.send"), Hint(("Space",), "hint.tick"))

    def __init__(self, desk: Desk, look: Look, parent: QWidget) -> None:
        self.panel = PastePanel(look, parent)
        super().__init__(desk, look, self.panel)
        self._rows: list[_Row] = []
        self.panel.pasted.connect(self._read)
        self.panel.edited.connect(self._edit)
        self.panel.ticked.connect(self._tick)
        self.panel.sent.connect(self.send)

    # --- the window's side ------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another person sits here: nothing of what was pasted is theirs."""
        self.panel.source.clear()
        self.panel.show_fault("")
        self.panel.dismiss()

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        super().restyle(look)
        self._show()

    # --- reading and sending ----------------------------------------------------------------------------------

    def _read(self, text: str) -> None:
        if len(text) > MOST:
            self._rows = []
            self._show()
            self.panel.show_fault(self._look.text("paste.too_long", most=f"{MOST:,}"))
            return
        self.panel.show_fault("")
        drafts = parse(text, self._desk.now().astimezone(LOCAL), self._desk.board.district)
        before = {row.draft.text.strip(): row for row in self._rows}
        self._rows = [self._row(draft, before.pop(draft.text.strip(), None)) for draft in drafts]
        self._text = text
        self._show()

    def _row(self, draft: Draft, before: _Row | None) -> _Row:
        """A report as read; where its own words are the same as before, what was corrected and ticked stays."""
        values = self._values(draft)
        if before is None:
            return _Row(draft, values, draft.is_likely)
        kept = {name: before.values[name] for name in before.changed}
        return _Row(draft, values | kept, before.is_ticked, before.changed)

    def _values(self, draft: Draft) -> dict[str, str]:
        duty = self._desk.board.district.duties.get(draft.duty or "")
        name = "" if duty is None else duty.name_zh if self._look.lang.startswith("zh") else duty.name_en
        return {
            "title": draft.title,
            "place": draft.place,
            "time": f"{draft.at:%Y-%m-%d %H:%M}" if draft.at is not None else "",
            "name": draft.name,
            "phone": draft.phone,
            "duty": f"{duty.code} {name}" if duty is not None else "",
        }

    def _edit(self, place: int, name: str, text: str) -> None:
        row = self._rows[place]
        row.values[name] = text
        row.changed.add(name)
        self.panel.show_row(place, self._shown(row))

    def _tick(self, place: int, is_on: bool) -> None:
        self._rows[place].is_ticked = is_on

    def send(self) -> None:
        """Register what is ticked; the first that is wrong is shown and nothing is sent."""
        wanted = [(place, row) for place, row in enumerate(self._rows) if row.is_ticked]
        if not wanted:
            self.panel.show_fault(self._look.text("paste.none"))
            return
        commands = []
        for place, row in wanted:
            made = self._command(row)
            if isinstance(made, str):
                self.panel.rows.setCurrentCell(place, 0)
                self.panel.show_fault(self._look.text(made, row=place + 1))
                return
            commands.append(made)
        refused = next(
            (no for c in commands if (no := self._desk.refusal(c.name, c.subject, c.body)) is not None), None
        )
        if refused is not None:  # told before the first group leaves: none of it is sent twice
            self.panel.show_fault(refused.zh if self._look.lang.startswith("zh") else refused.en)
            return
        for start in range(0, len(commands), GROUP):
            no = self._desk.send(commands[start : start + GROUP])
            if no is not None:
                self.panel.show_fault(no.zh if self._look.lang.startswith("zh") else no.en)
                return
        zh, en = f"已登记 {len(commands)} 件，等枢纽回执", f"{len(commands)} registered, waiting for the hub"
        self._desk.noticed.emit(Notice("done", zh, en))
        self.panel.source.clear()
        self.panel.dismiss()

    def _command(self, row: _Row) -> cmd.Command | str:
        """The report, or the key of what is wrong with it."""
        said = {name: text.strip() for name, text in row.values.items()}
        if not said["title"]:
            return "paste.no_title"
        now = self._desk.now().astimezone(LOCAL)
        when = find_time(said["time"], now)
        at = row.draft.at if "time" not in row.changed else when.at if when is not None else None
        if said["time"] and at is None:
            return "paste.bad_time"
        duty = said["duty"].split()[0] if said["duty"] else None
        if duty is not None and duty not in self._desk.board.district.duties:
            return "paste.bad_duty"
        grid = row.draft.grid if "place" not in row.changed else None
        title, narrative = said["title"], row.draft.text.strip()
        for name, phone in ((row.draft.name, row.draft.phone), (said["name"], said["phone"])):
            narrative = hidden(narrative, name, phone)  # a text is shown to everybody, the reporter is not
            title = title if "title" in row.changed else bare(title, name, phone)
        if not title:
            return "paste.no_title"
        body = cmd.Report(
            title=title,
            narrative=narrative or None,
            duty=duty,
            place=Place(grid=grid, address=said["place"]) if said["place"] else None,
            reporter=Reporter(said["name"] or None, said["phone"] or None) if said["name"] or said["phone"] else None,
            found_at=at,
        )
        return cmd.Command(self._desk.new_id(), "case.report", "", body, None, at)

    # --- what is shown ----------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.panel.show_rows([self._shown(row) for row in self._rows])

    def _shown(self, row: _Row) -> PasteRow:
        text, draft = self._text, row.draft
        stretches = tuple(
            Stretch(t.field, qt_place(text, t.start), qt_place(text, t.end))
            for t in draft.taken
            if t.field not in row.changed
        )
        end = qt_place(text, draft.start + len(draft.text))
        return PasteRow(dict(row.values), row.is_ticked, qt_place(text, draft.start), end, stretches)

    _text = ""


def qt_place(text: str, at: int) -> int:
    """A place in a text as Qt counts it, in UTF-16."""
    return at + sum(ord(c) > 0xFFFF for c in text[:at])
