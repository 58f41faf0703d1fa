"""Old data says so in the head of every panel, in every window, and nothing old wears the mark of what is fine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isnan

import pytest

from console.desk import Desk
from console.pages.map_tracker import MapTrackerPage
from console.pages.seats import SeatsPage
from console.pages.video import VideoPage
from console.pages.video_view import NETWORKS
from console.wall import WallPage
from core.domain.nouns import Actor, LinkState, Role
from tests.console.driver import Operator
from tests.console.room import LEAD, Room, lines, shift
from tests.core.domain.world import HUB
from widgets.district_map import DistrictMap
from widgets.look import Look
from widgets.map_marks import ROOMS


def of_map(shown: DistrictMap) -> str:
    return shown.canvas.accessibleDescription()


GATEWAY = Actor(name="gateway", role=Role.SOURCE)
# What each page says in each of its panels.
PANELS: dict[type, Callable[..., list[str]]] = {
    SeatsPage: lambda page: [of_map(page.map), page.board.as_of],
    MapTrackerPage: lambda page: [of_map(page.map), page._head.as_of],
    WallPage: lambda page: [page._age.words, page.due._as_of],
    VideoPage: lambda page: [*(tab.as_of for tab in page._tabs.values()), page.trend._trend.note],
}


@pytest.fixture
def enter(qapp: object) -> Iterator[Callable[..., Room]]:
    rooms: list[Room] = []

    def stand(make: Callable[[Desk, Look], object]) -> Room:
        rooms.append(Room(lines(shift()), LEAD))
        rooms[-1].enter(make(rooms[-1].desk, rooms[-1].look))
        return rooms[-1]

    yield stand
    for room in rooms:
        if isinstance(room.page, VideoPage):
            room.page.stop()
        room.leaves()


@pytest.mark.parametrize("make", PANELS)
def test_that_every_panel_says_where_its_data_ends_and_only_then(make: type, enter: Callable[..., Room]) -> None:
    room = enter(make)
    assert not any("数据截至" in words for words in PANELS[make](room.page))
    at = room.desk.connection.data_at
    assert at is not None
    room.hub.goes_down()
    room.waits(400)
    words = f"数据截至 {at.astimezone().strftime('%H:%M')}"
    said = PANELS[make](room.page)
    assert all("数据截至 " in each for each in said), said
    assert len({each[each.index("数据截至") :][: len(words)] for each in said}) == 1, said


def test_that_the_desk_says_so_over_queue_tracker_map_and_record(qapp: object) -> None:
    operator = Operator()
    operator.hears()
    operator.looks()
    heads = (operator.page.tabs, operator.page._track_head)
    assert not any(head.as_of for head in heads)
    operator.hub.goes_down()
    operator.looks()
    assert all(head.as_of.startswith("数据截至 ") for head in heads)
    assert "数据截至 " in of_map(operator.page.map)
    assert operator.page.detail.timeline_head._stale.startswith("数据截至 ")
    operator.leaves()


def test_that_a_row_of_a_source_that_was_silent_before_says_so_also_without_the_hub(qapp: object) -> None:
    operator = Operator()
    operator.hears()
    operator.hub.happens(HUB, "link.see", "link/app", state=LinkState.DOWN, seen_at=operator.hub.clock.now())
    operator.looks()
    before = dict(operator.page.queue._stale)
    assert set(before) == {"app"}
    operator.hub.goes_down()
    operator.waits(60)
    assert operator.page.queue._stale == before, "other rows say nothing: the head says it once for all"
    operator.leaves()


def test_that_nothing_old_is_ticked_counted_or_drawn_on(enter: Callable[..., Room]) -> None:
    room = enter(VideoPage)
    page = room.page
    fine = {row.id for board in page.boards.values() for row in board.rows if row.state is LinkState.OK}
    assert fine
    room.hub.goes_down()
    room.waits(60)
    for network in NETWORKS:
        board = page.boards[network]
        assert not any(row.state in (LinkState.OK, LinkState.SLOW, LinkState.DOWN) for row in board.rows)
        assert all(row.is_old for row in board.rows)
        assert all("在线 0" in head.counts or head.counts.startswith("未知") for head in board._heads)
        assert any(head.is_old for head in board._heads)
    trend = page.trend._trend
    assert trend.ends == room.desk.connection.data_at
    assert trend.ends < trend.until


def test_that_a_rate_nobody_knows_is_no_nought_per_cent(enter: Callable[..., Room]) -> None:
    room = enter(VideoPage)
    for link in [link for link in room.desk.board.links.values() if link.state is LinkState.DOWN]:
        room.hub.happens(GATEWAY, "video.report", f"link/{link.id}", state=LinkState.OK, by="gateway")
    room.waits(3600)  # and then no gateway is heard for an hour
    curve = room.page.trend._trend.curves[0]
    assert "未知" in curve.text
    assert "0%" not in curve.text
    assert isnan(curve.shares[-1])


def test_that_the_map_marks_no_line_as_fine_while_the_hub_is_away(enter: Callable[..., Room]) -> None:
    room = enter(MapTrackerPage)
    kinds = room.page.map.canvas.sites
    before = sum(kinds.counts(64)[kind] for kind in ROOMS[:1])
    room.hub.goes_down()
    room.waits(60)
    after = sum(kinds.counts(64)[kind] for kind in ROOMS[:1])
    assert before > 0
    assert after == 0


def test_that_a_cases_head_says_it_where_no_tab_above_it_does(operator: Operator) -> None:
    operator.hears()
    page = operator.page
    assert page.detail.header._as_of == ""
    operator.hub.goes_down()
    operator.looks()
    for wide in (1920, 1366):
        operator.window.resize(wide, 768)
        operator.looks()
        said = page._narrow_head.as_of if page._narrow_head.isVisibleTo(page) else page.detail.header._as_of
        assert "数据截至" in said, wide
    operator.hub.comes_back()
    operator.looks()
    assert page.detail.header._as_of == ""
