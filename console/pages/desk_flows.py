"""What the operator does with the selected case: each act is a command to the hub, or a list that leads to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.actions import Action, why
from console.case_view import unit_name, way_of, zh
from console.desk import NO_SELECTION, Desk
from console.pages import reasons
from core.domain import commands as cmd
from core.domain.decide import OUTCOMES
from core.domain.nouns import Case, Priority
from core.domain.refusals import Refusal
from core.domain.rules.routing import Advice
from core.domain.rules.routing import Route as Way
from core.domain.standing import open_tasks
from core.domain.story import outcome_words
from widgets.case_detail import CaseDetail
from widgets.look import Look
from widgets.picker import Option, Picker

_NO: Final = cmd.Nothing()


class DeskFlows(QObject):
    """Acts on the desk's selection; says a refusal at the place, never in a dialog."""

    done = Signal()  # the keyboard goes back to the queue
    refused = Signal(str)  # words for the place where it was asked

    def __init__(self, desk: Desk, detail: CaseDetail, picker: Picker, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._detail, self._picker, self._look = desk, detail, picker, look
        self._chosen: tuple[str, Way] | None = None
        self._take: Callable[[str], None] = lambda _: None
        self._note_id: str | None = None
        self._touched_at = desk.now()
        picker.chosen.connect(lambda found: self._take(found))
        picker.typed.connect(lambda found: self._take(found))
        picker.closed.connect(self.done)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look

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

    def touch(self) -> None:
        """The operator works on the selected case: what they hold must not lapse under their hands."""
        self._touched_at = self._desk.now()

    def keep_claim(self, now: datetime) -> None:
        """Renew the lease of the selected case late in its life, if there was input since it began."""
        case = self.case()
        if case is None or case.holder != self._desk.actor.name or case.lease_until is None:
            return
        lease = timedelta(seconds=self._desk.board.district.lease[case.priority])
        left = case.lease_until - now
        is_late = timedelta(0) < left < lease / 3
        if is_late and self._touched_at > case.lease_until - lease and not self._desk.asked.about(case.no):
            self._desk.renew(case.no)

    def trigger(self, action: Action) -> None:
        """Do it, or say why not."""
        self.touch()
        no = action.refusal()
        if no is not None:
            self.say(no)
            return
        self._detail.refuse("")
        action.run()

    def say(self, no: Refusal) -> None:
        """A refusal in words at the place."""
        self.refused.emit(why(no, self._look.lang))

    # --- one key, one command ---------------------------------------------------------------------------------

    def ask(self, name: str, body: cmd.Body = _NO) -> str | None:
        """Ask the hub for the selected case."""
        case = self.case()
        return None if case is None else self._desk.submit(name, f"case/{case.no}", body)

    def take(self) -> None:
        """Acknowledge and claim; who holds it already renews the lease."""
        self.ask("case.claim")

    def claim_refusal(self) -> Refusal | None:
        """Why it cannot be taken: nothing selected, closed, or another has it."""
        return self._desk.case_refusal("case.claim")

    # --- dispatch ---------------------------------------------------------------------------------------------

    def dispatch_refusal(self) -> Refusal | None:
        """Why the dispatch bar does not open; an unknown matter is no reason, it opens to be classified."""
        case = self.case()
        if case is None:
            return NO_SELECTION
        way = way_of(self.advice(), self.chosen())
        if way is None:
            return self.classify_refusal()
        return self._desk.case_refusal("case.dispatch", cmd.Dispatch(lead=way.lead, assist=way.assist))

    def _duties(self) -> Sequence[str]:
        return tuple(self._desk.board.district.duties)

    def arm(self) -> None:
        """Open the dispatch bar: Enter sends, digits take another route."""
        self._detail.arm()

    def send(self) -> None:
        """Dispatch to lead and assisting units, ask the outside bodies, and claim what nobody holds: one group."""
        case, advice = self.case(), self.advice()
        way = way_of(advice, self.chosen())
        if case is None or way is None:
            return
        subject = f"case/{case.no}"
        is_other = advice.route is not None and way is not advice.route and way.lead != advice.route.lead
        deviation = (way.reasons[0].zh if zh(self._look) else way.reasons[0].en) if is_other else None
        wanted: list[tuple[str, str, cmd.Body]] = []
        claiming = any(p.name == "case.claim" for p in self._desk.asked.about(case.no))
        if case.holder is None and not claiming and self._desk.refusal("case.claim", subject, _NO) is None:
            wanted.append(("case.claim", subject, _NO))
        wanted.append(("case.dispatch", subject, cmd.Dispatch(way.lead, way.assist, deviation=deviation)))
        wanted += [("case.request", subject, cmd.Request(unit=unit)) for unit in way.ask]
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
        return [
            Option(u.id, unit_name(district, u.id, self._look, full=True), found_by=f"{u.id} {u.short_zh}") for u in own
        ]

    def _dispatch_to(self, unit: str) -> None:
        self.ask("case.dispatch", cmd.Dispatch(lead=unit))

    # --- lists that lead to a command -------------------------------------------------------------------------

    def escalate(self) -> None:
        """提级 with a coded reason."""
        self._ask_reason(
            self._words("提级理由", "Why escalate"),
            reasons.ESCALATE,
            lambda text: self.ask("case.escalate", cmd.Escalate(reason=text)),
        )

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
        self._ask_reason(
            self._words("撤派理由", "Why stand down"),
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
        options = self._own_units()
        self._open(self._words("改派给", "Re-route to"), options, self._reroute_to, search=True)

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
        self._ask_reason(
            self._words("改派理由", "Why re-route"),
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

    def phone(self) -> None:
        """Log a call: who answered and what was said; the unit is the lead's, or the one to be sent."""
        case = self.case()
        if case is None:
            return
        way = way_of(self.advice(), self.chosen())
        unit = case.lead_unit or (way.lead if way is not None else None)
        name = unit_name(self._desk.board.district, unit, self._look) if unit else ""
        self._open(
            self._words(f"电话登记 {name}", f"Log a call {name}").strip(),
            (),
            lambda text: self._phoned(case, unit, text),
            free=True,
            hint=self._words("谁接的、怎么说的", "Who answered, and what was said"),
        )

    def _phoned(self, case: Case, unit: str | None, text: str) -> None:
        self._desk.submit("case.phone", f"case/{case.no}", cmd.Phone(text=text, unit=unit))

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
        """Go to a case by the last figures of its number; the open one comes first."""
        self._open(
            self._words("到事件", "Go to case"),
            (),
            lambda text: self._found(text, select),
            free=True,
            hint=self._words("编号后四位", "Last four figures"),
            is_about_case=False,
        )

    def _found(self, text: str, select: Callable[[str], None]) -> None:
        tail = "".join(ch for ch in text if ch.isdigit())
        found = [c for c in self._desk.board.cases.values() if tail and c.no.rpartition("-")[2].endswith(tail.zfill(4))]
        if not found:
            self.refused.emit(self._words(f"没有编号为 {text} 的事件", f"No case {text}"))
            self.done.emit()
            return
        best = max(found, key=lambda c: (c.closed_at is None, c.opened_at))
        select(best.no)
        self.done.emit()

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
                    found_by=f"{action.id} {action.zh} {action.en}",
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

    def choose(self, title: str, options: Sequence[Option], take: Callable[[str], object]) -> None:
        """Choose one of a short list that has nothing to do with a case, e.g. a filter."""
        self._open(title, options, take, search=len(options) > 9, is_about_case=False)

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
        hint: str = "",
        is_about_case: bool = True,
    ) -> None:
        case = self.case() if is_about_case else None
        no = f"{case.no.rpartition('-')[2]} " if case is not None else ""
        self._picker.ask(f"{no}{title}", options, search=search, free=free, hint=hint)
        self._picker.move_over(self._anchor())

        def taken(found: str) -> None:
            self.done.emit()
            take(found)

        self._take = taken

    def _anchor(self) -> QWidget:
        return self._detail
