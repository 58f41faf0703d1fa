"""Pasted words become reports: what is read from where, and that nothing of the original is lost."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.district import District
from core.domain.pasted import Draft, parse
from tests.core.domain.world import yingze

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=timezone(timedelta(hours=8)))


@cache
def district() -> District:
    return yingze()


def read(text: str) -> tuple[Draft, ...]:
    return parse(text, NOW, district())


SAMPLES = {
    "form": (
        "时间：2026年11月28日 8时15分\n地点：宁化府社区 3 号楼\n"
        "事由：楼道有燃气味\n联系人：甲样例\n电话：138 0000 0001\n",
        [("楼道有燃气味", "宁化府社区 3 号楼", "11-28 08:15", "138 0000 0001", "甲样例")],
    ),
    "form on one line": (
        "【事由】：井盖破损；【地点】：察院后社区门口；【电话】：0351-0000001",
        [("井盖破损", "察院后社区门口", "", "0351-0000001", "")],
    ),
    "english form": (
        "Time: 2026-11-27 21:40\nPlace: Ninghuafu community, gate 2\n"
        "Subject: Water on the road\nContact: A. Sample\nPhone: 139-0000-0002\n",
        [("Water on the road", "Ninghuafu community, gate 2", "11-27 21:40", "139-0000-0002", "A. Sample")],
    ),
    "two forms": (
        "事由：路灯不亮\n地点：柳巷街道\n\n事由：积水\n地点：宁化府社区\n",
        [("路灯不亮", "柳巷街道", "", "", ""), ("积水", "宁化府社区", "", "", "")],
    ),
    "chat": (
        "样例甲 2026-11-28 08:12:33\n宁化府社区2号楼有人吵架，快来人\n样例甲 08:13\n13800000003\n"
        "样例乙 08:14\n收到\n样例丙 昨天 21:05\n察院后社区垃圾没人清，臭得很\n",
        [
            ("宁化府社区2号楼有人吵架，快来人", "宁化府社区2号楼有人吵架", "11-28 08:12", "13800000003", "样例甲"),
            ("收到", "", "11-28 08:14", "", "样例乙"),
            ("察院后社区垃圾没人清，臭得很", "察院后社区垃圾没人清", "11-27 21:05", "", "样例丙"),
        ],
    ),
    "bracketed chat": (
        "[08:20] Sample One: Smoke at Chayuanhou community, please come\n[08:21] Sample Two: ok\n",
        [
            (
                "Smoke at Chayuanhou community, please come",
                "Smoke at Chayuanhou community",
                "11-28 08:20",
                "",
                "Sample One",
            ),
            ("ok", "", "11-28 08:21", "", "Sample Two"),
        ],
    ),
    "mail": (
        "发件人：样例戊 <wu@example.org>\n发送时间：2026年11月27日 18:02\n收件人：值班室\n主题：关于噪声扰民\n\n"
        "昨晚11点半，宁化府社区工地还在施工。电话 13800000004。\n",
        [("关于噪声扰民", "宁化府社区工地还在施工", "11-27 18:02", "13800000004", "样例戊 <wu@example.org>")],
    ),
    "english mail": (
        "From: sample@example.org\nSubject: Broken lamp\nDate: Fri, 27 Nov 2026 18:02:11 +0800\n\n"
        "The lamp at Ninghuafu community is out.\n",
        [("Broken lamp", "The lamp at Ninghuafu community is out.", "11-27 18:02", "", "sample@example.org")],
    ),
    "plain": (
        "我是样例己，今早7点20分察院后社区东门水管爆了。电话13800000005",
        [
            (
                "今早7点20分察院后社区东门水管爆了",
                "今早7点20分察院后社区东门水管爆了",
                "11-28 07:20",
                "13800000005",
                "样例己",
            )
        ],
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_that_samples_are_read_as_a_person_would(name: str) -> None:
    text, expected = SAMPLES[name]
    said = [(d.title, d.place, f"{d.at:%m-%d %H:%M}" if d.at else "", d.phone, d.name) for d in read(text)]
    assert said == expected
    assert "".join(d.text for d in read(text)) == text


def test_that_an_acknowledgement_in_a_chat_is_shown_and_not_ticked() -> None:
    assert [d.is_likely for d in read(SAMPLES["chat"][0])] == [True, False, True]


def test_that_what_was_taken_stands_where_it_is_said_to_stand() -> None:
    text = SAMPLES["form"][0]
    (draft,) = read(text)
    assert {text[t.start : t.end] for t in draft.taken} >= {draft.title, draft.place, draft.phone, draft.name}


def test_that_a_place_finds_its_grid_where_only_one_answers_to_the_name() -> None:
    grid = next(iter(district().grids.values()))
    (draft,) = read(f"地点：{grid.name_zh}\n事由：路灯不亮")
    assert draft.grid == grid.code


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("下午3点", "11-27 15:00"),
        ("8:05", "11-28 08:05"),
        ("10:00", "11-27 10:00"),
        ("11月27日 23:59", "11-27 23:59"),
        ("12月1日 8:00", "12-01 08:00"),
        ("2026-02-30 08:00", ""),
        ("2027-01-01 08:00", ""),
        ("yesterday 9:15 pm", "11-27 21:15"),
        ("中午12点半", "11-27 12:30"),
        ("25:00", ""),
        ("3.14.159 1:2:3", ""),
    ],
)
def test_that_a_time_is_never_ahead_of_now(said: str, expected: str) -> None:
    (draft,) = read(f"时间：{said}\n事由：试")
    assert (f"{draft.at:%m-%d %H:%M}" if draft.at else "") == expected
    assert draft.at is None or draft.at <= NOW


WORDS = st.sampled_from(
    [
        "时间：",
        "地点：",
        "电话:",
        "From: ",
        "主题：",
        "\n",
        "样例甲 08:12\n",
        "[8:01] a: ",
        "宁化府社区",
        "昨天",
        "13800000001",
        "2月30日",
        "25点",
        "，",
        "。",
    ]
)


@given(st.lists(WORDS | st.text(max_size=12), max_size=30).map("".join))
def test_that_any_text_is_read_and_none_of_it_is_lost(text: str) -> None:
    drafts = read(text)
    assert "".join(d.text for d in drafts) == text or not text.strip()
    for draft in drafts:
        assert all(0 <= t.start < t.end <= len(text) for t in draft.taken)
        assert draft.at is None or draft.at <= NOW
