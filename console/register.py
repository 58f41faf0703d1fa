"""Registering a case by hand (Ctrl+N): the form over the desk, duplicates beside it, the number and the slip after."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QRect

from console import readings
from console import register_place as place
from console import register_view as view
from console.actions import EVERYWHERE, Action, why
from console.as_of import as_of_words
from console.asked import Notice
from console.desk import Desk
from console.lookout import Lookout
from console.places import Places, Spot
from console.register_aside import Aside
from console.registered import Registered
from console.window import Window
from core.domain import commands as cmd
from core.domain.district import grid_at
from core.domain.draft import Draft, addition, faults, kept, read, report_of
from core.domain.nouns import Priority
from core.domain.refusals import Refusal
from core.domain.rules.matching import Matches, match_matters
from widgets.buttons import StackedButton
from widgets.command_bar import Hint
from widgets.duplicate_list import FOOT, HEAD, ROW, DuplicateList
from widgets.keys import own
from widgets.look import Look
from widgets.picker import Picker
from widgets.point_picker import PointPicker
from widgets.register_form import LINES, FormView, RegisterForm
from widgets.text import Words

KEY: Final = "register"  # of the draft
_BACK: Final = Hint(("Esc",), "hint.back")
HINTS: Final[dict[str, tuple[Hint, ...]]] = {
    "": (),
    "form": (
        Hint(("Ctrl+Enter",), "register.send"),
        Hint(("Tab",), "hint.field"),
        Hint(("Ctrl+P",), "register.map"),
        Hint(("Esc",), "register.leave"),
    ),
    "beside": (_BACK,),
    "map": (Hint(("Enter",), "hint.spot"), _BACK),
    "sent": (Hint(("Esc",), "hint.close"),),
}
_ONE: Final = HEAD + ROW + FOOT  # the list with one case, while that is looked at


class Register(QObject):
    """Lies over detail and map; strip and queue stay in sight. Modes: "", "form", "beside", "map" or "sent"."""

    def __init__(self, desk: Desk, look: Look, window: Window, slips: Path) -> None:
        super().__init__(window)
        self._desk, self._look, self._window = desk, look, window
        self._draft, self._saved = Draft(), ""
        self._writer = desk.actor.name
        self._matches, self._spots = Matches(), tuple[Spot, ...]()
        self._faults: dict[str, str] = {}
        self._said, self._reason = "register.said.draft", ""
        self._places = Places(desk.board.district)
        self._aside = Aside(desk)
        self._is_warm = False
        self._lookout = Lookout(desk, self)
        self._mode = ""
        self._laid = QRect()
        self.form = RegisterForm(look, window)
        self.same = DuplicateList(look, window)
        self.search = Picker(look, window)
        self.point = PointPicker(look, window.desk_page.map.canvas)
        self.sent = Registered(desk, look, window, slips)
        self.button = StackedButton(look, "register.button", (own("register", "Ctrl+N"),), small=True)
        self.form.hide()
        self.same.hide()
        self._connect()

    # --- the overlay's side -----------------------------------------------------------------------------------

    def acts(self) -> Sequence[Action]:
        """What opens it."""
        title = "登记", "Register a case"
        return (Action("register", *title, ("Ctrl+N",), self.open, self.refusal, EVERYWHERE),)

    def hints(self) -> Sequence[Hint]:
        """The keys of what is shown of it."""
        return HINTS[self._mode]

    @property
    def is_open(self) -> bool:
        """Whether it lies over the window or waits for a point on the map."""
        return bool(self._mode)

    @property
    def mode(self) -> str:
        """What of it is shown."""
        return self._mode

    @property
    def draft(self) -> Draft:
        """What is being written."""
        return self._draft

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        for part in (self.form, self.same, self.search, self.point, self.sent, self.button):
            part.restyle(look)
        self._show_button()
        if self._mode in ("form", "beside"):
            self._look_at_all()

    def tick(self, now: datetime) -> None:
        """Keep what was written, and look anew at what came in."""
        self._keep()
        self._show_button()
        if self._mode and self._window.blocked():
            self._set_mode("")  # a locked seat shows nobody's telephone number; the draft waits
        self.sent.watch()
        if self._mode and place.area(self._window) != self._laid:
            self._lay_out()  # the page has divided itself anew
        if self._lookout.catch_up() and self._mode in ("form", "beside"):
            self._show()

    def fit(self) -> None:
        """The window has another size."""
        if self._mode:
            self._lay_out()

    def escape(self) -> bool:
        """One step back: the list of matters, the map, the case beside, the form."""
        if not self.search.isHidden():
            self.search.dismiss()
        elif self._mode == "map":
            self._enter("form", "place")
        elif self._mode == "beside":
            self._enter("form", None)
            self.same.setFocus()
        elif self._mode == "sent":
            self.close()
        elif self._mode == "form":
            self.leave()
        else:
            return False
        return True

    # --- opening and leaving ----------------------------------------------------------------------------------

    def refusal(self) -> Refusal | None:
        """Why this person may not register."""
        return self._desk.refusal("case.report", "", cmd.Report(title="?"))

    def open(self) -> None:
        """The form, with the draft that was begun; nothing for who may not register but the reason."""
        no = self.refusal()
        if no is not None:
            self._desk.noticed.emit(Notice("failed", no.zh, no.en))
            return
        if self._mode in ("form", "beside", "map"):
            self._enter("form", "title")
            return
        self._warm()
        if self._window.page is not self._window.desk_page:
            self._window.show_page(self._window.desk_page.name)
        self._take(read(self._desk.drafts.get(KEY)))
        self._said = "register.said.draft" if self._draft.is_empty else "register.said.back"
        self._enter("form", "title")

    def leave(self) -> None:
        """Close and keep the draft; says so."""
        self._keep()
        is_kept = not self._draft.is_empty
        self.close()
        if is_kept:
            self._desk.noticed.emit(Notice("info", *_both("register.kept")))

    def close(self) -> None:
        """Away with it; the keyboard goes back to the page."""
        self._set_mode("")
        self._window.take_focus()

    def _sits(self, who: str) -> None:
        """A session stands: after a broken line the same person writes on, to another it is nothing of theirs."""
        if who != self._writer:
            self._forget()
            self._writer = who

    def _forget(self) -> None:
        """Nobody sits here any more, or another."""
        self._writer = ""
        self._set_mode("")
        self._draft, self._saved = Draft(), ""
        self.sent.forget()
        self._aside.forget()

    def write(self, **fields: str) -> None:
        """Put words into fields as if they had been typed."""
        for field, words in fields.items():
            self.form.set_text(field, words)
            self._edited(field)

    # --- what is typed ----------------------------------------------------------------------------------------

    def _edited(self, field: str) -> None:
        text = self.form.text(field)
        self._draft = replace(self._draft, **{field: text})
        if field == "place":
            self._edited_place(text)
        if self._faults:
            self._find_faults()
        self._look_at_all()

    def _edited_place(self, text: str) -> None:
        """A place that was chosen holds while its name stands; an empty field forgets the point as well."""
        grid = self._desk.board.district.grids.get(self._draft.grid or "")
        if not text.strip():
            self._draft = replace(self._draft, grid=None, lon=None, lat=None)
        elif grid is not None and self._draft.lon is None and not text.startswith((grid.name_zh, grid.name_en)):
            self._draft = replace(self._draft, grid=None)
        self._spots = self._places.find(text)

    def _take_place(self, at: int) -> None:
        zh, spot = self._look.lang.startswith("zh"), self._spots[at]
        name = spot.name_zh if zh else spot.name_en
        if spot.kind == "post":
            name = spot.where_zh if zh else spot.where_en
        self._draft = replace(self._draft, place=name, grid=spot.grid, lon=None, lat=None)
        self._spots = ()
        self.form.set_text("place", name)
        self._look_at_all()
        self.form.take_focus("place")

    def _take_matter(self, code: str) -> None:
        self._draft = replace(self._draft, duty=code)
        self._look_at_all()

    def _take_priority(self, priority: Priority | None) -> None:
        self._draft = replace(self._draft, priority=priority)
        self._look_at_all()

    def _search_matter(self) -> None:
        """All matters of the list, found by name, code or initials."""
        options = view.matter_options(self._desk.board.district, self._look)
        title, hint = self._look.text("register.matter.search"), self._look.text("register.matter.search_hint")
        self.search.ask(title, options, search=True, hint=hint)
        self.search.move_over(self.form)

    def _found_matter(self, code: str) -> None:
        self._take_matter(code)
        self.form.take_focus("matter")

    # --- a point on the map -----------------------------------------------------------------------------------

    def _ask_point(self) -> None:
        if not self._window.desk_page.show_map():
            self._desk.noticed.emit(Notice("info", *_both("register.map.away")))
            return
        self._set_mode("map")
        self.point.ask()

    def _picked(self, px: float, py: float) -> None:
        lon, lat = (round(degrees, 6) for degrees in self._window.desk_page.map.degrees_at(px, py))
        grid = grid_at(self._desk.board.district, lon, lat)
        self._draft = replace(self._draft, grid=grid, lon=lon, lat=lat)
        if not self._draft.place.strip() and grid is not None:
            found = self._desk.board.district.grids[grid]
            name = found.name_zh if self._look.lang.startswith("zh") else found.name_en
            self._draft = replace(self._draft, place=name)
            self.form.set_text("place", name)
        self._enter("form", "matter")

    # --- duplicates -------------------------------------------------------------------------------------------

    def _open_beside(self, no: str) -> None:
        """The case where it always stands; the form stays where there is room for both, else it steps aside."""
        self._window.desk_page.go_to(no)
        self._set_mode("beside")
        self._look_at_all()
        self.same.setFocus()

    def _add_to(self, no: str) -> None:
        """What was told, as a remark on the case that is there, with the caller as a call that was answered."""
        draft, subject = self._draft, f"case/{no}"
        text = addition(draft)
        if not text:
            self._find_faults()
            self._enter("form", "title")
            return
        wanted: list[tuple[str, str, cmd.Body]] = [("case.note", subject, cmd.Note(text, is_report=True))]
        name, phone = draft.name.strip(), draft.phone.strip()
        if (name or phone) and not faults(replace(draft, title="?"), self._desk.now()):
            call = cmd.Phone(draft.title.strip() or text, who=name or None, phone=phone or None)
            wanted.append(("case.phone", subject, call))
        if self._desk.submit_group(wanted):
            self._take(Draft())
            self._keep()
            self.close()
            self._window.open_case(no)
            self._desk.noticed.emit(Notice("done", *_both("register.same.added", no=no)))

    # --- sending ----------------------------------------------------------------------------------------------

    def _send(self) -> None:
        self._find_faults()
        if self._faults:
            self._show()
            self.form.take_focus(next(iter(self._faults)))
            return
        draft = self._draft
        report = report_of(draft, view.duty_of(draft, self._matches), self._desk.now())
        sent = self._desk.submit("case.report", "", report)
        if sent is None:
            return
        self._take(Draft())
        self._keep()
        self._set_mode("sent")
        self.sent.follow(sent, draft)

    def _failed(self, draft: Draft, reason: str) -> None:
        """It did not come to be: back into the form while its card is in sight, else aside, where a button opens it."""
        if not self.sent.shows(draft):
            self._aside.put(draft, reason)
            return
        has_keyboard = self.sent.card.hasFocus()
        self._take_back(draft, reason)
        self._enter("form", "title" if has_keyboard else None)

    def _take_back(self, draft: Draft, reason: str) -> None:
        self._take(draft)
        self._said = "register.said.failed" if reason else "register.said.back"
        self._reason = reason
        self._keep()

    def banner_acted(self, act: str) -> bool:
        """Open what lies aside; what is being written takes its place there. False when it is somebody else's act."""
        verb, _, key = act.partition(":")
        if verb != "aside":
            return False
        self._keep()
        current = read(self._desk.drafts.get(KEY))
        draft, reason = self._aside.take(key)
        if not current.is_empty:
            self._aside.put(current)
        if not self._mode:
            self._warm()
            self._window.show_page(self._window.desk_page.name)
        self._take_back(draft, reason)
        self._enter("form", "title")
        return True

    def _find_faults(self) -> None:
        zh = self._look.lang.startswith("zh")
        found = faults(self._draft, self._desk.now())
        self._faults = {field: words.zh if zh else words.en for field, words in found.items()}

    # --- what is shown ----------------------------------------------------------------------------------------

    def _look_at_all(self) -> None:
        self._matches = match_matters(self._desk.board.district, self._draft.told)
        self._show()

    def _show(self) -> None:
        draft, look, district = self._draft, self._look, self._desk.board.district
        duty = view.duty_of(draft, self._matches)
        no = self.refusal()
        self.form.show_view(
            FormView(
                places=view.place_lines(self._spots, look),
                place_said=view.place_said(draft, district, look),
                is_place_open=view.is_place_open(draft, district),
                matters=view.matter_lines(draft, self._matches, district, look),
                matter=duty if draft.duty is None else draft.duty,
                matter_said=view.matter_said(draft, self._matches, look),
                priority=view.priority_of(draft, duty, district),
                is_priority_own=draft.priority is not None,
                faults=self._faults,
                said=self._said_words(),
                is_said_loud=self._said == "register.said.failed" or bool(self._desk.drafts.trouble),
                refusal=why(no, look.lang) if no is not None else "",
            )
        )
        told = view.told_of(draft, duty, district, self._desk.now())
        found = self._lookout.find(told)
        is_asked = len(draft.told) > 1 or bool(draft.place.strip()) or draft.lon is not None
        self.same.show_lines(view.duplicate_lines(found, self._desk, look), is_asked)
        self.same.show_as_of(as_of_words(self._desk, look))

    def _said_words(self) -> str:
        trouble = self._desk.drafts.trouble
        if trouble:
            return self._look.text("register.said.unkept", why=trouble)
        if self._said == "register.said.failed":
            return self._look.text(self._said, why=self._reason)
        if not self._desk.connection.is_live and self._desk.connection.link is not None:
            return self._look.text("register.said.offline")
        return self._look.text(self._said)

    def _show_button(self) -> None:
        no = self.refusal()
        self.button.refuse(why(no, self._look.lang) if no is not None else None)
        if no is None:
            self.button.setToolTip(f"{self._look.text('register.head')}  Ctrl+N")

    def _take(self, draft: Draft) -> None:
        """Put a draft into the fields."""
        self._draft, self._faults, self._spots = draft, {}, ()
        for name in (*LINES, "narrative"):
            self.form.set_text(name, getattr(draft, name))

    def _keep(self) -> None:
        text = kept(self._draft)
        if text != self._saved and self._desk.actor.name:
            self._saved = text
            self._desk.drafts.put(KEY, text)

    # --- where it lies ----------------------------------------------------------------------------------------

    def _enter(self, mode: str, field: str | None) -> None:
        self._set_mode(mode)
        self._look_at_all()
        if field is not None:
            self.form.take_focus(field)

    def _set_mode(self, mode: str) -> None:
        self._mode = mode
        self._lay_out()
        self.form.setVisible(mode == "form" or (mode == "beside" and place.is_wide(self._window)))
        self.same.setVisible(mode in ("form", "beside"))
        self.sent.card.setVisible(mode == "sent")
        self.point.setVisible(mode == "map")
        for part in (self.form, self.same):
            part.raise_()

    def _lay_out(self) -> None:
        area = self._laid = place.area(self._window)
        form, same = QRect(area), QRect(area)
        if place.is_wide(self._window):
            form.setLeft(place.seam(self._window, area))
            same.setRight(form.left() - 1)  # between them nothing looks through
        else:
            form.setHeight(area.height() - HEAD - ROW - 2)
            same.setTop(form.bottom() + 1)
        if self._mode == "beside":
            same.setTop(area.bottom() - _ONE)
        self.form.setGeometry(form)
        self.same.setGeometry(same)
        self.sent.show_for(self._mode == "sent", form)

    # --- building ---------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        form, same, desk = self.form, self.same, self._desk
        form.edited.connect(self._edited)
        form.place_taken.connect(self._take_place)
        form.matter_chosen.connect(self._take_matter)
        form.matter_search_asked.connect(self._search_matter)
        form.priority_chosen.connect(self._take_priority)
        form.map_asked.connect(self._ask_point)
        form.list_asked.connect(same.setFocus)
        form.sent.connect(self._send)
        form.left.connect(self.leave)
        same.opened.connect(self._open_beside)
        same.added.connect(self._add_to)
        same.left.connect(lambda: self._enter("form", "title"))
        self.search.chosen.connect(self._found_matter)
        self.search.closed.connect(lambda: form.take_focus("matter"))
        self.point.picked.connect(self._picked)
        self.sent.failed.connect(self._failed)
        self.sent.again.connect(self.open)
        self.sent.left.connect(self.close)
        self.button.clicked.connect(self.open)
        self._window.add_to_rail(self.button)
        self._window.notice_sources.append(self._aside.notices)
        self._window.banner_takers.append(self.banner_acted)
        desk.changed.connect(self.sent.hears)
        self._lookout.read.connect(self._read_on)
        desk.left.connect(self._forget)
        desk.ready.connect(lambda ready: self._sits(ready.actor))

    def _read_on(self) -> None:
        if self._mode in ("form", "beside"):
            self._show()

    def _warm(self) -> None:
        """Pinyin's dictionary takes most of a second: it is read beside the hand, before anybody asks."""
        if not self._is_warm:
            self._is_warm = True
            threading.Thread(target=_read_dictionary, name="readings", daemon=True).start()


def _read_dictionary() -> None:
    readings.initials("登记")
    readings.reads("dj", "登记")


def _both(key: str, **values: object) -> tuple[str, str]:
    """A text in both languages, for a notice."""
    return Words("zh_CN").text(key, **values), Words("en").text(key, **values)


def lay_register(desk: Desk, look: Look, window: Window, slips: Path) -> Register:
    """Build it and hand it to the window."""
    register = Register(desk, look, window, slips)
    window.lay(register)
    return register
