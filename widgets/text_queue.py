"""The words of the queue's filters, views and groups of marked cases."""

from __future__ import annotations

from typing import Final

QUEUE: Final[dict[str, tuple[str, str]]] = {
    # chips
    "filter.view": ("视图", "View"),
    "filter.town": ("街镇", "Area"),
    "filter.source": ("来源", "Source"),
    "filter.priority": ("紧急程度", "Urgency"),
    "filter.late": ("超期", "Overdue"),
    "filter.mine": ("我的", "Mine"),
    "filter.unassigned": ("待分流", "Unassigned"),
    "filter.unheld": ("无人认领", "Unclaimed"),
    "filter.again": ("再看", "Again"),
    "filter.more": ("更多", "More"),
    "filter.count": ("{name} {count}", "{name} {count}"),
    "filter.all": ("筛选", "Filters"),
    "filter.any.town": ("全区", "Whole district"),
    "filter.any.source": ("全部来源", "Any source"),
    "filter.any.priority": ("全部紧急程度", "Any urgency"),
    "filter.none": ("不筛选", "No filter"),
    "filter.name": ("{name}：{choice}", "{name}: {choice}"),
    "filter.on": ("已选", "on"),
    # order
    "sort": ("排序", "Sort"),
    "sort.urgency": ("紧急程度", "Urgency"),
    "sort.deadline": ("时限", "Deadline"),
    "sort.arrival": ("最新到达", "Newest first"),
    # saved views
    "view.title": ("保存的视图", "Saved views"),
    "view.keep": ("保存当前筛选为视图", "Keep this filter as a view"),
    "view.rename": ("改名", "Rename"),
    "view.delete": ("删除", "Delete"),
    "view.name": ("视图名称", "Name of the view"),
    "view.manage": ("改名或删除", "Rename or delete"),
    "view.count": ("{count} 件", "{count}"),
    # marked cases
    "group.head": ("已选 {count} 件", "{count} selected"),
    "group.act": ("{act} {can}/{count}", "{act} {can}/{count}"),
    "group.more": ("另 {count} 件", "{count} more"),
    "group.cannot": ("不可：{text}", "Cannot: {text}"),
    "group.more_refused": ("另有 {count} 件不可", "{count} more cannot"),
    "group.type": ("请输入件数 {count}", "Type the number {count}"),
    "group.count": ("件数 {count}", "Number {count}"),
    "group.wrong_count": ("与件数 {count} 不符", "That is not {count}"),
    "group.hint": ("取消已选 {count} 件", "Clear {count} selected"),
}
