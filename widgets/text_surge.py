"""The words about a surge, merged rows, who looks at what and what changed; `widgets.text` takes them in."""

from __future__ import annotations

from typing import Final

SURGE: Final[dict[str, tuple[str, str]]] = {
    "surge.end": ("结束高峰", "End the surge view"),
    "surge.load": ("10 分钟新增 {new} 件", "{new} new in 10 min"),
    "surge.sound": ("{p3} 每 30 秒响一次", "{p3} sounds once in 30 s"),
    "surge.until": (
        "{since} 起，10 分钟不足 {calm} 件自动结束",
        "since {since}, ends by itself below {calm} in 10 min",
    ),
}
