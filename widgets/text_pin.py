"""The words of the pinned row above the queue, and of what waits for an answer; `widgets.text` takes them in."""

from __future__ import annotations

from typing import Final

PIN: Final[dict[str, tuple[str, str]]] = {
    "pin": ("{level}待确认，不在列表可见处", "{level}, not acknowledged, out of sight in the list"),
    "pin.more": ("还有 {count} 件", "{count} more"),
    "pin.new": ("新 {count} 件", "{count} new"),
    "pin.lead": ("按 {cap} 或点击前往", "{cap} or a click leads there"),
    "act.asked": ("先答复这里问的", "Answer what is asked here first"),
}
