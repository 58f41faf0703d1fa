"""What is done with all marked cases at once: planned case by case, told what cannot go, asked where it is wide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from console import reasons, sending
from console.actions import Action, why
from console.asked import Notice, Wanted
from console.case_view import off_duty, unit_name, zh
from console.desk import Desk
from console.line.effect import closed_offices
from console.pages.desk_flows import YOURS, DeskFlows
from core.domain import commands as cmd
from core.domain.decide import OUTCOMES
from core.domain.nouns import HIDDEN, Case, Priority
from core.domain.queue import Tab
from core.domain.refusals import Refusal
from core.domain.rules import second
from core.domain.story import outcome_words
from widgets import format as fmt
from widgets.group_bar import GroupBar, GroupQuestion
from widgets.look import Look
from widgets.picker import Option
from widgets.queue_view import QueueView
from widgets.selection_panel import GroupAct, Marked, SelectionPanel

Plan = Callable[[Case], list[Wanted] | Refusal]

MOST_CLOSED: Final = 1  # closing more at once asks for the number
MOST_DISPATCHED: Final = 5
MOST_TRIED: Final = 60  # above it the panel does not say of each act how many it reaches
_NO: Final = cmd.Nothing()
# What concerns no case, or the last action: works as ever while cases are marked.
_WAYS: Final = frozenset(
    {"recall", "recall_here", "more", "search", "filters", "views", "next", "go_to", "up", "down", "again"}
)
NOT_FOR_GROUP: Final = Refusal(
    rule="not_for_group", zh="多选时不能这样办，Esc 取消多选", en="Not for several at once; Esc clears the selection"
)
NO_ROUTE: Final = Refusal(
    rule="no_route", zh="责任清单无此类，请单独选单位", en="Not in the responsibility list; choose units alone"
)


class GroupFlows:
    """Acts on the marked cases of the queue; with none marked it is off and nothing here happens."""

    def __init__(
        self, desk: Desk, flows: DeskFlows, view: QueueView, bar: GroupBar, panel: SelectionPanel, look: Look
    ) -> None:
        self._desk, self._flows, self._view, self._bar, self._panel = desk, flows, view, bar, panel
        self._look = look
        self._titles: dict[str, tuple[str, str, tuple[str, ...]]] = {}
        self._tables: dict[str, tuple[Callable[[], None], Plan]] = {
            "take": (lambda: self._go("take", self._claim), self._claim),
            "ack": (lambda: self._go("ack", self._one("case.ack")), self._one("case.ack")),
            "dispatch": (self._dispatch, self._route),
            "urge": (lambda: self._go("urge", self._one("case.urge", cmd.Urge())), self._one("case.urge", cmd.Urge())),
            "priority": (self._priority, self._any_priority),
            "note": (self._note, self._one("case.note", cmd.Note("?"))),
            "close": (self._close, self._one("case.close", cmd.Close("unfounded"))),
            "release": (lambda: self._go("release", self._one("case.release")), self._one("case.release")),
        }

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look

    @property
    def is_on(self) -> bool:
        """Whether acts concern what is marked."""
        return bool(self._view.marks)

    def cases(self) -> list[Case]:
        """The marked cases still in sight, as they were marked; a shared row stands for all that share it."""
        numbers = dict.fromkeys(each for no in self._view.marks for each in (no, *self._desk.rows.members(no)))
        return [case for no in numbers if (case := self._desk.case(no)) is not None]

    # --- the table of acts ------------------------------------------------------------------------------------

    def take_over(self, actions: Sequence[Action]) -> tuple[Action, ...]:
        """The same actions, each for the marked cases while there are any."""
        return tuple(action if action.id in _WAYS else self._for_group(action) for action in actions)

    def _for_group(self, action: Action) -> Action:
        id = {"claim": "take", "dispatch_anywhere": "dispatch"}.get(action.id, action.id)
        if id not in self._tables:
            return replace(action, refusal=lambda: NOT_FOR_GROUP if self.is_on else action.refusal())
        self._titles.setdefault(id, (action.zh, action.en, action.keys))
        run, plan = self._tables[id]
        return replace(
            action,
            run=lambda: run() if self.is_on else action.run(),
            refusal=lambda: self._refusal(plan) if self.is_on else action.refusal(),
        )

    def _refusal(self, plan: Plan) -> Refusal | None:
        """Why it reaches none of them; None as soon as it reaches one."""
        first: Refusal | None = None
        for case in self.cases():
            answer = plan(case)
            if not isinstance(answer, Refusal):
                return None
            first = first or answer
        return first or NOT_FOR_GROUP

    # --- the panel --------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Say how many are marked, which, and what can be done with all; what was closed is marked no more."""
        is_past = self._desk.queue.filter.tab is Tab.CLOSED
        known = {case.no: case for case in self.cases()}
        gone = [n for n in self._view.marks if n not in known or (known[n].closed_at is not None and not is_past)]
        if gone:
            self._view.unmark(gone)  # the view tells, and this is asked again
            return
        cases, look = self.cases(), self._look
        head = look.text("group.head", count=fmt.count(len(cases)))
        levels = {p: sum(case.priority is p for case in cases) for p in Priority}
        sub = " · ".join(f"{look.word(p)} {fmt.count(n)}" for p, n in levels.items() if n)
        rows = [
            Marked(fmt.short_no(c.no), c.priority, self._title(c), look.word(c.state), c.no == self._view.current)
            for c in cases
        ]
        self._panel.show_group(head, sub, rows, [self._act(id, cases) for id in self._tables])

    def _act(self, id: str, cases: Sequence[Case]) -> GroupAct:
        zh_word, en_word, keys = self._titles[id]
        word, plan = zh_word if zh(self._look) else en_word, self._tables[id][1]
        if len(cases) > MOST_TRIED:
            return GroupAct(id, word, keys[:1])
        answers = [plan(case) for case in cases]
        refused = [answer for answer in answers if isinstance(answer, Refusal)]
        can = len(answers) - len(refused)
        text = self._look.text("group.act", act=word, can=can, count=len(cases))
        wanted = [each for answer in answers if not isinstance(answer, Refusal) for each in answer]
        if off := closed_offices(self._desk, wanted):
            text = self._look.text("dispatch.with_off", act=text, count=len(off))
        if can and self._desk.connection.is_lost:
            text = f"{text} · {self._look.text('act.queued')}"
        return GroupAct(id, text, keys[:1], why(refused[0], self._look.lang) if refused and not can else "")

    # --- plans: what one case of the group would be sent ------------------------------------------------------

    def _one(self, name: str, body: cmd.Body = _NO) -> Plan:
        def plan(case: Case) -> list[Wanted] | Refusal:
            subject = f"case/{case.no}"
            no = self._desk.refusal(name, subject, body)
            return no if no is not None else [(name, subject, body)]

        return plan

    def _claim(self, case: Case) -> list[Wanted] | Refusal:
        is_mine = case.holder == self._desk.actor.name and case.acked
        return YOURS if is_mine else self._one("case.claim")(case)

    def _route(self, case: Case) -> list[Wanted] | Refusal:
        """The route recommended for this case, never a weak guess."""
        if self._desk.connection.is_lost:
            return sending.BY_PHONE
        way = self._desk.advice(case).route
        lead = way.lead if way is not None else next(iter(self._desk.board.district.units), "")
        assist = way.assist if way is not None else ()
        no = self._desk.refusal("case.dispatch", f"case/{case.no}", cmd.Dispatch(lead, assist))
        if no is not None or way is None:
            return no or NO_ROUTE
        return sending.planned(self._desk, case, self._look)

    def _any_priority(self, case: Case) -> list[Wanted] | Refusal:
        other = Priority.P2 if case.priority is Priority.P1 else Priority.P1
        return self._one("case.set_priority", cmd.SetPriority(priority=other, reason="?"))(case)

    # --- acts that ask something first ------------------------------------------------------------------------

    def _dispatch(self) -> None:
        self._go("dispatch", self._route, most=MOST_DISPATCHED, remark=self._off_duty)

    def _off_duty(self, cases: Sequence[Case]) -> str:
        """Which of the units that would be given work have nobody there now, and who takes their calls."""
        answers = [self._route(case) for case in cases]
        wanted = [each for answer in answers if not isinstance(answer, Refusal) for each in answer]
        district, look, now = self._desk.board.district, self._look, self._desk.now()
        told = [
            f"{unit_name(district, u, look)} {off_duty(district, u, look, now)}"
            for u in closed_offices(self._desk, wanted)
        ]
        return ("；" if zh(look) else "; ").join(told)

    def _note(self) -> None:
        hint = self._words("备注内容", "The note")
        self._choose(hint, (), lambda text: self._go("note", self._one("case.note", cmd.Note(text=text))), free=True)

    def _priority(self) -> None:
        options = [Option(p.value, f"{p.value[1]} {self._look.word(p)}") for p in Priority]
        self._choose(self._words("紧急程度", "Urgency"), options, lambda found: self._prioritise(Priority(found)))

    def _prioritise(self, priority: Priority) -> None:
        def go(reason: str | None) -> None:
            self._go("priority", self._one("case.set_priority", cmd.SetPriority(priority=priority, reason=reason)))

        if any(case.priority < priority for case in self.cases()):
            self._choose(self._words("调低理由", "Why lower"), self._coded(reasons.LOWER), go)
        else:
            go(None)

    def _close(self) -> None:
        side = 0 if zh(self._look) else 1
        options = [Option(code, outcome_words(code)[side]) for code in OUTCOMES]
        self._choose(self._words("结案结果", "Outcome"), options, self._close_as)

    def _close_as(self, outcome: str) -> None:
        """Where no unit finished, an outcome that says somebody did something asks how, once for all."""

        def go(text: str | None) -> None:
            body = cmd.Close(outcome=outcome, text=text)
            self._go("close", self._one("case.close", body), most=MOST_CLOSED, remark=lambda c: self._seconded(c, body))

        answers = [self._one("case.close", cmd.Close(outcome=outcome))(case) for case in self.cases()]
        if any(isinstance(answer, Refusal) and answer.rule == "nothing_done" for answer in answers):
            self._choose(
                self._words("没有单位办结，如何解决", "No unit finished: how was it settled"),
                self._coded(reasons.UNSENT),
                go,
            )
        else:
            go(None)

    def _seconded(self, cases: Sequence[Case], body: cmd.Close) -> str:
        """How many of them only ask for a second person."""
        rights, role = self._desk.board.rights, self._desk.actor.role
        count = sum(second.is_needed(rights, case, "case.close", body, role) for case in cases)
        if not count:
            return ""
        return self._words(
            f"其中 {count} 件须第二人批准后才结案", f"{count} of them close only when a second person agrees"
        )

    # --- going ------------------------------------------------------------------------------------------------

    def _go(
        self, id: str, plan: Plan, most: int | None = None, remark: Callable[[Sequence[Case]], str] = lambda _: ""
    ) -> None:
        """Send what can go; first tell what cannot, and ask where it is wide."""
        can, cannot = self._parted(plan, self.cases())
        if not can:
            self._flows.say(cannot[0][1] if cannot else NOT_FOR_GROUP)
            return
        is_wide = most is not None and len(can) > most
        if not is_wide and not cannot:
            self._send(plan, can)
            return
        word = self._titles[id][0 if zh(self._look) else 1]
        what = self._words(f"{word} {len(can)} 件", f"{word}: {len(can)}")
        if cannot:
            what = self._words(
                f"{word}：{len(can)} 件可办，{len(cannot)} 件不可", f"{word}: {len(can)} can go, {len(cannot)} cannot"
            )
        question = GroupQuestion(
            what=what,
            cases=tuple(f"{fmt.short_no(case.no)} {self._title(case)}" for case in can),
            refused=tuple(self._refused(case, no) for case, no in cannot),
            remark=remark(can),
            count=len(can) if is_wide else 0,
        )
        self._bar.ask(question, lambda: self._send(plan, can), self._flows.done.emit)

    def _parted(self, plan: Plan, cases: Sequence[Case]) -> tuple[list[Case], list[tuple[Case, Refusal]]]:
        can, cannot = list[Case](), list[tuple[Case, Refusal]]()
        for case in cases:
            answer = plan(case)
            if isinstance(answer, Refusal):
                cannot.append((case, answer))
            else:
                can.append(case)
        return can, cannot

    def _send(self, plan: Plan, asked: Sequence[Case]) -> None:
        """One group of commands, planned on what the board says now; what can no longer go is told and left."""
        now = [case for each in asked if (case := self._desk.case(each.no)) is not None]
        can, cannot = self._parted(plan, now)
        wanted: list[Wanted] = []
        for case in can:
            answer = plan(case)
            wanted += [] if isinstance(answer, Refusal) else answer
        if wanted:
            self._desk.submit_group(wanted)
        for case, no in cannot:
            no_zh, no_en = f"{fmt.short_no(case.no)} {no.zh}", f"{fmt.short_no(case.no)}: {no.en}"
            self._desk.noticed.emit(Notice("failed", no_zh, no_en))
        self._flows.done.emit()

    # --- words ------------------------------------------------------------------------------------------------

    def _refused(self, case: Case, no: Refusal) -> str:
        return self._words(
            f"{fmt.short_no(case.no)} {self._title(case)}：{no.zh}",
            f"{fmt.short_no(case.no)} {self._title(case)}: {no.en}",
        )

    def _title(self, case: Case) -> str:
        return self._look.text("masked") if case.title == HIDDEN else case.title

    def _choose(self, title: str, options: Sequence[Option], take: Callable[[str], None], free: bool = False) -> None:
        words = self._look.text("group.head", count=fmt.count(len(self.cases())))
        self._flows.choose(f"{words} {title}", options, take, free=free, hint=title if free else "")

    def _coded(self, pairs: Sequence[tuple[str, str]]) -> list[Option]:
        side = 0 if zh(self._look) else 1
        return [Option(pair[side], pair[side]) for pair in pairs]

    def _words(self, zh_text: str, en_text: str) -> str:
        return zh_text if zh(self._look) else en_text
