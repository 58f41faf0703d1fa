"""The words about a surge, merged rows, who looks at what and what changed; `widgets.text` takes them in."""

from __future__ import annotations

from typing import Final

SURGE: Final[dict[str, tuple[str, str]]] = {
    "surge.end": ("结束高峰", "End the surge view"),
    "surge.load": ("10 分钟新增 {new} 件", "{new} new in 10 min"),
    "surge.wall": ("10 分钟新增 {new} 件，{since} 起", "{new} new in 10 min, since {since}"),
    "surge.merged": (
        "{cases} 件同类同地并为 {rows} 行（G 展开），{p1}、{p2} 不并",
        "{cases} alike merged into {rows} rows (G); {p1} and {p2} stay single",
    ),
    "surge.merged_one": (
        "{cases} 件同类同地并为 1 行（G 展开），{p1}、{p2} 不并",
        "{cases} alike merged into 1 row (G); {p1} and {p2} stay single",
    ),
    "surge.none": (
        "同类同地 15 分钟内并行，{p1}、{p2} 不并",
        "cases alike within 15 min share a row, {p1} and {p2} never",
    ),
    "surge.sound": ("{p3} 每 30 秒响一次", "{p3} sounds each 30 s"),
    "surge.until": (
        "{since} 起，10 分钟不足 {calm} 件自动结束",
        "since {since}, ends below {calm} in 10 min",
    ),
    "alike.line": (
        "疑似同一事另 {count} 件（200 米内、同事项、30 分钟内）",
        "{count} more may be the same (200 m, same matter, 30 min)",
    ),
    "alike.line.said": ("不自动合并", "nothing is merged by itself"),
    "alike.title": ("疑似同一事，选一件去看", "May be the same; choose one to look at"),
    "alike.remark": ("{away} 米 · {age} · {state}", "{away} m · {age} · {state}"),
    "alike.before": ("早 {length}", "{length} earlier"),
    "alike.after": ("晚 {length}", "{length} later"),
    "strip.unheld": ("无人认领 {count}", "{count} unclaimed"),
    "strip.overdue.go": (
        "点一下只看超期的，选中超得最久的一件；再点看全部",
        "A click shows only the overdue and selects the longest; another all",
    ),
    "strip.unheld.go": ("{each}；点一下只看无人认领的", "{each}; a click shows only the unclaimed"),
    "race.lost": ("{who} 先 {seconds} 秒认领", "{who} claimed {seconds} s earlier"),
    "race.first": ("{who} 先认领", "{who} claimed first"),
    "row.news": ("您看过之后有变化", "changed since you looked"),
    "row.present": ("{names} 也开着这件", "{names} has it open too"),
    "row.shared": ("{count} 件并为一行，按 G 展开", "{count} cases in one row, G lists them"),
    "row.listed": ("{count} 件，已展开，按 G 合上", "{count} cases listed, G closes the list"),
}
