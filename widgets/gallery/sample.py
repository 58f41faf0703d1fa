"""What the gallery's widgets show: one moment of an invented district, in the language of a look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.nouns import HIDDEN, Clock, LinkState, TaskState
from widgets.deadline import Limit
from widgets.dispatch_card import Act, CardMode, OtherRoute, Route, RouteUnit
from widgets.facts import Fact
from widgets.look import Look
from widgets.receipt_marks import Receipt
from widgets.strip_blocks import Lamp, Shift
from widgets.timeline import Entry, EntryKind
from widgets.tracker import TaskRow

NOW: Final = datetime(2025, 6, 17, 6, 32, 7, tzinfo=UTC)
NO: Final = "YZ-20250617-0417"


def ago(seconds: float) -> datetime:
    """So many seconds before the gallery's moment."""
    return NOW - timedelta(seconds=seconds)


def limit(clock: Clock, left: float, length: int, **more: object) -> Limit:
    """A limit with so much left of its length."""
    return Limit(clock=clock, due=NOW + timedelta(seconds=left), seconds=length, **more)  # type: ignore[arg-type]


class Sample:
    """The gallery's data in the language of a look: what people would type stays the page's, never the widgets'."""

    def __init__(self, look: Look) -> None:
        """Choose the language."""
        self._zh = look.lang == "zh_CN"

    def say(self, zh: str, en: str) -> str:
        """One of the two."""
        return zh if self._zh else en

    def lamps(self, bad: bool = False) -> tuple[Lamp, ...]:
        """The lines to the sources."""
        slow = Lamp("rooms", self.say("视联", "Rooms"), LinkState.MANUAL)
        return (
            Lamp("app", self.say("平安太原", "App"), LinkState.OK),
            Lamp("12345", "12345", LinkState.STALE if bad else LinkState.OK, 45),
            Lamp("13710", "13710", LinkState.DOWN if bad else LinkState.OK),
            slow,
            Lamp("cams", self.say("雪亮", "Cams"), LinkState.SLOW, 9),
            Lamp("hub", self.say("服务器", "Server"), LinkState.OK),
        )

    def shift(self, left: timedelta = timedelta(hours=5)) -> Shift:
        """Who is on duty."""
        return Shift(
            self.say("甲班", "Shift A"),
            NOW + left - timedelta(hours=12),
            NOW + left,
            self.say("周敏", "Zhou M."),
            self.say("李倩", "Li Q."),
        )

    def units(self, sent: bool = False) -> tuple[RouteUnit, ...]:
        """Four units of a route."""
        rows = (
            ("区燃气应急抢修", "Gas emergency", "lead", False, "on", 1, 300, "责任清单主办，最近 9 分", "Lead by list"),
            ("区住建局", "Housing bureau", "assist", False, "busy", 7, 600, "", ""),
            ("柳溪街道办", "Liuxi St office", "assist", False, "off", 3, 600, "值守电话转接", "Calls are passed on"),
            ("柳溪消防救援站", "Liuxi fire station", "assist", True, "unknown", None, None, "", ""),
        )
        states = (TaskState.ON_SCENE, TaskState.RECEIPTED, TaskState.RETURNED, TaskState.DELIVERED)
        return tuple(
            RouteUnit(
                self.say(zh, en), role, asked, duty, load, length, None, "0351-****112", self.say(why, reason),
                Receipt(state, ago(90)) if sent else None,
            )
            for (zh, en, role, asked, duty, load, length, why, reason), state in zip(rows, states, strict=True)
        )  # fmt: skip

    def acts(self) -> tuple[Act, ...]:
        """What else may be done."""
        why = self.say("此事件尚未交办", "Not dispatched yet")
        return (
            Act("escalate", "escalate", ("E",)),
            Act("reroute", "reroute", refusal=why),
            Act("supervise", "supervise"),
        )

    def route(self, mode: CardMode) -> Route:
        """A route in one mode."""
        units = () if mode in (CardMode.NO_ROUTE, CardMode.NOBODY) else self.units(mode is CardMode.SENT)
        if mode in (CardMode.QUEUED, CardMode.SENDING):
            units = self.units()
        others = (
            OtherRoute(1, self.say("区住建局", "Housing bureau")),
            OtherRoute(2, self.say("区应急管理局", "Emergency bureau")),
            OtherRoute(3, self.say("柳溪街道综治中心", "Liuxi town centre")),
        )
        basis = self.say("责任清单 3-12 燃气异味", "List 3-12 gas smell")
        shown = others if mode in (CardMode.READY, CardMode.PHONE) else ()
        return Route(mode=mode, units=units, basis=basis, others=shown, acts=self.acts())

    def tasks(self) -> tuple[TaskRow, ...]:
        """Rows of the tracker."""
        say = self.say
        done = Limit(clock=Clock.HANDLING, due=ago(100), seconds=600, met_at=ago(59))
        return (
            TaskRow("1", "YZ-20250617-0388", say("区住建局", "Housing"), "lead", TaskState.DELIVERED,
                    limit(Clock.RECEIPT, -761, 600), sent_at=ago(2580)),
            TaskRow("2", "YZ-20250617-0086", say("区城管局", "Urban mgmt"), "lead", TaskState.ON_SCENE,
                    limit(Clock.HANDLING, -26 * 3600, 86400),
                    sent_at=ago(95000), receipted_at=ago(7000), on_scene_at=ago(6000)),
            TaskRow("3", "YZ-20250617-0409", say("区应急局", "Emergency"), "lead", TaskState.DELIVERED,
                    limit(Clock.RECEIPT, 1560, 1800), sent_at=ago(840)),
            TaskRow("4", "YZ-20250617-0402", say("东岗派出所", "Donggang police post"), "assist", TaskState.RECEIPTED,
                    limit(Clock.SCENE, 310, 1800), asked=True, sent_at=ago(1380), receipted_at=ago(1300)),
            TaskRow("5", "YZ-20250617-0397", say("柳溪街道办", "Liuxi St office"), "assist", TaskState.RETURNED,
                    Limit(clock=Clock.HANDLING), sent_at=ago(1860)),
            TaskRow("6", "YZ-20250617-0361", say("北渠街道办", "Beiqu St office"), "lead", None,
                    Limit(clock=Clock.RECEIPT)),
            TaskRow("7", "YZ-20250617-0355", say("区水务局", "Water"), "lead", TaskState.COMPLETED,
                    done, sent_at=ago(9000), receipted_at=ago(8800), on_scene_at=ago(8000)),
        )  # fmt: skip

    def entries(self) -> tuple[Entry, ...]:
        """A record."""
        say, system = self.say, self.say("系统", "System")
        return (
            Entry(ago(3), say("李倩", "Li Q."), say("交办区燃气应急抢修等 3 个单位", "Dispatched to 3 units"),
                  EntryKind.PENDING),
            Entry(ago(5), system, say("响应超时，提级至街镇", "Response late, raised to town"), EntryKind.ALARM),
            Entry(ago(9), say("赵芳", "Zhao F."), say(
                "楼道煤气味重，7 楼住户关机联系不上，已喊话开窗、禁止开灯。请燃气和消防马上来，"
                "现场由网格员守候并劝离围观群众。",
                "Strong gas smell in the stairwell; the flat on the 7th floor does not answer. People were told "
                "to open windows and leave the lights off. The grid worker stays and keeps others away.",
            )),
            Entry(ago(20), system, say("此处缺 2 条", "2 entries missing here"), EntryKind.GAP),
            Entry(ago(100000), say("居民", "Resident"), say("电话反映楼道异味", "Reported a smell by phone")),
        )  # fmt: skip

    def facts(self) -> tuple[Fact, ...]:
        """Facts with every sort of value."""
        say = self.say
        return (
            Fact("fact.place", say("幸福里 3 号楼 2 单元，7 至 9 层", "Xingfuli Bldg 3, unit 2, fl. 7–9")),
            Fact("fact.grid", say("柳溪街道 幸福社区 第 07 网格", "Liuxi / Xingfu / Grid 07")),
            Fact("fact.reporter", HIDDEN),
            Fact("fact.phone", "138****6021", masked=True),
            Fact("fact.coordinate", "112.5627, 37.8571", conflicting=True),
            Fact("fact.source_ref"),
            Fact("fact.duty", say("3-12 燃气异味、疑似泄漏", "3-12 Gas smell, suspected leak"), wide=True),
        )


def column(*parts: QWidget, width: int, gap: int = 12) -> QWidget:
    """Parts from top to bottom in a page so wide."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(12, 12, 12, 12)
    layout.setSpacing(gap)
    for part in parts:
        layout.addWidget(part)
    box.setFixedWidth(width)
    return box


def row(*parts: QWidget) -> QWidget:
    """Parts side by side."""
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(12, 12, 12, 12)
    layout.setSpacing(12)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    return box
