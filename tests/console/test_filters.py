"""Narrowing the queue: chips that say what they leave, search by first letters, orders, and views that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.pages.desk_page import DeskPage
from console.prefs import PrefsStore
from console.readings import Finder
from core.domain.nouns import Place, Priority
from core.domain.queue import Filter, Sort
from tests.console.driver import Operator
from widgets.look import Look
from widgets.theme import DARK


def grids_of_two_towns(operator: Operator) -> tuple[str, str]:
    grids = operator.desk.board.district.grids
    here = next(iter(grids.values()))
    return here.code, next(g for g in grids.values() if g.town != here.town).code


def chip(operator: Operator, word: str) -> str:
    """The chip that begins with a word, as it stands on screen."""
    operator.looks()
    operator.looks()
    return next(text for text in operator.page.filters.texts if text.startswith(word))


def test_that_each_choice_says_how_many_cases_it_leaves_beside_the_others(operator: Operator) -> None:
    here, there = grids_of_two_towns(operator)
    operator.hears(place=Place(grid=here), priority=Priority.P1)
    operator.hears(place=Place(grid=here), priority=Priority.P3)
    operator.hears(place=Place(grid=there), priority=Priority.P3)
    operator.presses("A", "1")
    options = {o.text: o.remark for o in operator.page.picker.shown}
    town = operator.desk.board.district.towns[operator.desk.board.district.grids[here].town].name_zh
    assert (options["全区"], options[town]) == ("3", "2")
    operator.presses(str(list(options).index(town) + 1))
    assert chip(operator, town) == f"{town} 2"
    operator.presses("A", "3")
    options = {o.text: o.remark for o in operator.page.picker.shown}
    assert (options["全部紧急程度"], options["1 特急"], options["3 较急"], options["4 一般"]) == ("2", "1", "1", "0")


def test_that_chips_of_states_say_what_they_would_leave_and_esc_undoes_all(operator: Operator) -> None:
    operator.hears()
    operator.hears()
    operator.presses("Space")
    assert chip(operator, "我的") == "我的 1"
    operator.presses("A", "5")
    assert operator.queue() == ["0001"]
    operator.presses("Esc")
    assert operator.queue() == ["0002", "0001"]


@pytest.mark.parametrize("typed", ["rq", "rqyw", "ranqi", "ranq", "燃气", "0001", "ＲＱ", "rq xfl"])
def test_that_a_search_finds_by_first_letters_syllables_characters_and_number(operator: Operator, typed: str) -> None:
    operator.hears("幸福里 3 号楼燃气异味")
    operator.hears("北渠路井盖缺失", duty="2-01")
    operator.presses("/")
    operator.types(typed)
    assert operator.queue() == ["0001"]
    operator.presses("Esc")
    assert len(operator.queue()) == 2


def test_that_a_search_finds_the_place_and_the_unit_by_name(operator: Operator) -> None:
    here, there = grids_of_two_towns(operator)
    operator.hears(place=Place(grid=here))
    operator.hears(place=Place(grid=there), duty="2-01")
    operator.presses("/")
    operator.types(operator.desk.board.district.towns[operator.desk.board.district.grids[there].town].name_zh)
    assert operator.queue() == ["0002"]


def test_that_a_search_that_finds_nothing_says_how_many_it_hides(operator: Operator) -> None:
    operator.hears()
    operator.presses("/")
    operator.types("zzzz")
    assert operator.queue() == []
    assert operator.desk.queue.hidden_count() == 1


def test_that_an_order_is_chosen_said_and_kept_when_the_filter_is_cleared(operator: Operator) -> None:
    operator.hears(priority=Priority.P1)
    operator.waits(5)
    operator.hears(priority=Priority.P3)
    assert operator.queue() == ["0001", "0002"]
    operator.presses("A", "8", "3")
    assert operator.queue() == ["0002", "0001"]
    assert operator.desk.queue.filter == Filter(sort=Sort.ARRIVAL)
    assert "最新到达" in operator.page.sieves.order()


def test_that_a_view_is_kept_named_chosen_renamed_and_deleted(operator: Operator) -> None:
    operator.hears()
    operator.hears()
    operator.presses("Space", "A", "5", "Q", "1")
    operator.types("夜班")
    operator.presses("Enter")
    assert chip(operator, "夜班") == "夜班"
    operator.presses("Esc")
    assert len(operator.queue()) == 2
    operator.presses("Q")
    assert next((o.text, o.remark) for o in operator.page.picker.shown) == ("夜班", "1 件")
    operator.presses("1")
    assert operator.queue() == ["0001"]
    operator.presses("Q", "2", "1", "1")
    operator.types("我的夜班")
    operator.presses("Enter")
    assert list(operator.page.sieves.views()) == ["我的夜班"]
    operator.presses("Q", "2", "1", "2")
    assert list(operator.page.sieves.views()) == []


def test_that_views_survive_a_restart(operator: Operator, tmp_path: Path) -> None:
    prefs = PrefsStore(tmp_path)
    prefs.update(views={"夜班": {"tab": "mine", "text": "rq"}, "unread": {"tab": "of a later version"}})
    page = DeskPage(operator.desk, Look(DARK, "zh_CN"), prefs=PrefsStore(tmp_path))
    assert list(page.sieves.views()) == ["夜班"]
    page.deleteLater()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("zl", "中楼"),
        ("zhl", "中楼"),
        ("xfl3hl", "幸福里3号楼"),
        ("ktvzs", "ktv噪声"),
        ("lv", "绿"),
        ("cq", "重庆"),
        ("zy", "重要"),
        ("xingfulixiaoq", "幸福里小区"),
        ("xflxqrqyw", "幸福里小区燃气异味"),
    ],
)
def test_that_a_typed_word_finds_a_text(typed: str, text: str) -> None:
    assert Finder()(typed)(f"路口{text}旁")


@pytest.mark.parametrize("typed", ["qr", "rw", "ranqx", "rqq", "xingfulixiaoz"])
def test_that_other_letters_find_nothing(typed: str) -> None:
    assert not Finder()(typed)("幸福里燃气异味")


def test_that_a_rare_character_of_the_district_is_found() -> None:
    assert not Finder()("zz")("喆寨")
    assert Finder("喆寨")("zz")("喆寨")


@pytest.mark.parametrize("other", ["hlwz", "zz", "jhl"])
def test_that_each_letter_narrows_and_taking_one_back_widens(operator: Operator, other: str) -> None:
    operator.hears("幸福里 3 号楼燃气异味")
    operator.hears("井盖缺失", duty="2-01")
    operator.presses("/")
    operator.types("r")
    operator.types("q")
    assert operator.queue() == ["0001"]
    operator.hears("又一处燃气异味")
    assert sorted(operator.queue()) == ["0001", "0003"]
    operator.types("x")
    assert operator.queue() == []
    operator.presses("Backspace")
    assert sorted(operator.queue()) == ["0001", "0003"]
    operator.page.filters.field.selectAll()
    operator.types(other)
    operator.page.filters.field.clear()
    operator.looks()
    assert len(operator.queue()) == 3


def test_that_a_mark_to_look_again_is_ones_own_filtered_spoken_and_survives(operator: Operator, tmp_path: Path) -> None:
    operator.page._prefs = operator.page.sieves._prefs = PrefsStore(tmp_path)
    first, second = operator.hears(), operator.hears()
    operator.page.go_to(second)
    operator.presses("U")
    assert "再看" in operator.row(second)
    assert "再看" not in operator.row(first)
    operator.presses("A", "7")
    assert operator.queue() == [second[-4:]]
    assert PrefsStore(tmp_path).prefs.again == {operator.desk.actor.name: [second]}
    assert not operator.hub.received
    operator.hub.picture()  # a session anew
    operator.looks()
    assert "再看" in operator.row(second)
    operator.presses("U")
    assert PrefsStore(tmp_path).prefs.again == {}
    assert "再看" not in operator.row(second)


def test_that_a_line_that_breaks_and_comes_back_leaves_filter_order_and_surge_as_they_were(operator: Operator) -> None:
    for _ in range(12):
        operator.hears()
    assert operator.desk.surge.is_on
    operator.desk.turn_surge(False)
    operator.presses("A", "8", "3", "/")
    operator.types("rq")
    chosen = operator.desk.queue.filter
    operator.hub.goes_down()
    operator.looks()
    operator.hub.comes_back()
    operator.looks()
    assert operator.desk.queue.filter == chosen
    assert operator.page.filters.field.text() == "rq"
    assert not operator.desk.surge.is_on


def test_that_who_sits_down_next_finds_no_filter_and_no_words_of_the_one_before(operator: Operator) -> None:
    operator.hears()
    operator.presses("/")
    operator.types("zzzz")
    assert operator.queue() == []
    operator.hub.sign_in("0108", "good", "02")
    operator.looks()
    assert operator.page.filters.field.text() == ""
    assert operator.queue() == ["0001"]
