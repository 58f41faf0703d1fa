"""A surge as an operator lives it: what the banner says, what shares a row, and who looks at what."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.client.items import PresenceItem
from core.domain.nouns import Place, Priority
from tests.console.driver import Operator
from tests.core.domain.world import SECOND
from widgets.theme import GROUP_HEAD

GRID = "140106001001-01"


@pytest.fixture
def operator(qapp: object) -> Iterator[Operator]:
    someone = Operator()
    yield someone
    someone.leaves()


def flood(operator: Operator, count: int, seconds: float = 10.0, **report: object) -> list[str]:
    """So many ordinary reports of one matter in one grid."""
    made = []
    fields = {"title": "楼道堆物", "duty": "1-01", "priority": Priority.P3, "place": Place(grid=GRID), **report}
    for _ in range(count):
        made.append(operator.hears(**fields))  # type: ignore[arg-type]
        operator.waits(seconds)
    return made


def surge_lines(operator: Operator) -> list[str]:
    return [line for line in operator.banners() if line.startswith(operator.window.look.text("banner.surge"))]


def test_that_more_than_ten_in_ten_minutes_begin_a_surge_and_the_banner_says_what_it_does(operator: Operator) -> None:
    flood(operator, 10)
    assert not surge_lines(operator)
    flood(operator, 1)
    (line,) = surge_lines(operator)
    assert "10 分钟新增 11 件" in line
    assert "每 30 秒响一次" in line
    assert "不足 5 件自动结束" in line


def test_that_a_surge_ends_by_itself_when_it_is_calm(operator: Operator) -> None:
    flood(operator, 11)
    operator.waits(560)
    assert not surge_lines(operator)


def test_that_the_operator_ends_it_and_it_stays_ended(operator: Operator) -> None:
    flood(operator, 11)
    operator.window.banner.acted.emit("surge.end")
    operator.looks()
    assert not surge_lines(operator)
    flood(operator, 3)
    assert not surge_lines(operator)


def test_that_in_a_surge_ordinary_reports_of_one_matter_and_place_share_a_row(operator: Operator) -> None:
    made = flood(operator, 11)
    grave = operator.hears(title="燃气异味", duty="4-01", priority=Priority.P1, place=Place(grid=GRID))
    shown = operator.queue()
    assert grave.rpartition("-")[2] in shown
    assert len([no for no in made if no.rpartition("-")[2] in shown]) == 1
    assert operator.desk.queue.counts().unacked == 12
    assert "11 件同类同地并为 1 行" in surge_lines(operator)[0]


def test_that_space_takes_all_of_a_shared_row_as_one_group(operator: Operator) -> None:
    made = flood(operator, 11)
    operator.page.go_to(shown_of(operator, made))
    before = len(operator.hub.received)
    operator.presses("Space")
    assert {operator.case(no).holder for no in made} == {"0107"}
    assert all(operator.case(no).acked for no in made)
    assert len(operator.hub.received) == before + 11
    assert operator.desk.queue.counts().unacked == 0


def test_that_g_lists_a_shared_row_and_closes_it_again(operator: Operator) -> None:
    made = flood(operator, 11)
    operator.page.go_to(shown_of(operator, made))
    assert "11 件并为一行" in operator.page.queue.spoken()
    operator.presses("G")
    assert len(operator.queue()) == 11
    operator.presses("J", "Space")
    assert sum(operator.case(no).acked for no in made) == 1
    operator.waits(4)
    operator.presses("K", "G")
    operator.waits(4)
    assert len(operator.queue()) == 2


def test_that_the_row_one_stands_on_does_not_move_when_a_surge_merges_it(operator: Operator) -> None:
    made = flood(operator, 10)
    operator.page.go_to(made[6])
    operator.waits(4)
    top = operator.page.queue._seen[made[6]]
    made += flood(operator, 1)
    assert operator.selection() == made[6]
    assert shown_of(operator, made) == made[6]
    assert operator.page.queue._seen[made[6]] in (
        top,
        GROUP_HEAD,
    )  # where it was, or as far as the shorter list lets it


def test_that_going_to_a_case_behind_a_row_lists_the_row(operator: Operator) -> None:
    made = flood(operator, 11)
    operator.waits(4)
    hidden = next(no for no in made if no != shown_of(operator, made))
    operator.page.go_to(hidden)
    assert operator.selection() == hidden
    assert hidden in operator.page.queue.visible_numbers()


def test_that_the_end_of_a_surge_gives_each_case_its_row(operator: Operator) -> None:
    made = flood(operator, 11)
    operator.desk.turn_surge(False)
    operator.waits(4)
    assert len([no for no in made if no.rpartition("-")[2] in operator.queue()]) == 11


def shown_of(operator: Operator, made: list[str]) -> str:
    """The one of them that stands for its row."""
    (no,) = [no for no in operator.page.queue.visible_numbers() if no in made]
    return no


# --- who looks at what, and what changed ----------------------------------------------------------------------


def test_that_the_hub_is_told_which_case_one_has_open(operator: Operator) -> None:
    first, second = operator.hears(), operator.hears()
    operator.page.go_to(first)
    operator.page.go_to(second)
    assert operator.hub.looks_at == f"case/{second}"


def test_that_others_who_have_a_case_open_are_named_in_row_and_head_until_they_leave(operator: Operator) -> None:
    no = operator.hears()
    operator.page.go_to(no)
    operator.hub.tell(PresenceItem({no: ("0108",)}))
    operator.looks()
    assert "0108 也开着这件" in operator.page.queue.spoken()
    assert "0108 也开着这件" in operator.detail()
    operator.hub.tell(PresenceItem({no: ()}))
    operator.looks()
    assert "也开着" not in operator.page.queue.spoken() + operator.detail()


def test_that_nobody_is_named_while_the_hub_is_away(operator: Operator) -> None:
    no = operator.hears()
    operator.page.go_to(no)
    operator.hub.tell(PresenceItem({no: ("0108",)}))
    operator.looks()
    operator.hub.goes_down()
    operator.looks()
    assert "也开着" not in operator.page.queue.spoken() + operator.detail()


def test_that_what_changed_on_a_case_i_hold_is_marked_until_i_have_looked(operator: Operator) -> None:
    mine, other = operator.hears(), operator.hears()
    operator.page.go_to(mine)
    operator.presses("Space")
    operator.page.go_to(other)
    operator.hub.happens(SECOND, "case.note", f"case/{mine}", text="已联系物业")
    operator.hub.happens(SECOND, "case.note", f"case/{other}", text="不是我的")
    operator.looks()
    assert operator.page._looked.news == (mine,)
    assert "看过之后有变化" in operator.row(mine)
    operator.waits(1.1)
    operator.page.tick(operator.desk.now())
    assert operator.page._looked.news == ()
    assert "看过之后有变化" not in operator.page.queue.spoken()


def test_that_what_i_do_myself_is_no_news_and_leaving_a_case_is_having_looked(operator: Operator) -> None:
    mine, other = operator.hears(), operator.hears()
    operator.page.go_to(mine)
    operator.presses("Space")
    operator.waits(2)
    operator.page.flows.add_note("我写的")
    operator.looks()
    assert operator.page._looked.news == ()
    operator.page.go_to(other)
    operator.hub.happens(SECOND, "case.note", f"case/{mine}", text="已联系物业")
    operator.looks()
    operator.page.go_to(mine)
    operator.page.go_to(other)
    assert operator.page._looked.news == ()


def test_that_a_lost_race_is_told_in_the_row_and_at_the_case(operator: Operator) -> None:
    no = operator.hears()
    operator.page.go_to(no)
    won = operator.hub.ask(SECOND, "case.claim", f"case/{no}")
    operator.hub.clock.advance(0.4)
    operator.presses("Space")
    operator.hub._send(won)
    operator.looks()
    assert "0108 先 0.4 秒认领" in operator.says()
    assert "0108 先 0.4 秒认领" in operator.page.queue.spoken()
    operator.waits(11)
    operator.page.tick(operator.desk.now())
    assert "先 0.4 秒" not in operator.page.queue.spoken()


# --- dispatch of a shared row ---------------------------------------------------------------------------------


def test_that_d_on_a_shared_row_asks_all_or_pick(operator: Operator) -> None:
    made = flood(operator, 11)
    operator.page.go_to(shown_of(operator, made))
    operator.presses("D")
    assert operator.asks()[1:] == ["全部 11 件，各按各的推荐", "只这一件", "展开挑选"]
    operator.presses("3")
    assert len(operator.queue()) == 11
    operator.presses("G")
    operator.waits(4)
    operator.presses("D", "1")
    assert set(operator.page.queue.marks) == set(made)
