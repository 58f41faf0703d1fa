"""The words of the map, the escalations and the video page; `widgets.text` takes them in with its own."""

from __future__ import annotations

from typing import Final

SCREENS: Final[dict[str, tuple[str, str]]] = {
    # map
    "map": ("一张图", "Map"),
    "map.follows": ("跟随所选事件", "Follows the case"),
    "map.locked": ("已锁定，不跟随", "Locked, does not follow"),
    "map.no_place": ("{no} 没有位置", "{no} has no position"),
    "map.lock": ("锁定", "Lock"),
    "map.unlock": ("跟随", "Follow"),
    "map.no_tiles": ("底图不可用，显示网格边界", "Base map unavailable, grid outlines only"),
    "map.grids": ("网格", "Grids"),
    "map.cases": ("事件", "Cases"),
    "map.units": ("单位", "Units"),
    "map.links": ("视频", "Video"),
    "map.in": ("＋", "+"),
    "map.out": ("－", "−"),
    "map.zoom_in": ("放大", "Zoom in"),
    "map.zoom_out": ("缩小", "Zoom out"),
    "map.more": ("另有 {count} 件", "{count} more"),
    "map.count": ("{count} 件", "{count} cases"),
}
