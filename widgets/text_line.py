"""The words of the command line and its palette."""

from __future__ import annotations

from typing import Final

LINE: Final[dict[str, tuple[str, str]]] = {
    "palette": ("指令", "Commands"),
    "palette.hint": (
        "动词 编号 单位 - 备注，或查找事件、单位、地点",
        "verb number units - note, or find a case, unit, place",
    ),
    "palette.keys": (
        "↑↓ 选，空行 ↑ 调出用过的；Tab 填入；Enter 执行；Esc 关闭",
        "↑↓ choose, ↑ on an empty line recalls; Tab fills in; Enter does it; Esc closes",
    ),
    "palette.digits": ("按数字选", "Choose by digit"),
    "palette.digits_after": ("Enter 后按数字选", "Enter, then choose by digit"),
    "palette.none": ("没有找到", "Nothing found"),
    "palette.at_page": ("先到 {page}", "opens {page} first"),
    "palette.cases": ("事件", "Cases"),
    "palette.commands": ("指令", "Commands"),
    "palette.names": ("单位、人员、地点", "Units, people, places"),
    "palette.unit": ("交办或请求", "dispatch or ask"),
    "palette.place": ("看此处事件", "show its cases"),
    "foot.line": ("指令", "Commands"),
    # what will be asked
    "line.opens": ("下一步：从清单选", "Next: choose from a list"),
    "line.lead": ("主办 {units}", "Lead {units}"),
    "line.assist": ("协办 {units}", "Assisting {units}"),
    "line.asked": ("请求联动 {units}", "Ask {units} to join in"),
    "line.to": ("对象 {units}", "To {units}"),
    "line.urges": ("对象：超时的单位，没有则主办", "To who is late, else the lead"),
    "line.with_note": ("附言：{note}", "With: {note}"),
    "line.claims_too": ("同时认领", "and claims it"),
    "line.second": ("须第二人确认后生效", "takes effect when a second person confirms"),
    "line.queued": ("枢纽失联，先存待发", "the hub is away: it waits in the outbox"),
    "line.outcome": ("结果：{outcome}", "Outcome: {outcome}"),
    "line.decision.accept": ("受理", "Accept"),
    "line.decision.decline": ("不予受理", "Decline"),
    "line.decision.guide": ("引导", "Guide elsewhere"),
    # faults and choices
    "line.which_verb": ("“{word}”有多个指令", '"{word}" is several commands'),
    "line.which": ("“{word}”有多个", '"{word}" may be several'),
    "line.which_case": ("“{word}”有多件", '"{word}" may be several cases'),
    "line.no_case": ("先选一件事件，或写编号", "Select a case first, or type its number"),
    "line.no_note": ("此指令不带备注", "This command takes no note"),
    "line.unknown_case": ("没有编号为“{word}”的事件", 'No case "{word}"'),
    "line.too_much": ("多出“{word}”", '"{word}" is too much'),
    "line.one_only": ("只能写一个，多出“{word}”", 'Only one; "{word}" is too much'),
    "line.twice": ("“{word}”写了两次", '"{word}" is named twice'),
    "line.maybe": ("{fault}，是否", "{fault}; did you mean"),
    "line.unknown.units": ("没有单位“{word}”", 'No unit "{word}"'),
    "line.unknown.unit": ("没有本区单位“{word}”", 'No unit of the district "{word}"'),
    "line.unknown.call": ("没有单位“{word}”", 'No unit "{word}"'),
    "line.unknown.asked": ("没有可请求联动的单位“{word}”", 'No body to be asked "{word}"'),
    "line.unknown.duty": ("责任清单没有“{word}”", '"{word}" is not in the responsibility list'),
    "line.unknown.priority": ("没有紧急程度“{word}”", 'No urgency "{word}"'),
    "line.unknown.outcome": ("没有结案结果“{word}”", 'No outcome "{word}"'),
    "line.unknown.decision": ("没有受理结论“{word}”", 'No intake decision "{word}"'),
    "line.unknown.one_of": ("没有“{word}”", 'There is no "{word}"'),
}
