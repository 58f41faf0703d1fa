"""The small widgets of the desk in their states, a page for each family."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.domain.nouns import Clock, Priority, Stage, TaskState, Tier
from widgets.badges import DETAIL_SIZE, ROW_SIZE, STRIP_SIZE, WALL_SIZE, PriorityBadge
from widgets.banner import BannerKind, ModeBanner, Notice
from widgets.buttons import PrimaryButton, QuietButton, StackedButton
from widgets.command_bar import ActionState, CommandBar, Hint, LastAction
from widgets.deadline import IN_DETAIL, IN_ROW, DeadlinePill, DeadlineTrio, Limit
from widgets.dispatch_card import Act, CardMode, DispatchCard
from widgets.facts import FactGrid
from widgets.gallery.sample import NO, NOW, Sample, ago, column, limit, row
from widgets.icons import ICONS, icon
from widgets.key_hint import DISABLED, KeyHint
from widgets.ladder import TierLadder, levels_of
from widgets.look import Look
from widgets.nav_rail import NavRail
from widgets.note_box import NoteBox
from widgets.receipt_marks import Receipt, ReceiptMarks
from widgets.state_view import Blank, StateView, ViewState
from widgets.stepper import LoopStepper, Step, StepState, steps_of
from widgets.strip_blocks import Counts, NextClock
from widgets.timeline import Timeline
from widgets.toast import News, ToastKind, ToastStack
from widgets.top_strip import TopStrip
from widgets.tracker import TaskTracker


def _strip(look: Look, width: int, calm: bool = False, storm: bool = False) -> QWidget:
    sample, strip = Sample(look), TopStrip(look)
    strip.setFixedWidth(width)
    centre = sample.say("迎泽区综治中心", "Yingze District GC")
    strip.show_where(centre, "02", "offline" if storm else "live")
    strip.show_unacked(Counts() if calm else Counts(p1=1, p2=9, p3=4) if storm else Counts(p2=2, p3=1), silenced=storm)
    due = None if calm else NextClock(NO, limit(Clock.RESPONSE, -26 * 3600 if storm else 48, 60))
    strip.show_next(due, NOW)
    strip.show_open(
        Counts(1, 4, 11, 1208 if storm else 25), 0 if calm else 112 if storm else 2, 0 if calm else 998 if storm else 7
    )
    strip.show_load(17 if storm else 6, (2, 4, 3, 5, 9, 12, 14, 17) if storm else (2, 3, 5, 4, 3, 5, 7, 8))
    strip.show_links(sample.lamps(storm))
    strip.show_shift(sample.shift(timedelta(minutes=12) if storm else timedelta(hours=5)), NOW)
    strip.show_time(NOW, 3.2 if storm else 0.0)
    return strip


def strips(look: Look) -> QWidget:
    """The top strip: plain, calm, storm, and in three widths."""
    wide = (_strip(look, 1920), _strip(look, 1920, calm=True), _strip(look, 1920, storm=True))
    narrow = (_strip(look, 1599), _strip(look, 1366), _strip(look, 1366, storm=True))
    return column(*wide, *narrow, width=1944)


def bars(look: Look) -> QWidget:
    """Foot bar and banners."""
    sample = Sample(look)
    hints = (
        Hint(("Space",), "ack_claim"),
        Hint(("D",), "dispatch.choose"),
        Hint(("E",), "escalate"),
        Hint(("J", "K"), "nav.desk"),
        Hint(("N",), "note.send"),
    )
    text = sample.say("已交办 0411 至 区城管局", "Dispatched 0411 to Urban mgmt")
    actions = (
        LastAction(text, until=NOW + timedelta(seconds=5.2)),
        LastAction(text, ActionState.RECALLED),
        LastAction(sample.say("交办 0411 未成：版本已变", "Dispatch 0411 failed: case changed"), ActionState.FAILED),
        None,
    )
    parts: list[QWidget] = []
    for place, action in enumerate(actions):
        bar = CommandBar(look)
        bar.setFixedWidth(1366 if place == 1 else 1920)
        bar.show_hints(hints)
        bar.show_action(action, NOW)
        bar.show_data(ago(1 if place < 2 else 30) if action else None, 3 if place == 2 else 0, NOW)
        parts.append(bar)
    banner = ModeBanner(look)
    banner.show_notices(
        (
            Notice(BannerKind.DEMO, sample.say("迎泽区演示，速度 20 倍", "Yingze demo at 20 times speed")),
            Notice(
                BannerKind.OFFLINE,
                sample.say(
                    "14:29:53 起连不上服务器，可记备注、电话交办", "No server since 14:29:53; notes and phone only"
                ),
                sample.say("显示 14:29:53 数据，待发 3 件", "Showing 14:29:53, 3 in outbox"),
                (Act("retry", "view.retry"),),
            ),
            Notice(BannerKind.RESYNC, sample.say("1,208 / 3,400 件", "1,208 / 3,400 cases"), progress=0.35),
            Notice(BannerKind.LINK, sample.say("13710 中断 02:14", "13710 down for 02:14")),
            Notice(BannerKind.SURGE, sample.say("10 分钟 17 件", "17 in 10 minutes")),
            Notice(BannerKind.DRILL, sample.say("燃气泄漏演练", "Gas leak drill")),
        )
    )
    return column(*parts, banner, width=1944)


def badges(look: Look) -> QWidget:
    """Priority badges, icons, keys, buttons, receipts."""
    sizes = (STRIP_SIZE, ROW_SIZE, DETAIL_SIZE, WALL_SIZE)
    marks = [PriorityBadge(look, priority, size) for size in sizes for priority in Priority]
    stacks = [PriorityBadge(look, priority, ROW_SIZE, merged=True) for priority in Priority]
    refused = QuietButton(look, "escalate", ("E",))
    refused.refuse(Sample(look).say("已到区级，无上级", "Already at district"))
    stopped = PrimaryButton(look, "ack_claim", ("Space",))
    stopped.refuse(look.text("view.offline"))
    buttons = (
        StackedButton(look, "register.button", ("Ctrl+N",), small=True),
        PrimaryButton(look, "ack_claim", ("Space",)),
        QuietButton(look, "ack_claim", ("Space",), accent=True),
        QuietButton(look, "escalate", ("E",), icon="up_level"),
        QuietButton(look, "filter_hides", values={"count": 41}, small=True),
        refused,
        stopped,
    )
    hint = KeyHint(look, ("Ctrl+Enter",), "note.send")
    off = KeyHint(look, ("E",), "escalate")
    off.set_mode(DISABLED)
    receipts = [ReceiptMarks(look, Receipt(state, NOW if state else None)) for state in (None, *TaskState)]
    return column(
        row(*marks, *stacks), _Icons(look), row(*buttons), row(KeyHint(look, ("Space",)), hint, off),
        row(*receipts[:6]), row(*receipts[6:]), width=1100, gap=0,
    )  # fmt: skip


class _Icons(QWidget):
    """All icons in one row."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedHeight(28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them."""
        painter = QPainter(self)
        for place, name in enumerate(ICONS):
            painter.drawPixmap(12 + place * 30, 4, icon(name, self._look.theme.t1))


def limits(look: Look) -> QWidget:
    """Deadlines in their seven states, stepper and ladder."""
    every = (
        limit(Clock.SCENE, 888, 900),
        limit(Clock.RESPONSE, 48, 60),
        limit(Clock.HANDLING, -761, 600),
        limit(Clock.HANDLING, -26 * 3600, 600),
        limit(Clock.HANDLING, 44 * 3600, 3 * 86400),
        limit(Clock.HANDLING, 3600, 7200, paused=True),
        limit(Clock.RESPONSE, 60, 120, met_at=NOW),
        limit(Clock.RESPONSE, -41, 120, met_at=NOW),
        Limit(clock=Clock.SCENE),
    )
    pills = []
    for kind in (IN_ROW, IN_DETAIL):
        for one in every:
            pill = DeadlinePill(look, kind)
            pill.show_limit(one, NOW)
            pills.append(pill)
    trios = []
    for chosen in ((1, 0, 4), (2, 5, 8), (6, 7, 3), (1, 0, 2, 4)):
        trio = DeadlineTrio(look)
        trio.show_limits([every[i] for i in chosen], NOW)
        trios.append(trio)
    times = {Stage.FOUND: ago(120), Stage.RECORDED: ago(60)}
    steppers = [LoopStepper(look) for _ in range(3)]
    steppers[0].show_steps(steps_of(Stage.ROUTED, times))
    steppers[1].show_steps(steps_of(Stage.HANDLED, times, reopened=True))
    closed = {**times, Stage.HANDLED: ago(10), Stage.CLOSED: NOW}
    steppers[2].show_steps((*steps_of(Stage.CLOSED, closed)[:4], Step(Stage.CLOSED, StepState.DONE, NOW)))
    ladders = [TierLadder(look) for _ in range(2)]
    ladders[0].show_levels(levels_of(Tier.DISTRICT, copied=(Tier.COMMUNITY, Tier.TOWN)))
    ladders[1].show_levels(levels_of(Tier.TOWN, done=(Tier.GRID,), returned=(Tier.COMMUNITY,)), triage=True)
    return column(
        row(*pills[: len(every)]),
        row(*pills[len(every) : -4]),
        row(*pills[-4:]),
        *trios,
        *steppers,
        *ladders,
        width=606 + 24 + 480,
    )


def detail(look: Look) -> QWidget:
    """A column as wide as the desk's detail: limits, loop, level, facts, card, record, note."""
    sample = Sample(look)
    trio, stepper, ladder = DeadlineTrio(look), LoopStepper(look), TierLadder(look)
    trio.show_limits(
        (limit(Clock.RESPONSE, 48, 60), limit(Clock.SCENE, 888, 900), limit(Clock.HANDLING, 86388, 86400)), NOW
    )
    stepper.show_steps(steps_of(Stage.ROUTED, {Stage.FOUND: ago(120), Stage.RECORDED: ago(60)}))
    ladder.show_levels(levels_of(Tier.DISTRICT, copied=(Tier.COMMUNITY, Tier.TOWN)))
    facts, card, timeline, note = FactGrid(look), DispatchCard(look), Timeline(look), NoteBox(look)
    facts.show_facts(sample.facts())
    card.show_route(sample.route(CardMode.READY))
    timeline.show_entries(sample.entries(), NOW)
    timeline.setFixedHeight(230)
    return column(trio, stepper, ladder, facts, card, timeline, note, width=606)


def cards(look: Look) -> Iterator[tuple[str, QWidget]]:
    """The dispatch card in every mode."""
    for modes in ((CardMode.READY, CardMode.PHONE), (CardMode.SENT, CardMode.QUEUED), (CardMode.SENDING,)):
        parts = []
        for mode in modes:
            card = DispatchCard(look)
            card.show_route(Sample(look).route(mode))
            parts.append(card)
        if modes[0] is CardMode.READY:
            parts[0].arm()
        if modes[0] is CardMode.SENDING:
            for mode in (CardMode.NO_ROUTE, CardMode.NOBODY):
                card = DispatchCard(look)
                card.show_route(Sample(look).route(mode))
                parts.append(card)
        yield f"cards_{modes[0]}", column(*parts, width=606)


def tables(look: Look) -> QWidget:
    """Tracker with and without rows, notes in their states."""
    sample = Sample(look)
    tracker, empty = TaskTracker(look), TaskTracker(look)
    tracker.show_rows(sample.tasks(), NOW)
    tracker.selectRow(3)
    tracker.setFixedHeight(290)
    empty.setFixedHeight(70)
    notes = [NoteBox(look) for _ in range(4)]
    notes[1].set_text(sample.say("已电话联系燃气公司值班室", "Called the gas company's desk"))
    notes[2].set_text("\n".join([sample.say("第一行", "Line one")] * 3))
    notes[2].show_state("queued")
    notes[3].set_text(sample.say("备注", "A note"))
    notes[3].show_state("failed", sample.say("无权限", "no right"))
    return column(tracker, empty, *notes, width=528)


def blanks(look: Look) -> QWidget:
    """Views with nothing to show, and toasts over them."""
    sample = Sample(look)
    states = (
        Blank(ViewState.EMPTY, "no_unacked"),
        Blank(ViewState.EMPTY, "filter_hides", {"count": "41"}, act=Act("clear", "clear_filter", ("Esc",))),
        Blank(ViewState.LOADING, detail=sample.say("取事件 1,208 / 3,400", "Cases 1,208 / 3,400"), progress=0.35),
        Blank(
            ViewState.ERROR,
            detail=sample.say("时间线未取到，其他信息为 14:31", "Timeline not loaded, rest as of 14:31"),
            act=Act("retry", "view.retry"),
        ),
        Blank(ViewState.OFFLINE, detail=sample.say("服务器连不上，可记备注", "No server; notes still work")),
    )
    box = column(*[StateView(look, state) for state in states], QWidget(), width=420)
    box.setMinimumHeight(900)
    toasts = ToastStack(look, box, foot=0)
    toasts.say(News(ToastKind.DONE, sample.say("已导出", "Exported")), NOW)
    toasts.say(News(ToastKind.FAILED, sample.say("链路点名失败：无应答", "Roll call failed: no answer")), NOW)
    return box


def rail(look: Look) -> QWidget:
    """The rail with bubbles, and one page forbidden."""
    nav = NavRail(look)
    nav.show_page("desk")
    nav.show_needs("desk", 3)
    nav.show_needs("escalations", 107)
    nav.refuse("video", Sample(look).say("无权限", "No permission"))
    nav.setFixedHeight(340)
    return nav


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """All pages of the gallery by name."""
    for make in (strips, bars, badges, limits, detail, tables, blanks, rail):
        yield make.__name__, lambda make=make: make(look)  # type: ignore[misc]
    for name, widget in cards(look):
        yield name, lambda widget=widget: widget  # type: ignore[misc]
