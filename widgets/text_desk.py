"""The words of the case detail: next steps, the dispatch card, calls, the outbox list and the message log."""

from __future__ import annotations

from typing import Final

DESK: Final[dict[str, tuple[str, str]]] = {
    # dispatch card
    "dispatch.add": ("补交办 {name}", "Add {name}"),
    "dispatch.add_head": ("清单上尚未交办", "On the list, not asked yet"),
    "dispatch.offer_head": ("再交办", "Dispatch now"),
    "dispatch.not_sent": ("未交办", "not sent"),
    "dispatch.tasks_title": ("交办情况", "Dispatched so far"),
    "dispatch.receipted": ("已签收 {done}/{total}", "Receipted {done}/{total}"),
    "dispatch.completed": ("已办结 {done}/{total}", "Done {done}/{total}"),
    "dispatch.none_in": ("无在办单位", "No unit at work"),
    "dispatch.by_hand": ("操作员指定单位", "named by the operator"),
    "dispatch.urged": ("已催 {time}", "urged {time}"),
    "dispatch.urged_again": ("已催 {count} 次，最后 {time}", "urged {count} times, last {time}"),
    "dispatch.by_phone": ("电话 {time} {who}", "by phone {time} {who}"),
    # the next step
    "next.verify": ("复核属实", "Result holds"),
    "next.close": ("结案", "Close"),
    "next.urge": ("催办 {name}", "Urge {name}"),
    "next.urge_all": ("催办 {name} 家", "Urge {name} units"),
    "next.phone": ("电话催 {name}", "Call {name}"),
    "next.unacked": ("下一件待确认", "Next unacked"),
    "next.deadline": ("下一时限", "Next deadline"),
    "next.note": ("补充备注", "Add a note"),
    # head
    "head.ends": ("认领还剩 {seconds} 秒", "Claim: {seconds} s left"),
    "hint.keep": ("续领 {name}", "Keep {name}"),
    "hint.keep_all": ("续领 {count} 件", "Keep {count} claims"),
    "keep": ("续领", "Keep claim"),
    "head.lapsed": ("认领已到期 {time}", "Claim lapsed {time}"),
    "hint.phone": ("电话", "Phone"),
    "hint.urge": ("催办", "Urge"),
    "lamp.lines": ("{count} 路", "{count} lines"),
    # tool tips of the lamps
    "lamp.heard": ("{age}前有数据", "heard {age} ago"),
    "lamp.never": ("尚无数据", "not heard yet"),
    # strip
    "handover_left": ("距交班 {left}", "{left} to handover"),
    # keys
    "key.Left": ("←", "←"),
    "key.Right": ("→", "→"),
    "key.Up": ("↑", "↑"),
    "key.Down": ("↓", "↓"),
    "key.PgUp": ("上页", "PgUp"),
    "key.PgDown": ("下页", "PgDn"),
    # media
    "media": ("附件", "Attachments"),
    "media.photo": ("照片", "Photo"),
    "media.voice": ("语音", "Voice"),
    # outbox list
    "outbox.title": ("待发与待定", "Outbox"),
    "outbox.none": ("没有待发的操作", "Nothing waits to be sent"),
    "outbox.waits": ("待发 {count}", "Waiting {count}"),
    "outbox.asks": ("已过时效，请定 {count}", "Past use-by, decide {count}"),
    "outbox.failed": ("未成 {count}", "Refused {count}"),
    "outbox.others": ("另有他人名下 {count} 件", "{count} more belong to another sign-in"),
    "outbox.age": ("已等 {age}", "waits {age}"),
    "outbox.on_disk": ("已存盘", "on disk"),
    "outbox.phone": ("电话已办，恢复后补录", "done by phone, to be recorded"),
    "outbox.send": ("仍要发送", "Send anyway"),
    "outbox.drop": ("放弃", "Let it go"),
    "outbox.go": ("看事件", "Go to case"),
    "outbox.open": ("待发清单", "Outbox list"),
}
