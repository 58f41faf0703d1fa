"""What is practised: six things every operator does, first with the keys shown, then against the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from msgspec import Struct

from console.sandbox import Sandbox
from core.domain import commands as cmd
from core.domain import events as ev
from core.domain.nouns import Actor, Place, Priority, Role

SOURCE: Final = Actor(name="app", role=Role.SOURCE)
SEAT_3: Final = Actor(name="0108", role=Role.OPERATOR, seat="03")
LATE: Final = timedelta(minutes=40)


class Matter(Struct, frozen=True):
    """An invented matter in two languages, with its duty and urgency."""

    zh: str
    en: str
    duty: str
    priority: Priority


class Heard(Struct, frozen=True):
    """What the panel judges by: the case of the step, who practises, the events since it began, what is selected."""

    no: str
    me: str
    events: Sequence[ev.Event]
    selection: str | None

    def did(self, kind: type[ev.Data]) -> bool:
        """Whether who practises did that to the step's case."""
        return any(e.actor == self.me and isinstance(e.data, kind) and e.case_no == self.no for e in self.events)

    def elsewhere(self, kinds: tuple[type[ev.Data], ...]) -> ev.Event | None:
        """What who practises did last of these kinds, where it was another case's."""
        mine = [e for e in self.events if e.actor == self.me and isinstance(e.data, (*kinds, ev.CaseRecalled))]
        last = mine[-1] if mine else None
        return last if last is not None and isinstance(last.data, kinds) and last.case_no != self.no else None


class Step(Struct, frozen=True):
    """One thing to do: its id is the key of its words, `keys` what does it, `goal_s` the time of a trained operator.

    What is done of `kinds` to another case than the step's is told at once.
    """

    id: str
    keys: tuple[str, ...]
    goal_s: float
    set_up: Callable[[Sandbox, str], str]  # makes the case in a language, gives its number
    is_done: Callable[[Heard], bool]
    kinds: tuple[type[ev.Data], ...] = ()


GAS: Final = Matter("三号楼二单元燃气异味", "Gas smell, building 3 unit 2", "2-01", Priority.P2)
LIFT: Final = Matter("电梯停在五层两人被困", "Two people trapped in a lift", "1-05", Priority.P1)
COVER: Final = Matter("人行道井盖缺失", "Manhole cover missing on the pavement", "4-01", Priority.P3)
NOISE: Final = Matter("夜间施工噪声扰民", "Night construction noise", "3-04", Priority.P4)


def _reported(matter: Matter) -> Callable[[Sandbox, str], str]:
    def make(hub: Sandbox, lang: str) -> str:
        grids = sorted(hub.board.district.grids)
        duty = matter.duty if matter.duty in hub.board.district.duties else next(iter(hub.board.district.duties))
        body = cmd.Report(
            title=matter.zh if lang.startswith("zh") else matter.en,
            duty=duty,
            priority=matter.priority,
            place=Place(grid=grids[len(hub.board.cases) * 7 % len(grids)]),
        )
        return hub.happens(SOURCE, "case.report", "", body)[0].case_no or ""

    return make


def _claimed(matter: Matter) -> Callable[[Sandbox, str], str]:
    """A case nobody has looked at yet, beside others that are as new: it is to be found."""
    make = _reported(matter)

    def several(hub: Sandbox, lang: str) -> str:
        for other in (COVER, NOISE, COVER):
            _reported(other)(hub, lang)
        return make(hub, lang)

    return several


def _sent_out(matter: Matter) -> Callable[[Sandbox, str], str]:
    """A case the neighbour's seat sent out; its unit has not receipted."""
    make = _reported(matter)

    def sent(hub: Sandbox, lang: str) -> str:
        no = make(hub, lang)
        own = [u.id for u in hub.board.district.units.values() if u.kind == "department"]
        hub.happens(SEAT_3, "case.dispatch", f"case/{no}", cmd.Dispatch(lead=own[len(hub.events) % len(own)]))
        return no

    return sent


def _is_sent(heard: Heard) -> bool:
    """A unit of the district was given it, or an outside body was asked."""
    return any(heard.did(kind) for kind in SENT)


SENT: Final = (ev.CaseDispatched, ev.CaseRequested)


STEPS: Final = (
    Step("ack", ("Space",), 2.0, _reported(GAS), lambda h: h.did(ev.CaseClaimed), (ev.CaseClaimed,)),
    Step("dispatch", ("D", "Enter"), 4.0, _reported(LIFT), _is_sent, SENT),
    Step("recall", ("D", "Enter", "F8"), 6.0, _reported(COVER), lambda h: h.did(ev.CaseRecalled), SENT),
    Step("find", ("Ctrl+G",), 3.0, _claimed(NOISE), lambda h: h.selection == h.no),
    Step("urge", ("R",), 4.0, _sent_out(COVER), lambda h: h.did(ev.CaseUrged), (ev.CaseUrged,)),
    Step("escalate", ("E",), 10.0, _reported(NOISE), lambda h: h.did(ev.CaseEscalated), (ev.CaseEscalated,)),
)


# What the desk has and the practice has not: (id, zh, en, keys); pressed here it says so.
NOT_HERE: Final = (
    ("page.escalations", "提级复核", "Escalations", ("F3",)),
    ("page.video", "视联", "Video", ("F4",)),
    ("page.settings", "设置", "Settings", ()),
    ("second", "二人确认与补签", "Second person, signatures", ("Ctrl+B",)),
    ("relief", "顶岗", "Relief", ("Ctrl+R",)),
    ("sign_out", "签退", "Sign out", ("Ctrl+Q",)),
    ("silence", "消音", "Silence", ("F12",)),
)


class Attempt(Struct, frozen=True):
    """How one step went in one round."""

    step: str
    guided: bool
    seconds: float
    skipped: bool = False


class Course(Struct, frozen=True):
    """Where somebody stands: two rounds of the same steps, the second without the keys shown."""

    at: int = 0
    done: tuple[Attempt, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether both rounds are through."""
        return self.at >= 2 * len(STEPS)

    @property
    def is_guided(self) -> bool:
        """Whether the keys are shown."""
        return self.at < len(STEPS)

    @property
    def step(self) -> Step | None:
        """What is to be done now."""
        return None if self.is_over else STEPS[self.at % len(STEPS)]

    def went(self, seconds: float, skipped: bool = False) -> Course:
        """The course after this step."""
        step = self.step
        if step is None:
            return self
        return Course(self.at + 1, (*self.done, Attempt(step.id, self.is_guided, seconds, skipped)))

    def within_goal(self) -> int:
        """How many steps of the second round were done in the time of a trained operator."""
        goals = {step.id: step.goal_s for step in STEPS}
        return sum(not a.guided and not a.skipped and a.seconds <= goals[a.step] for a in self.done)
