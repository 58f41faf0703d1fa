"""What a caller says, and which matter of the responsibility list is proposed for it."""

from __future__ import annotations

import pytest

from core.domain.rules.matching import match_matters
from tests.core.domain.world import yingze

# A caller's words, as invented for this test before the rule was tried on them, and the matter a clerk would choose.
SAID = (
    ("楼道里闻着一股煤气味，家里都不敢开灯", "2-01"),
    ("有人困在电梯里出不来，孩子在哭", "1-05"),
    ("小区门口的井盖不见了，老人差点掉下去", "4-01"),
    ("三楼冒黑烟，好像着火了", "1-01"),
    ("家里暖气一点都不热，室温才十四度", "2-02"),
    ("路口红绿灯不亮了，车都挤在一起", "4-04"),
    ("楼上半夜跑跳，说了几次还吵起来", "6-01"),
    ("门口堆的建筑垃圾半个月没人拉", "3-01"),
    ("消防通道让私家车堵死了", "1-02"),
    ("夜市烧烤油烟熏得开不了窗", "3-04"),
    ("一棵大树倒了压在车上", "4-06"),
    ("家里停水两天了没人管", "2-03"),
    ("整个单元突然停电", "2-04"),
    ("有人从楼上往下扔酒瓶子", "5-06"),
    ("化粪池满了，粪水流了一院子", "5-05"),
    ("外墙的保温层掉下来一大块", "5-02"),
    ("楼道里有人给电动车飞线充电", "1-03"),
    ("两辆车追尾，把路堵了", "4-03"),
    ("僵尸车占了车位两年", "4-05"),
    ("店外经营占了半条人行道", "3-02"),
    ("广告牌被风吹得快掉了", "3-03"),
    ("楼顶有人私自加盖房子", "3-05"),
    ("老太太晕倒在路边叫不醒", "1-06"),
    ("下雪以后天桥上全是冰，摔了好几个人", "3-07"),
    ("地下车库被雨水淹了", "1-07"),
    ("路面塌了个大坑", "4-02"),
    ("公厕没水臭得进不去", "3-06"),
    ("楼上漏水把我家天花板泡了", "5-01"),
    ("有股刺鼻的味道不知道哪来的", "1-09"),
    ("电缆耷拉到人头顶了", "2-05"),
)
LEAST_FIRST, LEAST_SHOWN = 24, 24  # of 30, as measured; the rule may become better and not worse


def test_that_most_of_what_callers_say_finds_its_matter() -> None:
    district = yingze()
    answers = [(match_matters(district, said), wanted) for said, wanted in SAID]
    first = sum(bool(a.found) and a.found[0].duty == wanted for a, wanted in answers)
    shown = sum(any(m.duty == wanted for m in a.found) for a, wanted in answers)
    assert first >= LEAST_FIRST, f"first {first}, shown {shown}"
    assert shown >= LEAST_SHOWN, f"first {first}, shown {shown}"


def test_that_what_is_taken_unasked_is_right_almost_always() -> None:
    district = yingze()
    sure = [(a.found[0].duty, wanted) for said, wanted in SAID if (a := match_matters(district, said)).is_sure]
    assert len(sure) >= 15
    assert sum(got != wanted for got, wanted in sure) <= 1, [pair for pair in sure if pair[0] != pair[1]]


@pytest.mark.parametrize("said", ["", "喂", "我要反映一个情况", "hello", "你们管不管"])
def test_that_words_that_name_no_matter_propose_none(said: str) -> None:
    assert match_matters(yingze(), said).found == ()


def test_that_the_words_heard_are_the_reason_and_the_wider_one_counts_alone() -> None:
    found = match_matters(yingze(), "院里 燃气味 很大").found[0]
    assert found.duty == "2-01"
    assert "燃气味" in found.words
    assert "燃气" not in found.words


def test_that_two_matters_that_weigh_alike_preselect_nothing() -> None:
    answer = match_matters(yingze(), "垃圾满地，路灯也坏了")
    assert len(answer.found) >= 2
    assert not answer.is_sure


def test_that_an_english_word_counts_only_where_a_word_begins() -> None:
    assert all(m.duty != "3-07" for m in match_matters(yingze(), "the office is closed").found)  # not "ice"
    assert match_matters(yingze(), "Gas leak in the yard").found[0].duty == "2-01"
