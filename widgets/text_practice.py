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
    "practice.took_of": ("{seconds} / 目标 {goal} 秒", "{seconds} / goal {goal} s"),
    "practice.reading": ("动手才计时", "timed from your first key"),
    "practice.wrong": ("这是 {did}，要的是 {no}", "That was {did}; {no} is meant"),
    "practice.wrong_sent": ("这是 {did}，要的是 {no}，按 F8 撤回", "That was {did}; {no} is meant. F8 takes it back"),
    "practice.then": (
        "接下来：没到目标的再练一次；都到了就结束练习，用自己的工号登录。值班时 F1 看按键",
        "Next: once more where the goal was missed; else end here and sign in with your number. F1 shows the keys",
    ),
    "practice.skipped": ("跳过", "skipped"),
    "practice.over": (
        "练完了：第二轮 {all} 项中 {good} 项在目标时间内",
        "Done: {good} of {all} in time in round 2",
    ),
    "practice.ack": ("{no} 是新来的。选中它，确认并认领", "{no} is new. Select it, acknowledge and claim it"),
    "practice.dispatch": ("按推荐把 {no} 交办出去", "Dispatch {no} as recommended"),
    "practice.recall": ("先交办 {no}，再在 10 秒内撤回", "Dispatch {no}, then recall it within 10 s"),
    "practice.find": ("有人来电问 {no} 的进展，找到它", "A caller asks about {no}: find it"),
    "practice.urge": ("{no} 的单位还没签收，催一下", "The unit of {no} has not receipted: urge it"),
    "practice.escalate": ("{no} 要上一级来定，提级并选理由", "{no} is for the next level: escalate with a reason"),
    "practice.ack.how": (
        "按 Ctrl+J 到最急的待确认，按 空格。认领到时会失效，快到时按 I 续领",
        "Ctrl+J goes to the most urgent new one, Space claims it. A claim lapses: near its end, I keeps it",
    ),
    "practice.dispatch.how": (
        "Ctrl+J 到它，或 Ctrl+G 打 {no}。按 D 打开交办栏，看一眼单位，按 Enter 发出",
        "Ctrl+J goes to it, Ctrl+G {no} too. D opens the bar; look at the units, Enter sends",
    ),
    "practice.recall.how": (
        "Ctrl+J 到它，D、Enter 发出后按 F8",
        "Ctrl+J goes to it, D and Enter send it, F8 recalls it",
    ),
    "practice.find.how": ("按 Ctrl+G，打 {no}，按 Enter", "Ctrl+G, {no}, Enter"),
    "practice.urge.how": ("Ctrl+G 打 {no} 选中它，按 R", "Ctrl+G {no} selects it, R urges"),
    "practice.escalate.how": (
        "Ctrl+G 打 {no} 选中它，按 E，按理由前的数字",
        "Ctrl+G {no} selects it, E, then the figure of a reason",
    ),
    "practice.step.ack": ("确认认领", "Acknowledge"),
    "practice.step.dispatch": ("交办", "Dispatch"),
    "practice.step.recall": ("撤回", "Recall"),
    "practice.step.find": ("查找", "Find"),
    "practice.step.urge": ("催办", "Urge"),
    "practice.step.escalate": ("提级", "Escalate"),
}
