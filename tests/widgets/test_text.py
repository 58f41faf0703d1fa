"""Every word exists in both languages, each in its own."""

from __future__ import annotations

import re
from enum import Enum
from string import Formatter

import pytest

from core.domain import nouns
from core.domain.events import TYPES
from core.domain.story import KEPT, REPORTED_AGAIN
from widgets.text import LANGS, Words, enums, events, word

CJK = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
LATIN = re.compile(r"[A-Za-z]{2,}")
ALLOWED_LATIN = {"Alt", "Enter", "Esc", "Ctrl", "Tab"}  # names of keys
SHOWN = (
    nouns.Priority, nouns.Stage, nouns.State, nouns.Kind, nouns.Tier, nouns.Clock, nouns.Rung, nouns.LinkState,
    nouns.TaskState, nouns.Role,
)  # fmt: skip


def fields(text: str) -> set[str]:
    """The names of the values a text wants."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def unfilled(text: str) -> str:
    """A text without its values."""
    return re.sub(r"\{[^}]*\}", "", text)


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("lang", LANGS)
def test_that_every_member_has_a_word(kind: type[Enum], lang: str) -> None:
    for member in kind:
        assert word(lang, member)


def test_that_every_event_has_a_word() -> None:
    assert set(events()) == {*TYPES, KEPT, REPORTED_AGAIN}


def test_that_each_language_is_only_itself() -> None:
    zh, en = (Words(lang).keys() for lang in LANGS)
    pairs = [(key, zh[key], en[key]) for key in zh if not key.startswith("lang.")]  # a language names itself
    pairs += [(f"{kind.__name__}.{name}", *pair) for kind, table in enums().items() for name, pair in table.items()]
    pairs += [(name, *pair) for name, pair in events().items()]
    for key, chinese, english in pairs:
        assert not CJK.search(unfilled(english)), key
        assert set(LATIN.findall(unfilled(chinese))) <= ALLOWED_LATIN, key


def test_that_both_languages_want_the_same_values() -> None:
    zh, en = (Words(lang).keys() for lang in LANGS)
    assert [key for key in zh if fields(zh[key]) != fields(en[key])] == []


def test_that_words_of_the_older_glossary_are_gone() -> None:
    every = [
        *Words("zh_CN").keys().values(),
        *(pair[0] for table in (*enums().values(), events()) for pair in table.values()),
    ]
    assert [text for text in every if "派遣" in text or "上提" in text or "案件" in text] == []


def test_that_same_values_of_different_enums_keep_their_own_word() -> None:
    assert word("zh_CN", nouns.Stage.CLOSED) == "结案"
    assert word("zh_CN", nouns.State.CLOSED) == "已结案"
    assert word("en", nouns.Tier.GRID) == "Grid"
    assert word("en", nouns.Role.GRID) == "Grid worker"


def test_that_triage_has_names_of_its_own() -> None:
    assert [Words("zh_CN").triage(tier) for tier in nouns.Tier] == ["网格首诊", "村社坐诊", "街镇接诊", "区级会诊"]


def test_that_only_the_space_bar_is_translated() -> None:
    assert (Words("zh_CN").key("Space"), Words("en").key("Space"), Words("zh_CN").key("Enter")) == (
        "空格", "Space", "Enter",
    )  # fmt: skip


def test_that_an_unknown_language_is_an_error() -> None:
    with pytest.raises(ValueError, match="fr"):
        Words("fr")
