"""Finding by pinyin: initials, whole syllables, both mixed, and characters with several readings."""

from __future__ import annotations

import pytest

from console.readings import initials, reads, spelled


@pytest.mark.parametrize(
    ("text", "short", "whole"),
    [
        ("燃气异味", "rqyw", "ranqiyiwei"),
        ("幸福里3号楼", "xfl3hl", "xingfuli3haolou"),
        ("重庆路", "cql", "chongqinglu"),
        ("“平安太原”APP", "patyapp", "pingantaiyuanapp"),
        ("", "", ""),
    ],
)
def test_that_a_text_is_read_character_by_character(text: str, short: str, whole: str) -> None:
    assert (initials(text), spelled(text)) == (short, whole)


@pytest.mark.parametrize("typed", ["rq", "ranqi", "ranq", "rqi", "RQ", "qyw", "yiw", "yiwe", "ra"])
def test_that_letters_find_a_run_of_characters(typed: str) -> None:
    assert reads(typed, "有燃气异味")


@pytest.mark.parametrize("typed", ["", "qr", "rw", "ranqx", "燃"])
def test_that_other_letters_find_nothing(typed: str) -> None:
    assert not reads(typed, "有燃气异味")


def test_that_a_character_is_found_by_each_of_its_readings() -> None:
    assert reads("cf", "重复")
    assert reads("zf", "重复")
    assert reads("xingz", "行政")
