"""Tests of the video page: what is known of each line and by whom, the roll call by hand, and the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from console.pages.roll_call import RollCall, started
from console.pages.video import VideoPage
from console.pages.video_view import NETWORKS, groups, state_words
from core.domain.events import LinkCalled, LinkChanged
from core.domain.nouns import Actor, Link, LinkState, Role
from tests.console.driver import FakeHub
from tests.console.room import LEAD, VIEWER, Room, lines, shift
from tests.core.domain.world import yingze
from tests.widgets.test_video_tile import FakePlayer, Frame
from widgets.link_board import LinkRow
from widgets.look import Look
from widgets.stream_watch import Feed
from widgets.theme import DARK, LIGHT, apply_theme
from widgets.video_tile import VideoTile

GATEWAY = Actor(name="gateway", role=Role.SOURCE)
ROOM = "room-140106001001"
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


class Studio:
    """The page with a player and a clock of its own."""

    def __init__(self, hub: FakeHub, actor: Actor, lang: str) -> None:
        self.now = 100.0
        self.player = FakePlayer()
        self.room = Room(hub, actor, lang)
        self.tile = VideoTile(self.room.look, lambda: self.now, lambda: self.player, lambda: None)
        self.page = VideoPage(self.room.desk, self.room.look, self.resolve, tile=self.tile)
        self.room.enter(self.page)

    @staticmethod
    def resolve(stream: str) -> str | None:
        return f"http://127.0.0.1/{stream}" if stream.startswith("demo:room") else None

    def row(self, link: str) -> LinkRow:
        return next(row for board in self.page.boards.values() for row in board.rows if row.id == link)

    def happens(self, actor: Actor, name: str, link: str, **body: object) -> None:
        self.room.hub.happens(actor, name, f"link/{link}", **body)
        self.room.folds()

    def told(self) -> tuple[str, str, str]:
        return self.page._told.lines

    def shown(self) -> set[str]:
        return {name for name, button in self.page._buttons.items() if not button.isHidden()}


Enter = Callable[..., Studio]


@pytest.fixture
def enter(qapp: QApplication) -> Iterator[Enter]:
    studios: list[Studio] = []

    def stand(actor: Actor = LEAD, hub: FakeHub | None = None, lang: str = "zh_CN") -> Studio:
        apply_theme(qapp, DARK)
        studios.append(Studio(hub or shift(0), actor, lang))
        return studios[-1]

    yield stand
    for studio in studios:
        studio.page.stop()
        studio.room.leaves()


def test_that_the_two_networks_never_share_a_board(enter: Enter) -> None:
    studio = enter()
    for network in NETWORKS:
        sites = {link.id for link in yingze().links.values() if link.network == network}
        assert {row.id for row in studio.page.boards[network].rows} == sites
    assert list(groups(yingze(), "rooms")) == ["district", "town", "community"]


def test_that_each_level_counts_what_is_online_known_and_unknown(enter: Enter) -> None:
    studio = enter()
    head = next(head for head in studio.page.boards["rooms"]._heads if head.id == "town")
    assert head.counts == "在线 0/7，未知 7"
    studio.happens(GATEWAY, "video.report", "room-140106001", state=LinkState.OK, by="gateway")
    studio.happens(GATEWAY, "video.report", "room-140106002", state=LinkState.DOWN, by="gateway")
    studio.happens(LEAD, "video.roll_call", "room-140106003", answered=True, by="manual", roll="r")
    head = next(head for head in studio.page.boards["rooms"]._heads if head.id == "town")
    assert head.counts == "在线 1/7，未知 4", "a person's word is known, and not online"


def test_that_what_a_person_said_is_marked_as_theirs_and_never_looks_fine(enter: Enter) -> None:
    studio = enter()
    studio.happens(GATEWAY, "video.report", ROOM, state=LinkState.OK, by="gateway")
    assert (studio.row(ROOM).word, studio.row(ROOM).by_hand) == ("正常", False)
    studio.happens(LEAD, "video.report", ROOM, state=LinkState.MANUAL, by="manual", detail="可用 · 电话核实")
    row = studio.row(ROOM)
    assert row.by_hand
    assert row.word.startswith("人工")
    assert "人工登记" in row.told
    studio.happens(LEAD, "video.report", ROOM, state=LinkState.OK, by="manual")
    assert studio.row(ROOM).by_hand
    assert studio.row(ROOM).word == "人工 · 正常"
    head = next(head for head in studio.page.boards["rooms"]._heads if head.id == "community")
    count = sum(row.group == "community" for row in studio.page.boards["rooms"].rows)
    assert head.counts == f"在线 0/{count}，未知 {count - 1}"


@given(st.sampled_from(LinkState), st.sampled_from(["zh_CN", "en"]))
def test_that_a_manual_word_says_manual_whatever_the_state(state: LinkState, lang: str) -> None:
    look = Look(LIGHT, lang)
    words = state_words(Link(id="x", network="rooms", state=state, since=NOW, by="manual"), look)
    assert (look.word(LinkState.MANUAL) in words) is (state is not LinkState.UNKNOWN)


def test_that_a_good_word_nobody_vouches_for_loses_its_tick_and_is_not_counted(enter: Enter) -> None:
    studio = enter()
    studio.happens(GATEWAY, "video.report", ROOM, state=LinkState.OK, by="gateway")
    studio.room.waits(600)
    studio.page._show_all()
    before = studio.page._history.samples[-1].online[0]
    assert (studio.row(ROOM).state, studio.row(ROOM).told) == (LinkState.OK, "10:00 起 · 网关")
    studio.room.waits(600)
    studio.page.tick(studio.room.desk.now())
    assert (studio.row(ROOM).state, studio.row(ROOM).told) == (LinkState.STALE, "20 分未确认 · 网关")
    assert studio.page._history.samples[-1].online[0] == before - 1


def test_that_a_gateway_that_is_heard_vouches_for_its_cameras(enter: Enter) -> None:
    studio = enter()
    desk = studio.room.desk
    camera = next(site.id for site in desk.board.district.links.values() if site.network == "cameras")
    source = next(s.id for s in desk.board.district.sources.values() if s.kind == "cameras")
    studio.happens(GATEWAY, "video.report", camera, state=LinkState.OK, by="gateway")
    studio.room.waits(7200)
    studio.page._show_all()
    assert studio.row(camera).state is LinkState.STALE
    desk.connection.sources[source] = desk.now()
    studio.page._show_all()
    assert studio.row(camera).state is LinkState.OK


def test_that_the_filled_button_is_the_next_step_also_while_a_picture_plays(enter: Enter) -> None:
    studio = enter()
    studio.page.boards["rooms"].select(ROOM)
    assert "play" in studio.shown()
    assert "stop" not in studio.shown()
    studio.page.play()
    assert "stop" in studio.shown()
    assert "play" not in studio.shown()


def test_that_a_roll_call_by_keys_records_each_answer_with_its_roll_and_who(enter: Enter) -> None:
    studio = enter()
    studio.page.boards["rooms"].select("room-140106003")
    studio.room.presses("R", "Y", "N", "Down", "Y")
    marks = [
        (e.subject, e.data.answered, e.data.roll, e.data.by, e.actor)
        for e in studio.room.hub.events
        if isinstance(e.data, LinkCalled)
    ]
    roll = studio.page.roll
    assert roll is not None
    assert [(s, a) for s, a, *_ in marks] == [
        ("link/room-140106001", True),
        ("link/room-140106002", False),
        ("link/room-140106004", True),
    ]
    assert {(r, by, who) for *_, r, by, who in marks} == {(roll.id, "manual", LEAD.name)}
    assert len(roll.id) <= 40
    assert studio.page.escape()
    assert not studio.page.escape(), "nothing is left to undo"
    assert "已答 2，未答 1，未点 4" in studio.told()[2]
    assert studio.row("room-140106002").call.startswith("点名未答")
    assert studio.row("room-140106002").by_hand


def test_that_while_the_roll_is_called_the_page_asks_and_offers_only_its_answers(enter: Enter) -> None:
    studio = enter()
    assert studio.shown() == {"play", "roll", "set"}
    studio.page.boards["rooms"].select("room-140106001")
    studio.room.presses("R")
    assert studio.shown() == {"yes", "no", "end"}
    assert studio.told()[0] == "柳巷街道分会场 应答了吗？"
    assert studio.page.escape()
    assert studio.shown() == {"play", "roll", "set"}
    assert studio.page.roll is not None
    assert studio.page.roll.rest == 7


def test_that_the_last_answer_ends_the_roll(enter: Enter) -> None:
    studio = enter()
    studio.page.boards["rooms"].select("room-district")
    studio.room.presses("R", "Y")
    assert studio.page.roll is not None
    assert studio.page.roll.is_over
    studio.room.presses("Y")
    assert sum(isinstance(e.data, LinkCalled) for e in studio.room.hub.events) == 1


def test_that_a_mark_that_waits_in_the_outbox_is_not_shown_as_called(enter: Enter) -> None:
    studio = enter()
    studio.room.hub.goes_down()
    studio.room.folds()
    studio.page.boards["rooms"].select("room-district")
    studio.room.presses("R", "Y")
    assert studio.row("room-district").call == "待发"
    studio.room.hub.comes_back()
    studio.room.folds()
    assert studio.row("room-district").call.startswith("点名已答")


def test_that_a_state_set_by_hand_is_recorded_as_manual_with_how_it_is_known(enter: Enter) -> None:
    studio = enter()
    studio.page.boards["rooms"].select(ROOM)
    studio.room.presses("H", "1", "1")
    data = studio.room.hub.events[-1].data
    assert isinstance(data, LinkChanged)
    assert (data.state, data.by, data.detail) == (LinkState.MANUAL, "manual", "可用 · 电话核实")
    studio.room.presses("H", "3", "5")
    data = studio.room.hub.events[-1].data
    assert isinstance(data, LinkChanged)
    assert (data.state, data.by, data.detail) == (LinkState.DOWN, "manual", "停电")
    assert studio.row(ROOM).word == "人工 · 中断"


def test_that_a_site_with_a_stream_plays_and_one_without_says_so(enter: Enter) -> None:
    studio = enter()
    studio.page.boards["rooms"].select("room-district")
    studio.room.presses("Enter")
    assert studio.player.opened == ["http://127.0.0.1/demo:room-district"]
    studio.player.frame.emit(Frame("#445566"))
    assert studio.tile.state is Feed.LIVE
    studio.now += 4.0
    studio.room.folds()
    assert studio.tile.state is Feed.FROZEN
    studio.page.boards["rooms"].select(ROOM)
    studio.room.presses("Enter")
    assert studio.told()[2] == "此点位没有可播放的画面"
    assert studio.tile.state is Feed.FROZEN, "what plays goes on"


def test_that_a_broken_picture_comes_back_by_itself_while_the_page_ticks(enter: Enter) -> None:
    studio = enter()
    studio.page.boards["rooms"].select("room-district")
    studio.room.presses("Enter")
    studio.player.broke.emit("gone")
    for _ in range(10):
        studio.now += 0.5
        studio.room.folds()
    assert len(studio.player.opened) > 1


def test_that_a_stream_nobody_can_resolve_is_said_in_words(enter: Enter) -> None:
    studio = enter()
    camera = next(link.id for link in yingze().links.values() if link.network == "cameras" and link.stream)
    studio.room.presses("Right")
    assert studio.page.boards["cameras"].hasFocus()
    studio.page.boards["cameras"].select(camera)
    studio.room.presses("V")
    assert studio.tile.state is Feed.NO_STREAM
    assert studio.player.opened == []
    assert studio.tile.detail == "本机没有这一路的取流地址"
    studio.room.presses("X")
    assert studio.tile.state is Feed.IDLE


def test_that_who_may_not_is_told_why_and_nothing_is_sent(enter: Enter) -> None:
    studio = enter(VIEWER)
    before = len(studio.room.hub.events)
    studio.room.presses("R", "Y", "H", "1", "1")
    assert len(studio.room.hub.events) == before
    assert studio.page.roll is None
    assert not studio.page._buttons["roll"].isEnabled()
    assert studio.page._buttons["roll"].toolTip() == "当前角色不能办理此项"


def test_that_the_online_rate_follows_the_lines_of_this_session(enter: Enter) -> None:
    studio = enter(hub=lines(shift(0)))
    before = studio.page._history.samples[-1].online
    room = next(
        link for link in yingze().links.values() if link.network == "rooms" and studio.row(link.id).word != "正常"
    )
    studio.room.waits(60)
    studio.happens(GATEWAY, "video.report", room.id, state=LinkState.OK, by="gateway")
    after = studio.page._history.samples[-1].online
    assert (after[0] - before[0], after[1] - before[1]) in {(1, 0), (0, 0)}
    trend = studio.page.trend._trend
    assert trend is not None
    told = studio.page._history.samples[-1].told[0]
    assert trend.curves[0].text.endswith(f"（{after[0]}/{told}，未知 {31 - told}）")
    assert "n=" in trend.note or "尚无" in trend.note


def test_that_it_wears_another_language_while_a_picture_plays(enter: Enter) -> None:
    studio = enter()
    studio.page.boards["rooms"].select("room-district")
    studio.room.presses("Enter")
    studio.page.restyle(Look(LIGHT, "en"))
    assert studio.tile.accessibleName() == "District centre main room"
    assert studio.told()[0] == "District centre main room"
    assert studio.page.needs_me() == 0


# --- the roll call alone ----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["yes", "no", "on", "back"]), max_size=40), st.integers(1, 6))
def test_that_a_roll_call_counts_every_site_once(steps: list[str], sites: int) -> None:
    roll = started("rooms", "town", [str(n) for n in range(sites)], NOW, "02")
    marked: dict[str, bool] = {}
    for step in steps:
        here = roll.current
        if step in ("yes", "no"):
            if here is not None:
                marked[here] = step == "yes"
            roll = roll.marked(step == "yes")
        else:
            roll = roll.moved(1 if step == "on" else -1)
    assert roll.answers == marked
    assert roll.yes + roll.no + roll.rest == sites
    assert (roll.current is None) is (len(marked) == sites)


def test_that_a_roll_of_nobody_asks_nobody() -> None:
    empty = RollCall("r", "rooms", "town", ())
    assert empty.current is None
    assert empty.marked(True) == empty
