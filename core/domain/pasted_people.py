"""Who reports, kept out of title, place and narrative: their fields are masked where they must be, a text is not."""

from __future__ import annotations

import re
from typing import Final

WHO: Final = "〔报告人〕"
NUMBER: Final = "〔电话〕"
PHONE: Final = re.compile(
    r"(?<![\d-])(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[- ]?\d{7,8}|0\d{3}-\d{3}-\d{4})(?![\d-])"
)
NOBODY: Final = frozenset(
    ("居民", "业主", "住户", "市民", "群众", "村民", "租户", "租客", "商户", "店主", "路人", "家长", "邻居", "物业")
)
_LEAST_NAME: Final = 2  # one character is part of too many words
_LEAST_DIGITS: Final = 5
_CLAUSE: Final = re.compile(r"[，,；;]")
# What is left of a clause that said nothing but who speaks.
_LEAD: Final = re.compile(
    r"(?:您好|你好|我叫|我是|我的|联系人|报告人|反映人|姓名|联系方式|联系电话|电话|手机号码|手机号|手机|号码"
    r"|my|name|tel|phone|is|[是：:、.\s()（）-])*",
    re.IGNORECASE,
)


def is_somebody(name: str) -> bool:
    """Whether that can be a name: "我是业主" names nobody."""
    return name not in NOBODY


def hidden(text: str, name: str, phone: str) -> str:
    """The text with marks wherever the name or the number stands."""
    return _cut(text, name, phone, WHO, NUMBER)


def bare(text: str, name: str, phone: str) -> str:
    """The text without name and number, and without the clauses that said nothing else: for a title."""
    cut = _cut(text, name, phone, "", "")
    if cut == text:
        return text
    parts = [part.strip() for part in _CLAUSE.split(cut)]
    return "，".join(part for part in parts if not _LEAD.fullmatch(part))


def _cut(text: str, name: str, phone: str, who: str, number: str) -> str:
    digits = _digits(phone)
    if len(digits) >= _LEAST_DIGITS:
        text = PHONE.sub(lambda found: number if _digits(found.group()) == digits else found.group(), text)
        text = text.replace(phone.strip(), number)
    return re.sub(_named(name), who, text) if len(name.strip()) >= _LEAST_NAME else text


def _named(name: str) -> str:
    said = re.escape(name.strip())
    return rf"(?<![A-Za-z]){said}(?![A-Za-z])" if name.isascii() else said


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isdigit())
