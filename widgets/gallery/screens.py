"""The larger parts of the screens and what is laid over them: queue, map, review, video, finding, signing in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Final

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from core.domain.columns import Columns, to_ms
from core.domain.district import District, parse_district
from core.domain.nouns import Actor, Case, Clock, LinkState, Priority, Role, Rung, Stage, Tier
from core.domain.queue import Filter, Queue, Tab
from resources import district_files
from resources import text as shipped
from widgets.act_box import ActBox, ActText
from widgets.case_detail import CaseDetail, CaseView
from widgets.case_header import CaseHeader, Head
from widgets.dispatch_card import CardMode
from widgets.district_map import DistrictMap
from widgets.escalation_list import EscalationList, RiseRow
from widgets.filter_bar import Chip, FilterBar
from widgets.gallery.queue_sample import ME, sample
from widgets.gallery.queue_sample import NOW as QUEUE_NOW
from widgets.gallery.sample import NO, NOW, Sample, ago, column, limit
from widgets.handbook import HandbookView
from widgets.holder import MINE, NOBODY, OTHERS
from widgets.key_card import KeyCard, KeyLine
from widgets.ladder import levels_of
from widgets.link_board import GroupHead, LinkBoard, LinkRow
from widgets.look import Look
from widgets.picker import Option, Picker
from widgets.queue_text import QueueText
from widgets.queue_view import QueueView
from widgets.rung_ladder import RungLadder, RungLine, RungState
from widgets.sign_in import SignInPanel
from widgets.stepper import steps_of
from widgets.stream_watch import Feed
from widgets.tab_row import TabRow, TabText
from widgets.text import LANGS
from widgets.trend import Curve, Trend, TrendPlot
from widgets.video_tile import VideoTile

Page = Callable[[Look], QWidget]


@cache
def _district() -> District:
    return parse_district(district_files("yingze"))


def _host(width: int, height: int) -> QWidget:
    """A piece of window for what is laid over it."""
    host = QWidget()
    host.setFixedSize(width, height)
    return host


def _queue(look: Look, shown: Filter | None = None, density: str = "normal") -> QueueView:
    columns = Columns()
    columns.put_many(sample(look.lang))
    queue = Queue(columns, Actor(ME, Role.OPERATOR), to_ms(QUEUE_NOW))
    view = QueueView(queue, QueueText(columns, look, _district(), ME), look, QUEUE_NOW)
    if shown is not None:
        view.set_filter(shown)
    view.set_density(density)
    view.setFixedSize(692, 640)
    return view


def queue(look: Look) -> QWidget:
    """The queue: a selected row, marked rows, one that waits for the hub, old data, folded groups."""
    view = _queue(look)
    numbers = view.visible_numbers()
    view.select(numbers[1])
    view.set_pending(numbers[4:5])
    view.set_stale({"app": to_ms(QUEUE_NOW - timedelta(minutes=4))})
    return column(view, width=716)


def queue_compact(look: Look) -> QWidget:
    """One line a case, and a filter that hides all."""
    view, empty = _queue(look, density="compact"), _queue(look, Filter(tab=Tab.TODO, text="zzzz"))
    empty.setFixedHeight(120)
    return column(view, empty, width=716)


def queue_roomy(look: Look) -> QWidget:
    """Two lines with more air, for fingers and far eyes."""
    view = _queue(look, density="roomy")
    view.select(view.visible_numbers()[1])
    return column(view, width=716)


def sample_chips(look: Look) -> list[Chip]:
    """The chips of the queue, one of them pressed."""
    names = ("view", "town", "source", "priority", "late", "mine", "unassigned", "again")
    counts = ("", "", "", "", " 3", " 4", " 1", " 0")
    return [
        Chip(name, look.text(f"filter.{name}") + count, name == "late")
        for name, count in zip(names, counts, strict=True)
    ]


def finding(look: Look) -> QWidget:
    """Tabs, filters, and a list to choose from in its three forms."""
    say = Sample(look).say
    tabs, filters = TabRow(look), FilterBar(look)
    tabs.show_tabs([TabText("todo", look.text("tab.todo"), 41), TabText("mine", look.text("tab.mine"), 4)], "todo")
    filters.restyle(look)
    filters.show_chips(sample_chips(look))
    host = _host(692, 560)
    plain, search = Picker(look, host), Picker(look, host)
    plain.ask(
        say("提级理由", "Why escalate"),
        (
            Option("1", say("超出本级权限", "Beyond this level's power")),
            Option("2", say("多次办理未果", "Handled more than once in vain"), say("最近 3 次", "3 lately")),
            Option("3", say("需多部门", "Needs several units"), refusal=say("已在区级", "Already at district")),
        ),
    )
    plain.move(12, 8)
    units = [u for u in _district().units.values() if u.kind != "outside"][:5]
    search.ask(
        say("选主办单位", "Choose the lead unit"),
        [Option(u.id, u.name_zh if look.lang.startswith("zh") else u.name_en) for u in units],
        search=True,
        hint=say("单位名称", "Unit's name"),
    )
    search.move(200, 240)
    return column(tabs, filters, host, width=716)


def heads(look: Look) -> QWidget:
    """The head of a case in its states."""
    say = Sample(look).say
    states: tuple[dict[str, object], ...] = (
        {"is_acked": False, "act": "ack_claim", "keys": ("Space",)},
        {"is_acked": True, "held": MINE},
        {"is_acked": True, "held": OTHERS, "holder": say("王磊", "Wang L."), "priority": Priority.P2},
        {"is_acked": True, "held": NOBODY, "waiting": "queued", "priority": Priority.P3},
        {"is_acked": True, "closed": say("已解决", "Resolved"), "priority": Priority.P4},
    )
    found = []
    for state in states:
        fields: dict[str, object] = {
            "no": NO,
            "priority": Priority.P1,
            "title": say("幸福里小区 3 号楼燃气异味", "Gas smell, Xingfuli Bldg 3"),
            "source": say("网格员 APP", "Grid app"),
            "opened_at": ago(12),
        }
        head = CaseHeader(look)
        head.show_head(Head(**(fields | state)), NOW)  # type: ignore[arg-type]
        found.append(head)
    return column(*found, width=606)


def case(look: Look) -> QWidget:
    """The whole detail of a case, and the same with nothing chosen."""
    detail, empty = CaseDetail(look), CaseDetail(look)
    detail.show_case(_view(look), NOW)
    detail.setFixedHeight(940)
    empty.setFixedHeight(160)
    return column(detail, empty, width=630)


def case_low(look: Look) -> QWidget:
    """The same on a low screen, with a title of two lines: what comes next stands above the note."""
    detail, view = CaseDetail(look), _view(look)
    title = Sample(look).say(
        "幸福里小区 3 号楼二单元七层楼道燃气异味、两户联系不上",
        "Gas smell on the stairs of building 3, two flats do not answer",
    )
    detail.show_case(replace(view, head=replace(view.head, title=title)), NOW)
    detail.setFixedHeight(580)
    return column(detail, width=600)


def _view(look: Look) -> CaseView:
    said = Sample(look)
    head = Head(
        no=NO,
        priority=Priority.P1,
        title=said.say("幸福里小区 3 号楼燃气异味", "Gas smell, Xingfuli Bldg 3"),
        source=said.say("网格员 APP", "Grid app"),
        opened_at=ago(12),
        is_acked=False,
        act="ack_claim",
        keys=("Space",),
    )
    return CaseView(
        head=head,
        limits=(limit(Clock.RESPONSE, 48, 60), limit(Clock.SCENE, 888, 900), limit(Clock.HANDLING, 86388, 86400)),
        steps=steps_of(Stage.ROUTED, {Stage.FOUND: ago(120), Stage.RECORDED: ago(60)}),
        levels=levels_of(Tier.DISTRICT, copied=(Tier.COMMUNITY, Tier.TOWN)),
        is_triage=False,
        facts=said.facts(),
        narrative=said.say("楼道煤气味重，7 楼住户关机联系不上。", "Strong gas smell; no answer on floor 7."),
        route=said.route(CardMode.READY),
        entries=said.entries(),
    )


def district_map(look: Look) -> QWidget:
    """The map with cases on it: one selected, clusters, layers."""
    found = DistrictMap(look, _district())
    grids = list(_district().grids.values())
    cases = [
        Case(
            no=f"YZ-20250617-{number:04d}",
            version=1,
            title=Sample(look).say("燃气异味", "Gas smell"),
            opened_at=ago(60 * number),
            source="app",
            priority=tuple(Priority)[number % 4],
            grid=grid.code,
            lon=grid.centre[0],
            lat=grid.centre[1],
        )
        for number, grid in enumerate(grids[::9], start=1)
    ]
    found.set_cases(cases)
    found.setFixedSize(528, 560)
    found.show_case(cases[3])
    return column(found, width=552)


_RUNGS: Final = (Rung.GRID, Rung.COMMUNITY, Rung.TOWN)


def review(look: Look) -> QWidget:
    """The lead's list, the ladder of one case, and the box for a ruling."""
    say = Sample(look).say
    rises = EscalationList(look, NOW)
    base: dict[str, object] = {"asked": _RUNGS, "since": ago(760), "answered": look.text("rise.no_answer")}
    people = say("杨甲十 等 3 人", "Yang Jiashi + 2")
    rows = (
        RiseRow("1", NO, Priority.P1, say("燃气异味", "Gas smell"), say("0417 · 无人认领", "0417 · Unclaimed"),
                say("响应超时", "Response overdue"), say("不再自动提级", "no further rung"),
                limit=limit(Clock.RESPONSE, -700, 60), needs_person=True, people=people, **base),  # type: ignore[arg-type]
        RiseRow("2", NO, Priority.P3, say("背街路灯不亮", "Street lights out"), say("0086 · 城管局", "0086 · Urban"),
                say("申请督办待批", "Supervision asked"), say("两次超期", "late twice"), waits=True, is_pending=True,
                limit=limit(Clock.HANDLING, -93600, 86400), needs_person=True, people=people,
                **base | {"asked": ()}),  # type: ignore[arg-type]
        RiseRow("3", NO, Priority.P4, say("楼道堆物", "Hallway clutter"), say("0361 · 我", "0361 · me"),
                say("签收超时", "Receipt overdue"), say("14:40 再提一级", "next rung 14:40"),
                limit=limit(Clock.RECEIPT, 300, 3600), people=people, **base),  # type: ignore[arg-type]
    )  # fmt: skip
    rises.show_rows(rows, NOW)
    rises.setFixedHeight(260)
    ladder = RungLadder(look)
    ladder.show_lines(
        (
            RungLine(Rung.GRID, RungState.ANSWERED, (say("周庚八", "Zhou G."),), say("14:02 签收", "receipted 14:02")),
            RungLine(Rung.COMMUNITY, RungState.ASKED, (say("陈辛六", "Chen X."),), say("14:08 询问", "asked 14:08")),
            RungLine(Rung.TOWN, RungState.NEXT, (say("王壬八", "Wang R."),), say("14:40 询问", "asked at 14:40")),
            RungLine(Rung.DISTRICT, RungState.PASSED, (), say("空缺，跳过", "vacant, passed over")),
            RungLine(Rung.LEAD, RungState.LATER, (say("杨甲十", "Yang J."),), say("未问", "not asked yet")),
        )
    )
    box = ActBox(look)
    box.ask(
        ActText(
            say("裁定 0417", "Ruling on 0417"),
            look.text("act.rule_words"),
            "act.rule",
            look.text("act.rule_no_unit"),
            look.text("act.rule_hint"),
        )
    )
    return column(rises, ladder, box, width=1044)


def video(look: Look) -> QWidget:
    """Links by level in every state, a tile with and without a picture, and the rate in time."""
    say = Sample(look).say
    board = LinkBoard(look, "video.rooms")
    states = (*LinkState, LinkState.MANUAL)
    rows = [
        LinkRow(str(place), say(f"第 {place} 会场", f"Room {place}"), "town", state, look.word(state),
                say("10:20 起", "since 10:20"), by_hand=state is LinkState.MANUAL, has_stream=place < 3)
        for place, state in enumerate(states)
    ]  # fmt: skip
    counts = say("在线 2 · 已知 7/8", "online 2 · known 7/8")
    board.show_board([GroupHead("town", look.text("level.town"), counts)], rows)
    board.setFixedHeight(360)
    tiles = []
    for why in (Feed.IDLE, Feed.OFFLINE, Feed.NO_STREAM):
        tile = VideoTile(look, lambda: 0.0)
        tile.say(say("柳溪街道会场", "Liuxi room"), look.text("level.town"), why, "")
        tile.setFixedHeight(180)
        tiles.append(tile)
    plot = TrendPlot(look)
    shares = (100.0, 96.0, 91.0, 94.0)
    times = tuple(NOW.timestamp() - 600 * back for back in (3, 2, 1, 0))
    note = look.text("trend.n", count=3, time="14:32:07")
    curves = (
        Curve(look.text("trend.now", rate="94%"), times, shares),
        Curve(look.text("trend.other", rate="88%"), times, (88.0, 88.0, 90.0, 88.0), is_main=False),
    )
    plot.show_trend(Trend(look.text("trend.question"), note, curves, NOW))
    plot.setFixedHeight(140)
    return column(board, *tiles, plot, width=560)


def sign_in(look: Look) -> QWidget:
    """The sign-in as it first stands, and after a wrong password."""
    panels = []
    centre = Sample(look).say("迎泽区综治中心", "Yingze District GC")
    for error in ("", look.text("signin.no_hub")):
        panel = SignInPanel(look)
        panel.setFixedSize(1366, 640)
        panel.show_where(centre, "02", "0107")
        panel.show_lines(Sample(look).lamps(bool(error)), NOW)
        panel.show_error(error)
        panels.append(panel)
    return column(*panels, width=1390)


def keys(look: Look) -> QWidget:
    """The key card and the handbook."""
    say = Sample(look).say
    host = _host(1366, 420)
    card = KeyCard(look, host)
    words = (
        (("Space",), say("确认认领", "Ack and claim")),
        (("D",), say("交办", "Dispatch")),
        (("E",), say("提级", "Escalate")),
        (("Ctrl+J",), say("下一待确认或时限", "Next unacked or deadline")),
    )
    lines = [KeyLine(caps, words) for caps, words in words]
    refusal = say("没有操作", "Nothing yet")
    card.open((*lines, KeyLine(("F8",), say("撤回", "Recall"), refusal)))
    book_host = _host(1366, 768)
    book = HandbookView(look, {lang: shipped(f"docs/handbook_{lang[:2]}.md") for lang in LANGS}, book_host)
    book.open()
    return column(host, book_host, width=1390)


_PAGES: Final[tuple[Page, ...]] = (
    queue,
    queue_compact,
    queue_roomy,
    finding,
    heads,
    case,
    case_low,
    district_map,
    review,
    video,
    sign_in,
    keys,
)


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The pages of this module by name."""
    for make in _PAGES:
        yield make.__name__, lambda make=make: make(look)  # type: ignore[misc]
