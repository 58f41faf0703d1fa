"""What stands in the panels of intake by hand when pictures of them are taken; all people in it are invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from console.hand import Hand
from console.table_file import Table
from core.domain.board import LOCAL
from core.domain.paper import label, pad_of
from widgets import format as fmt

_CHAT: Final = {
    "zh_CN": "样例甲 08:12\n宁化府社区2号楼楼道冒烟，快来人\n样例甲 08:13\n13800000003\n样例乙 08:14\n收到\n"
    "样例丙 08:15\n察院后社区门口井盖破损，差点绊倒人\n",
    "en": "Sample A 08:12\nSmoke in the stairway, Building 2, Ninghuafu community\nSample A 08:13\n13800000003\n"
    "Sample B 08:14\nok\nSample C 08:15\nManhole cover broken at the gate of Chayuanhou community\n",
}
_TABLE: Final = {
    "zh_CN": (("事由", "地点", "时间", "联系人", "联系电话"), "路灯不亮", "宁化府社区", "样例"),
    "en": (("Title", "Place", "Time", "Name", "Phone"), "Street light out", "Ninghuafu community", "Sample "),
}
_SHEET: Final = {
    "zh_CN": {
        "title": "小区门口路灯不亮",
        "place": "宁化府社区",
        "narrative": "整条巷子都黑",
        "name": "样例丁",
        "phone": "13800000004",
        "outcome": "已换灯泡，已解决",
    },
    "en": {
        "title": "Street light out at the gate",
        "place": "Ninghuafu community",
        "narrative": "The whole lane is dark",
        "name": "Sample D",
        "phone": "13800000004",
        "outcome": "Lamp replaced, resolved",
    },
}


def _paste(hand: Hand, now: datetime, lang: str) -> None:
    hand.paste.open()
    hand.paste.panel.source.setPlainText(_CHAT[lang])


def _table(hand: Hand, now: datetime, lang: str) -> None:
    headers, what, where, who = _TABLE[lang]
    early, late = f"{now - timedelta(hours=3):%Y-%m-%d %H:%M}", f"{now + timedelta(days=9):%Y-%m-%d %H:%M}"
    rows = [(f"{what} {at}", where, early, f"{who}{at}", "13800000001") for at in range(1, 8)]
    rows += [("", where, early, "", ""), rows[0], (what, where, late, "", "")]
    hand.table.open()
    hand.table.show_table(Table("calls.xlsx", headers, tuple(enumerate(rows, start=2))))


def _paper(hand: Hand, now: datetime, lang: str) -> None:
    paper, pad = hand.paper, pad_of(now, "02")
    paper.open()
    at, ended = now - timedelta(minutes=50), now - timedelta(minutes=20)
    said = {"pad": pad, "number": label(pad, 7), "time": fmt.hour_minute(at), "ended": fmt.hour_minute(ended)}
    for name, text in (said | _SHEET[lang]).items():
        paper.panel.fields[name].setText(text)
    paper.panel.ending.chosen.emit("resolved")
    paper.panel.pad_changed.emit(pad)


HAND: Final[dict[str, Callable[[Hand, datetime, str], None]]] = {"paste": _paste, "import": _table, "paper": _paper}


def fill(hand: Hand, page: str, now: datetime, lang: str) -> None:
    """Open one of them with what a busy morning leaves in it."""
    HAND[page](hand, now.astimezone(LOCAL), lang)
