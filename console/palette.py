"""Ctrl+K: the command line over the window. It says what a line would do, does it on Enter, and finds the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from threading import Thread
from typing import Final

from PySide6.QtCore import QObject, QTimer

from console.actions import EVERYWHERE, Action, why
from console.desk import Desk
from console.line import hits
from console.line.effect import Effect, effect
from console.line.grammar import Choice, Fault, Known, Offer, Parsed, Plan, Verb
from console.line.known import Cases, Directory, case_label, known, verb_of
from console.line.names import Name
from console.line.parse import parse
from console.line.words import plain
from console.prefs import PrefsStore
from console.takes import Takes
from console.window import Window
from core.domain.board import Changes
from core.domain.refusals import Refusal
from core.domain.rules.rights import may
from widgets.look import Look
from widgets.palette import CommandPalette, PaletteRow

HISTORY: Final = 50
WARM_AFTER_MS: Final = 3_000
_GROUPS: Final = ("page.", "layout.")


class Palette(QObject):
    """An overlay of the window: reads the line with the table of all actions, and knows nothing else to do."""

    def __init__(self, desk: Desk, look: Look, prefs: PrefsStore, window: Window) -> None:
        super().__init__(window)
        self._desk, self._look, self._prefs, self._window = desk, look, prefs, window
        self.view = CommandPalette(look, window)
        self._books: dict[tuple[str, bool], Directory] = {}
        self.cases = Cases(desk)
        self._table: dict[str, tuple[str, Action]] = {}
        self._known: Known | None = None
        self._parsed: Parsed | None = None
        self._effect: Effect | None = None
        self._is_armed = False  # Enter was pressed on a line in doubt: digits choose
        self._recalled: int | None = None  # place in the history, from its end
        self._connect()

    def _connect(self) -> None:
        view = self.view
        view.edited.connect(self._edited)
        view.chosen.connect(self._choose)
        view.entered.connect(self._arm)
        view.completed.connect(self._complete)
        view.digit.connect(self._digit)
        view.older.connect(lambda: self._recall(1))
        view.newer.connect(lambda: self._recall(-1))
        view.closed.connect(self._window.take_focus)
        self._window.foot.line_requested.connect(self.open)
        self._desk.changed.connect(self._changed)
        self._desk.ready.connect(lambda _: QTimer.singleShot(WARM_AFTER_MS, self, self.warm))

    # --- the window's side ------------------------------------------------------------------------------------

    def acts(self) -> Sequence[Action]:
        """The way in, and the verbs that name one of several actions."""
        go = Action("page", "去", "Go to", (), lambda: self.open("去 "), scope=EVERYWHERE, verbs=("qw", "go"))
        lay = Action("layout", "布局", "Layout", (), lambda: self.open("布局 "), scope=EVERYWHERE, verbs=("bj",))
        groups = [go, lay] if any(a.id.startswith("layout.") for _, a in self._window.table()) else [go]
        return (Action("palette", "指令", "Commands", ("Ctrl+K",), self.open, scope=EVERYWHERE), *groups)

    @property
    def verbs(self) -> tuple[Verb, ...]:
        """Every action as it can be typed."""
        return self._known.verbs if self._known is not None else ()

    @property
    def parsed(self) -> Parsed | None:
        """What the line means."""
        return self._parsed

    @property
    def is_open(self) -> bool:
        """Whether it lies over the window now."""
        return not self.view.isHidden()

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self.view.restyle(look)
        if self.is_open:
            self._learn()
            self._show()

    def tick(self, now: datetime) -> None:
        """What is shown stays true while time passes: a claim lapses, a minute is over."""
        if self.is_open and self._is_barred:
            self.view.hide()
        elif self.is_open:
            self._show()

    def fit(self) -> None:
        """The window has another size."""
        self.view.fit()

    def escape(self) -> bool:
        """Close."""
        if not self.is_open:
            return False
        self.view.dismiss()
        return True

    def open(self, text: str = "") -> None:
        """Lay it over the window; the keyboard goes back afterwards to where it was."""
        if self.is_open:
            self.view.field.selectAll()
            return
        if self._is_barred:
            return
        self._recalled = None
        self._learn()
        self.view.open(text)
        self._edited()
        self._window.activateWindow()
        QTimer.singleShot(0, self, self._read)  # once it is seen: with 20,000 cases it takes longer than a key may

    def warm(self) -> None:
        """Learn the readings of all names before anybody waits for them."""
        if self._book_kind not in self._books:
            Thread(target=self.book.warm, name="readings", daemon=True).start()

    @property
    def _is_barred(self) -> bool:
        """Whether nobody sits here, or the seat is locked."""
        return self._window.sign_in.isVisible() or self._window.blocked()

    # --- what is known ----------------------------------------------------------------------------------------

    @property
    def book(self) -> Directory:
        """The names of the desk's language; people's numbers for those who make the calls."""
        kind = self._book_kind
        if kind not in self._books:
            self._books[kind] = Directory(self._desk.board.district, *kind)
        return self._books[kind]

    @property
    def _book_kind(self) -> tuple[str, bool]:
        return self._look.lang, may(self._desk.board.rights, self._desk.actor, "case.phone")

    def _learn(self) -> None:
        """Take in the table of actions and whatever can be named."""
        self.cases.forget()
        self._table = {}
        for page, action in self._window.table():
            if not action.same_as and action.id != "palette":
                key = action.id if page in ("", self._window.desk_page.name) else f"{page}.{action.id}"
                self._table.setdefault(key, (page, action))
        lang = self._look.lang
        verbs = tuple(
            verb_of(key, (action.zh, action.en), action.verbs, _takes(key, action), lang)
            for key, (_, action) in self._table.items()
        )
        choices = tuple(
            Name(key, _bare(action.title(lang)), action.title(lang), (_bare(action.zh), _bare(action.en)))
            for key, (_, action) in self._table.items()
            if key.startswith(_GROUPS)
        )
        self._known = known(self._desk, self.cases, self.book, verbs, choices, self._look)

    def _changed(self, changes: Changes) -> None:
        self.cases.take(changes.cases)

    # --- showing ----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self.cases.read()

    def _edited(self) -> None:
        self._is_armed = False
        self._show()

    def _show(self) -> None:
        """Read the line anew and say what it means."""
        if self._known is None:
            return
        self._known = _reselected(self._known, self._desk)
        parsed = parse(self.view.text(), self._known)
        self._parsed, self._effect = parsed, None
        if isinstance(parsed, Choice | Fault):
            self._show_doubt(parsed)
        elif isinstance(parsed, Plan):
            self.view.show_rows(self._plan_rows(parsed))
        else:
            self.view.show_rows(self._hit_rows(parsed.text))

    def _show_doubt(self, doubt: Choice | Fault) -> None:
        look = self._look
        said = look.text(doubt.text, word=doubt.word)
        if isinstance(doubt, Fault) and doubt.offers:
            said = look.text("line.maybe", fault=said)
        rows = [PaletteRow(f"offer:{place}", offer.label, digit=place + 1) for place, offer in enumerate(doubt.offers)]
        at_word = self.view.field.cursorPosition() == doubt.end and not doubt.word[-1:].isdigit()
        self.view.show_rows(
            rows, fault=said, mark=(doubt.at, doubt.end), digits=bool(rows) and (self._is_armed or at_word)
        )

    def _plan_rows(self, plan: Plan) -> list[PaletteRow]:
        """What the line would do, and other commands that begin like it."""
        self._effect = made = effect(plan, self._desk, self._look)
        if made is None:
            row = self._other_row(plan)
        else:
            refusal = self._page_refusal(plan) if made.opens else made.refusal
            row = PaletteRow("plan", made.asks[0], more=made.asks[1:], refusal=self._words(refusal))
        rows = [row]
        if plan.is_bare and not plan.is_case_typed and self._known is not None:
            others = [v for v in hits.commands(plain(self.view.text()), self._known.verbs) if v.id != plan.verb.id]
            rows += self._group("palette.commands", [self._verb_row(verb) for verb in others])
        return rows

    def _other_row(self, plan: Plan) -> PaletteRow:
        """What is no command to the hub: a page, a layout, a search, a way."""
        page, action = self._target(plan)
        text, refusal = action.title(self._look.lang), action.refusal()
        if plan.verb.takes is Takes.QUERY:
            text = f"{text} {plan.note}".rstrip()
        elif plan.verb.takes is Takes.CASE:
            case = self._desk.case(plan.case)
            text = f"{text} {case_label(case)}" if case is not None else text
            refusal = None if plan.is_case_typed else refusal
        more = (self._at_page(page),) if self._is_elsewhere(page) else ()
        refusal = None if more else refusal  # it is asked of what is chosen there, once that page is open
        return PaletteRow("plan", text, keys=self._caps(action), more=more, refusal=self._words(refusal))

    def _hit_rows(self, text: str) -> list[PaletteRow]:
        """Cases, commands, then units, people and places."""
        if self._known is None:
            return []
        found = [case for no in hits.cases(text, self.cases) if (case := self._desk.case(no)) is not None]
        cases = [PaletteRow(f"case:{case.no}", case_label(case), self._look.word(case.state)) for case in found]
        most = hits.COMMANDS if text else len(self._known.verbs)
        verbs = [self._verb_row(verb) for verb in hits.commands(text, self._known.verbs, most)]
        if not text:
            verbs.sort(key=lambda row: bool(row.refusal))
        names = [
            PaletteRow(f"{kind}:{name.id}", name.word, self._remark(kind, name))
            for kind, name in hits.things(text, self.book)
        ]
        return [
            *self._group("palette.cases", cases),
            *self._group("palette.commands", verbs),
            *self._group("palette.names", names),
        ]

    def _group(self, head: str, rows: Sequence[PaletteRow]) -> list[PaletteRow]:
        return [PaletteRow("", self._look.text(head)), *rows] if rows else []

    def _remark(self, kind: str, name: Name) -> str:
        does = self._look.text("palette.unit" if kind == "unit" else "palette.place")
        return " · ".join(part for part in (name.label if name.label != name.word else "", does) if part)

    def _verb_row(self, verb: Verb) -> PaletteRow:
        page, action = self._table[verb.id]
        no = action.refusal()
        case = self._desk.case(self._desk.selection)
        about = case.no.rpartition("-")[2] if case is not None and page == self._window.desk_page.name else ""
        if verb.takes in (Takes.NOTHING, Takes.QUERY, Takes.ONE_OF):
            about = ""
        remark = self._at_page(page) if self._is_elsewhere(page) else about
        return PaletteRow(f"verb:{verb.id}", verb.title, remark, self._caps(action), self._words(no))

    def _caps(self, action: Action) -> tuple[str, ...]:
        named = {"Return": "Enter", "Ctrl+Return": "Ctrl+Enter", "Slash": "/", "Period": "."}
        return tuple(named.get(key, key) for key in self._look.keys.of(action.id, action.keys))

    def _is_elsewhere(self, page: str) -> bool:
        """Whether an action belongs to a page that has to be opened first, because it acts on what is chosen there."""
        return page not in ("", self._window.desk_page.name, self._window.page.name)

    def _at_page(self, page: str) -> str:
        return self._look.text("palette.at_page", page=self._look.text(f"nav.{page}"))

    def _words(self, refusal: Refusal | None) -> str:
        return why(refusal, self._look.lang) if refusal is not None else ""

    def _page_refusal(self, plan: Plan) -> Refusal | None:
        """Why the list of a verb would not open for the selected case."""
        page, action = self._table[plan.verb.id]
        is_here = plan.case == self._desk.selection and not self._is_elsewhere(page)
        return action.refusal() if is_here else None

    # --- doing ------------------------------------------------------------------------------------------------

    def _target(self, plan: Plan) -> tuple[str, Action]:
        return self._table[plan.objects[0] if plan.verb.takes is Takes.ONE_OF and plan.objects else plan.verb.id]

    def _arm(self) -> None:
        """Enter on a line in doubt: the caret goes to the fault, and digits choose from now on."""
        if isinstance(self._parsed, Choice | Fault):
            self._is_armed = bool(self._parsed.offers)
            self.view.go_to_fault()
            self._show_doubt(self._parsed)

    def _digit(self, digit: int) -> None:
        if isinstance(self._parsed, Choice | Fault) and digit <= len(self._parsed.offers):
            self._settle(self._parsed.offers[digit - 1])

    def _settle(self, offer: Offer) -> None:
        """Put what was meant in place of what was in doubt."""
        doubt = self._parsed
        if isinstance(doubt, Choice | Fault):
            text = self.view.text()
            self.view.set_text(f"{text[: doubt.at]}{offer.text} {text[doubt.end :].lstrip()}")

    def _complete(self, row: str) -> None:
        """Tab: the words of a row into the line, to go on typing."""
        kind, _, what = row.partition(":")
        if kind == "verb":
            self.view.set_text(f"{self._table[what][1].title(self._look.lang)} ")
        elif kind == "case":
            self.view.set_text(f"{what.rpartition('-')[2]} ")
        elif kind in ("offer", "unit"):
            self._choose(row)

    def _choose(self, row: str) -> None:
        """Enter or a click on a row."""
        kind, _, what = row.partition(":")
        if kind == "plan":
            self._do_plan()
        elif kind == "offer" and isinstance(self._parsed, Choice | Fault):
            self._settle(self._parsed.offers[int(what)])
        elif kind == "case":
            self._leave()
            self._window.go_to_case(what)
        elif kind == "verb":
            self._do_verb(what)
        elif kind == "unit":
            word = next(name.word for name in self.book.units if name.id == what)
            self.view.set_text(f"{self._table['dispatch'][1].title(self._look.lang)} {word} ")
        else:
            self._leave()
            self._find(self.book.area(what))

    def _do_verb(self, key: str) -> None:
        page, action = self._table[key]
        if action.refusal() is not None and not self._is_elsewhere(page):
            return  # the row says why
        if _takes(key, action) is Takes.ONE_OF:
            self.view.set_text(f"{action.title(self._look.lang)} ")
            return
        self._leave()
        self._window.do(page, action)

    def _do_plan(self) -> None:
        """Do what was shown; where it is another thing by now, show that first."""
        shown, row = self._parsed, self.view.current
        self._show()
        plan, now = self._parsed, self.view.current
        if not isinstance(plan, Plan) or plan != shown or row != now or now is None or now.refusal:
            return
        made = self._effect
        self._remember(plan.kept or self.view.text())
        if made is not None and made.wanted:
            self._leave()
            self._desk.submit_group(made.wanted)
            return
        self._open(plan)

    def _open(self, plan: Plan) -> None:
        """What leads to a list, a page, a layout or a search."""
        page, action = self._target(plan)
        if plan.verb.takes is Takes.ONE_OF and not plan.objects:
            self.view.set_text(f"{self.view.text().strip()} ")
            return
        self._leave()
        if plan.verb.takes is Takes.QUERY and plan.note:
            self._find(plan.note)
            return
        if plan.is_case_typed and plan.case is not None:
            self._window.go_to_case(plan.case)
            if plan.verb.id == "go_to" or self._desk.selection != plan.case:
                return
        self._window.do(page, action)

    def _find(self, text: str) -> None:
        self._window.look_for(text)

    # --- history and leaving ----------------------------------------------------------------------------------

    def _remember(self, line: str) -> None:
        """Keep the line without its remark, for who typed it: words about people stay on the case."""
        kept = [each for each in self._lines() if each != line]
        self._prefs.update(typed={**self._prefs.prefs.typed, self._desk.actor.name: [*kept, line][-HISTORY:]})

    def _lines(self) -> list[str]:
        return self._prefs.prefs.typed.get(self._desk.actor.name, [])

    def _recall(self, by: int) -> None:
        lines = self._lines()
        at = (0 if self._recalled is None else self._recalled) + by
        if not lines or at > len(lines) or (self._recalled is None and by < 0):
            return
        self._recalled = at if at > 0 else None
        self.view.set_text(lines[-at] if at > 0 else "")
        self.view.field.is_recalled = at > 0

    def _leave(self) -> None:
        self.view.dismiss()


def _takes(key: str, action: Action) -> Takes:
    return Takes.ONE_OF if f"{key}." in _GROUPS else action.takes


def _bare(title: str) -> str:
    """A layout's name without the word that says that it is one."""
    return title.removeprefix("布局 ").removeprefix("Layout: ")


def _reselected(found: Known, desk: Desk) -> Known:
    selected = desk.selection if desk.case(desk.selection) is not None else None
    return found if found.selected == selected else Known(found.verbs, found.cases, selected, found.objects)
