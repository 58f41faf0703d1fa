"""What this console asked the hub and has not been answered, and the last action with its way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.client.items import AskItem, ResultItem
from core.domain import commands as cmd
from core.domain.events import Event, case_of
from core.domain.nouns import OPEN_TASK, Case

Wanted = tuple[str, str, cmd.Body]


@dataclass(frozen=True)
class Notice:
    """Short news for a toast, in both languages; `kind` is "failed", "reminder", "done" or "info"."""

    kind: str
    zh: str
    en: str
    case_no: str = ""  # the case it speaks of


@dataclass(frozen=True)
class Pending:
    """A command on its way: unanswered, or answered with events this board has not reached (`seq`)."""

    id: str
    name: str
    subject: str
    at: datetime
    is_saved: bool = False
    seq: int | None = None
    body: cmd.Body | None = None
    occurred_at: datetime | None = None

    @property
    def case_no(self) -> str | None:
        """The case it is about."""
        return case_of(self.subject)


@dataclass(frozen=True)
class LastAction:
    """What was done last: shown in the command bar, taken back with F8 where there is a way."""

    names: tuple[str, ...]
    subject: str
    ids: tuple[str, ...]
    at: datetime
    failed: bool = False
    is_answered: bool = False
    bodies: tuple[cmd.Body, ...] = ()
    subjects: tuple[str, ...] = ()

    @property
    def case_nos(self) -> tuple[str, ...]:
        """All cases it was about, each once."""
        return tuple(dict.fromkeys(no for no in map(case_of, self.subjects or (self.subject,)) if no is not None))

    def part(self, no: str) -> LastAction:
        """What of it was about one case."""
        if len(self.case_nos) < 2:
            return self
        own = [at for at, subject in enumerate(self.subjects) if case_of(subject) == no]
        return replace(
            self,
            names=tuple(self.names[at] for at in own),
            subject=f"case/{no}",
            bodies=tuple(self.bodies[at] for at in own),
            subjects=(),
        )

    @property
    def case_no(self) -> str | None:
        """The case it was about."""
        return case_of(self.subject)

    @property
    def units(self) -> tuple[str, ...]:
        """The units it named, the lead first."""
        return tuple(dict.fromkeys(unit for body in self.bodies for unit in units_of(body)))

    @property
    def is_dispatch(self) -> bool:
        """Whether units were sent or asked, so that the recall window counts."""
        return bool({"case.dispatch", "case.request"} & set(self.names))

    def way_back(self, case: Case, me: str) -> tuple[Wanted, ...]:
        """The commands that undo it: one recall for each moment at which its tasks went out; empty = no way."""
        if self.is_dispatch:
            moments = {t.sent_at for t in case.tasks if t.state in OPEN_TASK and t.sent_by == me}
            recent = [m for m in moments if m >= self.at - timedelta(seconds=1)]
            return tuple(("case.recall", self.subject, cmd.Nothing()) for _ in recent)
        undo = _UNDO.get(self.names[0])
        return ((undo, self.subject, cmd.Nothing()),) if undo is not None else ()

    def seconds_left(self, case: Case | None, now: datetime, window: int) -> float | None:
        """What is left of the recall window; None when none counts or nothing is out yet."""
        if not self.is_dispatch or case is None:
            return None
        sent = [t.sent_at for t in case.tasks if t.state in OPEN_TASK and t.sent_at >= self.at - timedelta(seconds=1)]
        return window - (now - max(sent)).total_seconds() if sent else None


def units_of(body: cmd.Body) -> tuple[str, ...]:
    """The units a command names, the lead first."""
    if isinstance(body, cmd.Dispatch | cmd.Reroute):
        return (body.lead, *body.assist)
    if isinstance(body, cmd.Urge):
        return body.units
    if isinstance(body, cmd.Request | cmd.Phone | cmd.Rule | cmd.Supervise):
        return (body.unit,) if body.unit else ()
    return ()


def words_of(body: cmd.Body | None) -> str:
    """What a person wrote with a command: its remark, or its reason."""
    return getattr(body, "text", None) or getattr(body, "reason", None) or ""


_UNDO: Final = {"case.claim": "case.release"}


class Asked:
    """Pending commands by id, commands that wait for review, and the last action."""

    def __init__(self) -> None:
        self.pending: dict[str, Pending] = {}
        self.reviews: dict[str, AskItem] = {}
        self.last: LastAction | None = None

    def add(self, commands: Sequence[cmd.Command], now: datetime, is_last: bool = True) -> None:
        """Remember commands that are being sent together."""
        for command in commands:
            self.pending[command.id] = Pending(
                command.id, command.name, command.subject, now, body=command.body, occurred_at=command.occurred_at
            )
        if is_last and commands[0].name not in _NO_ACTION:
            self.last = LastAction(
                names=tuple(c.name for c in commands),
                subject=commands[0].subject,
                ids=tuple(c.id for c in commands),
                at=now,
                bodies=tuple(c.body for c in commands),
                subjects=tuple(c.subject for c in commands),
            )

    def about(self, no: str) -> tuple[Pending, ...]:
        """What is unanswered about a case."""
        return tuple(p for p in self.pending.values() if p.case_no == no)

    def keeps_state(self, no: str) -> bool:
        """Whether something is unanswered about a case and nothing of it changes how the case stands."""
        about = self.about(no)
        return bool(about) and all(p.name in _KEEPS_STATE for p in about)

    def marks(self) -> tuple[frozenset[str], frozenset[str]]:
        """The cases with something unanswered, and those of them that will stand as they do."""
        changing = {p.case_no for p in self.pending.values() if p.name not in _KEEPS_STATE}
        all_nos = frozenset(p.case_no for p in self.pending.values() if p.case_no)
        return all_nos, all_nos - changing

    def saved(self, command_id: str) -> None:
        """It is on disk."""
        if command_id in self.pending:
            self.pending[command_id] = replace(self.pending[command_id], is_saved=True)

    def answered(self, command_id: str | None, event: Event) -> None:
        """One of its events was folded: the row shows it."""
        if command_id is not None and self.pending.pop(command_id, None) is not None:
            self._answer(command_id, ok=True)

    def resolve(self, result: ResultItem) -> Pending | None:
        """Take a result; a pending command whose events are still on their way stays until they are folded."""
        pending = self.pending.get(result.id)
        if pending is None:
            return None
        if result.ok and result.seq is not None:
            self.pending[result.id] = replace(pending, seq=result.seq)
        else:
            del self.pending[result.id]
        self._answer(result.id, result.ok)
        return pending

    def settle(self, seq: int) -> tuple[str | None, ...]:
        """Forget what was answered up to `seq`; the cases it was about."""
        done = [p for p in self.pending.values() if p.seq is not None and p.seq <= seq]
        for pending in done:
            del self.pending[pending.id]
        return tuple(p.case_no for p in done)

    def _answer(self, command_id: str, ok: bool) -> None:
        if self.last is not None and command_id in self.last.ids:
            self.last = replace(self.last, is_answered=True, failed=self.last.failed or not ok)


# Acts that stand beside the last action and do not take its place.
_NO_ACTION: Final = frozenset({"case.recall", "video.roll_call", "video.report"})

# Acts that leave what a case waits for as it is.
_KEEPS_STATE: Final = frozenset(
    {"case.note", "case.urge", "case.locate", "case.classify", "second.refuse", "second.countersign"}
)

_DONE: Final[dict[str, tuple[str, str]]] = {
    "case.report": ("登记", "Register"),
    "case.ack": ("确认 {no}", "Ack {no}"),
    "case.claim": ("认领 {no}", "Claim {no}"),
    "case.release": ("释放 {no}", "Release {no}"),
    "case.take_over": ("接管 {no}", "Take over {no}"),
    "case.accept": ("受理 {no}", "Intake of {no}"),
    "case.classify": ("定类 {no}", "Classify {no}"),
    "case.set_priority": ("调级 {no}", "Set urgency of {no}"),
    "case.locate": ("定位 {no}", "Locate {no}"),
    "case.dispatch": ("交办 {no}", "Dispatch {no}"),
    "case.request": ("请求联动 {no}", "Ask to join {no}"),
    "case.reroute": ("改派 {no}", "Re-route {no}"),
    "case.recall": ("撤回 {no}", "Recall {no}"),
    "case.stand_down": ("撤派 {no}", "Stand down {no}"),
    "case.phone": ("电话登记 {no}", "Log a call on {no}"),
    "case.urge": ("催办 {no}", "Urge on {no}"),
    "case.note": ("备注 {no}", "Note on {no}"),
    "case.escalate": ("提级 {no}", "Escalate {no}"),
    "case.rule": ("裁定 {no}", "Ruling on {no}"),
    "case.send_down": ("退回下级 {no}", "Send {no} down"),
    "case.supervise": ("申请督办 {no}", "Ask supervision of {no}"),
    "case.verify": ("复核 {no}", "Verify {no}"),
    "case.close": ("结案 {no}", "Close {no}"),
    "case.reopen": ("重开 {no}", "Reopen {no}"),
    "second.approve": ("批准 {no}", "Approve {no}"),
    "second.refuse": ("不批 {no}", "Refuse {no}"),
    "second.phone": ("电话授权 {no}", "Authorised by phone: {no}"),
    "second.countersign": ("补签 {no}", "Countersign {no}"),
    "video.roll_call": ("点名", "Roll call"),
    "video.report": ("链路登记", "Link report"),
}


def _which(subject: str, lang: str, count: int) -> str:
    """The last figures of the case, or how many cases it was."""
    if count > 1:
        return f"{count} 件" if lang.startswith("zh") else f"{count} cases"
    return (case_of(subject) or "").rpartition("-")[2]


def said_of(name: str, subject: str, lang: str, count: int = 1) -> str:
    """A command in words: what, and the last figures of the case, or how many cases."""
    pair = _DONE.get(name, (name, name))
    no = _which(subject, lang, count)
    return pair[0 if lang.startswith("zh") else 1].format(no=no)


# What was done, told afterwards: (zh, en).
_PAST: Final[dict[str, tuple[str, str]]] = {
    "case.ack": ("已确认 {no}", "Acknowledged {no}"),
    "case.claim": ("已认领 {no}", "Claimed {no}"),
    "case.release": ("已释放 {no}", "Released {no}"),
    "case.take_over": ("已接管 {no}", "Took over {no}"),
    "case.accept": ("已登记 {no} 的受理结论", "Recorded the intake of {no}"),
    "case.classify": ("已为 {no} 定类", "Classified {no}"),
    "case.set_priority": ("已为 {no} 调级", "Set the urgency of {no}"),
    "case.locate": ("已为 {no} 定位", "Located {no}"),
    "case.dispatch": ("已交办 {no}", "Dispatched {no}"),
    "case.request": ("已就 {no} 请求联动", "Asked for help with {no}"),
    "case.reroute": ("已改派 {no}", "Re-routed {no}"),
    "case.recall": ("已撤回 {no}", "Recalled {no}"),
    "case.stand_down": ("已撤派 {no}", "Stood down {no}"),
    "case.phone": ("已登记 {no} 的电话", "Logged a call on {no}"),
    "case.urge": ("已催办 {no}", "Urged on {no}"),
    "case.note": ("已为 {no} 加备注", "Noted on {no}"),
    "case.escalate": ("已提级 {no}", "Escalated {no}"),
    "case.rule": ("已裁定 {no}", "Ruled on {no}"),
    "case.send_down": ("已将 {no} 退回下级", "Sent {no} down"),
    "case.supervise": ("已申请督办 {no}", "Asked for supervision of {no}"),
    "case.verify": ("已复核 {no}", "Verified {no}"),
    "case.close": ("已结案 {no}", "Closed {no}"),
    "case.reopen": ("已重开 {no}", "Reopened {no}"),
    "second.approve": ("已批准 {no}", "Approved {no}"),
    "second.refuse": ("未批准 {no}", "Did not approve {no}"),
    "second.phone": ("已登记 {no} 的电话授权", "Recorded the word by phone on {no}"),
    "second.countersign": ("已补签 {no}", "Countersigned {no}"),
}


def done_of(name: str, subject: str, lang: str, count: int = 1) -> str:
    """A command that took effect, in words: what was done, and the last figures of the case, or how many cases."""
    pair = _PAST.get(name)
    no = _which(subject, lang, count)
    return (
        said_of(name, subject, lang, count) if pair is None else pair[0 if lang.startswith("zh") else 1].format(no=no)
    )
