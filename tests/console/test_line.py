"""The command line reads what operators type: words, letters, figures in any width, and says what it cannot read."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.line.grammar import Choice, Fault, Found, Free, Known, Offer, Parsed, Plan, Verb
from console.line.names import Name
from console.line.parse import matches, parse
from console.takes import Takes

CASES = ("20261122-0417", "20261122-0418", "20261121-0418", "20261122-0120")
UNITS = (
    Name("gas", "燃气服务站", "燃气服务站", ("管道燃气单位迎泽服务站", "Gas")),
    Name("heating", "供热服务站", "供热服务站", ("集中供热单位迎泽服务站", "Heating")),
    Name("fire", "消防救援大队", "消防救援大队", ("迎泽区消防救援大队", "Fire")),
    Name("housing", "区住建局", "区住建局", ("迎泽区住房和城乡建设局", "Housing")),
    Name("town", "柳巷街道", "柳巷街道", ("Liuxiang",)),
    Name("post", "柳巷派出所", "柳巷派出所", ("Liuxiang police",)),
    Name("grid", "柳巷第 01 网格", "柳巷第 01 网格", (), 3),
    Name("ambulance", "120 急救", "120 急救", ("120 急救指挥中心", "Ambulance")),
)
LEVELS = tuple(Name(f"P{n}", word, word, (f"P{n}",)) for n, word in enumerate(("特急", "紧急", "较急", "一般"), 1))
PAGES = (Name("go.desk", "工作台", "工作台", ("Desk",)), Name("go.video", "视联", "视联", ("Video",)))
VERBS = (
    Verb("dispatch", "交办", ("交办", "派", "dispatch"), ("jb", "dp"), Takes.UNITS),
    Verb("escalate", "提级", ("提级", "上提", "escalate"), ("tj", "st"), Takes.REASON),
    Verb("claim", "认领", ("认领", "claim"), ("rl",), Takes.CASE),
    Verb("take_over", "接管", ("接管", "take over"), ("jg",), Takes.CASE),
    Verb("priority", "调级", ("调级", "set urgency"), ("dj",), Takes.PRIORITY),
    Verb("note", "备注", ("备注", "note"), ("bz",), Takes.TEXT),
    Verb("reroute", "改派", ("改派", "re-route"), ("gp",), Takes.UNIT),
    Verb("lock", "锁定", ("锁定", "lock"), ("sd",)),
    Verb("other", "所得", ("所得",), ("sd",)),
    Verb("search", "查", ("查", "search"), ("cx",), Takes.QUERY),
    Verb("go", "去", ("去", "go"), ("qw",), Takes.ONE_OF),
)


def cases(typed: str, verb: str = "") -> list[Found]:
    return [Found(no, f"{no} 燃气异味") for no in CASES if matches(typed, no)]


def known(selected: str | None = CASES[1]) -> Known:
    objects = {Takes.UNITS: UNITS, Takes.UNIT: UNITS, Takes.PRIORITY: LEVELS, Takes.ONE_OF: PAGES}
    return Known(VERBS, cases, selected, objects)


def plan(typed: str, selected: str | None = CASES[1]) -> Plan:
    found = parse(typed, known(selected))
    assert isinstance(found, Plan), found
    return found


SAME = (
    "交办 0417 燃气 消防 - 先断气",
    "jb 0417 燃气 消防 - 先断气",
    "派 417 rq xf - 先断气",
    "ｊｂ　０４１７　ｒｑ　ｘｆ　－　先断气",
    "DISPATCH 0417 gas Fire - 先断气",
    "dp 0417 燃气、消防 —— 先断气",
    "dp0417燃气，消防 -先断气",
    "交办 20261122-0417 ranqi xiaofang – 先断气",
)


@pytest.mark.parametrize("typed", SAME)
def test_that_words_letters_english_and_full_width_say_the_same(typed: str) -> None:
    said = plan(typed)
    assert (said.verb.id, said.case, said.objects, said.note) == ("dispatch", CASES[0], ("gas", "fire"), "先断气")
    assert said.is_case_typed
    assert "先断气" not in said.kept


def test_that_the_selected_case_is_meant_where_none_is_typed() -> None:
    said = plan("jb 燃气")
    assert (said.case, said.is_case_typed, said.objects) == (CASES[1], False, ("gas",))


def test_that_without_a_case_nothing_is_done_to_one() -> None:
    assert parse("jb 燃气", known(None)) == Fault("line.no_case", "", 5, 5)


def test_that_the_old_words_are_still_understood() -> None:
    assert plan("上提 0417").verb.id == plan("st 0417").verb.id == plan("tj 0417").verb.id == "escalate"


def test_that_a_short_number_of_two_cases_lists_both() -> None:
    found = parse("rl 0418", known())
    assert isinstance(found, Choice)
    assert [offer.text for offer in found.offers] == [CASES[1], CASES[2]]
    assert plan(f"rl {found.offers[1].text}").case == CASES[2]


def test_that_letters_of_two_verbs_list_both() -> None:
    found = parse("sd", known())
    assert isinstance(found, Choice)
    assert [offer.label for offer in found.offers] == ["锁定", "所得"]


def test_that_a_name_of_two_units_lists_both_and_no_grid() -> None:
    found = parse("jb 0417 柳巷", known())
    assert isinstance(found, Choice)
    assert [offer.text for offer in found.offers] == ["柳巷街道", "柳巷派出所"]
    assert "jb 0417 柳巷"[found.at : found.end] == "柳巷"


def test_that_a_mistyped_unit_is_told_at_its_place_with_the_nearest_name() -> None:
    typed = "jb 0417 燃汽服务站 - 先断气"
    found = parse(typed, known())
    assert isinstance(found, Fault)
    assert (found.text, typed[found.at : found.end]) == ("line.unknown.units", "燃汽服务站")
    assert found.offers[0] == Offer("燃气服务站", "燃气服务站")


def test_that_two_characters_with_one_wrong_still_find_the_unit() -> None:
    found = parse("jb 燃汽", known())
    assert isinstance(found, Fault)
    assert "燃气服务站" in [offer.text for offer in found.offers]


@pytest.mark.parametrize(
    ("typed", "text", "where"),
    [
        ("jb 9999 燃气", "line.unknown_case", "9999"),
        ("jb 燃气 rq", "line.twice", "rq"),
        ("rl 0417 燃气", "line.too_much", "燃气"),
        ("rl 0417 0120", "line.too_much", "0120"),
        ("改派 0417 燃气 供热 - 忙", "line.one_only", "供热"),
        ("锁定 全部", "line.too_much", "全部"),
        ("rl 0417 - 看看", "line.no_note", "- 看看"),
        ("调级 0417 很急", "line.unknown.priority", "很急"),
        ("去 月球", "line.unknown.one_of", "月球"),
    ],
)
def test_that_a_fault_stands_where_it_is(typed: str, text: str, where: str) -> None:
    found = parse(typed, known())
    assert isinstance(found, Fault), found
    assert (found.text, typed[found.at : found.end]) == (text, where)


def test_that_a_unit_whose_name_begins_with_figures_is_no_case() -> None:
    assert plan("jb 0417 120").objects == ("ambulance",)
    assert plan("jb 0417 120 急救").objects == ("ambulance",)
    both = parse("jb 120", known())
    assert isinstance(both, Choice)  # case 0120 or the ambulance: nobody guesses
    assert [offer.text for offer in both.offers] == ["20261122-0120", "120 急救"]
    assert plan("jb 120 急救").objects == ("ambulance",)


def test_that_a_name_of_several_words_is_one_name() -> None:
    assert plan("jb 0417 liuxiang police gas").objects == ("post", "gas")
    assert plan("take over 0417").verb.id == "take_over"


def test_that_a_remark_needs_no_dash_where_the_verb_wants_words() -> None:
    said = plan("bz 0417 物业 已到 - 二次")
    assert (said.case, said.note, said.kept) == (CASES[0], "物业 已到 - 二次", "bz 0417")
    said = plan("bz 0417 试甲 电话 13800000000 找 试甲")
    assert said.kept == "bz 0417"
    assert plan("备注 已回访").note == "已回访"


def test_that_an_urgency_may_be_said_by_name_or_level() -> None:
    assert plan("调级 0417 特急").objects == plan("调级 0417 p1").objects == ("P1",)
    assert plan("调级 0417 一般 - 已核实").note == "已核实"


def test_that_search_takes_everything_and_go_one_page() -> None:
    assert plan("cx 柳巷 - 燃气").note == "柳巷 - 燃气"
    assert plan("qw sl").objects == ("go.video",)
    assert plan("去 desk").objects == ("go.desk",)


@pytest.mark.parametrize("typed", ["", "   ", "燃气异味", "0417", "交", "－", "- 先断气"])
def test_that_words_without_a_verb_are_looked_for(typed: str) -> None:
    assert isinstance(parse(typed, known()), Free)


SIGNS = st.sampled_from(
    list("jbdprlq 0417９－—-、，,燃气消防柳巷派出所交办提级备注调特急查去锁定Ａａ\u3000\u0301ﬁ½㍿\x00\t\n🚒")
)
LINES = st.one_of(
    st.text(max_size=40),
    st.text(SIGNS, max_size=30),
    st.tuples(st.sampled_from([w for v in VERBS for w in (*v.words, *v.letters)]), st.text(SIGNS, max_size=24)).map(
        " ".join
    ),
)


@given(typed=LINES, selected=st.sampled_from([None, *CASES]))
@example(typed="jb \ufdfa0417 燃气", selected=None)
@example(typed="jb½", selected=None)
@example(typed="jb²", selected=CASES[0])
def test_that_any_text_gives_a_plan_a_choice_a_fault_or_words(typed: str, selected: str | None) -> None:
    found: Parsed = parse(typed, known(selected))
    if isinstance(found, Choice | Fault):
        assert 0 <= found.at <= found.end <= len(typed)
        assert len(found.offers) <= 9
    if isinstance(found, Choice):
        assert len(found.offers) > 1
        for offer in found.offers:  # to choose one settles that doubt
            settled = parse(typed[: found.at] + offer.text + typed[found.end :], known(selected))
            assert settled != found
    if isinstance(found, Plan):
        assert found.case is None or found.case in CASES
        assert not typed.strip() or len(found.kept) <= len(typed)
