"""What the operator does with the selected case: each act is a command to the hub, or a list that leads to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console import reasons, sending
from console.actions import Action, why
from console.asked import Wanted
from console.case_view import off_duty, unit_name, way_of, zh
from console.desk import NO_SELECTION, Desk
from console.line.known import case_label
from console.own_claims import OwnClaims
from console.readings import initials
from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.decide import OUTCOMES, decide
from core.domain.nouns import Case, Priority
from core.domain.refusals import Refusal
from core.domain.rules.routing import Advice, Part
from core.domain.rules.routing import Route as Way
from core.domain.standing import open_tasks
from core.domain.story import outcome_words
from widgets.case_detail import CaseDetail
from widgets.look import Look
from widgets.picker import Option, Picker

_NO: Final = cmd.Nothing()
_ANY, _YES, _UNHEARD, _SKIP = "*", "+", "-", "~"  # not a unit, and not a word anybody types
_WHO_ENDS: Final = re.compile(r"[，,、：:；;\s]")
_ALL, _ONE, _PICK = "all", "one", "pick"
_DIGITS: Final = 9
_TAIL: Final = 4
_MOST_NAMED: Final = 3
SINGLE: Final = Refusal(rule="single_row", zh="这一行只有一件", en="This row holds one case")
YOURS: Final = Refusal(rule="already_yours", zh="已由你认领", en="You hold it already")


class DeskFlows(QObject):
    """Acts on the desk's selection; says a refusal at the place, never in a dialog."""

    done = Signal()  # the keyboard goes back to the queue
    all_wanted = Signal()  # all that share the row are to be dispatched
    list_wanted = Signal()  # the row is to be listed
    refused = Signal(str)  # words for the place where it was asked

    def __init__(self, desk: Desk, detail: CaseDetail, picker: Picker, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._detail, self._picker, self._look = desk, detail, picker, look
        self._chosen: tuple[str, Way] | None = None
        self._take: Callable[[str], None] = lambda _: None
        self._note_id: str | None = None
        self.claims = OwnClaims(desk, look)
        picker.chosen.connect(lambda found: self._take(found))
        picker.typed.connect(lambda found: self._take(found))
        picker.closed.connect(self.done)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        self.claims.restyle(look)

    # --- what is there ----------------------------------------------------------------------------------------

    def case(self) -> Case | None:
        """The selected case."""
        return self._desk.case(self._desk.selection)

    def advice(self) -> Advice:
        """The routes for the selected case."""
        case = self.case()
        return self._desk.advice(case) if case is not None else Advice()

    def chosen(self) -> Way | None:
        """The route taken in place of the recommended one, for the selected case only."""
        if self._chosen is None or self._chosen[0] != self._desk.selection:
            return None
        return self._chosen[1]

    def forget_choice(self) -> None:
        """Another case is selected: its own recommendation counts."""
        self._chosen = None

    def refusal(self, name: str, body: cmd.Body = _NO) -> Callable[[], Refusal | None]:
        """Why this command would be refused for the selected case."""
        return lambda: self._desk.case_refusal(name, body)

    def trigger(self, action: Action) -> None:
        """Do it, or say why not."""
        self.claims.touch()
        no = action.refusal()
        if no is not None:
            self.say(no)
            return
        self._detail.refuse("")
        action.run()

    def say(self, no: Refusal) -> None:
        """A refusal in words at the place."""
        self.refused.emit(why(no, self._look.lang))

    def members(self) -> tuple[str, ...]:
        """The cases behind the selected row: one, or all that share it."""
        no = self._desk.selection
        return () if no is None else self._desk.rows.members(no)

    def shared_refusal(self) -> Refusal | None:
        """Why there is nothing to list."""
        no, rows = self._desk.selection, self._desk.rows
        slot = None if no is None else rows.columns.slot(no)
        if slot is None:
            return NO_SELECTION
        share = rows.share(slot)
        return None if share.count > 1 or share.is_member else SINGLE

    # --- one key, one command ---------------------------------------------------------------------------------

    def ask(self, name: str, body: cmd.Body = _NO) -> str | None:
        """Ask the hub for the selected case."""
        case = self.case()
        return None if case is None else self._desk.submit(name, f"case/{case.no}", body)

    def take(self) -> None:
        """Acknowledge and claim, all that share the row as one group; who holds it already renews the lease."""
        wanted: list[Wanted] = [("case.claim", f"case/{no}", _NO) for no in self.members()]
        if len(wanted) < 2:
            self.ask("case.claim")
        else:
            self._desk.submit_group([w for w in wanted if self._desk.refusal(*w) is None])

    def claim_refusal(self) -> Refusal | None:
        """Why it cannot be taken: nothing selected, closed, another has it, or it is one's own already."""
        case = self.case()
        if case is not None and case.holder == self._desk.actor.name and case.acked:
            return YOURS
        return self._desk.case_refusal("case.claim")

    # --- dispatch ---------------------------------------------------------------------------------------------

    def dispatch_refusal(self) -> Refusal | None:
        """Why the dispatch bar does not open; an unknown matter is no reason, it opens to be classified."""
        case = self.case()
        if case is None:
            return NO_SELECTION
        advice = self.advice()
        way = way_of(advice, self.chosen())
        if way is None and advice.missing is not None:
            return self._missing_refusal(case, advice.missing)
        if way is None and not advice.duties and not advice.others:
            return self._choosing_refusal(case)
        if way is None:
            return self.classify_refusal()
        return self._desk.case_refusal("case.dispatch", cmd.Dispatch(lead=way.lead, assist=way.assist))

    def _missing_refusal(self, case: Case, missing: Way) -> Refusal | None:
        """Why the units that have no part yet cannot be given one."""
        assist = tuple(p.unit for p in missing.parts if p.role == "assist")
        if assist:
            return self._desk.case_refusal("case.dispatch", cmd.Dispatch(lead=missing.lead, assist=assist))
        return self._desk.case_refusal("case.request", cmd.Request(unit=missing.parts[0].unit))

    def _choosing_refusal(self, case: Case) -> Refusal | None:
        """Why no unit can be chosen by hand: somebody leads already, or this person may not."""
        lead = case.lead_unit or next(iter(self._desk.board.district.units), "")
        return self._desk.case_refusal("case.dispatch", cmd.Dispatch(lead=lead))

    def _duties(self) -> Sequence[str]:
        return tuple(self._desk.board.district.duties)

    def arm(self) -> None:
        """Open the dispatch bar: Enter sends, digits take another route; of a shared row ask first which."""
        count = len(self.members())
        if count < 2:
            self._detail.arm()
            return
        options = (
            Option(_ALL, self._words(f"全部 {count} 件，各按各的推荐", f"All {count}, each its own route")),
            Option(_ONE, self._words("只这一件", "This one only")),
            Option(_PICK, self._words("展开挑选", "List them and pick")),
        )
        acts = {_ALL: self.all_wanted.emit, _ONE: self._detail.arm, _PICK: self.list_wanted.emit}
        self._open(self._words("这一行交办哪些", "Dispatch which of this row"), options, lambda found: acts[found]())

    def send(self) -> None:
        """Dispatch to lead and assisting units, ask the outside bodies, and claim what nobody holds: one group."""
        case = self.case()
        wanted = sending.planned(self._desk, case, self._look, self.chosen()) if case is not None else []
        if isinstance(wanted, Refusal):
            self.say(wanted)
            return
        if not wanted:
            return
        self._desk.submit_group(wanted)
        self._chosen = None
        self.done.emit()

    def other(self, digit: int) -> None:
        """A digit in the open bar: another route, or the matter when it is not known yet."""
        case, advice = self.case(), self.advice()
        if case is None:
            return
        if advice.duties and digit <= len(advice.duties):
            self.ask("case.classify", cmd.Classify(duty=advice.duties[digit - 1]))
        elif digit <= len(advice.others):
            self._chosen = (case.no, advice.others[digit - 1])

    def choose_units(self) -> None:
        """Any unit of the district as lead, found by typing."""
        case = self.case()
        if case is None:
            return
        options = self._own_units()
        self._open(
            self._words("选主办单位", "Choose the lead unit"),
            options,
            lambda unit: self._dispatch_to(unit),
            search=True,
            hint=self._words("单位名称", "Unit's name"),
        )

    def _own_units(self) -> list[Option]:
        district = self._desk.board.district
        own = [u for u in district.units.values() if u.kind != "outside"]
        return [self._unit_option(unit.id) for unit in own]

    def _unit_option(self, unit: str) -> Option:
        known = self._desk.board.district.units.get(unit)
        name = unit_name(self._desk.board.district, unit, self._look, full=True)
        if known is None:
            return Option(unit, name)
        told = off_duty(self._desk.board.district, unit, self._look, self._desk.now())
        return Option(
            unit, name, remark=told or known.phone or "", found_by=f"{unit} {known.short_zh} {known.phone or ''}"
        )

    def _named(self, units: Sequence[str]) -> str:
        """Units in words; beyond three only how many they are."""
        names = [unit_name(self._desk.board.district, unit, self._look) for unit in units]
        if len(names) > _MOST_NAMED:
            return self._words(f"{names[0]}等 {len(names)} 家", f"{names[0]} and {len(names) - 1} more")
        return ("、" if zh(self._look) else ", ").join(names)

    def _dispatch_to(self, unit: str) -> None:
        case = self.case()
        wanted = sending.named(self._desk, case, (unit,), self._look) if case is not None else []
        if isinstance(wanted, Refusal):
            self.say(wanted)
        else:
            self._desk.submit_group(wanted)

    def request(self) -> None:
        """请求联动: a body with a command of its own, found by typing, is asked to join in."""
        district = self._desk.board.district
        outside = [self._unit_option(unit.id) for unit in district.units.values() if unit.kind == "outside"]
        self._open(
            self._words("请求联动", "Whom to ask to join in"),
            outside,
            lambda unit: self.ask("case.request", cmd.Request(unit=unit)),
            search=True,
            hint=self._words("单位名称", "Unit's name"),
        )

    def request_refusal(self) -> Refusal | None:
        """Why nobody can be asked; asked with a body that has no part yet."""
        case = self.case()
        busy = {t.unit for t in open_tasks(case)} if case is not None else set()
        outside = [u.id for u in self._desk.board.district.units.values() if u.kind == "outside"]
        free = next((unit for unit in outside if unit not in busy), "")
        return self._desk.case_refusal("case.request", cmd.Request(unit=free))

    # --- lists that lead to a command -------------------------------------------------------------------------

    def escalate(self) -> None:
        """提级 with a coded reason; the title says to whom."""
        self._ask_reason(
            self._rise_words(),
            reasons.ESCALATE,
            lambda text: self.ask("case.escalate", cmd.Escalate(reason=text)),
        )

    def _rise_words(self) -> str:
        """To which rung and whom a raise would go now."""
        case, desk = self.case(), self._desk
        if case is None:
            return self._words("提级理由", "Why escalate")
        wanted = cmd.Command("", "case.escalate", f"case/{case.no}", cmd.Escalate(reason="?"))
        answer = decide(desk.board, wanted, desk.actor, desk.now())
        facts = answer if isinstance(answer, tuple) else ()
        risen = next((fact.data for fact in facts if isinstance(fact.data, ev.CaseEscalated)), None)
        if risen is None:
            return self._words("提级理由", "Why escalate")
        workers = (desk.board.district.workers.get(worker) for worker in risen.asked)
        names = [worker.name_zh if zh(self._look) else worker.name_en for worker in workers if worker is not None]
        rung = self._look.word(risen.rung)
        who = ("、" if zh(self._look) else ", ").join(names[:3])
        to = f"{rung} {who}".rstrip()
        return self._words(f"提级至 {to}，发出不撤，理由", f"Escalate to {to}, not taken back: why")

    def close(self) -> None:
        """结案 with a coded outcome."""
        side = 0 if zh(self._look) else 1
        options = [Option(code, outcome_words(code)[side]) for code in OUTCOMES]
        self._open(
            self._words("结案结果", "Outcome"),
            options,
            self._close_as,
        )

    def _close_as(self, outcome: str) -> None:
        """Close; where no unit finished, an outcome that says somebody did something asks how."""
        no = self._desk.case_refusal("case.close", cmd.Close(outcome=outcome))
        if no is None or no.rule != "nothing_done":
            self.ask("case.close", cmd.Close(outcome=outcome))
            return
        title = self._words("没有单位办结，如何解决", "No unit finished: how was it settled")
        self._ask_reason(
            title, reasons.UNSENT, lambda text: self.ask("case.close", cmd.Close(outcome=outcome, text=text))
        )

    def urge(self) -> None:
        """催办: who is late, else the lead; at once, for it costs nothing and stands on record."""
        self.ask("case.urge", cmd.Urge())

    def urge_refusal(self) -> Refusal | None:
        """Why nobody can be urged."""
        return self._desk.case_refusal("case.urge", cmd.Urge())

    def stand_down(self) -> None:
        """撤派 with a coded reason: every open task of the case ends."""
        case = self.case()
        units = self._named([t.unit for t in open_tasks(case)] if case is not None else [])
        self._ask_reason(
            self._words(f"撤派 {units}，理由", f"Stand down {units}: why"),
            reasons.STAND_DOWN,
            lambda text: self.ask("case.stand_down", cmd.StandDown(reason=text)),
        )

    def stand_down_refusal(self) -> Refusal | None:
        """Why nothing can be stood down."""
        return self._desk.case_refusal("case.stand_down", cmd.StandDown(reason="?"))

    def reopen(self) -> None:
        """重开 with a coded reason."""
        self._ask_reason(
            self._words("重开理由", "Why reopen"),
            reasons.REOPEN,
            lambda text: self.ask("case.reopen", cmd.Reason(reason=text)),
        )

    def reroute(self) -> None:
        """改派: another lead, then the reason."""
        case = self.case()
        lead = self._named([case.lead_unit] if case is not None and case.lead_unit else [])
        title = self._words(f"由 {lead} 改派给", f"Re-route from {lead} to")
        self._open(title, self._own_units(), self._reroute_to, search=True)

    def reroute_refusal(self) -> Refusal | None:
        """Why the lead cannot be changed; asked with any unit that has no task yet."""
        case = self.case()
        if case is None:
            return NO_SELECTION
        busy = {t.unit for t in open_tasks(case)}
        own = [u.id for u in self._desk.board.district.units.values() if u.kind != "outside"]
        free = next((unit for unit in own if unit not in busy), "")
        return self._desk.case_refusal("case.reroute", cmd.Reroute(lead=free, reason="?"))

    def _reroute_to(self, unit: str) -> None:
        name = self._named([unit])
        self._ask_reason(
            self._words(f"改派给 {name}，理由", f"Re-route to {name}: why"),
            reasons.REROUTE,
            lambda text: self.ask("case.reroute", cmd.Reroute(lead=unit, reason=text)),
        )

    def set_priority(self) -> None:
        """调级; a lower urgency asks for the reason."""
        case = self.case()
        if case is None:
            return
        options = [
            Option(p.value, f"{p.value[1]} {self._look.word(p)}", refusal="" if p is not case.priority else "·")
            for p in Priority
        ]
        self._open(self._words("紧急程度", "Urgency"), options, lambda found: self._prioritise(case, Priority(found)))

    def _prioritise(self, case: Case, priority: Priority) -> None:
        if priority < case.priority:
            self.ask("case.set_priority", cmd.SetPriority(priority=priority))
            return
        self._ask_reason(
            self._words("调低理由", "Why lower"),
            reasons.LOWER,
            lambda text: self.ask("case.set_priority", cmd.SetPriority(priority=priority, reason=text)),
        )

    def classify(self) -> None:
        """定类: the matter of the responsibility list, found by typing."""
        side = zh(self._look)
        options = [
            Option(d.code, f"{d.code} {d.name_zh if side else d.name_en}", found_by=" ".join(d.keywords))
            for d in self._desk.board.district.duties.values()
        ]
        self._open(
            self._words("定类", "Classify"),
            options,
            lambda code: self.ask("case.classify", cmd.Classify(duty=code)),
            search=True,
            hint=self._words("事项或关键词", "Matter or keyword"),
        )

    def classify_refusal(self) -> Refusal | None:
        """Why the matter cannot be named."""
        return self._desk.case_refusal("case.classify", cmd.Classify(duty=next(iter(self._duties()), "?")))

    def priority_refusal(self) -> Refusal | None:
        """Why the urgency cannot be changed."""
        case = self.case()
        other = Priority.P1 if case is None or case.priority is not Priority.P1 else Priority.P2
        return self._desk.case_refusal("case.set_priority", cmd.SetPriority(priority=other, reason="?"))

    def accept(self) -> None:
        """受理、不予受理、引导; the last two ask for the reason in words."""
        options = [
            Option("accept", self._words("受理", "Accept")),
            Option("decline", self._words("不予受理", "Decline")),
            Option("guide", self._words("引导", "Guide elsewhere")),
        ]
        self._open(self._words("受理结论", "Intake"), options, self._accept)

    def _accept(self, decision: str) -> None:
        if decision == "accept":
            self.ask("case.accept", cmd.Accept())
            return
        self._open(
            self._words("告知理由", "Reason to tell"),
            (),
            lambda text: self.ask("case.accept", cmd.Accept(decision=decision, reason=text)),
            free=True,
            hint=self._words("写明理由或引导去向", "The reason, or where to go instead"),
        )

    # --- by telephone -----------------------------------------------------------------------------------------

    def phone(self) -> None:
        """Log a call (F): which unit first, those at work on top, then who answered and what was said."""
        case = self.case()
        if case is None:
            return
        units = self._callable(case)
        options = [self._unit_option(unit) for unit in units[: _DIGITS - 1]]
        options.append(Option(_ANY, self._words("其他单位", "Another unit")))
        self._open(self._words("给谁打电话", "Whom to call"), options, lambda unit: self._call(case, unit))

    def _callable(self, case: Case) -> list[str]:
        """The units one would call about a case: at work, then had a part, then proposed."""
        advice = self.advice()
        way = way_of(advice, self.chosen()) or advice.missing
        wanted = [t.unit for t in open_tasks(case)]
        wanted += [t.unit for t in reversed(case.tasks)]
        wanted += [part.unit for part in way.parts] if way is not None else []
        return list(dict.fromkeys(wanted))

    def _call(self, case: Case, unit: str) -> None:
        if unit != _ANY:
            self._ask_call(unit, lambda call: self._log(case, call), may_skip=False)
            return
        options = [self._unit_option(known) for known in self._desk.board.district.units]
        self._open(
            self._words("给谁打电话", "Whom to call"), options, lambda found: self._call(case, found), search=True
        )

    def _ask_call(self, unit: str, then: Callable[[cmd.Phone | None], object], may_skip: bool = True) -> None:
        """Who answered there and what was said; None where the unit was not called at all."""
        known = self._desk.board.district.units.get(unit)
        phone = known.phone if known is not None else None
        name = unit_name(self._desk.board.district, unit, self._look)
        options = [
            Option(_YES, self._words("已接通，答应处置", "Answered, will handle it")),
            Option(_UNHEARD, self._words("未接通", "No answer")),
        ]
        if may_skip:
            options.append(Option(_SKIP, self._words("不联系这家", "Do not call this one")))

        def take(found: str) -> None:
            if found == _SKIP:
                then(None)
                return
            is_code = found in (_YES, _UNHEARD)
            words = next(o.text for o in options if o.id == found) if is_code else found
            who = None if is_code else _WHO_ENDS.split(found, maxsplit=1)[0][:80]
            then(cmd.Phone(text=words, unit=unit, who=who, phone=phone, answered=found != _UNHEARD))

        title = self._words(f"电话 {name} {phone or ''}", f"Call {name} {phone or ''}").rstrip()
        hint = self._words("谁接的，怎么说的", "Who answered, what was said")
        self._open(title, options, take, free=True, hint=hint)

    def _log(self, case: Case, call: cmd.Phone | None) -> None:
        if call is not None:
            self._desk.submit("case.phone", f"case/{case.no}", call)

    def phone_dispatch(self) -> None:
        """Without the hub D calls the units one by one: each is dispatched with the true time and who answered."""
        case = self.case()
        way = way_of(self.advice(), self.chosen())
        if case is None or way is None:
            return
        self._chosen = None
        self._call_next(case, list(way.parts), way.lead)

    def _call_next(self, case: Case, parts: list[Part], lead: str) -> None:
        if not parts:
            return
        part, rest = parts[0], parts[1:]

        def called(call: cmd.Phone | None) -> None:
            if call is not None:
                self._dispatched_by_phone(case, part, lead, call)
            if part.unit == lead and (call is None or not call.answered):
                name = unit_name(self._desk.board.district, lead, self._look)
                self.refused.emit(
                    self._words(f"{name}未接通，没有交办；可换主办", f"No answer from {name}, nothing is dispatched")
                )
                return
            self._call_next(case, rest, lead)

        self._ask_call(part.unit, called, may_skip=part.unit != lead)

    def _dispatched_by_phone(self, case: Case, part: Part, lead: str, call: cmd.Phone) -> None:
        """What was agreed on the telephone, with the time it was: the task, and the call that proves it."""
        subject = f"case/{case.no}"
        wanted: list[Wanted] = []
        if call.answered:
            wanted += sending.claim_first(self._desk, case)
            if part.role == "asked":
                wanted.append(("case.request", subject, cmd.Request(unit=part.unit)))
            else:
                assist = () if part.unit == lead else (part.unit,)
                wanted.append(("case.dispatch", subject, cmd.Dispatch(lead, assist)))
        wanted.append(("case.phone", subject, call))
        self._desk.submit_group(wanted, occurred_at=self._desk.now())

    # --- notes and finding ------------------------------------------------------------------------------------

    def note(self) -> None:
        """Go to the note box."""
        self._detail.note.setFocus()

    def add_note(self, text: str) -> None:
        """Record a remark; the text stays until the hub has it."""
        if not text:
            return
        self._note_id = self.ask("case.note", cmd.Note(text=text))
        if self._note_id is not None:
            self._detail.note.show_state("sending" if self._desk.connection.is_live else "queued")
            self.done.emit()

    def follow_note(self) -> None:
        """Empty the note box once its remark is recorded; what waits in the outbox is safe there too."""
        if self._note_id is None:
            return
        pending = self._desk.asked.pending.get(self._note_id)
        if pending is None or (pending.is_saved and not self._desk.connection.is_live):
            self._note_id = None
            self._detail.note.done()

    def go_to(self, select: Callable[[str], None]) -> None:
        """Go to a case by its last figures: those meant stand below while one types, the open and newest first."""
        self._open(
            self._words("到事件", "Go to case"),
            (),
            select,
            find=self._meant,
            hint=self._words("编号后四位", "Last four figures"),
            is_about_case=False,
        )

    def _meant(self, text: str) -> Sequence[Option]:
        """The cases whose number ends so."""
        tail = "".join(ch for ch in text if ch.isdigit())
        if not tail:
            return ()
        last = tail[-_TAIL:].zfill(_TAIL)
        ending = [case for case in self._desk.board.cases.values() if case.no.endswith(last)]
        found = [case for case in ending if len(tail) <= _TAIL or case.no.replace("-", "").endswith(tail)]
        found.sort(key=lambda case: (case.closed_at is None, case.opened_at), reverse=True)
        return [Option(case.no, case_label(case), self._look.word(case.state)) for case in found[:_DIGITS]]

    def more(self, actions: Sequence[Action]) -> None:
        """Everything that can be done with this case, with the reason where it cannot."""
        options = []
        for action in actions:
            no = action.refusal()
            caps = " ".join(action.keys)
            options.append(
                Option(
                    action.id,
                    action.title(self._look.lang),
                    remark=caps,
                    found_by=" ".join((action.id, action.zh, action.en, *action.verbs, initials(action.zh))),
                    refusal=why(no, self._look.lang) if no is not None else "",
                )
            )
        options.sort(key=lambda option: (bool(option.refusal), bool(option.remark)))
        by_id = {action.id: action for action in actions}
        self._open(
            self._words("本事件的操作", "Acts on this case"),
            options,
            lambda found: self.trigger(by_id[found]),
            search=True,
            hint=self._words("筛选", "Filter"),
        )

    def choose(
        self,
        title: str,
        options: Sequence[Option],
        take: Callable[[str], object],
        free: bool = False,
        hint: str = "",
    ) -> None:
        """Choose one of a short list that has nothing to do with a case, e.g. a filter; `free` takes any words."""
        self._open(title, options, take, search=len(options) > 9, free=free, hint=hint, is_about_case=False)

    # --- inside -----------------------------------------------------------------------------------------------

    def _words(self, zh_text: str, en_text: str) -> str:
        return zh_text if zh(self._look) else en_text

    def _ask_reason(self, title: str, reasons: Sequence[tuple[str, str]], take: Callable[[str], object]) -> None:
        side = 0 if zh(self._look) else 1
        self._open(title, [Option(pair[side], pair[side]) for pair in reasons], take)

    def _open(
        self,
        title: str,
        options: Sequence[Option],
        take: Callable[[str], object],
        *,
        search: bool = False,
        free: bool = False,
        find: Callable[[str], Sequence[Option]] | None = None,
        hint: str = "",
        is_about_case: bool = True,
    ) -> None:
        case = self.case() if is_about_case else None
        no = f"{case.no.rpartition('-')[2]} " if case is not None else ""
        self._picker.ask(f"{no}{title}", options, search=search, free=free, find=find, hint=hint)
        self._picker.move_over(self._anchor())

        def taken(found: str) -> None:
            self.done.emit()
            take(found)

        self._take = taken

    def _anchor(self) -> QWidget:
        return self._detail
