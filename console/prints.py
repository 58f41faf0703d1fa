"""Files to print: sheets for an outage, the telephone list, one case; kept in the seat's folder and shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from console import paper_pages
from console.actions import EVERYWHERE, Action
from console.asked import Notice
from console.case_view import case_view, source_name, told_of, unit_name
from console.desk import NO_SELECTION, Desk
from console.printing import Heading, Page, write_pdf
from console.reasons import translated
from core.domain.board import LOCAL
from core.domain.nouns import HIDDEN, Case, Task
from core.domain.paper import pad_of
from core.domain.refusals import Refusal
from core.domain.rules.rights import may
from core.domain.story import Line
from widgets import format as fmt
from widgets.look import Look

Show = Callable[[Path], object]


class Prints:
    """Makes the files; `show` opens one in the system's own viewer, where it is printed."""

    def __init__(self, desk: Desk, look: Look, folder: Path, show: Show) -> None:
        self._desk, self._look, self._folder, self._show = desk, look, folder, show
        self._pads: set[str] = set()  # sets printed here, also those whose file is gone

    def acts(self) -> Sequence[Action]:
        """No keys: the list of all acts and the palette lead here."""
        return (
            Action("print_case", "打印事件单", "Print case sheet", (), self.case, self.case_refusal, EVERYWHERE),
            Action("print_phones", "打印电话表", "Print telephone list", (), self.phones, scope=EVERYWHERE),
        )

    def restyle(self, look: Look) -> None:
        """Take another language."""
        self._look = look

    def case_refusal(self) -> Refusal | None:
        """Without a case there is nothing to print."""
        return NO_SELECTION if self._desk.case(self._desk.selection) is None else None

    def case(self) -> None:
        """The selected case, as this person sees it."""
        case = self._desk.case(self._desk.selection)
        if case is None:
            return
        pages = paper_pages.case_pages(case_paper(self._desk, case, self._look), self._look)
        self._write(f"{case.no}-case.pdf", pages, "print.case")

    def phones(self) -> None:
        """All units, and who holds the duty posts; people's numbers for those who make the calls."""
        board = self._desk.board
        rows = paper_pages.phone_rows(board.district, self._look, may(board.rights, self._desk.actor, "case.phone"))
        self._write("phones.pdf", paper_pages.phone_pages(rows, self._look), "print.phones")

    def sheets(self) -> str:
        """A new set of blank sheets; its name, or nothing where it could not be written."""
        desk = self._desk
        at, seat = desk.now().astimezone(LOCAL), desk.actor.seat or ""
        while pad_of(at, seat) in self._pads or (self._folder / f"paper-{pad_of(at, seat)}.pdf").exists():
            at += timedelta(minutes=1)  # two sets within a minute are still two sets
        pad = pad_of(at, seat)
        self._pads.add(pad)
        pages = paper_pages.blank_pages(pad, desk.board.district, self._look)
        return pad if self._write(f"paper-{pad}.pdf", pages, "paper.blank") else ""

    def asked(self, what: str) -> str:
        """Print "sheets" or "phones"; the name of the set, if one was printed."""
        if what == "sheets":
            return self.sheets()
        self.phones()
        return ""

    def _write(self, name: str, pages: Sequence[Page], title: str) -> bool:
        desk, look, path = self._desk, self._look, self._folder / name
        district = desk.board.district
        centre = district.centre_zh if look.lang.startswith("zh") else district.centre_en
        at = desk.now().astimezone(LOCAL)
        try:
            write_pdf(path, pages, Heading(centre, look.text(title), desk.actor.name, desk.actor.seat or "", at), look)
        except OSError as error:
            why = error.strerror or ""
            desk.noticed.emit(Notice("failed", f"未能存盘：{why}", f"Could not be saved: {why}"))
            return False
        desk.noticed.emit(Notice("done", f"已存为 {path}", f"Saved as {path}"))
        self._show(path)
        return True


def case_paper(desk: Desk, case: Case, look: Look) -> paper_pages.CasePaper:
    """A case as it stands on screen for this person, what is hidden there hidden here, in words for paper."""
    view = case_view(desk, case, desk.advice(case), None, look)
    district = desk.board.district

    def value(said: str | None) -> str:
        return look.text("masked") if said == HIDDEN else said or look.text("missing")

    def task(each: Task) -> str:
        role = look.text(f"role.{'asked' if each.asked else each.role}")
        parts = (
            unit_name(district, each.unit, look, full=True),
            role,
            look.word(each.state),
            _when(each.sent_at, look),
        )
        return "  ".join((*parts, told_of(each, look))).rstrip()

    def line(each: Line) -> str:
        who = source_name(district, each.actor, look) if each.actor in district.sources else each.actor
        words = translated(each.zh if look.lang.startswith("zh") else each.en, look.lang)
        parts = (_when(each.at, look), who, look.words.event(each.name), words)
        return "  ".join(part for part in parts if part)

    return paper_pages.CasePaper(
        no=case.no,
        title=view.head.title,
        facts=tuple((look.text(fact.label), value(fact.value)) for fact in view.facts),
        narrative=view.narrative,
        tasks=tuple(task(each) for each in case.tasks),
        record=tuple(line(each) for each in desk.story(case)),
    )


def _when(at: datetime, look: Look) -> str:
    return f"{fmt.date(at, look.lang)} {fmt.hour_minute(at)}"
