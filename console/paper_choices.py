"""Matter, urgency and ending of a sheet that is keyed back: read from its words, chosen by digit or by typing."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console import register_view as view
from console.desk import Desk
from core.domain.board import LOCAL
from core.domain.draft import Draft
from core.domain.nouns import Priority
from core.domain.paper import ENDS, sounds_over, true_time, urgency_of, why_not_closed
from core.domain.rules.matching import match_matters
from core.domain.story import outcome_words
from widgets import format as fmt
from widgets.look import Look
from widgets.paper_panel import PaperPanel
from widgets.picker import Picker


class PaperChoices(QObject):
    """What was chosen for the sheet on screen; what nobody chose is left to the words and the matter."""

    def __init__(self, desk: Desk, look: Look, panel: PaperPanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._look, self._panel = desk, look, panel
        self._duty: str | None = None  # "" says: of no list, on purpose
        self._priority: Priority | None = None
        self._end = ""
        self.search = Picker(look, parent)
        panel.matter.chosen.connect(self._take_matter)
        panel.matter.search_asked.connect(self._ask_matter)
        panel.urgency.chosen.connect(self._take_urgency)
        panel.ending.chosen.connect(self._take_end)
        panel.told.connect(self.show)
        self.search.chosen.connect(self._found_matter)
        self.search.closed.connect(lambda: panel.matter.setFocus() if panel.is_open else None)

    @property
    def duty(self) -> str | None:
        """The matter that is sent, None for none."""
        return view.duty_of(self._draft(), match_matters(self._desk.board.district, self._draft().told))

    @property
    def priority(self) -> Priority | None:
        """The urgency somebody chose; None leaves it to the matter."""
        return self._priority

    @property
    def end(self) -> str:
        """How it ended; "" for open."""
        return self._end

    def clear(self) -> None:
        """The next sheet."""
        self._duty, self._priority, self._end = None, None, ""
        self.show()

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self.search.restyle(look)
        self.show()

    def escape(self) -> bool:
        """Close the list of all matters, if it is open."""
        was_open = self.search.isVisible()
        self.search.dismiss()
        return was_open

    def show(self) -> None:
        """What the words say, what was chosen, and what becomes of the outcome."""
        draft, district, look = self._draft(), self._desk.board.district, self._look
        matches = match_matters(district, draft.told)
        duty = view.duty_of(draft, matches)
        lines = view.matter_lines(draft, matches, district, look)
        self._panel.matter.show_matters(lines, duty, view.matter_said(draft, matches, look))
        self._panel.urgency.show_priority(urgency_of(duty, self._priority, district), self._priority is not None)
        side = 0 if look.lang.startswith("zh") else 1
        ends = tuple((code, outcome_words(code)[side]) for code in ENDS)
        self._panel.ending.show_options((("", look.text("paper.end.open")), *ends), self._end)
        self._panel.show_ending_said(self.said())

    def why_open(self) -> str:
        """Why this sheet closes no case; "" where it closes one."""
        typed = self._panel.typed()
        priority = urgency_of(self.duty, self._priority, self._desk.board.district)
        has_calls, rights = any(any(call) for call in typed.calls), self._desk.board.rights
        return why_not_closed(self._end, typed.values["outcome"], has_calls, priority, rights, self._desk.actor)

    def said(self) -> str:
        """What becomes of the outcome, in words."""
        typed, why = self._panel.typed(), self.why_open()
        outcome = typed.values["outcome"]
        if not why:
            return self._look.text("paper.end.closes", time=self._time())
        if why == "open":
            key = "offer" if sounds_over(outcome) else "note" if outcome else ""
            return self._look.text(f"paper.end.{key}") if key else ""
        priority = urgency_of(self.duty, self._priority, self._desk.board.district)
        return self._look.text(f"paper.end.{why}", word=self._look.word(priority))

    def _time(self) -> str:
        said, now = self._panel.typed().values, self._desk.now().astimezone(LOCAL)
        at = true_time(said["time"], now)
        ended: datetime | None = true_time(said["ended"], now, at) if said["ended"] else at
        return fmt.hour_minute(ended) if ended is not None else self._look.text("missing")

    def _draft(self) -> Draft:
        said = self._panel.typed().values
        return Draft(title=said["title"], narrative=said["narrative"], duty=self._duty, priority=self._priority)

    def _take_matter(self, code: str) -> None:
        self._duty = code
        self.show()

    def _found_matter(self, code: str) -> None:
        self._take_matter(code)
        self._panel.matter.setFocus()

    def _take_urgency(self, priority: Priority | None) -> None:
        self._priority = priority
        self.show()

    def _take_end(self, code: str) -> None:
        self._end = code
        self.show()

    def _ask_matter(self) -> None:
        """All matters of the list, by typing."""
        title, hint = self._look.text("register.matter.search"), self._look.text("register.matter.search_hint")
        self.search.ask(title, view.matter_options(self._desk.board.district, self._look), search=True, hint=hint)
        self.search.move_over(self._panel)
