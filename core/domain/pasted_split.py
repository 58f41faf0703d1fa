"""Where one report ends and the next begins in a pasted text: messages of a chat, mails, forms, plain paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from msgspec import Struct

# what people write before a colon → the field it fills
LABELS: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("事由", "事项", "标题", "主题", "反映内容", "问题", "subject", "title", "matter", "what"), "title"
    ),
    **dict.fromkeys(("地点", "地址", "位置", "发生地点", "事发地", "place", "location", "address", "where"), "place"),
    **dict.fromkeys(("时间", "发生时间", "发现时间", "日期", "发送时间", "time", "date", "sent", "when"), "time"),
    **dict.fromkeys(
        ("联系人", "姓名", "反映人", "报告人", "上报人", "发件人", "name", "contact", "reporter", "from"), "name"
    ),
    **dict.fromkeys(("电话", "联系电话", "手机", "手机号", "phone", "tel", "telephone", "mobile"), "phone"),
}
_MAIL: Final = frozenset(
    {"发件人", "from", "主题", "subject", "发送时间", "date", "sent", "收件人", "to", "抄送", "cc"}
)
_FIRST: Final = frozenset({"发件人", "from"})
_WORDS: Final = "|".join(sorted({*LABELS, *_MAIL}, key=len, reverse=True))
_LABEL: Final = re.compile(rf"(?:^|(?<=[\s;；,，。]))[【\[]?(?P<label>{_WORDS})[】\]]?[ \t]*[:：][ \t]*", re.I | re.M)
_STAMP: Final = (
    r"(?:(?:20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?|昨天|今天|前天|星期.|yesterday|today)[ \t]+)?"
    r"(?:上午|下午|晚上)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[ \t]?[AaPp][Mm])?"
)
_NAME: Final = r"[^\s:：\[\]()（）,，。;；\d][^\n\r:：\[\],，。;；]{0,23}?"
_HEADS: Final = (
    re.compile(rf"^[ \t]*(?P<name>{_NAME})[ \t]*[:：]?[ \t]+(?P<stamp>{_STAMP})[ \t]*$", re.I | re.M),
    re.compile(rf"^[ \t]*[\[(（](?P<stamp>{_STAMP})[\])）][ \t]*(?P<name>{_NAME})[ \t]*[:：]", re.I | re.M),
    re.compile(rf"^[ \t]*(?P<stamp>{_STAMP})[ \t]+(?P<name>{_NAME})[ \t]*[:：]", re.I | re.M),
)
_REST: Final = 15  # a label closer than so many characters to the mail's end is still its head

Span = tuple[int, int]


class Piece(Struct, frozen=True):
    """One report's stretch, its words without who said it when, and those two where they stand apart."""

    start: int
    end: int
    body: Span
    name: Span | None = None
    stamp: Span | None = None
    first: Span | None = None  # of several messages in a row, the words of the first


class Mark(Struct, frozen=True):
    """The value of one labelled field."""

    field: str
    start: int
    end: int


def pieces(text: str) -> list[Piece]:
    """The reports in `text`; together they cover it without a gap. Blank text is none."""
    if not text.strip():
        return []
    chat = _chat(text)
    if chat:
        return chat
    starts = _form_starts(text)
    edges = [0, *starts[1:], len(text)] if starts else [0, len(text)]
    return [Piece(a, b, (_after_head(text, a, b), b)) for a, b in pairwise(edges)]


def labelled(text: str, piece: Piece) -> list[Mark]:
    """The labelled fields of one report, in its order; a value ends at its line or at the next label."""
    found = list(_LABEL.finditer(text, *(piece.body if piece.name else (piece.start, piece.end))))
    marks = []
    for place, match in enumerate(found):
        line = text.find("\n", match.end())
        stop = min(piece.end if line < 0 else line, piece.end)
        if place + 1 < len(found):
            stop = min(stop, found[place + 1].start())
        field = LABELS.get(match["label"].lower())
        value = text[match.end() : stop]
        if field is not None and value.strip():
            start = match.end() + len(value) - len(value.lstrip())
            marks.append(Mark(field, start, start + len(value.strip().rstrip("；;，,。"))))
    return marks


def _chat(text: str) -> list[Piece]:
    """A chat by who spoke when; what one says in a row is one report, and words before the first are kept with it."""
    heads = sorted((m for head in _HEADS for m in head.finditer(text)), key=lambda m: m.start())
    heads = [m for m in heads if m["name"].strip().lower() not in LABELS]
    if not heads:
        return []
    merged: list[tuple[re.Match[str], int, int, int]] = []
    for place, match in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        if merged and merged[-1][0]["name"] == match["name"] and _goes_on(text[match.end() : end]):
            merged[-1] = (*merged[-1][:2], end, merged[-1][3])
        else:
            merged.append((match, match.start() if merged else 0, end, end))
    return [
        Piece(start, end, (match.end(), end), match.span("name"), match.span("stamp"), (match.end(), first))
        for match, start, end, first in merged
    ]


def _goes_on(said: str) -> bool:
    """A short word after a report, e.g. the telephone number that was forgotten, belongs to it."""
    return len(said.strip()) <= _REST


def _form_starts(text: str) -> list[int]:
    """Where each form or mail begins: where the label that came first comes again."""
    found = list(_LABEL.finditer(text))
    if not found:
        return []
    first = next((m["label"].lower() for m in found if m["label"].lower() in _FIRST), found[0]["label"].lower())
    return [_line_start(text, m.start()) for m in found if m["label"].lower() == first]


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _after_head(text: str, start: int, end: int) -> int:
    """Where a mail's words begin: after its head's lines; a form has no head."""
    at = start
    while at < end:
        line = text.find("\n", at, end)
        stop = end if line < 0 else line + 1
        match = _LABEL.match(text, at, stop)
        if match is None or match["label"].lower() not in _MAIL:
            break
        at = stop
    return at if at < end else start
