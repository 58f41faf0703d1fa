"""Random lives of cases: whatever is asked in whatever order, the board keeps its promises."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from core.domain.board import Board
from core.domain.nouns import OPEN_TASK, Clock, Place, Priority, State, TaskState
from core.domain.refusals import RULES, Refusal
from core.domain.rules.clocks import rings
from core.domain.standing import last_lead
from tests.core.domain.world import LEAD, LEADER, OPERATOR, SECOND, World, liaison, rights, yingze

DEPARTMENTS = [u.id for u in yingze().units.values() if u.kind == "department"][:4]
OUTSIDE = [u.id for u in yingze().units.values() if u.kind == "outside"][:2]
GRIDS = [None, *list(yingze().grids)[:3]]
DUTIES = [None, *list(yingze().duties)[:3]]

PLAIN = ["case.ack", "case.claim", "case.release", "case.take_over", "case.recall"]
WORDED = {
    "case.note": {"text": "记"},
    "case.stand_down": {"reason": "无需"},
    "case.escalate": {"reason": "难"},
    "case.urge": {},
    "case.rule": {"text": "定"},
    "case.send_down": {"reason": "回"},
    "case.verify": {"ok": True},
    "case.reopen": {"reason": "又"},
    "case.close": {"outcome": "resolved"},
    "second.approve": {},
    "second.refuse": {},
    "case.set_priority": {"priority": Priority.P3, "reason": "轻"},
    "second.phone": {"who": "李", "phone": "13900001234", "text": "同意"},
    "second.countersign": {"id": "3"},
}
TASK = {
    "task.receipt": {},
    "task.report_in": {},
    "task.on_scene": {},
    "task.feedback": {"text": "报"},
    "task.return": {"reason": "非"},
    "task.complete": {"text": "毕"},
}


class Lives(RuleBasedStateMachine):
    """One world, many cases; every refusal must be a named one and must leave the board as it was."""

    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    def ask(self, actor, name, subject, **body):
        before = self.world.case(subject)
        answer = self.world.ask(actor, name, subject, **body)
        if isinstance(answer, Refusal):
            assert answer.rule in RULES
            assert answer.zh
            assert answer.en
            assert self.world.case(subject) is before
        return answer

    @rule(target=cases, priority=st.sampled_from(Priority), grid=st.sampled_from(GRIDS), duty=st.sampled_from(DUTIES))
    def report(self, priority, grid, duty):
        return self.world.report(priority=priority, place=Place(grid=grid), duty=duty)

    @rule(subject=cases, name=st.sampled_from(PLAIN), actor=st.sampled_from([OPERATOR, SECOND]))
    def plain(self, subject, name, actor):
        self.ask(actor, name, subject)

    @rule(subject=cases, name=st.sampled_from(sorted(WORDED)), actor=st.sampled_from([OPERATOR, LEAD, LEADER]))
    def worded(self, subject, name, actor):
        self.ask(actor, name, subject, **WORDED[name])

    @rule(subject=cases, lead=st.sampled_from(DEPARTMENTS), assist=st.lists(st.sampled_from(DEPARTMENTS), max_size=2))
    def dispatch(self, subject, lead, assist):
        self.ask(OPERATOR, "case.dispatch", subject, lead=lead, assist=tuple(assist))

    @rule(subject=cases, lead=st.sampled_from(DEPARTMENTS))
    def reroute(self, subject, lead):
        self.ask(OPERATOR, "case.reroute", subject, lead=lead, reason="改")

    @rule(subject=cases, unit=st.sampled_from(OUTSIDE))
    def request(self, subject, unit):
        self.ask(OPERATOR, "case.request", subject, unit=unit)

    @rule(subject=cases, name=st.sampled_from(sorted(TASK)), pick=st.integers(0, 9))
    def unit_acts(self, subject, name, pick):
        tasks = self.world.case(subject).tasks
        if tasks:
            task = tasks[pick % len(tasks)]
            before = self.world.case(subject)
            answer = self.world.ask(liaison(task.unit), name, f"task/{task.id}", **TASK[name])
            assert not isinstance(answer, Refusal) or self.world.case(subject) is before

    @rule(seconds=st.sampled_from([1, 11, 90, 301, 3600, 90000]))
    def time_passes(self, seconds):
        for event in self.world.tick(seconds):
            assert event.name in ("case.escalated", "case.released", "second.expired")

    @invariant()
    def versions_are_dense(self):
        seen: dict[str, int] = {}
        for event in self.world.events:
            no = event.case_no
            assert no is not None
            assert event.version == seen.get(no, 0) + 1
            seen[no] = event.version

    @invariant()
    def a_closed_case_is_at_rest(self):
        for case in self.world.board.cases.values():
            if case.closed_at is not None:
                assert case.state is State.CLOSED
                assert case.deadlines == ()
                assert case.holder is None
                assert rings(case) == ()
                assert not any(t.state in OPEN_TASK for t in case.tasks)

    @invariant()
    def no_clock_runs_on_what_is_over(self):
        for case in self.world.board.cases.values():
            running = {t.id for t in case.tasks if t.state in OPEN_TASK}
            for deadline in case.deadlines:
                assert deadline.task is None or deadline.task in running
            if case.acked:
                again = [d for d in case.deadlines if d.kind is Clock.RESPONSE]
                assert all(d.origin == "route" or d.origin.startswith("return:") for d in again)

    @invariant()
    def nothing_falls_out_of_every_net(self):
        for case in self.world.board.cases.values():
            at_work = any(t.state in OPEN_TASK or t.state is TaskState.COMPLETED for t in case.tasks)
            was_sent = any(t.state is not TaskState.RECALLED for t in case.tasks)  # taken back is as if never sent
            if case.closed_at is None and (was_sent or not case.acked) and not at_work:
                assert any(d.kind is Clock.RESPONSE for d in case.deadlines), case
            assert case.closed_at is not None or case.deadlines, case

    @invariant()
    def no_rung_is_asked_twice(self):
        for case in self.world.board.cases.values():
            ids = [e.id for e in case.escalations]
            assert len(ids) == len(set(ids))

    def teardown(self):
        again = Board(yingze(), rights())
        for event in self.world.events:
            again.apply(event)
        assert again.state() == self.world.board.state(), "state is the fold of the journal"


Lives.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestLives = Lives.TestCase


ACTS = st.one_of(
    st.tuples(st.just("case.dispatch"), st.sampled_from(DEPARTMENTS), st.sampled_from([None, *DEPARTMENTS])),
    st.tuples(st.sampled_from(sorted(TASK)), st.integers(0, 3), st.none()),
    st.tuples(
        st.sampled_from(["case.recall", "case.stand_down", "case.verify", "case.set_priority"]), st.none(), st.none()
    ),
)


def act(world: World, subject: str, name: str, what: object, assist: object) -> None:
    """One step of a case's life; a refused one leaves it as it was."""
    tasks = world.case(subject).tasks
    if name in TASK and isinstance(what, int) and tasks:
        task = tasks[what % len(tasks)]
        world.ask(liaison(task.unit), name, f"task/{task.id}", **TASK[name])
    elif name == "case.dispatch":
        world.ask(OPERATOR, name, subject, lead=what, assist=(assist,) if assist not in (None, what) else ())
    elif name in WORDED or name in PLAIN:
        world.ask(OPERATOR, name, subject, **WORDED.get(name, {}))


def stands(world: World, subject: str) -> tuple[object, ...]:
    """What a desk says of a case, as far as it depends on who was sent."""
    case = world.case(subject)
    limits = sorted((d.kind, d.due, d.origin) for d in case.deadlines if d.task is None)
    return case.state, case.stage, case.lead_unit, limits, last_lead(case)


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=8), st.sampled_from(DEPARTMENTS), st.sampled_from(DUTIES))
def test_that_a_dispatch_taken_back_leaves_the_case_as_it_stood(acts, lead, duty):
    world = World()
    subject = world.report(duty=duty, place=Place(grid=GRIDS[1]))
    world.ask(OPERATOR, "case.claim", subject)
    for step in acts:
        world.tick(20)
        act(world, subject, *step)
    world.tick(20)
    before = stands(world, subject)
    if not isinstance(world.ask(OPERATOR, "case.dispatch", subject, lead=lead), Refusal):
        assert world.names(OPERATOR, "case.recall", subject) == ["case.recalled"]
        assert stands(world, subject) == before
