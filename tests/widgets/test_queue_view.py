"""What an operator sees and feels of the queue: little is painted, nothing moves under the hand, keys do their work."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage, QKeyEvent, QKeySequence, QPaintEvent, QRegion, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.domain.columns import Columns, to_ms
from core.domain.nouns import Actor, Case, Clock, Deadline, Priority, Role, State
from core.domain.queue import Filter, Group, Queue, Tab
from widgets import paint
from widgets.gallery.queue_sample import ME, NOW, TITLES, sample
from widgets.look import Look
from widgets.queue_text import QueueText, StripText, one_line
from widgets.queue_view import HOLD_MS, QueueView
from widgets.strip_paint import MARK_WIDTH, TIME_WIDTH, title_room
from widgets.theme import DARK, GROUP_HEAD, LIGHT, STRIP, THEMES, apply_theme

WIDTH, HEIGHT = 692, 600
WHO = Actor(ME, Role.OPERATOR)


class CountingText(QueueText):
    """The queue's words, counting whose strip is asked for."""

    asked: list[int]

    def strip(self, slot: int) -> StripText:
        self.asked.append(slot)
        return super().strip(slot)


class Regions(QObject):
    """Hears which regions of a widget are painted."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.painted: list[QRegion] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.painted.append(QRegion(event.region()))
        return False


class Desk(QWidget):
    """A window around the queue that hears the keys the queue lets through, and speaks like an operator."""

    def __init__(self, *cases: Case, shown: Filter | None = None, look: Look | None = None) -> None:
        super().__init__()
        self.now = NOW
        self.columns = Columns()
        self.columns.put_many(cases)
        self.queue = Queue(self.columns, WHO, to_ms(NOW), shown)
        self.words = CountingText(self.columns, look or Look(DARK, "zh_CN"), me=ME)
        self.words.asked = []
        self.view = QueueView(self.queue, self.words, look or Look(DARK, "zh_CN"), NOW, self)
        self.passed: list[int] = []
        self.chosen: list[str] = []
        self.opened: list[str] = []
        self.view.selected.connect(self.chosen.append)
        self.view.activated.connect(self.opened.append)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)
        self.resize(WIDTH, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.passed.append(event.key())

    def hears(self, *cases: Case) -> None:
        """New versions of cases come in."""
        slots = self.columns.put_many(cases)
        self.view.refresh(self.queue.apply(slots, to_ms(self.now)))
        QApplication.processEvents()

    def waits(self, seconds: float, phase: bool = True) -> None:
        """Time passes as the desk lets it."""
        self.now += timedelta(seconds=seconds)
        self.view.refresh(self.queue.tick(to_ms(self.now)))
        self.view.tick(phase, self.now)
        QApplication.processEvents()

    def presses(self, *keys: Qt.Key, shift: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.view, key, modifier)

    def clicks(self, x: int, y: int, control: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifier, QPoint(x, y))

    def sees(self) -> list[str]:
        """The last figures of the cases on screen."""
        return [no[-4:] for no in self.view.visible_numbers()]

    def current(self) -> str | None:
        return self.view.current and self.view.current[-4:]

    def top_of(self, no: str) -> int:
        """How far below the upper edge a row begins; found by what is painted there."""
        return next(y for y in range(-STRIP, HEIGHT) if self.at(y) == no[-4:])

    def at(self, y: int) -> str | None:
        line = self.view._line_at(QPoint(300, y))
        return None if line is None or line.place is None else self.view._number(line)[-4:]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[type[Desk]]:
    """Makes desks that are on screen, and takes them down again."""
    made: list[Desk] = []

    class Shown(Desk):
        def __init__(self, *cases: Case, shown: Filter | None = None, look: Look | None = None) -> None:
            super().__init__(*cases, shown=shown, look=look)
            made.append(self)
            self.show()
            self.view.setFocus()
            qtbot.waitUntil(self.view.hasFocus)
            QApplication.processEvents()

    yield Shown
    for desk in made:
        desk.close()
        desk.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def a_case(number: int, due_s: int = 3_600, **fields: object) -> Case:
    """An acked case waiting to be routed, due so many seconds from now."""
    base = Case(
        no=f"YZ-20261122-{number:04d}",
        version=1,
        title="楼道堆物",
        opened_at=NOW,
        source="app",
        state=State.TO_ROUTE,
        acked=True,
        deadlines=(Deadline(kind=Clock.HANDLING, due=NOW + timedelta(seconds=due_s), origin="test", limit=3_600),),
    )
    return replace(base, **fields)


def many(count: int, start: int = 0) -> list[Case]:
    """Cases in the order of their numbers."""
    return [a_case(n, 10_000 + n) for n in range(start, start + count)]


K = Qt.Key


# --- traps ----------------------------------------------------------------------------------------------------


def test_that_pinyin_cannot_eat_single_keys(show: type[Desk]) -> None:
    desk = show(*many(5))
    desk.presses(K.Key_J)
    for widget in (desk.view, desk.view.viewport()):
        assert not widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


# --- what is painted ------------------------------------------------------------------------------------------


def test_that_only_rows_on_screen_are_painted(show: type[Desk]) -> None:
    desk = show(*many(5_000))
    assert desk.sees() == [f"{n:04d}" for n in range(13)]
    assert set(desk.words.asked) == set(range(13))
    desk.words.asked.clear()
    desk.view.verticalScrollBar().setValue(2_000 * STRIP)
    QApplication.processEvents()
    assert len(set(desk.words.asked)) <= 14
    assert min(desk.words.asked) > 1_990


def test_that_a_step_past_the_edge_lays_out_only_what_comes_in_and_looks_as_painted_anew(show: type[Desk]) -> None:
    desk = show(*many(60))
    desk.presses(*[K.Key_J] * 12)
    desk.waits(4)
    for key, times in ((K.Key_J, 20), (K.Key_K, 18), (K.Key_PageDown, 1), (K.Key_PageUp, 2)):
        for _ in range(times):
            desk.words.asked.clear()
            desk.presses(key)
            QApplication.processEvents()
            if key in (K.Key_J, K.Key_K):
                assert len(set(desk.words.asked)) <= 5
            seen = desk.screen().grabWindow(desk.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
            assert seen == desk.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_that_a_case_pinned_over_the_head_keeps_no_row_from_being_moved(show: type[Desk]) -> None:
    desk = show(*many(60))
    pinned = QWidget(desk)
    pinned.setGeometry(0, 0, WIDTH, GROUP_HEAD)
    pinned.show()
    desk.presses(*[K.Key_J] * 12)
    desk.waits(4)
    for key in [K.Key_J] * 10:
        desk.words.asked.clear()
        desk.presses(key)
        QApplication.processEvents()
        assert len(set(desk.words.asked)) <= 3, "the two rows at the hand, and the one that goes under the head"


def test_that_what_is_asked_or_marked_repaints_its_own_row(show: type[Desk]) -> None:
    desk = show(*many(50))
    numbers = ["YZ-20261122-0002"]
    heard = Regions(desk.view.viewport())
    for says in (desk.view.set_pending, desk.view.set_news, desk.view.mark):
        says(numbers)
        QApplication.processEvents()
    desk.view.set_present({numbers[0]: ("AB",)})
    QApplication.processEvents()
    desk.view.set_remarks({numbers[0]: "more"})
    QApplication.processEvents()
    assert len(heard.painted) == 5
    boxes = [region.boundingRect() for region in heard.painted]
    assert {(box.top(), box.height()) for box in boxes} == {(desk.top_of("0002"), STRIP)}


def test_that_a_change_off_screen_paints_only_the_head(show: type[Desk]) -> None:
    desk = show(*many(200))
    desk.words.asked.clear()
    heard = Regions(desk.view.viewport())
    desk.hears(a_case(150, 10_150, title="changed"))
    assert desk.words.asked == []
    assert all(region.boundingRect().bottom() < GROUP_HEAD for region in heard.painted)
    desk.hears(a_case(3, 10_003, title="changed"))
    assert desk.words.asked == [3]


def test_that_a_second_repaints_only_the_time_column(show: type[Desk]) -> None:
    desk = show(*many(200))
    heard = Regions(desk.view.viewport())
    desk.waits(1)
    assert len(heard.painted) == 1
    box = heard.painted[0].boundingRect()
    assert (box.left(), box.width()) == (WIDTH - TIME_WIDTH, TIME_WIDTH)
    heard.painted.clear()
    desk.waits(0.25)
    assert heard.painted == []


def test_that_a_blink_repaints_only_the_squares_of_unacked_rows(show: type[Desk]) -> None:
    fresh = [a_case(n, acked=False, state=State.UNACKED) for n in (1, 2)]
    desk = show(*fresh, *many(50, 10))
    heard = Regions(desk.view.viewport())
    desk.waits(0.5, phase=False)
    assert len(heard.painted) == 1
    box = heard.painted[0].boundingRect()
    assert (box.left(), box.top(), box.width(), box.height()) == (0, GROUP_HEAD, MARK_WIDTH, 2 * STRIP)
    heard.painted.clear()
    desk.view.set_still(True)
    QApplication.processEvents()
    heard.painted.clear()
    desk.waits(0.25, phase=True)
    desk.waits(0.2, phase=False)
    assert heard.painted == []


def test_that_pending_and_stale_marks_repaint_only_when_something_seen_changes(show: type[Desk]) -> None:
    desk = show(*many(50))
    heard = Regions(desk.view.viewport())
    marks = [
        (["YZ-20261122-0040"], {}, False),
        (["YZ-20261122-0040", "YZ-20261122-0002"], {}, True),
        (["YZ-20261122-0002"], {}, False),
        (["YZ-20261122-0002"], {"app": 1}, True),
        (["YZ-20261122-0002"], {"app": 1}, False),
        ([], {"app": 1}, True),
    ]
    for pending, stale, is_seen in marks:
        desk.view.set_pending(pending)
        desk.view.set_stale(stale)
        QApplication.processEvents()
        assert bool(heard.painted) is is_seen, (pending, stale)
        heard.painted.clear()


def test_that_the_square_goes_dim_and_comes_back(show: type[Desk]) -> None:
    desk = show(a_case(1, acked=False, state=State.UNACKED))
    spot = QPoint(15, GROUP_HEAD + STRIP // 2)

    def colour() -> str:
        return desk.view.viewport().grab().toImage().pixelColor(spot).name()

    assert colour() == DARK.t1.name()
    desk.waits(0.5, phase=False)
    assert colour() == DARK.bg1.name()
    desk.waits(0.5, phase=True)
    assert colour() == DARK.t1.name()


def test_that_what_is_left_is_counted_down_and_then_up(show: type[Desk]) -> None:
    desk = show(a_case(1, due_s=70))
    over = DARK.over.fill.name()

    def has_overdue_pill() -> bool:
        picture = desk.view.viewport().grab().toImage()
        return any(picture.pixelColor(x, GROUP_HEAD + 8).name() == over for x in range(WIDTH - 120, WIDTH - 20))

    desk.waits(69)
    assert not has_overdue_pill()
    desk.waits(1)
    assert has_overdue_pill()


@pytest.mark.parametrize(("text", "role"), [("国" * 18, "row_unacked"), ("Elder living alone, no answer 2 mo", "row")])
def test_that_titles_of_the_promised_length_are_not_cut(qapp: QApplication, text: str, role: str) -> None:
    assert paint.width(text, role) <= title_room(WIDTH)


def test_that_all_sample_titles_are_whole(qapp: QApplication) -> None:
    for pair in TITLES:
        for title in pair:
            assert paint.width(title, "row_unacked") <= title_room(WIDTH), title


def test_that_a_senders_text_cannot_break_or_turn_a_row() -> None:
    assert one_line("火\u202e警\n在\t\u2067三楼\u200b ") == "火警 在 三楼"
    assert len(one_line("长" * 7_000)) <= 200


def test_that_an_empty_queue_says_why(show: type[Desk]) -> None:
    desk = show(a_case(1))
    assert desk.words.empty(3, False) == "筛选后没有事件，另有 3 件未显示"
    blank = desk.view.viewport().grab().toImage()
    desk.view.set_filter(Filter(text="nothing has this"))
    QApplication.processEvents()
    assert desk.sees() == []
    assert desk.view.viewport().grab().toImage() != blank


# --- keys and mouse -------------------------------------------------------------------------------------------


def test_that_keys_walk_the_rows_and_pass_over_heads(show: type[Desk]) -> None:
    late = [a_case(1, -50), a_case(2, -40)]
    desk = show(*late, *many(40, 10))
    desk.presses(K.Key_J)
    assert desk.current() == "0001"
    desk.presses(K.Key_J, K.Key_Down)
    assert desk.current() == "0010"
    desk.presses(K.Key_K, K.Key_Up, K.Key_K)
    assert desk.current() == "0001"
    desk.presses(K.Key_PageDown)
    assert desk.current() == "0018"
    desk.presses(K.Key_PageUp)
    assert desk.current() == "0001"
    desk.presses(K.Key_End)
    assert desk.current() == "0049"
    assert "0049" in desk.sees()
    desk.presses(K.Key_J)
    assert desk.current() == "0049"
    desk.presses(K.Key_Home)
    assert desk.current() == "0001"
    assert desk.chosen[:3] == [late[0].no, late[1].no, "YZ-20261122-0010"]
    desk.presses(K.Key_Return)
    assert desk.opened == [late[0].no]


def test_that_walking_keeps_the_current_row_clear_of_the_edges(show: type[Desk]) -> None:
    desk = show(*many(60))
    for key, times in ((K.Key_J, 45), (K.Key_K, 30)):
        for _ in range(times):
            desk.presses(key)
            top = desk.top_of(desk.current() or "")
            assert GROUP_HEAD <= top <= HEIGHT - STRIP
            assert desk.at(top + STRIP - 1) == desk.current()


def test_that_folded_groups_are_passed_over_and_open_for_a_selection(show: type[Desk]) -> None:
    paused = a_case(7, deadlines=(Deadline(kind=Clock.HANDLING, due=NOW, origin="t", paused=True),))
    desk = show(a_case(1), paused)
    desk.presses(K.Key_J, K.Key_J)
    assert desk.current() == "0001"
    desk.view.select(paused.no)
    assert "0007" in desk.sees()


def test_that_other_keys_are_left_to_the_desk(show: type[Desk]) -> None:
    desk = show(*many(5))
    desk.presses(K.Key_D, K.Key_Space, K.Key_F8)
    QTest.keyClick(desk.view, K.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert [key for key in desk.passed if key != K.Key_Control] == [K.Key_D, K.Key_Space, K.Key_F8, K.Key_J]
    assert desk.current() is None


def test_that_a_shortcut_of_the_view_holds_the_order_too(show: type[Desk]) -> None:
    desk = show(*many(5))
    done: list[bool] = []
    shortcut = QShortcut(QKeySequence(K.Key_Space), desk.view)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(lambda: done.append(True))
    desk.presses(K.Key_Space)
    assert done == [True]
    desk.hears(a_case(4, 50))
    assert desk.sees()[0] == "0000"


def test_that_x_and_shift_mark_rows(show: type[Desk]) -> None:
    desk = show(*many(9))
    counted: list[int] = []
    desk.view.marked.connect(counted.append)
    desk.presses(K.Key_J, K.Key_X)
    desk.presses(K.Key_J, K.Key_J, shift=True)
    assert [no[-1] for no in desk.view.marks] == ["0", "1", "2"]
    desk.presses(K.Key_K, shift=True)
    assert [no[-1] for no in desk.view.marks] == ["0", "1"]
    desk.presses(K.Key_X)
    assert [no[-1] for no in desk.view.marks] == ["0"]
    desk.clicks(300, GROUP_HEAD + 5 * STRIP + 4, control=True)
    assert [no[-1] for no in desk.view.marks] == ["0", "5"]
    desk.view.clear_marks()
    assert counted == [1, 2, 3, 2, 1, 2, 0]


def test_that_the_mouse_selects_opens_and_folds(show: type[Desk]) -> None:
    desk = show(*many(30))
    desk.clicks(300, GROUP_HEAD + 2 * STRIP + 9)
    assert desk.current() == "0002"
    spot = QPoint(300, GROUP_HEAD + STRIP + 9)
    QTest.mouseDClick(desk.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert desk.opened == ["YZ-20261122-0001"]
    desk.view.verticalScrollBar().setValue(3 * STRIP)
    desk.clicks(300, 10)  # the head that stays at the upper edge
    assert desk.sees() == []
    desk.clicks(300, 10)
    assert len(desk.sees()) == 13


# --- nothing moves under the hand -----------------------------------------------------------------------------


def test_that_new_rows_do_not_move_the_current_row(show: type[Desk]) -> None:
    desk = show(*many(60))
    desk.clicks(300, GROUP_HEAD + 4 * STRIP + 9)
    before = desk.top_of("0004")
    desk.hears(*(a_case(100 + n, 500 + n, priority=Priority.P2) for n in range(7)))
    desk.hears(a_case(90, acked=False, state=State.UNACKED))
    assert desk.top_of("0004") == before
    assert desk.current() == "0004"


def test_that_rows_going_do_not_move_the_current_row(show: type[Desk]) -> None:
    desk = show(*many(60))
    desk.view.verticalScrollBar().setValue(20 * STRIP)
    desk.clicks(300, 200)
    current = desk.current() or ""
    before = desk.top_of(current)
    desk.hears(*(a_case(n, state=State.CLOSED, closed_at=NOW) for n in range(9)))
    assert desk.top_of(current) == before


def test_that_without_a_current_row_in_sight_the_first_row_stays(show: type[Desk]) -> None:
    desk = show(*many(60))
    desk.view.verticalScrollBar().setValue(10 * STRIP + 7)
    first = next(no for no in desk.sees() if desk.top_of(no) >= 0)
    before = desk.top_of(first)
    desk.hears(*(a_case(100 + n, 500) for n in range(3)))
    assert desk.top_of(first) == before


def test_that_at_rest_at_the_top_new_rows_are_seen_at_once(show: type[Desk]) -> None:
    desk = show(*many(60))
    desk.hears(a_case(90, acked=False, state=State.UNACKED))
    assert desk.sees()[0] == "0090"


def test_that_the_current_row_stays_put_through_random_changes(show: type[Desk]) -> None:
    rng = random.Random(11)
    desk = show(*many(120))
    desk.view.verticalScrollBar().setValue(40 * STRIP)
    desk.clicks(300, 300)
    current, moved = desk.current() or "", 0
    before = desk.top_of(current)
    for turn in range(120):
        heard = []
        for n in rng.sample(range(150), 6):
            if f"{n:04d}" == current:
                continue
            closed = {"state": State.CLOSED, "closed_at": NOW} if rng.random() < 0.2 else {}
            level = rng.choice(tuple(Priority))
            heard.append(a_case(n, rng.randrange(50, 20_000), priority=level, acked=rng.random() > 0.1, **closed))
        desk.hears(*heard)
        if turn % 9 == 0:
            desk.waits(60)
        bar = desk.view.verticalScrollBar()
        if 0 < bar.value() < bar.maximum():
            moved += 1
            assert desk.top_of(current) == before, turn
        else:
            before = desk.top_of(current)
    assert moved > 100


def test_that_the_order_waits_until_no_key_was_pressed_for_3_s(show: type[Desk]) -> None:
    desk = show(*many(20))
    desk.presses(K.Key_J)
    still = desk.sees()
    desk.hears(a_case(15, 5), a_case(99, 4), a_case(1, acked=False, state=State.UNACKED))
    assert desk.sees() == still
    assert not desk.view._pill.isEmpty()  # what waits is said, though the list is at its top
    desk.waits(HOLD_MS / 1000 - 0.5)
    assert desk.sees() == still
    desk.presses(K.Key_J)
    desk.waits(HOLD_MS / 1000 - 0.5)
    assert desk.sees() == still
    desk.waits(0.5)
    assert desk.queue.groups()[0].group is Group.UNACKED
    assert desk.sees() != still
    assert desk.current() == "0001"


def test_that_waiting_rows_are_announced_while_scrolled_and_home_shows_them(show: type[Desk]) -> None:
    desk = show(*many(60))
    desk.view.verticalScrollBar().setValue(20 * STRIP)
    desk.hears(a_case(100, acked=False, state=State.UNACKED, priority=Priority.P2))
    desk.hears(a_case(101, acked=False, state=State.UNACKED), a_case(102, 99_000))
    assert desk.words.waiting(2, Priority.P2, "x") == "新 2 件，最高 紧急"
    pill = desk.view._pill
    assert not pill.isEmpty()
    assert len(desk.view._waiting) == 2
    desk.clicks(pill.center().x(), pill.center().y())
    assert desk.sees()[:2] == ["0100", "0101"]
    assert desk.current() == "0100"
    QApplication.processEvents()
    assert desk.view._pill.isEmpty()


@pytest.mark.parametrize("offset", [0, 7, STRIP - 1, 20 * STRIP, 61 * STRIP + 9])
def test_that_what_waits_above_is_said_where_no_row_lies(show: type[Desk], offset: int) -> None:
    desk = show(*many(60), *(a_case(at, -60) for at in range(200, 210)))
    desk.view.verticalScrollBar().setValue(offset)
    desk.presses(K.Key_J)
    desk.hears(a_case(100, acked=False, state=State.UNACKED, priority=Priority.P1))
    pill = desk.view._pill
    assert not pill.isEmpty()
    assert [desk.at(y) for y in range(pill.top(), pill.bottom() + 1)] == [None] * pill.height()


def test_that_a_case_that_leaves_stays_selected_and_the_next_key_goes_on_from_there(show: type[Desk]) -> None:
    desk = show(*many(20))
    desk.presses(K.Key_J, K.Key_J, K.Key_J)
    desk.hears(a_case(2, state=State.CLOSED, closed_at=NOW))
    desk.waits(HOLD_MS / 1000)
    assert desk.current() == "0002"
    assert "0002" not in desk.sees()
    desk.presses(K.Key_J)
    assert desk.current() == "0003"


def test_that_a_new_picture_keeps_the_selection(show: type[Desk]) -> None:
    desk = show(*many(20))
    desk.view.select("YZ-20261122-0005")
    columns = Columns()
    columns.put_many(many(8, 4))
    words = CountingText(columns, Look(DARK, "zh_CN"), me=ME)
    words.asked = []
    desk.view.set_queue(Queue(columns, WHO, to_ms(NOW)), words)
    QApplication.processEvents()
    assert desk.current() == "0005"
    assert desk.sees()[0] == "0004"


# --- words ----------------------------------------------------------------------------------------------------


def test_that_a_screen_reader_hears_the_list_and_its_current_row(show: type[Desk]) -> None:
    desk = show(a_case(417, 48, title="燃气异味", priority=Priority.P1, holder=ME))
    desk.view.select("YZ-20261122-0417")
    voice = QAccessible.queryAccessibleInterface(desk.view)
    assert voice.role() is QAccessible.Role.List
    assert voice.text(QAccessible.Text.Name) == "事件队列"
    assert voice.text(QAccessible.Text.Value) == "特急, 0417, 燃气异味, 未定位, 待交办, 我, 办结 00:48"


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_that_the_sample_shift_is_drawn_in_every_appearance(
    show: type[Desk], qapp: QApplication, tmp_path: Path, theme: str, lang: str
) -> None:
    apply_theme(qapp, THEMES[theme])
    look = Look(THEMES[theme], lang)
    desk = show(*sample(lang), look=look)
    desk.view.select(desk.queue.next_unacked() or "")
    desk.view.set_pending(["YZ-20261122-0412"])
    desk.view.set_stale({"supervision-13710": to_ms(NOW) - 180_000})
    for tab in Tab:
        desk.view.set_filter(Filter(tab=tab))
        assert desk.view.grab().save(str(tmp_path / f"queue_{theme}_{lang}_{tab}.png"))
        assert desk.sees(), tab
    for density, rows in (("compact", 18), ("roomy", 10), ("normal", 12)):
        desk.view.set_filter(Filter())
        desk.view.set_density(density)
        picture = desk.view.grab().toImage()
        assert len(desk.sees()) >= rows
        seen = {picture.pixelColor(x, y).name() for x in range(0, WIDTH, 2) for y in range(0, HEIGHT, 2)}
        tokens = look.theme
        for token in (tokens.bg1, tokens.bg2, tokens.bg3, tokens.acc, tokens.over.fill, tokens.due_soon.tint):
            assert token.name() in seen
    assert LIGHT.bg1 != DARK.bg1


def test_that_a_row_says_who_has_it(qapp: QApplication) -> None:
    columns, look = Columns(), Look(DARK, "en")
    texts = QueueText(columns, look, me=ME, people={"li": "Li Na"})
    held = [texts.strip(columns.put(a_case(n, holder=who))).holder for n, who in enumerate((ME, "li", "wu", None))]
    assert held == ["Me", "Li Na", "wu", "Unclaimed"]


def test_that_a_moment_is_an_instant_not_a_wall_time() -> None:
    assert to_ms(datetime.fromisoformat("2026-11-22T14:32:07+08:00")) == to_ms(NOW)
