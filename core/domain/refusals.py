"""Why not: every refusal a rule can give, with its code and its words in zh and en."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

FORBIDDEN: Final = 1003
VERSION_CONFLICT: Final = 1009
RULE_VIOLATED: Final = 1015
BAD_BODY: Final = -32602


class Refusal(Struct, frozen=True, omit_defaults=True):
    """A named no: nothing happened, and this is what to do instead."""

    rule: str
    zh: str
    en: str
    code: int = RULE_VIOLATED
    field: str | None = None
    current: int | None = None


class CannotTell(Struct, frozen=True):
    """A console's answer where a value it may not see would decide; the hub will."""


CANNOT_TELL: Final = CannotTell()

_TEXTS: Final[dict[str, tuple[int, str, str]]] = {
    "forbidden": (FORBIDDEN, "没有此事件，或无权办理", "No such case, or not yours to act on"),
    "not_this_role": (FORBIDDEN, "当前角色不能办理此项", "This role may not do that"),
    "version_conflict": (VERSION_CONFLICT, "事件已有更新，请看过再办", "The case has changed; look again, then act"),
    "closed": (RULE_VIOLATED, "事件已结案，先重开", "The case is closed; reopen it first"),
    "not_closed": (RULE_VIOLATED, "事件未结案，不需重开", "The case is not closed"),
    "already_acked": (RULE_VIOLATED, "{by} 已确认", "Already acknowledged by {by}"),
    "held": (RULE_VIOLATED, "{by} 已认领，可接管", "Held by {by}; take over if needed"),
    "not_held": (RULE_VIOLATED, "没有席位认领", "No seat has claimed it"),
    "not_yours": (
        RULE_VIOLATED,
        "由 {by} 认领，只有本人或值班长可释放",
        "Held by {by}; only they or the shift lead may release",
    ),
    "already_yours": (RULE_VIOLATED, "已由本人认领", "You hold it already"),
    "reason_needed": (RULE_VIOLATED, "须写明理由", "A reason is needed"),
    "unknown_decision": (
        RULE_VIOLATED,
        "受理结论须为 accept、decline 或 guide",
        "Decision must be accept, decline or guide",
    ),
    "already_accepted": (RULE_VIOLATED, "已作受理结论", "Intake is decided already"),
    "unknown_duty": (RULE_VIOLATED, "责任清单无“{duty}”", "“{duty}” is not in the responsibility list"),
    "unknown_unit": (RULE_VIOLATED, "没有单位“{unit}”", "No unit “{unit}”"),
    "outside_is_asked": (
        RULE_VIOLATED,
        "{unit} 有自己的指挥，只能请求联动",
        "{unit} has its own command: request it, do not dispatch it",
    ),
    "not_outside": (RULE_VIOLATED, "{unit} 是本区单位，请交办", "{unit} is a unit of the district: dispatch it"),
    "unit_has_task": (RULE_VIOLATED, "{unit} 已有在办任务", "{unit} already has an open task here"),
    "twice_named": (RULE_VIOLATED, "{unit} 被写了两次", "{unit} is named twice"),
    "has_lead": (RULE_VIOLATED, "主办为 {unit}，请改派", "{unit} leads already; re-route instead"),
    "no_lead": (RULE_VIOLATED, "尚未交办，无主办可改", "Not dispatched yet; nothing to re-route"),
    "nothing_to_recall": (RULE_VIOLATED, "没有可撤回的交办", "Nothing to recall"),
    "recall_window_over": (RULE_VIOLATED, "已过 {seconds} 秒，请用撤派", "{seconds} s are over; stand down instead"),
    "not_your_dispatch": (
        RULE_VIOLATED,
        "由 {by} 交办，只有本人或值班长可撤回",
        "Sent by {by}; only they or the shift lead may recall",
    ),
    "no_open_task": (RULE_VIOLATED, "没有在办任务", "No open task"),
    "just_urged": (RULE_VIOLATED, "{unit} 一分钟内已催办", "{unit} was urged within the minute"),
    "unknown_task": (FORBIDDEN, "没有此任务，或无权办理", "No such task, or not yours to act on"),
    "task_over": (RULE_VIOLATED, "任务已结束", "The task is over"),
    "already_receipted": (RULE_VIOLATED, "已签收", "Already receipted"),
    "already_delivered": (RULE_VIOLATED, "已送达", "Already delivered"),
    "already_reported_in": (RULE_VIOLATED, "已报到", "Already reported in"),
    "already_on_scene": (RULE_VIOLATED, "已到场", "Already on scene"),
    "open_tasks": (
        RULE_VIOLATED,
        "还有 {count} 项任务未办结，先办结或撤派",
        "{count} tasks are open; finish or stand them down",
    ),
    "nothing_done": (
        RULE_VIOLATED,
        "还没有单位办结，按“{outcome}”结案须写明情况",
        "No unit has finished; closing as “{outcome}” needs words on what was done",
    ),
    "unknown_outcome": (RULE_VIOLATED, "没有结案结果“{outcome}”", "No outcome “{outcome}”"),
    "nothing_to_verify": (RULE_VIOLATED, "主办尚未办结，无可复核", "The lead has not finished; nothing to verify"),
    "same_priority": (RULE_VIOLATED, "紧急程度未变", "The urgency is the same"),
    "no_escalation": (RULE_VIOLATED, "没有待复核的提级", "No open escalation"),
    "ladder_ended": (RULE_VIOLATED, "已到值班长，无更高一级", "Already with the shift lead; no rung above"),
    "clock_not_due": (RULE_VIOLATED, "该时限未到或已停", "That clock is not due or no longer runs"),
    "supervision_open": (RULE_VIOLATED, "已有督办或待批督办", "A supervision is open or waits for approval"),
    "no_supervision": (RULE_VIOLATED, "没有待批督办", "No supervision waits for approval"),
    "second_waits": (RULE_VIOLATED, "{by} 的请求还在等第二人确认", "A request by {by} waits for a second person"),
    "no_second": (RULE_VIOLATED, "没有待第二人确认的请求", "Nothing waits for a second person"),
    "say_which": (RULE_VIOLATED, "有两项待批，须写明是哪一项", "Two things wait; say which by `act`"),
    "second_expired": (RULE_VIOLATED, "请求已失效，请重新提出", "The request has run out; ask again"),
    "not_your_second": (RULE_VIOLATED, "此项须由 {who} 批准", "This must be approved by: {who}"),
    "nobody_approves": (RULE_VIOLATED, "当前角色不能提出此项", "Nobody approves this for your role"),
    "not_your_request": (
        RULE_VIOLATED,
        "由 {by} 提出，只有本人可办电话授权",
        "Asked by {by}; only they may log the call",
    ),
    "in_future": (RULE_VIOLATED, "时间不能在将来", "The time may not lie ahead"),
    "phoned_yourself": (RULE_VIOLATED, "授权人不能是本人", "You cannot authorise yourself"),
    "not_unsigned": (RULE_VIOLATED, "没有这一项待补签", "No such act waits for a signature"),
    "not_yours_to_sign": (RULE_VIOLATED, "须由 {by} 本人补签", "{by} has to sign this"),
    "already_disputed": (RULE_VIOLATED, "已有异议", "Disputed already"),
    "second_is_same": (RULE_VIOLATED, "须由另一人批准", "Another person must approve"),
    "reply_in_past": (RULE_VIOLATED, "回复期限须在将来", "The reply date must lie ahead"),
    "unknown_link": (RULE_VIOLATED, "没有线路“{link}”", "No link “{link}”"),
    "source_link": (RULE_VIOLATED, "来源的状态由接入口判定", "A source's state is told by the ingest"),
    "same_link_state": (RULE_VIOLATED, "状态未变", "The state is the same"),
    "lease_runs": (RULE_VIOLATED, "认领未到期", "The lease still runs"),
    "bad_subject": (BAD_BODY, "subject 应为 {want}", "subject must be {want}"),
    "bad_place": (BAD_BODY, "位置有误：{what}", "Bad place: {what}"),
}


def refuse(rule: str, field: str | None = None, current: int | None = None, **words: object) -> Refusal:
    """The refusal named `rule` with its texts filled in; a name outside the table is a programming error.

    A word that is not the same in both languages is given as a pair, zh and en.
    """
    code, *texts = _TEXTS[rule]
    zh, en = (
        text.format(**{key: word[side] if isinstance(word, tuple) else word for key, word in words.items()})
        for side, text in enumerate(texts)
    )
    return Refusal(rule=rule, zh=zh, en=en, code=code, field=field, current=current)


RULES: Final = frozenset(_TEXTS)
