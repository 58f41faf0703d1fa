"""The scenarios fit the district they are told in, and keep the gaps of the log they come from."""

from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from core.domain.district import by_address, parse_district, suggest_duty
from core.domain.nouns import Priority
from resources import data, district_files, scenario

YINGZE = parse_district(district_files("yingze"))
TREE = Path(__file__).resolve().parents[2]
LOG = TREE.parent / "shared" / "data" / "events" / "sf_fire_calls_2016-12-31_2017-01-07.csv"


def table(name: str) -> list[dict[str, str]]:
    lines = scenario(name).decode().splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


MATTERS = table("matters.csv")
CALLS = table("sf_demo.csv")


def test_that_there_are_120_different_matters_in_both_languages() -> None:
    for column in ("title_zh", "title_en", "narrative_zh", "narrative_en"):
        said = {matter[column] for matter in MATTERS}
        assert len(said) == len(MATTERS) >= 120
        assert "" not in said
    assert all(len(matter["title_zh"]) <= 18 for matter in MATTERS)
    assert all(len(matter["title_en"]) <= 40 for matter in MATTERS)


def test_that_every_matter_names_a_known_duty_source_and_level() -> None:
    for matter in MATTERS:
        assert matter["duty"] in {*YINGZE.duties, ""}
        assert matter["source"] in YINGZE.sources
        assert matter["priority"] in set(Priority)


def test_that_every_duty_has_a_matter_and_some_matters_are_in_nobody_s_list() -> None:
    told = {matter["duty"] for matter in MATTERS}
    assert set(YINGZE.duties) <= told
    assert "" in told


def test_that_nine_matters_in_ten_are_known_by_their_words() -> None:
    listed = [matter for matter in MATTERS if matter["duty"]]
    known = [m for m in listed if m["duty"] in dict(suggest_duty(YINGZE, m["title_zh"] + m["narrative_zh"], most=1))]
    assert len(known) >= 0.9 * len(listed)


def test_that_a_matter_placed_in_a_community_is_found_there_by_its_address() -> None:
    for lang, name in (("zh", "宁化府"), ("en", "Ninghuafu community")):
        spoken = [matter[f"address_{lang}"] for matter in MATTERS]
        placed = [address.format(community=name) for address in spoken if "{community}" in address]
        assert len(placed) > 120
        assert {by_address(YINGZE, address) for address in placed} == {"140106001002-01"}


def test_that_telephone_numbers_belong_to_no_network() -> None:
    phones = [matter["phone"] for matter in MATTERS if matter["phone"]]
    assert phones
    assert all(phone.startswith("100-0000-") for phone in phones)


def test_that_the_arrivals_are_in_order_and_keep_the_log_s_gaps() -> None:
    offsets = [int(call["offset_s"]) for call in CALLS]
    assert len(CALLS) == 300
    assert offsets[0] == 0
    assert offsets == sorted(offsets)
    assert any(call["on_scene_s"] == "" for call in CALLS)
    assert {call["priority"] for call in CALLS} == set(Priority)
    assert b"INVENTION" in scenario("sf_demo.csv")


def test_that_the_arrivals_are_what_the_script_makes_of_the_log() -> None:
    if not LOG.is_file():
        pytest.skip("the recorded log is not on this machine")
    script = TREE / "resources" / "scenarios" / "derive_sf_demo.py"
    made = subprocess.run([sys.executable, str(script), str(LOG)], capture_output=True, check=True)
    assert made.stdout.replace(b"\r\n", b"\n") == scenario("sf_demo.csv")


def test_that_the_replay_s_map_names_only_what_the_district_has() -> None:
    table = tomllib.loads(data("scenarios/sf_map.toml").decode())
    assert all(YINGZE.units[unit].kind == "outside" for unit in table["units"].values())
    assert set(table["places"].values()) <= set(YINGZE.grids)
    assert len(set(table["places"].values())) == len(table["places"]) == 41
    assert {kind.get("duty") for kind in table["types"].values()} <= {*YINGZE.duties, None}
    assert all(kind["title_zh"] and kind["title_en"] for kind in table["types"].values())
    assert set(table["priorities"].values()) <= set(Priority)


def test_that_the_replay_s_map_knows_every_value_of_the_log() -> None:
    if not LOG.is_file():
        pytest.skip("the recorded log is not on this machine")
    table = tomllib.loads(data("scenarios/sf_map.toml").decode())
    with LOG.open(encoding="utf-8", newline="") as log:
        rows = list(csv.DictReader(log))
    assert {row["Unit Type"] for row in rows} <= set(table["units"])
    assert {row["Call Type"] for row in rows} <= set(table["types"])
    assert {row["Original Priority"] for row in rows} <= set(table["priorities"])
    assert {row["Neighborhood  District"] for row in rows} - set(table["places"]) == {"None"}
