"""The words of the map; `widgets.text` takes them in with its own."""

from __future__ import annotations

from typing import Final

MAP: Final[dict[str, tuple[str, str]]] = {
    "map.layers": ("图层", "Layers"),
    "map.layer.grids": ("网格", "Grids"),
    "map.layer.cases": ("事件", "Cases"),
    "map.layer.units": ("单位", "Units"),
    "map.layer.workers": ("在办人员", "Workers on a task"),
    "map.layer.links": ("视频点位", "Video sites"),
    "map.layer.names": ("名称", "Names"),
    "map.workers_at_grid": ("只显示有任务的人，位置是所在网格", "Only people on a task, at their grid"),
    "map.cluster": ("数字是件数，形状按最急的一件", "Figure: how many cases; shape: the most urgent"),
    "map.struck": ("视频点位：斜线是断，问号是不明", "Video sites: struck out is down, ? is unknown"),
    "map.none": ("没有未结事件", "No open case"),
    "map.hidden": ("事件图层已关", "Cases are switched off"),
    "map.worker": ("{name}，{task}", "{name}, {task}"),
    "map.site": ("{name}：{state}", "{name}: {state}"),
    "map.pointed": ("{count} 件，最急{level}：{first}", "{count} cases, most urgent {level}: {first}"),
    "map.spoken": (
        "事件 {cases} 件，其中特急紧急 {top} 件；单位 {units}，在办人员 {workers}，视频点位 {links}",
        "{cases} cases, {top} critical or urgent; {units} units, {workers} workers on a task, {links} video sites",
    ),
    "map.spoken_chosen": ("已选 {no}", "Selected: {no}"),
    "map.spoken_free": ("没有选中事件", "No case selected"),
    "map.keys": (
        "方向键移动，加减号缩放，N 和 P 到下一个、上一个标记，回车选中，L 固定，T 图层",
        "Arrows move, plus and minus zoom, N and P go to the next and previous mark, Enter selects, L pins, T layers",
    ),
}
