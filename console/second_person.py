"""The second person at a desk: approves, refuses, records a word by telephone, countersigns; and their list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console import second_view as view
from console.actions import EVERYWHERE, Action, Run, Why
from console.asked import Notice as Said
from console.desk import Desk
from core.domain import commands as cmd
from core.domain.nouns import Case, Second, Unsigned
from core.domain.refusals import Refusal
from core.domain.rules.second import TOLERANCE
from widgets import format as fmt
from widgets.banner import Notice
from widgets.confirm_bar import ConfirmBar, Question
from widgets.look import Look
from widgets.picker import Picker
from widgets.second_person import Call, PhoneForm
from widgets.unsigned_list import UnsignedList

_NO_REQUEST: Final = Refusal(rule="no_request", zh="没有待第二人确认的请求", en="No request waits for a second person")
_NO_OWN: Final = Refusal(rule="no_own", zh="没有本人的请求在等", en="No request of your own waits")
_GONE: Final = Refusal(
    rule="request_gone", zh="没有待第二人确认的请求：横条上那件已了结", en="No request waits: the one shown is settled"
)
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def _first(found: Sequence[tuple[Case, Second]]) -> str:
    return found[0][0].no if found else ""


def _refusal(shown: str, waiting: Sequence[tuple[Case, Second]], none: Refusal) -> Refusal | None:
    """Why a key means nothing now: nothing was shown, or what was shown waits no longer."""
    if not shown:
        return none
    return None if any(case.no == shown for case, _ in waiting) else _GONE


class SecondPerson(QObject):
    """Lies over the window as the list (Ctrl+B), the telephone form or the bar that asks before an approval."""

    case_wanted = Signal(str)
    done = Signal()  # the keyboard goes back

    def __init__(self, desk: Desk, look: Look, confirm: ConfirmBar, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._look = desk, look
        self.waiting = view.Waiting(desk)
        self.confirm = confirm
        self.list = UnsignedList(look, window)
        self.form = PhoneForm(look, window)
        self.reasons = Picker(look, window)
        self._take: Callable[[str], None] = lambda _: None
        self._phoned: str | None = None
        self._shown_request = self._shown_own = ""  # the numbers whose lines on the banner show the keys
        self.list.acted.connect(self._key)
        self.list.closed.connect(self.done)
        self.form.recorded.connect(self._record)
        self.form.closed.connect(self._back)
        self.reasons.typed.connect(lambda text: self._take(text))
        self.reasons.closed.connect(self._back)
        self._window = window

    # --- the overlay's side -----------------------------------------------------------------------------------

    def acts(self) -> Sequence[Action]:
        """What opens it."""
        return (
            Action("second", "二人确认与补签", "Second person, signatures", ("Ctrl+B",), self.open, scope=EVERYWHERE),
            self._keyed("second_yes", "批准请求", "Approve the request", "Ctrl+O", self._no_request, self._yes),
            self._keyed(
                "second_no",
                "不批或撤销请求",
                "Refuse or recall a request",
                "Ctrl+W",
                self._nothing_waits,
                lambda: self.ask_refusal(self._shown_request or self._shown_own),
            ),
            self._keyed("second_case", "看请求的事件", "See the request's case", "Ctrl+I", self._no_request, self._see),
            self._keyed("second_phone", "电话授权", "Authorise by phone", "Ctrl+T", self._no_own, self._call),
        )

    # The keys mean the line of its kind that the banner shows with them, and no other that took its place since.

    def _keyed(self, id: str, zh: str, en: str, key: str, why: Why, run: Run) -> Action:
        def pressed() -> None:
            no = why()
            if no is None:
                run()
            else:
                self._desk.noticed.emit(Said("failed", no.zh, no.en))

        return Action(id, zh, en, (key,), pressed, why, EVERYWHERE)

    def _yes(self) -> None:
        self.approve(self._shown_request)

    def _see(self) -> None:
        self.case_wanted.emit(self._shown_request)

    def _call(self) -> None:
        self.by_phone(self._shown_own)

    def _no_request(self) -> Refusal | None:
        return _refusal(self._shown_request, self.waiting.requests(), _NO_REQUEST)

    def _no_own(self) -> Refusal | None:
        return _refusal(self._shown_own, self.waiting.own(), _NO_OWN)

    def _nothing_waits(self) -> Refusal | None:
        if self._shown_request or not self._shown_own:
            return self._no_request()
        return self._no_own()

    @property
    def is_open(self) -> bool:
        """Whether any part of it lies over the window."""
        return any(not part.isHidden() for part in (self.list, self.form, self.reasons, self.confirm))

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        for part in (self.list, self.form, self.reasons, self.confirm):
            part.restyle(look)
        self._show(self._desk.now())

    def tick(self, now: datetime) -> None:
        """Ages go on."""
        self._show(now)

    def fit(self) -> None:
        """The window has another size."""
        for part in (self.list, self.form, self.confirm):
            part.fit()

    def escape(self) -> bool:
        """Close what lies on top."""
        for part in (self.confirm, self.reasons, self.form, self.list):
            if not part.isHidden():
                part.dismiss()
                return True
        return False

    # --- the banner's side ------------------------------------------------------------------------------------

    def notices(self, look: Look, now: datetime) -> list[Notice]:
        """The lines of the banner; what they show first is what the keys mean from now on."""
        self._shown_request, self._shown_own = _first(self.waiting.requests()), _first(self.waiting.own())
        return view.notices(self.waiting, look, now)

    def banner_acted(self, act: str) -> bool:
        """A button of those lines; False when it is somebody else's."""
        verb, _, no = act.partition(":")
        run = {
            "approve": self.approve,
            "refuse": self.ask_refusal,
            "back": self.ask_refusal,
            "phone": self.by_phone,
            "case": self.case_wanted.emit,
            "list": lambda _: self.open(),
        }.get(verb)
        if run is None:
            return False
        run(no)
        return True

    # --- what is done -----------------------------------------------------------------------------------------

    def open(self) -> None:
        """The list of all that waits and all that is unsigned."""
        self.list.open(view.rows(self.waiting, self._look, self._desk.now()))

    def approve(self, no: str) -> None:
        """Ask what, whose and how many, then approve the case as it stood when this was asked."""
        case = self._desk.case(no)
        if case is None or case.second is None:
            return
        asked, version = case.second, case.version
        what = view.what(case, asked.act, asked.wanted, self._look, case.priority)
        question = Question(
            what=self._words(f"批准 1 件：{what}", f"Approve 1: {what}"),
            whom=self._words(f"{asked.asked_by} 请求", f"asked by {asked.asked_by}")
            + f" · {view.whom(case, self._look)}",
            go="second.approve",
        )
        body = cmd.SecondAct(act=asked.act)
        self.confirm.ask(
            question,
            lambda: self._submit("second.approve", no, body, expected_version=version),
            self._back,
        )

    def ask_refusal(self, no: str) -> None:
        """Ask whose request is refused or taken back, then do it for the case as it stood when this was asked."""
        case = self._desk.case(no)
        if case is None or case.second is None:
            return
        asked, version = case.second, case.version
        what = view.what(case, asked.act, asked.wanted, self._look, case.priority)
        is_own = asked.asked_by == self._desk.actor.name
        words = self._words("撤销", "Take back") if is_own else self._words("不批", "Refuse")
        whose = self._words("本人请求", "your own request") if is_own else (
            self._words(f"{asked.asked_by} 请求", f"asked by {asked.asked_by}")
        )  # fmt: skip
        question = Question(
            what=self._words(f"{words} 1 件：{what}", f"{words} 1: {what}"),
            whom=f"{whose} · {view.whom(case, self._look)}",
            go="second.withdraw" if is_own else "second.refuse",
        )
        body = cmd.SecondAct(act=asked.act)
        self.confirm.ask(
            question, lambda: self._submit("second.refuse", no, body, expected_version=version), self._back
        )

    def refuse(self, no: str) -> None:
        """From its own line in the list: refuse, or take one's own back; needs no reason."""
        case = self._desk.case(no)
        if case is not None and case.second is not None:
            self._submit("second.refuse", no, cmd.SecondAct(act=case.second.act))

    def by_phone(self, no: str) -> None:
        """Record who authorised it by telephone."""
        case = self._desk.case(no)
        if case is None or case.second is None:
            return
        self._phoned = no
        about = view.what(case, case.second.act, case.second.wanted, self._look, case.priority)
        self.form.ask(about, fmt.hour_minute(self._desk.now()))

    def sign(self, no: str, id: str) -> None:
        """Countersign after a look at what it was."""
        found = self._unsigned(no, id)
        if found is None:
            return
        case, unsigned = found
        what = view.what(case, unsigned.act, unsigned.wanted, self._look)
        question = Question(
            what=self._words(f"补签 1 件：{what}", f"Sign 1: {what}"),
            whom=self._words(f"{unsigned.done_by} 办 · ", f"done by {unsigned.done_by} · ")
            + view.whom(case, self._look),
            go="second.sign",
        )
        self.confirm.ask(question, lambda: self._submit("second.countersign", no, cmd.Countersign(id=id)), self._back)

    def dispute(self, no: str, id: str) -> None:
        """Say why one does not stand by it; the act stays done and on the list."""
        if self._unsigned(no, id) is None:
            return
        self._take = lambda text: self._submit("second.countersign", no, cmd.Countersign(id=id, ok=False, text=text))
        self.reasons.ask(
            self._words("异议理由", "Why disputed"),
            (),
            free=True,
            hint=self._words("如：没有接到这个电话", "e.g. there was no such call"),
        )
        self.reasons.move_over(self.list)

    # --- inside -----------------------------------------------------------------------------------------------

    def _key(self, key: str, row: str) -> None:
        kind, _, rest = row.partition(":")
        no, _, id = rest.partition("/")
        if key == "G":
            self.list.dismiss()
            self.case_wanted.emit(no)
            return
        run = {
            ("ask", "Enter"): lambda: self.approve(no),
            ("ask", "R"): lambda: self.refuse(no),
            ("own", "R"): lambda: self.refuse(no),
            ("own", "P"): lambda: self.by_phone(no),
            ("sign", "Enter"): lambda: self.sign(no, id),
            ("sign", "R"): lambda: self.dispute(no, id),
        }.get((kind, key))
        if run is not None:
            run()

    def _record(self, call: Call) -> None:
        no, said_at = self._phoned, self._time(call.time)
        if said_at is None or no is None:
            self.form.show_fault(self._look.text("phone.bad_time"))
            return
        body = cmd.SecondPhone(who=call.who, phone=call.phone, text=call.text, account=call.account or None)
        refused = self._desk.refusal("second.phone", f"case/{no}", body)
        if refused is not None:
            self.form.show_fault(self._words(refused.zh, refused.en))
            return
        self._submit("second.phone", no, body, occurred_at=said_at)
        self.form.dismiss()

    def _time(self, text: str) -> datetime | None:
        """Hours and minutes as the last moment they were; None when it is no time, or lies ahead by a little."""
        zone = timezone(timedelta(minutes=self._desk.board.district.utc_offset_minutes))
        now = self._desk.now().astimezone(zone)
        said = _TIME.fullmatch(text.replace("：", ":"))
        if said is None:
            return None
        at = now.replace(hour=int(said[1]), minute=int(said[2]), second=0, microsecond=0)
        ahead = at - now
        if ahead > timedelta(hours=12):
            at -= timedelta(days=1)  # before midnight
        return at if at <= now + TOLERANCE else None

    def _submit(
        self,
        name: str,
        no: str,
        body: cmd.Body,
        expected_version: int | None = None,
        occurred_at: datetime | None = None,
    ) -> None:
        self._desk.submit(name, f"case/{no}", body, expected_version, occurred_at)

    def _unsigned(self, no: str, id: str) -> tuple[Case, Unsigned] | None:
        case = self._desk.case(no)
        if case is None:
            return None
        return next(((case, each) for each in case.unsigned if each.id == id), None)

    def _show(self, now: datetime) -> None:
        if not self.list.isHidden():
            self.list.show_rows(view.rows(self.waiting, self._look, now))

    def _back(self) -> None:
        """What lay on top is gone: the list has the keyboard again, or the page."""
        if self.list.isHidden():
            self.done.emit()
        else:
            self.list.setFocus()

    def _words(self, zh: str, en: str) -> str:
        return zh if self._look.lang.startswith("zh") else en
