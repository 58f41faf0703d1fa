"""The words of the guided practice; `widgets.text` takes them in with its own."""

from __future__ import annotations

from typing import Final

PRACTICE: Final[dict[str, tuple[str, str]]] = {
    "practice": ("练习", "Practice"),
    "mode.demo": ("演示", "Demo"),
    "mode.drill": ("练习", "Practice"),
    "practice.banner": ("练习，不是实时，指令不会发出", "Practice, not live: nothing is sent"),
    "practice.round": ("第 {round} 轮 {at} / {all}", "Round {round}, {at} of {all}"),
    "practice.round_1": ("先看按键照做，不计时", "The keys are shown; take your time"),
    "practice.round_2": ("不看按键，计时", "Without the keys, against the clock"),
    "practice.skip": ("跳过", "Skip"),
    "practice.fold": ("收起", "Fold"),
    "practice.unfold": ("展开", "Unfold"),
    "practice.done": ("完成", "done"),
    "practice.not_here": (
        "{what}：练习里没有，在值班的工作台上用",
        "{what}: not in the practice; use it at the real desk",
    ),
    "practice.hint": ("看按键", "Show the keys"),
    "practice.end": ("结束练习", "End the practice"),
    "practice.again": ("再练一次", "Once more"),
    "practice.goal": ("目标 {goal} 秒", "goal {goal} s"),
    "practice.took": ("{seconds} 秒", "{seconds} s"),
    "practice.skipped": ("跳过", "skipped"),
    "practice.over": (
        "练完了：第二轮 {all} 项中 {good} 项在目标时间内",
        "Done: {good} of {all} in time in round 2",
    ),
    "practice.ack": ("{no} 是新来的。选中它，确认并认领", "{no} is new. Select it, acknowledge and claim it"),
    "practice.dispatch": ("按推荐把 {no} 交办出去", "Dispatch {no} as recommended"),
    "practice.recall": ("先交办 {no}，再在 10 秒内撤回", "Dispatch {no}, then take it back within 10 s"),
    "practice.find": ("有人来电问 {no} 的进展，找到它", "A caller asks about {no}: find it"),
    "practice.urge": ("{no} 的单位还没签收，催一下", "The unit of {no} has not receipted: urge it"),
    "practice.escalate": ("{no} 要上一级来定，提级并选理由", "{no} is for the next level: escalate with a reason"),
    "practice.ack.how": ("用 J、K 走到这一件，按 空格", "Go to it with J and K, then press Space"),
    "practice.dispatch.how": (
        "选中它，按 D 打开交办栏，看一眼单位，按 Enter 发出",
        "Select it, D opens the bar; look at the units, Enter sends",
    ),
    "practice.recall.how": ("D、Enter 发出后按 F8", "D and Enter send it, F8 takes it back"),
    "practice.find.how": ("按 Ctrl+G，打编号后四位，按 Enter", "Ctrl+G, its last four figures, Enter"),
    "practice.urge.how": ("选中它，按 R", "Select it, press R"),
    "practice.escalate.how": ("选中它，按 E，按理由前的数字", "Select it, E, then the figure of a reason"),
    "practice.step.ack": ("确认认领", "Acknowledge"),
    "practice.step.dispatch": ("交办", "Dispatch"),
    "practice.step.recall": ("撤回", "Take back"),
    "practice.step.find": ("查找", "Find"),
    "practice.step.urge": ("催办", "Urge"),
    "practice.step.escalate": ("提级", "Escalate"),
}
