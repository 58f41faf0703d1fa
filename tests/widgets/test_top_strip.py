"""The strip keeps what must be seen in every width, and only its square blinks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.nouns import Clock, LinkState, Priority
from widgets.deadline import Limit
from widgets.gallery import parts
from widgets.link_lamps import LinkLamps, lamp_text
from widgets.look import Look
from widgets.strip_blocks import (
    Counts,
    Lamp,
    LoadMeter,
    NextClock,
    NextDeadline,
    OpenCounts,
    OverduePill,
    Shift,
    UnackedBlock,
)
from widgets.strip_seat import ClockBlock, ShiftBlock, WhereBlock
from widgets.theme import DARK
from widgets.top_strip import TopStrip

NOW = datetime(2025, 6, 17, 6, 32, 7, tzinfo=UTC)
ZH, EN = Look(DARK, "zh_CN"), Look(DARK, "en")


class Painted(QObject):
    """Remembers what was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.regions: list[QRect] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Listen and let pass."""
        if isinstance(event, QPaintEvent):
            self.regions.append(event.rect())
        return False


VITAL = (UnackedBlock, NextDeadline, OverduePill, LinkLamps, ShiftBlock, ClockBlock)


def strip(qtbot: QtBot, look: Look, width: int, storm: bool) -> TopStrip:
    """A strip of the gallery."""
    widget = parts._strip(look, width, storm=storm)
    assert isinstance(widget, TopStrip)
    qtbot.addWidget(widget)
    widget.resize(width, 52)
    widget.grab()
    return widget


@pytest.mark.parametrize("look", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("storm", [False, True], ids=["calm", "storm"])
@pytest.mark.parametrize("width", [1366, 1440, 1599, 1600, 1920, 2560])
def test_that_nothing_overlaps_and_nothing_vital_goes(qtbot: QtBot, look: Look, storm: bool, width: int) -> None:
    shown = strip(qtbot, look, width, storm)
    blocks = [shown.findChild(kind) for kind in (*VITAL, WhereBlock, OpenCounts, LoadMeter)]
    places = [block.geometry() for block in blocks if block is not None and block.isVisibleTo(shown)]
    assert all(shown.rect().contains(place) for place in places)
    for one, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[one + 1 :])
    for kind in VITAL:
        block = shown.findChild(kind)
        assert block is not None
        assert block.isVisibleTo(shown)
        assert block.width() >= block.sizeHint().width()


@pytest.mark.parametrize("look", [ZH, EN], ids=["zh", "en"])
def test_that_a_calm_strip_keeps_its_load_in_the_smallest_window(qtbot: QtBot, look: Look) -> None:
    shown = strip(qtbot, look, 1366, False)
    assert shown.load.isVisibleTo(shown)


def test_that_blinking_asks_for_no_more_than_the_square(qtbot: QtBot) -> None:
    block = UnackedBlock(ZH)
    qtbot.addWidget(block)
    block.show_counts(Counts(p1=1))
    block.resize(160, 52)
    block.show()
    watch = Painted()
    block.installEventFilter(watch)
    qtbot.waitExposed(block)
    block.repaint()
    qtbot.waitUntil(lambda: watch.regions != [])
    QApplication.processEvents()
    watch.regions.clear()
    block.tick(False)
    qtbot.waitUntil(lambda: watch.regions != [])
    assert all(region.width() <= 40 for region in watch.regions)
    block.hide()


def test_that_bars_go_first_below_1600(qtbot: QtBot) -> None:
    wide, narrow = (strip(qtbot, ZH, width, False).findChild(LoadMeter) for width in (2560, 1599))
    assert wide is not None
    assert narrow is not None
    assert wide.sizeHint().width() > narrow.sizeHint().width()


def test_that_only_the_square_blinks(qtbot: QtBot) -> None:
    block = UnackedBlock(ZH)
    qtbot.addWidget(block)
    block.show_counts(Counts(p1=1, p4=2))
    block.resize(block.sizeHint())
    on = block.grab().toImage()
    block.tick(False)
    off = block.grab().toImage()
    changed = [(x, y) for x in range(on.width()) for y in range(on.height()) if on.pixel(x, y) != off.pixel(x, y)]
    assert len(changed) == 100
    assert (min(changed), max(changed)) == ((10, 21), (19, 30))


@pytest.mark.parametrize(("counts", "top"), [(Counts(p2=1, p4=9), Priority.P2), (Counts(p3=1), Priority.P3)])
def test_that_the_block_takes_the_colour_of_the_most_urgent(qtbot: QtBot, counts: Counts, top: Priority) -> None:
    block = UnackedBlock(ZH)
    qtbot.addWidget(block)
    block.show_counts(counts)
    block.resize(block.sizeHint())
    assert counts.highest() is top
    assert block.grab().toImage().pixelColor(6, 26) == DARK.priority(top).fill


def test_that_none_unacked_is_said_and_never_hidden(qtbot: QtBot) -> None:
    shown = TopStrip(ZH)
    qtbot.addWidget(shown)
    shown.resize(1366, 52)
    shown.show_unacked(Counts())
    assert shown.unacked.accessibleName() == "待确认 0"
    assert shown.unacked.isVisibleTo(shown)


def test_that_the_next_deadline_leads_to_its_case(qtbot: QtBot) -> None:
    shown = TopStrip(ZH)
    qtbot.addWidget(shown)
    shown.resize(1920, 52)
    told: list[str] = []
    shown.next_clicked.connect(told.append)
    shown.next.click()
    limit = Limit(clock=Clock.RESPONSE, due=NOW + timedelta(seconds=48), seconds=60)
    shown.show_next(NextClock("YZ-20250617-0417", limit), NOW)
    qtbot.mouseClick(shown.next, Qt.MouseButton.LeftButton)
    assert told == ["YZ-20250617-0417"]
    assert "0417 00:48 响应" in shown.next.accessibleName()
    shown.tick(True, NOW + timedelta(seconds=60))
    assert "超 00:12" in shown.next.accessibleName()


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        (LinkState.OK, "", ""),
        (LinkState.SLOW, "延迟 9 秒", "Slow 9s"),
        (LinkState.STALE, "无数据 9 秒", "No data 9s"),
        (LinkState.DOWN, "中断", "Down"),
        (LinkState.MANUAL, "人工", "Manual"),
        (LinkState.UNKNOWN, "未知", "Unknown"),
    ],
)
def test_that_only_a_fine_line_has_no_word(state: LinkState, zh: str, en: str) -> None:
    lamp = Lamp("x", "x", state, 9)
    assert (lamp_text(lamp, ZH), lamp_text(lamp, EN)) == (zh, en)


def test_that_the_last_quarter_of_an_hour_counts_down(qtbot: QtBot) -> None:
    block = ShiftBlock(ZH)
    qtbot.addWidget(block)
    shift = Shift("甲班", NOW - timedelta(hours=8), NOW + timedelta(minutes=16), "周敏", "李倩")
    block.show_shift(shift, NOW)
    assert "交班" not in block.accessibleName()
    block.show_shift(shift, NOW + timedelta(minutes=4))
    assert "距交班 12 分钟" in block.accessibleName()
    assert "08:00" not in block.accessibleName()


@pytest.mark.parametrize(("skew", "said"), [(2.0, False), (-2.6, True), (3.2, True)])
def test_that_a_clock_that_is_off_says_so(qtbot: QtBot, skew: float, said: bool) -> None:
    block = ClockBlock(ZH)
    qtbot.addWidget(block)
    block.show_time(NOW, skew)
    assert ("时钟偏差" in block.accessibleName()) is said


def test_that_a_drill_takes_the_place_of_the_name(qtbot: QtBot) -> None:
    block = WhereBlock(ZH)
    qtbot.addWidget(block)
    block.show_where("迎泽区综治中心", "02", "drill")
    assert block.accessibleName() == "演练 枢纽指挥部 · 02 席"


def test_that_load_above_the_most_is_marked(qtbot: QtBot) -> None:
    meter = LoadMeter(ZH)
    qtbot.addWidget(meter)
    meter.resize(meter.sizeHint())
    meter.show_load(6, [1, 2, 3])
    calm = meter.grab().toImage()
    meter.show_load(17, [1, 2, 17])
    marked = meter.grab().toImage()
    ink = DARK.p2.text.rgb()
    seen = [any(i.pixel(x, y) == ink for x in range(i.width()) for y in range(i.height())) for i in (calm, marked)]
    assert seen == [False, True]


@pytest.mark.parametrize("storm", [False, True], ids=["calm", "storm"])
def test_that_a_full_screen_in_english_keeps_the_counts_by_priority(qtbot: QtBot, storm: bool) -> None:
    shown = strip(qtbot, EN, 1920, storm)
    assert shown.open.width() > shown.overdue.width() * 2


@pytest.mark.parametrize("look", [ZH, EN], ids=["zh", "en"])
def test_that_eight_lines_at_fault_neither_cover_nor_leave_the_smallest_strip(qtbot: QtBot, look: Look) -> None:
    shown = strip(qtbot, look, 1366, True)
    names = ("App", "Platform", "12345", "110", "Cameras", "Other 2", "5 lines", "Server")
    shown.show_links([Lamp(name, name, LinkState.SLOW if at == 2 else LinkState.OK) for at, name in enumerate(names)])
    shown.grab()
    blocks = [block for block in (*shown._left, *shown._right) if block.isVisibleTo(shown)]
    for at, block in enumerate(blocks):
        assert shown.rect().contains(block.geometry()), block
        assert not any(block.geometry().intersects(other.geometry()) for other in blocks[at + 1 :]), block


def test_that_a_line_of_several_sources_names_them_all(qtbot: QtBot) -> None:
    lamps = LinkLamps(ZH)
    qtbot.addWidget(lamps)
    lamps.show_lamps(
        [Lamp("a", "APP", LinkState.OK), Lamp("m", "2 路", LinkState.MANUAL, detail=("甲 · 人工", "乙 · 人工"))]
    )
    assert lamps.told_at(lamps.sizeHint().width() - 4) == "甲 · 人工\n乙 · 人工"
    asked: list[bool] = []
    lamps.clicked.connect(lambda: asked.append(True))
    qtbot.mouseClick(lamps, Qt.MouseButton.LeftButton)
    assert asked == [True]


@pytest.mark.parametrize("look", [ZH, EN], ids=["zh", "en"])
def test_that_lines_all_without_data_become_one_where_there_is_no_room(qtbot: QtBot, look: Look) -> None:
    shown = strip(qtbot, look, 1366, True)
    names = ("App", "Platform", "12345", "110", "Cameras", "mini-program", "sensors")
    gone = [Lamp(name, name, LinkState.STALE, 360.0) for name in names]
    by_hand = Lamp("manual", "5 lines", LinkState.MANUAL, detail=("a", "b", "c", "d", "e"))
    shown.show_links([*gone, by_hand, Lamp("server", look.text("server"), LinkState.DOWN)])
    shown.grab()
    blocks = [block for block in (*shown._left, *shown._right) if block.isVisibleTo(shown)]
    for at, block in enumerate(blocks):
        assert shown.rect().contains(block.geometry()), block
        assert not any(block.geometry().intersects(other.geometry()) for other in blocks[at + 1 :]), block
    assert len(shown.links.shown()) == 3
    assert set(names) == {word for lamp in shown.links.shown() if lamp.state is LinkState.STALE for word in lamp.detail}
