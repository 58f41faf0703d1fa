"""The words on screen in Chinese and English: every label is a key here, so that no widget speaks one language only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from core.domain.nouns import Clock, Kind, LinkState, Priority, Role, Rung, Stage, State, TaskState, Tier
from widgets.text_desk import DESK
from widgets.text_intake import INTAKE
from widgets.text_line import LINE
from widgets.text_map import MAP
from widgets.text_paper import PAPER
from widgets.text_pin import PIN
from widgets.text_practice import PRACTICE
from widgets.text_queue import QUEUE
from widgets.text_screens import SCREENS
from widgets.text_screens_more import SCREENS_MORE
from widgets.text_seat import SEAT
from widgets.text_settings import SETTINGS
from widgets.text_sound import SOUND
from widgets.text_surge import SURGE

LANGS: Final = ("zh_CN", "en")

Pair = tuple[str, str]

# member of a domain enum → (zh, en); keyed by type too, since different enums share values
_ENUMS: Final[dict[type[Enum], dict[str, Pair]]] = {
    Priority: {
        "P1": ("特急", "Critical"),
        "P2": ("紧急", "Urgent"),
        "P3": ("较急", "Elevated"),
        "P4": ("一般", "Routine"),
    },
    Stage: {
        "FOUND": ("发现", "Found"),
        "RECORDED": ("采集", "Recorded"),
        "ROUTED": ("流转", "Routed"),
        "HANDLED": ("处置", "Handled"),
        "CLOSED": ("结案", "Closed"),
    },
    State: {
        "UNACKED": ("待确认", "Unacked"),
        "TO_ROUTE": ("待交办", "To route"),
        "TO_RECEIPT": ("待签收", "To receipt"),
        "HANDLING": ("处置中", "Handling"),
        "FEEDBACK_DUE": ("待反馈", "Feedback due"),
        "RETURNED": ("被退回", "Returned"),
        "TO_VERIFY": ("待复核", "To verify"),
        "CLOSED": ("已结案", "Closed"),
    },
    Kind: {
        "INCIDENT": ("事件", "Incident"),
        "HAZARD": ("隐患", "Hazard"),
        "DISPUTE": ("矛盾纠纷", "Dispute"),
        "SERVICE": ("民生诉求", "Service"),
    },
    Tier: {
        "GRID": ("网格", "Grid"),
        "COMMUNITY": ("村社", "Community"),
        "TOWN": ("街镇", "Town"),
        "DISTRICT": ("区级", "District"),
    },
    Clock: {
        "RESPONSE": ("响应", "Response"),
        "RECEIPT": ("签收", "Receipt"),
        "SCENE": ("到场", "On scene"),
        "HANDLING": ("办结", "Close"),
        "SUPERVISION": ("督办", "Supervision"),
    },
    Rung: {
        "GRID": ("网格", "Grid"),
        "COMMUNITY": ("村社", "Community"),
        "TOWN": ("街镇", "Town"),
        "DISTRICT": ("区级", "District"),
        "LEAD": ("值班长", "Shift lead"),
    },
    LinkState: {
        "OK": ("正常", "OK"),
        "SLOW": ("延迟", "Slow"),
        "STALE": ("无数据", "No data"),
        "DOWN": ("中断", "Down"),
        "MANUAL": ("人工", "Manual"),
        "UNKNOWN": ("未知", "Unknown"),
    },
    TaskState: {
        "SENT": ("已交办", "Sent"),
        "DELIVERED": ("已送达", "Delivered"),
        "RECEIPTED": ("已签收", "Receipted"),
        "REPORTED_IN": ("已报到", "Reported in"),
        "ON_SCENE": ("已到场", "On scene"),
        "FED_BACK": ("已反馈", "Fed back"),
        "COMPLETED": ("已办结", "Completed"),
        "RETURNED": ("已退回", "Returned"),
        "RECALLED": ("已撤回", "Recalled"),
        "STOOD_DOWN": ("已撤派", "Stood down"),
    },
    Role: {
        "OPERATOR": ("值班员", "Operator"),
        "LEAD": ("值班长", "Shift lead"),
        "LEADER": ("带班领导", "Duty leader"),
        "DIRECTOR": ("中心主任", "Director"),
        "LIAISON": ("部门联络员", "Liaison"),
        "DESK": ("入驻单位", "Resident unit"),
        "CENTRE": ("街镇中心", "Town centre"),
        "GRID": ("网格员", "Grid worker"),
        "VIEWER": ("查看", "Viewer"),
        "SOURCE": ("来源", "Source"),
        "REPLAY": ("复盘", "Replay"),
        "ADMIN_SYSTEM": ("系统管理员", "System admin"),
        "ADMIN_SECURITY": ("安全管理员", "Security admin"),
        "ADMIN_AUDIT": ("审计管理员", "Audit admin"),
        "HUB": ("系统", "System"),
    },
}

# 四级分诊: disputes only
_TRIAGE: Final[dict[Tier, Pair]] = {
    Tier.GRID: ("网格首诊", "Grid first"),
    Tier.COMMUNITY: ("村社坐诊", "Community"),
    Tier.TOWN: ("街镇接诊", "Town desk"),
    Tier.DISTRICT: ("区级会诊", "Consultation"),
}

_EVENTS: Final[dict[str, Pair]] = {
    "case.reported": ("登记", "Reported"),
    "case.accepted": ("受理", "Accepted"),
    "case.acked": ("确认", "Acknowledged"),
    "case.claimed": ("认领", "Claimed"),
    "case.kept": ("续领", "Claim kept"),
    "case.released": ("释放", "Released"),
    "case.reported_again": ("又有人报", "Reported again"),
    "case.noted": ("备注", "Noted"),
    "case.phoned": ("电话", "Phoned"),
    "case.urged": ("催办", "Urged"),
    "case.priority_set": ("调级", "Priority set"),
    "case.classified": ("定类", "Classified"),
    "case.located": ("定位", "Located"),
    "case.dispatched": ("交办", "Dispatched"),
    "case.requested": ("请求联动", "Asked to join"),
    "case.recalled": ("撤回", "Recalled"),
    "case.stood_down": ("撤派", "Stood down"),
    "case.rerouted": ("改派", "Re-routed"),
    "case.escalated": ("提级", "Escalated"),
    "case.ruled": ("裁定", "Ruled"),
    "case.sent_down": ("退回下级", "Sent down"),
    "case.supervise_asked": ("申请督办", "Supervision asked"),
    "case.supervised": ("督办", "Supervised"),
    "case.supervise_refused": ("督办未批", "Supervision refused"),
    "case.verified": ("复核", "Verified"),
    "case.closed": ("结案", "Closed"),
    "case.reopened": ("重开", "Reopened"),
    "second.asked": ("请第二人确认", "Second person asked"),
    "second.approved": ("第二人批准", "Second person approved"),
    "second.refused": ("第二人不批", "Second person refused"),
    "second.expired": ("请求失效", "Request ran out"),
    "second.phoned": ("电话授权，未补签", "By phone, unsigned"),
    "second.countersigned": ("补签", "Countersigned"),
    "second.disputed": ("补签有异议", "Signature disputed"),
    "task.delivered": ("送达", "Delivered"),
    "task.receipted": ("签收", "Receipted"),
    "task.reported_in": ("报到", "Reported in"),
    "task.on_scene": ("到场", "On scene"),
    "task.fed_back": ("反馈", "Fed back"),
    "task.returned": ("退回", "Returned"),
    "task.completed": ("办结", "Completed"),
    "link.changed": ("链路变化", "Link changed"),
    "link.called": ("点名", "Roll call"),
    "clock.stepped": ("校时", "Clock stepped"),
}

_TEXTS: Final[dict[str, Pair]] = {
    # frame
    "hub": ("枢纽指挥部", "Hub command"),
    "strip": ("状态条", "Status strip"),
    "hub_mark": ("枢", "H"),
    "seat": ("{seat} 席", "Seat {seat}"),
    "unacked": ("待确认", "Unacked"),
    "unacked_none": ("待确认 0", "Unacked 0"),
    "next_deadline": ("最近时限", "Next deadline"),
    "none": ("无", "None"),
    "open": ("在办", "Open"),
    "open_total": ("{count} 件", "{count}"),
    "overdue": ("超期", "Overdue"),
    "overdue_count": ("{count} 件", "{count}"),
    "load": ("10 分钟新增", "New / 10 min"),
    "links": ("链路", "Links"),
    "server": ("服务器", "Server"),
    "link_age": ("{state} {age}", "{state} {age}"),
    "shift_lead": ("值班长 {name}", "Lead {name}"),
    "handover_in": ("交班 {left}", "Handover {left}"),
    "skew": ("时钟偏差", "Clock skew"),
    "clock": ("时间", "Time"),
    "shift": ("班次", "Shift"),
    # navigation
    "nav": ("页面", "Pages"),
    "nav.desk": ("工作台", "Desk"),
    "nav.escalations": ("提级", "Escalate"),
    "nav.video": ("视联", "Video"),
    "nav.needs": ("{page}，待我处理 {count}", "{page}, {count} need me"),
    # foot bar
    "recall": ("撤回", "Recall"),
    "recall_left": ("撤回 {left} 秒", "Recall {left}s"),
    "recalled": ("已撤回", "Recalled"),
    "recall_failed": ("撤回未成", "Recall failed"),
    "data_time": ("数据 {time}", "Data {time}"),
    "data_none": ("尚无数据", "No data yet"),
    "outbox": ("待发 {count}", "Outbox {count}"),
    "no_action": ("尚无操作", "No action yet"),
    "keys": ("快捷键", "Keys"),
    "foot": ("操作栏", "Action bar"),
    # banner
    "banner.surge": ("事件高峰", "Surge"),
    "banner.offline": ("离线 只读", "Offline, read-only"),
    "banner.link": ("链路中断", "Link down"),
    "banner.resync": ("正在同步", "Resyncing"),
    "banner.drill": ("演练", "Drill"),
    "banner.replay": ("复盘", "Replay"),
    "banner.demo": ("演示数据", "Demo data"),
    # deadlines
    "limit": ("限 {span}", "limit {span}"),
    "paused": ("暂停", "Paused"),
    "no_limit": ("无时限", "No limit"),
    "met": ("按时", "met"),
    "late": ("迟 {span}", "late {span}"),
    "state.on_track": ("正常", "on track"),
    "state.due_soon": ("临期", "due soon"),
    "state.overdue": ("超期", "overdue"),
    "state.paused": ("暂停", "paused"),
    "state.met": ("按时完成", "done in time"),
    "state.late_met": ("超期已办", "done late"),
    "state.none": ("无时限", "no limit"),
    # stepper, ladder
    "stepper": ("闭环", "Closed loop"),
    "step.now": ("进行中", "now"),
    "step.done": ("已完成", "done"),
    "step.later": ("未到", "later"),
    "step.skipped": ("跳过", "skipped"),
    "step.reopened": ("重开", "reopened"),
    "tier": ("处置层级", "Tier"),
    "triage": ("四级分诊", "Triage"),
    "tier.copied": ("已抄送", "cc"),
    "tier.done": ("已办", "done"),
    "tier.returned": ("已退回", "returned"),
    "tier.now": ("当前", "now"),
    "tier.later": ("未到", "later"),
    # facts
    "facts": ("要素", "Facts"),
    "fact.place": ("地点", "Place"),
    "fact.grid": ("网格", "Grid"),
    "fact.grids": ("涉及网格", "Grids"),
    "fact.community": ("社区", "Community"),
    "fact.town": ("街镇", "Town"),
    "fact.reports": ("{count} 次报", "{count} reports"),
    "fact.reporter": ("报告人", "Reporter"),
    "fact.phone": ("电话", "Phone"),
    "fact.source": ("来源", "Source"),
    "fact.source_ref": ("来源编号", "Source no."),
    "fact.duty": ("事项", "Matter"),
    "fact.kind": ("类别", "Kind"),
    "fact.lead_unit": ("主办", "Lead unit"),
    "fact.holder": ("认领", "Held by"),
    "fact.accepted": ("受理", "Intake"),
    "fact.unassigned": ("待分流", "Unassigned"),
    "fact.supervision": ("督办单", "Slip"),
    "fact.coordinate": ("坐标", "Position"),
    "fact.outcome": ("结果", "Outcome"),
    "fact.opened": ("登记", "Opened"),
    "masked": ("已脱敏", "Masked"),
    "missing": ("未提供", "Not given"),
    "conflict": ("说法不一", "Conflicting"),
    # dispatch card
    "dispatch.title": ("推荐交办", "Recommended dispatch"),
    "dispatch.sent_title": ("已交办", "Dispatched"),
    "dispatch.queued_title": ("待发交办", "Waiting to send"),
    "dispatch.phone_title": ("电话交办", "Dispatch by phone"),
    "dispatch.basis": ("依据 {basis}", "{basis}"),
    "dispatch.send": ("交办 {count} 个单位", "Dispatch {count} units"),
    "dispatch.send_one": ("交办 1 个单位", "Dispatch 1 unit"),
    "dispatch.send_both": ("交办 {count}，联动 {asked}", "Dispatch {count}, ask {asked}"),
    "dispatch.ask": ("请求联动 {asked}", "Ask {asked} to join"),
    "dispatch.sending": ("正在发出", "Sending"),
    "dispatch.queued": ("待发 {count} 个单位", "{count} units in outbox"),
    "dispatch.progress": ("已送达 {done}/{total}", "Delivered {done}/{total}"),
    "dispatch.phone": ("电话交办登记", "Log phone dispatch"),
    "dispatch.other": ("改派 {digits}", "Other {digits}"),
    "dispatch.choose": ("选单位", "Choose units"),
    "dispatch.no_route": ("责任清单无此类，请选单位", "Not in the responsibility list, choose units"),
    "dispatch.nobody": ("该单位无人在岗", "No one on duty at this unit"),
    "dispatch.why": ("理由", "Why"),
    "col.role": ("角色", "Role"),
    "col.unit": ("单位", "Unit"),
    "col.duty": ("值守", "Duty"),
    "col.eta": ("预计到场", "ETA"),
    "col.load": ("在办", "Load"),
    "col.limit": ("签收时限", "Receipt by"),
    "col.phone": ("电话", "Phone"),
    "role.lead": ("主办", "Lead"),
    "role.assist": ("协办", "Assist"),
    "role.asked": ("联动", "Joint"),
    "duty.on": ("在岗", "On duty"),
    "duty.busy": ("繁忙", "Busy"),
    "duty.off": ("不在岗", "Off duty"),
    "duty.own_call": ("已下班 · 值班电话 {phone}", "office closed · duty phone {phone}"),
    "duty.other_call": ("已下班 · {unit}值班 {phone}", "office closed · {unit} takes calls, {phone}"),
    "dispatch.with_off": ("{act}（{count} 家下班）", "{act} ({count} off)"),
    "duty.unknown": ("未知", "Unknown"),
    # tracker
    "tracker": ("交办跟踪", "Dispatch tracker"),
    "col.case": ("事件", "Case"),
    "col.title": ("标题", "Title"),
    "col.sent": ("交办", "Sent"),
    "col.delivered": ("送达", "Deliv."),
    "col.receipt": ("签收", "Receipt"),
    "col.scene": ("到场", "On scene"),
    "col.progress": ("进度", "Progress"),
    "col.left": ("余时", "Left"),
    "receipt.none": ("未签收", "Not yet"),
    "act.queued": ("待发", "queued"),
    "act.queued_here": ("以下操作待发，恢复后补发", "These acts are queued, sent when the hub is back"),
    "receipt.queued": ("待发", "In outbox"),
    "tracker.empty": ("没有在办的交办", "No dispatch in hand"),
    # timeline, note
    "timeline": ("流转记录", "Timeline"),
    "timeline.all": ("全部 {count} 条", "All {count}"),
    "timeline.empty": ("尚无记录", "No entries yet"),
    "timeline.gap": ("此处缺 {count} 条", "{count} entries missing here"),
    "note.placeholder": ("写备注", "Add a note"),
    "note.send": ("记录", "Add note"),
    "note.sending": ("正在记录", "Saving"),
    "note.queued": ("已存，待发", "Saved, in outbox"),
    "note.failed": ("未记录：{why}", "Not saved: {why}"),
    "verbatim": ("{text}", "{text}"),
    # states of a view
    "view.empty": ("没有内容", "Nothing here"),
    "view.loading": ("正在取数", "Loading"),
    "view.error": ("未取到", "Not loaded"),
    "view.offline": ("离线 只读", "Offline, read-only"),
    "view.retry": ("重试", "Retry"),
    "view.as_of": ("数据截至 {time}", "Data as of {time}"),
    "no_unacked": ("没有待确认事件", "Nothing unacked"),
    "filter_hides": ("筛选后没有事件，另有 {count} 件未显示", "No match, {count} hidden by filter"),
    "clear_filter": ("清除筛选", "Clear filter"),
    # acts
    "ack": ("确认", "Acknowledge"),
    "ack_claim": ("确认认领", "Ack & claim"),
    "not_acked": ("待确认", "Unacked"),
    "escalate": ("提级", "Escalate"),
    "request": ("请求联动", "Ask to join"),
    "reroute": ("改派", "Re-route"),
    "supervise": ("申请督办", "Ask supervision"),
    "close_case": ("结案", "Close"),
    "claim": ("认领", "Claim"),
    "release": ("释放", "Release"),
    "case_no": ("事件编号", "Case number"),
    "mine": ("我", "Me"),
    "nobody": ("无人认领", "Unclaimed"),
    "dismiss": ("关闭", "Dismiss"),
    "toast.failed": ("失败", "Failed"),
    "toast.reminder": ("提醒", "Reminder"),
    "toast.done": ("完成", "Done"),
    "toast.info": ("提示", "Note"),
    # the case, pickers, sign-in
    "detail": ("事件详情", "Case"),
    "detail.none": ("没有选中事件", "No case selected"),
    "waiting.sent": ("正在发出", "Sending"),
    "waiting.queued": ("待发", "In outbox"),
    "picker.hint": ("↑↓ 选择，Enter 确定，Esc 关闭", "↑↓ choose, Enter confirm, Esc close"),
    "picker.none_of": ("没有找到“{word}”", 'Nothing found for "{word}"'),
    "picker.none": ("没有符合的", "No match"),
    "keycard": ("本页快捷键", "Keys on this page"),
    "keycard.handbook": ("手册（本卡上）", "Handbook (this card)"),
    "handbook": ("手册", "Handbook"),
    "handbook.chapters": ("章节", "Chapters"),
    "handbook.moves": ("← → 换章，J K 滚动", "← → chapter, J K scroll"),
    "signin": ("登录", "Sign in"),
    "signin.seat": ("席位", "Seat"),
    "signin.user": ("工号", "Operator"),
    "signin.password": ("密码", "Password"),
    "signin.busy": ("正在登录", "Signing in"),
    "signin.links": ("线路", "Links"),
    "signin.hub": ("枢纽服务器 {state}", "Hub server {state}"),
    "signin.no_hub": (
        "连不上枢纽服务器，请检查网络或联系管理员",
        "No answer from the hub; check the network",
    ),
    "signin.trying": ("正在连接", "connecting"),
    "signin.clock": ("服务器时间 {time}", "Hub time {time}"),
    "more": ("更多", "More"),
    "system": ("系统", "System"),
    "fact.grid_lead": ("网格长", "Grid lead"),
    "filter.search": ("搜索编号 / 地点 / 人员", "Search no. / place / person"),
    "tab.todo": ("待办", "To do"),
    "tab.mine": ("我的", "Mine"),
    "tab.tracking": ("跟踪", "Tracking"),
    "tab.unassigned": ("待分流", "Unassigned"),
    "tab.closed": ("今日办结", "Closed today"),
    "tab.map": ("一张图", "Map"),
    "tab.detail": ("事件", "Case"),
    "sort.deadline": ("▲ 时限升序", "▲ by deadline"),
    "review.send": ("仍要发送", "Send anyway"),
    "review.drop": ("放弃", "Let it go"),
    "hint.dispatch": ("交办", "Dispatch"),
    "hint.dispatch_phone": ("电话交办登记", "Phone dispatch"),
    "hint.step": ("下/上一件", "Next/prev"),
    "hint.send": ("发出", "Send"),
    "hint.other": ("改派", "Other route"),
    "hint.back": ("返回", "Back"),
    "hint.note": ("备注", "Note"),
    "hint.field": ("下一栏", "Next field"),
    "hint.close": ("关闭", "Close"),
    "hint.tick": ("勾选", "Tick"),
    "hint.read": ("读取文件", "Read the file"),
    "hint.spot": ("取十字处", "Take this spot"),
    "hint.more": ("更多", "More"),
    "theme.dark": ("深", "Dark"),
    "theme.light": ("浅", "Light"),
    "lang.zh_CN": ("中", "中"),
    "lang.en": ("EN", "EN"),
    "key.Space": ("空格", "Space"),
    **SCREENS,
    **SEAT,
    **SCREENS_MORE,
    **PRACTICE,
    **PAPER,
    **SETTINGS,
    **PIN,
    **SOUND,
    **SURGE,
    **DESK,
    **QUEUE,
    **LINE,
    **INTAKE,
    **MAP,
}


class Words:
    """All words of one language."""

    def __init__(self, lang: str) -> None:
        """Take one of `LANGS`; raises ValueError for any other."""
        if lang not in LANGS:
            raise ValueError(f"no words in {lang!r}")
        self.lang = lang
        self._side = LANGS.index(lang)

    def word(self, thing: Enum) -> str:
        """The word for a member of a domain enum."""
        return _ENUMS[type(thing)][thing.name][self._side]

    def triage(self, tier: Tier) -> str:
        """The name of a level on the triage ladder of disputes."""
        return _TRIAGE[tier][self._side]

    def event(self, name: str) -> str:
        """The word for an event's name, e.g. "case.dispatched"."""
        return _EVENTS[name][self._side]

    def text(self, key: str, **values: object) -> str:
        """A fixed text by its key, with its values filled in."""
        return _TEXTS[key][self._side].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is a fixed text of that key."""
        return key in _TEXTS

    def key(self, name: str) -> str:
        """How a key is called on its cap: the space bar and the arrows have names of their own, also after a Ctrl+."""
        return "+".join(self._cap(part) for part in name.split("+")) if len(name) > 1 else name

    def _cap(self, name: str) -> str:
        pair = _TEXTS.get(f"key.{name}")
        return pair[self._side] if pair else name

    def keys(self) -> Mapping[str, str]:
        """Every fixed text of this language by key, unfilled, for checks."""
        return {key: pair[self._side] for key, pair in _TEXTS.items()}


def word(lang: str, thing: Enum) -> str:
    """The word for a member of a domain enum in one language."""
    return Words(lang).word(thing)


def enums() -> Mapping[type[Enum], Mapping[str, Pair]]:
    """The words of every enum, for checks."""
    return _ENUMS


def events() -> Mapping[str, Pair]:
    """The words of every event, for checks."""
    return _EVENTS
