"""The coded reasons an operator chooses by digit; a district may want others."""

from __future__ import annotations

from typing import Final

# In the order of their digits: (zh, en).
ESCALATE: Final = (
    ("超出本级权限", "Beyond this level's powers"),
    ("涉及多部门，需统筹", "Several departments, needs coordination"),
    ("有安全风险", "Risk to safety"),
    ("多次办理未果", "Tried several times without result"),
    ("群众情绪激动，有聚集可能", "Tempers are high, people may gather"),
    ("单位未应答", "The unit does not answer"),
)
STAND_DOWN: Final = (
    ("现场已处理完毕", "Settled on the spot"),
    ("误报", "False report"),
    ("重复交办", "Dispatched twice"),
    ("已由其他单位处置", "Another unit handles it"),
    ("派错单位", "Sent to the wrong unit"),
)
REROUTE: Final = (
    ("原主办退回", "The lead returned it"),
    ("非其职责", "Not its duty"),
    ("人手不足", "Too few hands"),
    ("属地更近", "Another is nearer"),
)
UNSENT: Final = (
    ("现场自行恢复", "It came right by itself"),
    ("报告人已自行处理", "The reporter dealt with it"),
    ("电话指导解决", "Settled by advice on the telephone"),
    ("网格员当场办结", "The grid worker settled it on the spot"),
)
REOPEN: Final = (
    ("问题复发", "It happened again"),
    ("办结不属实", "The result does not hold"),
    ("当事人不满意", "The person is not satisfied"),
    ("结错", "Closed by mistake"),
)
LOWER: Final = (
    ("现场核实较轻", "Less serious on site"),
    ("误报为急件", "Reported as urgent by mistake"),
    ("险情已消除", "The danger is over"),
)

_ALL: Final = (*ESCALATE, *STAND_DOWN, *REROUTE, *UNSENT, *REOPEN, *LOWER)
_OTHER: Final = dict(_ALL) | {en: zh for zh, en in _ALL}


def translated(text: str, lang: str) -> str:
    """A coded reason in the reader's language, whatever language it was chosen in; other words stay as written."""
    is_zh = lang.startswith("zh")
    parts = (_OTHER.get(part, part) if part.isascii() is is_zh else part for part in text.split(" · "))
    return " · ".join(parts)
